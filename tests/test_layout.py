"""Modules and functions stay short: what a reader has to hold in mind at once."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

from tests.support import ROOT

SRC = ROOT / "src" / "ccmotivate"
MOST_LINES = 400
CATALOGUES = {"problems.py"}
"""Modules that are lists of entries, one like the other."""


def modules() -> dict[str, Path]:
    """The modules by their path in the package."""
    return {path.relative_to(SRC).as_posix(): path for path in SRC.rglob("*.py")}


def test_no_module_is_long_but_catalogues() -> None:
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: many for name, many in lines.items() if many > MOST_LINES}.keys() == CATALOGUES


def test_functions_are_short() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules().values()]
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    lines = [(node.end_lineno or 0) - node.lineno + 1 for node in functions]
    assert median(lines) <= 8
    assert quantiles(lines, n=10)[-1] <= 20
