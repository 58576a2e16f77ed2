"""Detail sheets folded to one value an agent, and formulas over what was read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccmotivate.engine.metrics import Computed, VersionMetrics, compute_metrics
from ccmotivate.engine.months import score_months
from ccmotivate.model.exact import Exact
from ccmotivate.model.formula import parse_formula
from ccmotivate.model.metrics import DetailFold
from ccmotivate.model.period import Month
from tests.engine.oracle import turnout
from tests.support import dataset, detail_rows, shipped_rules

F = Fraction
Rows = list[tuple[str, int | None, int | None]]


def _fold(rows: Rows, **changes: Any) -> Fraction | None:
    """The meeting turnout of agent A, whose rows these are, beside agents with none and strangers."""
    rules = shipped_rules()
    metric = rules.metrics["meeting_turnout"]
    assert metric.detail is not None
    metrics = {**rules.metrics, "meeting_turnout": replace(metric, detail=replace(metric.detail, **changes))}
    meetings = [{"agent_id": "A", "region": r, "required": n, "attended": m} for r, n, m in rows]
    others = [
        {"agent_id": "Z", "region": "东", "required": 1, "attended": 0},
        {"agent_id": "A", "region": "东", "required": 1, "attended": 0, "month": Month(2025, 4)},
    ]
    data = dataset(
        [{"agent_id": "B", "role": "outbound"}, {"agent_id": "A", "role": "outbound"}],
        {},
        {"meetings": detail_rows([*others, *meetings], ["region"], ["required", "attended"])},
    )
    computed = compute_metrics(data, replace(rules, metrics=metrics))
    values = computed.metrics["meeting_turnout"].to_list()
    assert values[0] is None
    return values[1]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([("东", 10, 10)], 100),
        ([("东", 10, 10), ("西", 3, 2)], F(200, 3)),
        ([("东", 10, 4), ("东", 10, 16)], 100),
        ([("东", 10, 10), ("西", 0, 5)], 100),
        ([("东", 10, 10), ("西", None, 5)], 100),
        ([("东", 0, 0)], None),
        ([], None),
        ([("东", 10, None)], None),
        ([("东", 10, 10), ("西", 5, None)], None),
        ([("东", 10, 30)], 300),
        ([("东", 10, 10), ("西", 0, None)], 100),
        ([("东", 10, 10), ("西", None, None)], 100),
        ([("东", 3, 1)], F(100, 3)),
        ([("东", 0, 5), ("东", 10, 5)], 100),
        ([("东", 10, 5), ("东", 10, None)], None),
    ],
)
def test_meetings(rows: Rows, wanted: Fraction | int | None) -> None:
    assert _fold(rows) == wanted


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("东西南"),
            st.one_of(st.none(), st.integers(0, 4)),
            st.one_of(st.none(), st.integers(0, 8)),
        ),
        max_size=6,
    )
)
def test_meetings_as_the_oracle_folds_them(rows: Rows) -> None:
    as_fractions = [(r, None if n is None else F(n), None if m is None else F(m)) for r, n, m in rows]
    assert _fold(rows) == turnout(as_fractions)


@pytest.mark.parametrize(
    ("take", "of", "where", "wanted"),
    [
        ("sum", "attended", None, 17),
        ("mean", "attended", None, F(17, 3)),
        ("max", "attended / required", None, 4),
        ("min", "attended", None, 3),
        ("count", "attended", "required > 2", 2),
        ("share", "attended >= required", None, F(1, 3)),
        ("sum", "attended", "required > 99", None),
    ],
)
def test_other_ways_to_take(take: str, of: str, where: str | None, wanted: Fraction | int | None) -> None:
    rows: Rows = [("东", 2, 8), ("西", 10, 6), ("南", 10, 3)]
    condition = parse_formula(where) if where else None
    found = _fold(rows, take=take, of=parse_formula(of), where=condition, per=None)
    assert found == (None if wanted is None else F(wanted) * 100)  # a percent metric reads the fold as a share


def test_rows_stand_alone_without_per() -> None:
    assert _fold([("东", 10, 4), ("东", 10, 16)], per=None) == 40
    assert DetailFold("meetings", "min", parse_formula("attended")).per is None


def test_the_rows_behind_a_value_are_kept() -> None:
    rows = [{"agent_id": "A", "region": r, "required": 1, "attended": 1} for r in "东西"]
    data = dataset(
        [{"agent_id": "A", "role": "outbound"}],
        {},
        {"meetings": detail_rows(rows, ["region"], ["required", "attended"])},
    )
    assert compute_metrics(data, shipped_rules()).folded["meeting_turnout"][0].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("documents", "wanted"),
    [
        ((100, 100, 200), 100),
        ((None, None, None), None),
        ((300, None, None), 100),
        ((0, None, None), 0),
        ((100, 100, F("199.999999999")), 100 - F(1, 6 * 10**9) * 1),
        ((150, None, 300), 100),
    ],
)
def test_workload_is_exact(documents: tuple[Any, ...], wanted: Fraction | int | None) -> None:
    names = ("questionnaires", "membership_forms", "purchase_records")
    data = dataset([{"agent_id": "A", "role": "data_entry", **dict(zip(names, documents, strict=True))}])
    assert compute_metrics(data, shipped_rules()).metrics["workload"].to_list() == [wanted]


def test_contributions_count_blanks_as_zero_and_need_one_column() -> None:
    rules = shipped_rules()
    both = dataset([{"agent_id": "A", "proposals_adopted": 2, "colleague_assists": None}])
    assert compute_metrics(both, rules).metrics["contributions"].to_list() == [2]
    one = dataset([{"agent_id": "A", "colleague_assists": 1}])
    assert compute_metrics(one, rules).metrics["contributions"].to_list() == [1]
    assert "contributions" not in compute_metrics(dataset([{"agent_id": "A", "csat": 1}]), rules).metrics


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("csat + calls_taken", F("5.9")),
        ("csat * fcr", F("0.72")),
        ("calls_taken / complaints_solved", None),
    ],
)
def test_a_percent_is_a_share_in_a_formula_and_so_is_what_it_makes_of_a_percent(
    formula: str, value: Fraction | None
) -> None:
    """90 % and 80 %, five calls, and no column of solved complaints: a formula that needs it has no data at all."""
    rules = shipped_rules()
    data = dataset([{"agent_id": "A", "csat": 90, "fcr": 80, "calls_taken": 5}])
    made = {
        name: replace(rules.metrics[name], formula=parse_formula(formula), blanks_count=None)
        for name in ("contributions", "qc_accuracy")
    }
    found = compute_metrics(data, replace(rules, metrics={**rules.metrics, **made})).metrics
    assert ("contributions" in found) == ("qc_accuracy" in found) == (value is not None)
    if value is not None:
        assert found["contributions"].to_list() == [value]
        assert found["qc_accuracy"].to_list() == [value * 100]


def test_metrics_that_are_known_of_all_agents_of_a_month_are_taken_and_of_some_are_not() -> None:
    """What is known says 1. January has the first and the third row, February the second and the fourth."""
    rules = shipped_rules()
    rows = [
        {"agent_id": name, "role": "inbound", "project": "P", "csat": 90, "month": Month(2025, month)}
        for name, month in (("B", 1), ("B", 2), ("A", 1), ("A", 2))
    ]
    data = dataset(rows)

    def months(*known: int) -> list[list[Fraction | None]]:
        ones = Computed({"csat": Exact.full(len(known), 1)}, {})
        version = VersionMetrics(np.array(known), data, rules, ones)
        return [one.metrics["csat"].to_list() for one in score_months(data, rules, [version])[0]]

    assert months(0, 1, 2, 3) == [[1, 1], [1, 1]]
    assert months(0, 2) == [[1, 1], [90, 90]]
    assert months(1, 3) == [[90, 90], [1, 1]]
    assert months(0, 1, 3) == [[90, 90], [1, 1]]
    assert months(0, 1) == [[90, 90], [90, 90]]


def test_a_formula_can_be_computed_where_of_each_group_of_its_inputs_one_is_there() -> None:
    sum_of_any, quotient = shipped_rules().metrics["workload"], shipped_rules().metrics["contributions"]
    quotient = replace(quotient, formula=parse_formula("csat / calls_taken"), blanks_count=None)
    assert sum_of_any.has_inputs({"questionnaires"})
    assert not sum_of_any.has_inputs({"csat"})
    assert quotient.has_inputs({"csat", "calls_taken"})
    assert not quotient.has_inputs({"csat"})
    assert not quotient.has_inputs({"calls_taken"})
