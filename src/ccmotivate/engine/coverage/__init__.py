"""Which ways the rules can go, and which of them the cases of a scheme have gone."""

from __future__ import annotations

from collections.abc import Iterable

from ccmotivate.engine.coverage import awards, roles
from ccmotivate.model.cases import Branch, CaseOutcome, Coverage
from ccmotivate.model.rules import RuleSet, RuleVersion
from ccmotivate.problems import SourceRef


def coverage(rules: RuleSet, outcomes: Iterable[CaseOutcome]) -> Coverage:
    """Everything that the rules of any time can do, held against what came of the cases."""
    wanted: dict[Branch, SourceRef] = {}
    for version in rules.versions or (RuleVersion(None, rules),):
        if version.rules is not None:
            wanted |= {**roles.wanted(version.rules), **awards.wanted(version.rules)}
    wanted |= {
        _version(version): SourceRef(f"{rules.folder}") for version in rules.versions if version.rules is not None
    }
    reached: set[Branch] = set()
    for outcome in outcomes:
        for month in outcome.months:
            reached |= roles.reached(month)
            reached |= awards.reached_in(month)
            reached |= {_version(rules.version(month.month))} if rules.versions else set()
        for period in outcome.periods:
            reached |= awards.reached_in(period)
            reached |= awards.conditions_reached(period, outcome.months)
        for month in outcome.months:
            reached |= awards.conditions_reached(month, outcome.months)
        reached |= roles.inputs_reached(outcome.case, rules)
    return Coverage(wanted, frozenset(reached))


def _version(version: RuleVersion) -> Branch:
    return Branch("epoch", "", "", "reached", str(version.start or ""))
