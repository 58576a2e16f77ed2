"""Standards and scorecards of the six roles, from sections 1 and 2 of the domain: score and qualification.

The generator needs them to make cells that give a wanted score. Values are exact: percent, per mille, chars a minute,
a number a day, counts; levels and passes are words; None = no data.
"""

import functools
from collections.abc import Callable, Mapping
from fractions import Fraction

from tests.parts.pay.oracle import half_up, on_curve

Value = Fraction | str | None
Values = Mapping[str, Value]
Points = Callable[[Value], Fraction]

LEVELS = {"none": Fraction(0), "basic": Fraction(60), "proficient": Fraction(90), "fluent": Fraction(100)}
PASSES = {"fail": Fraction(0), "pass": Fraction(100)}
PRODUCTIVITY = {"data_entry": 80, "email": 80, "qa": 80, "inbound": 75, "outbound": 90, "team_leader": 90}
TYPING = {"data_entry": 70, "email": 70, "qa": 70, "inbound": 60, "outbound": 60}
WORKLOAD = {
    "data_entry": ("workload", 100),
    "email": ("emails", 80),
    "qa": ("qa_checks", 800),
    "outbound": ("confirm_rate", 40),
    "team_leader": ("confirm_rate", 40),
}
MOST_ERRORS = {"data_entry": 1, "email": 1, "qa": 0, "inbound": 0, "outbound": 0, "team_leader": 0}
ON_SITE = {"outbound", "team_leader"}  # the roles that are held to meetings, with half the weight on errors


def ratio(target: int, cap: int) -> Points:
    """100 x value / target, from 0 to the cap."""
    return lambda value: min(max(100 * number(value) / target, Fraction(0)), Fraction(cap))


def curve(*points: tuple[int, int]) -> Points:
    """Straight lines through (value, points)."""
    line = [(Fraction(value), Fraction(earned)) for value, earned in points]
    return lambda value: on_curve(number(value), line)


def levels(value: Value) -> Fraction:
    """The points of a level of knowledge."""
    return LEVELS[str(value)]


def number(value: Value) -> Fraction:
    """A value that must be a number."""
    assert isinstance(value, Fraction)
    return value


@functools.cache
def scorecard(role: str) -> dict[str, tuple[int, Points]]:
    """The lines of a role's scorecard: metric -> weight and points of a value."""
    card = {"productivity": (20 if role in WORKLOAD else 50, curve((0, 0), (PRODUCTIVITY[role], 100), (100, 120)))}
    if role in WORKLOAD:
        metric, target = WORKLOAD[role]
        card[metric] = (30, ratio(target, 120))
    if role in ON_SITE:
        card["meeting_turnout"] = (20, ratio(100, 100))
    errors = MOST_ERRORS[role]
    card["error_rate"] = (10 if role in ON_SITE else 20, curve((errors, 100), (errors + 1, 0)))
    if role != "outbound":
        card["complaints"] = (10, curve((0, 100), (1, 40), (2, 0)))
    if role in TYPING:
        card["typing_speed"] = (10, ratio(TYPING[role], 100))
    card["project_knowledge"] = (10, levels)
    return card


def score(role: str, values: Values) -> Fraction:
    """The score as shown: points by metric, then their weighted sum, each rounded half-up to 0.01; no data earns 0."""
    earned = (weight * line(role, metric, values.get(metric)) for metric, (weight, _points) in scorecard(role).items())
    return half_up(sum(earned, Fraction(0)) / 100)


@functools.lru_cache(10_000)
def line(role: str, metric: str, value: Value) -> Fraction:
    """The points of one metric, rounded half-up to 0.01."""
    return Fraction(0) if value is None else half_up(scorecard(role)[metric][1](value))


def qualified(role: str, values: Values) -> bool:
    """Every criterion of the role passed; no data is not a pass."""
    return all(values.get(metric) is not None and passes(values[metric]) for metric, passes in criteria(role).items())


def criteria(role: str) -> dict[str, Callable[[Value], bool]]:
    """The criteria of a role: metric -> whether a value passes."""
    least = {"productivity": PRODUCTIVITY[role]}
    least |= {"typing_speed": TYPING[role]} if role in TYPING else {}
    least |= dict([WORKLOAD[role]]) if role in WORKLOAD else {}
    least |= {"meeting_turnout": 100} if role in ON_SITE else {}
    most = {"error_rate": MOST_ERRORS[role], "complaints": 0}
    words = {"project_knowledge": "fluent", "attitude": "pass"} | ({"filing": "pass"} if role == "qa" else {})
    return (
        {metric: at_least(figure) for metric, figure in least.items()}
        | {metric: at_most(figure) for metric, figure in most.items()}
        | {metric: equals(word) for metric, word in words.items()}
    )


def at_least(figure: int) -> Callable[[Value], bool]:
    """Whether a value reaches a figure."""
    return lambda value: number(value) >= figure


def at_most(figure: int) -> Callable[[Value], bool]:
    """Whether a value does not exceed a figure."""
    return lambda value: number(value) <= figure


def equals(word: str) -> Callable[[Value], bool]:
    """Whether a value is a word."""
    return lambda value: value == word


def productivity_for(role: str, values: Values, wanted: Fraction) -> Fraction | None:
    """The productivity (percent) that lifts the other values to the wanted score; None where none does."""
    rest = score(role, {**values, "productivity": None})
    points = (wanted - rest) * 100 / scorecard(role)["productivity"][0]
    if not 0 <= points <= 120:
        return None
    standard = PRODUCTIVITY[role]
    back = [(Fraction(0), Fraction(0)), (Fraction(100), Fraction(standard)), (Fraction(120), Fraction(100))]
    found = on_curve(points, back)
    return found if score(role, {**values, "productivity": found}) == wanted else None
