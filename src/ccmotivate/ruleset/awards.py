"""``awards.yaml`` resolved: who may win, how winners are found, for what prize."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from ccmotivate.conditions.condition import AwardCondition, WrittenCondition
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metrics import Metric
from ccmotivate.model.scorecards import Role
from ccmotivate.ruleset.resolver import Resolver, label_of, scope_of
from ccmotivate.ruleset.schema import AwardRule
from ccmotivate.ruleset.yaml_text import YamlPath

FILE = "awards.yaml"


def award_of(resolver: Resolver, name: str, rule: AwardRule, roles: Mapping[str, Role]) -> Award | None:
    before = len(resolver.problems)
    for role in rule.roles:
        resolver.known("roles", role, roles, resolver.at(FILE, name, "roles"))
    for metric in rule.need:
        resolver.known("metrics", metric, resolver.metrics, resolver.at(FILE, name, "need"))
    if rule.winner == "team":
        _check_team_award(resolver, name, rule)
    condition = _Conditions(resolver, rule).resolved(rule, (name,))
    places = rule.kind.places_written(rule.under)
    if rule.prize and len(rule.prize) != places:
        resolver.say("rule-prizes", resolver.at(FILE, name, "prize"), len(rule.prize), places=places)
    if len(resolver.problems) > before or condition is None:
        return None
    return Award(
        id=name,
        label=label_of(rule),
        every=PeriodKind(rule.every),
        who=Who(rule.who),
        within=None if rule.within == "department" else rule.within,
        condition=condition,
        winner=rule.winner,
        roles=tuple(rule.roles),
        need=tuple(rule.need),
        min_members=rule.members,
        prizes=tuple(rule.prize),
        recognition=tuple(rule.recognition),
        prize_as=rule.prize_as,
        source=resolver.at(FILE, name),
        scope=scope_of(rule.active),
        since=resolver.written.texts[FILE].started(name),
    )


def _check_team_award(resolver: Resolver, name: str, rule: AwardRule) -> None:
    words = [key for key in ("who", "roles", "need") if key in rule.model_fields_set]
    for word in words + ([] if rule.kind.for_teams else [rule.kind.word]):
        resolver.say("rule-team-award", resolver.at(FILE, name, word), word)
    if rule.within != "department":
        resolver.say("rule-team-award", resolver.at(FILE, name, "within"), "within")
    for key in ("projects", "sites") if rule.active else ():
        if getattr(rule.active, key):
            resolver.say("rule-team-award", resolver.at(FILE, name, "active", key), key)


class _Conditions(Struct, frozen=True):
    """The conditions of one award; each kind checks what it refers to."""

    resolver: Resolver
    award: AwardRule

    @property
    def winner(self) -> str:
        return self.award.winner

    @property
    def every(self) -> PeriodKind:
        return PeriodKind(self.award.every)

    @property
    def metrics(self) -> Mapping[str, Metric]:
        return self.resolver.metrics

    @property
    def agent_awards(self) -> Mapping[str, str]:
        written = self.resolver.written
        own = {name: str(other.every) for name, other in written.awards.items() if other.winner == "agent"}
        return {**own, **written.other_awards}

    def say(self, code: str, path: YamlPath, value: object = None, **facts: object) -> None:
        self.resolver.say(code, self.resolver.at(FILE, *path), value, **facts)

    def known(self, what: str, word: str, choices: Iterable[str], path: YamlPath) -> bool:
        return self.resolver.known(what, word, choices, self.resolver.at(FILE, *path))

    def resolved(self, rule: WrittenCondition, path: YamlPath) -> AwardCondition | None:
        return rule.kind.resolve(rule.under, self, (*path, rule.kind.word))
