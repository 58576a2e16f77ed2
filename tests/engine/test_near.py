"""Near misses and their order, how many are told, what a condition counts: the edges that winners do not show."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from ccmotivate.engine.decisions import GRANT
from ccmotivate.engine.levers import Levers, _rises
from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.engine.rescoring import can_rescore
from ccmotivate.model.results import Decision, PeriodResult
from ccmotivate.model.scorecards import Band, Bands, Curve, Levels, Ratio
from tests.engine.test_conditions import LEADERS, NAMED, decided, month, rules_with, the, won
from tests.engine.test_trace import _inbound
from tests.engine.test_trace import decided as year_of
from tests.support import MONTH, dataset, shipped_rules

F = Fraction
_WITHIN = NAMED + "  within: project\n"
_RUNNING = "consecutive: {award: monthly_project, times: 2}"


def near(result: PeriodResult, award: str = "crown") -> list[tuple[str, str | None, str]]:
    """Group, agent and reason of who came close."""
    return [
        (one.within[0][1] if one.within else "", one.agent_id, one.why) for one in result.close if one.award == award
    ]


def test_of_each_group_three_who_came_close_are_told(tmp_path: Path) -> None:
    """By the first condition that names them: who led a month, then who won a month once; the fourth is left out."""
    months = {
        1: "id | project | score | status\n p | A | 80 | E\n q | A | 80 | E\n r | A | 80 | E\n s | A | 99 | E",
        2: "id | project | score | status\n p | A | 80 | E\n q | A | 80 | E\n r | A | 80 | E\n s | A | 70 | E",
        3: "id | project | score | status\n p | A | 80 | E\n q | A | 80 | E\n r | A | 80 | E\n s | A | 70 | E",
    }
    given = {1: [won("2025-01", one) for one in "pqr"]}
    running = decided(tmp_path, _WITHIN + f"  {_RUNNING}\n", months, given=given)
    assert near(running) == [("A", one, "apart") for one in "pqr"]
    either = decided(
        tmp_path / "2", _WITHIN + f"  any:\n    - {_RUNNING}\n    - lead_every: month\n", months, given=given
    )
    assert near(either) == [("A", one, "apart") for one in "pqr"]
    turned = decided(
        tmp_path / "3", _WITHIN + f"  any:\n    - lead_every: month\n    - {_RUNNING}\n", months, given=given
    )
    assert [one for _group, one, _why in near(turned)] == ["p", "q", "r"]


def test_who_came_close_stands_in_the_order_of_the_groups(tmp_path: Path) -> None:
    given = {1: [won("2025-01", "c", "B"), won("2025-01", "a")]}
    result = decided(tmp_path, _WITHIN + f"  {_RUNNING}\n", LEADERS, given=given)
    assert near(result) == [("A", "a", "apart"), ("B", "c", "apart")]


def test_the_first_behind_the_last_place_came_close_not_the_last(tmp_path: Path) -> None:
    table = "id | project | score | status\n a | A | 90 | E\n b | A | 80 | E\n c | A | 70 | E\n d | A | 60 | E"
    result = decided(tmp_path, _WITHIN + "  rank: {by: score, places: 2}\n", dict.fromkeys((1, 2, 3), table))
    assert near(result) == [("A", "c", "behind")]
    (close,) = (one for one in result.close if one.award == "crown")
    assert (close.value, close.needed) == (70, 80)


def test_a_lead_counts_the_candidates_of_its_own_group(tmp_path: Path) -> None:
    lead = "  lead_every: {each: month, among: everyone, who: qualified}\n"
    result = decided(tmp_path, _WITHIN + lead, LEADERS)
    counted = {one.agent_id: one.candidates for one in result.awards if one.award == "crown"}
    assert counted == {"b": 2, "c": 2, "d": 2}


def test_a_column_that_one_month_lacks_is_no_absent_column(tmp_path: Path) -> None:
    months = {n: table + "" for n, table in LEADERS.items()}
    months |= {2: "id | project | score | status | csat\n a | A | 90 | E | 91\n b | A | 95 | E | 92"}
    result = decided(tmp_path, _WITHIN + "  need: [csat]\n  rank: {by: score}\n", months)
    assert [one.reason for one in result.not_given if one.award == "crown"] == ["no-candidates"]
    gone = decided(tmp_path / "2", _WITHIN + "  need: [csat]\n  rank: {by: score}\n", LEADERS)
    assert [(one.reason, one.metric) for one in gone.not_given if one.award == "crown"] == [("no-column", "csat")]


def test_a_month_has_no_months_behind_it_nor_has_an_index(tmp_path: Path) -> None:
    (march,), _notes = score_months(dataset([_inbound("A1"), _inbound("A2", productivity=80)]), shipped_rules())
    assert {one.behind for one in march.awards} == {()}
    table = "id | project | score | status | role | qa_checks | qc_accuracy\n a | A | 90 | E | qa | 5 | 90"
    result = decided(tmp_path, "", dict.fromkeys((1, 2, 3), table))
    (given,) = (one for one in result.awards if one.award == "woodpecker")
    assert given.behind == ()
    ranked = decided(tmp_path / "2", _WITHIN + "  rank: {by: score}\n", LEADERS)
    crown = next(one for one in ranked.awards if one.award == "crown")
    assert [(one.period, one.value) for one in crown.behind] == [("2025-01", 95), ("2025-02", 95), ("2025-03", 95)]


def test_a_team_that_is_large_enough_is_not_called_small(tmp_path: Path) -> None:
    months = dict.fromkeys(
        (1, 2, 3),
        "id | project | score | status | team\n a | A | 90 | E | X\n b | A | 80 | E | X\n c | A | 70 | E | Y",
    )
    award = NAMED + "  for: team\n  members: 2\n  rank: {by: mean_score}\n"
    result = decided(tmp_path, award, months)
    missed = result.trace["crown"]("Y")
    assert missed is not None
    assert (missed.why, missed.rank, missed.times) == ("small", 1, 2)
    scoped = award.replace("for: team\n", "for: team\n  active: {teams: [Z]}\n")
    other = decided(tmp_path / "2", scoped, months).trace["crown"]("X")
    assert other is not None
    assert other.why == "scope"


def test_a_granted_award_of_the_department_has_no_group_and_one_to_a_stranger_no_figures(tmp_path: Path) -> None:
    rules = rules_with(tmp_path, NAMED + "  within: department\n  rank: {by: score}\n")
    months = [month(n, table) for n, table in LEADERS.items()]

    def grant(award: str, agent: str) -> Decision:
        return Decision("2025-Q1", award, agent, None, GRANT, "a reason", "Manager One", "2025-04-02T08:00:00Z")

    result = award_period(the("2025-Q1"), months, rules, [grant("crown", "a"), grant("quarterly_project", "stranger")])
    granted = {one.agent_id: (one.within, one.score, one.name) for one in result.awards if one.via == "decision"}
    assert granted["a"] == ((), F(90), "Agent a")
    assert granted["stranger"] == ((("project", ""),), None, "")


# -- levers -----------------------------------------------------------------------------------------------------------


def test_only_methods_that_never_fall_are_moved() -> None:
    assert _rises(Ratio(F(60), F(100)), "high")
    assert not _rises(Ratio(F(60), F(100)), "low")
    peak = Curve(((F(0), F(0)), (F(50), F(100)), (F(100), F(50))))
    assert not _rises(peak, "high")
    assert not _rises(peak, "low")
    assert _rises(Curve(((F(0), F(100)), (F(1), F(0)))), "low")
    assert _rises(Levels(((F(2), F(100)), (F(0), F(0)), (F(1), F(60)))), "high")
    steps = Bands((Band(F(1), True, F(100)), Band(None, False, F(0))))
    assert _rises(steps, "low")
    assert not _rises(steps, "high")


def test_more_of_an_input_stays_within_the_plausible_range() -> None:
    whole = year_of(dataset([_inbound("A1", productivity=120)]))
    levers = Levers(whole.data, whole.months, "A1")
    assert levers.multiplied("productivity", F(2), [MONTH], ()) == ((MONTH, "productivity", F(200)),)
    assert levers.multiplied("productivity", F(11, 10), [MONTH], ()) == ((MONTH, "productivity", F(132)),)


# -- the same reading -------------------------------------------------------------------------------------------------


def test_months_are_decided_again_only_where_metrics_sheets_and_roles_are_the_same() -> None:
    rules = shipped_rules()
    first = next(iter(rules.roles))
    assert can_rescore(rules, rules)
    assert not can_rescore(rules, replace(rules, details={}))
    assert not can_rescore(
        rules, replace(rules, roles={name: role for name, role in rules.roles.items() if name != first})
    )
    assert not can_rescore(rules, replace(rules, metrics=dict(list(rules.metrics.items())[1:])))
