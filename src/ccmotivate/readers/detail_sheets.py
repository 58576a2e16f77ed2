"""Sheets with several rows an agent (meetings): their rows, and how they go together with the agents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.rules import DetailSheet, Label, Metric, MetricKind
from ccmotivate.problems import SourceRef, problem
from ccmotivate.readers.headers import Table
from ccmotivate.readers.identity import read_ids, read_months, read_text
from ccmotivate.readers.reading import Reading, agent_rows, cells_of, say_header
from ccmotivate.readers.values import read_column


def read_details(reading: Reading, tables: Sequence[Table], first: int) -> tuple[dict[str, DetailRows], list[Table]]:
    """The rows of each kind of detail sheet; ``first`` is the place of the first detail table among all tables."""
    kinds: dict[str, list[tuple[Table, int]]] = {}
    for place, table in enumerate(tables):
        kinds.setdefault(table.detail or "", []).append((table, first + place))
    return {kind: _read_detail(reading, reading.rules.details[kind], found) for kind, found in kinds.items()}, list(
        tables
    )


def _read_detail(reading: Reading, detail: DetailSheet, tables: Sequence[tuple[Table, int]]) -> DetailRows:
    frames: list[pd.DataFrame] = []
    numbers: dict[str, list[Exact]] = {name: [] for name, c in detail.columns.items() if c.kind != "text"}
    for table, place in tables:
        say_header(reading, table)
        rows = agent_rows(reading, table)
        ids = read_ids(table, rows)
        months, month_text, _ = read_months(table, rows, reading.options)
        reading.problems += [*ids.problems, *month_text.problems]
        texts = {
            name: pd.Series(read_text(table, name, rows, frozenset()), dtype=object)
            for name, column in detail.columns.items()
            if column.kind == "text"
        }
        frames.append(
            pd.DataFrame(
                {
                    "month": np.array(months, dtype=np.int64),
                    "agent_id": pd.Series(ids.values, dtype=object),
                    "table": place,
                    "row": np.array(rows, dtype=np.int64) + 1,
                    **texts,
                }
            )
        )
        for name, parts in numbers.items():
            column = detail.columns[name]
            metric = Metric(name, Label(column.label.zh, column.label.en), MetricKind(column.kind))
            at = table.columns[name]
            read = read_column(cells_of(table, at, rows, table.units.get(name, "")), metric, reading.words)
            reading.problems += read.problems
            reading.bad_details |= {(ids.values[at], months[at]) for at in read.bad}
            parts.append(read.values)
    return DetailRows(pd.concat(frames, ignore_index=True), {n: Exact.concat(parts) for n, parts in numbers.items()})


def check_details(reading: Reading, dataset: Dataset) -> set[int]:
    """Detail rows of unknown agents (a note), and a metric given both in a column and in a detail sheet (an error)."""
    bad: set[int] = set()
    if not dataset.details:
        return bad
    keys = dict(
        zip(
            zip(dataset.agents["agent_id"], dataset.agents["month"], strict=True),
            range(len(dataset.agents)),
            strict=True,
        )
    )
    bad.update(keys[key] for key in reading.bad_details if key in keys)
    for kind, detail in dataset.details.items():
        owners: dict[int, int] = {}
        strangers: dict[str, int] = {}
        for position, key in enumerate(zip(detail.frame["agent_id"], detail.frame["month"], strict=True)):
            if key in keys:
                owners.setdefault(keys[key], position)
            elif key[0]:
                strangers.setdefault(key[0], position)
        for agent_id, position in strangers.items():
            here = _detail_ref(dataset, detail, position)
            reading.problems.append(problem("detail-stranger", here, agent_id))
        for name, metric in reading.rules.metrics.items():
            if metric.detail is None or metric.detail.sheet != kind or name not in dataset.metrics:
                continue
            values = dataset.metrics[name]
            for agent, position in owners.items():
                if not values.missing[agent]:
                    table = dataset.tables[int(dataset.agents["table"].iloc[agent])]
                    row = int(dataset.agents["row"].iloc[agent])
                    here = SourceRef(table.file, table.sheet, f"{table.letters[name]}{row}")
                    there = _detail_ref(dataset, detail, position)
                    reading.problems.append(problem("column-and-sheet", here, metric=name, other=there))
                    bad.add(agent)
    return bad


def _detail_ref(dataset: Dataset, detail: DetailRows, position: int) -> SourceRef:
    table = dataset.tables[int(detail.frame["table"].iloc[position])]
    return SourceRef(table.file, table.sheet, f"{table.letters['agent_id']}{int(detail.frame['row'].iloc[position])}")
