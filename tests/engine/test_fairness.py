"""Fairness: exact probabilities against brute force; months in which each finding must, and must not, be."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccmotivate.engine.fairness import chance, close_calls, criteria, fairness, gaps, groups, precision, repeat, ties
from ccmotivate.engine.fairness.gaps import at_standard
from ccmotivate.engine.fairness.material import GROUP_KINDS, gather
from ccmotivate.engine.fairness.repeat import gini
from ccmotivate.engine.months import score_months
from ccmotivate.model.award_rules import Figure
from ccmotivate.model.exact import Exact
from ccmotivate.model.fairness import CloseCall, Comparison, Concentration, CriterionUse, Gap, TieCall, Wins
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.results import Decision as Word
from ccmotivate.model.results import TieNote
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.points.ratio import Ratio
from tests.engine.fairness_cases import agent, codes, crowd, looked, only, scored
from tests.support import dataset, shipped_rules

F = Fraction
Decision = tuple[int, int, int]  # places, members of the group, candidates

decisions = st.integers(1, 5).flatmap(lambda n: st.tuples(st.integers(1, n), st.integers(0, n), st.just(n)))


def outcomes(some: Sequence[Decision]) -> Iterator[int]:
    """The group's places in every equally likely outcome; the group's members are the first candidates."""
    draws = [[sum(one < members for one in drawn) for drawn in itertools.combinations(range(n), places)]
             for places, members, n in some]  # fmt: skip
    return (sum(one) for one in itertools.product(*draws))


# -- probabilities ----------------------------------------------------------------------------------------------------


@given(st.lists(decisions, min_size=1, max_size=4))
def test_probabilities_are_those_of_all_outcomes_counted(some: list[Decision]) -> None:
    counted = Counter(outcomes(some))
    total = sum(counted.values())
    weights = chance.together(chance.draws(*one) for one in some)
    assert {x: F(weight, sum(weights)) for x, weight in enumerate(weights) if weight} == {
        x: F(count, total) for x, count in counted.items()
    }
    assert chance.expected(weights) == F(sum(x * count for x, count in counted.items()), total)
    for seen in counted:
        more = sum(count for x, count in counted.items() if x >= seen)
        unlikely = sum(count for count in counted.values() if count <= counted[seen])
        assert chance.at_least(weights, seen) == F(more, total)
        assert chance.two_sided(weights, seen) == F(unlikely, total)


def test_fishers_exact_test_of_a_textbook_table() -> None:
    # lady tasting tea, 3 of 4 right: one-sided 17/70, two-sided 34/70
    weights = chance.draws(4, 4, 8)
    assert chance.at_least(weights, 3) == F(17, 70)
    assert chance.two_sided(weights, 3) == F(34, 70)
    assert chance.two_sided(weights, 5) == chance.at_least(weights, 5) == 0  # there are only four


def test_holm_by_hand() -> None:
    found = [F(1, 100), F(4, 100), F(3, 100), F(2, 100)]
    assert chance.holm(found) == [F(4, 100), F(6, 100), F(6, 100), F(6, 100)]
    assert chance.holm(found, 10) == [F(10, 100), F(28, 100), F(24, 100), F(18, 100)]
    assert chance.holm([F(1, 2), F(9, 10)]) == [1, 1]


def test_gini_by_hand() -> None:
    assert gini([F(5), F(5), F(5)]) == 0
    assert gini([F(0), F(0), F(0), F(7)]) == F(3, 4)
    assert gini([F(1), F(3)]) == F(1, 4)


# -- repeat winners ---------------------------------------------------------------------------------------------------


def test_a_repeat_winner_is_found_with_its_exact_probability() -> None:
    found = looked([row for month in range(1, 7) for row in crowd(month, ["A1"])])
    part = found.part("repeat")
    (row,) = [one for one in part.rows if isinstance(one, Wins) and one.award == "best_agent"]
    assert (row.winner, row.wins, row.chances, row.expected) == ("A1", 6, 6, F(6, 13))
    assert row.p == F(1, 13**6)
    assert any(finding.rows == (row,) for finding in part.findings if finding.code == "repeat-winner")
    (spread,) = [one for one in part.rows if isinstance(one, Concentration) and one.award == "best_agent"]
    assert (spread.places, spread.winners, spread.candidates, spread.top) == (6, 1, 13, 1)
    assert spread.by_chance == 13 * (1 - F(12, 13) ** 6)
    assert any(finding.rows == (spread,) for finding in part.findings if finding.code == "places-in-few-hands")


def test_winners_who_take_turns_are_none() -> None:
    turns = [["A1", "A2", "A3", "A4", "A5", "A6"][at:] + ["A1", "A2", "A3", "A4", "A5", "A6"][:at] for at in range(6)]
    found = looked([row for month, best in enumerate(turns, start=1) for row in crowd(month, best)])
    best_agent = [one for one in found.part("repeat").rows if isinstance(one, Wins) and one.award == "best_agent"]
    assert [one.wins for one in best_agent] == [1] * 6
    assert all(one.p is None for one in best_agent)
    said = [row for finding in found.part("repeat").findings for row in finding.rows]
    assert not any(getattr(row, "award", None) == "best_agent" for row in said)


def test_money_in_few_hands_and_not() -> None:
    few = looked([row for month in range(1, 5) for row in crowd(month, ["A1", "A2", "A3"], 20)])
    (row,) = only(few.part("repeat"), "money-in-few-hands").rows
    assert isinstance(row, Concentration)
    assert row.top_money == 1
    assert row.money >= 4 * (200 + 150 + 100)
    many = looked([row for month in range(1, 5) for row in crowd(month, [f"{month}{at}" for at in range(3)], 20)])
    assert "money-in-few-hands" not in codes(many.part("repeat"))
    assert "no-repeat-winner" in codes(many.part("repeat"))


# -- groups -----------------------------------------------------------------------------------------------------------


def test_a_group_against_every_outcome_counted() -> None:
    found = looked([row for month in (1, 2) for row in crowd(month, ["A1", "A2", "A3", "A4", "A5"], 4)])
    rows = [one for one in found.part("groups").rows if isinstance(one, Comparison)]
    (row,) = [one for one in rows if one.award == "monthly_project" and one.group == "One"]
    counted = Counter(outcomes([(3, 5, 9), (3, 5, 9)]))
    total = sum(counted.values())
    assert (row.places, row.expected, row.candidates, row.chances, row.people) == (6, F(10, 3), 5, 2, 3)
    assert row.p == F(sum(count for count in counted.values() if count <= counted[6]), total)
    assert row.p_none == F(counted[0], total)
    once = Counter(outcomes([(3, 5, 9)]))  # three people won, of nine who ran
    assert row.p_people == F(sum(count for count in once.values() if count <= once[3]), sum(once.values()))


def test_more_less_and_small_groups() -> None:
    best = [f"A{at}" for at in range(6)]
    found = looked([row for month in range(1, 7) for row in crowd(month, best, 8, X00="Tiny", X01="Tiny")])
    part = found.part("groups")
    more = [finding.rows[0] for finding in part.findings if finding.code == "group-more"]
    less = [finding.rows[0] for finding in part.findings if finding.code == "group-less"]
    assert ("One", "monthly_project") in {(row.group, row.award) for row in more if isinstance(row, Comparison)}
    assert ("Two", "monthly_project") in {(row.group, row.award) for row in less if isinstance(row, Comparison)}
    small = only(part, "groups-small").rows
    assert {row.group for row in small if isinstance(row, Comparison)} == {"Tiny"}
    assert all(row.p is None and row.adjusted is None for row in part.rows if isinstance(row, Comparison) and row.small)
    tested = [row for row in part.rows if isinstance(row, Comparison) and row.p is not None]
    assert part.looked == len(tested)
    assert [row.adjusted for row in tested] == chance.holm([row.p for row in tested if row.p is not None])


def test_groups_that_share_are_as_chance() -> None:
    months = [["A1", "X01", "A2"], ["X02", "A3", "X03"]]
    found = looked([row for at, best in enumerate(months, start=1) for row in crowd(at, [*best, "A4", "A5", "A6"], 6)])
    assert set(codes(found.part("groups"))) <= {"groups-as-chance", "groups-small"}
    assert "groups-as-chance" in codes(found.part("groups"))


def test_a_group_that_never_won_but_might_have_by_chance() -> None:
    rows = [row for month in (1, 2, 3) for row in crowd(month, ["A1", "A2", "A3", "A4", "A5"], 6)]
    found = looked([row for row in rows if row["agent_id"] != "A1"])  # four of One, no test; Two has six
    never = [row for one in found.part("groups").findings if one.code == "group-never" for row in one.rows]
    assert {(row.group, row.places) for row in never if isinstance(row, Comparison)} <= {("Two", 0)}
    assert ("Two", "best_agent") in {(row.group, row.award) for row in never if isinstance(row, Comparison)}


def test_groups_that_do_not_compete_are_not_compared() -> None:
    rows = [*crowd(3, ["A1", "A2", "A3"]), *(row | {"project": "Other"} for row in crowd(3, ["B1", "B2", "B3"], 0))]
    compared = {(row.kind, row.award) for row in looked(rows).part("groups").rows if isinstance(row, Comparison)}
    assert ("project", "monthly_project") not in compared  # it is decided within the project
    assert ("project", "best_agent") in compared
    assert not any(kind == "role" for kind, _award in compared)  # there is only one


# -- precision --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "kind", "step"),
    [
        (["79", "80.5"], MetricKind.PERCENT, F(1, 10)),
        (["79", None, "80"], MetricKind.NUMBER, F(1)),
        (["0.05"], MetricKind.PERMILLE, F(1, 100)),
        (["1/3"], MetricKind.NUMBER, None),
        (["2", "3"], MetricKind.COUNT, None),
        (["60", "180"], MetricKind.DURATION, F(60)),
        (["60", "181"], MetricKind.DURATION, F(1)),
        ([None], MetricKind.NUMBER, None),
    ],
)
def test_the_step_of_a_column(values: list[str | None], kind: MetricKind, step: Fraction | None) -> None:
    column = Exact.from_fractions([None if value is None else F(value) for value in values])
    assert precision.step_of(column, kind) == step


def test_one_step_of_productivity_moves_a_score_by_its_slope() -> None:
    (month,) = scored([agent("A", "80.1"), agent("B", 90)])
    for effect in precision.score_effects(month, precision.finest_steps([month])):
        assert effect == precision.Effect(F(1, 10) * F(20, 25) / 2, "productivity", F(1, 10))


def test_a_computed_metric_moves_with_its_inputs() -> None:
    figures = {"questionnaires": F(150), "membership_forms": F(100), "purchase_records": F(120)}
    (month,) = scored([agent("A", role="data_entry", typing_speed=F(75), **figures)])
    (effect,) = precision.metric_effects("workload", month, [0], precision.finest_steps([month]))
    assert effect is not None
    assert (effect.size, effect.step) == (F(100, 300), 1)
    assert effect.metric in ("questionnaires", "membership_forms")


def test_a_month_of_round_figures_has_the_step_of_the_others() -> None:
    months = scored([agent("A", "80", 1), agent("A", "80.25", 2)])
    assert precision.finest_steps(months)["productivity"] == F(1, 100)
    assert precision.finest_steps(months[:1])["productivity"] == 1
    assert "complaints" not in precision.finest_steps(months)


def test_a_zero_is_exact() -> None:
    rows = [agent("A", 80, error_rate=F(0)), agent("B", 80, error_rate=F(1, 2))]
    (month,) = scored(rows)
    first, second = precision.metric_effects("error_rate", month, [0, 1], precision.finest_steps([month]))
    assert first is None
    assert second == precision.Effect(F(1, 10), "error_rate", F(1, 10))


def mailer(id_: str, emails: int, productivity: str) -> dict[str, object]:
    return agent(id_, productivity, role="email", typing_speed=F(75), emails=F(emails))


def monthly_calls(*rows: dict[str, object]) -> list[CloseCall]:
    part = looked(rows).part("close_calls")
    return [row for row in part.rows if isinstance(row, CloseCall) and row.award == "monthly_project"]


def test_closer_than_the_data_and_not() -> None:
    first = [mailer("A", 96, "99.5"), mailer("B", 94, "97.1"), mailer("C", 90, "90.0")]
    (call,) = monthly_calls(*first, mailer("D", 89, "91.5"))  # an e-mail less, 0.3 points of productivity more
    assert (call.ahead, call.behind, call.place, call.lost) == ("C", "D", 3, True)
    assert (call.margin, call.metric, call.step, call.effect) == (F(7, 100), "emails", 1, F(100, 80) * F(30, 100))
    assert monthly_calls(*first, mailer("D", 88, "89.0")) == []  # further than an e-mail
    assert monthly_calls(*first, mailer("D", 89, "90.0")) == []  # one step of the same figure: rounding keeps it
    assert monthly_calls(*first, mailer("D", 90, "90.0")) == []  # a tie, not a margin


def test_a_place_with_another_prize_counts_but_is_not_lost() -> None:
    rows = [mailer("C", 90, "90.0"), mailer("D", 89, "91.5"), mailer("E", 82, "82.1"), mailer("F", 80, "80.1")]
    (call,) = monthly_calls(*rows)
    assert (call.ahead, call.behind, call.place, call.lost) == ("C", "D", 1, False)
    assert "closer-than-data" in codes(looked(rows).part("close_calls"))


def test_the_last_digit_is_told() -> None:
    last = [agent("C", "90.025"), agent("D", "90.0")]  # 0.01 points, and one step of 0.001 % moves less
    (call,) = monthly_calls(agent("A", 99), agent("B", 95), *last)
    assert (call.margin, call.metric, call.effect) == (F(1, 100), None, F(1, 100))


def test_a_quarter_moves_by_a_third_of_a_month() -> None:
    def leader(id_: str, month: int, rate: str, productivity: str) -> dict[str, object]:
        figures = {"confirm_rate": F(rate), "meeting_turnout": F(100)}
        return agent(id_, productivity, month, role="team_leader", typing_speed=None, **figures)

    rows = [leader("A", month, "45.0", "95.0") for month in (1, 2, 3)]
    rows += [leader("B", 1, "45.1", "94.7"), leader("B", 2, "45.0", "95.0"), leader("B", 3, "45.0", "95.0")]
    part = looked(rows).part("close_calls")
    (call,) = [row for row in part.rows if isinstance(row, CloseCall) and row.award == "best_leader"]
    # 0.1 % of productivity is 20/10 x 0.2 x 0.1 points, of the confirmation rate 100/40 x 0.3 x 0.1; here of one month
    assert (call.period, call.ahead, call.behind, call.metric) == ("2025-Q1", "A", "B", "confirm_rate")
    assert call.effect == F(100, 40) * F(3, 10) / 10 / 3


def test_an_index_moves_by_a_share_of_the_best() -> None:
    def checker(id_: str, month: int, checks: str) -> dict[str, object]:
        return agent(id_, 90, month, role="qa", typing_speed=F(75), filing=F(1), qa_checks=F(checks), qc_accuracy=F(97))

    rows = [checker("A", month, "1000") for month in (1, 2, 3)]
    rows += [checker("B", 1, "995"), checker("B", 2, "1000"), checker("B", 3, "1000")]
    part = looked(rows).part("close_calls")
    (call,) = [row for row in part.rows if isinstance(row, CloseCall) and row.award == "woodpecker"]
    assert (call.ahead, call.behind, call.figure) == ("A", "B", "index")
    assert call.metric == "qc_accuracy"
    assert call.effect == F(100, 2) / 100 / 3  # 1 % in one of three months, of one of two parts


def test_far_apart_is_said_too() -> None:
    assert codes(looked(crowd(3, ["A1"])).part("close_calls")) == ["none-too-close"]


# -- criteria ---------------------------------------------------------------------------------------------------------


def test_what_criteria_decide() -> None:
    rows = [agent(f"A{at:02}", 70 if at < 25 else 80, complaints=F(at == 0)) for at in range(60)]
    part = looked(rows).part("criteria")
    use = {row.metric: row for row in part.rows if isinstance(row, CriterionUse) and row.role == "inbound"}
    row = use["productivity"]
    assert (row.asked, row.met, row.failed, row.no_data, row.alone, row.stopped) == (60, 35, 25, 0, 24, 25)
    assert only(part, "criterion-decides").rows == (row,)
    idle = {one.metric for one in only(part, "criteria-everybody-meets").rows if isinstance(one, CriterionUse)}
    assert {"typing_speed", "attitude"} <= idle
    assert "productivity" not in idle
    assert "complaints" not in idle  # 59 of 60 is less than 99 %
    assert "eligibility-decides" not in codes(part)


def test_failures_by_one_step_and_eligibility() -> None:
    rows = [agent(f"A{at:02}", "74.9" if at < 3 else "70.1", proposals_adopted=F(0)) for at in range(6)]
    rows += [agent(f"B{at:02}", 80, proposals_adopted=F(at < 5)) for at in range(24)]
    part = looked(rows).part("criteria")
    (near,) = only(part, "failed-by-a-step").rows
    assert isinstance(near, CriterionUse)
    assert (near.metric, near.near, near.failed, near.step) == ("productivity", 3, 6, F(1, 10))
    (eligible,) = only(part, "eligibility-decides").rows
    assert isinstance(eligible, CriterionUse)
    assert (eligible.role, eligible.asked, eligible.met) == (None, 24, 5)
    assert "criterion-decides" not in codes(part)  # only six were stopped


def test_too_few_agent_months_are_not_judged() -> None:
    part = looked([agent("A"), agent("B", 70)]).part("criteria")
    assert codes(part) == ["criteria-small"]


# -- ties and gaps ----------------------------------------------------------------------------------------------------


def test_ties_that_a_tie_breaker_decided() -> None:
    rows = [agent(id_, 80, proposals_adopted=F(gifts)) for id_, gifts in zip("ABCD", (4, 3, 2, 1), strict=True)]
    part = looked([*rows, agent("E", 76)]).part("ties")
    (call,) = [row for row in part.rows if isinstance(row, TieCall) and row.award == "monthly_project"]
    assert (call.members, call.breaker, call.lost, call.lower, call.shared) == (
        ("A", "B", "C", "D"), "contributions", ("D",), ("B", "C"), False,
    )  # fmt: skip
    assert call in only(part, "lost-by-tie-breaker").rows


def test_places_that_stayed_shared() -> None:
    part = looked([agent("A", 80), agent("B", 80), agent("C", 76)]).part("ties")
    (call,) = [row for row in part.rows if isinstance(row, TieCall) and row.award == "monthly_project"]
    assert (call.members, call.breaker, call.lost, call.lower, call.shared) == (("A", "B"), None, (), (), True)
    assert "lost-by-tie-breaker" not in codes(part)


def test_no_ties() -> None:
    assert codes(looked(crowd(3, ["A1"])).part("ties")) == ["no-ties"]


def gap_rows(productivity: int, **lacking: None) -> list[Gap]:
    rows = [agent("A", 95), agent("B", 92), agent("C", 90), agent("Gap", productivity, **lacking)]
    return [row for row in looked(rows).part("gaps").rows if isinstance(row, Gap) and row.award == "monthly_project"]


def test_a_gap_that_cost_a_place_for_certain_perhaps_or_not() -> None:
    # without typing speed (weight 10): 120 points on productivity give 60 + 40, on standard 10 more; C has 106
    (perhaps,) = gap_rows(100, typing_speed=None)
    assert (perhaps.metrics, perhaps.score, perhaps.at_standard, perhaps.needed) == (("typing_speed",), 100, 110, 106)
    assert not perhaps.certain
    (certain,) = gap_rows(100, attitude=None)  # attitude has no weight: the score stood
    assert certain.certain
    assert certain.score == certain.at_standard == 110
    (level,) = gap_rows(90, typing_speed=None)  # 96, and 106 on standard: as much as the last place
    assert (level.score, level.at_standard, level.needed, level.certain) == (96, 106, 106, False)
    assert gap_rows(80, typing_speed=None) == []
    assert gap_rows(100, typing_speed=None, proposals_adopted=None) == []  # not eligible anyway


def test_what_is_said_of_gaps() -> None:
    assert codes(looked(crowd(3, ["A1"])).part("gaps")) == ["no-gaps"]
    rows = [*crowd(3, ["A1", "A2", "A3"]), agent("Low", 76, typing_speed=None)]
    assert codes(looked(rows).part("gaps")) == ["gaps-cost-nothing"]


@pytest.mark.parametrize(
    ("productivity", "error_rate", "score"),
    [
        ("83.3", F(1, 3), "96.65"),  # 53.32 + 13.334 + 30
        ("83.2875", F(0), "103.32"),  # 53.315 + 50: half-up
        ("83.2875", F(1, 3), "96.65"),  # 53.315 + 13.334 + 30
    ],
)
def test_a_score_without_a_gap_is_its_score(productivity: str, error_rate: Fraction, score: str) -> None:
    (month,) = scored([agent("A", productivity, error_rate=error_rate)])
    role = month.rules.roles["inbound"]
    assert at_standard(month, role, 0, ()) == F(int(month.agents["score"].iloc[0]), 100) == F(score)


# -- the whole --------------------------------------------------------------------------------------------------------


def test_the_order_of_rows_and_months_does_not_matter() -> None:
    rows = [row for month in (1, 2, 3) for row in crowd(month, ["A1", "A2", "A3"])]
    one, other = looked(rows), fairness(tuple(reversed(scored(list(reversed(rows))))), shipped_rules())
    assert one.parts == other.parts
    assert [str(period) for period in one.periods] == ["2025-01", "2025-02", "2025-03", "2025-Q1"]
    assert [str(month) for month in other.months] == ["2025-01", "2025-02", "2025-03"]


def test_months_must_be_there_and_once() -> None:
    months = scored([agent("A")])
    with pytest.raises(ValueError, match="each once"):
        fairness((*months, *months), shipped_rules())
    with pytest.raises(ValueError, match="each once"):
        fairness((), shipped_rules())


def test_nobody_won_anything() -> None:
    found = looked([agent("A", 10), agent("B", 20)])
    assert found.decisions == 0
    assert found.part("repeat").rows == ()
    assert codes(found.part("groups")) == []


# -- on the line ------------------------------------------------------------------------------------------------------


def _use(metric: str, asked: int, met: int, alone: int = 0, stopped: int = 0, role: str | None = "inbound") -> Any:
    return CriterionUse(role, metric, asked, met, asked - met, 0, alone, stopped, 0, None)


def test_what_criteria_are_said_to_decide_begins_on_the_line() -> None:
    def found(*rows: CriterionUse) -> list[str]:
        return [one.code for one in criteria._findings(rows)]

    assert found(_use("m", 200, 198)) == ["criteria-everybody-meets"]  # 99 of 100
    assert found(_use("m", 200, 197)) == []
    assert found(_use("m", 20, 10)) == []
    assert found(_use("m", 20, 20)) == ["criteria-everybody-meets"]
    assert found(_use("m", 19, 10)) == ["criteria-small"]
    assert found(_use("m", 40, 20, alone=11, stopped=20)) == ["criterion-decides"]
    assert found(_use("m", 40, 20, alone=10, stopped=20)) == []  # half is not most
    assert found(_use("m", 40, 20, alone=11, stopped=19)) == []
    assert found(_use("m", 40, 19, role=None)) == ["eligibility-decides"]
    assert found(_use("m", 40, 20, role=None)) == []


def test_criteria_are_counted_role_by_role_in_the_order_of_their_names() -> None:
    rows = [agent("A1"), agent("A2", role="email", emails=F(300)), agent("A3", error_rate=F(1))]
    told = looked(rows).part("criteria")
    uses = [one for one in told.rows if isinstance(one, CriterionUse)]
    assert [one.role for one in uses if one.metric == "error_rate"] == ["email", "inbound"]
    inbound = next(one for one in uses if (one.role, one.metric) == ("inbound", "error_rate"))
    assert (inbound.asked, inbound.met, inbound.failed, inbound.no_data) == (2, 1, 1, 0)


def test_a_group_that_chance_gives_one_place_and_that_has_none_is_named() -> None:
    row = Comparison("team", "One", "best", 5, 5, 0, F(1), 0, p=F(1, 3), adjusted=F(1, 2))
    assert [one.code for one in groups._findings([row])] == ["group-never"]
    assert [one.code for one in groups._findings([replace(row, expected=F(99, 100))])] == ["groups-as-chance"]
    assert [one.code for one in groups._findings([replace(row, adjusted=F(1, 20))])] == ["group-less"]
    assert [one.code for one in groups._findings([replace(row, candidates=4, p=None)])] == ["groups-small"]


def test_groups_stand_in_the_order_of_kinds_awards_and_names() -> None:
    rows = [one for month in (1, 2, 3) for one in crowd(month, ["A1", "B1"])]
    told = [one for one in looked(rows).part("groups").rows if isinstance(one, Comparison)]
    kinds = {kind: at for at, kind in enumerate(GROUP_KINDS)}
    order = [(kinds[one.kind], one.award, one.group) for one in told]
    assert order == sorted(order)
    assert len({one.award for one in told}) > 1


def test_money_is_in_few_hands_from_half_of_it_on() -> None:
    one = Concentration(None, 12, 6, 16, None, F(1), F(0), paid=12, money=F(100), top_money=F(1, 2))
    assert repeat._money_in_few_hands(one)
    assert not repeat._money_in_few_hands(replace(one, top_money=F(49, 100)))
    assert not repeat._money_in_few_hands(replace(one, candidates=15))
    assert not repeat._money_in_few_hands(replace(one, paid=11))


def test_the_money_of_the_three_who_hold_most() -> None:
    """Four projects, each with 200 150 100 for its first three: three first places hold 600 of 1800."""
    rows = [
        agent(f"{project}{at}", 99 - at, project=project)
        for project in ("Cards", "Loans", "Cars", "Post")
        for at in range(4)
    ]
    whole = next(
        one for one in looked(rows).part("repeat").rows if isinstance(one, Concentration) and one.award is None
    )
    prizes = [one.prize or F(0) for one in scored(rows)[0].awards if one.agent_id]
    assert whole.money == sum(prizes)
    held: dict[str, Fraction] = {}
    for one in scored(rows)[0].awards:
        if one.agent_id:
            held[one.agent_id] = held.get(one.agent_id, F(0)) + (one.prize or F(0))
    assert whole.top_money == sum(sorted(held.values(), reverse=True)[:3]) / whole.money
    given = [one for one in scored(rows)[0].awards if one.agent_id]
    places = Counter(one.agent_id for one in given)
    assert whole.top == F(sum(count for _winner, count in places.most_common(3)), len(given)) > F(3, 12)


def test_a_tie_that_was_decided_is_no_shared_place_and_not_no_tie() -> None:
    rows = [agent("A1", 90, proposals_adopted=F(2)), agent("A2", 90), agent("A3", 80), agent("A4", 70)]
    told = looked(rows).part("ties")
    assert "no-ties" not in codes(told)
    calls = [one for one in told.rows if isinstance(one, TieCall) and one.award == "monthly_project"]
    assert [(one.members, one.lower, one.shared) for one in calls] == [(("A1", "A2"), ("A2",), False)]


def test_the_next_without_a_place_is_the_best_of_the_rest() -> None:
    (month,) = scored([agent("A1", 99), agent("A2", 90), agent("A3", 80), agent("A4", 70), agent("A5", 60)])
    contest = next(one for one in gather([month], shipped_rules()).contests if one.award.id == "best_agent")
    assert list(close_calls._pairs(contest)) == [("A1", "A2", 1, True)]


def test_of_the_next_who_are_level_the_first_by_id_is_named() -> None:
    (month,) = scored([agent(id_, 99 if id_ == "A20" else 90) for id_ in ("A10", "A9", "A20", "A11")])
    contest = next(one for one in gather([month], shipped_rules()).contests if one.award.id == "best_agent")
    assert list(close_calls._pairs(contest)) == [("A20", "A9", 1, True)]


def test_fifteen_decimals_are_a_step() -> None:
    fine = Exact.from_fractions([F(1, 10**15), F(1)])
    assert precision.step_of(fine, MetricKind.NUMBER) == F(1, 10**15)
    assert precision.step_of(Exact.from_fractions([F(1, 10**16)]), MetricKind.NUMBER) is None


BOTH = {"A1": 0, "A2": 1}


def test_who_could_have_run_but_for_a_gap() -> None:
    (month,) = scored([agent("A1", csat=F(95)), agent("A2", csat=None)])
    award = replace(shipped_rules().awards["best_agent"], roles=(), need=())

    def could(row: int, **other: Any) -> bool:
        return f"A{row + 1}" in gaps._could_run(month, replace(award, **other), BOTH).get("", ())

    assert could(0)
    assert could(0, roles=("inbound", "qa"))
    assert not could(0, roles=("qa",))
    assert could(0, need=("csat",))
    assert not could(1, need=("csat",))
    assert not could(0, need=("qc_accuracy",))


def test_an_index_is_a_share_of_the_best_candidate_not_of_the_least() -> None:
    def checker(id_: str, month: int, checks: int, accuracy: int) -> dict[str, object]:
        figures = {"filing": F(1), "qa_checks": F(checks), "qc_accuracy": F(accuracy)}
        return agent(id_, 90, month, role="qa", typing_speed=F(75), **figures)

    rows = [one for month in (1, 2, 3) for one in (checker("A", month, 900, 90), checker("B", month, 800, 99))]
    (month, *others) = scored(rows)
    contests = gather([month, *others], shipped_rules()).contests
    contest = next(one for one in contests if one.award.id == "woodpecker")
    months = [close_calls._Month(one, precision.rows_by_id(one), (), {}) for one in (month, *others)]
    parts = {part.metric: part for part in contest.rank.figure.parts}
    assert close_calls._whole_of(parts["qa_checks"], contest, months) == 2700
    assert close_calls._whole_of(parts["qc_accuracy"], contest, months) == 100


def test_what_is_withheld_leaves_that_contest_alone() -> None:
    months = scored([agent("A", 99), agent("B", 90), agent("C", 80)])
    stop = Word("2025-03", "best_agent", "A", None, "withhold", "a reason", "Manager One", "2025-04-02T08:00:00Z")
    contests = gather(months, shipped_rules(), [stop, replace(stop, agent_id="B", award="monthly_project")]).contests
    figures = {one.award.id: sorted(one.figures) for one in contests}
    assert figures["monthly_project"] == ["A", "C"]
    assert "best_agent" not in figures  # nobody else won it
    plain = {one.award.id: (one.won, sorted(one.figures)) for one in gather(months, shipped_rules()).contests}
    assert plain["best_agent"] == (("A",), ["A", "B", "C"])
    assert plain["monthly_project"] == (("A", "B", "C"), ["A", "B", "C"])


def test_places_of_the_three_who_hold_most_and_how_many_it_takes() -> None:
    rows = [
        one
        for month in (1, 2, 3)
        for one in crowd(month, ["A1", *(("A2", "A3"), ("A4", "A5"), ("A2", "A4"))[month - 1]])
    ]
    part = looked(rows).part("repeat")
    spread = next(one for one in part.rows if isinstance(one, Concentration) and one.award == "monthly_project")
    assert (spread.places, spread.winners, spread.candidates) == (9, 5, 17)  # A1 3, A2 and A4 2, A3 and A5 1
    assert spread.top == F(7, 9)
    assert spread.money == 3 * 450
    assert spread.paid == 9
    held = [one for one in part.rows if isinstance(one, Wins) and one.award == "monthly_project"]
    assert [(one.winner, one.wins) for one in held] == [("A1", 3), ("A2", 2), ("A4", 2), ("A3", 1), ("A5", 1)]
    assert [one.p is None for one in held] == [False, False, False, True, True]


def test_few_winners_of_enough_places() -> None:
    one = Concentration("best_agent", 6, 2, 9, F(3), F(1), F(0), paid=6, money=F(6))
    assert repeat._in_few_hands(one)  # two of three
    assert not repeat._in_few_hands(replace(one, by_chance=F(299, 100)))
    assert not repeat._in_few_hands(replace(one, places=5))
    assert not repeat._in_few_hands(replace(one, by_chance=None))


def test_a_gap_is_one_only_where_everything_needed_is_there() -> None:
    (month,) = scored([agent("A1", csat=F(95), calls_taken=None), agent("A2", csat=F(95), calls_taken=F(9))])
    award = replace(shipped_rules().awards["best_agent"], roles=(), need=("csat", "calls_taken"))
    assert gaps._could_run(month, award, BOTH) == {"": ["A2"]}
    assert gaps._could_run(month, award, {"A1": 0}) == {}
    within = replace(award, within="project", need=())
    assert gaps._could_run(month, within, BOTH) == {"Cards": ["A1", "A2"]}


def test_the_larger_of_two_effects_and_the_first_of_equals() -> None:
    one, other = precision.Effect(F(1), "a", F(1)), precision.Effect(F(2), "b", F(1))
    assert precision.larger(one, other) is other
    assert precision.larger(other, one) is other
    same = replace(one, metric="c")
    assert precision.larger(one, same) is one
    assert precision.larger(None, one) is one
    assert precision.larger(one, None) is one


def test_a_duration_in_whole_minutes_has_the_step_of_a_minute() -> None:
    assert precision.step_of(Exact.from_fractions([120, None, 300]), MetricKind.DURATION) == 60
    assert precision.step_of(Exact.from_fractions([120, 90]), MetricKind.DURATION) == 1
    assert precision.step_of(Exact.from_fractions([120, 300]), MetricKind.NUMBER) == 1


def test_shared_and_lower_places_of_a_tie() -> None:
    def call(*places: int, given: int = 3) -> list[tuple[tuple[str, ...], tuple[str, ...], bool]]:
        rows = [agent(f"A{at}", 90 - at) for at in range(5)]
        contest = next(
            one for one in gather(scored(rows), shipped_rules()).contests if one.award.id == "monthly_project"
        )
        members = tuple(f"A{at}" for at in range(len(places)))
        rank = replace(contest.rank, places=given)
        found = ties._call(replace(contest, rank=rank), TieNote(members, F(1), places, None))
        return [(one.lost, one.lower, one.shared) for one in found]

    assert call(1, 2) == [((), ("A1",), False)]
    assert call(1, 1) == [((), (), True)]
    assert call(3, 4) == [(("A1",), (), False)]
    assert call(3, 3) == [((), (), True)]
    assert call(1, 2, 2) == [((), ("A1", "A2"), True)]
    assert call(2, 3, 4) == [(("A2",), ("A1",), False)]
    assert call(4, 5) == []
    assert call(4, 4) == []


def test_one_step_of_one_month_moves_a_sum_whole_and_a_mean_by_a_share() -> None:
    months = scored([agent("A", "80.5", month) for month in (1, 2, 3)])
    finest = precision.finest_steps(months)
    its = [close_calls._Month(one, precision.rows_by_id(one), (), finest) for one in months]
    contest = gather(months, shipped_rules()).contests[0]
    sizes = {}
    for take in ("sum", "mean", "max"):
        effect = close_calls._effect(Figure("productivity", take), contest, its, "A")
        sizes[take] = effect.size if effect else None
    assert sizes == {"sum": F(1, 10), "mean": F(1, 30), "max": F(1, 10)}


def test_one_step_of_one_member_moves_a_team_by_a_share() -> None:
    """0.1 % of productivity is 0.08 points, half of it in the score; each team divides by its own members."""
    teams = {"One": "ABC", "Two": "DEFGH"}
    (month,) = scored([agent(id_, "80.5", team=team) for team, ids in teams.items() for id_ in ids])
    finest = precision.finest_steps([month])
    its = [close_calls._Month(month, precision.rows_by_id(month), precision.score_effects(month, finest), finest)]
    effects = {team: close_calls._team_effect(Figure("mean_score"), its, team) for team in (*teams, "None")}
    assert {team: effect.size if effect else None for team, effect in effects.items()} == {
        "One": F(4, 100) / 3, "Two": F(4, 100) / 5, "None": None,
    }  # fmt: skip
    assert close_calls._team_effect(Figure("share_qualified"), its, "One") is None


def test_a_tie_of_all_candidates_is_one() -> None:
    part = looked([agent("A", 80), agent("B", 80)]).part("ties")
    calls = [row for row in part.rows if isinstance(row, TieCall) and row.award == "monthly_project"]
    assert [(one.members, one.shared) for one in calls] == [(("A", "B"), True)]


def test_a_repeat_winner_is_significant_on_the_line() -> None:
    one = Wins("best_agent", "A", 3, 4, F(1), p=F(1, 50), adjusted=F(1, 20), compared=3)

    def found(*held: Wins) -> list[str]:
        return [finding.code for finding in repeat._findings([], [], held)]

    assert found(one) == ["repeat-winner"]
    assert found(replace(one, adjusted=F(51, 1000))) == ["no-repeat-winner"]
    assert found(replace(one, p=None, adjusted=None)) == ["no-repeat-winner"]
    assert found() == []


def test_one_group_that_was_compared_is_enough_to_say_that_all_is_as_chance() -> None:
    row = Comparison("team", "One", "best", 5, 5, 1, F(1), 1, p=F(1, 3), adjusted=F(1, 2))
    small = replace(row, group="Two", candidates=4, p=None, adjusted=None)
    assert [one.code for one in groups._findings([row, small])] == ["groups-as-chance", "groups-small"]


def test_a_step_down_from_the_standard_moves_farther_than_a_step_up() -> None:
    """Below 75 % a percent is 4/3 of a point, above it 0.8; of a figure without a bend both ways are alike."""
    (month,) = scored([agent("A", "75"), agent("B", "80.1")])
    one, other = precision.score_effects(month, precision.finest_steps([month]))
    assert one == precision.Effect(F(1, 10) * F(4, 3) / 2, "productivity", F(1, 10))
    assert other == precision.Effect(F(1, 10) * F(4, 5) / 2, "productivity", F(1, 10))


def _workload(formula: str) -> RuleSet:
    """The shipped rules with another formula of the workload."""
    texts = dict(shipped_rules().texts)
    old = "questionnaires / 300 + membership_forms / 300 + purchase_records / 600"
    assert old in texts["metrics.yaml"]
    rules, problems = rules_of({**texts, "metrics.yaml": texts["metrics.yaml"].replace(old, formula)}, "rules")
    assert rules is not None, problems
    return rules


def test_a_step_down_of_a_divisor_moves_a_quotient_farther() -> None:
    figures = {"questionnaires": F(300), "membership_forms": F(10)}
    row = agent("A", role="data_entry", typing_speed=F(75), **figures)
    month = score_months(dataset([row]), _workload("questionnaires / membership_forms"))[0][0]
    (effect,) = precision.metric_effects("workload", month, [0], {"membership_forms": F(1)})
    assert effect == precision.Effect((F(300, 9) - 30) * 100, "membership_forms", F(1))


def test_points_on_a_standard_are_rounded_half_up() -> None:
    """The standard of 60 words earns 100 of 60, 93.75 of 64, 95.2380… of 63, 62.5, 78.125 or 83.333… of others."""
    (month,) = scored([agent("A", 80, typing_speed=None)])
    role = month.rules.roles["inbound"]
    line = next(one for one in role.scorecard if one.metric == "typing_speed")

    def score(target: str) -> Fraction:
        method = Ratio(F(target), F(100))
        other = replace(role, scorecard=(replace(line, method=method, weight=F(100)),))
        return at_standard(month, other, 0, ("typing_speed",))

    assert [score(one) for one in ("60", "76.8", "72", "63")] == [100, F("78.13"), F("83.33"), F("95.24")]


def test_as_many_places_as_chance_gives_are_not_more() -> None:
    row = Comparison("team", "One", "best", 5, 5, 1, F(1), 1, p=F(1, 100), adjusted=F(1, 20))
    assert [one.code for one in groups._findings([row])] == ["group-less"]
    assert [one.code for one in groups._findings([replace(row, places=2)])] == ["group-more"]


def test_a_margin_of_one_step_of_what_ranks_stands() -> None:
    """Half a step of each of the two is one step: rounding keeps the order."""

    def calls(second: str) -> list[CloseCall]:
        rows = [agent("A", csat=F("95.5")), agent("B", csat=F(second)), agent("C", csat=F("70.1"))]
        part = looked(rows).part("close_calls")
        return [one for one in part.rows if isinstance(one, CloseCall) and one.award == "csat_star"]

    assert calls("95.4") == []
    assert calls("95.3") == []
    assert calls("95.49") == []  # nor is it a last digit, for nothing was rounded


def test_who_failed_something_beside_a_gap_lost_by_the_fail() -> None:
    rows = [agent("A", 95), agent("B", 92), agent("C", 90)]
    lacking = agent("Gap", 100, typing_speed=None)
    found = {}
    for name, attitude in (("passed", F(1)), ("failed", F(0))):
        told = looked([*rows, {**lacking, "attitude": attitude}]).part("gaps").rows
        found[name] = [one.agent for one in told if isinstance(one, Gap) and one.award == "monthly_project"]
    assert found == {"passed": ["Gap"], "failed": []}


def test_one_of_the_columns_of_a_sum_makes_it_computed() -> None:
    figures = {"role": "data_entry", "typing_speed": F(75), "questionnaires": F(300)}
    (month,) = scored([agent("A", **figures)])
    assert precision.leaves("workload", month) == ("questionnaires", "membership_forms", "purchase_records")
    (effect,) = precision.metric_effects("workload", month, [0], precision.finest_steps([month]))
    assert effect == precision.Effect(F(100, 300), "questionnaires", F(1))


def test_who_met_failed_and_lacked_a_criterion_and_whom_it_stopped_alone() -> None:
    rows = [
        agent("A"),
        agent("B", error_rate=F(1, 10)),
        agent("C", typing_speed=None),
        agent("D", error_rate=F(2), typing_speed=None),
        agent("E", proposals_adopted=F(0)),
    ]
    uses = [one for one in looked(rows).part("criteria").rows if isinstance(one, CriterionUse)]
    counted = {
        (one.role, one.metric): (one.asked, one.met, one.failed, one.no_data, one.alone, one.stopped) for one in uses
    }
    assert counted["inbound", "error_rate"] == (5, 3, 2, 0, 1, 3)
    assert counted["inbound", "typing_speed"] == (5, 3, 0, 2, 1, 3)
    assert counted["inbound", "attitude"] == (5, 5, 0, 0, 0, 3)
    assert counted[None, "contributions"] == (2, 1, 1, 0, 1, 1)  # of A and E, who are qualified
    near = {one.metric: (one.near, one.step) for one in uses if one.role == "inbound"}
    assert near["error_rate"] == (1, F(1, 10))  # of 0.1 and 2 one is a step away
    assert near["attitude"] == (0, None)


def test_the_step_of_a_sum_is_the_finest_of_its_columns() -> None:
    figures = {"questionnaires": F(300), "purchase_records": F("600.5")}
    told = looked([agent("A", role="data_entry", typing_speed=F(75), **figures)]).part("criteria")
    steps = {one.metric: one.step for one in told.rows if isinstance(one, CriterionUse)}
    assert steps["workload"] == F(1, 10)


def test_what_is_said_of_repeat_winners_stands_in_the_order_of_awards() -> None:
    rows = looked([one for month in (1, 2) for one in crowd(month, ["A1", "A2", "A3"])]).part("repeat").rows
    spread = [one.award for one in rows if isinstance(one, Concentration)]
    held = [one.award for one in rows if isinstance(one, Wins)]
    assert spread[0] is None
    assert spread[1:] == sorted(one for one in spread if one)
    assert held == sorted(held)
    assert len(set(spread)) > 3
