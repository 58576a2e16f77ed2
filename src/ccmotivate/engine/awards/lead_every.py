"""``lead_every``: rank 1 by score in every month (or quarter) of the period, within the award's group.

In a rule file: ``lead_every: month``. Ranks are shared, and are among the qualified of the group in that part; the
award goes to who led every part, was eligible in every month, and stayed in one group throughout. Both demands can be
written out: ``lead_every: {each: month, among: qualified, who: eligible}``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ccmotivate.engine.awards.ground import ABSENT, Ground, Part
from ccmotivate.engine.awards.verdict import MOST_CLOSE, Held, Key, Verdict
from ccmotivate.model.exact import Bools
from ccmotivate.model.results import Behind, Close
from ccmotivate.model.rules import Award, LeadEvery, RuleSet

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Race:
    """The parts of a period: in each, everybody's rank (0: none), score in hundredths and group."""

    parts: tuple[Part, ...]
    ranks: Ints
    scores: Ints
    groups: Ints
    names: list[str]


def decide(condition: LeadEvery, award: Award, ground: Ground, _rules: RuleSet) -> Verdict:
    """Who led every part."""
    race = _race(condition, award, ground)
    may = ground.in_every_month(condition.who)
    groups, names = ground.throughout(award.within)
    may &= groups != ABSENT
    led = race.ranks == 1
    winners = np.flatnonzero(may & led.all(axis=1)).tolist()
    ran = may & (race.ranks > 0).all(axis=1)
    whole = ground.score()
    held = {
        (at, names[groups[at]]): Held(
            via="lead_every",
            score=whole[at],
            candidates=int((ran & (groups == groups[at])).sum()),
            behind=tuple(_behind(race, at, number) for number in range(len(race.parts))),
        )
        for at in winners
    }
    return Verdict(held, int(ran.sum()), close=tuple(_close(condition, award, ground, race, led, may)))


def _race(condition: LeadEvery, award: Award, ground: Ground) -> _Race:
    parts = ground.parts_of(condition.each)
    ranks = [ground.ranks(award.within, condition.among, part.months) for part in parts]
    scores = [ground.score(part.months) for part in parts]
    groups = [ground.throughout(award.within, part.months)[0] for part in parts]
    return _Race(
        parts=parts,
        ranks=np.stack(ranks, axis=1),
        scores=np.stack([np.where(score.missing, ABSENT, score.num).astype(np.int64) for score in scores], axis=1),
        groups=np.stack(groups, axis=1),
        names=ground.throughout(award.within)[1],
    )


def _behind(race: _Race, at: int, number: int) -> Behind:
    """One part that was led, and the best of the others."""
    rivals = (race.ranks[:, number] > 0) & (race.groups[:, number] == race.groups[at, number])
    rivals[at] = False
    others = race.scores[rivals, number]
    best = Fraction(int(others.max()), 100) if len(others) else None
    return Behind(str(race.parts[number].period), Fraction(int(race.scores[at, number]), 100), best, rank=1)


def _close(
    condition: LeadEvery, award: Award, ground: Ground, race: _Race, led: Bools, may: Bools
) -> list[tuple[Key, Close]]:
    """Who led some parts but did not win, those with most first, and the first thing that was missing."""
    found: list[tuple[Key, Close]] = []
    for number, name in enumerate(race.names):
        here = led & (race.groups == number)
        counts = here.sum(axis=1)
        lost = np.flatnonzero((counts > 0) & ~(may & led.all(axis=1)))
        for at in lost[np.argsort(-counts[lost], kind="stable")][:MOST_CLOSE].tolist():
            met = tuple(str(part.period) for part, yes in zip(race.parts, here[at], strict=True) if yes)
            found.append(((at, name), _missing(condition, award, ground, race, (at, number), met)))
    return found


def _missing(
    condition: LeadEvery, award: Award, ground: Ground, race: _Race, place: tuple[int, int], met: tuple[str, ...]
) -> Close:
    """The first thing that was missing: there, in the group, qualified, in front, eligible."""
    at, number = place

    def told(why: str, period: str, value: Fraction | None = None, needed: Fraction | None = None) -> Close:
        within = ((award.within, race.names[number]),) if award.within else ()
        return Close(award.id, within, ground.ids[at], "", "", why, "score", value, needed, period, met)

    months = [str(month.month) for month in ground.months]
    absent = np.flatnonzero(ground.place[at] == ABSENT)
    if len(absent):
        return told("absent", months[absent[0]])
    if award.within:
        elsewhere = np.flatnonzero(ground.codes(award.within)[0][at] != number)
        if len(elsewhere):
            return told("moved", months[elsewhere[0]])
    for turn, part in enumerate(race.parts):
        if race.ranks[at, turn] == 0:
            return told(f"not_{condition.among}", str(part.period))
        if race.ranks[at, turn] > 1:
            rivals = (race.ranks[:, turn] == 1) & (race.groups[:, turn] == number)
            best = Fraction(int(race.scores[rivals, turn].max()), 100)
            return told("behind", str(part.period), Fraction(int(race.scores[at, turn]), 100), best)
    lacking = np.flatnonzero(ground.numbers(condition.who.value)[at] != 1)
    return told(f"not_{condition.who}", months[lacking[0]])
