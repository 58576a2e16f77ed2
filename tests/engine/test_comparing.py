"""Two results held against each other: months decided again equal months decided anew, and differences are complete."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.engine.comparing import compare, totals_of
from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.engine.rescoring import award_periods, can_rescore, rescore
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.comparison import Scenario, Setting
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.results import STATUS_WORDS, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.ruleset.paths import set_values
from tests.engine.cases import make_agents
from tests.engine.compare import as_dataset
from tests.engine.fairness_cases import agent, scored
from tests.engine.year_cases import make_year
from tests.engine.year_compare import year_dataset
from tests.samples import sample, sampled
from tests.support import dataset, shipped_rules

QUARTER = Period.of(PeriodKind.QUARTER, 2025, 1)
TRIED = (
    ("roles.inbound.productivity", ("70%", "75%", "80%", "90%")),
    ("roles.qa.qa_checks", ("0", "790", "801")),
    ("roles.email.error_rate", ("0‰", "2‰")),
    ("roles.team_leader.project_knowledge", ("basic", "proficient")),
    ("roles.data_entry.must.csat", ("{at_least: 91%}",)),
    ("roles.inbound.scorecard.productivity.curve", ("{0%: 0, 75%: 90, 100%: 120}",)),
    ("roles.outbound.scorecard.confirm_rate.cap", ("100",)),
    ("eligible.contributions", ("0", "2")),
    ("awards.monthly_project.prize", ("[300, 200, 100]", "[200, 150, 90]")),
    ("awards.monthly_project.rank.places", ("3",)),
    ("awards.best_team.members", ("1", "5")),
    ("awards.csat_star.who", ("everyone",)),
    ("awards.contribution.who", ("qualified", "everyone")),
    ("awards.quarterly_project.prize", ("301",)),
)


def tried_rules(*settings_: tuple[str, str]) -> RuleSet:
    """The shipped rules with values set."""
    texts, wrong = set_values(shipped_rules().texts, [Setting(*one) for one in settings_])
    assert wrong == ()
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    return rules


def anew(data: Dataset, rules: RuleSet, periods: Sequence[Period] = ()) -> Scenario:
    """Months and periods decided from the data, as full runs do."""
    months, _notes = score_months(data, rules)
    made = [award_period(one, [m for m in months if m.month in one.months], rules) for one in periods]
    return Scenario(rules, months, tuple(made))


def again(before: Scenario, rules: RuleSet, periods: Sequence[Period] = ()) -> Scenario:
    """The same from months that were decided before."""
    assert can_rescore(before.rules, rules)
    months = [rescore(month, rules) for month in before.months]
    return Scenario(rules, tuple(months), award_periods(periods, months, rules, before.periods))


def everything(result: MonthResult | PeriodResult) -> dict[str, Any]:
    """A result, to be held against another."""
    plain: dict[str, Any] = {
        "agents": result.agents.to_dict("list"),
        "awards": result.awards,
        "ties": list(result.ties.items()),
        "close": result.close,
        "not_given": result.not_given,
        "trace": [(name, [why(who) for who in _asked(result, name)]) for name, why in result.trace.items()],
        "rules": result.rules.sha256,
    }
    if isinstance(result, MonthResult):
        plain["status"] = {name: column.tolist() for name, column in result.status.items()}
        plain["points"] = {name: column.tolist() for name, column in result.points.items()}
    return plain


def _asked(result: MonthResult | PeriodResult, award: str) -> list[str]:
    """Everybody who may ask why he did not win."""
    column = "team" if result.rules.awards[award].winner == "team" else "agent_id"
    return sorted(set(result.agents[column]))


def differences(old: Scenario, new: Scenario) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """The same differences, looked for without any care for speed: (people, awards)."""
    people = set()
    for left, right in zip(old.results, new.results, strict=True):
        for at, agent_id in enumerate(right.agents["agent_id"]):
            facts = [_facts(side, at) for side in (left, right)]
            if facts[0] != facts[1]:
                people.add((str(getattr(right, "period", getattr(right, "month", ""))), agent_id))
    sides = [
        {(g.period, g.award, g.within, g.agent_id or g.team): (g.rank, g.prize, g.score, g.tied, g.via) for g in one}
        for one in (old.awards, new.awards)
    ]
    awards = {
        (*key, "lost" if key not in sides[1] else "won" if key not in sides[0] else "kept")
        for key in {*sides[0], *sides[1]}
        if sides[0].get(key) != sides[1].get(key)
    }
    return people, awards


def _facts(result: MonthResult | PeriodResult, at: int) -> tuple[Any, ...]:
    row = result.agents.iloc[at]
    standing = tuple(row[name] for name in ("qualified", "eligible", "score", "rank"))
    if not isinstance(result, MonthResult):
        return standing
    status = {name: STATUS_WORDS[int(c[at])] for name, c in result.status.items() if int(c[at]) in STATUS_WORDS}
    points = {name: int(column[at]) for name, column in result.points.items() if column[at] >= 0}
    return *standing, status, points


def _named(old: Scenario, new: Scenario) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    comparison = compare(old, new)
    awards = [(c.given, c.kind) for c in comparison.awards]
    return (
        {(one.period, one.agent_id) for one in comparison.people},
        {(g.period, g.award, g.within, g.agent_id or g.team, kind) for g, kind in awards},
    )


def _some(pick: Callable[[Sequence[Any]], Any]) -> list[tuple[str, str]]:
    chosen = {pick(range(len(TRIED))) for _ in range(pick((1, 1, 2)))}
    return [(TRIED[at][0], pick(TRIED[at][1])) for at in sorted(chosen)]


@sampled
@settings(max_examples=sample(10, 25))
@given(st.data(), st.integers(1, 10))
def test_a_month_decided_again_is_the_month_decided_anew(data: st.DataObject, count: int) -> None:
    def pick(choices: Sequence[Any]) -> Any:
        return data.draw(st.sampled_from(choices))

    table = as_dataset(make_agents(pick, count, cells=False), cells=False)
    before = anew(table, shipped_rules())
    for _ in range(2):  # from one trial to the next, as a sweep does
        rules = tried_rules(*_some(pick))
        full = anew(table, rules)
        before = again(before, rules)
        assert [everything(one) for one in before.results] == [everything(one) for one in full.results]
        assert _named(anew(table, shipped_rules()), full) == differences(anew(table, shipped_rules()), full)


@pytest.mark.parametrize("seed", range(4))
def test_a_quarter_decided_again_is_the_quarter_decided_anew(seed: int) -> None:
    pick = random.Random(seed).choice
    table = year_dataset(make_year(pick, 25, count=3))
    old = before = anew(table, shipped_rules(), [QUARTER])
    changed = 0
    for _ in range(4):
        rules = tried_rules(*_some(pick))
        full = anew(table, rules, [QUARTER])
        before = again(before, rules, [QUARTER])
        assert [everything(one) for one in before.results] == [everything(one) for one in full.results]
        assert _named(old, full) == differences(old, full)
        changed += not compare(old, full).is_empty
    assert changed


def test_the_same_rules_change_nothing() -> None:
    table = as_dataset(make_agents(random.Random(7).choice, 60, cells=False), cells=False)
    scenario = anew(table, shipped_rules())
    comparison = compare(scenario, again(scenario, tried_rules(("roles.inbound.productivity", "75%"))))
    assert comparison.is_empty
    assert comparison.totals[0] == comparison.totals[1]
    assert comparison.totals[0].agents == 60


def test_sums_add_up() -> None:
    table = year_dataset(make_year(random.Random(3).choice, 40, count=3))
    old = anew(table, shipped_rules(), [QUARTER])
    new = anew(table, tried_rules(("awards.monthly_project.prize", "[300, 200, 100]")), [QUARTER])
    comparison = compare(old, new)
    assert comparison.totals == (totals_of(old), totals_of(new))
    assert comparison.totals[1].money == sum(given.prize or 0 for given in new.awards)
    assert comparison.totals[1].money > comparison.totals[0].money > 0
    for by in ("award", "role", "project", "team", "period"):
        groups = [one for one in comparison.groups if one.by == by]
        assert sum(one.new.money for one in groups) == comparison.totals[1].money
        assert sum(one.old.awards for one in groups) == comparison.totals[0].awards
        if by != "award":
            assert sum(one.new.qualified for one in groups) == comparison.totals[1].qualified
    changes = [(one.given.period, one.given.award, one.given.within) for one in comparison.awards]
    assert len(set(changes)) > 3
    assert changes == sorted(changes)
    periods = [one.key for one in comparison.groups if one.by == "period"]
    assert periods == ["2025-01", "2025-02", "2025-03", "2025-Q1"]


def test_people_on_one_side_only() -> None:
    agents = make_agents(random.Random(9).choice, 12, cells=False)
    old, new = (anew(as_dataset(part, cells=False), shipped_rules()) for part in (agents[:8], agents[4:]))
    comparison = compare(old, new)
    gone = {one.agent_id for one in comparison.people if one.new is None}
    came = {one.agent_id for one in comparison.people if one.old is None}
    assert gone == {agent.id for agent in agents[:4]}
    assert came == {agent.id for agent in agents[8:]}
    assert all(one.old is None or one.old.rank is None or one.old.rank > 0 for one in comparison.people)
    assert [one.agent_id for one in comparison.people] == sorted(one.agent_id for one in comparison.people)


def test_other_metrics_are_decided_anew() -> None:
    other = tried_rules(("metrics.workload.formula", "questionnaires / 200"))
    assert not can_rescore(shipped_rules(), other)
    assert can_rescore(shipped_rules(), tried_rules(("roles.qa.filing", "fail")))


def test_of_a_person_the_criteria_and_points_that_changed_are_told_and_no_others() -> None:
    row = {"role": "inbound", "project": "P", "typing_speed": 60, "project_knowledge": 3, "attitude": 1,
           "error_rate": 0, "complaints": 0, "proposals_adopted": 1}  # fmt: skip
    data = dataset([{"agent_id": name, **row, "productivity": share} for name, share in (("A", 74), ("B", 80))])
    old = anew(data, shipped_rules())
    curve = ("roles.inbound.scorecard.productivity.curve", "{0%: 0, 75%: 90, 100%: 120}")
    comparison = compare(old, anew(data, tried_rules(("roles.inbound.productivity", "70%"), curve)))
    told = {one.agent_id: one for one in comparison.people}
    assert told["A"].criteria == (("productivity", "fail", "pass"),)
    assert told["A"].points == (("productivity", Fraction("98.67"), Fraction("88.8")),)
    assert told["B"].criteria == ()
    assert told["B"].points == (("productivity", 104, 96),)
    strict = compare(old, anew(data, tried_rules(("roles.inbound.productivity", "80%"))))
    assert [(one.agent_id, one.criteria, one.points) for one in strict.people] == []
    lower = compare(old, anew(data, tried_rules(("roles.inbound.productivity", "70%"))))
    (one,) = [one for one in lower.people if one.agent_id == "A"]
    assert (one.criteria, one.points) == ((("productivity", "fail", "pass"),), ())


def test_groups_of_periods_stand_in_the_order_of_time_and_others_by_name() -> None:
    """Of names of months as names of teams and projects none is a month."""
    rows = [
        agent(f"A{at}", 90 - at, month, team=team, project="Cards")
        for month in (9, 8, 7, 10)
        for at, team in enumerate(("2025-Q1", "Blue", "2025-02", "Amber"))
    ]
    months = scored(rows)
    quarter = Period.of(PeriodKind.QUARTER, 2025, 3)
    longer = (award_period(quarter, months[:3], shipped_rules()),)
    groups = compare(Scenario(shipped_rules(), months, longer), Scenario(shipped_rules(), months, longer)).groups
    named = {by: [one.key for one in groups if one.by == by] for by in ("period", "team")}
    assert named["period"] == ["2025-07", "2025-08", "2025-09", "2025-Q3", "2025-10"]
    assert named["team"] == ["2025-02", "2025-Q1", "Amber", "Blue"]


def test_people_stand_by_period_in_the_order_of_time_then_by_id() -> None:
    rows = [agent(name, 74, month) for month in (7, 8, 9) for name in ("A10", "A9")]
    quarter = Period.of(PeriodKind.QUARTER, 2025, 3)
    sides = [
        anew(dataset(rows), rules, [quarter])
        for rules in (shipped_rules(), tried_rules(("roles.inbound.productivity", "70%")))
    ]
    people = compare(*sides).people
    periods = ("2025-07", "2025-08", "2025-09", "2025-Q3")
    assert [(one.period, one.agent_id) for one in people] == [(at, name) for at in periods for name in ("A9", "A10")]
