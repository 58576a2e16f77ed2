"""The sheet of mentoring, and rows that contradict themselves or each other."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import inf

from msgspec import Struct

from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.parts.mentoring.problems import BACKWARDS, CIRCLE, ONESELF, OVERLAP
from ccmotivate.parts.mentoring.rules import FROM, MENTEE, MENTOR, SHEET, TO, MentoringSettings

NEEDED = (SHEET,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


class Pair(Struct, frozen=True):
    """A row: its position, who mentors whom, the first and the last day as day numbers (endless: infinity)."""

    at: int
    mentor: str
    mentee: str
    first: int
    last: float


def kinds(settings: MentoringSettings) -> tuple[SheetKind, ...]:
    """The one sheet."""
    return (settings.kind,)


def pairs_of(rows: SheetRows) -> list[Pair]:
    """Every row, in order."""
    days = [rows.numbers[name].to_list() for name in (FROM, TO)]
    who = [rows.texts[name].tolist() for name in (MENTOR, MENTEE)]
    return [
        Pair(at, mentor, mentee, int(first or 0), inf if last is None else int(last))
        for at, (mentor, mentee, first, last) in enumerate(zip(*who, *days, strict=True))
    ]


def check(settings: MentoringSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """Oneself, an end before its beginning, a pair that overlaps itself, a circle on a common day.

    The rows of each workbook are held against each other: they are what it knows.
    """
    found = rows[SHEET]
    books: dict[str, list[Pair]] = defaultdict(list)
    for book, pair in zip(found.frame["workbook"], pairs_of(found), strict=True):
        books[book].append(pair)
    for pairs in books.values():
        yield from _check(pairs)


def _check(pairs: Sequence[Pair]) -> Iterator[_Wrong]:
    sound = []
    for pair in pairs:
        if pair.mentor == pair.mentee:
            yield SHEET, pair.at, MENTEE, ONESELF, pair.mentee, {}
        elif pair.last < pair.first:
            yield SHEET, pair.at, TO, BACKWARDS, _day(pair.last), {"start": _day(pair.first)}
        else:
            sound.append(pair)
    apart, overlapping = _overlapping(sound)
    for pair, first in overlapping:
        facts = {"day": _day(pair.first), "first": (SHEET, first.at, FROM)}
        yield SHEET, pair.at, FROM, OVERLAP, pair.mentee, facts
    for pair, other in _circles(apart):
        yield SHEET, pair.at, MENTOR, CIRCLE, pair.mentor, {"first": (SHEET, other.at, MENTOR)}


def _day(number: float) -> str:
    return str(dt.date.fromordinal(int(number)))


def _overlapping(pairs: Sequence[Pair]) -> tuple[list[Pair], list[tuple[Pair, Pair]]]:
    """The pairs without those that begin while the same two are at it already, and these with the earlier one."""
    latest: dict[tuple[str, str], Pair] = {}
    kept: list[Pair] = []
    wrong: list[tuple[Pair, Pair]] = []
    for pair in sorted(pairs, key=lambda one: (one.first, one.at)):
        before = latest.get((pair.mentor, pair.mentee))
        if before is not None and pair.first <= before.last:
            wrong.append((pair, before))
        else:
            kept.append(pair)
            latest[pair.mentor, pair.mentee] = pair
    return kept, sorted(wrong, key=lambda one: one[0].at)


def _circles(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Pair]]:
    """Pairs that close a circle of mentors on a day, each with the next pair of the circle.

    A circle is closed by the last of its pairs to begin, so each pair is held against those of its first day alone.
    """
    begun: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(_in_circles(pairs), key=lambda one: (one.first, one.at)):
        following = _way(begun, pair)
        if following is None:
            begun[pair.mentor].append(pair)
        else:
            yield pair, following


def _way(begun: Mapping[str, Sequence[Pair]], pair: Pair) -> Pair | None:
    """The first step by which the mentee of a pair mentors its mentor on its first day, through any chain."""
    ahead = [(step, step) for step in begun.get(pair.mentee, ())]
    seen = {pair.mentee}
    while ahead:
        step, first = ahead.pop()
        if step.last < pair.first or step.mentee in seen:
            continue
        if step.mentee == pair.mentor:
            return first
        seen.add(step.mentee)
        ahead += [(one, first) for one in begun.get(step.mentee, ())]
    return None


def _in_circles(pairs: Sequence[Pair]) -> list[Pair]:
    """Without the pairs that are in no circle whatever their days: usually all."""
    left = list(pairs)
    while left:
        mentors, mentees = {pair.mentor for pair in left}, {pair.mentee for pair in left}
        both = [pair for pair in left if pair.mentee in mentors and pair.mentor in mentees]
        if len(both) == len(left):
            break
        left = both
    return left
