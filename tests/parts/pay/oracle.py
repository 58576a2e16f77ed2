"""Pay computed from the text of the domain alone, to check the program against.

Plain Python on fractions: nothing of ccmotivate, no numpy, no pandas. Figures are data (`PERFORMANCE_BONUS`,
`FLOATING_PAY`), a dict of step id -> figures in the order of the steps, so that a test can hand in others: other bands,
curves, caps, or fewer steps.

Forms of a figure:
    money or factor        Fraction
    by role                {role: Fraction}
    curve                  {"curve": [(value, factor), ...]}, straight lines, flat outside; "blank": factor without data
    bands                  {"bands": [(below, factor), ..., (None, factor)]}; "blank": factor without data
"""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any, NamedTuple

Figures = Mapping[str, Any]

PERFORMANCE_BONUS: Figures = {
    "base": {
        "data_entry": Fraction(1000),
        "email": Fraction(1000),
        "qa": Fraction(1200),
        "inbound": Fraction(1200),
        "outbound": Fraction(1400),
        "team_leader": Fraction(2000),
    },
    "score": {
        "curve": [
            (Fraction("59.99"), Fraction(0)),
            (Fraction(60), Fraction("0.5")),
            (Fraction(100), Fraction(1)),
            (Fraction(110), Fraction("1.2")),
        ],
        "blank": Fraction(0),
    },
    "csat": {
        "bands": [(Fraction(80), Fraction("0.9")), (Fraction(95), Fraction(1)), (None, Fraction("1.1"))],
        "blank": Fraction(1),
    },
    "qualified": {"unless": Fraction("0.9")},
    "days": {},
    "calls": {"roles": ["inbound"], "norm": Fraction(800), "each": Fraction("0.20"), "most": Fraction(300)},
    "solved": {"each": Fraction(5), "most": Fraction(200)},
    "cap": {
        "data_entry": Fraction(1400),
        "email": Fraction(1400),
        "qa": Fraction(1700),
        "inbound": Fraction(2000),
        "outbound": Fraction(1950),
        "team_leader": Fraction(2800),
    },
    "repeat": {"factor": Fraction(1, 2)},
}

FLOATING_PAY: Figures = {
    "base": Fraction(1500),
    "balanced": {"of": Fraction(100), "least": Fraction(60)},
    "days": {},
}


@dataclass(frozen=True)
class AgentMonth:
    """What pay needs to know of one agent in one month; None = no data.

    score: points as shown (two decimals, after mentoring). csat: percent, exact. roster: a sheet Roster, or its columns
    on the agents' sheet, exist in the workbook. repeat: None = the workbook has no sheet Findings.
    """

    role: str
    score: Fraction | None = None
    qualified: bool = False
    csat: Fraction | None = None
    roster: bool = True
    days: Fraction | None = None
    working: Fraction | None = None
    calls_taken: Fraction | None = None
    complaints_solved: Fraction | None = None
    repeat: bool | None = None
    balanced: Fraction | None = None


class Step(NamedTuple):
    """One step of a pay: the exact running amount after it, and the kind of note it carries."""

    step: str
    amount: Fraction
    note: str | None


class Pay(NamedTuple):
    """The steps of a pay, and its amount rounded half-up to 0.01 once, at the end."""

    steps: list[Step]
    amount: Fraction


Outcome = tuple[Fraction, str | None]


def performance_bonus(agent: AgentMonth, figures: Figures = PERFORMANCE_BONUS) -> Pay:
    """The monthly performance bonus. Raises ValueError for days that no month can have."""
    return run(agent, figures)


def floating_pay(agent: AgentMonth, figures: Figures = FLOATING_PAY) -> Pay | None:
    """The floating pay; None for whoever has no balanced scorecard."""
    return None if agent.balanced is None else run(agent, figures)


def run(agent: AgentMonth, figures: Figures) -> Pay:
    """The steps of the figures in their order, from an amount of 0."""
    steps: list[Step] = []
    amount = Fraction(0)
    for step in figures:
        amount, note = STEPS[step](agent, amount, figures)
        steps.append(Step(step, amount, note))
    return Pay(steps, half_up(amount))


def base(agent: AgentMonth, _: Fraction, figures: Figures) -> Outcome:
    """The base amount, of everybody or of the role; a role without one has 0."""
    money = figures["base"]
    if isinstance(money, Fraction):
        return money, None
    return (money[agent.role], None) if agent.role in money else (Fraction(0), "no_base")


def by_score(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """Times the factor of the score as shown."""
    return amount * score_factor(agent, figures), "no_score" if agent.score is None else None


def by_csat(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """Times the factor of the satisfaction, exact."""
    return amount * factor(agent.csat, figures["csat"]), "no_csat" if agent.csat is None else None


def by_qualification(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """Times a factor unless qualified."""
    return amount * (1 if agent.qualified else figures["qualified"]["unless"]), None


def by_days(agent: AgentMonth, amount: Fraction, _: Figures) -> Outcome:
    """Times days in post / working days."""
    present, note = presence(agent)
    return amount * present, note


def calls(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """Money for each call above the norm, which follows the days in post; fractions of a call count."""
    terms = figures["calls"]
    if agent.role not in terms["roles"]:
        return amount, None
    if agent.calls_taken is None:
        return amount, "no_calls"
    above = agent.calls_taken - terms["norm"] * presence(agent)[0]
    return amount + volume(agent, above * terms["each"], terms["most"], figures), None


def solved(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """Money for each complaint solved."""
    terms = figures["solved"]
    if agent.complaints_solved is None:
        return amount, "no_solved"
    return amount + volume(agent, agent.complaints_solved * terms["each"], terms["most"], figures), None


def cap(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """At most the cap of the role; a role without one has none."""
    return min(amount, figures["cap"].get(agent.role, amount)), None


def by_repeat(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """Times a factor, once, if a finding of the month repeats."""
    share = figures["repeat"]["factor"] if agent.repeat else 1
    return amount * share, "no_findings" if agent.repeat is None else None


def by_balance(agent: AgentMonth, amount: Fraction, figures: Figures) -> Outcome:
    """Times the balanced score / 100; 0 below the least score."""
    terms = figures["balanced"]
    assert agent.balanced is not None, "floating_pay leaves out whoever has no balanced scorecard"
    return (amount * agent.balanced / terms["of"] if agent.balanced >= terms["least"] else Fraction(0)), None


STEPS: dict[str, Callable[[AgentMonth, Fraction, Figures], Outcome]] = {
    "base": base,
    "score": by_score,
    "csat": by_csat,
    "qualified": by_qualification,
    "days": by_days,
    "calls": calls,
    "solved": solved,
    "cap": cap,
    "repeat": by_repeat,
    "balanced": by_balance,
}


def score_factor(agent: AgentMonth, figures: Figures) -> Fraction:
    """The factor of the step `score`, which also decides whether volume pays; 1 where a pay has no such step."""
    return factor(agent.score, figures["score"]) if "score" in figures else Fraction(1)


def volume(agent: AgentMonth, money: Fraction, most: Fraction, figures: Figures) -> Fraction:
    """Money for volume, from 0 to `most`; none when the factor of the score is 0."""
    return Fraction(0) if score_factor(agent, figures) == 0 else min(max(money, Fraction(0)), most)


def presence(agent: AgentMonth) -> Outcome:
    """Days in post / working days, 1 where that is not known. Raises ValueError for days that no month can have."""
    if not agent.roster:
        return Fraction(1), "no_roster"
    if agent.working == 0:
        raise ValueError("working days are 0")
    if agent.days is None or agent.working is None:
        return Fraction(1), "no_days"
    if not 0 <= agent.days <= agent.working:
        raise ValueError(f"days in post {agent.days} are not between 0 and the working days {agent.working}")
    return agent.days / agent.working, None


def factor(value: Fraction | None, terms: Any) -> Fraction:
    """The factor that a value earns by a constant, a curve or bands."""
    if isinstance(terms, Fraction):
        return terms
    if value is None:
        return terms["blank"]  # type: ignore[no-any-return]
    return on_curve(value, terms["curve"]) if "curve" in terms else in_band(value, terms["bands"])


def on_curve(value: Fraction, curve: list[tuple[Fraction, Fraction]]) -> Fraction:
    """Straight lines through the points of a curve, flat outside its ends."""
    if value <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if value <= x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return curve[-1][1]


def in_band(value: Fraction, bands: list[tuple[Fraction | None, Fraction]]) -> Fraction:
    """The factor of the first band whose upper bound the value is below; the bound itself is the next band's."""
    return next(earned for below, earned in bands if below is None or value < below)


def half_up(amount: Fraction, unit: Fraction = Fraction(1, 100)) -> Fraction:
    """An amount rounded half-up to a multiple of the unit."""
    return floor(amount / unit + Fraction(1, 2)) * unit


def json_text(amount: Fraction) -> str:
    """An exact amount as JSON has it: a decimal without trailing zeros where it ends, else p/q in lowest terms."""
    places = decimals(amount.denominator)
    if places is None:
        return f"{amount.numerator}/{amount.denominator}"
    digits = str(abs(amount.numerator) * 10**places // amount.denominator).zfill(places + 1)
    whole = len(digits) - places
    return "-" * (amount < 0) + digits[:whole] + ("." + digits[whole:] if places else "")


def decimals(denominator: int) -> int | None:
    """How many decimals a fraction in lowest terms has, by its denominator; None when they never end."""
    powers = {2: 0, 5: 0}
    for prime in powers:
        while denominator % prime == 0:
            denominator //= prime
            powers[prime] += 1
    return max(powers.values()) if denominator == 1 else None


def tenure(hired: date | None, year: int, month: int) -> int | None:
    """Months in service as of a month: months from the month of hiring, plus 1 if hired on the 1st; None = no data.

    Raises ValueError for somebody hired after the last day of the month.
    """
    if hired is None:
        return None
    if hired > date(year, month, calendar.monthrange(year, month)[1]):
        raise ValueError(f"hired on {hired}, after {year}-{month:02}")
    return (year - hired.year) * 12 + month - hired.month + (hired.day == 1)
