"""``bands``: steps, each boundary saying its side.

In a rule file: ``csat: {weight: 20, bands: [{below: 60%, points: 0}, {up_to: 80%, points: 60}, {points: 100}]}``:
below 60 % earns 0, from 60 % up to and with 80 % earns 60, more earns 100.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from msgspec import Struct
from pydantic import Field

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import Exact
from ccmotivate.model.methods import ON_STANDARD, Interval, LineResolver, Method, Shown, monotone, pair_text
from ccmotivate.model.metrics import NUMERIC, MetricKind
from ccmotivate.model.schema import FigureText, Points, Written


class BandRule(Written):
    """One step of ``bands``: ``below`` leaves its boundary to the next step, ``up_to`` keeps it."""

    below: FigureText | None = Field(
        None, description=N_("Values below this; the boundary itself belongs to the next step.")
    )
    up_to: FigureText | None = Field(None, description=N_("Values up to this, the boundary included."))
    points: Points = Field(description=N_("The points of this step."))


class BandsFields(Written):
    """How they are written."""

    bands: list[BandRule] | None = Field(
        None, description=N_("Steps in ascending order; the last one has points alone.")
    )


class Band(Struct, frozen=True):
    """One step: values below ``limit`` (with it, if ``included``) that no earlier band took; None takes the rest."""

    limit: Fraction | None
    included: bool
    points: Fraction


class Bands(Method, frozen=True):
    """Steps in ascending order, the last one open."""

    steps: tuple[Band, ...]

    key = "bands"
    kinds = NUMERIC
    Fields = BandsFields
    moving = N_("boundary of 100 points {old} → {new}")

    @classmethod
    def resolve(cls, rule: BandsFields, resolver: LineResolver) -> Bands | None:
        steps: list[Band] = []
        for step in rule.bands or []:
            figure = step.below if step.below is not None else step.up_to
            limit = None if figure is None else resolver.in_unit(figure)
            steps.append(Band(limit, step.below is None, step.points))
        limits = [step.limit for step in steps[:-1]]
        ascending = all(a is not None and b is not None and a < b for a, b in pairwise(limits))
        twice = any(step.below is not None and step.up_to is not None for step in rule.bands or [])
        if not steps or None in limits or steps[-1].limit is not None or not ascending or twice:
            resolver.say("rule-bands-order")
            return None
        return cls(tuple(steps))

    def points(self, values: Exact) -> Exact:
        """The points of the first band that holds the value."""
        made = Exact.empty(len(values))
        open_rows = ~values.missing
        for band in self.steps:
            if band.limit is None:
                here = open_rows
            else:
                here = open_rows & (values <= band.limit if band.included else values < band.limit)
            made = Exact.full(len(values), band.points).where(here, made)
            open_rows = open_rows & ~here
        return made.without(np.asarray(values.missing))

    def intervals(self) -> Iterator[Interval]:
        """Each band, and each boundary."""
        before: Fraction | None = None
        taken = False  # does the band before keep the boundary?
        for at, step in enumerate(self.steps):
            inside = before is not None and not taken
            yield Interval("band", str(at + 1), before, step.limit, with_low=inside, with_high=step.included)
            if step.limit is not None:
                yield Interval.point("boundary", step.limit)
            before, taken = step.limit, step.included

    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:  # noqa: ARG002 - asked of all methods
        _ = translator(lang)
        texts = []
        for band in self.steps:
            value = _("otherwise")
            if band.limit is not None:
                value = (_("up to {limit}") if band.included else _("below {limit}")).format(limit=shown(band.limit))
            texts.append(pair_text(value, band.points))
        return _(", ").join(texts)

    def rises(self, good: str) -> bool:
        return monotone([band.points for band in self.steps], good)

    def examples(self) -> Sequence[Fraction]:
        limits = [band.limit for band in self.steps if band.limit is not None]
        return sorted({*limits, *(limit + side for limit in limits for side in (-1, 1))}) or [Fraction(0)]

    def stands_on(self, figure: Fraction) -> bool:
        sides = pairwise(self.steps)
        return any(one.limit == figure and ON_STANDARD in (one.points, other.points) for one, other in sides)

    def ordered(self, data: Any) -> Sequence[tuple[Fraction, str]]:
        pairs = zip(self.steps, data, strict=True)
        return [(step.limit, _limit(item)[1]) for step, item in pairs if step.limit is not None]

    def moved(self, data: Any, old: Fraction, new: Fraction, word: str) -> Any:  # noqa: ARG002 - asked of all methods
        steps = zip(self.steps, data, strict=True)
        return [{**item, _limit(item)[0]: word} if step.limit == old else item for step, item in steps]


def _limit(item: Mapping[str, Any]) -> tuple[str, str]:
    """The key and the word of a band's boundary."""
    key = "below" if "below" in item else "up_to"
    return key, str(item[key])
