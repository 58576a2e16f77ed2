"""The sheet of findings in the scored workbook: overdue and open first, with who coached whom on what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.model.sheets import SheetKind
from ccmotivate.parts.coaching.compare import NAMES, PRAISE, REPEAT
from ccmotivate.parts.coaching.decide import CoachingResult, Finding, State
from ccmotivate.parts.coaching.rules import AGREED, COACH, DATE, DONE, FACT, KIND, TIME, VALID, CoachingSettings
from ccmotivate.parts.coaching.words import day_text, talk_text
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.score_table import identity_header
from ccmotivate.writers.workbooks.styles import FAILED, LACKING, PLAIN, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

_ORDER = {State.OVERDUE: 0, State.OPEN: 1, State.COACHED: 2, None: 3}
_LOOKS = (FAILED, LACKING, PLAIN, STRONG)
_FACT, _AGREED = 50.0, 40.0
_IN_SIGHT = 3


class _Row(NamedTuple):
    month: str
    agent: str
    name: str
    team: str
    one: Finding


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:
    """Every finding known at the end of each month; nothing without any."""
    _ = translator(lang)
    having = [month for month in months if part in month.result.parts]
    rows = [row for month in having for row in _rows(month, part)]
    if not rows:
        return []
    settings: CoachingSettings = having[0].result.rules.parts[part].settings
    finding, talk = _headers(settings.findings, lang), _headers(settings.coachings, lang)
    several = len(months) > 1
    who = {name: identity_header(name, having[0].result, lang) for name in ("agent_id", "name", "team")}

    def texts(header: str, of: Callable[[_Row], str], width: float | None = None) -> Column:
        style = Style(wrap=width is not None)
        cells = Cells.texts([of(row) for row in rows], style)
        return Column(header, cells) if width is None else Column(header, cells, width)

    yes = _("yes")
    columns = [
        *([texts(_("Month"), lambda row: row.month)] if several else []),
        Column(_("State"), _states(rows, lang)),
        texts(who["agent_id"], lambda row: row.agent),
        texts(who["name"], lambda row: row.name),
        texts(who["team"], lambda row: row.team),
        texts(finding[DATE], lambda row: row.one.day.isoformat()),
        texts(finding[TIME], lambda row: row.one.time),
        texts(finding[KIND], lambda row: row.one.kind.label.text(lang)),
        texts(finding[FACT], lambda row: row.one.fact, _FACT),
        texts(finding[VALID], lambda row: yes if row.one.valid else ""),
        texts(_("Repeat"), lambda row: NAMES[REPEAT].text(lang) if row.one.repeat else ""),
        texts(_("Earlier talk"), lambda row: talk_text(row.one.before, lang) if row.one.repeat else "", _AGREED),
        texts(talk[COACH], lambda row: row.one.coached_by.coach if row.one.coached_by else ""),
        texts(_("Coached on"), lambda row: day_text(row.one.coached_by.day if row.one.coached_by else None)),
        texts(talk[AGREED], lambda row: row.one.coached_by.agreed if row.one.coached_by else "", _AGREED),
        texts(talk[DONE], lambda row: day_text(row.one.coached_by.done if row.one.coached_by else None)),
    ]
    wraps = tuple(at for at, column in enumerate(columns) if any(style.wrap for style in column.cells.styles))
    return [(settings.findings.label.text(lang), Table(tuple(columns), tall=wraps), _IN_SIGHT + several)]


def _headers(kind: SheetKind, lang: str) -> dict[str, str]:
    """The names of the columns of a sheet."""
    return {name: column.label.text(lang) for name, column in kind.columns.items()}


def _rows(month: MonthCells, part: str) -> Iterator[_Row]:
    """The findings of a month: by state, then by agent, date, kind."""
    result: CoachingResult = month.result.parts[part]
    agents = month.result.agents
    columns = [agents[name].tolist() for name in ("agent_id", "name", "team")]
    for one in sorted(result.findings, key=lambda one: _ORDER[one.state]):
        agent, name, team = (column[one.agent] for column in columns)
        yield _Row(str(month.result.month), agent, name, team, one)


def _states(rows: Sequence[_Row], lang: str) -> Cells:
    codes = np.array([_ORDER[row.one.state] for row in rows], dtype=np.intp)
    names = [NAMES[PRAISE if state is None else state].text(lang) for state in _ORDER]
    return Cells.labels(codes, names, [Style(look) for look in _LOOKS])
