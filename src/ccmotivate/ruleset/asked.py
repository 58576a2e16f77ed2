"""What ``map`` left to a person: values that are ``?``, with the question in the comment above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccmotivate.model.mapping import OPEN
from ccmotivate.problems import Problem, problem
from ccmotivate.ruleset.yaml_text import YamlPath, YamlText

_MARK = "# ?"


def open_questions(tree: YamlText, text: str) -> list[Problem]:
    """An error for each value that is ``?``; the comment above it, from its ``# ?`` on, is the question."""
    lines = text.splitlines()
    return [
        problem("rule-open", tree.at(*path), _question(lines, tree.at(*path).line or 1) or OPEN, key=str(path[-1]))
        for path in _open(tree.data, ())
    ]


def _open(data: Any, path: YamlPath) -> Iterator[YamlPath]:
    """The paths of the values of keys that are ``?``; in lists it is a word of cells like any other."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in parts:
        if value == OPEN and isinstance(key, str) and key != "no_data":
            yield (*path, key)
        yield from _open(value, (*path, key))


def _question(lines: list[str], line: int) -> str:
    """The comment that ends above a line (1-based), from the one that begins with ``# ?``; ``""`` without one."""
    found: list[str] = []
    for text in reversed(lines[: line - 1]):
        plain = text.strip()
        if not plain.startswith("#"):
            return ""
        found.insert(0, plain.lstrip("# ").removeprefix("? "))
        if plain.startswith(_MARK):
            return " ".join(found)
    return ""
