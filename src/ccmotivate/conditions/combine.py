"""``all``, ``any`` and ``not``: conditions made of conditions.

In a rule file: ``any: [{lead_every: month}, {consecutive: {award: monthly_project, times: 2}}]``. Of ``any`` the first
that holds is named as what decided; ``all`` keeps the facts of each, and conditions on the person alone (``tenure``)
come first in it: ranks are among those who meet them; ``not`` looks at everybody who may win and was in
the group in some month.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from msgspec.structs import replace
from pydantic import Field

from ccmotivate.conditions.condition import AwardCondition, ConditionResolver, ListedCondition, Path, Wording, asked
from ccmotivate.conditions.result import MOST_CLOSE, ConditionResult, Key, Why, WinFacts
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.given import Close, PassedOver
from ccmotivate.model.reasons import CloseReason, Missed, MissedReason
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Written

if TYPE_CHECKING:
    from ccmotivate.conditions.condition import WrittenCondition
    from ccmotivate.conditions.context import AwardContext


class AllFields(Written):
    """How it is written."""

    all_: Annotated[list[WrittenCondition], Field(min_length=1)] = Field(
        [], alias="all", description=N_("Every one of these conditions holds.")
    )


class AnyFields(Written):
    """How it is written."""

    any_: Annotated[list[WrittenCondition], Field(min_length=1)] = Field(
        [], alias="any", description=N_("At least one of these conditions holds.")
    )


class NotFields(Written):
    """How it is written."""

    not_: WrittenCondition | None = Field(None, alias="not", description=N_("This condition does not hold."))


class _Several(ListedCondition, frozen=True):
    """What ``all`` and ``any`` share."""

    conditions: tuple[AwardCondition, ...]
    joint: ClassVar[str]

    @property
    def screens(self) -> bool:
        return all(part.screens for part in self.parts)

    @property
    def parts(self) -> tuple[AwardCondition, ...]:
        return self.conditions

    @classmethod
    def screens_written(cls, rule: list[WrittenCondition]) -> bool:
        return all(one.kind.screens_written(one.under) for one in rule)

    @classmethod
    def resolve(cls, rule: list[WrittenCondition], resolver: ConditionResolver, path: Path) -> AwardCondition | None:
        found = [resolver.resolved(one, (*path, at)) for at, one in enumerate(rule)]
        conditions = tuple(one for one in found if one is not None)
        return cls(conditions) if len(conditions) == len(rule) else None

    def words(self, wording: Wording) -> str:
        return translator(wording.lang)(self.joint).join(part.words(wording) for part in self.parts)

    def brief(self, wording: Wording) -> str:
        return translator(wording.lang)(self.joint).join(part.brief(wording) for part in self.parts)

    def refusals(self, award: Award) -> set[str]:
        return set[str]().union(*(part.refusals(award) for part in self.parts))


class AllOf(_Several, frozen=True):
    """Every condition holds."""

    conditions: tuple[AwardCondition, ...]

    word = "all"
    Fields = AllFields
    joint = N_("; and ")

    @property
    def winning_places(self) -> int | None:
        """Those of a rank among who meet the rest."""
        ranked = [part for part in self.parts if not part.screens]
        return ranked[0].winning_places if len(ranked) == 1 < len(self.parts) else None

    @classmethod
    def places_written(cls, rule: list[WrittenCondition]) -> int:
        ranked = [one for one in rule if not one.kind.screens_written(one.under)]
        alone = len(ranked) == 1 < len(rule)
        return ranked[0].kind.places_written(ranked[0].under) if alone else 1

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:
        """Who meets every one."""
        screens = [one.decide(award, context, rules) for one in self.conditions if one.screens]
        others = [one for one in self.conditions if not one.screens]
        narrowed = _narrowed(context, screens) if screens and others else context
        results = screens + [one.decide(award, narrowed, rules) for one in others]
        keys = [key for key in results[0].wins if all(key in result.wins for result in results)]
        wins = {key: _joined([result.wins[key] for result in results]) for key in keys}
        if narrowed is not context:
            wins = _passing_over(wins, [one.decide(award, context, rules) for one in others], screens, context)
        return replace(
            _made(results, wins, min(result.candidates for result in results)),
            why=partial(_first_not_met, [result.why for result in results]),
        )


class AnyOf(_Several, frozen=True):
    """At least one condition holds; the first that does is the one that decided."""

    conditions: tuple[AwardCondition, ...]

    word = "any"
    Fields = AnyFields
    joint = N_("; or ")

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:
        """Who meets at least one; the first listed is the one that decided."""
        results = [one.decide(award, context, rules) for one in self.conditions]
        wins: dict[Key, WinFacts] = {}
        for result in results:
            wins = {**result.wins, **wins}
        return replace(
            _made(results, wins, max(result.candidates for result in results)),
            why=partial(_none_met, [result.why for result in results]),
        )


class Not(ListedCondition, frozen=True):
    """The condition does not hold, for somebody who may win."""

    condition: AwardCondition

    word = "not"
    Fields = NotFields

    @property
    def parts(self) -> tuple[AwardCondition, ...]:
        return (self.condition,)

    @property
    def screens(self) -> bool:
        return self.condition.screens

    @classmethod
    def screens_written(cls, rule: WrittenCondition) -> bool:
        return rule.kind.screens_written(rule.under)

    @classmethod
    def resolve(cls, rule: WrittenCondition, resolver: ConditionResolver, path: Path) -> Not | None:
        inner = resolver.resolved(rule, path)
        return None if inner is None else cls(inner)

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:
        """Everybody who may win, was in the group in some month, and does not meet it; no data is no reason."""
        result = self.condition.decide(award, context, rules)
        universe = context.universe(award)
        unknown = self._unknown(result, {at for at, _group in universe})
        whole = context.score()
        wins = {
            key: WinFacts(score=whole[key[0]]) for key in universe if key not in result.wins and key[0] not in unknown
        }
        close = tuple((key, _kept_out(award, context, key)) for key in sorted(set(universe).intersection(result.wins)))
        kept_out = {at for at, _group in result.wins}

        def why(at: int) -> Missed | None:
            if at in unknown:
                return unknown[at]
            return Missed(MissedReason.KEPT_OUT, group=context.latest(award.within, at)) if at in kept_out else None

        return ConditionResult(wins, len(universe), close=close[:MOST_CLOSE], left_out=result.left_out, why=why)

    def _unknown(self, result: ConditionResult, rows: set[int]) -> dict[int, Missed]:
        """Of whom it cannot be said whether they meet it, and why."""
        reasons = frozenset[str]().union(*(asked(one).unknown for one in self.condition.walk()))
        told = {at: result.why(at) for at in rows} if reasons else {}
        return {at: missed for at, missed in told.items() if missed is not None and missed.why in reasons}

    def words(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        return _("not ({condition})").format(condition=self.condition.words(wording))

    def brief(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        return _("not ({condition})").format(condition=self.condition.brief(wording))

    def refusals(self, award: Award) -> set[str]:
        return self.condition.refusals(award) | ({"kept_out"} if award.condition == self else set())


def _narrowed(context: AwardContext, screens: list[ConditionResult]) -> AwardContext:
    """The context with only those who meet every screen."""
    rows = [{at for at, _group in result.wins} for result in screens]
    among = np.zeros(len(context), dtype=bool)
    among[sorted(set.intersection(*rows))] = True
    return replace(context, among=among if context.among is None else among & context.among)


def _passing_over(
    wins: Mapping[Key, WinFacts],
    unscreened: list[ConditionResult],
    screens: list[ConditionResult],
    context: AwardContext,
) -> dict[Key, WinFacts]:
    """The wins, each with those of its group who would have won but for a screen."""
    whys = [result.why for result in screens]
    found: dict[str, list[PassedOver]] = {}
    for at, group in unscreened[0].wins:
        missed = _first_not_met(whys, at)
        if missed is not None and all((at, group) in result.wins for result in unscreened):
            facts = (missed.why, missed.period, missed.value, missed.needed, missed.other)
            found.setdefault(group, []).append(PassedOver(context.ids[at], *facts))
    return {key: replace(facts, passed_over=tuple(found.get(key[1], ()))) for key, facts in wins.items()}


def _none_met(whys: list[Why], at: int) -> Missed | None:
    """What was missed of each condition, None as soon as one was met."""
    parts = [why(at) for why in whys]
    missed = tuple(dict.fromkeys(part for part in parts if part is not None))
    if len([part for part in parts if part is not None]) < len(whys):
        return None
    return missed[0] if len(missed) == 1 else Missed(MissedReason.ANY, group=missed[0].group, parts=missed)


def _first_not_met(whys: list[Why], at: int) -> Missed | None:
    return next((missed for why in whys if (missed := why(at)) is not None), None)


def _kept_out(award: Award, context: AwardContext, key: Key) -> Close:
    within = ((award.within, key[1]),) if award.within else ()
    return Close(award.id, within, context.ids[key[0]], "", "", CloseReason.CONDITION, "score")


def _made(results: list[ConditionResult], wins: dict[Key, WinFacts], candidates: int) -> ConditionResult:
    """The verdicts as one; who came close is told once, by the first condition that names him."""
    close: dict[Key, Close] = {}
    for result in results:
        for key, one in result.close:
            if key not in wins:
                close.setdefault(key, one)
    kept: list[tuple[Key, Close]] = []
    for _name, near in groupby(sorted(close.items(), key=_group_of), key=_group_of):
        kept += islice(near, MOST_CLOSE)
    return ConditionResult(
        wins=wins,
        candidates=candidates,
        ties=tuple(dict.fromkeys(tie for result in results for tie in result.ties)),
        close=tuple(kept),
        left_out=tuple(one for result in results for one in result.left_out),
    )


def _group_of(item: tuple[Key, Close]) -> str:
    return item[0][1]


def _joined(facts: list[WinFacts]) -> WinFacts:
    """Several conditions met by one: the rank of the first that ranks, the first that names itself, all parts."""
    ranked = next((one for one in facts if one.rank is not None), facts[0])
    via = next((one.via for one in facts if one.via), None)
    behind = tuple(dict.fromkeys(part for one in facts for part in one.behind))
    return WinFacts(
        via=via,
        rank=ranked.rank,
        figure=ranked.figure,
        score=ranked.score,
        candidates=ranked.candidates,
        tied=ranked.tied,
        tie=ranked.tie,
        next_figure=ranked.next_figure,
        behind=behind,
        parts=ranked.parts,
        passed_over=ranked.passed_over,
    )
