"""Rosters: who is who, without figures. They fill what sheets of agents lack, or give the agents of detail rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats.columns import Rows
from ccmotivate.model.dataset import TableColumns
from ccmotivate.model.roster import stacked
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import ROSTER_FIELDS, FoundTable
from ccmotivate.readers.identity import (
    TextColumn,
    blank_words,
    read_ids,
    read_required,
    read_roles,
    read_text,
)
from ccmotivate.readers.month_column import MonthColumn, read_months
from ccmotivate.readers.reading import (
    EVERY,
    NamedRoster,
    Reading,
    ReadResult,
    RosterRows,
    agent_rows,
    only_wanted,
    say_header,
    say_months,
    say_rows,
)
from ccmotivate.readers.roster_columns import each_once, read_roster_columns
from ccmotivate.readers.roster_days import ABSENT

REQUIRED = ("role", "project")


# -- reading ----------------------------------------------------------------------------------------------------------


def read_roster(reading: Reading, tables: Sequence[FoundTable], first: int) -> RosterRows | None:
    """The rows of all rosters of a workbook; ``first`` is the place of the first one among all its tables."""
    return stacked_rows([_read_table(reading, table, place) for place, table in enumerate(tables, start=first)])


def stacked_rows(rosters: Sequence[RosterRows]) -> RosterRows | None:
    """The rows of several rosters under each other, None without any."""
    if not rosters:
        return None
    offsets = np.cumsum([0, *(len(one.frame) for one in rosters[:-1])]).tolist()
    bad = frozenset(at + place for at, one in zip(offsets, rosters, strict=True) for place in one.bad)
    values = stacked([(one.values, len(one.frame)) for one in rosters])
    named = tuple(roster for one in rosters for roster in one.named)
    left_out = frozenset[str]().union(*(one.left_out for one in rosters))
    aliases = {table: words for one in rosters for table, words in one.aliases.items()}
    frame = pd.concat([one.frame for one in rosters], ignore_index=True)
    return RosterRows(frame, bad, values, named, left_out, aliases)


def _read_table(reading: Reading, table: FoundTable, place: int) -> RosterRows:
    say_header(reading, table)
    rows, refused = agent_rows(reading, table)
    months, named = _months(reading, table, rows, place)
    given = rows
    aliases, broken = None, set[int]()
    if table.layout.known_as:
        from ccmotivate.readers.aliases import read_aliases  # here: few rosters have them

        aliases, broken = read_aliases(reading, table, rows, months.months)
    rows, refused, months = only_wanted(reading, rows, refused, months)
    left_out = read_ids(table, np.setdiff1d(given, rows), blank_words(reading.rules)).values
    say_months(reading, table, months)
    say_rows(reading, table, rows)
    texts = {"agent_id": read_ids(table, rows, blank_words(reading.rules))}
    texts |= {name: roster_text(reading, table, name, rows) for name in ROSTER_FIELDS}
    values, wrong = read_roster_columns(reading, table, rows)
    bad = wrong | (set(range(len(rows))) if table.twice else refused)
    bad |= set(np.flatnonzero(np.isin(rows, given[sorted(broken)])).tolist())
    for one in (*texts.values(), months):
        reading.problems += one.problems
        bad |= one.bad
    columns = {name: pd.Series(one.values, dtype=object) for name, one in texts.items()}
    frame = pd.DataFrame({"month": months.months, **columns, "table": place, "row": rows + 1})
    words = {} if aliases is None else {place: aliases}
    read = RosterRows(frame, frozenset(bad), values, named, frozenset(left_out.tolist()), words)
    return each_once(reading, table, read) if table.layout.is_mapped else read


def roster_text(reading: Reading, table: FoundTable, name: str, rows: Rows) -> TextColumn:
    """A column of a roster; a blank is no error here, as the sheet of agents may have the column itself."""
    if name in REQUIRED and name not in table.columns:
        return (read_roles if name == "role" else partial(read_required, field=name))(
            table, rows=rows, rules=reading.rules
        )
    if name == "role":
        read = read_roles(table, rows, reading.rules)
        blank = {found.source.cell for found in read.problems if found.code == "blank-field"}
        read.problems = [found for found in read.problems if found.code != "blank-field"]
        read.bad = {at for at in read.bad if table.ref(int(rows[at]), table.columns[name]).cell not in blank}
        return read
    return read_text(table, name, rows, frozenset() if name == "name" else blank_words(reading.rules))


def _months(reading: Reading, table: FoundTable, rows: Rows, place: int) -> tuple[MonthColumn, tuple[NamedRoster, ...]]:
    """The months of rows; where nothing says one they count for every month, and those of a source without a column of
    months too: the month that the title, the sheet or the file names is only told, whatever the command line says.
    """
    source = table.source if table.layout.is_mapped and "month" not in table.columns else None
    options = reading.options if source is None else replace(reading.options, month=None)
    read = read_months(table, rows, options, blank_words(reading.rules))
    every = np.full(len(rows), EVERY, dtype=np.int64)
    if source is not None:
        named = () if read.named is None else (NamedRoster(place, source.id, read.named[1], read.named[2].ordinal),)
        return MonthColumn(read.values, [], set(), every), named
    if "month" not in table.columns and any(found.code == "no-month" for found in read.problems):
        return replace(read, problems=[], bad=set(), months=every), ()
    return read, ()


# -- people by id and month -------------------------------------------------------------------------------------------


class People(Struct, frozen=True):
    """The people of rosters, each row found by id and month; ``tables`` are those of its rows."""

    rows: RosterRows
    tables: Sequence[TableColumns]
    places: Mapping[tuple[str, int], int]

    @classmethod
    def of(cls, rows: RosterRows, tables: Sequence[TableColumns]) -> People:
        keys = zip(rows.frame["agent_id"].tolist(), rows.frame["month"].tolist(), strict=True)
        places: dict[tuple[str, int], int] = {}
        for at, key in enumerate(keys):
            places.setdefault(key, at)
        return cls(rows, tables, places)

    def find(self, agent_id: str, month: int) -> int:
        """The position of a person's row, -1 for none."""
        at = self.places.get((agent_id, month))
        return self.places.get((agent_id, EVERY), -1) if at is None else at

    def text(self, field: str, at: int) -> str:
        return str(self.rows.frame[field].iat[at])

    def has(self, field: str, at: int) -> bool:
        """True when the roster of a row has the column."""
        return field in self.tables[int(self.rows.frame["table"].iloc[at])].letters

    def ref(self, field: str, at: int) -> SourceRef:
        return cell_of(self.tables, self.rows.frame, field, at)

    def giving(self, field: str) -> list[TableColumns]:
        """The rosters that have a column."""
        tables = [self.tables[place] for place in self.rows.frame["table"].unique().tolist()]
        return [table for table in tables if field in table.letters]

    def twice(self) -> list[tuple[int, int]]:
        """Rows of one person that count for the same month: an earlier one, and each later one."""
        found: list[tuple[int, int]] = []
        seen: dict[str, dict[int, int]] = {}
        keys = zip(self.rows.frame["agent_id"].tolist(), self.rows.frame["month"].tolist(), strict=True)
        for at, (agent_id, month) in enumerate(keys):
            months = seen.setdefault(agent_id, {})
            both = months.values() if month == EVERY else [months[one] for one in (month, EVERY) if one in months]
            found += [(first, at) for first in list(both)[:1] if agent_id]
            months.setdefault(month, at)
        return found

    def without(self, tables: Collection[int]) -> People:
        """Without the rows of some tables."""
        keep = np.flatnonzero(~self.rows.frame["table"].isin(list(tables)).to_numpy())
        return People.of(self.rows.take(keep), self.tables)


def cell_of(tables: Sequence[TableColumns], frame: pd.DataFrame, field: str, at: int) -> SourceRef:
    table = tables[int(frame["table"].iloc[at])]
    return table.ref(field, int(frame["row"].iloc[at]))


# -- agents from a roster ---------------------------------------------------------------------------------------------


def with_agents(part: ReadResult, months: Sequence[int]) -> ReadResult:
    """A reading whose roster gives the agents: each row in its month, those without one in each of ``months``."""
    assert part.roster is not None
    frame = part.roster.frame
    own = [[month] if month != EVERY else list(months) or [EVERY] for month in frame["month"].tolist()]
    rows = np.repeat(np.arange(len(frame)), [len(some) for some in own])
    each = np.array([month for some in own for month in some], dtype=np.int64)
    agents = frame.iloc[rows].reset_index(drop=True).assign(month=each).drop(columns=ABSENT, errors="ignore")
    people = People.of(part.roster, part.dataset.tables)
    blank, lacking = _blanks(people)
    twice = people.twice()
    wrong = part.roster.bad | lacking | {at for pair in twice for at in pair}
    unknown = frozenset(np.flatnonzero(agents["month"] == EVERY).tolist())
    return replace(
        part,
        dataset=replace(part.dataset, agents=agents, roster=part.roster.values.take(rows)),
        problems=(*part.problems, *blank, *(said_twice(people, pair) for pair in twice)),
        bad=frozenset(new for new, old in enumerate(rows.tolist()) if old in wrong) | unknown,
        roster=None,
    )


def _blanks(people: People) -> tuple[list[Problem], set[int]]:
    """Roles and projects that a roster leaves blank: the problems, and the positions of their rows."""
    found = [
        (at, problem("blank-field", people.ref(field, at), field=field))
        for field in REQUIRED
        for at in np.flatnonzero((people.rows.frame[field] == "").to_numpy()).tolist()
        if people.has(field, at) and at not in people.rows.bad
    ]
    return [one for _at, one in found], {at for at, _one in found}


def said_twice(people: People, pair: tuple[int, int]) -> Problem:
    first, at = pair
    value = people.text("agent_id", at)
    return problem("roster-twice", people.ref("agent_id", at), value, first=people.ref("agent_id", first))
