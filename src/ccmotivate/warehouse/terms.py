"""Formulas in SQL: whole numbers over a fixed denominator, and conditions with three answers.

A comparison with no data is NULL in SQL, as it has no value in ``engine/formulas.py``, and ``AND``, ``OR``, ``NOT``
mean the same in both. No number is ever divided: what would need it is refused. Each piece of SQL can be put into
another one as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce

from msgspec import Struct

from ccmotivate.model.formula import Expression, Name, Number, Operation, Word
from ccmotivate.model.words import normal
from ccmotivate.warehouse.sql import both, certain, chosen, either, is_null, literal, negated, null, wide

_MOST = 10**38
_PLAIN = 2**31


class CannotFoldError(ValueError):
    """A fold that a database cannot compute exactly; ``args`` are the reason's code and the offending piece."""


class Term(Struct, frozen=True):
    """A number: the whole number ``part`` over ``den``, NULL for no data; one of the rules is a plain ``int``."""

    part: str | int
    den: int = 1

    @property
    def whole(self) -> str:
        """Its whole number in SQL."""
        return whole(self.part) if isinstance(self.part, int) else self.part

    def over(self, den: int) -> str:
        """The same number counted in ``1 / den``, a multiple of its own denominator."""
        return Term(times(self.part, den // self.den), den).whole


class Truth(Struct, frozen=True):
    """A condition: true, false or NULL."""

    holds: str


class Words(Struct, frozen=True):
    """Texts in compared form, NULL for a blank."""

    text: str


Value = Term | Truth | Words
Values = Mapping[str, Term | Words]


def whole(number: int) -> str:
    """A whole number.

    Raises:
        CannotFoldError: more than 38 digits.
    """
    if abs(number) >= _MOST:
        raise CannotFoldError("size", str(number))
    return f"({number})" if abs(number) < _PLAIN else wide(f"'{number}'")


def nothing() -> Term:
    """No data."""
    return Term(null())


def times(part: str | int, factor: int) -> str | int:
    """A whole number times a fixed one."""
    if isinstance(part, int):
        return part * factor
    return part if factor == 1 else f"({wide(part)} * {whole(factor)})"


def constant(value: Fraction) -> Term:
    """A number of the rules."""
    return Term(value.numerator, value.denominator)


def number(value: Value) -> Term:
    """A value as a number: what is true is 1.

    Raises:
        TypeError: it is words; ``rules check`` refuses rules that compute with these.
    """
    match value:
        case Term():
            return value
        case Truth():
            return Term(chosen((value.holds, "1"), (negated(value.holds), "0"), other=null("bigint")))
    raise TypeError("words are no numbers")


def missing(value: Value) -> str:
    """Where there is no data."""
    match value:
        case Term():
            return is_null(value.whole)
        case Truth():
            return is_null(value.holds)
        case Words():
            return is_null(value.text)


def true(value: Value) -> Truth:
    """Whether a part of ``and``, ``or``, ``not`` holds: whether it is not 0."""
    return value if isinstance(value, Truth) else Truth(f"({number(value).whole} <> 0)")


def holds(value: Value) -> str:
    """Whether a condition holds; with no data it does not."""
    if isinstance(value, Truth):
        return certain(value.holds)
    return certain(f"({number(value).whole} = {whole(number(value).den)})")


def evaluate(tree: Expression, columns: Values) -> Value:
    """A formula over the columns of rows or of sums.

    Raises:
        CannotFoldError: it divides by something that is no plain number.
    """
    match tree:
        case Number():
            return constant(tree.value)
        case Word():
            return nothing() if tree.value is None else constant(tree.value)
        case Name():
            return columns[tree.id]
        case Operation(sign="filled", parts=(Name() as name,)):
            return Truth(negated(missing(columns[name.id])))
        case Operation(sign="==" | "!=" | "in", parts=(Name() as name, *choices)):
            column = columns[name.id]
            if isinstance(column, Words):
                return _among(column, tree.sign, choices)
    if tree.sign == "/":
        return _divided(tree, columns)
    return _applied(tree.sign, [evaluate(part, columns) for part in tree.parts])


def _divided(tree: Operation, columns: Values) -> Term:
    """Divided by a plain number; division by zero gives no data."""
    left, right = tree.parts
    by = _plain(right)
    if by is None:
        raise CannotFoldError("division", "/")
    if by == 0:
        return nothing()
    found = number(evaluate(left, columns))
    return Term(times(found.part, by.denominator * (1 if by > 0 else -1)), found.den * abs(by.numerator))


def _plain(tree: Expression) -> Fraction | None:
    """The value of a part without names."""
    match tree:
        case Number():
            return tree.value
        case Operation(sign="negate", parts=(Number() as inner,)):
            return -inner.value
    return None


def _applied(sign: str, parts: Sequence[Value]) -> Value:
    match sign:
        case "and" | "or":
            return Truth((both if sign == "and" else either)(*(true(part).holds for part in parts)))
        case "not":
            return Truth(negated(true(parts[0]).holds))
    numbers = [number(part) for part in parts]
    match sign:
        case "*":
            return product(*numbers)
        case "negate":
            return Term(times(numbers[0].part, -1), numbers[0].den)
        case "+" | "-" | "min" | "max" | "coalesce":
            den = math.lcm(*(one.den for one in numbers))
            return Term(reduce(_STEPS[sign], (one.over(den) for one in numbers)), den)
    return Truth(_compared(sign, numbers[0], numbers[1:]))


def product(left: Term, right: Term) -> Term:
    """Two numbers multiplied."""
    return Term(f"({wide(left.whole)} * {wide(right.whole)})", left.den * right.den)


def _compared(sign: str, left: Term, others: Sequence[Term]) -> str:
    """A comparison; of the choices of ``in`` the first decides whether there is data, as in ``engine/formulas.py``."""
    den = math.lcm(left.den, *(one.den for one in others))
    mine, theirs = left.over(den), [one.over(den) for one in others]
    if sign != "in":
        return f"({mine} {_SIGNS.get(sign, sign)} {theirs[0]})"
    found = either(*(certain(f"({mine} = {one})") for one in theirs))
    return chosen((either(is_null(left.whole), is_null(others[0].whole)), null("boolean")), other=found)


def _among(column: Words, sign: str, choices: Sequence[Expression]) -> Truth:
    """Whether each word is one of the choices; a blank is no data."""
    words = sorted({normal(one.text) for one in choices if isinstance(one, Word)})
    found = either(*(f"({column.text} = {literal(word)})" for word in words))
    return Truth(negated(found) if sign == "!=" else found)


def _lower(left: str, right: str) -> str:
    """The smaller; no data where either has none (``LEAST`` passes over NULL in most databases)."""
    return chosen((f"{left} <= {right}", left), (f"{left} > {right}", right), other=null())


def _higher(left: str, right: str) -> str:
    return chosen((f"{left} >= {right}", left), (f"{left} < {right}", right), other=null())


_STEPS: Mapping[str, Callable[[str, str], str]] = {
    "+": lambda left, right: f"({wide(left)} + {wide(right)})",
    "-": lambda left, right: f"({wide(left)} - {wide(right)})",
    "min": _lower,
    "max": _higher,
    "coalesce": lambda left, right: f"coalesce({left}, {right})",
}
_SIGNS = {"==": "=", "!=": "<>"}
