"""Months → a quarter, a half-year or a year: everybody's standing, and the awards of that period.

A pure function of months, rules and what people decided. A longer period is made of shorter ones (a year looks at its
quarters), which are worked out on the way; months come as they were scored or as they were published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.conditions.context import AwardContext, MonthAgents, SubPeriod, award_context
from ccmotivate.conditions.ranking import ranks_by_score
from ccmotivate.conditions.result import ABSENT
from ccmotivate.engine.awards.decide import decide_awards
from ccmotivate.engine.decisions import with_decisions
from ccmotivate.model.award_rules import Who
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.results import Decision, InputFile, MonthFacts, Past, PeriodResult
from ccmotivate.model.rules import RuleSet


def award_period(
    period: Period,
    months: Sequence[MonthFacts],
    rules: RuleSet,
    decisions: Sequence[Decision] = (),
    published: Iterable[PeriodResult] = (),
    past: Past | None = None,
) -> PeriodResult:
    """The standings of a period and its awards.

    Args:
        period: What is awarded.
        months: Its months, those of a period that is not over as far as they exist, in any order, each once.
        rules: The scheme; what counts is what is in force in the last month of the period that is there.
        decisions: What people granted or withheld in the period and in the months and quarters within it.
        published: The shorter periods within it that were published: their awards count as they are.
        past: The awards of what was over before it, beside what its months know of that.

    Raises:
        ValueError: a month does not belong to the period, is given twice, or there is none.
    """
    return _period_cache(period, months, rules, decisions, published, past).result(period)


def award_shorter_periods(
    period: Period,
    months: Sequence[MonthFacts],
    rules: RuleSet,
    decisions: Sequence[Decision] = (),
    published: Iterable[PeriodResult] = (),
    past: Past | None = None,
) -> list[PeriodResult]:
    """As ``award_period``, for the periods within it of which there is any month, in order."""
    cache = _period_cache(period, months, rules, decisions, published, past)
    there = {one.month for one in months}
    kinds = [kind for kind in PeriodKind if kind.months < len(period.months)]
    parts = sorted(part for kind in kinds for part in period.parts(kind))
    return [cache.result(part) for part in parts if there & set(part.months)]


def _period_cache(
    period: Period,
    months: Sequence[MonthFacts],
    rules: RuleSet,
    decisions: Sequence[Decision],
    published: Iterable[PeriodResult],
    past: Past | None,
) -> PeriodCache:
    facts = tuple(sorted(months, key=lambda one: one.month))
    given = [one.month for one in facts]
    if not facts or len(set(given)) != len(given) or not set(given) <= set(period.months):
        raise ValueError(f"months {', '.join(map(str, given))} do not make up {period}")
    return PeriodCache(facts, rules, tuple(decisions), {one.period: one for one in published}, past or {})


class PeriodCache(Struct, frozen=True):
    """The months at hand, from which each period within them is worked out."""

    facts: tuple[MonthFacts, ...]
    rules: RuleSet
    decisions: tuple[Decision, ...]
    known: dict[Period, PeriodResult] = field(default_factory=dict)
    past: Past = field(default_factory=dict)

    def result(self, period: Period) -> PeriodResult:
        """One period, worked out once."""
        if period not in self.known:
            self.known[period] = self._result(period)
        return self.known[period]

    def _result(self, period: Period) -> PeriodResult:
        """One period, from the months of it that are there."""
        facts = tuple(one for one in self.facts if one.month in period.months)
        rules = self.rules.at(facts[-1].month)
        context = self._context(period, facts)
        agents = _standings(context)
        if period.kind is PeriodKind.MONTH:
            decided = _of_month(period, facts[0], rules, agents, context)
        else:
            decided = _of_context(period, facts, rules, agents, context)
        if period.kind is PeriodKind.MONTH and facts[0].published:
            return decided  # what people decided is in it already
        return with_decisions(decided, self.decisions)

    def _context(self, period: Period, facts: Sequence[MonthFacts]) -> AwardContext:
        months = [MonthAgents(one.month, one.agents, one.metrics) for one in facts]
        return award_context(period, months, lambda kind: self._parts(period, kind), self._past(period))

    def _past(self, period: Period) -> Past:
        """The awards of what was over before a period: as the first months know it, and as the later ones give it."""
        if not self.rules.awards_window:
            return {}
        first, there = self.facts[0].month, [one.month for one in self.facts]
        known = (getattr(one, "past", {}) for one in self.facts)
        found = {ended: given for past in known for ended, given in past.items() if ended.months[-1] < first}
        ends = (Period.ending(kind, month) for kind in self.rules.past_kinds for month in there)
        inner = [one for one in ends if one and one.months[-1] < period.months[0] and set(one.months).issubset(there)]
        return {**found, **self.past, **{one: self.result(one).awards for one in inner}}

    def _parts(self, period: Period, kind: PeriodKind) -> tuple[SubPeriod, ...]:
        """The shorter periods of a kind for which there is any month."""
        there = [one.month for one in self.facts if one.month in period.months]
        parts = []
        for part in period.parts(kind):
            at = [place for place, month in enumerate(there) if month in part.months]
            if at:
                parts.append(SubPeriod(part, slice(at[0], at[-1] + 1), self.result(part).awards))
        return tuple(parts)


def _of_month(
    period: Period, facts: MonthFacts, rules: RuleSet, agents: pd.DataFrame, context: AwardContext
) -> PeriodResult:
    """A month, whose awards were decided when it was scored."""
    return PeriodResult(
        period=period,
        months=(facts.month,),
        missing=(),
        inputs=facts.inputs,
        rules=rules,
        agents=agents,
        scores=context.numbers("score"),
        awards=facts.awards,
        ties=facts.ties,
        close=facts.close,
        not_given=facts.not_given,
        withheld=facts.withheld,
        facts=(facts,),
        published=facts.published,
        past=context.past,
    )


def _of_context(
    period: Period, facts: tuple[MonthFacts, ...], rules: RuleSet, agents: pd.DataFrame, context: AwardContext
) -> PeriodResult:
    outcome = decide_awards(rules.awards_of(period.kind), context, agents, rules)
    months = tuple(one.month for one in facts)
    return PeriodResult(
        period=period,
        months=months,
        missing=tuple(month for month in period.months if month not in months),
        inputs=_inputs(facts),
        rules=rules,
        agents=agents,
        scores=context.numbers("score"),
        awards=outcome.given,
        ties=outcome.ties,
        close=outcome.close,
        not_given=outcome.not_given,
        left_out=outcome.left_out,
        facts=facts,
        trace=outcome.trace,
        past=context.past,
    )


def _inputs(facts: Iterable[MonthFacts]) -> tuple[InputFile, ...]:
    """Every file once, in the order of the months."""
    return tuple(dict.fromkeys(source for one in facts for source in one.inputs))


# -- standings --------------------------------------------------------------------------------------------------------


def _standings(context: AwardContext) -> pd.DataFrame:
    """One row an agent, as in ``PeriodResult.agents``."""
    score = context.score()
    qualified = context.numbers("qualified")
    there = context.place >= 0
    texts = {column: _throughout(context, column) for column in ("role", "project", "team")}
    return pd.DataFrame(
        {
            "agent_id": pd.Series(context.ids, dtype=object),
            "name": pd.Series(_latest(context, "name"), dtype=object),
            **{column: pd.Series(words, dtype=object) for column, words in texts.items()},
            "months": there.sum(axis=1),
            "months_qualified": (qualified == 1).sum(axis=1),
            "qualified": context.in_every_month(Who.QUALIFIED),
            "eligible": context.in_every_month(Who.ELIGIBLE),
            "score": np.where(score.missing, ABSENT, score.num).astype(np.int64),
            "rank": context.ranks("project", Who.QUALIFIED),
            "rank_department": context.ranks(None, Who.QUALIFIED),
            "rank_everyone": context.ranks(None, Who.EVERYONE),
        }
    )


def _throughout(context: AwardContext, column: str) -> list[str]:
    """The word that an agent has in every month he is there, ``""`` where it changed."""
    codes, names = context.codes(column)
    latest = codes[np.arange(len(codes)), _last(context)]
    same = ((codes == latest[:, None]) | (context.place == ABSENT)).all(axis=1)
    return [names[code] if one and code != ABSENT else "" for code, one in zip(latest, same, strict=True)]


def _latest(context: AwardContext, column: str) -> list[str]:
    """The word of the last month an agent is there."""
    columns = [month.agents[column].tolist() for month in context.months]
    rows = context.place[np.arange(len(context)), _last(context)].tolist()
    return [str(columns[month][row]) for month, row in zip(_last(context).tolist(), rows, strict=True)]


def _last(context: AwardContext) -> NDArray[np.int64]:
    """The number of the last month that each agent is there."""
    months = np.arange(context.place.shape[1])
    return np.asarray(np.where(context.place >= 0, months, ABSENT).max(axis=1), dtype=np.int64)


def with_ranks(result: PeriodResult) -> PeriodResult:
    """A period as it was published, with the ranks that a ledger does not keep; they follow from the rest."""
    agents = result.agents
    projects = pd.factorize(agents["project"], sort=True)[0]
    qualified = agents["qualified"].to_numpy(dtype=bool)
    ranks = ranks_by_score(projects, qualified, agents["score"].to_numpy(dtype=np.int64))
    more = {name: column for name, column in ranks.items() if name not in agents}
    return replace(result, agents=agents.assign(**more))
