"""What tells the kinds of sheets apart: their headers, never the name of a file.

A header with an agent id and a metric that a role must meet or is scored on heads agents; one with an agent id, an
identity column and no metric heads a roster. Detail sheets are told by their own columns (``headers.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from ccmotivate.model.metrics import Metric
from ccmotivate.model.rules import RuleSet

ROSTER_FIELDS = ("name", "role", "project", "team", "site")


def judged_columns(rules: RuleSet) -> frozenset[str]:
    """The metrics that a role must meet or is scored on at any time, and those that they are computed from."""
    at_any_time = (rules, *(epoch.rules for epoch in rules.epochs if epoch.rules is not None))
    return frozenset(
        column
        for then in at_any_time
        for role in then.roles.values()
        for name in (*(line.metric for line in role.must), *(line.metric for line in role.scorecard))
        for column in _columns(name, then.metrics)
    )


def _columns(name: str, metrics: Mapping[str, Metric]) -> Iterator[str]:
    formula = metrics[name].formula
    if formula is None:
        yield name
    else:
        for inner in formula.names:
            yield from _columns(inner, metrics)


def heads_agents(found: Set[str], judged: Set[str]) -> bool:
    """True for the fields of a header of agents."""
    return "agent_id" in found and bool(found & judged)


def heads_roster(found: Set[str], rules: RuleSet) -> bool:
    """True for the fields of a header of a roster."""
    return "agent_id" in found and not found.isdisjoint(ROSTER_FIELDS) and found.isdisjoint(rules.metrics)
