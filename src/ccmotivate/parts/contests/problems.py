"""What can be wrong with rows of a contest, and what is noted of them."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, note

TWICE, NO_FINALIST, FINAL_LACKING = "contest-twice", "contest-no-finalist", "contest-final-lacking"

add_codes(
    {
        TWICE: error(
            N_("{value} entered the contest for {title} in {first} already"),
            N_("keep one of the two rows, or say the month of each"),
        ),
        NO_FINALIST: error(
            N_(
                "{person} has a final for {title} but is no finalist in {month}: a finalist has at least {cut} in the "
                "preliminary round, here it is {preliminary}"
            ),
            N_("clear this cell, or correct the preliminary score"),
        ),
        FINAL_LACKING: note(
            N_("{value} is a finalist for {title} in {month} but has no final, while others have: not in the running"),
            N_("fill in the final score, if there is one"),
        ),
    }
)
