"""``curve``: straight lines through given (value, points) pairs, flat outside the ends.

In a rule file: ``productivity: {weight: 50, curve: {0%: 0, 75%: 100, 100%: 120}}``. A value may have two figures, a
jump: ``{0: 300, 180: [300, 200], 360: 0}`` gives 300 up to and at 180, and from 200 downwards just above it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.methods import ON_STANDARD, Interval, LineResolver, Method, Shown, monotone, pair_text
from ccmotivate.model.metrics import NUMERIC, MetricKind
from ccmotivate.model.schema import Points, Written, as_list

OneOrTwo = Annotated[list[Points], BeforeValidator(as_list), Field(min_length=1, max_length=2)]
"""The points at a value, and those just above it where they are others."""


class CurveFields(Written):
    """How it is written."""

    curve: dict[str, OneOrTwo] | None = Field(
        None,
        description=N_(
            "Straight lines through pairs of value and points, flat outside: {0%: 0, 75%: 100}; at a jump the points "
            "at the value and just above it: {180: [300, 200]}."
        ),
        json_schema_extra={"names": "figure", "minProperties": 2},
    )


class Curve(Method, frozen=True):
    """Straight lines through (value, points) pairs in ascending order, flat outside the ends.

    A value that stands twice is a jump: the first points count up to and at it, the second just above it.
    """

    pairs: tuple[tuple[Fraction, Fraction], ...]

    key = "curve"
    kinds = NUMERIC
    Fields = CurveFields
    moving = N_("100 points at {old} → {new}")

    @classmethod
    def resolve(cls, rule: CurveFields, resolver: LineResolver) -> Curve | None:
        values: list[Fraction] = []
        for word in rule.curve or {}:
            value = resolver.figure(word)
            if value is None:
                return None
            values.append(value)
        if len(values) < 2 or any(low >= high for low, high in pairwise(values)):
            resolver.say("rule-curve-order")
            return None
        sides = zip(values, (rule.curve or {}).values(), strict=True)
        return cls(tuple((value, points) for value, several in sides for points in several))

    def points(self, values: Exact) -> Exact:
        held = values.lowest(self.pairs[-1][0])
        made = Exact.full(len(values), self.pairs[0][1])
        for (low, start), (high, stop) in pairwise(self.pairs):
            slope = Fraction(0) if high == low else (stop - start) / (high - low)
            line = (held - low) * slope + start if slope else Exact.full(len(values), stop)
            made = line.where(values > low, made)
        return made.without(values.missing)

    def intervals(self) -> Iterator[Interval]:
        yield Interval("before", plain_text(self.pairs[0][0]), None, self.pairs[0][0])
        values = self._values
        yield from (Interval.point("point", value) for value in values)
        for low, high in pairwise(values):
            yield Interval("between", f"{plain_text(low)} – {plain_text(high)}", low, high)
        yield Interval("behind", plain_text(self.pairs[-1][0]), self.pairs[-1][0], None)

    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:
        _ = translator(lang)
        pairs = _(", ").join(self._pair_words(shown(value), value, lang) for value in self._values)
        between = kind is not MetricKind.COUNT  # whole numbers, most of which stand there themselves
        return _("{pairs}; in between in proportion").format(pairs=pairs) if between else pairs

    def _pair_words(self, shown: str, value: Fraction, lang: str) -> str:
        _ = translator(lang)
        at, *above = (points for one, points in self.pairs if one == value)
        text = pair_text(shown, at)
        return _("{pair}, just above → {points}").format(pair=text, points=plain_text(above[0])) if above else text

    @property
    def _values(self) -> list[Fraction]:
        """The values, each once."""
        return list(dict.fromkeys(value for value, _points in self.pairs))

    def rises(self, good: str) -> bool:
        return monotone([points for _value, points in self.pairs], good)

    def examples(self) -> Sequence[Fraction]:
        """Its values; where the better side of a jump lies above it, a value beside it too."""
        values = self._values
        beside = [
            low + min(Fraction(1), (high - low) / 2)
            for low, high in zip(values, [*values[1:], values[-1] + 2], strict=True)
            if len({points for value, points in self.pairs if value == low}) > 1
        ]
        return sorted([*values, *beside])

    def same(self, named: Callable[[Fraction], Hashable]) -> Hashable:
        return tuple((named(value), points) for value, points in self.pairs)

    def stands_on(self, figure: Fraction) -> bool:
        return (figure, ON_STANDARD) in self.pairs

    def ordered(self, data: Any) -> Sequence[tuple[Fraction, str]]:
        return list(zip(self._values, data, strict=True))

    def moved(self, data: Any, old: Fraction, new: Fraction, word: str) -> Any:  # noqa: ARG002 - asked of all methods
        pairs = zip(self._values, data.items(), strict=True)
        return {word if value == old else key: points for value, (key, points) in pairs}
