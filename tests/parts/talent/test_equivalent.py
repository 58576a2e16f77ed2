"""Which slips in the talent file no input can tell, and which some input can."""

from __future__ import annotations

import pytest

from ccmotivate.pipeline.scheme import rules_of
from tests.parts.talent.equivalent import reason
from tests.support import shipped_rules


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("motivation:    {weight: 30, ratio: 5, cap: 100}", "motivation: {weight: 30, ratio: 5, cap: 101}", "same"),
        ("motivation:    {weight: 30, ratio: 5, cap: 100}", "motivation: {weight: 30, ratio: 5, cap: 99}", None),
        ("below: 1, points: 0", "below: 0.9, points: 0", "same points"),
        ("below: 1, points: 0", "below: 1.1, points: 0", None),
        ("tenure_below: 6}", "tenure_below: 5.4}", "whole months, and the same are below: 0 to 5"),
        ("tenure_below: 6}", "tenure_below: 5}", None),
        ("near: 2", "near: 1.99", None),
        ("cut: 90", "cut: 90.01", None),
    ],
)
def test_a_slip_is_equivalent_where_every_value_gives_the_same(old: str, new: str, said: str | None) -> None:
    rules = shipped_rules()
    text = rules.texts["talent.yaml"]
    assert old in text
    other, _problems = rules_of({**rules.texts, "talent.yaml": text.replace(old, new)}, "rules")
    assert other is not None
    found = reason(rules, other)
    assert (found is None) == (said is None)
    assert said is None or said in (found or "")
