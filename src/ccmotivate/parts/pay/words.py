"""Pay in words: what each step does, and why one left the amount as it was."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.pay.decide import NO_DATA, NO_DAYS, NO_FINDINGS, NOTHING_AT_ZERO
from ccmotivate.parts.pay.rules import (
    BALANCED,
    DAYS,
    SCORE,
    Add,
    AtMost,
    Base,
    IfRepeat,
    Step,
    Times,
    UnlessQualified,
)
from ccmotivate.writers.words.figures import figure_name, money_text

_NOTES = {
    NO_DATA: N_("no data"),
    NO_DAYS: N_("days not given, counted as a full month"),
    NO_FINDINGS: N_("without quality findings"),
    NOTHING_AT_ZERO: N_("nothing, for the score’s factor is 0"),
}
_QUANTITIES = {SCORE: N_("score"), BALANCED: N_("balanced score"), DAYS: N_("days in post ÷ working days")}


def note_text(note: str, lang: str) -> str:
    """Why a step left the amount as it was."""
    return translator(lang)(_NOTES[note])


def quantity_text(name: str, rules: RuleSet, lang: str) -> str:
    """What a factor comes from."""
    return translator(lang)(_QUANTITIES[name]) if name in _QUANTITIES else figure_name(name, rules, lang)


def role_name(role: str, rules: RuleSet, lang: str) -> str:
    """A role by its label, by its id where the rules do not have it."""
    return rules.roles[role].label.text(lang) if role in rules.roles else role


def step_text(step: Step, rules: RuleSet, lang: str, role: str | None = None) -> str:
    """What a step does, as the handbook says it; for one role only where that is asked."""
    _ = translator(lang)
    match step.what:
        case Base(amounts):
            return _("base: {amounts}").format(amounts=_by_role(_of(role, amounts), rules, lang))
        case Times(quantity, None):
            return _("× {quantity}").format(quantity=quantity_text(quantity, rules, lang))
        case Times(quantity, method):
            assert method is not None
            facts = {"quantity": quantity_text(quantity, rules, lang), "factors": _factors(step.what, rules, lang)}
            return _("× factor by {quantity}: {factors}").format(**facts)
        case UnlessQualified(factor):
            return _("× {factor} for whoever is not qualified").format(factor=plain_text(factor))
        case Add():
            return _add(step.what, rules, lang)
        case AtMost(amounts):
            return _("at most: {amounts}").format(amounts=_by_role(_of(role, amounts), rules, lang))
        case IfRepeat(factor):
            return _("× {factor} if a quality finding of the month repeats, once").format(factor=plain_text(factor))
        case _:
            assert_never(step.what)


def _of(role: str | None, amounts: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """The amount of one role, or of all others where it has none; every amount without a role."""
    if role is None:
        return amounts
    name = role if role in amounts else ""
    return {name: amounts[name]} if name in amounts else amounts


def _by_role(amounts: Mapping[str, Fraction], rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    texts = []
    for role, amount in amounts.items():
        money = money_text(amount, rules.currency, lang)
        texts.append(_("{name} {amount}").format(name=role_name(role, rules, lang), amount=money) if role else money)
    return _(", ").join(texts)


def _factors(what: Times, rules: RuleSet, lang: str) -> str:
    """``below 80% → 0.9, otherwise → 1``; of a curve its points."""
    assert what.method is not None
    metric = rules.metrics.get(what.quantity)

    def shown(value: Fraction) -> str:
        return plain_text(value) if metric is None else metric.bare_text(value) + metric.sign

    return what.method.words(shown, MetricKind.NUMBER if metric is None else metric.kind, lang)


def _add(what: Add, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    name, each = figure_name(what.metric, rules, lang), money_text(what.each, rules.currency, lang)
    text = _("+ {each} for each of {metric}").format(each=each, metric=name)
    if what.above:
        above = _("above {count} × days in post ÷ working days") if what.by_days else _("above {count}")
        text = _("{text} {above}").format(text=text, above=above.format(count=plain_text(what.above)))
    more = []
    if what.at_most is not None:
        more.append(_("at most {amount}").format(amount=money_text(what.at_most, rules.currency, lang)))
    if what.roles:
        roles = _(", ").join(role_name(role, rules, lang) for role in what.roles)
        more.append(_("only for {roles}").format(roles=roles))
    if what.none_if_zero is not None:
        more.append(_("nothing where the factor of the score is 0"))
    return _("{text} ({details})").format(text=text, details=_("; ").join(more)) if more else text
