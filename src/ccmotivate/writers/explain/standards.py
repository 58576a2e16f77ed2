"""Standards and places of an explanation in words: met or not, by how much, and how far the next place is."""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.locale import translator
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.explanation import Judged, MonthExplanation, PeriodExplanation, Placing
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.results import FAIL, PASS
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.words.figures import metric_behind, points_text, shortfall_text, value_text
from ccmotivate.writers.words.sentences import place_text


def status_text(judged: Judged, lang: str) -> str:
    """Met, not met, or no data, in a word."""
    _ = translator(lang)
    if judged.status == PASS:
        return _("met")
    return _("not met") if judged.status == FAIL else _("no data")


def gap_text(judged: Judged, rules: RuleSet, lang: str) -> str:
    """By how much a figure missed its standard; ``""`` where that is no number."""
    metric, criterion = rules.metrics[judged.criterion.metric], judged.criterion
    if judged.status != FAIL or judged.value is None or metric.kind in (MetricKind.LEVEL, MetricKind.PASS):
        return ""
    near = min(criterion.figures, key=lambda figure: abs(figure - (judged.value or 0)))
    gap = abs(near - judged.value)
    if gap == 0:
        return ""
    _ = translator(lang)
    text = _("{gap} too little") if judged.value < near else _("{gap} too much")
    return text.format(gap=difference_text(metric.id, gap, rules, lang))


def difference_text(figure: str, gap: Fraction, rules: RuleSet, lang: str) -> str:
    """A difference of a figure with its unit; of percents in percentage points."""
    _ = translator(lang)
    if figure in ("score", "mean_score"):
        return _("{score} points").format(score=fixed_text(gap, 2))
    metric = metric_behind(figure, rules)[1]
    if figure == "share_qualified" or (metric is not None and metric.kind is MetricKind.PERCENT):
        return points_text(gap, lang)
    if metric is None or metric.kind is MetricKind.LEVEL:
        return _bare(gap)
    return value_text(metric, gap, rules, lang, (Fraction(0),))


def _bare(gap: Fraction) -> str:
    return plain_text(gap) if len(plain_text(gap)) < 12 and "/" not in plain_text(gap) else fixed_text(gap, 4)


def failures(month: MonthExplanation, lang: str) -> list[str]:
    """The criteria not met in a month, then the eligibility conditions not met."""
    lines = [*month.criteria, *month.eligibility]
    return [shortfall_text(one.criterion, one.value, month.rules, lang, one.few) for one in lines if one.status != PASS]


def standing_texts(standing: Placing | None, score: Fraction | None, render: RenderContext) -> list[str]:
    """The rank in the project, and the distance to the next place up (for a leader: ahead of the next)."""
    _ = translator(render.lang)
    if standing is None or score is None:
        return []
    place = place_text(standing.rank, render.lang, tied=standing.shared > 1)
    found = [_("{place} of {count} in the project").format(place=place, count=standing.ranked)]
    if standing.above is not None:
        gap = difference_text("score", standing.above - score, render.explanation.rules, render.lang)
        found.append(_("{gap} to the next place up").format(gap=gap))
    elif standing.below is not None:
        gap = difference_text("score", score - standing.below, render.explanation.rules, render.lang)
        found.append(_("{gap} ahead of the next").format(gap=gap))
    return found


def unranked_text(entry: MonthExplanation | PeriodExplanation, lang: str) -> str:
    """Why there is no rank."""
    _ = translator(lang)
    if isinstance(entry, MonthExplanation):
        return _("only who is qualified is ranked")
    if entry.score is None:
        return _("a month is lacking")
    if entry.months_qualified < len(entry.scores):
        return _("only who is qualified in every month is ranked")
    return _("only who stays in one project is ranked")
