"""Whether teams meet their goals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.results import MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import MonthSheets
from ccmotivate.parts.teams.columns import METRIC, SHEET, TARGET, TEAM
from ccmotivate.parts.teams.problems import ELSEWHERE, UNKNOWN
from ccmotivate.parts.teams.rules import TeamsSettings
from ccmotivate.parts.teams.values import Members, Team, TeamGoal, teams_of
from ccmotivate.problems import Problem, SourceRef, problem


class TeamsResult(Struct, frozen=True):
    """The teams of a month by name; ``codes`` is the place of each agent's team, -1 for none."""

    settings: TeamsSettings
    rules: RuleSet
    teams: tuple[Team, ...]
    codes: NDArray[np.int64]
    unknown: tuple[str, ...]
    sheets: MonthSheets

    def of(self, at: int) -> Team | None:
        """The team of an agent."""
        place = int(self.codes[at])
        return None if place < 0 else self.teams[place]

    def cell(self, one: TeamGoal) -> SourceRef:
        """The cell of a goal's target."""
        return self.sheets.cell(SHEET, one.row, TARGET)


def decide(settings: TeamsSettings, month: MonthResult) -> TeamsResult:
    """The teams of the month and their goals, held against their figures as shown."""
    members = Members.of(month.agents, month.metrics, month.rules)
    rows = month.sheets.rows[SHEET]
    unknown = tuple(sorted(set(rows.texts[TEAM].tolist()) - set(members.names)))
    teams = teams_of(members, rows, settings.figures)
    return TeamsResult(settings, month.rules, teams, members.codes, unknown, month.sheets)


def notes(result: TeamsResult, month: MonthResult) -> Iterator[Problem]:
    """The teams of the sheet that nobody is in, and goals that another workbook of the month states otherwise."""
    if result.unknown:
        places = {team: at for at, team in reversed(list(enumerate(result.sheets.rows[SHEET].texts[TEAM].tolist())))}
        here = result.sheets.cell(SHEET, min(places[team] for team in result.unknown), TEAM)
        yield problem(UNKNOWN, here, month=month.month, teams=result.unknown)
    rows = result.sheets.rows[SHEET]
    targets = rows.numbers[TARGET].to_list()
    first: dict[tuple[str, str], int] = {}
    for at, key in enumerate(zip(rows.texts[TEAM].tolist(), rows.texts[METRIC].tolist(), strict=True)):
        counts = first.setdefault(key, at)
        if targets[counts] != targets[at]:
            facts = {"metric": key[1], "first": result.sheets.cell(SHEET, counts, TARGET), "month": month.month}
            yield problem(ELSEWHERE, result.sheets.cell(SHEET, at, TARGET), key[0], **facts)
