"""Real exports by quarter and year, teams joined from the roster: every standing and award equals a recomputation."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.pipeline.test_real import MONTHS, expected, half_up, needed
from tests.support import workbook

RULES = ROOT / "tests/rules/preppin_awards"
PERIODS = {"2021-Q1": (1, 2, 3), "2021-Q2": (4, 5, 6), "2021-Q3": (7, 8, 9), "2021-Q4": (10, 11, 12),
           "2021": tuple(range(1, 13))}  # fmt: skip
AGENTS = {"2021-Q1": 109, "2021-Q2": 135, "2021-Q3": 135, "2021-Q4": 135, "2021": 135}
ABSENT = {"2021-Q2": 26, "2021": 26}  # hired in May
Month = dict[str, dict[str, Any]]  # agent id -> what is expected of it, with its team


@functools.cache
def _sheets() -> dict[str, list[list[Any]]]:
    """The export's sheets, a column with the leader's name added."""
    people = openpyxl.load_workbook(needed("preppin/PeopleData.xlsx"), read_only=True)
    leaders = {number: f"{first} {last}" for number, first, last in _rows(people["Leaders"])}
    team_of = {person[0]: leaders[person[3]] for person in _rows(people["People"])}
    book = openpyxl.load_workbook(needed("preppin/MetricData2021.xlsx"), read_only=True)
    sheets = {}
    for name in MONTHS:
        head = list(next(book[name].iter_rows(values_only=True)))
        sheets[name] = [[*head, "Leader"], *([*cells, team_of[cells[0]]] for cells in _rows(book[name]))]
    return sheets


def _rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=2, values_only=True))


def _expected_months(sheets: dict[str, list[list[Any]]]) -> dict[int, Month]:
    return {
        at: {str(row[0]): {**expected(dict(zip(head, row, strict=True))), "team": row[-1]} for row in rows}
        for at, (head, *rows) in enumerate(sheets.values(), start=1)
    }


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The joined workbook."""
    return workbook(tmp_path_factory.mktemp("preppin") / "MetricData2021.xlsx", _sheets())


@pytest.mark.parametrize("period", PERIODS)
def test_a_real_quarter_or_year_in_one_call(period: str, export: Path, tmp_path: Path) -> None:
    ran = ccmotivate("awards", period, export, "--rules", RULES, "--json", "--lang", "en", folder=tmp_path)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert (document["schema"], document["period"]) == ("ccmotivate/awards@1", period)
    year = _expected_months(_sheets())
    months = {at: year[at] for at in PERIODS[period]}
    wanted = _standings(months)
    got = [{key: one[key] for key in wanted[0]} for one in document["standings"]]
    assert got == wanted
    assert len(got) == AGENTS[period]
    assert sum(one["score"] is None for one in got) == ABSENT.get(period, 0)
    awards = [
        {key: one.get(key) for key in ("award", "period", "within", "rank", "agent_id", "team", "score", "tied", "via")}
        | {"prize": one["prize"] and (one["prize"]["amount"], one["prize"]["currency"])}
        for one in document["awards"]
    ]
    assert awards == [{**one, "period": period} for one in _awards(months)]


# -- the recomputation ------------------------------------------------------------------------------------------------


def _standings(months: dict[int, Month]) -> list[dict[str, Any]]:
    found = []
    steady = _scores_of_the_qualified(months)
    for agent_id in sorted({agent_id for month in months.values() for agent_id in month}, key=int):
        mine = {at: month.get(agent_id) for at, month in months.items()}
        mean = _mean([one["score"] for one in mine.values() if one]) if all(mine.values()) else None
        better = sum(score > steady[agent_id] for score in steady.values()) if agent_id in steady else None
        found.append(
            {
                "agent_id": agent_id,
                "project": "Support",
                "scores": {f"2021-{at:02}": _text(one["score"]) if one else None for at, one in mine.items()},
                "score": None if mean is None else _text(mean),
                "rank": None if better is None else better + 1,
                "months_qualified": sum(all(one["statuses"]) for one in mine.values() if one),
            }
        )
    return found


def _scores_of_the_qualified(months: dict[int, Month]) -> dict[str, Fraction]:
    """The period's score of who met both standards in every month."""
    first = next(iter(months.values()))
    return {
        agent_id: _mean([month[agent_id]["score"] for month in months.values()])
        for agent_id in first
        if all(agent_id in month and all(month[agent_id]["statuses"]) for month in months.values())
    }


def _awards(months: dict[int, Month]) -> list[dict[str, Any]]:
    teams = _teams(months)
    if len(months) == 12:
        everyone = {
            agent_id: (_mean([month[agent_id]["score"] for month in months.values()]),)
            for agent_id in set.intersection(*(set(month) for month in months.values()))
        }
        by_share = {team: (share, mean) for team, (mean, share) in teams.items()}
        return [
            *_ranked("agent_of_the_year", "agent_id", everyone, (500, 300, 200)),
            *_ranked("team_of_the_year", "team", by_share, (None, None, None)),
        ]
    steady = {one: (score,) for one, score in _scores_of_the_qualified(months).items()}
    return [
        *_ranked("agent_of_the_quarter", "agent_id", steady, (100, 60)),
        *_in_form(months),
        *_ranked("team_of_the_quarter", "team", teams, (None,)),
    ]


def _teams(months: dict[int, Month]) -> dict[str, tuple[Fraction, Fraction]]:
    """Mean score and share of the qualified in percent, over all member-months, of teams never below three."""
    found = {}
    for team in {one["team"] for month in months.values() for one in month.values()}:
        parts = [[one for one in month.values() if one["team"] == team] for month in months.values()]
        if min(len(part) for part in parts) >= 3:
            members = [one for part in parts for one in part]
            share = half_up(Fraction(100 * sum(all(one["statuses"]) for one in members), len(members)))
            found[team] = (_mean([one["score"] for one in members]), share)
    return found


def _in_form(months: dict[int, Month]) -> list[dict[str, Any]]:
    """Among the ten best of two months running; nobody needs the third."""
    best = []
    for month in months.values():
        scores = {one: found["score"] for one, found in month.items() if all(found["statuses"])}
        best.append({one for one in scores if sum(other > scores[one] for other in scores.values()) < 10})
    winners = (best[0] & best[1]) | (best[1] & best[2])
    return [
        _award("in_form", "agent_id", one, score, None, 50) | {"via": "consecutive"}
        for one in sorted(winners, key=int)
        for score in [_mean([month[one]["score"] for month in months.values()]) if _whole(one, months) else None]
    ]


def _whole(agent_id: str, months: dict[int, Month]) -> bool:
    return all(agent_id in month for month in months.values())


def _ranked(
    award: str, winner: str, keys: Mapping[str, tuple[Fraction, ...]], prizes: Sequence[int | None]
) -> list[dict[str, Any]]:
    """The first of a group; none of these real figures is shared after the tie-breakers."""
    ordered = sorted(keys, key=lambda one: keys[one], reverse=True)[: len(prizes) + 1]
    assert len({keys[one] for one in ordered}) == len(ordered)
    return [
        _award(award, winner, one, keys[one][0], place, prize)
        for place, (one, prize) in enumerate(zip(ordered, prizes, strict=False), start=1)
    ]


def _award(
    award: str, winner: str, who: str, score: Fraction | None, rank: int | None, prize: int | None
) -> dict[str, Any]:
    return {
        "award": award, "within": {}, "rank": rank, "agent_id": None, "team": None, winner: who,
        "score": None if score is None else _text(score), "tied": False, "via": None,
        "prize": None if prize is None else (str(prize), "CAD"),
    }  # fmt: skip


def _mean(scores: Sequence[Fraction]) -> Fraction:
    return half_up(sum(scores, Fraction(0)) / len(scores))


def _text(score: Fraction) -> str:
    return f"{int(score * 100) // 100}.{int(score * 100) % 100:02}"
