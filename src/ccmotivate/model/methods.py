"""The interface of points methods. The methods are in ``points/``, one file each."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Protocol

from msgspec import Struct

from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rule_figures import Figure
from ccmotivate.model.schema import Written

ON_STANDARD = Fraction(100)
"""The points of a metric on its standard."""

Shown = Callable[[Fraction], str]
"""A value of the metric in words, with its unit."""


class LineResolver(Protocol):
    """Where a line of a scorecard resolves its figures, and reports what is wrong with them at its own place."""

    @property
    def metric(self) -> Metric: ...

    @property
    def levels(self) -> Sequence[str]:
        """The ids of the levels, lowest first."""
        ...

    def say(self, code: str, value: object = None, **facts: object) -> None: ...

    def known(self, what: str, word: str, choices: Iterable[str]) -> bool:
        """True when ``word`` is one of the choices; else an error with the nearest."""
        ...

    def figure(self, word: str) -> Fraction | None:
        """A word as a value of the metric; None with an error."""
        ...

    def in_unit(self, figure: Figure) -> Fraction:
        """A figure as a value of the metric; an error where its unit does not fit."""
        ...


class Interval(Struct, frozen=True):
    """Values that a method treats alike, from ``low`` to ``high`` (None is open), with or without the ends."""

    way: str
    detail: str
    low: Fraction | None = None
    high: Fraction | None = None
    with_low: bool = False
    with_high: bool = False

    @classmethod
    def point(cls, way: str, value: Fraction, detail: str | None = None) -> Interval:
        """A single value."""
        return cls(way, plain_text(value) if detail is None else detail, value, value, True, True)

    def holds(self, value: Fraction) -> bool:
        """True for a value that lies in it."""
        above = self.low is None or value > self.low or (self.with_low and value == self.low)
        below = self.high is None or value < self.high or (self.with_high and value == self.high)
        return above and below


class Method(Struct, frozen=True):
    """How the value of a metric earns points.

    Attributes:
        key: The word of a rule file, the first field of ``Fields``.
        kinds: The kinds of metrics that it is for.
        Fields: Its keys in a line of a scorecard.
        schema: Additions to the JSON Schema of a line.
        above_zero: The value that it stands on is above 0.
        moving: The sentence when that value moves from ``{old}`` to ``{new}``; untranslated.
    """

    key: ClassVar[str]
    kinds: ClassVar[tuple[MetricKind, ...]]
    Fields: ClassVar[type[Written]]
    schema: ClassVar[Mapping[str, Any]] = {}
    above_zero: ClassVar[bool] = False
    moving: ClassVar[str] = ""

    @classmethod
    @abstractmethod
    def resolve(cls, rule: Any, resolver: LineResolver) -> Method | None:
        """The method as it is written, ``rule`` having the fields of ``Fields``; None after an error."""

    @abstractmethod
    def points(self, values: Exact) -> Exact:
        """The points of each value, not yet rounded; no data has no points."""

    @property
    def by_person(self) -> bool:
        """True where a person's own target counts in the place of the one that is written."""
        return False

    def for_target(self, target: Fraction | None) -> Method:  # noqa: ARG002 - for methods by person
        """The method as it is for a person with this target of their own."""
        return self

    def points_by_person(self, values: Exact, targets: Exact) -> Exact:  # noqa: ARG002 - for methods by person
        """The points of each value, held against the target beside it where the method is by person."""
        return self.points(values)

    @abstractmethod
    def intervals(self) -> Iterator[Interval]:
        """The intervals of values that it treats alike, in any order, plausible or not."""

    @abstractmethod
    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:
        """How a value earns points: ``80 → 100; more and less in proportion, at most 120``."""

    @abstractmethod
    def rises(self, good: str) -> bool:
        """True when a better value (``good``: ``high`` or ``low``) never earns fewer points."""

    @abstractmethod
    def examples(self) -> Sequence[Fraction]:
        """Values at which it gives something worth showing, ascending."""

    def same(self, named: Callable[[Fraction], Hashable]) -> Hashable:  # noqa: ARG002 - for methods that name levels
        """What it is compared by when rules are compared; ``named`` gives a value, a level by its id."""
        return self

    # -- a standard that moves ----------------------------------------------------------------------------------------

    def stands_on(self, figure: Fraction) -> bool:  # noqa: ARG002 - asked of all methods
        """True where this value is what earns 100 in so many words."""
        return False

    @property
    def figure_key(self) -> str:
        """The key of its data in a rule file."""
        return self.key

    def ordered(self, data: Any) -> Sequence[tuple[Fraction, str]]:  # noqa: ARG002 - asked of all methods
        """The values that must stay in order, each with its word in ``data``, which is what a rule file says."""
        return ()

    def moved(self, data: Any, old: Fraction, new: Fraction, word: str) -> Any:  # noqa: ARG002 - asked of all methods
        """``data`` with the value ``old`` moved to ``new``, which is written ``word``."""
        return data


def pair_text(value: str, points: Fraction) -> str:
    """``80% → 100``."""
    return f"{value} → {plain_text(points)}"


def monotone(points: Sequence[Fraction], good: str) -> bool:
    """True when points by ascending values never fall on the way to the better end."""
    return list(points) == sorted(points, reverse=good == "low")
