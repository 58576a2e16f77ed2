"""Metrics that are not read but made: formulas over other metrics, detail sheets folded to one value an agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.formula import Expression, Name, Number, Operation
from ccmotivate.model.metrics import DetailFold, Metric
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
    folded: Mapping[str, Mapping[int, tuple[int, ...]]]


def compute_metrics(data: Dataset, rules: RuleSet) -> Computed:
    """Every metric of the rules that the data can give, read ones first, each in its own unit."""
    rows = len(data.agents)
    known: dict[str, Exact] = dict(data.metrics)
    folded: dict[str, Mapping[int, tuple[int, ...]]] = {}
    for name, metric in rules.metrics.items():
        if metric.detail and metric.detail.sheet in data.details:
            values, places = fold(data, metric.detail, rows)
            values = values * metric.share_scale if metric.share_scale != 1 else values
            given = known.get(name, Exact.empty(rows))
            known[name] = given.filled(values)
            folded[name] = {agent: found for agent, found in places.items() if given.missing[agent]}
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


def fold(data: Dataset, rule: DetailFold, rows: int) -> tuple[Exact, Mapping[int, tuple[int, ...]]]:
    """One value an agent from its detail rows, and the positions of those rows.

    Rows with the same ``per`` are summed first; then groups for which ``where`` does not hold (a blank there does not)
    are left out; a group left over without a value makes the agent's value no data, and so does having no group.
    """
    detail = data.details[rule.sheet]
    agent = _agent_of_rows(data, detail)
    used = np.flatnonzero(agent >= 0)
    places: dict[int, list[int]] = {}
    for position in used.tolist():
        places.setdefault(int(agent[position]), []).append(position)
    group, owner = _groups(detail, agent, used, rule.per)
    numbers = {name: _summed(column.take(used), group, len(owner)) for name, column in detail.numbers.items()}
    numbers |= _blanked(rule, detail, used, group, numbers)
    kept = np.arange(len(owner))
    if rule.where is not None:
        holds = evaluate(rule.where.tree, numbers, len(owner))
        kept = np.flatnonzero(holds.equals(1))
    value = evaluate(rule.of.tree, numbers, len(owner)).take(kept)
    return _taken(rule.take, value, owner[kept], rows), {at: tuple(found) for at, found in places.items()}


def _agent_of_rows(data: Dataset, detail: DetailRows) -> NDArray[np.int64]:
    """The agent position of each detail row, -1 for a stranger."""
    keys = pd.MultiIndex.from_frame(data.agents[["agent_id", "month"]])
    if not keys.is_unique:  # data in error, scored with --keep-going: duplicates were taken out before
        keys = keys.drop_duplicates()
    found = keys.get_indexer(pd.MultiIndex.from_frame(detail.frame[["agent_id", "month"]]))
    return np.asarray(found, dtype=np.int64)


def _groups(
    detail: DetailRows, agent: NDArray[np.int64], used: NDArray[np.intp], per: str | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The group of each used row, and the agent of each group."""
    kind = pd.factorize(detail.frame[per].iloc[used])[0] if per else np.arange(len(used))
    pairs = np.stack([agent[used], kind], axis=1) if len(used) else np.empty((0, 2), dtype=np.int64)
    unique, group = np.unique(pairs, axis=0, return_inverse=True)
    return group.reshape(-1), unique[:, 0]


def _summed(values: Exact, group: NDArray[np.int64], groups: int) -> Exact:
    """The sum of each group's filled values; a group without any has no data."""
    sums: list[Fraction | None] = [None] * groups
    for place, value in zip(group.tolist(), values.to_list(), strict=True):
        if value is not None:
            sums[place] = (sums[place] or Fraction(0)) + value
    return Exact.from_fractions(sums)


def _blanked(
    rule: DetailFold,
    detail: DetailRows,
    used: NDArray[np.intp],
    group: NDArray[np.int64],
    sums: Mapping[str, Exact],
) -> dict[str, Exact]:
    """Sums in which a blank stood beside a number that its row needs: no data, for a blank never counts 0."""
    wanted = set(rule.where.names) if rule.where else set()
    blanked: dict[str, Exact] = {}
    for name in rule.of.names:
        if name in wanted:
            continue
        gone = detail.numbers[name].take(used).missing
        counts = np.ones(len(used), dtype=bool)
        if rule.where is not None:
            rows = {key: column.take(used) for key, column in detail.numbers.items()}
            counts = evaluate(rule.where.tree, rows, len(used)).equals(1)
        holes = np.zeros(len(sums[name]), dtype=bool)
        holes[group[gone & counts]] = True
        blanked[name] = sums[name].without(holes)
    return blanked


def _taken(take: str, values: Exact, owner: NDArray[np.int64], rows: int) -> Exact:
    """``sum mean min max count share`` of each agent's groups."""
    found: list[list[Fraction | None]] = [[] for _ in range(rows)]
    for agent, value in zip(owner.tolist(), values.to_list(), strict=True):
        found[agent].append(value)
    return Exact.from_fractions([_take(take, group) for group in found])


def _take(take: str, group: list[Fraction | None]) -> Fraction | None:
    filled = [value for value in group if value is not None]
    if not group or len(filled) < len(group):
        return None
    match take:
        case "min":
            return min(filled)
        case "max":
            return max(filled)
        case "sum":
            return sum(filled, Fraction(0))
        case "count":
            return Fraction(len(filled))
        case _:  # mean, and share: the mean of ones and zeros
            return sum(filled, Fraction(0)) / len(filled)
