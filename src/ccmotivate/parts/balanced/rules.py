"""``balanced.yaml``: the most points, perspectives and names of the sheet → the settings of balanced scorecards."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from pydantic import Field

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Id, Labelled, Number, SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.metrics import check_words
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver, label_of

FILE, SHEET = "balanced.yaml", "balanced"
AGENT, PERSPECTIVE, MEASURE, WEIGHT = "agent_id", "perspective", "measure", "weight"
TARGET, ACTUAL, LOWER, ACTION = "target", "actual", "lower_is_better", "action"
_UNNAMED = Label("", "")
_COLUMNS = (
    SheetColumn(AGENT, _UNNAMED, CellKind.AGENT, required=True),
    SheetColumn(PERSPECTIVE, _UNNAMED, CellKind.WORD, required=True),
    SheetColumn(MEASURE, _UNNAMED, CellKind.TEXT, required=True),
    SheetColumn(WEIGHT, _UNNAMED, CellKind.FIGURE, required=True),
    SheetColumn(TARGET, _UNNAMED, CellKind.FIGURE, required=True),
    SheetColumn(ACTUAL, _UNNAMED, CellKind.FIGURE, required=True, blank_ok=True),
    SheetColumn(LOWER, _UNNAMED, CellKind.PASS),
    SheetColumn(ACTION, _UNNAMED, CellKind.TEXT),
)


# -- as written -------------------------------------------------------------------------------------------------------


class BalancedFile(Written):
    """``balanced.yaml``."""

    cap: Number = Field(description=N_("The most points of a measure; 100 is on target."))
    action_below: Number = Field(description=N_("Below so many points a measure asks for an action plan."))
    perspectives: dict[Id, Labelled] = Field(description=N_("The perspectives by id, in the order of their columns."))
    sheets: dict[Literal["balanced"], SheetRule] = Field(
        description=N_(
            "The names of the sheet and of its columns: perspective, measure, weight, target, actual, "
            "lower_is_better, action."
        )
    )


SCHEMA = BalancedFile
DESCRIPTION = N_("Balanced scorecards of managers: measures by perspective, and what they come to.")


# -- as it is used ----------------------------------------------------------------------------------------------------


class BalancedSettings(Struct, frozen=True):
    """What ``balanced.yaml`` says; ``source`` is the line of the cap, ``sources`` those of the perspectives."""

    cap: Fraction
    action_below: Fraction
    perspectives: Mapping[str, Label]
    kind: SheetKind
    source: SourceRef
    sources: Mapping[str, SourceRef]


def resolve(written: BalancedFile, resolver: Resolver, core: RuleSet) -> BalancedSettings:  # noqa: ARG001 - the contract's
    """The cap, the perspectives, and the sheet with its names."""
    perspectives = {name: label_of(rule) for name, rule in written.perspectives.items()}
    sources = {name: resolver.at(FILE, "perspectives", name) for name in perspectives}
    check_words(resolver, "perspective", [(label, sources[name]) for name, label in perspectives.items()])
    columns = [replace(one, words=perspectives) if one.id == PERSPECTIVE else one for one in _COLUMNS]
    kind = sheet_kind(resolver, FILE, SHEET, written.sheets["balanced"], columns)
    return BalancedSettings(
        written.cap,
        written.action_below,
        perspectives,
        kind,
        resolver.at(FILE, "cap"),
        sources,
    )
