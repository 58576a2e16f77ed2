"""Exports as Chinese systems and offices write them: what ``map`` makes of them scores to plain recomputation."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.readers.row_kinds import is_sign_off
from tests.exports.made import Map
from tests.support import workbook

HEADER = ("工号", "姓名", "接听量", "平均处理时长", "接通率")
ROWS = [
    ("1001", "示安然", 500, "3分20秒", "95.5%"),
    ("1002", "示范例", 640, "2分5秒", "98%"),
    ("1003", "示样本", 410, "4分0秒", "91.2%"),
]


def by_agent(found: dict[tuple[str, str], Fraction]) -> dict[str, Fraction]:
    """The figures of the only month."""
    return {who: value for (_month, who), value in found.items()}


# -- rows below a table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sign_off",
    [
        ("制表人：示例甲", None, "审核人：示例乙", None, "打印时间：2025-04-02"),
        (None, "制 表 人：示例甲", None, "审核：", "示例乙"),
        ("Prepared by: Example", None, "Approved by: Sample", None, None),
    ],
)
def test_who_made_and_checked_a_sheet_is_no_agent(
    tmp_path: Path, mapped: Map, sign_off: tuple[str | None, ...]
) -> None:
    file = workbook(tmp_path / "月报.xlsx", {"2025年3月": [HEADER, *ROWS, sign_off]})
    made = mapped(file)
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: Fraction(calls) for who, _name, calls, *_rest in ROWS}
    assert by_agent(made.values("aht")) == {"1001": Fraction(200), "1002": Fraction(125), "1003": Fraction(240)}


def test_a_row_with_figures_is_no_sign_off() -> None:
    assert is_sign_off(["制表人：示例甲", "", "审核人：示例乙", None])
    assert not is_sign_off(["审核人：示例乙", 12])
    assert not is_sign_off(["审核组", "示安然"])
    assert not is_sign_off([None, ""])


def test_a_row_of_totals_with_dashes_for_the_agent_is_left_out(tmp_path: Path, mapped: Map) -> None:
    rows = [("客服", "客服工号", "会话量"), *(("示安然", "0012", 40), ("示范例", "0013", 50)), ("汇总", "--", 90)]
    made = mapped(workbook(tmp_path / "工作量.xlsx", {"2025年3月": rows}))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {"0012": Fraction(40), "0013": Fraction(50)}
