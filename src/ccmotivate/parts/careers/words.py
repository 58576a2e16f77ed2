"""Careers in words: conditions, where somebody stands, what would be enough."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.competing import Competition
from ccmotivate.parts.careers.decide import CareersResult, Condition, Status
from ccmotivate.parts.careers.lacking import Lack, Way
from ccmotivate.parts.careers.rules import CareersSettings, Position
from ccmotivate.writers.words.figures import figure_name, level_id, level_text, money_text, ranking_text
from ccmotivate.writers.words.sentences import month_text, person_text
from ccmotivate.writers.words.text import visible

CONDITIONS = {
    Condition.TENURE: N_("months of service"),
    Condition.CHARACTER: N_("character"),
    Condition.FIT: N_("interest and attitude"),
    Condition.LEVEL_BEFORE: N_("level before training"),
    Condition.ABILITY_AFTER: N_("ability after training"),
    Condition.VACANCY: N_("vacancies of the position"),
    Condition.WISH: N_("own wish for promotion"),
    Condition.ROTATION: N_("rotations through other posts"),
    Condition.MEAN_SCORE: N_("mean score"),
    Condition.QUALIFIED_MONTHS: N_("months that met every standard"),
}
STATUSES = {
    Status.PROPOSED: N_("proposed"),
    Status.TIED: N_("tied, to be decided"),
    Status.OUTRANKED: N_("ready, ranked behind"),
    Status.READY: N_("ready, no vacancy"),
    Status.NOT_READY: N_("on the way"),
    Status.NO_WISH: N_("no wish stated"),
    Status.UNREACHABLE: N_("not reached from here"),
    Status.TOP: N_("no further step"),
    Status.NO_GRADE: N_("no grade recorded"),
}
"""Where people stand, those first for whom somebody has to decide."""
_LEVELS = (Condition.LEVEL_BEFORE, Condition.ABILITY_AFTER)
_PASSES = (Condition.CHARACTER, Condition.FIT)


def condition_text(name: Condition, lang: str) -> str:
    """A condition as a header."""
    text = translator(lang)(CONDITIONS[name])
    return text[:1].upper() + text[1:]


def people_text(result: CareersResult, people: Sequence[int], lang: str) -> str:
    """Names with ids, one after the other."""
    agents = result.facts.agents
    names = [person_text(visible(str(agents["name"].iat[at])), visible(result.ids[at])) for at in people]
    return translator(lang)(", ").join(names)


# -- values -----------------------------------------------------------------------------------------------------------


def bare(condition: Condition, value: Fraction | None, rules: RuleSet) -> str | None:
    """A value as other programs read it: ``7``, ``fluent``, ``pass``, ``yes``; None for none."""
    if value is None:
        return None
    if condition in _LEVELS:
        return level_id(value, rules)
    if condition in _PASSES:
        return "pass" if value else "fail"
    if condition is Condition.WISH:
        return "yes" if value else "no"
    return plain_text(value)


def value_text(condition: Condition, value: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A value as people read it."""
    _ = translator(lang)
    if value is None:
        return _("no data") if condition is Condition.MEAN_SCORE else _("not recorded")
    if condition in _LEVELS:
        return level_text(value, rules, lang)
    if condition in _PASSES:
        return _("pass") if value else _("not a pass yet")
    if condition is Condition.WISH:
        return _("yes") if value else _("no")
    return fixed_text(value, 2) if condition is Condition.MEAN_SCORE else plain_text(value)


def needed_text(condition: Condition, needed: Fraction | None, rules: RuleSet, lang: str) -> str:
    """What is needed: ``at least 6``, ``pass``; a dash for nothing."""
    _ = translator(lang)
    if needed is None:
        return "–"
    text = plain_text(needed) if condition is Condition.MEAN_SCORE else value_text(condition, needed, rules, lang)
    return text if condition in (*_PASSES, Condition.WISH) else _("at least {figure}").format(figure=text)


def band_text(position: Position, currency: str, lang: str) -> str:
    """The pay band of a position."""
    _ = translator(lang)
    low, high = (money_text(amount, currency, lang) for amount in (position.low, position.high))
    return _("{low} to {high}").format(low=low, high=high)


def names_text(settings: CareersSettings, names: tuple[str, ...], lang: str) -> str:
    """Positions by their names, one after the other."""
    return translator(lang)(", ").join(settings.positions[name].label.text(lang) for name in names)


# -- what would be enough ---------------------------------------------------------------------------------------------


def step_text(lack: Lack, result: CareersResult, rules: RuleSet, lang: str) -> str:
    """What would be enough for one condition."""
    _ = translator(lang)
    by, count, window = lack.by or Fraction(0), int(lack.by or 0), result.settings.window
    if lack.way is Way.FILL:
        text = value_text(lack.condition, lack.needed, rules, lang)
        return _("enter it in the roster; {needed} is needed").format(needed=text)
    if lack.way is Way.TO:
        return _(_TO[lack.condition]).format(level=value_text(lack.condition, lack.needed, rules, lang))
    if lack.way is Way.MONTHS:
        text = _("{count} more months with figures among the {window} looked at, together at least {points} points")
        return counted(text, count=count, window=window, points=fixed_text(lack.points or Fraction(0), 2))
    if lack.way is Way.POINTS:
        text = _("{points} points more, all scores of the {months} months together")
        return text.format(points=fixed_text(by, 2), months=lack.months)
    if lack.condition is Condition.TENURE:
        then = month_text(Month.from_ordinal(result.month.ordinal + count), lang)
        return counted(_("{count} more months, at the end of {month}"), count=count, month=then)
    return counted(_(_MORE[lack.condition]), count=count, window=window)


_MORE = {
    Condition.VACANCY: N_("vacancies that still have to come up: {count}"),
    Condition.ROTATION: N_("{count} more rotations"),
    Condition.QUALIFIED_MONTHS: N_("{count} more months meeting every standard among the {window} looked at"),
}


_TO = {
    Condition.CHARACTER: N_("a pass; talk about what it takes"),
    Condition.FIT: N_("a pass; talk about what it takes"),
    Condition.WISH: N_("say so, whenever it suits: it is the person's own choice"),
    Condition.LEVEL_BEFORE: N_("reach {level}"),
    Condition.ABILITY_AFTER: N_("reach {level}"),
}


# -- where somebody stands --------------------------------------------------------------------------------------------


def standing_text(result: CareersResult, at: int, lang: str) -> str:
    """Where somebody stands, as it is said to the person: no ranks, no names of others, no decision."""
    _, settings = translator(lang), result.settings
    status, target = result.status_of(at), result.position(result.target, at)
    facts = {"target": settings.positions[target].label.text(lang) if target else ""}
    if status is Status.UNREACHABLE and target:
        facts["sources"] = names_text(settings, settings.positions[target].sources, lang) or "–"
    return _(_SAID[status]).format(**facts)


_SAID = {
    Status.NO_GRADE: N_("No grade is recorded, so no next step can be named."),
    Status.TOP: N_("There is no further step on this path. Specialist posts and new tasks can be talked about."),
    Status.UNREACHABLE: N_(
        "{target} is not reached directly from the present post; it is reached from: {sources}. "
        "The way there can be planned."
    ),
    Status.NO_WISH: N_("No wish for promotion is recorded. To stay and do well is a good choice, too."),
    Status.NOT_READY: N_("On the way to {target}. What is met and what is still to come stands below."),
    Status.READY: N_("Every condition for {target} is met; at the moment there is no vacancy."),
    Status.PROPOSED: N_("Every condition for {target} is met, and there is a vacancy. People decide."),
    Status.TIED: N_("Every condition for {target} is met, and there is a vacancy. People decide."),
    Status.OUTRANKED: N_("Every condition for {target} is met, and there is a vacancy. People decide."),
}


def outcome_text(result: CareersResult, at: int, rules: RuleSet, lang: str) -> str:
    """What came of a competition for somebody, as it is said to those who decide; ``""`` outside of one."""
    one = result.competition_of(at)
    if one is None:
        return ""
    _ = translator(lang)
    facts = {"rank": int(result.rank[at]), "candidates": len(one.people), "number": one.number}
    return _(_OUTCOMES[result.status_of(at)]).format(**facts, **_cut(result, one, rules, lang))


_OUTCOMES = {
    Status.PROPOSED: N_("rank {rank} of {candidates}; places to fill: {number}"),
    Status.TIED: N_(
        "rank {rank} of {candidates}, equal in all that is ranked by; places left for those who are equal: {left}"
    ),
    Status.OUTRANKED: N_("rank {rank} of {candidates}; places to fill: {number}; {reason}"),
}


def _cut(result: CareersResult, one: Competition, rules: RuleSet, lang: str) -> dict[str, object]:
    """How many vacancies are left for those who tie at the cut, and what the last of the others had."""
    _ = translator(lang)
    ahead = one.people[~one.outranked]
    last = int(ahead[-1])
    figures = _(", ").join(key_texts(result, last, rules, lang))
    reason = _("the last one before the cut had {figures}").format(figures=figures)
    return {"left": one.number - int(one.proposed.sum()), "reason": reason}


def tie_breaker(result: CareersResult) -> str:
    """The ranking figure that decides between equal mean scores."""
    return f"sum {result.settings.tie_breaker}"


def key_texts(result: CareersResult, at: int, rules: RuleSet, lang: str) -> list[str]:
    """What somebody is ranked by: mean score, contributions in sum, months of service."""
    _ = translator(lang)
    mean = result.asked[Condition.MEAN_SCORE].value[at]
    served = result.asked[Condition.TENURE].value[at]
    return [
        _("mean score {figure}").format(figure="–" if mean is None else fixed_text(mean, 2)),
        _("{metric} {figure}").format(
            metric=figure_name(result.settings.tie_breaker, rules, lang),
            figure=ranking_text(tie_breaker(result), result.window.tie_breaker[at] or Fraction(0), rules, lang),
        ),
        counted(_("{figure} months of service"), figure="–" if served is None else plain_text(served)),
    ]
