"""What can be wrong with rows of balanced scorecards, and what is noted of them."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, note

TARGET_BELOW, WEIGHT_BELOW, UNITS_DIFFER = "balanced-target", "balanced-weight", "balanced-units"
TWICE, SUM = "balanced-twice", "balanced-sum"
BLANK, NO_ACTION = "balanced-blank", "balanced-no-action"

add_codes(
    {
        TARGET_BELOW: error(
            N_("the target of {measure} is not above 0: nothing can be held against it"),
            N_("write a target above 0; 0 is one only where lower is better"),
        ),
        WEIGHT_BELOW: error(
            N_("the weight of {measure} is not above 0"),
            N_("write a weight above 0, or delete the row"),
        ),
        UNITS_DIFFER: error(
            N_("{measure}: target {target}, actual figure {value}: one has a percent sign, the other has none"),
            N_("write both with a percent sign, or both without"),
        ),
        TWICE: error(
            N_("{agent} has the measure {value} in {first} already"),
            N_("keep one of the two rows, or say the month of each"),
        ),
        SUM: error(
            N_("the weights of {agent} sum to {value}, not to 100"),
            N_("correct the weights of this person’s {count} rows"),
        ),
        BLANK: note(
            N_("in {month} these measures have no actual figure and count 0 points: {measures}"),
            N_("fill in the actual figures"),
        ),
        NO_ACTION: note(
            N_("in {month} these measures are below {points} points and have no action plan: {measures}"),
            N_("agree on an action for each, and write it down"),
        ),
    }
)
