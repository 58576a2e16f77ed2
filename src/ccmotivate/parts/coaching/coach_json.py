"""``ccmotivate/coach@1``: everybody who has a sheet with the figures that it says, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.results import InputFile, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.coaching.decide import Coaching, CoachingResult, Finding
from ccmotivate.parts.coaching.json import finding_object
from ccmotivate.parts.coaching.talks import TalkSheet
from ccmotivate.parts.coaching.trial import COACHING, RepeatCost, Standing
from ccmotivate.problems import Problem
from ccmotivate.writers.json.scores import input_objects, problem_object, rules_object
from ccmotivate.writers.json.text import compact

SCHEMA = "ccmotivate/coach@1"


def write_coach_json(
    stream: TextIO,
    wanted: Month,
    result: MonthResult | None,
    sheets: Iterable[TalkSheet],
    inputs: Iterable[InputFile],
    rules: RuleSet | None,
    problems: Sequence[Problem],
    *,
    lang: str,
) -> None:
    """Write the document of a run; without a month there are no people."""
    coaching: CoachingResult | None = None if result is None else result.parts[COACHING]
    document = {
        "schema": SCHEMA,
        "rules": rules_object(rules),
        "month": str(wanted),
        "inputs": input_objects(inputs),
        "complaints": None if coaching is None else plain_text(coaching.complaints),
        "people": [] if result is None else [person(result, one) for one in sheets],
        "problems": [problem_object(one, rules, lang) for one in problems],
    }
    stream.write(compact(document) + "\n")


def person(month: MonthResult, sheet: TalkSheet) -> dict[str, Any]:
    """What is said to a person, in the order of the sheet."""
    row = month.agents.iloc[sheet.agent]
    return {
        **{name: str(row[name]) for name in ("agent_id", "name", "role", "project", "team")},
        "standing": _standing(sheet.now),
        "currency": month.rules.currency,
        "differs": sheet.differs,
        "findings": [
            _said(one.finding)
            | {
                "before": _talk(one.finding.before) if one.finding.repeat else None,
                "without": _standing(one.without.standing) if one.without and one.without.whole else None,
            }
            for one in sheet.wrong
        ],
        "repeat": None if sheet.cost is None else _cost(sheet.cost),
        "praise": [_said(one) for one in sheet.praise],
    }


def _said(one: Finding) -> dict[str, Any]:
    return finding_object(one) | {"time": one.time or None, "fact": one.fact}


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "score": fixed_text(one.score, 2),
        "rank": one.rank or None,
        "qualified": one.qualified,
        "pay": None if one.pay is None else plain_text(one.pay),
    }


def _talk(talk: Coaching | None) -> dict[str, Any] | None:
    return None if talk is None else {"date": talk.day.isoformat(), "coach": talk.coach, "agreed": talk.agreed}


def _cost(cost: RepeatCost) -> dict[str, str]:
    none, one, less = (plain_text(amount) for amount in (cost.none, cost.one, cost.none - cost.one))
    return {"pay_without": none, "pay_with": one, "less": less}
