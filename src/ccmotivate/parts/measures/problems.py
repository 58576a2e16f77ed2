"""What can be wrong with measures, in the rules and beside the months that they are looked for in."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error

UNKNOWN_UNIT = "measure-unit"
NOT_STARTED, NOTHING_BEFORE = "measure-not-started", "measure-nothing-before"
NO_MEASURES, UNKNOWN_MEASURE = "measure-none", "measure-unknown"

add_codes(
    {
        UNKNOWN_UNIT: error(
            N_("{value} is no {what} of these months; there are: {allowed}"), N_("did you mean {nearest}?")
        ),
        NOT_STARTED: error(
            N_("the measure {value} starts in {month}, but the last month given is {last}"),
            N_("give the months from its start on; what it could show at all says: evaluate --plan {value}"),
        ),
        NOTHING_BEFORE: error(
            N_("the measure {value} starts in {month}, and none of the {window} months before is among those given"),
            N_("give the months before its start"),
        ),
        NO_MEASURES: error(
            N_("measures.yaml has no measure to evaluate"), N_("write what was done: docs/evaluate.md shows how")
        ),
        UNKNOWN_MEASURE: error(N_("{value} is not one of the measures: {allowed}"), N_("did you mean {nearest}?")),
    }
)
