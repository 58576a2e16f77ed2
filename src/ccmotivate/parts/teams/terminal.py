"""Team goals below a month on the screen."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.parts.teams.decide import TeamsResult


def lines(result: TeamsResult, lang: str) -> list[str]:
    """How many goals there are, and how many of them are met."""
    _ = translator(lang)
    goals = [one.goal for team in result.teams for one in team.goals]
    if not goals:
        return []
    blank = sum(goal.met is None for goal in goals)
    text = _("Team goals: {met} of {count} met").format(met=sum(goal.met is True for goal in goals), count=len(goals))
    return [text + (_("; without data: {blank}").format(blank=blank) if blank else "")]
