"""The chapter of the handbook on goals."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.goals.rules import GoalsSettings
from ccmotivate.writers.handbook.content import Chapter, Listing


def chapter(settings: GoalsSettings, rules: RuleSet, lang: str) -> Chapter:  # noqa: ARG001 - the contract's
    """What goals are held against, and what they change."""
    _ = translator(lang)
    personal = any(line.method.by_person for role in rules.roles.values() for line in role.scorecard)
    points = (
        _("A personal goal is a target in one metric, or in the score, that somebody agreed on for the month."),
        _("It is met when the figure is at least the target; at most, where less is better."),
        _(
            "Attainment is the figure as a share of the target, in percent; where less is better it is not worked out. "
            "It never shows 100% before the goal is met."
        ),
        _("Goals never decide whether somebody is qualified."),
        _("The points of a metric go by one's own goal where the scorecard says so.")
        if personal
        else _("In this scheme goals change no points."),
    )
    return Chapter(_("Personal goals"), (Listing(points),))
