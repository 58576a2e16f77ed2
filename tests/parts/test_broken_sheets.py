"""What people.md §0 says of every sheet: each slip is one problem with its cell; what is left out is noted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.pipeline.scheme import load_rules, rules_of
from tests.parts.books import with_sheets
from tests.parts.broken import Found, errors_in, message_of, notes_in, problems_in
from tests.parts.careers.months import month
from tests.support import RULES, shipped_rules

ONE, OTHER = "0A1", "0B2"
KINDS = shipped_rules().sheets
SOUND: dict[str, Sequence[object]] = {
    "findings": ("2025-03-01", ONE, "推诿", "不接单", "14:00", None),
    "coachings": ("2025-03-02", ONE, "推诿", "顾言", "当场办结", "2025-03-03"),
    "goals": (ONE, "出错率", 1),
    "vacancies": ("中级客服", 1),
    "training": ("2025-03-01", ONE, "安全", 1, "是"),
    "mentoring": (ONE, OTHER, "2025-03-01", "2025-03-20"),
    "contest": ("产品专家", ONE, 80, 70),
    "lessons": ("2025-03-20", ONE, "产品专家", 1.5),
    "balanced": (ONE, "财务", "收入", 100, 100, 90, None, "复盘"),
    "team_goals": ("一组", "出错率", 1),
    "survey": ("一组", *[3] * 12),
}
"""A row of each kind of sheet without a mistake, in the order of its columns."""
_WORDS = (CellKind.WORD, CellKind.METRIC)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month of two people, without other sheets."""
    return month(tmp_path_factory.mktemp("base"), 3, {ONE: {}, OTHER: {}}, None, roster=False)


def name_of(kind: str) -> str:
    return KINDS[kind].label.zh


def head_of(kind: str) -> list[str]:
    return [column.label.zh for column in KINDS[kind].columns.values()]


def changed(kind: str, column: str, value: object) -> list[object]:
    return [value if name == column else one for name, one in zip(KINDS[kind].columns, SOUND[kind], strict=True)]


def cell_of(kind: str, column: str, row: int = 2) -> str:
    return f"{get_column_letter([*KINDS[kind].columns].index(column) + 1)}{row}"


def each(*wanted: CellKind) -> Iterator[tuple[SheetKind, SheetColumn]]:
    for kind in KINDS.values():
        for column in kind.columns.values():
            if column.kind in (wanted or CellKind):
                yield kind, column


def params(found: Iterator[tuple[SheetKind, SheetColumn]]) -> list[object]:
    return [pytest.param(kind.id, column.id, id=f"{kind.id}-{column.id}") for kind, column in found]


def broken(base: Path, folder: Path, kind: str, *rows: Sequence[object], head: Sequence[str] = ()) -> list[Found]:
    return errors_in(with_sheets(folder, {name_of(kind): [head or head_of(kind), *rows]}, base))


# -- cells ------------------------------------------------------------------------------------------------------------


def test_every_kind_of_sheet_has_a_sound_row(base: Path, tmp_path: Path) -> None:
    assert set(SOUND) == set(KINDS)
    assert errors_in(with_sheets(tmp_path, {name_of(one): [head_of(one), SOUND[one]] for one in SOUND}, base)) == []


@pytest.mark.parametrize(("kind", "column"), params(pair for pair in each() if pair[1].required))
def test_a_blank_in_a_column_that_must_be_filled(kind: str, column: str, base: Path, tmp_path: Path) -> None:
    found = broken(base, tmp_path, kind, changed(kind, column, None))
    blank = "blank-id" if column in KINDS[kind].agents else "blank-field"
    sound = KINDS[kind].columns[column].blank_ok
    assert found == ([] if sound else [(blank, name_of(kind), cell_of(kind, column))])


@pytest.mark.parametrize("value", ["soon", "2025-02-30", 7])
@pytest.mark.parametrize(("kind", "column"), params(each(CellKind.DATE)))
def test_no_date_where_a_date_belongs(kind: str, column: str, value: object, base: Path, tmp_path: Path) -> None:
    found = broken(base, tmp_path, kind, changed(kind, column, value))
    assert found == [("not-a-date", name_of(kind), cell_of(kind, column))]


@pytest.mark.parametrize(
    ("kind", "column"), params(pair for pair in each() if pair[1].is_number and pair[1].kind is not CellKind.DATE)
)
def test_no_number_where_a_number_belongs(kind: str, column: str, base: Path, tmp_path: Path) -> None:
    codes = {CellKind.PASS: "unknown-word", CellKind.ANSWER: "answer-unknown"}
    code = codes.get(KINDS[kind].columns[column].kind, "not-a-number")
    assert broken(base, tmp_path, kind, changed(kind, column, "许多")) == [(code, name_of(kind), cell_of(kind, column))]


@pytest.mark.parametrize(("kind", "column"), params(each(*_WORDS)))
def test_a_word_that_is_in_no_list_is_told_with_the_nearest(kind: str, column: str, base: Path, tmp_path: Path) -> None:
    right = str(dict(zip(KINDS[kind].columns, SOUND[kind], strict=True))[column])
    path = with_sheets(tmp_path, {name_of(kind): [head_of(kind), changed(kind, column, f"{right}儿")]}, base)
    assert errors_in(path) == [("sheet-word", name_of(kind), cell_of(kind, column))]
    assert right in message_of(path, "sheet-word", "zh")


@pytest.mark.parametrize("written", ["A1", "0a1", "0 A1", "０Ａ１"], ids=["zeros", "case", "spaces", "width"])
@pytest.mark.parametrize(("kind", "column"), params(each(CellKind.AGENT)))
def test_an_id_that_is_written_otherwise_names_both(
    kind: str, column: str, written: str, base: Path, tmp_path: Path
) -> None:
    row = [OTHER if one == ONE and column == "mentee" else one for one in SOUND[kind]]
    row[[*KINDS[kind].columns].index(column)] = written
    if column == "mentee":
        row[0] = OTHER
    path = with_sheets(tmp_path, {name_of(kind): [head_of(kind), row]}, base)
    assert errors_in(path) == [("id-alike", name_of(kind), cell_of(kind, column))]
    assert "A2" in message_of(path, "id-alike")


@pytest.mark.parametrize(("kind", "column"), params(each()))
def test_a_formula_that_was_never_calculated(kind: str, column: str, base: Path, tmp_path: Path) -> None:
    found = broken(base, tmp_path, kind, changed(kind, column, "=1+1"))
    assert found == [("formula-not-calculated", name_of(kind), cell_of(kind, column))]


# -- headers and months -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "column"), params(pair for pair in each() if pair[1].required))
def test_a_sheet_that_lacks_a_column_is_one_problem(kind: str, column: str, base: Path, tmp_path: Path) -> None:
    at = [*KINDS[kind].columns].index(column)
    head, row = ([one for place, one in enumerate(line) if place != at] for line in (head_of(kind), SOUND[kind]))
    assert broken(base, tmp_path, kind, row, head=head) == [("detail-incomplete", name_of(kind), None)]


@pytest.mark.parametrize("kind", SOUND)
def test_a_column_twice(kind: str, base: Path, tmp_path: Path) -> None:
    head = [*head_of(kind), head_of(kind)[-1]]
    found = broken(base, tmp_path, kind, [*SOUND[kind], SOUND[kind][-1]], head=head)
    assert found == [("column-twice", name_of(kind), f"{get_column_letter(len(head))}1")]


@pytest.mark.parametrize("kind", [kind for kind in SOUND if not KINDS[kind].history])
def test_a_month_that_is_none(kind: str, base: Path, tmp_path: Path) -> None:
    head = [*head_of(kind), "月份"]
    found = broken(base, tmp_path, kind, [*SOUND[kind], "2025-13"], head=head)
    assert found == [("month-unreadable", name_of(kind), f"{get_column_letter(len(head))}2")]


# -- the roster -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "code", "cell"),
    [
        *[({name: value}, "out-of-range", "B2") for name in ("动机", "信心", "承诺") for value in (0, 0.99, 5.01, 6)],
        *[({name: "高"}, "not-a-number", "B2") for name in ("动机", "信心", "承诺")],
        *[({name: value}, "unknown-word", "B2") for name in ("品格", "兴趣态度") for value in ("还行", 3)],
        *[({name: value}, "unknown-word", "B2") for name in ("培训前水平", "培训后能力") for value in ("精通", 9)],
        *[({name: -1}, "out-of-range", "B2") for name in ("在岗天数", "应出勤", "轮岗次数")],
        *[({name: "多"}, "not-a-number", "B2") for name in ("在岗天数", "应出勤", "轮岗次数")],
        ({"轮岗次数": 1.5}, "not-whole", "B2"),
        ({"应出勤": 0}, "no-working-days", "B2"),
        ({"应出勤": 0, "在岗天数": 1}, "no-working-days", "B2"),
        ({"应出勤": 22, "在岗天数": 22.5}, "days-over-working", "C2"),
        ({"应出勤": -1, "在岗天数": 20}, "out-of-range", "B2"),
        ({"应出勤": 22, "在岗天数": "50%"}, "sign-on-plain-number", "C2"),
        ({"晋升意向": "看情况"}, "unknown-word", "B2"),
        ({"晋升意向": 2}, "unknown-word", "B2"),
        ({"职级": "中极客服"}, "sheet-word", "B2"),
        ({"意向职位": "讲课老师"}, "sheet-word", "B2"),
        ({"入职日期": "2025-04-01"}, "hired-later", "B2"),
        ({"入职日期": "去年"}, "not-a-date", "B2"),
        ({"入职日期": "2025-02-30"}, "not-a-date", "B2"),
        ({"动机": 4, "月份": "某月"}, "month-unreadable", "C2"),
    ],
)
def test_a_broken_cell_of_the_roster_is_one_problem(
    cells: dict[str, object], code: str, cell: str, base: Path, tmp_path: Path
) -> None:
    path = with_sheets(
        tmp_path,
        {
            "人员": [
                ("工号", *cells),
                (ONE, *cells.values()),
            ]
        },
        base,
    )
    assert errors_in(path) == [(code, "人员", cell)]


@pytest.mark.parametrize(
    "cells",
    [
        {"动机": 1, "信心": 5, "承诺": 2.5},
        {"在岗天数": 0, "应出勤": 22},
        {"在岗天数": 20.5, "应出勤": 22},
        {"入职日期": "2025-03-31"},
        {"轮岗次数": 0},
    ],
)
def test_the_limits_of_the_roster_are_sound(cells: dict[str, object], base: Path, tmp_path: Path) -> None:
    assert errors_in(with_sheets(tmp_path, {"人员": [("工号", *cells), (ONE, *cells.values())]}, base)) == []


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([(None, 4)], "blank-id", "A2"),
        ([("A1", 4)], "id-alike", "A2"),
        ([("0a1", 4)], "id-alike", "A2"),
        ([("0 A1", 4)], "id-alike", "A2"),
        ([("０Ａ１", 4)], "id-alike", "A2"),
        ([(ONE, 4), (OTHER, 4), (ONE, 4)], "roster-twice", "A4"),
    ],
)
def test_a_person_of_the_roster_is_there_once_and_by_the_same_id(
    rows: Sequence[Sequence[object]], code: str, cell: str, base: Path, tmp_path: Path
) -> None:
    path = with_sheets(tmp_path, {"人员": [("工号", "动机"), *rows]}, base)
    assert errors_in(path) == [(code, "人员", cell)]
    assert code == "blank-id" or "!A2" in message_of(path, code)


def test_a_person_may_stand_on_the_roster_once_a_month(base: Path, tmp_path: Path) -> None:
    rows = [("工号", "动机", "月份"), (ONE, 4, "2025-03"), (ONE, 5, "2025-04")]
    assert errors_in(with_sheets(tmp_path, {"人员": rows}, base)) == []


@pytest.mark.parametrize(
    ("header", "here", "there", "said"),
    [
        ("动机", 4, 5, ("4", "5")),
        ("动机", 4, 4, None),
        ("动机", 4, None, None),
        ("入职日期", "2020-01-01", "2020-01-02", ("2020-01-01", "2020-01-02")),
        ("应出勤", 20, 21, ("20", "21")),
        ("职级", "初级客服", "中级客服", ("初级客服", "中级客服")),
        ("品格", "合格", "不合格", ("合格/pass", "不合格/fail")),
        ("晋升意向", "是", "否", ("是/yes", "否/no")),
        ("培训前水平", "基本了解", "灵活运用", ("基本了解", "灵活运用")),
    ],
)
def test_a_column_filled_on_two_sheets_names_both_cells(
    header: str, here: object, there: object, said: Sequence[str] | None, base: Path, tmp_path: Path
) -> None:
    path = with_sheets(tmp_path, {"人员": [("工号", header), (ONE, there)]}, base)
    place = also_on_the_sheet_of_agents(path, header, here)
    if said is None:
        assert errors_in(path) == []
        return
    assert errors_in(path) == [("roster-differs", "坐席", place)]
    for lang in ("zh", "en"):
        message = message_of(path, "roster-differs", lang)
        assert [one for one in (*said, "人员!B2") if one not in message] == []


@pytest.mark.parametrize(("here", "there", "place"), [(6, 5, ("坐席", None)), (5, 6, ("人员", "B2"))])
def test_a_cell_in_error_is_not_held_against_the_other_one(
    here: int, there: int, place: tuple[str, str | None], base: Path, tmp_path: Path
) -> None:
    path = with_sheets(tmp_path, {"人员": [("工号", "动机"), (ONE, there)]}, base)
    cell = also_on_the_sheet_of_agents(path, "动机", here)
    assert errors_in(path) == [("out-of-range", place[0], place[1] or cell)]


def also_on_the_sheet_of_agents(path: Path, header: str, value: object) -> str:
    """Add a column with a value of the first person; its address."""
    book = openpyxl.load_workbook(path)
    sheet = book["坐席"]
    column = sheet.max_column + 1
    sheet.cell(1, column, header)
    sheet.cell(2, column, value)
    book.save(path)
    return f"{get_column_letter(column)}2"


# -- what is left out -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "column"), params(each(CellKind.AGENT)))
def test_people_who_are_not_there_are_named_in_one_note(kind: str, column: str, base: Path, tmp_path: Path) -> None:
    rows = [changed(kind, column, stranger) for stranger in ("X1", "X2")]
    path = with_sheets(tmp_path, {name_of(kind): [head_of(kind), *rows]}, base)
    assert errors_in(path) == []
    assert notes_in(path, "sheet-strangers") == [("sheet-strangers", name_of(kind), None)]
    message = message_of(path, "sheet-strangers")
    assert message.endswith("X1, X2")


def test_people_of_the_roster_who_are_not_there_are_named(base: Path, tmp_path: Path) -> None:
    path = with_sheets(tmp_path, {"人员": [("工号", "动机"), ("X1", 4), ("X2", 4)]}, base)
    assert errors_in(path) == []
    assert [one[:2] for one in notes_in(path, "roster-stranger")] == [("roster-stranger", "人员")]
    assert "X1, X2" in message_of(path, "roster-stranger")


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS.values() if kind.history])
def test_rows_dated_later_are_one_note_a_sheet(kind: str, base: Path, tmp_path: Path) -> None:
    day = KINDS[kind].day
    assert day is not None
    row = changed(kind, day, "2025-04-01")
    if kind == "mentoring":
        row[-1] = None
    later = [row] if kind == "mentoring" else [row, row]  # the same pair twice on a day would be an error
    path = with_sheets(tmp_path, {name_of(kind): [head_of(kind), *later]}, base)
    assert errors_in(path) == []
    assert notes_in(path, "sheet-later") == [("sheet-later", name_of(kind), None)]


def test_parts_that_lack_a_sheet_are_off_with_one_note(base: Path) -> None:
    assert errors_in(base) == []
    assert [one[0] for one in notes_in(base, "parts-off")] == ["parts-off"]


# -- parts that are off -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["goals", "learning", "coaching", "balanced", "contests"])
def test_the_sheet_of_a_part_that_is_off_is_left_out_and_no_roster(part: str, base: Path, tmp_path: Path) -> None:
    """With names beside the ids it might be read as a roster, on which people stand twice."""
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "rules" / f"{part}.yaml").unlink()
    rules, problems = load_rules(tmp_path / "rules")
    assert rules is not None, problems
    off = [kind for kind in KINDS if kind not in rules.sheets]
    sheets = {
        name_of(kind): [[*head_of(kind), "姓名"], *([*SOUND[kind], name] for name in ("测试", "别名"))] for kind in off
    }
    found = problems_in(with_sheets(tmp_path / "in", sheets, base), rules)
    assert [one for one in found if one.is_error] == []
    assert [one.source.sheet for one in found if one.code == "sheet-left-out"] == list(sheets)


def test_a_roster_stays_one_whatever_is_off(base: Path, tmp_path: Path) -> None:
    """Other columns beside those of people make no sheet of a part."""
    texts = {name: text for name, text in shipped_rules().texts.items() if name != "goals.yaml"}
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    head = ("工号", "姓名", "指标", "手机", "备注")
    path = with_sheets(
        tmp_path, {"名册": [head, (ONE, f"测试{ONE}", "a", "b", "c"), ("X1", "测试", "a", "b", "c")]}, base
    )
    assert [one.code for one in problems_in(path, rules) if one.code.startswith(("roster", "sheet"))] == [
        "roster-stranger"
    ]
