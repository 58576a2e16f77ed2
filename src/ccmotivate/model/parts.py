"""What a part of the rules (pay, coaching …) hands in of each month, so that it is compared and recorded.

A part is a subject that a rules folder switches on by having its file. Its values take the same way as every other
decided value: ``decided.py`` compares them, ``simulate`` and ``diff`` show what differs, the ledger records them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from ccmotivate.model.metrics import Label

Atom = Fraction | int | str | None
PartValue = Atom | tuple[Atom, ...]  # equal values are no difference; None is no value


class PartResult(Protocol):
    """A part's decisions about one month."""

    def comparable(self) -> Mapping[str, Mapping[str, PartValue]]:
        """Agent id → field id → value; who is not named has no values. Field ids are the part's own, without spaces."""
        ...

    def labels(self) -> Mapping[str, Label]:
        """The names of its fields, by id."""
        ...


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """A part as the ledger holds it: the values without their names."""

    values: Mapping[str, Mapping[str, PartValue]]

    def comparable(self) -> Mapping[str, Mapping[str, PartValue]]:
        """Agent id → field id → value, as published."""
        return self.values

    def labels(self) -> Mapping[str, Label]:
        """None: names are those of the rules of now."""
        return {}
