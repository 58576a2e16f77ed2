"""``ratio``: 100 x value / target, from 0 to ``cap``.

In a rule file: ``typing_speed: {weight: 10, ratio: 60, cap: 100}``. The target earns 100 points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.methods import ON_STANDARD, Interval, LineResolver, Method, Shown
from ccmotivate.model.metrics import NUMERIC, MetricKind
from ccmotivate.model.schema import Cap, FigureText, Written


class RatioFields(Written):
    """How it is written."""

    ratio: FigureText | None = Field(None, description=N_("100 × value / this target, from 0 to cap."))
    cap: Cap | None = Field(None, description=N_("The most points that ratio gives."))

    @model_validator(mode="after")
    def _both(self) -> RatioFields:
        if (self.cap is None) != (self.ratio is None):
            raise PydanticCustomError("rule-ratio-cap", "ratio and cap go together")
        return self


@dataclass(frozen=True, slots=True)
class Ratio(Method):
    """100 x value / target, from 0 to ``cap``."""

    target: Fraction
    cap: Fraction

    key = "ratio"
    kinds = NUMERIC
    Fields = RatioFields
    schema: ClassVar[Mapping[str, Any]] = {"dependencies": {"ratio": ["cap"], "cap": ["ratio"]}}
    above_zero = True
    moving = N_("target {old} → {new}")

    @classmethod
    def resolve(cls, rule: RatioFields, resolver: LineResolver) -> Ratio | None:
        assert rule.ratio is not None and rule.cap is not None  # the method was chosen because they are set
        target, metric = resolver.in_unit(rule.ratio), resolver.metric
        if target <= 0:
            resolver.say("rule-ratio-zero", rule.ratio.text)
            return None
        if metric.good == "low":
            worse = metric.bare_text(2 * target) + metric.sign
            resolver.say("rule-ratio-of-low", metric.bare_text(target) + metric.sign, metric=metric.id, worse=worse)
        return cls(target, rule.cap)

    def points(self, values: Exact) -> Exact:
        share = values * (ON_STANDARD / self.target)
        return share.highest(0).lowest(self.cap)

    def intervals(self) -> Iterator[Interval]:
        full, zero = self._full, Fraction(0)
        yield Interval("zero", "", None, zero, with_high=True)
        yield Interval("below cap", plain_text(full), zero, full)
        yield Interval("at cap", plain_text(full), full, None, with_low=True)

    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:  # noqa: ARG002 - asked of all methods
        _, target = translator(lang), shown(self.target)
        if self.cap == ON_STANDARD:
            return _("{target} or more → 100; less in proportion").format(target=target)
        text = _("{target} → 100; more and less in proportion, at most {cap}")
        return text.format(target=target, cap=plain_text(self.cap))

    def rises(self, good: str) -> bool:
        return good == "high"

    def examples(self) -> Sequence[Fraction]:
        return sorted({self.target, self._full})

    @property
    def _full(self) -> Fraction:
        """The value at which the cap is reached."""
        return self.target * self.cap / ON_STANDARD

    def stands_on(self, figure: Fraction) -> bool:
        return self.target == figure

    def moved(self, data: Any, old: Fraction, new: Fraction, word: str) -> Any:  # noqa: ARG002 - asked of all methods
        return word
