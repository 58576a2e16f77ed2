"""Totals, merged and hidden cells, headers of two rows: what the clean file gives, or an error that names the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ccmotivate.formats.cells import column_letters
from tests.formats.builders import Grid, Wrong
from tests.properties.runs import Ran, run
from tests.properties.tables import BOOKS, IDENTITY, Table, tables

_WORDS = ("合计", "总计", "小计", "汇总", "平均", "平均值", "目标", "Total", "Subtotal", "Grand Total", "Average",
          "Mean", "Sum", "Summary", "Target")  # fmt: skip
_CHINESE = frozenset(word for word in _WORDS if not word.isascii())
_AROUND = ("{}", "{}", " {} ", "North {}", "{}: North", "{} - all", "{} 2025", "ALL {}")
_AROUND_CHINESE = ("{}", "{}", " {} ", "本组{}", "{}(人)", "{}：全部")
_ANY = st.sampled_from(("csv", "csv", "xlsx", "ods", "xls", "xlsb"))
_BOOK = st.sampled_from(BOOKS)


def scored(table: Table, kind: str, reading: str = "", **layout: Any) -> Ran:
    return run({f"2025-03.{kind}": Grid(table.grid_rows(), **layout)}, reading)


# -- totals -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WithTotals:
    """A clean table, the same with a row of totals, the line where it stands, and what of a person it names."""

    clean: Table
    dirty: Table
    line: int
    names: frozenset[str]
    kind: str
    open: bool


@st.composite
def total_words(draw: st.DrawFn) -> str:
    """A word alone, before or behind other words, in any case."""
    word = draw(st.sampled_from(_WORDS))
    form = draw(st.sampled_from(_AROUND_CHINESE if word in _CHINESE else _AROUND))
    spaced = f"{word[0]}{draw(st.sampled_from((' ', '　', chr(10))))}{word[1:]}" if word in _CHINESE else word
    return form.format(draw(st.sampled_from((word, word.upper(), word.lower(), word.title(), spaced))))


def _sum(draw: st.DrawFn) -> Any:
    """What may stand under a figure in a row of totals: out of range, of another scale, broken."""
    return draw(st.sampled_from((None, 0, 0.87, 340, 99_999, 12.5, "87%", "1,234", "see below", Wrong("#DIV/0!"), "-")))


@st.composite
def with_totals(draw: st.DrawFn, *, persons: bool) -> WithTotals:
    identity = list(IDENTITY)
    if not persons and draw(st.booleans()):  # columns may be absent
        identity = [header for header in identity if header not in ("Name", "Role", "Project", "Month")]
    clean = draw(tables(identity=identity))
    named = draw(st.sets(st.sampled_from(("Name", "Role", "Project")), min_size=1)) if persons else set()
    first = [header for header in clean.head if header in ("ID", "Month", "Team", "Site")]
    word_in = draw(st.sampled_from(first)) if persons else clean.head[0]
    after = clean.head[clean.at(word_in) :]  # the word stands in the first filled cell
    cells: dict[str, Any] = dict.fromkeys(clean.head)
    cells |= {header: _sum(draw) for header in after if header not in IDENTITY}
    named &= set(after)
    cells |= {header: clean.rows[0][clean.at(header)] for header in named}
    cells[word_in] = draw(total_words())
    at = draw(st.integers(0, len(clean.rows)))
    row = tuple(cells[header] for header in clean.head)
    dirty = Table(clean.head, (*clean.rows[:at], row, *clean.rows[at:]))
    filled = sum(cell is not None for cell in row)
    unsure = word_in in ("Name", "Role", "Project") or filled == 1
    return WithTotals(clean, dirty, at + 2, frozenset(named), draw(_ANY), unsure)


def totals_are_dropped(drawn: WithTotals) -> None:
    """The row counts for nothing, wherever it stands and whatever its figures are."""
    ran, clean = scored(drawn.dirty, drawn.kind), scored(drawn.clean, drawn.kind)
    if drawn.open and ran.codes - clean.codes:  # not said whether a word under Name, Role or Project names one itself
        assert ran.names(str(drawn.line)) or any(ran.names(f"{letter}{drawn.line}") for letter in "ABCDEFGHIJKL")
        return
    assert ran.picture == clean.picture
    assert drawn.open or "dropped-total" in ran.notes


def totals_that_name_a_person_are_asked(drawn: WithTotals) -> None:
    """A name, a role or a project beside the word: an error that names the row."""
    if not drawn.names:
        return
    ran = scored(drawn.dirty, drawn.kind)
    places = [str(drawn.line), *(f"{column_letters(at)}{drawn.line}" for at in range(len(drawn.dirty.head)))]
    assert any(ran.names(place) for place in places), ran.picture
    assert ran.outcome.exit_code == 1


# -- merged cells -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Merged:
    """A clean table and the same with blocks of one column merged."""

    clean: Table
    merged: Table
    blocks: tuple[tuple[int, int, int, int], ...]
    kind: str


@st.composite
def merged(draw: st.DrawFn, headers: tuple[str, ...], *, blocks: int) -> Merged:
    clean = dirty = draw(tables(least=3))
    taken = []
    there = st.sampled_from([header for header in headers if header in clean.head])
    for header in draw(st.lists(there, unique=True, min_size=1, max_size=blocks)):
        top = draw(st.integers(0, len(clean.rows) - 2))
        bottom = draw(st.integers(top + 1, len(clean.rows) - 1))
        value = clean.rows[top][clean.at(header)]
        if value in ("", "-"):
            value = {"Team": "North"}.get(header, "Basic")
        for at in range(top, bottom + 1):
            clean = clean.having(at, header, value)
            dirty = dirty.having(at, header, value if at == top else None)
        taken.append((top + 1, clean.at(header), bottom + 1, clean.at(header)))
    return Merged(clean, dirty, tuple(taken), draw(_BOOK))


def merged_identity_counts_for_all(drawn: Merged) -> None:
    """What is merged over rows of team, project, role, month or site stands in each of them, with a note."""
    ran, clean = scored(drawn.merged, drawn.kind, merged=drawn.blocks), scored(drawn.clean, drawn.kind)
    assert ran.picture == clean.picture
    assert all(_range(block) in ran.notes["merged-identity"] for block in drawn.blocks)


def merged_figures_are_refused(drawn: Merged) -> None:
    """What is merged over a figure of several agents is an error that names the block."""
    ran = scored(drawn.merged, drawn.kind, merged=drawn.blocks)
    assert ran.outcome.exit_code == 1
    assert all(ran.names(_range(block)) for block in drawn.blocks), ran.errors


def _range(block: tuple[int, int, int, int]) -> str:
    top, left, bottom, right = block
    return f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"


# -- hidden rows and columns ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hidden:
    """A table, which of its rows (0-based, without the header) and columns are hidden."""

    table: Table
    rows: frozenset[int]
    columns: frozenset[int]
    kind: str

    @property
    def layout(self) -> Mapping[str, frozenset[int]]:
        return {"hidden_rows": frozenset(at + 1 for at in self.rows), "hidden_columns": self.columns}


@st.composite
def hidden(draw: st.DrawFn) -> Hidden:
    table = draw(tables())
    rows = draw(st.frozensets(st.integers(0, len(table.rows) - 1), max_size=len(table.rows) - 1))
    columns = draw(st.frozensets(st.integers(0, len(table.head) - 1), max_size=3))
    return Hidden(table, rows, columns, draw(_BOOK))


def hidden_cells_are_read(drawn: Hidden) -> None:
    """They count as if they were visible; notes name them, and an award that went to one says so."""
    ran = scored(drawn.table, drawn.kind, **drawn.layout)
    assert ran.picture == scored(drawn.table, drawn.kind).picture
    assert ("hidden-rows" in ran.notes) == bool(drawn.rows)
    assert ("hidden-columns" in ran.notes) == bool(drawn.columns)
    winners = {agent for _, _, _, agent, *_ in ran.picture["awards"] if agent}
    for at in drawn.rows:
        assert str(at + 2) in ran.notes["hidden-rows"]
        agent = drawn.table.rows[at][drawn.table.at("ID")]
        assert (agent in ran.notes.get("hidden-winner", "").split()) == (agent in winners)


def hidden_rows_are_left_out(drawn: Hidden) -> None:
    """``leave_out`` gives what the file without these rows gives; ``error`` names them."""
    ran = scored(drawn.table, drawn.kind, "{hidden_rows: leave_out}", **drawn.layout)
    assert ran.picture == scored(drawn.table.without(drawn.rows), drawn.kind).picture
    refused = scored(drawn.table, drawn.kind, "{hidden_rows: error}", **drawn.layout)
    if not drawn.rows:
        assert refused.picture == scored(drawn.table, drawn.kind).picture
        return
    assert refused.outcome.exit_code == 1
    assert all(refused.names(str(at + 2)) or refused.names(f"A{at + 2}") for at in drawn.rows)


# -- headers of two rows ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TwoRows:
    """A flat table, and the same under a header of two rows."""

    flat: Table
    rows: tuple[tuple[Any, ...], ...]
    blocks: tuple[tuple[int, int, int, int], ...]
    kind: str


@st.composite
def two_rows(draw: st.DrawFn) -> TwoRows:
    flat = draw(tables())
    width, first = len(flat.head), len(IDENTITY)
    upper: list[Any] = [None] * width
    lower: list[Any] = list(flat.head)
    blocks = []

    def down(at: int) -> None:
        upper[at], lower[at] = flat.head[at], None
        blocks.append((0, at, 1, at))

    low = draw(st.booleans())  # identity columns in the lower row only: then every figure stands under a group
    for at in range(first):
        if not low:
            down(at)
        elif flat.head[at] != "ID" and draw(st.booleans()):
            upper[at] = "Who"
    at = first
    while at < width:
        over = draw(st.integers(1, width - at))
        if over == 1 and not low and draw(st.booleans()):
            down(at)
        else:
            upper[at] = draw(st.sampled_from(("Inbound", "Figures of the month", "呼入", "Q1")))
            blocks += [(0, at, 0, at + over - 1)] if over > 1 else []
        at += over
    return TwoRows(flat, (tuple(upper), tuple(lower)), tuple(blocks), draw(_BOOK))


def two_rows_read_as_one(drawn: TwoRows) -> None:
    """The lower row joins the upper one."""
    grid = Grid([*map(list, drawn.rows), *drawn.flat.grid_rows()[1:]], merged=drawn.blocks)
    ran = run({f"2025-03.{drawn.kind}": grid})
    assert ran.picture == scored(drawn.flat, drawn.kind).picture


PROPERTIES = (
    (with_totals(persons=False), totals_are_dropped),
    (with_totals(persons=True), totals_that_name_a_person_are_asked),
    (merged(("Team", "Project", "Role", "Month", "Site"), blocks=3), merged_identity_counts_for_all),
    (merged(("Calls", "Items", "Quality", "Slips", "Talk"), blocks=2), merged_figures_are_refused),
    (hidden(), hidden_cells_are_read),
    (hidden(), hidden_rows_are_left_out),
    (two_rows(), two_rows_read_as_one),
)
