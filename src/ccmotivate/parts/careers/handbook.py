"""The chapter of the handbook on careers: the ladder, what each step asks, who may go where."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ccmotivate.locale import counted, translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.decide import Condition
from ccmotivate.parts.careers.rules import CareersSettings, Position
from ccmotivate.parts.careers.words import CONDITIONS, band_text, names_text, needed_text
from ccmotivate.writers.handbook.content import Chapter, Definitions, Listing, Section
from ccmotivate.writers.words.figures import figure_name


def chapter(settings: CareersSettings, rules: RuleSet, lang: str) -> Chapter:
    """How steps are decided, what all of them ask, and each position."""
    _ = translator(lang)
    figure = figure_name(settings.tie_breaker, rules, lang)
    points = (
        _("The next step is the position that somebody wants, else the next of the ladder: {ladder}.").format(
            ladder=_(" → ").join(settings.positions[name].label.text(lang) for name in settings.ladder)
        ),
        _("Specialist posts stand beside the ladder: a move there is as good as a move up."),
        counted(_("Looked at are {count} months, of which {needed} at least must be there."),
                count=settings.window, needed=settings.at_least),
        _("Nobody is proposed without a wish of their own and a vacancy."),
        _("Several people for a position are ranked by mean score, then by {figure} in sum, then by months of service; "
          "who is equal in all of it at the last vacancy is left to people.").format(figure=figure),
        _("The pay bands are shown for orientation; nothing is paid by them."),
        _("The program proposes; people decide."),
    )  # fmt: skip
    every = Definitions(tuple(_every(settings, rules, lang)))
    ladder = Definitions(tuple(_rows(settings, rules, lang, lateral=False)))
    posts = Definitions(tuple(_rows(settings, rules, lang, lateral=True)))
    sections = [Section(_("What every step asks"), (every,)), Section(_("The ladder"), (ladder,))]
    sections += [Section(_("Specialist posts"), (posts,))] if posts.rows else []
    return Chapter(_("Careers"), (Listing(points),), tuple(sections))


def _every(settings: CareersSettings, rules: RuleSet, lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    _ = translator(lang)
    needed = {
        Condition.CHARACTER: 1,
        Condition.FIT: 1,
        Condition.ABILITY_AFTER: settings.ability_after,
        Condition.VACANCY: 1,
        Condition.WISH: 1,
        Condition.ROTATION: settings.rotations,
        Condition.QUALIFIED_MONTHS: settings.qualified_months,
    }
    for condition, figure in needed.items():
        yield _(CONDITIONS[condition]), (needed_text(condition, Fraction(figure), rules, lang),)


def _rows(
    settings: CareersSettings, rules: RuleSet, lang: str, *, lateral: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for position in settings.positions.values():
        if position.lateral == lateral:
            yield position.label.text(lang), tuple(_sentences(position, settings, rules, lang))


def _sentences(position: Position, settings: CareersSettings, rules: RuleSet, lang: str) -> Iterator[str]:
    _ = translator(lang)
    yield _("pay band {band}").format(band=band_text(position, rules.currency, lang))
    if position.sources:
        yield _("reached from: {sources}").format(sources=names_text(settings, position.sources, lang))
    asked = [
        _("{name}: {text}").format(name=_(CONDITIONS[name]), text=needed_text(name, Fraction(figure), rules, lang))
        for name, figure in (
            (Condition.TENURE, position.tenure),
            (Condition.LEVEL_BEFORE, position.level_before),
            (Condition.MEAN_SCORE, position.mean_score),
        )
        if figure is not None
    ]
    if asked:
        yield _("; ").join(asked)
