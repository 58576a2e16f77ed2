"""The sheet of mentoring in the scored workbook: a row a mentor and mentee."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ccmotivate.locale import translator
from ccmotivate.parts.mentoring.blend import Blended, Mentee
from ccmotivate.parts.mentoring.decide import MentoringResult
from ccmotivate.parts.mentoring.words import blend_text
from ccmotivate.writers.workbooks.metric_cells import MonthCells
from ccmotivate.writers.workbooks.styles import Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

_SCORE, _DAYS = Style(number="0.00", align="right"), Style(number="0", align="right")
_HOW_WIDTH = 60.0
_IN_SIGHT = 2


class _Row(NamedTuple):
    month: str
    mentor: str
    name: str
    mentee: Mentee
    mentee_name: str
    blend: Blended
    how: str


def sheets(months: Sequence[MonthCells], part: str, lang: str) -> list[tuple[str, Table, int]]:
    """Mentors in the order of the scores, each with the mentees who count; nothing without any."""
    _ = translator(lang)
    rows = [row for month in months if part in month.result.parts for row in _rows(month, part, lang)]
    if not rows:
        return []
    several = len(months) > 1
    columns = [
        *([_texts(_("Month"), [row.month for row in rows])] if several else []),
        _texts(_("Mentor"), [row.mentor for row in rows]),
        _texts(_("Mentor’s name"), [row.name for row in rows]),
        _texts(_("Mentee"), [row.mentee.agent_id for row in rows]),
        _texts(_("Mentee’s name"), [row.mentee_name for row in rows]),
        _numbers(_("Days"), [row.mentee.days for row in rows], _DAYS),
        _numbers(_("Mentee’s own score"), [float(row.mentee.score) for row in rows], _SCORE),
        _numbers(_("Mentor’s own score"), [float(row.blend.own) for row in rows], _SCORE),
        _numbers(_("Mentor’s score"), [float(row.blend.score) for row in rows], _SCORE),
        Column(
            _("How the score came about"),
            Cells.texts([row.how for row in rows], Style(wrap=True, indent=1)),
            _HOW_WIDTH,
        ),
    ]
    return [(_("Mentoring"), Table(tuple(columns), tall=len(columns) - 1), _IN_SIGHT + several)]


def _texts(header: str, texts: Sequence[str]) -> Column:
    return Column(header, Cells.texts(list(texts)))


def _numbers(header: str, numbers: Sequence[float], style: Style) -> Column:
    return Column(header, Cells.numbers(np.array(numbers, dtype=np.float64), style))


def _rows(month: MonthCells, part: str, lang: str) -> Iterator[_Row]:
    result: MentoringResult = month.result.parts[part]
    names = dict(zip(*(month.result.agents[name].tolist() for name in ("agent_id", "name")), strict=True))
    ids = month.result.agents["agent_id"].tolist()
    for at in [at for at in month.order.tolist() if at in result.blend.mentors]:
        blend = result.blend.mentors[at]
        how = blend_text(result.settings, blend, lang)
        for mentee in blend.mentees:
            mentor = ids[at]
            yield _Row(str(month.result.month), mentor, names[mentor], mentee, names[mentee.agent_id], blend, how)
