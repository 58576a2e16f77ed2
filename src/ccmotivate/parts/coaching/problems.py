"""What can be wrong with rows of findings and coachings, and what is noted of them."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, fatal, note

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
OFF, NO_FINDINGS, NOBODY, NOT_THIS_ONE = "coach-off", "coach-no-findings", "coach-nobody", "coach-not-this-one"
TEMPLATE_NOBODY = "coach-template-nobody"

add_codes(
    {
        OFF: fatal(N_("these rules have no {file}: there is nothing to talk about"), N_("add the file")),
        NO_FINDINGS: fatal(
            N_("{month} has no sheet {sheet}: there is nothing to talk about"), N_("add the sheet to its workbook")
        ),
        NOBODY: note(N_("nobody has a finding to talk about or praise in {month}: no sheet was written"), always=True),
        NOT_THIS_ONE: note(
            N_("{value} has no finding to talk about and no praise in {month}: no sheet was written"), always=True
        ),
        TEMPLATE_NOBODY: fatal(
            N_("the template does not say whose sheet it is: it has none of the placeholders {lacking}"),
            N_("write {{{{ name }}}} where the name belongs; there are {known}"),
        ),
    }
)
