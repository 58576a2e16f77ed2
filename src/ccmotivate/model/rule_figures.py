"""A figure as it is written in the rules: a number with its unit, or a duration."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from msgspec import Struct
from pydantic_core import PydanticCustomError

from ccmotivate.model.bounds import fits_rules
from ccmotivate.model.durations import UNITS, parse_duration
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.words import half_width

_FIGURE = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_MAX_FIGURE = 40
_FACTORS = {
    (MetricKind.PERCENT, ""): Fraction(1),
    (MetricKind.PERCENT, "%"): Fraction(1),
    (MetricKind.PERCENT, "‰"): Fraction(1, 10),
    (MetricKind.PERMILLE, ""): Fraction(1),
    (MetricKind.PERMILLE, "‰"): Fraction(1),
    (MetricKind.PERMILLE, "%"): Fraction(10),
    (MetricKind.DURATION, "s"): Fraction(1),
}


class Figure(Struct, frozen=True):
    """A number as written: its value, its unit (``%``, ``‰``, ``s`` for a duration, or none) and its text."""

    value: Fraction
    unit: str
    text: str

    def worth(self, kind: str, unit: str | None = None) -> Fraction | None:
        """The figure as a value of a metric of this kind; None where its unit does not fit.

        ``unit`` is what a bare figure of a duration is in; seconds without it.
        """
        if kind == MetricKind.DURATION and not self.unit:
            return self.value * UNITS[unit or "seconds"]
        factor = _FACTORS.get((MetricKind(kind), self.unit), None if self.unit else Fraction(1))
        return None if factor is None else self.value * factor

    def two_readings(self, kind: str) -> dict[str, str]:
        """What a bare ``0.75`` of a percent metric could mean: ``75%`` or the ``same`` ``0.75%``; else nothing."""
        if kind != MetricKind.PERCENT or self.unit or not 0 < self.value < 1:
            return {}
        return {"percent": f"{plain_text(100 * self.value)}%", "same": f"{self.text}%"}


def parse_figure(text: Any) -> Figure:
    """``75%``, ``1‰``, ``1,200``, ``0.5`` or a duration like ``3:25`` as a figure.

    Raises:
        PydanticCustomError: it is not a number (code ``rule-not-a-number``), or is too large or too fine
            (``rule-figure-size``).
    """
    if isinstance(text, str):
        plain = half_width(text).replace(" ", "")
        unit = plain[-1:] if plain[-1:] in ("%", "‰") else ""
        number = plain.removesuffix(unit) if unit else plain
        if _FIGURE.fullmatch(number):
            return Figure(_fitting(number.replace(",", "")), unit, plain)
        seconds = parse_duration(text)
        if seconds is not None:
            return Figure(_fitting(seconds), "s", text.strip())
    raise PydanticCustomError("rule-not-a-number", "not a number")


def _fitting(written: str | Fraction) -> Fraction:
    """A figure within the limits of rules; text of any length is not read as a number beyond them."""
    if isinstance(written, Fraction) or len(written) <= _MAX_FIGURE:
        value = Fraction(written)
        if fits_rules(value):
            return value
    raise PydanticCustomError("rule-figure-size", "too large or too fine")
