"""The chapter of the handbook on the survey: what is asked, what is hidden, and what hiding does not hide."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.survey.rules import SurveySettings
from ccmotivate.writers.handbook.content import Chapter, Definitions, Listing, Section


def chapter(settings: SurveySettings, rules: RuleSet, lang: str) -> Chapter:  # noqa: ARG001 - the contract's
    """The items and the scale; who is hidden; what may be told all the same."""
    _ = translator(lang)
    items = tuple((one.label.text(lang), (one.asks.text(lang),)) for one in settings.items)
    low, high = (plain_text(one or 0) for one in (settings.answers.low, settings.answers.high))
    how = _(
        "Each statement is answered from {low} (not at all) to {high} (fully); a blank is no answer. "
        "There are no ids and no names. Favourable are the answers from {favourable} on."
    ).format(low=low, high=high, favourable=settings.favourable)
    sections = (
        Section(_("What is asked"), (Listing((how,)), Definitions(items))),
        Section(_("What is hidden"), (Listing(_hidden(settings, lang)),)),
        Section(_("What hiding does not hide"), (Listing(_not_hidden(lang)),)),
    )
    return Chapter(_("Staff survey"), (), sections)


def _hidden(settings: SurveySettings, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    least = settings.hidden_below
    return (
        _(
            "A team with fewer than {least} answers to an item is hidden in it, and the row for all needs {least}."
        ).format(least=least),
        _(
            "As long as the hidden teams of an item have fewer than {least} answers together, or are just one, "
            "the shown team with the fewest answers is hidden too; otherwise a difference would tell."
        ).format(least=least),
        _("A team’s mean over items is shown where all of its items are."),
        _("A hidden cell and a cell without answers look alike."),
        _("No report, message, copy or record holds a single answer; a wrong one is named by its cell alone."),
        _("The ledger keeps nothing of a survey: two versions side by side would tell what was changed."),
    )


def _not_hidden(lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    return (
        _("If everybody in a row gave the same answer, the mean says so: 5.00 is a 5 from each of them."),
        _(
            "Of the hidden teams together it can be computed how many answered, their mean and their favourable"
            " share; if all of them gave the same answer, or all or none a favourable one, that is then known "
            "of each."
        ),
        _(
            "Who compares two months, or a survey before and after a late answer, sees what changed; with few "
            "newcomers that may be one person."
        ),
        _(
            "Who knows this rule and how many answered in all may narrow down, at times work out, "
            "how many answers a hidden team gave to an item; never which ones."
        ),
        _(
            "Whoever holds the filled-in sheets can read them: keep them apart, and delete them once the report"
            " is made."
        ),
    )
