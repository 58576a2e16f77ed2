"""Rules in words: points methods, conditions, formulas, scopes and start dates."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce

from msgspec import Struct

from ccmotivate.conditions.condition import Wording, asked
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Condition
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import plain_text
from ccmotivate.model.formula import COMPARISONS, Expression, Formula, Name, Number, Operation, Word
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import DetailColumn, DetailFold, Metric, MetricKind
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import ScoreLine
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
    "time": N_("time of the day"),
    "moment": N_("date and time"),
    "yes_no": N_("yes or no"),
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
    "median": N_("the median of {formula}"),
    "min": N_("the lowest {formula}"),
    "max": N_("the highest {formula}"),
    "count": N_("the number of rows of {formula}"),
    "distinct": N_("the number of different {formula}"),
    "share": N_("the share of rows where {formula}"),
}
_SIGNS = {"*": "×", "/": "÷", "-": "−", ">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}
_STRENGTH = {"or": -2, "and": -1, "+": 1, "-": 1, "*": 2, "/": 2}
_LOWEST = -3


# -- points -----------------------------------------------------------------------------------------------------------


def points_words(method: Method, metric: Metric, rules: RuleSet, lang: str) -> str:
    """How a figure earns points: ``80 → 100; more and less in proportion, at most 120``."""

    def shown(value: Fraction) -> str:
        return value_text(metric, value, rules, lang, (value,))

    return method.words(shown, metric.kind, lang)


def line_words(line: ScoreLine, metric: Metric, rules: RuleSet, lang: str) -> str:
    """How a line of a scorecard earns points, and what it does without data where that is not the usual."""
    text = points_words(line.method, metric, rules, lang)
    if not line.may_go:
        return text
    _ = translator(lang)
    return _("{points}; without data left out, its weight goes to the others").format(points=text)


# -- conditions of awards ---------------------------------------------------------------------------------------------


def wording(rules: RuleSet, lang: str, every: PeriodKind = PeriodKind.MONTH) -> Wording:
    """The wording context for the conditions of an award; ``every`` is how often it is given."""

    def figure(name: str) -> str:
        return figure_name(name, rules, lang, every)

    def part(name: str) -> str:
        return figure_name(name, rules, lang)

    return Wording(rules, lang, every, figure, part)


def condition_words(condition: Condition, rules: RuleSet, lang: str, every: PeriodKind) -> str:
    """A condition in words, with all its requirements."""
    return asked(condition).words(wording(rules, lang, every))


def condition_text(condition: Condition, rules: RuleSet, lang: str, every: PeriodKind = PeriodKind.MONTH) -> str:
    """A condition in one breath."""
    return asked(condition).brief(wording(rules, lang, every))


def within_words(within: str | None, lang: str) -> str:
    """Within what an award is decided: ``each project``."""
    return translator(lang)(WITHIN[within or ""])


# -- formulas ---------------------------------------------------------------------------------------------------------


def formula_words(
    formula: Formula, rules: RuleSet, lang: str, columns: Mapping[str, DetailColumn] | None = None
) -> str:
    """A formula with the labels of what it reads: ``Questionnaires ÷ 300 + Membership forms ÷ 300``.

    Args:
        formula: the formula.
        rules: the rules, for the metrics' labels.
        lang: ``zh`` or ``en``.
        columns: those of a detail sheet, for theirs.
    """
    known: dict[str, Metric | DetailColumn] = {**rules.metrics, **(columns or {})}
    labels = {name: one.label.text(lang) for name, one in known.items()}
    passes = frozenset(name for name, one in known.items() if one.kind == MetricKind.PASS)
    yes_no = frozenset(name for name, one in (columns or {}).items() if one.is_yes_no)
    return _tree(formula.tree, _Said(labels, passes, yes_no), lang)


class _Said(Struct, frozen=True):
    """What names in a formula are called, and which of them are 1 and 0 for pass and fail, or for yes and no."""

    labels: Mapping[str, str]
    passes: frozenset[str]
    yes_no: frozenset[str]

    def label(self, name: str) -> str:
        return self.labels.get(name, name)

    def word(self, name: str, number: Fraction, lang: str) -> str:
        """``yes`` for 1 of a column of yes and no; ``""`` where the number stands for no word."""
        _ = translator(lang)
        if name not in self.passes or number not in (0, 1):
            return ""
        words = (N_("no"), N_("yes")) if name in self.yes_no else (N_("fail"), N_("pass"))
        return _("“{word}”").format(word=_(words[int(number)]))


def _tree(tree: Expression, names: _Said, lang: str, above: int = _LOWEST) -> str:
    _ = translator(lang)
    match tree:
        case Number():
            return plain_text(tree.value)
        case Word():
            return _("“{word}”").format(word=tree.text)
        case Name():
            return names.label(tree.id)
        case Operation(sign="and" | "or" | "not" | "in" | "filled"):
            text = _condition(tree, names, lang)
            return f"({text})" if _STRENGTH.get(tree.sign, 0) < above else text
        case Operation(sign="coalesce"):
            return _coalesced(tree, names, lang)
        case Operation(sign="min" | "max"):
            parts = _(", ").join(_tree(part, names, lang) for part in tree.parts)
            text = _("the lower of ({parts})") if tree.sign == "min" else _("the higher of ({parts})")
            return text.format(parts=parts)
        case Operation(sign="negate"):
            return "−" + _tree(tree.parts[0], names, lang, 3)
    own, sign = _STRENGTH.get(tree.sign, 0), _SIGNS.get(tree.sign, tree.sign)
    left, right = (_tree(part, names, lang, own + at * (tree.sign in "-/")) for at, part in enumerate(tree.parts))
    if told := _word_of(tree, names, lang):
        text = _("{value} {told}").format(value=names.label(told.name), told=told.text)
    elif tree.sign in COMPARISONS and isinstance(tree.parts[0], Name) and isinstance(tree.parts[1], Number):
        text = _("{value} {sign} {limit}").format(value=left, sign=sign, limit=right)
    else:
        text = f"{left} {sign} {right}"
    return f"({text})" if own < above else text


class _Told(Struct, frozen=True):
    """What a column is asked to hold, in words that follow its name: ``is “no”``."""

    name: str
    text: str


def _word_of(tree: Expression, names: _Said, lang: str) -> _Told | None:
    """That a column holds a word, or none of several; None for other conditions."""
    _ = translator(lang)
    match tree:
        case Operation(sign="==" | "!=", parts=(Name(id=name), Word(text=text))):
            told = _("is {word}") if tree.sign == "==" else _("is not {word}")
            return _Told(name, told.format(word=_("“{word}”").format(word=text)))
        case Operation(sign="==" | "!=", parts=(Name(id=name), Number(value=value))):
            word = names.word(name, value if tree.sign == "==" else 1 - value, lang)
            return _Told(name, _("is {word}").format(word=word)) if word else None
        case Operation(sign="not", parts=(Operation(sign="in", parts=(Name(id=name), *choices)),)):
            words = [_tree(one, names, lang) for one in choices]
            told = _("is not {word}").format(word=words[0])
            return _Told(name, told if len(words) == 1 else _("is none of {words}").format(words=_(", ").join(words)))
    return None


def _or_blank(tree: Operation, names: _Said, lang: str) -> str:
    """``Withdrawn is blank or is “no”``, of one column; ``""`` for other conditions."""
    _ = translator(lang)
    match tree:
        case Operation(
            sign="or", parts=(Operation(sign="not", parts=(Operation(sign="filled", parts=(Name(id=name),)),)), other)
        ):
            told = _word_of(other, names, lang)
            if told is not None and told.name == name:
                text = _("{value} is blank or {told}")
                return text.format(value=names.label(name), told=told.text)
    return ""


def _condition(tree: Operation, names: _Said, lang: str) -> str:
    """What is joined by ``and`` and ``or``, denied, asked of a list, or asked to be filled."""
    _ = translator(lang)
    own = _STRENGTH.get(tree.sign, _LOWEST)
    first, *others = (_tree(part, names, lang, own) for part in tree.parts)
    match tree.sign:
        case "filled":
            return _("{value} is filled").format(value=first)
        case "not" if isinstance(denied := tree.parts[0], Operation) and denied.sign == "filled":
            return _("{value} is blank").format(value=_tree(denied.parts[0], names, lang))
        case "not" if told := _word_of(tree, names, lang):
            return _("{value} {told}").format(value=names.label(told.name), told=told.text)
        case "not":
            return _("not ({condition})").format(condition=first)
        case "in" if len(others) == 1:
            told_word = _("is {word}").format(word=others[0])
            return _("{value} {told}").format(value=first, told=told_word)
        case "in":
            return _("{value} is one of {choices}").format(value=first, choices=_(", ").join(others))
    both = _("{first} and {second}") if tree.sign == "and" else _("{first} or {second}")
    text = reduce(lambda left, right: both.format(first=left, second=right), others, first)
    return _or_blank(tree, names, lang) or text


def _coalesced(tree: Operation, names: _Said, lang: str) -> str:
    """What counts in place of a blank."""
    _ = translator(lang)
    text = _tree(tree.parts[0], names, lang)
    for part in tree.parts[1:]:
        shown = _("{value} (a blank counts {other})") if isinstance(part, Number) else _("{value} (or else {other})")
        text = shown.format(value=text, other=_tree(part, names, lang))
    return text


def made_words(metric: Metric, rules: RuleSet, lang: str) -> str:
    """How a figure is made of its rows, where the cells alone do not tell it or another system gave them out."""
    fold = metric.detail
    if fold is None or (fold.is_plain and fold.sheet not in rules.sources):
        return ""
    return fold_words(fold, rules, lang)


def fold_words(fold: DetailFold, rules: RuleSet, lang: str) -> str:
    """How a detail sheet becomes one figure."""
    _ = translator(lang)
    sheet = rules.details.get(fold.sheet)
    columns = {} if sheet is None else sheet.columns
    labels = {name: column.label.text(lang) for name, column in columns.items()}
    formula = formula_words(fold.of, rules, lang, columns)
    counts_all = fold.take == "count" and not fold.of.names
    text = _("the number of rows") if counts_all else _(_FOLDS[fold.take]).format(formula=formula)
    if fold.weigh is not None:
        text = _("{figure}, weighed by {column}").format(figure=text, column=labels.get(fold.weigh, fold.weigh))
    if fold.per:
        text = _("{figure} by {column}").format(figure=text, column=labels.get(fold.per, fold.per))
    if fold.where is not None:
        where = formula_words(fold.where, rules, lang, columns)
        text = _("{figure}, of rows where {condition}").format(figure=text, condition=where)
    if fold.blanks == "left_out":
        text = _("{figure}, rows without a value left out").format(figure=text)
    if fold.least is not None:
        text = _("{figure}; fewer than {least} rows are no data").format(figure=text, least=fold.least)
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
