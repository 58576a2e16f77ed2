"""Broken sheets: what is found in a workbook, and that each problem is clear in both languages."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scoring import score
from ccmotivate.problems import Problem
from ccmotivate.writers.words.sentences import problem_hint, problem_message
from tests.support import sheets_in, shipped_rules

Found = tuple[str, str | None, str | None]
"""A problem by its code, sheet and cell."""
_SAID_OTHERWISE: Mapping[str, str] = {
    "answer-unknown": "answers are never shown",
    "balanced-sum": "the weights of all rows",
    "blank-field": "a placeholder is no value",
    "coaching-praise-complaint": "that a valid complaint was made",
    "formula-not-calculated": "a formula has no value",
    "goal-twice": "the metric by its name",
    "hired-later": "a day as a date",
    "not-a-date": "what is no text as Excel shows it",
    "team-goal-level": "the metric by its name",
    "team-goal-twice": "the metric by its name",
}
"""Why a problem may say what stands in its cell in other words."""


def errors_in(path: Path) -> list[Found]:
    """The errors of a workbook as ``check`` finds them, each of which is clear."""
    found = [one for one in problems_in(path) if one.is_error]
    for one in found:
        _assert_clear(one, path)
        _assert_with_a_fix(one)
    return [_by_place(one) for one in found]


def notes_in(path: Path, *codes: str) -> list[Found]:
    """The notes of a workbook with these codes, each of which is clear."""
    found = [one for one in problems_in(path) if not one.is_error and one.code in codes]
    for one in found:
        _assert_clear(one, path)
    return [_by_place(one) for one in found]


def message_of(path: Path, code: str, lang: str = "en") -> str:
    """What the one problem with this code says."""
    (found,) = [one for one in problems_in(path) if one.code == code]
    return problem_message(found, lang, shipped_rules())


def _by_place(found: Problem) -> Found:
    return found.code, found.source.sheet, found.source.cell


def problems_in(path: Path, rules: RuleSet | None = None) -> tuple[Problem, ...]:
    """Everything that is found in a workbook, by the shipped rules or others."""
    return _problems_in(path, path.read_bytes()) if rules is None else _scored(path, rules)


@functools.lru_cache(4)
def _problems_in(path: Path, _data: bytes) -> tuple[Problem, ...]:
    """Worked out once, whatever is asked about the workbook."""
    return _scored(path, shipped_rules())


def _scored(path: Path, rules: RuleSet) -> tuple[Problem, ...]:
    return score([str(path)], rules, Options(write=False)).all_problems


def _assert_clear(found: Problem, path: Path) -> None:
    """It names its file where it has one, says what is wrong in both languages, and what stands in its cell."""
    texts = {lang: problem_message(found, lang, shipped_rules()) for lang in ("zh", "en")}
    assert found.source.file in ("", path.name), found
    assert all(texts.values()), texts
    assert texts["zh"] != texts["en"], texts
    value = None if found.code in _SAID_OTHERWISE else _cell(found, path)
    for text in texts.values() if value is not None else ():
        assert str(value).strip() in f"{found.value} {text}", (value, found, text)


def _assert_with_a_fix(found: Problem) -> None:
    hints = {lang: problem_hint(found, lang, shipped_rules()) for lang in ("zh", "en")}
    assert found.source.file, found
    assert all(hints.values()), (found, hints)
    assert hints["zh"] != hints["en"], hints


def _cell(found: Problem, path: Path) -> object:
    """What stands in the cell that a problem is about, None where it is blank or about no single cell."""
    if found.source.cell is None or ":" in found.source.cell:
        return None
    assert found.source.sheet is not None
    row, column = coordinate_to_tuple(found.source.cell)
    return sheets_in(path)[found.source.sheet][row - 1][column - 1]
