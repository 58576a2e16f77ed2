"""Formulas of the rules: an allow-list over Python's expression grammar, never ``eval``.

Arithmetic, one comparison, ``min``, ``max`` and ``coalesce`` over metric names and plain numbers; anything else is
refused with the word that is not allowed. The engine evaluates the tree on whole columns.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from fractions import Fraction

_MAX_LENGTH = 500
_MAX_NODES = 100

_NUMBER = re.compile(r"\d{1,30}(\.\d{0,30})?|\.\d{1,30}", re.ASCII)

_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS = {ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "=="}
COMPARISONS = tuple(_COMPARISONS.values())
FUNCTIONS = ("min", "max", "coalesce")
ALLOWED = "+ - * / ( ) >= > <= < == min() max() coalesce()"


class FormulaError(ValueError):
    """A formula that is not allowed; ``args`` are the offending piece and the reason's code in the catalogue."""


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number, exact as written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A metric or a column of a detail sheet."""

    id: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``sign`` (``+ - * /``, a comparison, ``negate``, or a function's name) over ``parts``."""

    sign: str
    parts: tuple[Expression, ...]


Expression = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula: its text, its tree, the names it reads and those it can do without (inside coalesce)."""

    text: str
    tree: Expression
    names: tuple[str, ...]
    optional: frozenset[str]


def parse_formula(text: str) -> Formula:
    """Check a formula against the allow-list.

    Raises:
        FormulaError: too long, not a formula, or a piece that is not allowed.
    """
    if len(text) > _MAX_LENGTH:
        raise FormulaError(text[:40] + "…")
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(text) from None
    if sum(1 for _ in ast.walk(body)) > _MAX_NODES:
        raise FormulaError(text[:40] + "…")
    tree = _convert(body, text.strip())
    names = tuple(dict.fromkeys(_names(tree)))
    return Formula(text.strip(), tree, names, frozenset(_optional(tree)))


def _convert(node: ast.expr, text: str) -> Expression:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return Number(_plain_number(ast.get_source_segment(text, node) or ""))
        case ast.Name():
            return Name(node.id)
        case ast.UnaryOp(op=ast.USub()):
            return Operation("negate", (_convert(node.operand, text),))
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            return Operation(_ARITHMETIC[type(node.op)], (_convert(node.left, text), _convert(node.right, text)))
        case ast.Compare(ops=[operator]) if type(operator) in _COMPARISONS:
            return Operation(
                _COMPARISONS[type(operator)], (_convert(node.left, text), _convert(node.comparators[0], text))
            )
        case ast.Call(func=ast.Name(id=function), keywords=[]) if function in FUNCTIONS and len(node.args) > 1:
            return Operation(function, tuple(_convert(part, text) for part in node.args))
        case _:
            raise FormulaError(ast.get_source_segment(text, node) or text)


def _plain_number(written: str) -> Fraction:
    """Digits and a point only: ``1e999999999`` would fill the memory, ``0x10`` is no decimal."""
    if not _NUMBER.fullmatch(written):
        raise FormulaError(written)
    return Fraction(written)


def _names(tree: Expression) -> list[str]:
    match tree:
        case Name():
            return [tree.id]
        case Operation():
            return [name for part in tree.parts for name in _names(part)]
        case Number():
            return []


def _optional(tree: Expression) -> list[str]:
    """Names that stand in a ``coalesce`` before its last part: the formula has another value where they are blank."""
    if not isinstance(tree, Operation):
        return []
    if tree.sign == "coalesce":
        return [name for part in tree.parts[:-1] for name in _names(part)] + _optional(tree.parts[-1])
    return [name for part in tree.parts for name in _optional(part)]
