"""What a handbook is made of: chapters of paragraphs, lists, facts, tables and worked examples, all in plain text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Points one under the other, ``numbered`` where they are steps."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Definitions:
    """Names, each with one or several sentences."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table; ``right`` are the columns of numbers, ``total`` a last row that sums up, ``widths`` in characters."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    right: tuple[int, ...] = ()
    total: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example, set apart from the rules that it explains."""

    title: str
    blocks: tuple[Paragraph | TextTable, ...]


Block = Paragraph | Listing | Definitions | TextTable | Example


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a chapter; ``tag`` is a word or two beside its title (how often an award is given)."""

    title: str
    blocks: tuple[Block, ...]
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its content before the sections, and the sections."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Handbook:
    """A handbook: title, what it is, from when, its chapters, and by what rules it was made."""

    lang: str
    title: str
    subtitle: str
    since: str
    chapters: tuple[Chapter, ...]
    made: tuple[str, ...]
