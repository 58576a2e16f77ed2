"""Balanced scorecards in an explanation."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.balanced.decide import BalancedResult, Measure
from ccmotivate.parts.balanced.words import action_text, actual_text, target_text, weight_text
from ccmotivate.writers.explain.blocks import Block, Line


def blocks(result: BalancedResult, at: int, rules: RuleSet, lang: str) -> list[Block]:  # noqa: ARG001 - the contract's
    """A block for whoever has a card: each perspective, and under it each measure with the cell of its figure."""
    card = result.cards.get(at)
    if card is None:
        return []
    _ = translator(lang)
    lines = []
    for one in card.perspectives:
        name = result.settings.perspectives[one.id].text(lang)
        source = str(result.settings.sources[one.id])
        text = _("; ").join((_("Perspective"), weight_text(one.weight, lang)))
        lines.append(Line(name, fixed_text(one.score, 2), text, source))
        lines += [_line(measure, result, lang) for measure in one.measures]
    return [Block(result.settings.kind.label.text(lang), fixed_text(card.score, 2), tuple(lines))]


def _line(measure: Measure, result: BalancedResult, lang: str) -> Line:
    _ = translator(lang)
    told = (
        target_text(measure, lang),
        actual_text(measure, lang),
        weight_text(measure.row.weight, lang),
        action_text(measure, lang),
    )
    points = _("{points} points").format(points=fixed_text(measure.points, 2))
    return Line(measure.row.measure, points, _("; ").join(filter(None, told)), str(result.cell(measure)))
