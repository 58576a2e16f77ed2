"""Made-up agents by whom a handbook explains the score: what the engine makes of figures chosen from the standards."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.period import Month
from ccmotivate.model.rule_changes import RuleChange
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Role


class ExampleLine(Struct, frozen=True):
    """One metric of a made-up agent: value (None: no data), status, points and weight (None: not weighed)."""

    metric: str
    value: Fraction | None
    status: int  # PASS, FAIL, NO_DATA or NOT_ASKED
    points: Fraction | None
    weight: Fraction | None


class Example(Struct, frozen=True):
    """A made-up agent as the engine judges and scores it."""

    lines: tuple[ExampleLine, ...]
    score: Fraction
    qualified: bool
    eligible: bool


class RoleExamples(Struct, frozen=True):
    """Four agents of a role: exactly on every standard, as good as can be, one figure better, one of these lacking.

    ``role`` is the role as it is for them (of a phased role: for those whom no line names). ``better`` and ``lacking``
    are the metrics in question, None where there is no such metric.
    """

    role: Role
    on_standard: Example
    best: Example
    worked: Example
    short: Example
    better: str | None
    lacking: str | None


class DatedChange(Struct, frozen=True):
    """What is different from a month on, as against the time before."""

    month: Month
    changes: tuple[RuleChange, ...]


class HandbookFacts(Struct, frozen=True):
    """Contents of a handbook: the rules in force in a month (None: undated), examples by role, the scheme's dates."""

    rules: RuleSet
    month: Month | None
    examples: Mapping[str, RoleExamples]
    dates: tuple[DatedChange, ...] = ()
