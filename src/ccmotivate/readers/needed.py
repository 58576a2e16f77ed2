"""Columns that a role in the file needs and that all its agent sheets lack: errors, with the nearest header."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ccmotivate.model.dataset import Dataset
from ccmotivate.model.metrics import Metric
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Role
from ccmotivate.model.variants import variants
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.reading import ReadResult


def check_needed(part: ReadResult, details: Collection[str], rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """What the roles of one file need and its agent sheets lack; ``details`` are the detail sheets of the whole pool.

    Returns:
        The problems, and the positions of the agents of those roles.
    """
    data = part.dataset
    bad: set[int] = set()
    said: dict[tuple[str, ...], dict[str, None]] = {}
    for rows, then in _in_time(data, rules):
        folded = _made(data, then) | {
            name for name, metric in then.metrics.items() if metric.detail and metric.detail.sheet in details
        }
        asked = variants(data.agents.iloc[rows], then.roles)
        for key, role in asked.roles.items():
            at = rows[asked.keys == key]
            for metric in _asked(role, then) if len(at) else ():
                lacking = _lacking(metric, then.metrics, set(data.metrics) | folded)
                if lacking:
                    said.setdefault(lacking, {})[role.id] = None
                    bad.update(at.tolist())
    here = SourceRef(data.inputs[0].file, part.sheet)
    problems, said = _without_sources(part, said, rules)
    for lacking, needing in said.items():
        words = [word for name in lacking for word in rules.metrics[name].label.words]
        facts = {
            "metrics": lacking,
            "roles": tuple(needing),
            "words": words,
            "nearest": next((found for word in words if (found := nearest(word, part.unused))), "–"),
        }
        problems.append(problem("column-missing", here, lacking[0], **facts))
    return problems, bad


def _without_sources(
    part: ReadResult, said: Mapping[tuple[str, ...], dict[str, None]], rules: RuleSet
) -> tuple[list[Problem], dict[tuple[str, ...], dict[str, None]]]:
    """An error for each source without any row of which something is made, and what else is lacking.

    Of a source whose files have errors nothing is said: they may be why no row could be used.
    """
    data = part.dataset
    wrong = {one.source.file for one in part.problems if one.is_error}
    of_source: dict[str, dict[str, None]] = {}
    rest: dict[tuple[str, ...], dict[str, None]] = {}
    roles: dict[str, None] = {}
    for lacking, needing in said.items():
        folds = [rules.metrics[name].detail for name in lacking]
        sources = [fold.sheet for fold in folds if fold and rules.details[fold.sheet].layout.is_mapped]
        if len(sources) < len(lacking):
            rest[lacking] = needing
        for source in sources:
            of_source.setdefault(source, {}).update(dict.fromkeys(lacking))
            roles.update(needing)
    months = [str(Month.from_ordinal(month)) for month in sorted(data.agents["month"].unique().tolist()) if month]
    problems = []
    for source, metrics in of_source.items():
        files = rules.details[source].layout.files
        if not any(rules.details[source].layout.fits_file(file) for file in wrong):
            facts = {"months": months, "metrics": tuple(metrics), "roles": tuple(roles), "files": files}
            problems.append(problem("source-missing", SourceRef(data.inputs[0].file), source, **facts))
    return problems, rest


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


def _asked(role: Role, rules: RuleSet) -> Iterable[str]:
    """The metrics that an agent of a role is judged by, each once."""
    judged = [line.metric for line in (*role.must, *rules.eligible)]
    return dict.fromkeys([*judged, *(line.metric for line in role.scorecard)])


def _lacking(name: str, metrics: Mapping[str, Metric], present: set[str]) -> tuple[str, ...]:
    """The input that is absent (several where one of them would do), nothing when all is there."""
    metric = metrics[name]
    if metric.formula is None:
        return () if name in present else (name,)
    for group in metric.needs():
        if all(_lacking(member, metrics, present) for member in group):
            return group
    return ()
