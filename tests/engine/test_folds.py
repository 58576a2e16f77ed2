"""Random detail sheets: the engine's folds and their evidence against plain Python with fractions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ccmotivate.engine.metrics import OwnedRows, fold
from ccmotivate.model.dataset import Dataset, DetailRows, TableColumns
from ccmotivate.model.exact import Exact
from ccmotivate.model.formula import parse_formula
from ccmotivate.model.metrics import DetailColumn, DetailFold, DetailSheet, Label
from ccmotivate.model.period import Month
from ccmotivate.readers.repeated_rows import without_repeats
from tests.support import dataset, detail_rows, shipped_rules

F = Fraction
Maybe = Fraction | None
MONTHS = (Month(2025, 2), Month(2025, 3))
AGENTS = [("A", MONTHS[0]), ("B", MONTHS[0]), ("A", MONTHS[1])]


@dataclass(frozen=True)
class Line:
    """A row of the random sheet: whose it is, its words and its numbers."""

    agent: str
    month: Month
    g: str
    k: str
    x: Maybe
    y: Maybe


def _both(made: Callable[[Fraction, Fraction], Maybe]) -> Callable[[Maybe, Maybe], Maybe]:
    """A formula of x and y that has no data where either lacks it."""
    return lambda x, y: None if x is None or y is None else made(x, y)


OF: dict[str, Callable[[Maybe, Maybe], Maybe]] = {
    "x": lambda x, _y: x,
    "1": lambda _x, _y: F(1),
    "x / y": _both(lambda x, y: x / y if y else None),
    "x - y / 7": _both(lambda x, y: x - y / 7),
    "x >= y": _both(lambda x, y: F(x >= y)),
    "coalesce(x, 0)": lambda x, _y: F(0) if x is None else x,
}
WHERE: dict[str | None, Callable[[Maybe, Maybe], Maybe]] = {
    None: lambda _x, _y: F(1),
    "y > 0": lambda _x, y: None if y is None else F(y > 0),
    "x < y": _both(lambda x, y: F(x < y)),
    "coalesce(y, 1) > 0": lambda _x, y: F((F(1) if y is None else y) > 0),
}
NAMES = {formula: frozenset(name for name in "xy" if name in formula.replace("coalesce", "")) for formula in OF}
ASKED = {where: frozenset(name for name in "xy" if where and f"{name}" in where) for where in WHERE}

numbers = st.one_of(
    st.none(),
    st.integers(-3, 6).map(F),
    st.builds(F, st.integers(-30, 30), st.integers(1, 150)),
    st.integers(-(10**25), 10**25).map(F),
)
lines = st.builds(
    Line,
    st.sampled_from("ABZ"),
    st.sampled_from(MONTHS),
    st.sampled_from("东西南"),
    st.sampled_from("123"),
    numbers,
    numbers,
)


def plain_fold(
    rows: list[tuple[int, Line]], take: str, of: str, where: str | None, per: bool
) -> tuple[Maybe, set[int]]:
    """One agent's value and the rows that counted, by the words of the rules."""
    holds = {at: WHERE[where](line.x, line.y) == 1 for at, line in rows}
    groups: dict[object, list[tuple[int, Line]]] = {}
    for at, line in rows:
        groups.setdefault(line.g if per else at, []).append((at, line))
    values: list[Maybe] = []
    counted: set[int] = set()
    for group in groups.values():
        sums: dict[str, Maybe] = {}
        for name in "xy":
            filled = [getattr(line, name) for _, line in group if getattr(line, name) is not None]
            sums[name] = sum(filled, F(0)) if filled else None
        if WHERE[where](sums["x"], sums["y"]) != 1:
            continue
        read = NAMES[of] | ASKED[where]
        counted |= {at for at, line in group if holds[at] or any(getattr(line, name) is not None for name in read)}
        for name in NAMES[of] - ASKED[where]:
            if any(getattr(line, name) is None and holds[at] for at, line in group):
                sums[name] = None
        values.append(OF[of](sums["x"], sums["y"]))
    if not values or None in values:
        return None, counted
    found = [value for value in values if value is not None]
    match take:
        case "min":
            return min(found), counted
        case "max":
            return max(found), counted
        case "sum":
            return sum(found, F(0)), counted
        case "count":
            return F(len(found)), counted
        case _:
            return sum(found, F(0)) / len(found), counted


def _data(rows: list[Line]) -> Dataset:
    written = [
        {"agent_id": line.agent, "month": line.month, "g": line.g, "k": line.k, "x": line.x, "y": line.y}
        for line in rows
    ]
    details = {"log": detail_rows(written, ["g", "k"], ["x", "y"])}
    return dataset([{"agent_id": agent, "month": month} for agent, month in AGENTS], {}, details)


@settings(max_examples=300)
@given(
    st.lists(lines, max_size=14),
    st.sampled_from(["sum", "mean", "min", "max", "count", "share"]),
    st.sampled_from(list(OF)),
    st.sampled_from(list(WHERE)),
    st.booleans(),
)
@example([Line("A", MONTHS[0], "东", "1", F(1, 3), F(2))] * 3, "mean", "x / y", "y > 0", True)
def test_folds_and_their_evidence(rows: list[Line], take: str, of: str, where: str | None, per: bool) -> None:
    data = _data(rows)
    rule = DetailFold(
        "log", take, parse_formula(of), "g" if per else None, None if where is None else parse_formula(where)
    )
    sheet = OwnedRows.of(data, "log")
    found, counted = fold(sheet, rule)
    behind = sheet.behind(counted)
    for place, (agent, month) in enumerate(AGENTS):
        mine = [(at, line) for at, line in enumerate(rows) if (line.agent, line.month) == (agent, month)]
        value, evidence = plain_fold(mine, take, of, where, per)
        assert found[place] == value
        assert behind[place].tolist() == sorted(evidence)


@settings(max_examples=100)
@given(st.lists(lines, max_size=10), st.lists(st.integers(0, 9), max_size=8))
def test_repeated_rows_change_nothing(rows: list[Line], again: list[int]) -> None:
    """Each row is given a key of its own; then some rows stand again, anywhere."""
    keyed = [replace(line, k=str(at)) for at, line in enumerate(rows)]
    data = _data(keyed + [keyed[at] for at in again if at < len(keyed)])
    rules = shipped_rules()
    columns = {name: DetailColumn(name, Label(name, name), "text") for name in ("g", "k")}
    rules = replace(rules, details={"log": DetailSheet("log", Label("log", "log"), columns, key=("k",))})
    tables = (data.tables[0], TableColumns("march.xlsx", "log", {"agent_id": "A", "g": "B", "k": "C"}))
    once, problems, bad = without_repeats(replace(data, tables=tables), rules)
    assert not bad
    assert sum(int(found.fields["count"]) for found in problems) == sum(at < len(keyed) for at in again)
    wanted = _data(keyed).details["log"]
    assert once.details["log"].frame.equals(wanted.frame)
    assert once.details["log"].numbers["x"].to_list() == wanted.numbers["x"].to_list()


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 4), numbers), max_size=80), st.booleans())
def test_sums_and_extremes_of_groups(rows: list[tuple[int, Maybe]], largest: bool) -> None:
    column = Exact.from_fractions([value for _, value in rows])
    group = np.array([at for at, _ in rows], dtype=np.int64)
    filled = [[value for at, value in rows if at == one and value is not None] for one in range(5)]
    assert column.sums(group, 5).to_list() == [sum(one, F(0)) if one else None for one in filled]
    extreme = max if largest else min
    assert column.extremes(group, 5, largest=largest).to_list() == [extreme(one) if one else None for one in filled]


@pytest.mark.parametrize("value", [2**62 - 1, -(2**61), F(2**61, 3)])
def test_sums_that_leave_64_bits(value: Fraction | int) -> None:
    column = Exact.from_fractions([value] * 1000)
    assert column.sums(np.zeros(1000, dtype=np.int64), 1).to_list() == [F(value) * 1000]


def test_an_agent_who_stands_twice_owns_the_rows_once() -> None:
    data = _data([Line("B", MONTHS[0], "东", "1", F(1), F(1)), Line("A", MONTHS[1], "东", "1", F(1), F(1))])
    people = data.agents.iloc[[0, 0, 1, 2]].reset_index(drop=True)
    assert replace(data, agents=people).owners("log").tolist() == [2, 3]
    assert isinstance(data.details["log"], DetailRows)
