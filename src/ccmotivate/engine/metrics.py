"""Metrics that are not read but made: formulas over other metrics, detail sheets folded to one value an agent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.engine.folds import OwnedRows, fold, folded_before
from ccmotivate.engine.formulas import evaluate
from ccmotivate.engine.parts import part_metrics
from ccmotivate.model.dataset import Dataset, FoldedRows
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.few_rows import FewRows
from ccmotivate.model.metrics import Metric
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet


class Computed(Struct, frozen=True):
    """All metrics of the agents; of detail metrics the rows that each value came from, and who had too few of them."""

    metrics: Mapping[str, Exact]
    folded: Mapping[str, FoldedRows]
    few: Mapping[str, FewRows] = field(default_factory=dict)

    def take(self, agents: NDArray[np.intp]) -> Computed:
        """The metrics of the agents at these positions."""
        metrics = {name: column.take(agents) for name, column in self.metrics.items()}
        few = {name: rows.take(agents) for name, rows in self.few.items()}
        return Computed(metrics, {name: rows.take(agents) for name, rows in self.folded.items()}, few)


class VersionMetrics(Struct, frozen=True):
    """Agents of a dataset (ascending positions) under one rule version, with their metrics."""

    rows: NDArray[np.intp]
    data: Dataset
    rules: RuleSet
    computed: Computed


def metrics_by_version(data: Dataset, rules: RuleSet) -> tuple[VersionMetrics, ...]:
    """The metrics of all agents of a known month: together where rules do not change over time, else month by month.

    Months that have no rules yet are under the latest ones.
    """
    months = data.agents["month"].to_numpy(dtype=np.int64)
    if not rules.versions:
        return (VersionMetrics(np.arange(len(months)), data, rules, compute_metrics(data, rules)),)
    found = []
    for ordinal in sorted(set(months.tolist()) - {0}):
        rows = np.flatnonzero(months == ordinal)
        part, then = data.take(rows), rules.version(Month.from_ordinal(ordinal)).rules or rules
        found.append(VersionMetrics(rows, part, then, compute_metrics(part, then)))
    return tuple(found)


def compute_metrics(data: Dataset, rules: RuleSet) -> Computed:
    """Every metric of the rules that the data can give, read ones first, each in its own unit."""
    rows = len(data.agents)
    known: dict[str, Exact] = dict(data.metrics)
    folded: dict[str, FoldedRows] = {}
    few: dict[str, FewRows] = {}
    sheets: dict[str, OwnedRows] = {}
    for name, metric in rules.metrics.items():
        if metric.detail and metric.detail.sheet in data.details:
            sheet = metric.detail.sheet
            given = known.get(name, Exact.empty(rows))
            if data.details[sheet].folded is None:
                sheets[sheet] = sheets.get(sheet) or OwnedRows.of(data, sheet, rules.words.no_data)
                made = fold(sheets[sheet], metric.detail)
                folded[name] = sheets[sheet].behind(made.counted & given.missing[sheets[sheet].agent])
                found, counts = made.values, made.rows
            else:
                found, counts, folded[name] = folded_before(data, metric.detail, given.missing)
            known[name] = given.filled(found * metric.share_scale if metric.share_scale != 1 else found)
            if metric.detail.least is not None:
                few[name] = FewRows.of(counts, metric.detail.least, given.missing)
    for name, values in part_metrics(data, rules).items():
        known[name] = known.get(name, Exact.empty(rows)).filled(values)
    for name in _in_order(rules.metrics):
        value = _computed(rules.metrics[name], known, rules.metrics, rows)
        if value is not None:
            known[name] = value
    return Computed(known, folded, few)


def _in_order(metrics: Mapping[str, Metric]) -> list[str]:
    """Formula metrics, each after the ones it needs."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        formula = metrics[name].formula
        if formula is None or name in ordered:
            return
        for needed in formula.names:
            visit(needed)
        ordered.append(name)

    for name in metrics:
        visit(name)
    return ordered


def _computed(metric: Metric, known: Mapping[str, Exact], metrics: Mapping[str, Metric], rows: int) -> Exact | None:
    """A formula metric; None when the columns it needs are absent."""
    if metric.formula is None or not metric.has_inputs(known):
        return None
    inputs = {name: known.get(name, Exact.empty(rows)) for name in metric.formula.names}
    return by_formula(metric, inputs, metrics, rows)


def by_formula(metric: Metric, inputs: Mapping[str, Exact], metrics: Mapping[str, Metric], rows: int) -> Exact:
    """A formula metric from the columns of all its inputs, each in its own unit."""
    assert metric.formula is not None
    shares = {n: c / metrics[n].share_scale if metrics[n].share_scale != 1 else c for n, c in inputs.items()}
    nothing: Bools = np.zeros(rows, dtype=bool)
    if metric.blanks_count is not None:
        nothing = np.logical_and.reduce([column.missing for column in shares.values()])
        shares = {name: column.filled(metric.blanks_count) for name, column in shares.items()}
    value = evaluate(metric.formula.tree, shares, rows).without(nothing)
    return value * metric.share_scale if metric.share_scale != 1 else value
