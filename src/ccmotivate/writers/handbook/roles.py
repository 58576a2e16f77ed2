"""A role in its handbook: standards and scorecard in one table, and a worked example."""

from __future__ import annotations

from ccmotivate.locale import Translate, translator
from ccmotivate.model.exact import fixed_text, plain_text
from ccmotivate.model.handbook import Example as Worked
from ccmotivate.model.handbook import ExampleLine, HandbookFacts, RoleExamples
from ccmotivate.model.results import FAIL, NOT_ASKED, PASS
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, Role, ScoreLine
from ccmotivate.writers.handbook.content import Example, Listing, Paragraph, Section, TextTable
from ccmotivate.writers.words.figures import figure_name, standard_text, value_text
from ccmotivate.writers.words.rules import line_words, span_words
from ccmotivate.writers.words.sentences import scope_text

_DONE = {PASS: "✓", FAIL: "✗"}


def role_section(role: Role, facts: HandbookFacts, lang: str) -> Section:
    """Standards, scorecard, example."""
    _ = translator(lang)
    blocks = [_standards(role, facts.rules, lang, _), _scorecard(role, facts.rules, lang, _)]
    examples = facts.examples[role.id]
    text = _("Exactly on every standard: {standard} points. Full marks: {full} points.")
    marks = (text if role.must else _("Full marks: {full} points.")).format(
        standard=fixed_text(examples.on_standard.score, 2), full=fixed_text(examples.best.score, 2)
    )
    texts = [marks]
    if role.is_phased:
        texts.append(_("The figures and the example are for those whom no “only for” names."))
    return Section(role.label.text(lang), (*blocks, Listing(tuple(texts)), _example(examples, facts, role, lang)))


def _standards(role: Role, rules: RuleSet, lang: str, _: Translate) -> TextTable | Paragraph:
    if not role.must:
        return Paragraph(_("The role has no standards to meet: everybody in it is qualified."))
    rows = tuple((_name(line, rules, lang), _sentence(line, rules, lang)) for line in role.must)
    return TextTable((_("Metric"), _("Standard")), rows, (30, 46), caption=_("The standards"))


def _sentence(criterion: Criterion, rules: RuleSet, lang: str) -> str:
    """A standard with since when it counts."""
    text = standard_text(criterion, rules, lang)
    since = span_words(criterion.since, None, lang)
    return translator(lang)("{text} ({details})").format(text=text, details=since) if since else text


def _name(line: Criterion | ScoreLine, rules: RuleSet, lang: str) -> str:
    """A metric, and for whom the line is there."""
    name, scope = figure_name(line.metric, rules, lang), scope_text(line.scope, lang)
    return translator(lang)("{text} ({details})").format(text=name, details=scope) if scope else name


def _scorecard(role: Role, rules: RuleSet, lang: str, _: Translate) -> TextTable:
    rows = []
    for line in role.scorecard:
        points = line_words(line, rules.metrics[line.metric], rules, lang)
        since = span_words(line.since, None, lang)
        points = _("{text} ({details})").format(text=points, details=since) if since else points
        rows.append((_name(line, rules, lang), plain_text(line.weight), points))
    headers = (_("Metric"), _("Weight"), _("How a figure earns points"))
    return TextTable(headers, tuple(rows), (24, 8, 52), right=(1,), caption=_("The scorecard"))


# -- the example ------------------------------------------------------------------------------------------------------


def _example(examples: RoleExamples, facts: HandbookFacts, role: Role, lang: str) -> Example:
    _ = translator(lang)
    title = _("Example: a made-up month in the role {role}").format(role=role.label.text(lang))
    blocks = (
        Paragraph(_opening(examples, facts.rules, lang)),
        _sums(examples.worked, examples.role, facts.rules, lang),
    )
    return Example(title, (*blocks, Paragraph(_verdict(examples, _)), *_short(examples, facts.rules, lang)))


def _opening(examples: RoleExamples, rules: RuleSet, lang: str) -> str:
    _ = translator(lang)
    if not examples.role.must:
        return _("The figures are made up.")
    if examples.better is None:
        return _("Every figure is exactly on its standard.")
    text = _("Every figure is exactly on its standard, but {metric} is better.")
    return text.format(metric=figure_name(examples.better, rules, lang))


def _sums(worked: Worked, role: Role, rules: RuleSet, lang: str) -> TextTable:
    """Figure by figure: met or not, weight × points."""
    _ = translator(lang)
    rows = tuple(_sum_row(line, role, rules, lang) for line in worked.lines)
    headers = (_("Metric"), _("Figure"), _("Standard"), _("Met"), _("Earned"), _("Weight"), _("Adds"))
    total = (
        _("Score"),
        "",
        "",
        "",
        "",
        plain_text(sum(line.weight for line in role.scorecard)),
        fixed_text(worked.score, 2),
    )
    return TextTable(headers, rows, (22, 10, 18, 6, 9, 8, 9), right=(1, 4, 5, 6), total=total)


def _sum_row(line: ExampleLine, role: Role, rules: RuleSet, lang: str) -> tuple[str, ...]:
    criterion = role.criterion(line.metric)
    figures = () if criterion is None else criterion.figures
    value = value_text(rules.metrics[line.metric], line.value, rules, lang, figures)
    standard = "" if criterion is None else standard_text(criterion, rules, lang)
    met = "" if line.status == NOT_ASKED else _DONE.get(line.status, "–")
    if line.points is None or line.weight is None:
        return figure_name(line.metric, rules, lang), value, standard, met, "–", "–", "–"
    counted = plain_text(line.points * line.weight / 100)
    return (
        figure_name(line.metric, rules, lang),
        value,
        standard,
        met,
        fixed_text(line.points, 2),
        plain_text(line.weight),
        counted,
    )


def _verdict(examples: RoleExamples, _: Translate) -> str:
    score = fixed_text(examples.worked.score, 2)
    if not examples.worked.qualified:
        return _("The score is {score} points.").format(score=score)
    if not examples.role.must:
        return _("The score is {score} points. There is no standard to miss: qualified.").format(score=score)
    return _("The score is {score} points. Every standard is met: qualified.").format(score=score)


def _short(examples: RoleExamples, rules: RuleSet, lang: str) -> tuple[Paragraph, ...]:
    """What a missing figure does."""
    if examples.lacking is None:
        return ()
    _ = translator(lang)
    text = _("If the figure for {metric} were missing, it would earn 0 points: a score of {score}, and not qualified.")
    if any(line.may_go for line in examples.role.scorecard if line.metric == examples.lacking):
        text = _(
            "If the figure for {metric} were missing, it would be left out and its weight would go to the others: "
            "a score of {score}, and not qualified."
        )
    name = figure_name(examples.lacking, rules, lang)
    return (Paragraph(text.format(metric=name, score=fixed_text(examples.short.score, 2))),)
