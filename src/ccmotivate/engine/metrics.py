"""Metrics that are not read but made: formulas over other metrics, detail sheets folded to one value an agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.engine.parts import part_metrics
from ccmotivate.model.dataset import Dataset, DetailRows, FoldedRows
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.formula import Expression, Name, Number, Operation
from ccmotivate.model.metrics import DetailFold, Metric
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet


def evaluate(tree: Expression, columns: Mapping[str, Exact], rows: int) -> Exact:
    """A formula over whole columns; no data in a needed part gives no data, so does a division by zero.

    A comparison gives 1 or 0.
    """
    match tree:
        case Number():
            return Exact.full(rows, tree.value)
        case Name():
            return columns[tree.id]
        case Operation():
            parts = [evaluate(part, columns, rows) for part in tree.parts]
            return _apply(tree.sign, parts)


def _apply(sign: str, parts: list[Exact]) -> Exact:
    left, right = parts[0], parts[-1]
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case "negate":
            return -left
        case "min" | "max" | "coalesce":
            made = left
            for part in parts[1:]:
                made = {"min": made.lowest, "max": made.highest, "coalesce": made.filled}[sign](part)
            return made
        case _:
            return _truth(left, right, sign)


def _truth(left: Exact, right: Exact, sign: str) -> Exact:
    holds = {
        ">=": lambda: left >= right,
        ">": lambda: left > right,
        "<=": lambda: left <= right,
        "<": lambda: left < right,
        "==": lambda: left.equals(right),
    }[sign]()
    return Exact.from_ints(holds.astype(np.int64), left.missing | right.missing)


@dataclass(frozen=True, slots=True)
class Computed:
    """All metrics of the agents, and for detail metrics which detail rows each agent's value came from."""

    metrics: Mapping[str, Exact]
    folded: Mapping[str, FoldedRows]

    def take(self, agents: NDArray[np.intp]) -> Computed:
        """The metrics of the agents at these positions."""
        metrics = {name: column.take(agents) for name, column in self.metrics.items()}
        return Computed(metrics, {name: rows.take(agents) for name, rows in self.folded.items()})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Agents of a dataset (ascending positions) under one rule version, with their metrics."""

    rows: NDArray[np.intp]
    data: Dataset
    rules: RuleSet
    computed: Computed


def compute_stretches(data: Dataset, rules: RuleSet) -> tuple[Stretch, ...]:
    """The metrics of all agents of a known month: together where rules do not change over time, else month by month.

    Months that have no rules yet are under the latest ones.
    """
    months = data.agents["month"].to_numpy(dtype=np.int64)
    if not rules.versions:
        return (Stretch(np.arange(len(months)), data, rules, compute_metrics(data, rules)),)
    stretches = []
    for ordinal in sorted(set(months.tolist()) - {0}):
        rows = np.flatnonzero(months == ordinal)
        part, then = data.take(rows), rules.version(Month.from_ordinal(ordinal)).rules or rules
        stretches.append(Stretch(rows, part, then, compute_metrics(part, then)))
    return tuple(stretches)


def compute_metrics(data: Dataset, rules: RuleSet) -> Computed:
    """Every metric of the rules that the data can give, read ones first, each in its own unit."""
    rows = len(data.agents)
    known: dict[str, Exact] = dict(data.metrics)
    folded: dict[str, FoldedRows] = {}
    sheets: dict[str, OwnedRows] = {}
    for name, metric in rules.metrics.items():
        if metric.detail and metric.detail.sheet in data.details:
            sheet = metric.detail.sheet
            sheets[sheet] = sheets.get(sheet) or OwnedRows.of(data, sheet)
            values, counted = fold(sheets[sheet], metric.detail)
            values = values * metric.share_scale if metric.share_scale != 1 else values
            given = known.get(name, Exact.empty(rows))
            known[name] = given.filled(values)
            folded[name] = sheets[sheet].behind(counted & given.missing[sheets[sheet].agent])
    for name, values in part_metrics(data, rules).items():
        known[name] = known.get(name, Exact.empty(rows)).filled(values)
    for name in _in_order(rules.metrics):
        made = _computed(rules.metrics[name], known, rules.metrics, rows)
        if made is not None:
            known[name] = made
    return Computed(known, folded)


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
    if metric.formula is None or any(not any(n in known for n in group) for group in metric.needs()):
        return None
    inputs = {name: known.get(name, Exact.empty(rows)) for name in metric.formula.names}
    shares = {n: c / metrics[n].share_scale if metrics[n].share_scale != 1 else c for n, c in inputs.items()}
    nothing: Bools = np.zeros(rows, dtype=bool)
    if metric.blanks_count is not None:
        nothing = np.logical_and.reduce([column.missing for column in shares.values()])
        shares = {name: column.filled(metric.blanks_count) for name, column in shares.items()}
    value = evaluate(metric.formula.tree, shares, rows).without(nothing)
    return value * metric.share_scale if metric.share_scale != 1 else value


# -- detail sheets ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class OwnedRows:
    """The rows of a detail sheet that belong to one of ``agents`` agents: their positions, sorted by ``agent``."""

    detail: DetailRows
    rows: NDArray[np.intp]
    agent: NDArray[np.int64]
    agents: int

    @classmethod
    def of(cls, data: Dataset, kind: str) -> OwnedRows:
        """The rows of the agents of a dataset; strangers and other months are left out."""
        owners = data.owners(kind)
        rows = np.argsort(owners, kind="stable")[np.count_nonzero(owners < 0) :]
        return cls(data.details[kind], rows, owners[rows], len(data.agents))

    def behind(self, counted: Bools) -> FoldedRows:
        """These rows as what is behind the values of their agents."""
        return FoldedRows(self.rows[counted], np.searchsorted(self.agent[counted], np.arange(self.agents + 1)))


def fold(sheet: OwnedRows, rule: DetailFold) -> tuple[Exact, Bools]:
    """One value an agent from its detail rows, and which of them counted.

    Rows with the same ``per`` are summed first; then groups for which ``where`` does not hold (a blank there does not)
    are left out; a group left over without a value makes the agent's value no data, and so does having no group.
    """
    columns = {name: sheet.detail.numbers[name].take(sheet.rows) for name in rule.columns}
    if rule.per is None:
        kept = _holds(rule, columns, len(sheet.rows))
        value = evaluate(rule.of.tree, columns, len(kept))
        return _taken(rule.take, value, sheet.agent, kept, sheet.agents), kept
    group, owner = _groups(sheet, rule.per)
    numbers = {name: column.sums(group, len(owner)) for name, column in columns.items()}
    asked = _holds(rule, columns, len(group))
    numbers |= _blanked(rule, columns, asked, group, numbers)
    kept = _holds(rule, numbers, len(owner))
    value = evaluate(rule.of.tree, numbers, len(owner))
    filled = np.logical_or.reduce([asked, *(~column.missing for column in columns.values())])
    return _taken(rule.take, value, owner, kept, sheet.agents), kept[group] & filled


def _holds(rule: DetailFold, columns: Mapping[str, Exact], rows: int) -> Bools:
    """Where the condition holds; everywhere where there is none."""
    return np.ones(rows, dtype=bool) if rule.where is None else evaluate(rule.where.tree, columns, rows).equals(1)


def _groups(sheet: OwnedRows, per: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The group of each row, and the agent of each group."""
    kind, kinds = pd.factorize(sheet.detail.frame[per].to_numpy()[sheet.rows])
    groups, group = np.unique(sheet.agent * max(len(kinds), 1) + kind, return_inverse=True)
    return group.reshape(-1), groups // max(len(kinds), 1)


def _blanked(
    rule: DetailFold, columns: Mapping[str, Exact], asked: Bools, group: NDArray[np.int64], sums: Mapping[str, Exact]
) -> dict[str, Exact]:
    """Sums in which a blank stood beside a number that its row needs: no data, for a blank never counts 0."""
    blanked: dict[str, Exact] = {}
    for name in set(rule.of.names) - set(rule.where.names if rule.where else ()):
        holes = np.zeros(len(sums[name]), dtype=bool)
        holes[group[columns[name].missing & asked]] = True
        blanked[name] = sums[name].without(holes)
    return blanked


def _taken(take: str, values: Exact, owner: NDArray[np.int64], kept: Bools, agents: int) -> Exact:
    """``sum mean min max count share`` of the groups that are kept; no data where one has none, or none is kept."""
    owner, values = owner[kept], values.take(np.flatnonzero(kept))
    counts = np.bincount(owner, minlength=agents)
    nothing = (counts == 0) | (np.bincount(owner[values.missing], minlength=agents) > 0)
    match take:
        case "min" | "max":
            taken = values.extremes(owner, agents, largest=take == "max")
        case "count":
            taken = Exact.from_ints(counts)
        case "sum":
            taken = values.sums(owner, agents)
        case _:  # mean, and share: the mean of ones and zeros
            taken = values.sums(owner, agents) / Exact.from_ints(counts)
    return taken.without(nothing)
