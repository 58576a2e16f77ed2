"""``curve``: straight lines through given (value, points) pairs, flat outside the ends.

In a rule file: ``productivity: {weight: 50, curve: {0%: 0, 75%: 100, 100%: 120}}``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from pydantic import Field

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.methods import ON_STANDARD, Interval, LineResolver, Method, Shown, monotone, pair_text
from ccmotivate.model.metrics import NUMERIC, MetricKind
from ccmotivate.model.schema import Points, Written


class CurveFields(Written):
    """How it is written."""

    curve: dict[str, Points] | None = Field(
        None,
        description=N_("Straight lines through pairs of value and points, flat outside: {0%: 0, 75%: 100}."),
        json_schema_extra={"names": "figure", "minProperties": 2},
    )


@dataclass(frozen=True, slots=True)
class Curve(Method):
    """Straight lines through (value, points) pairs in ascending order, flat outside the ends."""

    pairs: tuple[tuple[Fraction, Fraction], ...]

    key = "curve"
    kinds = NUMERIC
    Fields = CurveFields
    moving = N_("100 points at {old} → {new}")

    @classmethod
    def resolve(cls, rule: CurveFields, resolver: LineResolver) -> Curve | None:
        pairs: list[tuple[Fraction, Fraction]] = []
        for word, points in (rule.curve or {}).items():
            value = resolver.figure(word)
            if value is None:
                return None
            pairs.append((value, points))
        if len(pairs) < 2 or any(low[0] >= high[0] for low, high in pairwise(pairs)):
            resolver.say("rule-curve-order")
            return None
        return cls(tuple(pairs))

    def points(self, values: Exact) -> Exact:
        held = values.lowest(self.pairs[-1][0])
        made = Exact.full(len(values), self.pairs[0][1])
        for (low, start), (high, stop) in pairwise(self.pairs):
            slope = (stop - start) / (high - low)
            made = ((held - low) * slope + start).where(held > low, made)
        return made.without(values.missing)

    def intervals(self) -> Iterator[Interval]:
        yield Interval("before", plain_text(self.pairs[0][0]), None, self.pairs[0][0])
        yield from (Interval.point("point", value) for value, _points in self.pairs)
        for (low, _a), (high, _b) in pairwise(self.pairs):
            yield Interval("between", f"{plain_text(low)} – {plain_text(high)}", low, high)
        yield Interval("behind", plain_text(self.pairs[-1][0]), self.pairs[-1][0], None)

    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:
        _ = translator(lang)
        pairs = _(", ").join(pair_text(shown(value), points) for value, points in self.pairs)
        between = kind is not MetricKind.COUNT  # whole numbers, most of which stand there themselves
        return _("{pairs}; in between in proportion").format(pairs=pairs) if between else pairs

    def rises(self, good: str) -> bool:
        return monotone([points for _value, points in self.pairs], good)

    def examples(self) -> Sequence[Fraction]:
        return [value for value, _points in self.pairs]

    def same(self, named: Callable[[Fraction], Hashable]) -> Hashable:
        return tuple((named(value), points) for value, points in self.pairs)

    def stands_on(self, figure: Fraction) -> bool:
        return (figure, ON_STANDARD) in self.pairs

    def ordered(self, data: Any) -> Sequence[tuple[Fraction, str]]:
        return [(value, word) for (value, _points), word in zip(self.pairs, data, strict=True)]

    def moved(self, data: Any, old: Fraction, new: Fraction, word: str) -> Any:  # noqa: ARG002 - asked of all methods
        pairs = zip(self.pairs, data.items(), strict=True)
        return {word if value == old else key: points for (value, _points), (key, points) in pairs}
