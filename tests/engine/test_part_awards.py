"""Awards that a part gives: decided with those of the file, from the sheets of the month; none where it held none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from ccmotivate.conditions.condition import AwardCondition, Wording
from ccmotivate.conditions.context import AwardContext, MonthAgents, award_context
from ccmotivate.conditions.result import ConditionResult, WinFacts
from ccmotivate.engine.awards.decide import Outcome, decide_awards
from ccmotivate.engine.coverage.awards import wanted
from ccmotivate.engine.rule_facts import facts_of
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import NO_SHEETS, MonthSheets
from ccmotivate.problems import SourceRef
from ccmotivate.writers.words.award_sentences import award_reason
from tests.support import shipped_rules

if TYPE_CHECKING:
    from ccmotivate.model.rules import RuleSet as Rules

JANUARY = Month(2025, 1)


class Drawn(AwardCondition, frozen=True):
    """Whoever is among the people that the sheets of the month know as strangers: a stand-in for a part's own rows."""

    word = "drawn"

    def decide(self, award: Award, context: AwardContext, rules: Rules) -> ConditionResult:
        assert award.part == "lots"
        assert award.id in rules.awards
        ids, _where = context.sheets.strangers.get("lots", ((), None))
        wins = {(context.ids.index(one), ""): WinFacts(via="lots") for one in ids}
        return ConditionResult(wins, len(context), held="lots" in context.sheets.strangers)

    def words(self, wording: Wording) -> str:
        return f"drawn ({wording.lang})"

    def reason(self, given: AwardGiven, wording: Wording) -> str:
        return f"drawn in {given.period} ({wording.lang})"

    def refusals(self, award: Award) -> set[str]:
        return {award.id}


class DrawnTeam(Drawn, frozen=True):
    """The same, of teams that are called as their agents are."""

    def decide(self, award: Award, context: AwardContext, rules: Rules) -> ConditionResult:
        return replace(super().decide(award, context, rules), team_names=context.ids)


AWARD = Award("lots:prize", Label("抽签", "Lots"), PeriodKind.MONTH, Who.EVERYONE, None, Drawn(), part="lots")


@pytest.fixture
def rules() -> RuleSet:
    shipped = shipped_rules()
    return replace(shipped, awards={**shipped.awards, AWARD.id: AWARD})


def decided(rules: RuleSet, sheets: MonthSheets, award: Award = AWARD) -> Outcome:
    agents = pd.DataFrame({name: ["A", "B"] for name in ("agent_id", "name", "project", "team")})
    agents = agents.assign(score=np.array([9000, 8000]), qualified=True, eligible=[False, True])
    context = award_context(Period.of_month(JANUARY), [MonthAgents(JANUARY, agents, {})], sheets=sheets)
    return decide_awards([award], context, agents, rules)


def drawn(*ids: str) -> MonthSheets:
    return MonthSheets(strangers={"lots": (ids, SourceRef())})


def test_its_condition_finds_the_sheets_of_the_month(rules: RuleSet) -> None:
    found = decided(rules, drawn("B"))
    (given,) = found.given
    assert (given.award, given.agent_id, given.via, given.rank) == ("lots:prize", "B", "lots", None)
    assert award_reason(given, rules, "en") == "drawn in 2025-01 (en)"
    assert list(found.trace) == ["lots:prize"]


def test_nobody_who_won_is_no_award_that_was_not_given(rules: RuleSet) -> None:
    found = decided(rules, drawn())
    assert (found.given, found.not_given) == ((), ())
    assert list(found.trace) == ["lots:prize"]


def test_what_was_not_held_leaves_no_trace(rules: RuleSet) -> None:
    assert decided(rules, NO_SHEETS) == Outcome()


def test_facts_and_ways_of_it_are_those_of_its_part(rules: RuleSet) -> None:
    assert set(facts_of(rules)) == set(facts_of(shipped_rules()))
    assert set(wanted(rules)) == set(wanted(shipped_rules()))


def test_people_must_be_allowed_to_win_and_teams_are_no_people(rules: RuleSet) -> None:
    """A is not eligible, and stands first; that does not concern the first team."""
    eligible = replace(AWARD, who=Who.ELIGIBLE)
    assert [one.agent_id for one in decided(rules, drawn("A", "B"), eligible).given] == ["B"]
    teams = replace(eligible, winner="team", condition=DrawnTeam())
    assert [one.team for one in decided(rules, drawn("A"), teams).given] == ["A"]
