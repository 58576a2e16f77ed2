"""What is measured: metrics, the columns and detail sheets they come from, and their names in both languages."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

import numpy as np
from msgspec import Struct, field

from ccmotivate.model.durations import clock_text
from ccmotivate.model.exact import Bools, Exact, plain_text
from ccmotivate.model.formula import Expression, Formula, conjuncts, names_of
from ccmotivate.model.sources import SHORT, Layout
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef


class MetricKind(StrEnum):
    """What a metric's cells hold."""

    NUMBER = "number"
    PERCENT = "percent"
    PERMILLE = "permille"
    COUNT = "count"
    DURATION = "duration"
    LEVEL = "level"
    PASS = "pass"
    MONEY = "money"


NUMERIC = (MetricKind.NUMBER, MetricKind.PERCENT, MetricKind.PERMILLE, MetricKind.COUNT, MetricKind.DURATION,
           MetricKind.MONEY)  # fmt: skip
"""The kinds whose values are numbers, not words."""

_WHOLE = (MetricKind.COUNT, MetricKind.DURATION, MetricKind.LEVEL, MetricKind.PASS)


class Label(Struct, frozen=True):
    """A name in both languages, with the other words by which exports call it."""

    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """The name in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en

    @property
    def names(self) -> tuple[str, ...]:
        """The name in both languages, once where one text is used for both."""
        return (self.zh,) if self.zh == self.en else (self.zh, self.en)

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.names, *self.aliases)


def by_word(labels: Mapping[str, Label]) -> dict[str, str]:
    """The id that each word means, in compared form: labels and aliases first, then ids that no label has taken."""
    words = {normal(word): name for name, label in labels.items() for word in label.words}
    return {normal(name): name for name in labels} | words


class Range(Struct, frozen=True):
    """A plausible range, both ends included; None is open."""

    low: Fraction | None = None
    high: Fraction | None = None

    def holds(self, value: Fraction) -> bool:
        """True for a value that is not outside."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def outside(self, values: Exact) -> Bools:
        """True where a value lies below or above the range."""
        low = np.zeros(len(values), dtype=bool) if self.low is None else values < self.low
        high = np.zeros(len(values), dtype=bool) if self.high is None else values > self.high
        return low | high


class DetailFold(Struct, frozen=True):
    """How a detail sheet becomes one value an agent and month: ``take`` (min …) ``of`` a formula, over the rows left.

    Rows with the same ``per`` column are summed first; rows for which ``where`` does not hold are left out. A mean may
    ``weigh`` by a column; fewer rows than ``least`` are no data; ``blanks`` are ``no_data`` or ``left_out``. Of its
    columns ``texts`` hold words, ``instants`` dates, times or moments.
    """

    sheet: str
    take: str
    of: Formula
    per: str | None = None
    where: Formula | None = None
    weigh: str | None = None
    least: int | None = None
    blanks: str = "no_data"
    texts: frozenset[str] = frozenset()
    instants: frozenset[str] = frozenset()

    @property
    def is_plain(self) -> bool:
        """Whether its cells alone tell a reader how it was made."""
        more = (self.weigh, self.least, self.texts, self.instants)
        return self.take not in ("median", "distinct") and self.blanks == "no_data" and not any(more)

    @property
    def columns(self) -> frozenset[str]:
        """The columns of numbers that it reads, instants among them."""
        weight = (self.weigh,) if self.weigh else ()
        return frozenset((*self.of.names, *(self.where.names if self.where else ()), *weight)) - self.texts

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns whose cells stand for a row: those of the value, else of the condition, else the agent id."""
        weight = (self.weigh,) if self.weigh else ()
        own = tuple(dict.fromkeys((*self.of.names, *weight)))
        return own or (self.where.names if self.where else ()) or ("agent_id",)

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """What must hold for a row to count."""
        return conjuncts(self.where.tree) if self.where else ()

    @property
    def asked_of_rows(self) -> tuple[Expression, ...]:
        """The conditions that hold of rows before they are summed: those that read words or instants."""
        apart = self.texts | self.instants
        return tuple(one for one in self.conditions if apart.intersection(names_of(one)))

    @property
    def asked_of_sums(self) -> tuple[Expression, ...]:
        """The conditions that hold of sums of rows."""
        return tuple(one for one in self.conditions if one not in self.asked_of_rows)

    @property
    def needed(self) -> frozenset[str]:
        """With ``per``: the columns of which a blank in a row that is asked for leaves its sum without a value."""
        asked = {name for one in self.asked_of_sums for name in names_of(one)}
        return frozenset({*self.of.names, *([self.weigh] if self.weigh else [])} - asked)


class Metric(Struct, frozen=True):
    """A named, typed quantity of an agent in a month.

    ``formula`` computes it from other metrics: ``blanks_count`` is what a blank input counts where another input is
    filled. ``detail`` folds it from a sheet. In both, percent metrics read and give shares: 1 is 100 %. Values of a
    duration are in seconds; ``unit`` (``seconds``, ``minutes``, …) is what bare numbers in its column are, ``clock``
    what clocks of two parts begin with (``hours``, else minutes). ``words`` say standards in words of its own: ``zero``
    (at most 0), ``at_least`` and ``at_most`` (with ``{figure}``).
    """

    id: str
    label: Label
    kind: MetricKind
    plausible: Range = Range()
    good: str = "high"
    scale: str | None = None
    unit: str | None = None
    clock: str | None = None
    formula: Formula | None = None
    blanks_count: Fraction | None = None
    detail: DetailFold | None = None
    source: SourceRef = SourceRef()
    words: Mapping[str, Label] = field(default_factory=dict)

    @property
    def share_scale(self) -> int:
        """Units in a whole: 100 for percent, 1000 for per mille, 1 for the rest."""
        return {MetricKind.PERCENT: 100, MetricKind.PERMILLE: 1000}.get(self.kind, 1)

    @property
    def step(self) -> Fraction:
        """The smallest step of its kind: a hundredth; of counts, seconds and words one."""
        return Fraction(1) if self.kind in _WHOLE else Fraction(1, 100)

    @property
    def sign(self) -> str:
        """``%``, ``‰`` or nothing."""
        return {MetricKind.PERCENT: "%", MetricKind.PERMILLE: "‰"}.get(self.kind, "")

    def range_text(self, levels: Sequence[str] = ()) -> str:
        """The plausible range: ``0–200 %``, ``≥ 0``, ``0:00:00–1:00:00``; of levels the lowest and the highest."""
        low, high = self.plausible.low, self.plausible.high
        if self.kind is MetricKind.LEVEL and levels:
            return f"{levels[0]} – {levels[-1]}"
        unit = f" {self.sign}" if self.sign else ""
        if high is None:
            return f"≥ {self.bare_text(low or Fraction(0))}{unit}"
        return f"{'≤ ' if low is None else self.bare_text(low) + '–'}{self.bare_text(high)}{unit}"

    def reach(self, levels: int) -> Range:
        """What its values can be: the plausible range, of words their places (of so many levels)."""
        if self.kind is MetricKind.LEVEL:
            return Range(Fraction(0), Fraction(levels - 1))
        return Range(Fraction(0), Fraction(1)) if self.kind is MetricKind.PASS else self.plausible

    def bare_text(self, value: Fraction) -> str:
        """A figure as it is written in the rules, without ``%`` or ``‰``."""
        if self.kind is not MetricKind.DURATION:
            return plain_text(value)
        return clock_text(value) if value.denominator == 1 else f"{plain_text(value)}s"

    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Groups of input metrics of a formula; of each group at least one must be there."""
        if self.formula is None:
            return ()
        if self.blanks_count is not None:
            return (self.formula.names,)
        optional = tuple(name for name in self.formula.names if name in self.formula.optional)
        required = tuple((name,) for name in self.formula.names if name not in self.formula.optional)
        return (*required, optional) if optional else required

    def has_inputs(self, known: Container[str]) -> bool:
        """True where a formula can be computed from these metrics."""
        return all(any(name in known for name in group) for group in self.needs())


class IdentityColumn(Struct, frozen=True):
    """A column that says who and when; ``default`` stands in where an export lacks the column."""

    id: str
    label: Label
    default: str | None = None


ROW_FIELDS = ("month", "agent_id", "table", "row")
"""What every row of a detail sheet has beside its own columns."""


INSTANTS = ("date", "time", "moment")
"""The kinds of columns that say when: a day, a time of the day, a day and a time of it."""


class DetailColumn(Struct, frozen=True):
    """A column of a detail sheet: ``text``, an instant or one of the metric kinds, with ``unit`` and ``clock`` of a
    duration.

    ``values`` are the words that a text may be (any without them), ``no_data`` the cells that mean no data beside the
    usual ones; a pass that ``is_yes_no`` is answered by the usual words for yes and no, too.
    """

    id: str
    label: Label
    kind: str
    plausible: Range = Range()
    unit: str | None = None
    values: tuple[str, ...] = ()
    no_data: tuple[str, ...] = ()
    is_yes_no: bool = False
    clock: str | None = None

    @property
    def is_number(self) -> bool:
        """Whether formulas can reckon with it: a pass is 1 and a fail 0, a level its place, the lowest 0."""
        return self.kind != "text" and not self.is_instant

    @property
    def is_instant(self) -> bool:
        """Whether it says when: formulas can subtract it from its like and compare both."""
        return self.kind in INSTANTS

    @property
    def metric(self) -> Metric:
        """The metric by which its cells are read; only of numbers."""
        return Metric(self.id, self.label, MetricKind(self.kind), self.plausible, unit=self.unit, clock=self.clock)


class DetailSheet(Struct, frozen=True):
    """A sheet with several rows an agent.

    Rows of one agent and month with the same ``key`` (ids of columns) are the same row; without a key none are. The
    first ``date`` column says the month of a row where the sheet has no month column. ``layout`` is how its files are
    told and mapped; a source of ``sources.yaml`` without ``columns`` is a roster, and its ``key`` tells rows of all
    agents.
    """

    id: str
    label: Label
    columns: Mapping[str, DetailColumn]
    source: SourceRef = SourceRef()
    key: tuple[str, ...] = ()
    layout: Layout = SHORT

    @property
    def whole_key(self) -> tuple[str, ...]:
        """The columns of which no two rows may have the same; a detail sheet's key is that of one agent's month."""
        return self.key if self.layout.is_mapped or not self.key else ("agent_id", "month", *self.key)
