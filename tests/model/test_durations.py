"""Lengths of time as text: every form of the grammar, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.model.durations import UNITS, WORDS, clock_text, parse_duration, unit_of_word

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3:25", 205),
        ("90:00", 5400),
        ("0:03:25", 205),
        ("00:03:25", 205),
        (":03:25", 205),
        ("30:15:00", 108_900),
        ("0:03:25.5", 205 + HALF),
        ("3:25.50", 205 + HALF),
        ("４：０５", 245),
        ("4m 12s", 252),
        ("4M12S", 252),
        ("3分25秒", 205),
        ("３分 ２５秒", 205),
        ("3分零5秒", 185),
        ("1h 2min", 3720),
        ("1小时2分", 3720),
        ("1个小时2分钟3秒钟", 3723),
        ("1 hour, 2 minutes", 3720),
        ("300s", 300),
        ("1,200秒", 1200),
        ("5 min", 300),
        ("1.5h", 5400),
        ("1m 0.5s", 60 + HALF),
        ("0 days 00:03:33", 213),
        ("1 day, 2:00:01", 93_601),
        ("2 days", 172_800),
        ("2天", 172_800),
        ("  7 s ", 7),
        ("0s", 0),
        ("250 ms", Fraction(1, 4)),
        ("3秒250毫秒", 3 + Fraction(1, 4)),
        ("1m 5ms", 60 + Fraction(1, 200)),
        ("02:15 hrs", 8_100),
        ("2:15h", 8_100),
        ("30:00 小时", 108_000),
        ("01:30:05 Hrs", 5_405),
        ("0:00:05.5 hours", 5 + HALF),
        ("45 hrs", 162_000),
        ("PT30S", 30),
        ("pt0.5s", HALF),
        ("PT1H5M", 3_900),
        ("PT90M", 5_400),
        ("P1DT2H", 93_600),
        ("P2D", 172_800),
        ("ＰＴ３０Ｓ", 30),
    ],
)
def test_a_duration_is_so_many_seconds(text: str, seconds: Fraction) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", "205", "2.5", "5%", "no", "m", "s5", "-3:25", "-5 min", "+3:25", "3:5", "3:60", "1:60:00", "1:5:03"),
        *("3: 25", "3:25:", ":25", "3:25 s", "0 days 3:25", "1h 60m", "1m 75s", "2 days 30h", "1.5h 2m", "5s 3m"),
        *("3m 4m", "1 2 s", "12,34 s", "0,5 s", "300s,", "5 m零", "٣:25", "1e3 s", "3²s", "1:2:3:04", "9" * 50 + "m"),
        *(
            "2:5 hrs",
            "2:60 hrs",
            ":15 hrs",
            "-2:15 hrs",
            "2:15 hrs 3 min",
            "P",
            "PT",
            "P1DT",
            "PT30",
            "P1M",
            "P1Y",
            "P1W",
        ),
        *("PT5M1H", "PT1H60M", "PT1.5H2M", "-PT30S", "PT-30S", "PT1,5S", "T30S", "P30S", "PT1 H", "P1", "9" * 50 + "s"),
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7:44", 27_840),
        ("07:44", 27_840),
        ("160:30", 577_800),
        ("７：４４", 27_840),
        ("0:07:44", 464),
        ("7h 44min", 27_840),
        ("7:44.5", None),
        ("7:60", None),
    ],
)
def test_a_clock_of_two_parts_may_begin_with_hours(text: str, seconds: int | None) -> None:
    assert parse_duration(text, "hours") == seconds


@given(st.integers(0, 10**7), st.integers(0, 3))
def test_what_is_shown_can_be_written(thousandths: int, places: int) -> None:
    seconds = Fraction(thousandths // 10 ** (3 - places), 10**places)
    assert parse_duration(clock_text(seconds, places)) == seconds


@given(st.data())
def test_any_unit_by_any_of_its_words(data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(list(UNITS)))
    word = data.draw(st.sampled_from(WORDS[unit]))
    amount = data.draw(st.integers(0, 10**6))
    spelled = data.draw(st.sampled_from([word, word.upper(), word.title(), f" {word} "]))
    assert parse_duration(f"{amount}{spelled}") == amount * UNITS[unit]
    assert unit_of_word(spelled) == unit


def test_a_clock_rounds_half_up_and_keeps_its_sign() -> None:
    assert clock_text(Fraction(205)) == "0:03:25"
    assert clock_text(Fraction(411, 2)) == "0:03:26"
    assert clock_text(Fraction(411, 2), 1) == "0:03:25.5"
    assert clock_text(Fraction(-3661)) == "-1:01:01"
    assert unit_of_word("字/分钟") is None
