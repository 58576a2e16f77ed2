"""What is compared of team goals: of a team and metric figure, target and whether it is met, with its first member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.teams.decide import TeamsResult
from ccmotivate.parts.teams.values import Team, TeamGoal

GOAL = "goal"
_GOAL = N_("{name}: goal of the team")
_MARKS = {True: "✓", False: "–", None: "?"}


def values(result: TeamsResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """The goals of each team, once: with the first of its members."""
    codes = result.codes.tolist()
    return {ids[codes.index(at)]: _goals(team) for at, team in enumerate(result.teams) if team.goals}


def _goals(team: Team) -> Mapping[str, PartValue]:
    return {f"{one.goal.metric.id}.{GOAL}": (team.name, _text(one)) for one in team.goals}


def _text(one: TeamGoal) -> str:
    """``89.5/90 –``."""
    value = "–" if one.goal.value is None else plain_text(one.goal.value)
    return f"{value}/{plain_text(one.goal.target)} {_MARKS[one.goal.met]}"


def labels(result: TeamsResult) -> Mapping[str, Label]:
    """The names of the fields."""
    metrics = {one.goal.metric.id: one.goal.metric.label for team in result.teams for one in team.goals}
    return {f"{name}.{GOAL}": _label(label) for name, label in metrics.items()}


def _label(metric: Label) -> Label:
    zh, en = (translator(lang)(_GOAL).format(name=metric.text(lang)) for lang in ("zh", "en"))
    return Label(zh, en)
