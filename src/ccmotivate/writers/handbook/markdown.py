"""The handbook as Markdown, with a table of contents; nothing in a name is taken for a mark."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.locale import translator
from ccmotivate.writers.files.signature import HANDBOOK, marked_text
from ccmotivate.writers.handbook.content import (
    Block,
    Chapter,
    Definitions,
    Example,
    Handbook,
    Listing,
    Paragraph,
    TextTable,
)
from ccmotivate.writers.honours.newsletter import made_markdown, markdown
from ccmotivate.writers.words.text import visible

_MOST = 4_000


def handbook_markdown(book: Handbook) -> str:
    """The whole text."""
    _ = translator(book.lang)
    lines = [f"<!-- ccmotivate {HANDBOOK} -->", "", f"# {_safe(book.title)}", "", f"**{_safe(book.subtitle)}**"]
    lines += ["", _safe(book.since)] if book.since else []
    lines += ["", f"## {_('Contents')}", ""]
    lines += [f"{at}. {_safe(chapter.title)}" for at, chapter in enumerate(book.chapters, start=1)]
    for at, chapter in enumerate(book.chapters, start=1):
        lines += ["", f"## {at}. {_safe(chapter.title)}", *_chapter(chapter)]
    return marked_text("\n".join([*lines, "", "---", "", *made_markdown(book.made, book.lang)]) + "\n")


def _chapter(chapter: Chapter) -> list[str]:
    lines = [line for block in chapter.blocks for line in _block(block)]
    for section in chapter.sections:
        tag = f" ({_safe(section.tag)})" if section.tag else ""
        lines += ["", f"### {_safe(section.title)}{tag}"]
        lines += [line for block in section.blocks for line in _block(block)]
    return lines


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return ["", _safe(block.text)]
        case Listing():
            marks = [f"{at}." if block.numbered else "-" for at in range(1, len(block.items) + 1)]
            return ["", *(f"{mark} {_safe(item)}" for mark, item in zip(marks, block.items, strict=True))]
        case Definitions():
            return ["", *(line for name, texts in block.rows for line in _fact(name, texts))]
        case TextTable():
            return _table(block)
        case Example():
            inside = [line for part in block.blocks for line in _block(part)]
            return ["", f"> **{_safe(block.title)}**", *(f"> {line}".rstrip() for line in inside)]


def _fact(name: str, texts: Sequence[str]) -> list[str]:
    """One line, or one with a list under it."""
    if len(texts) == 1:
        return [f"- **{_safe(name)}**: {_safe(texts[0])}"]
    return [f"- **{_safe(name)}**:", *(f"  - {_safe(text)}" for text in texts)]


def _table(table: TextTable) -> list[str]:
    lines = ["", f"**{_safe(table.caption)}**"] if table.caption else []
    sides = ["---:" if at in table.right else "---" for at in range(len(table.headers))]
    rows = [table.headers, tuple(sides), *table.rows]
    lines += ["", *(_row(row, raw=at == 1) for at, row in enumerate(rows))]
    if table.total:
        lines.append(_row(tuple(f"**{_safe(text)}**" if text else "" for text in table.total), raw=True))
    return lines


def _row(texts: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(text if raw else _safe(text) for text in texts) + " |"


def _safe(text: str) -> str:
    return markdown(visible(text, _MOST))
