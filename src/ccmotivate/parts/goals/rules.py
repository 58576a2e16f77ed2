"""``goals.yaml``: the names of the sheet → the settings that its rows are read by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from pydantic import Field

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import SheetRule, Written
from ccmotivate.model.sheets import SCORE, SCORE_METRIC, CellKind, SheetColumn, SheetKind
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver

FILE, SHEET = "goals.yaml", "goals"
AGENT, METRIC, TARGET = "agent_id", "metric", "target"
_UNNAMED = Label("", "")
_COLUMNS = (
    SheetColumn(AGENT, _UNNAMED, CellKind.AGENT, required=True),
    SheetColumn(METRIC, _UNNAMED, CellKind.METRIC, required=True),
    SheetColumn(TARGET, _UNNAMED, CellKind.TARGET, required=True),
)


class GoalsFile(Written):
    """``goals.yaml``."""

    sheets: dict[Literal["goals"], SheetRule] = Field(
        description=N_("The names of the sheet and of its columns: metric, target.")
    )


SCHEMA = GoalsFile
DESCRIPTION = N_("Personal goals: what a person wants to reach in a metric or in the score.")


class GoalsSettings(Struct, frozen=True):
    """``kind`` is the sheet, ``labels`` the names of what a goal may be for."""

    kind: SheetKind
    labels: Mapping[str, Label]
    source: SourceRef


def resolve(written: GoalsFile, resolver: Resolver, core: RuleSet) -> GoalsSettings:
    """The sheet with its names."""
    kind = sheet_kind(resolver, FILE, SHEET, written.sheets["goals"], _COLUMNS)
    labels = {SCORE: SCORE_METRIC.label, **{name: metric.label for name, metric in core.metrics.items()}}
    return GoalsSettings(kind, labels, resolver.at(FILE, "sheets"))
