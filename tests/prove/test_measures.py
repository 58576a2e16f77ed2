"""``evaluate`` in full: against the oracle, in companies where nothing was done, and where an effect was planted."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.parts.measures.against import compare
from tests.parts.measures.simulated import LEAVE, Shape
from tests.parts.measures.telling import EFFECTS, Cell, false_alarm
from tests.prove.record import record

COMPANIES = int(os.environ.get("CCMOTIVATE_COMPANIES", "240"))
WORLDS = int(os.environ.get("CCMOTIVATE_WORLDS", "1000"))
SIDES = (4, 5, 8)
MOST_FALSE, SAMPLING = 0.05, 0.015
APART = 0.05
"""How far plan and simulation may be from each other."""


@pytest.mark.prove
def test_companies_against_the_oracle(tmp_path: Path) -> None:
    start = time.process_time()
    found = [compare(seed, tmp_path) for seed in range(1000, 1000 + COMPANIES)]
    differences = [text for one in found for text in one.differences]
    verdicts = sum((one.verdicts for one in found), Counter[str]())
    record(
        "Evaluation of measures against an oracle written from the text",
        [
            f"{COMPANIES} random companies of some months, written as workbooks and evaluated by the command line, "
            f"every key of `measures`: {sum(one.people for one in found):,} people a month.",
            f"Verdicts: {', '.join(f'{name} {count}' for name, count in sorted(verdicts.items()))}.",
            f"Differences: {len(differences)}.",
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert not differences, differences[:5]


@pytest.mark.prove
def test_where_nothing_was_done_little_is_told() -> None:
    start, lines, shares = time.process_time(), [], []
    for within in (0.1, 0.2):
        for metrics in (1, 2):
            shapes = [Shape(SIDES[seed % len(SIDES)], within) for seed in range(WORLDS)]
            told = sum(false_alarm(seed, shape, metrics) for seed, shape in enumerate(shapes))
            shares.append(told / WORLDS)
            lines.append(
                f"Correlation within teams {within}, metrics expected {metrics}: of {WORLDS:,} pilots {told} told "
                f"improved or worsened ({told / WORLDS:.1%})."
            )
    record(
        "Measures that did nothing",
        [
            f"Drawn companies with a season, {LEAVE:.0%} leaving a month, 4, 5 or 8 teams of 12 with the pilot and as "
            "many without; a measure counts where any of its metrics is told.",
            *lines,
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert max(shares) <= MOST_FALSE + SAMPLING


@pytest.mark.prove
def test_planted_effects_are_told_as_often_as_the_plan_says() -> None:
    start, cells = time.process_time(), []
    for within in (0.1, 0.2):
        for side in SIDES:
            cell = Cell(Shape(side, within))
            cell.look(range(10_000, 10_000 + WORLDS))
            cells.append(cell)
    record(
        "Power of pilots, found and planned",
        [
            f"{WORLDS:,} drawn companies a row, 12 months before and 3 after; the effects 0.25, 0.5 and 1 are in "
            "standard deviations of a person's value in a month; `--plan` from the 12 months before, the mean of them.",
            *map(row_of, cells),
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    apart = [abs(cell.share(effect) - cell.expected(effect)) for cell in cells for effect in EFFECTS]
    assert max(apart) <= APART
    assert all(abs(cell.shown - 0.8) <= APART for cell in cells)


def row_of(cell: Cell) -> str:
    """A row of the table."""
    found = "; ".join(
        f"{float(effect):g}: told {cell.share(effect):.1%}, planned {cell.expected(effect):.1%}" for effect in EFFECTS
    )
    return (
        f"{cell.shape.side} teams a side, correlation {cell.shape.within}: {found}; the smallest change that the plan "
        f"of each says would be told in 80 % (mean {cell.smallest / cell.worlds:.2f}): told {cell.shown:.1%}."
    )
