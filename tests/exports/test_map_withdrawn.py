"""What ``map`` makes of complaints and errors that were withdrawn, or that were not upheld."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exports.made import Map
from tests.exports.shapes import lines, scored
from tests.exports.test_logs_beside import streamed

PEOPLE = ["A01", "A02", "A03"]
HEADER = ("Complaint ID", "责任人工号", "Date")


def _calls(folder: Path) -> Path:
    return lines(
        folder / "calls.csv", ("Agent ID", "Month", "Calls handled"), *((who, "2025-03", 90) for who in PEOPLE)
    )


def _complaints(folder: Path, header: str, words: list[str], name: str = "complaints") -> Path:
    rows = [(f"K{at}", PEOPLE[at % 2], f"2025-03-{1 + at:02}", word) for at, word in enumerate(words)]
    return lines(folder / f"{name}.csv", (*HEADER, header), *rows)


@pytest.mark.parametrize(
    ("header", "stands", "out"),
    [
        ("Status", "upheld", "withdrawn"),
        ("Status", "Resolved", "Cancelled"),
        ("Result", "justified", "not upheld"),
        ("Outcome", "Upheld", "Withdrawn by customer"),
        ("Finding", "founded", "unfounded"),
        ("Decision", "accepted", "rejected"),
        ("Ergebnis", "begründet", "unbegründet"),
        ("状态", "已结案", "已撤销"),
        ("处理结果", "成立", "客户撤诉"),
        ("投诉有效性", "有效投诉", "无效投诉"),
        ("认定结果", "有责", "不成立"),
        ("是否成立", "是", "否"),
        ("Upheld", "yes", "no"),
        ("是否撤诉", "否", "是"),
    ],
)
def test_complaints_that_do_not_stand_count_against_nobody(
    tmp_path: Path, mapped: Map, header: str, stands: str, out: str
) -> None:
    made = mapped(_complaints(tmp_path, header, [stands, stands, out, stands, "", out]), _calls(tmp_path))
    assert made.code == 0, made.said
    # K0, K4 (no status yet) of A01; K1, K3 of A02; K2 and K5 do not stand
    assert made.values("complaints") == {("2025-03", who): count for who, count in zip(PEOPLE, (2, 2, 0), strict=True)}
    said = " ".join(made.text("metrics").replace("\n#", "").split())
    assert f"not counted, as withdrawn or not upheld: 2 of 6 rows, with {out} in {header}" in said


@pytest.mark.parametrize(
    ("header", "word"),
    [("Status", "withdrawal requested"), ("申诉结果", "申诉成功"), ("备注", "撤销"), ("状态", "部分撤销")],
)
def test_words_that_leave_it_open_are_asked_for_once(tmp_path: Path, mapped: Map, header: str, word: str) -> None:
    file = _complaints(tmp_path, header, ["closed", word, "closed", word])
    made = mapped(file, _calls(tmp_path))
    assert made.code == 1
    assert made.said.count("complaints.where=…: Do rows with") == 1
    assert f"{word} in {header} count? They may have been withdrawn or not upheld." in made.said


def test_an_answer_says_whether_words_that_leave_it_open_count(tmp_path: Path, mapped: Map) -> None:
    file = _complaints(tmp_path, "Status", ["closed", "withdrawal requested", "closed", "withdrawn"])
    condition = 'not filled(status) or status not in ("withdrawn", "withdrawal requested")'
    made = mapped(file, _calls(tmp_path), answers={"complaints.where": condition})
    assert made.code == 0, made.said
    assert made.values("complaints") == {("2025-03", "A01"): 2, ("2025-03", "A02"): 0, ("2025-03", "A03"): 0}


@pytest.mark.parametrize(("header", "words"), [("Status", ("upheld", "withdrawn")), ("是否成立", ("是", "否"))])
def test_a_large_list_says_the_same(tmp_path: Path, mapped: Map, header: str, words: tuple[str, str]) -> None:
    files = _complaints(tmp_path, header, [words[0], words[1], "", words[0], words[0], words[1]]), _calls(tmp_path)
    rules = mapped(*files).folder / "rules"
    wanted = scored(rules, *files)
    with streamed("complaints.csv") as told:
        found = scored(rules, *files)
    assert told and found.code == 0
    assert found.agents() == wanted.agents()
    assert len({line["points"] for one in wanted.agents().values() for line in one["points"]}) > 1


def test_points_of_a_list_of_errors_leave_out_what_was_withdrawn(tmp_path: Path, mapped: Map) -> None:
    rows = [(PEOPLE[at % 2], f"2025-03-{1 + at:02}", 2, "撤销" if at == 3 else "有效") for at in range(6)]
    errors = lines(tmp_path / "差错明细.csv", ("工号", "日期", "差错数", "状态"), *rows)
    made = mapped(errors, _calls(tmp_path))
    assert made.code == 0, made.said
    assert made.values("errors") == {("2025-03", "A01"): 6, ("2025-03", "A02"): 4}


def test_contacts_that_were_cancelled_are_counted_as_before(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"T{at}", PEOPLE[at % 3], f"2025-03-{1 + at:02}", ("closed", "cancelled")[at % 2]) for at in range(12)]
    made = mapped(lines(tmp_path / "tickets.csv", ("Ticket ID", "Agent", "Date", "Status"), *rows))
    assert made.values("contacts") == {("2025-03", who): 4 for who in PEOPLE}
