"""Learning: what counts when, whose rows are whose, broken rows, where the values come from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from msgspec.structs import replace

from ccmotivate.engine.months import score_months
from ccmotivate.model.dataset import Dataset, TableColumns, pooled
from ccmotivate.model.exact import Exact
from ccmotivate.model.results import MonthResult
from ccmotivate.model.sheets import SheetRows
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import with_sheets
from tests.parts.broken import errors_in
from tests.points.scoring import inbound
from tests.support import shipped_rules

F = Fraction
HEADERS = ("日期", "工号", "课程", "积分", "证书")
METRICS = ("learning_points", "certificates", "points_earned")
Row = tuple[str, str, Fraction | int, str]


def with_trainings(data: Dataset, rows: Sequence[Row]) -> Dataset:
    """The data with a sheet of trainings on its second table."""
    file = data.tables[0].file
    letters = {"date": "A", "agent_id": "B", "course": "C", "points": "D", "certificate": "E"}
    frame = pd.DataFrame({"workbook": file, "month": 0, "table": 1, "row": range(2, len(rows) + 2)})
    days = Exact.from_fractions([date.fromisoformat(row[0]).toordinal() for row in rows])
    texts = {
        "agent_id": np.array([row[1] for row in rows], dtype=object),
        "course": np.array(["c"] * len(rows), dtype=object),
        "certificate": np.array([row[3] for row in rows], dtype=object),
    }
    numbers = {"date": days, "points": Exact.from_fractions([row[2] for row in rows])}
    tables = (data.tables[0], TableColumns(file, "培训", letters))
    return replace(data, tables=tables, sheets={"training": SheetRows(frame, numbers, texts, ((file, 1),))})


def named(data: Dataset, file: str) -> Dataset:
    """The data of another workbook."""
    sheets = {
        kind: replace(
            rows, frame=rows.frame.assign(workbook=file), tables=tuple((file, table) for _book, table in rows.tables)
        )
        for kind, rows in data.sheets.items()
    }
    tables = tuple(replace(table, file=file) for table in data.tables)
    return replace(data, inputs=(replace(data.inputs[0], file=file),), tables=tables, sheets=sheets)


def values(month: MonthResult, at: int = 0) -> list[Fraction | None]:
    return [month.metrics[name][at] for name in METRICS]


ROWS: list[Row] = [
    ("2024-03-31", "A1", 100, "x"),
    ("2024-04-01", "A1", F("0.5"), "x"),
    ("2025-02-28", "A1", 2, "否"),
    ("2025-03-01", "A1", 3, ""),
    ("2025-03-31", "A1", 4, "x"),
    ("2025-04-01", "A1", 200, "x"),
]


def test_twelve_months_with_the_one_scored_and_nothing_after_it() -> None:
    (month,), _notes = score_months(with_trainings(inbound({}, {}), ROWS), shipped_rules())
    assert str(month.month) == "2025-03"
    assert values(month) == [F("9.5"), 2, 7]
    assert values(month, 1) == [0, 0, 0]


def test_rows_are_those_of_the_own_workbook_and_without_the_sheet_there_is_no_data() -> None:
    one = named(with_trainings(inbound({}), ROWS), "one.xlsx")
    rows: list[Row] = [("2025-03-05", "A1", 50, "x"), ("2025-03-06", "A2", 1, "")]
    other = named(with_trainings(inbound({"agent_id": "A2"}), rows), "other.xlsx")
    bare = named(inbound({"agent_id": "A3"}), "bare.xlsx")
    (month,), _notes = score_months(pooled([one, other, bare]), shipped_rules())
    assert month.agents["agent_id"].tolist() == ["A1", "A2", "A3"]
    assert [values(month, at) for at in range(3)] == [[F("9.5"), 2, 7], [1, 0, 1], [None, None, None]]


def test_where_a_value_comes_from_names_the_cells_of_the_trainings() -> None:
    data = with_trainings(inbound({}, {}), ROWS)
    (month,), _notes = score_months(data, shipped_rules())
    file = data.tables[0].file
    found = {name: month.sources.of(name, [0, 1]) for name in METRICS}
    assert found == {
        "learning_points": [f"{file}!培训!D3,D4,D5,D6", ""],
        "certificates": [f"{file}!培训!E3,E6", ""],
        "points_earned": [f"{file}!培训!D5,D6", ""],
    }


def test_against_a_plain_sum_over_every_agent_and_row() -> None:
    """Many agents and rows: the arrays give what adding row by row gives."""
    chance = np.random.default_rng(7)
    days = [date.fromordinal(int(day)).isoformat() for day in chance.integers(738_900, 739_400, 400)]
    rows: list[Row] = [
        (day, f"A{chance.integers(1, 40)}", F(int(chance.integers(0, 100)), 4), str(chance.choice(["", "x", "否"])))
        for day in days
    ]
    (month,), _notes = score_months(with_trainings(inbound(*[{}] * 30), rows), shipped_rules())
    for at, agent in enumerate(month.agents["agent_id"]):
        own = [row for row in rows if row[1] == agent and "2024-04" <= row[0][:7] <= "2025-03"]
        certificates = sum(row[3] == "x" for row in own)
        earned = sum((F(row[2]) for row in own if row[0][:7] == "2025-03"), F(0))
        assert values(month, at) == [sum((F(row[2]) for row in own), F(0)), certificates, earned]


# -- as files ---------------------------------------------------------------------------------------------------------


def book(folder: Path, *rows: Sequence[object]) -> Path:
    return with_sheets(folder, {"培训": [HEADERS, *rows]}, few=True)


def document(*words: str | Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ccmotivate(*words, "--json", "--lang", "en").out)
    return found


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (("2025-03-01", "0015", "课", -1, None), "out-of-range", "D2"),
        (("2025-03-01", "0015", "课", None, None), "blank-field", "D2"),
        (("2025-03-01", "0015", "课", "many", None), "not-a-number", "D2"),
        (("2025-03-01", "0015", None, 1, None), "blank-field", "C2"),
        (("soon", "0015", "课", 1, None), "not-a-date", "A2"),
        ((None, "0015", "课", 1, None), "blank-field", "A2"),
        (("2025-03-01", None, "课", 1, None), "blank-id", "B2"),
        (("2025-03-01", "15", "课", 1, None), "id-alike", "B2"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(row: Sequence[object], code: str, cell: str, tmp_path: Path) -> None:
    assert errors_in(book(tmp_path, row)) == [(code, "培训", cell)]


def test_a_value_in_a_column_too_is_an_error_that_names_both_cells(tmp_path: Path) -> None:
    path = book(tmp_path, ("2025-03-01", "0015", "课", 2, None))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    (head,) = [cell for cells in sheet.iter_rows(max_row=6) for cell in cells if cell.value == "工号"]
    column = sheet.max_column + 1
    sheet.cell(head.row, column, "学习积分")
    rows = {str(cells[head.column - 1].value): cells[0].row for cells in sheet.iter_rows(min_row=head.row + 1)}
    sheet.cell(rows["0015"], column, 5)
    sheet.cell(rows["0018"], column, 7)  # no row of trainings: the column counts
    workbook.save(path)
    (found,) = [one for one in document("check", path)["problems"] if one["severity"] == "error"]
    assert (found["code"], found["facts"]["metric"]) == ("column-and-sheet", "learning_points")
    assert found["cell"] == sheet.cell(rows["0015"], column).coordinate
    assert "培训!D2" in found["message"]


@pytest.mark.parametrize("text", ["=1+1", "<b>x</b>", "{{ 7*7 }}", "长" * 5000])
def test_text_that_would_be_code_does_nothing(text: str, tmp_path: Path) -> None:
    """A formula without a value is an error with its cell; any other course or certificate is text."""
    path = book(tmp_path, ("2025-03-01", "0015", text, 2, text))
    ran = ccmotivate("score", path, "--out", tmp_path / "out", "--lang", "en")
    assert (ran.code == 0) == (text != "=1+1"), ran.err
    assert "49" not in ran.out.replace(str(tmp_path), "")


@pytest.mark.parametrize(("lang", "words"), [("zh", "最近12个月"), ("en", "over the last 12 months")])
def test_the_handbook_says_how_long_it_counts(lang: str, words: str) -> None:
    ran = ccmotivate("rules", "show", ROOT / "rules", "--lang", lang)
    assert words in "".join(ran.out.split("\n")).replace("  ", " ")
