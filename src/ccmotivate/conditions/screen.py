"""Conditions on the person alone, which are met or not before anybody is ranked."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any

from ccmotivate.conditions.condition import ListedCondition
from ccmotivate.conditions.result import ConditionResult, WinFacts
from ccmotivate.model.award_rules import Award
from ccmotivate.model.reasons import Missed
from ccmotivate.model.rules import RuleSet

if TYPE_CHECKING:
    from ccmotivate.conditions.context import AwardContext


class Screen(ListedCondition, frozen=True):
    """A condition that says of each agent why it is not met; the kinds say it in ``missed``."""

    @property
    def screens(self) -> bool:
        return True

    @classmethod
    def screens_written(cls, rule: Any) -> bool:  # noqa: ARG003 - asked of all conditions
        return True

    @abstractmethod
    def missed(self, award: Award, context: AwardContext, at: int) -> Missed | None:
        """Why the agent in row ``at`` does not meet it, None for who does."""

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:  # noqa: ARG002 - asked of all
        """Everybody who may win and meets it."""
        universe, whole = context.universe(award), context.score()
        met = {at for at in {at for at, _group in universe} if self.missed(award, context, at) is None}
        wins = {key: WinFacts(score=whole[key[0]]) for key in universe if key[0] in met}
        return ConditionResult(wins, len(universe), why=partial(self.missed, award, context))

    def refusals(self, award: Award) -> set[str]:  # noqa: ARG002 - asked of all conditions
        return set(self.reasons)
