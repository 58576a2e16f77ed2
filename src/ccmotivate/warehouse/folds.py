"""The folds of a source as one query: one row an agent and month, from whole numbers only.

The meaning is that of ``engine/folds.py``. Sums, counts, extremes and the two middle values come back as whole numbers;
means and shares are divided here, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd
from msgspec import Struct

from ccmotivate.model.exact import Exact
from ccmotivate.model.folded import SHOWN_ROWS, FoldedColumn
from ccmotivate.model.formula import Expression, Name
from ccmotivate.model.metrics import DetailFold
from ccmotivate.warehouse.rows import WIDE, SourceRows, group_column
from ccmotivate.warehouse.terms import Term, Value, Values, Words, evaluate, holds, missing, number, product

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

WHO = ("agent_id", "month")
_SUMMED = ("sum", "mean", "share")


class FoldedQuery(Struct, frozen=True):
    """The query, and how its result is read; ``dens`` are the denominators of the sums and weights of each fold."""

    expression: ir.Table
    folds: tuple[DetailFold, ...]
    dens: tuple[tuple[int, int], ...]

    def read(self, found: pa.Table) -> tuple[pd.DataFrame, dict[DetailFold, FoldedColumn]]:
        """Who and when (``agent_id``, ``month``, and ``rows``, how many there are), and each fold's values, by both."""
        found = found.sort_by([(name, "ascending") for name in WHO])
        columns = {name: found.column(name).to_pylist() for name in found.column_names}
        frame = pd.DataFrame({name: pd.Series(columns[name], dtype=object) for name in WHO})
        frame["rows"] = np.array(columns["rows"], dtype=np.int64)
        read = (
            _Read(at, fold, dens, columns) for at, (fold, dens) in enumerate(zip(self.folds, self.dens, strict=True))
        )
        return frame, {one.fold: one.column() for one in read}


def folded(rows: SourceRows, folds: Sequence[DetailFold]) -> FoldedQuery:
    """The query of these folds of one source.

    Raises:
        CannotFoldError: a fold cannot be computed exactly there.
    """
    plans = [_Plan(at, fold, rows) for at, fold in enumerate(dict.fromkeys(folds))]
    table = rows.table
    for step in (_Plan.summed, _Plan.valued, _Plan.ranked):
        names: dict[Any, str] = {}  # a column that several folds need is made once
        for plan in plans:
            for what, one in step(plan, table).items():
                plan.names[what] = names.setdefault(one.op(), f"{what} {plan.at}")
        table = table.mutate(**{name: made.to_expr() for made, name in names.items()}) if names else table
    found = {name: one for plan in plans for name, one in plan.taken(table).items()}
    expression = table.group_by(list(WHO)).aggregate(rows=table.count(), **found)
    return FoldedQuery(expression, tuple(plan.fold for plan in plans), tuple(plan.dens for plan in plans))


class _Plan:
    """The columns that one fold adds to the rows; ``names`` are theirs, by what they are.

    Where all rows are meant there is no column ``kept`` or ``behind``.
    """

    def __init__(self, at: int, fold: DetailFold, rows: SourceRows) -> None:
        self.at, self.fold, self.rows = at, fold, rows
        self.names: dict[str, str] = {}
        self.dens = (1, 1)

    def _made(self, table: ir.Table, what: str) -> Any:
        return table[self.names[what]] if what in self.names else None

    def _columns(self, table: ir.Table) -> dict[str, Term | Words]:
        """The columns of rows as the formulas read them."""
        read = {*self.fold.columns, *self.fold.texts}
        return {
            name: Term(table[name], self.rows.dens[name]) if name in self.rows.dens else Words(table[name])
            for name in sorted(read)
        }

    # -- per: sums of the rows with the same one, written beside each of them -----------------------------------------

    def summed(self, table: ir.Table) -> dict[str, Any]:
        """Which rows are added up, and the sums of each one's group."""
        fold = self.fold
        if fold.per is None:
            return {}
        columns = self._columns(table)
        among = _all(_held(fold.asked_of_rows, columns))
        asked = _all(_held(fold.asked_of_sums, columns))
        needed = fold.needed
        if fold.blanks == "left_out":
            blank = [missing(columns[name]) for name in sorted(needed - fold.of.optional)]
            among = among & ~(asked & _any(blank))
        group = [table[name] for name in (*WHO, group_column(fold.per))]
        made = {"in": among, "asked": asked}
        order = ibis.ifelse(among, 0, 1)
        made["once"] = among & (ibis.row_number().over(group_by=group, order_by=order) == 0)
        for name in sorted(fold.columns):
            part = number(columns[name]).whole
            total = part.sum(where=among).over(group_by=group).cast(WIDE)
            if name in needed:
                holes = ibis.ifelse(among & asked & part.isnull(), 1, 0).max().over(group_by=group)
                total = ibis.ifelse(holes == 1, ibis.null(WIDE), total)
            made[f"sum {name}"] = total
        return made

    def _sums(self, table: ir.Table) -> Values:
        """The sums of each row's group as the formulas read them."""
        return {name: Term(self._made(table, f"sum {name}"), self.rows.dens[name]) for name in self.fold.columns}

    # -- values, and which of them count ------------------------------------------------------------------------------

    def valued(self, table: ir.Table) -> dict[str, Any]:
        """The value of each row or group, its weight, and whether it counts."""
        fold = self.fold
        columns = self._columns(table) if fold.per is None else self._sums(table)
        held = _held(fold.conditions if fold.per is None else fold.asked_of_sums, columns)
        value = _evaluated(fold.of.tree, columns)
        weight = None if fold.weigh is None else number(columns[fold.weigh])
        if weight is not None:
            held.append(~(weight.whole == 0).fill_null(False))
        if fold.blanks == "left_out":
            held += [~missing(one) for one in (value, weight) if one is not None]
        made = {"blank": missing(value) if weight is None else missing(value) | missing(weight)}
        if fold.per is None:
            made |= dict.fromkeys(("kept", "behind"), _all(held)) if held else {}
        else:
            filled = [~missing(one) for one in self._columns(table).values() if isinstance(one, Term)]
            made["kept"] = _all([self._made(table, "once"), *held])
            made["behind"] = _all([self._made(table, "in"), *held, _any([self._made(table, "asked"), *filled])])
        return made | self._parts(value, weight)

    def _parts(self, value: Value, weight: Term | None) -> dict[str, Any]:
        """The whole numbers that are added up, compared or told apart."""
        if self.fold.take == "count":
            return {}
        if isinstance(value, Words):
            return {"value": value.text}
        found = number(value)
        self.dens = (1 if self.fold.take == "distinct" else found.den, 1)
        if weight is None or self.fold.take not in ("mean", "share"):
            return {"value": found.whole}
        both = product(found, weight)
        self.dens = (both.den, weight.den)
        return {"value": both.whole, "weight": weight.whole}

    # -- the middle of the values -------------------------------------------------------------------------------------

    def ranked(self, table: ir.Table) -> dict[str, Any]:
        """The place of each value among those of its agent, and how many there are."""
        if self.fold.take != "median":
            return {}
        kept, value = self._made(table, "kept"), self._made(table, "value")
        value = value if kept is None else ibis.ifelse(kept, value, ibis.null(WIDE))
        who = [table[name] for name in WHO]
        order = [ibis.ifelse(value.isnull(), 1, 0), value]
        return {
            "place": ibis.row_number().over(group_by=who, order_by=order),
            "of": value.count().over(group_by=who),
        }

    # -- one row an agent ---------------------------------------------------------------------------------------------

    def taken(self, table: ir.Table) -> dict[str, Any]:
        """What comes back: whole numbers as text, since drivers differ in what they make of large ones."""
        kept, blank = self._made(table, "kept"), self._made(table, "blank")
        behind = self._made(table, "behind")
        made = {
            "count": table.count(where=kept),
            "blanks": table.count(where=_both(kept, blank)),
            "rows": table.count(where=behind),
        }
        if "row" in table.columns:
            made["first"] = _first(table["row"], behind, self.rows.dialect)
        made |= {what: one.cast("string") for what, one in self._wholes(table, kept).items()}
        return {f"{what} {self.at}": one for what, one in made.items()}

    def _wholes(self, table: ir.Table, kept: Any) -> dict[str, Any]:
        take = self.fold.take
        if take == "count":
            return {}
        value = self._made(table, "value")
        if take == "distinct":
            return {"value": value.nunique(where=kept)}
        if take in ("min", "max"):
            return {"value": value.min(where=kept) if take == "min" else value.max(where=kept)}
        if take == "median":
            twice, many = 2 * self._made(table, "place"), self._made(table, "of")
            low, high = ((twice == many - 1) | (twice == end) for end in (many - 2, many))
            return {
                "value": value.max(where=_both(kept, low)),
                "weight": value.max(where=_both(kept, high)),
            }
        made = {"value": value.sum(where=kept)}
        if "weight" in self.names:
            made["weight"] = self._made(table, "weight").sum(where=kept)
        return made


def _evaluated(tree: Expression, columns: Values) -> Value:
    return columns[tree.id] if isinstance(tree, Name) else evaluate(tree, columns)


def _held(conditions: Sequence[Expression], columns: Values) -> list[Any]:
    """Where each condition holds."""
    return [holds(evaluate(one, columns)) for one in conditions]


def _all(conditions: Sequence[Any]) -> Any:
    """Where all conditions hold; everywhere where there is none."""
    return reduce(lambda left, right: left & right, conditions or [ibis.literal(True)])


def _both(kept: Any, condition: Any) -> Any:
    """Where a condition holds among the rows that are kept; None for all."""
    return condition if kept is None else kept & condition


def _any(conditions: Sequence[Any]) -> Any:
    return reduce(lambda left, right: left | right, conditions, ibis.literal(False))


def _first(row: Any, behind: Any, dialect: str) -> Any:
    """The first rows that counted."""
    if dialect != "duckdb":
        return row.collect(where=behind).sort()[:SHOWN_ROWS]
    least = _least_texts if row.type().is_string() else _least_lines
    return least(row, SHOWN_ROWS, where=behind)  # which keeps no more of them than are asked for


@ibis.udf.agg.builtin(name="min")  # type: ignore[untyped-decorator]
def _least_lines(row: int, many: int) -> list[int]:  # type: ignore[empty-body]
    ...


@ibis.udf.agg.builtin(name="min")  # type: ignore[untyped-decorator]
def _least_texts(row: str, many: int) -> list[str]:  # type: ignore[empty-body]
    ...


# -- reading back -----------------------------------------------------------------------------------------------------


class _Read(Struct, frozen=True):
    """The columns of one fold in the result of a query."""

    at: int
    fold: DetailFold
    dens: tuple[int, int]
    columns: Mapping[str, list[Any]]

    def column(self) -> FoldedColumn:
        """The exact values; none where fewer count than ``least``, at any rate none, or one of them is blank."""
        counts = self._ints("count")
        nothing = (counts < (self.fold.least or 1)) | (self._ints("blanks") > 0)
        first = self.columns.get(f"first {self.at}") or [None] * len(counts)
        shown = tuple(tuple(some or ()) for some in first)
        return FoldedColumn(self._values(counts).without(nothing), counts, self._ints("rows"), shown)

    def _values(self, counts: Any) -> Exact:
        take = self.fold.take
        if take == "count":
            return Exact.from_ints(counts)
        value = self._whole("value", 0)
        if take == "median":
            return (value + self._whole("weight", 0)) / 2
        if take not in ("mean", "share"):
            return value
        return value / (Exact.from_ints(counts) if self.fold.weigh is None else self._whole("weight", 1))

    def _ints(self, what: str) -> Any:
        return np.array(self.columns[f"{what} {self.at}"], dtype=np.int64)

    def _whole(self, what: str, den: int) -> Exact:
        texts = self.columns[f"{what} {self.at}"]
        found = Exact.from_fractions([None if text is None else int(text) for text in texts])
        return found if self.dens[den] == 1 else found / self.dens[den]
