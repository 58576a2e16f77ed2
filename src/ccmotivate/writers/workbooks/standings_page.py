"""The sheet of standings: everybody of a period, month by month, with mean, rank and trend, winner or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.locale import translator
from ccmotivate.model.results import PeriodResult
from ccmotivate.writers.words.row_order import BY_RANK, row_order
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import visible
from ccmotivate.writers.workbooks.pages import Book
from ccmotivate.writers.workbooks.score_table import SCORE_FORMAT, awards_won, identity_header, rank_columns
from ccmotivate.writers.workbooks.styles import ACCENT, FAILED, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table, column_name

_SCORE = Style(STRONG, SCORE_FORMAT, "right")
_MONTH = (Style(number=SCORE_FORMAT, align="right"), Style(FAILED, SCORE_FORMAT, "right"))
_COUNT = Style(number="0", align="center")
_WHO = ("agent_id", "name", "role", "project", "team")
_TREND_WIDTH = 18
_BAR = "#9DC3E6"
_LONGEST = 80  # characters of a group that an agent left


def write_standings(book: Book, result: PeriodResult, name: str, lang: str) -> list[Any]:
    """Add the sheet, on several where one cannot hold it; returns the XlsxWriter sheets."""
    table = standings_table(_by_rank(result), lang)
    sheets = book.table(name, table, frozen=2)
    for sheet, part in zip(sheets, table.split(), strict=True):
        if len(result.months) > 1:
            _add_trends(sheet, part.rows, len(result.months))
        score = len(_WHO) + len(result.months)
        bar = {"type": "data_bar", "bar_color": _BAR, "min_type": "num", "min_value": 0}
        sheet.conditional_format(1, score, max(part.rows, 1), score, bar)
    return sheets


def _by_rank(result: PeriodResult) -> PeriodResult:
    """The same result, project by project in the order of the ranks; those without a rank come last, by id."""
    by_rank = row_order(result.agents, BY_RANK)
    ranked = result.agents["rank"].to_numpy(dtype=np.int64)[by_rank] > 0
    order: NDArray[np.intp] = np.concatenate([by_rank[ranked], np.sort(by_rank[~ranked])])
    return replace(result, agents=result.agents.iloc[order].reset_index(drop=True), scores=result.scores[order])


def standings_table(result: PeriodResult, lang: str) -> Table:
    """One row an agent: who, the score of each month (red where not qualified), the mean, rank, months, awards."""
    _ = translator(lang)
    agents = result.agents
    numbers = {name: agents[name].to_numpy(dtype=np.int64) for name in ("score", "months_qualified")}
    qualified = numbers["months_qualified"].astype(np.float64)
    score = _("Score (provisional)") if result.partial else _("Score")
    yes_no = Cells.labels(agents["eligible"].to_numpy(dtype=np.intp), [_("no"), _("yes")], [Style(align="center")] * 2)
    columns = [
        *(Column(identity_header(name, result, lang), Cells.texts(_identity(result, name, lang))) for name in _WHO),
        *_month_columns(result, lang),
        Column(score, Cells.numbers(_points(numbers["score"]), _SCORE)),
        *(Column(header, cells) for header, cells in rank_columns(agents, lang)),
        Column(
            _("Months qualified (the others red)"),
            Cells.numbers(qualified, _COUNT),
        ),
        Column(_("Eligible every month"), yes_no),
        *((Column(_("Trend"), Cells.texts([""] * len(agents))),) if len(result.months) > 1 else ()),
        Column(_("Awards"), Cells.texts(awards_won(result, lang), Style(wrap=True))),
    ]
    return Table(tuple(columns), tall=len(columns) - 1)


def _points(hundredths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Scores in points, NaN where there is none."""
    return np.where(hundredths < 0, np.nan, hundredths / 100)


def _month_columns(result: PeriodResult, lang: str) -> list[Column]:
    failed = _not_qualified(result)
    return [
        Column(
            month_text(month, lang),
            Cells.numbers(_points(result.scores[:, at]), _MONTH[0]).restyled(failed[:, at], _MONTH),
        )
        for at, month in enumerate(result.months)
    ]


def _not_qualified(result: PeriodResult) -> NDArray[np.intp]:
    """1 where an agent was there but not qualified, by agent and month."""
    failed = np.zeros(result.scores.shape, dtype=np.intp)
    ids = pd.Index(result.agents["agent_id"], dtype=object)
    for at, facts in enumerate(result.facts):
        rows = ids.get_indexer(pd.Index(facts.agents["agent_id"], dtype=object))
        failed[rows, at] = ~facts.agents["qualified"].to_numpy(dtype=bool)
    return failed


def _identity(result: PeriodResult, column: str, lang: str) -> list[str]:
    """A column that says who; of a role, project or team that changed, the way it went."""
    roles = result.rules.roles
    texts: list[str] = result.agents[column].tolist()
    if column in ("agent_id", "name"):
        return texts
    ids: list[str] = result.agents["agent_id"].tolist()
    ways: dict[str, list[str]] = {agent_id: [] for agent_id, text in zip(ids, texts, strict=True) if not text}
    for facts in result.facts if ways else ():
        for agent_id, text in zip(facts.agents["agent_id"].tolist(), facts.agents[column].tolist(), strict=True):
            way = ways.get(agent_id)
            if way is not None and (not way or way[-1] != text):
                way.append(text)
    labels = {role: roles[role].label.text(lang) for role in roles} if column == "role" else {}
    gone = {agent_id: _way([labels.get(one, one) for one in way]) for agent_id, way in ways.items()}
    return [labels.get(text, text) or gone[agent_id] for agent_id, text in zip(ids, texts, strict=True)]


def _way(way: Sequence[str]) -> str:
    """``信用卡 → 会员``; empty for an agent who never had any."""
    return visible(" → ".join(one or "–" for one in way), _LONGEST) if any(way) else ""


def _add_trends(sheet: Any, rows: int, months: int) -> None:
    """A bar a month beside each agent; they are one group, so that thousands cost little.

    Bars, for not every program draws the lines; all from 0 to the best month of anybody, so that rows compare.
    """
    trend = len(_WHO) + months + 6
    sheet.set_column(trend, trend, _TREND_WIDTH)
    if not rows:
        return
    first, last, place = (column_name(at) for at in (len(_WHO), len(_WHO) + months - 1, trend))
    sheet.add_sparkline(
        1,
        trend,
        {
            "location": [f"{place}{row}" for row in range(2, rows + 2)],
            "range": [f"{first}{row}:{last}{row}" for row in range(2, rows + 2)],
            "series_color": _BAR,
            "last_point": True,
            "last_color": ACCENT,
            "type": "column",
            "empty_cells": "gaps",
            "min": 0,
            "max": "group",
        },
    )
