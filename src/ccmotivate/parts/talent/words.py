"""Talent in words: scorecards, conditions of tiers, notes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from ccmotivate.locale import N_, counted, translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.roster import UNKNOWN
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.talent.decide import TalentResult
from ccmotivate.parts.talent.rules import AxisLine, QuadrantWords, TalentSettings, Tier
from ccmotivate.writers.words.figures import value_text

TOOL = N_("A tool for a talk, not a verdict: it says where the figures of a month stand, not what a person is worth.")


def figure_text(line: AxisLine, value: Fraction | None, rules: RuleSet, lang: str) -> str:
    """A figure of an axis with its unit."""
    return value_text(line.metric, value, rules, lang, (Fraction(0),) if value is None else (value,))


def line_text(line: AxisLine, rules: RuleSet, lang: str) -> str:
    """How a figure counts: its weight and points."""
    _ = translator(lang)

    def shown(value: Fraction) -> str:
        return figure_text(line, value, rules, lang)

    points = line.method.words(shown, line.metric.kind, lang)
    return _("weight {weight}: {points}").format(weight=plain_text(line.weight), points=points)


def tier_text(tier: Tier, settings: TalentSettings, lang: str) -> str:
    """What must hold for a tier."""
    _ = translator(lang)
    asked = list(_asked(tier, settings, lang))
    return _("; ").join(asked) if asked else _("everybody else")


def _asked(tier: Tier, settings: TalentSettings, lang: str) -> Iterator[str]:
    _ = translator(lang)
    if tier.qualified is not None:
        yield _("qualified") if tier.qualified else _("not qualified")
    if tier.own_score is not None:
        yield _("own score at least {figure}").format(figure=plain_text(tier.own_score))
    if tier.tenure_below is not None:
        yield counted(_("less than {count} months of service"), count=plain_text(tier.tenure_below))
    axes = {axis.id: axis for axis in settings.axes}
    if tier.quadrants:
        yield _("quadrant {names}").format(names=_(", ").join(tier.quadrants))
    for name, high in tier.sides.items():
        text = _("{axis} on its line or above") if high else _("{axis} below its line")
        yield text.format(axis=axes[name].label.text(lang))


def lacking(result: TalentResult, at: int, lang: str) -> list[str]:
    """The names of the figures that an agent lacks for the axes."""
    return [
        line.metric.label.text(lang)
        for one in result.axes
        for line, points in zip(one.axis.lines, one.points, strict=True)
        if points.missing[at]
    ]


def note_texts(result: TalentResult, lang: str) -> list[str]:
    """What is to be said of each agent: not on the roster, figures that are lacking, no day of hiring."""
    texts = np.where(result.on_roster, "", translator(lang)("no row on the roster")).astype(object)
    for at in np.flatnonzero(result.on_roster & ((result.quadrant == "") | (result.tenure == UNKNOWN))).tolist():
        texts[at] = _note(result, at, lang)
    return list(texts.tolist())


def _note(result: TalentResult, at: int, lang: str) -> str:
    _ = translator(lang)
    said = []
    names = lacking(result, at, lang)
    if names:
        said.append(_("no data: {names}").format(names=_(", ").join(names)))
    asked = [place for place, tier in enumerate(result.settings.tiers) if tier.tenure_below is not None]
    if result.tenure[at] == UNKNOWN and any(place < result.tier[at] for place in asked):
        said.append(_("no day of hiring, so no tier by months of service"))
    return _("; ").join(said)


def treatments_text(one: QuadrantWords, lang: str) -> str:
    """The treatments of a quadrant, all of them: ``Rescue: … / Do not hold: …``."""
    _ = translator(lang)
    named = ((way.name.text(lang), way.means.text(lang) if way.means else "") for way in one.treatments)
    texts = [_("{name}: {text}").format(name=name, text=means) if means else name for name, means in named]
    return " / ".join(texts)
