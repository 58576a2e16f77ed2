"""Scores of mentors blended with those of their mentees, in days of a month.

score = own + share × d/D × (M - standard), at least 0, half-up to 2 decimals; M = Σ days × mentee's own score ÷ Σ days;
d days of the month on which at least one counted mentee is mentored, D days of the month (people.md §6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools, half_up
from ccmotivate.model.ids import in_order
from ccmotivate.model.roster import last_day
from ccmotivate.model.scored_month import ScoredMonth
from ccmotivate.parts.mentoring.rules import SHEET, MentoringSettings
from ccmotivate.parts.mentoring.sheets import Pair, pairs_of


class Mentee(Struct, frozen=True):
    """A mentee who counts: days in the month, own score."""

    agent_id: str
    days: int
    score: Fraction


class Blended(Struct, frozen=True):
    """A mentor with at least one mentee who counts: ``days`` of the month with any, ``mean`` of their scores."""

    own: Fraction
    mentees: tuple[Mentee, ...]
    days: int
    of_days: int
    mean: Fraction
    score: Fraction


class MonthBlend(Struct, frozen=True):
    """The mentors of a month by position, and the mentees who do not count."""

    mentors: Mapping[int, Blended]
    uncounted: tuple[str, ...]


def blended(settings: MentoringSettings, month: ScoredMonth) -> MonthBlend:
    """Every mentor of the month."""
    end = last_day(month.month)
    first, last = end.replace(day=1).toordinal(), end.toordinal()
    there = [pair for pair in pairs_of(month.sheets.rows[SHEET]) if pair.first <= last and pair.last >= first]
    at = {agent: place for place, agent in enumerate(month.agents["agent_id"].tolist())} if there else {}
    counts = _with_figures(month) if there else np.zeros(0, dtype=bool)
    gone = {pair.mentee for pair in there if pair.mentee not in at or not counts[at[pair.mentee]]}
    of: dict[int, list[Pair]] = defaultdict(list)
    for pair in there:
        if pair.mentee not in gone and pair.mentor in at:
            of[at[pair.mentor]].append(pair)
    scores = {agent: Fraction(int(month.scores[place]), 100) for agent, place in at.items()}
    made = {
        place: _blended(settings, Fraction(int(month.scores[place]), 100), pairs, scores, (first, last))
        for place, pairs in sorted(of.items())
    }
    return MonthBlend(made, tuple(in_order(gone)))


def _with_figures(month: ScoredMonth) -> Bools:
    """Who has data in at least one metric of the scorecard."""
    known = np.zeros(len(month.scores), dtype=bool)
    for key, role in month.roles.roles.items():
        at = month.roles.keys == key
        for line in role.scorecard:
            if line.metric in month.metrics:
                known |= at & ~month.metrics[line.metric].missing
    return known


def _blended(
    settings: MentoringSettings,
    own: Fraction,
    pairs: Sequence[Pair],
    scores: Mapping[str, Fraction],
    month: tuple[int, int],
) -> Blended:
    first, last = month
    days: dict[str, int] = defaultdict(int)
    busy: NDArray[np.bool_] = np.zeros(last - first + 1, dtype=bool)
    for pair in pairs:
        start, stop = max(pair.first, first), int(min(pair.last, last))
        days[pair.mentee] += stop - start + 1
        busy[start - first : stop - first + 1] = True
    mentees = tuple(Mentee(agent, days[agent], scores[agent]) for agent in in_order(days))
    mean = sum((one.days * one.score for one in mentees), Fraction(0)) / sum(days.values())
    count = int(busy.sum())
    change = settings.share * Fraction(count, len(busy)) * (mean - settings.standard)
    return Blended(own, mentees, count, len(busy), mean, max(half_up(own + change), Fraction(0)))
