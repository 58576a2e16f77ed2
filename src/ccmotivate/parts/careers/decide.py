"""Who may take the next step: ten conditions, and competitions for the vacancies (people.md §5).

``promotion`` decides as of a month over the months of a window, from wherever they come; ``decide`` does so for a month
that is scored, with the months before it that the run or the ledger has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import FAIL, NO_DATA, NOT_ASKED, PASS, MonthFacts, MonthResult
from ccmotivate.model.roster import UNKNOWN, RosterValues, tenures
from ccmotivate.parts.careers.competing import Competition, competitions
from ccmotivate.parts.careers.rules import GRADE, WANTED, CareersSettings
from ccmotivate.parts.careers.sheets import vacancies_of

NONE = -1  # no position
Places = NDArray[np.intp]
"""Places of positions in the order of the rules, ``NONE`` for none."""


class Condition(StrEnum):
    """What a step asks, in the order of the text."""

    TENURE = "tenure"
    CHARACTER = "character"
    FIT = "fit"
    LEVEL_BEFORE = "level_before"
    ABILITY_AFTER = "ability_after"
    VACANCY = "vacancy"
    WISH = "wish"
    ROTATION = "rotation"
    MEAN_SCORE = "mean_score"
    QUALIFIED_MONTHS = "qualified_months"


class Status(StrEnum):
    """Where somebody stands; the first that holds."""

    NO_GRADE = "no_grade"
    TOP = "top"
    UNREACHABLE = "unreachable"
    NO_WISH = "no_wish"
    NOT_READY = "not_ready"
    READY = "ready"
    PROPOSED = "proposed"
    TIED = "tied"
    OUTRANKED = "outranked"


STATUSES = tuple(Status)
_CODES = {status: code for code, status in enumerate(STATUSES)}
_OF_ROSTER = {
    Condition.CHARACTER: "character",
    Condition.FIT: "fit",
    Condition.LEVEL_BEFORE: "level_before",
    Condition.ABILITY_AFTER: "ability_after",
    Condition.WISH: "wants_promotion",
    Condition.ROTATION: "rotations",
}


class Asked(Struct, frozen=True):
    """A condition of everybody: the value, what is needed (missing: nothing), ``PASS FAIL NO_DATA NOT_ASKED``."""

    value: Exact
    needed: Exact
    status: NDArray[np.int8]


class Window(Struct, frozen=True):
    """What the months of the window say of each person: scores in sum, months there and qualified, contributions."""

    months: tuple[Month, ...]
    total: NDArray[np.int64]  # hundredths
    there: NDArray[np.int64]
    qualified: NDArray[np.int64]
    tie_breaker: Exact


class CareersResult(Struct, frozen=True):
    """Where everybody stands as of a month, aligned with its agents.

    ``grade`` and ``target`` are places of positions, ``status`` places in ``STATUSES``, ``rank`` 0 for who is in no
    competition. ``vacancies`` are by position, None where no month has the sheet; ``roster_month`` is where the roster
    comes from.
    """

    settings: CareersSettings
    facts: MonthFacts
    roster_month: Month | None
    window: Window
    grade: Places
    target: Places
    asked: Mapping[Condition, Asked]
    status: NDArray[np.int8]
    rank: NDArray[np.int64]
    vacancies: Mapping[str, int] | None
    competitions: tuple[Competition, ...]

    @property
    def month(self) -> Month:
        """The month as of whose end it is decided."""
        return self.facts.month

    @property
    def ids(self) -> list[str]:
        """The agent ids."""
        return list(self.facts.agents["agent_id"].tolist())

    def status_of(self, at: int) -> Status:
        """Where the person at this position stands."""
        return STATUSES[int(self.status[at])]

    def position(self, places: Places, at: int) -> str | None:
        """The id of somebody's grade or target."""
        return None if places[at] == NONE else list(self.settings.positions)[places[at]]

    def competition_of(self, at: int) -> Competition | None:
        """The competition that somebody is in."""
        return next((one for one in self.competitions if self.rank[at] and one.place == self.target[at]), None)


def decide(settings: CareersSettings, month: MonthResult) -> CareersResult:
    """Where everybody of a scored month stands, by its roster and the months before that are at hand."""
    first = month.month.ordinal - settings.looks_back
    before = [one for one in month.earlier if one.month.ordinal >= first]
    sheets = [one for one in (*before, month) if isinstance(one, MonthResult)]
    return promotion(settings, [*before, month], month, vacancies_before(sheets))


def vacancies_before(months: Sequence[MonthResult]) -> Mapping[str, int] | None:
    """The vacancies of the last of these months that has the sheet, None where none has."""
    found = [one for one in map(vacancies_of, (month.sheets for month in months)) if one is not None]
    return found[-1] if found else None


def promotion(
    settings: CareersSettings,
    window: Sequence[MonthFacts],
    roster: MonthResult | None,
    vacancies: Mapping[str, int] | None,
) -> CareersResult:
    """Where everybody of the last month stands.

    Args:
        settings: The rules.
        window: The months of the window that are there, ascending.
        roster: The month whose roster counts, None where no month has one.
        vacancies: The vacancies by position, None where no month has the sheet.
    """
    facts = window[-1]
    ids = pd.Index(facts.agents["agent_id"])
    values = _roster(ids, roster)
    grade, wanted = (_places(settings, values.texts[name]) for name in (GRADE, WANTED))
    target = _targets(settings, grade, wanted)
    known = _window(settings, ids, window)
    asked = _asked(settings, facts.month, target, values, known, vacancies)
    status = _statuses(settings, grade, target, asked)
    served = asked[Condition.TENURE].value
    found = competitions(settings, status == _CODES[Status.PROPOSED], target, vacancies or {},
                         (asked[Condition.MEAN_SCORE].value, known.tie_breaker, served))  # fmt: skip
    rank = np.zeros(len(ids), dtype=np.int64)
    for one in found:
        rank[one.people] = one.ranks
        for name, there in ((Status.TIED, one.tied), (Status.OUTRANKED, one.outranked)):
            status[one.people[there]] = _CODES[name]
    asked = {name: _where_asked(one, status) for name, one in asked.items()}
    month = None if roster is None else roster.month
    return CareersResult(settings, facts, month, known, grade, target, asked, status, rank, vacancies, found)


# -- what is known of everybody ---------------------------------------------------------------------------------------


def _roster(ids: pd.Index, roster: MonthResult | None) -> RosterValues:
    """Every roster column that counts, for these people; blank for who has no row on the roster."""
    names = (*_OF_ROSTER.values(), "hired")
    blank = np.full(len(ids), "", dtype=object)
    if roster is None or roster.sheets.on_roster is None or not len(roster.agents):
        return RosterValues({name: Exact.empty(len(ids)) for name in names}, {GRADE: blank, WANTED: blank})
    at = pd.Index(roster.agents["agent_id"]).get_indexer(ids)
    absent = (at < 0) | ~roster.sheets.on_roster[np.maximum(at, 0)]
    rows = np.maximum(at, 0)
    numbers, texts = roster.roster.numbers, roster.roster.texts
    return RosterValues(
        {n: numbers[n].take(rows).without(absent) if n in numbers else Exact.empty(len(ids)) for n in names},
        {n: np.where(absent, "", texts[n][rows]).astype(object) if n in texts else blank for n in (GRADE, WANTED)},
    )


def _places(settings: CareersSettings, words: NDArray[np.object_]) -> Places:
    return pd.Index(list(settings.positions)).get_indexer(pd.Index(words)).astype(np.intp)


def _targets(settings: CareersSettings, grade: Places, wanted: Places) -> Places:
    """The wanted position, else the next of the ladder; none without a grade."""
    order = list(settings.positions)
    following = np.full(len(order) + 1, NONE, dtype=np.intp)  # the last place stands for NONE
    for one, other in pairwise(settings.ladder):
        following[order.index(one)] = order.index(other)
    return np.where(grade == NONE, NONE, np.where(wanted == NONE, following[grade], wanted))


def _window(settings: CareersSettings, ids: pd.Index, months: Sequence[MonthFacts]) -> Window:
    """The figures of the window for these people."""
    total, there, qualified = (np.zeros(len(ids), dtype=np.int64) for _ in range(3))
    more = Exact.full(len(ids), 0)
    for facts in months:
        at = pd.Index(facts.agents["agent_id"]).get_indexer(ids)
        rows = np.flatnonzero(at >= 0)
        own = at[rows]
        total[rows] += facts.agents["score"].to_numpy(dtype=np.int64)[own]
        qualified[rows] += facts.agents["qualified"].to_numpy(dtype=bool)[own]
        there[rows] += 1
        column = facts.metrics.get(settings.tie_breaker)
        if column is not None and len(column):
            more = more + column.take(np.maximum(at, 0)).without(at < 0).filled(0)
    return Window(tuple(one.month for one in months), total, there, qualified, more)


# -- conditions -------------------------------------------------------------------------------------------------------


def _asked(
    settings: CareersSettings,
    month: Month,
    target: Places,
    values: RosterValues,
    window: Window,
    vacancies: Mapping[str, int] | None,
) -> dict[Condition, Asked]:
    """The ten conditions of everybody who has a target."""
    positions = list(settings.positions.values())
    served = tenures(values.numbers["hired"], month)
    mean = Exact.from_ints(window.total, den=100) / Exact.from_ints(window.there)
    open_posts = [(vacancies or {}).get(one.id, 0) for one in positions]
    own: dict[Condition, Exact] = {
        Condition.TENURE: Exact.from_ints(served, served == UNKNOWN),
        Condition.VACANCY: _by_target(open_posts, target),
        Condition.MEAN_SCORE: mean.rounded(2).without(window.there < settings.at_least),
        Condition.QUALIFIED_MONTHS: Exact.from_ints(window.qualified),
        **{condition: values.numbers[name] for condition, name in _OF_ROSTER.items()},
    }
    needed: dict[Condition, Sequence[Fraction | int | None]] = {
        Condition.TENURE: [one.tenure for one in positions],
        Condition.LEVEL_BEFORE: [one.level_before for one in positions],
        Condition.MEAN_SCORE: [one.mean_score for one in positions],
        Condition.ABILITY_AFTER: [settings.ability_after] * len(positions),
        Condition.ROTATION: [settings.rotations] * len(positions),
        Condition.QUALIFIED_MONTHS: [settings.qualified_months] * len(positions),
    }
    return {one: _judged(own[one], _by_target(needed.get(one, [1] * len(positions)), target)) for one in Condition}


def _by_target(figures: Sequence[Fraction | int | None], target: Places) -> Exact:
    """The figure of each person's target, missing without one."""
    return Exact.from_fractions([*figures, None]).take(target)


def _judged(value: Exact, needed: Exact) -> Asked:
    """A condition that asks for nothing is met; without data it is not."""
    met = np.where(value >= needed, PASS, np.where(value.missing, NO_DATA, FAIL))
    return Asked(value, needed, np.where(needed.missing, PASS, met).astype(np.int8))


def _where_asked(one: Asked, status: NDArray[np.int8]) -> Asked:
    """A condition, not asked of those without a step that they could take."""
    gone = status <= _CODES[Status.UNREACHABLE]
    status = np.where(gone, NOT_ASKED, one.status).astype(np.int8)
    return Asked(one.value.without(gone), one.needed.without(gone), status)


def _statuses(
    settings: CareersSettings, grade: Places, target: Places, asked: Mapping[Condition, Asked]
) -> NDArray[np.int8]:
    """Where everybody stands; who is in a competition counts as proposed so far."""
    met = {name: one.status == PASS for name, one in asked.items()}
    rest = [name for name in Condition if name not in (Condition.WISH, Condition.VACANCY)]
    every: Bools = np.logical_and.reduce([met[name] for name in rest])
    ways = (
        (Status.NO_GRADE, grade == NONE),
        (Status.TOP, target == NONE),
        (Status.UNREACHABLE, ~_reachable(settings)[grade, target]),
        (Status.NO_WISH, ~met[Condition.WISH]),
        (Status.NOT_READY, ~every),
        (Status.READY, ~met[Condition.VACANCY]),
    )
    codes = [_CODES[status] for status, _holds in ways]
    return np.select([holds for _status, holds in ways], codes, _CODES[Status.PROPOSED]).astype(np.int8)


def _reachable(settings: CareersSettings) -> NDArray[np.bool_]:
    """Whether a position is reached from another: one row a position that one has, one column a target."""
    order = list(settings.positions)
    ways = np.zeros((len(order) + 1, len(order) + 1), dtype=bool)  # the last places stand for NONE
    for place, position in enumerate(settings.positions.values()):
        ways[[order.index(one) for one in position.sources], place] = True
    return ways
