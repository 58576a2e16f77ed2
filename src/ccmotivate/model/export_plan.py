"""What was found in an export, and what a first scheme makes of it: the plan between looking and writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from ccmotivate.model.metrics import MetricKind


class Reason(StrEnum):
    """Why a column is taken for what it is, or why it is not taken."""

    PERCENT_SIGN = "percent sign"
    PERMILLE_SIGN = "per mille sign"
    TIMES = "times"
    PASS_WORDS = "pass words"
    WHOLE = "whole numbers"
    NUMBERS = "numbers"
    DATES = "dates"
    WORDS = "a few words"
    TEXT = "text"
    BLANK = "blank"
    TWICE = "header twice"
    TAKEN = "header of another column"
    UNREADABLE = "unreadable cells"
    KNOWN_WORD = "known word"
    BY_CONTENT = "by content"


class Doubt(StrEnum):
    """A question for the user, with the guess that is used until it is answered."""

    SHARE = "share"  # all between 0 and 1: perhaps a percentage
    TIME = "time"  # the header mentions time: perhaps a duration
    NAMES = "names"  # no ids, but a column of what may be names


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of the export: its header and letters, two of its values as shown, what it was taken for and why.

    ``kind`` is None where no metric can be made of it. ``middle`` is the (lower) median of its values in the metric's
    unit; ``low_is_good`` is a guess from the header.
    """

    id: str
    header: str
    letters: str
    samples: tuple[str, ...]
    why: Reason
    kind: MetricKind | None = None
    middle: Fraction | None = None
    low_is_good: bool = False
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a first scheme is made of.

    ``identity`` has the columns that say who and when, by their id in the rules; ``roles`` are the words of the role
    column. ``named_month`` says that a title, or the name of the file or the sheet, holds the month; ``no_id`` is the
    column that may name each person where there are no ids.
    """

    file: str
    sheet: str
    rows: int
    identity: Mapping[str, SeenColumn]
    metrics: tuple[SeenColumn, ...]
    others: tuple[SeenColumn, ...]
    roles: tuple[str, ...] = ()
    named_month: bool = False
    no_id: SeenColumn | None = None
    other_sheets: tuple[str, ...] = ()
