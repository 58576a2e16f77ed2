"""What the core knows of parts: rules that a part's file gave, and what the part decided about a month.

A part (pay, coaching …) is one subject with a rules file of its own. The core never imports one: a rule set carries the
parts that are on, and asks each by the facets that ``parts/contract.py`` describes.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

from msgspec import Struct, field

from ccmotivate.model.award_rules import Award
from ccmotivate.model.metrics import Label
from ccmotivate.model.sheets import SheetKind
from ccmotivate.problems import SourceRef


class PartDeclared(Protocol):
    """A part as it declares itself; ``parts.contract.Part`` is one."""

    @property
    def id(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def label(self) -> Label: ...
    @property
    def window(self) -> int: ...
    @property
    def changes(self) -> tuple[str, ...]: ...
    def facet(self, name: str) -> Any: ...


class PartFact(Struct, frozen=True):
    """One figure or word of a part's file by its path, or the order of what is taken in order, and its line."""

    path: str
    value: str | tuple[str, ...]
    source: SourceRef


class PartRules(Struct, frozen=True):
    """A part that is on: its declaration, its settings (a frozen value of its own), and the first line of its file.

    ``facts`` are all figures and words of the file, without regard to how they are written: two schemes are compared by
    them. ``sheets`` are the kinds of sheets that it reads.
    """

    part: PartDeclared
    settings: Any
    source: SourceRef
    facts: tuple[PartFact, ...]
    sheets: tuple[SheetKind, ...] = ()

    @property
    def id(self) -> str:
        """The id of the part."""
        return self.part.id

    @property
    def needed_sheets(self) -> tuple[str, ...]:
        """The kinds of sheets without which it is off for a month."""
        facet = self.facet("sheets")
        return () if facet is None else tuple(facet.NEEDED)

    @property
    def awards(self) -> tuple[Award, ...]:
        """The awards of a month that it gives beside those of ``awards.yaml``."""
        give = getattr(self.facet("rules"), "awards", None)
        return () if give is None else tuple(give(self.settings))

    @property
    def looks_back(self) -> int:
        """How many months before a month it looks at where they are at hand: its window, or more by its file."""
        return max(self.part.window, getattr(self.settings, "looks_back", 0))

    def facet(self, name: str) -> Any:
        """A facet of the part, None for one that it declines."""
        return self.part.facet(name)


Atom = Fraction | int | str | None
PartValue = Atom | tuple[Atom, ...]  # equal values are no difference; None is no value


class ComparedPart(Struct, frozen=True):
    """What a part decided about a month as values that are compared (``decided.py``) and recorded by the ledger.

    ``values`` are by agent id, then by the part's own field ids, which have no spaces; who is not named has none.
    ``labels`` name the fields; the ledger does not keep them.
    """

    values: Mapping[str, Mapping[str, PartValue]]
    labels: Mapping[str, Label] = field(default_factory=dict)
