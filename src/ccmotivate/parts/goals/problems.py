"""What can be wrong with rows of goals."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error

TWICE = "goal-twice"

add_codes(
    {
        TWICE: error(
            N_("{value} has a goal for {metric} in {first} already"),
            N_("keep one of the two rows, or say the month of each"),
        ),
    }
)
