"""What would have been enough for an award, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ccmotivate.locale import translator
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import fixed_text
from ccmotivate.model.explanation import AwardExplanation, Edit
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.words.figures import value_text
from ccmotivate.writers.words.sentences import month_name, part_text


def counterfactual_text(entry: AwardExplanation, render: RenderContext) -> str:
    """The change that would have been enough, ``""`` where none was proved."""
    _, counterfactual = translator(render.lang), entry.counterfactual
    if counterfactual is None:
        return ""
    changes = edits_text(counterfactual.edits, entry, render.lang)
    if counterfactual.reached is None or counterfactual.gain is None or counterfactual.gain <= 0:
        return changes
    text = _("a score of at least {score} in {period} ({gain} more), for instance with {changes}")
    return text.format(
        score=fixed_text(counterfactual.reached, 2),
        gain=fixed_text(counterfactual.gain, 2),
        period=part_text(counterfactual.period or "", render.lang),
        changes=changes,
    )


def counterfactual_label(entry: AwardExplanation, lang: str) -> str:
    """What the change would have been enough for: the award, or only what was missed first."""
    _ = translator(lang)
    wins = entry.counterfactual is not None and entry.counterfactual.wins
    return _("What would have been enough") if wins else _("What this condition would have taken")


def edits_text(edits: Sequence[Edit], entry: AwardExplanation, lang: str) -> str:
    """``error rate 0‰ instead of 0.5‰``, with its month where the period has several."""
    _ = translator(lang)
    months = list(dict.fromkeys(edit.month for edit in edits))
    several = entry.period.kind is not PeriodKind.MONTH
    groups = []
    for month in months:
        own = _(", ").join(_edit_text(edit, entry.rules, lang) for edit in edits if edit.month == month)
        groups.append(_("{changes} in {month}").format(changes=own, month=month_name(month, lang)) if several else own)
    return _("; ").join(groups)


def _edit_text(edit: Edit, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    metric = rules.metrics[edit.metric]
    beside = (edit.after,) if edit.before is None else (edit.after, edit.before)
    facts = {
        "metric": metric.label.text(lang),
        "after": value_text(metric, edit.after, rules, lang, beside),
        "before": value_text(metric, edit.before, rules, lang, beside),
    }
    if edit.before is None:
        return _("{metric} {after} (there was no data)").format(**facts)
    return _("{metric} {after} instead of {before}").format(**facts)
