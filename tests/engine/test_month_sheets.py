"""The rows of parts' sheets that count for a month: by day, by workbook, by person (people.md §0)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from ccmotivate.engine.month_sheets import month_sheets, off_notes
from ccmotivate.model.dataset import NO_ROSTER, Dataset, TableColumns
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import InputFile
from ccmotivate.model.sheets import MonthSheets, SheetRows
from tests.engine.fairness_cases import agent, scored
from tests.support import dataset, shipped_rules

MARCH = Month(2025, 3)
OTHER = "april.xlsx"
RULES = shipped_rules()


def with_sheet(kind: str, rows: Sequence[dict[str, Any]], books: Sequence[str] = ("march.xlsx",)) -> Dataset:
    """Agents A and B, one in each workbook where there are two, with the rows of a sheet of these workbooks.

    A row has ``agent_id``, ``date`` of a history, and where not 0 and the first one its ``month`` and ``workbook``.
    """
    data = dataset([{"agent_id": name, "role": "inbound"} for name in "AB"])
    tables = (
        TableColumns(books[0], "坐席", {}),
        TableColumns(books[-1], "坐席", {}),
        TableColumns("log.xlsx", kind, {}),
    )
    agents = data.agents.assign(table=[0, len(books) - 1])
    sheet = RULES.sheets[kind]
    frame = pd.DataFrame(
        {
            "workbook": pd.Series([row.get("workbook", books[0]) for row in rows], dtype=object),
            "month": np.array([row.get("month", 0) for row in rows], dtype=np.int64),
            "table": np.full(len(rows), 2, dtype=np.int64),
            "row": np.array([row.get("row", at) for at, row in enumerate(rows, start=2)], dtype=np.int64),
        }
    )
    days = [Fraction(dt.date.fromisoformat(row["date"]).toordinal()) if "date" in row else None for row in rows]
    numbers = {name: Exact.from_fractions(days) for name, column in sheet.columns.items() if column.is_number}
    texts = {
        name: np.array([str(row.get(name, "")) for row in rows], dtype=object)
        for name, column in sheet.columns.items()
        if column.has_text
    }
    found = SheetRows(frame, numbers, texts, tuple((book, 2) for book in dict.fromkeys([*books, *frame["workbook"]])))
    return replace(data, agents=agents, tables=tables, sheets={kind: found})


def found_in(kind: str, *rows: dict[str, Any], books: Sequence[str] = ("march.xlsx",)) -> MonthSheets:
    return month_sheets(with_sheet(kind, rows, books), RULES, MARCH)


def test_a_history_is_known_up_to_the_last_day_of_the_month() -> None:
    days = ("2024-12-01", "2025-03-01", "2025-03-31", "2025-04-01", "2025-05-01")
    sheets = found_in("coachings", *({"agent_id": "A", "date": day} for day in days))
    assert sheets.rows["coachings"].frame["row"].tolist() == [2, 3, 4]
    assert sheets.later["coachings"][0] == 2


@pytest.mark.parametrize(("day", "named"), [("2025-02-28", ()), ("2025-03-01", ("Z",)), ("2025-03-31", ("Z",))])
def test_a_stranger_is_named_in_the_month_of_the_row(day: str, named: tuple[str, ...]) -> None:
    """Who left before the month stands in a history all the same."""
    sheets = found_in("coachings", {"agent_id": "Z", "date": day}, {"agent_id": "A", "date": day})
    assert sheets.strangers.get("coachings", ((), None))[0] == named
    assert len(sheets.rows["coachings"]) == 2


def test_a_stranger_of_a_sheet_without_days_is_left_out_and_named() -> None:
    sheets = found_in("goals", {"agent_id": "Z"}, {"agent_id": "A"})
    assert sheets.strangers["goals"][0] == ("Z",)
    assert sheets.rows["goals"].texts["agent_id"].tolist() == ["A"]


def test_rows_that_two_workbooks_share_count_once() -> None:
    shared = [{"agent_id": "A", "row": row, "workbook": book} for book in ("march.xlsx", OTHER) for row in (2, 3)]
    sheets = found_in("goals", *shared, books=("march.xlsx", OTHER))
    assert sheets.rows["goals"].frame["row"].tolist() == [2, 3]
    assert len(found_in("goals", *shared).rows["goals"]) == 2  # those of the other workbook are not of this month


def test_a_sheet_is_elsewhere_where_all_its_rows_say_other_months() -> None:
    april, march = {"agent_id": "A", "month": MARCH.ordinal + 1}, {"agent_id": "A", "month": MARCH.ordinal}
    assert found_in("goals", april, april).elsewhere == {"goals"}
    for rows in ((april, march), (april, {"agent_id": "A"}), ()):
        assert found_in("goals", *rows).elsewhere == frozenset()
    assert found_in("goals", april, march).rows["goals"].frame["row"].tolist() == [3]


@pytest.mark.parametrize(
    ("places", "there"),
    [([0, -1], [True, False]), ([0, NO_ROSTER], [True, False]), ([NO_ROSTER, NO_ROSTER], None), (None, None)],
)
def test_who_stands_on_a_roster(places: list[int] | None, there: list[bool] | None) -> None:
    data = with_sheet("goals", [])
    if places is not None:
        data = replace(data, agents=data.agents.assign(roster=places))
    found = month_sheets(data, RULES, MARCH).on_roster
    assert (None if found is None else found.tolist()) == there


def test_parts_that_lack_a_sheet_are_told_once_with_the_file_where_there_is_one() -> None:
    months = scored([agent("A", month=month) for month in (1, 2)])
    (note,) = off_notes(months)
    assert (note.source.file, note.fields["months"]) == ("march.xlsx", "2025-01, 2025-02")
    other = replace(months[1], inputs=(InputFile(OTHER, ""),))
    (note,) = off_notes([months[0], other])
    assert note.source.file == ""
