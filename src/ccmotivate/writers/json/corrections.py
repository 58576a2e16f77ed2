"""``ccmotivate/diff@1``: which cells differ between two exports, and what follows, for other programs."""

from __future__ import annotations

from typing import Any, TextIO

from ccmotivate.model.comparison import CellChange, CellText, Correction
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef
from ccmotivate.writers.json.scores import input_objects, problem_object, rules_object, value_word
from ccmotivate.writers.json.simulation import comparison_object
from ccmotivate.writers.json.text import indented


def write_correction_json(
    stream: TextIO, correction: Correction | None, problems: tuple[Problem, ...], rules: RuleSet | None, lang: str
) -> None:
    """Write the document of a run; ``results`` is null where a file has errors."""
    document: dict[str, Any] = {"schema": "ccmotivate/diff@1", "rules": rules_object(rules)}
    if correction is not None and rules is not None:
        old, new = input_objects(correction.files)
        document |= {
            "old": old,
            "new": new,
            "cells": [_cell_change(one, rules) for one in correction.cells],
            "agents": [
                {"change": one.kind, "month": one.month, "agent_id": one.agent_id, "name": one.name, "at": str(one.at)}
                for one in correction.rows
            ],
            "columns": [
                {"change": one.kind, "column": one.field or None, "old": one.old, "new": one.new, "at": str(one.at)}
                for one in correction.columns
            ],
            "results": None if correction.comparison is None else comparison_object(correction.comparison),
        }
    document["problems"] = [problem_object(one, rules, lang) for one in problems]
    stream.write(indented(document))


def _cell_change(change: CellChange, rules: RuleSet) -> dict[str, Any]:
    return {
        "change": change.kind,
        "month": change.month,
        "agent_id": change.agent_id,
        "name": change.name,
        "column": change.field or None,
        "header": change.header,
        "old": _side(change, change.old, rules),
        "new": _side(change, change.new, rules),
    }


def _side(change: CellChange, cell: CellText | None, rules: RuleSet) -> dict[str, Any] | None:
    """The cell's address, its text, and of a metric its exact value in the metric's unit."""
    if cell is None:
        return None
    metric = rules.metrics.get(change.field)
    value = value_word(metric, cell.value, rules) if metric is not None else cell.text or None
    return {"at": address(cell.at), "text": cell.text, "value": value}


def address(at: SourceRef) -> str | None:
    """The address of a cell, None where the file has no such column."""
    return str(at) if at.cell else None
