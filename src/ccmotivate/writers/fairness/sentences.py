"""Findings in sentences with numbers: one function a code, all in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from ccmotivate.locale import N_, counted
from ccmotivate.model.fairness import (
    SIGNIFICANT,
    SMALL,
    CloseCall,
    Comparison,
    Concentration,
    CriterionUse,
    Finding,
    FindingKind,
    Wins,
)
from ccmotivate.writers.fairness.tie_sentences import TIES_AND_GAPS
from ccmotivate.writers.fairness.words import RenderContext, mean_text, p_text, rows_of, share_text
from ccmotivate.writers.words.sentences import listed

TITLES = {
    "repeat": N_("Who wins, and how often"),
    "groups": N_("Teams, roles and projects against chance"),
    "close_calls": N_("Decisions closer than the data"),
    "criteria": N_("Criteria that decide much or nothing"),
    "ties": N_("Ties"),
    "gaps": N_("Missing data"),
}
QUIET = frozenset(
    {
        "all-places", "no-repeat-winner", "group-never", "groups-as-chance", "groups-small", "none-too-close",
        "criteria-small",
        "criteria-nothing", "no-ties", "gaps-cost-nothing", "no-gaps",
    }
)  # fmt: skip
"""Findings that are information only and need no attention."""


def sentence(finding: Finding, part: FindingKind, words: RenderContext) -> str:
    """A finding in a sentence or two."""
    return SENTENCES[finding.code](finding, part, words)


# -- who wins ---------------------------------------------------------------------------------------------------------


def _all_places(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    (row,) = rows_of(finding.rows, Concentration)
    text = _(
        "{places} awards to people in all, to {winners} of {agents} people. The three who won most hold {top} of them."
    ).format(places=row.places, winners=row.winners, agents=row.candidates, top=share_text(row.top))
    if row.top_money is None:
        return text
    money = _(
        " Of the prize money ({money}) the three who received most hold {top}; its Gini coefficient"
        " over all people"
        " is {gini} (0: all the same, 1: one has everything)."
    )
    return text + money.format(
        money=words.money(row.money), top=share_text(row.top_money), gini=f"{float(row.gini):.2f}"
    )


def _money(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    (row,) = rows_of(finding.rows, Concentration)
    share = share_text(row.top_money or row.top)
    return _("Three people hold {top} of all prize money ({money}).").format(top=share, money=words.money(row.money))


def _few_hands(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    (row,) = rows_of(finding.rows, Concentration)
    return _(
        "{award}: {places} places went to {winners} different winners; by chance it would be"
        " {by_chance} on average."
        " The three who won most hold {top}."
    ).format(
        award=words.award(row.award or ""),
        places=row.places,
        winners=row.winners,
        by_chance=mean_text(row.by_chance or row.top),
        top=share_text(row.top),
    )


def _repeat(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    (row,) = rows_of(finding.rows, Wins)
    return _(
        "{award}: {winner} won in {wins} of {chances} decisions, by chance it would be {expected}. So"
        " many or more:"
        " p {p}; adjusted for {count} comparisons p {adjusted}."
    ).format(
        award=words.award(row.award),
        winner=words.winner(row.winner, row.award),
        wins=row.wins,
        chances=row.chances,
        expected=mean_text(row.expected),
        p=p_text(row.p or SIGNIFICANT),
        count=row.compared,
        adjusted=p_text(row.adjusted or SIGNIFICANT),
    )


def _no_repeat(_finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return _("Nobody won an award more often than chance explains, given how many were compared.")


# -- groups -----------------------------------------------------------------------------------------------------------


def _more(finding: Finding, part: FindingKind, words: RenderContext) -> str:
    return _beyond(
        finding, part, words, N_("{group} has more places of “{award}” than chance explains: {places}, not {expected}.")
    )


def _less(finding: Finding, part: FindingKind, words: RenderContext) -> str:
    return _beyond(
        finding,
        part,
        words,
        N_("{group} has fewer places of “{award}” than chance explains: {places}, not {expected}."),
    )


def _beyond(finding: Finding, part: FindingKind, words: RenderContext, begin: str) -> str:
    _ = words.say
    (row,) = rows_of(finding.rows, Comparison)
    group = words.group(row.kind, row.group)
    first = words.say(begin).format(
        group=group[:1].upper() + group[1:],
        award=words.award(row.award),
        places=row.places,
        expected=mean_text(row.expected),
    )
    test = _(
        " Decisions: {chances}, candidates of the group: {candidates}; exact p {p}, adjusted for"
        " {tests} comparisons"
        " p {adjusted}."
    ).format(
        chances=row.chances,
        candidates=row.candidates,
        p=p_text(row.p or SIGNIFICANT),
        tests=part.looked,
        adjusted=p_text(row.adjusted or SIGNIFICANT),
    )
    return first + test + _once(row, words)


def _once(row: Comparison, words: RenderContext) -> str:
    _ = words.say
    if row.p_people is None:
        return ""
    text = _(" Each person counted once ({people} of the group have won): p {p}.")
    if row.p_people > SIGNIFICANT:
        text = _(
            " Each person counted once ({people} of the group have won): p {p}, within chance; so it"
            " rests on the same people winning, or not winning, again and again."
        )
    return text.format(people=row.people, p=p_text(row.p_people))


def _never(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    rows = rows_of(finding.rows, Comparison)
    one = _("{group} (by chance {expected}; no place at all: p {p})")
    groups = [
        one.format(
            group=words.group(row.kind, row.group),
            expected=mean_text(row.expected),
            p=p_text(row.p_none or SIGNIFICANT),
        )
        for row in rows
    ]
    text = _("{award}: no place for {groups}. With so many comparisons this is within chance.")
    return text.format(award=words.award(rows[0].award), groups=listed(groups, words.say))


def _as_chance(_finding: Finding, part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return _("No team, role or project has more or fewer places than chance explains (comparisons: {tests}).").format(
        tests=part.looked
    )


def _small(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    rows = rows_of(finding.rows, Comparison)
    text = _("{text} ({details})")
    groups = [text.format(text=words.group(row.kind, row.group), details=words.award(row.award)) for row in rows]
    return _("Not tested, for there are fewer than {small} candidates: {groups}.").format(
        small=SMALL, groups=listed(groups, words.say)
    )


# -- close calls ------------------------------------------------------------------------------------------------------


def _closer(finding: Finding, part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    rows = rows_of(finding.rows, CloseCall)
    lost = sum(row.lost for row in rows)
    return _(
        "{count} of {looked} decisions were closer than the rounding of the data: in {lost} somebody"
        " went without a"
        " place, in {lower} it was about which place."
    ).format(count=len(rows), looked=part.looked, lost=lost, lower=len(rows) - lost)


def close_text(row: CloseCall, words: RenderContext) -> str:
    """One close decision: who, by how much, and what rounding can do."""
    _ = words.say
    first = _("{decision}: {ahead} (no. {place}) was {margin} ahead of {behind}.").format(
        decision=words.decision(row.period, row.award, row.group),
        ahead=words.winner(row.ahead, row.award),
        place=row.place,
        margin=words.figure(row.figure, row.margin),
        behind=words.winner(row.behind, row.award),
    )
    if row.metric is None or row.step is None:
        return first + _(" That is the last digit of the figure.")
    return first + _(
        " The finest step in which “{metric}” is written is {step}; that rounding alone can move the gap by {effect}."
    ).format(
        metric=words.metric(row.metric),
        step=words.step(row.metric, row.step),
        effect=words.figure(row.figure, row.effect),
    )


def _closest(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    (row,) = rows_of(finding.rows, CloseCall)
    return close_text(row, words)


def _none_close(_finding: Finding, part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return counted(_("None of {looked} decisions was closer than the rounding of the data."), looked=part.looked)


# -- criteria ---------------------------------------------------------------------------------------------------------


def _decides(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    (row,) = rows_of(finding.rows, CriterionUse)
    return _(
        "{role}: of {stopped} agent-months that did not qualify, {alone} ({share}) failed by “{metric}” alone."
    ).format(
        role=words.role(row.role),
        stopped=row.stopped,
        alone=row.alone,
        share=share_text(_of(row.alone, row.stopped)),
        metric=words.metric(row.metric),
    )


def _eligibility(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    (row,) = rows_of(finding.rows, CriterionUse)
    lacking = row.asked - row.met
    return _("Eligibility: {lacking} of {asked} qualified agent-months ({share}) could not win for “{metric}”.").format(
        lacking=lacking, asked=row.asked, share=share_text(_of(lacking, row.asked)), metric=words.metric(row.metric)
    )


def _everybody(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    text = _("Met by nearly everybody ({share} or more), so they tell hardly anybody apart: {criteria}.")
    criteria = _listed_criteria(finding, words, lambda row: f"{row.met}/{row.asked}")
    return text.format(share="99%", criteria=criteria)


def _by_a_step(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    near = sum(row.near for row in rows_of(finding.rows, CriterionUse))
    return _(
        "{count} failures were by no more than the finest step in which the figure is written: {criteria}."
    ).format(count=near, criteria=_listed_criteria(finding, words, lambda row: f"{row.near}/{row.failed}"))


def _few_months(finding: Finding, _part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return _("Shares are not judged where there are too few agent-months: {criteria}.").format(
        criteria=_listed_criteria(finding, words, lambda row: str(row.asked))
    )


def _no_criteria(_finding: Finding, part: FindingKind, words: RenderContext) -> str:
    _ = words.say
    return _("No criterion decides almost everything or nothing (criteria by role: {looked}).").format(
        looked=part.looked
    )


def _listed_criteria(finding: Finding, words: RenderContext, figure: Callable[[CriterionUse], str]) -> str:
    rows = rows_of(finding.rows, CriterionUse)
    text = words.say(N_("{text} ({details})"))
    named = [f"{words.role(row.role)} · {words.metric(row.metric)}" for row in rows]
    return listed(
        [text.format(text=name, details=figure(row)) for name, row in zip(named, rows, strict=True)], words.say
    )


def _of(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


SENTENCES: Mapping[str, Callable[[Finding, FindingKind, RenderContext], str]] = {
    "all-places": _all_places,
    "money-in-few-hands": _money,
    "places-in-few-hands": _few_hands,
    "repeat-winner": _repeat,
    "no-repeat-winner": _no_repeat,
    "group-more": _more,
    "group-less": _less,
    "group-never": _never,
    "groups-as-chance": _as_chance,
    "groups-small": _small,
    "closer-than-data": _closer,
    "closest": _closest,
    "none-too-close": _none_close,
    "criterion-decides": _decides,
    "eligibility-decides": _eligibility,
    "criteria-everybody-meets": _everybody,
    "failed-by-a-step": _by_a_step,
    "criteria-small": _few_months,
    "criteria-nothing": _no_criteria,
    **TIES_AND_GAPS,
}
