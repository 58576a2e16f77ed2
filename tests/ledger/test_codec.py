"""Values ↔ text: exactly, whatever they are; the same text for equal values."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccmotivate.ledger.codec import (
    canonical,
    decode,
    encode,
    exact_column,
    exact_texts,
    hundredths,
    hundredths_text,
)
from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, Close, Decision, LeftOut
from tests.ledger.builders import TIE, award, decision

MARCH = Month(2025, 3)
ANY = st.none() | st.fractions()


@given(ANY, ANY, st.text(), st.text(), st.integers() | st.none())
def test_any_award_reads_back(
    score: Fraction | None, prize: Fraction | None, name: str, within: str, rank: int | None
) -> None:
    one = replace(award(MARCH, "0001"), score=score, prize=prize, name=name, within=(("project", within),), rank=rank)
    one = replace(one, tie=TIE, decision=decision(MARCH, "0001", reason=name), parts=((within, score or Fraction(0)),))
    text = canonical(encode(one))
    text.encode("utf-8")
    assert decode(AwardGiven, json.loads(text)) == one
    assert canonical(json.loads(text)) == text


@given(st.lists(ANY))
def test_any_column_reads_back(values: list[Fraction | None]) -> None:
    column = Exact.from_fractions(values)
    texts = exact_texts(column)
    assert texts == [None if value is None else plain_text(value) for value in values]
    assert exact_column(texts).to_list() == values


@given(st.integers(min_value=-1) | st.integers(max_value=-2))
def test_any_score_reads_back(number: int) -> None:
    assert hundredths(hundredths_text(number)) == number


def test_fields_at_their_default_are_left_out() -> None:
    assert encode(Close("best_agent", (), None, "", "", "absent", "score")) == {
        "award": "best_agent", "within": [], "agent_id": None, "name": "", "team": "", "why": "absent",
        "figure": "score",
    }  # fmt: skip
    assert encode(LeftOut("woodpecker", "qc_accuracy", (("1", "2025-01"),)))["lacking"] == [["1", "2025-01"]]


@given(st.dates())
def test_any_day_reads_back(day: dt.date) -> None:
    assert decode(dt.date, encode(day)) == day


@pytest.mark.parametrize("data", ["20250301", "2025-W09-6", "2025-02-30", "2025-03-01T00:00:00", "", 739311, None])
def test_what_is_no_day_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"day|date|Invalid|str"):
        decode(dt.date, data)


@pytest.mark.parametrize("value", [0.5, object(), {"a": 1}, b"x"])
def test_what_is_not_exact_is_not_recorded(value: object) -> None:
    with pytest.raises(TypeError, match="not recorded"):
        encode(value)


@pytest.mark.parametrize("data", [{"period": 1}, {"nobody": "x"}, {}, {"period": "2025-03", "award": ["x"]}])
def test_what_is_no_decision_is_refused(data: object) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        decode(Decision, data)
    with pytest.raises(ValueError, match="no score"):
        hundredths("1035")
