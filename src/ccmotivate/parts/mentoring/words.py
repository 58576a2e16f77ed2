"""Mentoring in words."""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.locale import translator
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.parts.mentoring.blend import Blended
from ccmotivate.parts.mentoring.rules import MentoringSettings


def share_text(share: Fraction) -> str:
    """A share of 1 as a percentage."""
    return f"{plain_text(share * 100)}%"


def mean_text(mean: Fraction) -> str:
    """The mean of mentees: exact where it ends within four decimals, else so many."""
    return plain_text(mean) if 10**4 % mean.denominator == 0 else fixed_text(mean, 4)


def blend_text(settings: MentoringSettings, one: Blended, lang: str) -> str:
    """The score as it is worked out: ``104 + 10% × 31/31 × (98.5 - 100)``."""
    _ = translator(lang)
    return _("own score {own} + {share} × {days}/{of_days} days × ({mean} − {standard})").format(
        own=fixed_text(one.own, 2),
        share=share_text(settings.share),
        days=one.days,
        of_days=one.of_days,
        mean=mean_text(one.mean),
        standard=plain_text(settings.standard),
    )
