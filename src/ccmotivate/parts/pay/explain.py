"""Pay in an explanation: every step with the amount after it."""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.pay.decide import PayResult, StepResult
from ccmotivate.parts.pay.words import note_text, step_text
from ccmotivate.writers.explain.blocks import Block, Line
from ccmotivate.writers.words.figures import money_text


def blocks(result: PayResult, at: int, rules: RuleSet, lang: str) -> list[Block]:
    """A block for each pay of the agent."""
    _, role = translator(lang), str(result.roles[at])
    made = []
    for pay in result.pays:
        if not pay.paid[at]:
            continue
        lines = [
            Line(
                step.label.text(lang),
                money_text(amount.rounded(2)[0] or Fraction(0), result.currency, lang),
                _("; ").join(filter(None, (step_text(rule, rules, lang, role), _here(step, at, note, lang)))),
                str(rule.source),
            )
            for rule, step in zip(pay.pay.steps, pay.steps, strict=True)
            for amount, note in ((step.amount.take([at]), step.note(at)),)
        ]
        total = money_text(pay.amount[at] or Fraction(0), result.currency, lang)
        made.append(Block(pay.pay.label.text(lang), total, tuple(lines)))
    return made


def _here(step: StepResult, at: int, note: str, lang: str) -> str:
    """What is to be said of the step for this agent, else the factor that it was."""
    _ = translator(lang)
    if note:
        return note_text(note, lang)
    factor = None if step.factor is None else step.factor[at]
    return "" if factor is None else _("here × {factor}").format(factor=plain_text(factor))
