"""What is compared of team goals: of each team target, figure and whether it is met, with its first member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.teams.decide import TeamsResult
from ccmotivate.parts.teams.values import Team, TeamGoal

GOALS = "goals"
_GOALS = N_("goals of the team")
_MARKS = {True: "✓", False: "–", None: "?"}


def values(result: TeamsResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:
    """The goals of each team, once: with the first of its members."""
    codes = result.codes.tolist()
    return {ids[codes.index(at)]: {GOALS: _goals(team)} for at, team in enumerate(result.teams) if team.goals}


def _goals(team: Team) -> tuple[str, ...]:
    return (team.name, *map(_text, team.goals))


def _text(one: TeamGoal) -> str:
    """``csat 89.5/90 –``."""
    value = "–" if one.goal.value is None else plain_text(one.goal.value)
    return f"{one.goal.metric.id} {value}/{plain_text(one.goal.target)} {_MARKS[one.goal.met]}"


def labels(result: TeamsResult) -> Mapping[str, Label]:  # noqa: ARG001 - the contract's
    """The name of the field."""
    zh, en = (translator(lang)(_GOALS) for lang in ("zh", "en"))
    return {GOALS: Label(zh, en)}
