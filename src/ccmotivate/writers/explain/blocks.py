"""What a part says of an agent in an explanation, in words: titled lines with a result."""

from __future__ import annotations

from msgspec import Struct


class Line(Struct, frozen=True):
    """One line: its name, the value, the text, and the source line of the rule."""

    name: str
    value: str
    text: str
    rule: str = ""


class Block(Struct, frozen=True):
    """Lines under a title, and their result."""

    title: str
    result: str
    lines: tuple[Line, ...]
