"""Real exports, with rules of their own: every agent-month equals a plain recomputation."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.model.results import PASS
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import load
from ccmotivate.pipeline.scoring import score
from tests.cli.commands import ROOT

DATA = ROOT.parent / "shared/data"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def needed(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip("needs ../shared/data, which is not part of the repository")
    return path


def half_up(value: Fraction) -> Fraction:
    return Fraction((value * 200 + 1) // 2, 100)


def line(value: Fraction, pairs: list[tuple[int, int]]) -> Fraction:
    """Points on a curve, flat outside the ends."""
    if value <= pairs[0][0]:
        return Fraction(pairs[0][1])
    for (low, start), (high, stop) in pairwise(pairs):
        if value <= high:
            return start + (value - low) * Fraction(stop - start, high - low)
    return Fraction(pairs[-1][1])


def expected(cells: dict[str, Any]) -> dict[str, Any]:
    """One agent-month by hand: not-answered rate below 5 %, sentiment at least 0."""
    offered = cells.get("Calls Offered", cells.get("Offered"))
    lost = cells.get("Calls Not Answered", cells.get("Not Answered"))
    rate, mood = Fraction(100 * lost, offered), Fraction(cells["Sentiment"])
    points = (
        half_up(line(rate, [(0, 120), (5, 100), (20, 0)])),
        half_up(line(mood, [(-100, 0), (0, 100), (100, 120)])),
    )
    return {
        "rate": rate,
        "statuses": (rate < 5, mood >= 0),
        "points": points,
        "score": half_up(sum(points, Fraction(0)) / 2),
    }


def test_a_year_of_real_exports_in_one_call() -> None:
    path = needed("preppin/MetricData2021.xlsx")
    rules, problems = load(ROOT / "tests/rules/preppin", "--rules")
    assert rules is not None, problems
    outcome = score([str(path)], rules, Options(write=False))
    assert outcome.exit_code == 0
    months = {str(month.month): month for month in outcome.jobs[0].scored.months}
    assert list(months) == [f"2021-{at:02}" for at in range(1, 13)]
    book = openpyxl.load_workbook(path, read_only=True)
    compared = 0
    for at, name in enumerate(MONTHS, start=1):
        lines = list(book[name].iter_rows(values_only=True))
        sheet = {str(cells[0]): expected(dict(zip(lines[0], cells, strict=True))) for cells in lines[1:]}
        result = months[f"2021-{at:02}"]
        agents = result.agents
        assert sorted(sheet, key=int) == agents["agent_id"].tolist()
        scores = sorted((one["score"] for one in sheet.values() if all(one["statuses"])), reverse=True)
        for row, agent in enumerate(agents.itertuples()):
            want = sheet[agent.agent_id]
            got = {
                "rate": result.metrics["not_answered_rate"][row],
                "statuses": tuple(
                    bool(result.status[name][row] == PASS) for name in ("not_answered_rate", "sentiment")
                ),
                "points": tuple(
                    Fraction(int(result.points[name][row]), 100) for name in ("not_answered_rate", "sentiment")
                ),
                "score": Fraction(int(agent.score), 100),
            }
            assert got == want, (name, agent.agent_id)
            qualified = all(want["statuses"])
            assert agent.qualified == qualified
            assert agent.rank == (scores.index(want["score"]) + 1 if qualified else 0)
            compared += 1
        best = {given.agent_id for given in result.awards}
        assert best == {one for one, want in sheet.items() if all(want["statuses"]) and want["score"] == scores[0]}
    assert compared == 4 * 109 + 8 * 135


def test_a_leaderboard_without_ids_is_refused_in_words() -> None:
    path = needed("leaderboard/坐席绩效业绩排行榜.xlsx")
    rules, _ = load(ROOT / "rules", "--rules")
    assert rules is not None
    outcome = score([str(path)], rules, Options(write=False))
    assert outcome.exit_code == 2
    assert [found.code for found in outcome.all_problems if found.is_fatal] == ["no-agents"]
