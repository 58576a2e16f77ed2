"""Results of a period and of those within it → what each person is to get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct, field

from ccmotivate.model.calendar import Period
from ccmotivate.model.ids import natural_key
from ccmotivate.model.metrics import Label
from ccmotivate.model.payroll import GIFT, MONEY, PaidPerson, Payee, Payment, Payroll, Worth
from ccmotivate.model.results import MonthFacts, PeriodResult
from ccmotivate.model.rules import RuleSet

_WHO = ("name", "role", "project", "team")


def payroll(parts: Sequence[PeriodResult]) -> Payroll:
    """Every award with a prize, person by person, from the results of a period and of the shorter ones within it."""
    ordered = tuple(sorted(parts, key=lambda one: one.period))
    found: dict[tuple[bool, str], list[Payment]] = {}
    for result in ordered:
        for given in result.awards:
            if given.prize is not None:
                winner = (given.agent_id is None, given.team if given.agent_id is None else given.agent_id)
                found.setdefault(winner, []).append(Payment(given, result.rules, result.partial))
    order = sorted(found, key=lambda one: (one[0], natural_key(one[1])))
    payees = tuple(_payee(found[winner]) for winner in order)
    won = {payment.worth for payee in payees for payment in payee.payments}
    rules = ordered[-1].rules
    months = {facts.month: facts for result in ordered for facts in result.facts}
    pays, paid = _paid([months[month] for month in sorted(months)], payees, rules)
    return Payroll(ordered, payees, tuple(sorted(won or _possible(ordered))), rules, paid, pays)


class _Sums(Struct):
    """What one person gets in one currency, being summed up."""

    pays: dict[str, Fraction] = field(default_factory=dict)
    prizes: dict[str, Fraction] = field(default_factory=dict)


def _paid(
    months: Sequence[MonthFacts], payees: Sequence[Payee], rules: RuleSet
) -> tuple[dict[str, Label], tuple[PaidPerson, ...]]:
    """The names of what parts pay, and everybody with pay and prizes; nobody where no part pays anything."""
    labels: dict[str, Label] = {}
    who: dict[str, tuple[str, ...]] = {}
    sums: dict[tuple[str, str], _Sums] = {}
    for facts in months:
        columns = [facts.agents[name].astype(str).tolist() for name in ("agent_id", *_WHO)]
        who |= {agent: tuple(rest) for agent, *rest in zip(*columns, strict=True)}
        then = rules.version(facts.month).rules or rules
        for pay, agent, amount in _payments(facts, then, labels):
            own = sums.setdefault((agent, then.currency), _Sums())
            own.pays[pay] = own.pays.get(pay, Fraction(0)) + amount
    if not sums:
        return {}, ()
    labels = {pay: label for pay, label in labels.items() if any(pay in own.pays for own in sums.values())}
    for payee in payees:
        for payment in payee.payments if payee.agent_id is not None else ():
            own = sums.setdefault((payee.agent_id or "", payment.worth.currency), _Sums())
            kind = payment.worth.prize_as
            own.prizes[kind] = own.prizes.get(kind, Fraction(0)) + payment.amount
    ordered = sorted((key for key in sums if key[0] in who), key=lambda one: (natural_key(one[0]), one[1]))
    return labels, tuple(_person(agent, who[agent], currency, sums[agent, currency]) for agent, currency in ordered)


def _person(agent: str, who: Sequence[str], currency: str, sums: _Sums) -> PaidPerson:
    name, role, project, team = who
    money, gifts = (sums.prizes.get(kind, Fraction(0)) for kind in (MONEY, GIFT))
    return PaidPerson(agent, name, role, project, team, currency, sums.pays, money, gifts)


def _payments(facts: MonthFacts, rules: RuleSet, labels: dict[str, Label]) -> Iterator[tuple[str, str, Fraction]]:
    """What parts paid in a month, as it was decided or published: pay, agent, amount; ``labels`` take the names."""
    for name, compared in facts.compared.items():
        part = rules.parts.get(name)
        facet = part.facet("payments") if part else None
        if part is not None and facet is not None:
            labels |= facet.labels(part.settings)
            for agent, values in compared.values.items():
                yield from ((pay, agent, amount) for pay, amount in facet.payments(values).items())


def _payee(payments: Sequence[Payment]) -> Payee:
    last = payments[-1].given
    return Payee(last.agent_id, last.team if last.agent_id is None else last.name, tuple(payments))


def _possible(parts: Sequence[PeriodResult]) -> set[Worth]:
    """What the rules could have given in these periods."""
    return {worth for result in parts for worth in _worths(result.rules, result.period)}


def _worths(rules: RuleSet, period: Period) -> set[Worth]:
    return {Worth(award.prize_as, rules.currency) for award in rules.awards_of(period.kind) if award.prizes}
