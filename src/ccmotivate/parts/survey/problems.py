"""What can be wrong with the file of the survey."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, error

SCALE, ITEMS = "survey-scale", "survey-items"

add_codes(
    {
        SCALE: error(
            N_("the answers go from {lowest} to {highest}, and {favourable} is not above the lowest and within them"),
            N_("write lowest < favourable ≤ highest"),
        ),
        ITEMS: error(
            N_("there are {value} items, and a sheet would need {least} to be a survey"),
            N_("add items, or lower least_items"),
        ),
    }
)
