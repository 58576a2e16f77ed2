"""The engine against the oracle on small random months; ``tests/prove`` does the same a million times."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.engine.months import score_months
from tests.engine.cases import COLUMNS, make_agents, pool, shown
from tests.engine.compare import as_dataset, as_workbook, differences
from tests.engine.oracle import ROLES, SCORECARDS, Agent, appraise, judge
from tests.support import MONTH, read, shipped_rules


@settings(max_examples=25)
@given(st.data(), st.integers(1, 8), st.booleans())
def test_small_months_are_decided_as_the_oracle_decides(data: st.DataObject, count: int, cells: bool) -> None:
    agents = make_agents(lambda choices: data.draw(st.sampled_from(choices)), count, cells)
    (result,), _ = score_months(as_dataset(agents, cells), shipped_rules())
    assert differences(result, appraise(agents))[1] == []


@pytest.mark.parametrize(("seed", "cells"), [(1, False), (2, True)])
def test_a_large_month_is_decided_as_the_oracle_decides(seed: int, cells: bool) -> None:
    agents = make_agents(random.Random(seed).choice, 800, cells)
    (result,), _ = score_months(as_dataset(agents, cells), shipped_rules())
    decisions, wrong = differences(result, appraise(agents))
    assert wrong == []
    assert decisions > 9_000


@pytest.mark.parametrize("seed", [3, 4])
def test_a_workbook_is_decided_as_the_oracle_decides(seed: int, tmp_path: Path) -> None:
    pick = random.Random(seed).choice
    agents = make_agents(pick, 200, cells=True)
    outcome = read(as_workbook(agents, tmp_path / f"{MONTH}.xlsx", pick))
    assert outcome.errors == []
    (result,), _ = score_months(outcome.dataset, shipped_rules())
    assert differences(result, appraise(agents))[1] == []


def test_the_cases_hold_everything_that_is_hard() -> None:
    """The generators are worth nothing if nobody qualifies, nobody ties and nobody stands on a line."""
    agents = make_agents(random.Random(5).choice, 600, cells=False)
    appraisal = appraise(agents)
    verdicts = list(appraisal.verdicts.values())
    assert 0.2 < sum(v.qualified for v in verdicts) / len(verdicts) < 0.8
    assert any(v.qualified and not v.eligible for v in verdicts)
    assert {status for v in verdicts for status in v.statuses.values()} == {"pass", "fail", "no_data"}
    assert any(one.tied for one in appraisal.awards)
    assert set(appraisal.ties) >= {"best_agent", "csat_star", "monthly_project"}
    assert {one.award for one in appraisal.awards} == {"best_agent", "best_team", "csat_star", "monthly_project"}
    halves = [
        v
        for v in verdicts
        for metric, (_, points) in SCORECARDS[v.agent.role].items()
        if (value := v.metrics.get(metric)) is not None and points(value) * 1000 % 10 == 5
    ]
    assert len(halves) > 20


def _standing(role: str, **changes: object) -> Agent:
    values = dict.fromkeys(COLUMNS) | {
        name: pool(name, role)[0][0] for name in ("attitude", "filing", "project_knowledge")
    }
    return Agent("1", role, "P", "", values | changes)


@pytest.mark.parametrize("role", ROLES)
def test_the_oracle_gives_100_on_standard_and_110_at_most(role: str) -> None:
    """The oracle itself is held against the two figures that the document states for every role."""
    from tests.engine.oracle import STANDARDS

    on_standard = {name: shown(float(figure)) for name, figure in STANDARDS[role].items() if name != "workload"}
    best = on_standard | {
        name: shown(value)
        for name, value in {"productivity": 100.0, "emails": 96.0, "qa_checks": 960.0, "confirm_rate": 48.0}.items()
    }
    documents = {"questionnaires": shown(300.0)}, {"questionnaires": shown(360.0)}
    assert judge(_standing(role, **on_standard, **documents[0])).score == 10_000
    assert judge(_standing(role, **best, **documents[1])).score == 11_000
