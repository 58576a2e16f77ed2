"""Places that missing data may have cost: no data is not a pass, so an agent with a blank cell is not eligible.

Covers monthly awards ranked by score and agents who failed nothing but lacked data. A missing metric earned 0 points;
compared with the last place, the score was enough as it is, or would have been with the missing metrics exactly on
their standards, or neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

import numpy as np

from ccmotivate.engine.criteria import meets
from ccmotivate.engine.fairness.material import Contest, Material
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import Exact, half_up
from ccmotivate.model.fairness import Finding, FindingKind, Gap
from ccmotivate.model.results import FAIL, NO_DATA, UNWEIGHED, MonthResult
from ccmotivate.model.scorecards import Role
from ccmotivate.model.variants import within

KIND = "gaps"


def look(material: Material) -> FindingKind:
    """Everybody who only lacked data, against the last place of each award that they could have won."""
    rows: list[Gap] = []
    looked: set[tuple[str, str]] = set()
    for month in material.months:
        only_gaps = _only_gaps(month)
        looked |= {(str(month.month), agent) for agent in only_gaps}
        rows += _of_month(month, material.contests, only_gaps)
    certain = tuple(row for row in rows if row.certain)
    possible = tuple(row for row in rows if not row.certain)
    found = [Finding(code, some) for code, some in (("gap-cost", certain), ("gap-may-cost", possible)) if some]
    if not found:
        found.append(Finding("gaps-cost-nothing" if looked else "no-gaps", ()))
    return FindingKind(KIND, tuple(rows), tuple(found), len(looked))


def _only_gaps(month: MonthResult) -> Mapping[str, int]:
    """The rows of agents who failed nothing, but had no data for something."""
    status = month.statuses()
    rows = np.flatnonzero((status == NO_DATA).any(axis=1) & ~(status == FAIL).any(axis=1)).tolist()
    ids = month.agents["agent_id"].tolist()
    return {ids[row]: row for row in rows}


def _of_month(month: MonthResult, contests: Sequence[Contest], only_gaps: Mapping[str, int]) -> Iterator[Gap]:
    scores = month.agents["score"].tolist()
    could: dict[str, Mapping[str, Sequence[str]]] = {}

    @cache
    def standing(row: int) -> tuple[tuple[str, ...], Fraction]:
        missing = tuple(metric for metric, status in month.status.items() if status[row] == NO_DATA)
        return missing, at_standard(month, month.roles.at(row), row, missing)

    for contest in contests:
        if contest.period.kind is not PeriodKind.MONTH or contest.period.months[0] != month.month:
            continue
        award = contest.award
        if contest.rank.by != "score" or award.winner == "team" or award.who is Who.EVERYONE:
            continue
        if award.id not in could:
            could[award.id] = _could_run(month, award, only_gaps)
        needed = contest.figures[contest.won[-1]]
        for agent in could[award.id].get(contest.group, ()):
            row = only_gaps[agent]
            missing, better = standing(row)
            if better >= needed:
                score = Fraction(scores[row], 100)
                yield Gap(str(contest.period), award.id, contest.group, agent, missing, score, better, needed)


def _could_run(month: MonthResult, award: Award, only_gaps: Mapping[str, int]) -> Mapping[str, Sequence[str]]:
    """By the award's groups, those of these agents who met everything but the criteria without data."""
    able = within(award.scope, month.agents)
    if award.roles:
        able = able & month.agents["role"].isin(award.roles).to_numpy(dtype=bool)
    for name in award.need:
        able = able & ~_values(month, name).missing
    if award.who is Who.ELIGIBLE:
        for line in month.rules.eligible:
            able = able & (~within(line.scope, month.agents) | meets(_values(month, line.metric), line))
    groups = [""] * len(able) if award.within is None else month.agents[award.within].tolist()
    found: dict[str, list[str]] = {}
    for agent, row in only_gaps.items():
        if able[row]:
            found.setdefault(str(groups[row]), []).append(agent)
    return found


def _values(month: MonthResult, metric: str) -> Exact:
    return month.metrics.get(metric, Exact.empty(len(month.agents)))


def at_standard(month: MonthResult, role: Role, row: int, missing: Sequence[str]) -> Fraction:
    """The score with the missing metrics exactly on their standards, made as every score is."""
    total = Fraction(0)
    known = {line.metric for line in role.scorecard if not line.left_out} | set(missing)
    role = role.reckoned(lambda metric: metric in known)
    for line in role.scorecard:
        criterion = role.criterion(line.metric)
        if line.metric in missing and criterion is not None:
            value = Exact.from_fractions([criterion.figures[-1]])
            method = line.method.for_target(month.target(line.metric, row))
            earned = method.points(value).rounded(2)[0] or Fraction(0)
        else:
            points = UNWEIGHED if line.left_out else int(month.points[line.metric][row])
            earned = Fraction(0 if points == UNWEIGHED else points, 100)
        total += earned * line.weight / 100
    return max(half_up(total, 2), Fraction(0))
