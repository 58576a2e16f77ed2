"""``awards.yaml`` resolved: who may win, by what figure, for what prize."""

from __future__ import annotations

from collections.abc import Mapping

from ccmotivate.model import rules as r
from ccmotivate.model import schema as s
from ccmotivate.readers.rule_desk import NUMERIC, Desk, label_of
from ccmotivate.readers.yaml_text import Path

TEAM_FIGURES = ("mean_score", "share_qualified")


def award_of(desk: Desk, name: str, rule: s.AwardRule, roles: Mapping[str, r.Role]) -> r.Award | None:
    before = len(desk.problems)
    for role in rule.roles:
        desk.known("roles", role, roles, desk.at("awards.yaml", name, "roles"))
    for metric in rule.need:
        desk.known("metrics", metric, desk.metrics, desk.at("awards.yaml", name, "need"))
    if rule.winner == "team":
        _check_team_award(desk, name, rule)
    rank = _rank(desk, name, rule)
    if rule.prize and len(rule.prize) != rule.rank.places:
        desk.say("rule-prizes", desk.at("awards.yaml", name, "prize"), len(rule.prize), places=rule.rank.places)
    if len(desk.problems) > before or rank is None:
        return None
    return r.Award(
        id=name,
        label=label_of(rule),
        every=rule.every,
        who=r.Who(rule.who),
        within=None if rule.within == "department" else rule.within,
        rank=rank,
        winner=rule.winner,
        roles=tuple(rule.roles),
        need=tuple(rule.need),
        min_members=rule.members,
        prizes=tuple(rule.prize),
        recognition=tuple(rule.recognition),
        source=desk.at("awards.yaml", name),
    )


def _check_team_award(desk: Desk, name: str, rule: s.AwardRule) -> None:
    for key in ("who", "roles", "need"):
        if key in rule.model_fields_set:
            desk.say("rule-team-award", desk.at("awards.yaml", name, key), key)
    if rule.within != "department":
        desk.say("rule-team-award", desk.at("awards.yaml", name, "within"), "within")


def _rank(desk: Desk, name: str, rule: s.AwardRule) -> r.Rank | None:
    figures = TEAM_FIGURES if rule.winner == "team" else ("score", *_numbers(desk.metrics))
    path: Path = (name, "rank")
    if not desk.known("figures", rule.rank.by, figures, desk.at("awards.yaml", *path, "by")):
        return None
    then = [pair for entry in rule.rank.then for pair in entry.items()]
    for by, _ in then:
        desk.known("figures", by, figures, desk.at("awards.yaml", *path, "then"))
    metric = desk.metrics.get(rule.rank.by)
    best = rule.rank.best or (metric.good if metric else "high")
    return r.Rank(rule.rank.by, best, rule.rank.places, tuple(r.TieBreaker(by, way) for by, way in then))


def _numbers(metrics: Mapping[str, r.Metric]) -> list[str]:
    return [name for name, metric in metrics.items() if metric.kind in (*NUMERIC, r.MetricKind.LEVEL)]
