"""Whether two files of contests can be told apart by a case: the highest score of a round only says what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Range
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind
from ccmotivate.parts.contests.columns import FINAL, PRELIMINARY


def reason(rules: RuleSet, other: RuleSet) -> str | None:
    """Why no case tells the contests of these rules apart; None where one may.

    A case with a score above the highest is no case, so those of the shipped file are cases of one that allows more.
    """
    one, two = (each.parts["contests"].settings for each in (rules, other))
    if _most(two) <= _most(one) or two != replace(one, contest=two.contest) or _open(one.contest) != _open(two.contest):
        return None
    most = plain_text(_most(one))
    return f"a case cannot have a score above {most}; tests/parts/contests holds that a sheet with one is refused"


def _most(settings: Any) -> Fraction:
    high: Fraction = settings.contest.columns[PRELIMINARY].plausible.high
    return high


def _open(kind: SheetKind) -> SheetKind:
    """The sheet without what its scores may be."""
    columns = {
        name: replace(column, plausible=Range()) if name in (PRELIMINARY, FINAL) else column
        for name, column in kind.columns.items()
    }
    return replace(kind, columns=columns)
