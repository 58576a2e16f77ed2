"""Rules as single facts, each with its place, so that two schemes can be compared fact by fact.

A fact has a value to show and a key to compare: without source lines, words where a figure is only a position in a
list, a set where order has no meaning. So comments and reordering make no difference.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from fractions import Fraction
from functools import partial

from msgspec import Struct

from ccmotivate.conditions.condition import asked
from ccmotivate.model.award_rules import Award
from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import DetailSheet, IdentityColumn, Label, Metric, MetricKind
from ccmotivate.model.parts import PartRules
from ccmotivate.model.period import Month
from ccmotivate.model.roster import RosterColumn
from ccmotivate.model.rule_changes import Aspect, Place, Subject, Value
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Comparison, Criterion, Role, Scope
from ccmotivate.problems import SourceRef


class Fact(Struct, frozen=True):
    """One fact: its value, what it is compared by, its source line, since when it counts."""

    value: Value
    same: Hashable
    source: SourceRef = SourceRef()
    since: Month | None = None


Found = tuple[Place, Fact]


def facts_of(rules: RuleSet) -> dict[Place, Fact]:
    """Every fact of rules that are in force, in the order of the files; positions are no facts."""
    found = (
        *_scheme(rules),
        *(fact for role in rules.roles.values() for fact in _role(role, rules)),
        *(fact for award in rules.awards.values() if not award.part for fact in _award(award)),
        *(fact for metric in rules.metrics.values() for fact in _metric(metric)),
        *(fact for column in rules.people_columns.values() for fact in _column(column)),
        *(fact for sheet in (*rules.details.values(), *rules.rosters.values()) for fact in _sheet(sheet)),
        *_words(rules),
        *_reading(rules),
        *(fact for part in rules.parts.values() for fact in _part(part)),
    )
    facts: dict[Place, Fact] = {}
    for place, fact in found:  # of alternatives for the same agents the first applies
        facts.setdefault(place, fact)
    return facts


def _scheme(rules: RuleSet) -> Iterator[Found]:
    yield Place(Subject.SCHEME, Aspect.NAME), _name(rules.name)
    yield Place(Subject.SCHEME, Aspect.CURRENCY), Fact(rules.currency, rules.currency)
    letterhead = rules.letterhead
    for aspect, label in ((Aspect.COMPANY, letterhead.company), (Aspect.SIGNATORY, letterhead.signatory)):
        yield Place(Subject.SCHEME, aspect), Fact("", "") if label is None else _name(label)
    yield Place(Subject.SCHEME, Aspect.LOGO), Fact(letterhead.logo, letterhead.logo)
    if rules.role_by is not None:
        words = rules.role_by.is_
        texts = (rules.role_by.by, *(f"{word}: {role}" for word, role in words.items()))
        yield Place(Subject.SCHEME, Aspect.ROLE_BY), Fact(texts, (rules.role_by.by, frozenset(words.items())))
    for criterion in rules.eligible:
        place = Place(Subject.SCHEME, Aspect.STANDARD, item=criterion.metric, scope=_sorted(criterion.scope))
        yield place, _standard(criterion, rules)


def _part(part: PartRules) -> Iterator[Found]:
    """Every figure and word of a part's file by its path; the order of what is taken in order."""
    yield Place(Subject.PART, Aspect.WHOLE, part.id), Fact(part.part.label, True, part.source)
    for one in part.facts:
        aspect = Aspect.FIGURE if isinstance(one.value, str) else Aspect.ORDER
        yield Place(Subject.PART, aspect, part.id, one.path), Fact(one.value, one.value, one.source)


# -- roles ------------------------------------------------------------------------------------------------------------


def _role(role: Role, rules: RuleSet) -> Iterator[Found]:
    part, owner = Subject.ROLE, role.id
    yield Place(part, Aspect.WHOLE, owner), Fact(role, True, role.source)
    yield from _labelled(part, owner, role.label, role.source)
    for criterion in role.must:
        place = Place(part, Aspect.STANDARD, owner, criterion.metric, _sorted(criterion.scope))
        yield place, _standard(criterion, rules)
    for line in role.scorecard:
        where = (owner, line.metric, _sorted(line.scope))
        metric = rules.metrics.get(line.metric)
        same = line.method.same(partial(_named, metric=metric, rules=rules))
        yield Place(part, Aspect.LINE, *where), Fact(line, True, line.source, line.since)
        yield Place(part, Aspect.WEIGHT, *where), Fact(line.weight, line.weight, line.source, line.since)
        yield Place(part, Aspect.POINTS, *where), Fact(line.method, same, line.source, line.since)
        kept = "left_out" if line.may_go else "zero"
        yield Place(part, Aspect.IF_NO_DATA, *where), Fact(kept, kept, line.source, line.since)
    yield from _alternatives(role)


def _alternatives(role: Role) -> Iterator[Found]:
    """The order in which alternatives of a line are tried."""
    found: dict[str, list[Scope]] = {}
    for criterion in role.must:
        found.setdefault(f"must {criterion.metric}", []).append(_sorted(criterion.scope))
    for line in role.scorecard:
        found.setdefault(f"scorecard {line.metric}", []).append(_sorted(line.scope))
    for item, scopes in found.items():
        order = tuple(dict.fromkeys(scopes))
        yield Place(Subject.ROLE, Aspect.ALTERNATIVES, role.id, item), Fact(order, order, role.source)


def _standard(criterion: Criterion, rules: RuleSet) -> Fact:
    metric = rules.metrics.get(criterion.metric)
    figures = tuple(_named(figure, metric, rules) for figure in criterion.figures)
    asked: Hashable = frozenset(figures) if criterion.comparison is Comparison.ONE_OF else figures
    same = (criterion.comparison, asked, criterion.critical)
    return Fact(criterion, same, criterion.source, criterion.since)


def _named(figure: Fraction, metric: Metric | None, rules: RuleSet) -> Fraction | str:
    """A level by its id: another level below it moves its number, but not what it means."""
    levels = rules.level_ids()
    known = metric is not None and metric.kind is MetricKind.LEVEL
    if known and figure.denominator == 1 and 0 <= figure < len(levels):
        return levels[int(figure)]
    return figure


# -- awards -----------------------------------------------------------------------------------------------------------


def _award(award: Award) -> Iterator[Found]:
    def fact(aspect: Aspect, value: Value, same: Hashable = None) -> Found:
        compared = value if same is None else same
        return Place(Subject.AWARD, aspect, award.id), Fact(value, compared, award.source, award.since)

    yield fact(Aspect.WHOLE, award, True)
    yield from _labelled(Subject.AWARD, award.id, award.label, award.source)
    yield fact(Aspect.EVERY, award.every.value)
    yield fact(Aspect.WINNER, award.winner)
    yield fact(Aspect.WHO, award.who.value)
    yield fact(Aspect.ROLES, award.roles, frozenset(award.roles))
    yield fact(Aspect.NEED, award.need, frozenset(award.need))
    yield fact(Aspect.MEMBERS, award.min_members)
    yield fact(Aspect.WITHIN, award.within or "")
    yield fact(Aspect.SCOPE, award.scope, _sorted(award.scope))
    yield fact(Aspect.PRIZES, award.prizes)
    yield fact(Aspect.PRIZE_AS, award.prize_as)
    yield fact(Aspect.RECOGNITION, award.recognition, frozenset(award.recognition))
    for aspect, value, same in asked(award.condition).facts():
        yield fact(aspect, value, same)


def _sorted(scope: Scope) -> Scope:
    """Names, order ignored."""
    return Scope(tuple(sorted(scope.teams)), tuple(sorted(scope.projects)), tuple(sorted(scope.sites)))


# -- metrics, columns, words ------------------------------------------------------------------------------------------


def _metric(metric: Metric) -> Iterator[Found]:
    def fact(aspect: Aspect, value: Value, same: Hashable = None) -> Found:
        return Place(Subject.METRIC, aspect, metric.id), Fact(value, value if same is None else same, metric.source)

    yield fact(Aspect.WHOLE, metric, True)
    yield from _labelled(Subject.METRIC, metric.id, metric.label, metric.source)
    yield fact(Aspect.KIND, metric.kind.value)
    yield fact(Aspect.PLAUSIBLE, metric.plausible)
    yield fact(Aspect.GOOD, metric.good)
    yield fact(Aspect.SCALE, metric.scale or "")
    yield fact(Aspect.UNIT, metric.unit or "")
    if metric.formula is not None:
        yield fact(Aspect.FORMULA, metric.formula, metric.formula.tree)
    if metric.blanks_count is not None:
        yield fact(Aspect.BLANKS, metric.blanks_count)
    for key, label in metric.words.items():
        yield Place(Subject.METRIC, Aspect.WORDS, metric.id, key), _name(label, metric.source)
    if metric.detail is not None:
        fold = metric.detail
        where = fold.where.tree if fold.where else None
        more = (fold.weigh, fold.least, fold.blanks)
        yield fact(Aspect.DETAIL, fold, (fold.sheet, fold.take, fold.of.tree, fold.per, where, *more))


def _column(column: IdentityColumn | RosterColumn) -> Iterator[Found]:
    yield Place(Subject.COLUMN, Aspect.WHOLE, column.id), Fact(column, True)
    yield from _labelled(Subject.COLUMN, column.id, column.label, SourceRef())
    if isinstance(column, RosterColumn):
        yield Place(Subject.COLUMN, Aspect.PLAUSIBLE, column.id), Fact(column.plausible, column.plausible)
        if column.no_data:
            yield Place(Subject.COLUMN, Aspect.NO_DATA, column.id), _set(column.no_data)
        if column.dates:
            yield Place(Subject.COLUMN, Aspect.DATES, column.id), Fact(column.dates, column.dates)
    else:
        yield Place(Subject.COLUMN, Aspect.DEFAULT, column.id), Fact(column.default or "", column.default)


def _sheet(sheet: DetailSheet) -> Iterator[Found]:
    yield Place(Subject.SHEET, Aspect.WHOLE, sheet.id), Fact(sheet, True, sheet.source)
    yield from _labelled(Subject.SHEET, sheet.id, sheet.label, sheet.source)
    labels = tuple(sheet.columns[name].label for name in sheet.key)
    yield Place(Subject.SHEET, Aspect.KEY, sheet.id), Fact(labels, frozenset(sheet.key), sheet.source)
    if sheet.layout.is_mapped:
        yield Place(Subject.SHEET, Aspect.LAYOUT, sheet.id), Fact(sheet.layout.told, sheet.layout.told, sheet.source)
    for column in sheet.columns.values():
        where = (sheet.id, column.id)
        yield Place(Subject.SHEET, Aspect.LINE, *where), Fact(column.label, True, sheet.source)
        yield from _labelled(Subject.SHEET, sheet.id, column.label, sheet.source, column.id)
        kind = "yes_no" if column.is_yes_no else column.kind
        yield Place(Subject.SHEET, Aspect.KIND, *where), Fact(kind, kind, sheet.source)
        for aspect, words in ((Aspect.VALUES, column.values), (Aspect.NO_DATA, column.no_data)):
            if words:
                yield Place(Subject.SHEET, aspect, *where), Fact(words, frozenset(words), sheet.source)
        yield Place(Subject.SHEET, Aspect.PLAUSIBLE, *where), Fact(column.plausible, column.plausible, sheet.source)
        yield Place(Subject.SHEET, Aspect.UNIT, *where), Fact(column.unit or "", column.unit or "", sheet.source)
        clock = column.clock or "minutes"
        yield Place(Subject.SHEET, Aspect.CLOCK, *where), Fact(clock, clock, sheet.source)


def _words(rules: RuleSet) -> Iterator[Found]:
    for level, label in rules.levels.items():
        yield Place(Subject.LEVEL, Aspect.WHOLE, level), Fact(label, True)
        yield from _labelled(Subject.LEVEL, level, label, SourceRef())
    yield Place(Subject.LEVEL, Aspect.ORDER), Fact(rules.level_ids(), rules.level_ids())
    words = rules.words
    lists = (
        (Aspect.PASSES, words.passes),
        (Aspect.FAILS, words.fails),
        (Aspect.NO_DATA, words.no_data),
        (Aspect.TOTALS, words.totals),
        (Aspect.UNITS, rules.units),
    )
    for aspect, known in lists:
        yield Place(Subject.WORDS, aspect), _set(known)


def _reading(rules: RuleSet) -> Iterator[Found]:
    reading = rules.reading
    plain = (
        (Aspect.DECIMAL, reading.decimal),
        (Aspect.DATES, reading.dates),
        (Aspect.ZONE, reading.zone),
        (Aspect.ENCODING, reading.encoding),
        (Aspect.SEPARATOR, reading.separator),
        (Aspect.HIDDEN_ROWS, reading.hidden_rows),
        (Aspect.SAME_ROWS, f"{plain_text(reading.same_rows * 100)}%"),
        (Aspect.SAME_PEOPLE, f"{plain_text(reading.same_people * 100)}%"),
        (Aspect.LEAST_BESIDE_UNITS, plain_text(reading.least_beside_units)),
    )
    for aspect, value in plain:
        yield Place(Subject.READING, aspect), Fact(value or "", value)
    excluded = (f"{column}: {text}" for column, texts in reading.exclude.items() for text in texts)
    yield Place(Subject.READING, Aspect.EXCLUDE), _set(excluded)


def _labelled(part: Subject, owner: str, label: Label, source: SourceRef, item: str = "") -> Iterator[Found]:
    """A name, and the other words for it."""
    yield Place(part, Aspect.NAME, owner, item), _name(label, source)
    yield Place(part, Aspect.ALIASES, owner, item), _set(label.aliases, source)


def _name(label: Label, source: SourceRef = SourceRef()) -> Fact:
    return Fact(label, (label.zh, label.en), source)


def _set(words: Iterable[str], source: SourceRef = SourceRef()) -> Fact:
    known = tuple(words)
    return Fact(known, frozenset(known), source)
