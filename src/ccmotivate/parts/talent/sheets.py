"""What talent reads: the roster of the core, no sheet of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import ROSTER, SheetKind, SheetRows
from ccmotivate.parts.talent.rules import TalentSettings

NEEDED = (ROSTER,)


def kinds(settings: TalentSettings) -> tuple[SheetKind, ...]:  # noqa: ARG001 - the contract's
    """None: the core reads the roster."""
    return ()


def check(settings: TalentSettings, rows: Mapping[str, SheetRows], rules: RuleSet) -> list[Any]:  # noqa: ARG001 - the contract's
    """Nothing: the core checks the roster."""
    return []
