"""What is measured: metrics, the columns and detail sheets they come from, and their names in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from ccmotivate.model.durations import clock_text
from ccmotivate.model.exact import Bools, Exact, plain_text
from ccmotivate.model.formula import Formula
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


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages, with the other words by which exports call it."""

    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    def text(self, lang: str) -> str:
        """The name in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en

    @property
    def names(self) -> tuple[str, ...]:
        """The name in both languages, once where one text stands for both."""
        return (self.zh,) if self.zh == self.en else (self.zh, self.en)

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.names, *self.aliases)


@dataclass(frozen=True, slots=True)
class Range:
    """A plausible range, both ends included; None is open."""

    low: Fraction | None = None
    high: Fraction | None = None

    def outside(self, values: Exact) -> Bools:
        """True where a value lies below or above the range."""
        low = np.zeros(len(values), dtype=bool) if self.low is None else values < self.low
        high = np.zeros(len(values), dtype=bool) if self.high is None else values > self.high
        return low | high


@dataclass(frozen=True, slots=True)
class DetailFold:
    """How a detail sheet becomes one value an agent and month: ``take`` (min …) ``of`` a formula, over the rows left.

    Rows with the same ``per`` column are summed first; rows for which ``where`` does not hold are left out.
    """

    sheet: str
    take: str
    of: Formula
    per: str | None = None
    where: Formula | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A named, typed quantity of an agent in a month.

    ``formula`` computes it from other metrics: ``blanks_count`` is what a blank input counts where another input is
    filled. ``detail`` folds it from a sheet. In both, percent metrics read and give shares: 1 is 100 %. Values of a
    duration are in seconds; ``unit`` (``seconds``, ``minutes``, …) is what bare numbers in its column are.
    """

    id: str
    label: Label
    kind: MetricKind
    plausible: Range = Range()
    good: str = "high"
    scale: str | None = None
    unit: str | None = None
    formula: Formula | None = None
    blanks_count: Fraction | None = None
    detail: DetailFold | None = None
    source: SourceRef = SourceRef()

    @property
    def share_scale(self) -> int:
        """Units in a whole: 100 for percent, 1000 for per mille, 1 for the rest."""
        return {MetricKind.PERCENT: 100, MetricKind.PERMILLE: 1000}.get(self.kind, 1)

    def range_text(self) -> str:
        """The plausible range: ``0–200 %``, ``≥ 0``, ``0:00:00–1:00:00``."""
        low, high = self.plausible.low, self.plausible.high
        unit = {MetricKind.PERCENT: " %", MetricKind.PERMILLE: " ‰"}.get(self.kind, "")
        shown = clock_text if self.kind is MetricKind.DURATION else plain_text
        if high is None:
            return f"≥ {shown(low or Fraction(0))}{unit}"
        return f"{'≤ ' if low is None else shown(low) + '–'}{shown(high)}{unit}"

    def needs(self) -> tuple[tuple[str, ...], ...]:
        """Groups of input metrics of a formula; of each group at least one must be there."""
        if self.formula is None:
            return ()
        if self.blanks_count is not None:
            return (self.formula.names,)
        optional = tuple(name for name in self.formula.names if name in self.formula.optional)
        required = tuple((name,) for name in self.formula.names if name not in self.formula.optional)
        return (*required, optional) if optional else required


@dataclass(frozen=True, slots=True)
class IdentityColumn:
    """A column that says who and when; ``default`` stands in where an export lacks the column."""

    id: str
    label: Label
    default: str | None = None


@dataclass(frozen=True, slots=True)
class DetailColumn:
    """A column of a detail sheet: ``text`` or one of the metric kinds."""

    id: str
    label: Label
    kind: str
    plausible: Range = Range()


@dataclass(frozen=True, slots=True)
class DetailSheet:
    """A sheet with several rows an agent."""

    id: str
    label: Label
    columns: Mapping[str, DetailColumn]
    source: SourceRef = SourceRef()
