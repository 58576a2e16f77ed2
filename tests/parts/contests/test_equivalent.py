"""Which slips in the file of contests are called equivalent: a higher bound of what is refused, and nothing else."""

from __future__ import annotations

import pytest

from ccmotivate.pipeline.scheme import rules_of
from tests.parts.contests.equivalent import reason
from tests.support import shipped_rules


@pytest.mark.parametrize(
    ("changes", "equivalent"),
    [
        ({"most: 100": "most: 100.01"}, True),
        ({"most: 100": "most: 99.99"}, False),
        ({"preliminary: 60": "preliminary: 60.01"}, False),
        ({"finalists: 5": "finalists: 6"}, False),
        ({"prize: 200": "prize: 210"}, False),
        ({"hours: 4": "hours: 4.01"}, False),
        ({"most: 100": "most: 200", "months: 3": "months: 4"}, False),
    ],
)
def test_a_slip_is_equivalent_where_it_only_allows_more(changes: dict[str, str], equivalent: bool) -> None:
    rules = shipped_rules()
    text = rules.texts["contests.yaml"]
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    other, _problems = rules_of({**rules.texts, "contests.yaml": text}, "rules")
    assert other is not None
    assert (reason(rules, other) is not None) == equivalent
