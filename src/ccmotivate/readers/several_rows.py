"""Sheets with a row a day, call or case under an agents' header: one problem a sheet, with the lines that fold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from ccmotivate.formats.columns import Rows
from ccmotivate.model.dataset import Dataset
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.refusals import yaml_word

_TIMES = 3  # an id that stands more often in a month is no slip
_FEW = 3  # nor are so many ids, if they are more than half, that stand more than once
_TAKES = {
    **dict.fromkeys((MetricKind.COUNT, MetricKind.MONEY), "sum"),
    **dict.fromkeys((MetricKind.NUMBER, MetricKind.PERCENT, MetricKind.PERMILLE, MetricKind.DURATION), "mean"),
}


def check_several_rows(
    data: Dataset, how: Sequence[Interpretation], rules: RuleSet
) -> tuple[list[Problem], frozenset[int]]:
    """Find sheets with several rows per agent and month, and the positions of all rows of those sheets.

    Criterion: one id has more than three rows in a month, or more than half of the ids, at least three, have two.
    ``how`` has the headers of the columns.
    """
    agents = data.agents
    problems: list[Problem] = []
    hit: set[int] = set()
    for table, rows in _repeated(agents):
        source = data.tables[table]
        headers = {one.meaning: one.subject for one in how if _is_column(one, source.file, source.sheet)}
        counts = {"agents": agents["agent_id"].iloc[rows].nunique(), "rows": len(rows)}
        lines, metric_lines = _fold_lines(headers, rules)
        facts = {**counts, "lines": lines, "metric_lines": metric_lines}
        problems.append(problem("several-rows", SourceRef(source.file, source.sheet), **facts))
        hit |= set(rows.tolist())
    return problems, frozenset(hit)


def _is_column(one: Interpretation, file: str, sheet: str) -> bool:
    return one.what == "column" and (one.file, one.sheet) == (file, sheet)


def _repeated(agents: pd.DataFrame) -> Iterator[tuple[int, Rows]]:
    """The tables whose people stand on several rows, and the rows of each that have an id."""
    keys = ["table", "month", "agent_id"]
    named = agents["agent_id"].ne("").to_numpy()
    if not agents.loc[named, keys].duplicated().any():
        return
    counts = agents.loc[named].groupby(keys, sort=True).size()
    for table, times in counts.groupby(level="table"):
        repeated = int((times > 1).sum())
        if times.max() > _TIMES or (repeated >= _FEW and 2 * repeated > len(times)):
            yield int(str(table)), np.flatnonzero(named & agents["table"].eq(table).to_numpy())


def _fold_lines(headers: Mapping[str, str], rules: RuleSet) -> tuple[list[str], list[str]]:
    """The lines for columns.yaml and metrics.yaml that make a detail sheet of these columns (field → header)."""
    sheet = next(name for number in range(1, 99) if (name := f"rows{number}") not in rules.details)
    metrics = [rules.metrics[name] for name in headers if name in rules.metrics]
    folded = [metric for metric in metrics if metric.kind in _TAKES and metric.detail is None]
    if not folded:
        return [], []
    lines = ["detail_sheets:", f"  {sheet}:", f"    name: {{zh: 明细 {sheet}, en: Detail {sheet}}}", "    columns:"]
    for metric in folded:
        header = yaml_word(headers[metric.id])
        kind = f"{metric.kind}, unit: {metric.unit}" if metric.unit else metric.kind
        lines.append(f"      {metric.id}: {{name: {{zh: {header}, en: {header}}}, kind: {kind}}}")
    takes = [f"  detail: {{from: {sheet}, of: {_share(metric)}, take: {_TAKES[metric.kind]}}}" for metric in folded]
    return lines, [line for metric, take in zip(folded, takes, strict=True) for line in (f"{metric.id}:", take)]


def _share(metric: Metric) -> str:
    """The formula of one column: a percent column holds percents (per mille likewise), a fold gives shares."""
    return metric.id if metric.share_scale == 1 else f"{metric.id} / {metric.share_scale}"
