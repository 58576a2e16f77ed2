"""What everybody is paid for a month: exact running amounts, step by step, rounded half-up to 0.01 once at the end.

Steps and their order: people.md §1.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

import numpy as np
import pandas as pd
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.metrics import Label
from ccmotivate.model.results import MonthResult
from ccmotivate.parts.balanced.decide import BalancedResult
from ccmotivate.parts.coaching.decide import CoachingResult
from ccmotivate.parts.pay.rules import (
    BALANCED,
    DAYS,
    SCORE,
    Add,
    AtMost,
    Base,
    IfRepeat,
    Pay,
    PaySettings,
    Step,
    Times,
    UnlessQualified,
)

NO_DATA, NO_DAYS, NO_FINDINGS, NOTHING_AT_ZERO = "no_data", "no_days", "without_findings", "none_at_zero"
"""Why a step left the amount as it was, or added nothing."""
NOTES = ("", NO_DATA, NO_DAYS, NO_FINDINGS, NOTHING_AT_ZERO)
_PLACES = {note: place for place, note in enumerate(NOTES)}

CENT = 2
Notes = NDArray[np.int8]


class StepResult(Struct, frozen=True):
    """A step: the running amount after it, and for each agent a note, as its place in ``NOTES``."""

    rule: Step
    amount: Exact
    notes: Notes
    factor: Exact | None = None  # of a step that multiplies

    @property
    def step(self) -> str:
        """The id of the step."""
        return self.rule.id

    @property
    def label(self) -> Label:
        """The name of the step."""
        return self.rule.label

    def note(self, at: int) -> str:
        """The note of an agent, ``""`` for none."""
        return NOTES[self.notes[at]]


class PayAmounts(Struct, frozen=True):
    """One pay of everybody whom it is paid to; arrays are aligned with the month's agents."""

    pay: Pay
    paid: Bools
    steps: tuple[StepResult, ...]
    amount: Exact  # rounded to 0.01


class PayResult(Struct, frozen=True):
    """All pays of a month, in the order of the rules."""

    pays: tuple[PayAmounts, ...]
    currency: str
    roles: NDArray[np.object_]  # of the agents


class _Month(Struct, frozen=True):
    """What the steps look at, by agent."""

    kinds: NDArray[np.object_]  # the roles that there are
    which: NDArray[np.intp]  # of them each agent has
    qualified: Bools
    metrics: Mapping[str, Exact]
    days: Exact  # days in post by working days, missing where either is blank
    balanced: Exact | None
    repeats: Bools | None  # None without findings

    def __len__(self) -> int:
        return len(self.which)

    def quantity(self, name: str) -> Exact:
        """The score, the balanced score, or a metric."""
        return self.metrics.get(name, Exact.empty(len(self)))


def decide(settings: PaySettings, month: MonthResult) -> PayResult:
    """The pays of a month.

    Raises:
        ValueError: working days are 0; the reading of rosters refuses them before.
    """
    known = _month_of(month)
    pays = (_pay(pay, known) for pay in settings.pays if pay.who == "everyone" or known.balanced is not None)
    return PayResult(tuple(pays), month.rules.currency, month.agents["role"].to_numpy(dtype=object))


def _month_of(month: MonthResult) -> _Month:
    agents, rows = month.agents, len(month.agents)
    score = agents["score"].to_numpy(dtype=np.int64)
    metrics = {**month.metrics, SCORE: Exact.from_ints(score, score < 0, 100)}
    cards: BalancedResult | None = month.parts.get("balanced")
    balanced = None if cards is None else cards.score
    if balanced is not None:
        metrics[BALANCED] = balanced
    roster = month.roster.numbers
    days, working = (roster.get(name, Exact.empty(rows)) for name in ("days_in_post", "working_days"))
    findings: CoachingResult | None = month.parts.get("coaching")
    which, kinds = pd.factorize(agents["role"].to_numpy(dtype=object), use_na_sentinel=False)
    return _Month(
        kinds,
        which,
        agents["qualified"].to_numpy(dtype=bool),
        metrics,
        days / working,
        balanced,
        None if findings is None else findings.repeats,
    )


def _pay(pay: Pay, month: _Month) -> PayAmounts:
    rows = len(month)
    paid = np.ones(rows, dtype=bool) if pay.who == "everyone" or month.balanced is None else ~month.balanced.missing
    amount = Exact.from_ints(np.zeros(rows, dtype=np.int64))
    done: dict[str, StepResult] = {}
    for step in pay.steps:
        done[step.id] = taken = _taken(step, amount, month, done)
        amount = taken.amount
    return PayAmounts(pay, paid, tuple(done.values()), amount.rounded(CENT))


def _taken(step: Step, amount: Exact, month: _Month, done: Mapping[str, StepResult]) -> StepResult:
    """The running amount after a step."""
    match step.what:
        case Base(amounts):
            return StepResult(step, amount + _by_role(amounts, month, Fraction(0)), _notes(len(month)))
        case Times():
            return _times(step, step.what, amount, month)
        case UnlessQualified(factor):
            return _multiplied(step, amount, _either(month.qualified, Fraction(1), factor), _notes(len(month)))
        case Add():
            return _added(step, step.what, amount, month, done)
        case AtMost(amounts):
            most = _by_role(amounts, month, None)
            over = ~most.missing & (amount.compare(most) > 0)
            return StepResult(step, most.where(over, amount), _notes(len(month)))
        case IfRepeat(factor):
            if month.repeats is None:
                return StepResult(step, amount, _notes(len(month), NO_FINDINGS))
            return _multiplied(step, amount, _either(month.repeats, factor, Fraction(1)), _notes(len(month)))
        case _:
            assert_never(step.what)


def _times(step: Step, what: Times, amount: Exact, month: _Month) -> StepResult:
    """Times a factor; 1 where there is no data, said so."""
    if what.quantity == DAYS:
        factor, note = month.days, NO_DAYS
    else:
        values = month.quantity(what.quantity)
        factor, note = (what.method.points(values) if what.method else values), NO_DATA
    return _multiplied(step, amount, factor.where(~factor.missing, Fraction(1)), _noted(factor.missing, note))


def _added(step: Step, what: Add, amount: Exact, month: _Month, done: Mapping[str, StepResult]) -> StepResult:
    """Plus an amount for each unit, from 0 to the most; nothing for other roles, without data, or at a factor of 0."""
    rows = len(month)
    units = month.quantity(what.metric)
    share = month.days.where(~month.days.missing, Fraction(1)) if what.by_days else _full(rows, 1)
    worth = ((units - share * what.above) * what.each).highest(0)
    worth = worth if what.at_most is None else worth.lowest(what.at_most)
    asked = np.isin(month.kinds, what.roles)[month.which] if what.roles else np.ones(rows, dtype=bool)
    factor = done[what.none_if_zero].factor if what.none_if_zero else None
    zero = np.zeros(rows, dtype=bool) if factor is None else factor.equals(0)
    counts = asked & ~zero & ~units.missing
    notes = np.where(asked & zero, _noted(zero, NOTHING_AT_ZERO), _noted(asked & units.missing, NO_DATA))
    return StepResult(step, amount + worth.where(counts, Fraction(0)), notes)


def _multiplied(step: Step, amount: Exact, factor: Exact, notes: Notes) -> StepResult:
    return StepResult(step, amount * factor, notes, factor)


def _by_role(amounts: Mapping[str, Fraction], month: _Month, other: Fraction | None) -> Exact:
    """The amount of each agent's role, else of all others (``""``), else ``other``."""
    found = [amounts.get(role, amounts.get("", other)) for role in month.kinds]
    return Exact.from_fractions(found).take(month.which)


def _either(holds: Bools, then: Fraction, otherwise: Fraction) -> Exact:
    return _full(len(holds), then).where(holds, otherwise)


def _full(rows: int, value: Fraction | int) -> Exact:
    return Exact.full(rows, Fraction(value))


def _notes(rows: int, note: str = "") -> Notes:
    return np.full(rows, _PLACES[note], dtype=np.int8)


def _noted(where: Bools, note: str) -> Notes:
    return where * np.int8(_PLACES[note])


def quantity_of(what: Times, month: MonthResult) -> Exact:
    """What a factor comes from, by agent: for coverage."""
    known = _month_of(month)
    return known.days if what.quantity == DAYS else known.quantity(what.quantity)
