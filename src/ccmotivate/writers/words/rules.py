"""Pieces of the rules as people say them: points methods, conditions, formulas, for whom and since when.

Where ``award_notes`` says a condition in one breath, this says everything that it asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import (
    AllOf,
    AnyOf,
    Condition,
    Consecutive,
    Figure,
    IndexPart,
    LeadEvery,
    Not,
    Rank,
    TieBreaker,
)
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import plain_text
from ccmotivate.model.formula import Expression, Formula, Name, Number, Operation
from ccmotivate.model.metrics import DetailFold, Metric, MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Bands, Curve, Levels, Method, Ratio
from ccmotivate.writers.words.award_notes import condition_text
from ccmotivate.writers.words.figures import figure_name, value_text
from ccmotivate.writers.words.sentences import month_text

KINDS: Mapping[str, str] = {
    MetricKind.NUMBER: N_("number"),
    MetricKind.PERCENT: N_("percent (%)"),
    MetricKind.PERMILLE: N_("per mille (‰)"),
    MetricKind.COUNT: N_("count"),
    MetricKind.DURATION: N_("time (h:mm:ss)"),
    MetricKind.LEVEL: N_("level"),
    MetricKind.PASS: N_("pass or fail"),
    MetricKind.MONEY: N_("money"),
    "text": N_("text"),
    "date": N_("date"),
}
WITHIN: Mapping[str, str] = {
    "": N_("the department"),
    "project": N_("each project"),
    "team": N_("each team"),
    "role": N_("each role"),
}
EVERY: Mapping[str, str] = {
    PeriodKind.MONTH: N_("every month"),
    PeriodKind.QUARTER: N_("every quarter"),
    PeriodKind.HALF: N_("every half-year"),
    PeriodKind.YEAR: N_("every year"),
}
_FOLDS = {
    "sum": N_("the total of {formula}"),
    "mean": N_("the mean of {formula}"),
    "min": N_("the lowest {formula}"),
    "max": N_("the highest {formula}"),
    "count": N_("the number of rows of {formula}"),
    "share": N_("the share of rows with {formula}"),
}
_SIGNS = {"*": "×", "/": "÷", "-": "−", ">=": "≥", "<=": "≤", "==": "="}
_ON = 100  # points on the target of a ratio
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


# -- points -----------------------------------------------------------------------------------------------------------


def points_words(method: Method, metric: Metric, rules: RuleSet, lang: str) -> str:
    """How a figure earns points: ``80 → 100; more and less in proportion, at most 120``."""
    _ = translator(lang)

    def shown(value: Fraction) -> str:
        return value_text(metric, value, rules, lang, (value,))

    match method:
        case Ratio():
            return _ratio_text(method, shown(method.target), lang)
        case Curve():
            pairs = _(", ").join(_pair(shown(value), points) for value, points in method.pairs)
            between = metric.kind is not MetricKind.COUNT  # whole numbers, most of which stand there themselves
            return _("{pairs}; in between in proportion").format(pairs=pairs) if between else pairs
        case Bands():
            return _(", ").join(_band_texts(method, shown, lang))
        case Levels():
            return _(", ").join(_pair(shown(value), points) for value, points in method.table)
        case _:
            return _("pass → {points}, fail → 0").format(points=plain_text(method.points))


def _pair(value: str, points: Fraction) -> str:
    return f"{value} → {plain_text(points)}"


def _ratio_text(method: Ratio, target: str, lang: str) -> str:
    _ = translator(lang)
    if method.cap == _ON:
        return _("{target} or more → 100; less in proportion").format(target=target)
    text = _("{target} → 100; more and less in proportion, at most {cap}")
    return text.format(target=target, cap=plain_text(method.cap))


def _band_texts(method: Bands, shown: Callable[[Fraction], str], lang: str) -> list[str]:
    _ = translator(lang)
    texts = []
    for band in method.steps:
        value = _("otherwise")
        if band.limit is not None:
            value = (_("up to {limit}") if band.included else _("below {limit}")).format(limit=shown(band.limit))
        texts.append(_pair(value, band.points))
    return texts


# -- what an award asks for -------------------------------------------------------------------------------------------


def condition_words(condition: Condition, rules: RuleSet, lang: str, every: PeriodKind) -> str:
    """A condition in words, with everything that it asks for."""
    _ = translator(lang)
    match condition:
        case Rank():
            text = _("no. 1 by {figure}") if condition.places == 1 else _("no. 1 to {places} by {figure}")
            figure = step_words(condition, rules, lang, every)
            ranked = text.format(figure=figure, places=condition.places)
            if not condition.then:
                return ranked
            return _("{ranked}; among equals {ties}").format(
                ranked=ranked, ties=ties_words(condition.then, rules, lang, every)
            )
        case LeadEvery():
            return condition_text(condition, rules, lang, every)
        case Consecutive():
            text = condition_text(condition, rules, lang, every)
            if condition.places is None:
                return _("winning {award}, whatever the place").format(award=text)
            return _("winning {award}, among the first {places}").format(award=text, places=condition.places)
        case Not():
            return _("not ({condition})").format(condition=condition_words(condition.condition, rules, lang, every))
        case AllOf() | AnyOf():
            word = _("; and ") if isinstance(condition, AllOf) else _("; or ")
            return word.join(condition_words(part, rules, lang, every) for part in condition.conditions)


def step_words(step: Rank | TieBreaker, rules: RuleSet, lang: str, every: PeriodKind) -> str:
    """A ranking figure and which end of it wins: ``Error rate (lowest first)``."""
    _ = translator(lang)
    order = _("lowest first") if step.best == "low" else _("highest first")
    return _("{figure} ({order})").format(figure=figure_words(step.figure, rules, lang, every), order=order)


def ties_words(steps: tuple[TieBreaker, ...], rules: RuleSet, lang: str, every: PeriodKind) -> str:
    """Tie-breakers in turn."""
    return translator(lang)(", then ").join(step_words(step, rules, lang, every) for step in steps)


def figure_words(figure: Figure, rules: RuleSet, lang: str, every: PeriodKind) -> str:
    """A ranking figure by name, an index with its parts."""
    _ = translator(lang)
    name = figure_name(figure.id, rules, lang, every)
    if not figure.parts:
        return name
    parts = _(" and ").join(part_words(part, rules, lang) for part in figure.parts)
    return _("{figure}, 100 × the mean of {parts}").format(figure=name, parts=parts)


def part_words(part: IndexPart, rules: RuleSet, lang: str) -> str:
    """A part of an index."""
    _ = translator(lang)
    text = figure_name(part.id, rules, lang)
    text = _("{figure} as a share of the best candidate's").format(figure=text) if part.of_best else text
    return _("{figure} where every candidate has it").format(figure=text) if part.optional else text


def within_words(within: str | None, lang: str) -> str:
    """Within what an award is decided: ``each project``."""
    return translator(lang)(WITHIN[within or ""])


# -- formulas ---------------------------------------------------------------------------------------------------------


def formula_words(formula: Formula, rules: RuleSet, lang: str, names: Mapping[str, str] | None = None) -> str:
    """A formula with the labels of what it reads: ``Questionnaires ÷ 300 + Membership forms ÷ 300``.

    Args:
        formula: the formula.
        rules: the rules, for the metrics' labels.
        lang: ``zh`` or ``en``.
        names: labels of the columns of a detail sheet.
    """
    known = {name: metric.label.text(lang) for name, metric in rules.metrics.items()} | dict(names or {})
    return _tree(formula.tree, known, lang)


def _tree(tree: Expression, names: Mapping[str, str], lang: str, above: int = 0) -> str:
    _ = translator(lang)
    match tree:
        case Number():
            return plain_text(tree.value)
        case Name():
            return names.get(tree.id, tree.id)
        case Operation(sign="coalesce"):
            return _coalesced(tree, names, lang)
        case Operation(sign="min" | "max"):
            parts = _(", ").join(_tree(part, names, lang) for part in tree.parts)
            text = _("the lower of ({parts})") if tree.sign == "min" else _("the higher of ({parts})")
            return text.format(parts=parts)
        case Operation(sign="negate"):
            return "−" + _tree(tree.parts[0], names, lang, 3)
    own = _STRENGTH.get(tree.sign, 0)
    left, right = (_tree(part, names, lang, own + at * (tree.sign in "-/")) for at, part in enumerate(tree.parts))
    text = f"{left} {_SIGNS.get(tree.sign, tree.sign)} {right}"
    return f"({text})" if own < above else text


def _coalesced(tree: Operation, names: Mapping[str, str], lang: str) -> str:
    """What counts in place of a blank."""
    _ = translator(lang)
    text = _tree(tree.parts[0], names, lang)
    for part in tree.parts[1:]:
        shown = _("{value} (a blank counts {other})") if isinstance(part, Number) else _("{value} (or else {other})")
        text = shown.format(value=text, other=_tree(part, names, lang))
    return text


def fold_words(fold: DetailFold, rules: RuleSet, lang: str) -> str:
    """How a detail sheet becomes one figure."""
    _ = translator(lang)
    sheet = rules.details.get(fold.sheet)
    columns = {} if sheet is None else {name: column.label.text(lang) for name, column in sheet.columns.items()}
    formula = formula_words(fold.of, rules, lang, columns)
    text = _(_FOLDS[fold.take]).format(formula=formula)
    if fold.per:
        text = _("{figure} by {column}").format(figure=text, column=columns.get(fold.per, fold.per))
    if fold.where is not None:
        where = formula_words(fold.where, rules, lang, columns)
        text = _("{figure}, of rows with {condition}").format(figure=text, condition=where)
    name = fold.sheet if sheet is None else sheet.label.text(lang)
    return _("{figure} (sheet “{sheet}”)").format(figure=text, sheet=name)


# -- since when -------------------------------------------------------------------------------------------------------


def span_words(since: Month | None, until: Month | None, lang: str) -> str:
    """``from July 2025``, ``until June 2025``, ``from July 2025 to December 2025``, ``""`` for always."""
    _ = translator(lang)
    if since is not None and until is not None:
        if since == until:
            return _("in {month} only").format(month=month_text(since, lang))
        return _("from {first} to {last}").format(first=month_text(since, lang), last=month_text(until, lang))
    if since is not None:
        return _("from {month}").format(month=month_text(since, lang))
    return "" if until is None else _("until {month}").format(month=month_text(until, lang))
