"""How often the verdicts of ``evaluate`` are right in drawn companies, and how often ``--plan`` says that they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from ccmotivate.parts.measures.drawing import power
from ccmotivate.parts.measures.evaluate import decide
from ccmotivate.parts.measures.panel import Panel
from ccmotivate.parts.measures.power import plan
from ccmotivate.parts.measures.results import Verdict
from ccmotivate.parts.measures.rules import Measure
from tests.parts.measures.simulated import SPREAD, Shape, company, pilot, planted

TOLD = {Verdict.IMPROVED, Verdict.WORSENED}
EFFECTS = (Fraction(1, 4), Fraction(1, 2), Fraction(1))
"""In standard deviations of a person's value in a month."""


def false_alarm(seed: int, shape: Shape, metrics: int) -> bool:
    """Whether a pilot in which nothing was done is told improved or worsened on any of its metrics."""
    found = decide(pilot(seed, shape, metrics), company(seed, shape)).found
    assert all(one.verdict != Verdict.TOO_FEW for one in found)
    return any(one.verdict in TOLD for one in found)


def told(panel: Panel, done: Measure, effect: Fraction) -> bool:
    """Whether satisfaction that rose by ``effect`` among the pilot's people, in its unit, is told so."""
    return decide(done, planted(panel, done, effect)).found[0].verdict == Verdict.IMPROVED


@dataclass
class Cell:
    """One design in many companies: what was told of planted effects, and what the plan had said of them."""

    shape: Shape
    metrics: int = 1
    worlds: int = 0
    found: dict[Fraction, int] = field(default_factory=lambda: dict.fromkeys(EFFECTS, 0))
    said: dict[Fraction, float] = field(default_factory=lambda: dict.fromkeys(EFFECTS, 0.0))
    smallest: float = 0.0
    of_smallest: int = 0

    def look(self, seeds: Iterable[int]) -> None:
        """Plant every effect into these companies, and plan for each."""
        for seed in seeds:
            panel, done = company(seed, self.shape), pilot(seed, self.shape, self.metrics)
            for effect in EFFECTS:
                self.found[effect] += told(panel, done, effect * SPREAD)
            self._plan(panel, done)
            self.worlds += 1

    def _plan(self, panel: Panel, done: Measure) -> None:
        one = plan(done, panel).planned[0]
        least, design = one.smallest, one.design
        assert least is not None
        assert design is not None
        for effect in EFFECTS:
            self.said[effect] += power(design, float(effect * SPREAD))
        self.smallest += least / SPREAD
        self.of_smallest += told(panel, done, Fraction(round(100 * least), 100))

    def share(self, effect: Fraction) -> float:
        """How often this effect was told."""
        return self.found[effect] / self.worlds

    def expected(self, effect: Fraction) -> float:
        """How often it would be, by the plans."""
        return self.said[effect] / self.worlds

    @property
    def shown(self) -> float:
        """How often the smallest change that could be shown, by the plan of that company, was told."""
        return self.of_smallest / self.worlds
