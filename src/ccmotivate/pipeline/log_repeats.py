"""Rows of large logs with the same key: those that say the same count once, those that differ are errors.

Rows of which all cells are the same say the same, so only keys of which some rows differ are read by the readers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from msgspec import Struct, field

from ccmotivate.locale import N_
from ccmotivate.model.dataset import DetailRows, TableColumns
from ccmotivate.model.folded import LINES
from ccmotivate.model.metrics import DetailSheet
from ccmotivate.model.period import parse_month
from ccmotivate.model.repeats import Contradiction, Repeats
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.log_file import LogFile
from ccmotivate.readers.repeated_rows import contradiction, repeats_among

if TYPE_CHECKING:  # DuckDB loads slowly
    from ccmotivate.warehouse.kept_rows import Together

MOST_REPEATED = 1_000_000
"""Rows of which another one has the same key at most."""

MOST_DIFFERENT = 100_000
"""Those among them at most that have to be read because they differ."""

TOO_MANY = N_("too many rows have the same key")


class TooManyRepeatsError(Exception):
    """More rows have the same key than can be looked at."""


class Part(Struct, frozen=True):
    """What a file has of a source: its rows, its tables, and how to read some again where it is a large log."""

    detail: DetailRows
    tables: Sequence[TableColumns]
    file: LogFile | None = None


class _Line(Struct):
    """A row of which another one has the same key; ``place`` is the number of its table among all, and its line."""

    place: int
    agent_id: str
    month: int
    cells: object = None

    @property
    def unit(self) -> int:
        return self.place // LINES

    @property
    def row(self) -> int:
        return self.place % LINES


class Found(Struct):
    """Repeats by table, and the places of the rows that do not count."""

    left_out: list[int] = field(default_factory=list)
    again: dict[int, list[tuple[str, int, int, int]]] = field(default_factory=lambda: defaultdict(list))
    contradictions: dict[int, list[Contradiction]] = field(default_factory=lambda: defaultdict(list))

    def of(self, units: Iterable[int], base: int) -> Repeats:
        """Those of the tables of a file, the first of which is number ``base``."""
        own = list(units)
        rows = [(agent_id, month, unit - base, row) for unit in own for agent_id, month, _unit, row in self.again[unit]]
        return Repeats.of(rows, [one for unit in own for one in self.contradictions[unit]])


def find_repeats(rows: Together, parts: dict[int, Part], source: DetailSheet, rules: RuleSet) -> Found:
    """The rows of a source that stand again in the same or another file; ``parts`` by the number of their first table.

    Raises:
        TooManyRepeatsError: they are too many.
    """
    found = Found()
    told = rows.repeated(source.whole_key, MOST_REPEATED + 1)
    if len(told) > MOST_REPEATED:
        raise TooManyRepeatsError
    keys: dict[str, list[_Line]] = defaultdict(list)
    for place, key, agent_id, text in told:
        if month := parse_month(text):  # a row of no month is an error, and no repeat of anything
            keys[key].append(_Line(place, agent_id, month.ordinal))
    _take_cells([line for lines in keys.values() for line in lines], parts)
    different: list[_Line] = []
    for lines in keys.values():
        if len({(line.month, repr(line.cells)) for line in lines}) == 1:  # no cell holds a month that a name tells
            _leave_out(found, lines[1:])
        else:
            different += lines
    if len(different) > MOST_DIFFERENT:
        raise TooManyRepeatsError
    _compare(found, sorted(different, key=lambda line: line.place), parts, source, rules)
    found.left_out.sort()
    for again in found.again.values():
        again.sort(key=lambda row: row[3])
    return found


def _leave_out(found: Found, lines: Sequence[_Line]) -> None:
    for line in lines:
        found.left_out.append(line.place)
        found.again[line.unit].append((line.agent_id, line.month, line.unit, line.row))


def _of_part(lines: Sequence[_Line], parts: dict[int, Part]) -> dict[int, list[_Line]]:
    """Lines by the file in which they stand."""
    bases = np.array(sorted(parts))
    by_part: dict[int, list[_Line]] = defaultdict(list)
    for line in lines:
        by_part[int(bases[np.searchsorted(bases, line.unit, side="right") - 1])].append(line)
    return by_part


def _take_cells(lines: Sequence[_Line], parts: dict[int, Part]) -> None:
    """The cells of lines of large logs, by column; others are told apart by their places."""
    for base, own in _of_part(lines, parts).items():
        file = parts[base].file
        if file is None:
            for line in own:
                line.cells = line.place
            continue
        own.sort(key=lambda line: line.place)
        names = sorted(file.table.columns.items())
        for line, cells in zip(own, file.cells([line.row - 1 for line in own]), strict=True):
            line.cells = [(name, cells[place]) for name, place in names]


def _compare(found: Found, lines: Sequence[_Line], parts: dict[int, Part], source: DetailSheet, rules: RuleSet) -> None:
    """What the readers say of rows that are written in different ways."""
    if not lines:
        return
    tables: dict[int, TableColumns] = {}
    frames: list[pd.DataFrame] = []
    for base, own in sorted(_of_part(lines, parts).items()):
        part = parts[base]
        tables |= {base + at: table for at, table in enumerate(part.tables)}
        if part.file is not None:
            frame = part.file.frame([line.row - 1 for line in own], rules)
        else:
            places = part.detail.frame["table"] * LINES + part.detail.frame["row"]
            frame = part.detail.frame[places.isin([line.place - base * LINES for line in own])]
        frames.append(frame.assign(table=frame["table"] + base))
    frame = pd.concat(frames, ignore_index=True)
    again, conflicts = repeats_among(frame, source)
    every: Any = tables
    _leave_out(found, [_line_of(frame, at) for at in again])
    for at, before in conflicts:
        later, earlier = _line_of(frame, at), _line_of(frame, before)
        told = contradiction(every, frame, source, at, before)
        whose = (later.agent_id, later.month), (earlier.agent_id, earlier.month)
        found.contradictions[later.unit].append(Contradiction(*whose, told))


def _line_of(frame: pd.DataFrame, at: int) -> _Line:
    table, row, agent_id, month = (frame[name].iloc[at] for name in ("table", "row", "agent_id", "month"))
    return _Line(int(table) * LINES + int(row), str(agent_id), int(month))
