"""Cells as exports hold them → exact values, or an error that names the cell."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.formats.cells import a1
from ccmotivate.formats.columns import CellColumn
from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.problems import SourceRef
from ccmotivate.readers.column_cells import ColumnCells
from ccmotivate.readers.currencies import split_amount
from ccmotivate.readers.values import ReadColumn, Vocabulary, parse_number, read_column
from tests.support import Formula, Styled, fractions, read, sentences, shipped_rules, workbook

F = Fraction
_WORDS = Vocabulary.of(shipped_rules())


def _read(
    kind: str,
    cells: Sequence[Any],
    *,
    unit: str = "",
    scale: str | None = None,
    percent: Sequence[int] = (),
    errors: dict[int, str] | None = None,
    uncalculated: Sequence[int] = (),
    plausible: Range | None = None,
    bare: str | None = None,
) -> ReadColumn:
    """A column that starts in E5."""
    rows = np.arange(4, 4 + len(cells), dtype=np.int64)
    column = ColumnCells(
        cells=CellColumn.of(cells),
        rows=rows,
        percent=np.isin(np.arange(len(cells)), percent),
        errors={4 + at: word for at, word in (errors or {}).items()},
        uncalculated=frozenset(4 + at for at in uncalculated),
        unit=unit,
        ref=lambda row: SourceRef("march.xlsx", "坐席", a1(row, 4)),
    )
    metric = Metric("x", Label("甲", "X"), MetricKind(kind), plausible or Range(), scale=scale, unit=bare)
    found = read_column(column, metric, _WORDS)
    assert all(sentences(problem) for problem in found.problems)
    return found


def _values(kind: str, cells: Sequence[Any], **options: Any) -> list[Fraction | None]:
    found = _read(kind, cells, **options)
    assert found.problems == []
    return found.values.to_list()


def _wrong(kind: str, cells: Sequence[Any], **options: Any) -> list[tuple[str, str | None]]:
    """Code and cell of each problem; what is wrong has no data unless only its size is."""
    return [(problem.code, problem.source.cell) for problem in _read(kind, cells, **options).problems]


# -- the grammar of a number ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "sign"),
    [
        ("０９５％", "95", 1),
        ("1,200", "1200", 0),
        ("−5", "-5", 0),
        ("0.8‰", "0.8", 2),
        ("95 %", "95", 1),
        (" 95% ", "95", 1),
        ("+3.5", "3.5", 0),
        (".5", "0.5", 0),
        ("１，２００．５", "1200.5", 0),
        ("1,234,567.89", "1234567.89", 0),
        ("007", "7", 0),
        ("-0.1%", "-0.1", 1),
        ("0.1234567890123456789", "0.1234567890123456789", 0),
    ],
)
def test_numbers(text: str, number: str, sign: int) -> None:
    assert parse_number(text) == (F(number), sign)


@pytest.mark.parametrize(
    "text",
    [
        "²",
        "①",
        "5²",
        "1,20",
        "1,2000",
        ",5",
        "5.",
        "1e5",
        "0x10",
        "abc",
        "95%%",
        "%",
        "%95",
        "1.2.3",
        "--5",
        "٣",
        "Ⅳ",
        "½",
        "5分",
        "1_000",
        "inf",
        "NaN",
        "1/2",
        "9" * 41,
        "",
        "五",
        "1 2 x",
    ],
)
def test_not_numbers(text: str) -> None:
    assert parse_number(text) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**9))
def test_a_number_reads_back_in_every_dress(number: Any) -> None:
    plain = f"{number:f}"
    wide = plain.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
    for text in (plain, wide, f"{number:,f}", f" {plain} "):
        assert parse_number(text) == (F(number), 0)
    assert parse_number(f"−{plain}％") == (-F(number), 1)


# -- amounts of money ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("$1,234.00", "1,234.00", "$"),
        ("-$5", "-5", "$"),
        ("$-5", "-5", "$"),
        ("−$ 5", "-5", "$"),
        ("USD 1,234.00", "1,234.00", "USD"),
        ("1,234.00 €", "1,234.00", "€"),
        ("1.234,00\u00a0€", "1.234,00", "€"),
        ("¥1,234.00", "1,234.00", "¥"),
        ("￥1234", "1234", "¥"),
        ("￥１２３４", "1234", "¥"),
        ("1234元", "1234", "元"),
        ("5 EUR", "5", "EUR"),
        *((text, text, "") for text in ("5", "$", "5 PCS", "5 eur", "$5%", "$ 5 EUR", "5 $ 6", "EUR", "12 min", "")),
    ],
)
def test_a_sign_of_currency_is_parted_from_its_number(text: str, number: str, currency: str) -> None:
    assert split_amount(text) == (number, currency)


@pytest.mark.parametrize("cells", [["$1,234.50", "-$5", "$0"], ["1,234.50 €", "-5€", 0.0], ["￥1234.5", "¥-5", "0"]])
def test_amounts_of_money_may_carry_a_sign_of_currency(cells: list[Any]) -> None:
    assert _read("money", cells).values.to_list() == fractions("1234.5", -5, 0)


@pytest.mark.parametrize("kind", ["number", "count", "percent"])
def test_other_numbers_may_not(kind: str) -> None:
    assert _wrong(kind, ["$5"]) == [("not-a-number", "E5")]


def test_two_currencies_in_one_column_are_an_error_that_names_both() -> None:
    read = _read("money", ["7", "$5", "$6", "€5", "¥8"])
    (found,) = read.problems
    assert (found.code, found.source.cell, found.value) == ("currencies-mixed", "E6", "$5")
    assert (found.fields["other"], found.fields["cell"]) == ("€5", "E8")
    assert read.bad == {1, 2, 3, 4}
    assert sentences(found).startswith("the column mixes currencies: $5 here, €5 in E8")


def test_an_amount_with_the_other_decimal_mark_makes_points_of_the_others_doubtful() -> None:
    assert _wrong("money", ["1.234 €", "1.234,50 €", "12 €", "1.5"]) == [("decimal-mark", "E5"), ("decimal-mark", "E6")]


# -- 万 and 亿 beside bare numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["number", "money"])
@pytest.mark.parametrize(
    ("cells", "doubtful"),
    [
        (["1.2万", 0.9], ["E6"]),
        (["1.2万", "0.9", 9000], ["E6"]),
        (["-1.2万", -0.9, "８"], ["E6", "E7"]),
        (["1.2亿", 2, 99.99], ["E6", "E7"]),
        ([None, 2, "1.2万", "3"], ["E6", "E8"]),
        (["350.5万", "412.8", "98万"], ["E6"]),
        (["120万", 150, "98万", 1199], ["E6", "E8"]),
    ],
)
def test_small_bare_numbers_beside_numbers_in_ten_thousands_are_doubtful(
    kind: str, cells: list[Any], doubtful: list[str]
) -> None:
    read = _read(kind, cells)
    (found,) = read.problems
    assert (found.code, found.source.cell, read.bad) == (
        "unit-doubtful",
        doubtful[0],
        {int(one[1:]) - 5 for one in doubtful},
    )
    assert all(word in sentences(found) for word in (*doubtful, str(found.fields["other"]), "least_beside_units"))


def test_so_are_amounts_with_a_sign_of_currency() -> None:
    assert _wrong("money", ["￥1.25万", "￥0.90"]) == [("unit-doubtful", "E6")]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("money", ["￥1.25万", "￥9,000.50", "0"]),
        ("money", ["￥1.25万", "￥9000.50", "￥88.50"]),
        ("number", ["1.2万", 1000, "120万", 1200, 150]),
        ("number", ["1.2万", 100, 8, 0]),
        ("number", ["1.2万", "0.9万", 0, None]),
        ("count", ["1.2万", 8, 0]),
    ],
)
def test_honest_bare_numbers_beside_them_are_read(kind: str, cells: list[Any]) -> None:
    assert _values(kind, cells)[0] in (12_000, 12_500)


_AMOUNTS = st.lists(st.integers(100, 10**9).map(F) | st.decimals(100, 10**9, places=2).map(F), min_size=1)
_BELOW_TEN = st.lists(st.integers(100, 10**5).map(F) | st.decimals(100, 10**5, places=2).map(F), min_size=1)


@given(_BELOW_TEN, st.booleans())
def test_amounts_of_which_those_from_ten_thousand_on_are_in_ten_thousands_are_never_refused(
    amounts: list[F], with_larger: bool
) -> None:
    """Those above 100,000 are not beside one that is ten times what stands before 万."""
    more = [F(9_999), *(100 * one for one in amounts if one >= 10_000 and one * 100 < 9_990_000)] if with_larger else []
    cells = [f"{float(one / 10_000):.6f}万" if one >= 10_000 else float(one) for one in [*amounts, *more]]
    assert _read("money", cells).problems == []


@given(_BELOW_TEN, st.integers(11, 10_000))
def test_bare_numbers_of_the_size_of_those_before_ten_thousands_are_always_refused(bare: list[F], largest: int) -> None:
    cells = [f"{largest}万", *(float(one) for one in bare if one < 10 * largest), 10 * largest - 1]
    found = _read("money", cells)
    assert len(found.bad) == len(cells) - 1


@given(_AMOUNTS, st.lists(st.integers(0, 99).map("{}.5".format), min_size=1))
def test_bare_fractions_that_may_be_in_ten_thousands_are_always_refused(amounts: list[F], bare: list[str]) -> None:
    cells = ["1.2万", *map(float, amounts), *bare]
    assert _wrong("money", cells)[0][0] == "unit-doubtful"


# -- percents ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "wanted", "scale"),
    [
        ([0.95, 0.8, 1.5], [95, 80, 150], "fraction"),
        ([95, 80, 150], [95, 80, 150], "percent"),
        ([1.51], ["1.51"], "percent"),
        (["95%", "80%"], [95, 80], None),
        ([0, 0.95], [0, 95], "fraction"),
        ([0, 95], [0, 95], "percent"),
        ([0, 0], [0, 0], "percent"),
        ([0.95, "95%", None], [95, 95, None], "fraction"),
        ([95, "95%", "０９５％"], [95, 95, 95], "percent"),
        ([1], [100], "fraction"),
        (["0.95", 0.5], [95, 50], "fraction"),
        (["８００‰"], [80], None),
        (["95", "１,０００"], [95, 1000], "percent"),
        ([-0.5], [-50], "fraction"),
    ],
)
def test_the_column_votes_on_its_scale(cells: list[Any], wanted: list[Any], scale: str | None) -> None:
    found = _read("percent", cells)
    assert found.problems == []
    assert found.values.to_list() == fractions(*wanted)
    assert found.scale == scale


def test_two_scales_in_one_column_name_their_cells() -> None:
    found = _read("percent", [0.85, 98.5, 97, 0, "96%", 95])
    assert [problem.code for problem in found.problems] == ["mixed-scale"]
    problem = found.problems[0]
    assert problem.source.cell == "E5"
    assert problem.fields["cells"] == "E5"
    assert problem.fields["others"] == "E6, E7, E10"
    assert found.bad == {0, 1, 2, 5}


def test_many_mixed_cells_are_all_named() -> None:
    found = _read("percent", [0.5] * 20 + [50] * 21)
    assert dict(found.problems[0].facts)["cells"] == tuple(f"E{row}" for row in range(5, 25))


def test_a_percent_format_speaks_for_its_cell() -> None:
    assert _values("percent", [0.8, 0.5], percent=[0, 1]) == [80, 50]
    assert _values("percent", [0.8, 80, 2], percent=[0, 2]) == [80, 80, 200]  # 2 shown as 200 %, beside a bare 80
    assert _values("percent", ["80%", 0.8], percent=[0, 1]) == [80, 80]


def test_the_headers_bracket_or_the_rules_decide_instead_of_the_vote() -> None:
    assert _values("percent", [0.85, 98.5], unit="%") == fractions("0.85", "98.5")
    assert _values("percent", [0.85, 98.5], scale="percent") == fractions("0.85", "98.5")
    assert _values("percent", [0.85, 2], scale="fraction") == [85, 200]
    assert _values("percent", [850, 5], unit="‰") == fractions(85, "0.5")
    assert _values("percent", [0.85], unit="%", scale="fraction") == fractions("0.85")
    assert _values("percent", [0.85, "3%"], unit="%", percent=[0]) == [85, 3]


def test_per_mille() -> None:
    assert _values("permille", [0.8, 1, 0, 12]) == fractions("0.8", 1, 0, 12)
    assert _values("permille", ["0.8‰", "0.05%", "１‰", "2"]) == fractions("0.8", "0.5", 1, 2)
    assert _values("permille", [0.0005, 0.0005], percent=[0]) == fractions("0.5", "0.0005")
    assert _values("permille", [0.05, "0.8‰"], unit="%") == fractions("0.5", "0.8")
    assert _values("permille", [0.001], scale="fraction") == [1]


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 150), min_size=1, max_size=6), st.sampled_from(["fraction", "percent", "text", "format"])
)
def test_whole_percents_are_the_same_however_written(numbers: list[int], how: str) -> None:
    wide = [number + 1 for number in numbers]  # 1 alone would be 100 %
    cells = {
        "fraction": [n / 100 for n in numbers],
        "percent": wide,
        "text": [f"{n}%" for n in numbers],
        "format": [n / 100 for n in numbers],
    }[how]
    marked = range(len(numbers)) if how == "format" else ()
    assert _values("percent", cells, percent=marked) == (wide if how == "percent" else numbers)


# -- other numbers ----------------------------------------------------------------------------------------------------


def test_a_cell_is_its_15_digits() -> None:
    assert _values("number", [0.1 + 0.2, 69.99999999999999, 69.9999999999999]) == fractions(
        "0.3", 70, "69.9999999999999"
    )
    assert _values("percent", [0.29, 0.07 * 3]) == [29, 21]


def test_counts_are_whole() -> None:
    assert _values("count", [3, "4", "１", 2.0000000000000001, None]) == [3, 4, 1, 2, None]
    assert _wrong("count", [3, 2.5, "1.5", 3.0001]) == [("not-whole", "E6"), ("not-whole", "E7"), ("not-whole", "E8")]


def test_durations() -> None:
    day = datetime.timedelta(hours=25, seconds=5, microseconds=500_000)
    cells = ["00:03:25", "０：０３：２５", 205, "205", datetime.time(0, 3, 25), day, "100:00:00", "3:25", "3分25秒"]
    seconds = fractions(205, 205, 205, 205, 205, "90005.5", 360_000, 205, 205)
    assert _values("duration", cells, bare="seconds") == seconds
    wrong = [("not-a-number", "E5"), ("not-a-number", "E7"), ("sign-on-plain-number", "E6")]
    assert _wrong("duration", ["3:99:00", "5%", True]) == wrong


@pytest.mark.parametrize(
    ("header", "rule", "seconds"),
    [("", "minutes", 180), ("分钟", "seconds", 180), ("min", None, 180), ("s", "minutes", 3), ("h", None, 10_800)],
)
def test_the_unit_of_bare_durations(header: str, rule: str | None, seconds: int) -> None:
    assert _values("duration", [3, "3", "0:00:10"], unit=header, bare=rule) == fractions(seconds, seconds, 10)


def test_durations_that_may_be_two_things() -> None:
    assert _wrong("duration", [205, "3:25", 0]) == [("unit-unknown", "E5")]
    assert _wrong("duration", [0.0025, 0, 0.5], bare="seconds") == [("seconds-or-days", "E5")]
    assert _wrong("duration", [0.5, 0.25], unit="秒") == [("seconds-or-days", "E5")]
    assert _values("duration", [0.5, 1], bare="seconds") == fractions("0.5", 1)
    assert _values("duration", [0, 0], bare="seconds") == fractions(0, 0)
    assert _values("duration", [0.5, 0.25], bare="minutes") == fractions(30, 15)


def test_text_and_other_things_in_a_number_column() -> None:
    cells = ["abc", "²", "①", True, datetime.date(2025, 3, 1), datetime.time(1), "five"]
    found = _read("number", cells)
    assert {(p.code, p.source.cell) for p in found.problems} == {("not-a-number", f"E{row}") for row in range(5, 12)}
    assert found.values.to_list() == [None] * 7
    assert found.bad == set(range(7))


def test_a_percent_sign_in_a_plain_column() -> None:
    assert _wrong("number", ["95%", 0.5, 3], percent=[1]) == [
        ("sign-on-plain-number", "E5"),
        ("sign-on-plain-number", "E6"),
    ]
    assert _wrong("count", ["9‰", 3]) == [("sign-on-plain-number", "E5")]


def test_out_of_the_plausible_range() -> None:
    limits = Range(F(0), F(200))
    assert _wrong("percent", [0, 200, 200.5, "-1%"], plausible=limits) == [
        ("out-of-range", "E7"),
        ("out-of-range", "E8"),
    ]
    assert _wrong("percent", [2.0001, "50%"], percent=[0], plausible=limits) == [("out-of-range", "E5")]
    assert _wrong("number", [-1], plausible=Range(F(0))) == [("out-of-range", "E5")]
    assert _read("number", [500], plausible=Range(None, F(400))).problems[0].fields["range"] == "≤ 400"


def test_range_text() -> None:
    metrics = shipped_rules().metrics
    assert metrics["productivity"].range_text() == "0–200 %"
    assert metrics["error_rate"].range_text() == "0–1000 ‰"
    assert metrics["emails"].range_text() == "≥ 0"


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("未掌握", 0),
        ("基本了解", 1),
        ("熟悉掌握", 2),
        ("灵活运用", 3),
        ("熟悉掌握,灵活运用", 3),
        ("熟悉掌握，灵活运用", 3),
        ("熟悉掌握、灵活运用", 3),
        (" 熟悉掌握， 灵活运用\n", 3),
        ("Fluent", 3),
        ("ＦＬＵＥＮＴ", 3),
        ("none", 0),
        ("Basic", 1),
        ("proficient", 2),
        ("无", None),
        ("-", None),
        (None, None),
    ],
)
def test_levels(cell: str | None, level: int | None) -> None:
    assert _values("level", [cell]) == [level]


@pytest.mark.parametrize(
    ("cell", "passed"),
    [
        ("合格", 1),
        ("不合格", 0),
        ("是", 1),
        ("否", 0),
        ("pass", 1),
        ("FAIL", 0),
        ("Y", 1),
        ("n", 0),
        ("Ｙ", 1),
        (True, 1),
        (False, 0),
        ("—", None),
    ],
)
def test_pass_and_fail(cell: Any, passed: int | None) -> None:
    assert _values("pass", [cell]) == [passed]


def test_words_that_are_not_allowed_name_the_nearest() -> None:
    found = _read("level", ["灵活应用", "xyz", 3, True])
    assert [problem.code for problem in found.problems] == ["unknown-word"] * 4
    by_cell = {problem.source.cell: problem.fields for problem in found.problems}
    assert by_cell["E5"]["nearest"] == "灵活运用"
    assert by_cell["E6"]["nearest"] == "–"
    assert found.values.to_list() == [None] * 4
    assert {problem.source.cell for problem in _read("pass", ["好", 1, "合格"]).problems} == {"E5", "E6"}


# -- no data and errors -----------------------------------------------------------------------------------------------


def test_placeholders_are_no_data_and_noted() -> None:
    found = _read("number", ["-", "—", "/", "N/A", "n/a", "无", "－", "#N/A", None, "", "  ", 5])
    assert found.problems == []
    assert found.values.to_list() == [None] * 11 + [5]
    assert found.no_data == list(range(8))


def test_blank_never_becomes_zero() -> None:
    assert _values("number", [None, 0, None]) == [None, 0, None]
    assert _values("percent", [None, None]) == [None, None]


def test_error_cells_and_formulas_that_were_never_calculated() -> None:
    found = _read("number", [None, None, None, 5], errors={0: "#DIV/0!", 1: "#N/A"}, uncalculated=[2])
    assert [(p.code, p.source.cell, p.value) for p in found.problems] == [
        ("cell-error", "E5", "#DIV/0!"),
        ("formula-not-calculated", "E7", None),
    ]
    assert found.no_data == [1]
    assert found.bad == {0, 2}
    assert found.values.to_list() == [None, None, None, 5]
    assert _wrong("pass", [None, "合格"], errors={0: "#REF!"}) == [("cell-error", "E5")]


def test_the_same_through_a_real_workbook(tmp_path: Path) -> None:
    rows = [
        ["三月坐席考核"],
        [
            "工号",
            "岗位",
            "项目",
            "五笔字数",
            "项目知识",
            "工作效率(%)",
            "工作态度",
            "出错率(%)",
            "投诉记录",
            "采纳建议",
        ],
        ["0012", "呼入", "信用卡", 60, "熟悉掌握，灵活运用", "０９５％", True, Styled(0.0005, "0.00%"), 0, 1],
        [
            Styled(13, "0000"),
            "Inbound Call",
            "信用卡",
            "１，２００",
            "灵活运用",
            80,
            "是",
            0.05,
            2.5,
            Formula("=1/0", "#DIV/0!"),
        ],
        ["A3", "呼入", "信用卡", "#N/A", "-", None, "合格", "0.8‰", "²", Formula("=NA()", "#N/A")],
    ]
    outcome = read(workbook(tmp_path / "2025-03.xlsx", {"坐席": rows}))
    metrics = outcome.dataset.metrics
    assert outcome.dataset.agents["agent_id"].tolist() == ["0012", "0013", "A3"]
    assert metrics["productivity"].to_list() == [95, 80, None]
    assert metrics["error_rate"].to_list() == fractions("0.5", "0.5", "0.8")
    assert metrics["project_knowledge"].to_list() == [3, 3, None]
    assert metrics["attitude"].to_list() == [1, 1, 1]
    found = {(problem.code, problem.source.cell) for problem in outcome.errors}
    assert found == {("out-of-range", "D4"), ("not-whole", "I4"), ("cell-error", "J4"), ("not-a-number", "I5")}
