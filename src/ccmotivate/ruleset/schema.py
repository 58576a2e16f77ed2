"""The files of roles and awards as a manager writes them, made of the registered points methods and conditions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ccmotivate.conditions.written import ConditionRule
from ccmotivate.locale import N_
from ccmotivate.model.schema import ActiveRule, Id, Labelled, Number, Places, Standards, Whoever, as_list, blank_section
from ccmotivate.points.written import ScoreLineRule


class RoleFile(Labelled):
    """``roles/*.yaml``."""

    role: Id = Field(description=N_("The id of the role: small letters, digits and _."))
    must: Annotated[dict[Id, Standards], BeforeValidator(blank_section)] = Field(
        {},
        description=N_(
            "What an agent of this role must meet to be qualified: metric and standard. Without it everybody is "
            "qualified."
        ),
    )
    critical: Annotated[list[Id], BeforeValidator(as_list)] = Field(
        [], description=N_("Whoever fails the standard of this metric, or of one of these, has a score of 0.")
    )
    scorecard: dict[Id, Annotated[list[ScoreLineRule], BeforeValidator(as_list), Field(min_length=1)]] = Field(
        description=N_("How the score is made: metric, weight, and one way of giving points.")
    )


class AwardRule(Labelled, ConditionRule):
    """One award of ``awards.yaml``."""

    every: Literal["month", "quarter", "half", "year"] = Field(
        description=N_("How often it is given: month, quarter, half (half-year) or year.")
    )
    who: Whoever = Field(
        "everyone",
        description=N_("Who may win: eligible, qualified or everyone (without it), in every month of the period."),
    )
    within: Literal["project", "team", "role", "department"] = Field(
        "department",
        description=N_("Decided within each project, team or role, or in the whole department (without it)."),
    )
    winner: Literal["agent", "team"] = Field(
        "agent", alias="for", description=N_("Who wins: an agent (without it) or a team.")
    )
    members: Places = Field(1, description=N_("For teams: of at least so many members."))
    roles: list[Id] = Field([], description=N_("Only for agents of these roles."))
    need: list[Id] = Field([], description=N_("Only for agents with data for these metrics."))
    prize: Annotated[list[Number], BeforeValidator(as_list)] = Field(
        [], description=N_("What each place's gift is worth, in the scheme's currency: one amount a place.")
    )
    prize_as: Literal["gift", "money"] = Field(
        "gift", description=N_("What winners get: a gift of that worth, or the amount in money.")
    )
    recognition: list[Literal["honour_roll", "certificate", "newsletter"]] = Field(
        [], description=N_("How winners are recognised: honour_roll, certificate, newsletter.")
    )
    active: ActiveRule | None = Field(
        None, description=N_("When this award is given, and to whom; always and to everybody without it.")
    )
