"""``not_won``: who did not win an award in so many months before, so that it goes round.

In a rule file: ``all: [{rank: {by: score}}, {not_won: {award: monthly_project, months: 12}}]``: the best by score among
those who did not win the monthly award in the twelve months before the month (of a longer period: before its first
month). An award may name itself. One of a longer period was won in the period's last month. What was withheld was not
won, what was granted was. Only periods that were over before are looked at, so that no award depends on itself; one
that nothing is known of counts as not won, and a note says which months those are (``engine/history.py``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from ccmotivate.conditions.condition import ConditionResolver, Path, Wording
from ccmotivate.conditions.screen import Screen
from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.award_rules import Award, LooksBack
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.reasons import Missed, MissedReason
from ccmotivate.model.schema import Id, Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ccmotivate.conditions.context import AwardContext


class NotWonRule(Written):
    """An award, not won in so many months."""

    award: Id = Field(description=N_("The id of the award that was not won; it may be this one."))
    months: Annotated[int, Field(ge=1, le=60)] = Field(
        description=N_("How many months before the period (1 to 60) are looked at.")
    )


class NotWonFields(Written):
    """How it is written."""

    not_won: NotWonRule | None = Field(
        None,
        description=N_("An award not won in so many months before: {award: monthly_project, months: 12}."),
    )


class NotWon(Screen, frozen=True):
    """No ``award`` in the ``months`` before; ``each`` is how often it is given."""

    award: str
    months: int
    each: PeriodKind = PeriodKind.MONTH

    word = "not_won"
    Fields = NotWonFields
    reasons: ClassVar[Mapping[str, str]] = {
        "won": N_("won the {other} in {period}, in the {needed} months before"),
    }

    @property
    def others(self) -> tuple[str, ...]:
        return (self.award,)

    @property
    def looks_back(self) -> LooksBack:
        return LooksBack(self.each, self.months)

    @classmethod
    def resolve(cls, rule: NotWonRule, resolver: ConditionResolver, path: Path) -> NotWon | None:
        if not resolver.known("awards", rule.award, resolver.agent_awards, (*path, "award")):
            return None
        return cls(rule.award, rule.months, PeriodKind(resolver.agent_awards[rule.award]))

    def missed(self, award: Award, context: AwardContext, at: int) -> Missed | None:
        won = context.latest_wins(self.award, self.months).get(context.ids[at])
        if won is None:
            return None
        group = context.latest(award.within, at)
        return Missed(MissedReason.WON, str(won), group=group, needed=Fraction(self.months), other=self.award)

    def words(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        other = wording.rules.awards.get(self.award)
        label = other.label.text(wording.lang) if other else self.award
        return counted(_("without the {award} in the {count} months before"), award=label, count=self.months)
