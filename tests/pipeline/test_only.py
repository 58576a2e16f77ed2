"""``--only``: the rows of one month, as if the others did not stand in the files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from ccmotivate.cli.options import only_of
from ccmotivate.model.period import Month
from tests.cli.commands import Ran, ccmotivate
from tests.pipeline.exports import HEADER, row
from tests.support import workbook

MARCH = ("--only", "2025-03", "--lang", "en")
LONGER = (
    row("0001", 月份="2025-01"),
    row("0002", 月份="2025-01"),
    row("0001", 月份="2025-03"),
    row("0001", 月份="2025-02"),
    row("0003", 月份="2025-03", 五笔字数=50),
)


def export(path: Path, *rows: list[Any], **sheets: list[list[Any]]) -> Path:
    return workbook(path, {"坐席": [list(HEADER), *rows], **sheets})


def said(ran: Ran, code: str) -> list[tuple[str | None, str]]:
    """(file, message) of the problems with a code in a document."""
    return [(one["file"], one["message"]) for one in json.loads(ran.out)["problems"] if one["code"] == code]


def agents(ran: Ran) -> list[dict[str, Any]]:
    """The agents of the only month, without the places where they stood."""
    (month,) = json.loads(ran.out)["months"]
    for one in month["agents"]:
        for line in one["criteria"]:
            del line["source"]
    return list(month["agents"])


@pytest.mark.parametrize(
    ("today", "month"),
    [((2025, 4, 1), (2025, 3)), ((2025, 3, 31), (2025, 2)), ((2026, 1, 15), (2025, 12)), ((2024, 3, 29), (2024, 2))],
)
def test_last_is_the_calendar_month_before_today(today: tuple[int, int, int], month: tuple[int, int]) -> None:
    assert only_of("last", date(*today)) == Month(*month)
    assert only_of(" LAST ", date(*today)) == Month(*month)
    assert only_of("2025-03", date(*today)) == only_of("2025年3月", date(*today)) == Month(2025, 3)


@pytest.mark.parametrize("text", ["", "first", "2025", "2025-13", "last month"])
def test_another_word_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        only_of(text)


def test_the_result_is_that_of_a_file_with_these_rows_alone(tmp_path: Path) -> None:
    whole, alone = export(tmp_path / "year.xlsx", *LONGER), export(tmp_path / "march.xlsx", LONGER[2], LONGER[4])
    ran = ccmotivate("score", whole, *MARCH, "--json")
    assert ran.code == 0
    assert agents(ran) == agents(ccmotivate("score", alone, "--json"))
    note = "only 2025-03 is used; rows of other months left out (3): 2025-01 (2), 2025-02 (1)"
    assert said(ran, "other-months") == [("year.xlsx", note)]
    assert [one for one in json.loads(ran.out)["problems"] if one["code"] == "agents-absent"] == []
    assert sorted(path.name for path in tmp_path.glob("year.*")) == [
        "year.awards.xlsx", "year.scored.xlsx", "year.xlsx",
    ]  # fmt: skip


def test_rows_of_other_months_neither_err_nor_vote(tmp_path: Path) -> None:
    """January is written in fractions, with a typing slip and a twin; March in percents."""
    january = [row("0001", 月份="2025-01", 工作效率=0.8, 五笔字数="abc"), row("0001", 月份="2025-01", 工作效率=0.8)]
    march = [row("0001", 月份="2025-03", 工作效率=80), row("0002", 月份="2025-03", 工作效率=75)]
    ran = ccmotivate("score", export(tmp_path / "year.xlsx", *january, *march), *MARCH, "--json")
    assert ran.code == 0
    values = [line["value"] for one in agents(ran) for line in one["criteria"] if line["metric"] == "productivity"]
    assert values == ["80", "75"]


def test_a_row_whose_month_cannot_be_read_keeps_its_error(tmp_path: Path) -> None:
    path = export(
        tmp_path / "year.xlsx", row("0001", 月份="2025-03"), row("0002", 月份="Marz"), row("0003", 月份="2025-01")
    )
    ran = ccmotivate("check", path, *MARCH, "--json")
    assert ran.code == 1
    assert [(one["code"], one["cell"]) for one in json.loads(ran.out)["problems"] if one["severity"] == "error"] == [
        ("month-unreadable", "A3")
    ]


def test_month_still_gives_a_month_to_rows_that_have_none(tmp_path: Path) -> None:
    at = HEADER.index("月份")
    table = [[cell for place, cell in enumerate(line) if place != at] for line in (list(HEADER), row("0001"))]
    path = workbook(tmp_path / "export.xlsx", {"坐席": table})
    assert ccmotivate("check", path, *MARCH, "--month", "2025-03").code == 0
    ran = ccmotivate("check", path, *MARCH, "--month", "2025-02")
    assert (ran.code, "2025-03 is not in these files" in ran.err, "they hold 2025-02" in ran.err) == (2, True, True)


def test_detail_rows_of_other_months_are_left_out_too(tmp_path: Path) -> None:
    header = [
        "月份",
        "工号",
        "姓名",
        "岗位",
        "项目",
        "组别",
        "五笔字数",
        "项目知识",
        "工作效率",
        "数据确认成功率",
        "工作态度",
        "出错率",
        "投诉记录",
        "采纳建议",
    ]
    who = ["0001", "示一", "外呼", "信用卡", "一组", 70, "灵活运用", "90%", "40%", "合格", 0, 0, 1]
    meetings = [
        ["月份", "工号", "地区", "要求到会人数", "到会人数"],
        ["2025-01", "0001", "华东", "x", 1],
        ["2025-03", "0001", "华东", 4, 3],
    ]
    sheets = {"坐席": [header, ["2025-01", *who], ["2025-03", *who]], "会议邀约": meetings}
    ran = ccmotivate("score", workbook(tmp_path / "year.xlsx", sheets), *MARCH, "--json")
    assert ran.code == 0
    turnout = next(line for line in agents(ran)[0]["criteria"] if line["metric"] == "meeting_turnout")
    assert turnout["value"] == "75"
    assert said(ran, "other-months")[0][1].endswith("(2): 2025-01 (2)")


def test_a_file_without_a_row_of_the_month_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    export(folder / "january.xlsx", row("0001", 月份="2025-01"))
    assert ccmotivate("score", folder).code == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    export(folder / "march.xlsx", row("0001", 月份="2025-03"))
    ran = ccmotivate("score", folder, *MARCH)
    assert (ran.code, "files that hold nothing of 2025-03, left out (1): january.xlsx" in ran.err) == (0, True)
    assert before.items() <= {path.name: path.read_bytes() for path in folder.iterdir()}.items()
    assert (folder / "march.scored.xlsx").exists()
    together = ccmotivate("score", folder, *MARCH, "--together", "--json", "--out", tmp_path / "o")
    assert [one["file"] for one in json.loads(together.out)["months"][0]["inputs"]] == ["march.xlsx"]


def test_no_row_of_the_month_anywhere_is_an_error_that_names_the_months(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    export(folder / "a.xlsx", row("0001", 月份="2025-01"), row("0001", 月份="2025-02"))
    export(folder / "b.xlsx", row("0001", 月份="2025-04"))
    for command in (
        ["score"],
        ["score", "--together"],
        ["check"],
        ["fairness"],
        ["simulate"],
        ["explain", "--agent", "1"],
    ):
        ran = ccmotivate(*command, folder, *MARCH)
        assert ran.code == 2, command
        assert "2025-03 is not in these files" in ran.err, command
        assert "they hold 2025-01, 2025-02, 2025-04" in ran.err, command
    assert sorted(path.name for path in folder.iterdir()) == ["a.xlsx", "b.xlsx"]
    assert ccmotivate("score", folder, "--only", "2025-05", "--quiet", "--lang", "zh").code == 2


def test_every_command_that_takes_a_month_takes_only_one(tmp_path: Path) -> None:
    path = export(tmp_path / "year.xlsx", *LONGER)
    told = json.loads(ccmotivate("explain", path, "--agent", "0001", *MARCH, "--json").out)
    assert [one["period"] for one in told["months"]] == ["2025-03"]
    assert json.loads(ccmotivate("fairness", path, *MARCH, "--json").out)["months"] == ["2025-03"]
    settings = ("--set", "roles.inbound.productivity=81%")
    tried = json.loads(ccmotivate("simulate", path, *settings, *MARCH, "--json").out)
    assert tried["months"] == ["2025-03"]
    other = export(tmp_path / "new.xlsx", row("0009", 月份="2025-01"), *LONGER[2:])
    found = json.loads(ccmotivate("diff", path, other, *MARCH, "--json").out)
    assert (found["cells"], found["agents"]) == ([], [])
    assert len(json.loads(ccmotivate("diff", path, other, "--json").out)["agents"]) == 3


def test_diff_with_a_file_that_lacks_the_month_says_which(tmp_path: Path) -> None:
    old, new = export(tmp_path / "old.xlsx", LONGER[0]), export(tmp_path / "new.xlsx", LONGER[2])
    ran = ccmotivate("diff", old, new, *MARCH)
    assert ran.code == 2
    assert "old.xlsx: 2025-03 is not in these files" in ran.err


def test_a_workbook_of_another_month_keeps_its_history_to_itself(tmp_path: Path) -> None:
    """Both know the same mentor and mentee: each is its own month's, and no pair meets itself."""
    pairs = [["导师工号", "学员工号", "开始", "结束"], ["0001", "0003", "2025-01-06", None]]
    one = export(tmp_path / "one.xlsx", row("0001", 月份="2025-01"), row("0003", 月份="2025-01"), 师徒=pairs)
    other = export(tmp_path / "other.xlsx", row("0001", 月份="2025-03"), row("0003", 月份="2025-03"), 师徒=pairs)
    ran = ccmotivate("score", one, other, *MARCH, "--out", tmp_path / "out", "--json")
    assert ran.code == 0, ran.out
    assert said(ran, "mentoring-overlap") == []
    assert {one["agent_id"]: [mentee["days"] for mentee in one["mentees"]] for one in agents(ran)} == {
        "0001": [31],
        "0003": [],
    }
