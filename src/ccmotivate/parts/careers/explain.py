"""Careers in an explanation to the person: the next step, and each of its conditions."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.decide import NONE, CareersResult, Condition, Status
from ccmotivate.parts.careers.lacking import Lack, lacks
from ccmotivate.parts.careers.words import CONDITIONS, band_text, needed_text, standing_text, step_text, value_text
from ccmotivate.writers.explain.blocks import Block, Line

_WITHOUT = (Status.TOP, Status.UNREACHABLE)


def blocks(result: CareersResult, at: int, rules: RuleSet, lang: str) -> list[Block]:
    """One block for who has a grade: the next step, its conditions, what would be enough."""
    _ = translator(lang)
    if result.grade[at] == NONE:
        return []
    target = result.position(result.target, at)
    title = _("Next step")
    if target is None or result.status_of(at) in _WITHOUT:
        return [Block(title, standing_text(result, at, lang), ())]
    position = result.settings.positions[target]
    pay = Line(_("pay band"), band_text(position, rules.currency, lang), _("for orientation"), str(position.source))
    found = {one.condition: one for one in lacks(result, at)}
    lines = [_line(result, at, name, found.get(name), rules, lang) for name in result.asked]
    name = _("{name}: {text}").format(name=position.label.text(lang), text=standing_text(result, at, lang))
    return [Block(title, name, (pay, *lines))]


def _line(result: CareersResult, at: int, name: Condition, lack: Lack | None, rules: RuleSet, lang: str) -> Line:
    _ = translator(lang)
    asked = result.asked[name]
    text = _("needed: {needed}").format(needed=needed_text(name, asked.needed[at], rules, lang))
    met = _("met") if lack is None else step_text(lack, result, rules, lang)
    value = value_text(name, asked.value[at], rules, lang)
    return Line(_(CONDITIONS[name]), value, _("{one}; {other}").format(one=text, other=met))
