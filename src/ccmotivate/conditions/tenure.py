"""``tenure``: so many months of service, from a column or a roster with the day of hiring.

In a rule file: ``all: [{rank: {by: score}}, {tenure: 6}]``: the best by score among those who have been there for six
months. Months count from the month of hiring to the award's (the last of a longer period), plus 1 for who was hired on
the 1st. Without a day of hiring the condition is not met, and that is said.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field

from ccmotivate.conditions.condition import ConditionResolver, Path, Wording
from ccmotivate.conditions.result import ABSENT
from ccmotivate.conditions.screen import Screen
from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.hiring import HIRED, NO_DAY
from ccmotivate.model.reasons import Missed, MissedReason
from ccmotivate.model.roster import tenure
from ccmotivate.model.schema import Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ccmotivate.conditions.context import AwardContext


class TenureFields(Written):
    """How it is written."""

    tenure: Annotated[int, Field(ge=1, le=600)] | None = Field(
        None, description=N_("So many months of service at the end of the period, from the day of hiring.")
    )


class Tenure(Screen, frozen=True):
    """At least so many ``months`` of service."""

    months: int

    word = "tenure"
    Fields = TenureFields
    reasons: ClassVar[Mapping[str, str]] = {
        "tenure": N_("{value} months of service at the end of {period}, where {needed} are asked for"),
        "no_hired": N_("no day of hiring is known, so the months of service are not either"),
    }

    unknown: ClassVar[frozenset[str]] = frozenset({"no_hired"})

    @property
    def asks_service(self) -> bool:
        return True

    @classmethod
    def resolve(cls, rule: int, resolver: ConditionResolver, path: Path) -> Tenure:  # noqa: ARG003 - asked of all
        return cls(rule)

    def missed(self, award: Award, context: AwardContext, at: int) -> Missed | None:
        day, last, group = hired_on(context, at), context.months[-1].month, context.latest(award.within, at)
        if day == NO_DAY:
            return Missed(MissedReason.NO_HIRED, group=group)
        served = tenure(dt.date.fromordinal(day), last)
        if served >= self.months:
            return None
        return Missed(MissedReason.TENURE, str(last), group=group, value=Fraction(served), needed=Fraction(self.months))

    def words(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        return counted(_("at least {count} months of service"), count=self.months)


def hired_on(context: AwardContext, at: int) -> int:
    """The day of hiring of an agent as a day number, from the latest month that has one; ``NO_DAY`` for none."""
    for month, row in zip(reversed(context.months), reversed(context.place[at].tolist()), strict=True):
        if row != ABSENT and HIRED in month.agents:
            day = int(np.asarray(month.agents[HIRED])[row])
            if day != NO_DAY:
                return day
    return NO_DAY
