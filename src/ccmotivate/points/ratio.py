"""``ratio``: 100 x value / target, from 0 to ``cap``.

In a rule file: ``typing_speed: {weight: 10, ratio: 60, cap: 100}``. The target earns 100 points. With ``ratio: goal,
else: 60`` it is the person's own goal of the metric, 60 where the person has none or one that is not above 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from msgspec.structs import replace
from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.methods import ON_STANDARD, Interval, LineResolver, Method, Shown
from ccmotivate.model.metrics import NUMERIC, MetricKind
from ccmotivate.model.rule_figures import Figure, parse_figure
from ccmotivate.model.schema import Cap, FigureText, Written

GOAL = "goal"


def goal_or_figure(word: Any) -> Figure | str:
    """``goal``, or a figure."""
    return GOAL if word == GOAL else parse_figure(word)


TargetText = Annotated[Any, AfterValidator(goal_or_figure)]


class RatioFields(Written):
    """How it is written."""

    ratio: TargetText | None = Field(
        None, description=N_("100 × value / this target, from 0 to cap; goal: the person's own goal of the metric.")
    )
    cap: Cap | None = Field(None, description=N_("The most points that ratio gives."))
    other: FigureText | None = Field(
        None, alias="else", description=N_("The target of whoever has no goal, where ratio is goal.")
    )

    @model_validator(mode="after")
    def _both(self) -> RatioFields:
        if (self.cap is None) != (self.ratio is None):
            raise PydanticCustomError("rule-ratio-cap", "ratio and cap go together")
        if (self.ratio == GOAL) != (self.other is not None):
            raise PydanticCustomError("rule-ratio-goal", "ratio: goal and else go together")
        return self


class Ratio(Method, frozen=True):
    """100 x value / target, from 0 to ``cap``; ``personal``: the target is that of whoever has no goal above 0."""

    target: Fraction
    cap: Fraction
    personal: bool = False

    key = "ratio"
    kinds = NUMERIC
    Fields = RatioFields
    schema: ClassVar[Mapping[str, Any]] = {"dependencies": {"ratio": ["cap"], "cap": ["ratio"], "else": ["ratio"]}}
    above_zero = True
    moving = N_("target {old} → {new}")

    @classmethod
    def resolve(cls, rule: RatioFields, resolver: LineResolver) -> Ratio | None:
        assert rule.ratio is not None and rule.cap is not None  # the method was chosen because they are set
        figure = rule.ratio if rule.other is None else rule.other
        target, metric = resolver.in_unit(figure), resolver.metric
        if target <= 0:
            resolver.say("rule-ratio-zero", figure.text)
            return None
        if metric.good == "low":
            worse = metric.bare_text(2 * target) + metric.sign
            resolver.say("rule-ratio-of-low", metric.bare_text(target) + metric.sign, metric=metric.id, worse=worse)
        return cls(target, rule.cap, rule.ratio == GOAL)

    def points(self, values: Exact) -> Exact:
        share = values * (ON_STANDARD / self.target)
        return share.highest(0).lowest(self.cap)

    @property
    def by_person(self) -> bool:
        return self.personal

    def for_target(self, target: Fraction | None) -> Ratio:
        usable = self.personal and target is not None and target > 0
        return replace(self, target=target, personal=False) if usable and target is not None else self

    def points_by_person(self, values: Exact, targets: Exact) -> Exact:
        if not self.personal:
            return self.points(values)
        against = targets.without(~(targets > 0)).filled(self.target)
        return (values * ON_STANDARD / against).highest(0).lowest(self.cap)

    def intervals(self) -> Iterator[Interval]:
        full, zero = self._full, Fraction(0)
        yield Interval("zero", "", None, zero, with_high=True)
        yield Interval("below cap", plain_text(full), zero, full)
        yield Interval("at cap", plain_text(full), full, None, with_low=True)

    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:  # noqa: ARG002 - asked of all methods
        _, target = translator(lang), shown(self.target)
        if self.personal:
            target = _("one’s own goal ({target} without one)").format(target=target)
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

    @property
    def figure_key(self) -> str:
        return "else" if self.personal else self.key

    def moved(self, data: Any, old: Fraction, new: Fraction, word: str) -> Any:  # noqa: ARG002 - asked of all methods
        return word
