"""The generator of companies with training: repeatable, without errors, on both sides of every boundary."""

from fractions import Fraction
from functools import cache

import pytest

from tests.parts.agents import first_day, last_day, month_after
from tests.parts.learning.generate import TRAINING, CompanyMonth, company
from tests.parts.learning.oracle import candidates, earned, later, learning_star, mean_score, metrics, strangers
from tests.parts.pay.generate import AGENTS

SEEDS = range(40)


@cache
def made(seed: int) -> list[CompanyMonth]:
    """The company of a seed, made once."""
    return company(seed)


def months() -> list[CompanyMonth]:
    """All months of the seeds."""
    return [month for seed in SEEDS for month in made(seed)]


@pytest.mark.parametrize("seed", SEEDS)
def test_repeatable_and_true_to_its_cells(seed: int) -> None:
    assert company(seed) == made(seed)
    for month in made(seed):
        assert [row["工号"] for row in month.sheets[AGENTS]] == list(month.truth.agents)
        assert (month.truth.training is None) == (TRAINING not in month.sheets)
        rows = month.sheets.get(TRAINING, [])
        assert [(row["日期"], row["工号"], Fraction(row["积分"]), row["证书"].startswith("演示")) for row in rows] == [
            (row.day.isoformat(), row.agent_id, row.points, row.certificate) for row in month.truth.training or []
        ]


def test_both_edges_of_the_window_and_of_the_month_occur() -> None:
    gaps = set()
    for month in months():
        start, first = first_day(month_after(month.month, -11)), first_day(month.month)
        for row in month.truth.training or []:
            edges = {"start": start, "first": first, "last": last_day(month.month)}
            gaps |= {(name, (row.day - day).days) for name, day in edges.items()}
    assert {(name, gap) for name in ("start", "first", "last") for gap in (-1, 0, 1)} <= gaps


def test_awards_alone_tied_by_points_tied_by_score_and_none() -> None:
    kinds = set()
    for seed in SEEDS:
        truths = [month.truth for month in made(seed)]
        keys = {agent_id: (earned(truths, agent_id), mean_score(truths, agent_id)) for agent_id in candidates(truths)}
        won = learning_star(truths)
        if not won:
            kinds.add("nobody qualified" if not keys else "no points")
            continue
        shared = sum(points == Fraction(won[0]["score"]) for points, _ in keys.values())
        kinds.add("tied" if won[0]["tied"] else "tie broken" if shared > 1 else "alone")
    assert {"alone", "tied", "tie broken", "no points"} <= kinds


def test_what_gives_notes_occurs_and_what_is_entered_late() -> None:
    assert any(strangers(month.truth) for month in months())
    assert any(later(month.truth) for month in months())
    assert any(month.truth.training is None for month in months())
    told = [metrics(month.truth) for month in months()]
    assert any(each["certificates"] == "0" for held in told if held for each in held.values())
    late = 0
    for seed in SEEDS:
        first, second, _ = (month.truth for month in made(seed))
        known = first.training or []
        late += sum(row.day <= last_day(first.month) and row not in known for row in second.training or [])
    assert late > 0
