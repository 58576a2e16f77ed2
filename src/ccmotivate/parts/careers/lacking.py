"""What a person lacks for the next step, condition by condition, and the least that would be enough.

Each figure is the smallest step of what is counted: months of service, months of figures, hundredths of a point in the
sum of the scores, rotations, months qualified, vacancies, levels.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from math import ceil

from msgspec import Struct

from ccmotivate.model.results import FAIL, NO_DATA
from ccmotivate.parts.careers.decide import Asked, CareersResult, Condition


class Way(StrEnum):
    """What kind of change is enough."""

    MORE = "more"  # so much more of it
    POINTS = "points"  # so many points more in the sum of the scores of the months there
    MONTHS = "months"  # so many more months with figures, with so many points in sum
    TO = "to"  # this level, this word
    FILL = "fill"  # a cell that is blank, with at least this


class Lack(Struct, frozen=True):
    """A condition that is not met: what is needed, and what would be enough.

    ``by`` is how much is lacking (``MORE``, ``POINTS``, ``MONTHS``), None of the other ways; ``months`` are those whose
    scores are summed; ``points`` is the least sum of scores of the months lacking (``MONTHS``).
    """

    condition: Condition
    needed: Fraction
    way: Way
    by: Fraction | None = None
    months: int = 0
    points: Fraction | None = None


_COUNTED = (Condition.TENURE, Condition.VACANCY, Condition.ROTATION, Condition.QUALIFIED_MONTHS)


def lacks(result: CareersResult, at: int) -> tuple[Lack, ...]:
    """What the person at this position lacks, in the order of the conditions."""
    return tuple(
        _lack(result, at, condition, asked)
        for condition, asked in result.asked.items()
        if asked.status[at] in (FAIL, NO_DATA)
    )


def _lack(result: CareersResult, at: int, condition: Condition, asked: Asked) -> Lack:
    value, needed = asked.value[at], asked.needed[at] or Fraction(0)
    if condition is Condition.MEAN_SCORE:
        return _mean(result, at, value, needed)
    if value is None:
        return Lack(condition, needed, Way.FILL)
    if condition in _COUNTED:
        return Lack(condition, needed, Way.MORE, needed - value)
    return Lack(condition, needed, Way.TO)


def _mean(result: CareersResult, at: int, value: Fraction | None, needed: Fraction) -> Lack:
    """Points in the months there; where these are too few, the months lacking and the points that they must bring."""
    there, total = int(result.window.there[at]), int(result.window.total[at])
    months = there if value is not None else result.settings.at_least
    points = Fraction(max(least_sum(needed, months) - total, 0), 100)
    if value is not None:
        return Lack(Condition.MEAN_SCORE, needed, Way.POINTS, points, months)
    return Lack(Condition.MEAN_SCORE, needed, Way.MONTHS, Fraction(months - there), months, points)


def least_sum(needed: Fraction, months: int) -> int:
    """The least sum of scores, in hundredths, whose mean over so many months, rounded half-up, is what is needed."""
    hundredths = ceil(needed * 100)
    return ceil(Fraction(months * (2 * hundredths - 1), 2))
