"""Roster data of agents beyond their identity, and their tenure.

Roster columns and tenure: people.md §0.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.metrics import Label, Metric, MetricKind, Range
from ccmotivate.model.period import Month

ANYTHING = Range()


class RosterKind(StrEnum):
    """What the cells of a roster column hold."""

    DATE = "date"
    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    LEVEL = "level"
    PASS = "pass"


KINDS: Mapping[str, RosterKind] = {
    "hired": RosterKind.DATE,
    "left": RosterKind.DATE,
    "grade": RosterKind.TEXT,
    "days_in_post": RosterKind.NUMBER,
    "working_days": RosterKind.NUMBER,
    "motivation": RosterKind.NUMBER,
    "confidence": RosterKind.NUMBER,
    "commitment": RosterKind.NUMBER,
    "character": RosterKind.PASS,
    "fit": RosterKind.PASS,
    "level_before": RosterKind.LEVEL,
    "ability_after": RosterKind.LEVEL,
    "rotations": RosterKind.COUNT,
    "wants_promotion": RosterKind.PASS,
    "wanted_position": RosterKind.TEXT,
}
"""Every roster column that there is."""
LEFT = "left"
DAYS = ("hired", LEFT)


class RosterColumn(Struct, frozen=True):
    """A roster column by its id; numbers may have a plausible range.

    ``no_data`` are the cells of days that say none, beside the placeholders of the rules; ``dates`` is the order of day
    and month in them, ``""`` for that of the rules. ``words`` is the list that a part gives a text column: its cells
    are then words of it, read as their ids.
    """

    id: str
    label: Label
    plausible: Range = ANYTHING
    no_data: tuple[str, ...] = ()
    dates: str = ""
    words: Mapping[str, Label] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RosterColumn) and self._compared == other._compared

    def __hash__(self) -> int:
        return hash(self._compared)

    @property
    def _compared(self) -> tuple[str, Label, Range, tuple[str, ...], str]:
        """All but the words, which are part of other rules."""
        return self.id, self.label, self.plausible, self.no_data, self.dates

    @property
    def kind(self) -> RosterKind:
        """What its cells hold."""
        return KINDS[self.id]

    @property
    def is_number(self) -> bool:
        """False for dates and texts."""
        return self.kind not in (RosterKind.DATE, RosterKind.TEXT)

    @property
    def metric(self) -> Metric:
        """As a metric, to be read like one; only of numbers, counts, levels and passes."""
        return Metric(self.id, self.label, MetricKind(self.kind), self.plausible)


class RosterValues(Struct, frozen=True):
    """Roster columns, aligned with the rows that they belong to.

    ``numbers`` are exact: the days of hiring and leaving as day numbers (1 is 0001-01-01), levels as their place,
    passes 1 and 0. ``texts`` are ``""`` where nothing stands.
    """

    numbers: Mapping[str, Exact]
    texts: Mapping[str, NDArray[np.object_]]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that there are."""
        return (*self.numbers, *self.texts)

    def take(self, rows: NDArray[np.intp]) -> RosterValues:
        """The values of these rows."""
        return RosterValues(
            {name: column.take(rows) for name, column in self.numbers.items()},
            {name: column[rows] for name, column in self.texts.items()},
        )

    def is_blank(self, name: str) -> NDArray[np.bool_]:
        """True where a column that is there has no value."""
        return self.numbers[name].missing if name in self.numbers else self.texts[name] == ""

    def shown(self, name: str, row: int) -> str:
        """A value in words for a message: a day as 2025-03-31."""
        if name in self.texts:
            return str(self.texts[name][row])
        value = self.numbers[name][row]
        if value is None:
            return ""
        return str(dt.date.fromordinal(int(value))) if KINDS[name] is RosterKind.DATE else plain_text(value)


NO_VALUES = RosterValues({}, {})
"""No column at all."""


def stacked(parts: Sequence[tuple[RosterValues, int]]) -> RosterValues:
    """Values under each other, each with its number of rows; a column that one lacks is blank there."""
    numbers = sorted({name for part, _rows in parts for name in part.numbers})
    texts = sorted({name for part, _rows in parts for name in part.texts})
    return RosterValues(
        {name: Exact.concat([p.numbers.get(name) or Exact.empty(rows) for p, rows in parts]) for name in numbers},
        {name: np.concatenate([p.texts.get(name, _blank(rows)) for p, rows in parts]) for name in texts},
    )


def _blank(rows: int) -> NDArray[np.object_]:
    return np.full(rows, "", dtype=object)


def first_day(month: Month) -> dt.date:
    return dt.date(month.year, month.month, 1)


def last_day(month: Month) -> dt.date:
    """The as-of day of a month."""
    return dt.date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])


UNKNOWN = -1
"""Months of service without a day of hiring."""


def tenures(hired: Exact, month: Month) -> NDArray[np.int64]:
    """Months of service of everybody as of a month; ``UNKNOWN`` without a day, or with one after the month."""
    days = np.where(hired.missing, 0, hired.num).astype(np.int64)
    distinct, which = np.unique(days, return_inverse=True)
    last = last_day(month).toordinal()
    served = [tenure(dt.date.fromordinal(day), month) if 0 < day <= last else UNKNOWN for day in distinct.tolist()]
    return np.array(served, dtype=np.int64)[which]


def tenure(hired: dt.date, month: Month) -> int:
    """Months of service as of a month: from the month of hiring to it, plus 1 if hired on the 1st.

    Raises:
        ValueError: hired after the last day of the month.
    """
    if hired > last_day(month):
        raise ValueError(f"hired on {hired}, after the end of {month}")
    return month.ordinal - Month(hired.year, hired.month).ordinal + (hired.day == 1)
