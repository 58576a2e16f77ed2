"""Sheets with several rows an agent (meetings): their rows, and how they go together with the agents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import DetailSheet, Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import Table
from ccmotivate.readers.identity import blank_words, read_ids, read_text
from ccmotivate.readers.month_column import read_months
from ccmotivate.readers.reading import Reading, agent_rows, cells_of, say_header, say_months
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
        rows, refused = agent_rows(reading, table)
        blanks = blank_words(reading.rules)
        ids = read_ids(table, rows, blanks)
        months = read_months(table, rows, reading.options, blanks)
        say_months(reading, table, months)
        texts = {
            name: read_text(table, name, rows, frozenset())
            for name, column in detail.columns.items()
            if column.kind == "text"
        }
        reading.bad_details |= {(ids.values[at], int(months.months[at])) for at in refused}
        for text in (ids, months, *texts.values()):
            reading.problems += text.problems
            reading.bad_details |= {(ids.values[at], int(months.months[at])) for at in text.bad}
        frames.append(
            pd.DataFrame(
                {
                    "month": months.months,
                    "agent_id": pd.Series(ids.values, dtype=object),
                    "table": place,
                    "row": rows + 1,
                    **{name: pd.Series(text.values, dtype=object) for name, text in texts.items()},
                }
            )
        )
        for name, parts in numbers.items():
            column = detail.columns[name]
            metric = Metric(name, column.label, MetricKind(column.kind), column.plausible)
            read = read_column(cells_of(reading, table, name, rows), metric, reading.words)
            reading.problems += read.problems
            reading.bad_details |= {(ids.values[at], int(months.months[at])) for at in read.bad}
            parts.append(read.values)
    return DetailRows(pd.concat(frames, ignore_index=True), {n: Exact.concat(parts) for n, parts in numbers.items()})


def check_details(
    data: Dataset, rules: RuleSet, bad_details: frozenset[tuple[str, int]]
) -> tuple[list[Problem], set[int]]:
    """Detail rows held against the agents: the problems, and the positions of agents in error.

    Rows of strangers are a note, an id that only resembles an agent's an error; so is a metric that is given both in a
    column and in a detail sheet.
    """
    problems: list[Problem] = []
    bad: set[int] = set()
    if not data.details:
        return problems, bad
    who = list(zip(data.agents["agent_id"].tolist(), data.agents["month"].tolist(), strict=True))
    keys = {key: at for at, key in enumerate(who)}
    alike = {normal(agent_id): agent_id for agent_id, _ in who}
    bad.update(keys[key] for key in bad_details if key in keys)
    for kind, detail in data.details.items():
        owners: dict[int, int] = {}
        strangers: dict[str, int] = {}
        for position, key in enumerate(zip(detail.frame["agent_id"], detail.frame["month"], strict=True)):
            if key in keys:
                owners.setdefault(keys[key], position)
            elif key[0]:
                strangers.setdefault(key[0], position)
        for agent_id, position in strangers.items():
            here, known = _detail_ref(data, detail, position), alike.get(normal(agent_id))
            if known is None or known == agent_id:
                problems.append(problem("detail-stranger", here, agent_id))
                continue
            at = next(at for at, key in enumerate(who) if key[0] == known)
            problems.append(problem("id-alike", here, agent_id, other=known, first=_agent_ref(data, at, "agent_id")))
            bad |= {at for at, key in enumerate(who) if key[0] == known}
        for name, metric in rules.metrics.items():
            if metric.detail is None or metric.detail.sheet != kind or name not in data.metrics:
                continue
            for agent in sorted(set(owners) & set(np.flatnonzero(~data.metrics[name].missing).tolist())):
                there = _detail_ref(data, detail, owners[agent])
                problems.append(problem("column-and-sheet", _agent_ref(data, agent, name), metric=name, other=there))
                bad.add(agent)
    return problems, bad


def _agent_ref(data: Dataset, agent: int, field: str) -> SourceRef:
    table = data.tables[int(data.agents["table"].iloc[agent])]
    return SourceRef(table.file, table.sheet, f"{table.letters[field]}{int(data.agents['row'].iloc[agent])}")


def _detail_ref(data: Dataset, detail: DetailRows, position: int) -> SourceRef:
    table = data.tables[int(detail.frame["table"].iloc[position])]
    return SourceRef(table.file, table.sheet, f"{table.letters['agent_id']}{int(detail.frame['row'].iloc[position])}")
