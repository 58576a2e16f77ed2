"""Somebody who has every output of a survey and wants to know what is hidden.

Unknown are, of each item and each team of which nothing is shown, how many answered, the sum of their answers, and how
many are favourable: whole numbers, of which each shown figure is a constraint. The attacker is given more than the
outputs tell: sums and favourable counts of shown cells exactly, not rounded. Every item is enumerated by itself:
what is left to the teams without figures is one triple of numbers, and a triple may stand for several teams together
if and only if it may stand for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from tests.parts.survey.oracle import GOOD, Row, answers_of

LOW, HIGH = 1, 5


class Sums(NamedTuple):
    """How many answers, their sum, and how many are favourable."""

    count: int
    total: int
    good: int

    @property
    def is_possible(self) -> bool:
        """True where answers may have these sums."""
        if not 0 <= self.good <= self.count:
            return False
        rest = self.count - self.good
        return GOOD * self.good + LOW * rest <= self.total <= HIGH * self.good + (GOOD - 1) * rest

    def less(self, other: Sums) -> Sums:
        return Sums(*(a - b for a, b in zip(self, other, strict=True)))


def sums_of(answers: Sequence[int]) -> Sums:
    """The sums of answers."""
    return Sums(len(answers), sum(answers), sum(one >= GOOD for one in answers))


class Known(NamedTuple):
    """What may be true of a hidden team in an item: its counts, its means, its favourable shares."""

    counts: frozenset[int]
    means: frozenset[Fraction]
    shares: frozenset[Fraction]


def within(left: Sums, *, others: bool) -> Iterator[Sums]:
    """Everything that one team may have of what is left; without ``others`` it has all of it."""
    if not others:
        yield left
        return
    for count in range(left.count + 1):
        for good in range(count + 1):
            for total in range(LOW * count, HIGH * count + 1):
                one = Sums(count, total, good)
                if one.is_possible and left.less(one).is_possible:
                    yield one


def known_of_a_hidden_team(left: Sums, hidden: int) -> Known:
    """What may be true of any of so many teams without figures (they are alike to the attacker)."""
    found = list(within(left, others=hidden > 1))
    there = [one for one in found if one.count]
    return Known(
        frozenset(one.count for one in found),
        frozenset(Fraction(one.total, one.count) for one in there),
        frozenset(Fraction(one.good, one.count) for one in there),
    )


def left_over(rows: Sequence[Row], cells: Sequence[Mapping[str, object]]) -> tuple[Sums, list[str]] | None:
    """Of one item's cells: what the shown ones leave of the row for all, and the teams without figures.

    None where the row for all is not shown.
    """
    item, (everybody, *teams) = str(cells[0]["item"]), cells
    nothing = [str(one["team"]) for one in teams if one["answers"] is None]
    if everybody["answers"] is None:
        return None
    left = sums_of(answers_of(rows, item, None))
    for one in teams:
        if one["answers"] is not None:
            left = left.less(sums_of(answers_of(rows, item, str(one["team"]))))
    return left, nothing
