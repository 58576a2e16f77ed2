"""A million agent-metric decisions of the engine against the oracle: no difference allowed."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from ccmotivate.engine.months import score_months
from tests.engine.cases import make_agents
from tests.engine.compare import as_dataset, as_workbook, differences
from tests.engine.oracle import appraise
from tests.prove.record import record
from tests.support import MONTH, read, shipped_rules

_WANTED = 1_000_000
_DIRECT, _WORKBOOKS = 1_500, 1_000  # agents in a month
_BOOKS = 10


def _direct(seed: int, cells: bool) -> tuple[int, int, list[str]]:
    """Agents, decisions and differences of one random month handed to the engine."""
    agents = make_agents(random.Random(seed).choice, _DIRECT, cells)
    (result,), _ = score_months(as_dataset(agents, cells), shipped_rules())
    return len(agents), *differences(result, appraise(agents))


def _through_a_file(seed: int, folder: Path) -> tuple[int, int, list[str]]:
    """The same by way of a real .xlsx."""
    pick = random.Random(seed).choice
    agents = make_agents(pick, _WORKBOOKS, cells=True)
    outcome = read(as_workbook(agents, folder / f"{seed} {MONTH}.xlsx", pick))
    assert outcome.errors == []
    (result,), _ = score_months(outcome.dataset, shipped_rules())
    return len(agents), *differences(result, appraise(agents))


@pytest.mark.prove
def test_a_million_decisions_without_a_difference(tmp_path: Path) -> None:
    """Criterion statuses and points one by one; scores, ranks, ties and awards with them."""
    start = time.monotonic()
    counts = {"files": [0, 0], "exact": [0, 0], "cells": [0, 0]}
    wrong: list[str] = []
    seed = 0
    while sum(decisions for _, decisions in counts.values()) < _WANTED or seed < _BOOKS:
        kind = "files" if seed < _BOOKS else ("exact", "cells")[seed % 2]
        found = _through_a_file(seed, tmp_path) if kind == "files" else _direct(seed, kind == "cells")
        counts[kind][0] += found[0]
        counts[kind][1] += found[1]
        wrong += found[2]
        seed += 1
    agents, decisions = (sum(pair[at] for pair in counts.values()) for at in (0, 1))
    record(
        "Exactness against a Fraction oracle",
        [
            f"{decisions:,} agent-metric decisions (criterion statuses and points) of {agents:,} agents in "
            f"{seed} months: {len(wrong)} differences, with scores, qualification, eligibility, ranks, ties and the "
            "month awards compared too.",
            f"Of these, exact values, thirds among them, handed to the engine: {counts['exact'][1]:,} decisions.",
            f"Numbers sent through 64-bit floats, as cells hold them: {counts['cells'][1]:,} decisions.",
            f"Written to {_BOOKS} .xlsx files of {_WORKBOOKS:,} agents with a meetings sheet, and read back: "
            f"{counts['files'][1]:,} decisions.",
            f"Time: {time.monotonic() - start:.0f} s on one processor.",
        ],
    )
    assert wrong == []
    assert decisions >= _WANTED
