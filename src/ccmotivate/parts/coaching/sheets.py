"""The sheets of findings and coachings, and rows that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind, SheetRows
from ccmotivate.parts.coaching.problems import COACHING_OF_PRAISE, PRAISE_WITH_COMPLAINT
from ccmotivate.parts.coaching.rules import COACHINGS, FINDINGS, KIND, VALID, CoachingSettings

NEEDED = (FINDINGS,)
_Wrong = tuple[str, int, str, str, object, Mapping[str, object]]


def kinds(settings: CoachingSettings) -> tuple[SheetKind, ...]:
    """Findings and coachings."""
    return (settings.findings, settings.coachings)


def check(settings: CoachingSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> Iterator[_Wrong]:  # noqa: ARG001 - the contract's
    """A valid complaint on praise, a coaching of a positive kind."""
    if FINDINGS in rows:
        valid = np.flatnonzero(rows[FINDINGS].numbers[VALID].equals(1))
        for at, kind in _praised(settings, rows[FINDINGS], valid.tolist()):
            yield FINDINGS, at, VALID, PRAISE_WITH_COMPLAINT, None, {"kind": kind}
    if COACHINGS in rows:
        for at, kind in _praised(settings, rows[COACHINGS], range(len(rows[COACHINGS]))):
            yield COACHINGS, at, KIND, COACHING_OF_PRAISE, kind, {}


def _praised(settings: CoachingSettings, rows: SheetRows, places: range | list[int]) -> Iterator[tuple[int, str]]:
    """Those of these rows whose kind is positive, with the name that stands for it in most sheets."""
    kinds = rows.texts[KIND]
    for at in places:
        kind = settings.kinds[kinds[at]]
        if not kind.negative:
            yield at, kind.label.zh if kind.label.zh == kind.label.en else f"{kind.label.zh} / {kind.label.en}"
