"""Exports as they come: titles, totals, odd scales, slips; each read rightly or refused with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ccmotivate.model.period import Month
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scoring import Outcome, score
from tests.pipeline.exports import HEADER, problems, row, run, run_rows, without
from tests.support import Formula, Styled, shipped_rules

EFFICIENCY = HEADER.index("工作效率")


def values(outcome: Outcome, metric: str) -> list[Any]:
    (job,) = outcome.jobs
    (month,) = job.scored.months
    return [None if value is None else float(value) for value in month.metrics[metric].to_list()]


def test_two_title_rows(tmp_path: Path) -> None:
    title = [["客服中心三月考核"], ["制表:示一"]]
    outcome = run(tmp_path / "2025-03.xlsx", {"坐席": [*title, list(HEADER), row()]})
    assert outcome.exit_code == 0
    assert outcome.jobs[0].scored.months[0].agents["row"].tolist() == [4]


def test_header_on_row_five(tmp_path: Path) -> None:
    outcome = run(tmp_path / "2025-03.xlsx", {"坐席": [[None], [None], ["标题"], [None], list(HEADER), row()]})
    assert outcome.exit_code == 0
    headers = [how.where for how in outcome.jobs[0].scored.interpretations if how.what == "header"]
    assert headers == ["5"]


@pytest.mark.parametrize("word", ["合计", "总计", "Total", "平均"])
def test_total_row_in_the_first_column(tmp_path: Path, word: str) -> None:
    total = [word, None, None, None, None, None, 140, None, 9.9, None, 0, 0, 2]
    outcome = run_rows(tmp_path, row(), row("0002"), total)
    assert outcome.exit_code == 0
    assert problems(outcome, "dropped-total") == [("2025-03.xlsx!坐席!A4", None)]
    assert outcome.jobs[0].scored.months[0].agents["agent_id"].tolist() == ["0001", "0002"]


def test_footnote_is_dropped_and_a_row_without_id_is_an_error(tmp_path: Path) -> None:
    note = ["注:数据截至月末", *[None] * 12]
    assert run_rows(tmp_path, row(), note).exit_code == 0
    outcome = run_rows(tmp_path, row(), [None if cell == "0002" else cell for cell in row("0002")])
    assert outcome.exit_code == 1
    assert problems(outcome, "blank-id") == [("2025-03.xlsx!坐席!B3", None)]


def test_month_only_in_the_sheet_name(tmp_path: Path) -> None:
    outcome = run(tmp_path / "导出.xlsx", {"2025年3月": without("月份", row())})
    assert [str(month.month) for month in outcome.jobs[0].scored.months] == ["2025-03"]
    named = run(tmp_path / "数据2025.xlsx", {"三月": without("月份", row()), "Apr": without("月份", row())})
    assert [str(month.month) for month in named.jobs[0].scored.months] == ["2025-03", "2025-04"]


def test_no_month_anywhere_and_a_conflict(tmp_path: Path) -> None:
    nowhere = run(tmp_path / "导出.xlsx", {"坐席": without("月份", row())})
    assert nowhere.exit_code == 1
    assert problems(nowhere, "no-month") == [("导出.xlsx!坐席", None)]
    given = run(tmp_path / "导出.xlsx", {"坐席": without("月份", row())}, month=Month(2025, 3))
    assert given.exit_code == 0
    conflict = run(tmp_path / "2025-04.xlsx", {"2025-03": without("月份", row())})
    assert problems(conflict, "month-conflict") == [("2025-04.xlsx!2025-03", "2025-03, 2025-04")]
    outranked = run(tmp_path / "2025-04.xlsx", {"坐席": [list(HEADER), row()]})
    assert outranked.exit_code == 0
    assert problems(outranked, "month-column-outranks") == [("2025-04.xlsx!坐席!A2", "2025-03")]


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["０９５％", "９５％"], [95, 95]),
        ([0.95, 0.8], [95, 80]),
        ([95, 80], [95, 80]),
        (["95%", "80%"], [95, 80]),
        ([Styled(0.95, "0.0%"), Styled(0.8, "0%")], [95, 80]),
        ([Styled(0.95, "0.0%"), 80], [95, 80]),
        ([0, 80], [0, 80]),
        (["0.95", "0.8"], [95, 80]),
    ],
)
def test_percent_columns_of_every_kind(tmp_path: Path, cells: list[Any], read: list[float]) -> None:
    rows = [row(f"000{place}", 工作效率=cell) for place, cell in enumerate(cells, start=1)]
    outcome = run_rows(tmp_path, *rows)
    assert outcome.exit_code == 0
    assert values(outcome, "productivity") == read


def test_a_percent_in_the_header_of_an_error_rate(tmp_path: Path) -> None:
    header = tuple("出错率(%)" if cell == "出错率" else cell for cell in HEADER)
    outcome = run_rows(tmp_path, row(出错率=0.05), row("0002", 出错率=0), header=header)
    assert values(outcome, "error_rate") == [0.5, 0]
    full_width = tuple("出错率\uff08‰\uff09" if cell == "出错率" else cell for cell in HEADER)
    assert values(run_rows(tmp_path, row(出错率=0.05), header=full_width), "error_rate") == [0.05]
    assert values(run_rows(tmp_path, row(出错率="0.05%")), "error_rate") == [0.5]


def test_mixed_scale_names_the_cells(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, row(工作效率=0.85), row("0002", 工作效率=98.5), row("0003", 工作效率=90))
    assert outcome.exit_code == 1
    (found,) = [one for one in outcome.all_problems if one.code == "mixed-scale"]
    assert (found.fields["cells"], found.fields["others"]) == ("I2", "I3, I4")


@pytest.mark.parametrize(
    ("cells", "odd"),
    [
        ([0.83, 76, 88, 90, 81, 79], ["0.83"]),
        ([0.83, 0.9, 88, 90, 81, 79], []),  # as many as a third: it may be so
        ([0.83, 12, 88, 90, 81, 79], []),  # nor are the others far away
        ([83, 76, 88, 90, 81, 79], []),
    ],
)
def test_a_cell_far_below_a_column_of_percents_is_a_note(tmp_path: Path, cells: list[float], odd: list[str]) -> None:
    """The header decides the scale; what looks like a slip is said all the same."""
    header = ["工作效率(%)" if name == "工作效率" else name for name in HEADER]
    lines = [row(f"{at:04d}", 工作效率=cell) for at, cell in enumerate(cells)]
    outcome = run(tmp_path / "2025-03.xlsx", {"坐席": [header, *lines]})
    assert values(outcome, "productivity") == cells
    assert [one.value for one in outcome.all_problems if one.code == "odd-scale"] == odd
    assert outcome.exit_code == 0


def test_a_month_option_against_the_cells_is_an_error_and_against_a_name_a_note(tmp_path: Path) -> None:
    sheets = {"坐席": [list(HEADER), row()]}
    outcome = run(tmp_path / "2025-03.xlsx", sheets, month=Month(2025, 5))
    assert problems(outcome, "month-option-conflict") == [("2025-03.xlsx!坐席!A2", "2025-03")]
    assert outcome.exit_code == 1
    assert run(tmp_path / "2025-03.xlsx", sheets, month=Month(2025, 3)).exit_code == 0
    silent = run(tmp_path / "2025-03.xlsx", {"坐席": without("月份", row())}, month=Month(2025, 5))
    assert problems(silent, "month-option-outranks") == [("2025-03.xlsx!坐席", "2025-05")]
    assert str(silent.jobs[0].scored.months[0].month) == "2025-05"


def test_same_id_twice_names_both_rows(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, row(), row("0002"), row())
    (found,) = [one for one in outcome.all_problems if one.code == "id-twice"]
    assert (str(found.source), found.fields["first"]) == ("2025-03.xlsx!坐席!B4", "2025-03.xlsx!坐席!B2")
    assert outcome.exit_code == 1


@pytest.mark.parametrize("other", ["a1", "A 1", "Ａ１"])
def test_ids_that_look_alike(tmp_path: Path, other: str) -> None:
    outcome = run_rows(tmp_path, row("A1"), row(other))
    assert problems(outcome, "id-alike") == [("2025-03.xlsx!坐席!B3", other)]


def test_ids_and_names_stay_text(tmp_path: Path) -> None:
    outcome = run_rows(
        tmp_path, row("000123", 姓名="NA"), row(Styled(45, "000000")), row(12), row("12.5"), row("null", 姓名="None")
    )
    agents = outcome.jobs[0].scored.months[0].agents
    assert agents["agent_id"].tolist() == ["12", "12.5", "000045", "000123", "null"]
    assert agents["name"].tolist() == ["示一", "示一", "示一", "NA", "None"]


def test_an_id_that_excel_has_cut(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, row(123456789012345678))
    assert problems(outcome, "id-lost-digits")[0][0] == "2025-03.xlsx!坐席!B2"


def test_unknown_role_with_the_nearest(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, row(岗位="呼入员"))
    (found,) = [one for one in outcome.all_problems if one.code == "unknown-role"]
    assert (found.value, found.fields["nearest"], outcome.exit_code) == ("呼入员", "呼入", 1)


def test_a_needed_column_absent_and_a_blank_cell(tmp_path: Path) -> None:
    absent = run(tmp_path / "2025-03.xlsx", {"坐席": without("工作效率", row())})
    (found,) = [one for one in absent.all_problems if one.code == "column-missing"]
    assert (found.fields["metrics"], absent.exit_code) == ("productivity", 1)
    blank = run_rows(tmp_path, row(工作效率=None), row("0002"))
    assert blank.exit_code == 0
    month = blank.jobs[0].scored.months[0]
    assert month.agents["qualified"].tolist() == [False, True]
    assert [one.fields["agents"] for one in blank.all_problems if one.code == "no-data"] == ["0001"]


def test_a_header_that_resembles_a_known_one(tmp_path: Path) -> None:
    header = tuple("工作效率值" if cell == "工作效率" else cell for cell in HEADER)
    outcome = run_rows(tmp_path, row(), header=header)
    (found,) = [one for one in outcome.all_problems if one.code == "column-resembles"]
    assert (found.value, found.fields["nearest"], found.fields["id"]) == ("工作效率值", "工作效率", "productivity")
    assert problems(outcome, "column-missing")


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("五笔字数", "abc", "not-a-number"),
        ("五笔字数", "7²", "not-a-number"),
        ("五笔字数", 900, "out-of-range"),
        ("工作效率", "250%", "out-of-range"),
        ("投诉记录", 1.5, "not-whole"),
        ("投诉记录", -1, "out-of-range"),
        ("项目知识", "很好", "unknown-word"),
        ("工作态度", "优", "unknown-word"),
        ("五笔字数", Formula("=1/0", "#DIV/0!"), "cell-error"),
        ("月份", "上个月", "month-unreadable"),
        ("项目", None, "blank-field"),
        ("岗位", None, "blank-field"),
    ],
)
def test_a_bad_cell_is_an_error_with_its_address(tmp_path: Path, header: str, cell: Any, code: str) -> None:
    outcome = run_rows(tmp_path, row(), row("0002", **{header: cell}))
    letter = "ABCDEFGHIJKLM"[HEADER.index(header)]
    assert [place for place, _ in problems(outcome, code)] == [f"2025-03.xlsx!坐席!{letter}3"]
    assert outcome.exit_code == 1
    assert not outcome.jobs[0].scored.months


@pytest.mark.parametrize("word", ["-", "—", "/", "N/A", "#N/A", "无", " n/a "])
def test_placeholders_are_no_data(tmp_path: Path, word: str) -> None:
    outcome = run_rows(tmp_path, row(工作效率=word), row("0002"))
    assert outcome.exit_code == 0
    assert values(outcome, "productivity") == [None, 80]
    assert [one.fields["cells"] for one in outcome.all_problems if one.code == "placeholder"] == ["I2"]


def test_numbers_in_every_dress(tmp_path: Path) -> None:
    cells = ["１２０", "1,20", "+65", " 70 ", "70.50"]
    outcome = run_rows(tmp_path, *[row(f"000{at}", 五笔字数=cell) for at, cell in enumerate(cells, start=1)])
    (found,) = [one for one in outcome.all_problems if one.code == "decimal-mark"]
    assert (found.cells, found.values) == (("G3", "G6"), ("1,20", "70.50"))  # 1,20 makes the point doubtful too
    fine = run_rows(tmp_path, *[row(f"000{at}", 五笔字数=cell) for at, cell in enumerate(cells, start=1) if at != 2])
    assert values(fine, "typing_speed") == [120, 65, 70, 70.5]


def test_hidden_sheets_and_other_sheets_are_left_out_with_a_note(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "2025-03.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "坐席"
    for line in (list(HEADER), row()):
        book.active.append(line)
    hidden = book.create_sheet("旧")
    hidden.append(list(HEADER))
    hidden.append(row("0009"))
    hidden.sheet_state = "hidden"
    book.create_sheet("说明").append(["随便写写"])
    book.save(path)
    outcome = score([str(path)], shipped_rules(), Options(write=False))
    assert outcome.exit_code == 0
    assert problems(outcome, "sheet-hidden") == [("2025-03.xlsx!旧", None)]
    assert problems(outcome, "sheet-left-out") == [("2025-03.xlsx!说明", None)]
    assert outcome.jobs[0].scored.months[0].agents["agent_id"].tolist() == ["0001"]


def test_sheets_of_agents_are_stacked(tmp_path: Path) -> None:
    sheets = {"一组": [list(HEADER), row()], "二组": [["标题"], list(HEADER), row("0002")]}
    outcome = run(tmp_path / "2025-03.xlsx", sheets)
    assert outcome.jobs[0].scored.months[0].agents["sheet"].tolist() == ["一组", "二组"]


def test_the_same_meaning_twice_is_an_error_and_a_second_table_is_left_out(tmp_path: Path) -> None:
    twice = run_rows(tmp_path, [*row(), 80], header=(*HEADER, "Productivity"))
    assert problems(twice, "column-twice") == [("2025-03.xlsx!坐席!N1", "Productivity")]
    beside = run_rows(tmp_path, [*row(), None, "0001", 5], header=(*HEADER, None, "工号", "奖金"))
    assert beside.exit_code == 0
    assert problems(beside, "second-table") == [("2025-03.xlsx!坐席!O1", "工号")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_csv_in_chinese_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "2025-03.csv"
    lines = [HEADER, row("0012"), row("0013", 姓名="NA")]
    path.write_text("\n".join(",".join(str(cell) for cell in line) for line in lines), encoding=encoding)
    outcome = score([str(path)], shipped_rules(), Options(write=False))
    assert outcome.exit_code == 0
    assert outcome.jobs[0].scored.months[0].agents["agent_id"].tolist() == ["0012", "0013"]
    assert "encoding" in {how.what for how in outcome.jobs[0].scored.interpretations}


def test_html_called_xls_and_an_empty_workbook(tmp_path: Path) -> None:
    html = tmp_path / "2025-03.xls"
    html.write_text("<html><body><table><tr><td>工号</td></tr></table></body></html>", encoding="utf-8")
    outcome = score([str(html)], shipped_rules(), Options(write=False))
    assert (outcome.exit_code, [one.code for one in outcome.all_problems]) == (2, ["html-not-excel"])
    empty = run(tmp_path / "empty.xlsx", {"Sheet1": []})
    assert (empty.exit_code, [one.code for one in empty.all_problems]) == (2, ["empty-workbook"])
    header_only = run_rows(tmp_path)
    assert (header_only.exit_code, problems(header_only, "no-rows")) == (2, [("2025-03.xlsx!坐席", None)])


def test_an_encrypted_workbook() -> None:
    path = Path(__file__).resolve().parents[3] / "shared/data/hostile/excelize__encryptAES.xlsx"
    if not path.exists():
        pytest.skip("needs ../shared/data")
    outcome = score([str(path)], shipped_rules(), Options(write=False))
    assert (outcome.exit_code, [one.code for one in outcome.all_problems]) == (2, ["encrypted"])
