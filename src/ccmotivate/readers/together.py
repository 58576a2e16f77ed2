"""One workbook, or several pooled, and what only shows over all rows: ids twice or alike, homonyms, changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ccmotivate.model.dataset import pooled
from ccmotivate.model.period import Month
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import ReadResult
from ccmotivate.readers.values import SHOWN_CELLS


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
    for name, ids in homonyms(agents["agent_id"].tolist(), agents["name"].tolist()).items():
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


def check_ids(
    ids: Sequence[str], months: Sequence[int], ref: Callable[[int], SourceRef]
) -> tuple[list[Problem], set[int]]:
    """Same id and month twice, and ids that differ only in case, spaces or width: errors that name both cells."""
    problems: list[Problem] = []
    bad: set[int] = set()
    keys = list(zip(ids, months, strict=True))
    seen: dict[tuple[str, int], int] = {}
    for position, key in enumerate(keys) if len(set(keys)) < len(keys) else ():
        first = seen.setdefault(key, position)
        if first != position and key[0]:
            month = str(Month.from_ordinal(key[1])) if key[1] else ""
            problems.append(problem("id-twice", ref(position), key[0], first=ref(first), month=month))
            bad |= {first, position}
    first_at = {text: place for place, text in zip(range(len(ids) - 1, -1, -1), reversed(ids), strict=True) if text}
    forms: dict[str, list[str]] = defaultdict(list)
    for text in sorted(first_at, key=first_at.__getitem__):
        forms[normal(text)].append(text)
    alike = {text for texts in forms.values() if len(texts) > 1 for text in texts}
    for texts in forms.values():
        for other in texts[1:]:
            here, there = ref(first_at[other]), ref(first_at[texts[0]])
            problems.append(problem("id-alike", here, other, other=texts[0], first=there))
    if alike:
        bad |= {position for position, text in enumerate(ids) if text in alike}
    return problems, bad


def homonyms(ids: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    """Names that several ids bear, in the order of their first bearer."""
    shared = {
        name for name, count in Counter(name for _, name in set(zip(ids, names, strict=True))).items() if count > 1
    }
    owners: dict[str, dict[str, None]] = {}
    for agent_id, name in zip(ids, names, strict=True) if shared - {""} else ():
        if name and name in shared:
            owners.setdefault(name, {})[agent_id] = None
    return {name: list(found) for name, found in owners.items()}
