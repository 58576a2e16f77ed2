"""A period's result ↔ its records: a head, one record an agent, one an award.

The head holds what belongs to no single agent or award. Of each month behind the period it either names the
publication of that month, or keeps what the month decided; then the records of the agents keep the month's figures,
so that a longer period can be computed from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from msgspec import Struct

from ccmotivate.ledger.bodies import (
    AWARD,
    PUBLICATION,
    RESULT,
    RULES,
    AwardBody,
    PublicationBody,
    ResultBody,
    StandingRecord,
    month_of,
    period_of,
    read,
)
from ccmotivate.ledger.chain import Draft, Record
from ccmotivate.ledger.codec import canonical, encode, exact_column, exact_texts, hundredths, hundredths_text
from ccmotivate.ledger.part_bodies import part_bodies, published_parts
from ccmotivate.model.decided import IDENTITY, MONTH_COLUMNS, PERIOD_COLUMNS
from ccmotivate.model.hiring import hiring_days, with_hired
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Publication
from ccmotivate.model.results import (
    AwardGiven,
    Close,
    Decision,
    LeftOut,
    MonthFacts,
    NotGiven,
    PeriodResult,
    PublishedMonth,
    TieNote,
    Withheld,
)
from ccmotivate.model.rules import RuleSet

_TYPES: Mapping[str, type] = {"qualified": np.bool_, "eligible": np.bool_}
Body = dict[str, Any]


class Stored(Struct, frozen=True, dict=True):
    """A publication as stored in the ledger: its head, its agents in order, its awards in order."""

    head: Record
    results: tuple[Record, ...]
    awards: tuple[Record, ...]

    @cached_property
    def rows(self) -> list[tuple[str | None, ResultBody]]:
        """The agents, each with what its record says: of many it is read once for the period and all its months."""
        return [(record.agent_id, read(ResultBody, record)) for record in self.results]


MonthOf = Callable[[int, Month], MonthFacts]  # the facts of a month, as publication number N holds them


# -- writing ----------------------------------------------------------------------------------------------------------


def rules_draft(rules: RuleSet, at: str, by: str) -> Draft:
    """The full text of a scheme."""
    body = canonical({"folder": rules.folder, "texts": dict(rules.texts)})
    return Draft(kind=RULES, at=at, by=by, body=body, rules=rules.sha256)


def head_draft(
    result: PeriodResult, known: Mapping[Month, int], version: int, at: str, by: str, approved_by: str = ""
) -> Draft:
    """The head; ``known`` are the months behind it that are published themselves, with their publications."""
    body: Body = {
        "version": version,
        "inputs": encode(result.inputs),
        "currency": result.rules.currency,
        "agents": len(result.agents),
        "awards": len(result.awards),
        "withheld": len(result.withheld),
        "ties": _ties(result.ties),
        "close": encode(result.close),
        "not_given": encode(result.not_given),
        "left_out": encode(result.left_out),
        "months": [
            {"month": str(facts.month), "publication": known[facts.month]}
            if facts.month in known
            else _month_body(facts, whole=len(result.period.months) == 1)
            for facts in result.facts
        ],
    }
    body |= {"approved_by": approved_by} if approved_by else {}
    return Draft(
        kind=PUBLICATION, at=at, by=by, body=canonical(body), period=str(result.period), rules=result.rules.sha256
    )


def _ties(ties: Mapping[str, tuple[TieNote, ...]]) -> list[Any]:
    return [[award, encode(notes)] for award, notes in ties.items()]


def _month_body(facts: MonthFacts, *, whole: bool) -> Body:
    """What a month decided; of a month published by itself (``whole``) the head and the awards say it."""
    body: Body = {"month": str(facts.month), "metrics": list(facts.metrics)}
    if not whole:
        body |= {
            "inputs": encode(facts.inputs),
            "awards": encode(facts.awards),
            "ties": _ties(facts.ties),
            "not_given": encode(facts.not_given),
            "close": encode(facts.close),
        }
    return body


def result_drafts(result: PeriodResult, known: Mapping[Month, int], head: Record) -> Iterator[Draft]:
    """One record an agent: the standing, the scores by month, the figures of the months that are not ``known``."""
    with_days = result.rules.asks_service
    own = [_month_rows(facts, with_days=with_days) for facts in result.facts if facts.month not in known]
    months = [str(month) for month in result.months]
    scores = result.scores.tolist()
    for at, (agent_id, body) in enumerate(_rows(result.agents, PERIOD_COLUMNS)):
        body["scores"] = {month: hundredths_text(scores[at][place]) for place, month in enumerate(months)}
        body["facts"] = {month: rows[agent_id] for month, rows in own if agent_id in rows}
        yield Draft(
            kind=RESULT, at=head.at, by=head.by, body=canonical(body), head=head.seq, period=head.period,
            agent_id=agent_id,
        )  # fmt: skip


def _rows(agents: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[str, Body]]:
    """(agent id, the columns as JSON data), row by row."""
    lists = [agents[column].tolist() for column in columns]
    score = columns.index("score")
    lists[score] = [hundredths_text(number) for number in lists[score]]
    for agent_id, *row in zip(agents["agent_id"].tolist(), *lists, strict=True):
        yield agent_id, dict(zip(columns, row, strict=True))


def _month_rows(facts: MonthFacts, *, with_days: bool) -> tuple[str, dict[str, Body]]:
    """The rows of a month by agent, ``with_days`` of hiring, which are kept only where an award asks for them."""
    texts = {metric: exact_texts(column) for metric, column in facts.metrics.items()}
    rows = dict(_rows(facts.agents, MONTH_COLUMNS))
    for at, row in enumerate(rows.values()):
        row["metrics"] = {metric: values[at] for metric, values in texts.items() if values[at] is not None}
    for agent_id, day in hiring_days(facts.agents).items() if with_days else ():
        rows[agent_id]["hired"] = encode(day)
    for metric, agents in facts.lacking.items():
        for agent_id, text in agents.items():
            rows[agent_id].setdefault("lacking", {})[metric] = text
    for agent_id, parts in part_bodies(facts.compared).items():
        if agent_id in rows:
            rows[agent_id]["parts"] = parts
    return str(facts.month), rows


def award_drafts(result: PeriodResult, head: Record) -> Iterator[Draft]:
    """One record an award, those that a human withheld (which give no money) after those given."""
    for given, decision in [*((one, None) for one in result.awards), *((w.given, w.decision) for w in result.withheld)]:
        body = {"given": encode(given)} | ({"withheld": encode(decision)} if decision else {})
        prize = given.prize if decision is None else None
        yield Draft(
            kind=AWARD, at=head.at, by=head.by, body=canonical(body), head=head.seq, period=head.period,
            agent_id=given.agent_id, team=given.team, award=given.award, rank=encode(given.rank),
            prize=None if prize is None else str(prize), currency=None if prize is None else result.rules.currency,
        )  # fmt: skip


# -- reading ----------------------------------------------------------------------------------------------------------


def publication_of(head: Record) -> Publication:
    """The head of a publication as commands show it."""
    body = read(PublicationBody, head)
    return Publication(
        head.period or "", head.seq, body.version, head.at, head.by, body.inputs, head.rules or "", body.agents,
        body.awards, body.approved_by,
    )  # fmt: skip


def given_of(record: Record) -> tuple[AwardGiven, Decision | None]:
    """The award of a record, and the decision that withheld it."""
    body = read(AwardBody, record)
    return body.given, body.withheld


def months_of(head: Record) -> dict[Month, int]:
    """The months behind a publication, and the publication that holds each one's figures (itself, or another)."""
    entries = read(PublicationBody, head).months
    return {month_of(one.month): head.seq if one.publication is None else one.publication for one in entries}


def result_of(stored: Stored, rules: RuleSet, facts_of: MonthOf) -> PeriodResult:
    """The result that was published, whole."""
    body = read(PublicationBody, stored.head)
    rows = [row for _agent_id, row in stored.rows]
    behind = months_of(stored.head)
    awards = [given_of(record) for record in stored.awards]
    months = tuple(behind)
    scores = [[hundredths(row.scores[str(month)]) for month in months] for row in rows]
    return PeriodResult(
        period=period_of(stored.head),
        months=months,
        missing=(),
        inputs=body.inputs,
        rules=rules,
        agents=_frame([agent_id for agent_id, _row in stored.rows], rows, PERIOD_COLUMNS),
        scores=np.array(scores, dtype=np.int64).reshape(len(rows), len(months)),
        awards=tuple(given for given, decision in awards if decision is None),
        ties=dict(body.ties),
        close=body.close,
        not_given=body.not_given,
        left_out=body.left_out,
        withheld=_withheld(awards),
        facts=tuple(facts_of(seq, month) for month, seq in behind.items()),
        published=publication_of(stored.head).text,
    )


def month_facts(stored: Stored, month: Month) -> PublishedMonth:
    """A month whose figures a publication holds: its own, or that of a longer period.

    The awards of a month published by itself are as people decided them, and ``published`` says so; those behind a
    longer period are as the rules gave them.
    """
    whole = len(period_of(stored.head).months) == 1
    head = read(PublicationBody, stored.head)
    entry = next(one for one in head.months if one.month == str(month))
    known = [(agent_id, row.facts.get(str(month))) for agent_id, row in stored.rows]
    there = [(agent_id, row) for agent_id, row in known if row is not None]
    rows = [row for _agent_id, row in there]
    hired = {agent_id or "": row.hired for agent_id, row in there if row.hired}
    awards = (
        tuple(given for given, decision in map(given_of, stored.awards) if decision is None) if whole else entry.awards
    )
    said = head if whole else entry
    return PublishedMonth(
        month=month,
        inputs=said.inputs,
        agents=with_hired(_frame([agent_id for agent_id, _row in there], rows, MONTH_COLUMNS), hired),
        metrics={name: exact_column([row.metrics.get(name) for row in rows]) for name in entry.metrics},
        awards=awards,
        published=publication_of(stored.head).text if whole else None,
        ties=dict(said.ties),
        not_given=said.not_given,
        close=said.close,
        withheld=_withheld(map(given_of, stored.awards)) if whole else (),
        compared=published_parts((agent_id or "", row.parts) for agent_id, row in there),
        lacking=_lacking((agent_id or "", row.lacking) for agent_id, row in there),
    )


def _lacking(rows: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, dict[str, str]]:
    """By metric what the rows of agents say by agent."""
    found: dict[str, dict[str, str]] = {}
    for agent_id, metrics in rows:
        for metric, text in metrics.items():
            found.setdefault(metric, {})[agent_id] = text
    return found


def awards_named(one: MonthFacts | PeriodResult) -> set[str]:
    """The ids of the awards that occur in a result."""
    left_out = one.left_out if isinstance(one, PeriodResult) else ()
    given = (*one.awards, *(lost.given for lost in one.withheld))
    notes: tuple[Close | NotGiven | LeftOut, ...] = (*one.close, *one.not_given, *left_out)
    return {*(named.award for named in given), *(named.award for named in notes), *one.ties}


def _withheld(awards: Iterable[tuple[AwardGiven, Decision | None]]) -> tuple[Withheld, ...]:
    return tuple(Withheld(given, decision) for given, decision in awards if decision is not None)


def _frame(ids: Sequence[str | None], rows: Sequence[StandingRecord], columns: Sequence[str]) -> pd.DataFrame:
    frame = {"agent_id": pd.Series(list(ids), dtype=object)}
    for column in columns:
        values = [getattr(row, column) for row in rows]
        if column == "score":
            values = [hundredths(text) for text in values]
        frame[column] = pd.Series(values, dtype=object if column in IDENTITY else _TYPES.get(column, np.int64))
    return pd.DataFrame(frame)
