"""An explanation in sentences: what was missed, what would have been enough, who has the place, what comes next.

Others go without names and ids unless names are wanted: ``another agent``, ``another team``.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.conditions.condition import asked
from ccmotivate.conditions.consecutive import running_text
from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.explanation import AwardExplanation, Explanation, MonthExplanation
from ccmotivate.model.reasons import Missed, MissedReason
from ccmotivate.model.results import FAIL, PASS, AwardGiven
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.standards import difference_text, failures
from ccmotivate.writers.words.award_sentences import award_reason, decision_text, screened_text
from ccmotivate.writers.words.figures import figure_name, metric_behind, ranking_text, shortfall_text, value_text
from ccmotivate.writers.words.rules import wording
from ccmotivate.writers.words.sentences import (
    group_text,
    month_text,
    part_text,
    period_text,
    place_text,
    pool_text,
    scope_text,
    titled,
)
from ccmotivate.writers.words.text import visible

MOST_TAKEN = 5
_PLAIN = {
    "absent": N_("There is no entry for {period}."),
    "no_group": N_("There is no {kind} entered for {period}."),
    "moved": N_("It asks for one {kind} throughout; in {period} it was “{group}”."),
    "no_metric": N_("There is no data for {metric} in {period}."),
    "no_column": N_("Nobody received it: there is no data for {metric}."),
    "role": N_("This award is for: {roles}."),
    "scope": N_("For now this award is only for: {named}."),
    "no_figure": N_("There is no {figure}, for data is lacking."),
    "not_above": N_("{figure} is {value}; the award asks for more than {needed}."),
    "no_team": N_("It is for teams, and there is no team entered."),
    "small": N_("It is for teams of at least {times} members; this team has {rank}."),
    "published": N_("What was published gives it to others; the files at hand would give it here."),
    "kept_out": N_("A condition of the award keeps it out."),
}
_KINDS = {"project": N_("project"), "team": N_("team"), "role": N_("role"), "site": N_("site")}
_NO_PART = {
    PeriodKind.MONTH: N_("{award}: asked for, but not won in any month of the period."),
    PeriodKind.QUARTER: N_("{award}: asked for, but not won in any quarter of the period."),
    PeriodKind.HALF: N_("{award}: asked for, but not won in any half-year of the period."),
    PeriodKind.YEAR: N_("{award}: asked for, but not won in any year of the period."),
}


# -- awards -----------------------------------------------------------------------------------------------------------


def won_text(entry: AwardExplanation, render: RenderContext) -> str:
    """Why an award was won; who was equal goes unnamed unless names are wanted."""
    _ = translator(render.lang)
    given = entry.given
    if given is None:
        return ""
    if render.names or given.tie is None:
        return award_reason(given, entry.rules, render.lang, render.explanation.names)
    parts = [award_reason(replace(given, tie=None), entry.rules, render.lang)]
    others = len(given.tie.members) - 1
    parts.append(counted(_("equal to {count} others by that figure"), count=others))
    if given.tie.decided_by is not None:
        award = entry.rules.awards[entry.award]
        name = figure_name(given.tie.decided_by, entry.rules, render.lang, award.every)
        parts.append(_("told apart by {figure}").format(figure=name))
    return _("; ").join(parts)


def missed_text(entry: AwardExplanation, render: RenderContext, missed: Missed | None = None) -> str:
    """Why an award was not won: the first thing that was missing, in one or two sentences."""
    missed = missed or entry.missed
    if missed is None:
        return "" if entry.withheld is None else decision_text(entry.withheld.decision, render.lang)
    _, rules = translator(render.lang), entry.rules
    award = rules.awards[entry.award]
    own = asked(award.condition).why_not(missed, wording(rules, render.lang, award.every))
    if own:
        return _("{sentence}.").format(sentence=titled(own))
    if missed.why == MissedReason.ANY:
        texts = [missed_text(entry, render, part).rstrip(".。") for part in missed.parts]
        ways = _("; ").join(_("({number}) {text}").format(number=at, text=one) for at, one in enumerate(texts, start=1))
        return _("There are {count} ways to it, and none was met: {ways}.").format(count=len(texts), ways=ways)
    if missed.why in (MissedReason.NOT_ELIGIBLE, MissedReason.NOT_QUALIFIED):
        return _not_standing(missed, render)
    if missed.why in (MissedReason.BEHIND, MissedReason.TIE):
        return _behind(entry, missed, render)
    if missed.why == MissedReason.TIMES:
        return _times(entry, missed, render)
    screened = screened_text(missed, rules, render.lang)
    if screened:
        return _("{sentence}.").format(sentence=titled(screened))
    facts = {
        "period": part_text(missed.period, render.lang) if missed.period else "",
        "kind": _(_KINDS.get(award.within or "", "team")),
        "group": visible(_role_name(missed.other or missed.group, award, rules, render.lang)),
        "metric": figure_name(missed.metric or "", rules, render.lang),
        "roles": _(", ").join(rules.roles[role].label.text(render.lang) for role in award.roles if role in rules.roles),
        "named": _(", ").join(map(visible, (*award.scope.teams, *award.scope.projects, *award.scope.sites))),
        "figure": figure_name(missed.figure, rules, render.lang, award.every),
        "times": missed.times,
        "rank": missed.rank,
        "value": _figure(missed.figure, missed.value, missed.needed, rules, render.lang),
        "needed": _figure(missed.figure, missed.needed, missed.value, rules, render.lang),
    }
    return _(_PLAIN.get(missed.why, _PLAIN["kept_out"])).format(**facts)


def _role_name(group: str, award: Award, rules: RuleSet, lang: str) -> str:
    return rules.roles[group].label.text(lang) if award.within == "role" and group in rules.roles else group


def _not_standing(missed: Missed, render: RenderContext) -> str:
    _ = translator(render.lang)
    month = render.explanation.month(missed.month)
    period = part_text(missed.month or missed.period or "", render.lang)
    text = (
        _("Not eligible in {period}: {reasons}.")
        if missed.why == MissedReason.NOT_ELIGIBLE
        else _("Not qualified in {period}: {reasons}.")
    )
    reasons = failures(month, render.lang) if month else []
    if missed.why == MissedReason.NOT_QUALIFIED and month:
        reasons = [
            shortfall_text(one.criterion, one.value, month.rules, render.lang, one.few)
            for one in month.criteria
            if one.status != PASS
        ]
    return text.format(period=period, reasons=_(", ").join(reasons))


def _behind(entry: AwardExplanation, missed: Missed, render: RenderContext) -> str:
    _, rules, lang = translator(render.lang), entry.rules, render.lang
    award = rules.awards[entry.award]
    every = award.every if missed.period is None else PeriodKind.MONTH
    gap = Fraction(0) if missed.value is None or missed.needed is None else abs(missed.needed - missed.value)
    facts = {
        "place": place_text(missed.rank, lang, tied=missed.tied),
        "count": missed.candidates,
        "figure": figure_name(missed.figure, rules, lang, every),
        "value": _figure(missed.figure, missed.value, missed.needed, rules, lang),
        "needed": _figure(missed.figure, missed.needed, missed.value, rules, lang),
        "gap": difference_text(missed.figure, gap, rules, lang),
        "who": render.other(missed.rival, team=award.winner == "team"),
        "period": part_text(missed.period, lang) if missed.period else "",
    }
    if missed.period is not None:
        return _(
            "It asks for the lead every time; {period} was {place} of {count}: {value} against {needed} of {who}."
        ).format(**facts)
    if missed.why == MissedReason.TIE:
        name = missed.breaker or ""
        facts["breaker"] = figure_name(name, rules, lang, award.every)
        facts["own"] = _figure(name, missed.breaker_value, missed.breaker_needed, rules, lang)
        facts["other"] = _figure(name, missed.breaker_needed, missed.breaker_value, rules, lang)
        text = _("{place} of {count} by {figure}: equal to {who} at {value}; then by {breaker}: {own} against {other}.")
    else:
        text = _("{place} of {count} by {figure}: {value}. The last place that wins has {needed}, {gap} away ({who}).")
    return titled(text.format(**facts))


def _figure(figure: str, value: Fraction | None, beside: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A figure with enough digits to differ from the one beside it."""
    take, metric = metric_behind(figure, rules)
    if take is None and metric is not None and value is not None and beside is not None:
        return value_text(metric, value, rules, lang, (beside,))
    return ranking_text(figure, value, rules, lang)


def _times(entry: AwardExplanation, missed: Missed, render: RenderContext) -> str:
    _, rules, lang = translator(render.lang), entry.rules, render.lang
    other = rules.awards[missed.other or ""]
    asked = running_text(other.id, other.every, missed.times or 0, rules, lang)
    if not missed.met:
        return _(_NO_PART[other.every]).format(award=asked)
    won = _(", ").join(part_text(part, lang) for part in missed.met)
    text = _("{award}: asked for within {group}, but won only in {parts}.")
    group = group_text(entry.group, rules, lang)
    return text.format(award=asked, parts=won, group=group)


def apart_text(entry: AwardExplanation, render: RenderContext) -> str:
    """Why the place in an award by score is not the rank in the project; ``""`` where they agree or none is shown."""
    _, award = translator(render.lang), entry.rules.awards[entry.award]
    placed = _placed(entry)
    if placed is None or placed.figure != "score" or award.winner == "team":
        return ""
    standing = render.explanation.standing(entry.period)
    shown = None if standing is None else (standing.rank, standing.ranked, standing.shared > 1)
    if shown == (placed.rank, placed.candidates, placed.tied):
        return ""
    reasons = [_("the place was granted by decision")] if placed.granted else []
    if award.within != "project" or standing is None or placed.candidates != standing.ranked:
        text = _(
            "this award ranks {count} {pool} in {group}; the place in the project counts all who are qualified in it"
        )
        pool, scope = pool_text(award, entry.rules, render.lang), scope_text(award.scope, render.lang)
        pool = _("{text} ({details})").format(text=pool, details=scope) if scope else pool
        group = group_text(placed.within, entry.rules, render.lang)
        reasons.append(text.format(count=placed.candidates, pool=pool, group=group))
    if placed.broken or (standing is not None and standing.shared > 1 and not placed.tied):
        reasons.append(_("equal scores share a place in the project; in this award the tie-breaker told them apart"))
    if not reasons:
        reasons = [_("the place in this award is that of what was published")]
    text = _("Not the place in the project: {reasons}.")
    return text.format(reasons=_("; ").join(reasons))


class _Place(Struct, frozen=True):
    """The place in an award, the figure it is based on, and the number of candidates."""

    rank: int
    candidates: int
    tied: bool
    figure: str
    within: tuple[tuple[str, str], ...]
    broken: bool
    granted: bool = False


def _placed(entry: AwardExplanation) -> _Place | None:
    given, missed = entry.given, entry.missed
    if given is not None and given.rank is not None:
        broken = given.tie is not None and given.tie.decided_by is not None
        granted = given.decision is not None
        return _Place(given.rank, given.candidates, given.tied, given.figure, given.within, broken, granted)
    if (
        missed is not None
        and missed.rank is not None
        and missed.why in (MissedReason.BEHIND, MissedReason.TIE)
        and missed.period is None
    ):
        broken = missed.why == MissedReason.TIE
        return _Place(missed.rank, missed.candidates or 0, missed.tied, missed.figure, entry.group, broken)
    return None


def taken_text(entry: AwardExplanation, render: RenderContext) -> str:
    """Who has the award of the group: places and figures, names only where they are wanted."""
    _, rules = translator(render.lang), entry.rules
    if not entry.taken or entry.given is not None:
        return ""
    shown = [_winner(one, entry, render) for one in entry.taken[:MOST_TAKEN]]
    rest = len(entry.taken) - MOST_TAKEN
    text = (
        _(", ").join(shown)
        if rest <= 0
        else _("{members} and {count} more").format(members=_(", ").join(shown), count=rest)
    )
    return _("Given in {group} to: {winners}.").format(group=group_text(entry.group, rules, render.lang), winners=text)


def _winner(given: AwardGiven, entry: AwardExplanation, render: RenderContext) -> str:
    _ = translator(render.lang)
    who = render.other(given.agent_id or given.team, team=given.agent_id is None)
    figure = ranking_text(given.figure, given.score, entry.rules, render.lang) if given.score is not None else ""
    place = place_text(given.rank, render.lang, tied=given.tied)
    both = _("{place}, {figure}").format(place=place, figure=figure)
    facts = both if place and figure else place or figure
    return _("{who} ({facts})").format(who=who, facts=facts) if facts else who


def award_title(entry: AwardExplanation, lang: str) -> str:
    """The award's name."""
    return entry.rules.awards[entry.award].label.text(lang)


def month_title(month: MonthExplanation, lang: str) -> str:
    """``March 2025``."""
    return month_text(month.month, lang)


def span_text(explanation: Explanation, lang: str) -> str:
    """The time explained: a month, or from the first to the last."""
    months = sorted([*(one.month for one in explanation.months), *explanation.absent])
    if len(explanation.periods) == 1 and len(months) == len(explanation.periods[0].period.months):
        return period_text(str(explanation.periods[0].period), lang)
    first, last = month_text(months[0], lang), month_text(months[-1], lang)
    return first if len(months) == 1 else f"{first} – {last}"


def outcome_text(month: MonthExplanation, lang: str) -> str:
    """How the score follows from the sum, ``""`` where it is the sum."""
    _ = translator(lang)
    texts = [_sum_outcome(month, month.score if month.own is None else month.own, lang)]
    if month.own is not None:
        names = [part.part.label.text(lang) for part, _decided, _at in month.parts if "scores" in part.part.changes]
        changed = _("own score {own}, with {parts} {score}")
        own, score = (fixed_text(one, 2) for one in (month.own, month.score))
        texts.append(changed.format(own=own, score=score, parts=_(", ").join(names)))
    return _("; ").join(filter(None, texts))


def _sum_outcome(month: MonthExplanation, score: Fraction, lang: str) -> str:
    _ = translator(lang)
    if month.total == score:
        return ""
    critical = [one for one in month.criteria if one.criterion.critical and one.status == FAIL]
    if critical:
        names = _(", ").join(figure_name(one.criterion.metric, month.rules, lang) for one in critical)
        return _("the score is 0, for a critical standard was failed: {metrics}").format(metrics=names)
    if month.total < 0:
        return _("a sum below 0 counts as 0")
    return _("rounded to two decimals: {score}").format(score=fixed_text(score, 2))


def sum_text(month: MonthExplanation) -> str:
    """The score as a sum, exactly: ``30 × 106.67 + … = 103.496 → 103.50``."""
    counted = [one for one in month.points if not one.line.left_out]
    terms = " + ".join(f"{plain_text(one.line.weight)}×{fixed_text(one.points, 2)}" for one in counted)
    own = month.score if month.own is None else month.own
    total = fixed_text(own, 2) if month.total == own else plain_text(month.total)
    ending = f" → {fixed_text(own, 2)}" if month.total != own else ""
    return f"({terms}) / 100 = {total}{ending}"
