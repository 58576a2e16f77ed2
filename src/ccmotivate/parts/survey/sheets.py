"""The sheet of answers; its cells are checked as they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.parts.survey.rules import SHEET, SurveySettings

NEEDED = (SHEET,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


def kinds(settings: SurveySettings) -> tuple[SheetKind, ...]:
    """The one sheet."""
    return (settings.kind,)


def check(settings: SurveySettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """Nothing: answers are held against nothing."""
    yield from ()
