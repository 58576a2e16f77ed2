"""Talent in an explanation to the person: both axes, and what would move them; no quadrant and no tier."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ccmotivate.locale import translator
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.talent.decide import AxisResult, TalentResult
from ccmotivate.parts.talent.moves import Move, ways
from ccmotivate.parts.talent.words import figure_text
from ccmotivate.writers.explain.blocks import Block, Line


def blocks(result: TalentResult, at: int, rules: RuleSet, lang: str) -> list[Block]:
    """One block: each axis with its figures, and what would bring it to its line."""
    _ = translator(lang)
    title = _("{one} and {other}").format(**dict(zip(("one", "other"), _names(result, lang), strict=True)))
    if not result.on_roster[at]:
        return [Block(title, _("no row on the roster"), ())]
    lines = [line for one in result.axes for line in _axis(one, at, rules, lang)]
    return [Block(title, _("for a talk, not a verdict"), tuple(lines))]


def _names(result: TalentResult, lang: str) -> list[str]:
    return [one.axis.label.text(lang) for one in result.axes]


def _axis(one: AxisResult, at: int, rules: RuleSet, lang: str) -> Iterator[Line]:
    _ = translator(lang)
    value = one.value[at]
    shown = _("no data") if value is None else fixed_text(value, 2)
    yield Line(one.axis.label.text(lang), shown, _where(one, value, lang), str(one.axis.source))
    yield from _to_the_line(one, at, rules, lang)
    for line, figures, points in zip(one.axis.lines, one.figures, one.points, strict=True):
        earned, weight = points[at], plain_text(line.weight)
        text = _("no points") if earned is None else _("{points} points").format(points=fixed_text(earned, 2))
        text = _("{points}, weight {weight}").format(points=text, weight=weight)
        yield Line(line.metric.label.text(lang), figure_text(line, figures[at], rules, lang), text, str(line.source))


def _where(one: AxisResult, value: Fraction | None, lang: str) -> str:
    """Where the axis stands to its line."""
    _ = translator(lang)
    cut = one.axis.cut
    if value is None:
        return _("the line is {cut}; a figure is missing").format(cut=plain_text(cut))
    below, on, above = _("{gap} below the line of {cut}"), _("on the line of {cut}"), _("{gap} above the line of {cut}")
    text = on if value == cut else above if value > cut else below
    return text.format(gap=plain_text(abs(value - cut)), cut=plain_text(cut))


def _to_the_line(one: AxisResult, at: int, rules: RuleSet, lang: str) -> Iterator[Line]:
    """What would bring the person to the line: each figure that is enough alone, else some together."""
    _ = translator(lang)
    found = ways(one, at)
    for move in found.alone:
        name = _("{name} alone reaches the line").format(name=move.line.metric.label.text(lang))
        yield Line(name, _move(move, rules, lang), _("all else as it is"))
    for place, move in enumerate(found.together, start=1):
        name = _("{name}, to reach the line together").format(name=move.line.metric.label.text(lang))
        text = _("{place} of {count}").format(place=place, count=len(found.together))
        yield Line(name, _move(move, rules, lang), text)


def _move(move: Move, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    before, after = (figure_text(move.line, value, rules, lang) for value in (move.before, move.after))
    return _("{after} instead of {before}").format(before=before, after=after)
