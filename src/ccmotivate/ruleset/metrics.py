"""``metrics.yaml`` resolved: formulas, detail sheets, plausible ranges, and header words that must not collide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial

from msgspec.structs import replace

from ccmotivate.model.formula import ALLOWED, TRUTHS, Formula, FormulaError, Name, Operation, parse_formula
from ccmotivate.model.metric_schema import DetailRule, MetricRule, MetricWordsRule
from ccmotivate.model.metrics import (
    INSTANTS,
    NUMERIC,
    DetailFold,
    DetailSheet,
    IdentityColumn,
    Label,
    Metric,
    MetricKind,
)
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef
from ccmotivate.ruleset.folds import check_fold
from ccmotivate.ruleset.formula_kinds import NUMBER, TEXT, KindError, Kinds, written
from ccmotivate.ruleset.resolver import Resolver, label_of, range_of
from ccmotivate.ruleset.yaml_text import YamlPath

Sheets = Mapping[str, DetailSheet]


def metric_of(resolver: Resolver, name: str, rule: MetricRule, details: Sheets) -> Metric:
    here = resolver.at("metrics.yaml", name)
    formula = _formula(resolver, rule.formula, resolver.at("metrics.yaml", name, "formula"))
    if rule.blanks_count is not None and rule.formula is None:
        resolver.say("rule-blanks-without-formula", resolver.at("metrics.yaml", name, "blanks_count"))
    if rule.formula is not None and rule.detail is not None:
        resolver.say("rule-formula-and-detail", here, name)
    if rule.scale is not None and rule.kind not in (MetricKind.PERCENT, MetricKind.PERMILLE):
        resolver.say("rule-scale-of-what", resolver.at("metrics.yaml", name, "scale"), rule.scale)
    if rule.unit is not None and rule.kind is not MetricKind.DURATION:
        resolver.say("rule-unit-of-what", resolver.at("metrics.yaml", name, "unit"), rule.unit)
    detail = _fold(resolver, name, rule.detail, details) if rule.detail else None
    _check_words(resolver, name, rule, detail, details)
    return Metric(
        id=name,
        label=label_of(rule),
        kind=rule.kind,
        plausible=range_of(
            resolver, rule.plausible, rule.kind, resolver.at("metrics.yaml", name, "plausible"), rule.unit
        ),
        good=rule.good,
        scale=rule.scale,
        unit=rule.unit,
        formula=formula,
        blanks_count=rule.blanks_count,
        detail=detail,
        source=here,
        words=_words(rule.words),
    )


def _words(rule: MetricWordsRule | None) -> dict[str, Label]:
    named = {} if rule is None else {"zero": rule.zero, "at_least": rule.at_least, "at_most": rule.at_most}
    return {key: Label(name.zh, name.en) for key, name in named.items() if name is not None}


def _formula(resolver: Resolver, text: str | None, here: SourceRef) -> Formula | None:
    if text is None:
        return None
    try:
        return parse_formula(text)
    except FormulaError as error:
        resolver.say("rule-formula", here, str(error), allowed=ALLOWED)
        return None


def _fold(resolver: Resolver, name: str, rule: DetailRule, details: Sheets) -> DetailFold | None:
    path: YamlPath = (name, "detail")
    if not resolver.known("detail_sheets", rule.from_, details, resolver.at("metrics.yaml", *path, "from")):
        return None
    columns = details[rule.from_].columns
    kinds = {key: column.kind for key, column in columns.items()}
    of, of_kind = _of_rows(resolver, rule.of, kinds, resolver.at("metrics.yaml", *path, "of"))
    where, where_kind = _of_rows(resolver, rule.where, kinds, resolver.at("metrics.yaml", *path, "where"))
    for key, column in (("per", rule.per), ("weigh", rule.weigh)):
        if column is not None:
            resolver.known("columns", column, columns, resolver.at("metrics.yaml", *path, key))
    if of is None:
        return None
    read = {*of.names, *(where.names if where else ())}
    kind_of = {key: columns[key].kind for key in read if key in columns}
    texts = frozenset(key for key, kind in kind_of.items() if kind == TEXT)
    instants = frozenset(key for key, kind in kind_of.items() if kind in INSTANTS)
    fold = DetailFold(rule.from_, rule.take, of, rule.per, where, rule.weigh, rule.least, rule.blanks, texts, instants)
    check_fold(resolver, path, fold, of_kind, where_kind, columns)
    return fold


def _worth(resolver: Resolver, here: SourceRef, word: str, kind: str) -> Fraction | None:
    """What a word stands for in a level or a pass."""
    levels = list(resolver.written.columns.levels)
    if kind == MetricKind.LEVEL:
        return Fraction(levels.index(word)) if resolver.known("level", word, levels, here) else None
    passes = {"pass": Fraction(1), "fail": Fraction(0)}
    return passes[word] if resolver.known("pass/fail", word, passes, here) else None


def _of_rows(
    resolver: Resolver, text: str | None, kinds: Mapping[str, str], here: SourceRef
) -> tuple[Formula | None, str]:
    """A formula over the columns of a detail sheet, and the kind of its result."""
    formula = _formula(resolver, text, here)
    known = [resolver.known("columns", word, kinds, here) for word in (formula.names if formula else ())]
    if formula is None or not all(known):
        return formula, NUMBER
    return _checked(resolver, formula, kinds, here, reckoned=True)


def _checked(
    resolver: Resolver, formula: Formula, kinds: Mapping[str, str], here: SourceRef, *, reckoned: bool
) -> tuple[Formula, str]:
    """The formula with its words valued, as it is after an error."""
    try:
        return Kinds(kinds, reckoned, partial(_worth, resolver, here)).checked(formula)
    except KindError as error:
        code, value, facts = error.args
        resolver.say(code, here, value, **facts)
        return formula, NUMBER


def _check_words(resolver: Resolver, name: str, rule: MetricRule, fold: DetailFold | None, sheets: Sheets) -> None:
    """A level or a pass can only be the lowest or highest of such a column, a pass also of a comparison."""
    if fold is None or rule.kind in NUMERIC:
        return
    tree = fold.of.tree
    compared = isinstance(tree, Operation) and tree.sign in TRUTHS and rule.kind is MetricKind.PASS
    column = sheets[fold.sheet].columns.get(tree.id) if isinstance(tree, Name) and fold.per is None else None
    same = column is not None and column.kind == rule.kind
    if fold.take not in ("min", "max") or not (same or compared):
        resolver.say("rule-fold-of-words", resolver.at("metrics.yaml", name, "detail"), rule.kind)


def check_formula_names(resolver: Resolver) -> None:
    """Every name of a formula is a metric, what is computed with has numbers, and no metric needs itself."""
    metrics = resolver.metrics
    kinds = {name: str(metric.kind) for name, metric in metrics.items()}
    for metric in list(metrics.values()):
        here = resolver.at("metrics.yaml", metric.id, "formula")
        if metric.formula is not None:
            known = [resolver.known("metrics", name, metrics, here) for name in metric.formula.names]
            if all(known):
                formula, kind = _checked(resolver, metric.formula, kinds, here, reckoned=False)
                if kind in (MetricKind.LEVEL, MetricKind.PASS):
                    resolver.say("rule-formula-of-words", here, written(formula.tree), kind=kind)
                metrics[metric.id] = replace(metric, formula=formula)
        if _needs_itself(metric.id, resolver.metrics):
            resolver.say("rule-formula-circle", here, metric.id)


def _needs_itself(start: str, metrics: Mapping[str, Metric]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        metric = metrics.get(ahead.pop())
        for name in metric.formula.names if metric and metric.formula else ():
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                ahead.append(name)
    return False


def check_header_words(
    resolver: Resolver, columns: Mapping[str, IdentityColumn], details: Mapping[str, DetailSheet]
) -> None:
    """Check that no two columns that can occur in one sheet have the same header."""
    identity = [(column.label, resolver.at("columns.yaml", "columns", name)) for name, column in columns.items()]
    read = [(metric.label, metric.source) for metric in resolver.metrics.values() if metric.formula is None]
    roster = [
        (label_of(rule), resolver.at("columns.yaml", "roster", name))
        for name, rule in resolver.written.columns.roster.items()
    ]
    check_words(resolver, "header", [*identity, *roster, *read])
    for sheet in details.values():
        file, *path = ("sources.yaml",) if sheet.layout.is_mapped else ("columns.yaml", "detail_sheets")
        own = [(one.label, resolver.at(file, *path, sheet.id, "columns", one.id)) for one in sheet.columns.values()]
        check_words(resolver, "header", own if sheet.layout.is_mapped else [*identity[:3], *own])
    levels = resolver.written.columns.levels
    check_words(
        resolver,
        "level",
        ((label_of(level), resolver.at("columns.yaml", "levels", name)) for name, level in levels.items()),
    )


def check_words(resolver: Resolver, what: str, labels: Iterable[tuple[Label, SourceRef]]) -> None:
    taken: dict[str, SourceRef] = {}
    for label, here in labels:
        for word in {normal(word): word for word in label.words}.values():
            first = taken.setdefault(normal(word), here)
            if first is not here:
                resolver.say("rule-word-twice", here, word, what=what, first=first)
