"""Exact probabilities: how places fall when every candidate of a decision is equally likely to get one.

A distribution is a tuple of whole-number weights: of ``x`` places at position ``x``, over their sum. Decisions are
independent, so a sum over them is a convolution; nothing is rounded anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

Weights = tuple[int, ...]


def draws(places: int, members: int, candidates: int) -> Weights:
    """The weights of 0, 1, … places for a group of ``members``, when ``places`` go to ``candidates`` (hypergeometric).

    Any ``places`` of the candidates are as likely as any other; the weights add up to the number of such choices.
    """
    most = min(places, members)
    return tuple(math.comb(members, x) * math.comb(candidates - members, places - x) for x in range(most + 1))


def together(parts: Iterable[Weights]) -> Weights:
    """The weights of the sum over independent decisions."""
    whole: list[int] = [1]
    for part in parts:
        made = [0] * (len(whole) + len(part) - 1)
        for at, left in enumerate(whole):
            if left:
                for more, right in enumerate(part):
                    made[at + more] += left * right
        whole = made
    return tuple(whole)


def expected(weights: Weights) -> Fraction:
    """The mean."""
    return Fraction(sum(x * weight for x, weight in enumerate(weights)), sum(weights))


def at_least(weights: Weights, seen: int) -> Fraction:
    """The probability of ``seen`` or more."""
    return Fraction(sum(weights[seen:]), sum(weights))


def two_sided(weights: Weights, seen: int) -> Fraction:
    """The probability of everything that is no likelier than ``seen``, as Fisher's exact test counts it."""
    own = weights[seen] if seen < len(weights) else 0
    return Fraction(sum(weight for weight in weights if weight <= own), sum(weights))


def holm(found: Sequence[Fraction], made: int | None = None) -> list[Fraction]:
    """Probabilities adjusted for so many comparisons (Holm), in the order given; ``made`` when there were more."""
    count = len(found) if made is None else made
    adjusted = [Fraction(1)] * len(found)
    highest = Fraction(0)
    for turn, at in enumerate(sorted(range(len(found)), key=lambda at: found[at])):
        highest = max(highest, min(Fraction(1), found[at] * (count - turn)))
        adjusted[at] = highest
    return adjusted
