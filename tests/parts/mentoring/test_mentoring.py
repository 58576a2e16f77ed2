"""Mentoring: blended scores and where both of them stand, broken rows, circles of mentors."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.model.exact import half_up
from ccmotivate.parts.mentoring.sheets import Pair, _circles
from tests.cli.commands import ccmotivate
from tests.parts.books import with_sheets, without_sheet
from tests.parts.broken import errors_in, message_of, notes_in
from tests.parts.careers.months import month
from tests.support import sheets_in

HEADERS = ("导师工号", "学员工号", "开始", "结束")
MENTOR, MENTEE, OTHER = "0015", "0018", "0021"


def book(folder: Path, *rows: Sequence[object]) -> Path:
    return with_sheets(folder, {"师徒": [HEADERS, *rows]}, few=True)


def document(*words: str | Path) -> dict[str, Any]:
    ran = ccmotivate(*words, "--json", "--lang", "en")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def agents(path: Path, out: Path) -> dict[str, dict[str, Any]]:
    (month,) = document("score", path, "--out", out)["months"]
    return {one["agent_id"]: one for one in month["agents"]}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("plain")
    return agents(without_sheet(folder / "in", "师徒", few=True), folder)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2025-03-01", None, 31), ("2025-02-11", "2025-03-01", 1), ("2025-03-20", "2025-04-30", 12)],
)
def test_a_mentor_has_a_share_of_the_distance_by_days(
    first: str, last: str | None, days: int, plain: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    found = agents(book(tmp_path, (MENTOR, MENTEE, first, last)), tmp_path / "out")
    own, mentee = (Fraction(plain[one]["score"]) for one in (MENTOR, MENTEE))
    assert Fraction(found[MENTOR]["score"]) == half_up(own + Fraction(days, 310) * (mentee - 100))
    assert Fraction(found[MENTOR]["own_score"]) == own
    (entry,) = found[MENTOR]["mentees"]
    assert (entry["agent_id"], entry["days"], Fraction(entry["score"])) == (MENTEE, days, mentee)
    rest = {one: entry["score"] for one, entry in found.items() if one != MENTOR}
    assert rest == {one: plain[one]["score"] for one in rest}
    assert all(found[one]["qualified"] == plain[one]["qualified"] for one in plain)


def test_without_the_sheet_there_is_no_key(plain: dict[str, dict[str, Any]]) -> None:
    assert not any("own_score" in one or "mentees" in one for one in plain.values())


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([(MENTOR, MENTOR, "2025-03-01", None)], "mentoring-oneself", "B2"),
        ([(MENTOR, MENTEE, "2025-03-09", "2025-03-08")], "mentoring-backwards", "D2"),
        (
            [(MENTOR, MENTEE, "2025-03-01", None), (MENTOR, MENTEE, "2025-03-31", None)],
            "mentoring-overlap",
            "C3",
        ),
        (
            [(MENTOR, MENTEE, "2025-03-01", "2025-03-10"), (MENTEE, MENTOR, "2025-03-10", None)],
            "mentoring-circle",
            "A3",
        ),
        (
            [
                (MENTOR, MENTEE, "2025-02-01", None),
                (OTHER, MENTOR, "2025-03-01", None),
                (MENTEE, OTHER, "2025-01-01", None),
            ],
            "mentoring-circle",
            "A3",
        ),
        ([(MENTOR, MENTEE, "soon", None)], "not-a-date", "C2"),
        ([(MENTOR, MENTEE, None, None)], "blank-field", "C2"),
        ([(MENTOR, None, "2025-03-01", None)], "blank-id", "B2"),
        ([(MENTOR, "18", "2025-03-01", None)], "id-alike", "B2"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(
    rows: Sequence[Sequence[object]], code: str, cell: str, tmp_path: Path
) -> None:
    assert errors_in(book(tmp_path, *rows)) == [(code, "师徒", cell)]


@pytest.mark.parametrize(
    "rows",
    [
        [(MENTOR, MENTEE, "2025-03-01", "2025-03-10"), (MENTEE, MENTOR, "2025-03-11", None)],
        [(MENTOR, MENTEE, "2025-03-01", "2025-03-10"), (MENTOR, MENTEE, "2025-03-11", None)],
        [(MENTOR, MENTEE, "2025-03-01", None), (OTHER, MENTEE, "2025-03-01", None)],
    ],
)
def test_one_day_beside_it_is_sound(rows: Sequence[Sequence[object]], tmp_path: Path) -> None:
    assert errors_in(book(tmp_path, *rows)) == []


def test_a_mentee_who_is_not_there_is_noted(plain: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    path = book(tmp_path, (MENTOR, "9999", "2024-03-01", None))
    (month,) = document("score", path, "--out", tmp_path / "out")["months"]
    assert {one["agent_id"]: one["score"] for one in month["agents"]}[MENTOR] == plain[MENTOR]["score"]
    notes = [one for one in document("check", path)["problems"] if one["code"] == "mentoring-uncounted"]
    assert notes == [] or "9999" in notes[0]["message"]
    scored = document("score", path, "--out", tmp_path / "out")["problems"]
    assert [one["facts"]["agents"] for one in scored if one["code"] == "mentoring-uncounted"] == [["9999"]]


def test_a_mentee_without_a_figure_is_noted(tmp_path: Path) -> None:
    """No metric of the scorecard has data; one that has is enough to count."""
    blank = dict.fromkeys(("邮件回复", "工作效率", "出错率", "投诉记录", "五笔字数", "项目知识"))
    base = month(tmp_path / "base", 3, {"A1": {}, "A2": blank, "A3": blank | {"投诉记录": 0}}, None, roster=False)
    rows = [("A1", "A2", "2025-03-01", None), ("A1", "A3", "2025-03-01", None)]
    path = with_sheets(tmp_path / "in", {"师徒": [HEADERS, *rows]}, base)
    assert errors_in(path) == []
    assert [one[0] for one in notes_in(path, "mentoring-uncounted")] == ["mentoring-uncounted"]
    assert message_of(path, "mentoring-uncounted").endswith("A2")


@pytest.mark.parametrize(("lang", "own", "page"), [("zh", "本人得分", "师徒"), ("en", "Own score", "Mentoring")])
def test_both_scores_stand_wherever_one_stands(lang: str, own: str, page: str, tmp_path: Path) -> None:
    path = book(tmp_path, (MENTOR, MENTEE, "2025-03-01", None))
    ran = ccmotivate("score", path, "--out", tmp_path / "out", "--lang", lang)
    assert ran.code == 0, ran.err
    written = sheets_in(tmp_path / "out/2025-03.scored.xlsx")
    _summary, scores, *_others = written.values()
    at = scores[0].index(own)
    (row,) = [one for one in scores if one[0] == MENTOR]
    assert row[at] != row[at - 1]
    sheet = next(rows for name, rows in written.items() if name.startswith(page))
    assert MENTEE in sheet[1]
    told = ccmotivate("explain", path, "--agent", MENTOR, "--lang", lang).out
    assert f"{row[at]:.2f}" in told
    assert f"{row[at - 1]:.2f}" in told


def test_circles_are_those_of_a_plain_search_day_by_day() -> None:
    """Random pairs: a circle on some day is found exactly where walking every day finds one."""
    closed = 0
    for seed in range(400):
        chance = random.Random(seed)
        pairs = [
            Pair(at, mentor, mentee, first, first + chance.randrange(4))
            for at in range(chance.randrange(2, 7))
            for mentor, mentee in [chance.sample("abcd", 2)]
            for first in [chance.randrange(8)]
        ]
        wanted = any(_circle_on(day, pairs) for day in range(12))
        found = list(_circles(pairs))
        assert bool(found) == wanted, pairs
        closed += wanted
    assert 50 < closed < 350


def _circle_on(day: int, pairs: Sequence[Pair]) -> bool:
    edges = {(one.mentor, one.mentee) for one in pairs if one.first <= day <= one.last}
    for _ in "abcd":
        edges |= {(a, d) for a, b in edges for c, d in edges if b == c}
    return any(a == b for a, b in edges)
