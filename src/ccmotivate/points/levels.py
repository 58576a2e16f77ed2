"""``levels``: a table level → points.

In a rule file: ``project_knowledge: {weight: 10, levels: {none: 0, basic: 60, proficient: 90, fluent: 100}}``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from pydantic import Field

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import Exact
from ccmotivate.model.methods import ON_STANDARD, Interval, LineResolver, Method, Shown, monotone, pair_text
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.schema import Points, Written


class LevelsFields(Written):
    """How they are written."""

    levels: dict[str, Points] | None = Field(
        None, description=N_("Points by level; every level of columns.yaml must have some.")
    )


class Levels(Method, frozen=True):
    """Points by level, as (level, points) pairs."""

    table: tuple[tuple[Fraction, Fraction], ...]

    key = "levels"
    kinds = (MetricKind.LEVEL,)
    Fields = LevelsFields
    moving = N_("100 points at {old} → {new}")

    @classmethod
    def resolve(cls, rule: LevelsFields, resolver: LineResolver) -> Levels | None:
        table, levels = rule.levels or {}, list(resolver.levels)
        known = [resolver.known("level", word, levels) for word in table]
        missing = [level for level in levels if level not in table]
        if missing:
            resolver.say("rule-levels-missing", ", ".join(missing))
        if missing or not all(known):
            return None
        return cls(tuple((Fraction(levels.index(word)), points) for word, points in table.items()))

    def points(self, values: Exact) -> Exact:
        """The points of each level."""
        made = Exact.empty(len(values))
        for level, earned in self.table:
            made = Exact.full(len(values), earned).where(values.equals(level), made)
        return made

    def intervals(self) -> Iterator[Interval]:
        yield from (Interval.point("level", level) for level, _points in self.table)

    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:  # noqa: ARG002 - asked of all methods
        _ = translator(lang)
        return _(", ").join(pair_text(shown(value), points) for value, points in self.table)

    def rises(self, good: str) -> bool:
        return monotone([points for _level, points in sorted(self.table)], good)

    def examples(self) -> Sequence[Fraction]:
        return [level for level, _points in self.table]

    def same(self, named: Callable[[Fraction], Hashable]) -> Hashable:
        return frozenset((named(level), points) for level, points in self.table)

    def stands_on(self, figure: Fraction) -> bool:
        return (figure, ON_STANDARD) in self.table

    def moved(self, data: Any, old: Fraction, new: Fraction, word: str) -> Any:  # noqa: ARG002 - asked of all methods
        """Each level earns what the one as far below the old standard did; the ends stand for what is beyond them."""
        keys = {int(level): key for (level, _points), key in zip(self.table, data, strict=True)}
        last, apart = len(keys) - 1, int(old - new)
        source = {level: min(max(level + apart, 0), last) for level in range(last + 1)}
        if new > 0:
            source[0] = 0
        return {keys[level]: data[keys[source[level]]] for level in range(last + 1)}
