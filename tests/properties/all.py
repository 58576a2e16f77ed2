"""Every property of reading: a strategy of inputs, what must hold for each, and how many a proof draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import ids, layout, months, texts, units

_MODULES = (
    (texts, "numbers and durations as text", 600),
    (units, "bare numbers, units in the header, time formats", 150),
    (ids, "spellings of ids over one to three months", 500),
    (layout, "totals, merged and hidden cells, headers of two rows", 150),
    (months, "sources of the month, dates", 200),
)


@dataclass(frozen=True)
class Property:
    """What must hold for every input that a strategy draws."""

    subject: str
    name: str
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]
    many: int

    def hold(self, examples: int) -> tuple[int, int]:
        """Draw examples and check each: how many there were, and how many cells of text were in them.

        Raises:
            AssertionError: for the smallest input found that breaks it.
        """
        counted = [0, 0]

        def counting(drawn: Any) -> None:
            self.check(drawn)
            counted[0] += 1
            counted[1] += len(drawn) if isinstance(drawn, list) else 0

        settings(max_examples=examples)(given(self.inputs)(counting))()
        return counted[0], counted[1]


PROPERTIES = tuple(
    Property(subject, f"{check.__name__}-{at}", inputs, check, many)
    for module, subject, many in _MODULES
    for at, (inputs, check) in enumerate(module.PROPERTIES)
)
