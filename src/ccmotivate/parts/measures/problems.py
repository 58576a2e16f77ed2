"""What can be wrong with measures, in the rules and beside the months that they are looked for in."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, fatal, note

UNKNOWN_UNIT = "measure-unit"
NOTHING_AFTER, NOTHING_BEFORE = "measure-nothing-after", "measure-nothing-before"
NO_MEASURES, UNKNOWN_MEASURE = "measure-none", "measure-unknown"
SEVERAL_FILES, PLAN_MONTHS, PLAN_STARTED = "measure-files", "measure-plan-months", "measure-plan-started"

add_codes(
    {
        UNKNOWN_UNIT: error(
            N_("{value} is no {field} of these months; there are: {allowed}"), N_("did you mean {nearest}?")
        ),
        NOTHING_AFTER: error(
            N_(
                "the measure {value} starts in {month}, and none of the {window} months from then on is among those "
                "given, {first} to {last}"
            ),
            N_("give those months; before it starts, ccmotivate evaluate --plan {value} tells what it could show"),
        ),
        NOTHING_BEFORE: error(
            N_("the measure {value} starts in {month}, and none of the {window} months before is among those given"),
            N_("give the months before its start"),
        ),
        NO_MEASURES: error(
            N_("measures.yaml has no measure to evaluate"), N_("write what was done: docs/evaluate.md shows how")
        ),
        SEVERAL_FILES: fatal(
            N_("there is another file of measures beside the months, {first}"), N_("give the months with one of them")
        ),
        PLAN_MONTHS: error(
            N_("to plan the measure {value}, two months before {month} are needed at least, given are {count}"),
            N_("give more months before its start"),
        ),
        PLAN_STARTED: note(
            N_("the measure {value} has begun in {month}: months from then on are left out of the plan"), always=True
        ),
        UNKNOWN_MEASURE: error(N_("{value} is not one of the measures: {allowed}"), N_("did you mean {nearest}?")),
    }
)
