"""What a condition says of an award: who meets it and with which facts, who came close."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct, field

from ccmotivate.model.given import Behind, Close, LeftOut, PassedOver, TieNote
from ccmotivate.model.reasons import Missed

Key = tuple[int, str]
"""An agent (row of the award context) or a team (its number), and the group within which the award is given."""

Why = Callable[[int], Missed | None]
"""Asks what an agent of the award context (or a team) missed first, after the decision; None for who met everything."""

ABSENT = -1
"""In arrays of rows, groups or ranks: there is none."""

MOST_CLOSE = 3
"""How many who came close are told for each group."""


class WinFacts(Struct, frozen=True):
    """A condition met: the facts of it, as in ``AwardGiven``."""

    via: str | None = None
    rank: int | None = None
    figure: str = "score"
    score: Fraction | None = None
    candidates: int = 0
    tied: bool = False
    tie: TieNote | None = None
    next_figure: Fraction | None = None
    behind: tuple[Behind, ...] = ()
    parts: tuple[tuple[str, Fraction], ...] = ()
    members: int | None = None
    passed_over: tuple[PassedOver, ...] = ()


def _nothing(_at: int) -> Missed | None:
    return None


class ConditionResult(Struct, frozen=True):
    """A condition decided; ``candidates`` is how many could have met it, ``why`` answers for those who did not.

    ``held`` is False where there was nothing to decide (a contest that was not held); nothing is then said of it.
    """

    wins: Mapping[Key, WinFacts]
    candidates: int
    ties: tuple[TieNote, ...] = ()
    close: tuple[tuple[Key, Close], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    team_names: tuple[str, ...] = field(default=())  # a team award: the teams by number
    why: Why = _nothing
    held: bool = True
