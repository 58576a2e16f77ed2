"""Decisions closer than the data's precision: margins no larger than what rounding of the input data can change.

For each place that changes a prize, or whether there is one, the candidate ahead is compared with the next. A value
written in steps (``precision.py``) is off by up to half a step; one metric of one month of both candidates is varied by
that. A margin of exactly that size is safe, as rounding keeps the order; where the figure is itself rounded, its last
digit is added to the tolerance. A lead of at most that last digit is reported too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from ccmotivate.conditions.figures import fold
from ccmotivate.engine.fairness.material import Contest, Material, winner_id
from ccmotivate.engine.fairness.precision import (
    Effect,
    Steps,
    finest_steps,
    larger,
    metric_effects,
    rows_by_id,
    scaled,
    score_effects,
)
from ccmotivate.model.award_rules import Figure, IndexPart
from ccmotivate.model.fairness import CloseCall, Finding, FindingKind
from ccmotivate.model.ids import natural_key
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult

KIND = "close_calls"
LAST_DIGIT = Fraction(1, 100)  # of scores, means and indexes, which are rounded to two decimals
_ROUNDED = ("score", "mean_score", "share_qualified", "index")


class _Month(Struct, frozen=True):
    """A month with the row of each agent, and what one step moves the scores that are looked at."""

    result: MonthResult
    rows: Mapping[str, int]
    scores: Sequence[Effect | None]
    finest: Steps


_Months = Mapping[Month, _Month]


def look(material: Material) -> FindingKind:
    """Every place that made a difference, and which of them were closer than the data's precision."""
    pairs = [(contest, pair) for contest in material.contests for pair in _pairs(contest)]
    finest = finest_steps(material.months)
    looked_at = {winner for _contest, (ahead, behind, *_place) in pairs for winner in (ahead, behind)}
    months = {month.month: _month(month, finest, looked_at) for month in material.months}
    calls = [call for contest, pair in pairs if (call := _call(months, contest, *pair)) is not None]
    calls.sort(key=lambda call: (not call.lost, call.margin / call.effect))
    lost = tuple(call for call in calls if call.lost)
    found = [Finding("closer-than-data", tuple(calls))] if calls else []
    if lost:
        found += [Finding("closest", (call,)) for call in lost[:3]]
    if pairs and not calls:
        found.append(Finding("none-too-close", ()))
    return FindingKind(KIND, tuple(calls), tuple(found), len(pairs))


def _month(month: MonthResult, finest: Steps, looked_at: Set[str]) -> _Month:
    """A month with the effects on the scores of these agents, and of the members of these teams."""
    asked = month.agents["agent_id"].isin(looked_at) | month.agents["team"].isin(looked_at)
    return _Month(month, rows_by_id(month), score_effects(month, finest, asked.to_numpy(dtype=bool)), finest)


def _pairs(contest: Contest) -> Iterator[tuple[str, str, int, bool]]:
    """Who was ahead, who came next, at which place, and whether the next one went without."""
    won = sorted(contest.winners, key=lambda given: (given.rank or 0, natural_key(winner_id(given))))
    for ahead, behind in pairwise(won):
        figures = contest.figures[winner_id(ahead)], contest.figures[winner_id(behind)]
        if figures[0] != figures[1] and ahead.prize != behind.prize:
            yield winner_id(ahead), winner_id(behind), ahead.rank or 1, False
    rest = set(contest.figures) - set(contest.won)
    best = max if contest.rank.best == "high" else min
    next_best = best((contest.figures[one] for one in rest), default=None)
    if next_best is not None and next_best != contest.figures[winner_id(won[-1])]:
        first = min((one for one in rest if contest.figures[one] == next_best), key=natural_key)
        yield winner_id(won[-1]), first, won[-1].rank or 1, True


def _call(months: _Months, contest: Contest, ahead: str, behind: str, place: int, lost: bool) -> CloseCall | None:
    margin = abs(contest.figures[ahead] - contest.figures[behind])
    effects = _effects(months, contest, (ahead, behind))
    effect = larger(*effects)
    size = sum((one.size for one in effects if one), Fraction(0)) / 2
    rounded = contest.rank.figure.name in _ROUNDED or contest.rank.figure.take == "mean"
    if margin + (LAST_DIGIT if rounded else 0) >= size:
        if not rounded or margin > LAST_DIGIT:
            return None
        effect, size = None, LAST_DIGIT
    return CloseCall(
        period=str(contest.period),
        award=contest.award.id,
        group=contest.group,
        place=place,
        ahead=ahead,
        behind=behind,
        lost=lost,
        figure=contest.rank.by,
        margin=margin,
        metric=effect.metric if effect else None,
        step=effect.step if effect else None,
        effect=size,
    )


def _effects(months: _Months, contest: Contest, pair: Sequence[str]) -> list[Effect | None]:
    """What one step moves the ranking figure of each of the two."""
    figure, its = contest.rank.figure, [months[month] for month in contest.period.months]
    if contest.award.winner == "team":
        return [_team_effect(figure, its, team) for team in pair]
    return [_effect(figure, contest, its, agent) for agent in pair]


def _effect(figure: Figure, contest: Contest, months: Sequence[_Month], agent: str) -> Effect | None:
    best: Effect | None = None
    for month in months:
        at = month.rows.get(agent)
        if at is None:
            continue
        if figure.name == "score":
            found = scaled(month.scores[at], Fraction(1, len(months)))
        elif figure.parts:
            found = _index_effect(figure, contest, months, month, at)
        else:
            share = Fraction(1, len(months)) if figure.take == "mean" else Fraction(1)
            found = scaled(metric_effects(figure.name, month.result, [at], month.finest)[0], share)
        best = larger(best, found)
    return best


def _index_effect(figure: Figure, contest: Contest, months: Sequence[_Month], month: _Month, at: int) -> Effect | None:
    """An index is 100 x the mean of its parts; of the parts that counted, as the winners' reasons list them."""
    counted = {name for given in contest.winners for name, _share in given.parts}
    best: Effect | None = None
    for part in figure.parts:
        if part.id in counted:
            share = Fraction(100, len(counted)) / _whole_of(part, contest, months)
            share *= Fraction(1, len(months)) if part.take == "mean" else 1
            best = larger(best, scaled(metric_effects(part.metric, month.result, [at], month.finest)[0], share))
    return best


def _whole_of(part: IndexPart, contest: Contest, months: Sequence[_Month]) -> Fraction:
    """The denominator of a part: the best candidate's value, or the metric's whole (``share_scale``)."""
    if not part.of_best:
        return Fraction(months[0].result.rules.metrics[part.metric].share_scale)
    columns = [
        month.result.metrics[part.metric].take([month.rows[agent] for agent in contest.figures]) for month in months
    ]
    best = max((value for value in fold(columns, part.take).to_list() if value is not None), default=None)
    return best or Fraction(1)


def _team_effect(figure: Figure, months: Sequence[_Month], team: str) -> Effect | None:
    """Of a mean score, what one step of one member moves; a share of qualified members has no step."""
    if figure.name != "mean_score":
        return None
    best: Effect | None = None
    count = 0
    for month in months:
        members = [at for at, name in enumerate(month.result.agents["team"].tolist()) if name == team]
        count += len(members)
        for at in members:
            best = larger(best, month.scores[at])
    return scaled(best, Fraction(1, count)) if count else None
