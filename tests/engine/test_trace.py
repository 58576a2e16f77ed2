"""The trace of each agent says what was decided, and what it calls enough is enough when everything is run again."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.counterfactual import WhatIf
from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.engine.trace import Wanted, trace_agent
from ccmotivate.model.calendar import Period, PeriodKind, parse_period
from ccmotivate.model.dataset import Dataset, TableColumns
from ccmotivate.model.exact import Exact, half_up
from ccmotivate.model.explanation import AwardExplanation, Edit, Explanation
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Missed
from ccmotivate.model.results import FAIL, PASS, MonthResult, PeriodResult
from tests.conditions.test_conditions import LEADERS, NAMED, won
from tests.conditions.test_conditions import decided as quarter_of
from tests.engine.cases import make_agents
from tests.engine.compare import as_dataset
from tests.engine.oracle import Agent
from tests.engine.year_cases import make_year
from tests.engine.year_compare import periods_of, year_dataset
from tests.samples import sample, sampled
from tests.support import dataset, shipped_rules

RULES = shipped_rules()
_LETTERS = {"agent_id": "A", "region": "B", "required": "C", "attended": "D"}
Result = MonthResult | PeriodResult


class Decided(Struct, frozen=True):
    """A dataset with everything that is decided on it."""

    data: Dataset
    months: Mapping[Month, MonthResult]
    periods: tuple[PeriodResult, ...]

    def told(self, agent_id: str) -> Explanation:
        found = trace_agent(Wanted(agent_id), list(self.months.values()), self.periods, RULES)
        assert found is not None
        return found

    def result(self, period: Period) -> Result:
        if period.kind is PeriodKind.MONTH:
            return self.months[period.months[0]]
        return next(one for one in self.periods if one.period == period)

    @property
    def ids(self) -> list[str]:
        return sorted(set(self.data.agents["agent_id"].tolist()))


def decided(data: Dataset) -> Decided:
    months = {one.month: one for one in score_months(data, RULES)[0]}
    names = periods_of([str(month) for month in months])
    wanted = [found for name in names if (found := parse_period(name)) is not None]
    longer = [one for one in wanted if one.kind is not PeriodKind.MONTH]
    periods = [award_period(one, [months[month] for month in one.months], RULES) for one in longer]
    return Decided(data, months, tuple(periods))


def decide(data: Dataset, period: Period) -> Result:
    """One period alone, from the beginning."""
    ordinals = [month.ordinal for month in period.months]
    rows = np.flatnonzero(np.isin(data.agents["month"].to_numpy(), ordinals))
    months = score_months(data.take(rows), RULES)[0]
    return months[0] if period.kind is PeriodKind.MONTH else award_period(period, months, RULES)


def of_year(year: Mapping[str, Sequence[Agent]]) -> Decided:
    return decided(with_letters(year_dataset(year)))


def with_letters(data: Dataset) -> Dataset:
    return replace(data, tables=(data.tables[0], *(TableColumns(t.file, t.sheet, _LETTERS) for t in data.tables[1:])))


def edited(data: Dataset, agent_id: str, edits: Sequence[Edit]) -> Dataset:
    """The dataset with the stated changes, made here by hand."""
    metrics = dict(data.metrics)
    for edit in edits:
        at = data.agents.index[(data.agents["agent_id"] == agent_id) & (data.agents["month"] == edit.month.ordinal)]
        assert len(at) == 1
        values = metrics[edit.metric].to_list() if edit.metric in metrics else [None] * len(data.agents)
        values[at[0]] = edit.after
        metrics[edit.metric] = Exact.from_fractions(values)
    return replace(data, metrics=metrics)


def winners(result: Result, award: str) -> set[str]:
    return {given.agent_id or given.team for given in result.awards if given.award == award}


def told_of(whole: Decided) -> list[tuple[str, AwardExplanation]]:
    return [(agent_id, entry) for agent_id in whole.ids for entry in whole.told(agent_id).awards]


def prove(whole: Decided, agent_id: str, entry: AwardExplanation) -> str:
    """Run everything again with the stated change; the word for what came of it."""
    enough = WhatIf(whole.data, RULES, whole.months, agent_id).counterfactual(entry)
    if enough is None:
        return "nothing"
    for edit in enough.edits:
        column = whole.data.metrics.get(edit.metric)
        at = whole.data.agents.index[
            (whole.data.agents["agent_id"] == agent_id) & (whole.data.agents["month"] == edit.month.ordinal)
        ]
        assert column is None or edit.metric == "meeting_turnout" or column[at[0]] == edit.before
        assert edit.after != edit.before
        assert not bool(RULES.metrics[edit.metric].plausible.outside(Exact.from_fractions([edit.after]))[0])
    again = decide(edited(whole.data, agent_id, enough.edits), entry.period)
    if enough.wins:
        assert agent_id in winners(again, entry.award), (entry, enough)
        return "wins"
    now = again.trace[entry.award](agent_id)
    assert now is None or _other(entry.missed, now), (entry, enough, now)
    return "meets"


def _other(before: Missed | None, now: Missed) -> bool:
    assert before is not None
    return (before.why, before.period, before.metric, before.parts) != (now.why, now.period, now.metric, now.parts)


# -- what was decided -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [7, 37])
def test_who_missed_nothing_is_who_won(seed: int) -> None:
    whole = of_year(make_year(random.Random(seed).choice, 20, 12))
    results: list[Result] = [*whole.months.values(), *whole.periods]
    asked = 0
    for result in results:
        for award, why in result.trace.items():
            for agent_id in result.agents["agent_id"] if RULES.awards[award].winner == "agent" else ():
                asked += 1
                assert (why(agent_id) is None) == (agent_id in winners(result, award)), (award, agent_id)
    assert asked > 900


def test_the_story_of_a_month_is_its_result() -> None:
    whole = of_year(make_year(random.Random(30).choice, 20, 3))
    seen = 0
    for agent_id in whole.ids:
        for month in whole.told(agent_id).months:
            row = whole.months[month.month].agents.set_index("agent_id").loc[agent_id]
            assert month.score * 100 == row["score"]
            assert half_up(month.total, 2) == month.score
            assert all(one.line.weight * one.points / 100 == one.share for one in month.points)
            assert month.qualified == all(one.status == PASS for one in month.criteria) == bool(row["qualified"])
            assert month.eligible == (month.qualified and all(one.status == PASS for one in month.eligibility))
            assert (month.standing.rank if month.standing else 0) == row["rank"]
            seen += 1
    assert seen > 40


def test_the_next_place_up_is_the_next_better_score() -> None:
    rows = [
        {"agent_id": f"A{at}", "role": "inbound", "project": "P", "typing_speed": 60, "project_knowledge": 3,
         "productivity": value, "attitude": 1, "error_rate": 0, "complaints": 0, "proposals_adopted": 1,
         "colleague_assists": 0}
        for at, value in enumerate([100, 90, 90, 80])
    ]  # fmt: skip
    whole = decided(dataset(rows))
    standings = [whole.told(f"A{at}").months[0].standing for at in range(4)]
    assert [(one.rank, one.shared) for one in standings if one] == [(1, 1), (2, 2), (2, 2), (4, 1)]
    first, second, _third, last = standings
    assert first is not None
    assert first.above is None
    assert second is not None
    assert second.above == Fraction(110)
    assert last is not None
    assert (last.above, last.below) == (Fraction(106), None)
    assert second.below == Fraction(102)


# -- why not ----------------------------------------------------------------------------------------------------------


def _inbound(agent_id: str, **figures: object) -> dict[str, object]:
    whole = {"typing_speed": 60, "project_knowledge": 3, "productivity": 90, "attitude": 1, "error_rate": 0,
             "complaints": 0, "proposals_adopted": 1, "colleague_assists": 0}  # fmt: skip
    return {"agent_id": agent_id, "role": "inbound", "project": "P", "team": "T", **whole, **figures}


def _story(whole: Decided, agent_id: str, award: str) -> AwardExplanation:
    return next(one for one in whole.told(agent_id).awards if one.award == award)


def test_the_first_condition_that_failed() -> None:
    rows = [
        _inbound("A1", productivity=100, csat=Fraction(95)),
        _inbound("A2", error_rate=Fraction(1, 2)),
        _inbound("A3", proposals_adopted=0),
        _inbound("A4", csat=Fraction(90)),
        _inbound("A5"),
        _inbound("A6"),
    ]
    whole = decided(dataset(rows))
    missed = {agent: _story(whole, agent, "monthly_project").missed for agent in ("A2", "A3", "A4")}
    assert [one.why if one else None for one in missed.values()] == ["not_eligible", "not_eligible", None]
    month = whole.told("A2").months[0]
    assert [one.criterion.metric for one in month.criteria if one.status == FAIL] == ["error_rate"]
    best = _story(whole, "A4", "best_agent").missed
    assert best is not None
    assert (best.why, best.rank, best.value, best.needed, best.rival) == ("behind", 2, 106, 110, "A1")
    star = _story(whole, "A5", "csat_star").missed
    assert star is not None
    assert (star.why, star.metric) == ("no_metric", "csat")
    team = _story(whole, "A5", "best_team")
    assert team.given is not None
    assert team.team == "T"


def test_a_column_that_nobody_has() -> None:
    entry = _story(decided(dataset([_inbound("A1")])), "A1", "csat_star")
    assert entry.missed is not None
    assert (entry.missed.why, entry.missed.metric) == ("no_column", "csat")
    assert entry.counterfactual is None


# -- what would have been enough --------------------------------------------------------------------------------------


def test_enough_in_plain_cases() -> None:
    lacking = [_inbound("A2", error_rate=Fraction(1, 2)), _inbound("A3", proposals_adopted=0)]
    rows = [_inbound("A1", productivity=100), *lacking]
    whole = decided(dataset(rows))

    def changes(agent_id: str, award: str) -> list[tuple[str, Fraction]]:
        enough = WhatIf(whole.data, RULES, whole.months, agent_id).counterfactual(_story(whole, agent_id, award))
        assert enough is not None
        assert enough.wins
        return [(edit.metric, edit.after) for edit in enough.edits]

    assert changes("A2", "monthly_project") == [("error_rate", 0)]
    assert changes("A3", "monthly_project") == [("proposals_adopted", 1)]
    # full marks cannot be beaten, but 119.99 points round to the same score, and as many contributions share the place
    assert dict(changes("A3", "best_agent")) == {"productivity": Fraction("99.99"), "proposals_adopted": 1}


def test_a_missing_column_and_a_team_have_no_change() -> None:
    rows = [_inbound("A1"), _inbound("A2", team="U", productivity=80)]
    whole = decided(dataset(rows))
    for award in ("csat_star", "best_team"):
        entry = _story(whole, "A2", award)
        assert entry.missed is not None
        assert WhatIf(whole.data, RULES, whole.months, "A2").counterfactual(entry) is None


@sampled
@pytest.mark.parametrize("seed", sample([37], [30, 37]))
def test_what_is_said_to_be_enough_is_enough(seed: int) -> None:
    """Over a random half-year: monthly and quarterly awards of every kind."""
    choose = random.Random(seed)
    whole = of_year(make_year(choose.choice, 14, 6))
    lost = [(agent_id, entry) for agent_id, entry in told_of(whole) if entry.missed and entry.team is None]
    by_kind: dict[str, list[tuple[str, AwardExplanation]]] = {}
    for agent_id, entry in lost:
        by_kind.setdefault(f"{entry.award} {entry.missed.why if entry.missed else ''}", []).append((agent_id, entry))
    some = [one for kind in sorted(by_kind) for one in choose.sample(by_kind[kind], min(1, len(by_kind[kind])))]
    found = [prove(whole, *one) for one in some]
    assert found.count("wins") >= len(by_kind) // 3
    assert len(found) > 12


@settings(max_examples=12)
@given(st.data(), st.integers(2, 6))
def test_enough_in_random_months(data: st.DataObject, count: int) -> None:
    agents = make_agents(lambda choices: data.draw(st.sampled_from(choices)), count, cells=False)
    whole = decided(with_letters(as_dataset(agents, cells=False)))
    lost = [one for one in told_of(whole) if one[1].missed and one[1].team is None]
    if lost:
        prove(whole, *data.draw(st.sampled_from(lost)))


def test_a_year_that_lacked_one_award_running() -> None:
    """Employee of the year: the way to it is proved through the quarter and its months."""
    whole = of_year(make_year(random.Random(37).choice, 8, 12))
    lost = [(a, s) for a, s in told_of(whole) if s.award == "annual_outstanding" and s.missed is not None]
    assert {prove(whole, *one) for one in lost[:4]} <= {"wins", "meets", "nothing"}
    assert lost


def test_nothing_else_is_changed() -> None:
    whole = of_year(make_year(random.Random(4).choice, 10, 3))
    before = {name: column.num.copy() for name, column in whole.data.metrics.items()}
    agent_id, entry = next(one for one in told_of(whole) if one[1].missed and one[1].missed.why == "behind")
    WhatIf(whole.data, RULES, whole.months, agent_id).counterfactual(entry)
    assert all(np.array_equal(whole.data.metrics[name].num, numbers) for name, numbers in before.items())


def test_a_month_on_leave_gets_no_advice() -> None:
    blank = dict.fromkeys(("typing_speed", "productivity", "error_rate"))
    whole = decided(dataset([_inbound("A1"), _inbound("A2", **blank)]))
    entry = _story(whole, "A2", "monthly_project")
    assert entry.missed is not None
    assert entry.missed.why == "not_eligible"
    assert WhatIf(whole.data, RULES, whole.months, "A2").counterfactual(entry) is None


def test_a_place_behind_full_marks_is_drawn_level_first() -> None:
    """Shared marks and fewer contributions: the tie-breaker is what is missed, and what is moved to share the place."""
    rows = [_inbound("A1", productivity=100, proposals_adopted=3), _inbound("A2", productivity=100)]
    whole = decided(dataset(rows))
    entry = _story(whole, "A2", "best_agent")
    assert entry.missed is not None
    assert (entry.missed.why, entry.missed.breaker) == ("tie", "contributions")
    assert (entry.missed.breaker_value, entry.missed.breaker_needed) == (1, 3)
    enough = WhatIf(whole.data, RULES, whole.months, "A2").counterfactual(entry)
    assert enough is not None
    assert [(edit.metric, edit.after) for edit in enough.edits] == [("proposals_adopted", 3)]
    assert prove(whole, "A2", entry) == "wins"


_WON = {1: [won("2025-01", "a"), won("2025-01", "c", "B")], 2: [won("2025-02", "a"), won("2025-02", "d", "B")]}
_CONDITIONS = {
    "lead": "  within: project\n  lead_every: month\n",
    "lead among all": "  within: project\n  lead_every: {each: month, among: everyone, who: qualified}\n",
    "lead of anybody": "  within: department\n  lead_every: {each: month, among: everyone, who: everyone}\n",
    "running": "  within: project\n  consecutive: {award: monthly_project, times: 2}\n",
    "either": "  within: project\n  any:\n    - lead_every: month\n"
    "    - consecutive: {award: monthly_project, times: 2}\n",
    "both": "  within: project\n  all:\n    - lead_every: month\n    - rank: {by: score}\n",
    "without": "  within: project\n  all:\n    - rank: {by: score, places: 3}\n    - not: {lead_every: month}\n",
    "who may": "  who: eligible\n  within: team\n  rank: {by: score}\n",
    "role": "  roles: [qa]\n  within: department\n  rank: {by: score}\n",
}


@pytest.mark.parametrize("name", _CONDITIONS)
def test_every_condition_answers_for_everybody(name: str, tmp_path: Path) -> None:
    result = quarter_of(tmp_path, NAMED + _CONDITIONS[name], LEADERS, given=_WON)
    got = {given.agent_id for given in result.awards if given.award == "crown"}
    missed = {agent_id: result.trace["crown"](agent_id) for agent_id in ("a", "b", "c", "d")}
    assert {agent_id for agent_id, one in missed.items() if one is None} == got
    assert result.trace["crown"]("nobody") == Missed("absent")
    whys = {agent_id: one.why for agent_id, one in missed.items() if one is not None}
    expected = {
        "lead": {"a": "behind", "b": "not_eligible", "d": "not_eligible"},
        "running": {"b": "times", "c": "times", "d": "times"},
        "either": {"b": "any", "d": "any"},
        "who may": {"a": "no_group", "b": "not_eligible", "c": "no_group", "d": "not_eligible"},
        "role": dict.fromkeys("abcd", "role"),
        "without": {"c": "kept_out"},
    }
    if name in expected:
        assert whys.items() >= expected[name].items()


def test_a_change_of_project_says_where_to(tmp_path: Path) -> None:
    moved = {**LEADERS, 2: LEADERS[2].replace("a | A", "a | B")}
    missed = quarter_of(tmp_path, NAMED + _CONDITIONS["lead"], moved).trace["crown"]("a")
    assert missed is not None
    assert (missed.why, missed.month, missed.group, missed.other) == ("moved", "2025-02", "A", "B")


def test_who_is_not_qualified_is_nobody_s_rival() -> None:
    rows = [
        _inbound("A1", productivity=100),
        _inbound("A2", productivity=90),
        _inbound("U", productivity=110, error_rate=Fraction(1, 2)),
    ]
    whole = decided(dataset(rows))
    first, second = (whole.told(one).months[0].standing for one in ("A1", "A2"))
    assert first is not None
    assert second is not None
    assert (first.ranked, first.above, first.above_id, first.below) == (2, None, None, 106)
    assert (second.ranked, second.above, second.above_id, second.below) == (2, 110, "A1", None)
    assert whole.told("U").months[0].standing is None


def test_awards_are_told_in_the_order_in_which_their_periods_end() -> None:
    rows = [_inbound(name, month=Month(2025, month)) for month in (3, 1, 2) for name in ("A1", "A2")]
    told = [str(one.period) for one in decided(dataset(rows)).told("A1").awards]
    assert list(dict.fromkeys(told)) == ["2025-01", "2025-02", "2025-03", "2025-Q1"]
