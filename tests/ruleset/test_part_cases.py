"""What a case states of parts: a bare value or fields of it, words for nothing, and one problem for each slip."""

from __future__ import annotations

import pytest

from ccmotivate.ruleset.cases import cases_of
from tests.support import shipped_rules

_CASE = (
    "cases:\n- case: A\n  given: {{like: on_standard, role: inbound}}\n  agents:\n    A:\n      expect:\n        {}\n"
)


def problems(expected: str) -> list[tuple[str, int | None, object]]:
    """The problems of a case that expects this, with their lines and values."""
    _cases, found = cases_of(_CASE.format(expected), shipped_rules(), "x.yaml")
    return [(one.code, one.source.line, one.value) for one in found]


@pytest.mark.parametrize(
    "expected",
    [
        "pay: {performance_bonus: 1320}",
        "pay: {performance_bonus: {csat: 1584, amount: 1320}}",
        "goals: {csat: yes, 投诉记录: {met: none}}",
        "teams: {members: 3, csat: {value: 90%, met: no}}",
        "contests: {product_expert: none, 投诉处理能手: {standing: winner, duty: {2025-01: open}}}",
        "mentoring: {own_score: 100, mentees: none}",
        "coaching: {open: 1, 辅导逾期: 0}",
        "talent: {quadrant: none, near: [enthusiasm, none], tier: new}",
    ],
)
def test_what_is_meant_is_taken(expected: str) -> None:
    assert problems(expected) == []


@pytest.mark.parametrize(
    ("expected", "code", "value"),
    [
        ("pay: {bonus: {csat: 1}}", "rule-unknown-word", "bonus"),
        ("pay: {performance_bonus: {cap_: 1}}", "rule-unknown-word", "cap_"),
        ("goals: {csats: yes}", "rule-unknown-word", "csats"),
        ("goals: {csat: {mets: yes}}", "rule-unknown-word", "mets"),
        ("teams: {members: {met: 3}}", "rule-not-a-number", None),
        ("contests: {product: winner}", "rule-unknown-word", "product"),
        ("contests: {product_expert: winners}", "rule-unknown-word", "winners"),
        ("mentoring: {mentee: 1}", "rule-unknown-word", "mentee"),
        ("coaching: [1]", "rule-wrong-shape", None),
        ("talent: {near: [enthusiasms]}", "rule-unknown-word", "enthusiasms"),
    ],
)
def test_a_slip_is_one_problem_in_its_line(expected: str, code: str, value: str | None) -> None:
    (one,) = problems(expected)
    assert one[:2] == (code, 7)
    assert value in (None, one[2])
