"""The trace of one agent: what the engine decided about the agent, by month and period, and why.

Nothing is decided again: statuses, points, ranks and awards come from the results, and ``MonthResult.trace`` gives the
first missed condition of each award.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd
from msgspec import Struct

from ccmotivate.conditions.condition import asked
from ccmotivate.engine.criteria import meets
from ccmotivate.model.award_rules import Award
from ccmotivate.model.calendar import Period
from ccmotivate.model.exact import Exact
from ccmotivate.model.explanation import (
    AwardExplanation,
    Earned,
    Explanation,
    Judged,
    MonthExplanation,
    PeriodExplanation,
    Placing,
)
from ccmotivate.model.period import Month
from ccmotivate.model.reasons import Missed, MissedReason, Why
from ccmotivate.model.recorded import LedgerView
from ccmotivate.model.results import FAIL, NO_DATA, PASS, AwardGiven, InputFile, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, ScoreLine


class Wanted(Struct, frozen=True):
    """The request: an agent, optionally one award, optionally one period (with its months)."""

    agent_id: str
    award: str | None = None
    period: Period | None = None


def trace_agent(
    wanted: Wanted, months: Sequence[MonthResult], periods: Sequence[PeriodResult], rules: RuleSet
) -> Explanation | None:
    """Everything that was decided about one agent, None when no month has him.

    Args:
        wanted: about whom, and which part of it.
        months: the months, ascending.
        periods: the longer periods, each decided on its months.
        rules: the scheme.
    """
    told = [one for one in months if wanted.period is None or one.month in wanted.period.months]
    stories = [(one, _row(one.agents, wanted.agent_id)) for one in told]
    there = [(one, at) for one, at in stories if at is not None]
    if not there:
        return None
    last, row = there[-1]
    names: dict[str, str] = {}
    for one in told:
        names |= dict(zip(one.agents["agent_id"].tolist(), one.agents["name"].tolist(), strict=True))
    return Explanation(
        agent_id=wanted.agent_id,
        name=str(last.agents["name"].iloc[row]),
        rules=rules,
        inputs=_inputs(told),
        months=tuple(month_explanation(one, at) for one, at in there),
        absent=tuple(one.month for one, at in stories if at is None),
        periods=tuple(_period_explanation(one, wanted.agent_id) for one in _asked(periods, wanted)),
        awards=tuple(_award_stories(wanted, told, periods)),
        names=names,
        ledger=_ledger(told, _asked(periods, wanted)),
    )


def _row(agents: pd.DataFrame, agent_id: str) -> int | None:
    found = np.flatnonzero(agents["agent_id"].to_numpy(dtype=object) == agent_id)
    return int(found[0]) if len(found) else None


def _inputs(months: Sequence[MonthResult]) -> tuple[InputFile, ...]:
    return tuple(dict.fromkeys(source for one in months for source in one.inputs))


def _asked(periods: Sequence[PeriodResult], wanted: Wanted) -> list[PeriodResult]:
    """The requested periods that contain the agent."""
    return [
        one for one in periods if wanted.period in (None, one.period) and _row(one.agents, wanted.agent_id) is not None
    ]


def _ledger(months: Sequence[MonthResult], periods: Sequence[PeriodResult]) -> tuple[LedgerView, ...]:
    views = [*(one.ledger for one in months), *(one.ledger for one in periods)]
    return tuple(view for view in views if view is not None)


# -- a month ----------------------------------------------------------------------------------------------------------


def _site(row: pd.Series[str]) -> str:
    return str(row.get("site", ""))


def month_explanation(result: MonthResult, at: int) -> MonthExplanation:
    """One month of the agent in row ``at``."""
    row, role = result.agents.iloc[at], result.roles.at(at)
    points = tuple(_earned(result, line, at) for line in role.scorecard)
    return MonthExplanation(
        month=result.month,
        rules=result.rules,
        role=str(row["role"]),
        project=str(row["project"]),
        team=str(row["team"]),
        qualified=bool(row["qualified"]),
        eligible=bool(row["eligible"]),
        score=Fraction(int(row["score"]), 100),
        total=sum((one.share for one in points), Fraction(0)),
        standing=_standing(result.agents, at),
        criteria=tuple(
            Judged(
                line,
                int(result.status[line.metric][at]),
                *_value(result, line.metric, at),
                few=result.too_few(line.metric, at),
            )
            for line in role.must
        ),
        eligibility=tuple(
            _judged(result, line, at)
            for line in result.rules.eligible
            if line.scope.holds(str(row["team"]), str(row["project"]), _site(row))
        ),
        points=points,
        place=_place(row),
        parts=tuple((result.rules.parts[name], decided, at) for name, decided in result.parts.items()),
        own=_own(result, at),
    )


def _earned(result: MonthResult, line: ScoreLine, at: int) -> Earned:
    """What the agent earned with a line of the scorecard."""
    value, source = _value(result, line.metric, at)
    earned = Fraction(0 if line.left_out else int(result.points[line.metric][at]), 100)
    own, few = _own_target(result, line, at), result.too_few(line.metric, at)
    return Earned(line, value, earned, line.weight * earned / 100, source, target=own, few=few)


def _place(row: pd.Series[str]) -> str:
    """Where an agent's row stands; of a table of a database, whose rows have no numbers, its name."""
    return f"{row['file']}!{row['sheet']}!{row['row']}" if row["sheet"] else str(row["file"])


def _own(result: MonthResult, at: int) -> Fraction | None:
    """The score of the scorecard where it is not the one that counts."""
    if result.own_scores is None or result.own_scores[at] == result.agents["score"].iloc[at]:
        return None
    return Fraction(int(result.own_scores[at]), 100)


def _own_target(result: MonthResult, line: ScoreLine, at: int) -> Fraction | None:
    """The agent's own target of a line that goes by it."""
    target = result.target(line.metric, at)
    return target if line.method.for_target(target) != line.method else None


def _value(result: MonthResult, metric: str, at: int) -> tuple[Fraction | None, str]:
    """A metric's value and the address of its cell."""
    if metric not in result.metrics:
        return None, ""
    return result.metrics[metric][at], result.sources.of(metric, [at])[0]


def _judged(result: MonthResult, criterion: Criterion, at: int) -> Judged:
    """A criterion of eligibility, as ``score_month`` holds it against its standard."""
    value, source = _value(result, criterion.metric, at)
    met = bool(meets(Exact.from_fractions([value]), criterion)[0])
    return Judged(
        criterion,
        PASS if met else NO_DATA if value is None else FAIL,
        value,
        source,
        result.too_few(criterion.metric, at),
    )


def _standing(agents: pd.DataFrame, at: int) -> Placing | None:
    """The rank of a row within its project, and the scores beside it."""
    rank, project = int(agents["rank"].iloc[at]), agents["project"].iloc[at]
    if rank == 0:
        return None
    rivals = agents[(agents["project"] == project) & (agents["rank"] > 0)].sort_values("rank", kind="stable")
    above, below = rivals[rivals["rank"] < rank], rivals[rivals["rank"] > rank]
    return Placing(
        rank=rank,
        ranked=len(rivals),
        above=Fraction(int(above["score"].iloc[-1]), 100) if len(above) else None,
        below=Fraction(int(below["score"].iloc[0]), 100) if len(below) else None,
        above_id=str(above["agent_id"].iloc[-1]) if len(above) else None,
        shared=int((rivals["rank"] == rank).sum()),
    )


# -- a longer period --------------------------------------------------------------------------------------------------


def _period_explanation(result: PeriodResult, agent_id: str) -> PeriodExplanation:
    at = _row(result.agents, agent_id)
    row, scores = result.agents.iloc[at or 0], result.scores[at or 0].tolist()
    return PeriodExplanation(
        period=result.period,
        scores=tuple((month, _points(score)) for month, score in zip(result.months, scores, strict=True)),
        score=_points(int(row["score"])),
        months_qualified=int(row["months_qualified"]),
        standing=_standing(result.agents, at or 0),
        project=str(row["project"]),
    )


def _points(hundredths: int) -> Fraction | None:
    return None if hundredths < 0 else Fraction(hundredths, 100)


# -- awards -----------------------------------------------------------------------------------------------------------


def _award_stories(
    wanted: Wanted, months: Sequence[MonthResult], periods: Sequence[PeriodResult]
) -> Iterator[AwardExplanation]:
    """Every award that is asked for, months and longer periods in the order of their ends."""
    found: dict[Period, MonthResult | PeriodResult] = {Period.of_month(one.month): one for one in months}
    found |= {one.period: one for one in periods}
    teams = {one.month: _team(one, wanted.agent_id) for one in months}
    for period, result in sorted(found.items(), key=lambda item: item[0]):
        if wanted.period not in (None, period) or _row(result.agents, wanted.agent_id) is None:
            continue
        for award in result.rules.awards_of(period.kind):
            if wanted.award in (None, award.id) and _is_held(award, result):
                told = award_stories(award, period, result, wanted.agent_id, _latest(teams, period))
                yield from (one for one in told if wanted.award or _is_about(award, one))


def _is_about(award: Award, story: AwardExplanation) -> bool:
    """False for an award that the agent had nothing to do with, as a contest that others entered."""
    return story.missed is None or asked(award.condition).is_about(story.missed)


def _is_held(award: Award, result: MonthResult | PeriodResult) -> bool:
    """False for an award of a part of which there was nothing to decide."""
    given = (*result.awards, *(one.given for one in result.withheld))
    return not award.part or award.id in result.trace or any(one.award == award.id for one in given)


def _team(result: MonthResult, agent_id: str) -> str:
    at = _row(result.agents, agent_id)
    return "" if at is None else str(result.agents["team"].iloc[at])


def _latest(teams: Mapping[Month, str], period: Period) -> str:
    return next((teams[month] for month in reversed(period.months) if teams.get(month)), "")


def award_stories(
    award: Award, period: Period, result: MonthResult | PeriodResult, agent_id: str, team: str
) -> Iterator[AwardExplanation]:
    """The outcome of one award for one agent; of a team award, that of the agent's team."""
    is_team = award.winner == "team"
    own = [
        given
        for given in result.awards
        if given.award == award.id and _winner(given) == (team if is_team else agent_id)
    ]
    about = team if is_team else None
    for given in own:
        yield AwardExplanation(award.id, period, result.rules, about, given.within, given=given, taken=(given,))
    stopped = [
        one
        for one in result.withheld
        if one.given.award == award.id and _winner(one.given) == (team if is_team else agent_id)
    ]
    for one in stopped:
        yield AwardExplanation(award.id, period, result.rules, about, one.given.within, withheld=one)
    if own or stopped:
        return
    otherwise = MissedReason.PUBLISHED if result.published else MissedReason.KEPT_OUT
    missed = _missed(result.trace.get(award.id), team if is_team else agent_id, otherwise)
    group = ((award.within, missed.group),) if award.within and missed.group else ()
    taken = tuple(one for one in result.awards if one.award == award.id and one.within == group)
    gap = None if missed.value is None or missed.needed is None else abs(missed.needed - missed.value)
    yield AwardExplanation(award.id, period, result.rules, about, group, missed=missed, taken=taken, margin=gap)


def _winner(given: AwardGiven) -> str | None:
    return given.team if given.agent_id is None else given.agent_id


def _missed(why: Why | None, who: str, otherwise: MissedReason) -> Missed:
    if not who:
        return Missed(MissedReason.NO_TEAM)
    return (why(who) if why else None) or Missed(otherwise)
