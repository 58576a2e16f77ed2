"""``awards.yaml`` resolved: who may win, how winners are found, for what prize."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccmotivate.model import schema as s
from ccmotivate.model.award_rules import (
    AllOf,
    AnyOf,
    Award,
    Condition,
    Consecutive,
    Figure,
    IndexPart,
    LeadEvery,
    Not,
    Rank,
    TieBreaker,
    Who,
)
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.scorecards import Role
from ccmotivate.ruleset.resolver import NUMERIC, Resolver, label_of, scope_of
from ccmotivate.ruleset.yaml_text import YamlPath

FILE = "awards.yaml"
TEAM_FIGURES = ("mean_score", "share_qualified")
SHARES = (MetricKind.PERCENT, MetricKind.PERMILLE)


def award_of(resolver: Resolver, name: str, rule: s.AwardRule, roles: Mapping[str, Role]) -> Award | None:
    before = len(resolver.problems)
    for role in rule.roles:
        resolver.known("roles", role, roles, resolver.at(FILE, name, "roles"))
    for metric in rule.need:
        resolver.known("metrics", metric, resolver.metrics, resolver.at(FILE, name, "need"))
    if rule.winner == "team":
        _check_team_award(resolver, name, rule)
    condition = _Conditions(resolver, rule).of(rule, (name,))
    places = rule.rank.places if rule.rank else 1
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


def _check_team_award(resolver: Resolver, name: str, rule: s.AwardRule) -> None:
    for key in ("who", "roles", "need", "lead_every", "consecutive", "all_", "any_", "not_"):
        if key in rule.model_fields_set:
            word = key.rstrip("_")
            resolver.say("rule-team-award", resolver.at(FILE, name, word), word)
    if rule.within != "department":
        resolver.say("rule-team-award", resolver.at(FILE, name, "within"), "within")
    for key in ("projects", "sites") if rule.active else ():
        if getattr(rule.active, key):
            resolver.say("rule-team-award", resolver.at(FILE, name, "active", key), key)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """The conditions of one award; each kind checks what it refers to."""

    resolver: Resolver
    award: s.AwardRule

    @property
    def every(self) -> PeriodKind:
        return PeriodKind(self.award.every)

    def of(self, rule: s.ConditionRule, path: YamlPath) -> Condition | None:
        if rule.rank:
            return self._rank(rule.rank, (*path, "rank"))
        if rule.lead_every:
            return self._lead(rule.lead_every, (*path, "lead_every"))
        if rule.consecutive:
            return self._consecutive(rule.consecutive, (*path, "consecutive"))
        if rule.not_:
            inner = self.of(rule.not_, (*path, "not"))
            return None if inner is None else Not(inner)
        key, several = ("all", rule.all_) if rule.all_ else ("any", rule.any_)
        found = [self.of(one, (*path, key, at)) for at, one in enumerate(several)]
        conditions = tuple(one for one in found if one is not None)
        if len(conditions) < len(several):
            return None
        return AllOf(conditions) if rule.all_ else AnyOf(conditions)

    # -- rank ---------------------------------------------------------------------------------------------------------

    def _rank(self, rule: s.RankRule, path: YamlPath) -> Rank | None:
        figure = self._figure(rule.by, (*path, "by"))
        then = [self._tie(tie, (*path, "then", at)) for at, tie in enumerate(rule.then)]
        if figure is None or any(tie is None for tie in then):
            return None
        return Rank(figure, rule.best or self._good(figure), rule.places, tuple(tie for tie in then if tie))

    def _tie(self, rule: s.TieRule, path: YamlPath) -> TieBreaker | None:
        figure = self._figure(rule, path)
        return None if figure is None else TieBreaker(figure, rule.best or self._good(figure))

    def _good(self, figure: Figure) -> str:
        metric = self.resolver.metrics.get(figure.name)
        return metric.good if metric else "high"

    def _figure(self, rule: s.FigureRule, path: YamlPath) -> Figure | None:
        here = self.resolver.at(FILE, *path)
        if rule.index is not None:
            parts = [self._part(part, (*path, "index", at)) for at, part in enumerate(rule.index)]
            good = [part for part in parts if part]
            return Figure("index", parts=tuple(good)) if len(good) == len(parts) else None
        name = rule.value or getattr(rule, rule.take or "value")
        if self.award.winner == "team":
            return Figure(name) if self.resolver.known("figures", name, TEAM_FIGURES, here) else None
        numbers = [one for one, metric in self.resolver.metrics.items() if metric.kind in NUMERIC]
        levels = [one for one, metric in self.resolver.metrics.items() if metric.kind is MetricKind.LEVEL]
        choices = numbers if rule.take else ["score", *numbers, *levels]
        if not self.resolver.known("figures", name, choices, here):
            return None
        if name != "score" and not rule.take and self.every is not PeriodKind.MONTH:
            self.resolver.say("rule-figure-over-months", here, name, every=self.every)
            return None
        return Figure(name, rule.take)

    def _part(self, rule: s.PartRule, path: YamlPath) -> IndexPart | None:
        here = self.resolver.at(FILE, *path)
        name = getattr(rule, rule.take)
        numbers = [one for one, metric in self.resolver.metrics.items() if metric.kind in NUMERIC]
        if not self.resolver.known("metrics", name, numbers, here):
            return None
        if rule.of is None and self.resolver.metrics[name].kind not in SHARES:
            self.resolver.say("rule-index-part", here, name)
            return None
        return IndexPart(rule.take, name, rule.of == "best", rule.optional)

    # -- the longer periods -------------------------------------------------------------------------------------------

    def _lead(self, rule: s.LeadRule, path: YamlPath) -> LeadEvery | None:
        each = PeriodKind(rule.each)
        if not self._shorter(each, path):
            return None
        return LeadEvery(each, Who(rule.among), Who(rule.who))

    def _consecutive(self, rule: s.ConsecutiveRule, path: YamlPath) -> Consecutive | None:
        here = self.resolver.at(FILE, *path)
        others = {
            name: str(other.every) for name, other in self.resolver.written.awards.items() if other.winner == "agent"
        }
        others |= self.resolver.written.other_awards
        if not self.resolver.known("awards", rule.award, others, here):
            return None
        each = PeriodKind(others[rule.award])
        if not self._shorter(each, path):
            return None
        most = self.every.months // each.months
        if rule.times > most:
            self.resolver.say("rule-too-often", here, rule.times, most=most, every=self.every)
            return None
        return Consecutive(rule.award, rule.times, rule.places, each)

    def _shorter(self, each: PeriodKind, path: YamlPath) -> bool:
        if each.months < self.every.months:
            return True
        self.resolver.say("rule-not-shorter", self.resolver.at(FILE, *path), each, every=self.every)
        return False
