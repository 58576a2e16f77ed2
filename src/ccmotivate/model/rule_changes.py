"""What is different between two rule sets: the facts on both sides, and from when until when.

``engine/rule_changes.py`` finds the differences; the writers put them into words.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.award_rules import Award, Condition, TieBreaker
from ccmotivate.model.formula import Formula
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import DetailFold, DetailSheet, IdentityColumn, Label, Metric, Range
from ccmotivate.model.period import Month
from ccmotivate.model.roster import RosterColumn
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import EVERYBODY, Criterion, Role, Scope, ScoreLine
from ccmotivate.problems import SourceRef


class Subject(StrEnum):
    """The subject of a fact, in the order in which changes are listed."""

    SCHEME = "scheme"
    ROLE = "role"
    AWARD = "award"
    METRIC = "metric"
    COLUMN = "column"
    SHEET = "sheet"
    LEVEL = "level"
    WORDS = "words"
    READING = "reading"
    PART = "part"


class Aspect(StrEnum):
    """The aspect of the subject, in the order in which changes are listed."""

    IN_FORCE = "in_force"
    WHOLE = "whole"
    NAME = "name"
    ALIASES = "aliases"
    CURRENCY = "currency"
    COMPANY = "company"
    LOGO = "logo"
    ROLE_BY = "role_by"
    SIGNATORY = "signatory"
    STANDARD = "standard"
    LINE = "line"
    WEIGHT = "weight"
    POINTS = "points"
    IF_NO_DATA = "if_no_data"
    ALTERNATIVES = "alternatives"
    EVERY = "every"
    WINNER = "winner"
    WHO = "who"
    ROLES = "roles"
    NEED = "need"
    MEMBERS = "members"
    WITHIN = "within"
    SCOPE = "scope"
    CONDITION = "condition"
    RANKED_BY = "ranked_by"
    PLACES = "places"
    TIES = "ties"
    PRIZES = "prizes"
    PRIZE_AS = "prize_as"
    RECOGNITION = "recognition"
    KIND = "kind"
    PLAUSIBLE = "plausible"
    GOOD = "good"
    SCALE = "scale"
    UNIT = "unit"
    CLOCK = "clock"
    FORMULA = "formula"
    BLANKS = "blanks_count"
    WORDS = "words"
    DETAIL = "detail"
    KEY = "key"
    LAYOUT = "layout"
    VALUES = "values"
    DEFAULT = "default"
    ORDER = "order"
    PASSES = "pass"
    FAILS = "fail"
    NO_DATA = "no_data"
    TOTALS = "totals"
    UNITS = "units"
    DECIMAL = "decimal"
    DATES = "dates"
    ZONE = "zone"
    ENCODING = "encoding"
    SEPARATOR = "separator"
    HIDDEN_ROWS = "hidden_rows"
    SAME_ROWS = "same_rows"
    SAME_PEOPLE = "same_people"
    LEAST_BESIDE_UNITS = "least_beside_units"
    EXCLUDE = "exclude"
    FIGURE = "figure"


class Place(Struct, frozen=True):
    """Where a fact belongs: the id of its role, award, metric … (``owner``), of the line or column in it (``item``).

    ``scope`` distinguishes alternatives of one line.
    """

    part: Subject
    aspect: Aspect
    owner: str = ""
    item: str = ""
    scope: Scope = EVERYBODY


Value = (
    Label | str | int | Fraction | tuple[str, ...] | tuple[Fraction, ...] | tuple[TieBreaker, ...] | tuple[Scope, ...]
    | tuple[Label, ...]
    | Criterion | ScoreLine | Method | Range | Formula | DetailFold | Condition | Scope
    | Role | Award | Metric | IdentityColumn | RosterColumn | DetailSheet
)  # fmt: skip


class Side(Struct, frozen=True):
    """A fact as one of both rule sets has it, and those rules, to name things by."""

    value: Value
    source: SourceRef
    rules: RuleSet
    since: Month | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Side) and self._compared == other._compared

    def __hash__(self) -> int:
        return hash(self._compared)

    def __repr__(self) -> str:
        return f"Side{self._compared!r}"

    @property
    def _compared(self) -> tuple[Value, SourceRef, Month | None]:
        """All but the rules."""
        return self.value, self.source, self.since


class RuleChange(Struct, frozen=True):
    """One difference: ``old`` is None for what was added, ``new`` None for what was removed.

    It holds from ``since`` (None: from the beginning) until ``until`` (None: for good), both months included.
    """

    place: Place
    old: Side | None
    new: Side | None
    since: Month | None = None
    until: Month | None = None

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def side(self) -> Side:
        """The new side, the old one of what was removed."""
        side = self.new or self.old
        if side is None:
            raise ValueError("a change has a side")
        return side
