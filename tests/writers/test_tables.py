"""The XML of cells made for whole columns at once is that of each cell made alone."""

from __future__ import annotations

import math
import struct
from random import Random

import numpy as np
import pytest

from ccmotivate.writers.workbooks.styles import STRONG, Style
from ccmotivate.writers.workbooks.tables import BLANK, Cells, Column, Table, number_bodies, number_body, rows_xml

USUAL = [0.0, -0.0, 1.0, 1000.0, 0.1, 1 / 3, 1166.6666666666667, -2.5, 1e-4, -1e-4, 1e15 - 1, 123456789012345.0]
EXTREME = [1e15, 1e16, 123456789012345678.0, 9e-5, 1e-5, 5e-324, 1.7976931348623157e308, -2e22]


def one_by_one(numbers: list[float]) -> list[str]:
    """The cells by ``number_body``."""
    return [BLANK if math.isnan(number) else number_body(number) for number in numbers]


@pytest.mark.parametrize("extreme", [[], *([one] for one in EXTREME), EXTREME], ids=str)
def test_the_bodies_of_many_numbers_are_those_of_each(extreme: list[float]) -> None:
    numbers = [*USUAL, math.nan, *extreme, 7.0]
    assert number_bodies(np.array(numbers)) == one_by_one(numbers)


def test_the_bodies_of_any_doubles_are_those_of_each() -> None:
    random = Random(2025)
    amounts = [random.randint(-(10**9), 10**9) / random.choice([1, 3, 7, 100, 700, 9999]) for _ in range(20_000)]
    amounts = [one for one in amounts if abs(one) >= 1e-4 or one == 0]
    assert number_bodies(np.array(amounts)) == one_by_one(amounts)
    bits = [struct.unpack("d", random.randbytes(8))[0] for _ in range(2_000)]
    finite = [one for one in bits if math.isfinite(one)]
    assert number_bodies(np.array(finite)) == one_by_one(finite)


def test_no_numbers_have_no_bodies() -> None:
    assert number_bodies(np.array([], dtype=np.float64)) == []
    assert number_bodies(np.array([math.nan])) == [BLANK]


def test_one_number_and_whole_numbers_lose_no_digit() -> None:
    assert number_bodies(np.array([0.5])) == ["><v>0.5</v></c>"]
    assert number_bodies(np.array([5.0, 0.0])) == ["><v>5</v></c>", "><v>0</v></c>"]


def test_a_column_of_one_style_is_written_as_one_of_several() -> None:
    plain, strong = Style(), Style(STRONG)
    values = np.array([1.5, math.nan, 2.0, 1.5])
    single = Table((Column("a", Cells.numbers(values, plain)), Column("b", Cells.texts(["x", "", "<&>", "x"]))))
    several = Table(
        tuple(Column(c.header, c.cells.restyled(np.zeros(4, np.intp), [plain, strong])) for c in single.columns)
    )
    ids = {plain: "3", strong: "4"}
    written = b"".join(chunk for _rows, chunk in rows_xml(single, ids, 2))
    assert written == b"".join(chunk for _rows, chunk in rows_xml(several, ids, 2))
    assert written.startswith(
        b'<row r="2"><c r="A2" s="3"><v>1.5</v></c><c r="B2" s="3" t="inlineStr"><is><t>x</t></is></c></row>'
        b'<row r="3"><c r="A3" s="3"/><c r="B3" s="3"/></row>'
    )
