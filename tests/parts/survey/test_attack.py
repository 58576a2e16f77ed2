"""An attacker with every output of random surveys learns nothing of a hidden cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ccmotivate.parts.survey.hiding import hidden_teams
from tests.cli.commands import ccmotivate
from tests.parts.books import with_sheets
from tests.parts.survey.against import FEW, SETTINGS, attacked, by_item, differences, document_of, exact
from tests.parts.survey.generate import ITEMS, answer_sheets
from tests.parts.survey.oracle import answers_of, over_items, survey
from tests.samples import sample, sampled
from tests.support import sheets_in


@sampled
@pytest.mark.parametrize("start", range(0, sample(100, 400), 100))
def test_what_is_shown_equals_the_oracle(start: int) -> None:
    seeds = range(start, start + 100)
    assert [one for seed in seeds for one in differences(seed, ITEMS if seed % 3 else FEW)] == []


@sampled
@pytest.mark.parametrize("start", range(0, sample(50, 200), 50))
def test_no_hidden_count_or_mean_follows_from_sums_and_differences(start: int) -> None:
    found = [attacked(seed) for seed in range(start, start + 50)]
    assert [text for one in found for text in one.given_away] == []
    assert sum(one.items for one in found) > 50


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"A": 5, "B": 6}, ""),
        ({"A": 4, "B": 6}, "AB"),
        ({"A": 4, "B": 6, "C": 6}, "AB"),
        ({"A": 6, "B": 6, "C": 4}, "AC"),
        ({"A": 2, "B": 2, "C": 7, "D": 9}, "ABC"),
        ({"A": 2, "B": 3, "C": 5}, "AB"),
        ({"A": 1, "B": 4, "C": 9, "D": 0}, "AB"),
        ({"A": 4, "B": 0}, "A"),
        ({"A": 1, "B": 1, "C": 1, "D": 1, "E": 5}, "ABCDE"),
        ({"A": 0, "B": 12}, ""),
        ({}, ""),
    ],
)
def test_who_is_hidden_by_hand(counts: dict[str, int], hidden: str) -> None:
    assert hidden_teams(counts, 5) == set(hidden)


# -- every output -----------------------------------------------------------------------------------------------------


@sampled
@pytest.mark.parametrize("seed", sample([1, 11], [1, 6, 11, 17]))
def test_every_output_shows_the_cells_that_the_document_shows_and_no_more(seed: int, tmp_path: Path) -> None:
    rows = answer_sheets(seed, ITEMS)
    path = with_sheets(
        tmp_path / "in", {"调查": [("组别", *ITEMS), *[(team, *given.values()) for team, given in rows]]}
    )
    out = tmp_path / "out"
    ran = ccmotivate("score", path, "--out", out, "--json", "--lang", "en", "--no-ledger")
    (month,) = json.loads(ran.out)["months"]
    document = month["survey"]
    assert exact(document) == survey(rows, ITEMS)
    sheets = sheets_in(out / "2025-03.scored.xlsx")
    names = {item.label.en: item.id for item in SETTINGS.items}
    _head, *table = sheets["Survey"]
    shown = [_shown_cell(row, names) for row in table]
    assert shown == [tuple(one.values()) for one in exact(document)["items"]]
    figures = {one[key] for one in exact(document)["items"] for key in ("mean", "favourable", "answers")}
    figures |= {over_items(rows, ITEMS, team) for team in {None, *(team for team, _given in rows)}}
    cells = (cell for row in sheets["Survey report"] for cell in row)
    numbers = {Fraction(str(value)) for value in cells if isinstance(value, int | float)}
    assert numbers <= figures
    screen = ccmotivate("score", path, "--out", out, "--lang", "en", "--force", "--no-ledger").out
    (line,) = [one for one in screen.splitlines() if one.startswith("Survey: ")]
    assert {Fraction(one) for one in re.findall(r"\d+(?:\.\d+)?", line)} <= {*figures, Fraction(document["answers"])}
    assert not any("调查" in sheet for sheet in sheets)


def _shown_cell(row: tuple[Any, ...], names: Mapping[str, str]) -> tuple[Any, ...]:
    item, _statement, team, *figures = row
    numbers = [None if one == "–" else Fraction(str(one)) for one in figures]
    return (names[item], None if team == "All staff" else team, *numbers)


@sampled
def test_that_nobody_answers_twice_gives_no_count_away() -> None:
    """The number of answer sheets, and that a team has at least as many as answers to any item, couple the items.

    Integer programming over all items at once finds the least and the most that each hidden count may be.
    """
    optimize = pytest.importorskip("scipy.optimize")
    looked = 0
    seeds = sample(16, 40)
    for seed in range(seeds):
        rows = answer_sheets(seed, FEW)
        document = document_of(rows, FEW)
        for cell, found in coupled(document, optimize):
            count = len(answers_of(rows, cell["item"], cell["team"]))
            looked += count > 0
            assert found[0] <= count <= found[1]
            assert count == 0 or found[0] < found[1], (seed, cell)
    assert looked > 5 * seeds // 2


def coupled(document: Mapping[str, Any], optimize: Any) -> Iterator[tuple[dict[str, Any], tuple[int, int]]]:
    """Every cell without figures of an item whose row for all is shown, with its least and greatest count."""
    items = {item: cells for item, cells in by_item(document).items() if cells[0]["answers"] is not None}
    teams = list(dict.fromkeys(one["team"] for cells in items.values() for one in cells[1:]))
    places = {key: at for at, key in enumerate((*product(items, teams), *product([None], teams)))}
    sums, least, most = [[(None, team) for team in teams]], [document["answers"]], [document["answers"]]
    for item, cells in items.items():
        sums.append([(item, team) for team in teams])
        least.append(cells[0]["answers"])
        most.append(cells[0]["answers"])
    limits = [optimize.LinearConstraint(_matrix(sums, places), least, most)]
    more = np.zeros((len(items) * len(teams), len(places)))
    for at, (item, team) in enumerate(product(items, teams)):
        more[at, places[None, team]], more[at, places[item, team]] = 1, -1
    limits += [optimize.LinearConstraint(more, 0, np.inf)] if len(more) else []
    low, high = np.zeros(len(places)), np.full(len(places), np.inf)
    for one in (one for cells in items.values() for one in cells[1:] if one["answers"] is not None):
        low[places[one["item"], one["team"]]] = high[places[one["item"], one["team"]]] = one["answers"]
    for one in (one for cells in items.values() for one in cells[1:] if one["answers"] is None):
        aim = np.zeros(len(places))
        aim[places[one["item"], one["team"]]] = 1
        ends = [
            optimize.milp(
                sign * aim, constraints=limits, integrality=np.ones(len(places)), bounds=optimize.Bounds(low, high)
            )
            for sign in (1, -1)
        ]
        yield one, (round(ends[0].fun), round(-ends[1].fun))


def _matrix(sums: list[list[tuple[str | None, str]]], places: Mapping[Any, int]) -> Any:
    matrix = np.zeros((len(sums), len(places)))
    for at, keys in enumerate(sums):
        matrix[at, [places[key] for key in keys]] = 1
    return matrix
