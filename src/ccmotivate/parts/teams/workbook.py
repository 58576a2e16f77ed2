"""The sheet of teams in the scored workbook: a row a goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.teams.decide import TeamsResult
from ccmotivate.parts.teams.values import Team, TeamGoal
from ccmotivate.writers.words.goals import target_text
from ccmotivate.writers.workbooks.goal_cells import column, figure_cell, to_go_cell
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import LACKING, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

_RIGHT, _COUNT = Style(align="right"), Style(number="0", align="center")
_SHARE = Style(number='0.00"%"', align="right")
_LOOKS = (Style(STRONG, align="center"), Style(align="center"), Style(LACKING, align="center"))


class _Row(NamedTuple):
    month: str
    rules: RuleSet
    team: Team
    one: TeamGoal


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:
    """Teams by name, each with its goals by metric; nothing without any."""
    _ = translator(lang)
    having = [month.result for month in months if part in month.result.parts]
    results: list[tuple[str, TeamsResult]] = [(str(result.month), result.parts[part]) for result in having]
    rows = [_Row(month, one.rules, team, goal) for month, one in results for team in one.teams for goal in team.goals]
    if not rows:
        return []
    several = len(months) > 1
    columns = [
        *([_texts(_("Month"), [row.month for row in rows])] if several else []),
        _texts(identity_header("team", having[0], lang), [row.team.name for row in rows]),
        _numbers(_("Members"), [row.team.members for row in rows], _COUNT),
        _texts(_("Metric"), [row.one.goal.metric.label.text(lang) for row in rows]),
        _texts(_("Goal"), [target_text(row.one.goal, row.rules, lang) for row in rows], _RIGHT),
        Column(_("Figure of the team"), column([figure_cell(row.one.goal, row.rules, lang) for row in rows])),
        _numbers(_("Members with data"), [row.one.counted for row in rows], _COUNT),
        Column(_("Goal met"), _met(rows, lang)),
        Column(_("To go"), column([to_go_cell(row.one.goal, row.rules, lang) for row in rows])),
        _numbers(_("Attainment"), [_attainment(row) for row in rows], _SHARE),
    ]
    return [(_("Teams"), Table(tuple(columns)), 1 + several)]


def _texts(header: str, texts: Sequence[str], style: Style = Style()) -> Column:  # noqa: B008 - frozen
    return Column(header, Cells.texts(list(texts), style))


def _numbers(header: str, numbers: Sequence[float], style: Style) -> Column:
    return Column(header, Cells.numbers(np.array(numbers, dtype=np.float64), style))


def _attainment(row: _Row) -> float:
    attainment = row.one.goal.attainment
    return np.nan if attainment is None else float(attainment)


def _met(rows: Sequence[_Row], lang: str) -> Cells:
    _ = translator(lang)
    codes = np.array([{True: 0, False: 1, None: 2}[row.one.goal.met] for row in rows], dtype=np.intp)
    return Cells.labels(codes, (_("yes"), _("not yet"), _("no data")), _LOOKS)
