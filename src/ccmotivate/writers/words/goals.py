"""Goals of people and teams in words that fit whoever has them."""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.locale import translator
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.goals import Goal
from ccmotivate.model.metrics import Metric
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.explain.standards import difference_text
from ccmotivate.writers.words.figures import ranking_text, value_text


def figure_text(metric: Metric, value: Fraction | None, other: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A value or target with its unit, with as many decimals as tell it from the ``other``."""
    if metric.id == "score":
        return ranking_text("score", value, rules, lang)
    return value_text(metric, value, rules, lang, () if other is None else (other,))


def target_text(goal: Goal, rules: RuleSet, lang: str) -> str:
    """``at least 90%``, ``at most 3:25``."""
    _ = translator(lang)
    figure = figure_text(goal.metric, goal.target, goal.target, rules, lang)
    return (_("at most {figure}") if goal.metric.good == "low" else _("at least {figure}")).format(figure=figure)


def state_text(goal: Goal, rules: RuleSet, lang: str) -> str:
    """Met, what is missing, or that there is no data."""
    _ = translator(lang)
    if goal.met is None:
        return _("no data yet")
    if goal.met:
        return _("goal met")
    return _("{gap} to go").format(gap=to_go_text(goal, rules, lang)) if goal.to_go else _("not there yet")


def to_go_text(goal: Goal, rules: RuleSet, lang: str) -> str:
    """How much is missing; nothing where that is no number."""
    return "" if goal.to_go is None else difference_text(goal.metric.id, goal.to_go, rules, lang)


def attainment_text(goal: Goal) -> str:
    """``102.27%``; nothing where there is none."""
    return "" if goal.attainment is None else f"{fixed_text(goal.attainment, 2)}%"
