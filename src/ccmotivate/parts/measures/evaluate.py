"""Arrays → what a measure did to each metric expected: effects, tests, verdicts (people.md §11)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.model.exact import half_up
from ccmotivate.parts.measures.assignments import as_different
from ccmotivate.parts.measures.cautions import cautions
from ccmotivate.parts.measures.changes import (
    Windows,
    earlier,
    left_of_all,
    mean_of,
    people_change,
    unit_changes,
    windows,
)
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.results import Evaluated, Found, UnitChange, Verdict
from ccmotivate.parts.measures.rules import ATTRITION, Expected, Measure
from ccmotivate.parts.measures.statistics import PLACES, holm, paired, welch

LEAST_ASSIGNMENTS = 40
LEAST_PEOPLE = 5
SIGNIFICANT = Fraction(5, 100)


def decide(measure: Measure, panel: Panel, others: Sequence[Measure] = ()) -> Evaluated:
    """Evaluate one measure.

    Args:
        measure: The measure; there are months before its start and from it on.
        panel: The months.
        others: All measures, to tell of those that overlap.
    """
    spans = windows(panel, measure.start, measure.window)
    found = [
        (_everybody if measure.dimension is None else _pilot)(panel, measure, one, spans) for one in measure.expects
    ]
    judged = _judged(found)
    before, after = (tuple(panel.months[at] for at in span) for span in (spans.before, spans.after))
    return Evaluated(measure, before, after, judged, cautions(panel, measure, spans, judged, others))


def _pilot(panel: Panel, measure: Measure, expected: Expected, spans: Windows) -> Found:
    changes = unit_changes(panel, measure, expected, spans)
    pilot, rest = ([one for one in changes if one.pilot is side] for side in (True, False))
    people = tuple(sum(one.people for one in side) for side in (pilot, rest))
    then = earlier(panel, measure)
    before = unit_changes(panel, measure, expected, then) if then.whole else ()
    found = Found(
        expected,
        measure.design,
        (people[0], people[1]),
        (len(pilot), len(rest)),
        effect=_shown(_effect(changes)),
        rest_change=_shown(mean_of([one.change for one in rest])),
        pre_trend=_shown(_effect(before)),
        interval=None,
        p=None,
        corrected=None,
        verdict=Verdict.TOO_FEW,
        before=mean_of([one.before for one in pilot if one.before is not None]),
        after=mean_of([one.after for one in pilot]),
        changes=changes,
    )
    if math.comb(len(changes), len(pilot)) < LEAST_ASSIGNMENTS or min(people) < LEAST_PEOPLE:
        return found
    of_pilot, of_rest = ([one.change for one in side] for side in (pilot, rest))
    return replace(found, interval=welch(of_pilot, of_rest), p=as_different(of_pilot, of_rest))


def _everybody(panel: Panel, measure: Measure, expected: Expected, spans: Windows) -> Found:
    if expected.id == ATTRITION:
        return _attrition_of_all(panel, measure, expected, spans)
    people = people_change(panel, expected.id, spans)
    before, after = ([one or Fraction(0) for one in column.to_list()] for column in (people.before, people.after))
    old, new = mean_of(before), mean_of(after)
    found = _of_all(measure, expected, len(people), old, new)
    if len(people) < LEAST_PEOPLE:
        return found
    p, interval = paired(before, after)
    return replace(found, p=p, interval=interval)


def _attrition_of_all(panel: Panel, measure: Measure, expected: Expected, spans: Windows) -> Found:
    """The change against the window before; how far it is from chance cannot be told of one company."""
    then = earlier(panel, measure)
    people, new = left_of_all(panel, spans)
    old = left_of_all(panel, then)[1] if then.whole else None
    found = _of_all(measure, expected, people, old, new)
    return found if people < LEAST_PEOPLE else replace(found, verdict=Verdict.CANNOT_TELL)


def _of_all(measure: Measure, expected: Expected, people: int, old: Fraction | None, new: Fraction | None) -> Found:
    """The figures of a change of everybody, not yet tested."""
    effect = None if old is None or new is None else new - old
    return Found(
        expected,
        measure.design,
        (people, None),
        None,
        effect=_shown(effect),
        rest_change=None,
        pre_trend=None,
        interval=None,
        p=None,
        corrected=None,
        verdict=Verdict.TOO_FEW,
        before=old,
        after=new,
    )


def _effect(changes: Sequence[UnitChange]) -> Fraction | None:
    """The mean of the pilot's unit changes less that of the rest's; None where a side has no unit."""
    pilot, rest = (mean_of([one.change for one in changes if one.pilot is side]) for side in (True, False))
    return None if pilot is None or rest is None else pilot - rest


def _shown(value: Fraction | None) -> Fraction | None:
    return None if value is None else half_up(value, PLACES)


def _judged(found: Sequence[Found]) -> tuple[Found, ...]:
    """Each with its verdict, the p values corrected for the metrics of the measure that were tested."""
    tested = [at for at, one in enumerate(found) if one.p is not None]
    corrected = dict(zip(tested, holm([found[at].p or Fraction(0) for at in tested]), strict=True))
    return tuple(
        replace(one, corrected=corrected[at], verdict=_verdict(one, corrected[at])) if at in corrected else one
        for at, one in enumerate(found)
    )


def _verdict(found: Found, corrected: Fraction) -> Verdict:
    """By the interval as it is shown."""
    if found.interval is None or found.effect is None:
        return Verdict.CANNOT_TELL
    low, high = found.interval
    if corrected <= SIGNIFICANT and (low > 0 or high < 0):
        return Verdict.IMPROVED if (found.effect > 0) is found.expected.up else Verdict.WORSENED
    least = found.expected.least
    return Verdict.NO_SIGN if -least < low and high < least else Verdict.CANNOT_TELL
