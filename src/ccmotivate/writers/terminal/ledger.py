"""What a person sees of the ledger in the terminal: what differs, who won what, what is broken."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace
from rich.console import Console

from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.recorded import (
    Difference,
    HistoryRow,
    LedgerView,
    Published,
    PublishOutcome,
    Refused,
    Total,
    Verified,
)  # fmt: skip
from ccmotivate.model.results import Decision, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.terminal.prose import Text, tell
from ccmotivate.writers.terminal.screens import MOST_AWARDS, show_ledger, table_for
from ccmotivate.writers.words.award_notes import decision_notes, not_given_notes
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.ledger_notes import pending_text
from ccmotivate.writers.words.ledger_sentences import (
    award_text,
    field_text,
    files_text,
    marks_of,
    name_text,
    publication_text,
    publications_of,
    was_and_now,
)  # fmt: skip
from ccmotivate.writers.words.sentences import (
    SCREEN,
    inputs_line,
    partial_text,
    period_text,
    place_text,
    problem_message,
    rules_line,
    winner_text,
)
from ccmotivate.writers.words.text import visible
from ccmotivate.writers.workbooks.award_page import prize_totals

MOST_DIFFERENCES, MOST_ROWS, MOST_FINDINGS = 40, 200, 40
_HASH = 12
_KINDS = {
    "publication": N_("publication"),
    "reopening": N_("reopening"),
    "decision": N_("decision"),
    "award": N_("award"),
    "rules": N_("rules"),
    "result": N_("standing"),
}


# -- publishing -------------------------------------------------------------------------------------------------------


def show_publication(out: Console, result: PeriodResult, lang: str) -> None:
    """What will be published: winners with their money, decisions, what is not given, and what it comes to."""
    _ = translator(lang)
    rules = result.rules
    out.print(Text(_("To be published: {period}").format(period=period_text(str(result.period), lang)), style="bold"))
    if result.partial:
        out.print(Text(partial_text(result.period, result.missing, lang), style="bold yellow"))
    headers = [(_("Award"), "left"), (_("Group"), "left"), (_("Place"), "left"), (_("Winner"), "left")]
    table = table_for(out, [*headers, (_("Prize"), "right")])
    for given in result.awards[:MOST_AWARDS]:
        label = rules.awards[given.award].label.text(lang)
        group = visible(given.within[0][1]) if given.within else ""
        prize = "" if given.prize is None else money_text(given.prize, rules.currency, lang)
        place = place_text(given.rank, lang, tied=given.tied)
        table.add_row(*(Text(text) for text in (label, group, place, winner_text(given), prize)))
    if result.awards:
        out.print(table)
    rest = len(result.awards) - MOST_AWARDS
    if rest > 0:
        out.print(counted(_("… and {count} more awards in the award list"), count=rest))
    for note in (*decision_notes(result, lang), *not_given_notes(result, lang)):
        tell(out, note)
    show_ledger(out, result, lang)
    amount = sum(prize_totals(result.awards).values(), Fraction(0))
    winners = len({(given.agent_id, given.team if given.agent_id is None else "") for given in result.awards})
    line = _("{agents} agents, {awards} awards to {winners} winners, {money} in all")
    money = money_text(amount, rules.currency, lang)
    facts = {"agents": len(result.agents), "awards": len(result.awards), "winners": winners, "money": money}
    out.print(Text(counted(line, **facts), style="bold"))
    for text in (rules_line(rules, lang), inputs_line(result.inputs, lang)):
        tell(out, text)


def show_published(
    out: Console, outcome: PublishOutcome, rules: RuleSet | None, lang: str, result: PeriodResult | None = None
) -> None:
    """What came of it; the problem of a refusal is shown with the other problems."""
    _ = translator(lang)
    if isinstance(outcome, Refused):
        show_differences(out, outcome.differences, rules, lang)
        return
    publication = outcome.publication
    facts = {"period": period_text(publication.period, lang), "at": publication.at, "by": visible(publication.by)}
    if isinstance(outcome, Published):
        text = _("published: {period}, {agents} agents, {awards} awards, by {by}; record no. {seq}")
        counts = {"agents": publication.agents, "awards": publication.awards, "seq": publication.seq}
        tell(out, counted(text, **facts, **counts))
        if publication.approved_by:
            out.print(Text(_("approved by {name}").format(name=visible(publication.approved_by))))
        if result is not None:
            show_ledger(out, replace(result, ledger=_published_now(result)), lang)
        return
    text = _("{period} was published on {at} by {by} with the same results; nothing was written")
    tell(out, text.format(**facts))
    if outcome.other_inputs:
        tell(out, _("other files than then: {files}").format(files=files_text(outcome.other_inputs, lang)))
    if outcome.rules:
        out.print(Text(_("other rules than then: SHA-256 {sha256}…").format(sha256=outcome.rules[:_HASH])))


def _published_now(result: PeriodResult) -> LedgerView | None:
    """What the ledger says of it, without the decisions that were published with it just now."""
    view = result.ledger
    own = str(result.period)
    return view and replace(view, pending=tuple(one for one in view.pending if one.period != own))


def show_differences(out: Console, differences: Sequence[Difference], rules: RuleSet | None, lang: str) -> None:
    """Person by person what is not as it was published: awards and money first."""
    _ = translator(lang)
    if not differences:
        return
    headers = [(_("Period"), "left"), (_("Who"), "left"), (_("What"), "left")]
    headers += [(_("As published"), "left"), (_("Now"), "left"), (_("Money"), "right")]
    table = table_for(out, headers)
    ordered = sorted(differences, key=lambda one: one.field != "award")
    currency = rules.currency if rules else ""
    for one in ordered[:MOST_DIFFERENCES]:
        texts = (
            one.period,
            name_text(one.agent_id, one.name, one.team),
            field_text(one, rules, lang),
            *was_and_now(one, lang),
            _money(one, currency, lang),
        )
        table.add_row(*(Text(text) for text in texts))
    out.print(table)
    if len(differences) > MOST_DIFFERENCES:
        rest = len(differences) - MOST_DIFFERENCES
        out.print(counted(_("… and {count} more differences; all are in --json"), count=rest))
    change = sum((_change(one) for one in differences), Fraction(0))
    if change:
        out.print(Text(_("prize money in all: {money}").format(money=_signed(change, currency, lang)), style="bold"))


def _money(one: Difference, currency: str, lang: str) -> str:
    if one.prize_was is None and one.prize_now is None:
        return ""
    return _signed(_change(one), currency, lang)


def _change(one: Difference) -> Fraction:
    return (one.prize_now or Fraction(0)) - (one.prize_was or Fraction(0))


def _signed(amount: Fraction, currency: str, lang: str) -> str:
    sign = "+" if amount > 0 else "-" if amount < 0 else ""
    return sign + money_text(abs(amount), currency, lang)


# -- history ----------------------------------------------------------------------------------------------------------


def show_history(
    out: Console,
    rows: Sequence[HistoryRow],
    totals: Sequence[Total],
    rules: RuleSet | None,
    lang: str,
    pending: Sequence[Decision] = (),
) -> None:
    """Who won what and when, what it came to a year, the publications it stands in, and what is not published yet."""
    _ = translator(lang)
    names = {row.agent_id: row.name for row in rows if row.agent_id is not None}
    for at, one in enumerate(pending):
        if at == 0:
            out.print(Text(_("Decided, not yet published"), style="bold"))
        tell(out, pending_text(one, rules, names, lang))
    if not rows:
        out.print(_("Nothing was published that fits."))
        return
    headers = [(_("Period"), "left"), (_("Award"), "left"), (_("Place"), "left"), (_("Winner"), "left")]
    table = table_for(out, [*headers, (_("Prize"), "right"), (_("Record"), "right")])
    for row in rows[:MOST_ROWS]:
        prize = "" if row.prize is None else money_text(row.prize, row.currency, lang)
        award = award_text(row, rules, lang)
        winner = "\n".join([name_text(row.agent_id, row.name, row.team), *marks_of(row, lang)])
        texts = (row.period, award, place_text(row.rank, lang, tied=row.tied), winner, prize, str(row.publication.seq))
        table.add_row(*(Text(text, style="" if row.counts else "dim") for text in texts))
    out.print(table)
    if len(rows) > MOST_ROWS:
        out.print(counted(_("… and {count} more awards; all are in --json"), count=len(rows) - MOST_ROWS))
    _show_totals(out, totals, lang)
    for publication in publications_of(rows):
        tell(out, publication_text(publication, lang))


def _show_totals(out: Console, totals: Sequence[Total], lang: str) -> None:
    _ = translator(lang)
    if not totals:
        return
    headers = [(_("Year"), "left"), (_("Winner"), "left"), (_("Awards"), "right"), (_("Prize money"), "right")]
    table = table_for(out, headers)
    for one in totals[:MOST_ROWS]:
        texts = (
            str(one.year),
            name_text(one.agent_id, one.name, one.team),
            str(one.awards),
            money_text(one.amount, one.currency, lang),
        )
        table.add_row(*(Text(text) for text in texts))
    out.print(table)


# -- verify -----------------------------------------------------------------------------------------------------------


def show_findings(out: Console, verified: Verified, rules: RuleSet | None, lang: str, *, against: bool = False) -> None:
    """Whether the chain holds, and every record that is not as it was written.

    ``against``: it was compared with an exported copy as well.
    """
    _ = translator(lang)
    if verified.findings:
        headers = [(_("Record"), "right"), (_("Kind"), "left"), (_("Period"), "left"), (_("Agent ID"), "left")]
        table = table_for(out, [*headers, (_("What is wrong"), "left")])
        for one in verified.findings[:MOST_FINDINGS]:
            kind = _(_KINDS[one.kind]) if one.kind in _KINDS else visible(one.kind)
            wrong = problem_message(one.problem, lang, rules, SCREEN)
            texts = (str(one.seq or "–"), kind, visible(one.period), visible(one.agent_id or ""), wrong)
            table.add_row(*(Text(text) for text in texts))
        out.print(table)
        rest = len(verified.findings) - MOST_FINDINGS
        if rest > 0:
            out.print(_("… and {count} more; all are in --json").format(count=rest))
    if not verified.findings and not against:
        out.print(
            _("What was removed from the end or rewritten whole shows only against an award list, a hash or a copy.")
        )
    text = _("{records} records, {broken} of them not as they were written; last hash {hash}")
    facts = {"records": verified.records, "broken": len({one.seq for one in verified.findings if one.seq})}
    tell(out, counted(text, **facts, hash=verified.last_hash))
