"""Clean tables of a few agents: a header and rows of all kinds of columns, in any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

IDENTITY = ("Month", "ID", "Name", "Role", "Project", "Team", "Site")
FIGURES = ("Calls", "Items", "Quality", "Slips", "Talk", "Knowledge", "Conduct")
CSV, BOOKS = ("csv",), ("xlsx", "ods", "xls", "xlsb")

_VALUES: dict[str, Sequence[Any]] = {
    "Month": ("2025-02", "2025-03"),
    "Role": ("Agent", "坐席", "Leader"),
    "Project": ("Cards", "Loans"),
    "Team": ("North", "South", ""),
    "Site": ("Lyon", "Oslo"),
    "Calls": (0, 60, 99.5, 100, 120),
    "Items": (0, 7, 300),
    "Quality": ("80%", 97.5, 80, 100),
    "Slips": (0, 0.5, 2),
    "Talk": ("3:25", "0:02:59", 180, 200),
    "Knowledge": ("Basic", "灵活运用", "-"),
    "Conduct": ("pass", "不合格"),
}

_OTHER_SCALES: dict[str, Sequence[Any]] = {
    "Quality": ("80%", 0.975, 0.8, 1),
    "Talk": (0.002, 0.0025, 0, "3:25"),  # days or seconds: an error, unless one of them is left out
}


class Table(Struct, frozen=True):
    """Headers, and rows of cells under them."""

    head: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def at(self, header: str) -> int:
        return self.head.index(header)

    def grid_rows(self) -> list[list[Any]]:
        """Header and rows; blank texts are blank cells."""
        return [list(self.head), *([None if cell == "" else cell for cell in row] for row in self.rows)]

    def having(self, row: int, header: str, value: Any) -> Table:
        """The table with another value in one cell."""
        cells = list(self.rows[row])
        cells[self.at(header)] = value
        return replace(self, rows=(*self.rows[:row], tuple(cells), *self.rows[row + 1 :]))

    def without(self, rows: frozenset[int]) -> Table:
        """The table without some rows, 0-based."""
        return replace(self, rows=tuple(row for at, row in enumerate(self.rows) if at not in rows))


@st.composite
def tables(draw: st.DrawFn, *, identity: Sequence[str] = IDENTITY, least: int = 2, shuffled: bool = True) -> Table:
    """A table of at least ``least`` agents; the identity columns stand before the figures, each in some order."""
    order = draw(st.permutations(identity)) if shuffled else list(identity)
    figures = ["Calls", *draw(st.lists(st.sampled_from(FIGURES[1:]), unique=True, min_size=1, max_size=4))]
    head = (*order, *figures)
    values = {
        **_VALUES,
        **{header: draw(st.sampled_from((_VALUES, _OTHER_SCALES)))[header] for header in _OTHER_SCALES},
    }
    rows = [
        tuple(_cell(draw, values, header, at) for header in head) for at in range(draw(st.integers(least, least + 4)))
    ]
    return Table(head, tuple(rows))


def _cell(draw: st.DrawFn, values: Mapping[str, Sequence[Any]], header: str, at: int) -> Any:
    if header == "ID":
        return f"A{at + 1}"
    return f"Agent {at + 1}" if header == "Name" else draw(st.sampled_from(values[header]))
