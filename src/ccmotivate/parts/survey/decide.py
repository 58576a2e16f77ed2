"""What a month's survey shows: of each item, by team and for all, how many answered, the mean, the favourable share.

Only what is shown leaves this module: hidden cells hold nothing, like those of a team without an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import half_up
from ccmotivate.model.period import Month
from ccmotivate.model.results import MonthResult
from ccmotivate.model.sheets import SheetRows
from ccmotivate.parts.survey.hiding import hidden_teams
from ccmotivate.parts.survey.rules import SHEET, TEAM, SurveySettings

_WHOLE = 100


class Cell(Struct, frozen=True):
    """A cell that is shown: how many answered, their mean, and the share of favourable answers in percent, rounded."""

    answers: int
    mean: Fraction
    favourable: Fraction


class Shown(Struct, frozen=True):
    """What a month shows: ``cells`` by item and team (None is all), those that are not there hold nothing.

    ``over_items`` are the means over the items asked, by team, where all of these are shown.
    """

    month: Month
    cells: Mapping[tuple[str, str | None], Cell]
    over_items: Mapping[str | None, Fraction]


class SurveyResult(Struct, frozen=True):
    """The survey of a month: the number of answer sheets, the teams by name, what is shown, and earlier months."""

    settings: SurveySettings
    answers: int
    teams: tuple[str, ...]
    shown: Shown
    earlier: tuple[Shown, ...] = ()

    @property
    def trend(self) -> tuple[Shown, ...]:
        """The months given, ascending, this one last."""
        return (*self.earlier, self.shown)


def decide(settings: SurveySettings, month: MonthResult) -> SurveyResult:
    """The survey of a month; rows in which nothing is answered are no answer sheets."""
    rows = month.sheets.rows[SHEET]
    asked = [one.id for one in settings.items if _is_asked(one.id, rows, month)]
    answers = {name: rows.numbers[name].num.astype(np.int64) for name in asked}
    there = {name: ~rows.numbers[name].missing for name in asked}
    given = np.flatnonzero(np.any(list(there.values()), axis=0) if asked else np.zeros(len(rows), dtype=bool))
    names, codes = np.unique(rows.texts[TEAM][given].astype(str), return_inverse=True)
    teams = tuple(map(str, names))
    sums = [_Item.of(name, answers[name][given], there[name][given], codes, settings, teams) for name in asked]
    cells = {(one.id, team): cell for one in sums for team, cell in one.shown(settings).items()}
    shown = Shown(month.month, cells, _over_items(sums, cells, (None, *teams)))
    return SurveyResult(settings, len(given), teams, shown, _earlier(month))


def _is_asked(item: str, rows: SheetRows, month: MonthResult) -> bool:
    """True for an item that is a column of one of the sheets."""
    return any(item in month.sheets.addresses[table][2] for table in rows.frame["table"].unique().tolist())


def _earlier(month: MonthResult) -> tuple[Shown, ...]:
    """What the surveys of the months before show, of those that are at hand."""
    known = {one.month for one in month.given}
    months = (*month.given, *(one for one in month.earlier if one.month not in known))
    found = [getattr(one, "parts", {}).get("survey") for one in sorted(months, key=lambda one: one.month)]
    return tuple(one.shown for one in found if isinstance(one, SurveyResult))


class _Item(Struct, frozen=True):
    """The answers to an item in sums, by team: how many, their sum, how many are favourable."""

    id: str
    teams: tuple[str, ...]
    counts: NDArray[np.int64]
    sums: NDArray[np.int64]
    good: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        name: str,
        answers: NDArray[np.int64],
        there: NDArray[np.bool_],
        codes: NDArray[np.intp],
        settings: SurveySettings,
        teams: tuple[str, ...],
    ) -> _Item:
        def by_team(kept: NDArray[np.bool_], weights: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
            return np.bincount(codes[kept], weights if weights is None else weights[kept], len(teams)).astype(np.int64)

        good = there & (answers >= settings.favourable)
        return cls(name, teams, by_team(there), by_team(there, answers), by_team(good))

    def shown(self, settings: SurveySettings) -> dict[str | None, Cell]:
        """The cells that are shown, by team; None is all."""
        counts = dict(zip(self.teams, self.counts.tolist(), strict=True))
        hidden = hidden_teams(counts, settings.hidden_below)
        found: dict[str | None, Cell] = {}
        everybody = int(self.counts.sum())
        if everybody >= settings.hidden_below:
            found[None] = _cell(everybody, int(self.sums.sum()), int(self.good.sum()))
        for at, team in enumerate(self.teams):
            if counts[team] and team not in hidden:
                found[team] = _cell(counts[team], int(self.sums[at]), int(self.good[at]))
        return found

    def mean(self, team: str | None) -> Fraction:
        """The mean of a team or of all, exact."""
        at = slice(None) if team is None else [self.teams.index(team)]
        return Fraction(int(self.sums[at].sum()), int(self.counts[at].sum()))


def _cell(answers: int, total: int, good: int) -> Cell:
    return Cell(answers, half_up(Fraction(total, answers)), half_up(Fraction(_WHOLE * good, answers)))


def _over_items(
    sums: Sequence[_Item], cells: Mapping[tuple[str, str | None], Cell], teams: Sequence[str | None]
) -> dict[str | None, Fraction]:
    """The mean of the items' means, of who has all of the items asked shown."""
    having = [team for team in teams if sums and all((one.id, team) in cells for one in sums)]
    return {team: half_up(sum((one.mean(team) for one in sums), Fraction(0)) / len(sums)) for team in having}
