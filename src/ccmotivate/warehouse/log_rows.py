"""The rows of a large log as ``SourceRows``: its plain rows by what their texts are worth, and the odd ones as read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from msgspec import Struct

from ccmotivate.model.exact import Exact
from ccmotivate.warehouse.log_table import Columns, Kind, LogTable
from ccmotivate.warehouse.rows import ROWS, SourceRows, compared, group_column
from ccmotivate.warehouse.sql import literal
from ccmotivate.warehouse.terms import CannotFoldError

_MOST = 2**62
_FEW = 8


class Figures(Struct, frozen=True):
    """A column of numbers: what each known text is worth, and a 1 in digits, kept as ``scale``."""

    place: int
    texts: Mapping[str, Fraction | None]
    factor: Fraction
    scale: int
    has_numbers: bool


class Texts(Struct, frozen=True):
    """A column of texts: what each known text reads as.

    Others are kept as they are where it ``is_free``. Where only different ones ``are_counted`` they are given as
    numbers, which are sooner told apart.
    """

    place: int
    texts: Mapping[str, str]
    is_free: bool
    are_counted: bool = False


class PlainRows(Struct, frozen=True):
    """How plain rows are read.

    Attributes:
        stays: The condition for those that count.
        who: The numbers that tell who a row is about, in SQL; ``whose`` the id of each combination, ``are_all`` where
            no row that counts has another one.
        month: The column of the month, ``months`` what its known texts are; None where ``months`` has one for None.
        per: The columns of texts by which folds tell rows apart.
        numbers: Of each column, by what number a known text is kept.
    """

    stays: str
    who: Sequence[str]
    whose: Mapping[tuple[int, ...], str]
    are_all: bool
    month: int | None
    months: Mapping[str | None, str]
    figures: Mapping[str, Figures]
    texts: Mapping[str, Texts]
    per: frozenset[str]
    numbers: Mapping[int, Mapping[str, int]]


class OddRows(Struct, frozen=True):
    """Rows that were read one by one, column by column."""

    agent_id: Sequence[str]
    month: Sequence[str]
    row: Sequence[int]
    figures: Mapping[str, Exact]
    texts: Mapping[str, Sequence[str]]


def source_rows(
    log: LogTable, plain: PlainRows, odd: OddRows, blanks: frozenset[str]
) -> tuple[SourceRows, Mapping[int, str]]:
    """All rows of the log, their agents by number, and the id of each number.

    Raises:
        CannotFoldError: numbers too fine or too large to be counted in 64 bits.
    """
    dens = {name: _den(one, odd.figures[name]) for name, one in plain.figures.items()}
    forms = {name: _form(one, blanks) for name, one in plain.texts.items()}
    made = _Made(log, plain, dens, forms)
    numbers = made.agents()
    for one in odd.agent_id:
        numbers.setdefault(one, max(numbers.values(), default=0) + 1)
    log.server.put("odd", _odd_columns(plain, odd, dens, forms, numbers))
    log.server.execute(f"create or replace temp view {ROWS} as {made.query()} union all by name from odd")
    return SourceRows(dens), {number: one for one, number in numbers.items()}


Form = tuple[Kind, Callable[[str], str | int | None]]


def _form(one: Texts, blanks: frozenset[str]) -> Form:
    """As what the texts of a column are given: in compared form, or as a number for each of these."""
    if one.is_free or not one.are_counted:
        return "varchar", partial(compared, blanks=blanks)
    numbers: dict[str | None, int | None] = {None: None}
    return "integer", lambda text: numbers.setdefault(compared(text, blanks), len(numbers))


def _den(one: Figures, odd: Exact) -> int:
    fractions = [worth for worth in one.texts.values() if worth is not None]
    fractions += [found for found in odd.to_list() if found is not None]
    den = math.lcm((one.factor / one.scale).denominator, *(worth.denominator for worth in fractions))
    largest = max([2**31 * abs(one.factor), *map(abs, fractions)]) * den
    if largest >= _MOST:
        raise CannotFoldError("size", str(den))
    return den


def _odd_columns(
    plain: PlainRows,
    odd: OddRows,
    dens: Mapping[str, int],
    forms: Mapping[str, Form],
    numbers: Mapping[str, int],
) -> Columns:
    columns: dict[str, tuple[Kind, Sequence[Any]]] = {
        "agent_id": ("integer", [numbers[one] for one in odd.agent_id]),
        "month": ("varchar", odd.month),
        "row": ("bigint", odd.row),
    }
    for name, den in dens.items():
        wholes = [None if one is None else int(one * den) for one in odd.figures[name].to_list()]
        columns[name] = ("bigint", wholes)
    for name, (kind, form) in forms.items():
        columns[name] = (kind, [form(text) for text in odd.texts[name]])
        if name in plain.per:
            columns[group_column(name)] = ("varchar", odd.texts[name])
    return columns


class _Made(Struct):
    """The query of the plain rows."""

    log: LogTable
    plain: PlainRows
    dens: Mapping[str, int]
    forms: Mapping[str, Form]

    def query(self) -> str:
        columns, joins = {"row": "log.rowid + 1"}, list[str]()
        for more, join in (
            self._who(),
            self._month(),
            *map(self._figure, self.dens),
            *map(self._text, self.plain.texts),
        ):
            columns |= more
            joins += join
        made = ", ".join(f'{sql} as "{name}"' for name, sql in columns.items())
        return f"select {made} from log {' '.join(joins)} where {self.plain.stays}"

    @property
    def _is_told_by_who(self) -> bool:
        """Whether every agent goes by one number, and every row that counts is of one of them."""
        plain = self.plain
        return plain.are_all and len(plain.who) == 1 and len({*plain.whose.values()}) == len(plain.whose)

    def agents(self) -> dict[str, int]:
        """The number of each id."""
        if self._is_told_by_who:
            return {one: who[0] for who, one in self.plain.whose.items()}
        return {one: number for number, one in enumerate(dict.fromkeys(self.plain.whose.values()))}

    def _who(self) -> tuple[dict[str, str], list[str]]:
        whose = self.plain.whose
        if self._is_told_by_who:
            return {"agent_id": self.plain.who[0]}, []
        codes: dict[str, tuple[Kind, Sequence[Any]]] = {
            f"w{at}": ("integer", [one[at] for one in whose]) for at in range(len(self.plain.who))
        }
        numbers = self.agents()
        self.log.server.put("whose", {**codes, "id": ("integer", [numbers[one] for one in whose.values()])})
        told = " and ".join(f"whose.w{at} = {sql}" for at, sql in enumerate(self.plain.who)) or "true"
        return {"agent_id": "whose.id"}, [f"join whose on {told}"]

    def _month(self) -> tuple[dict[str, str], list[str]]:
        if self.plain.month is None:
            return {"month": f"'{self.plain.months[None]}'"}, []
        if not self.plain.months:
            return {"month": "''"}, []
        if len({*self.plain.months.values()}) == 1:
            return {"month": f"'{next(iter(self.plain.months.values()))}'"}, []
        worth, join = self._known("when_it_was", self.plain.month, self.plain.months, "varchar")
        return {"month": worth}, join

    def _known(self, table: str, place: int, worth: Mapping[Any, Any], kind: Kind) -> tuple[str, list[str]]:
        """What known texts are worth, and the join for it; NULL for others."""
        numbers = self.plain.numbers[place]
        known = {numbers[text]: one for text, one in worth.items() if text in numbers}
        if not known:
            return f"null::{kind}", []
        if len(known) <= _FEW:
            parts = [f"when {number} then {_constant(one, kind)}" for number, one in known.items()]
            return f"case log.k{place} {' '.join(parts)} end", []
        columns: Columns = {"known": ("integer", list(known)), "worth": (kind, list(known.values()))}
        self.log.server.put(table, columns)
        return f"{table}.worth", [f"left join {table} on {table}.known = log.k{place}"]

    def _figure(self, name: str) -> tuple[dict[str, str], list[str]]:
        one, den = self.plain.figures[name], self.dens[name]
        parts, joins = list[str](), list[str]()
        if one.has_numbers:
            times = one.factor / one.scale * den
            parts.append(f"log.n{one.place}::bigint * {times.numerator}")
        if one.texts:
            worth = {text: None if found is None else int(found * den) for text, found in one.texts.items()}
            found, joins = self._known(f"worth_{one.place}", one.place, worth, "bigint")
            parts.append(found)
        return {name: f"coalesce({', '.join(parts)})" if parts else "null::bigint"}, joins

    def _text(self, name: str) -> tuple[dict[str, str], list[str]]:
        one, columns = self.plain.texts[name], dict[str, str]()
        kind, form = self.forms[name]
        joins: Iterable[str] = []
        group = "''"
        if one.is_free:
            columns[name] = f"lower(log.t{one.place})"
            group = f"coalesce(log.t{one.place}, '')"
        elif not one.texts:
            columns[name] = f"null::{kind}"
        else:
            worth = {text: form(read) for text, read in one.texts.items()}
            columns[name], joins = self._known(f"word_{name}", one.place, worth, kind)
            if name in self.plain.per:
                read, more = self._known(f"read_{name}", one.place, one.texts, "varchar")
                group, joins = f"coalesce({read}, '')", [*joins, *more]
        return columns | ({group_column(name): group} if name in self.plain.per else {}), list(joins)


def _constant(value: int | str | None, kind: Kind) -> str:
    return f"{'null' if value is None else literal(str(value))}::{kind}"
