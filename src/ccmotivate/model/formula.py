"""Formulas of the rules: an allow-list over Python's expression grammar, never ``eval``.

Arithmetic, comparisons with numbers and with words in quotes, ``and``, ``or``, ``not``, ``min``, ``max``, ``coalesce``
and ``filled`` over names and plain numbers; anything else is refused with the word that is not allowed. The engine
evaluates the tree on whole columns. What goes together with what is looked at in ``formula_kinds.py``.
"""

from __future__ import annotations

import ast
import re
from fractions import Fraction

from msgspec import Struct

_MAX_LENGTH = 500
_MAX_NODES = 100

_NUMBER = re.compile(r"\d{1,30}(\.\d{0,30})?|\.\d{1,30}", re.ASCII)

_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS = {ast.GtE: ">=", ast.Gt: ">", ast.LtE: "<=", ast.Lt: "<", ast.Eq: "==", ast.NotEq: "!="}
_TURNED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}
_JOINED = {ast.And: "and", ast.Or: "or"}
COMPARISONS = tuple(_COMPARISONS.values())
TRUTHS = (*COMPARISONS, "in", "and", "or", "not", "filled")
"""Signs whose result is 1 or 0."""
FUNCTIONS = ("min", "max", "coalesce")
ALLOWED = '+ - * / ( ) >= > <= < == != in (…) "…" and or not min() max() coalesce() filled()'


class FormulaError(ValueError):
    """A formula that is not allowed; ``args`` are the offending piece and the reason's code in the catalogue."""


class Number(Struct, frozen=True):
    """A plain number, exact as written."""

    value: Fraction


class Word(Struct, frozen=True):
    """A text in quotes, and what it is worth where it is a level, or ``pass`` or ``fail``."""

    text: str
    value: Fraction | None = None


class Name(Struct, frozen=True):
    """A metric or a column of a detail sheet."""

    id: str


class Operation(Struct, frozen=True):
    """``sign`` over ``parts``.

    It is one of ``+ - * /``, a comparison, ``negate``, ``and``, ``or``, ``not``, a function's name, or ``in``: is the
    first part equal to one of the others.
    """

    sign: str
    parts: tuple[Expression, ...]


Expression = Number | Word | Name | Operation


class Formula(Struct, frozen=True):
    """A checked formula: its text, its tree, the names it reads and those it can do without (inside coalesce)."""

    text: str
    tree: Expression
    names: tuple[str, ...]
    optional: frozenset[str]


def conjuncts(tree: Expression) -> tuple[Expression, ...]:
    """The conditions that are joined by ``and``, or the only one."""
    if isinstance(tree, Operation) and tree.sign == "and":
        return tuple(one for part in tree.parts for one in conjuncts(part))
    return (tree,)


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
    names = tuple(dict.fromkeys(names_of(tree)))
    return Formula(text.strip(), tree, names, frozenset(_optional(tree)))


def _convert(node: ast.expr, text: str) -> Expression:
    match node:
        case ast.Constant():
            return _constant(node, text)
        case ast.Name():
            return Name(node.id)
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            sign = "negate" if isinstance(node.op, ast.USub) else "not"
            return Operation(sign, (_convert(node.operand, text),))
        case ast.BoolOp():
            return Operation(_JOINED[type(node.op)], tuple(_convert(part, text) for part in node.values))
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            return Operation(_ARITHMETIC[type(node.op)], (_convert(node.left, text), _convert(node.right, text)))
        case ast.Compare(ops=[_]):
            return _compared(node, text)
        case ast.Call(func=ast.Name(id=function), keywords=[]) if function in FUNCTIONS and len(node.args) > 1:
            return Operation(function, tuple(_convert(part, text) for part in node.args))
        case ast.Call(func=ast.Name(id="filled"), args=[ast.Name() as name], keywords=[]):
            return Operation("filled", (Name(name.id),))
        case _:
            raise _refused(node, text)


def _refused(node: ast.expr, text: str) -> FormulaError:
    return FormulaError(ast.get_source_segment(text, node) or text)


def _constant(node: ast.Constant, text: str) -> Number:
    """A plain number."""
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        raise _refused(node, text)
    return Number(_plain_number(ast.get_source_segment(text, node) or ""))


def _side(node: ast.expr, text: str) -> Expression:
    """A side of a comparison, which may be a word in quotes."""
    match node:
        case ast.Constant(value=str(word)) if word.strip():
            return Word(word)
    return _convert(node, text)


def _compared(node: ast.Compare, text: str) -> Expression:
    """One comparison; a word stands last in it."""
    operator, left = node.ops[0], _side(node.left, text)
    if isinstance(operator, ast.In | ast.NotIn):
        found = Operation("in", (_convert(node.left, text), *_choices(node.comparators[0], text)))
        return found if isinstance(operator, ast.In) else Operation("not", (found,))
    sign, right = _COMPARISONS.get(type(operator)), _side(node.comparators[0], text)
    if sign is None or (isinstance(left, Word) and isinstance(right, Word)):
        raise _refused(node, text)
    if isinstance(left, Word):
        return Operation(_TURNED.get(sign, sign), (right, left))
    return Operation(sign, (left, right))


def _choices(node: ast.expr, text: str) -> tuple[Expression, ...]:
    """What may stand in brackets after ``in``: words, or numbers; one alone may stand without a comma."""
    written = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    found = tuple(_side(one, text) for one in written)
    plain = [one.parts[0] if isinstance(one, Operation) and one.sign == "negate" else one for one in found]
    if not found or not all(isinstance(one, Number | Word) for one in plain):
        raise _refused(node, text)
    return found


def _plain_number(written: str) -> Fraction:
    """Digits and a point only: ``1e999999999`` would fill the memory, ``0x10`` is no decimal."""
    if not _NUMBER.fullmatch(written):
        raise FormulaError(written)
    return Fraction(written)


def names_of(tree: Expression) -> list[str]:
    """Every name in it, as often as it stands there."""
    match tree:
        case Name():
            return [tree.id]
        case Operation():
            return [name for part in tree.parts for name in names_of(part)]
        case Number() | Word():
            return []


def _optional(tree: Expression) -> list[str]:
    """Names without which the formula may have a value: in ``filled``, in a ``coalesce`` before its last part."""
    if not isinstance(tree, Operation):
        return []
    if tree.sign == "filled":
        return names_of(tree)
    if tree.sign == "coalesce":
        return [name for part in tree.parts[:-1] for name in names_of(part)] + _optional(tree.parts[-1])
    return [name for part in tree.parts for name in _optional(part)]
