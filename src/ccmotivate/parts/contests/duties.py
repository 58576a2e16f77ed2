"""What winners owe: hours of lessons by the end of a month, out of those of person and title (people.md §7)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.period import Month
from ccmotivate.model.roster import last_day


class DutyState(StrEnum):
    """How a duty stands at the end of the month."""

    OPEN = "open"
    DONE = "done"
    OVERDUE = "overdue"


class Win(Struct, frozen=True):
    """A title won by somebody in a month."""

    title: str
    agent_id: str
    won: Month


class Lesson(Struct, frozen=True):
    """Hours that somebody taught for a title on a day."""

    title: str
    agent_id: str
    day: dt.date
    hours: Fraction


class Duty(Struct, frozen=True):
    """What a win obliges to: ``given`` of the hours ``owed`` by ``due``; ``done_on`` is the day of the last of them."""

    win: Win
    owed: Fraction
    given: Fraction
    due: dt.date
    state: DutyState
    done_on: dt.date | None


def duties_of(
    wins: Iterable[Win], lessons: Iterable[Lesson], hours: Fraction, months: int, as_of: dt.date
) -> Iterator[Duty]:
    """The duties of these wins, by person and title the oldest first.

    Args:
        wins: Each once.
        lessons: Those that are known; later ones than ``as_of`` are not among them.
        hours: What each win obliges to.
        months: By the end of which month after that of the win.
        as_of: The last day of the month.
    """
    taught: dict[tuple[str, str], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        taught[lesson.title, lesson.agent_id].append(lesson)
    owing: dict[tuple[str, str], list[Win]] = defaultdict(list)
    for win in wins:
        owing[win.title, win.agent_id].append(win)
    for key, own in owing.items():
        ordered = sorted(own, key=lambda one: one.won)
        given = _given(ordered, sorted(taught[key], key=lambda one: one.day), hours)
        for win in ordered:
            yield _duty(win, *given[win.won], hours, months, as_of)


def _given(
    wins: Sequence[Win], lessons: Sequence[Lesson], owed: Fraction
) -> Mapping[Month, tuple[Fraction, dt.date | None]]:
    """Hours given for each win, and the day of the last of them; every hour serves one win, the oldest first."""
    given = {win.won: Fraction(0) for win in wins}
    done: dict[Month, dt.date] = {}
    for lesson in lessons:
        left = lesson.hours
        for win in wins:
            if win.won in done or lesson.day < last_day(win.won).replace(day=1):
                continue
            taken = min(left, owed - given[win.won])
            given[win.won] += taken
            left -= taken
            if given[win.won] == owed:
                done[win.won] = lesson.day
    return {won: (hours, done.get(won)) for won, hours in given.items()}


def _duty(win: Win, given: Fraction, done_on: dt.date | None, owed: Fraction, months: int, as_of: dt.date) -> Duty:
    due = last_day(Month.from_ordinal(win.won.ordinal + months))
    late = DutyState.OVERDUE if as_of > due else DutyState.OPEN
    state = DutyState.DONE if given >= owed else late
    return Duty(win, owed, given, due, state, done_on)
