"""What an export that no rules know yet is taken for: kinds, ids, months, and what is left to ask."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.formats.sheets import read_book
from ccmotivate.model.export_plan import Doubt, Plan, Reason, SeenColumn
from ccmotivate.readers.export_columns import plan_of
from tests.support import Styled, shipped_rules, workbook


def planned(folder: Path, *sheets: Sequence[Sequence[object]], name: str = "export.xlsx") -> Plan | None:
    book, problems = read_book(workbook(folder / name, {f"S{at}": rows for at, rows in enumerate(sheets, start=1)}))
    assert book is not None, problems
    return plan_of(book, shipped_rules())


def with_column(folder: Path, header: str, cells: Sequence[object]) -> SeenColumn:
    """What the last column of a small export is taken for."""
    rows = [["Agent ID", "Calls", header], *([f"A{at}", 10 + at, cell] for at, cell in enumerate(cells))]
    plan = planned(folder, rows)
    assert plan is not None
    return next(one for one in (*plan.metrics, *plan.others) if one.letters == "C")


@pytest.mark.parametrize("header", ["Call ID", "Ticket #", "工单编号", "通话流水号", "序号"])
def test_the_number_of_a_call_or_a_case_is_nobodys_id(tmp_path: Path, header: str) -> None:
    rows = [[header, "Agent", "Calls"], *([f"T{at}", f"Agent {'AB'[at % 2]}lpha", at] for at in range(6))]
    plan = planned(tmp_path, rows)
    assert plan is not None and "agent_id" not in plan.identity


@pytest.mark.parametrize(
    ("header", "cells", "kind", "why", "middle"),
    [
        ("Sales", [3, 1, 2], "count", Reason.WHOLE, 2),
        ("Sales", ["3", "1", None, "-"], "count", Reason.WHOLE, 1),
        ("Sales", [3, 1.5, 2], "number", Reason.NUMBERS, 2),
        ("Quality", [Styled(0.85, "0%"), Styled(0.9, "0%")], "percent", Reason.PERCENT_SIGN, 85),
        ("Quality", ["85%", "91.5%", "90%"], "percent", Reason.PERCENT_SIGN, 90),
        ("Quality (%)", [85, 91, 90], "percent", Reason.PERCENT_SIGN, 90),
        ("CSAT %", [85, 91, 90], "percent", Reason.PERCENT_SIGN, 90),
        ("Slips", ["0.5‰", "1‰"], "permille", Reason.PERMILLE_SIGN, Fraction(1, 2)),
        ("Talk", ["00:03:25", "00:04:01"], "duration", Reason.TIMES, 205),
        ("Trained", ["yes", "no", "yes"], "pass", Reason.PASS_WORDS, 1),
        ("Region", ["North", "North", "South"], None, Reason.WORDS, None),
        ("Remark", ["late", "ill", "fine"], None, Reason.TEXT, None),
        ("Sales", [3, "many", 2], None, Reason.UNREADABLE, None),
        ("Hired", [Styled(45000, "yyyy-mm-dd"), Styled(45001, "yyyy-mm-dd")], None, Reason.DATES, None),
        ("Nothing", [None, "-"], None, Reason.BLANK, None),
        ("Calls", [1, 2], None, Reason.TWICE, 1),
        ("工号", ["B1", "B2"], None, Reason.TAKEN, None),
    ],
)
def test_a_column_is_taken_for_what_reads_whole(
    tmp_path: Path, header: str, cells: list[object], kind: str | None, why: Reason, middle: Fraction | int | None
) -> None:
    if why is Reason.DATES:  # days of one month would be taken for the month
        rows = [["Agent ID", "Month", header], *([f"A{at}", "2025-03", cell] for at, cell in enumerate(cells))]
        plan = planned(tmp_path, rows)
        assert plan is not None
        (seen,) = plan.others
    else:
        seen = with_column(tmp_path, header, cells)
    assert (seen.kind, seen.why, seen.middle) == (kind, why, middle)


@pytest.mark.parametrize(
    ("header", "cells", "doubt", "low"),
    [
        ("Conversion", [0.25, 0.35], Doubt.SHARE, False),
        ("Handling time", [205, 241], Doubt.TIME, True),
        ("平均处理时长", [205, 241], Doubt.TIME, True),
        ("平均处理时长（秒）", [205, 241], None, True),
        ("投诉", [2, 0], None, True),
        ("Sales", [2, 0], None, False),
    ],
)
def test_what_only_the_user_knows_is_a_doubt(
    tmp_path: Path, header: str, cells: list[object], doubt: Doubt | None, low: bool
) -> None:
    seen = with_column(tmp_path, header, cells)
    assert (seen.doubt, seen.low_is_good) == (doubt, low)


def rows_of(*columns: tuple[str, Sequence[object]]) -> list[list[object]]:
    """Rows from columns with their headers."""
    return [
        [header for header, _cells in columns],
        *map(list, zip(*(cells for _header, cells in columns), strict=True)),
    ]


@pytest.mark.parametrize(
    ("columns", "who"),
    [
        ([("员工编号", ["1", "2"]), ("Sales", [5, 6])], "A"),  # a word that the shipped rules know
        ([("Sales", [5, 6]), ("Seat", ["x1", "x2"])], "B"),  # words with digits that never repeat
        ([("Key", ["007", "012"]), ("Sales", [5, 6])], "A"),  # leading zeros
        ([("Sales", [5, 6]), ("User ID", [11, 12])], "B"),  # numbers under such a header
        ([("Sales", [5, 6]), ("Time", [11, 12])], None),  # figures that happen not to repeat
        ([("Agent name", ["Agent Alpha", "Agent Beta"]), ("Sales", [5, 6])], None),  # names never identify
        ([("Seat", ["x1", "x1"]), ("Sales", [5, 6])], None),  # twice in one month
        ([("Seat", ["x1", "x1"]), ("When", ["2025-03", "2025-04"]), ("Sales", [5, 6])], "A"),  # once in each
    ],
)
def test_the_column_of_ids(tmp_path: Path, columns: list[tuple[str, Sequence[object]]], who: str | None) -> None:
    plan = planned(tmp_path, rows_of(*columns))
    assert plan is not None
    found = plan.identity.get("agent_id")
    assert (found.letters if found else None) == who


def test_months_are_found_by_what_they_hold(tmp_path: Path) -> None:
    plan = planned(tmp_path, rows_of(("Agent ID", ["1", "2"]), ("When", ["2025年3月", "2025年3月"]), ("Sales", [5, 6])))
    assert plan is not None
    assert plan.identity["month"].header == "When"
    assert plan.identity["month"].why is Reason.BY_CONTENT
    assert not plan.named_month


@pytest.mark.parametrize(
    ("header", "cells"),
    [("入职日期", ["2025-03-01", "2025-03-02"]), ("Since", [Styled(44000, "yyyy-mm-dd"), Styled(45000, "yyyy-mm-dd")])],
)
def test_days_on_which_people_came_are_no_months(tmp_path: Path, header: str, cells: list[object]) -> None:
    plan = planned(tmp_path, rows_of(("Agent ID", ["1", "2"]), (header, cells), ("Sales", [5, 6])))
    assert plan is not None
    assert "month" not in plan.identity


def test_the_name_of_the_file_may_hold_the_month(tmp_path: Path) -> None:
    plan = planned(tmp_path, rows_of(("Agent ID", ["1"]), ("Sales", [5])), name="2025-03.xlsx")
    assert plan is not None
    assert plan.named_month
    day = planned(tmp_path, rows_of(("Agent ID", ["1"]), ("Sales", [5])), name="export 2025-04-01.xlsx")
    assert day is not None
    assert not day.named_month  # the day of the export


def test_titles_totals_and_other_sheets_are_passed_over(tmp_path: Path) -> None:
    notes: list[list[object]] = [["A note"], ["and another"]]
    agents: list[list[object]] = [
        ["Report"],
        [],
        ["Agent ID", "Sales", "Remark"],
        ["A1", 5, "fine"],
        ["A2", 7, None],
        ["合计", 12, None],
    ]
    plan = planned(tmp_path, notes, agents)
    assert plan is not None
    assert (plan.sheet, plan.rows, plan.other_sheets) == ("S2", 2, ("S1",))
    assert plan.metrics[0].middle == 5


def test_role_words_become_the_words_of_a_role(tmp_path: Path) -> None:
    plan = planned(tmp_path, rows_of(("Agent ID", ["1", "2", "3"]), ("岗位", ["甲", "乙", "甲"]), ("Sales", [5, 6, 7])))
    assert plan is not None
    assert plan.roles == ("甲", "乙")


def test_ids_of_metrics_are_fit_for_the_rules(tmp_path: Path) -> None:
    headers = ["Agent ID", "Calls / day", "calls day", "接听量", "2nd calls", "min", "Score"]
    plan = planned(tmp_path, [headers, ["A1", 1, 2, 3, 4, 5, 6], ["A2", 1, 2, 3, 4, 5, 6]])
    assert plan is not None
    assert [one.id for one in plan.metrics] == [
        "calls_day",
        "calls_day_c",
        "column_d",
        "column_e",
        "column_f",
        "column_g",
    ]


def test_a_book_without_a_table(tmp_path: Path) -> None:
    assert planned(tmp_path, [["only"], ["words"]]) is None
    assert planned(tmp_path, [[2025, 2], [3, 4]]) is None
