"""What is different between two results of the same months: people, awards, money; and which cells were corrected."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.award_changes import AwardChange
from ccmotivate.model.decided import Change, Standing
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, InputFile, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import SourceRef

CHANGED, ADDED, REMOVED, RENAMED = "changed", "added", "removed", "renamed"


class Scenario(Struct, frozen=True):
    """Months as one set of rules decides them, and the longer periods that they make up; both ascending."""

    rules: RuleSet
    months: tuple[MonthResult, ...]
    periods: tuple[PeriodResult, ...] = ()
    ruled: tuple[MonthResult, ...] = ()  # the months before people decided, to be decided again from

    @property
    def results(self) -> tuple[MonthResult | PeriodResult, ...]:
        """Months, then longer periods."""
        return (*self.months, *self.periods)

    @property
    def awards(self) -> tuple[AwardGiven, ...]:
        """Every award, in the order of its periods."""
        return tuple(given for result in self.results for given in result.awards)


class PersonChange(Struct, frozen=True):
    """An agent whose standing differs: ``old`` or ``new`` is None for one on one side only.

    ``criteria`` are the metrics whose status changed (``pass``, ``fail``, ``no_data``, None where it is not asked for),
    ``points`` those whose points did (None where it is not weighed), ``parts`` the fields of parts that differ,
    ``lacking`` the metrics of which other rows are too few or whose lines are left out (``model/lacking.py``); longer
    periods have none of these.
    """

    period: str
    agent_id: str
    name: str
    role: str
    project: str
    team: str
    old: Standing | None
    new: Standing | None
    criteria: tuple[tuple[str, str | None, str | None], ...] = ()
    points: tuple[tuple[str, Fraction | None, Fraction | None], ...] = ()
    parts: tuple[Change, ...] = ()
    lacking: tuple[Change, ...] = ()

    @property
    def newly_qualified(self) -> bool:
        return not (self.old and self.old.qualified) and bool(self.new and self.new.qualified)

    @property
    def no_longer_qualified(self) -> bool:
        return bool(self.old and self.old.qualified) and not (self.new and self.new.qualified)

    @property
    def newly_eligible(self) -> bool:
        return not (self.old and self.old.eligible) and bool(self.new and self.new.eligible)

    @property
    def no_longer_eligible(self) -> bool:
        return bool(self.old and self.old.eligible) and not (self.new and self.new.eligible)


class Totals(Struct, frozen=True):
    """Counts of a scenario, or of a part of it.

    ``agents``, ``qualified`` and ``eligible`` count agents a month, once for each month; ``awards`` every award of
    every period, ``winners`` those who have at least one, ``money`` their prizes together.
    """

    agents: int = 0
    qualified: int = 0
    eligible: int = 0
    awards: int = 0
    winners: int = 0
    money: Fraction = Fraction(0)

    @property
    def share_qualified(self) -> Fraction | None:
        """In percent, exact; None without agents."""
        return Fraction(100 * self.qualified, self.agents) if self.agents else None


class GroupTotals(Struct, frozen=True):
    """One award, role, project, team or period on both sides; ``by`` says which, and ``key`` its id or name."""

    by: str
    key: str
    old: Totals
    new: Totals


class Comparison(Struct, frozen=True):
    """Everything that is different between two scenarios, and their totals whether different or not.

    People and awards are in the order of periods, then of ids; groups as ``award role project team period``.
    """

    old: Scenario
    new: Scenario
    people: tuple[PersonChange, ...]
    awards: tuple[AwardChange, ...]
    totals: tuple[Totals, Totals]
    groups: tuple[GroupTotals, ...]

    @property
    def is_empty(self) -> bool:
        """True when no standing and no award differs."""
        return not self.people and not self.awards

    @property
    def has_parts(self) -> bool:
        """True when a part is on in any month of either side."""
        return any(month.parts for side in (self.old, self.new) for month in side.months)

    def won(self, kind: str) -> tuple[AwardChange, ...]:
        """The awards of one kind of change."""
        return tuple(one for one in self.awards if one.kind == kind)


# -- what is tried ----------------------------------------------------------------------------------------------------


class Setting(Struct, frozen=True):
    """``roles.inbound.productivity=78%``: a value of the rules by its path, as written."""

    path: str
    value: str

    def __str__(self) -> str:
        return f"{self.path}={self.value}"


class MovedLine(Struct, frozen=True):
    """A scorecard line that goes along with its standard.

    ``method`` is the key of its points method and ``path`` where its value stands. ``standards`` are the standard, old
    and new, ``values`` the value of the method, all as written; ``levels`` the new points by level, where it has them.
    ``since`` is set where the line moves at this time only, or otherwise than at another.
    """

    role: str
    metric: str
    method: str
    path: str
    standards: tuple[str, str]
    values: tuple[str, str]
    levels: tuple[tuple[str, str], ...] = ()
    since: Month | None = None


class SweepPoint(Struct, frozen=True):
    """One value of a sweep and what it would come to; ``moved`` are the scorecard lines that go along with it."""

    value: str
    totals: Totals
    moved: tuple[MovedLine, ...] = ()


class Swept(Struct, frozen=True):
    """A value of the rules over a range, ascending as given; ``current`` is the value that the rules have."""

    path: str
    current: str | None
    points: tuple[SweepPoint, ...]


class Simulation(Struct, frozen=True):
    """What rules would change on real months; ``tried`` are the values set, ``moved`` what goes along with them."""

    inputs: tuple[InputFile, ...]
    tried: tuple[Setting, ...]
    comparison: Comparison
    swept: Swept | None = None
    moved: tuple[MovedLine, ...] = ()


# -- what was corrected -----------------------------------------------------------------------------------------------


class CellText(Struct, frozen=True):
    """A cell: its address, its text, and of a readable metric its exact value."""

    at: SourceRef
    text: str
    value: Fraction | None = None


class CellChange(Struct, frozen=True):
    """A cell with another value: the agent concerned and the column.

    ``kind`` is ``changed``, or ``added`` and ``removed`` for a row of a detail sheet that is on one side only, which
    then is the only one that is not None. ``field`` is the id of the column or of the detail sheet, ``""`` for a column
    that the rules do not know; ``header`` is what stands above it.
    """

    kind: str
    agent_id: str
    name: str
    month: str
    field: str
    header: str
    old: CellText | None
    new: CellText | None


class RowChange(Struct, frozen=True):
    """An agent in a month who is in one of the files only: ``added`` or ``removed``."""

    kind: str
    agent_id: str
    name: str
    month: str
    at: SourceRef


class ColumnChange(Struct, frozen=True):
    """A column that is ``added``, ``removed``, or ``renamed``: the same field under another header."""

    kind: str
    field: str
    old: str | None
    new: str | None
    at: SourceRef


class Correction(Struct, frozen=True):
    """What differs between two exports, and what follows; ``comparison`` is None where one of them has errors."""

    files: tuple[InputFile, InputFile]
    cells: tuple[CellChange, ...]
    rows: tuple[RowChange, ...]
    columns: tuple[ColumnChange, ...]
    comparison: Comparison | None

    @property
    def is_empty(self) -> bool:
        """True when the files say the same."""
        nothing = not (self.cells or self.rows or self.columns)
        return nothing and (self.comparison is None or self.comparison.is_empty)
