"""What can be wrong with rows of mentoring."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, note

ONESELF, BACKWARDS, OVERLAP, CIRCLE = (
    "mentoring-oneself",
    "mentoring-backwards",
    "mentoring-overlap",
    "mentoring-circle",
)
UNCOUNTED = "mentoring-uncounted"

add_codes(
    {
        ONESELF: error(
            N_("{value} stands here as mentor and mentee"), N_("write the id of the mentee, or delete the row")
        ),
        BACKWARDS: error(
            N_("this mentoring ends on {value}, before it begins on {start}"), N_("correct one of the two days")
        ),
        OVERLAP: error(
            N_("{value} is mentored by the same person on {day} in {first} already"),
            N_("let one of the two end before the other begins"),
        ),
        CIRCLE: error(
            N_("with {first} this makes a circle: {value} would mentor somebody who mentors {value}, on the same day"),
            N_("let one of them end before the other begins"),
        ),
        UNCOUNTED: note(N_("not counted for their mentors in {month}, for they have no row or no figures: {agents}")),
    }
)
