"""Evaluation from the text alone, in plain Python: fractions, every assignment in turn, scipy for the intervals.

It reads nothing of the product. Of the windows those months count that are given; the earlier effect is that of a
start one window earlier, with the same units as the pilot. A company is a dict of months ("2025-07") of people of the
month (id -> ``{"teams": …, "projects": …, "sites": …, "values": {metric: Fraction or None}}``); a measure says
``from``, ``level`` (None for everybody), ``pilot``, ``window`` and ``expects`` (metric -> ("up" or "down", the least
change worth having)).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from typing import Any

from scipy import stats

ATTRITION = "attrition"
LEAST_ASSIGNMENTS = 40
LEAST_PEOPLE = 5
Months = dict[str, dict[str, dict[str, Any]]]


def evaluated(months: Months, measure: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the JSON for one measure, one a metric expected, in the order expected."""
    row_of = pilot_row if measure["level"] else everybody_row
    rows = [row_of(months, measure, metric) for metric in measure["expects"]]
    for row, adjusted in zip(rows, holm([row["p"] for row in rows]), strict=True):
        row["verdict"] = row["verdict"] or verdict(row, adjusted, *measure["expects"][row["metric"]])
        row["interval"] = row["interval"] and [four(bound) for bound in row["interval"]]
        row["p"] = six(row["p"])
        row |= {key: four(row[key]) for key in ("effect", "rest_change", "pre_trend")}
    return rows


@dataclass(frozen=True)
class Windows:
    """The months given of the window before a start, and of the one from it on."""

    before: list[str]
    after: list[str]

    @property
    def last(self) -> str:
        """The last month before: who is where goes by it."""
        return self.before[-1]


def windows(months: Months, start: str, length: int) -> Windows | None:
    """The two windows of a start; None where there are no months of one of them."""
    before, after = (
        [name for name in (month(start, first + step) for step in range(length)) if name in months]
        for first in (-length, 0)
    )
    return Windows(before, after) if before and after else None


def month(start: str, steps: int) -> str:
    """The month ``steps`` after ``start``."""
    count = int(start[:4]) * 12 + int(start[5:]) - 1 + steps
    return f"{count // 12}-{count % 12 + 1:02d}"


def mean(values: list[Fraction]) -> Fraction:
    """The arithmetic mean, exactly."""
    return sum(values, Fraction(0)) / len(values)


def person_mean(months: Months, names: list[str], person: str, metric: str) -> Fraction | None:
    """A person's mean over the months with data."""
    values = [
        value
        for name in names
        if (value := months.get(name, {}).get(person, {}).get("values", {}).get(metric)) is not None
    ]
    return mean(values) if values else None


def figures(months: Months, at: Windows, metric: str) -> dict[str, Fraction]:
    """The change of everybody with a value in both windows.

    Of attrition 100 for those present in the last month before who are gone in the last one after, 0 for the others.
    """
    if metric == ATTRITION:
        there = months[at.after[-1]]
        return {person: Fraction(0 if person in there else 100) for person in months[at.last]}
    found = {}
    for person in sorted({person for rows in months.values() for person in rows}):
        before, after = (person_mean(months, names, person, metric) for names in (at.before, at.after))
        if before is not None and after is not None:
            found[person] = after - before
    return found


Sides = tuple[dict[str, list[Fraction]], dict[str, list[Fraction]]]


def sides(months: Months, at: Windows, measure: dict[str, Any], metric: str) -> Sides:
    """The figures of each unit's people, of the pilot and of the rest; units as of the last month before."""
    found: Sides = ({}, {})
    for person, figure in figures(months, at, metric).items():
        unit = months[at.last].get(person, {}).get(measure["level"])
        if unit is not None:
            found[unit not in measure["pilot"]].setdefault(unit, []).append(figure)
    return found


def unit_changes(side: dict[str, list[Fraction]]) -> list[Fraction]:
    """A unit's change is the mean change of its people."""
    return [mean(changes) for changes in side.values()]


def difference(both: Sides) -> Fraction | None:
    """The mean of the pilot's unit changes less the mean of the rest's."""
    pilot, rest = map(unit_changes, both)
    return mean(pilot) - mean(rest) if pilot and rest else None


def pilot_row(months: Months, measure: dict[str, Any], metric: str) -> dict[str, Any]:
    """Pilot against rest, by units."""
    at = windows(months, measure["from"], measure["window"])
    then = windows(months, month(measure["from"], -measure["window"]), measure["window"])
    assert at
    both = sides(months, at, measure, metric)
    pilot, rest = map(unit_changes, both)
    people = [sum(map(len, side.values())) for side in both]
    enough = math.comb(len(pilot) + len(rest), len(pilot)) >= LEAST_ASSIGNMENTS and min(people) >= LEAST_PEOPLE
    return {
        "measure": measure["id"],
        "metric": metric,
        "design": "pilot",
        "people": people,
        "units": [len(pilot), len(rest)],
        "effect": difference(both),
        "rest_change": mean(rest) if rest else None,
        "pre_trend": difference(sides(months, then, measure, metric)) if then else None,
        "interval": welch(pilot, rest) if enough else None,
        "p": share_of_assignments(pilot, rest) if enough else None,
        "verdict": None if enough else "too_few",
    }


def share_of_assignments(pilot: list[Fraction], rest: list[Fraction]) -> Fraction:
    """The share of all assignments of the labels whose |difference| is at least the observed one."""
    every = pilot + rest
    observed: Fraction = abs(mean(pilot) - mean(rest))
    total, size = sum(every), len(pilot)
    as_far = count = 0
    for chosen in combinations(every, size):
        chosen_sum = sum(chosen, Fraction(0))
        difference = chosen_sum / size - (total - chosen_sum) / (len(every) - size)
        as_far += abs(difference) >= observed
        count += 1
    return Fraction(as_far, count)


def welch(pilot: list[Fraction], rest: list[Fraction]) -> list[Fraction] | None:
    """95 % by scipy; a side of one unit has none, and units that all changed alike have one without width."""
    if min(len(pilot), len(rest)) < 2:
        return None
    if len(set(pilot)) == len(set(rest)) == 1:
        return [pilot[0] - rest[0]] * 2
    test = stats.ttest_ind([float(x) for x in pilot], [float(x) for x in rest], equal_var=False)
    return [Fraction(float(bound)) for bound in test.confidence_interval(0.95)]


def everybody_row(months: Months, measure: dict[str, Any], metric: str) -> dict[str, Any]:
    """Before and after, over people."""
    at = windows(months, measure["from"], measure["window"])
    assert at
    changes = list(figures(months, at, metric).values())
    effect: Fraction | None = mean(changes) if changes else None
    if metric == ATTRITION:
        then = windows(months, month(measure["from"], -measure["window"]), measure["window"])
        before = list(figures(months, then, metric).values()) if then else []
        effect = effect - mean(before) if effect is not None and before else None
    enough, tested = len(changes) >= LEAST_PEOPLE, metric != ATTRITION
    p, interval = paired(changes) if enough and tested else (None, None)
    return {
        "measure": measure["id"],
        "metric": metric,
        "design": "before_after",
        "people": [len(changes), None],
        "units": None,
        "effect": effect,
        "rest_change": None,
        "pre_trend": None,
        "interval": interval,
        "p": p,
        "verdict": "too_few" if not enough else None if tested else "cannot_tell",
    }


def paired(changes: list[Fraction]) -> tuple[Fraction, list[Fraction]]:
    """The paired t test is that of the changes against 0; people who all changed alike leave nothing to test by."""
    if len(set(changes)) == 1:
        return Fraction(changes[0] == 0), [changes[0]] * 2
    test = stats.ttest_1samp([float(change) for change in changes], 0)
    return Fraction(float(test.pvalue)), [Fraction(float(bound)) for bound in test.confidence_interval(0.95)]


def holm(ps: list[Any]) -> list[Any]:
    """The p of Holm's step-down method; None stays outside."""
    order = sorted((index for index, p in enumerate(ps) if p is not None), key=lambda index: ps[index])
    adjusted: list[Any] = [None] * len(ps)
    highest: Any = 0
    for rank, index in enumerate(order):
        highest = max(highest, min(1, (len(order) - rank) * ps[index]))
        adjusted[index] = highest
    return adjusted


def verdict(row: dict[str, Any], adjusted: Any, direction: str, worth: Fraction) -> str:
    """One of the words, of a metric with enough of everything."""
    if row["interval"] is None:
        return "cannot_tell"
    low, high = row["interval"]
    if adjusted <= Fraction(1, 20) and (low > 0 or high < 0):
        return "improved" if (row["effect"] > 0) is (direction == "up") else "worsened"
    return "no_sign" if -worth < low and high < worth else "cannot_tell"


def four(value: Fraction | None) -> str | None:
    """Rounded to 4 decimals, half away from zero, as text without trailing zeros."""
    if value is None:
        return None
    scaled = math.floor(abs(value) * 10_000 + Fraction(1, 2)) * (-1 if value < 0 else 1)
    return plain(Decimal(scaled) / 10_000)


def six(share: Fraction | None) -> str | None:
    """The first six digits, the last half up, as text without trailing zeros or an exponent."""
    if share is None:
        return None
    with localcontext(prec=6, rounding=ROUND_HALF_UP):
        return plain(Decimal(share.numerator) / share.denominator)


def plain(number: Decimal) -> str:
    """Without trailing zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
