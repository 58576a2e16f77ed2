"""The evaluation for other programs: ``ccmotivate/evaluate@1``. Exact numbers are strings, the order is fixed."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from ccmotivate.model.exact import half_up, plain_text
from ccmotivate.parts.measures.advice_words import advice_lines, trial_command
from ccmotivate.parts.measures.plan_words import plan_lines
from ccmotivate.parts.measures.power import POWER, Plan
from ccmotivate.parts.measures.report import Report
from ccmotivate.parts.measures.results import Evaluated, Found, UnitChange
from ccmotivate.parts.measures.statistics import PLACES
from ccmotivate.parts.measures.words import Words, caution_text, headline
from ccmotivate.problems import Problem
from ccmotivate.writers.files.signature import EVALUATION, marked_text
from ccmotivate.writers.json.scores import input_objects, problem_object, rules_object
from ccmotivate.writers.json.text import indented
from ccmotivate.writers.terminal.rules_diff import change_object

SCHEMA = "ccmotivate/evaluate@1"
_DIGITS = decimal.Context(prec=6, rounding=decimal.ROUND_HALF_UP)


def write_evaluation_json(stream: TextIO, report: Report, lang: str) -> None:
    """Write the document; without a result ``measures`` is ``[]``."""
    stream.write(indented({"schema": SCHEMA, **_document(report, report.problems, lang)}))


def write_file(path: Path, report: Report, lang: str) -> None:
    """Write the document to a file, marked as ours (``written_by``)."""
    document = {"schema": SCHEMA, "written_by": f"ccmotivate {EVALUATION}", **_document(report, (), lang)}
    path.write_text(marked_text(indented(document)), encoding="utf-8", newline="\n")


def _document(report: Report, problems: Sequence[Problem], lang: str) -> dict[str, Any]:
    rules = report.rules
    return {
        "rules": rules_object(rules),
        "months": [str(month) for month in report.months],
        "inputs": input_objects(report.inputs),
        "measures": [_found(one, found) for one in report.evaluated for found in one.found],
        "reports": [_report(one, report, lang) for one in report.evaluated],
        "plan": None if report.plan is None else _plan(report.plan, report, lang),
        "problems": [problem_object(one, rules, lang) for one in problems],
    }


def _found(one: Evaluated, found: Found) -> dict[str, Any]:
    """One metric of one measure."""
    return {
        "measure": one.measure.id,
        "metric": found.expected.id,
        "design": found.design,
        "people": list(found.people),
        "units": None if found.units is None else list(found.units),
        "effect": _number(found.effect),
        "rest_change": _number(found.rest_change),
        "pre_trend": _number(found.pre_trend),
        "interval": None if found.interval is None else [plain_text(end) for end in found.interval],
        "p": None if found.p is None else _digits(found.p),
        "verdict": found.verdict.value,
    }


def _report(one: Evaluated, report: Report, lang: str) -> dict[str, Any]:
    """One measure: its sentence, and what to be careful about."""
    assert report.rules is not None
    words, advice = Words(report.rules, lang), report.advice.get(one.measure.id)
    return {
        "measure": one.measure.id,
        "name": one.measure.label.text(lang),
        "from": str(one.measure.start),
        "before": [str(month) for month in one.before],
        "after": [str(month) for month in one.after],
        "text": headline(one, words),
        "warnings": [
            {
                "code": warned.caution.value,
                "metric": warned.metric,
                "text": caution_text(warned, one, report.measures, words),
            }
            for warned in one.warned
        ],
        "unit_changes": [_unit(found, unit) for found in one.found for unit in found.changes],
        "introduces": list(one.measure.introduces),
        "rule_changes": [change_object(change, lang) for change in report.changes.get(one.measure.id, ())],
        "look_at": [] if advice is None else advice_lines(advice, words),
        "try": None if advice is None else trial_command(advice, report),
    }


def _unit(found: Found, unit: UnitChange) -> dict[str, Any]:
    """One unit of a pilot or of its rest, exactly."""
    return {
        "metric": found.expected.id,
        "unit": unit.unit,
        "pilot": unit.pilot,
        "people": unit.people,
        "before": _number(unit.before),
        "after": plain_text(unit.after),
        "change": plain_text(unit.change),
    }


def _plan(plan: Plan, report: Report, lang: str) -> dict[str, Any]:
    """What a measure could show."""
    assert report.rules is not None
    words = Words(report.rules, lang)
    return {
        "measure": plan.measure.id,
        "name": plan.measure.label.text(lang),
        "design": plan.measure.design,
        "window": plan.length,
        "power": plain_text(POWER),
        "metrics": [
            {
                "metric": planned.expected.id,
                "people": list(planned.people),
                "units": None if planned.units is None else list(planned.units),
                "spread": _rounded(planned.spread),
                "smallest_change": _rounded(planned.smallest),
                "worth_having": plain_text(planned.expected.least),
                "chance": _rounded(planned.seen),
                "text": " ".join(plan_lines(planned, plan, words)),
            }
            for planned in plan.planned
        ],
    }


def _rounded(value: float | None) -> str | None:
    return None if value is None else plain_text(half_up(Fraction(value), PLACES))


def _number(value: Fraction | None) -> str | None:
    return None if value is None else plain_text(value)


def _digits(share: Fraction) -> str:
    """A probability by its first six digits, never with an exponent."""
    number = _DIGITS.divide(decimal.Decimal(share.numerator), decimal.Decimal(share.denominator))
    return format(number.normalize(_DIGITS), "f")
