"""The chapter of the handbook on contests, and on the lessons that winners give."""

from __future__ import annotations

from ccmotivate.locale import counted, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.contests.rules import ContestsSettings
from ccmotivate.writers.handbook.content import Chapter, Definitions, Listing
from ccmotivate.writers.words.figures import money_text


def chapter(settings: ContestsSettings, rules: RuleSet, lang: str) -> Chapter:
    """How a title is won, what it gives, what a winner owes."""
    _ = translator(lang)
    terms = settings.terms
    titles = _(", ").join(title.label.text(lang) for title in settings.titles.values())
    points = (
        _("A contest has a preliminary round and a final, both in one month."),
        counted(
            _(
                "The best {count} of the preliminary round reach the final, with at least {line} in it; whoever ties "
                "with the last of them does too."
            ),
            count=terms.finalists,
            line=plain_text(terms.line),
        ),
        _("The best final wins. Among equals the preliminary round decides; who is still equal shares the title."),
        _("Each winner gets a prize worth {amount}.").format(amount=money_text(settings.prize, rules.currency, lang)),
        counted(_("A winner passes it on: {count} hours of lessons for colleagues."), count=plain_text(settings.hours)),
        counted(
            _(
                "They are due by the end of the month that is {count} months after the win, and count from the first "
                "day of the month of the win. With several wins of a title the oldest is served first."
            ),
            count=settings.months,
        ),
    )
    return Chapter(_("Skill contests"), (Definitions(((_("Titles"), (titles,)),)), Listing(points)))
