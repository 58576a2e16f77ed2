"""The chapter of the handbook on findings and the talks that follow them."""

from __future__ import annotations

from ccmotivate.locale import counted, translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.coaching.rules import CoachingSettings, FindingKind
from ccmotivate.writers.handbook.content import Chapter, Definitions, Listing, Section
from ccmotivate.writers.words.figures import figure_name


def chapter(settings: CoachingSettings, rules: RuleSet, lang: str) -> Chapter:
    """When a finding is coached, when it repeats, and what each kind means."""
    _ = translator(lang)
    metric = figure_name(settings.complaints, rules, lang)
    points = (
        counted(
            _("A negative finding is to be talked about within {count} days; after that it is overdue."),
            count=settings.due_days,
        ),
        _("It is coached when a talk with the same person on the same kind is dated on its day or later."),
        counted(
            _(
                "It repeats when a talk on the kind, less than {count} months before, came after an earlier finding of "
                "the kind. A first slip after a preventive talk is no repeat."
            ),
            count=settings.repeat_months,
        ),
        _("A finding of the month that repeats counts for pay, once, however many there are."),
        _("Praise has no state. A valid complaint is counted by the column {metric}.").format(metric=metric),
    )
    groups = (
        (_("To be corrected"), [kind for kind in settings.kinds.values() if kind.negative]),
        (_("Praise"), [kind for kind in settings.kinds.values() if not kind.negative]),
    )
    sections = tuple(Section(title, (_kinds(kinds, lang),)) for title, kinds in groups if kinds)
    return Chapter(_("Findings and coaching"), (Listing(points),), sections)


def _kinds(kinds: list[FindingKind], lang: str) -> Definitions:
    return Definitions(tuple((k.label.text(lang), (k.impact.text(lang), k.ending.text(lang))) for k in kinds))
