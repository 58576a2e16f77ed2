"""How words match, and how a unit is told from a header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.model.words import half_width, nearest, normal, normals, same_thing, split_unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agent ID", "agent id"),
        ("Agent ID", "Agent\nID"),
        ("工 号", "工号"),
        ("Ａｇｅｎｔ　ＩＤ", "agentid"),
        ("熟悉掌握,灵活运用", "熟悉掌握，灵活运用"),
        ("熟悉掌握、灵活运用", "熟悉掌握,灵活运用"),
        ("出错率（‰）", "出错率(‰)"),
        ("CSAT\u200b", "csat"),
        ("\ufeff工号", "工号"),
        ("−", "-"),
        ("Jose\u0301", "Jos\u00e9"),
    ],
)
def test_forms_that_are_the_same_word(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(("one", "other"), [("²", "2"), ("①", "1"), ("A1", "A11"), ("Ⅳ", "IV")])
def test_forms_that_are_not(one: str, other: str) -> None:
    assert normal(one) != normal(other)


ODD = "\0\n \u3000\uff21\uff41I0\uff08\uff05\u200b\u00df\u0130"


@given(st.lists(st.text(st.one_of(st.characters(), st.sampled_from(ODD))), max_size=8))
def test_many_words_at_once_are_as_one_by_one(texts: list[str]) -> None:
    assert normals(texts) == list(map(normal, texts))


def test_half_width() -> None:
    assert half_width("０９５％（Ａ）−５") == "095%(A)-5"


@pytest.mark.parametrize(
    ("header", "bare", "unit"),
    [
        ("工作效率(%)", "工作效率", "%"),
        ("工作效率 （％）", "工作效率", "%"),
        ("出错率【‰】", "出错率", "‰"),
        ("Emails [per day]", "emails", "perday"),
        ("五笔字数(字/分钟)", "五笔字数", "字/分钟"),
        ("工号", "工号", ""),
        ("(%)", "(%)", ""),
        ("A (b) c", "a(b)c", ""),
        ("A (b) (%)", "a(b)", "%"),
    ],
)
def test_the_bracket_at_the_end_is_the_unit(header: str, bare: str, unit: str) -> None:
    assert split_unit(header) == (bare, unit)


def test_nearest() -> None:
    assert nearest("inbond", ["Inbound", "Outbound", "QA"]) == "Inbound"
    assert nearest("工作效绿", ["工作效率", "工作态度"]) == "工作效率"
    assert nearest("xyz", ["Inbound", "Outbound"]) is None


@pytest.mark.parametrize(
    ("header", "words", "found"),
    [
        ("Productivty", ["Productivity"], "Productivity"),
        ("Agent", ["Agent ID"], "Agent ID"),
        ("Agent Nr", ["Agent ID"], "Agent ID"),
        ("处理人工号", ["工号", "员工编号"], "工号"),
        ("出错律(‰)", ["出错率(‰)"], "出错率(‰)"),
        ("工单编号", ["员工编号"], None),  # a ticket
        ("Time", ["Handling time"], None),
        ("First reply (min)", ["First call resolution"], None),
        ("Amount", ["Month"], None),
    ],
)
def test_what_a_header_probably_means(header: str, words: list[str], found: str | None) -> None:
    assert same_thing(header, words) == found
