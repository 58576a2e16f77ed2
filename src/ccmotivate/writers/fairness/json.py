"""The fairness report for other programs: ``ccmotivate/fairness@1``. Exact numbers are strings, the order is fixed.

Probabilities are exact fractions (``12/35``) beside their decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from ccmotivate.model.exact import plain_text
from ccmotivate.model.fairness import (
    CloseCall,
    Comparison,
    Concentration,
    CriterionUse,
    Fairness,
    Finding,
    FindingKind,
    Gap,
    Row,
    TieCall,
    Wins,
)
from ccmotivate.model.ids import in_order
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem
from ccmotivate.writers.fairness.limits import limits
from ccmotivate.writers.fairness.sentences import QUIET, sentence
from ccmotivate.writers.fairness.words import RenderContext
from ccmotivate.writers.files.signature import FAIRNESS, marked_text
from ccmotivate.writers.json.scores import input_objects, problem_object, rules_object
from ccmotivate.writers.json.text import indented

SCHEMA = "ccmotivate/fairness@1"
_EXACT_TOO = ("p", "p_none", "p_people", "adjusted", "expected", "by_chance", "gini", "top", "top_money")
_DIGITS = 12


def write_fairness_json(
    stream: TextIO,
    found: Fairness | None,
    rules: RuleSet | None,
    problems: Sequence[Problem],
    lang: str,
    *,
    names: bool = True,
) -> None:
    """Write the document; without a result ``parts`` is ``[]``."""
    document = {"schema": SCHEMA, **_document(found, rules, problems, lang, names=names)}
    stream.write(indented(document))


def write_file(path: Path, found: Fairness, lang: str, *, names: bool = True) -> None:
    """Write the document to a file, marked as ours (``written_by``)."""
    document = {"schema": SCHEMA, "written_by": f"ccmotivate {FAIRNESS}"}
    document |= _document(found, found.rules, (), lang, names=names)
    text = indented(document)
    path.write_text(marked_text(text), encoding="utf-8", newline="\n")


def _document(
    found: Fairness | None, rules: RuleSet | None, problems: Sequence[Problem], lang: str, *, names: bool
) -> dict[str, Any]:
    document: dict[str, Any] = {"rules": rules_object(rules)}
    document |= fairness_object(found, lang, names=names) if found else {"months": [], "parts": []}
    document["problems"] = [problem_object(one, rules, lang) for one in problems]
    return document


def fairness_object(found: Fairness, lang: str, *, names: bool = True) -> dict[str, Any]:
    """The report: the scope, and each part with its findings and everything counted."""
    words = RenderContext(found, lang, names)
    return {
        "months": [str(month) for month in found.months],
        "periods": [str(period) for period in found.periods],
        "inputs": input_objects(found.inputs),
        "agents": found.agents,
        "decisions": found.decisions,
        "by_condition": found.by_condition,
        "names": {agent: found.names[agent] for agent in in_order(found.names)} if names else {},
        "parts": [_part(part, words) for part in found.parts],
        "limits": limits(words),
    }


def _part(part: FindingKind, words: RenderContext) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "looked": part.looked,
        "findings": [_finding(one, part, words) for one in part.findings],
        "rows": [row_object(row) for row in part.rows],
    }


def _finding(one: Finding, part: FindingKind, words: RenderContext) -> dict[str, Any]:
    """A finding: its code, whether it stands out, the sentence, and the places of its rows in ``rows``."""
    at = {id(row): place for place, row in enumerate(part.rows)}
    return {
        "code": one.code,
        "notable": one.code not in QUIET,
        "text": sentence(one, part, words),
        "rows": [at[id(row)] for row in one.rows],
    }


_ROWS: Mapping[type, str] = {
    Wins: "Held",
    Concentration: "Concentration",
    Comparison: "Comparison",
    CloseCall: "CloseCall",
    CriterionUse: "CriterionUse",
    TieCall: "TieCall",
    Gap: "Gap",
}
"""How the contract calls each kind of row."""


def row_object(row: Row) -> dict[str, Any]:
    """A row: every field; of figures that are no decimals also the exact fraction."""
    made: dict[str, Any] = {"row": _ROWS[type(row)]}
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if isinstance(value, Fraction) and name in _EXACT_TOO:
            made[name] = f"{float(value):.{_DIGITS}g}"
            made[f"{name}_exact"] = f"{value.numerator}/{value.denominator}"
        elif isinstance(value, Fraction):
            made[name] = plain_text(value)
        else:
            made[name] = list(value) if isinstance(value, tuple) else value
    return made
