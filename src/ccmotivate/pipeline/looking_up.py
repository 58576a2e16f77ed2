"""``history``: whom and what was named → the awards that were published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ccmotivate.ledger.deciding import pending
from ccmotivate.ledger.history import awards, history, people
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.pipeline.choosing import award_named, named_agent
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # pydantic comes with the rules
    from ccmotivate.ledger.store import Ledger
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.recorded import HistoryRow
    from ccmotivate.model.results import Decision
    from ccmotivate.model.rules import RuleSet


def look_up(
    ledger: Ledger, agent: str | None, award: str | None, period: Period | None, rules: RuleSet | None
) -> tuple[tuple[HistoryRow, ...], tuple[Decision, ...]]:
    """Publications about one agent, award or period (by id or name), and the decisions since; all without a name.

    Raises:
        LedgerRefused: the name is unknown, or the ledger cannot be read.
    """
    agent_id = None if agent is None else _found(_agent(agent, people(ledger), rules))
    award_id = None if award is None else _found(award_named(award, rules, awards(ledger)))
    open_ones = [
        one for one in pending(ledger, period) if agent_id in (None, one.agent_id) and award_id in (None, one.award)
    ]
    return history(ledger, agent_id, award_id, period), tuple(open_ones)


def _agent(word: str, names: Mapping[str, str], rules: RuleSet | None) -> str | Problem:
    found = named_agent(word, names)
    if isinstance(found, str) or found.code != "agent-unknown" or rules is None or not rules.has_known_as:
        return found
    return replace(found, code="agent-unknown-ledger")


def _found(found: str | Problem) -> str:
    if isinstance(found, Problem):
        raise LedgerRefused(found)
    return found
