"""Spellings of ids over one to three months: the same person, another person, or an error that names both cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from tests.formats.builders import Grid
from tests.properties.runs import Ran, run
from tests.support import Styled

MONTHS = ("2025-01", "2025-02", "2025-03")
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@dataclass(frozen=True)
class Row:
    """A row as it is written: the cell of the id, the id that it is by the rules (None: damaged), and the name."""

    cell: Any
    agent: str | None
    name: str


@dataclass(frozen=True)
class Stood:
    """A row with its place and month."""

    row: Row
    file: str
    line: int
    month: str


@st.composite
def spellings(draw: st.DrawFn, number: int, letters: str) -> tuple[Any, str | None]:
    """A cell for the person with this number, and the id that it is."""
    digits, zeros = str(number), "0" * draw(st.integers(0, 3))
    way = draw(st.integers(0, 9))
    if way <= 2 and not letters:  # a number, as its format shows it
        width = len(zeros + digits)
        return (Styled(number, "0" * width), zeros + digits) if zeros else (number, digits)
    text = letters + zeros + digits
    if way == 3:
        text = text.lower() if draw(st.booleans()) else text.capitalize()
    if way == 4:
        text = text.translate(_FULL_WIDTH)
    if way == 5 and len(text) > 1:
        at = draw(st.integers(1, len(text) - 1))
        text = text[:at] + draw(st.sampled_from((" ", "\u3000", "\u00a0"))) + text[at:]
    around = draw(st.sampled_from(("", "", "", " ", "  ")))
    return around + text + around, text


@st.composite
def rows(draw: st.DrawFn, named: bool) -> Row:
    if draw(st.integers(0, 39)) == 0:
        damaged = (
            f"1.23E+{draw(st.integers(5, 15))}",
            "１．２３Ｅ＋１１",
            1_234_567_890_123_456_789,
            f"{draw(st.integers(1, 9))}e+11",
        )
        return Row(draw(st.sampled_from(damaged)), None, "Agent Damaged" if named else "")
    number, letters = draw(st.sampled_from((7, 12, 120, 305))), draw(st.sampled_from(("", "", "", "AB", "k-")))
    cell, agent = draw(spellings(number, letters))
    name = f"Agent {letters}{number}" if draw(st.integers(0, 3)) else "Agent Other"
    return Row(cell, agent, name if named else "")


@st.composite
def people(draw: st.DrawFn) -> tuple[str, list[list[Row]]]:
    """Kind of file, and the rows of one to three months: mostly of one spelling, so that clean runs are among them."""
    named, kind = draw(st.booleans()), draw(st.sampled_from(("xlsx", "xlsx", "ods", "csv")))
    known = draw(st.lists(rows(named), min_size=1, max_size=5))
    months = [
        draw(st.lists(st.one_of(*[st.sampled_from(known)] * 6, rows(named)), min_size=1, max_size=5))
        for _ in range(draw(st.integers(1, 3)))
    ]
    unique = [list({str(row.agent or row.cell): row for row in month}.values()) for month in months]
    if draw(st.integers(0, 4)) == 0 and unique[0][0].agent:  # once more in the same month
        unique[0].append(unique[0][0])
    return kind, unique


def as_files(kind: str, months: Sequence[Sequence[Row]]) -> dict[str, Grid]:
    named = any(row.name for month in months for row in month)
    files = {}
    for month, people in zip(MONTHS, months, strict=False):
        head = ["ID", "Calls", *(["Name"] if named else [])]
        lines = [[row.cell, 100 + at, *([row.name] if named else [])] for at, row in enumerate(people)]
        files[f"{month}.{kind}"] = Grid([head, *lines])
    return files


def as_csv(row: Row) -> Row:
    """Text has no formats: a number stands there as it is shown."""
    if isinstance(row.cell, int) and row.agent is None:
        return Row(f"{float(row.cell):.15g}", None, row.name)  # 1.23456789012346e+18
    return row


def stood(kind: str, months: Sequence[Sequence[Row]]) -> Iterator[Stood]:
    for month, people in zip(MONTHS, months, strict=False):
        for at, row in enumerate(people):
            yield Stood(row, f"{month}.{kind}", at + 2, month)


def folded(agent: str) -> str:
    """An id without case, inner spaces and width."""
    return "".join(unicodedata.normalize("NFKC", agent).casefold().split())


def alike(one: Stood, other: Stood) -> bool | None:
    """Whether two ids must be an error; None where the specification leaves it open."""
    first, second = str(one.row.agent), str(other.row.agent)
    if first == second:
        return one.month == other.month
    if folded(first) == folded(second):
        return True
    if folded(first).lstrip("0") != folded(second).lstrip("0"):
        return False
    if one.row.name != other.row.name:
        return False
    return True if first.lstrip("0") == second.lstrip("0") else None  # zeros and case at once: not said


def names_both(ran: Ran, one: Stood, other: Stood, places: Sequence[Stood]) -> bool:
    """Some error names a cell of each spelling (of the same id twice: both rows)."""
    if one.row.agent == other.row.agent:
        return ran.names(f"A{one.line}", one.file) and ran.names(f"A{other.line}", other.file)
    return all(
        any(ran.names(f"A{at.line}", at.file) for at in places if at.row.agent == end.row.agent) for end in (one, other)
    )


def read_as_spelled(drawn: tuple[str, list[list[Row]]]) -> None:
    """Everybody has the figures of his own rows, or an error names the cells that may be one person."""
    kind, months = drawn
    months = [[as_csv(row) for row in month] for month in months] if kind == "csv" else months
    places = list(stood(kind, months))
    ran = run(as_files(kind, months), together=True)
    damaged = [at for at in places if at.row.agent is None]
    for at in damaged:
        assert ran.names(f"A{at.line}", at.file), (at, ran.errors)
    whole = [at for at in places if at.row.agent is not None]
    judged = [(one, other, alike(one, other)) for one, other in combinations(whole, 2)]
    for one, other, must in judged:
        if must:
            assert names_both(ran, one, other, places), (one, other, ran.errors)
    if damaged or any(must for *_, must in judged):
        assert ran.outcome.exit_code == 1
    elif all(must is False for *_, must in judged):
        assert ran.codes == set()
        expected = {(at.month, str(at.row.agent)): Fraction(98 + at.line) for at in places}
        assert ran.figures("calls") == expected


PROPERTIES = ((people(), read_as_spelled),)
