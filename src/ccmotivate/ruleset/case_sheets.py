"""The rows of parts' sheets that a case states: ``sheets: {findings: [{agent_id: A, date: 2025-03-05, …}]}``."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ccmotivate.model.cases import SheetGiven
from ccmotivate.model.metrics import by_word
from ccmotivate.model.sheets import (
    PERCENT_SIGN,
    SCORE,
    SCORE_METRIC,
    TARGETS,
    CellKind,
    SheetColumn,
    SheetKind,
    target_metric,
)
from ccmotivate.model.words import normal
from ccmotivate.ruleset.case_resolver import CaseResolver
from ccmotivate.ruleset.yaml_text import YamlPath

_SCORE = by_word({SCORE: SCORE_METRIC.label})


def given_sheets(resolver: CaseResolver, written: Any, path: YamlPath) -> dict[str, tuple[SheetGiven, ...]]:
    """The rows by kind of sheet; a kind with an empty list is a sheet without rows, one that is not there no sheet."""
    kinds = {normal(word): kind for kind, sheet in resolver.rules.sheets.items() for word in (kind, *sheet.label.words)}
    found: dict[str, tuple[SheetGiven, ...]] = {}
    for word, rows in resolver.mapping(written, path).items():
        kind = resolver.one_of("sheets", word, kinds, (*path, word))
        if kind is None:
            continue
        if not isinstance(rows, list):
            resolver.wrong_shape(rows, (*path, word), "[…]")
            continue
        sheet = resolver.rules.sheets[kind]
        found[kind] = tuple(_row(resolver, sheet, row, (*path, word, at)) for at, row in enumerate(rows))
    return found


def _row(resolver: CaseResolver, sheet: SheetKind, written: Any, path: YamlPath) -> SheetGiven:
    """One row; what is not stated is blank."""
    columns = by_word({name: column.label for name, column in sheet.columns.items()} | _month(resolver, sheet))
    cells: dict[str, Any] = {}
    for word, cell in resolver.mapping(written, path).items():
        name = resolver.one_of("columns", word, columns, (*path, word))
        if name is not None:
            cells[name] = (cell, (*path, word))
    texts = {
        name: _text(resolver, column, cells.get(name)) for name, column in sheet.columns.items() if column.has_text
    }
    metric = next((texts[name] for name, column in sheet.columns.items() if column.kind is CellKind.METRIC), "")
    numbers = {
        name: _number(resolver, column, cells.get(name), metric)
        for name, column in sheet.columns.items()
        if column.is_number
    }
    period = resolver.period(*cells["month"]) if "month" in cells else None
    return SheetGiven(texts, numbers, period.months[0] if period else None)


def _month(resolver: CaseResolver, sheet: SheetKind) -> dict[str, Any]:
    column = None if sheet.history else resolver.rules.columns.get("month")
    return {"month": column.label} if column else {}


_Cell = tuple[Any, YamlPath] | None


def _text(resolver: CaseResolver, column: SheetColumn, cell: _Cell) -> str:
    """A text, the sign of a figure, or the id of a word of a list."""
    if cell is None:
        return ""
    word, path = cell
    if column.is_number:
        return PERCENT_SIGN if str(word).endswith(PERCENT_SIGN) else ""
    if column.kind is CellKind.WORD:
        return resolver.one_of(column.id, word, by_word(column.words), path) or ""
    if column.kind is CellKind.METRIC:
        return resolver.one_of("metrics", word, {**resolver.metrics, **_SCORE}, path) or ""
    if not isinstance(word, str):
        resolver.wrong_shape(word, path, "text")
        return ""
    return word


def _number(resolver: CaseResolver, column: SheetColumn, cell: _Cell, metric: str) -> Fraction | None:
    """A figure, a day as its number, a target as a value of the metric of its row."""
    if cell is None:
        return None
    word, path = cell
    if column.kind is CellKind.DATE:
        return resolver.day(word, path)
    if column.kind not in TARGETS:
        return resolver.value(word, column.metric, path)
    named = {SCORE: SCORE_METRIC, **resolver.rules.metrics}.get(metric)
    read_as = None if named is None else target_metric(column.kind, named)
    return None if read_as is None else resolver.value(word, read_as, path)
