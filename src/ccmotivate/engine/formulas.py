"""Formulas over whole columns: exact numbers, words, and what is true of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np

from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.formula import Expression, Name, Number, Operation, Word
from ccmotivate.model.word_column import WordColumn

Column = Exact | WordColumn
Columns = Mapping[str, Column]


def evaluate(tree: Expression, columns: Columns, rows: int) -> Exact:
    """A formula over whole columns; no data in a needed part gives no data, so does a division by zero.

    What is true gives 1, what is not 0. ``and`` is 0 where one part is 0, ``or`` 1 where one is not, whatever the
    others lack.
    """
    match tree:
        case Number():
            return Exact.full(rows, tree.value)
        case Word():
            return Exact.empty(rows) if tree.value is None else Exact.full(rows, tree.value)
        case Name():
            return exact(columns[tree.id])
        case Operation(sign="filled", parts=(Name() as name,)):
            return _truth(~columns[name.id].missing)
        case Operation(sign="==" | "!=" | "in", parts=(Name() as name, *choices)):
            column = columns[name.id]
            if isinstance(column, WordColumn):
                return _among(column, tree.sign, choices)
    parts = [evaluate(part, columns, rows) for part in tree.parts]
    return _apply(tree.sign, parts)


def exact(column: Column) -> Exact:
    """The column, which holds numbers.

    Raises:
        TypeError: it holds words; ``rules check`` refuses rules that compute with these.
    """
    if isinstance(column, Exact):
        return column
    raise TypeError("words are no numbers")


def evaluated(tree: Expression, columns: Columns, rows: int) -> Column:
    """A formula, or the words of a text column that stands alone."""
    column = columns.get(tree.id) if isinstance(tree, Name) else None
    return column if isinstance(column, WordColumn) else evaluate(tree, columns, rows)


def _apply(sign: str, parts: Sequence[Exact]) -> Exact:
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
            step = {"min": Exact.lowest, "max": Exact.highest, "coalesce": Exact.filled}[sign]
            return reduce(step, parts)
        case "and" | "or" | "not":
            return _joined(sign, parts)
        case _:
            return _compared(sign, left, parts[1:])


def _joined(sign: str, parts: Sequence[Exact]) -> Exact:
    """``and`` and ``or`` are decided by the first part that decides them; what is not 0 is true."""
    false = [part.equals(0) for part in parts]
    if sign == "not":
        return _truth(false[0], parts[0].missing)
    unknown = np.logical_or.reduce([part.missing for part in parts])
    if sign == "and":
        fails = np.logical_or.reduce(false)
        return _truth(~fails, unknown & ~fails)
    holds = np.logical_or.reduce([~part.missing & ~no for part, no in zip(parts, false, strict=True)])
    return _truth(holds, unknown & ~holds)


def _compared(sign: str, left: Exact, others: Sequence[Exact]) -> Exact:
    right = others[0]
    match sign:
        case ">=":
            holds = left >= right
        case ">":
            holds = left > right
        case "<=":
            holds = left <= right
        case "<":
            holds = left < right
        case "!=":
            holds = ~left.equals(right)
        case _:  # ==, in
            holds = np.logical_or.reduce([left.equals(one) for one in others])
    return _truth(holds, left.missing | right.missing)


def _among(column: WordColumn, sign: str, choices: Sequence[Expression]) -> Exact:
    """Whether each word is one of the choices; a blank is no data."""
    found = np.logical_or.reduce([column.equals(one.text) for one in choices if isinstance(one, Word)])
    return _truth(~found if sign == "!=" else found, column.missing)


def _truth(holds: Bools, missing: Bools | None = None) -> Exact:
    return Exact.from_ints(holds.astype(np.int64), missing)
