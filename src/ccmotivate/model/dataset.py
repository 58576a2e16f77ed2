"""The readers' result for the engine: agents, exact metric columns, detail rows, and cell addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np
import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.folded import LINES, SHOWN_ROWS, FoldedColumn
from ccmotivate.model.metrics import DetailFold, Metric
from ccmotivate.model.repeats import Repeats
from ccmotivate.model.results import InputFile
from ccmotivate.model.roster import NO_VALUES, RosterValues, stacked
from ccmotivate.model.sheets import SheetRows, stacked_sheets
from ccmotivate.problems import SourceRef

NO_ROSTER = -2
_MONTHS = 2**20  # more than any month's ordinal


class TableColumns(Struct, frozen=True):
    """A table that was read: its file and sheet, the letter of each field, its hidden rows (1-based), its source.

    One of a database (``key``, the names of the columns that tell its rows) has no sheet, and names for letters.
    """

    file: str
    sheet: str
    letters: Mapping[str, str]
    hidden: frozenset[int] = frozenset()
    key: tuple[str, ...] | None = None
    source: str = ""

    def cell(self, field_id: str, row: int) -> str:
        """``E5``; of a database the column."""
        return self.letters[field_id] if self.key is not None else f"{self.letters[field_id]}{row}"

    def ref(self, field_id: str, row: int) -> SourceRef:
        """The place of a field in a row."""
        return SourceRef(self.file, self.sheet, self.cell(field_id, row))

    def address(self, field_id: str, row: int) -> str:
        """``march.xlsx!坐席!E5``."""
        return str(self.ref(field_id, row))


class DetailRows(Struct, frozen=True):
    """The rows of one kind of detail sheet.

    ``frame`` has ``month`` (ordinal), ``agent_id``, ``table`` (index into ``Dataset.tables``), ``row`` (1-based) and
    the text columns that something reads; where the sheet has a key, every column as it is written. ``numbers`` has
    the number columns that a fold reads, aligned with it.

    Where they were ``folded`` already, ``frame`` has one row an agent, month and table, ``rows`` says how many there
    are of theirs, and each fold has its column, which says the same of an agent and month in every table; there are no
    other texts, and no numbers. ``repeats`` are rows that the folds left out, which ``rows`` still counts.

    ``may_lack`` are the months (ordinals, 0 for every one) of which no row at all is no fault of the files: one says
    that there are none, or there are rows of the agents' in other months.
    """

    frame: pd.DataFrame
    numbers: Mapping[str, Exact]
    folded: Mapping[DetailFold, FoldedColumn] | None = None
    repeats: Repeats | None = None
    may_lack: frozenset[int] = frozenset()

    def take(self, rows: NDArray[np.intp]) -> DetailRows:
        """The rows at these positions."""
        numbers = {name: column.take(rows) for name, column in self.numbers.items()}
        folded = None if self.folded is None else {rule: one.take(rows) for rule, one in self.folded.items()}
        frame = self.frame.iloc[rows].reset_index(drop=True)
        return DetailRows(frame, numbers, folded, self.repeats and self.repeats.among(frame), self.may_lack)

    def moved(self, by: int) -> DetailRows:
        """The same with their table numbers shifted in the list of all tables."""
        frame = self.frame.assign(table=self.frame["table"] + by)
        return replace(self, frame=frame, repeats=self.repeats and self.repeats.moved(by))

    def is_of(self, months: Iterable[int]) -> bool:
        """Whether there are rows, or what says that there are none does not say so of other months (ordinals) alone."""
        return bool(len(self.frame)) or not self.may_lack or not self.may_lack.isdisjoint((0, *months))

    @property
    def counts(self) -> NDArray[np.int64]:
        """Of how many rows each one stands for."""
        return np.ones(len(self.frame), np.int64) if self.folded is None else self.frame["rows"].to_numpy(np.int64)

    @classmethod
    def concat(cls, parts: Sequence[DetailRows]) -> DetailRows:
        """Several of one kind under each other, all folded or none."""
        frame = pd.concat([part.frame for part in parts], ignore_index=True)
        numbers = {name: Exact.concat([part.numbers[name] for part in parts]) for name in parts[0].numbers}
        folded = [part.folded for part in parts if part.folded is not None]
        may_lack = frozenset[int]().union(*(part.may_lack for part in parts))
        if not folded:
            return cls(frame, numbers, may_lack=may_lack)
        columns = {rule: FoldedColumn.concat([one[rule] for one in folded]) for rule in folded[0]}
        repeats = [part.repeats for part in parts if part.repeats is not None]
        return cls(frame, numbers, columns, Repeats.concat(repeats) if repeats else None, may_lack)


class FoldedRows(Struct, frozen=True, eq=False):
    """The detail rows behind each agent's value: those of agent ``i`` are ``rows[starts[i]:starts[i + 1]]``.

    ``rows`` are positions in the ``DetailRows``, in their order.
    """

    rows: NDArray[np.intp]
    starts: NDArray[np.intp]

    def __getitem__(self, agent: int) -> NDArray[np.intp]:
        """The positions of one agent's rows; empty for a value that does not come from a detail sheet."""
        return self.rows[self.starts[agent] : self.starts[agent + 1]]

    def take(self, agents: NDArray[np.intp]) -> FoldedRows:
        """The rows of the agents at these positions."""
        counts = np.diff(self.starts)[agents]
        starts = np.concatenate([[0], np.cumsum(counts)])
        places = np.repeat(self.starts[agents] - starts[:-1], counts) + np.arange(starts[-1])
        return FoldedRows(self.rows[places], starts)


class Dataset(Struct, frozen=True):
    """One workbook, or several pooled.

    ``agents`` has one row an agent and month, in reading order, index 0…n-1: ``month`` (ordinal, int64), ``agent_id
    name role project team`` (str, ``""`` for none), ``table`` (index into ``tables``), ``row`` (1-based); where a
    roster was read beside them also ``roster`` (index into ``tables``, -1 for none, ``NO_ROSTER`` without any roster)
    and ``roster_row``. ``metrics``
    are aligned with it: every metric that has a column, in the metric's unit; so is ``roster``, from the sheets of
    agents and from rosters. ``sheets`` are the rows of parts' sheets, by kind.
    """

    inputs: tuple[InputFile, ...]
    agents: pd.DataFrame
    metrics: Mapping[str, Exact]
    details: Mapping[str, DetailRows]
    tables: tuple[TableColumns, ...]
    roster: RosterValues = NO_VALUES
    sheets: Mapping[str, SheetRows] = field(default_factory=dict)

    def take(self, rows: NDArray[np.intp]) -> Dataset:
        """The agents at these positions only, and the files with rows of theirs; the detail rows stay whole.

        The files that agents stand in come first among the inputs.
        """
        agents = self.agents.iloc[rows].reset_index(drop=True)
        own = {self.tables[table].file for table in agents["table"].unique()}
        files = own | self._beside(agents, own)
        return Dataset(
            tuple(sorted((one for one in self.inputs if one.file in files), key=lambda one: one.file not in own)),
            agents,
            {name: column.take(rows) for name, column in self.metrics.items()},
            self.details,
            self.tables,
            self.roster.take(rows),
            self.sheets,
        )

    def owners(self, kind: str) -> NDArray[np.int64]:
        """The position of the agent and month that each row of a detail sheet is about, -1 where there is none."""
        frame = self.details[kind].frame
        ids = pd.Index(self.agents["agent_id"].unique())
        keys = [
            ids.get_indexer(one["agent_id"]).astype(np.int64) * _MONTHS + one["month"].to_numpy(dtype=np.int64)
            for one in (self.agents, frame)
        ]
        first = pd.Series(keys[0]).drop_duplicates()  # a duplicate agent is an error; the first row is kept
        found = pd.Index(first.to_numpy()).get_indexer(pd.Index(keys[1]))
        return np.where(found < 0, -1, first.index.to_numpy()[found]).astype(np.int64)

    def _beside(self, agents: pd.DataFrame, own: Collection[str]) -> set[str]:
        """The files with a roster's or detail rows of agents; ``own`` are those in which they stand themselves."""
        places = {one for one in agents["roster"].unique().tolist() if one >= 0} if "roster" in agents else set()
        files = {self.tables[table].file for table in places}
        if len(files.union(own)) < len(self.inputs):  # to look through all detail rows takes a while
            for detail in self.details.values():
                theirs = detail.frame["month"].isin(agents["month"]) & detail.frame["agent_id"].isin(agents["agent_id"])
                files |= {self.tables[table].file for table in detail.frame["table"][theirs].unique()}
        return files


def _moved(agents: pd.DataFrame, by: int, *, rosters: bool) -> pd.DataFrame:
    """Agents with their table numbers shifted in the list of all tables."""
    moved = agents.assign(table=agents["table"] + by)
    if not rosters:
        return moved
    if "roster" not in agents:
        return moved.assign(roster=NO_ROSTER, roster_row=0)
    return moved.assign(roster=agents["roster"].where(agents["roster"] < 0, agents["roster"] + by))


def _moved_sheets(part: Dataset, by: int) -> dict[str, SheetRows]:
    return {kind: rows.moved(by) for kind, rows in part.sheets.items()}


def pooled(parts: Sequence[Dataset]) -> Dataset:
    """Several workbooks as one; a file that several of them draw on is one input."""
    offsets = np.cumsum([0, *(len(part.tables) for part in parts[:-1])])
    rosters = any("roster" in part.agents for part in parts)
    frames = [_moved(part.agents, int(at), rosters=rosters) for part, at in zip(parts, offsets, strict=True)]
    names = sorted({name for part in parts for name in part.metrics})
    details: dict[str, DetailRows] = {}
    for kind in sorted({kind for part in parts for kind in part.details}):
        having = [(part.details[kind], at) for part, at in zip(parts, offsets, strict=True) if kind in part.details]
        details[kind] = DetailRows.concat([detail.moved(int(at)) for detail, at in having])
    return Dataset(
        tuple(dict.fromkeys(source for part in parts for source in part.inputs)),
        pd.concat(frames, ignore_index=True),
        {n: Exact.concat([p.metrics.get(n) or Exact.empty(len(p.agents)) for p in parts]) for n in names},
        details,
        tuple(table for part in parts for table in part.tables),
        stacked([(part.roster, len(part.agents)) for part in parts]),
        stacked_sheets([_moved_sheets(part, int(at)) for part, at in zip(parts, offsets, strict=True)]),
    )


class _Cells(Struct):
    """The cells behind one value: by file and sheet, in reading order, with the detail rows that they stand in.

    ``rows`` are these, table and number as one number (``folded.LINES``), as they were added.
    """

    sheets: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    rows: list[NDArray[np.int64]] = field(default_factory=list)
    unnamed: dict[Hashable, int] = field(default_factory=dict)
    cut: bool = False

    def add(self, source: TableColumns, names: Iterable[str], *rows: int) -> None:
        letters = [source.letters[name] for name in names if name in source.letters]
        if letters:
            found = (letter if source.key is not None else f"{letter}{row}" for row in rows for letter in letters)
            self.sheets.setdefault((source.file, source.sheet), {}).update(dict.fromkeys(found))

    def add_rows(self, places: NDArray[np.int64], tables: Sequence[TableColumns], names: Sequence[str]) -> None:
        """Detail rows by table and number: the first of them, and all counted."""
        first = [divmod(one, LINES) for one in places[:SHOWN_ROWS].tolist()]
        for table, some in groupby(first, key=itemgetter(0)):
            self.add(tables[table], names, *(row for _table, row in some))
        self.rows.append(places)
        self.cut |= len(places) > SHOWN_ROWS

    def add_folded(self, parts: Sequence[FirstRows], tables: Sequence[TableColumns], names: Sequence[str]) -> None:
        """Rows that were folded elsewhere, by table; the same ones are counted once."""
        many, source = sum(rows for *_, rows in parts), tables[parts[0][0]]
        same = tuple((table, first) for table, first, _ in parts)
        if source.key is None:
            places = [table * LINES + int(line) for table, first, _ in parts for line in first]
            self.add_rows(np.array(places, dtype=np.int64), tables, names)
            many -= len(places)
        else:
            first = parts[0][1]
            self.add(source, names, 0)
            told = f"{'+'.join(source.key)}={','.join(map(str, first))}"
            self.sheets.setdefault((source.file, source.sheet), {}).update({told: None} if first else {})
        if many or source.key is not None:
            self.unnamed[same] = max(many, self.unnamed.get(same, 0))
            self.cut = True

    def __str__(self) -> str:
        """``march.xlsx!calls!J3,K3; april.xlsx!calls!J5``; of many rows the first, and how many there are."""
        places = "; ".join(str(SourceRef(file, sheet, ",".join(cells))) for (file, sheet), cells in self.sheets.items())
        if not self.cut:
            return places
        many = len(np.unique(np.concatenate(self.rows))) if self.rows else 0
        return f"{places},… ({many + sum(self.unnamed.values())})"


FirstRows = tuple[int, tuple[int | str, ...], int]
"""A table, the first of its rows that were folded, and how many there are."""

Places = list[list[tuple[int, int]]]
"""Tables and rows, a list an agent."""


class PartCells(Struct, frozen=True):
    """What tells the cells behind a metric that a part makes of these kinds of ``sheets``.

    ``find(dataset, metric, agents)`` gives the columns, and the rows of each of the agents (positions).
    """

    sheets: tuple[str, ...]
    find: Callable[[Dataset, str, NDArray[np.intp]], tuple[tuple[str, ...], Places]]


class CellSources(Struct, frozen=True):
    """Addresses of the cells behind each agent's values, made on demand.

    ``folded`` maps a detail metric to the detail rows that counted for each agent, ``parts`` a metric of a part to what
    tells its cells.
    """

    dataset: Dataset
    metrics: Mapping[str, Metric]
    folded: Mapping[str, FoldedRows] = field(default_factory=dict)
    parts: Mapping[str, PartCells] = field(default_factory=dict)

    def of(self, metric: str, rows: Sequence[int] | NDArray[np.intp]) -> list[str]:
        """The address of a metric for the agents at these positions, ``""`` where it has none.

        A value that was folded names the cells of the rows that counted, each on its own sheet.
        """
        at = np.asarray(rows, dtype=np.intp)
        if any(name in self.folded or self._of_part(name) for name in self._inputs(metric)):
            return list(map(str, self._cells(metric, at)))
        places = []
        cells = [self._plain(metric, table) for table in self.dataset.tables]
        used = self.dataset.agents["table"].unique()
        if len(used) == 1 and len(cells[used[0]][1]) == 1:
            start = "".join((cells[used[0]][0], *cells[used[0]][1]))
            return [f"{start}{row}" for row in self.dataset.agents["row"].to_numpy()[at].tolist()]
        for table, row in self._places(at):
            sheet, letters = cells[table]
            places.append(sheet + ",".join([f"{letter}{row}" for letter in letters]) if letters else "")
        return places

    def rows_behind(self, metric: str, agent: int) -> int:
        """How many detail rows counted for an agent's value."""
        fold, rows = self.metrics[metric].detail, self.folded[metric][agent]
        given = None if fold is None else self.dataset.details[fold.sheet].folded
        return len(rows) if given is None or fold is None else int(given[fold].rows[rows].sum())

    def ref(self, metric: str, agent: int) -> SourceRef:
        """The place of one agent's value: a cell, or the cells that it is made of."""
        (cells,) = self._cells(metric, np.array([agent]))
        ((table, _),) = self._places(np.array([agent]))
        own = (self.dataset.tables[table].file, self.dataset.tables[table].sheet)
        file, sheet = next(iter(cells.sheets), own)
        return SourceRef(file, sheet, str(cells).removeprefix(f"{file}!{sheet}!") or None)

    def _places(self, at: NDArray[np.intp]) -> list[tuple[int, int]]:
        """The table and the row of each of these agents."""
        return list(zip(*(self.dataset.agents[name].to_numpy()[at].tolist() for name in ("table", "row")), strict=True))

    def _plain(self, metric: str, source: TableColumns) -> tuple[str, list[str]]:
        """The sheet of a table and the letters of the columns that a metric is made of there."""
        letters = [source.letters[name] for name in self._inputs(metric) if name in source.letters]
        return f"{source.file}!{source.sheet}!", letters

    def _inputs(self, metric: str) -> list[str]:
        """The metric, or those that its formula is made of in the end."""
        rule = self.metrics.get(metric)
        if rule is None or rule.formula is None:
            return [metric]
        return list(dict.fromkeys(inner for name in rule.formula.names for inner in self._inputs(name)))

    def _of_part(self, name: str) -> PartCells | None:
        """What tells the cells of a metric that a part makes of sheets that are there."""
        made = self.parts.get(name)
        return made if made is not None and all(kind in self.dataset.sheets for kind in made.sheets) else None

    def _cells(self, metric: str, at: NDArray[np.intp]) -> list[_Cells]:
        """The cells behind the values of these agents."""
        found, tables = [_Cells() for _ in at], self.dataset.tables
        for name in self._inputs(metric):
            folded, fold = self.folded.get(name), self.metrics[name].detail if name in self.metrics else None
            made = self._of_part(name)
            if made is not None:
                columns, behind = made.find(self.dataset, name, at)
                for cells, rows_behind, (table, row) in zip(found, behind, self._places(at), strict=True):
                    cells.add(tables[table], (name,), row)
                    some = [number * LINES + line for number, line in rows_behind]
                    cells.add_rows(np.array(some, dtype=np.int64), tables, columns)
                continue
            if folded is None or fold is None:
                for cells, (table, row) in zip(found, self._places(at), strict=True):
                    cells.add(tables[table], (name,), row)
                continue
            detail = self.dataset.details[fold.sheet]
            frame, given = detail.frame, None if detail.folded is None else detail.folded[fold]
            where = frame["table"].to_numpy(dtype=np.int64)
            lines = where * LINES + frame["row"].to_numpy(dtype=np.int64) if given is None else where
            for cells, agent, (table, row) in zip(found, at.tolist(), self._places(at), strict=True):
                rows = folded[agent]
                if len(rows) and given is not None:
                    parts = [(int(where[one]), given.first[one], int(given.rows[one])) for one in rows.tolist()]
                    cells.add_folded(parts, tables, fold.shown)
                elif len(rows):
                    cells.add_rows(lines[rows], tables, fold.shown)
                else:
                    cells.add(tables[table], (name,), row)
        return found
