"""Findings on ties and missing data in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ccmotivate.locale import N_, counted
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.fairness import Finding, FindingKind, Gap, TieCall
from ccmotivate.writers.fairness.words import RenderContext, rows_of, series
from ccmotivate.writers.words.figures import figure_name


def _lost_ties(finding: Finding, part: FindingKind, words: RenderContext) -> str:
    begin = N_("Ties in which a tie-breaker left somebody without a place: {count} of {looked} decisions. {ties}")
    return _tie_sentence(finding, part, words, begin)


def _lower_ties(finding: Finding, part: FindingKind, words: RenderContext) -> str:
    begin = N_("Ties in which a tie-breaker decided who got the lower place: {count} of {looked} decisions. {ties}")
    return _tie_sentence(finding, part, words, begin)


def _shared_ties(finding: Finding, part: FindingKind, words: RenderContext) -> str:
    begin = N_("Places that stayed shared: {count} of {looked} decisions. {ties}")
    return _tie_sentence(finding, part, words, begin)


def _tie_sentence(finding: Finding, part: FindingKind, words: RenderContext, begin: str) -> str:
    rows = rows_of(finding.rows, TieCall)
    ties = series([tie_text(row, words) for row in rows], words)
    return counted(words.say(begin), count=len(rows), looked=part.looked, ties=ties)


def tie_text(row: TieCall, words: RenderContext) -> str:
    """One tie: where, what decided, who lost by it."""
    _ = words.say
    decision = words.decision(row.period, row.award, row.group)
    members = words.winners(row.members, row.award)
    if row.breaker is None:
        return _("{decision}: {members} equal, nothing told them apart").format(decision=decision, members=members)
    template = _("{decision}: {members} equal, {breaker} decided against {lost}")
    return template.format(
        decision=decision,
        members=members,
        breaker=figure_name(row.breaker, words.rules, words.lang),
        lost=words.winners(row.lost or row.lower, row.award),
    )


def _no_ties(_finding: Finding, part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return _("No tie decided anything (decisions: {looked}).").format(looked=part.looked)


def _gap_cost(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    text = _("Missing data alone stood between these people and a place that their score had reached: {gaps}.")
    return text.format(gaps=_gaps(finding, words))


def _gap_may_cost(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    text = _("With the missing figures exactly on standard, these people would have reached a place: {gaps}.")
    return text.format(gaps=_gaps(finding, words))


def _gaps(finding: Finding, words: RenderContext) -> str:
    return series([gap_text(row, words) for row in rows_of(finding.rows, Gap)], words)


def gap_text(row: Gap, words: RenderContext) -> str:
    """One gap: who lacked what, and the scores."""
    _ = words.say
    return _(
        "{decision}: {agent}, no data for {metrics}, {score} points ({better} on standard), last place {needed}"
    ).format(
        decision=words.decision(row.period, row.award, row.group),
        agent=words.winner(row.agent, None),
        metrics=words.metrics(row.metrics),
        score=fixed_text(row.score, 2),
        better=fixed_text(row.at_standard, 2),
        needed=fixed_text(row.needed, 2),
    )


def _gaps_nothing(_finding: Finding, part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return _(
        "Agent-months that failed nothing and only lacked data: {looked}. With the missing figures"
        " exactly on standard,"
        " none would have reached a place."
    ).format(looked=part.looked)


def _no_gaps(_finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return _("Nobody was kept from qualifying by missing data alone.")


TIES_AND_GAPS: Mapping[str, Callable[[Finding, FindingKind, RenderContext], str]] = {
    "lost-by-tie-breaker": _lost_ties,
    "lower-by-tie-breaker": _lower_ties,
    "shared-places": _shared_ties,
    "no-ties": _no_ties,
    "gap-cost": _gap_cost,
    "gap-may-cost": _gap_may_cost,
    "gaps-cost-nothing": _gaps_nothing,
    "no-gaps": _no_gaps,
}
