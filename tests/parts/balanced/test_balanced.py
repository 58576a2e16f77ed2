"""Balanced scorecards: points by hand, broken sheets, floating pay, where they stand, and text that would be code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.parts.balanced.decide import points_of
from ccmotivate.parts.balanced.sheets import Row
from ccmotivate.parts.balanced.workbook import MOST_PAGES
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import MONTH, SAMPLES, with_sheets, without_sheet
from tests.parts.broken import errors_in, notes_in
from tests.support import sheets_in

F = Fraction
SHEET = "平衡记分卡"
HEADERS = ("工号", "维度", "指标", "权重", "目标", "实际", "越低越好", "行动计划")
ONE, OTHER = "0012", "0036"


def book(folder: Path, *rows: Sequence[object], headers: Sequence[str] = HEADERS, month: Path | None = None) -> Path:
    return with_sheets(folder, {SHEET: [headers, *rows]}, month or MONTH, few=month is None, formulas=False)


def document(*words: str | Path) -> dict[str, Any]:
    ran = ccmotivate(*words, "--json", "--lang", "en")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def scored(path: Path, out: Path, *words: str | Path) -> dict[str, dict[str, Any]]:
    (month,) = document("score", path, "--out", out, "--force", *words)["months"]
    return {one["agent_id"]: one for one in month["agents"]}


def told(*words: str | Path, lang: str = "en") -> str:
    ran = ccmotivate(*words, "--lang", lang)
    assert ran.code == 0, ran.err
    return ran.out


def row(target: object, actual: object, *, lower: bool = False) -> Row:
    figures = [None if one is None else F(str(one)) for one in (target, actual)]
    return Row(0, "", 0, ONE, "financial", "M", F(100), figures[0] or F(0), figures[1], lower, "", ("", ""))


@pytest.mark.parametrize(
    ("target", "actual", "lower", "points"),
    [
        (100, 100, False, 100),
        (100, "99.995", False, 100),  # half-up
        (100, "99.9949", False, F("99.99")),
        (3, 1, False, F("33.33")),
        (3, 2, False, F("66.67")),
        (100, 0, False, 0),
        (100, -1, False, 0),
        (100, 120, False, 120),
        (100, "119.994", False, F("119.99")),
        (100, 5000, False, 120),
        (100, None, False, 0),
        (300000, 310000, True, F("96.67")),  # 100 × (2 − 31/30)
        (100, 80, True, 120),
        (100, 79, True, 120),
        (100, 200, True, 0),
        (100, 201, True, 0),
        (0, 0, True, 100),
        (0, "0.01", True, 0),
        (100, None, True, 0),
        (0, None, True, 0),
    ],
)
def test_points_of_a_measure(target: object, actual: object, lower: bool, points: Fraction) -> None:
    assert points_of(row(target, actual, lower=lower), F(120)) == points


CARD = [
    (ONE, "财务", "人工成本", 25, 300000, 310000, "是", "复核排班"),
    (ONE, "客户", "满意度", "20%", "95%", 0.93, None, None),
    (ONE, "Process", "首次解决率", 40, 80, 88, "否", None),
    (ONE, "客户", "投诉结案", 15, 3, 2, None, "每日跟进"),
]


def percent(path: Path, *cells: str) -> Path:
    """The sheet with these cells shown as percentages."""
    whole = openpyxl.load_workbook(path)
    for cell in cells:
        whole[SHEET][cell].number_format = "0%"
    whole.save(path)
    return path


def test_a_card_by_perspective_and_as_on_the_sheet_and_null_for_everybody_else(tmp_path: Path) -> None:
    found = scored(percent(book(tmp_path, *CARD), "F3"), tmp_path / "out")
    assert found[ONE]["balanced"] == {
        "score": "97.75",  # (25 × 96.67 + 20 × 97.89 + 40 × 110 + 15 × 66.67) ÷ 100 = 97.746
        "perspectives": [
            {"perspective": "financial", "weight": "25", "score": "96.67"},
            {"perspective": "customer", "weight": "35", "score": "84.51"},  # (20 × 97.89 + 15 × 66.67) ÷ 35
            {"perspective": "process", "weight": "40", "score": "110"},
        ],
        "measures": [
            {"measure": "人工成本", "points": "96.67", "action": True},
            {"measure": "满意度", "points": "97.89", "action": False},
            {"measure": "首次解决率", "points": "110", "action": False},
            {"measure": "投诉结案", "points": "66.67", "action": True},
        ],
    }
    assert all(one["balanced"] is None for name, one in found.items() if name != ONE)


def test_floating_pay_goes_by_the_balanced_score_and_stands_in_the_money_table(tmp_path: Path) -> None:
    path = percent(book(tmp_path, *CARD, (OTHER, "财务", "收入", 100, 100, 59.99, None, "复盘")), "F3")
    found = scored(path, tmp_path / "out")
    pays = {name: [one for one in found[name]["pay"] if one["pay"] == "floating_pay"] for name in (ONE, OTHER, "0015")}
    (first,), (second,) = pays[ONE], pays[OTHER]
    steps = [(step["step"], step["amount"]) for step in first["steps"]]
    assert steps == [("base", "1500"), ("balanced", "1466.25"), ("days", "1466.25")]
    assert (first["amount"], second["amount"]) == ("1466.25", "0")
    assert pays["0015"] == []
    sheet = sheets_in(tmp_path / "out/2025-03.scored.xlsx")["Pay in sum"]
    sums = [row for row in sheet if row[1:3] == ("Floating pay", "All")]
    assert [row[-2:] for row in sums] == [(2, 1466.25)]
    roles = [row[3] for row in sheet if row[1:3] == ("Floating pay", "Role")]
    assert roles == ["Team leader"]


@pytest.mark.parametrize(
    ("changed", "code", "cell"),
    [
        ({1: "财物"}, "sheet-word", "B2"),
        ({1: None}, "blank-field", "B2"),
        ({2: None}, "blank-field", "C2"),
        ({3: None}, "blank-field", "D2"),
        ({3: 0}, "balanced-weight", "D2"),
        ({3: -5}, "balanced-weight", "D2"),
        ({3: "多"}, "not-a-number", "D2"),
        ({3: 41}, "balanced-sum", "D2"),
        ({3: "39.99%"}, "balanced-sum", "D2"),
        ({4: None}, "blank-field", "E2"),
        ({4: 0}, "balanced-target", "E2"),
        ({4: -1}, "balanced-target", "E2"),
        ({4: -1, 6: "是"}, "balanced-target", "E2"),
        ({4: "95%"}, "balanced-units", "F2"),
        ({5: "90%"}, "balanced-units", "F2"),
        ({5: "九十"}, "not-a-number", "F2"),
        ({6: "也许"}, "unknown-word", "G2"),
        ({0: None}, "blank-id", "A2"),
        ({0: "12"}, "id-alike", "A2"),
        ({2: "投 诉"}, "balanced-twice", "C3"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    changed: dict[int, object], code: str, cell: str, tmp_path: Path
) -> None:
    first = [changed.get(at, one) for at, one in enumerate((ONE, "财务", "收入", 40, 100, 90, None, None))]
    rows = [first, (ONE, "客户", "投诉", 60, 10, 9, "是", None), (OTHER, "财务", "收入", 100, 100, 99, None, None)]
    assert errors_in(book(tmp_path, *rows)) == [(code, SHEET, cell)]


def test_a_weight_of_one_beside_others_and_zeros_of_any_unit_are_sound(tmp_path: Path) -> None:
    rows = [
        (ONE, "财务", "收入", 1, 100, 90, None, "复盘"),
        (ONE, "客户", "投诉", "99%", "5%", 0, "是", None),
        (OTHER, "财务", "收入", 0.5, 100, 90, None, "复盘"),
        (OTHER, "财务", "毛利", 99.5, 100, 90, None, "复盘"),
    ]
    path = book(tmp_path, *rows)
    assert errors_in(path) == []
    assert scored(path, tmp_path / "out")[ONE]["balanced"]["score"] == "119.7"


def test_what_has_no_figure_and_what_lacks_an_action_is_noted_by_name(tmp_path: Path) -> None:
    rows = [(ONE, "财务", "收入", 40, 100, None, None, None), (ONE, "客户", "投诉", 60, 10, 10, "是", None)]
    path = book(tmp_path, *rows)
    assert [one[0] for one in notes_in(path, "balanced-blank", "balanced-no-action")] == [
        "balanced-blank",
        "balanced-no-action",
    ]
    found = document("check", path)["problems"]
    noted = {one["code"]: one["message"] for one in found if one["code"].startswith("balanced")}
    assert set(noted) == {"balanced-blank", "balanced-no-action"}
    assert all("0012 收入" in text and "投诉" not in text for text in noted.values())


def test_on_the_line_as_shown_no_action_is_asked(tmp_path: Path) -> None:
    rows = [(ONE, "财务", "收入", 40, 100, 99.995, None, None), (ONE, "客户", "投诉", 60, 10, 10, "是", None)]
    assert notes_in(book(tmp_path, *rows), "balanced-blank", "balanced-no-action") == []


def test_a_month_column_says_for_which_month_a_row_is(tmp_path: Path) -> None:
    rows = [
        (ONE, "财务", "收入", 100, 100, 90, None, "复盘", "2025-03"),
        (ONE, "财务", "收入", 100, 100, 80, None, "复盘", "2025-04"),
    ]
    path = book(tmp_path, *rows, headers=(*HEADERS, "月份"))
    assert errors_in(path) == []
    assert scored(path, tmp_path / "out")[ONE]["balanced"]["score"] == "90"


def test_without_the_sheet_there_is_no_key_and_no_floating_pay(tmp_path: Path) -> None:
    found = scored(without_sheet(tmp_path / "in", SHEET, few=True), tmp_path / "out")
    assert not any("balanced" in one for one in found.values())
    assert {pay["pay"] for one in found.values() for pay in one["pay"]} == {"performance_bonus"}


def test_somebody_who_is_not_there_is_noted_and_left_out(tmp_path: Path) -> None:
    path = book(tmp_path, *CARD[:0], ("X99", "财务", "收入", 100, 100, 90, None, "复盘"))
    assert errors_in(path) == []
    assert "X99" in json.dumps(document("check", path)["problems"])
    assert all(one["balanced"] is None for one in scored(path, tmp_path / "out").values())


@pytest.mark.parametrize(
    ("lang", "table", "page", "plan"),
    [
        ("zh", "平衡记分卡明细", "记分卡 0012", "待约定"),
        ("en", "Balanced scorecards", "Scorecard 0012", "to be agreed"),
    ],
)
def test_workbook_screen_explanation_and_handbook(lang: str, table: str, page: str, plan: str, tmp_path: Path) -> None:
    path = with_sheets(tmp_path, SAMPLES["balanced"], few=True)
    out = told("score", path, "--out", tmp_path / "out", lang=lang)
    assert {"zh": "平衡记分卡：2 人", "en": "Balanced scorecards: 2 people"}[lang] in out
    whole = openpyxl.load_workbook(tmp_path / "out/2025-03.scored.xlsx")
    rows = [row for row in whole[table].iter_rows(min_row=2, values_only=True) if row[0] == ONE]
    assert [row[6] for row in rows] == [row[2] for row in SAMPLES["balanced"][SHEET] if row[0] == ONE]
    assert [row[8:10] for row in rows[:2]] == [(300000, 310000), (0.95, 0.93)]
    assert [whole[table].cell(row, 10).number_format for row in (2, 3)] == ["#,##0", "0%"]
    assert plan in str(rows[2][12])
    sheet = whole[page]
    setup = sheet.page_setup
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert ((setup.fitToWidth or 1), (setup.fitToHeight or 1), setup.orientation) == (1, 1, "landscape")
    heads = [str(cell) for cell in next(sheet.iter_rows(min_row=6, max_row=6, values_only=True)) if cell is not None]
    assert len(heads) == 8
    assert [float(one) for one in heads[1::2]] == [96.67, 91.93, 73.33, 100]
    explained = " ".join(told("explain", path, "--agent", ONE, lang=lang).split())
    assert plan.replace(" ", "") in explained.replace(" ", "")
    assert "88.75" in explained
    told("explain", path, "--agent", ONE, "--html", tmp_path / "one.html", lang=lang)
    assert f"2025-03.xlsx!{SHEET}!F4" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert {"zh": "平衡记分卡", "en": "Balanced scorecard"}[lang] in told("rules", "show", ROOT / "rules", lang=lang)


def test_of_many_managers_the_pages_share_a_sheet(tmp_path: Path) -> None:
    _title, _head, *agents = next(iter(sheets_in(MONTH).values()))
    ids = [str(cells[1]) for cells in agents if cells[1]]
    people = sorted({one for one in ids if one.isdigit()})
    assert len(people) > MOST_PAGES
    for count, names in ((MOST_PAGES, MOST_PAGES), (MOST_PAGES + 1, 1)):
        rows = [(one, "财务", "收入", 100, 100, 100, None, None) for one in people[:count]]
        out = tmp_path / str(count)
        told("score", book(out, *rows, month=MONTH), "--out", out)
        made = openpyxl.load_workbook(out / "2025-03.scored.xlsx")
        sheets = [made[name] for name in made.sheetnames if name.startswith("Scorecard ")]
        assert len(sheets) == names
        assert sum(len(sheet.row_breaks.brk) + 1 for sheet in sheets) == count


HOSTILE = [
    "<b>x</b>",
    "=1+1",
    '=HYPERLINK("http://example.test")',
    "{{ 7*7 }}",
    "{% x %}",
    "a\tb\u202e",
    "长" * 5000,
]


def test_text_that_would_be_code_stays_text(tmp_path: Path) -> None:
    weights = [10] * (len(HOSTILE) - 1)
    rows = zip(HOSTILE, [*weights, 100 - sum(weights)], strict=True)
    path = book(tmp_path, *[(ONE, "财务", text, weight, 100, 90, None, text) for text, weight in rows])
    found = scored(path, tmp_path / "out")
    assert found[ONE]["balanced"]["measures"] == [
        {"measure": text.strip(), "points": "90", "action": True} for text in HOSTILE
    ]
    whole = openpyxl.load_workbook(tmp_path / "out/2025-03.scored.xlsx")
    cells = [row[6] for row in whole["Balanced scorecards"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in HOSTILE]
    assert {cell.data_type for cells in whole["Scorecard 0012"].iter_rows() for cell in cells} <= {"s", "n"}
    assert ccmotivate("explain", path, "--agent", ONE, "--html", tmp_path / "one.html").code == 0
    page = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert "<b>x</b>" not in page
    assert ">49<" not in page


def test_ids_that_no_sheet_may_be_called_still_have_a_page(tmp_path: Path) -> None:
    ids = ["A/B", "[x]", "a*b?", "名" * 40, "'q'", "x:y", "=1"]
    whole = openpyxl.load_workbook(MONTH)
    for cells, agent in zip(whole.worksheets[0].iter_rows(min_row=3), ids, strict=False):
        cells[1].value, cells[1].data_type = agent, "s"
    whole.save(tmp_path / "2025-03.xlsx")
    rows = [(agent, "财务", "收入", 100, 100, 90, None, "复盘") for agent in ids]
    path = book(tmp_path / "month", *rows, month=tmp_path / "2025-03.xlsx")
    ran = ccmotivate("score", path, "--out", tmp_path / "out", "--lang", "en")
    assert ran.code == 0, ran.err
    names = sheets_in(tmp_path / "out/2025-03.scored.xlsx")
    assert len([name for name in names if name.startswith("Scorecard ")]) == len(ids)


def test_other_figures_show_in_diff_and_against_what_was_published(tmp_path: Path) -> None:
    paths = [book(tmp_path / str(one), (ONE, "财务", "收入", 100, 100, one, None, "复盘")) for one in (90, 95)]
    told_of = json.dumps(document("diff", *paths), ensure_ascii=False)
    assert "收入 95" in told_of
    ledger = ("publish", "2025-03", "--by", "A", "--yes", "--ledger", tmp_path / "ccmotivate.db")
    assert ccmotivate(*ledger, paths[0]).code == 0
    again = ccmotivate(*ledger, paths[1], "--lang", "en")
    assert again.code != 0
    shown = " ".join(again.out.split())
    assert all(
        text in shown for text in ("balanced score: 90 95", "收入 90 收入 95", "balanced score 90 95", "1350 1425")
    )


# -- a manager who is no agent, in a scheme of a company's own --------------------------------------------------------


SMALL = {
    "scheme.yaml": "name: {zh: 小店, en: Small centre}\ncurrency: CNY\n",
    "columns.yaml": """\
columns:
  agent_id: {name: {zh: 工号, en: Agent ID}}
  name: {name: {zh: 姓名, en: Name}}
  role: {name: {zh: 岗位, en: Role}}
  project: {name: {zh: 项目, en: Project}}
words: {pass: [是], fail: [否], no_data: ["-"], totals: [合计]}
""",
    "metrics.yaml": "csat: {name: {zh: 满意度, en: CSAT}, kind: percent, plausible: {from: 0%, to: 100%}}\n",
    "roles/agent.yaml": """\
role: agent
name: {zh: 坐席, en: Agent}
must: {csat: {at_least: 80%}}
scorecard: {csat: {weight: 100, ratio: 80%, cap: 120}}
""",
    "roles/manager.yaml": """\
role: manager
name: {zh: 经理, en: Manager}
must: {}
scorecard: {csat: {weight: 100, ratio: 80%, cap: 120}}
""",
}


LINES = [
    ("工号", "姓名", "岗位", "项目", "满意度"),
    ("A1", "示例", "坐席", "热线", 0.85),
    ("M1", "例", "经理", "热线"),
]


def test_a_manager_of_a_role_of_the_company_is_paid_by_the_card(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    pay = (ROOT / "rules/pay.yaml").read_text(encoding="utf-8")
    files = {**SMALL, "balanced.yaml": (ROOT / "rules/balanced.yaml").read_text(encoding="utf-8")}
    for name, text in {**files, "pay.yaml": pay[pay.index("floating_pay:") :]}.items():
        (rules / name).parent.mkdir(parents=True, exist_ok=True)
        (rules / name).write_text(text, encoding="utf-8")
    whole = openpyxl.Workbook()
    for line in LINES:
        whole.worksheets[0].append(line)
    whole.save(tmp_path / "2025-03.xlsx")
    path = book(
        tmp_path / "month", ("M1", "财务", "收入", 100, 100, 90), headers=HEADERS[:6], month=tmp_path / "2025-03.xlsx"
    )
    found = scored(path, tmp_path / "out", "--rules", rules)
    assert found["M1"]["balanced"]["score"] == "90"
    assert [(one["pay"], one["amount"]) for one in found["M1"]["pay"]] == [("floating_pay", "1350")]
    assert (found["A1"]["balanced"], found["A1"]["pay"]) == (None, [])
    assert found["M1"]["qualified"]
