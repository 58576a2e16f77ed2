"""The chapter of the handbook on team goals."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.teams.rules import TeamsSettings
from ccmotivate.writers.handbook.content import Chapter, Listing
from ccmotivate.writers.words.figures import figure_name


def chapter(settings: TeamsSettings, rules: RuleSet, lang: str) -> Chapter:
    """What a team's figure is, and when a goal is met."""
    _ = translator(lang)
    zero = [figure_name(name, rules, lang) for name in rules.metrics if name in settings.figures.blank_is_zero]
    weighed = [[figure_name(name, rules, lang) for name in pair] for pair in settings.figures.weighed]
    points = (
        _("A team’s figure is the mean of its members with data; of what is passed or failed, the share that passes."),
        *([_("A blank is 0 in {names}.").format(names=_(", ").join(zero))] if zero else []),
        *(_("{name} is weighed by {weight}.").format(name=name, weight=weight) for name, weight in weighed),
        _("A goal is met when the figure as shown is at least the target; at most, where less is better."),
        _("Goals of a team touch neither scores nor who is qualified."),
    )
    return Chapter(_("Team goals"), (Listing(points),))
