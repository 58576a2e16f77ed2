"""What can be wrong with ``careers.yaml``, with the sheet of vacancies, and with a run of ``promote``."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error, fatal, note

TOO_MANY, PAY_BAND, VACANCY_TWICE = "careers-too-many-months", "careers-pay-band", "vacancy-twice"

add_codes(
    {
        TOO_MANY: fatal(
            N_("{value} months of a window of {window} can never be there"),
            N_("write at most {window}, or a longer window"),
        ),
        PAY_BAND: fatal(
            N_("the pay band begins at {value} and ends at {high}"), N_("write the lower figure under from")
        ),
        VACANCY_TWICE: error(
            N_("the vacancies of {value} stand in {first} already"),
            N_("keep one of the two rows with the whole number, or say the month of each"),
        ),
    }
)
OFF, FEW_MONTHS, NO_ROSTER, NO_VACANCIES = (
    "promote-off", "promote-few-months", "promote-no-roster", "promote-no-vacancies",
)  # fmt: skip
NOBODY, TEMPLATE_NOBODY = "promote-nobody", "promote-template-nobody"

add_codes(
    {
        OFF: fatal(N_("these rules have no {file}: there are no positions"), N_("add the file")),
        FEW_MONTHS: error(
            N_("of the {window} months up to {month} only {count} are there ({months}), and {needed} are needed"),
            N_("give the files of {missing} as well, or the ledger in which they are published"),
        ),
        NO_ROSTER: fatal(
            N_("no month up to {month} has the sheet {sheet}, which says who has which grade and wants what"),
            N_("add the sheet to the workbook of {month}"),
        ),
        NO_VACANCIES: note(
            N_("no month up to {month} has the sheet {sheet}: no position counts as vacant, and nobody is proposed"),
            N_("add the sheet to the workbook of {month}, a position and a number a row"),
            always=True,
        ),
        NOBODY: note(
            N_("nobody on the roster has a grade: {value} was not written"),
            N_("fill in the column of grades"),
            always=True,
        ),
        TEMPLATE_NOBODY: fatal(
            N_("the template does not say whose sheet it is: it has none of the placeholders {lacking}"),
            N_("write {{{{ name }}}} where the name belongs; there are {known}"),
        ),
    }
)
