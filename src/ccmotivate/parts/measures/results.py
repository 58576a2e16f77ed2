"""What the evaluation of a measure comes to; frozen values, with all that the reports show."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct, field

from ccmotivate.model.period import Month
from ccmotivate.parts.measures.rules import Expected, Measure


class Verdict(StrEnum):
    """What the figures say of an expected change."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_SIGN = "no_sign"
    CANNOT_TELL = "cannot_tell"
    TOO_FEW = "too_few"


class Caution(StrEnum):
    """Why a figure may mislead."""

    SEASON = "season"  # for everybody at once: nothing to compare with
    PRE_TREND = "pre_trend"  # the same difference was there one window earlier
    WORST = "worst"  # the pilot was chosen because it was worst: it would have come back by itself
    LEAVERS = "leavers"  # many left, so those compared are not those who were there
    OVERLAP = "overlap"  # another measure began meanwhile among the same people
    INCOMPLETE = "incomplete"  # months of the windows are not among those given
    SMALL = "small"  # sure, but less than the smallest change worth having


class Warned(Struct, frozen=True):
    """One caution, of one metric or (None) of the whole measure, with what its sentence needs."""

    caution: Caution
    metric: str | None = None
    facts: Mapping[str, Fraction | int | str | tuple[str, ...]] = field(default_factory=dict)


class UnitChange(Struct, frozen=True):
    """One team, project or site: the mean of its people before and after, exact, in the metric's unit.

    Of attrition ``before`` and ``after`` are the shares that left, in percent, and ``change`` is ``after``; ``before``
    is None where no months are there to tell.
    """

    unit: str
    pilot: bool
    people: int
    before: Fraction | None
    after: Fraction
    change: Fraction


class Found(Struct, frozen=True):
    """What one measure did to one metric.

    Attributes:
        people: How many are compared, in the pilot and in the rest; without a rest how many in all, and None.
        units: How many units of each, None where it was for everybody.
        effect, rest_change, pre_trend: To 4 decimals, in the metric's unit; None where there is nothing to tell it by.
        interval: 95 %, to 4 decimals; None where there is none.
        p: Before Holm.
        corrected: After it; None as ``p``.
        before, after: The mean of the pilot's units (of the people where it was for everybody), exact.
        changes: Each unit; empty where it was for everybody.
    """

    expected: Expected
    design: str
    people: tuple[int, int | None]
    units: tuple[int, int] | None
    effect: Fraction | None
    rest_change: Fraction | None
    pre_trend: Fraction | None
    interval: tuple[Fraction, Fraction] | None
    p: Fraction | None
    corrected: Fraction | None
    verdict: Verdict
    before: Fraction | None = None
    after: Fraction | None = None
    changes: tuple[UnitChange, ...] = ()


class Evaluated(Struct, frozen=True):
    """A measure with what it did to each metric expected, in their order, and what to be careful about.

    ``before`` and ``after`` are the months of the two windows that are among those given.
    """

    measure: Measure
    before: tuple[Month, ...]
    after: tuple[Month, ...]
    found: tuple[Found, ...]
    warned: tuple[Warned, ...] = ()
