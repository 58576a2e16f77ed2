"""What the ledger says of a period, beside its awards: published or not, what is pending, what a correction changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from ccmotivate.locale import translator
from ccmotivate.model.results import Decision, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.award_sentences import decision_text, names_of
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.ledger_sentences import change_texts, name_text
from ccmotivate.writers.words.sentences import period_text, place_text
from ccmotivate.writers.words.text import visible

if TYPE_CHECKING:  # a score without a ledger loads none of it
    from ccmotivate.model.recorded import LedgerView, Settled, Settlement, Tip


def published_text(view: LedgerView | None, lang: str) -> str:
    """When a period was published, by whom, approved by whom, as which version; ``""`` while it is not."""
    if view is None or view.publication is None:
        return ""
    _, one = translator(lang), view.publication
    facts = {"period": period_text(one.period, lang), "at": one.at, "by": visible(one.by)}
    texts = [_("{period}: published on {at} by {by}").format(**facts)]
    texts += [_("approved by {name}").format(name=visible(one.approved_by))] if one.approved_by else []
    texts += [_("version {version}, published again").format(version=one.version)] if one.version > 1 else []
    return _("; ").join(texts)


def published_notes(results: Iterable[MonthResult | PeriodResult], lang: str) -> list[str]:
    """That line for each of them that is published."""
    return [text for one in results if (text := published_text(one.ledger, lang))]


def tip_of(results: Iterable[MonthResult | PeriodResult]) -> Tip | None:
    """The last record of the ledger that they were looked up in."""
    return next((one.ledger.tip for one in results if one.ledger and one.ledger.tip), None)


def tip_notes(tip: Tip | None, lang: str) -> list[str]:
    """The line by which it shows later whether records were removed from the end of the ledger."""
    _ = translator(lang)
    text = _("Ledger: record {record}, last hash {hash}")
    return [] if tip is None else [text.format(record=tip.seq, hash=tip.hash)]


def differing_notes(result: MonthResult | PeriodResult, lang: str) -> list[str]:
    """In what the files would give another result than was published, a line each."""
    view = result.ledger
    return [] if view is None else list(change_texts(view.differences, result.rules, lang))


def pending_notes(result: MonthResult | PeriodResult, lang: str) -> list[str]:
    """The decisions that no publication holds yet, with who decided and why."""
    view = result.ledger
    return [] if view is None else [pending_text(one, result.rules, names_of(result), lang) for one in view.pending]


def pending_text(one: Decision, rules: RuleSet | None, names: Mapping[str, str], lang: str) -> str:
    """A decision with period, award and name."""
    _ = translator(lang)
    who = name_text(one.agent_id, names.get(one.agent_id or "", one.name), one.team or "")
    facts = {"period": period_text(one.period, lang), "award": _label(one.award, rules, lang), "who": who}
    return _("{period}, {award}, {who}: {sentence}").format(**facts, sentence=decision_text(one, lang))


def _label(award: str, rules: RuleSet | None, lang: str) -> str:
    return rules.awards[award].label.text(lang) if rules and award in rules.awards else award


# -- a correction -----------------------------------------------------------------------------------------------------


def settlement_title(settlement: Settlement, lang: str) -> str:
    """Which version a corrected period is compared with, and why that was withdrawn."""
    _, was, why = translator(lang), settlement.withdrawn, settlement.reopening
    text = _("Against version {version} (published on {at} by {by}; reopened by {who}: {reason})")
    facts = {"version": was.version, "at": was.at, "by": visible(was.by), "who": visible(why.by)}
    return text.format(**facts, reason=visible(why.reason))


def settlement_notes(result: PeriodResult, lang: str) -> list[str]:
    """Who gains and who must give back how much against the version that was withdrawn, a line an award and a sum."""
    settlement = result.ledger.settlement if result.ledger else None
    if settlement is None:
        return []
    _ = translator(lang)
    lines = [settled_text(one, result.rules, lang) for one in settlement.lines]
    if not lines:
        return [_("Nobody gains or gives back anything.")]
    gained = sum((one.amount for one in settlement.lines if one.amount > 0), Fraction(0))
    back = -sum((one.amount for one in settlement.lines if one.amount < 0), Fraction(0))
    money = {
        "gained": money_text(gained, result.rules.currency, lang),
        "back": money_text(back, result.rules.currency, lang),
    }
    return [*lines, _("To be paid: {gained}; to be given back: {back}.").format(**money)]


def settled_text(one: Settled, rules: RuleSet, lang: str) -> str:
    """One award of one winner: what it was, what it is, what is to be paid or given back."""
    _, given = translator(lang), one.given
    money = money_text(abs(one.amount), rules.currency, lang)
    outcome = _("is to get {money}") if one.amount > 0 else _("must give back {money}")
    was, now = (_worth(given is not None, given.rank if given else None, lang) for given in (one.was, one.now))
    facts = {
        "who": name_text(given.agent_id, given.name, given.team),
        "award": " · ".join([_label(given.award, rules, lang), *(visible(name) for _kind, name in given.within)]),
        "outcome": outcome.format(money=money) if one.amount else _("no money changes hands"),
    }
    return _("{who}: {award}, {was} → {now}: {outcome}").format(**facts, was=was, now=now)


def _worth(won: bool, rank: int | None, lang: str) -> str:
    _ = translator(lang)
    return _("not won") if not won else place_text(rank, lang) or _("won")
