"""Sheets with several rows an agent (meetings): their rows, and how they go together with the agents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.formats.columns import Objects, Rows
from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.exact import Exact
from ccmotivate.model.metrics import DetailSheet
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.detail_columns import read_figures, read_words
from ccmotivate.readers.headers import FoundTable
from ccmotivate.readers.identity import (
    blank_words,
    id_form,
    plain_cells,
    read_ids,
    refuse_blanks,
)
from ccmotivate.readers.people import people_of
from ccmotivate.readers.reading import Reading, RosterRows, dated_rows, say_header, say_rows
from ccmotivate.readers.roster import stacked_rows


def read_details(
    reading: Reading, tables: Sequence[FoundTable], first: int
) -> tuple[dict[str, DetailRows], RosterRows | None]:
    """The rows of each kind of detail sheet, and the people in those of sources.

    ``first`` is the place of the first detail table among all tables.
    """
    kinds: dict[str, list[tuple[FoundTable, int]]] = {}
    for place, table in enumerate(tables):
        kinds.setdefault(table.detail or "", []).append((table, first + place))
    people: list[RosterRows] = []
    return {
        kind: _read_detail(reading, reading.rules.details[kind], found, people) for kind, found in kinds.items()
    }, stacked_rows(people)


def _read_detail(
    reading: Reading, detail: DetailSheet, tables: Sequence[tuple[FoundTable, int]], people: list[RosterRows]
) -> DetailRows:
    parts = [_read_table(reading, detail, table, place, people) for table, place in tables]
    numbers = {name: Exact.concat([part.numbers[name] for part in parts]) for name in parts[0].numbers}
    return DetailRows(pd.concat([part.frame for part in parts], ignore_index=True), numbers)


def _read_table(
    reading: Reading, detail: DetailSheet, table: FoundTable, place: int, people: list[RosterRows]
) -> DetailRows:
    """The rows of one sheet: who, when, and the columns that some fold or the key reads; a source adds people."""
    say_header(reading, table)
    table = dated(table, detail)
    rows, wrong, months = dated_rows(reading, table)
    say_rows(reading, table, rows)
    ids = read_ids(table, rows, blank_words(reading.rules))
    folds = reading.rules.folds_of(detail.id)
    asked = sorted({name for fold in folds for name in fold.texts})
    held = [name for name, column in detail.columns.items() if column.values]
    wanted = dict.fromkeys([*detail.key, *(fold.per for fold in folds if fold.per), *asked, *held])
    wanted = dict.fromkeys(name for name in wanted if name not in _WHO)
    texts = {name: read_words(table, detail, name, rows) for name in wanted}
    for name in wanted.keys() & set(detail.key):
        refuse_blanks(table, name, rows, texts[name])  # nobody knows whether such a row stands elsewhere too
    wrong |= set(range(len(rows))) if table.twice else set()
    for text in (ids, months, *texts.values()):
        reading.problems += text.problems
        wrong |= text.bad
    numbers: dict[str, Exact] = {}
    for name in sorted({name for fold in folds for name in fold.columns}):
        numbers[name], bad = read_figures(reading, table, detail, name, rows)
        wrong |= bad
    reading.bad_details |= _whose(wrong, ids.values, months.months)
    if detail.layout.is_mapped:
        people.append(people_of(reading, table, place, rows, ids.values, months))
    words = {name: read.values for name, read in texts.items()}
    frame = {"month": months.months, "agent_id": ids.values, "table": place, "row": table.sheet.rows_of(rows) + 1}
    frame |= (_as_written(table, detail, rows) if detail.key else {}) | words
    return DetailRows(
        pd.DataFrame({name: _column(values) for name, values in frame.items()}, index=range(len(rows))), numbers
    )


_WHO = ("agent_id", "month")
_NO_LETTERS = re.compile(r"[\W\d_]")


def dated(table: FoundTable, detail: DetailSheet) -> FoundTable:
    """The table with the dates of its rows for months, where it has dates and no month column."""
    date = next((name for name, column in detail.columns.items() if column.kind in ("date", "moment")), None)
    if date is None or "month" in table.columns:
        return table
    return replace(table, columns={**table.columns, "month": table.columns[date]})


def _whose(wrong: Iterable[int], ids: Objects, months: Rows) -> set[tuple[str, int]]:
    """The agents and months that rows in error may belong to: any month of the sheet where theirs is unknown.

    A month of 0 stands for all.
    """
    known = [month for month in np.unique(months).tolist() if month] or [0]
    pairs = {(str(ids[at]), int(months[at])) for at in wrong}
    return {(agent, one) for agent, month in pairs for one in ([month] if month else known)}


def _as_written(table: FoundTable, detail: DetailSheet, rows: Rows) -> dict[str, Objects]:
    """Every column of the sheet as text, to compare rows with the same key."""
    cells = {name: table.sheet.columns[table.columns[name]].take(rows) for name in detail.columns}
    return {name: column.every(plain_cells) for name, column in cells.items()}


def _column(values: object) -> object:
    """A column for a frame: text stays the objects that they are."""
    text = isinstance(values, np.ndarray) and values.dtype == object
    return pd.Series(values, dtype=object) if text else values


def check_details(
    data: Dataset, rules: RuleSet, bad_details: frozenset[tuple[str, int]]
) -> tuple[list[Problem], set[int]]:
    """Check detail rows against the agents: the problems, and the positions of agents in error.

    Rows of unknown agents are a note, an id that only resembles an agent's an error; so is a metric given both in a
    column and in a detail sheet.
    """
    problems: list[Problem] = []
    bad: set[int] = set()
    if not data.details and not bad_details:
        return problems, bad
    who = list(zip(data.agents["agent_id"].tolist(), data.agents["month"].tolist(), strict=True))
    bad.update(at for at, key in enumerate(who) if bad_details and (key in bad_details or (key[0], 0) in bad_details))
    if not data.details:
        return problems, bad
    ids = {agent_id for agent_id, _ in who}
    alike = {id_form(agent_id): agent_id for agent_id, _ in reversed(who)}
    for kind, detail in data.details.items():
        owners = data.owners(kind)
        unknown: list[str] = []
        for agent_id, position in _strangers(detail, owners).items():
            here = _detail_ref(data, detail, position)
            known = None if agent_id in ids else alike.get(id_form(agent_id))
            if known is None and rules.details[kind].layout.is_mapped:
                unknown.append(agent_id)
                continue
            if known is None:
                problems.append(problem("detail-stranger", here, agent_id))
                continue
            at = next(at for at, key in enumerate(who) if key[0] == known)
            problems.append(problem("id-alike", here, agent_id, other=known, first=_agent_ref(data, at, "agent_id")))
            bad |= {at for at, key in enumerate(who) if key[0] == known}
        problems += strangers_of(data, detail, owners < 0, unknown, ids)
        first = dict(zip(*(found.tolist() for found in np.unique(owners, return_index=True)), strict=True))
        for name, metric in rules.metrics.items():
            if metric.detail is None or metric.detail.sheet != kind or name not in data.metrics:
                continue
            for agent in sorted(set(first) & set(np.flatnonzero(~data.metrics[name].missing).tolist())):
                there = _detail_ref(data, detail, first[agent])
                problems.append(problem("column-and-sheet", _agent_ref(data, agent, name), metric=name, other=there))
                bad.add(agent)
    return problems, bad


def strangers_of(
    data: Dataset, detail: DetailRows, out: NDArray[np.bool_], ids: Sequence[str], agents: Collection[str]
) -> list[Problem]:
    """The note on those of the rows ``out`` of a source that are of nobody known: how many, and whose."""
    rows = np.flatnonzero(out & detail.frame["agent_id"].isin(list(ids)).to_numpy())
    if not len(rows):
        return []
    here = _detail_ref(data, detail, int(rows[0]))
    count = int(detail.counts[rows].sum())
    alike = _alike(ids, sorted({*agents} - {*detail.frame["agent_id"].unique().tolist()}))
    return [problem("source-strangers", here, count, agents=list(ids), alike=alike)]


def _alike(ids: Sequence[str], lacking: Sequence[str]) -> list[str]:
    """Unknown ids with the agent without rows whose id has the same letters and figures, else the same figures.

    Letters of which neither begin with the other's may be those of two sites, where the same figures say nothing.
    """
    found: dict[str, str] = {}
    for left_out in (r"[\W_]", r"\D"):
        known, unknown = (_forms(some, left_out) for some in (lacking, ids))
        for form in known.keys() & unknown.keys() - {""}:
            one, other = unknown[form][0], known[form][0]
            short, long = sorted((_NO_LETTERS.sub("", id_form(both)) for both in (one, other)), key=len)
            if len(known[form]) == len(unknown[form]) == 1 and long.startswith(short):
                found.setdefault(one, other)
    return [f"{one} ≈ {found[one]}" for one in ids if one in found]


def _forms(ids: Sequence[str], left_out: str) -> dict[str, list[str]]:
    """Ids by their compared form without some characters."""
    forms: dict[str, list[str]] = {}
    for one in ids:
        forms.setdefault(re.sub(left_out, "", id_form(one)).lstrip("0"), []).append(one)
    return forms


def _strangers(detail: DetailRows, owners: NDArray[np.int64]) -> dict[str, int]:
    """The first row of each agent id that is not among the agents of its month.

    A blank id, or a month that cannot be read, is an error anyway.
    """
    nobody = np.flatnonzero((owners < 0) & (detail.frame["month"].to_numpy() != 0))
    ids = detail.frame["agent_id"].to_numpy()[nobody].tolist()
    pairs = zip(reversed(ids), reversed(nobody.tolist()), strict=True)
    first = {str(agent_id): position for agent_id, position in pairs if agent_id}
    return dict(reversed(first.items()))


def _agent_ref(data: Dataset, agent: int, field: str) -> SourceRef:
    table = data.tables[int(data.agents["table"].iloc[agent])]
    return table.ref(field, int(data.agents["row"].iloc[agent]))


def _detail_ref(data: Dataset, detail: DetailRows, position: int) -> SourceRef:
    table = data.tables[int(detail.frame["table"].iloc[position])]
    return table.ref("agent_id", int(detail.frame["row"].iloc[position]))
