"""The reason of an award in words: conditions met, the months behind it, how a tie was decided, a recorded decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice

from ccmotivate.conditions import CONDITIONS
from ccmotivate.conditions.condition import asked
from ccmotivate.conditions.consecutive import running_text
from ccmotivate.locale import N_, Translate, counted, translator
from ccmotivate.model.award_rules import Award, IndexPart
from ccmotivate.model.calendar import PeriodKind, parse_period
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.given import PassedOver
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.reasons import Missed
from ccmotivate.model.results import (
    AwardGiven,
    Behind,
    Decision,
    MonthResult,
    PeriodResult,
    TieNote,
)
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.figures import (
    figure_name,
    metric_behind,
    number_text,
    points_text,
    ranking_text,
    value_text,
)
from ccmotivate.writers.words.rules import wording
from ccmotivate.writers.words.sentences import (
    MOST_LISTED,
    group_text,
    listed,
    part_text,
    period_text,
    person_text,
    place_text,
    pool_text,
    titled,
)
from ccmotivate.writers.words.text import visible

Names = Mapping[str, str]
MOST_REASON = 300
_IN_EVERY = {
    PeriodKind.MONTH: N_("Led {group} in all {count} months"),
    PeriodKind.QUARTER: N_("Led {group} in all {count} quarters"),
    PeriodKind.HALF: N_("Led {group} in all {count} half-years"),
}
_SCREENED = {why: text for one in CONDITIONS for why, text in one.reasons.items()}


def award_reason(
    given: AwardGiven, rules: RuleSet, lang: str, names: Names | None = None, *, months: bool = True
) -> str:
    """Why this winner, in one sentence: what was met, figure, among how many, how far ahead, how a tie was decided.

    Args:
        given: the award.
        rules: the rules.
        lang: ``zh`` or ``en``.
        names: the agents' names by id, for those who were tied.
        months: include the months behind it; False where they are shown beside the sentence.
    """
    _ = translator(lang)
    award = rules.awards[given.award]
    if given.decision is not None:
        parts = [decision_text(given.decision, lang)]
    elif own := asked(award.condition).reason(given, wording(rules, lang, award.every)):
        parts = [own]
    elif given.rank is None:
        parts = _met(given, award, rules, lang, months=months)
    else:
        parts = _ranked(given, award, rules, lang, months=months)
    if given.tie is not None:
        parts.append(_("tie: {sentence}").format(sentence=tie_sentence(given.tie, award, rules, lang, names)))
    return _("; ").join(parts)


def screened_text(missed: Missed | PassedOver, rules: RuleSet, lang: str) -> str:
    """Why an agent does not meet a ``Screen`` condition, ``""`` for another kind of reason."""
    text = _SCREENED.get(missed.why)
    if text is None:
        return ""
    other = rules.awards.get(missed.other or "")
    return translator(lang)(text).format(
        value=plain_text(missed.value or Fraction(0)),
        needed=plain_text(missed.needed or Fraction(0)),
        period=period_text(missed.period, lang) if missed.period else "",
        other=other.label.text(lang) if other else missed.other,
    )


def _passed_over(given: AwardGiven, rules: RuleSet, lang: str) -> list[str]:
    """Why others who would have a place have none; without their names, for winners read it."""
    if not given.passed_over:
        return []
    _ = translator(lang)
    kept_out = _("kept out by a condition of the award")
    reasons = _(", ").join(dict.fromkeys(screened_text(one, rules, lang) or kept_out for one in given.passed_over))
    return [_("passed over: {count} ({reasons})").format(count=len(given.passed_over), reasons=reasons)]


def _ranked(given: AwardGiven, award: Award, rules: RuleSet, lang: str, *, months: bool) -> list[str]:
    """The place, what the figure is made of, how far ahead of the first without a place."""
    _ = translator(lang)
    if award.winner == "team":
        text = _("{place} by {figure} ({value}) of {count} {pool} in {group}")
    else:
        text = _("{place} by {figure} ({value}) among {count} {pool} in {group}")
    facts = {
        "place": titled(place_text(given.rank, lang, tied=given.tied)),
        "figure": figure_name(given.figure, rules, lang, award.every),
        "value": _figure_beside(given.figure, given.score, given.next_figure, rules, lang),
        "count": given.candidates,
        "pool": pool_text(award, rules, lang),
        "group": group_text(given.within, rules, lang),
    }
    parts = [text.format(**facts)]
    if given.members is not None:
        parts.append(counted(_("{count} members"), count=given.members))
    if given.parts:
        parts.append(_("made of {parts}").format(parts=_(", ").join(index_texts(given, rules, lang))))
    if months and given.behind:
        parts.append(_("month by month: {parts}").format(parts=_(", ").join(behind_texts(given, rules, lang))))
    return parts + _lead(given, rules, _, lang) + _passed_over(given, rules, lang)


def _met(given: AwardGiven, award: Award, rules: RuleSet, lang: str, *, months: bool) -> list[str]:
    """The conditions that were met, with the months or quarters behind them, and the score of the period."""
    _ = translator(lang)
    group = group_text(given.within, rules, lang)
    led = [part for part in given.behind if part.award is None and part.rank is not None]
    won = [part for part in given.behind if part.award is not None]
    sentences = []
    for sentence, behind in ((_led_text(led, group, lang), led), (_won_text(won, group, rules, lang), won)):
        if not behind:
            continue
        if months:
            details = _(", ").join(_behind_text(part, given.figure, rules, lang) for part in behind)
            sentences.append(_("{sentence}: {details}").format(sentence=sentence, details=details))
        else:
            sentences.append(sentence)
    if given.via == "consecutive":
        sentences.reverse()
    if not sentences:
        sentences = [_("Met the conditions of the award in {group}").format(group=group)]
    if given.score is not None:
        figure = figure_name(given.figure, rules, lang, award.every)
        value = ranking_text(given.figure, given.score, rules, lang)
        sentences.append(_("{figure} {value}").format(figure=figure, value=value))
    return sentences


def _led_text(led: Sequence[Behind], group: str, lang: str) -> str:
    kind = _kind_of(led[0].period) if led else PeriodKind.MONTH
    return translator(lang)(_IN_EVERY[kind]).format(group=group, count=len(led))


def _won_text(won: Sequence[Behind], group: str, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    if not won:
        return ""
    award = running_text(won[0].award or "", _kind_of(won[0].period), len(won), rules, lang)
    return _("Won {award} in {group}").format(award=award, group=group)


def _kind_of(period: str) -> PeriodKind:
    found = parse_period(period)
    return found.kind if found else PeriodKind.MONTH


def behind_texts(given: AwardGiven, rules: RuleSet, lang: str) -> list[str]:
    """The months or quarters behind an award: ``January 103.50 (next 101.00)``, ``March (no. 2)``."""
    return [_behind_text(part, given.figure, rules, lang) for part in given.behind]


def _behind_text(part: Behind, figure: str, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    period = part_text(part.period, lang)
    if part.award is not None:
        return (
            period
            if part.rank is None
            else _("{period} ({place})").format(period=period, place=place_text(part.rank, lang))
        )
    name = figure.rpartition(" ")[2]  # of a total, the month's own value
    text = _("{period} {value}").format(period=period, value=_bare(name, part.value, rules, lang))
    if part.next is not None and part.next == part.value:
        text = _("{value} (as much as the next)").format(value=text)
    elif part.next is not None:
        text = _("{value} (next {next})").format(value=text, next=_bare(name, part.next, rules, lang))
    return text


def _bare(figure: str, value: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A figure of a month; scores without their unit, which the sentence already has."""
    if value is not None and figure in ("score", "mean_score"):
        return fixed_text(value, 2)
    return ranking_text(figure, value, rules, lang)


def index_texts(given: AwardGiven, rules: RuleSet, lang: str) -> list[str]:
    """The parts of an index with their shares: ``total of QC documents 100% of the best``, ``mean of … 97.5%``."""
    _ = translator(lang)
    steps = rules.awards[given.award].condition.steps
    known: dict[str, IndexPart] = {part.id: part for step in steps for part in step.figure.parts}
    texts = []
    for name, share in given.parts:
        of_best = name in known and known[name].of_best
        text = _("{figure} {share} of the best candidate's") if of_best else _("{figure} {share}")
        texts.append(text.format(figure=figure_name(name, rules, lang), share=number_text(100 * share) + "%"))
    return texts


_DECIDED = {
    "grant": N_("Granted by {by}: {reason}"),
    "withhold": N_("Withheld by {by}: {reason}"),
    "as-ruled": N_("As the rules give it again, says {by}: {reason}"),
}


def decision_text(decision: Decision, lang: str) -> str:
    """A human's word: who, when, why."""
    _ = translator(lang)
    sentence = _(_DECIDED[decision.verdict]).format(
        by=visible(decision.by), reason=visible(decision.reason, MOST_REASON)
    )
    return _("{sentence} ({date})").format(sentence=sentence, date=decision.at[:10]) if decision.at else sentence


def _figure_beside(figure: str, value: Fraction | None, beside: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A ranking figure with enough digits to differ from the one beside it."""
    take, metric = metric_behind(figure, rules)
    if take is None and metric is not None and beside is not None:
        return value_text(metric, value, rules, lang, (beside,))
    return ranking_text(figure, value, rules, lang)


def _lead(given: AwardGiven, rules: RuleSet, _: Translate, lang: str) -> list[str]:
    """How far ahead of the first who gets none."""
    if given.score is None or given.next_figure is None or given.next_figure == given.score:
        return []
    gap = abs(given.score - given.next_figure)
    _take, metric = metric_behind(given.figure, rules)
    if given.figure == "share_qualified" or (metric is not None and metric.kind is MetricKind.PERCENT):
        shown = points_text(gap, lang)
    else:
        shown = ranking_text(given.figure, gap, rules, lang)
    if given.figure in ("score", "mean_score", "index"):
        return [_("{gap} ahead of the best score without a place").format(gap=shown)]
    return [_("{gap} ahead of the first without a place").format(gap=shown)]


def tie_sentence(tie: TieNote, award: Award, rules: RuleSet, lang: str, names: Mapping[str, str] | None = None) -> str:
    """Who was equal at which figure, which tie-breaker decided, who still shares a place."""
    _ = translator(lang)
    by = award.condition.steps[0].by
    people = _people(tie.members, names or {})
    facts = {
        "members": listed(people, _, len(tie.members)),
        "figure": figure_name(by, rules, lang, award.every),
        "value": ranking_text(by, tie.figure, rules, lang),
    }
    parts = [_("{members} were equal by {figure} at {value}").format(**facts)]
    if tie.decided_by is not None:
        parts.append(_decided(tie, people, award, rules, lang))
    parts += _shared(tie, names or {}, lang)
    return _("; ").join(parts)


def _people(ids: Sequence[str], names: Names) -> list[str]:
    """The first agents of a list by name and id, as many as are listed."""
    return [person_text(visible(names.get(one, "")), visible(one)) for one in ids[:MOST_LISTED]]


def _decided(tie: TieNote, people: list[str], award: Award, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    by = tie.decided_by or ""
    others = tuple(figure for figure in tie.figures[: len(people)] if figure is not None)
    rows = [
        _("{member} {value} ({place})").format(
            member=member,
            value=_breaker_text(by, figure, others, rules, lang),
            place=place_text(place, lang, tied=place in tie.sharing),
        )
        for member, figure, place in zip(people, tie.figures, tie.places, strict=False)
    ]
    members = listed(rows, _, len(tie.members))
    return _("{breaker} decided: {members}").format(breaker=figure_name(by, rules, lang, award.every), members=members)


def _breaker_text(by: str, figure: Fraction | None, others: tuple[Fraction, ...], rules: RuleSet, lang: str) -> str:
    if by in rules.metrics:
        return value_text(rules.metrics[by], figure, rules, lang, others)
    return ranking_text(by, figure, rules, lang)


def _shared(tie: TieNote, names: Names, lang: str) -> list[str]:
    _ = translator(lang)
    template = _("{members} are {place}, each with what that place gives")
    parts = [
        template.format(members=listed(_people(ids, names), _, len(ids)), place=place_text(place, lang, tied=True))
        for place, ids in islice(tie.sharing.items(), MOST_LISTED)
    ]
    rest = len(tie.sharing) - MOST_LISTED
    return [*parts, counted(_("{count} more places are shared"), count=rest)] if rest > 0 else parts


def names_of(result: MonthResult | PeriodResult) -> dict[str, str]:
    """The names of the agents by id."""
    return dict(zip(result.agents["agent_id"].tolist(), result.agents["name"].tolist(), strict=True))
