"""Metrics from trainings: points and certificates of the last months, points of the month.

An agent's rows are those of the agent's own workbook, dated from the first day of the first month that counts to the
last day of the month scored. Nobody's row is 0 where the workbook has the sheet; without it there is no data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.period import Month
from ccmotivate.model.roster import last_day
from ccmotivate.model.sheets import SheetRows
from ccmotivate.model.words import normal
from ccmotivate.parts.learning.rules import AGENT, CERTIFICATE, DATE, POINTS, SHEET, LearningSettings

LEARNING_POINTS, CERTIFICATES, POINTS_EARNED = "learning_points", "certificates", "points_earned"
NAMES = (LEARNING_POINTS, CERTIFICATES, POINTS_EARNED)
Ints = NDArray[np.int64]


def metrics(settings: LearningSettings, data: Dataset) -> Mapping[str, Exact]:
    """The values by metric, aligned with the agents."""
    rows, months = data.sheets[SHEET], data.agents["month"].to_numpy(dtype=np.int64)
    owners, agents = _owners(data, rows)
    groups = int(max(owners.max(initial=-1), agents.max(initial=-1))) + 1
    there = _with_sheet(data, rows)
    found: dict[str, Exact] = {}
    for name in NAMES:
        if name in settings.names:
            values = _counted(settings, name, rows)
            made = Exact.empty(len(months))
            for month in sorted(set(months.tolist()) - {0}):
                known = _inside(settings, name, month, rows)
                sums = values.take(np.flatnonzero(known)).sums(owners[known], groups)
                made = made.where(months != month, sums.filled(0).take(agents))
            found[name] = made.without(~there)
    return found


def cells(
    settings: LearningSettings, data: Dataset, name: str, at: NDArray[np.intp]
) -> tuple[tuple[str, ...], list[list[tuple[int, int]]]]:
    """The cells behind the values of these agents: the columns, and for each agent table and row."""
    rows, months = data.sheets[SHEET], data.agents["month"].to_numpy(dtype=np.int64)
    owners, agents = _owners(data, rows)
    filled = _counted(settings, name, rows) > 0
    places = list(zip(*(rows.frame[column].tolist() for column in ("table", "row")), strict=True))
    of: dict[int, list[int]] = {}
    for row in np.flatnonzero(filled & np.isin(owners, agents[at])).tolist():
        of.setdefault(int(owners[row]), []).append(row)
    inside = {month: _inside(settings, name, month, rows) for month in set(months[at].tolist()) - {0}}
    found = [
        [places[row] for row in of.get(int(agents[agent]), []) if month and inside[month][row]]
        for agent, month in zip(at.tolist(), months[at].tolist(), strict=True)
    ]
    return (CERTIFICATE if name == CERTIFICATES else POINTS,), found


def _owners(data: Dataset, rows: SheetRows) -> tuple[Ints, Ints]:
    """A number for each workbook and agent id: of the rows of the sheet, and of the agents."""
    files = np.array([table.file for table in data.tables], dtype=object)
    books = np.concatenate([rows.frame["workbook"].to_numpy(dtype=object), files[data.agents["table"].to_numpy()]])
    ids = np.concatenate([rows.texts[AGENT], data.agents["agent_id"].to_numpy(dtype=object)])
    book, known = pd.factorize(books)
    agent, _ids = pd.factorize(ids)
    codes, _pairs = pd.factorize(agent.astype(np.int64) * max(len(known), 1) + book)
    return codes[: len(rows)].astype(np.int64), codes[len(rows) :].astype(np.int64)


def _with_sheet(data: Dataset, rows: SheetRows) -> Bools:
    """The agents of workbooks that have the sheet."""
    books = {book for book, _table in rows.tables}
    having = np.array([table.file in books for table in data.tables], dtype=bool)
    there: Bools = having[data.agents["table"].to_numpy()]
    return there


def _counted(settings: LearningSettings, name: str, rows: SheetRows) -> Exact:
    """What each row counts: its points, or 1 for a certificate."""
    if name != CERTIFICATES:
        return rows.numbers[POINTS]
    texts: Sequence[str] = rows.texts[CERTIFICATE].tolist()
    return Exact.from_ints(np.array([bool(text) and normal(text) not in settings.no for text in texts], dtype=np.int64))


def _inside(settings: LearningSettings, name: str, month: int, rows: SheetRows) -> Bools:
    """The rows dated in the months that count for a month."""
    first = month if name == POINTS_EARNED else month - settings.months + 1
    start = last_day(Month.from_ordinal(first)).replace(day=1).toordinal()
    end = last_day(Month.from_ordinal(month)).toordinal()
    dated = rows.numbers[DATE]
    return np.asarray((dated >= start) & (dated <= end))
