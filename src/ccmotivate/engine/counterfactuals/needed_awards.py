"""What of the rules an award depends on, and whom its condition rules out whatever their figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec.structs import replace

from ccmotivate.conditions.combine import AllOf
from ccmotivate.conditions.context import latest_wins
from ccmotivate.conditions.not_won import NotWon
from ccmotivate.model.award_rules import Award, Condition
from ccmotivate.model.calendar import Period
from ccmotivate.model.results import Past
from ccmotivate.model.rules import RuleSet


def ruled_out(award: Award, period: Period, past: Past) -> Iterator[Collection[str]]:
    """The agents (by id) whom earlier wins keep out, for each condition without which the award is not won."""
    for one in _needed(award.condition):
        if isinstance(one, NotWon):
            yield latest_wins(past, period, one.award, one.months).keys()


def _needed(condition: Condition) -> Iterator[Condition]:
    """A condition and those without which it does not hold."""
    yield condition
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _needed(part)


def only(rules: RuleSet, award: str) -> RuleSet:
    """The rules with one award and those that it refers to, in every rule version."""
    versions = tuple(replace(one, rules=one.rules and only(one.rules, award)) for one in rules.versions)
    names = _asked(rules.awards, award)
    return replace(rules, awards={name: one for name, one in rules.awards.items() if name in names}, versions=versions)


def _asked(awards: Mapping[str, Award], name: str) -> set[str]:
    """An award and the awards that its condition refers to, itself or through another one."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        other = ahead.pop()
        if other in awards and other not in found:
            found.add(other)
            ahead += [named for one in awards[other].condition.walk() for named in one.others]
    return found
