"""Which cells of a sheet are merged and which rows and columns are hidden, as its file lists them.

No numpy here: the isolated parser fills it. Everything is 0-based, and ranges include their last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from ccmotivate.formats.cells import column_number
from ccmotivate.formats.limits import MAX_COLUMNS, MAX_MERGED, MAX_ROWS, Refusal

Block = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

Span = tuple[int, int]
"""The first and the last of some rows or columns."""

_RANGE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})(?::([A-Za-z]{1,3})([1-9][0-9]{0,6}))?")


class Layout(Struct):
    """The findings in one sheet, in the order of the file; rows and columns may lie beyond the last filled cell."""

    merged: list[Block] = field(default_factory=list)
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Add a merged block; one of a single cell is none.

        Raises:
            Refusal: there are too many.
        """
        if (first_row, first_column) == (last_row, last_column):
            return
        self.merged.append((first_row, first_column, last_row, last_column))
        if len(self.merged) > MAX_MERGED:
            raise Refusal("too-many-merged", limit=MAX_MERGED)

    def merge_ranges(self, ranges: Iterable[str]) -> None:
        """Add merged blocks by their addresses, such as ``A2:B6``.

        Raises:
            Refusal: there are too many, or one is no address.
        """
        for text in ranges:
            found = _RANGE.fullmatch(text)
            if found is None:
                raise Refusal("malformed-workbook", reason=f"merged cells {text[:20]!r}")
            if found[3] is not None:
                rows, columns = (
                    sorted((int(found[2]), int(found[4]))),
                    sorted((column_number(found[1]), column_number(found[3]))),
                )
                self.merge(rows[0] - 1, columns[0], rows[1] - 1, columns[1])

    def hide_rows(self, first: int, last: int) -> None:
        """Add hidden rows.

        Raises:
            Refusal: more than a sheet has.
        """
        _add(self.hidden_rows, first, last, MAX_ROWS)

    def hide_columns(self, first: int, last: int) -> None:
        """Add hidden columns.

        Raises:
            Refusal: more than a sheet has.
        """
        _add(self.hidden_columns, first, last, MAX_COLUMNS)


def _add(spans: list[Span], first: int, last: int, most: int) -> None:
    if spans and spans[-1][0] <= first <= spans[-1][1] + 1:
        spans[-1] = (spans[-1][0], max(spans[-1][1], last))
    else:
        spans.append((first, last))
    if len(spans) > most:
        raise Refusal("malformed-workbook", reason=f"more than {most} hidden ranges")
