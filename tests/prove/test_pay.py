"""The long run of pay against the oracle written from the text."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ccmotivate.pipeline.testing import run_cases
from ccmotivate.ruleset.cases import load_cases
from tests.parts.pay.against import compare
from tests.parts.pay.mutants import mutants
from tests.prove.record import record
from tests.support import RULES, shipped_rules

MONTHS = int(os.environ.get("CCMOTIVATE_PAY_MONTHS", "240"))


@pytest.mark.prove
def test_two_hundred_company_months(tmp_path: Path) -> None:
    start = time.process_time()
    found = [compare(seed, tmp_path) for seed in range(1000, 1000 + MONTHS)]
    differences = [text for one in found for text in one.differences]
    people, steps = (sum(getattr(one, name) for one in found) for name in ("people", "steps"))
    record(
        "Pay against an oracle written from the text",
        [
            f"{MONTHS} random company-months, written as workbooks and read back: {people:,} people, {steps:,} running"
            " amounts and their final amounts, on and beside every boundary.",
            f"Differences: {len(differences)}.",
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert not differences, differences[:5]


@pytest.mark.prove
def test_the_cases_notice_every_slip_in_pay() -> None:
    rules = shipped_rules()
    cases, _problems = load_cases(RULES, rules, "rules")
    own = [case for case in cases if case.source.file.endswith(("pay.yaml", "balanced.yaml"))]
    made = list(mutants(rules))
    survivors = [name for name, other in made if not any(one.failures for one in run_cases(own, other))]
    noticed = f"Noticed: {len(made) - len(survivors)} of {len(made)}."
    lines = [noticed, *(f"Not noticed: {name}." for name in survivors)]
    record("Mutants of the shipped pay against its cases", lines)
    assert 100 * (len(made) - len(survivors)) >= 98 * len(made), survivors
