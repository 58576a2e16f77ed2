"""Who has which place by a figure: candidates, places, ties, who came close, what was missed; all exact."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.conditions.figures import FigureColumn, column_of
from ccmotivate.conditions.ranking import competition_ranks, sort_keys
from ccmotivate.conditions.result import ABSENT, MOST_CLOSE, ConditionResult, Key, WinFacts
from ccmotivate.model.award_rules import Award, Figure
from ccmotivate.model.exact import Exact
from ccmotivate.model.reasons import CloseReason, Missed, MissedReason
from ccmotivate.model.results import Behind, Close, TieNote
from ccmotivate.model.rules import RuleSet

if TYPE_CHECKING:
    from ccmotivate.conditions.context import AwardContext
    from ccmotivate.conditions.rank_terms import RankTerms

Ints = NDArray[np.int64]


class Candidates(Struct, frozen=True):
    """Who runs: names and ids, group numbers (``ABSENT``: not a candidate), a figure by each id."""

    ids: list[str]
    groups: Ints
    group_names: list[str]
    figures: Mapping[str, FigureColumn]
    members: Ints | None = None


class _Group(Struct, frozen=True):
    """The candidates of one group in the order of their places, with those places; the first ``cut`` of them win."""

    rows: Ints
    places: Ints
    cut: int

    @property
    def last(self) -> int:
        """The first of those who have the last place that wins."""
        return int(self.rows[np.searchsorted(self.places, self.places[self.cut - 1])])

    @property
    def behind(self) -> Ints:
        """Who has no place that wins."""
        return self.rows[self.cut :]

    @property
    def first_behind(self) -> Ints:
        """Those of them who are nearest."""
        if self.cut == len(self.rows):
            return self.behind
        return self.rows[self.cut : np.searchsorted(self.places, self.places[self.cut], side="right")]

    def sharing(self, place: int) -> int:
        """How many have this place."""
        start, end = np.searchsorted(self.places, [place, place + 1])
        return int(end - start)


class _Places(Struct, frozen=True):
    """Everybody placed: sort keys of the figure and of each tie-breaker (smallest is best), final places (0: none).

    ``groups`` are the candidates by the number of their group.
    """

    main: Ints
    breakers: list[Ints]
    final: Ints
    groups: list[_Group]


def ranked(rank: RankTerms, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:
    """The award decided by rank; all figures exact."""
    if award.winner == "team":
        return among(team_candidates(rank, award, context), rank, award, context)
    return among(agent_candidates(rank, award, context, rules), rank, award, context)


def among(candidates: Candidates, rank: RankTerms, award: Award, context: AwardContext) -> ConditionResult:
    """The award decided by rank among these candidates."""
    column = candidates.figures[rank.by]
    main = sort_keys(column.values.order_keys(), rank.best)
    breakers = [sort_keys(candidates.figures[tie.by].values.order_keys(), tie.best) for tie in rank.then]
    final = competition_ranks(candidates.groups, [main, *breakers], dense=rank.ranks == "dense")
    places = _Places(main, breakers, final, _groups(candidates, final, rank.places))
    ties = _ties(rank, candidates, places)
    winners = np.flatnonzero((places.final >= 1) & (places.final <= rank.places)).tolist()
    wins = {
        (at, candidates.group_names[candidates.groups[at]]): _wins(rank, context, candidates, places, ties, at)
        for at in winners
    }
    return ConditionResult(
        wins=wins,
        candidates=int((candidates.groups >= 0).sum()),
        ties=tuple({id(tie): tie for tie in ties.values()}.values()),
        close=tuple(_close(rank, award, candidates, places)),
        left_out=column.left_out,
        team_names=tuple(candidates.ids) if award.winner == "team" else (),
        why=partial(_missed, rank, award, context, candidates, places),
    )


# -- candidates -------------------------------------------------------------------------------------------------------


def agent_candidates(rank: RankTerms, award: Award, context: AwardContext, rules: RuleSet) -> Candidates:
    """Agents as candidates: by eligibility, role and the metrics they must have, with the figure that ranks them."""
    may = context.may(award)
    groups, names = context.throughout(award.within)
    may &= groups != ABSENT
    wanted: list[Figure] = [rank.figure, *(tie.figure for tie in rank.then)]
    figures = {figure.id: column_of(figure, context, rules, award, may) for figure in wanted}
    may &= ~figures[rank.by].values.missing
    if rank.above is not None:
        may &= figures[rank.by].values > rank.above
    return Candidates(context.ids, np.where(may, groups, ABSENT).astype(np.int64), names, figures)


def team_candidates(rank: RankTerms, award: Award, context: AwardContext) -> Candidates:
    """Teams as candidates: one name is one team, whatever the project; all members count, each month as it was.

    A team's mean is that of own scores, before mentees count for their mentors.
    """
    codes, names = context.codes("team")
    sizes = np.stack([np.bincount(month[month >= 0], minlength=len(names)) for month in codes.T], axis=1)
    flat = codes.ravel()
    there = flat >= 0
    total, qualified = (np.zeros(len(names), dtype=np.int64) for _ in range(2))
    np.add.at(total, flat[there], context.own_scores().ravel()[there])
    np.add.at(qualified, flat[there], context.numbers("qualified").ravel()[there])
    count = Exact.from_ints(sizes.sum(axis=1).astype(np.int64))
    figures = {
        "mean_score": FigureColumn((Exact.from_ints(total, den=100) / count).rounded(2)),
        "share_qualified": FigureColumn((Exact.from_ints(qualified) * 100 / count).rounded(2)),
    }
    named = [bool(name) and (not award.scope.teams or name in award.scope.teams) for name in names]
    large = (sizes >= award.min_members).all(axis=1) & np.array(named, dtype=bool)
    if rank.above is not None:
        large &= figures[rank.by].values > rank.above
    return Candidates(names, np.where(large, 0, ABSENT).astype(np.int64), [""], figures, sizes[:, -1].astype(np.int64))


# -- places -----------------------------------------------------------------------------------------------------------


def _groups(candidates: Candidates, final: Ints, places: int) -> list[_Group]:
    """The candidates by group; equal places in the order of the agents."""
    order = np.lexsort((final, candidates.groups))
    starts = np.searchsorted(candidates.groups[order], np.arange(len(candidates.group_names) + 1))
    members = [order[start:end] for start, end in pairwise(starts.tolist())]
    return [_Group(rows, final[rows], int(np.searchsorted(final[rows], places, side="right"))) for rows in members]


def _ties(rank: RankTerms, candidates: Candidates, places: _Places) -> dict[int, TieNote]:
    """The tie that each candidate is part of, for ties that touch a place."""
    top = competition_ranks(candidates.groups, [places.main], dense=rank.ranks == "dense")
    near = np.flatnonzero((top >= 1) & (top <= rank.places))
    sets: dict[tuple[int, int], list[int]] = {}
    for at in near.tolist():
        sets.setdefault((int(candidates.groups[at]), int(places.main[at])), []).append(at)
    notes: dict[int, TieNote] = {}
    for members in sets.values():
        if len(members) > 1:
            notes |= dict.fromkeys(members, _tie(rank, candidates, places, members))
    return notes


def _tie(rank: RankTerms, candidates: Candidates, places: _Places, members: list[int]) -> TieNote:
    """One tie: who was equal, and the first tie-breaker that told at least two of them apart."""
    ordered = sorted(members, key=lambda at: (int(places.final[at]), at))
    which = next((n for n, keys in enumerate(places.breakers) if len({int(keys[at]) for at in ordered}) > 1), None)
    by = None if which is None else rank.then[which].by
    return TieNote(
        members=tuple(candidates.ids[at] for at in ordered),
        figure=candidates.figures[rank.by].values[ordered[0]] or Fraction(0),
        places=tuple(int(places.final[at]) for at in ordered),
        decided_by=by,
        figures=() if by is None else tuple(candidates.figures[by].values[at] for at in ordered),
    )


def _wins(
    rank: RankTerms,
    context: AwardContext,
    candidates: Candidates,
    places: _Places,
    ties: Mapping[int, TieNote],
    at: int,
) -> WinFacts:
    place = int(places.final[at])
    group = places.groups[candidates.groups[at]]
    column = candidates.figures[rank.by]
    shares = [(name, share[at]) for name, share in column.parts]
    return WinFacts(
        rank=place,
        figure=rank.by,
        score=column.values[at],
        candidates=len(group.rows),
        tied=group.sharing(place) > 1,
        tie=ties.get(at),
        next_figure=column.values[int(group.behind[0])] if len(group.behind) else None,
        behind=_behind(rank.figure, context, at) if candidates.members is None else (),
        parts=tuple((name, share) for name, share in shares if share is not None),
        members=None if candidates.members is None else int(candidates.members[at]),
    )


def _behind(figure: Figure, context: AwardContext, at: int) -> tuple[Behind, ...]:
    """The months behind a figure of a longer period: scores, or values of its metric."""
    if len(context.months) == 1 or figure.name == "index":
        return ()
    if figure.name == "score":
        scores = context.numbers("score")[at].tolist()
        values = [None if score < 0 else Fraction(score, 100) for score in scores]
    else:
        values = [column[at] for column in context.metric(figure.name)]
    return tuple(Behind(str(month.month), value) for month, value in zip(context.months, values, strict=True))


def _close(rank: RankTerms, award: Award, candidates: Candidates, places: _Places) -> list[tuple[Key, Close]]:
    """The first ones without a place in each group, against the figure of the last place."""
    values = candidates.figures[rank.by].values
    found: list[tuple[Key, Close]] = []
    for number, name in enumerate(candidates.group_names):
        group = places.groups[number]
        for at in group.first_behind[:MOST_CLOSE].tolist():
            needed = values[group.last]
            found.append(((at, name), _close_one(rank, award, candidates, at, name, needed)))
    return found


def _close_one(
    rank: RankTerms, award: Award, candidates: Candidates, at: int, name: str, needed: Fraction | None
) -> Close:
    is_team = candidates.members is not None
    return Close(
        award=award.id,
        within=((award.within, name),) if award.within else (),
        agent_id=None if is_team else candidates.ids[at],
        name="",
        team=candidates.ids[at] if is_team else "",
        why=CloseReason.BEHIND,
        figure=rank.by,
        value=candidates.figures[rank.by].values[at],
        needed=needed,
    )


# -- why not ----------------------------------------------------------------------------------------------------------


def _missed(
    rank: RankTerms, award: Award, context: AwardContext, candidates: Candidates, places: _Places, at: int
) -> Missed | None:
    """What one agent (or team) missed first: a demand, the group, a figure, the place."""
    if candidates.groups[at] == ABSENT:
        return (
            _no_team(rank, award, candidates, at)
            if candidates.members is not None
            else _no_candidate(rank, award, context, candidates, at)
        )
    if places.final[at] <= rank.places:
        return None
    group = places.groups[candidates.groups[at]]
    other = group.last
    figures = candidates.figures
    told = Missed(
        why=MissedReason.BEHIND,
        group=candidates.group_names[candidates.groups[at]],
        figure=rank.by,
        value=figures[rank.by].values[at],
        needed=figures[rank.by].values[other],
        rank=int(places.final[at]),
        tied=group.sharing(int(places.final[at])) > 1,
        candidates=len(group.rows),
        rival=candidates.ids[other],
        level=[keys[at] for keys in places.breakers] <= [keys[other] for keys in places.breakers],
    )
    if told.value != told.needed:
        return told
    which = next(n for n, keys in enumerate(places.breakers) if keys[at] != keys[other])
    by = rank.then[which].by
    pair = figures[by].values[at], figures[by].values[other]
    return replace(told, why=MissedReason.TIE, breaker=by, breaker_value=pair[0], breaker_needed=pair[1])


def _no_candidate(rank: RankTerms, award: Award, context: AwardContext, candidates: Candidates, at: int) -> Missed:
    lacking = context.lacking(award, at) or context.out_of_group(award.within, at)
    if lacking is not None:
        return lacking
    gone = np.flatnonzero(context.place[at] == ABSENT)
    if len(gone):
        month = str(context.months[gone[0]].month)
        return Missed(MissedReason.ABSENT, period=month, month=month, group=context.latest(award.within, at))
    group = context.latest(award.within, at)
    return _not_above(rank, candidates, at, group) or Missed(MissedReason.NO_FIGURE, figure=rank.by, group=group)


def _not_above(rank: RankTerms, candidates: Candidates, at: int, group: str = "") -> Missed | None:
    """That a figure is not above what is asked for."""
    value = candidates.figures[rank.by].values[at]
    if value is None or rank.above is None or value > rank.above:
        return None
    return Missed(MissedReason.NOT_ABOVE, figure=rank.by, value=value, needed=rank.above, group=group)


def _no_team(rank: RankTerms, award: Award, candidates: Candidates, at: int) -> Missed:
    members = None if candidates.members is None else int(candidates.members[at])
    small = members is not None and members < award.min_members
    below = None if small or not candidates.ids[at] else _not_above(rank, candidates, at)
    if below is not None and (not award.scope.teams or candidates.ids[at] in award.scope.teams):
        return below
    return Missed(
        MissedReason.SMALL if small else MissedReason.SCOPE, metric="team", rank=members, times=award.min_members
    )
