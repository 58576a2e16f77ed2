"""The generator of companies with teams' goals: repeatable, without errors, on both sides of every boundary."""

from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from tests.parts.english import in_english
from tests.parts.goals.generate import MOST, NAMES
from tests.parts.pay.generate import AGENTS, HEADERS, MENTORING
from tests.parts.teams.generate import NO_TEAM, PASSES, STRANGERS, TEAM, TEAM_GOALS, Company, company
from tests.parts.teams.oracle import FIGURES, Month, TeamGoal, candidates, figures, strangers, teams, winners
from tests.samples import sample, sampled

SEEDS = range(120)


@cache
def made(seed: int) -> Company:
    """The company of a seed, made once."""
    return company(seed)


def months() -> list[Month]:
    """What the oracle decides on, of all seeds."""
    return [month for seed in SEEDS for month in made(seed).truth]


def goals() -> list[dict[str, Any]]:
    """All goals as the oracle tells them."""
    return [goal for month in months() for team in teams(month) for goal in team["goals"]]


@sampled
def test_repeatable() -> None:
    for seed in sample(SEEDS[::6], SEEDS):
        assert company(seed) == made(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_true_to_its_cells(seed: int) -> None:
    one = made(seed)
    assert (TEAM_GOALS in one.sheets) == bool(one.truth)
    assert [(row["月份"], row["工号"]) for row in one.sheets[AGENTS]] == [
        (held.month, held.agent_id) for held in one.agents
    ]
    for month in one.truth:
        teams_of = {row["工号"]: row[TEAM] for row in one.sheets[AGENTS] if row["月份"] == month.month}
        assert teams_of == {agent_id: member.team for agent_id, member in month.members.items()}
        for row, goal in zip(one.sheets[TEAM_GOALS], month.goals, strict=True):
            assert (row[TEAM], row.get("月份")) == (goal.team, goal.month)
            assert row["指标"] in {goal.metric, (NAMES | HEADERS).get(goal.metric)}
            assert target_of(row["目标"], goal) == goal.target


def target_of(cell: str, goal: TeamGoal) -> Fraction:
    """What a target's cell says."""
    if ":" in cell:
        minutes, seconds = cell.split(":")
        return Fraction(int(minutes) * 60 + int(seconds))
    return Fraction(cell.rstrip("%s")) * (10 if goal.metric == "error_rate" and "%" in cell else 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_goal_twice_and_none_outside_the_plausible_range(seed: int) -> None:
    for month in made(seed).truth:
        keys = [(goal.team, goal.metric) for goal in month.goals if goal.month in {None, month.month}]
        assert len(keys) == len(set(keys))
        assert all(0 <= goal.target <= (100 if goal.metric in PASSES else MOST.get(goal.metric, 10**6))
                   for goal in month.goals)  # fmt: skip


def test_every_header_is_there_in_english() -> None:
    for seed in SEEDS:
        other = in_english(made(seed).sheets)
        assert [len(rows) for rows in other.values()] == [len(rows) for rows in made(seed).sheets.values()]
        assert all(head.isascii() for rows in other.values() for row in rows for head in row)


def test_targets_on_and_beside_the_value_occur() -> None:
    gaps: dict[bool, set[Fraction]] = {True: set(), False: set()}
    for goal in goals():
        if goal["value"]:
            gaps[goal["metric"] in FIGURES["low_is_good"]].add(Fraction(goal["value"]) - Fraction(goal["target"]))
    for found in gaps.values():
        assert {Fraction(text) for text in ("0", "0.01", "-0.01", "0.001", "-0.001")} <= found


def test_every_outcome_of_a_goal_occurs() -> None:
    told = goals()
    for metric in ("productivity", "csat", "score", "attitude", "error_rate", "handling_time", "colleague_assists"):
        assert {True, False} <= {goal["met"] for goal in told if goal["metric"] == metric}, metric
    assert {(goal["metric"], goal["met"]) for goal in told} >= {("csat", None), ("filing", None), ("emails", None)}
    assert any(goal["target"] == "0" and goal["met"] for goal in told)
    rounded_down = {goal["attainment"] for goal in told if goal["met"] is False and goal["attainment"]}
    assert {"66.66", "99.99"} & rounded_down
    assert any("." in goal["value"] for goal in told if goal["value"] and goal["metric"] == "attitude")


def test_who_takes_the_award_and_who_fails_by_one_thing_occur() -> None:
    sizes, ties, closely = set(), set(), set()
    for month in months():
        ranked = sorted(figures(month, team) for team in candidates(month))
        ties |= {each["tied"] for each in winners(month).values()} | ({None} if not ranked else set())
        closely |= {after[1] - before[1] for before, after in pairwise(ranked) if before[0] == after[0]}
        for team in teams(month):
            met = bool(team["goals"]) and all(goal["met"] for goal in team["goals"])
            sizes.add((team["members"], met, figures(month, team["team"])[0] > 0))
    assert {(2, True, True), (3, True, True), (3, False, True), (3, True, False)} <= sizes
    assert ties == {True, False, None}
    assert {Fraction(0), Fraction(1, 100)} <= closely


def test_months_teams_and_what_gives_notes_occur() -> None:
    kinds = {(len(made(seed).truth), bool(made(seed).sheets.get(TEAM_GOALS, [{}])[0].get("月份"))) for seed in SEEDS}
    assert {(0, False), (1, False), (1, True), (2, False), (2, True)} <= kinds
    assert any(strangers(month) == [STRANGERS] for month in months())
    assert any(member.team == NO_TEAM for month in months() for member in month.members.values())
    assert any(MENTORING in made(seed).sheets for seed in SEEDS)
    assert any(not one["goals"] for month in months() for one in teams(month))
