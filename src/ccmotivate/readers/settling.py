"""Agents beside a roster: the identity columns that their sheets lack are filled, differences are named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec import field as msgspec_field
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.headers import ROSTER_FIELDS
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.reading import Lacking, ReadResult, RosterRows
from ccmotivate.readers.role_by import roles_by_rule
from ccmotivate.readers.roster import REQUIRED, People, cell_of, said_twice
from ccmotivate.readers.roster_values import Pair, merged_values, roster_differs, shown_text


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


class _Settling(Struct):
    """Agents whose identity is being settled; ``at`` is the position of each in the roster, -1 for none."""

    data: Dataset
    rules: RuleSet
    lacking: Mapping[tuple[int, str], Lacking]
    people: People | None
    agents: pd.DataFrame
    at: NDArray[np.int64]
    problems: list[Problem] = msgspec_field(default_factory=list)
    how: list[Interpretation] = msgspec_field(default_factory=list)
    bad: set[int] = msgspec_field(default_factory=set)
    filled: set[tuple[int, str]] = msgspec_field(default_factory=set)

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
        self.problems += [said_twice(people, pair) for pair in twice if needed]
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
                first = cell_of(self.data.tables, self.agents, "agent_id", like)
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
        pairs, months = [], self.agents["month"].tolist()
        for row in rows[(ours != theirs) & (ours != "") & (theirs != "")].tolist():
            at = int(self.at[row])
            values = str(self.agents[field].iat[row]), self.people.text(field, at)
            if self.people.has(field, at) and normal(values[0]) != normal(values[1]):
                cells = cell_of(self.data.tables, self.agents, field, row), self.people.ref(field, at)
                here, there = (shown_text(self.rules, field, text) for text in values)
                pairs.append(Pair(cells, (here, there), months[row]))
                self.bad.add(row)
        self.problems += roster_differs(field, pairs)

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
        here = cell_of(self.data.tables, self.agents, "agent_id", row)
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
