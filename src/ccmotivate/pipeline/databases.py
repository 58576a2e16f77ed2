"""The sources of a run that are tables of databases: read where they are, once the months are known."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.last_resort import attempt
from ccmotivate.problems import Problem, SourceRef, problem

# pandas, ibis and the readers are loaded where a rule names a table: no other run pays for them.
if TYPE_CHECKING:
    import pandas as pd

    from ccmotivate.model.folded import FoldedColumn
    from ccmotivate.model.metrics import DetailFold, DetailSheet
    from ccmotivate.model.period import Month
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.databases import TablePeople
    from ccmotivate.readers.month_column import MonthOptions
    from ccmotivate.readers.reading import ReadResult
    from ccmotivate.warehouse.source import People, SourceTable, Wrong

QUERY = "query"
"""What an interpretation says that holds a query."""

_NOTHING: Mapping[str, list[int]] = {"agent_id": [], "month": [], "rows": []}

Found = tuple["ReadResult | None", tuple[Problem, ...]]


def read_table(
    source: DetailSheet,
    rules: RuleSet,
    months: Collection[Month],
    options: MonthOptions,
    others: Sequence[ReadResult] = (),
) -> Found:
    """A table of the rules; without a month a table of rows cannot be read.

    Where rosters among the ``others`` say by which words it may name people, the rows of each are folded together.
    """
    table = source.layout.table
    assert table is not None
    if source.columns and not months:
        return None, (problem("table-months", SourceRef(table.name)),)
    found, wrong = attempt(partial(_read, source, rules, tuple(sorted(months)), options, others), table.name)
    return found or (None, wrong)


def _read(
    source: DetailSheet,
    rules: RuleSet,
    months: tuple[Month, ...],
    options: MonthOptions,
    others: Sequence[ReadResult],
) -> Found:
    """One table; a database that fails gives one problem."""
    from ccmotivate.warehouse.failures import DatabaseError
    from ccmotivate.warehouse.opening import opened

    assert source.layout.table is not None
    try:
        with opened(source.layout.table, os.environ) as database:
            table = _table(source, rules, months, options)
            table.database = database
            table.find()
            found = _rows(table, rules, options, others) if source.columns else _roster(table, rules, options)
            return _with_queries(found, table)
    except DatabaseError as error:
        return None, (error.problem,)


def _table(source: DetailSheet, rules: RuleSet, months: tuple[Month, ...], options: MonthOptions) -> SourceTable:
    from ccmotivate.readers.databases import nothing_of, worth_of
    from ccmotivate.readers.identity import blank_words
    from ccmotivate.warehouse.columns import Clock
    from ccmotivate.warehouse.source import Reading, SourceTable

    names = {name: column.label.words for name, column in rules.columns.items()}
    names |= {} if source.columns else {name: column.label.words for name, column in rules.roster.items()}
    clock = Clock(options.zone, source.layout.written_in, months)
    worth = partial(worth_of, source, rules=rules)
    reading = Reading(source, names, blank_words(rules), clock, worth, nothing_of)
    return SourceTable(None, reading, tuple(dict.fromkeys(rules.folds_of(source.id))))  # type: ignore[arg-type]


def _with_queries(found: Found, table: SourceTable) -> Found:
    """A reading with the queries that were asked."""
    from ccmotivate.model.results import Interpretation

    read, problems = found
    if read is None:
        return found
    name = read.dataset.tables[0].file
    told = [Interpretation(name, "", QUERY, "", table.source.id, one) for one in table.queries]
    return replace(read, interpretations=(*read.interpretations, *told)), problems


def _roster(table: SourceTable, rules: RuleSet, options: MonthOptions) -> Found:
    from ccmotivate.readers.databases import read_roster_table, sheet_of

    texts = table.lines()
    return read_roster_table(table.source, sheet_of(table.database.of.name, texts), rules, options)


# -- rows -------------------------------------------------------------------------------------------------------------


def _rows(table: SourceTable, rules: RuleSet, options: MonthOptions, others: Sequence[ReadResult]) -> Found:
    """The rows of a source: whose they are, then the folds of each month."""
    from ccmotivate.readers.databases import read_people, result_of, sheet_of, with_known, wrong_cells

    people = table.people()
    name, source = table.database.of.name, table.source
    undated = table.undated()
    more = [problem("table-undated", SourceRef(name, "", table.dated_by), undated)] if undated else []
    if not people.rows:
        if more:
            return None, tuple(more)
        more.append(problem("table-empty", SourceRef(name), months=table.months, kind=source.id))
    found, problems = read_people(source, sheet_of(name, people.texts), rules, options, table.own_month)
    if found is None:
        return None, (*more, *problems)
    found = with_known(found, people.rows, others, rules) if rules.has_known_as else found
    folds = [_month(table, people, found, month) for month in table.months]
    frame, folded, digest = _together([one for one in folds if one is not None], table.folds)
    none = {month.ordinal for month in table.months} - {*found.months.tolist()}
    result = result_of(found, source, frame, folded, digest, table.raw, frozenset(none))
    bad: set[tuple[str, int]] = set()
    for one in (one for one in folds if one is not None):
        columns = {table.raw[key]: column for key, column in source.columns.items()}
        more += [
            wrong_cells(name, columns[cell.column], cell.column, cell.code, cell.value, rules) for cell in one.wrong
        ]
        bad |= {(one.ids[cell.key], one.month.ordinal) for cell in one.wrong}
        more += one.problems
    problems = tuple(dict.fromkeys(more))
    told = replace(result, problems=(*result.problems, *problems), bad_details=result.bad_details | bad)
    return _said(told, source, sum(people.rows)), ()


def _said(result: ReadResult, source: DetailSheet, rows: int) -> ReadResult:
    """A reading that says how many rows were read, not how many lines the database gave."""
    kept = [one for one in result.interpretations if one.what not in ("rows", "month-option")]
    from ccmotivate.model.results import Interpretation

    name = result.dataset.tables[0].file
    return replace(result, interpretations=(*kept, Interpretation(name, "", "rows", "", source.id, str(rows))))


class _Folded(Struct, frozen=True):
    """What came of a month: the folds by agent, cells in error, and the agents' ids by their keys."""

    month: Month
    frame: pd.DataFrame
    folded: Mapping[DetailFold, FoldedColumn]
    wrong: Sequence[Wrong]
    ids: Mapping[str, str]
    problems: Sequence[Problem]


def _month(table: SourceTable, people: People, found: TablePeople, month: Month) -> _Folded | None:
    """The folds of one month; None where nobody has rows in it."""
    import pandas as pd

    from ccmotivate.warehouse.month_rows import rows_of

    mine = [at for at, one in enumerate(found.months.tolist()) if one == month.ordinal]
    if not mine:
        return None
    lines = [int(found.lines[at]) for at in mine]
    ids = {people.keys[line]: str(found.ids[at]) for line, at in zip(lines, mine, strict=True)}
    first: dict[str, str] = {}
    keys = {key: first.setdefault(agent_id or f"\0{key}", key) for key, agent_id in ids.items()}
    header = table.month_header
    words = None if header is None else sorted({people.texts[header][line] for line in lines})
    rows = rows_of(table, month, keys, words)
    again, differ = rows.each_once()
    *typed, wrong = rows.typed()
    frame, folded = table.fold(*typed)
    problems = _keys_said(table, again, differ)
    if int(frame["rows"].sum()) != sum(people.rows[line] for line in lines) - again:
        problems.append(problem("table-changed", SourceRef(table.database.of.name), month))
    frame = frame.assign(
        agent_id=pd.Series([ids.get(key, "") for key in frame["agent_id"]], dtype=object), month=month.ordinal
    )
    return _Folded(month, frame, folded, wrong, ids, problems)


def _keys_said(table: SourceTable, again: int, differ: Sequence[tuple[str, ...]]) -> list[Problem]:
    """A note on rows that stand again, an error on rows that differ under one key."""
    name, key = table.database.of.name, ", ".join(table.source.key)
    found = [problem("table-repeated", SourceRef(name), again, key=key)] if again else []
    if differ:
        found.append(problem("table-key-differs", SourceRef(name), "+".join(differ[0]), key=key))
    return found


def _together(
    folds: Sequence[_Folded], rules: Sequence[DetailFold]
) -> tuple[pd.DataFrame, dict[DetailFold, FoldedColumn], str]:
    """The months one under the other, and a hash of what they say."""
    import pandas as pd

    from ccmotivate.model.folded import FoldedColumn

    frame = pd.concat([one.frame for one in folds] or [pd.DataFrame(_NOTHING)], ignore_index=True)
    folded = {rule: FoldedColumn.concat([one.folded[rule] for one in folds]) for rule in rules}
    told = [frame.to_numpy().tolist(), *([str(value) for value in one.values.to_list()] for one in folded.values())]
    return frame, folded, hashlib.sha256(repr(told).encode()).hexdigest()
