"""Scores whose rows say how many points could be had: what ``map`` makes of those that differ from row to row."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from tests.exports.made import Map
from tests.exports.shapes import lines

ROWS = [("1001", 45, 50), ("1001", 80, 100), ("1002", 40, 50), ("1002", 90, 100), ("1003", 95, 100), ("1003", 50, 50)]


def _means(weighed: bool = False) -> dict[tuple[str, str], Fraction]:
    """The percentages of each agent, averaged or added up, without any of our code."""
    had: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for who, points, most in ROWS:
        had[who].append((points, most))
    return {
        ("2025-03", who): Fraction(100 * sum(a for a, _b in rows), sum(b for _a, b in rows))
        if weighed
        else sum((Fraction(100 * a, b) for a, b in rows), Fraction(0)) / len(rows)
        for who, rows in had.items()
    }


def _checks(folder: Path, points: str, most: str, *, lost: str = "", is_keyed: bool = True) -> Path:
    head = (*(["质检编号"] if is_keyed else []), "工号", "质检日期", points, *([lost] if lost else []), most)
    rows = [
        (
            *([f"Z{at}"] if is_keyed else []), who, f"2025-03-{1 + at // 2 if is_keyed else 1:02}", got,
            *([limit - got] if lost else []), limit,
        )
        for at, (who, got, limit) in enumerate(ROWS)
    ]  # fmt: skip
    return lines(folder / "qa.csv", head, *rows)


@pytest.mark.parametrize("is_keyed", [True, False])
@pytest.mark.parametrize(
    ("points", "most", "lost"),
    [
        ("得分", "满分", ""),
        ("得分", "满分", "扣分"),
        ("质检得分", "质检满分", ""),
        ("总分", "满分", ""),
        ("Score", "Max score", ""),
        ("QA score", "Possible points", "Points lost"),
    ],
)
def test_scores_of_unlike_maxima_are_shares(
    tmp_path: Path, mapped: Map, points: str, most: str, lost: str, is_keyed: bool
) -> None:
    made = mapped(_checks(tmp_path, points, most, lost=lost, is_keyed=is_keyed))
    assert made.code == 0, made.said
    names = {one["name"]: name for name, one in yaml.safe_load(made.text("metrics")).items()}
    assert most not in names
    assert lost not in names
    assert made.values(names[points]) == _means()
    said = " ".join(made.text("metrics").replace("\n#", "").split())
    assert f"{points} is taken as a share of {most}, which differs from row to row (50–100)" in said
    assert f"each row counts alike; to take the sum of {points} as a share of that of {most}" in said


def test_parts_of_a_whole_weigh_by_their_points(tmp_path: Path, mapped: Map) -> None:
    made = mapped(_checks(tmp_path, "得分", "分值", lost="扣分", is_keyed=False))
    names = {one["name"]: name for name, one in yaml.safe_load(made.text("metrics")).items()}
    assert made.values(names["得分"]) == _means(weighed=True)


def test_each_of_two_scores_is_a_share_of_the_points_beside_it(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "2025-03", got, most, most - 10, most + 20) for who, got, most in ROWS[::2]]
    file = lines(tmp_path / "qa.csv", ("工号", "月份", "服务得分", "服务满分", "业务得分", "业务满分"), *rows)
    made = mapped(file)
    assert made.code == 0, made.said
    found = {one["name"]: name for name, one in yaml.safe_load(made.text("metrics")).items()}
    assert set(found) == {"服务得分", "业务得分"}
    assert made.values(found["服务得分"]) == {("2025-03", who): Fraction(100 * a, b) for who, _m, a, b, _c, _d in rows}
    assert made.values(found["业务得分"]) == {("2025-03", who): Fraction(100 * c, d) for who, _m, _a, _b, c, d in rows}
    assert "count alike" not in made.text("metrics")  # of one row a month it makes no difference


_SUMMARY = [
    (who, f"2025-03-{3 + at:02}", 88 + at, (98, 100)[at % 2], 70) for at in range(8) for who in ("1001", "1002")
]
_BEFORE = [("1001", "2025-03", 88, 1, 87), ("1002", "2025-03", 89.5, 2, 87.5), ("1003", "2025-03", 90, 0, 90)]
_BASES = [("1001", "2025-03", 80, 1, 79), ("1002", "2025-03", 100, 3, 97), ("1003", "2025-03", 100, 0, 100)]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (("工号", "日期", "平均得分", "最高分", "最低分"), _SUMMARY),
        (("Agent", "Date", "Avg score", "Max score", "Min score"), _SUMMARY),
        (("Agent", "Date", "Score", "Max score", "Lowest score"), _SUMMARY),
        (("工号", "日期", "平均得分", "满分", "排班"), _SUMMARY),
        (("工号", "日期", "质检得分", "当日最高分"), [row[:4] for row in _SUMMARY]),
        (("Agent", "Date", "Survey score", "Max score this week"), [row[:4] for row in _SUMMARY]),
        (("工号", "月份", "考核得分", "本组最高分"), [(who, "2025-03", got - 3, got) for who, got, _most in ROWS[::2]]),
        (("工号", "月份", "质检总分", "违规扣分", "最终得分"), _BEFORE),
        (("工号", "月份", "总分", "扣分", "实得分"), _BEFORE),
        (("工号", "月份", "基础分", "扣分", "得分"), _BASES),
        (("工号", "月份", "总分值", "扣分", "得分"), _BASES),
    ],
)
def test_highest_scores_and_those_before_deductions_are_no_maxima(
    tmp_path: Path, mapped: Map, head: tuple[str, ...], rows: list[tuple[object, ...]]
) -> None:
    text = mapped(lines(tmp_path / "qa.csv", head, *rows)).text("metrics")
    assert "taken as a share" not in text
    assert "kind: percent" not in text
    if "最高分" in head or "Max score" in head:
        assert set(head[2:]) <= {one["name"] for one in yaml.safe_load(text).values()}
        assert "is taken as it is" not in text


@pytest.mark.parametrize(
    ("points", "most", "got"),
    [
        ("得分", "满分", 105),  # a bonus
        ("得分", "标准分", 90),
        ("得分", "分值", 90),
        ("Score", "Score (max)", 90),
    ],
)
def test_scores_of_unlike_maxima_that_are_no_shares_say_so(
    tmp_path: Path, mapped: Map, points: str, most: str, got: int
) -> None:
    rows = [*((f"Z{at}", *row) for at, row in enumerate(ROWS * 2)), ("Z99", "1001", got, 100)]
    days = [(one, who, f"2025-03-{1 + at:02}", *rest) for at, (one, who, *rest) in enumerate(rows)]
    made = mapped(lines(tmp_path / "qa.csv", ("质检编号", "工号", "质检日期", points, most), *days))
    said = " ".join(made.text("metrics").replace("\n#", "").split())
    assert f"{points} is taken as it is, not as a share of {most}, which differs from row to row (50–100)" in said


def test_each_score_after_one_maximum_says_that_it_is_no_share(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "2025-03", most, got, got - 5) for who, got, most in ROWS[::2]]
    said = mapped(lines(tmp_path / "qa.csv", ("工号", "月份", "满分", "得分", "评分"), *rows)).text("metrics")
    assert " ".join(said.replace("\n#", "").split()).count("is taken as it is, not as a share of 满分") == 2


@pytest.mark.parametrize("most", ["", 0])
def test_rows_without_a_maximum_are_named_where_they_are_left_out(tmp_path: Path, mapped: Map, most: object) -> None:
    rows = [
        ("1001", "2025-03-01", 0, most),
        *((who, f"2025-03-{2 + at:02}", *had) for at, (who, *had) in enumerate(ROWS)),
    ]
    made = mapped(lines(tmp_path / "qa.csv", ("工号", "质检日期", "得分", "满分"), *rows))
    assert made.code == 0, made.said
    said = " ".join(made.text("metrics").replace("\n#", "").split())
    assert "which differs from row to row (50–100)" in said
    assert "left out, for they have 得分 but no 满分, or 0 there: 1 of 7 rows" in said
    assert made.values(next(iter(yaml.safe_load(made.text("metrics"))))) == _means()


def test_scores_above_what_is_called_their_maximum_are_no_shares(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "2025-03", most + 1, most) for who, _got, most in ROWS[::2]]
    made = mapped(lines(tmp_path / "qa.csv", ("工号", "月份", "得分", "标准分"), *rows))
    assert "taken as" not in made.text("metrics")
