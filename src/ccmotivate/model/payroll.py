"""What each person is to get for a period and those within it: prizes with the rules that they were given under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from msgspec import Struct, field

from ccmotivate.model.award_rules import Award
from ccmotivate.model.metrics import Label
from ccmotivate.model.results import AwardGiven, PeriodResult
from ccmotivate.model.rules import RuleSet

GIFT, MONEY = "gift", "money"


class Worth(Struct, frozen=True, order=True):
    """What amounts may be added up: gifts or money (``prize_as``), in one currency."""

    prize_as: str
    currency: str


class Payment(Struct, frozen=True):
    """One award with a prize; ``rules`` are those it was given under, ``provisional`` while its period is not over."""

    given: AwardGiven
    rules: RuleSet
    provisional: bool = False

    @property
    def award(self) -> Award | None:
        """The award, None where the rules do not have it any more."""
        return self.rules.awards.get(self.given.award)

    @property
    def worth(self) -> Worth:
        """What its amount may be added to."""
        return Worth(self.award.prize_as if self.award else GIFT, self.rules.currency)

    @property
    def amount(self) -> Fraction:
        """The money, or the value of the gift."""
        return self.given.prize or Fraction(0)


class Payee(Struct, frozen=True):
    """Who is to get something, by the latest name: a person, or a team (``agent_id`` None); ``payments`` by period."""

    agent_id: str | None
    name: str
    payments: tuple[Payment, ...]


class PaidPerson(Struct, frozen=True):
    """Everything that one person is paid and has won in one currency; ``role project team`` are the latest.

    ``pays`` are sums over the months by the id of a pay; ``money`` and ``gifts`` are prizes.
    """

    agent_id: str
    name: str
    role: str
    project: str
    team: str
    currency: str
    pays: Mapping[str, Fraction]
    money: Fraction
    gifts: Fraction

    @property
    def total(self) -> Fraction:
        """All money: pay and prizes in money, without gifts."""
        return sum(self.pays.values(), self.money)


class Payroll(Struct, frozen=True):
    """The prizes of all winners of a period, and where something is paid beside prizes, everybody with both.

    Attributes:
        parts: The results of the periods within it and of itself, in order, each as ``awards`` shows it.
        payees: People in the order of their ids, then teams by name.
        worths: The kinds of amounts, including those of the rules that nobody won.
        paid: Everybody of the period in the order of their ids; empty where prizes are all there is.
        pays: The names of what is paid, by id.
        rules: Of the period, for the names of roles.
    """

    parts: tuple[PeriodResult, ...]
    payees: tuple[Payee, ...]
    worths: tuple[Worth, ...]
    rules: RuleSet
    paid: tuple[PaidPerson, ...] = ()
    pays: Mapping[str, Label] = field(default_factory=dict)

    @property
    def payments(self) -> tuple[Payment, ...]:
        """All of them, person by person."""
        return tuple(payment for payee in self.payees for payment in payee.payments)


def sum_of(payments: Iterable[Payment], worth: Worth) -> Fraction | None:
    """The exact sum of the amounts of one kind, None where there is none."""
    amounts = [payment.amount for payment in payments if payment.worth == worth]
    return sum(amounts, Fraction(0)) if amounts else None
