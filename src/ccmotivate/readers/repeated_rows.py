"""Repeated detail rows, recognised by the key of their sheet: equal content counts once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from msgspec.structs import replace

from ccmotivate.model.dataset import Dataset, DetailRows, TableColumns
from ccmotivate.model.metrics import DetailSheet
from ccmotivate.model.period import Month
from ccmotivate.model.repeats import Repeats
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem


def without_repeats(data: Dataset, rules: RuleSet) -> tuple[Dataset, list[Problem], frozenset[tuple[str, int]]]:
    """The dataset with each detail row once.

    Returns:
        The dataset, a note a sheet on what was left out and an error a row that says something else under the same
        key, and the agents and months (ordinals) of those errors.
    """
    problems: list[Problem] = []
    bad: set[tuple[str, int]] = set()
    details = dict(data.details)
    for kind, rows in data.details.items():
        sheet = rules.details[kind]
        if rows.repeats is not None:  # they were looked at where they were folded
            found, details[kind] = rows.repeats, _left(rows, rows.repeats)
            problems += [*_notes(data, found.again), *(one.problem for one in found.contradictions)]
            bad |= {one.later for one in found.contradictions}
        elif sheet.key and rows.folded is None:
            again, conflicts = repeats_among(rows.frame, sheet)
            details[kind] = rows.take(np.setdiff1d(np.arange(len(rows.frame)), again)) if again else rows
            problems += _notes(data, rows.frame.iloc[again])
            problems += [contradiction(data.tables, rows.frame, sheet, *pair) for pair in conflicts]
            bad |= {(str(rows.frame["agent_id"].iloc[at]), int(rows.frame["month"].iloc[at])) for at, _ in conflicts}
    return replace(data, details=details), problems, frozenset(bad)


def _left(rows: DetailRows, repeats: Repeats) -> DetailRows:
    """Folded rows that count those only that were not left out."""
    counts = rows.counts - repeats.counts(rows.frame)
    left = replace(rows, frame=rows.frame.assign(rows=counts), repeats=None)
    return left.take(np.flatnonzero(counts > 0))


def repeats_among(frame: pd.DataFrame, sheet: DetailSheet) -> tuple[list[int], list[tuple[int, int]]]:
    """The positions of rows that say what an earlier one says, and those that contradict one, each with that one.

    A row whose agent, month or key is unknown is an error already and no repeat of anything.
    """
    key = list(sheet.whole_key)
    needed = {*key, "agent_id", "month"}
    told = np.logical_and.reduce([frame[name].isin(["", 0]).to_numpy() ^ True for name in sorted(needed)])
    places = np.flatnonzero(told & frame.duplicated(key, keep=False).to_numpy())
    found = frame.iloc[places]
    first: dict[tuple[object, ...], tuple[int, tuple[object, ...]]] = {}
    again: list[int] = []
    conflicts: list[tuple[int, int]] = []
    keys = found[key].itertuples(index=False, name=None)
    contents = found[_content(sheet)].itertuples(index=False, name=None)
    for place, one, content in zip(places.tolist(), keys, contents, strict=True):
        before, known = first.setdefault(one, (place, content))
        if content != known:
            conflicts.append((place, before))
        elif before != place:
            again.append(place)
    return again, conflicts


def _content(sheet: DetailSheet) -> list[str]:
    """What rows with the same key must agree in: the columns, and the agent and the month where the key has neither."""
    return [*(name for name in ("agent_id", "month") if name not in sheet.whole_key), *sheet.columns]


def _notes(data: Dataset, again: pd.DataFrame) -> list[Problem]:
    """What was left out, by file and sheet."""
    notes: list[Problem] = []
    for place, lines in again.groupby("table", sort=True)["row"]:
        table, numbers = data.tables[int(str(place))], lines.tolist()
        here = SourceRef(table.file, table.sheet, f"{table.letters['agent_id']}{numbers[0]}")
        notes.append(problem("detail-repeated", here, rows=numbers, count=len(numbers)))
    return notes


def contradiction(
    tables: Sequence[TableColumns], frame: pd.DataFrame, sheet: DetailSheet, place: int, before: int
) -> Problem:
    """Two rows with one key that differ: the first column in which they do, the id's cells where none holds months."""
    here, there = frame.iloc[place], frame.iloc[before]
    column = next(name for name in _content(sheet) if here[name] != there[name])
    cells = []
    for row in (here, there):
        table = tables[int(row["table"])]
        letters = table.letters.get(column, table.letters["agent_id"])
        cells.append(SourceRef(table.file, table.sheet, f"{letters}{int(row['row'])}"))
    key = ", ".join(_shown(here, name) for name in sheet.key)
    rules = "sources.yaml" if sheet.layout.is_mapped else "columns.yaml"
    facts = {"key": key, "field": column, "first": cells[1], "other": _shown(there, column) or "–", "rules": rules}
    return problem("detail-contradicts", cells[0], _shown(here, column) or "–", **facts)


def _shown(row: pd.Series[Any], name: str) -> str:
    return str(Month.from_ordinal(row[name]) if name == "month" else row[name])
