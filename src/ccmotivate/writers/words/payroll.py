"""The words and objects of a money table: kinds of amounts, award with place, totals; for every output of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.payroll import GIFT, MONEY, PaidPerson, Payee, Payment, Payroll, Worth, sum_of
from ccmotivate.writers.json.scores import award_object
from ccmotivate.writers.words.figures import money_text
from ccmotivate.writers.words.sentences import period_text, place_text
from ccmotivate.writers.words.text import visible

_ROLE = "role"
_AMOUNTS = {GIFT: N_("Gift worth"), MONEY: N_("Amount")}
_TOTALS = {GIFT: N_("Gifts in all"), MONEY: N_("Total amount")}
_SUMS = {GIFT: N_("gifts worth {money}"), MONEY: N_("{money} in money")}


def amount_headers(worth: Worth, payroll: Payroll, lang: str) -> tuple[str, str]:
    """The headers of the amounts of one kind and of their totals; with the currency where there are several."""
    _ = translator(lang)
    several = len({one.currency for one in payroll.worths}) > 1
    currency = f" ({worth.currency})" if several else ""
    return _(_AMOUNTS[worth.prize_as]) + currency, _(_TOTALS[worth.prize_as]) + currency


def award_text(payment: Payment, lang: str) -> str:
    """The award, its team or role, and the place where places differ in prize or it is shared."""
    given, award = payment.given, payment.award
    label = given.award if award is None else award.label.text(lang)
    places = award is not None and len(award.prizes) > 1
    place = place_text(given.rank, lang, tied=given.tied) if places or given.tied else ""
    groups = [_group(kind, name, payment, lang) for kind, name in given.within if kind != "project"]
    return " · ".join(text for text in (visible(label), *groups, place) if text)


def _group(kind: str, name: str, payment: Payment, lang: str) -> str:
    role = payment.rules.roles.get(name) if kind == "role" else None
    return visible(name) if role is None else role.label.text(lang)


def when_text(payment: Payment, lang: str) -> str:
    """The period of a payment, marked while it is not over."""
    _ = translator(lang)
    text = period_text(payment.given.period, lang)
    return _("{period} (provisional)").format(period=text) if payment.provisional else text


def who_text(payee: Payee, lang: str) -> str:
    """The name of a person, or of a team."""
    _ = translator(lang)
    if payee.agent_id is not None:
        return visible(payee.name)
    return _("{team} (team)").format(team=visible(payee.name))


def counted_payments(payroll: Payroll, lang: str) -> str:
    """How many people (and teams) get how many prizes."""
    _ = translator(lang)
    return _("Total: {winners} winners, {prizes} prizes").format(
        winners=len(payroll.payees), prizes=len(payroll.payments)
    )


def totals_text(payroll: Payroll, lang: str) -> str:
    """The totals in one line, gifts and money apart."""
    _ = translator(lang)
    sums = [(worth, sum_of(payroll.payments, worth)) for worth in payroll.worths]
    texts = [
        _(_SUMS[worth.prize_as]).format(money=money_text(amount, worth.currency, lang))
        for worth, amount in sums
        if amount is not None
    ]
    return _(": ").join([counted_payments(payroll, lang), _(", ").join(texts)]) if texts else nobody_paid(lang)


def nobody_paid(lang: str) -> str:
    """That there is nothing to pay or to give."""
    _ = translator(lang)
    return _("Nobody won a prize.")


class PaidGroup(NamedTuple):
    """People whose amounts are summed up: what they are grouped by and the name of the group, in words."""

    by: str
    group: str
    people: tuple[PaidPerson, ...]


def paid_totals(payroll: Payroll, lang: str) -> list[PaidGroup]:
    """Everybody, then the people of each role, project and team; one person counts once in each currency."""
    _ = translator(lang)
    found = [PaidGroup(_("All"), "", payroll.paid)]
    for by, header in ((_ROLE, _("Role")), ("project", _("Project")), ("team", _("Team"))):
        groups: dict[str, list[PaidPerson]] = {}
        for one in payroll.paid:
            groups.setdefault(getattr(one, by), []).append(one)
        found += [
            PaidGroup(header, role_name(name, payroll, lang) if by == _ROLE else visible(name), tuple(groups[name]))
            for name in sorted(groups)
            if name
        ]
    return found


def role_name(role: str, payroll: Payroll, lang: str) -> str:
    """A role by its label, by its id where the rules do not have it."""
    known = payroll.rules.roles.get(role)
    return known.label.text(lang) if known else visible(role)


# -- for other programs -----------------------------------------------------------------------------------------------


def payroll_objects(payroll: Payroll, lang: str) -> dict[str, Any]:
    """``money``: each person with what they get and their totals; ``money_totals``: those of everybody."""
    return {
        "money": [_payee_object(payee, payroll, lang) for payee in payroll.payees],
        "money_totals": _sum_objects(payroll.payments, payroll),
        **({"paid": [_paid_object(one) for one in payroll.paid]} if payroll.paid else {}),
    }


def _paid_object(one: PaidPerson) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("agent_id", "name", "role", "project", "team", "currency")},
        "pays": [{"pay": pay, "amount": plain_text(amount)} for pay, amount in one.pays.items()],
        "prizes_in_money": plain_text(one.money),
        "gifts_worth": plain_text(one.gifts),
        "all_money": plain_text(one.total),
    }


def _payee_object(payee: Payee, payroll: Payroll, lang: str) -> dict[str, Any]:
    winner = {"team": payee.name} if payee.agent_id is None else {"agent_id": payee.agent_id, "name": payee.name}
    prizes = [_payment_object(payment, lang) for payment in payee.payments]
    return {**winner, "prizes": prizes, "totals": _sum_objects(payee.payments, payroll)}


def _payment_object(payment: Payment, lang: str) -> dict[str, Any]:
    found = award_object(payment.given, payment.rules)
    award = payment.award
    return {
        **{key: found[key] for key in ("award", "period", "within", "rank", "tied", "prize")},
        "award_name": payment.given.award if award is None else award.label.text(lang),
        "prize_as": payment.worth.prize_as,
        "provisional": payment.provisional,
    }


def _sum_objects(payments: tuple[Payment, ...], payroll: Payroll) -> list[dict[str, Any]]:
    sums = [(worth, sum_of(payments, worth)) for worth in payroll.worths]
    return [
        {"prize_as": worth.prize_as, "amount": plain_text(amount), "currency": worth.currency}
        for worth, amount in sums
        if amount is not None
    ]
