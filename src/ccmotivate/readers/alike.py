"""Ids that may belong to one person: the same but for case, spaces, width or leading zeros."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np
from msgspec.structs import replace

from ccmotivate.model.words import normal, normals
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import ReadResult


def alike_ids(
    ids: Sequence[str], names: Sequence[str], ref: Callable[[int], SourceRef]
) -> Iterator[tuple[Problem, tuple[str, str]]]:
    """An error for each id that may be another one written otherwise, with both; it names a cell of each."""
    shared = groups_alike(ids, names)
    wanted = {text for texts in shared for text in texts}
    first_at: dict[str, int] = {}
    for position, text in enumerate(ids) if wanted else ():
        if text in wanted:
            first_at.setdefault(text, position)
    for first, *others in shared:
        for other in others:
            facts = {"other": first, "first": ref(first_at[first])}
            yield problem("id-alike", ref(first_at[other]), other, **facts), (first, other)


def groups_alike(ids: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """Groups of ids that differ only in case, spaces or width, or only by leading zeros with the same name or none."""
    distinct = list(dict.fromkeys(filter(None, ids)))
    plain = normals(distinct)
    bare = [form.lstrip("0") for form in plain]
    if len(set(bare)) == len(distinct):
        return []
    forms = dict(zip(distinct, plain, strict=True))
    groups: dict[str, list[str]] = defaultdict(list)
    for text, form in zip(distinct, bare, strict=True):
        groups[form].append(text)
    groups = {form: texts for form, texts in groups.items() if len(texts) > 1}
    wanted = {text for texts in groups.values() for text in texts}
    called: dict[str, set[str]] = defaultdict(set)
    for text, name in zip(ids, names, strict=True):
        if text in wanted and name:
            called[text].add(normal(name))
    found: list[list[str]] = []
    for texts in groups.values():
        rest = list(texts)
        while rest:
            first, *others = rest
            same = [one for one in others if forms[one] == forms[first] or _may_be_one(called[first], called[one])]
            found += [[first, *same]] if same else []
            rest = [one for one in others if one not in same]
    return found


def _may_be_one(names: set[str], others: set[str]) -> bool:
    return not names or not others or not names.isdisjoint(others)


def told_alike(parts: Mapping[int, ReadResult]) -> dict[int, ReadResult]:
    """Readings with agents, those with an error of which one writes an id otherwise than another.

    What one of them contradicts within itself is found where it is looked at alone (``together.py``). Ids without
    names in one month may be those of two sites that number their own people.
    """
    if len(parts) < 2:
        return dict(parts)
    agents = [part.dataset.agents for part in parts.values()]
    starts = list(accumulate(map(len, agents), initial=0))
    ids = [agent_id for one in agents for agent_id in one["agent_id"].tolist()]
    names = [name for one in agents for name in one["name"].tolist()]
    tables = [part.dataset.tables for part in parts.values()]

    def ref(position: int) -> SourceRef:
        at = bisect_right(starts, position) - 1
        table, row = (int(agents[at][name].iloc[position - starts[at]]) for name in ("table", "row"))
        return tables[at][table].ref("agent_id", row)

    months: dict[str, set[int]] = defaultdict(set)
    for one in agents:
        for agent_id, month in zip(one["agent_id"].tolist(), one["month"].tolist(), strict=True):
            months[agent_id].add(month)
    named = {agent_id for agent_id, name in zip(ids, names, strict=True) if name}
    found = [
        (one, pair)
        for one, pair in alike_ids(ids, names, ref)
        if named.issuperset(pair) or months[pair[0]].isdisjoint(months[pair[1]])
    ]
    return {at: _with_alike(part, found) for at, part in parts.items()} if found else dict(parts)


def _with_alike(part: ReadResult, found: Sequence[tuple[Problem, tuple[str, str]]]) -> ReadResult:
    """A reading with those errors of which it has one of the ids; who has both says so by itself."""
    agents = part.dataset.agents["agent_id"]
    own = set(agents)
    mine = [(one, pair) for one, pair in found if len(own.intersection(pair)) == 1]
    bad = np.flatnonzero(agents.isin({text for _one, pair in mine for text in pair}).to_numpy()).tolist()
    return replace(part, problems=(*part.problems, *(one for one, _pair in mine)), bad=part.bad.union(bad))
