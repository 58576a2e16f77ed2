"""Words of the survey that stand in several outputs."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.parts.survey.rules import SurveySettings

NOTHING = "–"
"""Where nothing is shown: hidden cells and those without an answer look alike."""


def team_name(team: str | None, lang: str) -> str:
    """A team, or all."""
    _ = translator(lang)
    return _("All staff") if team is None else team


def legend(settings: SurveySettings, lang: str) -> str:
    """What the figures are, and what the dash means."""
    _ = translator(lang)
    text = _(
        "Means of answers from {low} to {high}; favourable are the answers from {favourable} on. "
        "{dash}: no answers, or fewer than {least}, or hidden so that no difference tells them."
    )
    return text.format(
        low=settings.answers.low,
        high=settings.answers.high,
        favourable=settings.favourable,
        least=settings.hidden_below,
        dash=NOTHING,
    )
