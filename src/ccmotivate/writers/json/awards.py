"""The awards of a period for other programs: ``ccmotivate/awards@1``. Exact numbers are strings, the order is fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, TextIO

from ccmotivate.model.exact import plain_text
from ccmotivate.model.outcomes import Awarded
from ccmotivate.model.results import AwardGiven, Behind, Close, LeftOut, NotGiven, PeriodResult, TieNote
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.json.scores import (
    RANKS,
    award_object,
    decision_object,
    figure_word,
    input_objects,
    ledger_objects,
    problem_object,
    reading_objects,
    rules_object,
    settlement_object,
)
from ccmotivate.writers.json.text import compact
from ccmotivate.writers.words.award_sentences import Names, award_reason, names_of
from ccmotivate.writers.words.payroll import payroll_objects

SCHEMA = "ccmotivate/awards@1"


def write_awards_json(
    stream: TextIO, awarded: Awarded | None, rules: RuleSet | None, problems: Sequence[Problem], lang: str
) -> None:
    """Write the ``ccmotivate/awards@1`` document of a call.

    Args:
        stream: where to write.
        awarded: what came of the call, None when it never got so far; without a result there are no standings.
        rules: the rules, None when they cannot be used.
        problems: those beside ``awarded.problems``: unreadable files and rules.
        lang: ``zh`` or ``en``, for the sentences.
    """
    found = [*problems, *(awarded.problems if awarded else ())]
    inputs = input_objects(awarded.inputs if awarded else ())
    document: dict[str, Any] = {"schema": SCHEMA, "rules": rules_object(rules)}
    document |= {"period": str(awarded.period) if awarded else None, "inputs": inputs}
    document |= {"standings": [], "awards": []}
    if awarded is not None and awarded.result is not None:
        document |= awards_object(awarded.result, lang)
        document |= {} if awarded.payroll is None else payroll_objects(awarded.payroll, lang)
    document["problems"] = [problem_object(one, rules, lang) for one in found]
    document["unscored"] = list(awarded.unscored) if awarded else []
    document["how_it_was_read"] = reading_objects(awarded.interpretations if awarded else ())
    _write(stream, document)


def _write(stream: TextIO, document: dict[str, Any]) -> None:
    """The document with an entry of its lists on each line, written one by one."""
    for at, (key, value) in enumerate(document.items()):
        stream.write(("{" if at == 0 else ",\n ") + compact(key) + ": ")
        if not isinstance(value, list) or not value:
            stream.write(compact(value))
            continue
        for place, one in enumerate(value):
            stream.write(("[\n  " if place == 0 else ",\n  ") + compact(one))
        stream.write("]")
    stream.write("}\n")


def awards_object(result: PeriodResult, lang: str) -> dict[str, Any]:
    """A period: standings of everybody and the awards of its kind, in the contract's order."""
    rules = result.rules
    names = names_of(result)
    settlement = result.ledger.settlement if result.ledger else None
    return {
        "period": str(result.period),
        "standings": list(_standings(result)),
        "awards": [given_object(given, rules, names, lang) for given in result.awards],
        "partial": result.partial,
        "missing_months": [str(month) for month in result.missing],
        "published_months": {str(one.month): one.published for one in result.facts if one.published},
        "withheld": [
            {**given_object(one.given, rules, names, lang), "decision": decision_object(one.decision)}
            for one in result.withheld
        ],
        "ties": [tie_object(award, tie, rules) for award in sorted(result.ties) for tie in result.ties[award]],
        "close": [close_object(one, rules) for one in result.close],
        "not_given": [_not_given(one) for one in result.not_given],
        "left_out": [_left_out(one) for one in result.left_out],
        **ledger_objects(result),
        "settlement": None if settlement is None else settlement_object(settlement, result, lang),
    }


def _standings(result: PeriodResult) -> Iterator[dict[str, Any]]:
    agents = result.agents
    at = {month: place for place, month in enumerate(result.months)}
    months = [(str(month), at.get(month)) for month in result.period.months]
    columns = [agents[name].tolist() for name in ("agent_id", "name", "project", "score", "months_qualified")]
    ranks = [agents[name].tolist() for name in RANKS]
    for scores, agent_id, name, project, score, qualified, *places in zip(
        result.scores.tolist(), *columns, *ranks, strict=True
    ):
        yield {
            "agent_id": agent_id,
            "name": name,
            "project": project or None,
            "scores": {month: None if place is None else points_word(scores[place]) for month, place in months},
            "score": points_word(score),
            **{name: place or None for name, place in zip(RANKS, places, strict=True)},
            "months_qualified": qualified,
        }


def points_word(hundredths: int) -> str | None:
    """A score with its 2 decimals, None where there is none (-1)."""
    return None if hundredths < 0 else f"{hundredths // 100}.{hundredths % 100:02}"


def given_object(given: AwardGiven, rules: RuleSet, names: Names, lang: str) -> dict[str, Any]:
    """An award with the facts behind it and its reason in a sentence; ``via`` only where a condition decided."""
    found = award_object(given, rules)
    if given.via is not None:
        found["via"] = given.via
    found |= {
        "figure": given.figure,
        "behind": [behind_object(one, given.figure, rules) for one in given.behind],
        "parts": {name: plain_text(share) for name, share in given.parts},
        "decision": None if given.decision is None else decision_object(given.decision),
        "reason": award_reason(given, rules, lang, names),
    }
    return found


def behind_object(one: Behind, figure: str, rules: RuleSet) -> dict[str, Any]:
    """A month or quarter behind an award."""
    return {
        "period": one.period,
        "value": _month_word(figure, one.value, rules),
        "next": _month_word(figure, one.next, rules),
        "award": one.award,
        "rank": one.rank,
    }


def _month_word(figure: str, value: Fraction | None, rules: RuleSet) -> str | None:
    """A month's figure: of a total or a mean, the metric's own value."""
    return figure_word(figure.rpartition(" ")[2], value, rules)


def tie_object(award: str, tie: TieNote, rules: RuleSet) -> dict[str, Any]:
    """A tie: who was equal, at what, what decided, and the places."""
    steps = rules.awards[award].condition.steps
    figure = steps[0].by if steps else "score"
    return {
        "award": award,
        "members": list(tie.members),
        "figure": figure,
        "value": figure_word(figure, tie.figure, rules),
        "places": list(tie.places),
        "shared": tie.shared,
        "decided_by": tie.decided_by,
        "figures": [figure_word(tie.decided_by or "", one, rules) for one in tie.figures],
    }


def close_object(one: Close, rules: RuleSet) -> dict[str, Any]:
    """Who came close, and what was missing."""
    winner = {"team": one.team} if one.agent_id is None else {"agent_id": one.agent_id, "name": one.name}
    return {
        "award": one.award,
        "within": dict(one.within),
        **winner,
        "why": one.why,
        "figure": one.figure,
        "value": figure_word(one.figure, one.value, rules),
        "needed": figure_word(one.figure, one.needed, rules),
        "period": one.period,
        "met": list(one.met),
    }


def _not_given(one: NotGiven) -> dict[str, Any]:
    return {"award": one.award, "reason": one.reason, "metric": one.metric}


def _left_out(one: LeftOut) -> dict[str, Any]:
    lacking = [{"agent_id": agent, "month": month} for agent, month in one.lacking]
    return {"award": one.award, "metric": one.metric, "lacking": lacking}
