"""The ledger for other programs: ``ccmotivate/publish@1``, ``history@1``, ``verify@1``. Exact numbers are strings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

from ccmotivate.model.exact import plain_text
from ccmotivate.model.recorded import (
    Difference,
    Finding,
    HistoryRow,
    Published,
    PublishOutcome,
    Refused,
    Total,
    Verified,
)  # fmt: skip
from ccmotivate.model.results import Decision, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.json.scores import (
    decision_object,
    difference_object,
    problem_object,
    publication_object,
    settlement_object,
)
from ccmotivate.writers.json.text import indented


def write_publish_json(
    stream: TextIO,
    outcome: PublishOutcome | None,
    rules: RuleSet | None,
    problems: Sequence[Problem],
    lang: str,
    result: PeriodResult | None = None,
) -> None:
    """Write the ``ccmotivate/publish@1`` document: ``outcome`` is ``published``, ``unchanged``, ``refused`` or null."""
    found = list(problems)
    document: dict[str, Any] = {"schema": "ccmotivate/publish@1", "outcome": None, "publication": None}
    differences: Sequence[Difference] = ()
    if isinstance(outcome, Refused):
        document["outcome"], differences = "refused", outcome.differences
        found += [] if outcome.problem in found else [outcome.problem]
    elif outcome is not None:
        document["outcome"] = "published" if isinstance(outcome, Published) else "unchanged"
        document["publication"] = publication_object(outcome.publication)
    document["differences"] = [difference_object(one, rules) for one in differences]
    view = result.ledger if result else None
    settlement = view.settlement if view else None
    document["settlement"] = (
        None if result is None or settlement is None else settlement_object(settlement, result, lang)
    )
    document["pending"] = [decision_object(one) for one in (view.pending if view else ())]
    document["problems"] = [problem_object(one, rules, lang) for one in found]
    _write(stream, document)


def write_history_json(
    stream: TextIO,
    rows: Sequence[HistoryRow],
    totals: Sequence[Total],
    problems: Sequence[Problem],
    lang: str,
    pending: Sequence[Decision] = (),
) -> None:
    """Write the ``ccmotivate/history@1`` document: awards as they were published, what each winner had a
    year, and the decisions that are not published yet."""
    document = {
        "schema": "ccmotivate/history@1",
        "awards": [row_object(row) for row in rows],
        "totals": [total_object(one) for one in totals],
        "pending": [decision_object(one) for one in pending],
        "problems": [problem_object(one, None, lang) for one in problems],
    }
    _write(stream, document)


def write_verify_json(stream: TextIO, verified: Verified | None, problems: Sequence[Problem], lang: str) -> None:
    """Write the ``ccmotivate/verify@1`` document; ``ok`` is null when the ledger could not be looked at."""
    document = {
        "schema": "ccmotivate/verify@1",
        "ok": None if verified is None else not verified.findings,
        "records": verified.records if verified else None,
        "last_hash": verified.last_hash if verified else None,
        "findings": [finding_object(one, lang) for one in (verified.findings if verified else ())],
        "problems": [problem_object(one, None, lang) for one in problems],
    }
    _write(stream, document)


def _write(stream: TextIO, document: dict[str, Any]) -> None:
    stream.write(indented(document))


def row_object(row: HistoryRow) -> dict[str, Any]:
    """One award that was published."""
    winner = {"team": row.team} if row.agent_id is None else {"agent_id": row.agent_id, "name": row.name}
    reopened = row.reopened
    return {
        "period": row.period,
        "award": row.award,
        "within": dict(row.within),
        "rank": row.rank,
        "tied": row.tied,
        **winner,
        "project": row.project or None,
        "prize": None if row.prize is None else {"amount": plain_text(row.prize), "currency": row.currency},
        "via": row.via,
        "counts": row.counts,
        "granted": None if row.granted is None else decision_object(row.granted),
        "withheld": None if row.withheld is None else decision_object(row.withheld),
        "reopened": None if reopened is None else {"at": reopened.at, "by": reopened.by, "reason": reopened.reason},
        "publication": publication_object(row.publication),
    }


def total_object(one: Total) -> dict[str, Any]:
    """What one winner was given in a year."""
    winner = {"team": one.team} if one.agent_id is None else {"agent_id": one.agent_id, "name": one.name}
    money = {"amount": plain_text(one.amount), "currency": one.currency}
    return {"year": one.year, **winner, "awards": one.awards, "prizes": money}


def finding_object(one: Finding, lang: str) -> dict[str, Any]:
    """One record that is not as it was written; ``record`` is 0 where it is about the table or a missing hash."""
    return {
        "record": one.seq,
        "kind": one.kind,
        "period": one.period,
        "agent_id": one.agent_id,
        "problem": problem_object(one.problem, None, lang),
    }
