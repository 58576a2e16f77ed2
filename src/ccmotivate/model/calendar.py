"""Periods: a month, a quarter, a half-year or a year, and the months that each is made of."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from ccmotivate.model.period import Month, month_hint
from ccmotivate.model.words import half_width

_FORMS = (
    r"(?i)(?P<year>(?:19|20)\d\d)\s*年?\s*[-/. ]?\s*"
    r"(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|第?(?P<quarter_zh>[1-4一二三四])季度?|(?P<half_zh>[上下])半年|年?度?)"
)
_CHINESE = "一二三四"


class PeriodKind(StrEnum):
    """How often an award is given, and what a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months it has."""
        return {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.value]


class Period(Struct, frozen=True, order=True):
    """A period of the calendar; ``str`` gives ``2025-03``, ``2025-Q1``, ``2025-H1`` or ``2025``.

    ``number`` counts the periods of its kind within the year, from 1. Periods order by their end, the shorter first:
    January, February, March, the first quarter, April.
    """

    year: int
    _last: int
    _length: int

    @classmethod
    def of(cls, kind: PeriodKind, year: int, number: int = 1) -> Period:
        """The period of a kind with this number in its year."""
        return cls(year, number * kind.months, kind.months)

    @classmethod
    def of_month(cls, month: Month) -> Period:
        """A month as a period."""
        return cls.of(PeriodKind.MONTH, month.year, month.month)

    @classmethod
    def ending(cls, kind: PeriodKind, month: Month) -> Period | None:
        """The period of a kind whose last month this is, None where it is another one's."""
        return cls(month.year, month.month, kind.months) if month.month % kind.months == 0 else None

    @property
    def kind(self) -> PeriodKind:
        return next(kind for kind in PeriodKind if kind.months == self._length)

    @property
    def number(self) -> int:
        return self._last // self._length

    @property
    def months(self) -> tuple[Month, ...]:
        """Its months, ascending."""
        return tuple(Month(self.year, at) for at in range(self._last - self._length + 1, self._last + 1))

    def parts(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of a kind that it is made of, ascending: of its own kind itself, of a longer one none."""
        step = kind.months
        return tuple(
            Period(self.year, at, step) for at in range(self._last - self._length + step, self._last + 1, step)
        )

    def holds(self, other: Period) -> bool:
        """True when ``other`` is a part of this one, and shorter."""
        return other != self and set(other.months) <= set(self.months)

    def __str__(self) -> str:
        kind = self.kind
        if kind is PeriodKind.YEAR:
            return f"{self.year:04d}"
        letter = {PeriodKind.MONTH: "", PeriodKind.QUARTER: "Q", PeriodKind.HALF: "H"}[kind]
        return f"{self.year:04d}-{letter}{self.number}" if letter else f"{self.year:04d}-{self.number:02d}"


def parse_period(text: str) -> Period | None:
    """``2025-03``, ``2025-Q1``, ``2025-H1``, ``2025`` and the ways people write them (``2025年3月``, ``2025年一季度``).

    None for anything else.
    """
    plain = half_width(text).strip()
    found = re.fullmatch(_FORMS, plain)
    if found is None:
        month = month_hint(plain).full
        return None if month is None else Period.of_month(month)
    year = int(found["year"])
    quarter = found["quarter"] or found["quarter_zh"]
    if quarter:
        return Period.of(PeriodKind.QUARTER, year, int(quarter) if quarter.isascii() else _CHINESE.index(quarter) + 1)
    half = found["half"] or {"上": "1", "下": "2"}.get(found["half_zh"] or "")
    return Period.of(PeriodKind.HALF, year, int(half)) if half else Period.of(PeriodKind.YEAR, year)
