"""Test coverage of a scheme: all branches of the rules, and those reached by the cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ccmotivate.engine.coverage import awards, roles
from ccmotivate.model.cases import Branch, CaseOutcome, Coverage
from ccmotivate.model.parts import PartRules
from ccmotivate.model.rules import RuleSet, RuleVersion
from ccmotivate.problems import SourceRef


def coverage(rules: RuleSet, outcomes: Iterable[CaseOutcome]) -> Coverage:
    """The branches of all rule versions, compared with those that the cases reached."""
    wanted: dict[Branch, SourceRef] = {}
    for version in rules.versions or (RuleVersion(None, rules),):
        if version.rules is not None:
            wanted |= {**roles.wanted(version.rules), **awards.wanted(version.rules)}
            for part, facet in _counting(version.rules):
                wanted |= facet.wanted(part, version.rules)
    wanted |= {
        _version(version): SourceRef(f"{rules.folder}") for version in rules.versions if version.rules is not None
    }
    reached: set[Branch] = set()
    for outcome in outcomes:
        for month in outcome.months:
            reached |= roles.reached(month)
            for part, facet in _counting(month.rules):
                reached |= facet.reached(part, month)
            reached |= awards.reached_in(month)
            reached |= {_version(rules.version(month.month))} if rules.versions else set()
        for period in outcome.periods:
            reached |= awards.reached_in(period)
            reached |= awards.conditions_reached(period, outcome.months)
        for month in outcome.months:
            reached |= awards.conditions_reached(month, outcome.months)
        reached |= roles.inputs_reached(outcome.case, rules)
    return Coverage(wanted, frozenset(reached))


def _counting(rules: RuleSet) -> list[tuple[PartRules, Any]]:
    """The parts that cases can state something of, each with its facet."""
    facets = [(part, part.facet("cases")) for part in rules.parts.values()]
    return [(part, facet) for part, facet in facets if facet is not None]


def _version(version: RuleVersion) -> Branch:
    return Branch("epoch", "", "", "reached", str(version.start or ""))
