"""An award in the handbook: who may win, how it is decided, what happens among equals, what it gives."""

from __future__ import annotations

from ccmotivate.conditions.combine import AllOf, AnyOf
from ccmotivate.conditions.condition import asked
from ccmotivate.conditions.figure_rules import part_words, ties_words
from ccmotivate.conditions.rank import Rank
from ccmotivate.locale import Translate, translator
from ccmotivate.model.award_rules import Award, Condition, Who
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.handbook.content import Definitions, Section, TextTable
from ccmotivate.writers.words.figures import figure_name, money_text
from ccmotivate.writers.words.rules import EVERY, condition_words, span_words, within_words, wording
from ccmotivate.writers.words.sentences import pool_text, recognition_text, scope_text


def awards_table(facts: HandbookFacts, lang: str) -> TextTable:
    """All awards at a glance."""
    _ = translator(lang)
    headers = (_("Award"), _("Given"), _("Within"), _("Prize"))
    rows = tuple(
        (
            award.label.text(lang),
            _(EVERY[award.every]),
            within_words(award.within, lang),
            prizes_text(award, facts.rules, lang) or "–",
        )
        for award in facts.rules.awards.values()
    )
    return TextTable(headers, rows, (28, 16, 18, 30), caption=_("All awards"))


def prizes_text(award: Award, rules: RuleSet, lang: str) -> str:
    """``¥200 / ¥150 / ¥100``."""
    return " / ".join(money_text(prize, rules.currency, lang) for prize in award.prizes)


def award_section(award: Award, facts: HandbookFacts, lang: str) -> Section:
    """Everything about an award."""
    _ = translator(lang)
    rules = facts.rules
    rows = [(_("Who may win"), _who(award, rules, lang)), (_("Within"), (within_words(award.within, lang),))]
    rows += _decided(award.condition, award, rules, lang)
    gives = tuple(text for text in (*_prizes(award, rules, lang), recognition_text(award, lang)) if text)
    rows += [(_("What it gives"), gives)] if gives else []
    since = span_words(award.since, None, lang)
    rows += [(_("Since when"), (since,))] if since else []
    return Section(award.label.text(lang), (Definitions(tuple(rows)),), _(EVERY[award.every]))


def _who(award: Award, rules: RuleSet, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    anybody = award.places is None and award.who is Who.EVERYONE and not (award.roles or award.need)
    texts = [_("everybody who meets what is asked for below") if anybody else pool_text(award, rules, lang)]
    if award.places is not None and award.winner == "agent" and award.every is not PeriodKind.MONTH:
        texts.append(_("in every month of the period"))
    scope = scope_text(award.scope, lang)
    return (*texts, scope) if scope else tuple(texts)


def _decided(condition: Condition, award: Award, rules: RuleSet, lang: str) -> list[tuple[str, tuple[str, ...]]]:
    """How it is decided, and what decides among equals."""
    _ = translator(lang)
    if isinstance(condition, AnyOf | AllOf):
        head = _("One of these is enough:") if isinstance(condition, AnyOf) else _("All of these are needed:")
        texts = [condition_words(part, rules, lang, award.every) for part in condition.conditions]
        longer = () if condition.winning_places else _throughout(award, _)
        return [(_("How it is decided"), (head, *(f"• {text}" for text in texts), *longer))]
    if not isinstance(condition, Rank):
        text = condition_words(condition, rules, lang, award.every)
        return [
            (_("How it is decided"), (text, *(() if asked(condition).screens or award.part else _throughout(award, _))))
        ]
    rows = [(_("How it is decided"), _ranked(condition, award, rules, lang))]
    ties = _("Who is equal shares the place.")
    dense = (_("No place is left out after a shared one."),) if condition.ranks == "dense" else ()
    if condition.then:
        steps = ties_words(condition.then, wording(rules, lang, award.every))
        ties = _("{steps}; who is still equal shares the place.").format(steps=steps)
    return [*rows, (_("Among equals"), (ties, *dense))]


def _throughout(award: Award, _: Translate) -> tuple[str, ...]:
    """That months led and awards won count within one group and one period."""
    texts = {
        "project": _("All of it in one and the same project, and within the period."),
        "team": _("All of it in one and the same team, and within the period."),
        "role": _("All of it in one and the same role, and within the period."),
    }
    return (texts.get(award.within or "", _("All of it within the period.")),)


def _ranked(rank: Rank, award: Award, rules: RuleSet, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    name = figure_name(rank.figure.id, rules, lang, award.every)
    low = rank.best == "low"
    text = _("The lowest {figure} wins.") if low else _("The highest {figure} wins.")
    if rank.places > 1:
        text = (
            _("The first {places} by {figure} win, the lowest first.")
            if low
            else _("The first {places} by {figure} win, the highest first.")
        )
    texts = [text.format(figure=name, places=rank.places)]
    if rank.figure.parts:
        texts.append(_("The {figure} is 100 × the mean of:").format(figure=name))
        texts += [f"• {part_words(part, wording(rules, lang))}" for part in rank.figure.parts]
    return tuple(texts)


def _prizes(award: Award, rules: RuleSet, lang: str) -> list[str]:
    _ = translator(lang)
    amounts = [money_text(prize, rules.currency, lang) for prize in award.prizes]
    if award.places in (None, 1):
        return amounts
    return [_("no. {rank}: {amount}").format(rank=at, amount=amount) for at, amount in enumerate(amounts, start=1)]
