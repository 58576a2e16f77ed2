"""Balanced scorecards in words that fit the manager who reads them."""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.parts.balanced.decide import Measure


def figure_text(value: Fraction, sign: str) -> str:
    """``1,200,000``, ``95%``."""
    whole, dot, rest = plain_text(abs(value)).partition(".")
    return f"{'-' if value < 0 else ''}{int(whole):,}{dot}{rest}{sign}"


def target_text(measure: Measure, lang: str) -> str:
    """``target 95%``, ``target at most 3``."""
    _ = translator(lang)
    figure = figure_text(measure.row.target, measure.row.signs[0])
    return (_("target at most {figure}") if measure.row.lower else _("target {figure}")).format(figure=figure)


def actual_text(measure: Measure, lang: str) -> str:
    """``actual 93%``."""
    _ = translator(lang)
    if measure.row.actual is None:
        return _("no actual figure yet")
    return _("actual {figure}").format(figure=figure_text(measure.row.actual, measure.row.signs[1]))


def weight_text(weight: Fraction, lang: str) -> str:
    """``weight 30%``."""
    _ = translator(lang)
    return _("weight {share}").format(share=f"{plain_text(weight)}%")


def action_text(measure: Measure, lang: str) -> str:
    """The action plan, or that one is to be agreed; nothing where none is needed."""
    _ = translator(lang)
    if measure.row.action:
        return _("action: {text}").format(text=measure.row.action)
    return _("action: to be agreed") if measure.lacks_action else ""
