"""Criteria that decide almost everything or nothing: who met them, who failed by one of them alone.

Counted in agent-months, by role; the criteria of eligibility among the qualified. Shares are only judged from
``ENOUGH`` agent-months on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct

from ccmotivate.engine.criteria import meets
from ccmotivate.engine.fairness.material import Material
from ccmotivate.engine.fairness.precision import Steps, finest_steps, metric_effects, steps_of
from ccmotivate.model.exact import Exact
from ccmotivate.model.fairness import CriterionUse, Finding, FindingKind
from ccmotivate.model.results import FAIL, NO_DATA, NOT_ASKED, PASS, MonthResult
from ccmotivate.model.scorecards import Criterion
from ccmotivate.model.variants import within

KIND = "criteria"
ENOUGH = 20
NEARLY_ALL = Fraction(99, 100)
MOST = Fraction(1, 2)


class _Tally(Struct):
    """Counts of one criterion of one role, month by month."""

    asked: int = 0
    met: int = 0
    failed: int = 0
    no_data: int = 0
    alone: int = 0
    stopped: int = 0
    near: int = 0
    step: Fraction | None = None


def look(material: Material) -> FindingKind:
    """Every criterion of every role, and those of eligibility."""
    tallies: dict[tuple[str | None, str], _Tally] = {}
    finest = finest_steps(material.months)
    for month in material.months:
        _count_roles(month, tallies, finest)
        _count_eligible(month, tallies)
    rows = [
        CriterionUse(role, metric, t.asked, t.met, t.failed, t.no_data, t.alone, t.stopped, t.near, t.step)
        for (role, metric), t in tallies.items()
        if t.asked
    ]
    found = tuple(_findings(rows)) or (Finding("criteria-nothing", ()),)
    return FindingKind(KIND, tuple(rows), found, len(rows))


def _findings(rows: Sequence[CriterionUse]) -> Iterator[Finding]:
    enough = [row for row in rows if row.asked >= ENOUGH]
    for row in enough:
        if row.role is not None and row.stopped >= ENOUGH and row.alone > MOST * row.stopped:
            yield Finding("criterion-decides", (row,))
    for row in enough:
        if row.role is None and row.asked - row.met > MOST * row.asked:
            yield Finding("eligibility-decides", (row,))
    idle = tuple(row for row in enough if row.met >= NEARLY_ALL * row.asked)
    if idle:
        yield Finding("criteria-everybody-meets", idle)
    near = sum(row.near for row in rows)
    if near:
        yield Finding("failed-by-a-step", tuple(row for row in rows if row.near))
    few = tuple(row for row in rows if row.asked < ENOUGH)
    if few:
        yield Finding("criteria-small", few)


def _count_roles(month: MonthResult, tallies: dict[tuple[str | None, str], _Tally], finest: Steps) -> None:
    statuses = month.statuses()
    wrong = (statuses == FAIL) | (statuses == NO_DATA)
    missed = wrong.sum(axis=1)
    role_of = month.agents["role"].to_numpy(dtype=object)
    for at, (metric, status) in enumerate(month.status.items()):
        for role in sorted(set(role_of[status != NOT_ASKED].tolist())):
            here = (role_of == role) & (status != NOT_ASKED)
            tally = tallies.setdefault((role, metric), _Tally())
            tally.asked += int(here.sum())
            tally.met += int((here & (status == PASS)).sum())
            tally.failed += int((here & (status == FAIL)).sum())
            tally.no_data += int((here & (status == NO_DATA)).sum())
            tally.alone += int((here & wrong[:, at] & (missed == 1)).sum())
            tally.stopped += int((here & (missed > 0)).sum())
            failed = np.flatnonzero(here & (status == FAIL)).tolist()
            lines = {row: month.roles.at(row).criterion(metric) for row in failed}
            tally.near += _near(month, metric, lines, finest)
            tally.step = min(steps_of(metric, month, finest).values(), default=None)


def _near(month: MonthResult, metric: str, lines: dict[int, Criterion | None], finest: Steps) -> int:
    """How many of these agents would have met the criterion had one input been one step better."""
    rows = list(lines)
    if not rows:
        return 0
    effects = metric_effects(metric, month, rows, finest)
    values = month.metrics[metric].take(rows)
    near = 0
    for at, (row, effect) in enumerate(zip(rows, effects, strict=True)):
        line, value = lines[row], values[at]
        if line is not None and effect is not None and value is not None:
            changed = Exact.from_fractions([value + effect.size, value - effect.size])
            near += bool(meets(changed, line).any())
    return near


def _count_eligible(month: MonthResult, tallies: dict[tuple[str | None, str], _Tally]) -> None:
    """The criteria of eligibility, of which the qualified are asked."""
    rows = len(month.agents)
    qualified = month.agents["qualified"].to_numpy(dtype=bool)
    asked = [(line, qualified & within(line.scope, month.agents)) for line in month.rules.eligible]
    values = [month.metrics.get(line.metric, Exact.empty(rows)) for line, _here in asked]
    lacks = [here & ~meets(column, line) for (line, here), column in zip(asked, values, strict=True)]
    missed = np.sum(lacks, axis=0) if lacks else np.zeros(rows, dtype=np.int64)
    for (line, here), column, lacking in zip(asked, values, lacks, strict=True):
        tally = tallies.setdefault((None, line.metric), _Tally())
        tally.asked += int(here.sum())
        tally.met += int((here & ~lacking).sum())
        tally.no_data += int((lacking & column.missing).sum())
        tally.failed += int((lacking & ~column.missing).sum())
        tally.alone += int((lacking & (missed == 1)).sum())
        tally.stopped += int((here & (missed > 0)).sum())
