"""What the readers hand to the engine: agents, exact metric columns, detail rows, and where each cell stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import Metric
from ccmotivate.model.results import InputFile
from ccmotivate.problems import SourceRef

_SHOWN_ROWS = 12


@dataclass(frozen=True, slots=True)
class TableColumns:
    """A table that was read: its file and sheet, the column letter of each field, and its hidden rows (1-based)."""

    file: str
    sheet: str
    letters: Mapping[str, str]
    hidden: frozenset[int] = frozenset()

    def address(self, field_id: str, row: int) -> str:
        """``march.xlsx!坐席!E5``."""
        return f"{self.file}!{self.sheet}!{self.letters[field_id]}{row}"


@dataclass(frozen=True, slots=True)
class DetailRows:
    """The rows of one kind of detail sheet.

    ``frame`` has ``month`` (ordinal), ``agent_id``, ``table`` (index into ``Dataset.tables``), ``row`` (1-based) and
    the text columns; ``numbers`` the number columns, aligned with it.
    """

    frame: pd.DataFrame
    numbers: Mapping[str, Exact]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One workbook, or several pooled.

    ``agents`` has one row an agent and month, in reading order, index 0…n-1: ``month`` (ordinal, int64), ``agent_id
    name role project team`` (str, ``""`` for none), ``table`` (index into ``tables``), ``row`` (1-based). ``metrics``
    are aligned with it: every metric that has a column, in the metric's unit.
    """

    inputs: tuple[InputFile, ...]
    agents: pd.DataFrame
    metrics: Mapping[str, Exact]
    details: Mapping[str, DetailRows]
    tables: tuple[TableColumns, ...]

    def take(self, rows: NDArray[np.intp]) -> Dataset:
        """The agents at these positions only, and the files that they stand in; the detail rows stay whole."""
        agents = self.agents.iloc[rows].reset_index(drop=True)
        files = {self.tables[table].file for table in agents["table"].unique()}
        return Dataset(
            tuple(source for source in self.inputs if source.file in files),
            agents,
            {name: column.take(rows) for name, column in self.metrics.items()},
            self.details,
            self.tables,
        )


def pooled(parts: Sequence[Dataset]) -> Dataset:
    """Several workbooks as one."""
    offsets = np.cumsum([0, *(len(part.tables) for part in parts[:-1])])
    frames = [part.agents.assign(table=part.agents["table"] + at) for part, at in zip(parts, offsets, strict=True)]
    names = sorted({name for part in parts for name in part.metrics})
    details: dict[str, DetailRows] = {}
    for kind in sorted({kind for part in parts for kind in part.details}):
        having = [(part.details[kind], at) for part, at in zip(parts, offsets, strict=True) if kind in part.details]
        rows = [detail.frame.assign(table=detail.frame["table"] + at) for detail, at in having]
        numbers = {name: Exact.concat([d.numbers[name] for d, _ in having]) for name in having[0][0].numbers}
        details[kind] = DetailRows(pd.concat(rows, ignore_index=True), numbers)
    return Dataset(
        tuple(source for part in parts for source in part.inputs),
        pd.concat(frames, ignore_index=True),
        {n: Exact.concat([p.metrics.get(n) or Exact.empty(len(p.agents)) for p in parts]) for n in names},
        details,
        tuple(table for part in parts for table in part.tables),
    )


@dataclass(frozen=True, slots=True)
class CellSources:
    """Addresses of the cells behind each agent's values, made only when somebody asks.

    ``folded`` maps a detail metric to the positions of each agent's rows in its ``DetailRows``.
    """

    dataset: Dataset
    metrics: Mapping[str, Metric]
    folded: Mapping[str, Mapping[int, Sequence[int]]] = field(default_factory=dict)

    def of(self, metric: str, rows: Sequence[int] | NDArray[np.intp]) -> list[str]:
        """The address of a metric for the agents at these positions, ``""`` where it has none."""
        at = np.asarray(rows, dtype=np.intp)
        tables = self.dataset.agents["table"].to_numpy()[at].tolist()
        numbers = self.dataset.agents["row"].to_numpy()[at].tolist()
        cells = {table: self._cells(metric, self.dataset.tables[table]) for table in set(tables)}
        folded = self.folded.get(metric, {})
        if not folded and len(cells) == 1:
            ((sheet, letters),) = cells.values()
            if len(letters) == 1:
                start = sheet + letters[0]
                return [f"{start}{row}" for row in numbers]
        places = []
        for table, row, agent in zip(tables, numbers, at.tolist(), strict=True):
            if agent in folded:
                places.append(str(self._detail_ref(metric, folded[agent])))
            else:
                sheet, letters = cells[table]
                places.append(sheet + ",".join([f"{letter}{row}" for letter in letters]) if letters else "")
        return places

    def _cells(self, metric: str, source: TableColumns) -> tuple[str, list[str]]:
        """The sheet of a table and the letters of the columns that a metric is made of there."""
        own = [metric] if metric in source.letters else self._inputs(metric)
        return f"{source.file}!{source.sheet}!", [source.letters[name] for name in own if name in source.letters]

    def _inputs(self, metric: str) -> list[str]:
        rule = self.metrics.get(metric)
        if rule is None or rule.formula is None:
            return [metric]
        return [inner for name in rule.formula.names for inner in self._inputs(name)]

    def ref(self, metric: str, agent: int) -> SourceRef:
        """The place of one agent's value: a cell, or the cells that it is made of."""
        table = int(self.dataset.agents["table"].iloc[agent])
        row = int(self.dataset.agents["row"].iloc[agent])
        if agent in self.folded.get(metric, {}):
            return self._detail_ref(metric, self.folded[metric][agent])
        source = self.dataset.tables[table]
        letters = self._cells(metric, source)[1]
        return SourceRef(source.file, source.sheet, ",".join(f"{letter}{row}" for letter in letters) or None)

    def _detail_ref(self, metric: str, positions: Sequence[int]) -> SourceRef:
        """The cells of the detail rows that a value was folded from."""
        fold = self.metrics[metric].detail
        if fold is None:
            return SourceRef()
        frame = self.dataset.details[fold.sheet].frame
        source = self.dataset.tables[int(frame["table"].iloc[positions[0]])]
        letters = [source.letters[name] for name in fold.of.names]
        rows = [int(frame["row"].iloc[position]) for position in positions]
        cells = [f"{letter}{row}" for row in rows[:_SHOWN_ROWS] for letter in letters]
        return SourceRef(source.file, source.sheet, ",".join(cells) + (",…" if len(rows) > _SHOWN_ROWS else ""))
