"""The chapter of the handbook on pay: each pay with its steps."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.pay.rules import PaySettings
from ccmotivate.parts.pay.words import step_text
from ccmotivate.writers.handbook.content import Chapter, Definitions, Listing, Section


def chapter(settings: PaySettings, rules: RuleSet, lang: str) -> Chapter:
    """Every pay, its steps in order."""
    _ = translator(lang)
    intro = Listing(
        (
            _("The steps are taken in order on an exact amount, which is rounded to two decimals once, at the end."),
            _("A figure that is missing changes nothing, and it is said so."),
        )
    )
    who = {"everyone": _("everyone"), "balanced": _("whoever has a balanced scorecard")}
    sections = tuple(
        Section(
            pay.label.text(lang),
            (Definitions(tuple((step.label.text(lang), (step_text(step, rules, lang),)) for step in pay.steps)),),
            _("every month, {who}").format(who=who[pay.who]),
        )
        for pay in settings.pays
    )
    return Chapter(_("Pay"), (intro,), sections)
