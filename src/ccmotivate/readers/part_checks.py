"""The sheets of parts held against the agents, and against themselves as each part asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from msgspec.structs import replace

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.parts import PartRules
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.identity import id_form

_Wrong = Mapping[str, set[int]]  # positions of rows in error, by kind of sheet


def check_part_sheets(data: Dataset, rules: RuleSet) -> tuple[Dataset, list[Problem], set[int]]:
    """The data without rows that contradict themselves.

    Returns:
        The data, the problems, and the positions of agents in error: of such rows, and those whose id stands there
        otherwise written.
    """
    if not data.sheets:
        return data, [], set()
    wrong: dict[str, set[int]] = {kind: set() for kind in data.sheets}
    alike: dict[str, set[tuple[str, str]]] = {kind: set() for kind in data.sheets}
    problems = list(_alike(data, rules, wrong, alike))
    read = {kind: replace(rows, refused=rows.refused | alike[kind]) for kind, rows in data.sheets.items()}
    for part in rules.parts.values():
        own = {kind.id: read[kind.id] for kind in part.sheets if kind.id in read}
        for kind, at, column, code, value, facts in _contradicting(part, own, data, rules) if own else ():
            problems.append(problem(code, _cell(data, own[kind], at, column), value, **_located(facts, data, own)))
            wrong[kind].add(at)
    twice = list(_twice(data, rules))
    problems += [found for _agent, found in twice]
    named = {agent for kind in data.sheets for agent in _named(data.sheets[kind], rules.sheets[kind], wrong[kind])}
    ids = data.agents["agent_id"].tolist()
    bad = {at for at, agent in enumerate(ids) if agent in named} | {agent for agent, _found in twice}
    return _without(data, wrong), problems, bad


def _contradicting(
    part: PartRules, own: Mapping[str, SheetRows], data: Dataset, rules: RuleSet
) -> Iterator[tuple[str, int, str, str, object, Mapping[str, object]]]:
    """The rows that contradict themselves, and those that do beside the agents of the month that they are about."""
    facet = part.facet("sheets")
    yield from facet.check(part.settings, own, rules)
    among = getattr(facet, "check_among", None)
    if among is not None:
        yield from among(part.settings, own, data)


def _twice(data: Dataset, rules: RuleSet) -> Iterator[tuple[int, Problem]]:
    """Agents with a value both in a column and from a part's sheet: errors that name both cells."""
    for part in rules.parts.values():
        facet = part.facet("metrics")
        there = facet is not None and all(kind in data.sheets for kind in part.needed_sheets)
        for name in (one for one in facet.NAMES if one in data.metrics) if there else ():
            at = np.flatnonzero(~data.metrics[name].missing)
            columns, places = facet.cells(part.settings, data, name, at)
            for agent, rows in zip(at.tolist(), places, strict=True):
                for table, row in rows[:1]:
                    found = data.tables[table]
                    other = SourceRef(found.file, found.sheet, f"{found.letters[columns[0]]}{row}")
                    here = _address(data, data.agents, agent, name)
                    yield agent, problem("column-and-sheet", here, metric=name, other=other)


def _alike(
    data: Dataset, rules: RuleSet, wrong: _Wrong, alike: Mapping[str, set[tuple[str, str]]]
) -> Iterator[Problem]:
    """Ids that differ from an agent's only by case, spaces, width or leading zeros: errors that name both cells.

    ``wrong`` takes the positions of the rows, ``alike`` both ids with the workbook, by kind.
    """
    ids = data.agents["agent_id"].tolist()
    known = set(ids)
    forms: dict[str, int] = {}
    for at, agent in enumerate(ids):
        forms.setdefault(id_form(agent), at)
    for kind, rows in data.sheets.items():
        for column in rules.sheets[kind].agents:
            for at, agent in enumerate(rows.texts[column].tolist()):
                like = None if agent in known or not agent else forms.get(id_form(agent))
                if like is not None:
                    first = _address(data, data.agents, like, "agent_id")
                    yield problem("id-alike", _cell(data, rows, at, column), agent, other=ids[like], first=first)
                    wrong[kind].add(at)
                    alike[kind] |= {(str(rows.frame["workbook"].iloc[at]), one) for one in (agent, ids[like])}


def _cell(data: Dataset, rows: SheetRows, at: int, column: str) -> SourceRef:
    """The cell of a row; the row where the sheet lacks the column."""
    return _address(data, rows.frame, at, column)


def _address(data: Dataset, frame: pd.DataFrame, at: int, column: str) -> SourceRef:
    place, row = (int(frame[name].to_numpy()[at]) for name in ("table", "row"))
    table = data.tables[place]
    letter = table.letters.get(column)
    return SourceRef(table.file, table.sheet, f"{letter}{row}" if letter else f"{row}:{row}")


def _located(facts: Mapping[str, object], data: Dataset, own: Mapping[str, SheetRows]) -> dict[str, object]:
    """Facts of a part's problem; ``(kind, position, column)`` stands for the address of that cell."""
    return {name: _cell(data, own[one[0]], *one[1:]) if isinstance(one, tuple) else one for name, one in facts.items()}


def _named(rows: SheetRows, kind: SheetKind, wrong: set[int]) -> set[str]:
    return {str(rows.texts[column][at]) for column in kind.agents for at in wrong}


def _without(data: Dataset, wrong: _Wrong) -> Dataset:
    """The data without the rows in error."""
    if not any(wrong.values()):
        return data
    left = {
        kind: rows.take(np.setdiff1d(np.arange(len(rows)), np.array(sorted(wrong[kind]), dtype=np.intp)))
        for kind, rows in data.sheets.items()
    }
    return replace(data, sheets=left)
