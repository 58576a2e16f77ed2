"""The generator of companies with findings: repeatable, without errors, on both sides of every boundary."""

from functools import cache

import pytest

from tests.parts.coaching.generate import PRAISE, WORDS, Month, company
from tests.parts.coaching.oracle import History, complaints, findings, later, months_before, strangers
from tests.parts.pay.generate import AGENTS, COACHINGS, FINDINGS

SEEDS = range(40)


@cache
def made(seed: int) -> list[Month]:
    """The company of a seed, made once."""
    return company(seed)


def months() -> list[Month]:
    """All months of the seeds."""
    return [month for seed in SEEDS for month in made(seed)]


def histories() -> list[History]:
    """What the oracle judges in those that have findings."""
    return [month.history for month in months() if month.history]


@pytest.mark.parametrize("seed", SEEDS)
def test_repeatable_and_true_to_its_cells(seed: int) -> None:
    assert company(seed) == made(seed)
    for month in made(seed):
        assert (month.history is None) == (FINDINGS not in month.sheets)
        if month.history:
            assert_true(month, month.history)


def assert_true(month: Month, history: History) -> None:
    """The rows of the sheets are what the oracle is given, and hold no error."""
    assert [row["工号"] for row in month.sheets[AGENTS]] == list(history.agents)
    for row, finding in zip(month.sheets[FINDINGS], history.findings, strict=True):
        told = finding.day.isoformat(), finding.agent_id, WORDS[finding.kind], finding.valid_complaint
        assert (row["日期"], row["工号"], row["类别"], row["有效投诉"] in {"是", "Y"}) == told
        assert not (finding.valid_complaint and finding.kind in PRAISE)
    talks = [(row["日期"], row["工号"], row["类别"]) for row in month.sheets.get(COACHINGS, [])]
    assert talks == [(row.day.isoformat(), row.agent_id, WORDS[row.kind]) for row in history.coachings]


def test_every_state_occurs_with_and_without_a_repeat() -> None:
    told = [entry for history in histories() for entries in findings(history).values() for entry in entries]
    assert {(entry["state"], entry["repeat"]) for entry in told} == {
        (None, False), ("open", False), ("open", True), ("overdue", False), ("overdue", True), ("coached", False),
        ("coached", True),
    }  # fmt: skip


def test_days_7_and_8_and_the_edge_of_six_months_occur() -> None:
    ages, gaps, clipped = set(), set(), set()
    for history in histories():
        for slip in history.findings:
            ages.add((history.as_of - slip.day).days)
            edge = months_before(slip.day, 6)
            talks = [row.day for row in history.coachings if (row.agent_id, row.kind) == (slip.agent_id, slip.kind)]
            gaps |= {(talk - edge).days for talk in talks}
            clipped |= {(edge.month, edge.day) for talk in talks if talk == edge and slip.day.day > edge.day}
    assert {0, 7, 8, -1} <= ages
    assert {0, 1} <= gaps
    assert {(2, 28), (2, 29)} <= clipped


def test_what_gives_notes_occurs() -> None:
    assert any(strangers(history) for history in histories())
    assert any(later(history)["质检记录"] for history in histories())
    assert any(later(history)["辅导记录"] for history in histories())
    assert any(FINDINGS not in month.sheets for month in months())
    assert any(COACHINGS not in month.sheets and FINDINGS in month.sheets for month in months())
    assert any(max(complaints(history).values()) for history in histories())
    assert any(not history.coachings for history in histories())
