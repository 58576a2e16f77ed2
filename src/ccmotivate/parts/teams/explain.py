"""The goals of an agent's team in an explanation."""

from __future__ import annotations

from ccmotivate.locale import counted, translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.teams.decide import TeamsResult
from ccmotivate.parts.teams.values import Team, TeamGoal
from ccmotivate.writers.explain.blocks import Block, Line
from ccmotivate.writers.words.goals import attainment_text, figure_text, state_text, target_text


def blocks(result: TeamsResult, at: int, rules: RuleSet, lang: str) -> list[Block]:
    """A block for whoever is in a team with goals: each with the team's figure, the target and what is missing."""
    _ = translator(lang)
    team = result.of(at)
    if team is None or not team.goals:
        return []
    title = _("Goals of the team {team}").format(team=team.name)
    shown = _("{met} of {count} met").format(met=team.met, count=len(team.goals))
    return [Block(title, shown, tuple(_line(one, team, result, rules, lang) for one in team.goals))]


def _line(one: TeamGoal, team: Team, result: TeamsResult, rules: RuleSet, lang: str) -> Line:
    _ = translator(lang)
    goal = one.goal
    told = [target_text(goal, rules, lang), state_text(goal, rules, lang)]
    if goal.attainment is not None:
        told.append(_("attainment {share}").format(share=attainment_text(goal)))
    if one.counted < team.members:
        told.append(counted(_("data of {count} members"), count=one.counted))
    value = figure_text(goal.metric, goal.value, goal.target, rules, lang)
    return Line(goal.metric.label.text(lang), value, _("; ").join(told), str(result.cell(one)))
