"""What is measured: every metric that the scheme uses, its unit, what it is made of, which roles it counts for."""

from __future__ import annotations

from ccmotivate.locale import translator
from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.metrics import Metric, MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.handbook.content import Chapter, Paragraph, TextTable
from ccmotivate.writers.words.rules import KINDS, fold_words, formula_words


def metrics_chapter(facts: HandbookFacts, lang: str) -> Chapter:
    """A table of the metrics in use, in the order of the rules."""
    _ = translator(lang)
    rules = facts.rules
    used = _used(rules)
    rows = tuple(
        (metric.label.text(lang), _unit(metric, rules, lang), _meaning(metric, rules, lang))
        for name, metric in rules.metrics.items()
        if name in used
    )
    headers = (_("Metric"), _("Unit"), _("What it is"))
    intro = Paragraph(_("The figures of a month, under the names that they have in the monthly workbook."))
    return Chapter(_("What is measured"), (intro, TextTable(headers, rows, (26, 18, 60))))


def _used(rules: RuleSet) -> set[str]:
    """Metrics of standards, scorecards, eligibility and awards, and what they are computed from."""
    used = {line.metric for role in rules.roles.values() for line in role.must}
    used |= {line.metric for role in rules.roles.values() for line in role.scorecard}
    used |= {criterion.metric for criterion in rules.eligible}
    for award in rules.awards.values():
        used |= {*award.need, *(name for step in award.condition.steps for name in step.figure.metrics)}
    left = [name for name in used if name in rules.metrics]
    while left:
        formula = rules.metrics[left.pop()].formula
        found = [name for name in (formula.names if formula else ()) if name not in used]
        used.update(found)
        left += found
    return used


def _unit(metric: Metric, rules: RuleSet, lang: str) -> str:
    """The unit."""
    _ = translator(lang)
    return rules.currency if metric.kind is MetricKind.MONEY else _(KINDS[metric.kind])


def _meaning(metric: Metric, rules: RuleSet, lang: str) -> str:
    """What is better, what it may be, what it is computed from."""
    _ = translator(lang)
    texts = []
    if metric.kind is MetricKind.LEVEL:
        texts.append(_(" < ").join(label.text(lang) for label in rules.levels.values()))
    if metric.formula is not None:
        texts.append(_("computed: {formula}").format(formula=formula_words(metric.formula, rules, lang)))
        if metric.blanks_count is not None:
            texts.append(_("a blank counts {count} where another is filled").format(count=metric.blanks_count))
    if metric.detail is not None:
        texts.append(_("a column of its own, or {fold}").format(fold=fold_words(metric.detail, rules, lang)))
    if metric.kind is not MetricKind.PASS:
        texts.append(_("the lower the better") if metric.good == "low" else _("the higher the better"))
    if metric.plausible.low is not None or metric.plausible.high is not None:
        texts.append(_("possible: {range}").format(range=metric.range_text()))
    return _("; ").join(texts)
