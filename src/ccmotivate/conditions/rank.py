"""``rank``: the first places by a figure, among agents or teams.

In a rule file: ``rank: {by: score, places: 3, then: [{error_rate: low}]}``. In a month agents rank by ``score`` or any
metric; in longer periods by ``score`` (the mean of its months'), by a metric over the months (``{sum: contributions}``)
or by an ``index``; teams by ``mean_score`` or ``share_qualified``. Equal figures are told apart by the tie-breakers in
turn; who is still equal shares the place, and each gets its prize; the places behind follow with a gap (1, 1, 3), or
without one (1, 1, 2: ``ranks: dense``). A group that can be changed (project, team, role) takes one group throughout.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ccmotivate.conditions.condition import ConditionResolver, ListedCondition, Path, Wording
from ccmotivate.conditions.figure_rules import (
    AnyFigure,
    AnyTie,
    good_end,
    resolved_figure,
    resolved_tie,
    same_figure,
    step_brief,
    step_words,
    ties_words,
)
from ccmotivate.conditions.rank_terms import RankTerms
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award, TieBreaker
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.cases import Branch
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Number, Places, Written

if TYPE_CHECKING:
    from ccmotivate.conditions.context import AwardContext
    from ccmotivate.conditions.result import ConditionResult
    from ccmotivate.model.rule_changes import Aspect, Value


class RankRule(Written):
    """The first places by a figure."""

    by: AnyFigure = Field(
        description=N_("The figure to rank by: score, a metric, or {sum: metric} and the like over a longer period.")
    )
    best: Literal["high", "low"] | None = Field(
        None, description=N_("Which end wins: high or low; without it what is good for the metric.")
    )
    places: Places = Field(1, description=N_("How many places win; 1 without it."))
    ranks: Literal["standard", "dense"] = Field(
        "standard",
        description=N_("After a shared place: standard leaves a gap (1, 1, 3), dense leaves none (1, 1, 2)."),
    )
    above: Number | None = Field(None, description=N_("Whoever wins must have a figure above this."))
    then: list[AnyTie] = Field([], description=N_("Tie-breakers in turn: [{error_rate: low}, {contributions: high}]."))


class RankFields(Written):
    """How it is written."""

    rank: RankRule | None = Field(None, description=N_("The first places by a figure win."))


class Rank(RankTerms, ListedCondition, frozen=True):
    """The first ``places`` by a figure."""

    word = "rank"
    Fields = RankFields
    for_teams = True

    @property
    def winning_places(self) -> int:
        return self.places

    @property
    def steps(self) -> tuple[TieBreaker, ...]:
        return (TieBreaker(self.figure, self.best), *self.then)

    @classmethod
    def resolve(cls, rule: RankRule, resolver: ConditionResolver, path: Path) -> Rank | None:
        figure = resolved_figure(rule.by, resolver, (*path, "by"))
        then = [resolved_tie(tie, resolver, (*path, "then", at)) for at, tie in enumerate(rule.then)]
        if figure is None or any(tie is None for tie in then):
            return None
        best = rule.best or good_end(figure, resolver)
        return cls(figure, best, rule.places, tuple(tie for tie in then if tie), rule.ranks, rule.above)

    @classmethod
    def places_written(cls, rule: RankRule) -> int:
        return rule.places

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:
        """Rank the candidates; all figures exact."""
        from ccmotivate.conditions.ranked import ranked  # rules are read without paying for it

        return ranked(self, award, context, rules)

    def words(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        text = _("no. 1 by {figure}") if self.places == 1 else _("no. 1 to {places} by {figure}")
        ranked = text.format(figure=self.by_words(wording), places=self.places)
        if not self.then:
            return ranked
        return _("{ranked}; among equals {ties}").format(ranked=ranked, ties=ties_words(self.then, wording))

    def by_words(self, wording: Wording) -> str:
        """What it ranks by, which end wins, and above what."""
        return self._with_ranks(step_words(self.steps[0], wording), wording.lang)

    def _with_ranks(self, text: str, lang: str) -> str:
        _ = translator(lang)
        if self.above is not None:
            text = _("{text}, only above {figure}").format(text=text, figure=plain_text(self.above))
        return _("{text}, no gap after a shared place").format(text=text) if self.ranks == "dense" else text

    def brief(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        text = _(", then ").join(step_brief(step, wording) for step in self.steps)
        return self._with_ranks(text, wording.lang)

    def facts(self) -> Iterator[tuple[Aspect, Value, Hashable]]:
        from ccmotivate.model.rule_changes import Aspect  # here: only what compares rules needs it

        yield Aspect.RANKED_BY, self, (same_figure(self.figure), self.best, self.ranks, self.above)
        yield Aspect.PLACES, self.places, self.places
        yield Aspect.TIES, self.then, tuple((same_figure(one.figure), one.best) for one in self.then)

    def branches(self, award: Award) -> Iterator[Branch]:
        for place in range(1, self.places + 1):
            yield Branch("place", award.id, "", "given", str(place))
        yield Branch("tie", award.id, "", "shared")
        for breaker in self.then:
            yield Branch("tie", award.id, breaker.by, "decided")
        for part in self.figure.parts:
            if part.optional:
                yield from (Branch("index", award.id, part.metric, way) for way in ("counted", "left out"))

    def refusals(self, award: Award) -> set[str]:
        long = award.every is not PeriodKind.MONTH
        found = {"behind"} | ({"tie"} if self.then else set())
        found |= {"not_above"} if self.above is not None else set()
        found |= {"absent"} if long and award.winner == "agent" else set()
        return found | ({"moved"} if long and award.within else set())
