"""Formulas: what is allowed computes exactly, everything else is refused before it can do anything."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.engine.formulas import evaluate
from ccmotivate.model.exact import Exact
from ccmotivate.model.formula import FormulaError, parse_formula
from tests.support import HANGS, fractions

F = Fraction


def _value(text: str, **names: str | int | None) -> Fraction | None:
    formula = parse_formula(text)
    columns = {name: Exact.from_fractions(fractions(value)) for name, value in names.items()}
    return evaluate(formula.tree, columns, 1).to_list()[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a / 300 + b / 300 + c / 600", 1),
        ("(a + b) * 2 - c", 200),
        ("-a", -100),
        ("a / 0", None),
        ("none + 1", None),
        ("min(a, b, c)", 100),
        ("max(a, b, c)", 200),
        ("coalesce(none, none, c)", 200),
        ("coalesce(none, 0) + 1", 1),
        ("min(a, none)", None),
        ("a >= 100", 1),
        ("a >= 100.1", 0),
        ("a > 100", 0),
        ("a > 99.9", 1),
        ("a < c", 1),
        ("a < b", 0),
        ("a <= 99.9", 0),
        ("a <= b", 1),
        ("a == b", 1),
        ("a == c", 0),
        ("none > 1", None),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3 * 3", 1),
        ("10 / 4", "2.5"),
        (" a ", 100),
        (".5 * 2", 1),
    ],
)
def test_allowed(text: str, wanted: str | int | None) -> None:
    assert _value(text, a=100, b=100, c=200, none=None) == (None if wanted is None else F(wanted))


def test_names_and_what_can_be_absent() -> None:
    formula = parse_formula("coalesce(a, b) + coalesce(c, 0) + d")
    assert formula.names == ("a", "b", "c", "d")
    assert formula.optional == {"a", "c"}


ATTACKS = [
    "__import__('os')",
    "__import__('os').system('true')",
    "a.b",
    "a.__class__",
    "lambda: 1",
    "(lambda x: x)(1)",
    "a ** b",
    "9 ** 9 ** 9",
    "[a for a in b]",
    "{a: b}",
    "{a}",
    "(a, b)",
    "[a]",
    "a[0]",
    "'text'",
    '"a" * 1000000',
    "b'x'",
    "f'{a}'",
    "True",
    "None",
    "...",
    "1j",
    "a if b else c",
    "'a' == 'b'",
    "a == ''",
    "a == b'x'",
    "a == f'{b}'",
    "a + 'b'",
    "a in ()",
    "a in ('x', b)",
    "'x' in (a, 'x')",
    "filled(1)",
    "filled(a, b)",
    "filled(a + b)",
    "a not in b",
    "~a",
    "+a",
    "a % b",
    "a // b",
    "a << b",
    "a | b",
    "a @ b",
    "a := 1",
    "(a := 1)",
    "await a",
    "yield",
    "*a",
    "min(*a)",
    "min(a, key=b)",
    "min(a)",
    "min()",
    "eval(a, b)",
    "open(a, b)",
    "sum(a, b)",
    "min.x(a, b)",
    "a < b < c",
    "a is b",
    "a is not b",
    "a in b",
    "import os",
    "a; b",
    "a\nb",
    "",
    "   ",
    "#",
    "a +",
    "(",
    "a b",
    "1e999999999",
    "1e5",
    "0x10",
    "0b1",
    "0o7",
    "1_000",
    "1.5.1",
    "9" * 400 + "." + "9" * 90,
    "(" * 240 + "a" + ")" * 240,
    "-" * 450 + "a",
    "a+" * 240 + "a",
    "a" * 501,
    "min(" * 90 + "a" + ", b)" * 90,
    "a\x00",
    "０",
    "²",
    "a＋b",
]


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_refused(text: str) -> None:
    start = time.monotonic()
    with pytest.raises(FormulaError) as refusal:
        parse_formula(text)
    assert time.monotonic() - start < HANGS
    assert len(str(refusal.value)) <= 501


@given(st.text(alphabet="ab01.+-*/()<>=,[]{}'\"_ \n%&|^~@:;mincoalesce\\#", max_size=40))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError:
        return
    assert evaluate(formula.tree, {name: Exact.full(1, 1) for name in formula.names}, 1).to_list()
