"""The folds of a source as one query: one row an agent and month, from whole numbers only.

The meaning is that of ``engine/folds.py``. Sums, counts, extremes and the two middle values come back as whole numbers;
means and shares are divided here, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from msgspec import Struct

from ccmotivate.model.exact import Exact
from ccmotivate.model.folded import SHOWN_ROWS, FoldedColumn
from ccmotivate.model.formula import Expression, Name
from ccmotivate.model.metrics import DetailFold
from ccmotivate.warehouse.rows import ROWS, SourceRows, group_column
from ccmotivate.warehouse.sql import both, certain, chosen, either, is_null, negated, null, quoted, wide
from ccmotivate.warehouse.terms import Term, Value, Values, Words, evaluate, holds, missing, number, product

WHO = ("agent_id", "month")
_BY_WHO = ", ".join(map(quoted, WHO))


class FoldedQuery(Struct, frozen=True):
    """The query, and how its result is read.

    Attributes:
        sql: In DuckDB's dialect, of the table ``ROWS``.
        names: The columns of its result.
        dens: The denominators of the sums and weights of each fold.
    """

    sql: str
    names: tuple[str, ...]
    folds: tuple[DetailFold, ...]
    dens: tuple[tuple[int, int], ...]

    def kinds(self, row: str) -> dict[str, str]:
        """The types of the columns of its result in Ibis's words; ``row`` is that of the rows' names."""
        known = {"rows": "int64", "count": "int64", "blanks": "int64", "first": f"array<{row}>"}
        return {name: known.get(name.split()[0], "string") for name in self.names}

    def read(self, found: Mapping[str, Sequence[Any]]) -> tuple[pd.DataFrame, dict[DetailFold, FoldedColumn]]:
        """Who and when (``agent_id``, ``month``, and ``rows``, how many there are), and each fold's values, by both."""
        who = list(zip(*(found[name] for name in WHO), strict=True))
        order = sorted(range(len(who)), key=who.__getitem__)
        columns = {name: [values[at] for at in order] for name, values in found.items()}
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
    table = ROWS
    for step in (_Plan.summed, _Plan.valued, _Plan.ranked):
        names: dict[str, str] = {}  # a column that several folds need is made once
        for plan in plans:
            for what, made in step(plan).items():
                plan.names[what] = names.setdefault(made, f"{what} {plan.at}")
        if names:
            columns = ", ".join(f"{made} as {quoted(name)}" for made, name in names.items())
            table = f"(select *, {columns} from {table}) as made"
    found = {"rows": "count(*)", **{name: made for plan in plans for name, made in plan.taken().items()}}
    columns = ", ".join(f"{made} as {quoted(name)}" for name, made in found.items())
    sql = f"select {_BY_WHO}, {columns} from {table} group by {_BY_WHO}"
    return FoldedQuery(sql, (*WHO, *found), tuple(plan.fold for plan in plans), tuple(plan.dens for plan in plans))


class _Plan:
    """The columns that one fold adds to the rows; ``names`` are theirs, by what they are.

    Where all rows are meant there is no column ``kept`` or ``behind``.
    """

    def __init__(self, at: int, fold: DetailFold, rows: SourceRows) -> None:
        self.at, self.fold, self.rows = at, fold, rows
        self.names: dict[str, str] = {}
        self.dens = (1, 1)

    def _made(self, what: str) -> str:
        return quoted(self.names[what])

    def _if_made(self, what: str) -> list[str]:
        return [self._made(what)] if what in self.names else []

    def _columns(self) -> dict[str, Term | Words]:
        """The columns of rows as the formulas read them."""
        dens = self.rows.dens
        read = sorted({*self.fold.columns, *self.fold.texts})
        return {name: Term(quoted(name), dens[name]) if name in dens else Words(quoted(name)) for name in read}

    # -- per: sums of the rows with the same one, written beside each of them -----------------------------------------

    def summed(self) -> dict[str, str]:
        """Which rows are added up, and the sums of each one's group."""
        fold = self.fold
        if fold.per is None:
            return {}
        columns = self._columns()
        among = both(*_held(fold.asked_of_rows, columns))
        asked = both(*_held(fold.asked_of_sums, columns))
        needed = fold.needed
        if fold.blanks == "left_out":
            blank = [missing(columns[name]) for name in sorted(needed - fold.of.optional)]
            among = both(among, negated(both(asked, either(*blank))))
        group = f"partition by {_BY_WHO}, {quoted(group_column(fold.per))}"
        first = chosen((among, "0"), other="1")
        made = {"in": among, "asked": asked}
        made["once"] = both(among, f"(row_number() over ({group} order by {first}) = 1)")
        for name in sorted(fold.columns):
            part = number(columns[name]).whole
            total = wide(f"sum({chosen((among, part), other='null')}) over ({group})")
            if name in needed:
                hole = chosen((both(among, asked, is_null(part)), "1"), other="0")
                total = chosen((f"max({hole}) over ({group}) = 1", null()), other=total)
            made[f"sum {name}"] = total
        return made

    def _sums(self) -> Values:
        """The sums of each row's group as the formulas read them."""
        return {name: Term(self._made(f"sum {name}"), self.rows.dens[name]) for name in self.fold.columns}

    # -- values, and which of them count ------------------------------------------------------------------------------

    def valued(self) -> dict[str, str]:
        """The value of each row or group, its weight, and whether it counts."""
        fold = self.fold
        columns = self._columns() if fold.per is None else self._sums()
        held = _held(fold.conditions if fold.per is None else fold.asked_of_sums, columns)
        value = _evaluated(fold.of.tree, columns)
        weight = None if fold.weigh is None else number(columns[fold.weigh])
        parts = [value] if weight is None else [value, weight]
        if weight is not None:
            held.append(negated(certain(f"({weight.whole} = 0)")))
        if fold.blanks == "left_out":
            held += [negated(missing(one)) for one in parts]
        made = {"blank": either(*map(missing, parts))}
        if fold.per is None:
            made |= dict.fromkeys(("kept", "behind"), both(*held)) if held else {}
        else:
            filled = [negated(missing(one)) for one in self._columns().values() if isinstance(one, Term)]
            made["kept"] = both(self._made("once"), *held)
            made["behind"] = both(self._made("in"), *held, either(self._made("asked"), *filled))
        return made | self._parts(value, weight)

    def _parts(self, value: Value, weight: Term | None) -> dict[str, str]:
        """The whole numbers that are added up, compared or told apart."""
        if self.fold.take == "count":
            return {}
        if isinstance(value, Words):
            return {"value": value.text}
        found = number(value)
        self.dens = (1 if self.fold.take == "distinct" else found.den, 1)
        if weight is None or self.fold.take not in ("mean", "share"):
            return {"value": found.whole}
        weighed = product(found, weight)
        self.dens = (weighed.den, weight.den)
        return {"value": weighed.whole, "weight": weight.whole}

    # -- places of values and rows among those of their agent ---------------------------------------------------------

    def ranked(self) -> dict[str, str]:
        """The place of each value from 0, and how many there are, for the middle; that of each row that counts."""
        made: dict[str, str] = {}
        who = f"partition by {_BY_WHO}"
        if self.fold.take == "median":
            value = self._made("value")
            for kept in self._if_made("kept"):
                value = chosen((kept, value), other=null())
            blank = chosen((is_null(value), "1"), other="0")
            made["place"] = f"(row_number() over ({who} order by {blank}, {value}) - 1)"
            made["of"] = f"count({value}) over ({who})"
        if self.rows.are_named and not self.rows.is_embedded:
            left_out = [f"{chosen((behind, '0'), other='1')}, " for behind in self._if_made("behind")]
            made["nth"] = f"row_number() over ({who} order by {''.join(left_out)}{_ROW})"
        return made

    # -- one row an agent ---------------------------------------------------------------------------------------------

    def taken(self) -> dict[str, str]:
        """What comes back: whole numbers as text, since drivers differ in what they make of large ones."""
        kept, blank, behind = self._if_made("kept"), self._made("blank"), self._if_made("behind")
        made = {
            "count": self._counted(kept),
            "blanks": self._counted([*kept, blank]),
            "rows": self._counted(behind),
        }
        if self.rows.are_named:
            made["first"] = self._first(behind)
        made |= {what: f"cast({one} as varchar)" for what, one in self._wholes(kept).items()}
        return {f"{what} {self.at}": one for what, one in made.items()}

    def _counted(self, conditions: Sequence[str]) -> str:
        """How many rows there are of which all conditions hold."""
        if conditions and self.rows.is_embedded:
            return f"count_if({both(*conditions)})::bigint"  # sooner
        return f"count(*){_of(conditions)}"

    def _first(self, behind: Sequence[str]) -> str:
        """The first rows that counted."""
        if self.rows.is_embedded:
            return f"min({_ROW}, {SHOWN_ROWS}){_of(behind)}"  # sooner, and only DuckDB has it
        is_shown = f"{self._made('nth')} <= {SHOWN_ROWS}"
        return f"array_agg({_ROW}){_of([*behind, is_shown])}"

    def _wholes(self, kept: Sequence[str]) -> dict[str, str]:
        take = self.fold.take
        if take == "count":
            return {}
        value = self._made("value")
        if take == "distinct":
            return {"value": f"count(distinct {value}){_of(kept)}"}
        if take in ("min", "max"):
            return {"value": f"{take}({value}){_of(kept)}"}
        if take == "median":
            twice, many = f"2 * {self._made('place')}", self._made("of")
            low, high = (f"({twice} = {many} - 1 or {twice} = {many} - {end})" for end in (2, 0))
            return {"value": f"max({value}){_of([*kept, low])}", "weight": f"max({value}){_of([*kept, high])}"}
        made = {"value": f"sum({value}){_of(kept)}"}
        if "weight" in self.names:
            made["weight"] = f"sum({self._made('weight')}){_of(kept)}"
        return made


_ROW = quoted("row")


def _evaluated(tree: Expression, columns: Values) -> Value:
    return columns[tree.id] if isinstance(tree, Name) else evaluate(tree, columns)


def _held(conditions: Sequence[Expression], columns: Values) -> list[str]:
    """Where each condition holds."""
    return [holds(evaluate(one, columns)) for one in conditions]


def _of(conditions: Sequence[str]) -> str:
    """That only rows are meant of which all conditions hold."""
    return f" filter (where {both(*conditions)})" if conditions else ""


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
        shown = tuple(tuple(sorted(some or ())) for some in first)
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
