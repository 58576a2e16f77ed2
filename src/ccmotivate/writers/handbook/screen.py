"""The handbook in the terminal: readable at 80 columns, in a pipe, and where nothing but ASCII can be drawn."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import ASCII, SIMPLE_HEAD
from rich.console import Console, JustifyMethod
from rich.table import Table as Grid

from ccmotivate.writers.handbook.content import Block, Definitions, Example, Handbook, Listing, Paragraph, TextTable
from ccmotivate.writers.terminal.prose import Text
from ccmotivate.writers.words.text import display_width, visible

_MOST = 4_000
_FACT_WIDTH = 18


def show_handbook(out: Console, book: Handbook) -> None:
    """Chapter by chapter."""
    out.print(Text(_safe(book.title), style="bold"))
    out.print(Text(" · ".join(_safe(text) for text in (book.subtitle, book.since) if text), style="dim"))
    for at, chapter in enumerate(book.chapters, start=1):
        title = f"{at}. {_safe(chapter.title)}"
        out.print(Text(f"\n{title}", style="bold cyan"))
        out.print(Text("=" * display_width(title), style="cyan"))
        _show_blocks(out, chapter.blocks)
        for section in chapter.sections:
            heading = Text.assemble("\n", (_safe(section.title), "bold"))
            out.print(heading.append(f"  ({_safe(section.tag)})", style="dim") if section.tag else heading)
            _show_blocks(out, section.blocks)
    out.print(Text("\n" + "\n".join(map(_safe, book.made)), style="dim"))


def _show_blocks(out: Console, blocks: Sequence[Block]) -> None:
    for block in blocks:
        match block:
            case Paragraph():
                out.print(Text(_safe(block.text)))
            case Listing():
                marks = [f"{at}." if block.numbered else "-" for at in range(1, len(block.items) + 1)]
                out.print(_pairs([(mark, (item,)) for mark, item in zip(marks, block.items, strict=True)], 2))
            case Definitions():
                out.print(_pairs(block.rows, _FACT_WIDTH, style="bold"))
            case TextTable():
                if block.caption:
                    out.print(Text("\n" + _safe(block.caption), style="italic"))
                out.print(_table(out, block))
            case Example():
                out.print(Text("\n" + _safe(block.title), style="bold green"))
                _show_blocks(out, block.blocks)


def _pairs(rows: Sequence[tuple[str, Sequence[str]]], width: int, style: str = "") -> Grid:
    """Names or bullets with their texts beside them, one under the other."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(width=min(width, max(display_width(name) for name, _texts in rows)), style=style, overflow="fold")
    grid.add_column(overflow="fold")
    for name, texts in rows:
        grid.add_row(Text(_safe(name)), Text("\n".join(_safe(text) for text in texts)))
    return grid


def _table(out: Console, table: TextTable) -> Grid:
    plain = not out.encoding.lower().startswith("utf")
    total = table.total or ("",) * len(table.headers)
    grid = Grid(box=ASCII if plain else SIMPLE_HEAD, pad_edge=False, header_style="bold", footer_style="bold")
    grid.show_footer = bool(table.total)
    for at, header in enumerate(table.headers):
        number = at in table.right
        side: JustifyMethod = "right" if number else "left"
        grid.add_column(_safe(header), footer=_safe(total[at]), justify=side, overflow="fold", no_wrap=number)
    for row in table.rows:
        grid.add_row(*(Text(_safe(text)) for text in row))
    return grid


def _safe(text: str) -> str:
    return visible(text, _MOST)
