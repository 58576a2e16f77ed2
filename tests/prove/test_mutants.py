"""Every single slip of the pen in the shipped rules makes a case fail, but for those that decide nothing else."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from ccmotivate.engine.case_run import run_case
from ccmotivate.pipeline.testing import reason_of
from ccmotivate.ruleset.cases import load_cases
from tests.mutants import Mutant, mutants
from tests.prove.record import record
from tests.support import RULES, shipped_rules

_SURVIVORS = {
    "woodpecker: mean for sum qa_checks": (
        "taken as a share of the best, the mean of three months and their sum give the same share"
    ),
    "woodpecker: sum qa_checks optional True": (
        "a candidate is eligible, so qualified, so has QC documents in every month: the part is never lacking"
    ),
}
_FEWEST, _SHARE = 150, 98


def _kind(name: str) -> str:
    """What a mutant changes, by its name."""
    owner, _colon, change = name.partition(": ")
    if change.startswith("must ") or owner == "eligible":
        return "standards"
    if "of weight" in change:
        return "weights"
    if owner in shipped_rules().roles:
        return "points"
    if change.startswith("prize "):
        return "prizes"
    return "award conditions" if owner in shipped_rules().awards else "formulas and detail sheets"


@pytest.mark.prove
def test_every_mutant_of_the_shipped_rules_makes_a_case_fail() -> None:
    """Standards, comparisons, weights, points, awards, prizes, formulas: each changed by its smallest step."""
    start = time.monotonic()
    rules = shipped_rules()
    cases, problems = load_cases(RULES, rules, "rules")
    assert not any(one.is_error for one in problems)

    def is_noticed(mutant: Mutant) -> bool:
        return any(run_case(case, mutant.rules, reason_of).failures for case in mutant.ordered(cases))

    found = {mutant.name: is_noticed(mutant) for mutant in mutants(rules)}
    survivors = [name for name, noticed in found.items() if not noticed]
    killed = len(found) - len(survivors)
    kinds = Counter(_kind(name) for name in found)
    record(
        "Mutants of the shipped rules against their cases",
        [
            f"{len(found)} mutants, each the shipped rules with one thing changed by its smallest step "
            f"({', '.join(f'{count} of {kind}' for kind, count in sorted(kinds.items()))}); "
            f"{len(cases)} cases with {sum(len(case.checks) for case in cases):,} expectations.",
            f"Noticed by a case: {killed} of {len(found)} ({100 * killed / len(found):.1f} %).",
            *(f"Not noticed: {name}: {_SURVIVORS.get(name, 'unexplained')}." for name in survivors),
            f"Time: {time.monotonic() - start:.0f} s on one processor.",
        ],
    )
    assert len(found) >= _FEWEST
    assert 100 * killed >= _SHARE * len(found)
    assert set(survivors) <= set(_SURVIVORS)


@pytest.mark.prove
def test_the_cases_run_in_less_than_three_seconds() -> None:
    """All cases of the shipped scheme, rules and cases read, in processor time."""
    rules, spent, months = shipped_rules(), float("inf"), 0
    for _ in range(3):  # the least of three, for the machine may be busy with others
        start = time.process_time()
        cases, _problems = load_cases(RULES, rules, "rules")
        outcomes = [run_case(case, rules, reason_of) for case in cases]
        spent = min(spent, time.process_time() - start)
        months = sum(len(one.months) for one in outcomes)
    record(
        "The cases of the shipped scheme, once",
        [f"{len(cases)} cases over {months} months: {spent:.1f} s of one processor."],
    )
    assert spent < 3
