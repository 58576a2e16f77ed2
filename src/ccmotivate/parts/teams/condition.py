"""The condition of the award for collaboration: teams that met all their goals, ranked by a mean a member."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from ccmotivate.conditions.condition import AwardCondition, Wording
from ccmotivate.conditions.figure_rules import ties_words
from ccmotivate.conditions.rank import Rank
from ccmotivate.conditions.rank_terms import RankTerms
from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.award_rules import Award, Figure, TieBreaker
from ccmotivate.model.exact import plain_text
from ccmotivate.model.reasons import Missed, MissedReason
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.teams.columns import SHEET

if TYPE_CHECKING:  # rules are read without paying for pandas
    from ccmotivate.conditions.context import AwardContext
    from ccmotivate.conditions.ranked import Candidates
    from ccmotivate.conditions.result import ConditionResult
    from ccmotivate.parts.teams.values import Members, Team, TeamFigures

_GOALS = "team_goals"
_WHY_NOT = {
    MissedReason.NO_FIGURE: N_("the team has no goal"),
    MissedReason.NOT_ABOVE: N_("the team met {value} of its {needed} goals"),
}


class AllGoalsMet(AwardCondition, frozen=True):
    """The best by a rank among teams that have a goal and met all of them."""

    rank: Rank
    figures: TeamFigures

    word = _GOALS
    for_teams = True
    lists_nobody = True

    @property
    def winning_places(self) -> int | None:
        return self.rank.places

    @property
    def steps(self) -> tuple[TieBreaker, ...]:
        return self.rank.steps

    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:
        """Rank the teams that met all their goals; nothing is held where no team has a goal."""
        from ccmotivate.conditions.ranked import among
        from ccmotivate.conditions.result import ConditionResult
        from ccmotivate.parts.teams.values import Members, teams_of

        rows = context.sheets.rows.get(SHEET)
        if rows is None:
            return ConditionResult({}, 0, held=False)
        month = context.months[-1]
        members = Members.of(month.agents, month.metrics, rules)
        teams = {team.name: team for team in teams_of(members, rows, self.figures)}
        if not any(team.goals for team in teams.values()):
            return ConditionResult({}, 0, held=False)
        candidates = self._candidates(award, context, members, teams)
        result = among(candidates, self.rank, award, context)
        why = partial(_missed, candidates.ids, teams, award.min_members, result)
        large = sum(team.members >= award.min_members for team in teams.values())
        return replace(result, candidates=large, why=why)

    def _candidates(
        self, award: Award, context: AwardContext, members: Members, teams: Mapping[str, Team]
    ) -> Candidates:
        """Teams that are large enough, met all their goals, and have a mean above what is asked for."""
        from ccmotivate.conditions.figures import FigureColumn
        from ccmotivate.conditions.ranked import team_candidates
        from ccmotivate.conditions.result import ABSENT

        large = team_candidates(RankTerms(Figure("mean_score"), "high", 1), award, context)
        means, _counted = members.means(self.rank.figure.name, self.figures)
        place = {name: at for at, name in enumerate(members.names)}
        named = np.array([name in place for name in large.ids], dtype=bool)
        own = means.take([place.get(name, 0) for name in large.ids]).without(~named)
        met = np.array([name in place and teams[name].all_met for name in large.ids], dtype=bool)
        enough = met & np.asarray(own > (self.rank.above or Fraction(0)))
        groups = np.where(enough, large.groups, ABSENT)
        return replace(large, groups=groups, figures={**large.figures, self.rank.by: FigureColumn(own)})

    def words(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        text = _(
            "among teams with a goal that met all their goals, the highest {figure}, which must be above {above}; "
            "among equals {ties}"
        )
        return text.format(
            figure=wording.figure(self.rank.by),
            above=plain_text(self.rank.above or Fraction(0)),
            ties=ties_words(self.rank.then, wording),
        )

    def brief(self, wording: Wording) -> str:
        _ = translator(wording.lang)
        return _("all team goals met, highest {figure}").format(figure=wording.figure(self.rank.by))

    def why_not(self, missed: Missed, wording: Wording) -> str:
        if missed.figure != _GOALS:
            return ""
        facts = {"value": int(missed.value or 0), "needed": int(missed.needed or 0)}
        return counted(translator(wording.lang)(_WHY_NOT[missed.why]), **facts)

    def refusals(self, award: Award) -> set[str]:
        return self.rank.refusals(award) | {str(why) for why in _WHY_NOT}


def _missed(ids: list[str], teams: Mapping[str, Team], least: int, result: ConditionResult, at: int) -> Missed | None:
    """What a team missed first: enough members, a goal, all goals, and then what a rank asks for."""
    team = teams.get(ids[at])
    if team is None or team.members < least:
        return result.why(at)
    if not team.goals:
        return Missed(MissedReason.NO_FIGURE, figure=_GOALS)
    if not team.all_met:
        value, needed = Fraction(team.met), Fraction(len(team.goals))
        return Missed(MissedReason.NOT_ABOVE, figure=_GOALS, value=value, needed=needed)
    return result.why(at)
