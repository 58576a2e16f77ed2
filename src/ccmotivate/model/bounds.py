"""How large and how fine a figure may be: in cells, in rules, in cases, and computed from others.

A spreadsheet keeps 15 digits of a number. A larger figure is a slip in the export, or a column that holds something
else, and past some hundred digits no workbook can show what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

MOST_DIGITS = 15
"""Digits before the point, of any figure."""

MOST_PLACES = 15
"""Places after the point, of a figure in the rules."""

MOST_CELL_PLACES = 40
"""Places of a number in a cell: what is left of 0.1 + 0.2 - 0.3 has 31."""

MOST_POINTS = 1_000_000
"""Points that a line of a scorecard may give: scores are whole hundredths in 64 bits."""

FACTS: Mapping[str, Mapping[str, object]] = {
    "rule-figure-size": {"digits": MOST_DIGITS, "places": MOST_PLACES},
    "rule-many-points": {"limit": f"{MOST_POINTS:,}"},
}
"""What the problems of figures beyond these limits say, by code."""

LIMIT: int = 10**MOST_DIGITS
FINEST: int = 10**MOST_CELL_PLACES
_MOST_DENOMINATOR: int = 10**MOST_PLACES


def fits_rules(value: Fraction) -> bool:
    """True for a figure that rules may hold."""
    return bool(abs(value) < LIMIT and value.denominator <= _MOST_DENOMINATOR)
