"""The citation of one winner: a few sentences, each a fact of the period, with no praise added.

The wording changes from winner to winner by their order on the list, so that a page does not read like a form; the
same period gives the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.results import AwardGiven, MonthFacts, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.honours.recognised import of_the_winner, period_within
from ccmotivate.writers.words.award_sentences import award_reason, behind_texts, decision_text, index_texts
from ccmotivate.writers.words.figures import figure_name, ranking_text, value_text
from ccmotivate.writers.words.sentences import group_text, part_text, place_text, pool_text, titled
from ccmotivate.writers.words.text import visible

_OPENINGS = (
    N_("the {award} for {period} in {group} goes to {winner}"),
    N_("{winner} receives the {award} for {period} in {group}"),
    N_("in {group}, the {award} for {period} was won by {winner}"),
)
_OPENINGS_OF_ALL = (
    N_("the {award} for {period} goes to {winner}"),
    N_("{winner} receives the {award} for {period}"),
    N_("the {award} for {period} was won by {winner}"),
)
_PLACES = (
    N_("By {figure} it was {place} among {count} {pool}, with {value}."),
    N_("With {value} by {figure}, it was {place} among {count} {pool}."),
    N_("The figure behind it is the {figure}, {value}: {place} among {count} {pool}."),
)
_ALONE = N_("The {figure} was {value}; there was no other candidate.")
_QUALIFIED = (
    N_("Every standard of the role was met in all {count} months."),
    N_("In all {count} months every standard of the role was met."),
)
_FIRST = (1, 2, 3)  # places in the standings that are worth a word
_COUNTED = (MetricKind.COUNT, MetricKind.NUMBER)


def citation(given: AwardGiven, result: PeriodResult, lang: str, winner: str, order: int) -> str:
    """The full citation.

    Args:
        given: the award.
        result: the period, for the facts.
        lang: ``zh`` or ``en``.
        winner: the winner as the text shall name them, already safe where it is to stand.
        order: the winner's place in the list of citations, which chooses the words.
    """
    _ = translator(lang)
    given, award = of_the_winner(given), result.rules.awards[given.award]
    openings = _OPENINGS if given.within else _OPENINGS_OF_ALL
    opening = _(openings[order % len(openings)]).format(
        award=award.label.text(lang),
        period=period_within(given.period, lang),
        group=group_text(given.within, result.rules, lang),
        winner=winner,
    )
    reason = _reason(given, result, lang)
    if reason:
        opening = _("{opening}: {reason}").format(opening=opening, reason=reason[:1].lower() + reason[1:])
    grounds = _standing(given, result, lang) if reason else _grounds(given, award, result, lang, order)
    sentences = [_sentence(opening, lang), *grounds, *_person(given, result, lang, order)]
    return (" " if lang == "en" else "").join(sentences)


def _reason(given: AwardGiven, result: PeriodResult, lang: str) -> str:
    """What a condition or a human decided by; ``""`` where a figure did."""
    if given.decision is not None:
        return decision_text(given.decision, lang)
    return "" if given.rank is not None else award_reason(given, result.rules, lang)


def _standing(given: AwardGiven, result: PeriodResult, lang: str) -> list[str]:
    """A place among the first by score in the standings of the project."""
    _ = translator(lang)
    at = _row(given, result)
    if at is None or given.decision is not None or int(result.agents["rank"].iloc[at]) not in _FIRST:
        return []
    mine = result.agents.iloc[at]
    ranked = result.agents[(result.agents["project"] == mine["project"]) & (result.agents["rank"] > 0)]
    place = place_text(int(mine["rank"]), lang, tied=int((ranked["rank"] == mine["rank"]).sum()) > 1)
    text = _("In the standings of the project: {place} of {count}").format(place=place, count=len(ranked))
    return [_sentence(text, lang)]


def _grounds(given: AwardGiven, award: Award, result: PeriodResult, lang: str, order: int) -> list[str]:
    """The figure that the award was given for, and what it is made of."""
    return [_place(given, award, result.rules, lang, order), *_parts(given, result, lang)]


def _sentence(text: str, lang: str) -> str:
    _ = translator(lang)
    return _("{sentence}.").format(sentence=titled(text))


def _place(given: AwardGiven, award: Award, rules: RuleSet, lang: str, order: int) -> str:
    words = _PLACES[order % len(_PLACES)] if given.candidates > 1 else _ALONE
    return translator(lang)(words).format(
        figure=figure_name(given.figure, rules, lang, award.every),
        value=ranking_text(given.figure, given.score, rules, lang),
        place=place_text(given.rank, lang, tied=given.tied),
        count=given.candidates,
        pool=pool_text(award, rules, lang),
    )


def _parts(given: AwardGiven, result: PeriodResult, lang: str) -> list[str]:
    """What the figure is made of: parts of an index, months, members of a team."""
    _ = translator(lang)
    sentences = []
    if given.parts:
        parts = _(", ").join(index_texts(given, result.rules, lang))
        sentences.append(_("The index is made of {parts}.").format(parts=parts))
    months = behind_texts(given, result.rules, lang) or _monthly_scores(given, result, lang)
    if months:
        sentences.append(_("Month by month: {parts}.").format(parts=_(", ").join(months)))
    if given.members is not None:
        sentences.append(_("Members of the team: {count}.").format(count=given.members))
    return sentences


def _monthly_scores(given: AwardGiven, result: PeriodResult, lang: str) -> list[str]:
    at = _row(given, result)
    if at is None or given.figure != "score" or len(result.months) < 2:
        return []
    scores = [(month, int(score)) for month, score in zip(result.months, result.scores[at], strict=True)]
    return [
        f"{part_text(str(month), lang)} {fixed_text(Fraction(score, 100), 2)}" for month, score in scores if score >= 0
    ]


def _row(given: AwardGiven, result: PeriodResult) -> int | None:
    """The winner's row in ``result.agents``; None for teams."""
    found = result.agents.index[result.agents["agent_id"] == given.agent_id]
    return int(found[0]) if given.agent_id is not None and len(found) else None


def _person(given: AwardGiven, result: PeriodResult, lang: str, order: int) -> list[str]:
    """What else the period says of a person: standards met throughout, contributions, other awards."""
    _ = translator(lang)
    at = _row(given, result)
    if at is None:
        return []
    sentences = []
    count = len(result.months)
    if count > 1 and int(result.agents["months_qualified"].iloc[at]) == count:
        sentences.append(_(_QUALIFIED[order % len(_QUALIFIED)]).format(count=count))
    for metric in _contributions(result.rules):
        if given.figure.rpartition(" ")[2] != metric.id:
            sentences += _contributed(metric, given.agent_id or "", result, lang)
    others = [one for one in result.awards if one.agent_id == given.agent_id and one.award != given.award]
    if others:
        known = dict.fromkeys(visible(result.rules.awards[one.award].label.text(lang)) for one in others)
        sentences.append(_("In the same period: {awards}.").format(awards=_(", ").join(known)))
    return sentences


def _contributions(rules: RuleSet) -> list[Metric]:
    """The counted metrics required for eligibility."""
    asked = (rules.metrics[line.metric] for line in rules.eligible if line.metric in rules.metrics)
    return [metric for metric in asked if metric.kind in _COUNTED]


def _contributed(metric: Metric, agent_id: str, result: PeriodResult, lang: str) -> list[str]:
    """The person's total of a metric over the period, and of the metrics that it is added up from."""
    _ = translator(lang)
    total = _total(metric, agent_id, result.facts)
    if not total:
        return []
    names = metric.formula.names if metric.formula is not None else ()
    inputs = [(result.rules.metrics[name], name) for name in names if name in result.rules.metrics]
    sums = [(one, _total(one, agent_id, result.facts)) for one, _name in inputs]
    details = [f"{one.label.text(lang)} {value_text(one, value, result.rules, lang)}" for one, value in sums if value]
    text = _("{metric} in the period: {value}").format(
        metric=metric.label.text(lang), value=value_text(metric, total, result.rules, lang)
    )
    return [
        _sentence(_("{text} ({details})").format(text=text, details=_(", ").join(details)) if details else text, lang)
    ]


def _total(metric: Metric, agent_id: str, months: Sequence[MonthFacts]) -> Fraction:
    """The sum over the months of what is known of the metric."""
    total = Fraction(0)
    for month in months:
        rows = month.agents.index[month.agents["agent_id"] == agent_id]
        if metric.id in month.metrics and len(rows):
            total += month.metrics[metric.id][int(rows[0])] or 0
    return total
