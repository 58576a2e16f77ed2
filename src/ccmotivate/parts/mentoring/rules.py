"""``mentoring.yaml``: the share, the standard, the names of the sheet → the settings that scores are blended by."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from msgspec import Struct
from pydantic import Field

from ccmotivate.locale import N_
from ccmotivate.model.metrics import Label, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import FigureText, Number, SheetRule, Written
from ccmotivate.model.sheets import CellKind, SheetColumn, SheetKind
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.part_file import sheet_kind
from ccmotivate.ruleset.resolver import Resolver, in_unit

FILE, SHEET = "mentoring.yaml", "mentoring"
MENTOR, MENTEE, FROM, TO = "mentor", "mentee", "from", "to"
_UNNAMED = Label("", "")
_COLUMNS = (
    SheetColumn(MENTOR, _UNNAMED, CellKind.AGENT, required=True),
    SheetColumn(MENTEE, _UNNAMED, CellKind.AGENT, required=True),
    SheetColumn(FROM, _UNNAMED, CellKind.DATE, required=True),
    SheetColumn(TO, _UNNAMED, CellKind.DATE),
)


class MentoringFile(Written):
    """``mentoring.yaml``."""

    share: FigureText = Field(
        description=N_("How much of a mentee's distance from the standard counts for a mentor who mentored all month.")
    )
    standard: Number = Field(description=N_("The score at which a mentee changes nothing for the mentor."))
    sheets: dict[Literal["mentoring"], SheetRule] = Field(
        description=N_("The names of the sheet and of its columns: mentor, mentee, from, to.")
    )


SCHEMA = MentoringFile
DESCRIPTION = N_("Mentoring: a mentee's score counts for a share of the mentor's.")


class MentoringSettings(Struct, frozen=True):
    """``share`` is of 1; ``standard`` a score; ``kind`` the sheet."""

    share: Fraction
    standard: Fraction
    kind: SheetKind
    source: SourceRef


def resolve(written: MentoringFile, resolver: Resolver, core: RuleSet) -> MentoringSettings:  # noqa: ARG001 - the contract's
    """The figures in their units, the sheet with its names."""
    here = resolver.at(FILE, "share")
    share = in_unit(resolver, written.share, MetricKind.PERCENT, here)
    kind = sheet_kind(resolver, FILE, SHEET, written.sheets["mentoring"], _COLUMNS, history=True)
    return MentoringSettings(share / 100, written.standard, kind, here)
