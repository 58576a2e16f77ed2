"""Answers to the questions of ``map``: how they are asked for, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.shapes import lines

LONG = "客户单方面说要撤销但是还没有最后确认的一个非常非常长的状态文字"


def _complaints(folder: Path, *words: str) -> Path:
    rows = [(f"K{at}", f"A0{at % 2}", f"2025-03-{1 + at:02}", word) for at, word in enumerate(words)]
    return lines(folder / "complaints.csv", ("Complaint ID", "责任人工号", "Date", "状态"), *rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_answer_to_no_question_is_refused_with_those_that_there_are(tmp_path: Path, mapped: Map, lang: str) -> None:
    file = _complaints(tmp_path, "成立", "部分撤销", "成立", "撤销中")
    made = mapped(file, answers={"complaints.column_d.部份撤销": "no"}, lang=lang)
    assert made.code == 2
    assert not made.folder.exists()
    nearest = {"zh": "（最接近：complaints.column_d.部分撤销）", "en": "(nearest: complaints.column_d.部分撤销)"}[lang]
    assert nearest in made.said
    assert "complaints.column_d.撤销中" in made.said


def test_an_answer_where_nothing_is_asked_is_refused(tmp_path: Path, mapped: Map) -> None:
    made = mapped(_complaints(tmp_path, "成立", "不成立"), answers={"complaints.column_d.x": "no"})
    assert made.code == 2
    assert "no question has the id complaints.column_d.x (nearest: none)" in made.said


@pytest.mark.parametrize(("second", "code"), [("no", 2), ("yes", 1)])
def test_two_answers_to_one_question_are_refused(tmp_path: Path, second: str, code: int) -> None:
    file, name = _complaints(tmp_path, "成立", "部分撤销", "撤销中", "成立"), "complaints.column_d.部分撤销"
    given = ("--answer", f"{name}=yes", "--answer", f"{name}={second}")
    done = ccmotivate("map", file, "--out", tmp_path / "out", *given, "--lang", "en")
    assert done.code == code, done.err
    assert ("is answered twice: yes and no" in " ".join(done.err.split())) == (code == 2)


def test_the_note_and_the_rules_show_each_answer_as_it_is_typed(tmp_path: Path, mapped: Map) -> None:
    made = mapped(_complaints(tmp_path, "成立", "部分撤销(待定)", LONG, "成立"), lang="zh")
    note, rules = (made.folder / "README.md").read_text(encoding="utf-8"), made.text("metrics")
    quoted = '`--answer "complaints.column_d.部分撤销(待定)=yes"` 或 `--answer "complaints.column_d.部分撤销(待定)=no"`'
    assert quoted in note
    assert f"`--answer complaints.column_d.{LONG}=no`" in note
    assert '`ccmotivate map "../complaints.csv" --out . --force --currency CNY --lang zh --answer …`' in note
    assert "将 … 换成上面的答案" in note and "原 rules 会改名保留" in note
    assert f"--answer complaints.column_d.{LONG}=yes|no" in rules  # on one line, however long
    given = {f"complaints.column_d.{word}": "no" for word in ("部分撤销(待定)", LONG)}
    answered = ccmotivate(
        "map", *made.files, "--out", made.folder, "--force", "--lang", "zh",
        *(part for name, answer in given.items() for part in ("--answer", f"{name}={answer}")),
    )  # fmt: skip
    assert answered.code == 0, answered.err
    assert len([*made.folder.glob("rules*")]) == 2


def test_answers_to_a_file_that_cannot_be_read_are_not_called_wrong(tmp_path: Path, mapped: Map) -> None:
    """Its questions are asked once it can be read."""
    days = lines(tmp_path / "calls.csv", ("Agent", "Date", "Calls handled"), *((who, "2025-03-14", 10) for who in "AB"))
    broken = tmp_path / "chats.xlsx"
    broken.write_bytes(b"PK\x03\x04 is not enough")
    made = mapped(days, broken, answers={"chats.month.dates": "day-month-year"})
    assert made.code == 1
    assert "chats.xlsx" in made.said
    assert "no question has the id" not in made.said
    assert made.text("sources")


def test_answers_beside_the_open_question_of_the_agents_are_not_called_wrong(tmp_path: Path, mapped: Map) -> None:
    """Which questions there are goes by its answer."""
    rows = [(f"Example {at % 9}", f"0{1 + at % 3}/0{4 + at % 2}/2025", 10 + at) for at in range(12)]
    file = lines(tmp_path / "calls.csv", ("Responsible for it", "Date", "Calls handled"), *rows)
    made = mapped(file, answers={"calls.calls_handled.take": "sum"})
    assert "calls.agent_id" in made.said
    assert "no question has the id" not in made.said
