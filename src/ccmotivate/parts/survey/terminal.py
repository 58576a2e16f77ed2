"""The survey below a month on the screen."""

from __future__ import annotations

from ccmotivate.locale import counted, translator
from ccmotivate.model.exact import fixed_text
from ccmotivate.parts.survey.decide import SurveyResult


def lines(result: SurveyResult, lang: str) -> list[str]:
    """How many answered, the mean over items, and the items that come out best and worst; of all, never of a team."""
    _ = translator(lang)
    if not result.answers:
        return []
    text = counted(_("Survey: {count} answer sheets"), count=result.answers)
    mean = result.shown.over_items.get(None)
    means = [(cell.mean, item) for item in result.settings.items if (cell := result.shown.cells.get((item.id, None)))]
    if mean is not None:
        text += _("; mean over items {mean}").format(mean=fixed_text(mean, 2))
    if len(means) > 1:
        best, worst = (pick(means, key=lambda one: one[0]) for pick in (max, min))
        more = _("; highest: {best} {high}; lowest: {worst} {low}")
        names = {"best": best[1].label.text(lang), "worst": worst[1].label.text(lang)}
        text += more.format(**names, high=fixed_text(best[0], 2), low=fixed_text(worst[0], 2))
    return [text]
