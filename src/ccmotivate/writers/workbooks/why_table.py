"""The table behind the verdicts: agent x criterion, with value, standard, gap and the cell it came from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ccmotivate.locale import translator
from ccmotivate.model.metrics import Metric
from ccmotivate.model.results import FAIL, NO_DATA, NOT_ASKED, PASS, MonthResult
from ccmotivate.writers.words.figures import standard_text
from ccmotivate.writers.words.rules import made_words
from ccmotivate.writers.workbooks.metric_cells import MonthCells, gap_cells, status_of
from ccmotivate.writers.workbooks.score_table import identity_header, month_cells
from ccmotivate.writers.workbooks.styles import FAILED, LACKING, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

MOST_AGENTS = 20_000
_WHO = ("agent_id", "name", "role", "project")
Rows = NDArray[np.intp]


def only_failures(results: Sequence[MonthResult]) -> bool:
    """True when there are too many agents for every criterion to be listed."""
    return sum(len(result.agents) for result in results) > MOST_AGENTS


def why_table(months: Sequence[MonthCells], lang: str) -> Table:
    """The table; above 20,000 agents only what failed or lacks data."""
    results = [month.result for month in months]
    several, few = len(results) > 1, only_failures(results)
    parts = [_columns(month, lang, few=few, months=several) for month in months]
    headers = _headers(results[0], lang, months=several)
    columns = zip(headers, zip(*parts, strict=True), strict=True)
    return Table(tuple(Column(header, Cells.stacked(cells)) for header, cells in columns))


def _headers(result: MonthResult, lang: str, *, months: bool) -> list[str]:
    _ = translator(lang)
    who = [identity_header(name, result, lang) for name in _WHO]
    what = [_("Criterion"), _("Value"), _("Standard"), _("Result"), _("Gap"), _("Source cell")]
    return [*([_("Month")] if months else []), *who, *what]


def _columns(month: MonthCells, lang: str, *, few: bool, months: bool) -> list[Cells]:
    result = month.result
    metrics = [metric for metric in result.rules.metrics.values() if _is_told(result, metric)]
    listed = [_listed(result, metric.id, few=few) for metric in metrics]
    blocks = [_block(month, metric, rows, lang) for metric, rows in zip(metrics, listed, strict=True)]
    agents = np.concatenate([np.empty(0, dtype=np.intp), *listed])
    order = np.argsort(np.argsort(month.order)[agents], kind="stable")
    who = [month.identity(name) for name in _WHO]
    lead = [month_cells(result), *who] if months else who
    details = [Cells.stacked(parts) for parts in zip(*blocks, strict=True)] or [Cells.texts([])] * 6
    return [cells.take(agents[order]) for cells in lead] + [cells.take(order) for cells in details]


def _is_told(result: MonthResult, metric: Metric) -> bool:
    """True for criteria, and for what other systems' rows become, whatever it counts for."""
    fold = metric.detail
    return metric.id in result.status or (
        fold is not None and fold.sheet in result.rules.sources and metric.id in result.metrics
    )


def _listed(result: MonthResult, metric: str, *, few: bool) -> Rows:
    if metric not in result.status:
        return np.flatnonzero(np.zeros(0) if few else ~result.metrics[metric].missing | _has_few(result, metric))
    status = status_of(result, metric)
    return np.flatnonzero((status == FAIL) | (status == NO_DATA) if few else status != NOT_ASKED)


def _block(month: MonthCells, metric: Metric, rows: Rows, lang: str) -> list[Cells]:
    """Criterion, value, standard, result, gap and source for one metric's rows."""
    result = month.result
    zeros = np.zeros(len(rows), dtype=np.intp)
    codes, criteria = month.standards.of(metric.id)
    standards = ["" if c is None else standard_text(c, result.rules, lang) for c in criteria]
    return [
        Cells.labels(zeros, [metric.label.text(lang)], [Style()]),
        month.metric(metric).take(rows),
        Cells.labels(codes[rows], standards, [Style()] * len(standards)),
        _verdicts(status_of(result, metric.id)[rows], lang),
        gap_cells(month, metric, rows),
        Cells.distinct(_made(result, metric, rows, lang)),
    ]


def _made(result: MonthResult, metric: Metric, rows: Rows, lang: str) -> list[str]:
    """The cells of each value, and how it is made of them where they alone do not tell it."""
    sources, made = result.sources.of(metric.id, rows), made_words(metric, result.rules, lang)
    return [f"{source}; {made}" if source and made else source for source in sources]


def _has_few(result: MonthResult, metric: str) -> NDArray[np.bool_]:
    """Who has too few rows of it."""
    few = result.few.get(metric)
    return np.zeros(len(result.agents), dtype=bool) if few is None else few.rows >= 0


def _verdicts(status: NDArray[np.int8], lang: str) -> Cells:
    _ = translator(lang)
    codes = np.select([status == PASS, status == FAIL, status == NOT_ASKED], [0, 1, 3], default=2).astype(np.intp)
    looks = [Style(align="center"), Style(FAILED, align="center"), Style(LACKING, align="center"), Style()]
    return Cells.labels(codes, [_("passed"), _("failed"), _("no data"), ""], looks)
