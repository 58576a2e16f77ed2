"""Mutants of ``pay.yaml``: one figure, boundary or role otherwise, as a slip of the pen would."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec.structs import replace

from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.pay.rules import Add, AtMost, Base, IfRepeat, Pay, PaySettings, Step, Times, UnlessQualified, What
from ccmotivate.points.bands import Bands
from ccmotivate.points.curve import Curve

_SMALL = Fraction(1, 100)


def mutants(rules: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    """Every mutant of the pays, and a step left out."""
    part = rules.parts["pay"]
    settings: PaySettings = part.settings
    for at, pay in enumerate(settings.pays):
        for name, other in _pays(pay):
            pays = (*settings.pays[:at], other, *settings.pays[at + 1 :])
            yield (
                f"{pay.id} {name}",
                replace(rules, parts={**rules.parts, "pay": replace(part, settings=PaySettings(pays))}),
            )


def _pays(pay: Pay) -> Iterator[tuple[str, Pay]]:
    for at, step in enumerate(pay.steps):
        needed = {one.what.none_if_zero for one in pay.steps if isinstance(one.what, Add)}
        if step.id not in needed:
            yield f"without {step.id}", replace(pay, steps=(*pay.steps[:at], *pay.steps[at + 1 :]))
        for name, what in _steps(step):
            yield (
                f"{step.id} {name}",
                replace(pay, steps=(*pay.steps[:at], replace(step, what=what), *pay.steps[at + 1 :])),
            )


def _steps(step: Step) -> Iterator[tuple[str, What]]:
    what = step.what
    match what:
        case Base(amounts) | AtMost(amounts):
            for role, amount in amounts.items():
                for change in (1, -1):
                    yield f"{role} {amount + change}", type(what)({**amounts, role: amount + change})
                yield f"without {role}", type(what)({name: one for name, one in amounts.items() if name != role})
        case Times(quantity, Bands() as bands):
            yield from ((name, Times(quantity, other)) for name, other in _bands(bands))
        case Times(quantity, Curve() as curve):
            yield from ((name, Times(quantity, other)) for name, other in _curves(curve))
        case UnlessQualified(factor):
            for change in (_SMALL, -_SMALL):
                yield f"{factor + change}", UnlessQualified(factor + change)
        case IfRepeat(factor):
            for change in (_SMALL, -_SMALL):
                yield f"{factor + change}", IfRepeat(factor + change)
        case Add():
            yield from _adds(what)
        case _:
            return


def _bands(bands: Bands) -> Iterator[tuple[str, Bands]]:
    steps = bands.steps
    for at, band in enumerate(steps):
        changes = [replace(band, points=band.points + change) for change in (_SMALL, -_SMALL)]
        if band.limit is not None:
            changes += [replace(band, limit=band.limit + change) for change in (_SMALL, -_SMALL)]
            changes.append(replace(band, included=not band.included))
        for other in changes:
            yield f"band {at + 1}: {other}", Bands((*steps[:at], other, *steps[at + 1 :]))


def _curves(curve: Curve) -> Iterator[tuple[str, Curve]]:
    pairs = curve.pairs
    for at, (value, factor) in enumerate(pairs):
        moved = [(value + side * _SMALL, factor) for side in (1, -1)]
        moved += [(value, factor + side * _SMALL) for side in (1, -1)]
        for pair in moved:
            others = (*pairs[:at], pair, *pairs[at + 1 :])
            if pair[1] >= 0 and all(low[0] < high[0] for low, high in pairwise(others)):
                yield f"{value}: {factor} -> {pair[0]}: {pair[1]}", Curve(others)


def _adds(what: Add) -> Iterator[tuple[str, What]]:
    for change in (_SMALL, -_SMALL):
        yield f"each {what.each + change}", replace(what, each=what.each + change)
    for side in (1, -1):
        if what.above:
            yield f"above {what.above + side}", replace(what, above=what.above + side)
        if what.at_most is not None:
            yield f"at most {what.at_most + side}", replace(what, at_most=what.at_most + side)
    yield "without the most", replace(what, at_most=None)
    yield "at a factor of 0 too", replace(what, none_if_zero=None)
    if what.by_days:
        yield "not by days", replace(what, by_days=False)
    if what.roles:
        yield "for every role", replace(what, roles=())
