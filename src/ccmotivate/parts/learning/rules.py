"""``learning.yaml``: how many months count, the names of the sheet → the settings that trainings are summed by."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import Field

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Label, Range
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.model.words import normal
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver

FILE, SHEET = "learning.yaml", "training"
DATE, AGENT, COURSE, POINTS, CERTIFICATE = "date", "agent_id", "course", "points", "certificate"
_UNNAMED = Label("", "")
_COLUMNS = (
    SheetColumn(DATE, _UNNAMED, CellKind.DATE, required=True),
    SheetColumn(AGENT, _UNNAMED, CellKind.AGENT, required=True),
    SheetColumn(COURSE, _UNNAMED, CellKind.TEXT, required=True),
    SheetColumn(POINTS, _UNNAMED, CellKind.NUMBER, required=True, plausible=Range(Fraction(0))),
    SheetColumn(CERTIFICATE, _UNNAMED, CellKind.TEXT),
)


class LearningFile(Written):
    """``learning.yaml``."""

    months: Annotated[int, Field(ge=1, le=120)] = Field(
        description=N_("For how many months points and certificates count, the month scored included.")
    )
    sheets: dict[Literal["training"], SheetRule] = Field(
        description=N_("The names of the sheet and of its columns: date, course, points, certificate.")
    )


SCHEMA = LearningFile
DESCRIPTION = N_("Learning: points and certificates from a sheet of trainings, as metrics.")


class LearningSettings(Struct, frozen=True):
    """``months`` count, ``kind`` is the sheet; a certificate that reads like one of ``no`` is none.

    ``names`` are those of its metrics that the scheme has.
    """

    months: int
    kind: SheetKind
    no: frozenset[str]
    names: frozenset[str]


def resolve(written: LearningFile, resolver: Resolver, core: RuleSet) -> LearningSettings:
    """The months, the sheet with its names."""
    kind = sheet_kind(resolver, FILE, SHEET, written.sheets["training"], _COLUMNS, history=True)
    return LearningSettings(written.months, kind, frozenset(map(normal, core.words.fails)), frozenset(core.metrics))
