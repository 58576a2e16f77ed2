"""What can be wrong with rows of findings and coachings, and what is noted of them."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, note

PRAISE_WITH_COMPLAINT, COACHING_OF_PRAISE = "coaching-praise-complaint", "coaching-of-praise"
COMPLAINTS_DIFFER = "coaching-complaints-differ"

add_codes(
    {
        PRAISE_WITH_COMPLAINT: error(
            N_("{kind} is praise, and yet this row says that a valid complaint was made"),
            N_("clear this cell, or write the kind that the complaint was about"),
        ),
        COACHING_OF_PRAISE: error(
            N_("{value} is praise: there is nothing in it to be coached on"),
            N_("write the kind that was talked about, or delete the row"),
        ),
        COMPLAINTS_DIFFER: note(
            N_(
                "in {month} the column {metric} and the valid complaints of {sheet} differ, and the column counts: "
                "{agents}"
            ),
            N_("correct whichever is wrong"),
        ),
    }
)
