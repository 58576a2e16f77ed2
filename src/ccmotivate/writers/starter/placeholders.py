"""What a first scheme holds until somebody sets standards: equal weights, medians as targets, one award."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from ccmotivate.locale import Translate
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import MetricKind
from ccmotivate.writers.starter.remarks import modeline, quoted, remark

MOST_SCORED = 10
_Any = TypeVar("_Any")
_UNITS = {MetricKind.PERCENT: "%", MetricKind.PERMILLE: "‰"}


def weights(scored: Sequence[_Any]) -> list[tuple[_Any, int]]:
    """Equal weights; what is left of 100 goes to the first."""
    each, left = divmod(100, len(scored))
    return [(seen, each + (at < left)) for at, seen in enumerate(scored)]


def placeholder(kind: MetricKind, middle: Fraction, *, low: bool) -> str:
    """How a figure earns points: 100 at the median of the data."""
    if kind is MetricKind.PASS:
        return "pass: 100"
    away = max(abs(middle), Fraction(1))
    if low:
        return f"curve: {{{figure(kind, middle)}: 100, {figure(kind, middle + away)}: 0}}"
    if middle > 0:
        return f"ratio: {figure(kind, middle)}, cap: 120"
    return f"curve: {{{figure(kind, middle - away)}: 0, {figure(kind, middle)}: 100}}"


def figure(kind: MetricKind, value: Fraction) -> str:
    """A value in its metric's unit, as rules write it."""
    return "pass" if kind is MetricKind.PASS else plain_text(value) + _UNITS.get(kind, "")


def first_award(_: Translate) -> str:
    about = _("An award to begin with: the first by score in the month. A prize is added with `prize: [100, 50]`.")
    return (
        modeline("awards")
        + remark(about)
        + "\nbest_of_month:\n  name: "
        + quoted(_("Best of the month"))
        + "\n  every: month\n  who: qualified\n"
        + "  rank: {by: score}\n"
    )
