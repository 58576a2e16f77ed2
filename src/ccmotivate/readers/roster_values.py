"""Roster columns of the agents' sheets and of rosters brought together; what contradicts itself is an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np
import pandas as pd
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.period import Month
from ccmotivate.model.roster import LEFT, NO_VALUES, RosterKind, RosterValues, first_day, last_day
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import RosterRows


class MergedValues(Struct):
    """Roster values by agent, the problems, and the positions of agents in error."""

    values: RosterValues
    problems: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)


def merged_values(
    data: Dataset, agents: pd.DataFrame, at: NDArray[np.int64], roster: RosterRows | None, rules: RuleSet
) -> MergedValues:
    """The roster values of agents, from their own sheet where it has one, else from the roster.

    Args:
        data: The agents as read, with the roster columns of their own sheets.
        agents: The same agents with the place of their row in a roster.
        at: The position of each in ``roster``, -1 for none.
        roster: The rows of rosters, None without any.
        rules: For the names of words.
    """
    there = NO_VALUES if roster is None else roster.values.take(np.maximum(at, 0)) if len(roster.frame) else NO_VALUES
    if not (data.roster.names or there.names):
        return MergedValues(NO_VALUES)
    cells = _Cells(data, agents)
    absent = at < 0
    numbers = sorted({*data.roster.numbers, *there.numbers})
    texts = sorted({*data.roster.texts, *there.texts})
    merged = MergedValues(
        RosterValues(
            {name: _number(data.roster, there, name, absent) for name in numbers},
            {name: _text(data.roster, there, name, absent) for name in texts},
        )
    )
    for name in (name for name in data.roster.names if name in there.names):
        _compare(merged, cells, (data.roster, there), name, absent, rules)
    _check_days(merged, cells)
    _check_hired(merged, cells, agents)
    _say_left(merged, cells, agents)
    return merged


def _number(own: RosterValues, there: RosterValues, name: str, absent: Bools) -> Exact:
    rows = len(absent)
    here = own.numbers.get(name) or Exact.empty(rows)
    other = there.numbers[name].without(absent) if name in there.numbers else Exact.empty(rows)
    return here.where(~here.missing, other)


def _text(own: RosterValues, there: RosterValues, name: str, absent: Bools) -> NDArray[np.object_]:
    blank = np.full(len(absent), "", dtype=object)
    here, other = own.texts.get(name, blank), there.texts.get(name, blank)
    return np.where(here != "", here, np.where(absent, "", other))


class _Cells(Struct, frozen=True):
    """The cells behind roster values."""

    data: Dataset
    agents: pd.DataFrame

    def own(self, name: str, row: int) -> SourceRef | None:
        """The cell on the agent's own sheet, None where that has no such column."""
        return self._ref(name, *self._place("table", "row", row))

    def roster(self, name: str, row: int) -> SourceRef | None:
        """The cell in the roster, None where the agent or the column is not in it."""
        place, line = self._place("roster", "roster_row", row) if "roster" in self.agents else (-1, 0)
        return None if place < 0 else self._ref(name, place, line)

    def any(self, name: str, row: int) -> SourceRef:
        """The cell that a value comes from, the agent's id where nothing is sure."""
        found = self.own(name, row) if not self.data.roster.names or name in self.data.roster.names else None
        known = found if found and not self._is_blank(name, row) else self.roster(name, row) or found
        return known or self.own("agent_id", row) or SourceRef()

    def _place(self, table: str, line: str, row: int) -> tuple[int, int]:
        return int(self.agents[table].to_numpy()[row]), int(self.agents[line].to_numpy()[row])

    def _is_blank(self, name: str, row: int) -> bool:
        return name not in self.data.roster.names or bool(self.data.roster.is_blank(name)[row])

    def _ref(self, name: str, place: int, row: int) -> SourceRef | None:
        table = self.data.tables[place]
        letter = table.letters.get(name)
        return SourceRef(table.file, table.sheet, f"{letter}{row}") if letter else None


def _compare(
    merged: MergedValues,
    cells: _Cells,
    sides: tuple[RosterValues, RosterValues],
    name: str,
    absent: Bools,
    rules: RuleSet,
) -> None:
    """A value on both sides that differs: an error that names both cells. Of days of leaving, the months count."""
    own, there = sides
    if name == LEFT:
        differs = _months_of(own.numbers[name]) != _months_of(there.numbers[name])
    elif name in own.numbers:
        differs = own.numbers[name].compare(there.numbers[name]) != 0
    else:
        differs = own.texts[name] != there.texts[name]
    both = ~own.is_blank(name) & ~there.is_blank(name) & ~absent
    rows, months = np.flatnonzero(both & differs).tolist(), cells.agents["month"].tolist()
    pairs = [
        Pair(
            (cells.own(name, row) or SourceRef(), cells.roster(name, row) or SourceRef()),
            (shown_value(own, name, row, rules), shown_value(there, name, row, rules)),
            months[row],
        )
        for row in rows
    ]
    merged.problems += roster_differs(name, pairs)
    merged.bad.update(rows)


class Pair(Struct, frozen=True):
    """Two cells that say unlike things of somebody in a month (ordinal): that of the agents first."""

    cells: tuple[SourceRef, SourceRef]
    values: tuple[str, str]
    month: int


def roster_differs(name: str, pairs: Iterable[Pair]) -> Iterator[Problem]:
    """An error for each two cells of a column that differ, with the months for which they do."""
    months: dict[tuple[tuple[SourceRef, SourceRef], tuple[str, str]], dict[int, None]] = {}
    for one in pairs:
        months.setdefault((one.cells, one.values), {})[one.month] = None
    for ((here, other), (value, there)), some in months.items():
        shown = [str(Month.from_ordinal(month)) if month else "–" for month in some]
        yield problem("roster-differs", here, value, field=name, there=there, other=other, months=shown)


def _months_of(days: Exact) -> NDArray[np.int64]:
    """The months (ordinals) of day numbers, 0 for none."""
    dates = [None if day is None else dt.date.fromordinal(int(day)) for day in days.to_list()]
    return np.array([0 if date is None else Month.ordinal_of(date) for date in dates], dtype=np.int64)


_YES_NO = {"1": "是/yes", "0": "否/no"}
_PASSES = {"1": "合格/pass", "0": "不合格/fail"}


def shown_text(rules: RuleSet, field: str, text: str) -> str:
    """A text of a roster for a message: a role by its name, other words as they are."""
    role = rules.roles.get(text) if field == "role" else None
    return text if role is None else f"{role.label.zh}/{role.label.en}"


def shown_value(values: RosterValues, name: str, row: int, rules: RuleSet) -> str:
    """A value for a message: words of a list by their names, as their cells have them in either language."""
    text, column = values.shown(name, row), rules.roster[name]
    if column.kind is RosterKind.PASS:
        return (_YES_NO if name == "wants_promotion" else _PASSES)[text]
    if column.kind is RosterKind.LEVEL:
        return "/".join(list(rules.levels.values())[int(text)].names)
    return "/".join(column.words[text].names) if text in column.words else text


def _check_days(merged: MergedValues, cells: _Cells) -> None:
    """Days in post are at most the working days, which are not 0."""
    days, working = (merged.values.numbers.get(name) for name in ("days_in_post", "working_days"))
    for row in np.flatnonzero(working.equals(0)).tolist() if working is not None else ():
        merged.problems.append(problem("no-working-days", cells.any("working_days", row)))
        merged.bad.add(row)
    if days is None or working is None:
        return
    for row in np.flatnonzero((days.compare(working) > 0) & ~working.equals(0)).tolist():
        facts = {"working": merged.values.shown("working_days", row), "other": cells.any("working_days", row)}
        here, value = cells.any("days_in_post", row), merged.values.shown("days_in_post", row)
        merged.problems.append(problem("days-over-working", here, value, **facts))
        merged.bad.add(row)


def _check_hired(merged: MergedValues, cells: _Cells, agents: pd.DataFrame) -> None:
    """Errors for hire dates after the month of the row; rows without a month are errors already."""
    hired = merged.values.numbers.get("hired")
    if hired is None:
        return
    months, last = agents["month"].tolist(), _day_numbers(agents, last_day)
    late = (hired.compare(Exact.from_ints(last)) > 0) & (last > 0)
    rows = np.flatnonzero(late).tolist()
    ids = agents["agent_id"].tolist()
    first = _first_rows(cells.data, {(ids[row], months[row]) for row in rows})
    for row in rows:
        month = Month.from_ordinal(months[row])
        here, of_month = cells.any("hired", row), first.get((ids[row], months[row])) or cells.own("agent_id", row)
        facts = {"month": month, "first": of_month or "–"}
        merged.problems.append(problem("hired-later", here, merged.values.shown("hired", row), **facts))
        merged.bad.add(row)


def _first_rows(data: Dataset, whose: Collection[tuple[str, int]]) -> dict[tuple[str, int], SourceRef]:
    """The first row of these agents and months in any detail sheet."""
    found: dict[tuple[str, int], SourceRef] = {}
    for detail in data.details.values() if whose else ():
        frame = detail.frame.drop_duplicates(["agent_id", "month"])
        for who, month, table, row in frame[["agent_id", "month", "table", "row"]].itertuples(index=False, name=None):
            if (who, month) in whose:
                found.setdefault((who, month), data.tables[table].ref("agent_id", row))
    return found


def _day_numbers(agents: pd.DataFrame, of: Callable[[Month], dt.date]) -> NDArray[np.int64]:
    """The number of a day of each row's month, 0 for none."""
    months = agents["month"].tolist()
    numbers = {month: of(Month.from_ordinal(month)).toordinal() for month in set(months) if month}
    return np.array([numbers.get(month, 0) for month in months], dtype=np.int64)


def _say_left(merged: MergedValues, cells: _Cells, agents: pd.DataFrame) -> None:
    """A note on agents of months after the one in which they left."""
    left = merged.values.numbers.get("left")
    if left is None:
        return
    months, first = agents["month"].tolist(), _day_numbers(agents, first_day)
    rows = np.flatnonzero(~left.missing & (left.compare(Exact.from_ints(first)) < 0)).tolist()
    shown = [
        f"{agents['name'].iat[row]} {agents['agent_id'].iat[row]}".strip()
        + f": {Month.from_ordinal(months[row])}, {merged.values.shown('left', row)} ({cells.any('left', row)})"
        for row in rows
    ]
    if rows:
        merged.problems.append(problem("agents-left", cells.any("left", rows[0]), agents=shown))
