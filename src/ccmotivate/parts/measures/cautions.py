"""What to be careful about in the figures of a measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from ccmotivate.model.period import Month
from ccmotivate.parts.measures.assignments import as_low
from ccmotivate.parts.measures.changes import Windows
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.results import Caution, Found, Verdict, Warned
from ccmotivate.parts.measures.rules import ATTRITION, Measure

SAME_SIZE = Fraction(1, 2)
"""From this share of the effect on, the difference one window earlier is of the same size."""
WORST = Fraction(5, 100)
"""Up to this share of the assignments with a pilot as bad before, it was chosen because it was worst."""
MANY_LEFT = Fraction(10, 100)
"""From this share of either side on, leavers are many."""


def cautions(
    panel: Panel, measure: Measure, spans: Windows, found: Sequence[Found], others: Sequence[Measure]
) -> tuple[Warned, ...]:
    """All of them: first what is about the whole measure, then metric by metric."""
    whole = (
        *([Warned(Caution.SEASON)] if measure.dimension is None else []),
        *_incomplete(panel, measure),
        *_overlaps(panel, measure, spans, others),
        *_leavers(panel, measure, spans),
    )
    return (*whole, *(warned for one in found for warned in _of_metric(one)))


def _incomplete(panel: Panel, measure: Measure) -> Iterator[Warned]:
    first, length = measure.start.ordinal - measure.window, 2 * measure.window
    wanted = [Month.from_ordinal(one) for one in range(first, first + length)]
    lacking = tuple(str(month) for month in wanted if month not in panel.months)
    if lacking:
        yield Warned(Caution.INCOMPLETE, facts={"months": lacking})


def _overlaps(panel: Panel, measure: Measure, spans: Windows, others: Sequence[Measure]) -> Iterator[Warned]:
    """Measures that began within the two windows, but not with the first month, and reach some of the same people."""
    first, end = measure.start.ordinal - measure.window, measure.start.ordinal + measure.window
    own = _reached(panel, measure, spans.last)
    for other in others:
        if other.id == measure.id or not first < other.start.ordinal < end:
            continue
        if (own & _reached(panel, other, spans.last)).any():
            yield Warned(Caution.OVERLAP, facts={"measure": other.id, "start": str(other.start)})


def _reached(panel: Panel, measure: Measure, at: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """The people of a month that a measure is for."""
    if measure.dimension is None:
        return panel.present[:, at]
    names = panel.names[measure.dimension]
    codes = [place for place, name in enumerate(names) if name in measure.units]
    return np.isin(panel.units[measure.dimension][:, at], codes)


def _leavers(panel: Panel, measure: Measure, spans: Windows) -> Iterator[Warned]:
    """Of those there in the last month before, who is in no month of the window after."""
    stayed = panel.present[:, list(spans.after)].any(axis=1)
    pilot, there = _reached(panel, measure, spans.last), panel.present[:, spans.last]
    if measure.dimension is not None:
        there = panel.units[measure.dimension][:, spans.last] >= 0
    sides = [pilot] if measure.dimension is None else [pilot, there & ~pilot]
    shares = [_share(int((side & ~stayed).sum()), int(side.sum())) for side in sides]
    if max(shares) >= MANY_LEFT:
        yield Warned(Caution.LEAVERS, facts={"pilot": shares[0], "rest": shares[-1]})


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def _of_metric(found: Found) -> Iterator[Warned]:
    name, effect, before = found.expected.id, found.effect, found.pre_trend
    sure = found.verdict in (Verdict.IMPROVED, Verdict.WORSENED)
    if sure and effect and before and effect * before > 0 and abs(before) >= SAME_SIZE * abs(effect):
        yield Warned(Caution.PRE_TREND, name, {"pre_trend": before, "effect": effect})
    if found.p is not None and name != ATTRITION and found.units is not None:
        yield from _worst(found)
    if sure and effect is not None and abs(effect) < found.expected.least:
        yield Warned(Caution.SMALL, name, {"effect": effect, "least": found.expected.least})


def _worst(found: Found) -> Iterator[Warned]:
    """The pilot was as bad before as few other choices of units would have been."""
    sign = 1 if found.expected.up else -1
    pilot, rest = ([sign * (one.before or 0) for one in found.changes if one.pilot is side] for side in (True, False))
    share = as_low([Fraction(one) for one in pilot], [Fraction(one) for one in rest])
    if share <= WORST:
        yield Warned(Caution.WORST, found.expected.id, {"share": share})
