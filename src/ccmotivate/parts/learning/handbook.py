"""The chapter of the handbook on learning."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.learning.metrics import NAMES
from ccmotivate.parts.learning.rules import LearningSettings
from ccmotivate.writers.handbook.content import Chapter, Listing


def chapter(settings: LearningSettings, rules: RuleSet, lang: str) -> Chapter:
    """What counts, and for how long."""
    _ = translator(lang)
    last = _("{metric}: over the last {months} months, the month itself included.")
    texts = {
        NAMES[0]: _("The sum of the points of one's trainings."),
        NAMES[1]: _("How many of one's trainings gave a certificate."),
        NAMES[2]: _("The points of the month alone."),
    }
    points = []
    for name in (one for one in NAMES if one in rules.metrics):
        label = rules.metrics[name].label.text(lang)
        over = _("{metric}: of the month.") if name == NAMES[2] else last
        points.append(f"{over.format(metric=label, months=settings.months)} {texts[name]}".strip())
    points.append(_("Whoever was at no training has 0."))
    return Chapter(_("Learning"), (Listing(tuple(points)),))
