"""The chapter of the handbook on balanced scorecards."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.balanced.rules import BalancedSettings
from ccmotivate.writers.handbook.content import Chapter, Listing


def chapter(settings: BalancedSettings, rules: RuleSet, lang: str) -> Chapter:  # noqa: ARG001 - the contract's
    """How points and the balanced score come about, and what is asked below the line."""
    _ = translator(lang)
    names = _(", ").join(label.text(lang) for label in settings.perspectives.values())
    points = (
        _("A manager’s balanced scorecard has measures of these perspectives: {names}.").format(names=names),
        _(
            "Points of a measure: 100 × actual ÷ target; where lower is better, 100 × (2 − actual ÷ target); "
            "from 0 to {cap}. Without an actual figure there are 0 points."
        ).format(cap=plain_text(settings.cap)),
        _("The weights of a person sum to 100. Balanced score: the points, weighted."),
        _("A measure below {points} points asks for an action plan.").format(points=plain_text(settings.action_below)),
    )
    return Chapter(_("Balanced scorecard"), (Listing(points),))
