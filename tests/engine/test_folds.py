"""Random detail sheets: the engine's folds and their evidence against plain Python with fractions."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.engine.folds import OwnedRows, fold
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


class Line(Struct, frozen=True):
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


def _or(one: Maybe, other: Maybe) -> Maybe:
    """What ``or`` makes of two conditions."""
    return F(1) if F(1) in (one, other) else None if None in (one, other) else F(0)


OF: dict[str, Callable[[Maybe, Maybe], Maybe]] = {
    "x": lambda x, _y: x,
    "1": lambda _x, _y: F(1),
    "x / y": _both(lambda x, y: x / y if y else None),
    "x - y / 7": _both(lambda x, y: x - y / 7),
    "x >= y": _both(lambda x, y: F(x >= y)),
    "coalesce(x, 0)": lambda x, _y: F(0) if x is None else x,
    "x in (1, 2, -1)": lambda x, _y: None if x is None else F(x in (1, 2, -1)),
    "not x != 1": lambda x, _y: None if x is None else F(x == 1),
    "filled(x)": lambda x, _y: F(x is not None),
}
WHERE: dict[str | None, Callable[[Maybe, Maybe], Maybe]] = {
    None: lambda _x, _y: F(1),
    "y > 0": lambda _x, y: None if y is None else F(y > 0),
    "x < y": _both(lambda x, y: F(x < y)),
    "coalesce(y, 1) > 0": lambda _x, y: F((F(1) if y is None else y) > 0),
    "not filled(y) or y > 0": lambda _x, y: F(y is None or y > 0),
    "x > 0 or y > 0": lambda x, y: _or(None if x is None else F(x > 0), None if y is None else F(y > 0)),
    "x > 0 and y > 0": lambda x, y: F(x is not None and y is not None and x > 0 and y > 0),
}
WORDS: dict[str | None, Callable[[str], bool]] = {
    None: lambda _k: True,
    'k == "1"': lambda k: k == "1",
    'k != "１" and filled(k)': lambda k: k not in ("1", ""),
    'k not in ("1", "3")': lambda k: k not in ("1", "3", ""),
    '"2" == k or not filled(k)': lambda k: k in ("2", ""),
}
NAMES = {formula: frozenset(parse_formula(formula).names) for formula in OF}
ASKED = {where: frozenset(parse_formula(where).names if where else ()) for where in WHERE}
OPTIONAL = {formula: parse_formula(formula).optional for formula in OF}

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
    st.sampled_from(["1", "2", "3", ""]),
    numbers,
    numbers,
)


class Fold(Struct, frozen=True):
    """What the rules of a random fold say."""

    take: str
    of: str
    where: str | None = None
    per: bool = False
    word: str | None = None
    weigh: bool = False
    least: int | None = None
    blanks: str = "no_data"

    @property
    def rule(self) -> DetailFold:
        """As the engine has it."""
        where = " and ".join(f"({text})" for text in (self.where, self.word) if text)
        return DetailFold(
            "log", self.take, parse_formula(self.of), "g" if self.per else None,
            parse_formula(where) if where else None, "y" if self.weigh else None, self.least, self.blanks,
            frozenset("k") if self.word else frozenset(),
        )  # fmt: skip


def plain_fold(rows: list[tuple[int, Line]], fold: Fold) -> tuple[Maybe, set[int], int]:
    """One agent's value, the rows that counted and how many values were taken, by the words of the rules."""
    if fold.per:
        rows = [(at, line) for at, line in rows if WORDS[fold.word](line.k)]
    holds = {at: WHERE[fold.where](line.x, line.y) == 1 for at, line in rows}
    needed = (NAMES[fold.of] | (frozenset("y") if fold.weigh else frozenset())) - ASKED[fold.where]
    if fold.per and fold.blanks == "left_out":
        named = needed - OPTIONAL[fold.of]
        rows = [(at, line) for at, line in rows if not (holds[at] and None in [getattr(line, name) for name in named])]
    groups: dict[object, list[tuple[int, Line]]] = {}
    for at, line in rows:
        groups.setdefault(line.g if fold.per else at, []).append((at, line))
    values: list[tuple[Maybe, Maybe]] = []
    counted: set[int] = set()
    for group in groups.values():
        sums: dict[str, Maybe] = {}
        for name in "xy":
            filled = [getattr(line, name) for _, line in group if getattr(line, name) is not None]
            sums[name] = sum(filled, F(0)) if filled else None
        if WHERE[fold.where](sums["x"], sums["y"]) != 1 or not (fold.per or WORDS[fold.word](group[0][1].k)):
            continue
        for name in needed:
            if any(getattr(line, name) is None and holds[at] for at, line in group):
                sums[name] = None
        value, weight = OF[fold.of](sums["x"], sums["y"]), sums["y"] if fold.weigh else F(1)
        if weight == 0 or (fold.blanks == "left_out" and None in (value, weight)):
            continue
        read = NAMES[fold.of] | ASKED[fold.where] | (frozenset("y") if fold.weigh else frozenset())
        counted |= {at for at, line in group if holds[at] or any(getattr(line, name) is not None for name in read)}
        values.append((value, weight))
    if len(values) < (fold.least or 1) or any(None in pair for pair in values):
        return None, counted, len(values)
    found = [(value, weight) for value, weight in values if value is not None and weight is not None]
    return _take(fold.take, found), counted, len(values)


def _take(take: str, found: list[tuple[Fraction, Fraction]]) -> Maybe:
    values = [value for value, _ in found]
    match take:
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "sum":
            return sum(values, F(0))
        case "count":
            return F(len(values))
        case "distinct":
            return F(len(set(values)))
        case "median":
            return statistics.median(values)
    total = sum((weight for _, weight in found), F(0))
    return sum((value * weight for value, weight in found), F(0)) / total if total else None


def _data(rows: list[Line]) -> Dataset:
    written = [
        {"agent_id": line.agent, "month": line.month, "g": line.g, "k": line.k, "x": line.x, "y": line.y}
        for line in rows
    ]
    details = {"log": detail_rows(written, ["g", "k"], ["x", "y"])}
    return dataset([{"agent_id": agent, "month": month} for agent, month in AGENTS], {}, details)


TAKES = ["sum", "mean", "min", "max", "count", "share", "median", "distinct"]
folds = st.builds(
    Fold,
    st.sampled_from(TAKES),
    st.sampled_from(list(OF)),
    st.sampled_from(list(WHERE)),
    st.booleans(),
    st.sampled_from(list(WORDS)),
    st.booleans(),
    st.none() | st.integers(1, 4),
    st.sampled_from(["no_data", "left_out"]),
).map(lambda one: one if one.take in ("mean", "share") else replace(one, weigh=False))


@settings(max_examples=600)
@given(st.lists(lines, max_size=14), folds)
@example([Line("A", MONTHS[0], "东", "1", F(1, 3), F(2))] * 3, Fold("mean", "x / y", "y > 0", True))
@example([Line("A", MONTHS[0], "东", "1", None, F(0))] * 2, Fold("mean", "x", weigh=True))
@example(
    [Line("A", MONTHS[0], "东", "1", x, F(1)) for x in (F(1), None)], Fold("sum", "x", per=True, blanks="left_out")
)
def test_folds_and_their_evidence(rows: list[Line], plan: Fold) -> None:
    data = _data(rows)
    sheet = OwnedRows.of(data, "log")
    made = fold(sheet, plan.rule)
    behind = sheet.behind(made.counted)
    for place, (agent, month) in enumerate(AGENTS):
        mine = [(at, line) for at, line in enumerate(rows) if (line.agent, line.month) == (agent, month)]
        value, evidence, count = plain_fold(mine, plan)
        assert made.values[place] == value
        assert behind[place].tolist() == sorted(evidence)
        assert made.rows[place] == count


@given(st.lists(lines, max_size=14))
def test_words_are_counted_once_whatever_their_case(rows: list[Line]) -> None:
    texts = [f"{'ab'[at % 2]}{line.k}" for at, line in enumerate(rows)]
    spelt = [f"{text} ".upper() if at % 3 else text for at, text in enumerate(texts)]
    cased = [replace(line, k=text) for line, text in zip(rows, spelt, strict=True)]
    rule = DetailFold("log", "distinct", parse_formula("k"), blanks="left_out", texts=frozenset("k"))
    made = fold(OwnedRows.of(_data(cased), "log", ["a"]), rule)
    for place, who in enumerate(AGENTS):
        mine = {line.k.strip().lower() for line in cased if (line.agent, line.month) == who} - {"a"}
        assert made.values[place] == (len(mine) or None)


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
