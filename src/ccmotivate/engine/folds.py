"""Detail sheets folded to one value an agent, in grouped sums and counts over whole columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np
import pandas as pd
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.engine.formulas import Column, Columns, evaluate, evaluated, exact
from ccmotivate.model.dataset import Dataset, DetailRows, FoldedRows
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.formula import Expression
from ccmotivate.model.metrics import DetailFold
from ccmotivate.model.word_column import WordColumn
from ccmotivate.model.words import normal


class OwnedRows(Struct, frozen=True, eq=False):
    """The rows of a detail sheet that belong to one of ``agents`` agents: their positions, sorted by ``agent``.

    ``blanks`` are words that mean no data, in compared form.
    """

    detail: DetailRows
    rows: NDArray[np.intp]
    agent: NDArray[np.int64]
    agents: int
    blanks: frozenset[str] = frozenset()
    words: dict[str, WordColumn] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Dataset, kind: str, blanks: Iterable[str] = ()) -> OwnedRows:
        """The rows of the agents of a dataset; strangers and other months are left out."""
        owners = data.owners(kind)
        rows = np.argsort(owners, kind="stable")[np.count_nonzero(owners < 0) :]
        forms = frozenset(map(normal, blanks))
        return cls(data.details[kind], rows, owners[rows], len(data.agents), forms)

    def behind(self, counted: Bools) -> FoldedRows:
        """These rows as what is behind the values of their agents."""
        return FoldedRows(self.rows[counted], np.searchsorted(self.agent[counted], np.arange(self.agents + 1)))

    def columns(self, rule: DetailFold) -> dict[str, Column]:
        """The columns that a fold reads, aligned with these rows."""
        found: dict[str, Column] = {name: self.detail.numbers[name].take(self.rows) for name in rule.columns}
        return found | {name: self._words(name) for name in rule.texts}

    def _words(self, name: str) -> WordColumn:
        if name not in self.words:
            self.words[name] = WordColumn.of(self.detail.frame[name].to_numpy()[self.rows], self.blanks)
        return self.words[name]


class Folded(Struct, frozen=True, eq=False):
    """One value an agent, which of the sheet's rows counted, and how many values each agent's is made of."""

    values: Exact
    counted: Bools
    rows: NDArray[np.int64]


class _Values(Struct, frozen=True, eq=False):
    """What is taken together: values with their owners and weights, and which of them count."""

    value: Column
    owner: NDArray[np.int64]
    kept: Bools
    weight: Exact | None = None

    @classmethod
    def of(cls, rule: DetailFold, columns: Columns, owner: NDArray[np.int64], kept: Bools) -> _Values:
        """The values of rows or of groups of rows; what weighs nothing does not count, nor do blanks left out."""
        value = evaluated(rule.of.tree, columns, len(owner))
        weight = None if rule.weigh is None else exact(columns[rule.weigh])
        if weight is not None:
            kept = kept & ~weight.equals(0)
        if rule.blanks == "left_out":
            kept = kept & ~value.missing & (True if weight is None else ~weight.missing)
        return cls(value, owner, kept, weight)

    def taken(self, rule: DetailFold, agents: int) -> tuple[Exact, NDArray[np.int64]]:
        """One value an agent, and of how many it is made."""
        at = np.flatnonzero(self.kept)
        owner, value = self.owner[at], self.value.take(at)
        counts = np.bincount(owner, minlength=agents)
        weight = None if self.weight is None else self.weight.take(at)
        blank = value.missing if weight is None else value.missing | weight.missing
        nothing = (counts < (rule.least or 1)) | (np.bincount(owner[blank], minlength=agents) > 0)
        made = _taken(rule.take, value, owner, agents, counts, weight)
        return made.without(nothing), counts


def fold(sheet: OwnedRows, rule: DetailFold) -> Folded:
    """One value an agent from its detail rows, and which of them counted.

    Rows with the same ``per`` are summed first; then groups for which ``where`` does not hold (a blank there does not)
    are left out; a group left over without a value makes the agent's value no data, unless blanks are left out, and so
    do fewer groups than ``least``, at any rate none.
    """
    columns = sheet.columns(rule)
    if rule.per is None:
        found = _Values.of(rule, columns, sheet.agent, _hold(rule.conditions, columns, len(sheet.rows)))
        return Folded(*_pair(found, rule, sheet, found.kept))
    first = np.flatnonzero(_hold(rule.asked_of_rows, columns, len(sheet.rows)))
    part = {name: column.take(first) for name, column in columns.items()}
    found, counted = _by_group(sheet, rule, part, first)
    if rule.blanks == "left_out" and (blank := _blank_rows(rule, part, len(first))).any():
        whole = np.flatnonzero(~blank)
        first = first[whole]
        found, counted = _by_group(sheet, rule, {name: column.take(whole) for name, column in part.items()}, first)
    behind = np.zeros(len(sheet.rows), dtype=bool)
    behind[first[counted]] = True
    return Folded(*_pair(found, rule, sheet, behind))


def folded_before(data: Dataset, rule: DetailFold, asked: Bools) -> tuple[Exact, NDArray[np.int64], FoldedRows]:
    """The value of each agent from rows that were folded where they are, of how many it is made, and its rows' row.

    ``asked`` are the agents whose value is wanted of them.
    """
    detail = data.details[rule.sheet]
    assert detail.folded is not None
    made, owners = detail.folded[rule], data.owners(rule.sheet)
    mine = np.flatnonzero(owners >= 0)
    at = np.full(len(data.agents), -1, dtype=np.intp)
    at[owners[mine]] = mine  # any of theirs, for all say the same
    there = at >= 0
    if not there.any():
        rows = np.zeros(len(at), dtype=np.int64)
        return Exact.empty(len(at)), rows, FoldedRows(at[:0], np.zeros(len(at) + 1, dtype=np.intp))
    behind = mine[(made.rows[mine] > 0) & asked[owners[mine]]]
    behind = behind[np.argsort(owners[behind], kind="stable")]
    starts = np.searchsorted(owners[behind], np.arange(len(at) + 1))
    return made.values.take(at).without(~there), np.where(there, made.counts[at], 0), FoldedRows(behind, starts)


def _pair(found: _Values, rule: DetailFold, sheet: OwnedRows, counted: Bools) -> tuple[Exact, Bools, NDArray[np.int64]]:
    values, rows = found.taken(rule, sheet.agents)
    return values, counted, rows


def _by_group(sheet: OwnedRows, rule: DetailFold, columns: Columns, at: NDArray[np.intp]) -> tuple[_Values, Bools]:
    """The sums of the rows (at these places of the sheet's) with the same ``per``, and which of the rows counted."""
    group, owner = _groups(sheet, rule.per or "", at)
    numbers = {name: exact(columns[name]) for name in rule.columns}
    sums = {name: column.sums(group, len(owner)) for name, column in numbers.items()}
    asked = _hold(rule.asked_of_sums, numbers, len(group))
    sums |= _blanked(rule, numbers, asked, group, sums)
    found = _Values.of(rule, sums, owner, _hold(rule.asked_of_sums, sums, len(owner)))
    filled = np.logical_or.reduce([asked, *(~column.missing for column in numbers.values())])
    return found, found.kept[group] & filled


def _hold(conditions: Sequence[Expression], columns: Columns, rows: int) -> Bools:
    """Where all conditions hold; everywhere where there is none."""
    held = [evaluate(one, columns, rows).equals(1) for one in conditions]
    return reduce(np.logical_and, held, np.ones(rows, dtype=bool))


def _groups(sheet: OwnedRows, per: str, at: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The group of each row, and the agent of each group."""
    kind, kinds = pd.factorize(sheet.detail.frame[per].to_numpy()[sheet.rows[at]])
    groups, group = np.unique(sheet.agent[at] * max(len(kinds), 1) + kind, return_inverse=True)
    return group.reshape(-1), groups // max(len(kinds), 1)


def _blanked(
    rule: DetailFold,
    columns: dict[str, Exact],
    asked: Bools,
    group: NDArray[np.int64],
    sums: dict[str, Exact],
) -> dict[str, Exact]:
    """Sums in which a blank stood beside a number that its row needs: no data, for a blank never counts 0."""
    blanked: dict[str, Exact] = {}
    for name in rule.needed:
        holes = np.zeros(len(sums[name]), dtype=bool)
        holes[group[columns[name].missing & asked]] = True
        blanked[name] = sums[name].without(holes)
    return blanked


def _blank_rows(rule: DetailFold, columns: Columns, rows: int) -> Bools:
    """Rows that are asked for and blank where the value needs a number."""
    asked = _hold(rule.asked_of_sums, columns, rows)
    blank = [columns[name].missing for name in rule.needed - rule.of.optional]
    return asked & reduce(np.logical_or, blank, np.zeros(rows, dtype=bool))


# -- one value of many ------------------------------------------------------------------------------------------------


def _taken(
    take: str,
    value: Column,
    owner: NDArray[np.int64],
    agents: int,
    counts: NDArray[np.int64],
    weight: Exact | None,
) -> Exact:
    """``sum mean median min max count distinct share`` of each agent's values."""
    if take == "count":
        return Exact.from_ints(counts)
    if take == "distinct":
        return _distinct(value, owner, agents)
    number = exact(value)
    match take:
        case "min" | "max":
            return number.extremes(owner, agents, largest=take == "max")
        case "median":
            return _median(number, owner, agents)
        case "sum":
            return number.sums(owner, agents)
        case _ if weight is not None:
            return (number * weight).sums(owner, agents) / weight.sums(owner, agents)
        case _:  # mean, and share: the mean of ones and zeros
            return number.sums(owner, agents) / Exact.from_ints(counts)


def _distinct(value: Column, owner: NDArray[np.int64], agents: int) -> Exact:
    """How many different values."""
    rows = np.flatnonzero(~value.missing)
    keys = value.order_keys()[rows]
    span = int(keys.max(initial=0)) + 1
    return Exact.from_ints(np.bincount(np.unique(owner[rows] * span + keys) // span, minlength=agents))


def _median(value: Exact, owner: NDArray[np.int64], agents: int) -> Exact:
    """The middle value, of an even number of values the mean of the two in the middle."""
    rows = np.flatnonzero(~value.missing)
    rows = rows[np.lexsort((value.order_keys()[rows], owner[rows]))]
    found, starts, counts = np.unique(owner[rows], return_index=True, return_counts=True)
    low, high = (value.take(rows[starts + at]) for at in ((counts - 1) // 2, counts // 2))
    place = np.full(agents, -1, dtype=np.intp)
    place[found] = np.arange(len(found))
    return ((low + high) / 2).take(place).without(place < 0) if len(found) else Exact.empty(agents)
