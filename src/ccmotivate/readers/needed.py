"""Columns that a role in the file needs and that all its agent sheets lack: errors, with the nearest header."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.model.dataset import Dataset, DetailRows
from ccmotivate.model.metrics import Metric
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Role
from ccmotivate.model.variants import variants
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import ReadResult


class _Needing(Struct):
    """Who needs something that is lacking: roles, in months (ordinals)."""

    roles: dict[str, None] = field(default_factory=dict)
    months: set[int] = field(default_factory=set)


def check_needed(part: ReadResult, details: Mapping[str, DetailRows], rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """What the roles of one file need and its agent sheets lack; ``details`` are the detail rows of the whole pool.

    A source lacks in each month of which it has no row, another detail sheet where it has none at all; what is left out
    without data needs no row in the months of which there may be none (``DetailRows.may_lack``), what has the weight 0
    none in any month where there are rows of another.

    Returns:
        The problems, and the positions of the agents of those roles.
    """
    data = part.dataset
    bad: set[int] = set()
    said: dict[tuple[str, ...], _Needing] = {}
    months = data.agents["month"].to_numpy(dtype=np.int64)
    for rows, then in _in_time(data, rules):
        made = set(data.metrics) | _made(data, then)
        for at, kinds, enough in _by_kinds(rows, months, details, rules):
            present, held, ever = (made | _folded(then, some) for some in (kinds, enough, details))
            asked = variants(data.agents.iloc[at], then.roles)
            for key, role in asked.roles.items():
                of_role = at[asked.keys == key]
                weighing = _weighing(role, then)
                for metric, may_go in _asked(role, then).items() if len(of_role) else ():
                    least, most = (held if may_go else present, held) if metric in weighing else (ever, ever)
                    lacking = _lacking(metric, then.metrics, least, most)
                    if lacking:
                        needing = said.setdefault(lacking, _Needing())
                        needing.roles[role.id] = None
                        needing.months.update(months[of_role].tolist())
                        bad.update(of_role.tolist())
    here = SourceRef(data.inputs[0].file, part.sheet)
    problems, said = _without_sources(part, said, rules)
    for lacking, needing in said.items():
        words = [word for name in lacking for word in rules.metrics[name].label.words]
        facts = {
            "metrics": lacking,
            "roles": tuple(needing.roles),
            "words": words,
            "nearest": next((found for word in words if (found := nearest(word, part.unused))), "–"),
        }
        problems.append(problem("column-missing", here, lacking[0], **facts))
    return problems, bad


def _folded(rules: RuleSet, kinds: Container[str]) -> set[str]:
    """The metrics that are made of some kinds of detail rows."""
    return {name for name, metric in rules.metrics.items() if metric.detail and metric.detail.sheet in kinds}


def _by_kinds(
    rows: NDArray[np.intp], months: NDArray[np.int64], details: Mapping[str, DetailRows], rules: RuleSet
) -> Iterator[tuple[NDArray[np.intp], frozenset[str], frozenset[str]]]:
    """Agents (positions) with the kinds of detail rows that there are in their month, and these with those that may
    lack in it.
    """
    of_months = {kind: frozenset(some.frame["month"].unique().tolist()) for kind, some in details.items()}
    groups: dict[tuple[frozenset[str], frozenset[str]], list[int]] = {}
    for month in np.unique(months[rows]).tolist():
        any_month = {kind for kind in details if not month or not rules.details[kind].layout.is_mapped}
        there = any_month | {kind for kind, held in of_months.items() if month in held}
        enough = there | {kind for kind, some in details.items() if not some.may_lack.isdisjoint((0, month))}
        groups.setdefault((frozenset(there), frozenset(enough)), []).append(month)
    for kinds, some in groups.items():
        yield rows[np.isin(months[rows], some)], *kinds


def _without_sources(
    part: ReadResult, said: Mapping[tuple[str, ...], _Needing], rules: RuleSet
) -> tuple[list[Problem], dict[tuple[str, ...], _Needing]]:
    """An error for each source without any row of which something is made, and what else is lacking.

    Of a source in whose files there are errors nothing is said: they may be why no row could be used.
    """
    of_source: dict[str, tuple[dict[str, None], _Needing]] = {}
    rest: dict[tuple[str, ...], _Needing] = {}
    for lacking, needing in said.items():
        folds = [rules.metrics[name].detail for name in lacking]
        sources = [fold.sheet for fold in folds if fold and rules.details[fold.sheet].layout.is_mapped]
        if len(sources) < len(lacking):
            rest[lacking] = needing
        for source in sources:
            metrics, whole = of_source.setdefault(source, ({}, _Needing()))
            metrics.update(dict.fromkeys(lacking))
            whole.roles.update(needing.roles)
            whole.months.update(needing.months)
    wrong = _with_errors(part)
    problems = []
    for source, (metrics, whole) in of_source.items():
        if source not in wrong:
            months = [str(Month.from_ordinal(month)) for month in sorted(whole.months) if month]
            facts = {"months": months, "metrics": tuple(metrics), "roles": tuple(whole.roles)}
            facts |= {"rows": _rows_of(part.dataset, whole.months), "files": rules.details[source].layout.files}
            problems.append(problem("source-missing", SourceRef(), source, **facts))
    return problems, rest


def _rows_of(data: Dataset, months: Collection[int]) -> list[str]:
    """The first detail row of each of these months and how many there are, where the run has other months as well."""
    found: list[str] = []
    others = set(data.agents["month"].unique().tolist()) - {0, *months}
    for month in sorted({*months} - {0}) if others else ():
        for detail in data.details.values():
            rows = np.flatnonzero(detail.frame["month"].to_numpy() == month)
            if len(rows):
                table, row = detail.frame[["table", "row"]].to_numpy(dtype=np.int64)[rows[0]].tolist()
                here = data.tables[table].ref("agent_id", row)
                found.append(f"{Month.from_ordinal(month)}: {here} ({int(detail.counts[rows].sum())})")
    return found


def _with_errors(part: ReadResult) -> set[str]:
    """The sources that stand in files with errors."""
    errors = [one for one in part.problems if one.is_error]
    files = {one.source.file for one in errors}
    read = {one.subject for one in part.interpretations if one.what == "rows" and one.file in files}
    return read | {one.value or "" for one in errors if one.code == "source-incomplete"}


def _made(data: Dataset, rules: RuleSet) -> set[str]:
    """The metrics that parts make of the sheets that are there."""
    facets = [
        part.facet("metrics")
        for part in rules.parts.values()
        if all(kind in data.sheets for kind in part.needed_sheets)
    ]
    return {name for facet in facets if facet is not None for name in facet.NAMES}


def _in_time(data: Dataset, rules: RuleSet) -> Iterator[tuple[NDArray[np.intp], RuleSet]]:
    """The agents (positions) and rules of each rule version; rows of unknown month use the latest."""
    months = data.agents["month"].to_numpy(dtype=np.int64)
    ordinals_of: dict[int, list[int]] = {}
    then: dict[int, RuleSet] = {}
    for ordinal in sorted(set(months.tolist())):
        current = (rules.version(Month.from_ordinal(ordinal)).rules or rules) if ordinal else rules
        ordinals_of.setdefault(id(current), []).append(ordinal)
        then[id(current)] = current
    for key, ordinals in ordinals_of.items():
        yield np.flatnonzero(np.isin(months, ordinals)), then[key]


def _asked(role: Role, rules: RuleSet) -> dict[str, bool]:
    """The metrics that an agent of a role is judged by, each with whether it may be left out without data."""
    asked = {line.metric: False for line in (*role.must, *rules.eligible)}
    for line in role.scorecard:
        asked[line.metric] = asked.get(line.metric, True) and line.may_go
    return asked


def _weighing(role: Role, rules: RuleSet) -> set[str]:
    """The metrics that decide something for an agent of a role."""
    asked = {line.metric for line in (*role.must, *rules.eligible)}
    return asked | {line.metric for line in role.scorecard if line.weight}


def _lacking(name: str, metrics: Mapping[str, Metric], present: set[str], held: set[str]) -> tuple[str, ...]:
    """The input that is absent (several where one of them would do), nothing when all is there.

    What a formula can do without may lack in a month where it is ``held`` at all.
    """
    metric = metrics[name]
    if metric.formula is None:
        return () if name in present else (name,)
    for group in metric.needs():
        optional = metric.blanks_count is not None or metric.formula.optional.issuperset(group)
        if all(_lacking(member, metrics, held if optional else present, held) for member in group):
            return group
    return ()
