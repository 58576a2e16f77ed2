"""A dataset, month by month → results: metrics, criteria, points, scores, ranks, the awards of the month."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ccmotivate.conditions.context import MonthAgents, award_context
from ccmotivate.conditions.ranking import ranks_by_score
from ccmotivate.engine.awards.decide import decide_awards
from ccmotivate.engine.criteria import all_met, judge, meets
from ccmotivate.engine.metrics import Computed, compute_metrics
from ccmotivate.engine.parts import with_parts
from ccmotivate.engine.scoring import score
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.dataset import CellSources, Dataset
from ccmotivate.model.exact import Exact
from ccmotivate.model.ids import natural_order
from ccmotivate.model.period import Month
from ccmotivate.model.results import NO_DATA, AwardGiven, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.variants import variants, within
from ccmotivate.problems import Problem, SourceRef, problem


def score_months(data: Dataset, rules: RuleSet) -> tuple[tuple[MonthResult, ...], tuple[Problem, ...]]:
    """Every month of the dataset by itself, ascending, under the rules of that month; and notes on what lacked."""
    months = data.agents["month"].to_numpy(dtype=np.int64)
    results: list[MonthResult] = []
    notes: list[Problem] = []
    for ordinal in sorted(set(months.tolist())):
        rows = np.flatnonzero(months == ordinal)
        ids = data.agents["agent_id"].to_numpy()[rows].tolist()
        month = Month.from_ordinal(ordinal)
        result = score_month(data.take(rows[natural_order(ids)]), rules.at(month), month)
        results.append(result)
        notes += _notes(result)
    return tuple(results), tuple(notes)


def score_month(data: Dataset, rules: RuleSet, month: Month) -> MonthResult:
    """One month under the rules in force; ``data.agents`` holds only its rows, sorted by id."""
    computed = compute_metrics(data, rules)
    metrics = computed.metrics
    role_of, roles = variants(data.agents, rules.roles)
    status = judge(metrics, role_of, roles)
    points, scores = score(metrics, role_of, roles)
    agents = _frame(data, rules, computed, all_met(status, len(role_of)), scores)
    context = award_context(Period.of_month(month), [MonthAgents(month, agents, metrics)])
    outcome = decide_awards(rules.awards_of(PeriodKind.MONTH), context, agents, rules)
    result = MonthResult(
        month=month,
        inputs=data.inputs,
        rules=rules,
        agents=agents,
        metrics=metrics,
        status=status,
        points=points,
        awards=outcome.given,
        ties=outcome.ties,
        not_given=outcome.not_given,
        sources=CellSources(data, rules.metrics, computed.folded),
        close=outcome.close,
        trace=outcome.trace,
        roster=data.roster,
    )
    return with_parts(result)


def _frame(
    data: Dataset, rules: RuleSet, computed: Computed, qualified: np.ndarray, scores: np.ndarray
) -> pd.DataFrame:
    rows = len(data.agents)
    eligible = qualified.copy()
    for criterion in rules.eligible:
        met = meets(computed.metrics.get(criterion.metric, Exact.empty(rows)), criterion)
        eligible &= met | ~within(criterion.scope, data.agents)
    projects = pd.factorize(data.agents["project"], sort=True)[0]
    tables = data.agents["table"].to_numpy(dtype=np.int64)
    files = np.array([table.file for table in data.tables], dtype=object)
    sheets = np.array([table.sheet for table in data.tables], dtype=object)
    identity = data.agents[["agent_id", "name", "role", "project", "team", "site"]]
    if "hired" in data.roster.numbers:
        hired = data.roster.numbers["hired"]
        identity = identity.assign(hired=np.where(hired.missing, -1, hired.num).astype(np.int64))
    return identity.assign(
        file=pd.Series(files[tables], dtype=object),
        sheet=pd.Series(sheets[tables], dtype=object),
        row=data.agents["row"].to_numpy(),
        qualified=qualified,
        eligible=eligible,
        score=scores,
        **ranks_by_score(projects, qualified, scores),
    )


def hidden_winners(months: Iterable[MonthResult], awards: Iterable[AwardGiven]) -> list[Problem]:
    """A note for every award that went to somebody who stands in a hidden row of one of the months."""
    places: dict[str, SourceRef] = {}
    for result in months:
        tables = result.sources.dataset.tables if isinstance(result.sources, CellSources) else ()
        for table in (table for table in tables if table.hidden):
            agents = result.agents
            rows = agents[(agents["file"] == table.file) & (agents["sheet"] == table.sheet)]
            for agent, row in zip(rows["agent_id"], rows["row"], strict=True):
                if row in table.hidden:
                    places.setdefault(agent, SourceRef(table.file, table.sheet, f"{table.letters['agent_id']}{row}"))
    return [
        problem("hidden-winner", places[given.agent_id], given.agent_id, award=given.award, person=given.name)
        for given in awards
        if given.agent_id in places
    ]


def _notes(result: MonthResult) -> list[Problem]:
    """Who has no data where it is asked for, awards that nobody could win, and winners in hidden rows."""
    here = SourceRef(result.inputs[0].file if len(result.inputs) == 1 else "")
    notes = hidden_winners([result], result.awards)
    ids = result.agents["agent_id"].to_numpy()
    for metric, status in result.status.items():
        gone = np.flatnonzero(status == NO_DATA)
        if len(gone):
            notes.append(problem("no-data", here, metric=metric, agents=ids[gone].tolist(), month=result.month))
    for lost in result.not_given:
        code = "award-off" if lost.reason == "no-column" else lost.reason
        notes.append(problem(code, here, award=lost.award, metric=lost.metric or "", month=result.month))
    return notes
