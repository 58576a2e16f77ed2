"""``rank``: the first places by a figure, among agents or teams.

In a rule file: ``rank: {by: score, places: 3, then: [{error_rate: low}]}``. Agents rank by ``score`` or any metric;
teams by ``mean_score`` or ``share_qualified``. Equal figures are told apart by the tie-breakers in turn; who is still
equal shares the place, and each gets its prize.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.engine.ranking import competition_ranks, sort_keys
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, NotGiven, TieNote
from ccmotivate.model.rules import Award, Who


@dataclass(frozen=True, slots=True)
class Field:
    """What an award is decided on: the month's agents (as in ``MonthResult.agents``) and their metrics."""

    month: Month
    agents: pd.DataFrame
    metrics: Mapping[str, Exact]


@dataclass(frozen=True, slots=True)
class AwardOutcome:
    """An award decided: winners in order, every tie that touches a place, or why nobody won."""

    given: tuple[AwardGiven, ...] = ()
    ties: tuple[TieNote, ...] = ()
    not_given: NotGiven | None = None


@dataclass(frozen=True, slots=True)
class _Runners:
    """Who runs for an award: ids, names and so on by column, group numbers (-1: not a candidate), figures by name."""

    columns: Mapping[str, list[str]]
    groups: NDArray[np.int64]
    group_names: list[str]
    figures: Mapping[str, Exact]
    members: NDArray[np.int64] | None = None


def decide(award: Award, field: Field) -> AwardOutcome:
    """Decide one award of one month."""
    absent = [name for name in award.need if name not in field.metrics or field.metrics[name].missing.all()]
    if absent:
        return AwardOutcome(not_given=NotGiven(award.id, "no-column", absent[0]))
    runners = _teams(award, field) if award.winner == "team" else _agents(award, field)
    if not (runners.groups >= 0).any():
        return AwardOutcome(not_given=NotGiven(award.id, "no-candidates"))
    return _ranked(award, field.month, runners)


# -- candidates -------------------------------------------------------------------------------------------------------


def _agents(award: Award, field: Field) -> _Runners:
    """Agents as candidates: by eligibility, role and the metrics they must have."""
    agents = field.agents
    may: Bools = np.ones(len(agents), dtype=bool)
    if award.who is not Who.EVERYONE:
        may &= agents[award.who.value].to_numpy(dtype=bool)
    if award.roles:
        may &= agents["role"].isin(award.roles).to_numpy(dtype=bool)
    for name in award.need:
        may &= ~field.metrics[name].missing
    scores = Exact.from_ints(agents["score"].to_numpy(dtype=np.int64), den=100)
    figures = {"score": scores, **field.metrics}
    for name in (award.rank.by, *(tie.by for tie in award.rank.then)):
        figures.setdefault(name, Exact.empty(len(agents)))
    may &= ~figures[award.rank.by].missing
    groups, names = _within(award, agents, may)
    columns = {name: agents[name].tolist() for name in ("agent_id", "name", "project", "team")}
    return _Runners(columns, groups, names, figures)


def _within(award: Award, agents: pd.DataFrame, may: Bools) -> tuple[NDArray[np.int64], list[str]]:
    """Group numbers in the order of the groups' names; agents without a team are in no team's group."""
    if award.within is None:
        return np.where(may, 0, -1), [""]
    codes, names = pd.factorize(agents[award.within], sort=True)
    blank = (agents[award.within] == "").to_numpy(dtype=bool)
    return np.where(may & ~blank, codes, -1).astype(np.int64), [str(name) for name in names]


def _teams(award: Award, field: Field) -> _Runners:
    """Teams as candidates: one name is one team, whatever the project; all members count."""
    agents = field.agents
    codes, names = pd.factorize(agents["team"], sort=True)
    size = np.bincount(codes, minlength=len(names)) if len(names) else np.zeros(0, dtype=np.int64)
    total = np.zeros(len(names), dtype=np.int64)
    qualified = np.zeros(len(names), dtype=np.int64)
    np.add.at(total, codes, agents["score"].to_numpy(dtype=np.int64))
    np.add.at(qualified, codes, agents["qualified"].to_numpy(dtype=np.int64))
    count = Exact.from_ints(size)
    figures = {
        "mean_score": (Exact.from_ints(total, den=100) / count).rounded(2),
        "share_qualified": (Exact.from_ints(qualified) * 100 / count).rounded(2),
    }
    teams = [str(name) for name in names]
    large = (size >= award.min_members) & np.array([bool(name) for name in teams], dtype=bool)
    blank = [""] * len(teams)
    columns = {"agent_id": blank, "name": blank, "project": blank, "team": teams}
    return _Runners(columns, np.where(large, 0, -1).astype(np.int64), [""], figures, size)


# -- places -----------------------------------------------------------------------------------------------------------


def _ranked(award: Award, month: Month, runners: _Runners) -> AwardOutcome:
    rank = award.rank
    main = sort_keys(runners.figures[rank.by].order_keys(), rank.best)
    breakers = [sort_keys(runners.figures[tie.by].order_keys(), tie.best) for tie in rank.then]
    places = competition_ranks(runners.groups, [main, *breakers])
    ties = _ties(award, runners, main, breakers, places)
    winners = np.flatnonzero((places >= 1) & (places <= rank.places))
    order = winners[np.lexsort([winners, places[winners], runners.groups[winners]])]
    given = tuple(_given(award, month, runners, places, ties, int(at)) for at in order)
    return AwardOutcome(given, tuple(dict.fromkeys(ties.values())))


def _ties(
    award: Award,
    runners: _Runners,
    main: NDArray[np.int64],
    breakers: list[NDArray[np.int64]],
    places: NDArray[np.int64],
) -> dict[int, TieNote]:
    """The tie that each candidate is part of, for ties that touch a place."""
    top = competition_ranks(runners.groups, [main])
    near = np.flatnonzero((top >= 1) & (top <= award.rank.places))
    sets: dict[tuple[int, int], list[int]] = {}
    for at in near.tolist():
        sets.setdefault((int(runners.groups[at]), int(main[at])), []).append(at)
    notes: dict[int, TieNote] = {}
    ids = runners.columns["team" if award.winner == "team" else "agent_id"]
    for members in sets.values():
        if len(members) < 2:
            continue
        ordered = sorted(members, key=lambda at: (int(places[at]), at))
        which = next((n for n, keys in enumerate(breakers) if len({int(keys[at]) for at in ordered}) > 1), None)
        by = None if which is None else award.rank.then[which].by
        note = TieNote(
            members=tuple(ids[at] for at in ordered),
            figure=runners.figures[award.rank.by][ordered[0]] or Fraction(0),
            places=tuple(int(places[at]) for at in ordered),
            decided_by=by,
            figures=() if by is None else tuple(runners.figures[by][at] for at in ordered),
        )
        notes |= dict.fromkeys(ordered, note)
    return notes


def _given(
    award: Award,
    month: Month,
    runners: _Runners,
    places: NDArray[np.int64],
    ties: Mapping[int, TieNote],
    at: int,
) -> AwardGiven:
    place, group = int(places[at]), int(runners.groups[at])
    rivals = np.flatnonzero(runners.groups == group)
    behind = rivals[places[rivals] > award.rank.places]
    following = behind[np.argmin(places[behind])] if len(behind) else None
    figure = runners.figures[award.rank.by]
    columns = runners.columns
    return AwardGiven(
        award=award.id,
        period=str(month),
        within=((award.within, runners.group_names[group]),) if award.within else (),
        rank=place,
        agent_id=None if award.winner == "team" else columns["agent_id"][at],
        name=columns["name"][at],
        project=columns["project"][at],
        team=columns["team"][at],
        score=figure[at] or Fraction(0),
        figure=award.rank.by,
        candidates=len(rivals),
        tied=int((places[rivals] == place).sum()) > 1,
        tie=ties.get(at),
        next_figure=None if following is None else figure[int(following)],
        prize=award.prize(place),
        members=None if runners.members is None else int(runners.members[at]),
    )
