"""What of a measure does not fit the months that it is looked for in."""

from __future__ import annotations

from collections.abc import Iterator

from ccmotivate.model.words import nearest
from ccmotivate.parts.measures.changes import windows
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.problems import NOTHING_AFTER, NOTHING_BEFORE, PLAN_MONTHS, PLAN_STARTED, UNKNOWN_UNIT
from ccmotivate.parts.measures.rules import Measure
from ccmotivate.problems import Problem, problem

LEAST_MONTHS = 2  # one before and one after


def unfit(measure: Measure, panel: Panel) -> Iterator[Problem]:
    """Why a measure cannot be evaluated by these months; there is one at least."""
    yield from unknown_units(measure, panel)
    spans = windows(panel, measure.start, measure.window)
    facts = {"month": measure.start, "window": measure.window}
    if not spans.after:
        ends = {"first": panel.months[0], "last": panel.months[-1]}
        yield problem(NOTHING_AFTER, measure.source, measure.id, **facts, **ends)
    elif not spans.before:
        yield problem(NOTHING_BEFORE, measure.source, measure.id, **facts)


def unplannable(measure: Measure, panel: Panel) -> Iterator[Problem]:
    """Why a measure cannot be planned by these months, and a note where it has begun already."""
    yield from unknown_units(measure, panel)
    before = [month for month in panel.months if month < measure.start]
    if len(before) < LEAST_MONTHS:
        yield problem(PLAN_MONTHS, measure.source, measure.id, month=measure.start, count=len(before))
    elif len(before) < len(panel.months):
        yield problem(PLAN_STARTED, measure.source, measure.id, month=measure.start)


def unknown_units(measure: Measure, panel: Panel) -> Iterator[Problem]:
    """Teams, projects or sites that nobody is in in any of the months."""
    names = panel.names[measure.dimension] if measure.dimension else ()
    for name, here in measure.units.items():
        if name not in names:
            facts = {"field": measure.dimension, "allowed": names or "–", "nearest": nearest(name, names) or "–"}
            yield problem(UNKNOWN_UNIT, here, name, **facts)
