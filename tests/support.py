"""Small things that many tests need: the shipped rules, datasets from plain rows, workbooks from text tables."""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pytest
import python_calamine
import xlsxwriter

from ccmotivate.formats.cells import column_letters
from ccmotivate.formats.sheets import read_book
from ccmotivate.model.dataset import Dataset, DetailRows, TableColumns
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import InputFile
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import load_rules
from ccmotivate.problems import CATALOGUE, Problem
from ccmotivate.readers.agents import read_agents
from ccmotivate.readers.companions import joined
from ccmotivate.readers.headers import find_tables
from ccmotivate.readers.month_column import MonthOptions
from ccmotivate.readers.reading import ReadResult
from ccmotivate.readers.together import together

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules"
MONTH = Month(2025, 3)
_IDENTITY = ("agent_id", "name", "role", "project", "team", "site")

HANGS = 60.0  # seconds; a step of a test that takes longer hangs. How fast things are is for benchmarks and proofs.
Row = Mapping[str, Any]
posix = pytest.mark.skipif(os.name == "nt", reason="links, pipes, devices and signals of POSIX")


def is_private(path: Path) -> bool:
    """True where nobody but the owner may read a file; Windows has no modes that would say so."""
    return os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


@functools.cache
def shipped_rules() -> RuleSet:
    """The rules of the repository."""
    rules, problems = load_rules(RULES)
    assert rules is not None, problems
    return rules


@dataclass(frozen=True)
class Styled:
    """A cell with a number format, for ``workbook``."""

    value: float | str | None
    number_format: str


@dataclass(frozen=True)
class Formula:
    """A formula cell; without a ``result`` it was never calculated."""

    text: str
    result: str | float | None = None


def text_table(text: str) -> list[list[Any]]:
    """Lines of cells between ``|``: numbers become numbers, blanks None, ``'007`` stays text."""
    return [[_cell(cell.strip()) for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def _cell(text: str) -> Any:
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    try:
        return float(text) if text.isascii() and text[-1].isdigit() else text
    except ValueError:
        return text


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write sheets of rows as .xlsx; cells are None, bool, numbers, text (never formulas), ``Styled``, ``Formula``."""
    with xlsxwriter.Workbook(str(path)) as book:
        formats = functools.cache(lambda code: book.add_format({"num_format": code}))
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    _write(formats, sheet, at, column, cell)
    return path


def _write(formats: Callable[[str], Any], sheet: Any, row: int, column: int, cell: Any) -> None:
    if isinstance(cell, Styled):
        shown = formats(cell.number_format)
        if isinstance(cell.value, str):
            sheet.write_string(row, column, cell.value, shown)
        elif cell.value is not None:
            sheet.write_number(row, column, cell.value, shown)
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.text, None, "" if cell.result is None else cell.result)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    elif cell is not None:
        sheet.write_string(row, column, str(cell))


def sheets_in(file: Path | BinaryIO) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet of a workbook, from A1 on: blank cells are None, whole numbers int, formulas their result.

    Where styles, comments or the formulas themselves are looked at, it takes openpyxl, which is ten times as slow.
    """
    book = python_calamine.load_workbook(file)
    sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: [tuple(map(_value, row)) for row in rows] for name, rows in sheets.items()}


def _value(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


@dataclass(frozen=True)
class Outcome:
    """A workbook read: the result (None when it holds no agents) and every problem."""

    result: ReadResult | None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def dataset(self) -> Dataset:
        assert self.result is not None, self.problems
        return self.result.dataset

    @property
    def codes(self) -> list[str]:
        return [found.code for found in self.problems]

    @property
    def errors(self) -> list[Problem]:
        return [found for found in self.problems if found.is_error]


def read(path: Path, rules: RuleSet | None = None, month: Month | None = None) -> Outcome:
    """Read a workbook as ``score`` does, up to the engine."""
    book, found = read_book(path)
    if book is None:
        return Outcome(None, tuple(found))
    tables, headers = find_tables(book, rules or shipped_rules())
    if not tables:
        return Outcome(None, (*found, *headers))
    one, refused = read_agents(book, tables, rules or shipped_rules(), MonthOptions(month))
    found = (*found, *headers)
    if one is None:
        return Outcome(None, (*found, *refused))
    joint = joined([one], rules or shipped_rules())
    (settled,) = joint.parts
    if settled is None:
        return Outcome(None, (*found, *joint.problems))
    whole = together([settled], rules or shipped_rules())
    return Outcome(whole, (*found, *whole.problems))


def dataset(
    rows: Sequence[Row], metrics: Mapping[str, Exact] | None = None, details: Mapping[str, DetailRows] | None = None
) -> Dataset:
    """A dataset without a file: rows of ``agent_id role project …`` and metric values in their units, None blank.

    ``metrics`` may give the columns instead. Every row is in ``MONTH`` unless it has a ``month``.
    """
    names = sorted({name for row in rows for name in row} - {*_IDENTITY, "month"})
    if metrics is None:
        metrics = {name: Exact.from_fractions([row.get(name) for row in rows]) for name in names}
    frame: dict[str, object] = {
        "month": np.array([row.get("month", MONTH).ordinal for row in rows], dtype=np.int64),
        **{name: pd.Series([str(row.get(name) or "") for row in rows], dtype=object) for name in _IDENTITY},
        "table": np.zeros(len(rows), dtype=np.int64),
        "row": np.arange(len(rows), dtype=np.int64) + 2,
    }
    letters = {name: column_letters(at) for at, name in enumerate((*_IDENTITY, *metrics))}
    source = InputFile("march.xlsx", "0" * 64)
    tables = [TableColumns("march.xlsx", "坐席", letters)]
    tables += [TableColumns("march.xlsx", name, {"agent_id": "A"}) for name in details or {}]
    return Dataset((source,), pd.DataFrame(frame), dict(metrics), dict(details or {}), tuple(tables))


def detail_rows(rows: Sequence[Row], texts: Sequence[str], numbers: Sequence[str], table: int = 1) -> DetailRows:
    """The rows of a detail sheet: ``agent_id``, text and number columns, all in ``MONTH`` unless they say."""
    frame = {
        "month": np.array([row.get("month", MONTH).ordinal for row in rows], dtype=np.int64),
        "agent_id": pd.Series([row["agent_id"] for row in rows], dtype=object),
        "table": np.full(len(rows), table, dtype=np.int64),
        "row": np.arange(len(rows), dtype=np.int64) + 2,
        **{name: pd.Series([row[name] for row in rows], dtype=object) for name in texts},
    }
    columns = {name: Exact.from_fractions([row[name] for row in rows]) for name in numbers}
    return DetailRows(pd.DataFrame(frame), columns)


def sentences(problem: Problem) -> str:
    """Message and hint with their facts; a missing fact raises KeyError."""
    kind = CATALOGUE[problem.code]
    return f"{kind.message.format_map(problem.fields)} -> {kind.hint.format_map(problem.fields)}"


def fractions(*values: str | int | float | Fraction | None) -> list[Fraction | None]:
    """``"0.1"``, ``"1/3"``, 5, None as Fractions."""
    return [None if value is None else Fraction(value) for value in values]
