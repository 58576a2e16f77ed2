"""``diff``: exactly the edited cells and every consequence; moving, renaming and rewriting change nothing."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.support import RULES, sheets_in

MARCH = ROOT / "examples/2025/2025-03.xlsx"
EDITS = {"I4": 0.70, "S5": 1, "U6": 0, "F7": "信用卡二组", "W4": 0.99}


def run(*arguments: str | Path, code: int = 0) -> str:
    """What it prints on stdout."""
    ran = ccmotivate("diff", *arguments, "--rules", RULES, "--lang", "en", environment={"COLUMNS": "80"})
    assert ran.code == code, (ran.out + ran.err)[-2000:]
    return ran.out


def document(*arguments: str | Path, code: int = 0) -> dict[str, Any]:
    """The JSON document of a run."""
    found: dict[str, Any] = json.loads(run(*arguments, "--json", code=code))
    assert found["schema"] == "ccmotivate/diff@1"
    return found


def edited(folder: Path, edit: Callable[[Any], None], name: str = "new.xlsx") -> Path:
    """The example month, edited as a workbook."""
    book = openpyxl.load_workbook(MARCH)
    edit(book)
    book.save(folder / name)
    return folder / name


def set_cells(cells: dict[str, Any], sheet: int = 0) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        for place, value in cells.items():
            book.worksheets[sheet][place].value = value

    return edit


def shuffle(book: Any) -> None:
    """Rows in another order, and a column at another place."""
    for sheet in book.worksheets:
        header = 2 if sheet is book.worksheets[0] else 1
        rows = [[(c.value, c.number_format) for c in row] for row in sheet.iter_rows(min_row=header + 1)]
        random.Random(4).shuffle(rows)
        for at, row in enumerate(rows, start=header + 1):
            for col, (value, number_format) in enumerate(row, start=1):
                sheet.cell(at, col).value = value
                sheet.cell(at, col).number_format = number_format
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        left, right = sheet.cell(row, 9), sheet.cell(row, 20)
        left.value, right.value = right.value, left.value
        left.number_format, right.number_format = right.number_format, left.number_format


def standings(path: Path, folder: Path) -> tuple[dict[str, Any], set[str]]:
    """Agents and awards of a full run."""
    ran = ccmotivate("score", path, "--rules", RULES, "--json", "--out", folder / path.stem, folder=folder)
    (month,) = json.loads(ran.out)["months"]
    names = ("qualified", "eligible", "score", "rank")
    agents = {}
    for one in month["agents"]:
        statuses = {line["metric"]: line["status"] for line in one["criteria"]}
        points = {line["metric"]: line["points"] for line in one["points"]}
        agents[one["agent_id"]] = ({name: one[name] for name in names}, statuses, points)
    return agents, {json.dumps(one, sort_keys=True) for one in month["awards"]}


def test_five_cells_and_every_consequence(tmp_path: Path) -> None:
    new = edited(tmp_path, set_cells(EDITS))
    found = document(MARCH, new)
    assert {one["new"]["at"] for one in found["cells"]} == {f"new.xlsx!考核数据!{cell}" for cell in EDITS}
    assert {one["old"]["at"] for one in found["cells"]} == {f"2025-03.xlsx!考核数据!{cell}" for cell in EDITS}
    first = found["cells"][0]
    assert (first["agent_id"], first["column"], first["header"]) == ("0015", "productivity", "工作效率")
    assert (first["old"]["value"], first["new"]["value"]) == ("90.2", "70")
    assert (found["agents"], found["columns"]) == ([], [])
    old, now = (standings(path, tmp_path) for path in (MARCH, new))
    people = {one["agent_id"]: one for one in found["results"]["people"]}
    moved_scores = {agent for agent in old[0] if old[0][agent] != now[0][agent]}
    assert moved_scores <= set(people)
    for agent in set(people) - moved_scores:  # goals of a team stand with its first member
        assert {one["part"] for one in people[agent]["parts"]} == {"teams"}
    for agent, one in people.items():
        assert (one["old"], one["new"]) == (old[0][agent][0], now[0][agent][0])
        for at, name in ((1, "criteria"), (2, "points")):
            moved = {line["metric"]: (line["old"], line["new"]) for line in one[name]}
            before, after = old[0][agent][at], now[0][agent][at]
            assert moved == {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    kinds = [one["change"] for one in found["results"]["awards"]]
    lost, won = len(old[1] - now[1]), len(now[1] - old[1])
    assert (kinds.count("lost") + kinds.count("kept"), kinds.count("won") + kinds.count("kept")) == (lost, won)
    assert lost > 0


def test_the_terminal_and_the_workbook_say_it_too(tmp_path: Path) -> None:
    shown = run(MARCH, edited(tmp_path, set_cells(EDITS)), "--out", tmp_path / "d.xlsx")
    for cell in EDITS:
        assert f"考核数据!{cell}" in shown
    assert "no longer qualified" in shown
    sheets = sheets_in(tmp_path / "d.xlsx")
    assert [*sheets] == ["At a glance", "Cells", "People", "Awards"]
    assert len(sheets["Cells"]) == 1 + len(EDITS)
    assert {row[8] for row in sheets["Cells"][1:]} == {f"考核数据!{cell}" for cell in EDITS}


def test_the_same_file_differs_in_nothing(tmp_path: Path) -> None:
    copy = shutil.copy(MARCH, tmp_path)
    for other in (MARCH, Path(copy)):
        found = document(MARCH, other)
        assert (found["cells"], found["agents"], found["columns"]) == ([], [], [])
        assert (found["results"]["people"], found["results"]["awards"]) == ([], [])
    assert "Nothing differs." in run(MARCH, MARCH)


def test_moved_rows_and_columns_are_no_change(tmp_path: Path) -> None:
    found = document(MARCH, edited(tmp_path, shuffle))
    assert (found["cells"], found["agents"], found["columns"]) == ([], [], [])
    assert found["results"]["people"] == []


def test_the_same_value_written_otherwise_is_no_change(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet["I4"].value = "90.2%"
        sheet["R4"].value = "pass"
        sheet["D4"].value = "Inbound"
        sheet["B4"].number_format = "0000"
        sheet["B4"].value = 15
        sheet["J4"].value = "—"

    found = document(MARCH, edited(tmp_path, edit))
    assert found["cells"] == []
    assert found["results"]["people"] == []


def test_agents_who_come_and_go(tmp_path: Path) -> None:
    found = document(MARCH, edited(tmp_path, set_cells({"B4": "9999"})))
    assert [(one["change"], one["agent_id"]) for one in found["agents"]] == [("removed", "0015"), ("added", "9999")]
    assert found["agents"][1]["at"] == "new.xlsx!考核数据!B4"
    sides = {one["agent_id"]: (one["old"], one["new"]) for one in found["results"]["people"]}
    assert sides["0015"][1] is None
    assert sides["9999"][0] is None


def test_headers_and_columns(tmp_path: Path) -> None:
    found = document(MARCH, edited(tmp_path, set_cells({"I2": "Productivity", "X2": "午餐", "Z2": "备注", "Z3": "x"})))
    changes = {(one["change"], one["column"], one["old"], one["new"]) for one in found["columns"]}
    assert changes == {
        ("renamed", "productivity", "工作效率", "Productivity"),
        ("removed", "calls_taken", "接听量", None),
        ("added", None, None, "午餐"),
        ("added", None, None, "备注"),
    }
    assert found["cells"] == []


def test_rows_of_detail_sheets(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(MARCH).worksheets[1]
    last = sheet.max_row
    agent = str(sheet.cell(2, 2).value)
    first = [cell.value for cell in sheet[2]]
    attended = first.index(max(value for value in first if isinstance(value, int | float))) + 1

    def edit(book: Any) -> None:
        book.worksheets[1].cell(2, attended).value = 0
        for col in range(1, 6):
            book.worksheets[1].cell(last + 1, col).value = "南极" if first[col - 1] == first[2] else first[col - 1]

    found = document(MARCH, edited(tmp_path, edit))
    kinds = sorted((one["change"], one["column"].split(".")[0]) for one in found["cells"])
    assert kinds == [("added", "meetings"), ("changed", "meetings")]
    assert {one["agent_id"] for one in found["cells"]} == {agent}


@pytest.mark.parametrize("keep_going", [False, True])
def test_errors_leave_the_cells(keep_going: bool, tmp_path: Path) -> None:
    new = edited(tmp_path, set_cells({"I4": "abc", "T5": 3}))
    found = document(MARCH, new, *(["--keep-going"] if keep_going else []))
    assert [(one["agent_id"], one["new"]["text"]) for one in found["cells"]] == [("0015", "abc"), ("0018", "3")]
    assert (found["results"] is not None) == keep_going
    codes = {one["code"] for one in found["problems"]}
    assert ("not-compared" in codes) != keep_going
    assert "not-a-number" in codes


def test_what_cannot_be_compared(tmp_path: Path) -> None:
    assert [one["code"] for one in document(MARCH, "no-such.xlsx", code=2)["problems"]] == ["no-such-file"]
    assert [one["code"] for one in document(tmp_path, MARCH, code=2)["problems"]] == ["not-a-file"]
