"""Agents on purpose near every line: thresholds, a hair beside them, halves, thirds, rounding halves, blanks, ties.

``make_agents`` takes its choices from a ``pick`` function, so that hypothesis and a plain random generator draw the
same kind of agents.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from tests.engine.oracle import ROLES, SCORECARDS, STANDARDS, Agent, Meeting, Value

Pick = Callable[[Sequence[Any]], Any]
F = Fraction

COLUMNS = (
    "typing_speed", "project_knowledge", "productivity", "questionnaires", "membership_forms", "purchase_records",
    "emails", "qa_checks", "filing", "confirm_rate", "meeting_turnout", "attitude", "error_rate", "complaints",
    "proposals_adopted", "colleague_assists", "csat",
)  # fmt: skip
WHOLE = ("project_knowledge", "filing", "attitude", "complaints", "proposals_adopted", "colleague_assists")
_HIGHEST = {"typing_speed": 400, "productivity": 200, "confirm_rate": 100, "meeting_turnout": 300, "csat": 100,
            "error_rate": 1000}  # fmt: skip
_POINTS = ("99.995", "99.9949999999", "33.335", "0.005", "0.0049999999", "119.995", "87.125", "50.005", "100.005",
           "66.665", "12.345", "104.995")  # fmt: skip
_FIFTEEN = Context(prec=15)


def shown(number: float) -> Fraction:
    """The decimal that Excel shows for a double: its exact binary value cut to 15 significant digits."""
    return F(_FIFTEEN.create_decimal(Decimal(number)))


def as_cell(value: Fraction) -> float:
    """The double of a value, and for some values the next one, which Excel shows alike."""
    number = float(value)
    beside = number + (number * 2.0**-53 if value.numerator % 2 else -number * 2.0**-53) * 1.5
    return beside if value.numerator % 3 == 1 and shown(beside) == shown(number) else number


@functools.cache
def pool(metric: str, role: str) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    """Values of a metric for a role: those that meet the standard, and all."""
    if metric in ("attitude", "filing"):
        return (F(1),), (F(0), F(1))
    if metric == "project_knowledge":
        return (F(3),), tuple(F(level) for level in range(4))
    if metric == "complaints":
        return (F(0),), tuple(F(count) for count in (0, 0, 1, 2, 3, 7))
    if metric in ("proposals_adopted", "colleague_assists"):
        return tuple(F(count) for count in (0, 1, 1, 2)), tuple(F(count) for count in range(4))
    standard = F(STANDARDS[role].get(metric, 50))
    values = [value for value in _around(metric, role, standard) if 0 <= value <= _HIGHEST.get(metric, 10**6)]
    good = [value for value in values if (value <= standard if metric == "error_rate" else value >= standard)]
    return tuple(good), tuple(values)


def _around(metric: str, role: str, standard: Fraction) -> list[Fraction]:
    """A standard, its neighbours, parts of it, and what lands on a rounding half of its points."""
    near = [standard] * 4 + [standard + sign * F(1, 10**digits) for digits in (1, 2, 5, 9, 12) for sign in (1, -1)]
    parts = [
        standard * share for share in (F(0), F(1, 3), F(1, 2), F(2, 3), F(5, 6), F(9, 10), F(11, 10), F(6, 5), F(3, 2))
    ]
    parts += [F(100), F(100) / 3, F(200) / 3, F(1, 2), F(1, 3), F(2, 3), F("0.3"), F("1.5"), F("99.9999999999999")]
    target = {"typing_speed": standard, "emails": standard, "qa_checks": standard, "confirm_rate": standard,
              "meeting_turnout": standard}.get(metric)  # fmt: skip
    halves = [F(points) for points in _POINTS]
    made: list[Fraction] = []
    if target and metric in SCORECARDS[role]:
        made = [target * points / 100 for points in halves]
    elif metric == "productivity":
        made = [standard * p / 100 if p <= 100 else standard + (p - 100) * (100 - standard) / 20 for p in halves]
    elif metric == "error_rate":
        made = [standard + 1 - points / 100 for points in halves]
    return [*near, *parts, *made]


def _figure(amount: Any) -> Value:
    return None if amount is None else F(amount)


@functools.cache
def _mixes() -> tuple[tuple[Value, Value, Value], ...]:
    """Documents a day: exactly 100 % in many ways, a hair beside it, blanks."""
    exact = [(100, 100, 200), (300, None, None), (None, None, 600), (150, 150, 0), (1, 2, 594), (200, None, 200),
             (F("33.3"), F("66.7"), 400), (F("0.1"), F("0.2"), F("599.4"))]  # fmt: skip
    beside = [(100, 100, F("199.999999999")), (F("299.999999999999"), None, 0), (100, 100, F("200.000000001")),
              (F("99.9999999999999"), 100, 200)]  # fmt: skip
    others = [(360, 0, 0), (400, 400, None), (F("299.985"), 0, 0), (F("299.9849"), 0, 0), (50, None, 100), (0, 0, 0),
              (None, None, None), (F("87.5"), F("12.5"), 1)]  # fmt: skip
    mixes: list[Any] = [*exact * 3, *beside, *others]
    return tuple((_figure(a), _figure(b), _figure(c)) for a, b, c in mixes)


def _meetings(pick: Pick) -> tuple[Meeting, ...]:
    rows = []
    for region in range(pick((1, 1, 2, 3))):
        asked = pick((3, 3, 7, 9, 10, 10, 0, None))
        came = pick((asked, asked, asked, (asked or 0) + 1, (asked or 0) * 2, max((asked or 0) - 1, 0), 0, None))
        rows.append((f"地区{pick((region, region, 0))}", _figure(asked), _figure(came)))
    return tuple(rows)


def make_agent(pick: Pick, number: int, cells: bool) -> Agent:
    """One agent; ``cells`` keeps to values that a cell can hold, else thirds are thirds."""
    role = pick(ROLES)
    wanted = pick(("good", "good", "exact", "any", "any"))
    values: dict[str, Value] = dict.fromkeys(COLUMNS)
    for metric in COLUMNS:
        good, every = pool(metric, role)
        if wanted == "exact":
            values[metric] = F(STANDARDS[role].get(metric, 1))
        elif pick(range(40)) == 0:
            continue
        else:
            value = pick(good if wanted == "good" or pick(range(3)) else every)
            values[metric] = shown(float(value)) if cells and metric not in WHOLE else value
    values |= dict(zip(("questionnaires", "membership_forms", "purchase_records"), pick(_mixes()), strict=True))
    values["csat"] = None if pick(range(4)) == 0 else pick((F(90), F(90), F("95.5"), F("95.50000000001"), F(100)))
    meetings: tuple[Meeting, ...] = ()
    if role in ("outbound", "team_leader") and pick(range(2)):
        values["meeting_turnout"] = None
        meetings = _meetings(pick)
    agent_id = f"{pick(('A', 'B', 'C'))}{number:06d}"
    return Agent(
        agent_id, role, pick(("信用卡", "会员", "汽车")), pick(("", "一组", "二组", "三组", "Ω组")), values, meetings
    )


def make_agents(pick: Pick, count: int, cells: bool) -> list[Agent]:
    """``count`` agents with ids of their own."""
    return [make_agent(pick, number, cells) for number in range(count)]
