"""Computed metrics outside their plausible range, under the rules of each month."""

from __future__ import annotations

from ccmotivate.engine.metrics import metrics_by_version
from ccmotivate.engine.plausible import check_computed
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from tests.support import dataset, detail_rows, shipped_rules


def _turnout(*shares: tuple[str, int, int]) -> Dataset:
    """Agents with a month and a turnout in percent, each with one region."""
    agents = [
        {"agent_id": name, "role": "outbound", "project": "P", "month": Month(2025, at)} for name, at, _ in shares
    ]
    regions = [
        {"agent_id": name, "month": Month(2025, at), "region": "East", "required": 100, "attended": share}
        for name, at, share in shares
    ]
    return dataset(agents, {}, {"meetings": detail_rows(regions, ["region"], ["required", "attended"])})


def _dated() -> RuleSet:
    texts = dict(shipped_rules().texts)
    name = "roles/inbound.yaml"
    texts[name] = texts[name].replace("{at_least: 75%}", "{at_least: {2025-01: 75%, 2025-07: 78%}}")
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    return rules


def test_each_month_is_looked_at_once_in_the_order_of_time() -> None:
    data = _turnout(("C", 7, 301), ("A", 6, 400), ("B", 8, 300), ("D", 6, 100), ("E", 8, 500))
    for rules in (_dated(), shipped_rules()):
        problems, bad = check_computed(metrics_by_version(data, rules))
        assert bad == {0, 1, 4}
        order = {True: ["400", "301", "500"], False: ["301", "400", "500"]}[bool(rules.versions)]
        assert [one.value for one in problems] == order
        assert {one.code for one in problems} == {"computed-out-of-range"}
        assert {one.fields["metric"] for one in problems} == {"meeting_turnout"}


def test_what_was_written_in_the_column_is_not_computed() -> None:
    """Nor is a metric without a range looked at."""
    data = dataset(
        [{"agent_id": "A", "role": "outbound", "project": "P", "meeting_turnout": 400, "questionnaires": 9999}]
    )
    assert check_computed(metrics_by_version(data, shipped_rules())) == ([], set())
