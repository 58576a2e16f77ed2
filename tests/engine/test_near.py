"""Near misses and their order, how many are told, what a condition counts: the edges that winners do not show."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccmotivate.engine.counterfactuals.input_changes import InputChanges, put, without
from ccmotivate.engine.decisions import GRANT
from ccmotivate.engine.months import score_months
from ccmotivate.engine.periods import award_period
from ccmotivate.engine.rescoring import can_rescore
from ccmotivate.model.award_rules import Figure
from ccmotivate.model.period import Month
from ccmotivate.model.results import Decision, PeriodResult
from tests.conditions.test_conditions import LEADERS, NAMED, decided, month, rules_with, the, won
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


def test_of_two_conditions_three_who_came_close_are_told_together(tmp_path: Path) -> None:
    """p, q and r won January once, s and t led a month each: five came close, in B only one."""
    rows = "p | A | 80 | E\n q | A | 80 | E\n r | A | 80 | E\n s | A | {s} | E\n t | A | {t} | E\n u | B | 80 | {u}"
    months = {
        n: "id | project | score | status\n " + rows.format(s=s, t=t, u=u)
        for n, s, t, u in ((1, 99, 90, "E"), (2, 90, 99, "–"), (3, 99, 90, "E"))
    }
    given = {1: [won("2025-01", one) for one in "pqr"]}
    award = _WITHIN + f"  any:\n    - {_RUNNING}\n    - lead_every: month\n"
    result = decided(tmp_path, award, months, given=given)
    assert near(result) == [*(("A", one, "apart") for one in "pqr"), ("B", "u", "not_qualified")]
    two = decided(tmp_path / "2", award, months, given={1: given[1][:2]})
    assert [one for _group, one, _why in near(two)] == ["p", "q", "s", "u"]


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


def test_more_of_an_input_stays_within_the_plausible_range() -> None:
    whole = year_of(dataset([_inbound("A1", productivity=120)]))
    levers = InputChanges(whole.months, "A1")
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


# -- a lead in every part ---------------------------------------------------------------------------------------------

_LEAD = _WITHIN + "  lead_every: month\n"


def test_who_led_most_months_came_closest(tmp_path: Path) -> None:
    """z led two months and a one; u was ahead of both and does not count, for u is not qualified."""
    rows = "u | A | 99 | –\n z | A | {z} | E\n a | A | {a} | E\n m | A | 60 | E\n b | B | 95 | E"
    months = {
        n: "id | project | score | status\n " + rows.format(z=z, a=a)
        for n, z, a in ((1, 90, 80), (2, 70, 75), (3, 90, 80))
    }
    result = decided(tmp_path, _LEAD, months)
    assert near(result) == [("A", "z", "behind"), ("A", "a", "behind")]
    close = {one.agent_id: one for one in result.close if one.award == "crown"}
    assert (close["z"].period, close["z"].met, close["z"].value, close["z"].needed) == (
        "2025-02", ("2025-01", "2025-03"), 70, 75,
    )  # fmt: skip
    missed = result.trace["crown"]("m")
    assert missed is not None
    assert (missed.period, missed.rank, missed.candidates, missed.rival) == ("2025-01", 3, 3, "z")
    (given,) = (one for one in result.awards if one.award == "crown")
    assert (given.agent_id, given.candidates) == ("b", 1)


def test_the_best_of_the_others_is_one_of_the_same_group_who_ran(tmp_path: Path) -> None:
    rows = "a | A | 90 | E\n b | A | 80 | E\n c | A | 70 | E\n u | A | 99 | –\n d | B | 95 | E"
    result = decided(tmp_path, _LEAD, dict.fromkeys((1, 2, 3), "id | project | score | status\n " + rows))
    behind = {one.agent_id: one.behind for one in result.awards if one.award == "crown"}
    assert [(one.value, one.next) for one in behind["a"]] == [(90, 80)] * 3
    assert [(one.value, one.next) for one in behind["d"]] == [(95, None)] * 3


def test_a_team_that_changed_is_told_from_the_first_month_on(tmp_path: Path) -> None:
    def why(folder: str, *teams: str) -> tuple[str, str | None, str, str | None]:
        months = {
            n: f"id | project | score | status | team\n a | P | 90 | E | {team}\n b | P | 80 | E | A"
            for n, team in enumerate(teams, start=1)
        }
        award = NAMED + "  within: team\n  lead_every: month\n"
        missed = decided(tmp_path / folder, award, months).trace["crown"]("a")
        assert missed is not None
        return missed.why, missed.period, missed.group, missed.other

    assert why("1", "A", "B", "") == ("moved", "2025-02", "A", "B")
    assert why("2", "A", "A", "") == ("no_group", "2025-03", "A", None)
    assert why("3", "", "A", "A") == ("no_group", "2025-01", "", None)


def test_level_with_the_leader_is_in_front_too(tmp_path: Path) -> None:
    table = "id | project | score | status\n a | A | 90 | E\n b | A | 90 | Q\n c | A | 80 | E"
    result = decided(tmp_path, _LEAD, dict.fromkeys((1, 2, 3), table))
    assert [one.agent_id for one in result.awards if one.award == "crown"] == ["a"]
    told = [result.trace["crown"](one) for one in "bc"]
    assert [(one.why, one.period) for one in told if one] == [("not_eligible", "2025-01"), ("behind", "2025-01")]


def test_who_is_not_there_has_missed_it_by_that(tmp_path: Path) -> None:
    result = decided(tmp_path, _LEAD, LEADERS)
    for stranger in ("0", "bb", "z"):
        missed = result.trace["crown"](stranger)
        assert missed is not None
        assert missed.why == "absent"


# -- running ----------------------------------------------------------------------------------------------------------


def test_of_two_runs_the_longer_is_told_and_of_equals_the_first(tmp_path: Path) -> None:
    months = dict.fromkeys(range(1, 7), LEADERS[1])
    half = "crown:\n  name: {zh: 冠, en: Crown}\n  every: half\n  within: project\n"

    def run(folder: str, *won_in: int) -> list[str]:
        given = {n: [won(f"2025-{n:02}", "a")] for n in won_in}
        award = half + f"  {_RUNNING}\n"
        result = decided(tmp_path / folder, award, months, "2025-H1", given)
        return [one.period for given in result.awards if given.award == "crown" for one in given.behind]

    assert run("1", 1, 2, 4, 5, 6) == ["2025-04", "2025-05", "2025-06"]
    assert run("2", 1, 2, 4, 5) == ["2025-01", "2025-02"]
    assert run("3", 2, 4, 6) == []


def test_who_won_more_often_came_closer_and_is_told_when(tmp_path: Path) -> None:
    given = {1: [won("2025-01", "d", "A"), won("2025-01", "b", "A")], 3: [won("2025-03", "d", "A")]}
    result = decided(tmp_path, _WITHIN + f"  {_RUNNING}\n", LEADERS, given=given)
    assert near(result) == [("A", "d", "apart"), ("A", "b", "apart")]
    missed = {one: result.trace["crown"](one) for one in ("a", "d")}
    assert [one.met if one else None for one in missed.values()] == [(), ("2025-01", "2025-03")]


def test_of_two_groups_the_one_with_more_months_is_told(tmp_path: Path) -> None:
    given = {
        1: [won("2025-01", "a", "A")],
        3: [won("2025-03", "a", "A"), won("2025-03", "c", "B")],
        2: [won("2025-02", "a", "B")],
    }
    missed = decided(tmp_path, _WITHIN + f"  {_RUNNING}\n", LEADERS, given=given).trace["crown"]("a")
    assert missed is not None
    assert (missed.group, missed.met, missed.times) == ("A", ("2025-01", "2025-03"), 2)


def test_a_period_too_short_for_a_run_has_nobody_who_came_close(tmp_path: Path) -> None:
    given = {1: [won("2025-01", "a")]}
    award = _WITHIN + f"  {_RUNNING}\n"
    assert near(decided(tmp_path, award, {1: LEADERS[1]}, given=given)) == []
    assert near(decided(tmp_path / "2", award, {n: LEADERS[n] for n in (1, 2)}, given=given)) == [("A", "a", "apart")]


# -- teams ------------------------------------------------------------------------------------------------------------


def _team_scores(tmp_path: Path, by: str, table: str) -> dict[str, Fraction | None]:
    award = NAMED.replace("every: quarter", "every: quarter\n  for: team\n  members: 1") + (
        f"  rank: {{by: {by}, places: 9}}\n"
    )
    result = decided(tmp_path, award, {1: table})
    return {one.team: one.score for one in result.awards if one.award == "crown"}


def test_the_mean_of_a_team_is_rounded_half_up(tmp_path: Path) -> None:
    rows = [
        ("X", "80.00"),
        ("X", "80.01"),
        ("Y", "70.00"),
        ("Y", "70.00"),
        ("Y", "70.01"),
        ("Z", "60.01"),
        ("Z", "60.01"),
        ("Z", "60.00"),
    ]
    lines = [f" {at} | A | {score} | Q | {team}" for at, (team, score) in enumerate(rows)]
    table = "id | project | score | status | team\n" + "\n".join(lines)
    assert _team_scores(tmp_path, "mean_score", table) == {"X": F("80.01"), "Y": F("70"), "Z": F("60.01")}


def test_the_share_of_a_team_is_rounded_half_up(tmp_path: Path) -> None:
    """1 of 32 is 3.125 %, 1 of 3 is 33.333… %, 2 of 3 are 66.666… %."""
    states = [("X", "Q" if at == 0 else "–") for at in range(32)]
    states += [("Y", one) for one in "Q––"] + [("Z", one) for one in "QQ–"]
    lines = [f" {at} | A | 80 | {status} | {team}" for at, (team, status) in enumerate(states)]
    table = "id | project | score | status | team\n" + "\n".join(lines)
    assert _team_scores(tmp_path, "share_qualified", table) == {"X": F("3.13"), "Y": F("33.33"), "Z": F("66.67")}


def test_a_mean_of_a_metric_over_months_is_rounded_half_up(tmp_path: Path) -> None:
    def table(*values: str) -> str:
        return "id | project | score | status | csat\n" + "\n".join(
            f" {name} | A | 80 | E | {value}" for name, value in zip("abc", values, strict=True)
        )

    award = _WITHIN + "  rank: {by: {mean: csat}, places: 9}\n"
    two = decided(tmp_path, award, {1: table("90.00", "80.01", "70.00"), 2: table("90.01", "80.01", "70.00")})
    assert [one.score for one in two.awards if one.award == "crown"] == [F("90.01"), F("80.01"), 70]
    months = {1: table("90", "80", "70"), 2: table("90", "80.01", "70"), 3: table("90", "80.01", "70.01")}
    three = decided(tmp_path / "2", award, months)
    assert [one.score for one in three.awards if one.award == "crown"] == [90, F("80.01"), F(70)]


def test_changes_stand_in_the_order_of_months_and_names_each_once() -> None:
    april = Month(2025, 4)
    changes = put(put(put((), april, "csat", F(1)), MONTH, "productivity", F(2)), MONTH, "csat", F(3))
    assert changes == ((MONTH, "csat", F(3)), (MONTH, "productivity", F(2)), (april, "csat", F(1)))
    assert put(changes, MONTH, "csat", F(4)) == ((MONTH, "csat", F(4)), *changes[1:])
    assert without(changes, (MONTH, "csat")) == changes[1:]


def test_an_input_without_a_highest_value_goes_ten_times_as_far_and_at_least_far() -> None:
    emails = {"role": "email", "typing_speed": 80, "project_knowledge": 3, "productivity": 90, "attitude": 1}
    rows = [{**_inbound(name), **emails, "emails": count} for name, count in (("A1", 5), ("A2", 2000))]
    whole = year_of(dataset(rows))
    ends = [InputChanges(whole.months, name)._end((MONTH, "emails")) for name in ("A1", "A2")]
    assert ends == [10_000, 20_000]
    assert InputChanges(whole.months, "A1")._end((MONTH, "productivity")) == 200
    assert InputChanges(whole.months, "A1")._end((MONTH, "complaints")) == 0


# -- conditions of conditions -----------------------------------------------------------------------------------------


def test_nobody_could_win_is_said_where_no_condition_or_not_every_one_had_candidates(tmp_path: Path) -> None:
    """Nobody won a month, so nobody could win two running; the lead of every month had candidates, and no winner."""
    turns = {
        n: f"id | project | score | status\n a | A | {a} | E\n b | A | {b} | E"
        for n, a, b in ((1, 90, 80), (2, 80, 90), (3, 90, 80))
    }

    def reason(folder: str, kind: str) -> str:
        award = _WITHIN + f"  {kind}:\n    - {_RUNNING}\n    - lead_every: month\n"
        result = decided(tmp_path / folder, award, turns)
        return next(one.reason for one in result.not_given if one.award == "crown")

    assert reason("1", "all") == "no-candidates"
    assert reason("2", "any") == "not-met"


def test_behind_a_leader_alone_and_with_others(tmp_path: Path) -> None:
    table = "id | project | score | status\n a | A | 90 | E\n b | A | 80 | E\n c | A | 80 | E\n d | A | 70 | E"
    result = decided(tmp_path, _LEAD, dict.fromkeys((1, 2, 3), table))
    told = {one: result.trace["crown"](one) for one in "bcd"}
    assert {name: (one.rank, one.tied) for name, one in told.items() if one} == {
        "b": (2, True), "c": (2, True), "d": (4, False),
    }  # fmt: skip


def test_of_runs_in_two_projects_the_first_by_name_is_told(tmp_path: Path) -> None:
    """An award of the department, and months won in either project."""
    given = {n: [won(f"2025-{n:02}", "a", "A" if n < 3 else "B")] for n in (1, 2, 4, 5)}
    award = f"crown:\n  name: {{zh: 冠, en: Crown}}\n  every: half\n  {_RUNNING}\n"
    months = dict.fromkeys(range(1, 7), LEADERS[1])
    (crown,) = (one for one in decided(tmp_path, award, months, "2025-H1", given).awards if one.award == "crown")
    assert [one.period for one in crown.behind] == ["2025-01", "2025-02"]
    assert near(decided(tmp_path / "2", award, months, "2025-H1", given)) == []


# -- levers count as the engine does ----------------------------------------------------------------------------------


def _levers(**figures: Sequence[str]) -> tuple[InputChanges, list[Month]]:
    """One agent over months from January on, with these figures month by month."""
    count = len(next(iter(figures.values())))
    months = [Month(2025, number) for number in range(1, count + 1)]
    rows = [
        _inbound("A1", month=month, **{name: F(values[at]) for name, values in figures.items()})
        for at, month in enumerate(months)
    ]
    whole = year_of(dataset(rows))
    return InputChanges(whole.months, "A1"), months


@pytest.mark.parametrize(
    ("productivity", "error_rate", "score"),
    [
        ("83.3", "1/3", "96.65"),
        ("83.2875", "0", "103.32"),
        ("83.2625", "0", "103.31"),
        ("80.00625", "0", "102.01"),  # 104.005 points are 104.01, half of which is 52.005
        ("80.0025", "0", "102"),  # 104.002 points are 104
    ],
)
def test_a_score_moved_by_levers_is_rounded_half_up(productivity: str, error_rate: str, score: str) -> None:
    levers, (month,) = _levers(productivity=[productivity], error_rate=[error_rate])
    assert levers.score(month, ()) == F(score)
    assert F(int(levers.months[month].agents["score"].iloc[0]), 100) == F(score)


def test_means_over_months_are_rounded_half_up() -> None:
    figure = Figure("csat", "mean")
    for values, mean in (
        (("90", "90.01"), "90.01"),
        (("90", "90", "90.01"), "90"),
        (("90", "90.01", "90.01"), "90.01"),
    ):
        levers, months = _levers(csat=values)
        assert levers.figure(figure, months, ()) == F(mean)
    for values, mean in (
        (("80", "80.025"), "102.01"),
        (("80", "80", "80.025"), "102"),
        (("80", "80.025", "80.025"), "102.01"),
    ):
        levers, months = _levers(productivity=values)
        assert levers.mean_score(months, ()) == F(mean)


def test_a_figure_over_months_is_taken_as_the_award_takes_it() -> None:
    levers, months = _levers(csat=("90", "95", "91"))
    taken = {take: levers.figure(Figure("csat", take), months, ()) for take in ("sum", "min", "max", None)}
    assert taken == {"sum": 276, "min": 90, "max": 95, None: 90}
    changes = put((), months[1], "csat", F(80))
    assert levers.figure(Figure("csat", "min"), months, changes) == 80
    assert levers.figure(Figure("handling_time", "sum"), months, ()) is None


def test_the_heaviest_inputs_come_first_and_those_of_equal_weight_as_they_stand() -> None:
    levers, (month,) = _levers(productivity=["80"])
    scorecard = levers.months[month].rules.roles["inbound"].scorecard
    weights = {line.metric: line.weight for line in scorecard}
    weighed = levers.weighed(month)
    assert weighed[0] == "productivity"
    assert set(weighed) == set(weights)
    order = [line.metric for line in scorecard]
    assert list(weighed) == sorted(weighed, key=lambda name: (-weights[name], order.index(name)))


def test_several_levers_are_moved_from_the_one_that_gains_most() -> None:
    """80 % to 100 % gains 8 points, 1 ‰ to 0 ‰ gains 20, two complaints 10 and 40 chars 2.5: the most comes first."""
    levers, (month,) = _levers(productivity=["80"], error_rate=["1"], complaints=["2"], typing_speed=["45"])
    inputs = [(month, name) for name in ("typing_speed", "productivity", "complaints", "error_rate")]
    assert levers.score(month, ()) == F("69.5")

    def moved(least: int) -> dict[str, Fraction]:
        found = levers.reach(inputs, lambda now: levers.score(month, now) >= least, ())
        assert found is not None
        return {name: value for _month, name, value in found}

    assert moved(90) == {"error_rate": 0, "complaints": 1}
    assert moved(72) == {"typing_speed": F("59.97")}  # 99.95 points, a tenth of which is 10.00
    assert moved(75) == {"productivity": F("93.74")}  # 114.99 points, half of which is 57.50


def test_of_two_levers_that_gain_the_same_the_first_is_moved_first() -> None:
    """A month without errors makes 10 points of the mean; for half a point more the other month moves a little."""
    levers, months = _levers(error_rate=["1", "1"], complaints=["2", "2"], productivity=["80", "80"])
    start = levers.mean_score(months, ())
    inputs = [(month, "error_rate") for month in months]
    found = levers.reach(inputs, lambda now: levers.mean_score(months, now) >= start + F("10.5"), ())
    assert found == ((months[0], "error_rate", F(0)), (months[1], "error_rate", F("0.95")))


@pytest.mark.parametrize(("accuracy", "index"), [("90.01", "95.01"), ("90.005", "95"), ("90.015", "95.01")])
def test_an_index_is_rounded_half_up_at_the_end(tmp_path: Path, accuracy: str, index: str) -> None:
    """The mean of 1 and 0.9001 is 95.005 %, of 1 and 0.90005 95.0025 %, of 1 and 0.90015 95.0075 %."""
    table = f"id | project | score | status | role | qa_checks | qc_accuracy\n a | A | 90 | E | qa | 5 | {accuracy}"
    result = decided(tmp_path, "", dict.fromkeys((1, 2, 3), table))
    assert [one.score for one in result.awards if one.award == "woodpecker"] == [F(index)]


def test_of_two_groups_with_as_many_months_the_first_by_name_is_told(tmp_path: Path) -> None:
    given = {1: [won("2025-01", "a", "B")], 3: [won("2025-03", "a", "A")]}
    missed = decided(tmp_path, _WITHIN + f"  {_RUNNING}\n", LEADERS, given=given).trace["crown"]("a")
    assert missed is not None
    assert (missed.group, missed.met) == ("A", ("2025-03",))


def test_a_month_alone_has_no_mean_that_is_rounded(tmp_path: Path) -> None:
    """A single value of a metric stays as it is; what is left of a quarter so far, too."""
    table = "id | project | score | status | csat\n a | A | 90 | E | 90.004\n b | A | 90 | E | 90.003"
    result = decided(tmp_path, _WITHIN + "  rank: {by: {mean: csat}, places: 2}\n", {1: table})
    given = [(one.agent_id, one.rank, one.score) for one in result.awards if one.award == "crown"]
    assert given == [("a", 1, F("90.004")), ("b", 2, F("90.003"))]


def test_level_with_the_last_place_is_enough_where_no_tie_breaker_is_lost(tmp_path: Path) -> None:
    rows = "a | A | 90 | E | 2\n b | A | 85 | E | 3\n c | A | 80 | E | 2\n d | A | 70 | E | 1"
    table = f"id | project | score | status | contributions\n {rows}"
    award = _WITHIN + "  rank: {by: score, then: [{sum: contributions}]}\n"
    result = decided(tmp_path, award, {1: table})
    told = {one: result.trace["crown"](one) for one in "bcd"}
    assert {name: (one.why, one.rank, one.level) for name, one in told.items() if one} == {
        "b": ("behind", 2, True), "c": ("behind", 3, True), "d": ("behind", 4, False),
    }  # fmt: skip


def test_a_step_less_ends_where_nothing_is_left() -> None:
    levers, (month,) = _levers(productivity=["80"], complaints=["1"])
    more = put((), month, "productivity", F("80.03"))
    steps = [levers.less((month, "productivity"), more, steps) for steps in (1, 2, 3, 4)]
    assert steps == [put((), month, "productivity", F(one)) for one in ("80.02", "80.01")] + [None, None]
    assert levers.less((month, "complaints"), put((), month, "complaints", F(0)), 1) is None
    worse = put((), month, "productivity", F("79.98"))  # a criterion that asks for exactly so much
    assert levers.less((month, "productivity"), worse, 1) == put((), month, "productivity", F("79.99"))
    assert levers.less((month, "productivity"), worse, 2) is None
    blank = put((), month, "csat", F("0.02"))
    ends = [levers.less((month, "csat"), blank, steps) for steps in (1, 2, 3)]
    assert ends == [put((), month, "csat", F("0.01")), put((), month, "csat", F(0)), None]


# -- why not, of a ranking over months --------------------------------------------------------------------------------


def _why(tmp_path: Path, award: str, *months: str) -> tuple[str, str | None, str, str | None]:
    """Why ``a`` did not win, in which month, seen from which group, moved where; from rows of ``a`` month by month."""
    head = "id | project | score | status | team | csat\n b | A | 70 | E | X | 80"
    tables = {n: f"{head}\n {row}" if row else head for n, row in enumerate(months, start=1)}
    missed = decided(tmp_path, NAMED + award, tables).trace["crown"]("a")
    assert missed is not None
    return missed.why, missed.period, missed.group, missed.other


def test_who_changed_a_group_is_told_the_first_month_of_another_one(tmp_path: Path) -> None:
    award = "  within: team\n  rank: {by: score}\n"
    there, moved, none = "a | A | 90 | E | X | 90", "a | A | 90 | E | Y | 90", "a | A | 90 | E |  | 90"
    assert _why(tmp_path / "1", award, there, moved, there) == ("moved", "2025-02", "X", "Y")
    assert _why(tmp_path / "2", award, there, there, moved) == ("moved", "2025-03", "X", "Y")
    assert _why(tmp_path / "3", award, there, there, none) == ("no_group", "2025-03", "X", None)
    assert _why(tmp_path / "4", award, none, there, there) == ("no_group", "2025-01", "", None)


def test_what_was_missed_is_seen_from_the_last_group(tmp_path: Path) -> None:
    award = "  who: eligible\n  within: team\n  rank: {by: score}\n"
    there, failed, moved = "a | A | 90 | E | X | 90", "a | A | 90 | Q | X | 90", "a | A | 90 | E | Y | 90"
    assert _why(tmp_path / "1", award, there, failed, there) == ("not_eligible", "2025-02", "X", None)
    assert _why(tmp_path / "2", award, failed, there, moved) == ("not_eligible", "2025-01", "Y", None)
    assert _why(tmp_path / "3", award, failed, moved, "") == ("not_eligible", "2025-01", "Y", None)
    assert _why(tmp_path / "4", award, there, "", there) == ("absent", "2025-02", "X", None)


def test_who_was_away_and_who_has_no_figure_where_everybody_runs(tmp_path: Path) -> None:
    there, blank = "a | A | 90 | E | X | 90", "a | A | 90 | E | X | "
    assert _why(tmp_path / "1", "  who: everyone\n  rank: {by: score}\n", there, "", there)[:2] == ("absent", "2025-02")
    csat = "  who: everyone\n  rank: {by: {mean: csat}}\n"
    assert _why(tmp_path / "2", csat, there, blank, there)[:2] == ("no_figure", None)
    assert _why(tmp_path / "3", csat, there, there, "")[:2] == ("absent", "2025-03")
