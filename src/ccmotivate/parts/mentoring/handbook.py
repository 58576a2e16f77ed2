"""The chapter of the handbook on mentoring."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.mentoring.rules import MentoringSettings
from ccmotivate.parts.mentoring.words import share_text
from ccmotivate.writers.handbook.content import Chapter, Listing


def chapter(settings: MentoringSettings, rules: RuleSet, lang: str) -> Chapter:  # noqa: ARG001 - the contract's
    """How mentees count."""
    _ = translator(lang)
    share, standard = share_text(settings.share), plain_text(settings.standard)
    points = (
        _(
            "A mentor's score is changed by {share} of the distance of the mentees' mean score from {standard}, by the "
            "days of the month on which anybody was mentored; it is never below 0."
        ).format(share=share, standard=standard),
        _("Mentees on {standard} change nothing, above it they lift the mentor, below it they cost.").format(
            standard=standard
        ),
        _("The mean weighs each mentee's own score by the days in the month; whoever has no figures does not count."),
        _("Ranks, awards and pay go by the changed score; whether somebody is qualified does not."),
    )
    return Chapter(_("Mentoring"), (Listing(points),))
