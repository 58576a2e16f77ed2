"""The chapter of the handbook on talent: both axes, what is near, the tiers."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.talent.rules import Axis, TalentSettings, Tier
from ccmotivate.parts.talent.words import TOOL, line_text, tier_text
from ccmotivate.writers.handbook.content import Chapter, Definitions, Listing, Section


def chapter(settings: TalentSettings, rules: RuleSet, lang: str) -> Chapter:
    """What the axes are made of, and who gets which tier."""
    _ = translator(lang)
    intro = Listing(
        (
            _(TOOL),
            _("Points are rounded to two decimals, and so is their weighted sum. On the line is high."),
            _("A figure that is missing leaves the axis without data; nothing is guessed."),
            _("Within {near} points of a line is said to be near it.").format(near=plain_text(settings.near)),
            _("Managers get suggestions for the talk; no decision follows by itself."),
        )
    )
    axes = tuple(_axis(axis, rules, lang) for axis in settings.axes)
    rows = tuple((tier.label.text(lang), _tier(tier, settings, lang)) for tier in settings.tiers)
    tiers = Section(_("Tiers of incentives"), (Definitions(rows),), _("the first that holds"))
    return Chapter(_("Enthusiasm and ability"), (intro,), (*axes, tiers))


def _axis(axis: Axis, rules: RuleSet, lang: str) -> Section:
    _ = translator(lang)
    rows = tuple((line.metric.label.text(lang), (line_text(line, rules, lang),)) for line in axis.lines)
    return Section(axis.label.text(lang), (Definitions(rows),), _("line {cut}").format(cut=plain_text(axis.cut)))


def _tier(tier: Tier, settings: TalentSettings, lang: str) -> tuple[str, ...]:
    _ = translator(lang)
    offer = (_("offered: {offer}").format(offer=tier.offer.text(lang)),) if tier.offer else ()
    return (tier_text(tier, settings, lang), *offer)
