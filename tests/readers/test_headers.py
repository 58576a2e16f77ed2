"""Which row is the header, which column is which metric, and what is said about the rest."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.formats.columns import CellColumn
from ccmotivate.formats.sheets import read_book
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import load_rules
from ccmotivate.problems import Problem
from ccmotivate.readers.headers import FoundTable, find_tables
from tests.support import RULES, Outcome, Styled, read, sentences, shipped_rules, text_table, workbook

_HEAD = [
    "工号",
    "姓名",
    "岗位",
    "项目",
    "五笔字数",
    "项目知识",
    "工作效率",
    "工作态度",
    "出错率",
    "投诉记录",
    "采纳建议",
]
_ROW = ["0001", "测试一", "呼入", "信用卡", 60, "灵活运用", "75%", "合格", 0, 0, 1]


def _tables(folder: Path, sheets: dict[str, list[list[Any]]]) -> tuple[tuple[FoundTable, ...], tuple[Problem, ...]]:
    book, _ = read_book(workbook(folder / "2025-03.xlsx", sheets))
    assert book is not None
    tables, problems = find_tables(book, shipped_rules())
    assert all(sentences(problem) for problem in problems)
    return tables, problems


def _read(folder: Path, *rows: list[Any]) -> Outcome:
    return read(workbook(folder / "2025-03.xlsx", {"坐席": list(rows)}))


def test_the_header_under_title_rows(tmp_path: Path) -> None:
    (table,), problems = _tables(tmp_path, {"坐席": [["三月考核"], [None, "制表:人事部"], [], [], _HEAD, _ROW]})
    assert table.header == 4
    assert table.columns["agent_id"] == 0
    assert table.columns["complaints"] == 9
    assert problems == ()


@pytest.mark.parametrize(("blank_rows", "found"), [(29, True), (30, False)])
def test_the_header_is_looked_for_in_30_rows(blank_rows: int, found: bool, tmp_path: Path) -> None:
    tables, problems = _tables(tmp_path, {"坐席": [["x"]] * blank_rows + [_HEAD, _ROW]})
    assert bool(tables) is found
    assert ("no-agents" in [problem.code for problem in problems]) is not found


def test_english_ids_case_spaces_width_and_units(tmp_path: Path) -> None:
    head = [
        "AGENT  id",
        "role",
        "Ｐｒｏｊｅｃｔ",
        "Typing\nspeed (chars/min)",
        "project_knowledge",
        "productivity rate（％）",
        "Error rate [‰]",
    ]
    (table,), _ = _tables(tmp_path, {"Agents": [head, ["A1", "Inbound", "P", 60, "Fluent", 75, 0]]})
    assert list(table.columns) == [
        "agent_id",
        "role",
        "project",
        "typing_speed",
        "project_knowledge",
        "productivity",
        "error_rate",
    ]
    assert table.units["productivity"] == "%"
    assert table.units["error_rate"] == "‰"
    assert table.unused == ()


def test_a_bracket_that_is_no_unit_is_another_column(tmp_path: Path) -> None:
    (table,), problems = _tables(tmp_path, {"坐席": [[*_HEAD[:6], "工作效率(上月)"], _ROW[:7]]})
    assert "productivity" not in table.columns
    assert [(problem.code, problem.fields.get("nearest")) for problem in problems] == [("column-resembles", "工作效率")]


def test_an_unknown_header_is_named_with_the_nearest(tmp_path: Path) -> None:
    head = [*_HEAD[:6], "工作效律", "备注"]
    _, problems = _tables(tmp_path, {"坐席": [head, [*_ROW[:6], "75%", "好"]]})
    assert [(problem.code, problem.source.cell) for problem in problems] == [
        ("column-resembles", "G1"),
        ("column-unused", "H1"),
    ]
    assert "aliases: [工作效律]" in sentences(problems[0])
    assert "productivity" in problems[0].fields.values()


def test_the_same_column_twice(tmp_path: Path) -> None:
    tables, problems = _tables(tmp_path, {"坐席": [[*_HEAD, "Typing speed"], [*_ROW, 61]]})
    assert [(problem.code, problem.source.cell, problem.is_error) for problem in problems] == [
        ("column-twice", "L1", True)
    ]
    assert tables[0].columns["typing_speed"] == 4


def test_a_second_table_to_the_right_is_left_out(tmp_path: Path) -> None:
    (table,), problems = _tables(tmp_path, {"坐席": [[*_HEAD, None, "工号", "姓名"], [*_ROW, None, "9", "x"]]})
    assert table.columns["agent_id"] == 0
    assert [problem.code for problem in problems] == ["second-table"]


def test_sheets_of_other_kinds_are_left_out_with_a_note(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {
        "坐席": [_HEAD, _ROW],
        "说明": [["本月说明"]],
        "空": [],
        "汇总": [["项目", "人数"], ["信用卡", 1]],
    }
    tables, problems = _tables(tmp_path, sheets)
    assert [table.sheet.name for table in tables] == ["坐席"]
    assert {problem.source.sheet: problem.code for problem in problems} == {
        "说明": "sheet-left-out",
        "空": "sheet-empty",
        "汇总": "sheet-left-out",
    }
    assert not any(problem.is_error for problem in problems)


def test_meetings_are_a_detail_sheet(tmp_path: Path) -> None:
    meetings = [["工号", "地区", "要求到会人数", "到会人数"], ["0001", "东", 1, 1]]
    tables, problems = _tables(tmp_path, {"会议邀约": meetings, "坐席": [_HEAD, _ROW]})
    assert [table.detail for table in tables] == [None, "meetings"]
    assert problems == ()


def test_a_meetings_sheet_that_lacks_a_column_is_an_error(tmp_path: Path) -> None:
    _, problems = _tables(
        tmp_path, {"坐席": [_HEAD, _ROW], "会议邀约": [["工号", "地区", "到会人数"], ["0001", "东", 1]]}
    )
    assert [(problem.code, problem.source.sheet) for problem in problems] == [("detail-incomplete", "会议邀约")]
    assert "要求到会人数" in sentences(problems[0])


def test_totals_footnotes_and_repeated_headers_are_dropped(tmp_path: Path) -> None:
    table = text_table("""
'0002 | 测试二 | 呼入 | 信用卡 | 61
      |        |      |        |
合计  |        |      |        | 121
      | 小计： |      |        | 121
工号  | 姓名   | 岗位 | 项目   | 五笔字数
Grand Total | |     |        | 9
注:数据来自系统 | | |     |
      |        |      |        | 制表人
""")
    outcome = _read(tmp_path, _HEAD, _ROW, *table)
    dropped = {found.code: found.fields["rows"] for found in outcome.problems if found.code.startswith("dropped")}
    assert dropped["dropped-header"] == "7"
    assert dropped["dropped-total"] == "5, 6, 8"
    assert dropped["dropped-footnote"] == "9, 10"
    assert outcome.dataset.agents["agent_id"].tolist()[:2] == ["0001", "0002"]


def test_ids_keep_their_zeros(tmp_path: Path) -> None:
    ids = ["007", Styled(12, "0000"), 12, "NA", " 8 "]
    names = ["测试一", "NA", "测试三", "None", "nan"]
    outcome = _read(tmp_path, _HEAD, *([one, name, *_ROW[2:]] for one, name in zip(ids, names, strict=True)))
    assert outcome.dataset.agents["agent_id"].tolist() == ["007", "0012", "12", "NA", "8"]
    assert outcome.dataset.agents["name"].tolist() == names
    assert outcome.errors == []


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        (0, None, "blank-id"),
        (0, 1234567890123456.0, "id-lost-digits"),
        (2, "呼如", "unknown-role"),
        (2, None, "blank-field"),
        (3, None, "blank-field"),
        (3, "-", "blank-field"),
        (0, True, "id-not-text"),
    ],
)
def test_identity_that_cannot_be_read(column: int, cell: Any, code: str, tmp_path: Path) -> None:
    bad = list(_ROW)
    bad[column] = cell
    outcome = _read(tmp_path, _HEAD, bad)
    assert code in [problem.code for problem in outcome.errors]
    assert next(p for p in outcome.errors if p.code == code).source.cell == f"{'ABCD'[column]}2"
    assert all(sentences(problem) for problem in outcome.problems)


def _edited(folder: Path, name: str, old: str, new: str) -> RuleSet:
    """The shipped rules with one text replaced in one file."""
    shutil.copytree(RULES, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    rules, problems = load_rules(folder)
    assert problems == ()
    assert rules is not None
    return rules


@pytest.mark.parametrize("word", ["qa_checks", "Typing_Speed"])
def test_an_alias_beats_the_id_of_another_column(word: str, tmp_path: Path) -> None:
    """Of one that stands before it in the file and one behind; that column keeps its own words."""
    rules = _edited(tmp_path / "rules", "metrics.yaml", "aliases: [Productivity rate]", f"aliases: [{word}]")
    head = ["工号", "岗位", word, "五笔字数", "质检数量"]
    book, _ = read_book(workbook(tmp_path / "m.xlsx", {"坐席": [head, ["1", "呼入", 1, 60, 2]]}))
    assert book is not None
    (table,), problems = find_tables(book, rules)
    assert problems == ()
    assert {name: table.columns[name] for name in ("productivity", "typing_speed", "qa_checks")} == {
        "productivity": 2,
        "typing_speed": 3,
        "qa_checks": 4,
    }


def test_an_id_is_a_header_where_no_label_has_taken_it(tmp_path: Path) -> None:
    head = ["agent_id", "role", "qc_accuracy", "error_rate"]
    tables, problems = _tables(tmp_path, {"坐席": [head, ["1", "呼入", 1, 0]]})
    assert list(tables[0].columns) == head
    assert problems == ()


def test_an_alias_beats_the_id_of_another_role(tmp_path: Path) -> None:
    rules = _edited(tmp_path / "rules", "roles/inbound.yaml", "aliases: [", "aliases: [data_entry, ")
    table = workbook(tmp_path / "2025-03.xlsx", {"坐席": [_HEAD, [*_ROW[:2], "data_entry", *_ROW[3:]]]})
    assert read(table, rules).dataset.agents["role"].tolist() == ["inbound"]


@pytest.mark.parametrize("row", [0, 5])
def test_a_cell_in_the_last_column_costs_no_look_at_the_thousands_beside_it(
    row: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells looked at one by one: a few for each filled one, wherever the stray one stands."""
    looked = 0
    look = CellColumn.__getitem__

    def counting(column: CellColumn, at: Any) -> Any:
        nonlocal looked
        looked += isinstance(at, int)
        return look(column, at)

    rows: list[list[Any]] = [_HEAD, *([f"000{agent}", *_ROW[1:]] for agent in range(1, 8))]
    rows[row] = [*rows[row], *[None] * (16_384 - len(rows[row]) - 1), "stray"]
    path = workbook(tmp_path / "far.xlsx", {"2025-03": rows})
    monkeypatch.setattr(CellColumn, "__getitem__", counting)
    outcome = read(path)
    assert outcome.dataset is not None
    assert len(outcome.dataset.agents) == 7
    filled = sum(cell is not None for one in rows for cell in one)
    assert looked < 20 * filled
