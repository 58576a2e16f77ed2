"""Where a list on paper turns the page: no block is torn that fits on one, and no row stands alone."""

from __future__ import annotations

from collections.abc import Sequence

KEPT = 3  # rows at either end of a block that is torn: its heading and two more


def page_breaks(blocks: Sequence[Sequence[float]], room: float, used: float = 0.0) -> list[int]:
    """The rows that begin a page, counted from the first row of the first block.

    Args:
        blocks: the heights of the rows of each block, from top to bottom, in points.
        room: the height that a page has for them, in points.
        used: the height used above them on the first page, in points.
    """
    breaks: list[int] = []
    row = 0
    for block in blocks:
        if row and _begins_a_page(block, room, room - used):
            breaks.append(row)
            used = 0.0
        at = 0
        while used + sum(block[at:]) > room:
            at = _cut(block, at, room - used)
            breaks.append(row + at)
            used = 0.0
        used += sum(block[at:])
        row += len(block)
    return breaks


def _begins_a_page(block: Sequence[float], room: float, left: float) -> bool:
    """True for a block that does not fit on the rest of a page but on its own page, or begins too low."""
    height = sum(block)
    return left < height and (height <= room or left < sum(block[:KEPT]))


def _cut(block: Sequence[float], at: int, left: float) -> int:
    """The row of the block before which the page is turned: as many as fit, but enough stay for the next page."""
    cut = at
    while cut < len(block) and sum(block[at : cut + 1]) <= left:
        cut += 1
    return max(at + 1, min(cut, len(block) - KEPT))
