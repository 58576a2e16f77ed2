"""The tables of a workbook → one ``Dataset``: which rows are agents, stacked over all sheets, every decision noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ccmotivate.model.dataset import Dataset, DetailRows, TableColumns, pooled
from ccmotivate.model.exact import Exact
from ccmotivate.model.period import Month
from ccmotivate.model.results import InputFile, Interpretation
from ccmotivate.model.rules import DetailSheet, Label, Metric, MetricKind, RuleSet
from ccmotivate.model.words import nearest, normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.cells import Book, column_letters
from ccmotivate.readers.headers import Table, find_tables
from ccmotivate.readers.identity import (
    MonthOptions,
    check_ids,
    homonyms,
    plain_cell,
    read_ids,
    read_months,
    read_required,
    read_roles,
    read_text,
)
from ccmotivate.readers.values import SHOWN_CELLS, ColumnCells, ReadColumn, Vocabulary, read_column

_TEXT_FIELDS = ("agent_id", "name", "role", "project", "team")


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What a workbook became. ``bad`` are positions in ``dataset.agents`` with an error in their row."""

    dataset: Dataset
    problems: tuple[Problem, ...]
    interpretations: tuple[Interpretation, ...]
    bad: frozenset[int]


@dataclass(slots=True)
class _Part:
    """One table's rows, before stacking."""

    table: Table
    rows: list[int]
    months: list[int]
    texts: dict[str, list[str]]
    metrics: dict[str, Exact]
    bad: set[int]


@dataclass(slots=True)
class _Reading:
    """One workbook being read."""

    book: Book
    rules: RuleSet
    options: MonthOptions
    words: Vocabulary
    problems: list[Problem] = field(default_factory=list)
    how: list[Interpretation] = field(default_factory=list)
    bad_details: set[tuple[str, int]] = field(default_factory=set)  # agent and month of detail rows in error

    def note(self, sheet: str, what: str, where: str, subject: str, meaning: str) -> None:
        self.how.append(Interpretation(self.book.name, sheet, what, where, subject, meaning))


def read_agents(book: Book, rules: RuleSet, options: MonthOptions) -> tuple[ReadResult | None, tuple[Problem, ...]]:
    """Everything a workbook says about agents, to be passed on to ``together``; None when no sheet holds any."""
    tables, found = find_tables(book, rules)
    reading = _Reading(book, rules, options, Vocabulary.of(rules), list(found))
    agent_tables = [table for table in tables if table.detail is None]
    if not agent_tables:
        return None, tuple(found)
    if book.encoding:
        reading.note("", "encoding", book.name, book.kind, book.encoding)
    parts = [_read_part(reading, table) for table in agent_tables]
    if not any(part.rows for part in parts):
        empty = problem("no-rows", SourceRef(book.name, agent_tables[0].sheet.name))
        return None, (*reading.problems, empty)
    details, detail_tables = _read_details(reading, [table for table in tables if table.detail], len(parts))
    agents, bad = _stack(parts)
    sources = tuple(
        TableColumns(book.name, table.sheet.name, {n: column_letters(at) for n, at in table.columns.items()})
        for table in (*agent_tables, *detail_tables)
    )
    names = sorted({name for part in parts for name in part.metrics})
    metrics = {n: Exact.concat([p.metrics.get(n) or Exact.empty(len(p.rows)) for p in parts]) for n in names}
    dataset = Dataset((InputFile(book.name, book.sha256),), agents, metrics, details, sources)
    bad |= _check_needed(reading, dataset, agent_tables)
    bad |= _check_details(reading, dataset)
    return ReadResult(dataset, tuple(reading.problems), tuple(reading.how), frozenset(bad)), ()


# -- one table --------------------------------------------------------------------------------------------------------


def _read_part(reading: _Reading, table: Table) -> _Part:
    rules = reading.rules
    _say_header(reading, table)
    rows = _agent_rows(reading, table)
    ids = read_ids(table, rows)
    roles = read_roles(table, rows, rules)
    projects = read_required(table, "project", rows, rules)
    months, month_text, whence = read_months(table, rows, reading.options)
    blanks = frozenset(normal(word) for word in rules.words.no_data)
    texts = {
        "agent_id": ids.values,
        "name": read_text(table, "name", rows, frozenset()),
        "role": roles.values,
        "project": projects.values,
        "team": read_text(table, "team", rows, blanks),
    }
    _say_defaults(reading, table)
    if whence == "name" and rows and not month_text.bad:
        reading.note(table.sheet.name, "month", "", table.sheet.name, str(Month.from_ordinal(months[0])))
    part = _Part(table, rows, months, texts, {}, set())
    for read in (ids, roles, projects, month_text):
        reading.problems += read.problems
        part.bad |= read.bad
    for name, place in table.columns.items():
        metric = rules.metrics.get(name)
        if metric is not None:
            column = read_column(_cells(table, place, rows, table.units.get(name, "")), metric, reading.words)
            part.metrics[name] = column.values
            part.bad |= column.bad
            _say_column(reading, table, metric, column, place, rows)
    return part


def _cells(table: Table, place: int, rows: list[int], unit: str) -> ColumnCells:
    sheet, at = table.sheet, np.asarray(rows, dtype=np.int64)
    column = sheet.columns[place]
    contiguous = bool(rows) and rows[-1] - rows[0] + 1 == len(rows)
    cells = column[rows[0] : rows[-1] + 1] if contiguous else [column[row] for row in rows]
    formatted = [found for code, found in sheet.formats.get(place, ()) if "%" in code]
    percent = np.isin(at, np.concatenate(formatted)) if formatted else np.zeros(len(rows), dtype=bool)
    return ColumnCells(
        cells=cells,
        rows=at,
        percent=percent,
        errors={row: shown for (row, column_at), shown in sheet.errors.items() if column_at == place},
        uncalculated=frozenset(row for row, column_at in sheet.uncalculated if column_at == place),
        unit=unit,
        ref=lambda row: table.ref(row, place),
    )


def _agent_rows(reading: _Reading, table: Table) -> list[int]:
    """The 0-based sheet rows that hold agents; totals, footnotes, repeated headers and blank rows are left out."""
    sheet = table.sheet
    ids = sheet.columns[table.columns["agent_id"]]
    totals = {normal(word) for word in reading.rules.words.totals}
    header_words = {normal(word) for word in (*reading.rules.columns["agent_id"].label.words, "agent_id")}
    odd_words = totals | header_words
    rows: list[int] = []
    dropped: dict[str, list[int]] = {}
    for row in range(table.header + 1, sheet.height):
        cell = ids[row]
        if type(cell) is float:
            rows.append(row)
            continue
        word = normal(plain_cell(cell)).rstrip(":")
        if word and word not in odd_words:
            rows.append(row)
            continue
        why = _why_dropped(table, row, word, totals, header_words)
        if why is None:
            rows.append(row)
        elif why:
            dropped.setdefault(why, []).append(row)
    for why, places in dropped.items():
        shown = ", ".join(str(row + 1) for row in places[:SHOWN_CELLS]) + (" …" if len(places) > SHOWN_CELLS else "")
        reading.problems.append(
            problem(f"dropped-{why}", SourceRef(reading.book.name, sheet.name, f"A{places[0] + 1}"), rows=shown)
        )
        reading.note(sheet.name, "dropped", shown, why, str(len(places)))
    return rows


def _why_dropped(table: Table, row: int, word: str, totals: set[str], headers: set[str]) -> str | None:
    """``total``, ``footnote``, ``header``, ``""`` for a blank row, None for a row that stays."""
    filled = [text for column in table.sheet.columns if (text := plain_cell(column[row]))]
    if not filled and not _has_error(table, row):
        return ""
    if word in headers:
        return "header"
    if filled and normal(filled[0]).rstrip(":") in totals:
        return "total"
    return "footnote" if not word and len(filled) == 1 else None


def _has_error(table: Table, row: int) -> bool:
    return any(at == row for at, _ in table.sheet.errors) or any(at == row for at, _ in table.sheet.uncalculated)


# -- how it was read --------------------------------------------------------------------------------------------------


def _say_header(reading: _Reading, table: Table) -> None:
    sheet = table.sheet
    reading.note(sheet.name, "header", str(table.header + 1), "", table.detail or "agents")
    for name, place in table.columns.items():
        header = " ".join(str(sheet.columns[place][table.header]).split())
        reading.note(sheet.name, "column", column_letters(place), header, name)


def _say_defaults(reading: _Reading, table: Table) -> None:
    for name in ("role", "project", "team", "name"):
        if name in table.columns:
            continue
        column = reading.rules.columns[name]
        here = SourceRef(reading.book.name, table.sheet.name)
        if column.default:
            reading.note(table.sheet.name, "default", "", name, column.default)
        elif name in ("role", "project"):
            headers = [header for header, _ in table.unused]
            like = nearest(column.label.zh, headers) or nearest(column.label.en, headers) or "–"
            words = ", ".join(column.label.words)
            reading.problems.append(problem("no-identity-column", here, name, words=words, nearest=like))
        else:
            reading.problems.append(problem("column-absent", here, name))


def _say_column(
    reading: _Reading, table: Table, metric: Metric, column: ReadColumn, place: int, rows: list[int]
) -> None:
    reading.problems += column.problems
    letter = column_letters(place)
    if column.scale:
        reading.note(table.sheet.name, "scale", letter, metric.id, column.scale)
    if column.no_data:
        cells = [table.ref(rows[at], place) for at in column.no_data[:SHOWN_CELLS]]
        shown = ", ".join(cell.cell or "" for cell in cells) + (" …" if len(column.no_data) > SHOWN_CELLS else "")
        reading.problems.append(
            problem("placeholder", cells[0], metric=metric.id, count=len(column.no_data), cells=shown)
        )


# -- all tables -------------------------------------------------------------------------------------------------------


def _stack(parts: Sequence[_Part]) -> tuple[pd.DataFrame, set[int]]:
    """The rows of all tables under each other, and the positions in error."""
    sizes = [len(part.rows) for part in parts]
    offsets = np.cumsum([0, *sizes])
    frame: dict[str, object] = {"month": np.array([m for part in parts for m in part.months], dtype=np.int64)}
    for name in _TEXT_FIELDS:
        frame[name] = pd.Series([text for part in parts for text in part.texts[name]], dtype=object)
    frame["table"] = np.repeat(np.arange(len(parts)), sizes)
    frame["row"] = np.array([row for part in parts for row in part.rows], dtype=np.int64) + 1
    return pd.DataFrame(frame), {int(offsets[at]) + place for at, part in enumerate(parts) for place in part.bad}


def together(parts: Sequence[ReadResult]) -> ReadResult:
    """One workbook, or several pooled, with everything that only shows over all rows: identity, homonyms, changes."""
    data = parts[0].dataset if len(parts) == 1 else pooled([part.dataset for part in parts])
    agents = data.agents
    tables, rows = agents["table"].to_numpy(), agents["row"].to_numpy()

    def ref(position: int) -> SourceRef:
        table = data.tables[int(tables[position])]
        return SourceRef(table.file, table.sheet, f"{table.letters['agent_id']}{int(rows[position])}")

    offsets = np.cumsum([0, *(len(part.dataset.agents) for part in parts)])
    bad = {int(offsets[at]) + place for at, part in enumerate(parts) for place in part.bad}
    problems, twice = check_ids(agents["agent_id"].tolist(), agents["month"].tolist(), ref)
    here = SourceRef(parts[0].dataset.inputs[0].file if len(parts) == 1 else "")
    for name, ids in homonyms(agents["agent_id"], agents["name"]).items():
        shown = ", ".join(ids[:SHOWN_CELLS]) + (" …" if len(ids) > SHOWN_CELLS else "")
        problems.append(problem("homonyms", here, name, ids=shown))
    problems += _changes(agents, ref)
    return ReadResult(
        data,
        (*(found for part in parts for found in part.problems), *problems),
        tuple(how for part in parts for how in part.interpretations),
        frozenset(bad | twice),
    )


def _changes(agents: pd.DataFrame, ref: Callable[[int], SourceRef]) -> list[Problem]:
    """Change of project, team or role between months: a note each."""
    problems = []
    ordered = agents.sort_values(["agent_id", "month"], kind="stable")
    same = ordered["agent_id"].eq(ordered["agent_id"].shift())
    for name in ("project", "team", "role") if same.any() else ():
        before = ordered[name].shift()
        for place in np.flatnonzero((same & ordered[name].ne(before)).to_numpy()).tolist():
            row = ordered.iloc[place]
            facts = {"field": name, "old": before.iloc[place], "new": row[name]}
            here = ref(int(ordered.index[place]))
            problems.append(
                problem("agent-changed", here, row["agent_id"], month=Month.from_ordinal(row["month"]), **facts)
            )
    return problems


def _check_needed(reading: _Reading, dataset: Dataset, tables: Sequence[Table]) -> set[int]:
    """Columns that a role in the file needs and that all its agent sheets lack."""
    rules = reading.rules
    present = set(dataset.metrics) | {
        name for name, metric in rules.metrics.items() if metric.detail and metric.detail.sheet in dataset.details
    }
    headers = [header for table in tables for header, _ in table.unused]
    bad: set[int] = set()
    roles = dataset.agents["role"].to_numpy()
    said: dict[str, list[str]] = {}
    for role in rules.roles.values():
        at = np.flatnonzero(roles == role.id)
        if not len(at):
            continue
        needed = dict.fromkeys(
            [c.metric for c in (*role.must, *rules.eligible)] + [line.metric for line in role.scorecard]
        )
        for metric in needed:
            lacking = _lacking(metric, rules.metrics, present)
            if lacking:
                said.setdefault(lacking, []).append(role.id)
                bad.update(at.tolist())
    here = SourceRef(reading.book.name, tables[0].sheet.name)
    for lacking, needing in said.items():
        names = lacking.split("|")
        words = [word for name in names for word in rules.metrics[name].label.words]
        like = next((found for word in words if (found := nearest(word, headers))), "–")
        reading.problems.append(
            problem(
                "column-missing",
                here,
                names[0],
                metrics="|".join(names),
                roles="|".join(needing),
                words=", ".join(words),
                nearest=like,
            )
        )
    return bad


def _lacking(name: str, metrics: Mapping[str, Metric], present: set[str]) -> str:
    """The input that is absent (``a|b`` where one of several would do), ``""`` when all is there."""
    metric = metrics[name]
    if metric.formula is None:
        return "" if name in present else name
    for group in metric.needs():
        if all(_lacking(member, metrics, present) for member in group):
            return "|".join(group)
    return ""


# -- detail sheets ----------------------------------------------------------------------------------------------------


def _read_details(reading: _Reading, tables: Sequence[Table], first: int) -> tuple[dict[str, DetailRows], list[Table]]:
    """The rows of each kind of detail sheet; ``first`` is the place of the first detail table among all tables."""
    kinds: dict[str, list[tuple[Table, int]]] = {}
    for place, table in enumerate(tables):
        kinds.setdefault(table.detail or "", []).append((table, first + place))
    return {kind: _read_detail(reading, reading.rules.details[kind], found) for kind, found in kinds.items()}, list(
        tables
    )


def _read_detail(reading: _Reading, detail: DetailSheet, tables: Sequence[tuple[Table, int]]) -> DetailRows:
    frames: list[pd.DataFrame] = []
    numbers: dict[str, list[Exact]] = {name: [] for name, c in detail.columns.items() if c.kind != "text"}
    for table, place in tables:
        _say_header(reading, table)
        rows = _agent_rows(reading, table)
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
            read = read_column(_cells(table, at, rows, table.units.get(name, "")), metric, reading.words)
            reading.problems += read.problems
            reading.bad_details |= {(ids.values[at], months[at]) for at in read.bad}
            parts.append(read.values)
    return DetailRows(pd.concat(frames, ignore_index=True), {n: Exact.concat(parts) for n, parts in numbers.items()})


def _check_details(reading: _Reading, dataset: Dataset) -> set[int]:
    """Detail rows of unknown agents (a note), and a metric given both in a column and in a detail sheet (an error)."""
    bad: set[int] = set()
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
