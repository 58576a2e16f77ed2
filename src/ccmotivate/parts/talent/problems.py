"""What can be wrong with ``talent.yaml`` beside what any rule file can have wrong."""

from __future__ import annotations

from ccmotivate.locale import N_
from ccmotivate.problems import add_codes, fatal

LAST_TIER = "talent-last-tier"

add_codes(
    {
        LAST_TIER: fatal(
            N_("the last tier, and only that, must hold for everybody: {value}"),
            N_("leave out `when` of the last tier, and give every tier before it a `when`"),
        ),
    }
)
