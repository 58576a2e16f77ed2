"""Rows under an e-mail, a login or a name as those of the person of a roster who is known by it (``known_as``).

Ids of the roster win. What is the id of one person and stands for another, or stands for two, is nobody's: an error
where a row has it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.model.dataset import DetailRows, TableColumns
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.reading import Alias, ReadResult, RosterRows, Who
from ccmotivate.readers.roster_days import Service, Services, services_of
from ccmotivate.readers.roster_months import months_held, whose_rows


class Found(Struct, frozen=True):
    """Of whom a text may be: those people with the cell that says so, and the first word for them."""

    owners: Mapping[str, SourceRef]
    alias: Alias

    @property
    def agent_id(self) -> str | None:
        """Whose it is; None where it may be of several."""
        return next(iter(self.owners)) if len(self.owners) == 1 else None


class _List(Struct):
    """The people of the rosters of a source: a cell of each id, and by which words they are known in which months."""

    ids: dict[str, SourceRef] = field(default_factory=dict)
    words: list[tuple[Alias, Collection[int] | None]] = field(default_factory=list)


class KnownAs(Struct, frozen=True):
    """By which words other files name the people of rosters.

    ``words`` are by compared form, each with the months in which it holds, None for every one; ``ids`` are those of
    rosters by the form in which ids are alike, with a cell of each, but for rosters that name their people as another
    one knows them: most of their ids are its words or ids, or most of its people stand there by their words.
    ``services`` are those of people with days of hiring or leaving.
    """

    words: Mapping[str, Sequence[tuple[Alias, Collection[int] | None]]]
    ids: Mapping[str, Mapping[str, SourceRef]]
    services: Services = {}

    @classmethod
    def of(cls, parts: Sequence[ReadResult], rules: RuleSet, more: Iterable[Who] = ()) -> KnownAs:
        """Those of readings; there are ``more`` agents and months with rows beside theirs.

        A roster that is named by a month counts in others where somebody of it has rows, by whichever word of his.
        """
        lists = _lists(parts, rules, more)
        words: dict[str, list[tuple[Alias, Collection[int] | None]]] = defaultdict(list)
        for one, months in (word for some in lists.values() for word in some.words):
            words[one.form].append((one, months))
        ids: dict[str, dict[str, SourceRef]] = defaultdict(dict)
        renamed = _renamed(lists)
        for of, some in sorted(lists.items(), key=lambda one: not one[1].words):
            for agent_id, cell in some.ids.items() if of not in renamed else ():
                if some.words or id_form(agent_id) not in ids:
                    ids[id_form(agent_id)].setdefault(agent_id, cell)
        known = cls(words, ids)
        services: dict[str, list[Service]] = defaultdict(list)
        for agent_id, some_of in services_of(parts).items():
            services[known.ids_of([(agent_id, 0)]).get((agent_id, 0), agent_id)] += some_of
        return replace(known, services=services)

    def has(self, agent_id: str) -> bool:
        """True for an id of a roster that does not name people as another one knows them."""
        return agent_id in self.ids.get(id_form(agent_id), ())

    def find(self, text: str, month: int, steps: int = 2) -> Found | None:
        """Of whom a text is in a month (0 for any); None where it stands for itself.

        Of several people it is of the one who was there in the month, where only one was.
        A word of a roster whose own ids are another one's words is of the person of that one: two ``steps``.
        """
        said = [
            one for one, months in self.words.get(normal(text), ()) if not month or months is None or month in months
        ]
        if not said:
            return None
        alike = self.ids.get(id_form(text), {})
        owners: dict[str, SourceRef] = {}
        for one in said:
            other = self.find(one.agent_id, month, steps - 1) if steps > 1 and not self.has(one.agent_id) else None
            owners |= {one.agent_id: one.cell} if other is None else other.owners
        owners |= {text: alike[text]} if text in alike else alike
        there = [one for one in owners if self._is_there(one, month)] if month and len(owners) > 1 else []
        if len(there) == 1:
            owners = {there[0]: owners[there[0]]}
            said = [one for one in said if one.agent_id == there[0]] or said
        return None if [*owners] == [text] else Found(owners, said[0])

    def owners(self, text: str, months: Iterable[int]) -> dict[str, SourceRef]:
        """Of whom a text may be in any of these months, each with the cell that says so; an id is of that person alone.

        Case, spaces and full width do not matter.
        """
        form = normal(text)
        if ids := {one: cell for one, cell in self.ids.get(id_form(text), {}).items() if normal(one) == form}:
            return ids
        found = (self.find(text, month) for month in months)
        return {one: cell for said in found if said is not None for one, cell in said.owners.items()}

    def _is_there(self, agent_id: str, month: int) -> bool:
        services = self.services.get(agent_id)
        return not services or any(one.holds(month) for one in services)

    def found(self, whose: Iterable[Who]) -> dict[Who, Found]:
        """Those of these ids and months that are of somebody else."""
        told = ((who, self.find(*who)) for who in dict.fromkeys(whose))
        return {who: one for who, one in told if one is not None}

    def ids_of(self, whose: Iterable[Who]) -> dict[Who, str]:
        """The ids of those that are surely of somebody else."""
        return {who: one.agent_id for who, one in self.found(whose).items() if one.agent_id is not None}


def _lists(parts: Sequence[ReadResult], rules: RuleSet, more: Iterable[Who]) -> dict[str, _List]:
    """The people of rosters by source."""
    rosters = [(part, part.roster) for part in parts if part.roster is not None]
    owners: dict[str, set[str]] = defaultdict(set)
    for one in (one for _part, roster in rosters for some in roster.aliases.values() for one in some.words):
        owners[one.form].add(one.agent_id)
    whose = {*more, *(who for part in parts for who in _whose_rows(part))}
    sheets = ((rows, rules.sheets[kind]) for part in parts for kind, rows in part.dataset.sheets.items())
    whose |= {("", month) for rows, kind in sheets for month in _months_of(rows, kind)}
    for _step in range(2):
        whose |= {(owner, month) for text, month in whose for owner in owners.get(normal(text), ())}
    held = months_held([part for part, _roster in rosters], rules.reading.same_people, whose)
    lists: dict[str, _List] = defaultdict(_List)
    for (part, roster), named in zip(rosters, held, strict=True):
        frame, tables = roster.frame, part.dataset.tables
        for agent_id, table, row in zip(*(frame[one].tolist() for one in ("agent_id", "table", "row")), strict=True):
            lists[tables[table].source].ids.setdefault(agent_id, tables[table].ref("agent_id", row))
        for table, aliases in roster.aliases.items():
            some = lists[tables[table].source]
            some.ids |= aliases.ids
            for one in aliases.words:
                every = named[table].get(one.agent_id, ()) if table in named else None
                some.words.append((one, [one.month] if one.month else every))
    for some in lists.values():
        some.ids.pop("", None)
    return lists


def _renamed(lists: Mapping[str, _List]) -> set[str]:
    """The sources of rosters that name their people as others know them, those with words of their own first."""
    renamed: set[str] = set()
    for source in sorted(lists, key=lambda of: not lists[of].words):
        one = lists[source]
        others = [of for of in lists if of != source and lists[of].words and not (one.words and of in renamed)]
        owners: dict[str, set[str]] = defaultdict(set)
        for word, _months in (one for of in others for one in lists[of].words):
            owners[word.form].add(word.agent_id)
        known = {id_form(agent_id) for of in others if of not in renamed for agent_id in lists[of].ids}
        unknown = {agent_id for agent_id in one.ids if id_form(agent_id) not in known}
        strange = {agent_id for agent_id in unknown if normal(agent_id) not in owners}
        people = set().union(*owners.values())
        here = set().union(*(owners[normal(agent_id)] for agent_id in unknown - strange))
        if strange < unknown and (2 * len(strange) < len(one.ids) or 2 * len(here) > len(people)):
            renamed.add(source)
    return renamed


class Naming(Struct):
    """Tables whose rows get the ids of rosters: the problems, and the agents and months of rows that may be theirs."""

    known: KnownAs
    tables: Sequence[TableColumns]
    problems: list[Problem] = field(default_factory=list)
    bad: set[Who] = field(default_factory=set)

    def named(self, frame: pd.DataFrame, column: str = "agent_id", *, says: bool = True) -> pd.DataFrame:
        """Rows with the ids of rosters in a column, which is said of them."""
        whose = list(zip(frame[column].tolist(), frame["month"].tolist(), strict=True))
        found = self.known.found(whose)
        if not found:
            return frame
        if says:
            self._say(frame, column, whose, found)
        ids = [(found[who].agent_id or who[0]) if who in found else who[0] for who in whose]
        return frame.assign(**{column: pd.Series(ids, dtype=object, index=frame.index)})

    def _say(self, frame: pd.DataFrame, column: str, whose: Sequence[Who], found: Mapping[Who, Found]) -> None:
        """How many rows of each table are of other ids, and which of them may be of several people."""
        taken: dict[tuple[int, str, str], list[int]] = defaultdict(list)
        doubtful: dict[tuple[int, str, tuple[str, ...]], list[int]] = defaultdict(list)
        for at, (table, who) in enumerate(zip(frame["table"].tolist(), whose, strict=True)):
            one = found.get(who)
            if one is not None and one.agent_id is None:
                doubtful[table, who[0], tuple(one.owners)].append(at)
            elif one is not None:
                taken[table, one.alias.header, one.alias.cell.file or ""].append(at)
        lines = frame["row"].tolist()
        counts = frame["rows"].tolist() if "rows" in frame else [1] * len(frame)
        for (table, header, file), rows in taken.items():
            facts = {"count": len({found[whose[at]].agent_id for at in rows}), "header": header, "roster": file}
            here = self.tables[table].ref(column, lines[rows[0]])
            self.problems.append(problem("known-as", here, sum(counts[at] for at in rows), **facts))
        for (table, text, owners), rows in doubtful.items():
            cells = [str(cell) for cell in found[whose[rows[0]]].owners.values()]
            here = self.tables[table].ref(column, lines[rows[0]])
            self.problems.append(problem("known-as-several", here, text, agents=list(owners), cells=cells))
            self.bad |= {(one, whose[at][1]) for one in (*owners, text) for at in rows}


def named(part: ReadResult, known: KnownAs, rules: RuleSet) -> ReadResult:
    """A reading with the ids of rosters; rows of a database have theirs."""
    data = part.dataset
    if data.details and any(table.key is not None for table in data.tables):
        return part
    naming = Naming(known, data.tables)
    details = {kind: _details(rows, naming) for kind, rows in data.details.items()}
    agents = naming.named(data.agents)
    sheets = {kind: _sheet(rows, rules.sheets[kind], naming) for kind, rows in data.sheets.items()}
    roster = None if part.roster is None else _roster(part.roster, naming)
    people = part.people and replace(part.people, frame=naming.named(part.people.frame, says=False))
    elsewhere = {kind: _whose(whose, known) for kind, whose in part.elsewhere.items()}
    return replace(
        part,
        dataset=replace(data, details=details, agents=agents, sheets=sheets),
        problems=(*part.problems, *naming.problems),
        bad_details=_whose(part.bad_details, known) | naming.bad,
        roster=roster,
        people=people,
        elsewhere=elsewhere,
    )


def _whose_rows(part: ReadResult) -> Iterator[Who]:
    """The agents and months of the rows of a reading, of months that were not requested too."""
    yield from (who for whose in part.elsewhere.values() for who in whose)
    for frame in (part.dataset.agents, *(rows.frame for rows in part.dataset.details.values())):
        yield from whose_rows(frame)


def _whose(whose: Collection[Who], known: KnownAs) -> frozenset[Who]:
    ids = known.ids_of(whose)
    return frozenset((ids.get(who, who[0]), who[1]) for who in whose)


def _details(rows: DetailRows, naming: Naming) -> DetailRows:
    """Detail rows; of those of a large log, which has one an agent, month and table, those of one person together."""
    frame = naming.named(rows.frame)
    if frame is rows.frame:
        return rows
    if "rows" in frame:
        groups = frame.groupby(["month", "agent_id", "table"], sort=False)
        frame = groups.agg(row=("row", "min"), rows=("rows", "sum")).reset_index().sort_values("row", kind="stable")
        frame = frame[[*rows.frame]].reset_index(drop=True)
    return replace(rows, frame=frame)


def _sheet(rows: SheetRows, kind: SheetKind, naming: Naming) -> SheetRows:
    """The sheet of a part, in each of its columns of agents by the words of the month of the row."""
    texts, told = dict(rows.texts), Naming(naming.known, naming.tables)
    for name in kind.agents:
        whose = zip(texts[name].tolist(), _months_of(rows, kind), strict=True)
        months = [month if naming.known.find(agent, month) else 0 for agent, month in whose]
        frame = rows.frame.assign(**{name: pd.Series(texts[name], dtype=object)}, month=months)
        texts[name] = told.named(frame, name)[name].to_numpy(dtype=object)
    naming.problems += told.problems
    naming.bad |= {(agent, 0 if kind.day else month) for agent, month in told.bad}  # a history tells of later months
    found = naming.known.found((agent, 0) for _book, agent in rows.refused)
    refused = ((book, found[agent, 0].owners if (agent, 0) in found else [agent]) for book, agent in rows.refused)
    return replace(rows, texts=texts, refused=frozenset((book, one) for book, agents in refused for one in agents))


def _months_of(rows: SheetRows, kind: SheetKind) -> list[int]:
    """The month of each row of a sheet, of a history that of its day; 0 for any."""
    if kind.day is None:
        return rows.frame["month"].tolist()
    days = (None if day is None else dt.date.fromordinal(int(day)) for day in rows.numbers[kind.day].to_list())
    return [0 if day is None else Month.ordinal_of(day) for day in days]


def _roster(roster: RosterRows, naming: Naming) -> RosterRows:
    """Rosters whose ids are words of others."""
    own = roster.frame["agent_id"].map(naming.known.has).astype(bool)
    others = naming.named(roster.frame[~own])
    ids = naming.known.ids_of((agent_id, 0) for agent_id in roster.left_out)
    left_out = frozenset(ids.get((agent_id, 0), agent_id) for agent_id in roster.left_out)
    frame = roster.frame.assign(agent_id=roster.frame["agent_id"].where(own, others["agent_id"]))
    return replace(roster, frame=frame, left_out=left_out)
