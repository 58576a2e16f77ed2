"""The generator of companies with goals: repeatable, without errors, on both sides of every boundary."""

from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from tests.parts.goals.generate import GOALS, MOST, NAMES, Company, company
from tests.parts.goals.oracle import FIGURES, Goal, goals, strangers
from tests.parts.pay.generate import AGENTS

SEEDS = range(60)


@cache
def made(seed: int) -> Company:
    """The company of a seed, made once."""
    return company(seed)


def companies() -> list[Company]:
    """The companies of all seeds."""
    return [made(seed) for seed in SEEDS]


def told() -> list[dict[str, Any]]:
    """All goals as the oracle tells them."""
    return [entry for held in companies() for month in held.truth for each in goals(month).values() for entry in each]


@pytest.mark.parametrize("seed", SEEDS)
def test_repeatable_and_true_to_its_cells(seed: int) -> None:
    held = made(seed)
    assert held == company(seed)
    assert (GOALS in held.sheets) == bool(held.truth)
    assert [(row["月份"], row["工号"]) for row in held.sheets[AGENTS]] == [
        (of.month, of.agent_id) for of in held.agents
    ]
    for month in held.truth:
        assert set(month.values) == {agent.agent_id for agent in held.agents if agent.month == month.month}
        for row, goal in zip(held.sheets[GOALS], month.goals, strict=True):
            assert (row["工号"], row.get("月份")) == (goal.agent_id, goal.month)
            assert row["指标"] in {goal.metric, NAMES.get(goal.metric)}
            assert as_text(row["目标值"], goal) == goal.target


def as_text(cell: str, goal: Goal) -> Fraction | str:
    """What a target's cell says."""
    if isinstance(goal.target, str):
        return {"合格": "pass", "不合格": "fail", "未掌握": "none", "基本了解": "basic", "熟悉掌握": "proficient"}.get(
            cell, "fluent"
        )
    if ":" in cell:
        minutes, seconds = cell.split(":")
        return Fraction(int(minutes) * 60 + int(seconds))
    return Fraction(cell.rstrip("%s")) * (10 if goal.metric == "error_rate" and "%" in cell else 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_goal_twice_and_none_outside_the_plausible_range(seed: int) -> None:
    for month in made(seed).truth:
        keys = [(goal.agent_id, goal.metric) for goal in month.goals if goal.month in {None, month.month}]
        assert len(keys) == len(set(keys))
        for goal in month.goals:
            assert isinstance(goal.target, str) or 0 <= goal.target <= MOST.get(goal.metric, 10**6)


def test_goals_on_and_beside_the_value_occur() -> None:
    high: set[Fraction] = set()
    low: set[Fraction] = set()
    for entry in told():
        if entry["value"] and entry["metric"] not in {"project_knowledge", "attitude", "filing"}:
            gap = Fraction(entry["value"]) - Fraction(entry["target"])
            (low if entry["metric"] in FIGURES["low_is_good"] else high).add(gap)
    beside = {Fraction(text) for text in ("0", "0.01", "-0.01", "-0.001")}
    assert beside <= high
    assert beside <= low


def test_rounding_down_while_not_met_occurs_and_what_has_no_attainment() -> None:
    rounded: dict[bool, set[str]] = {False: set(), True: set()}
    for entry in told():
        if entry["attainment"]:
            exact = 100 * Fraction(entry["value"]) / Fraction(entry["target"])
            if exact * 100 % 1 >= Fraction(1, 2):  # half-up and down differ
                rounded[entry["met"]].add(entry["attainment"])
    assert {"66.66", "99.99"} & rounded[False]
    assert rounded[True]
    kinds = {(entry["metric"], entry["met"]) for entry in told()}
    for metric in ("project_knowledge", "attitude", "error_rate", "complaints", "handling_time", "csat", "score"):
        assert {(metric, True), (metric, False)} <= kinds, metric
    assert {("csat", None), ("emails", None), ("workload", None), ("filing", None)} <= kinds
    assert any(entry["target"] == "0" and entry["met"] for entry in told())
    assert {"1.5", "0.5"} & {entry["target"] for entry in told() if entry["metric"] == "contributions"}


def test_months_and_what_gives_notes_occur() -> None:
    kinds = {(len(held.truth), bool(held.sheets.get(GOALS, [{}])[0].get("月份"))) for held in companies()}
    assert {(0, False), (1, False), (1, True), (2, False), (2, True)} <= kinds
    assert any(strangers(month) for held in companies() for month in held.truth)
