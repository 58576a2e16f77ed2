"""What a handbook is made of: chapters of paragraphs, lists, facts, tables and worked examples, all in plain text."""

from __future__ import annotations

from msgspec import Struct


class Paragraph(Struct, frozen=True):
    """A paragraph."""

    text: str


class Listing(Struct, frozen=True):
    """Points one under the other, ``numbered`` where they are steps."""

    items: tuple[str, ...]
    numbered: bool = False


class Definitions(Struct, frozen=True):
    """Names, each with one or several sentences."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


class TextTable(Struct, frozen=True):
    """A table; ``right`` are the columns of numbers, ``total`` a last row that sums up, ``widths`` in characters."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    right: tuple[int, ...] = ()
    total: tuple[str, ...] = ()
    caption: str = ""


class Example(Struct, frozen=True):
    """A worked example, set apart from the rules that it explains."""

    title: str
    blocks: tuple[Paragraph | TextTable, ...]


Block = Paragraph | Listing | Definitions | TextTable | Example


class Section(Struct, frozen=True):
    """A part of a chapter; ``tag`` is a word or two beside its title (how often an award is given)."""

    title: str
    blocks: tuple[Block, ...]
    tag: str = ""


class Chapter(Struct, frozen=True):
    """A chapter: its content before the sections, and the sections."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


class Handbook(Struct, frozen=True):
    """A handbook: title, what it is, from when, its chapters, and by what rules it was made."""

    lang: str
    title: str
    subtitle: str
    since: str
    chapters: tuple[Chapter, ...]
    made: tuple[str, ...]
