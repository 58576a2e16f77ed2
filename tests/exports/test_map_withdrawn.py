"""What ``map`` makes of complaints and errors that were withdrawn, or that were not upheld."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ccmotivate.writers.words.rules import fold_words
from tests.exports.made import Made, Map
from tests.exports.shapes import lines, scored
from tests.exports.test_logs_beside import streamed
from tests.exports.test_map_evaluations import rules_of

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
        ("是否成立", "√", "×"),
        ("是否有效", "1", "0"),
        ("核实结论", "属实", "查无实据"),
        ("责任认定", "坐席责任", "非我方责任"),
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
    ("header", "words"),
    [
        ("是否满意处理结果", ("是", "否")),
        ("客户是否认可处理结果", ("是", "否")),
        ("Customer informed of outcome", ("yes", "no")),
        ("Valid email", ("yes", "no")),
        ("是否申诉", ("是", "否")),
        ("申诉结果", ("申诉驳回", "申诉失败")),
        ("申诉结果", ("不成立", "申诉中")),
        ("Status", ("appeal rejected", "closed")),
        ("投诉类型", ("取消", "退款")),
    ],
)
def test_complaints_stand_whatever_else_a_column_says(
    tmp_path: Path, mapped: Map, header: str, words: tuple[str, str]
) -> None:
    made = mapped(_complaints(tmp_path, header, [words[at % 3 // 2] for at in range(12)]), _calls(tmp_path))
    assert made.code == 0, made.said
    assert made.values("complaints") == {("2025-03", who): n for who, n in zip(PEOPLE, (6, 6, 0), strict=True)}


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("Status", "withdrawal requested"),
        ("申诉结果", "申诉成功"),
        ("备注", "撤销"),
        ("状态", "部分撤销"),
        ("Order status", "Cancelled"),
        ("Refund result", "Rejected"),
        ("是否申诉成功", "是"),
    ],
)
def test_words_that_leave_it_open_are_asked_for_once(tmp_path: Path, mapped: Map, header: str, word: str) -> None:
    file = _complaints(tmp_path, header, ["否", word, "否", word])
    made = mapped(file, _calls(tmp_path))
    assert made.code == 1
    assert made.said.count("count? They may have been withdrawn or not upheld. (yes | no)") == 1
    assert f"{word.replace(' ', '_')}=…: Do rows with {word} in {header} count?" in made.said
    assert "in rules or" not in made.said  # which would have a condition written
    assert f"{word.replace(' ', '_')}=yes|no: Do rows" in made.text("metrics").replace("\n  # ", " ")
    assert '"?"' in made.text("metrics")


@pytest.mark.parametrize(
    ("who", "header", "words"),
    [
        ("处理人工号", "处理结果", ("已解决", "撤诉")),
        ("Agent ID", "Outcome", ("Resolved", "Rejected")),
        ("Agent ID", "Upheld", ("yes", "no")),
    ],
)
def test_of_complaints_of_those_who_may_have_handled_them_it_asks(
    tmp_path: Path, mapped: Map, who: str, header: str, words: tuple[str, str]
) -> None:
    rows = [(f"K{at}", PEOPLE[at % 3], f"2025-03-{1 + at:02}", words[at % 2]) for at in range(12)]
    file = lines(tmp_path / "complaints.csv", ("Complaint ID", who, "Date", header), *rows)
    made = mapped(file, _calls(tmp_path))
    assert made.code == 1
    assert f"Do rows with {words[1]} in {header} count?" in made.said


@pytest.mark.parametrize(
    ("name", "more"), [("complaints line calls", ()), ("投诉热线话单", ()), ("complaints hotline", ("Talk time (s)",))]
)
def test_calls_of_a_complaints_line_count_whatever_came_of_them(
    tmp_path: Path, mapped: Map, name: str, more: tuple[str, ...]
) -> None:
    rows = [
        (f"C{at}", PEOPLE[at % 3], f"2025-03-{1 + at:02}", ("resolved", "cancelled")[at % 2], *(200 + at for _ in more))
        for at in range(12)
    ]
    file = lines(tmp_path / f"{name}.csv", ("Call ID", "Agent ID", "Date", "Outcome", *more), *rows)
    made = mapped(file, _calls(tmp_path))
    assert made.code == 0, made.said
    assert made.values("contacts") == {("2025-03", who): 4 for who in PEOPLE}


def test_complaints_with_the_length_of_a_call_are_complaints_where_agents_are_at_fault(
    tmp_path: Path, mapped: Map
) -> None:
    rows = [
        (f"K{at}", PEOPLE[at % 2], f"2025-03-{1 + at:02}", word, 100 + at)
        for at, word in enumerate(("已办结", "撤诉") * 3)
    ]
    header = ("投诉单号", "责任人工号", "投诉日期", "处理结果", "通话时长(秒)")
    made = mapped(lines(tmp_path / "投诉明细.csv", header, *rows), _calls(tmp_path))
    assert made.values("complaints") == {("2025-03", who): count for who, count in zip(PEOPLE, (3, 0, 0), strict=True)}


def test_an_answer_says_of_each_word_that_leaves_it_open_whether_it_counts(tmp_path: Path, mapped: Map) -> None:
    words = ["closed", "withdrawal requested", "closed", "withdrawn", 'cancelled "twice"', 'cancelled "twice"']
    file = _complaints(tmp_path, "Status", words)
    first = {"complaints.status.withdrawal_requested": "no"}
    open_still = mapped(file, _calls(tmp_path), answers={**first, "complaints.status.cancelled_twice_": "0"})
    assert open_still.code == 1
    assert "complaints.status.cancelled_twice_: the answer 0 is none of the choices" in open_still.said
    made = _again(tmp_path, mapped, {**first, "complaints.status.cancelled_twice_": "yes"})
    assert made.values("complaints") == {("2025-03", "A01"): 3, ("2025-03", "A02"): 1, ("2025-03", "A03"): 0}


def test_words_of_a_column_that_do_not_count_are_one_condition(tmp_path: Path, mapped: Map) -> None:
    files = _complaints(tmp_path, "状态", ["已结案", "撤销中", "部分撤销"]), _calls(tmp_path)
    made = mapped(*files, answers={"complaints.column_d.撤销中": "no", "complaints.column_d.部分撤销": "no"})
    assert made.code == 0, made.said
    where = 'not filled(column_d) or column_d not in ("撤销中", "部分撤销")'
    assert rules_of(made).metrics["complaint_rows"].detail.where.text == where


def _again(folder: Path, mapped: Map, answers: dict[str, str]) -> Made:
    shutil.rmtree(folder / "out")
    made = mapped(folder / "complaints.csv", folder / "calls.csv", answers=answers)
    assert made.code == 0, made.said
    return made


def test_rows_that_count_by_an_answer_need_no_condition_and_allow_any_words(tmp_path: Path, mapped: Map) -> None:
    file = _complaints(tmp_path, "备注", ["客户撤诉", "客户急躁", "已回电"])
    made = mapped(file, _calls(tmp_path), answers={"complaints.column_d.客户撤诉": "yes"})
    assert made.code == 0, made.said
    assert "where" not in made.text("metrics")
    assert "values" not in made.text("sources")


def test_one_status_among_many_is_found(tmp_path: Path, mapped: Map) -> None:
    words = [f"第{at}步" for at in range(14)]
    made = mapped(_complaints(tmp_path, "状态", [*words, "已撤销", "已撤销"]), _calls(tmp_path))
    assert made.code == 0, made.said
    assert made.values("complaints") == {("2025-03", "A01"): 7, ("2025-03", "A02"): 7, ("2025-03", "A03"): 0}


def test_chinese_questions_put_header_and_word_in_quotes(tmp_path: Path, mapped: Map) -> None:
    made = mapped(_complaints(tmp_path, "状态", ["已结案", "撤销中"]), _calls(tmp_path), lang="zh")
    assert "“状态”为“撤销中”的行" in made.said
    shutil.rmtree(tmp_path / "out")
    made = mapped(_complaints(tmp_path, "状态", ["已撤销", "不成立"]), _calls(tmp_path), lang="zh")
    assert "已撤销、不成立" in made.text("metrics")


def test_what_is_sure_stands_beside_what_is_open(tmp_path: Path, mapped: Map) -> None:
    made = mapped(_complaints(tmp_path, "状态", ["已结案", "撤销中", "不成立"]), _calls(tmp_path))
    assert made.code == 1
    assert '!= "不成立"' in made.text("metrics").replace("\n  # ", " ")


@pytest.mark.parametrize(
    ("header", "words", "zh", "en"),
    [
        ("处理结果", ["已解决", "撤诉"], "“处理结果”为空或不是“撤诉”", "处理结果 is blank or is not “撤诉”"),
        (
            "处理结果",
            ["已解决", "撤诉", "不成立"],
            "“处理结果”为空或不是“撤诉”、“不成立”中的任何一个",
            "处理结果 is blank or is none of “撤诉”, “不成立”",
        ),
        ("是否撤诉", ["否", "是"], "“是否撤诉”为空或为“否”", "是否撤诉 is blank or is “no”"),
        ("是否成立", ["是", "否"], "“是否成立”为空或为“是”", "是否成立 is blank or is “yes”"),
    ],
)
def test_a_condition_says_what_is_counted(
    tmp_path: Path, mapped: Map, header: str, words: list[str], zh: str, en: str
) -> None:
    made = mapped(_complaints(tmp_path, header, words), _calls(tmp_path), lang="zh")
    assert made.code == 0, made.said
    rules = rules_of(made)
    fold = rules.metrics["complaint_rows"].detail
    assert fold is not None
    assert f"，仅计{zh}的行" in fold_words(fold, rules, "zh")
    assert f", of rows where {en}" in fold_words(fold, rules, "en")


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


@pytest.mark.parametrize(
    ("name", "header", "words"),
    [
        ("missed calls", "Result", ("rejected", "no answer")),
        ("order errors", "Validation result", ("invalid", "void")),
        ("errors", "Order result", ("cancelled", "shipped")),
        ("errors", "Status", ("cancelled", "rejected")),
        ("transfers", "Status", ("withdrawn", "done")),
        ("审核驳回明细", "审核结果", ("驳回", "通过")),
        ("投诉咨询明细", "状态", ("取消", "已办结")),
    ],
)
def test_other_lists_are_counted_whatever_their_status(
    tmp_path: Path, mapped: Map, name: str, header: str, words: tuple[str, str]
) -> None:
    rows = [(PEOPLE[at % 2], f"2025-03-{1 + at:02}", words[at // 2 % 2]) for at in range(12)]
    file = lines(tmp_path / f"{name}.csv", ("Agent ID", "Date", header), *rows)
    made = mapped(file, _calls(tmp_path))
    assert made.code == 0, made.said
    assert "where" not in made.text("metrics")
    assert "_rows:" in made.text("metrics")


def test_contacts_that_were_cancelled_are_counted_as_before(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"T{at}", PEOPLE[at % 3], f"2025-03-{1 + at:02}", ("closed", "cancelled")[at % 2]) for at in range(12)]
    made = mapped(lines(tmp_path / "tickets.csv", ("Ticket ID", "Agent", "Date", "Status"), *rows))
    assert made.values("contacts") == {("2025-03", who): 4 for who in PEOPLE}


@pytest.mark.parametrize(
    ("header", "is_open"), [("工号", False), ("责任人工号", False), ("登记人工号", True), ("质检员工号", True)]
)
def test_errors_of_who_found_them_are_left_to_a_person(tmp_path: Path, mapped: Map, header: str, is_open: bool) -> None:
    rows = [(f"E{at}", PEOPLE[at % 2], f"2025-03-{1 + at:02}", ("属实", "不成立")[at == 2]) for at in range(6)]
    file = lines(tmp_path / "差错.csv", ("编号", header, "日期", "状态"), *rows)
    made = mapped(file, _calls(tmp_path), lang="zh")
    assert made.code == int(is_open), made.said
    assert ("“状态”为“不成立”的行是否计入" in made.said) == is_open


def test_words_that_are_sure_and_those_answered_make_one_condition(tmp_path: Path, mapped: Map) -> None:
    files = _complaints(tmp_path, "状态", ["已结案", "撤销中", "不成立", "部分撤销", "已结案"]), _calls(tmp_path)
    name = "complaints.column_d"
    made = mapped(*files, answers={f"{name}.撤销中": "no"})
    assert 'column_d not in ("不成立", "撤销中")' in made.text("metrics").replace("\n  # ", " ")
    made.folder.rename(tmp_path / "first")
    made = mapped(*files, answers={f"{name}.撤销中": "no", f"{name}.部分撤销": "no"})
    assert made.code == 0, made.said
    (fold,) = [one.detail for one in rules_of(made).metrics.values() if one.detail and one.detail.where]
    assert fold.where is not None
    assert fold.where.text == 'not filled(column_d) or column_d not in ("不成立", "撤销中", "部分撤销")'
