"""One workbook, or several pooled, and what only shows over all rows: identity, changes, details, missing columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from ccmotivate.model.dataset import pooled
from ccmotivate.model.ids import in_order, natural_order
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.alike import alike_ids
from ccmotivate.readers.detail_sheets import check_details
from ccmotivate.readers.months_without import months_without_rows
from ccmotivate.readers.needed import check_needed
from ccmotivate.readers.part_checks import check_part_sheets
from ccmotivate.readers.reading import ReadResult
from ccmotivate.readers.repeated_rows import without_repeats
from ccmotivate.readers.several_rows import check_several_rows


def together(parts: Sequence[ReadResult], rules: RuleSet) -> ReadResult:
    """One workbook, or several pooled, with everything that only shows over all rows.

    That is: columns that are missing, detail sheets and those of parts, identity, homonyms, changes and absences.
    """
    data = parts[0].dataset if len(parts) == 1 else pooled([part.dataset for part in parts])
    data, repeated, contradicted = without_repeats(data, rules)
    agents = data.agents
    tables, rows = agents["table"].to_numpy(), agents["row"].to_numpy()

    def ref(position: int) -> SourceRef:
        table = data.tables[int(tables[position])]
        return table.ref("agent_id", int(rows[position]))

    problems: list[Problem] = []
    bad: set[int] = set()
    offset = 0
    for part in parts:
        lacking, hit = check_needed(part, data.details, rules)
        problems += lacking
        bad |= {offset + place for place in (*part.bad, *hit)}
        offset += len(part.dataset.agents)
    bad_details = frozenset(key for part in parts for key in part.bad_details) | contradicted
    folded, doubtful = check_details(data, rules, bad_details)
    problems += months_without_rows(data, rules, (one for part in parts for one in part.problems))
    data, contradicting, wrong = check_part_sheets(data, rules)
    how = tuple(how for part in parts for how in part.interpretations)
    several, many = check_several_rows(data, how, rules)
    ids, names, months = (agents[name].tolist() for name in ("agent_id", "name", "month"))
    clashes, twice = check_ids(ids, names, months, ref, many)
    problems += [*repeated, *folded, *contradicting, *several, *clashes]
    here = SourceRef(parts[0].dataset.inputs[0].file if len(parts) == 1 else "")
    for name, ids in homonyms(agents["agent_id"].tolist(), agents["name"].tolist()).items():
        problems.append(problem("homonyms", here, name, ids=ids))
    problems += [*_changes(agents, ref), *absences(agents, here)]
    return ReadResult(
        data,
        tuple(dict.fromkeys((*(found for part in parts for found in part.problems), *problems))),
        tuple(dict.fromkeys(how)),
        frozenset(bad | doubtful | wrong | twice | many),
    )


def absences(agents: pd.DataFrame, here: SourceRef) -> list[Problem]:
    """Agents who are missing in some month of the data: a note for each run of months, naming who is missing in it."""
    months = sorted({month for month in agents["month"].unique().tolist() if month})
    if len(months) < 2:
        return []
    known = agents.loc[agents["agent_id"].ne("") & agents["month"].ne(0), ["agent_id", "month"]]
    place = {month: at for at, month in enumerate(months)}
    present: dict[str, list[int]] = defaultdict(list)
    for agent_id, month in sorted(set(zip(known["agent_id"].tolist(), known["month"].tolist(), strict=True))):
        present[agent_id].append(place[month])
    absent: dict[tuple[int, int], list[str]] = defaultdict(list)
    for agent_id, places in present.items():
        for before, after in pairwise((-1, *places, len(months))):
            if after - before > 1:
                absent[before + 1, after - 1].append(agent_id)
    return [_absent(months[first], months[last], ids, here) for (first, last), ids in sorted(absent.items())]


def _absent(first: int, last: int, ids: Sequence[str], here: SourceRef) -> Problem:
    names = in_order(ids)
    facts = {"agents": names, "month": Month.from_ordinal(first)}
    if first == last:
        return problem("agents-absent", here, ", ".join(names), **facts)
    return problem("agents-absent-for-months", here, ", ".join(names), last=Month.from_ordinal(last), **facts)


def _changes(agents: pd.DataFrame, ref: Callable[[int], SourceRef]) -> list[Problem]:
    """Change of project, team or role between months: a note each."""
    problems: list[Problem] = []
    if not agents["agent_id"].duplicated().any():
        return problems
    ordered = agents.sort_values("month", kind="stable")
    ordered = ordered.iloc[natural_order(ordered["agent_id"].tolist())]
    same = ordered["agent_id"].eq(ordered["agent_id"].shift())
    for name in ("project", "team", "role"):
        before = ordered[name].shift()
        for place in np.flatnonzero((same & ordered[name].ne(before)).to_numpy()).tolist():
            row = ordered.iloc[place]
            facts = {"field": name, "old": before.iloc[place], "new": row[name]}
            here = ref(int(ordered.index[place]))
            problems.append(
                problem("agent-changed", here, row["agent_id"], month=Month.from_ordinal(row["month"]), **facts)
            )
    return problems


def check_ids(
    ids: Sequence[str],
    names: Sequence[str],
    months: Sequence[int],
    ref: Callable[[int], SourceRef],
    several: Collection[int] = frozenset(),
) -> tuple[list[Problem], set[int]]:
    """Duplicate id and month, and ids that may belong to one person: errors that name both cells.

    ``several`` are positions on sheets with several rows per person, reported already.
    """
    problems: list[Problem] = []
    bad: set[int] = set()
    keys = list(zip(ids, months, strict=True))
    seen: dict[tuple[str, int], int] = {}
    for position, key in enumerate(keys) if len(set(keys)) < len(keys) else ():
        first = position if position in several else seen.setdefault(key, position)
        if first != position and all(key):  # a row without an id or a month is an error already
            month = Month.from_ordinal(key[1])
            problems.append(problem("id-twice", ref(position), key[0], first=ref(first), month=month))
            bad |= {first, position}
    told = list(alike_ids(ids, names, ref))
    alike = {text for _found, pair in told for text in pair}
    problems += [found for found, _pair in told]
    bad |= {position for position, text in enumerate(ids) if text in alike} if alike else set()
    return problems, bad


def homonyms(ids: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    """Names that several ids bear, in the order of their first bearer."""
    first: dict[str, str] = {}
    pairs = zip(ids, names, strict=True)
    shared = {name for agent_id, name in pairs if name and first.setdefault(name, agent_id) != agent_id}
    owners: dict[str, dict[str, None]] = {}
    for agent_id, name in zip(ids, names, strict=True) if shared else ():
        if name in shared:
            owners.setdefault(name, {})[agent_id] = None
    return {name: list(found) for name, found in owners.items()}
