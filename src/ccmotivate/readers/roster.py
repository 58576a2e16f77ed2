"""Rosters: who is who, without figures. They fill what sheets of agents lack, or give the agents of detail rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ccmotivate.formats.columns import Rows
from ccmotivate.model.dataset import Dataset, TableColumns
from ccmotivate.model.results import Interpretation
from ccmotivate.model.roster import stacked
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import ROSTER_FIELDS, FoundTable
from ccmotivate.readers.identity import (
    TextColumn,
    blank_words,
    id_form,
    read_ids,
    read_required,
    read_roles,
    read_text,
)
from ccmotivate.readers.month_column import MonthColumn, read_months
from ccmotivate.readers.reading import (
    Lacking,
    Reading,
    ReadResult,
    RosterRows,
    agent_rows,
    only_wanted,
    say_header,
    say_months,
    say_rows,
)
from ccmotivate.readers.role_by import roles_by_rule
from ccmotivate.readers.roster_columns import each_once, read_roster_columns
from ccmotivate.readers.roster_values import merged_values

REQUIRED = ("role", "project")
EVERY = 0  # the month of rows that count for every month


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
    return RosterRows(pd.concat([one.frame for one in rosters], ignore_index=True), bad, values)


def _read_table(reading: Reading, table: FoundTable, place: int) -> RosterRows:
    say_header(reading, table)
    rows, refused = agent_rows(reading, table)
    rows, refused, months = only_wanted(reading, rows, refused, _months(reading, table, rows))
    say_months(reading, table, months)
    say_rows(reading, table, rows)
    texts = {"agent_id": read_ids(table, rows, blank_words(reading.rules))}
    texts |= {name: roster_text(reading, table, name, rows) for name in ROSTER_FIELDS}
    values, wrong = read_roster_columns(reading, table, rows)
    bad = wrong | (set(range(len(rows))) if table.twice else refused)
    for one in (*texts.values(), months):
        reading.problems += one.problems
        bad |= one.bad
    columns = {name: pd.Series(one.values, dtype=object) for name, one in texts.items()}
    frame = pd.DataFrame({"month": months.months, **columns, "table": place, "row": rows + 1})
    read = RosterRows(frame, frozenset(bad), values)
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


def _months(reading: Reading, table: FoundTable, rows: Rows) -> MonthColumn:
    """The months of rows; where nothing says one they count for every month."""
    read = read_months(table, rows, reading.options, blank_words(reading.rules))
    if table.layout.is_mapped and "month" not in table.columns:
        return MonthColumn(read.values, [], set(), np.full(len(rows), EVERY, dtype=np.int64))
    if "month" not in table.columns and any(found.code == "no-month" for found in read.problems):
        return replace(read, problems=[], bad=set(), months=np.full(len(rows), EVERY, dtype=np.int64))
    return read


# -- people by id and month -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class People:
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
        return _ref(self.tables, self.rows.frame, field, at)

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


def _ref(tables: Sequence[TableColumns], frame: pd.DataFrame, field: str, at: int) -> SourceRef:
    table = tables[int(frame["table"].iloc[at])]
    return SourceRef(table.file, table.sheet, f"{table.letters[field]}{int(frame['row'].iloc[at])}")


# -- agents from a roster ---------------------------------------------------------------------------------------------


def with_agents(part: ReadResult, months: Sequence[int]) -> ReadResult:
    """A reading whose roster gives the agents: each row in its month, those without one in each of ``months``."""
    assert part.roster is not None
    frame = part.roster.frame
    own = [[month] if month != EVERY else list(months) or [EVERY] for month in frame["month"].tolist()]
    rows = np.repeat(np.arange(len(frame)), [len(some) for some in own])
    each = np.array([month for some in own for month in some], dtype=np.int64)
    agents = frame.iloc[rows].reset_index(drop=True).assign(month=each)
    people = People.of(part.roster, part.dataset.tables)
    blank, lacking = _blanks(people)
    twice = people.twice()
    wrong = part.roster.bad | lacking | {at for pair in twice for at in pair}
    unknown = frozenset(np.flatnonzero(agents["month"] == EVERY).tolist())
    return replace(
        part,
        dataset=replace(part.dataset, agents=agents, roster=part.roster.values.take(rows)),
        problems=(*part.problems, *blank, *(_said_twice(people, pair) for pair in twice)),
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


def _said_twice(people: People, pair: tuple[int, int]) -> Problem:
    first, at = pair
    value = people.text("agent_id", at)
    return problem("roster-twice", people.ref("agent_id", at), value, first=people.ref("agent_id", first))


# -- agents beside a roster -------------------------------------------------------------------------------------------


def settled(part: ReadResult, roster: RosterRows | None, known: Collection[str], rules: RuleSet) -> ReadResult:
    """Agents with the identity columns that their sheets lack: from a roster, a default, or named as missing.

    Args:
        part: A reading with agents.
        roster: The rows of its own roster and of all roster files; their tables are those of ``part``.
        known: The ids of all agents of the run.
        rules: For defaults.
    """
    settling = _Settling.of(part, roster, rules)
    if settling.people is not None:
        settling.hold_against(settling.people, known)
    for table in part.dataset.agents["table"].unique().tolist():
        for field in ROSTER_FIELDS:
            settling.settle(int(table), field)
    settling.roles_by_rule()
    settling.say_absent()
    people = settling.people
    values = merged_values(part.dataset, settling.agents, settling.at, people.rows if people else None, rules)
    settling.problems += values.problems
    settling.bad |= values.bad
    return replace(
        part,
        dataset=replace(part.dataset, agents=settling.agents, roster=values.values),
        problems=(*part.problems, *settling.problems),
        interpretations=(*part.interpretations, *settling.how),
        bad=part.bad | settling.bad,
        roster=None,
        lacking=(),
    )


@dataclass(slots=True)
class _Settling:
    """Agents whose identity is being settled; ``at`` is the position of each in the roster, -1 for none."""

    data: Dataset
    rules: RuleSet
    lacking: Mapping[tuple[int, str], Lacking]
    people: People | None
    agents: pd.DataFrame
    at: NDArray[np.int64]
    problems: list[Problem] = dataclass_field(default_factory=list)
    how: list[Interpretation] = dataclass_field(default_factory=list)
    bad: set[int] = dataclass_field(default_factory=set)
    filled: set[tuple[int, str]] = dataclass_field(default_factory=set)

    @classmethod
    def of(cls, part: ReadResult, roster: RosterRows | None, rules: RuleSet) -> _Settling:
        data = part.dataset
        tables = set(data.agents["table"].unique().tolist())
        lacking = {(one.table, one.field): one for one in part.lacking if one.table in tables}
        people = None if roster is None else People.of(roster, data.tables)
        return cls(data, rules, lacking, people, data.agents, np.full(len(data.agents), -1, dtype=np.int64))

    def hold_against(self, people: People, known: Collection[str]) -> None:
        """Find everybody in the roster; a sheet that lists people several times and gives nothing is no roster."""
        needed = bool(people.rows.values.names) or any(people.giving(field) for _table, field in self.lacking)
        twice = people.twice()
        if twice and not needed:
            self.people = people = self._without_repeated(people, [at for _first, at in twice])
        keys = zip(self.agents["agent_id"].tolist(), self.agents["month"].tolist(), strict=True)
        self.at = np.array([people.find(*key) for key in keys], dtype=np.int64)
        frame = people.rows.frame
        self.agents = self.agents.assign(
            roster=np.where(self.at < 0, -1, frame["table"].to_numpy()[self.at] if len(frame) else -1),
            roster_row=np.where(self.at < 0, 0, frame["row"].to_numpy()[self.at] if len(frame) else 0),
        )
        wrong = {at for pair in twice for at in pair} if needed else set()
        self.problems += [_said_twice(people, pair) for pair in twice if needed]
        self.bad |= set(np.flatnonzero(np.isin(self.at, sorted(wrong | people.rows.bad))).tolist())
        self._say_alike(people, known)

    def _without_repeated(self, people: People, rows: Sequence[int]) -> People:
        repeated: dict[int, int] = {}
        for at in rows:
            repeated.setdefault(int(people.rows.frame["table"].iloc[at]), at)
        for at in repeated.values():
            here = people.ref("agent_id", at)
            self.problems.append(problem("roster-repeats", here, people.text("agent_id", at)))
        return people.without(repeated)

    def _say_alike(self, people: People, known: Collection[str]) -> None:
        """Ids of a roster that differ from an agent's only in case, spaces, width or leading zeros: errors."""
        ids = self.agents["agent_id"].tolist()
        forms = {id_form(agent_id): at for at, agent_id in reversed(list(enumerate(ids))) if agent_id}
        for at, agent_id in enumerate(people.rows.frame["agent_id"].tolist()):
            like = None if agent_id in known else forms.get(id_form(agent_id))
            if like is not None and self._may_be_one(people, at, like):
                first = _ref(self.data.tables, self.agents, "agent_id", like)
                self.problems.append(
                    problem("id-alike", people.ref("agent_id", at), agent_id, other=ids[like], first=first)
                )
                self.bad |= {place for place, other in enumerate(ids) if other == ids[like]}

    def _may_be_one(self, people: People, at: int, agent: int) -> bool:
        """False for ids that differ only in leading zeros where the names differ too."""
        ids = people.text("agent_id", at), str(self.agents["agent_id"].iat[agent])
        names = {normal(people.text("name", at)), normal(str(self.agents["name"].iat[agent]))} - {""}
        return normal(ids[0]) == normal(ids[1]) or len(names) < len(ids)

    def settle(self, table: int, field: str) -> None:
        """One identity column of one sheet of agents."""
        rows = np.flatnonzero((self.agents["table"] == table).to_numpy())
        lacking = self.lacking.get((table, field))
        if lacking is None:
            self._compare(field, rows)
        elif self.people is not None and self.people.giving(field):
            self._fill(self.people, lacking, rows)
        elif field == "role" and self.rules.role_by is not None:
            return
        elif lacking.how is not None:
            self.how.append(lacking.how)
        elif lacking.problem is not None:
            self.problems.append(lacking.problem)
            self.bad |= set(rows.tolist())

    def _compare(self, field: str, rows: NDArray[np.intp]) -> None:
        """A value both here and in the roster that differs: an error that names both cells."""
        if self.people is None:
            return
        rows = rows[self.at[rows] >= 0]
        ours = self.agents[field].to_numpy(dtype=object)[rows]
        theirs = self.people.rows.frame[field].to_numpy(dtype=object)[self.at[rows]]
        for row in rows[ours != theirs].tolist():
            here, there = str(self.agents[field].iat[row]), self.people.text(field, int(self.at[row]))
            if here and there and self.people.has(field, int(self.at[row])) and normal(here) != normal(there):
                other = self.people.ref(field, int(self.at[row]))
                place = _ref(self.data.tables, self.agents, field, row)
                self.problems.append(
                    problem(
                        "roster-differs",
                        place,
                        self._shown(field, here),
                        field=field,
                        there=self._shown(field, there),
                        other=other,
                    )
                )
                self.bad.add(row)

    def _shown(self, field: str, text: str) -> str:
        """A role by its name, other words as they are."""
        role = self.rules.roles.get(text) if field == "role" else None
        return text if role is None else f"{role.label.zh}/{role.label.en}"

    def _fill(self, people: People, lacking: Lacking, rows: NDArray[np.intp]) -> None:
        """The values of the roster for the agents of a sheet without the column."""
        field = lacking.field
        values = self.agents[field].to_numpy(dtype=object, copy=True)
        for row in rows.tolist():
            at = int(self.at[row])
            given = people.text(field, at) if at >= 0 and people.has(field, at) else ""
            values[row] = given or values[row]
            if field in REQUIRED and not values[row]:
                self._say_missing(people, field, row, at)
        self.agents = self.agents.assign(**{field: pd.Series(values, dtype=object)})
        self.filled.add((lacking.table, field))
        table = self.data.tables[lacking.table]
        places = ", ".join(f"{one.file}!{one.sheet}!{one.letters[field]}" for one in people.giving(field))
        self.how.append(Interpretation(table.file, table.sheet, "roster", "", field, places))

    def _say_missing(self, people: People, field: str, row: int, at: int) -> None:
        """A role or project that the roster does not give: blank there, or the person is not in it."""
        self.bad.add(row)
        if at in people.rows.bad:
            return
        if at >= 0 and people.has(field, at):
            self.problems.append(problem("blank-field", people.ref(field, at), field=field))
            return
        here = _ref(self.data.tables, self.agents, "agent_id", row)
        rosters = ", ".join(dict.fromkeys(one.file for one in people.giving(field)))
        self.problems.append(
            problem("not-in-roster", here, self.agents["agent_id"].iat[row], field=field, roster=rosters)
        )

    def roles_by_rule(self) -> None:
        """The roles of the sheets that nothing gives any, by the words of another column."""
        rule = self.rules.role_by
        ruled = {table for table, field in self.lacking.keys() - self.filled if field == "role"}
        if rule is not None and ruled:
            found = roles_by_rule(rule, self.data.tables, self.agents, ruled, self._given)
            self.agents = self.agents.assign(role=found.roles)
            self.problems += found.problems
            self.how += found.how
            self.bad |= found.bad

    def _given(self, field: str, row: int) -> SourceRef | None:
        """The roster's cell of a column for the agent in this row."""
        people, at = self.people, int(self.at[row])
        return people.ref(field, at) if people is not None and at >= 0 and people.has(field, at) else None

    def say_absent(self) -> None:
        """Names and teams that no sheet of agents has and no roster gives: one note."""
        tables = self.agents["table"].unique().tolist()
        open_ones = self.lacking.keys() - self.filled
        absent = [
            field
            for field in ("name", "team")
            if field in self.rules.columns and all((table, field) in open_ones for table in tables)
        ]
        if absent and tables:
            file = self.data.tables[int(tables[0])].file
            self.problems.append(problem("column-absent", SourceRef(file), fields=absent))
