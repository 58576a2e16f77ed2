"""What a part says of an agent in an explanation, in words: titled lines with a result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, the value, the text, and the source line of the rule."""

    name: str
    value: str
    text: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a title, and their result."""

    title: str
    result: str
    lines: tuple[Line, ...]
