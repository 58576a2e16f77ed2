"""``teams.yaml``: how a team's figure comes about, the awards of teams, the names of the sheet → settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import Field

from ccmotivate.conditions.rank import Rank
from ccmotivate.locale import N_
from ccmotivate.model.award_rules import Award, Figure, TieBreaker, Who
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metrics import NUMERIC, Label, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Labelled, Number, SheetRule, Written
from ccmotivate.model.sheets import SCORE, SCORE_METRIC, CellKind, SheetColumn, SheetKind
from ccmotivate.parts.teams.columns import METRIC, SHEET, TARGET, TEAM
from ccmotivate.parts.teams.condition import AllGoalsMet
from ccmotivate.parts.teams.values import TeamFigures
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver, label_of

FILE = "teams.yaml"
_UNNAMED = Label("", "")
_COLUMNS = (
    SheetColumn(TEAM, _UNNAMED, CellKind.TEXT, required=True),
    SheetColumn(METRIC, _UNNAMED, CellKind.METRIC, required=True),
    SheetColumn(TARGET, _UNNAMED, CellKind.TEAM_TARGET, required=True),
)


# -- as written -------------------------------------------------------------------------------------------------------


class TeamFigureRule(Written):
    """How the members' figures of a metric become the team's."""

    weigh: Id = Field(description=N_("The metric by which the members’ figures are weighed; alike without it."))


class CollaborationRule(Labelled):
    """An award of teams that met all their goals."""

    members: Annotated[int, Field(ge=1, le=1000)] = Field(description=N_("How many members a team needs."))
    by: Id = Field(description=N_("The metric whose mean a member ranks the teams; equal ones by mean score."))
    above: Number = Field(description=N_("That mean must be above this."))
    recognition: list[Literal["honour_roll", "certificate", "newsletter"]] = Field(
        [], description=N_("How winners are recognised: honour_roll, certificate, newsletter.")
    )


class TeamsFile(Written):
    """``teams.yaml``."""

    blank_is_zero: list[Id] = Field(description=N_("Counts of which a blank is 0; of other metrics it is no data."))
    figures: dict[Id, TeamFigureRule] = Field(
        {}, description=N_("How a team’s figure comes about, by metric; the mean of its members without it.")
    )
    awards: dict[Id, CollaborationRule] = Field({}, description=N_("Monthly awards of teams that met all their goals."))
    sheets: dict[Literal["team_goals"], SheetRule] = Field(
        description=N_("The names of the sheet and of its columns: team, metric, target.")
    )


SCHEMA = TeamsFile
DESCRIPTION = N_("Team goals: what a team wants to reach in a metric or in the score.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class TeamsSettings(Struct, frozen=True):
    """What ``teams.yaml`` says; ``labels`` are the names of what a goal may be for."""

    figures: TeamFigures
    given: tuple[Award, ...]
    kind: SheetKind
    labels: Mapping[str, Label]
    source: SourceRef


def resolve(written: TeamsFile, resolver: Resolver, core: RuleSet) -> TeamsSettings:
    """Follow every reference; what is wrong is said with its line."""
    figures = _figures(written, resolver, core)
    given = [_award(name, rule, figures, resolver, core) for name, rule in written.awards.items()]
    kind = sheet_kind(resolver, FILE, SHEET, written.sheets["team_goals"], _COLUMNS)
    means = {name: metric.label for name, metric in core.metrics.items() if metric.kind is not MetricKind.LEVEL}
    return TeamsSettings(
        figures,
        tuple(one for one in given if one),
        kind,
        {SCORE: SCORE_METRIC.label, **means},
        resolver.at(FILE, "sheets"),
    )


def _figures(written: TeamsFile, resolver: Resolver, core: RuleSet) -> TeamFigures:
    numeric = [name for name, metric in core.metrics.items() if metric.kind in NUMERIC]
    for name in written.blank_is_zero:
        resolver.known("metrics", name, numeric, resolver.at(FILE, "blank_is_zero"))
    for name, rule in written.figures.items():
        resolver.known("metrics", name, numeric, resolver.at(FILE, "figures", name))
        resolver.known("metrics", rule.weigh, numeric, resolver.at(FILE, "figures", name, "weigh"))
    weigh = {name: rule.weigh for name, rule in written.figures.items()}
    return TeamFigures(frozenset(written.blank_is_zero), tuple(weigh.items()))


def _award(name: str, rule: CollaborationRule, figures: TeamFigures, resolver: Resolver, core: RuleSet) -> Award | None:
    here = resolver.at(FILE, "awards", name)
    if name in core.awards:
        resolver.say("rule-word-twice", here, name, what="award", first=resolver.at("awards.yaml", name))
        return None
    numeric = [one for one, metric in core.metrics.items() if metric.kind in NUMERIC]
    if not resolver.known("metrics", rule.by, numeric, resolver.at(FILE, "awards", name, "by")):
        return None
    then = (TieBreaker(Figure("mean_score"), "high"),)
    rank = Rank(Figure(rule.by, take="mean"), "high", 1, then, above=rule.above)
    return Award(
        id=name,
        label=label_of(rule),
        every=PeriodKind.MONTH,
        who=Who.EVERYONE,
        within=None,
        condition=AllGoalsMet(rank, figures),
        winner="team",
        min_members=rule.members,
        recognition=tuple(rule.recognition),
        source=here,
        part="teams",
    )


def awards(settings: TeamsSettings) -> tuple[Award, ...]:
    """The awards of teams that met all their goals."""
    return settings.given
