"""Goals in an explanation."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.goals.decide import GoalsResult
from ccmotivate.writers.explain.blocks import Block, Line
from ccmotivate.writers.words.goals import attainment_text, figure_text, state_text, target_text


def blocks(result: GoalsResult, at: int, rules: RuleSet, lang: str) -> list[Block]:
    """A block for whoever has goals: each with the figure, the target, what is missing, and the cell of the target."""
    _ = translator(lang)
    goals = [(result.goal(place), str(result.cell(place))) for place in result.of(at)]
    if not goals:
        return []
    lines = []
    for goal, cell in goals:
        told = [target_text(goal, rules, lang), state_text(goal, rules, lang)]
        if goal.attainment is not None:
            told.append(_("attainment {share}").format(share=attainment_text(goal)))
        value = figure_text(goal.metric, goal.value, goal.target, rules, lang)
        lines.append(Line(goal.metric.label.text(lang), value, _("; ").join(told), cell))
    met = sum(goal.met is True for goal, _cell in goals)
    result_text = _("{met} of {count} met").format(met=met, count=len(goals))
    return [Block(_("Personal goals"), result_text, tuple(lines))]
