"""Notes on a list of awards: ties, narrow misses, awards not given, awards withheld; conditions in words."""

from __future__ import annotations

from collections.abc import Iterable

from ccmotivate.conditions.combine import Not
from ccmotivate.conditions.consecutive import Consecutive
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award, Condition
from ccmotivate.model.reasons import CloseReason, NotGivenReason
from ccmotivate.model.results import AwardGiven, Close, Decision, LeftOut, MonthResult, NotGiven, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.words.award_sentences import Names, decision_text, names_of, tie_sentence
from ccmotivate.writers.words.figures import figure_name, ranking_text
from ccmotivate.writers.words.rules import condition_text
from ccmotivate.writers.words.sentences import (
    group_text,
    listed,
    part_text,
    person_text,
    pool_text,
    problem_message,
    winner_text,
)
from ccmotivate.writers.words.text import visible

_CLOSE = {
    "not_eligible": N_("not eligible in {period}"),
    "not_qualified": N_("not qualified in {period}"),
    "absent": N_("no data at all in {period}"),
    "moved": N_("in another group in {period}"),
    "condition": N_("kept out by a condition of the award"),
}


# -- why nobody won, who came close -----------------------------------------------------------------------------------


def not_given_text(missing: NotGiven, rules: RuleSet, lang: str) -> str:
    """Why an award was not given."""
    _ = translator(lang)
    if missing.reason == NotGivenReason.NO_COLUMN:
        figure = figure_name(missing.metric or "", rules, lang)
        return _("not given: there is no data for {metric}").format(metric=figure)
    if missing.reason == NotGivenReason.NOT_MET:
        award = rules.awards[missing.award]
        condition = condition_text(award.condition, rules, lang, award.every)
        return _("not given: nobody met it: {condition}").format(condition=condition)
    pool = pool_text(rules.awards[missing.award], rules, lang)
    return _("not given: there are no {pool}").format(pool=pool)


def close_sentence(close: Close, rules: RuleSet, lang: str) -> str:
    """Who came close, what they had, and what was missing."""
    _ = translator(lang)
    person = (
        visible(close.team) if close.agent_id is None else person_text(visible(close.name), visible(close.agent_id))
    )
    had = []
    if close.met and close.why != CloseReason.APART:
        had.append(_("led in {parts}").format(parts=_(", ").join(part_text(period, lang) for period in close.met)))
    had.append(_missed(close, rules, lang))
    sentence = _("; ").join(had)
    group = group_text(close.within, rules, lang)
    return _("{person} in {group}: {sentence}").format(person=person, group=group, sentence=sentence)


def _missed(close: Close, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    period = part_text(close.period, lang) if close.period else ""
    if close.why == CloseReason.APART:
        return _apart(close, rules, lang)
    if close.why != CloseReason.BEHIND:
        return _(_CLOSE.get(close.why, "{period}")).format(period=period)
    facts = {
        "figure": figure_name(close.figure, rules, lang, rules.awards[close.award].every),
        "value": ranking_text(close.figure, close.value, rules, lang),
        "needed": ranking_text(close.figure, close.needed, rules, lang),
        "period": period,
    }
    if close.period:
        return _("behind in {period} with {value} against {needed}").format(**facts)
    if close.value == close.needed:
        return _("equal by {figure} at {value}, behind by the tie-breaker").format(**facts)
    return _("next by {figure} with {value} against {needed}").format(**facts)


def _apart(close: Close, rules: RuleSet, lang: str) -> str:
    """Awards that were won, but too few of them in a row."""
    _ = translator(lang)
    asked = _consecutive(rules.awards[close.award].condition)
    label = rules.awards[asked.award].label.text(lang) if asked and asked.award in rules.awards else ""
    won = _(", ").join(part_text(period, lang) for period in close.met)
    text = _("won the {award} in {parts}, not {count} times running")
    return text.format(award=label, parts=won, count=asked.times if asked else 2)


def _consecutive(condition: Condition) -> Consecutive | None:
    """The first condition of that kind, but for those that must not hold."""
    if isinstance(condition, Consecutive | Not):
        return condition if isinstance(condition, Consecutive) else None
    return next((found for part in condition.parts if (found := _consecutive(part))), None)


def left_out_text(left: LeftOut, rules: RuleSet, lang: str, names: Names | None = None) -> str:
    """Which part of an index was left out for all, and who lacked it when."""
    _ = translator(lang)
    months: dict[str, list[str]] = {}
    for agent_id, month in left.lacking:
        months.setdefault(agent_id, []).append(part_text(month, lang))
    known = names or {}
    who = [
        _("{person} in {months}").format(
            person=person_text(visible(known.get(agent_id, "")), visible(agent_id)), months=_(", ").join(lacking)
        )
        for agent_id, lacking in months.items()
    ]
    return _("{metric} is left out for everybody, for it is lacking: {who}").format(
        metric=figure_name(left.metric, rules, lang), who=listed(who, _)
    )


def _decided_on(given: AwardGiven, decision: Decision, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    return _("{person} in {group}: {sentence}").format(
        person=winner_text(given),
        group=group_text(given.within, rules, lang),
        sentence=decision_text(decision, lang),
    )


# -- notes under a list of awards -------------------------------------------------------------------------------------


def award_notes(result: MonthResult | PeriodResult, lang: str) -> list[str]:
    """Ties first, then what was not given and why."""
    return [*tie_notes(result, lang), *not_given_notes(result, lang)]


def tie_notes(result: MonthResult | PeriodResult, lang: str) -> list[str]:
    """Every tie that touches a place, and what decided."""
    rules, names = result.rules, names_of(result)
    notes = []
    for award_id in sorted(result.ties):
        award = rules.awards[award_id]
        known = {} if award.winner == "team" else names
        notes += [about(award, tie_sentence(tie, award, rules, lang, known), lang) for tie in result.ties[award_id]]
    return notes


def not_given_notes(result: MonthResult | PeriodResult, lang: str) -> list[str]:
    """The awards not given, and why."""
    rules = result.rules
    return [about(rules.awards[one.award], not_given_text(one, rules, lang), lang) for one in result.not_given]


def problem_notes(code: str, problems: Iterable[Problem], rules: RuleSet, lang: str) -> list[str]:
    """The problems of one kind, in words."""
    return [problem_message(one, lang, rules) for one in problems if one.code == code]


def hidden_winner_notes(problems: Iterable[Problem], rules: RuleSet, lang: str) -> list[str]:
    """The awards won by agents in hidden rows, each with its address."""
    found = [one for one in problems if one.code == "hidden-winner"]
    return [f"{one.source}: {problem_message(one, lang, rules)}" for one in found]


def left_out_notes(result: PeriodResult, lang: str) -> list[str]:
    """Parts of an index that were left out for all."""
    rules, names = result.rules, names_of(result)
    return [about(rules.awards[one.award], left_out_text(one, rules, lang, names), lang) for one in result.left_out]


def decision_notes(result: MonthResult | PeriodResult, lang: str) -> list[str]:
    """What people granted and withheld."""
    rules = result.rules
    granted = [
        (given.award, _decided_on(given, given.decision, rules, lang)) for given in result.awards if given.decision
    ]
    withheld = [(one.given.award, _decided_on(one.given, one.decision, rules, lang)) for one in result.withheld]
    return [about(rules.awards[award], text, lang) for award, text in (*granted, *withheld)]


def close_notes(result: PeriodResult, lang: str) -> list[str]:
    """Who came next for each award, and why not."""
    rules = result.rules
    return [about(rules.awards[one.award], close_sentence(one, rules, lang), lang) for one in result.close]


def about(award: Award, sentence: str, lang: str) -> str:
    """A note that names its award."""
    _ = translator(lang)
    return _("{award}: {sentence}").format(award=award.label.text(lang), sentence=sentence)
