"""Team goals in cases, ``teams: {members: 3, csat: {value: 90, met: yes}}``, and what no case has reached."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.cases import Branch
from ccmotivate.model.goals import ways
from ccmotivate.model.metrics import MetricKind, by_word
from ccmotivate.model.parts import PartRules
from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SCORE, SCORE_METRIC, as_team_figure
from ccmotivate.parts.teams.decide import TeamsResult
from ccmotivate.parts.teams.rules import TeamsSettings
from ccmotivate.parts.teams.values import Team, TeamGoal
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.case_goals import STATES, wanted_met
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

MEMBERS = "members"
_TARGET, _VALUE, _COUNTED, _MET, _ATTAINMENT = "target", "value", "counted", "met", "attainment"
_FIELDS = {
    _TARGET: N_("the team’s goal for {metric}"),
    _VALUE: N_("the team’s figure of {metric}"),
    _COUNTED: N_("members with data of {metric}"),
    _MET: N_("the team’s goal for {metric} met"),
    _ATTAINMENT: N_("the attainment of the team’s goal for {metric}"),
}
_WAYS = {
    "above": N_("Team goals: no case is better than its goal where more is better"),
    "on": N_("Team goals: no case is exactly on its goal where more is better"),
    "below": N_("Team goals: no case falls short of its goal where more is better"),
    "low below": N_("Team goals: no case is better than its goal where less is better"),
    "low on": N_("Team goals: no case is exactly on its goal where less is better"),
    "low above": N_("Team goals: no case misses its goal where less is better"),
    "no data": N_("Team goals: no case has a goal that nobody has data for"),
    "some": N_("Team goals: no case has a member without data beside others"),
    "score": N_("Team goals: no case has a goal for the score"),
    "share": N_("Team goals: no case has a goal for a share that passes"),
    "blank": N_("Team goals: no case has a goal for a count that is blank for somebody"),
    "weighed": N_("Team goals: no case has a goal for a figure that is weighed"),
    "down": N_("Team goals: no case has an attainment that is rounded down because the goal is not met"),
    "no share": N_("Team goals: no case has a goal of 0"),
    "no team": N_("Team goals: no case has somebody without a team"),
    "no goal": N_("Team goals: no case has a team without a goal"),
}
_AWARD_WAYS = {
    "won": N_("{name}: no case gives it"),
    "small": N_("{name}: no case has a team that is too small and met all its goals"),
    "least": N_("{name}: no case has a team of exactly as many members as it needs"),
    "missed": N_("{name}: no case has a team that met only some of its goals"),
    "nothing": N_("{name}: no case has a team that met all its goals with a mean that is too low"),
    "behind": N_("{name}: no case has a team that is behind"),
    "tie": N_("{name}: no case is decided by the mean score"),
    "shared": N_("{name}: no case shares it"),
}


# -- what a case states -----------------------------------------------------------------------------------------------


def checks(
    part: PartRules, resolver: CaseResolver, written: Any, path: YamlPath
) -> Iterator[tuple[str, Fraction | str | None, YamlPath]]:
    """What is expected of an agent's team: how many members, and of each goal its fields."""
    metrics = {**by_word(part.settings.labels), MEMBERS: MEMBERS}
    for metric, word, figure, place in resolver.entries("metrics", written, path, metrics, _MET, single=(MEMBERS,)):
        if metric == MEMBERS:
            yield MEMBERS, resolver.plain_number(figure, place), place
            continue
        field = resolver.one_of("fields", word, list(_FIELDS), place)
        if field is not None:
            yield f"{metric}.{field}", _wanted(resolver, metric, field, figure, place), place


def _wanted(resolver: CaseResolver, metric: str, field: str, figure: Any, path: YamlPath) -> Fraction | str | None:
    if field == _MET:
        return wanted_met(resolver, figure, path)
    if field in (_TARGET, _VALUE):
        read_as = SCORE_METRIC if metric == SCORE else as_team_figure(resolver.rules.metrics[metric])
        return None if read_as is None else resolver.value(figure, read_as, path)
    return resolver.plain_number(figure, path)


def got(result: TeamsResult | None, at: int, field: str) -> Fraction | str | None:
    """What came of it; None without a team or such a goal."""
    team = result.of(at) if result else None
    if team is None:
        return None
    if field == MEMBERS:
        return Fraction(team.members)
    metric, _dot, name = field.partition(".")
    one = next((one for one in team.goals if one.goal.metric.id == metric), None)
    if one is None:
        return None
    found: dict[str, Fraction | str | None] = {
        _TARGET: one.goal.target,
        _VALUE: one.goal.value,
        _COUNTED: Fraction(one.counted),
        _MET: STATES[one.goal.met],
        _ATTAINMENT: one.goal.attainment,
    }
    return found[name]


def about_text(part: PartRules, field: str, lang: str) -> str:
    """The field by its name."""
    _ = translator(lang)
    if field == MEMBERS:
        return _("members of the team")
    metric, _dot, name = field.partition(".")
    return _(_FIELDS[name]).format(metric=part.settings.labels[metric].text(lang))


# -- what team goals can do -------------------------------------------------------------------------------------------


def wanted(part: PartRules, rules: RuleSet) -> dict[Branch, SourceRef]:
    """Every way that a goal and an award can go under these rules."""
    settings: TeamsSettings = part.settings
    there = {
        "low": any(metric.good == "low" for metric in rules.metrics.values()),
        "share": any(metric.kind is MetricKind.PASS for metric in rules.metrics.values()),
        "blank": bool(settings.figures.blank_is_zero),
        "weighed": bool(settings.figures.weighed),
    }
    found = {_branch("teams", way): settings.source for way in _WAYS if there.get(way.split(" ")[0], True)}
    return found | {_branch(award.id, way): award.source for award in settings.given for way in _AWARD_WAYS}


def reached(part: PartRules, month: MonthResult) -> set[Branch]:
    """The ways that the goals and awards of a month went."""
    result: TeamsResult | None = month.parts.get(part.id)
    if result is None:
        return set()
    found = {_branch("teams", way) for team in result.teams for one in team.goals for way in _ways(one, team, result)}
    found |= {_branch("teams", "no goal") for team in result.teams if not team.goals}
    found |= {_branch("teams", "no team")} if bool((result.codes < 0).any()) else set()
    return found | {
        _branch(award.id, way) for award in result.settings.given for way in _of_award(award, month, result)
    }


def _ways(one: TeamGoal, team: Team, result: TeamsResult) -> Iterator[str]:
    goal, metric, figures = one.goal, one.goal.metric.id, result.settings.figures
    if metric == SCORE:
        yield "score"
    elif result.rules.metrics[metric].kind is MetricKind.PASS:
        yield "share"
    if metric in figures.blank_is_zero:
        yield "blank"
    if figures.weight(metric):
        yield "weighed"
    if goal.value is not None and one.counted < team.members:
        yield "some"
    yield from ways(goal)


def _of_award(award: Award, month: MonthResult, result: TeamsResult) -> Iterator[str]:
    """How an award went: who won, and why others did not."""
    given = [one for one in month.awards if one.award == award.id]
    yield from ["won"] if given else []
    yield from ["shared"] if any(one.tied for one in given) else []
    yield from ["tie"] if any(one.tie and one.tie.decided_by for one in given) else []
    why = month.trace.get(award.id)
    for team in result.teams:
        if not team.goals:
            continue
        if not team.all_met:
            yield from ["missed"] if team.met else []
        elif team.members < award.min_members:
            yield "small"
        else:
            yield from ["least"] if team.members == award.min_members else []
            missed = why(team.name) if why else None
            yield from [] if missed is None else ["nothing" if missed.why == "not_above" else "behind"]


def _branch(subject: str, way: str) -> Branch:
    return Branch("part", "teams", subject, way)


def branch_text(part: PartRules, branch: Branch, rules: RuleSet, lang: str) -> str:  # noqa: ARG001 - the contract's
    """What no case has reached."""
    _ = translator(lang)
    awards = {award.id: award for award in part.settings.given}
    if branch.subject in awards:
        return _(_AWARD_WAYS[branch.way]).format(name=awards[branch.subject].label.text(lang))
    return _(_WAYS[branch.way])
