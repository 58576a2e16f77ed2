"""A month run again without one finding, and what a repeat costs: by the code that decided it, never by estimate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.engine.months import score_month
from ccmotivate.model.dataset import CellSources, Dataset
from ccmotivate.model.parts import PartRules, PartValue
from ccmotivate.model.results import MonthFacts, MonthResult, PublishedMonth
from ccmotivate.parts.coaching.decide import CoachingResult, Finding
from ccmotivate.parts.coaching.rules import FINDINGS

COACHING = "coaching"
_Values = Mapping[str, Mapping[str, PartValue]]  # by agent id and field


class Standing(Struct, frozen=True):
    """Where an agent stands in a month: ``rank`` is 0 where not ranked, ``pay`` None where nothing is paid."""

    score: Fraction
    rank: int
    qualified: bool
    pay: Fraction | None


class Without(Struct, frozen=True):
    """Where an agent would stand without a finding; not ``whole`` where its complaint still counts, in no cell."""

    standing: Standing
    whole: bool = True


def standings(month: MonthResult, agents: Iterable[int]) -> dict[int, Standing]:
    """Where the agents at these positions stand."""
    return _standings(month, agents, _paid(month))


def published_standings(published: PublishedMonth, month: MonthResult, agents: Iterable[int]) -> dict[int, Standing]:
    """Where the agents at these positions of the month stand as it was published; nothing for whoever was not there."""
    places = {agent: at for at, agent in enumerate(published.agents["agent_id"].tolist())}
    ids = month.agents["agent_id"].tolist()
    there = {at: places[ids[at]] for at in agents if ids[at] in places}
    paid = _sums((part, published.compared[part.id].values) for part in _paying(month) if part.id in published.compared)
    found = _standings(published, there.values(), paid)
    return {at: found[place] for at, place in there.items()}


def _standings(month: MonthFacts, agents: Iterable[int], pay: Mapping[str, Fraction]) -> dict[int, Standing]:
    columns = [month.agents[name].tolist() for name in ("agent_id", "score", "rank", "qualified")]
    ids, scores, ranks, qualified = columns
    return {at: Standing(Fraction(scores[at], 100), ranks[at], qualified[at], pay.get(ids[at])) for at in agents}


def _paid(month: MonthResult) -> dict[str, Fraction]:
    """The sum of what parts pay each agent to whom anything is paid."""
    ids: list[str] = month.agents["agent_id"].tolist()
    return _sums((part, part.facet("compare").values(month.parts[part.id], ids)) for part in _paying(month))


def _sums(compared: Iterable[tuple[PartRules, _Values]]) -> dict[str, Fraction]:
    """What is paid each agent by what is compared of each part."""
    found: dict[str, Fraction] = {}
    for part, of_agents in compared:
        payments = part.facet("payments").payments
        for agent, values in of_agents.items():
            amounts = payments(values).values()
            if amounts:
                found[agent] = found.get(agent, Fraction(0)) + sum(amounts, Fraction(0))
    return found


def _paying(month: MonthResult) -> list[PartRules]:
    """The parts that pay somebody something in this month."""
    parts = (month.rules.parts[name] for name in month.parts)
    return [part for part in parts if part.facet("payments") is not None]


def standings_without(month: MonthResult, wrong: Sequence[Sequence[Finding]]) -> dict[int, Without]:
    """Where each agent would stand without each of these findings, by the row of the finding.

    A valid complaint that is counted, but in no cell that could be one lower, is taken away without its complaint.

    Args:
        month: The month as it is.
        wrong: The findings agent by agent. Those that change no figure of the agents' sheet are left out together, one
            of each agent at a time, for nobody's repeats depend on what was found of another.
    """
    result: CoachingResult = month.parts[COACHING]
    counting = [one for findings in wrong for one in findings if _counts(result, one)]
    lower = [one.row for one in counting if _can_be_less(month, result.settings.complaints, one.agent)]
    alone = [[one] for one in counting if one.row in lower]
    others = [[one for one in findings if one.row not in lower] for findings in wrong]
    together = [[one for one in each if one is not None] for each in zip_longest(*others)]
    found: dict[int, Without] = {}
    for left in (*alone, *together):
        then = standings(month_without(month, *left), [one.agent for one in left])
        found |= {one.row: Without(then[one.agent], one.row in lower or one not in counting) for one in left}
    return found


def _counts(result: CoachingResult, finding: Finding) -> bool:
    """True for a valid complaint of the month, without which a figure of the agent would be lower."""
    return finding.valid and result.in_month(finding)


def _can_be_less(month: MonthResult, metric: str, agent: int) -> bool:
    """False where a figure of 1 or more was computed from other columns or from rows of another sheet."""
    assert isinstance(month.sources, CellSources)
    column, counted = month.sources.dataset.metrics.get(metric), month.metrics[metric][agent]
    return counted is None or counted < 1 or (column is not None and column[agent] == counted)


def month_without(month: MonthResult, *findings: Finding) -> MonthResult:
    """The month scored again without the rows of findings; each valid complaint that has a cell is one less in it."""
    assert isinstance(month.sources, CellSources)
    result: CoachingResult = month.parts[COACHING]
    data = _without_rows(month.sources.dataset, month, findings)
    for finding in findings:
        if _counts(result, finding) and _can_be_less(month, result.settings.complaints, finding.agent):
            data = _one_less(data, result.settings.complaints, finding.agent)
    return score_month(data, month.rules, month.month, earlier=month.earlier)


def _without_rows(data: Dataset, month: MonthResult, findings: Sequence[Finding]) -> Dataset:
    """The data without rows, also where they stand twice: several workbooks may use one file."""
    rows = data.sheets[FINDINGS]
    places = [(table.file, table.sheet) for table in data.tables]

    def keys(frame: pd.DataFrame) -> list[tuple[tuple[str, str], int]]:
        return [(places[table], row) for table, row in zip(frame["table"], frame["row"], strict=True)]

    gone = set(keys(month.sheets.rows[FINDINGS].frame.iloc[[one.row for one in findings]]))
    kept = [at for at, key in enumerate(keys(rows.frame)) if key not in gone]
    return replace(data, sheets={**data.sheets, FINDINGS: rows.take(np.array(kept, dtype=np.intp))})


def _one_less(data: Dataset, metric: str, agent: int) -> Dataset:
    """The data with one less in a column; as it is where the column has nothing to take from."""
    column = data.metrics.get(metric)
    value = None if column is None else column[agent]
    if column is None or value is None or value < 1:
        return data
    here = np.arange(len(column)) == agent
    return replace(data, metrics={**data.metrics, metric: column.where(~here, value - 1)})


class RepeatCost(Struct, frozen=True):
    """An agent's pay of the month without any repeat, and with one."""

    none: Fraction
    one: Fraction


def repeat_costs(month: MonthResult, agents: Iterable[int]) -> dict[int, RepeatCost]:
    """What a repeat would cost each of these agents; nothing for whoever is paid nothing."""
    without, with_one = (_paid(_with_repeats(month, repeats=repeats)) for repeats in (False, True))
    ids = month.agents["agent_id"].tolist()
    return {at: RepeatCost(without[ids[at]], with_one[ids[at]]) for at in agents if ids[at] in without}


def _with_repeats(month: MonthResult, *, repeats: bool) -> MonthResult:
    """The month with pay decided again as if everybody, or nobody, had a finding that repeats."""
    decided = replace(month.parts[COACHING], repeats=np.full(len(month.agents), repeats))
    other = replace(month, parts={**month.parts, COACHING: decided})
    again = {part.id: part.facet("decide").decide(part.settings, other) for part in _paying(month)}
    return replace(other, parts={**other.parts, **again})
