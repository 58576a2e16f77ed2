"""The sheet of trainings; its rows do not contradict each other: two courses on a day are two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.parts.learning.rules import SHEET, LearningSettings

NEEDED = (SHEET,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


def kinds(settings: LearningSettings) -> tuple[SheetKind, ...]:
    """The one sheet."""
    return (settings.kind,)


def check(settings: LearningSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """Nothing."""
    yield from ()
