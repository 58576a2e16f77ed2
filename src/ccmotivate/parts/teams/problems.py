"""What can be wrong with rows of team goals, and what is noted of them."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, note

LEVEL, TWICE, UNKNOWN = "team-goal-level", "team-goal-twice", "team-goal-unknown"
ELSEWHERE = "team-goal-elsewhere"

add_codes(
    {
        LEVEL: error(
            N_("{metric} has levels, of which a team has no mean"),
            N_("choose a metric of figures or of passes, or the score"),
        ),
        TWICE: error(
            N_("the team {value} has a goal for {metric} in {first} already"),
            N_("keep one of the two rows, or say the month of each"),
        ),
        UNKNOWN: note(
            N_("in {month} nobody is in these teams, so their goals are left out: {teams}"),
            N_("write the teams as the sheet of agents does"),
        ),
        ELSEWHERE: note(
            N_("the team {value} has another goal for {metric} in {first}, which counts in {month}"),
            N_("keep one of the two rows"),
        ),
    }
)
