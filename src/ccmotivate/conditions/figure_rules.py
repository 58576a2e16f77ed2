"""The figures that awards rank by: how they are written, resolved, and said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.conditions.condition import ConditionResolver, Path, Wording
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Figure, IndexPart, TieBreaker
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import NUMERIC, MetricKind
from ccmotivate.model.schema import Id, Number, Written

TAKES = ("sum", "mean", "min", "max")
FIGURE_KEYS = ("value", *TAKES, "index")
"""The keys of a figure, of which it has exactly one."""
_TEAM_FIGURES = ("mean_score", "share_qualified")
_SHARES = (MetricKind.PERCENT, MetricKind.PERMILLE)


class _Over(Written):
    """A metric over the months of a period."""

    sum: Id | None = Field(None, description=N_("This metric, summed over the months of the period."))
    mean: Id | None = Field(None, description=N_("The mean of this metric over the months of the period."))
    min: Id | None = Field(None, description=N_("The lowest of this metric in the months of the period."))
    max: Id | None = Field(None, description=N_("The highest of this metric in the months of the period."))

    @property
    def take(self) -> str | None:
        """How the months are taken together, None where they are not."""
        return next((name for name in TAKES if name in self.model_fields_set), None)


class PartRule(_Over):
    """A part of an index: a metric over the period, as a share."""

    of: Literal["best"] | None = Field(None, description=N_("best: divided by the best candidate's."))
    optional: bool = Field(False, description=N_("Counts for nobody as soon as one candidate lacks it."))

    @model_validator(mode="after")
    def _one(self) -> PartRule:
        _exactly_one(self, TAKES)
        return self


class FigureRule(_Over):
    """A figure to rank by: ``score``, a metric, a metric over the period, or an index of such."""

    value: Id | None = Field(None, description=N_("score, or the id of a metric."))
    index: Annotated[list[PartRule], Field(min_length=1)] | None = Field(
        None, description=N_("100 × the mean of these parts, each a share.")
    )
    blank: Number | None = Field(
        None, description=N_("What a month without data of the metric counts; without it, no data is no figure.")
    )

    @model_validator(mode="after")
    def _one(self) -> FigureRule:
        _exactly_one(self, FIGURE_KEYS)
        return self


class TieRule(FigureRule):
    """A tie-breaker: a figure, and whether its highest or lowest is the best."""

    best: Literal["high", "low"] | None = Field(
        None, description=N_("Which end wins: high or low; without it what is good for the metric.")
    )


def _exactly_one(rule: Written, keys: Sequence[str]) -> None:
    if len(rule.model_fields_set & set(keys)) != 1:
        raise PydanticCustomError("rule-one-figure", "exactly one of these keys")


def _figure_shorthand(value: Any) -> Any:
    """``by: score`` is short for ``by: {value: score}``."""
    return {"value": value} if isinstance(value, str) else value


def _tie_shorthand(value: Any) -> Any:
    """``{error_rate: low}`` is short for ``{value: error_rate, best: low}``."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) not in TieRule.model_fields:
        name, best = next(iter(value.items()))
        return {"value": name, "best": best}
    return value


AnyFigure = Annotated[FigureRule, BeforeValidator(_figure_shorthand)]
AnyTie = Annotated[TieRule, BeforeValidator(_tie_shorthand)]

# -- resolving --------------------------------------------------------------------------------------------------------


def resolved_tie(rule: TieRule, resolver: ConditionResolver, path: Path) -> TieBreaker | None:
    """A tie-breaker; None after an error."""
    figure = resolved_figure(rule, resolver, path)
    return None if figure is None else TieBreaker(figure, rule.best or good_end(figure, resolver))


def good_end(figure: Figure, resolver: ConditionResolver) -> str:
    """Which end of a figure is good: ``high`` or ``low``."""
    metric = resolver.metrics.get(figure.name)
    return metric.good if metric else "high"


def resolved_figure(rule: FigureRule, resolver: ConditionResolver, path: Path) -> Figure | None:
    """A figure that the award can rank by; None after an error."""
    if rule.index is not None:
        parts = [_part(part, resolver, (*path, "index", at)) for at, part in enumerate(rule.index)]
        good = [part for part in parts if part]
        return Figure("index", parts=tuple(good)) if len(good) == len(parts) else None
    name = rule.value or getattr(rule, rule.take or "value")
    if resolver.winner == "team":
        return Figure(name) if resolver.known("figures", name, _TEAM_FIGURES, path) else None
    numbers = _of_kinds(resolver, NUMERIC)
    choices = numbers if rule.take else ["score", *numbers, *_of_kinds(resolver, (MetricKind.LEVEL,))]
    if not resolver.known("figures", name, choices, path):
        return None
    if rule.blank is not None and not resolver.known("metrics", name, numbers, (*path, "blank")):
        return None
    if name != "score" and not rule.take and resolver.every is not PeriodKind.MONTH:
        resolver.say("rule-figure-over-months", path, name, every=resolver.every)
        return None
    return Figure(name, rule.take, blank=rule.blank)


def _of_kinds(resolver: ConditionResolver, kinds: Sequence[MetricKind]) -> list[str]:
    return [name for name, metric in resolver.metrics.items() if metric.kind in kinds]


def _part(rule: PartRule, resolver: ConditionResolver, path: Path) -> IndexPart | None:
    take = rule.take or TAKES[0]
    name = getattr(rule, take)
    if not resolver.known("metrics", name, _of_kinds(resolver, NUMERIC), path):
        return None
    if rule.of is None and resolver.metrics[name].kind not in _SHARES:
        resolver.say("rule-index-part", path, name)
        return None
    return IndexPart(take, name, rule.of == "best", rule.optional)


# -- comparing and saying ---------------------------------------------------------------------------------------------


def same_figure(figure: Figure) -> Hashable:
    """What a figure is compared by: an index is the mean of its parts, in whatever order they stand."""
    return figure.name, figure.take, frozenset(Counter(figure.parts).items()), figure.blank


def step_words(step: TieBreaker, wording: Wording) -> str:
    """A ranking figure and which end of it wins: ``Error rate (lowest first)``."""
    return _with_order(_figure_words(step.figure, wording), step.best, wording.lang)


def step_brief(step: TieBreaker, wording: Wording) -> str:
    """As ``step_words``, of an index only what its parts are of."""
    _ = translator(wording.lang)
    name = wording.figure(step.figure.id)
    if step.figure.parts:
        parts = _(", ").join(wording.part(part.id) for part in step.figure.parts)
        name = _("{figure} of {parts}").format(figure=name, parts=parts)
    return _with_order(name, step.best, wording.lang)


def _with_order(figure: str, best: str, lang: str) -> str:
    _ = translator(lang)
    order = _("lowest first") if best == "low" else _("highest first")
    return _("{figure} ({order})").format(figure=figure, order=order)


def ties_words(steps: Sequence[TieBreaker], wording: Wording) -> str:
    """Tie-breakers in turn."""
    _ = translator(wording.lang)
    return _(", then ").join(step_words(step, wording) for step in steps)


def _figure_words(figure: Figure, wording: Wording) -> str:
    """A ranking figure by name, an index with its parts."""
    _, name = translator(wording.lang), wording.figure(figure.id)
    if figure.blank is not None:
        return _("{figure}, {blank} for a month without data").format(figure=name, blank=plain_text(figure.blank))
    if not figure.parts:
        return name
    parts = _(" and ").join(part_words(part, wording) for part in figure.parts)
    return _("{figure}, 100 × the mean of {parts}").format(figure=name, parts=parts)


def part_words(part: IndexPart, wording: Wording) -> str:
    """A part of an index."""
    _, text = translator(wording.lang), wording.part(part.id)
    text = _("{figure} as a share of the best candidate's").format(figure=text) if part.of_best else text
    return _("{figure} where every candidate has it").format(figure=text) if part.optional else text
