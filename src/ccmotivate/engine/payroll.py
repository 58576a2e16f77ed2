"""Results of a period and of those within it → what each person is to get."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.model.calendar import Period
from ccmotivate.model.ids import natural_key
from ccmotivate.model.payroll import Payee, Payment, Payroll, Worth
from ccmotivate.model.results import PeriodResult
from ccmotivate.model.rules import RuleSet


def payroll(period: Period, parts: Sequence[PeriodResult]) -> Payroll:
    """Every award with a prize, person by person.

    Args:
        period: What is paid for.
        parts: The results of the period and of the shorter ones within it.
    """
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
    return Payroll(period, ordered, payees, tuple(sorted(won or _possible(ordered))))


def _payee(payments: Sequence[Payment]) -> Payee:
    last = payments[-1].given
    return Payee(last.agent_id, last.team if last.agent_id is None else last.name, tuple(payments))


def _possible(parts: Sequence[PeriodResult]) -> set[Worth]:
    """What the rules could have given in these periods."""
    return {worth for result in parts for worth in _worths(result.rules, result.period)}


def _worths(rules: RuleSet, period: Period) -> set[Worth]:
    return {Worth(award.prize_as, rules.currency) for award in rules.awards_of(period.kind) if award.prizes}
