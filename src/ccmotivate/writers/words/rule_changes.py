"""A difference between two rule sets in words: what it is about, what it was and is, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ccmotivate.conditions.figure_rules import ties_words
from ccmotivate.conditions.rank import Rank
from ccmotivate.locale import N_, translator
from ccmotivate.model.award_rules import Award, Condition, TieBreaker, Who
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.exact import plain_text
from ccmotivate.model.formula import Formula
from ccmotivate.model.methods import Method
from ccmotivate.model.metrics import DetailFold, Label, Metric, MetricKind, Range
from ccmotivate.model.rule_changes import Aspect, Place, RuleChange, Side, Subject
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion, Scope, ScoreLine
from ccmotivate.writers.words.figures import figure_name, figure_text, money_text, standard_text, value_text
from ccmotivate.writers.words.rules import (
    EVERY,
    KINDS,
    WITHIN,
    condition_words,
    fold_words,
    formula_words,
    line_words,
    points_words,
    span_words,
    wording,
)
from ccmotivate.writers.words.sentences import RECOGNITION, scope_text

_ASPECTS: Mapping[Aspect, str] = {
    Aspect.IN_FORCE: N_("rules in force"),
    Aspect.NAME: N_("its name"),
    Aspect.ALIASES: N_("other words for it"),
    Aspect.CURRENCY: N_("currency"),
    Aspect.COMPANY: N_("company"),
    Aspect.LOGO: N_("logo"),
    Aspect.ROLE_BY: N_("role without a column of roles"),
    Aspect.SIGNATORY: N_("signatory"),
    Aspect.STANDARD: N_("standard"),
    Aspect.LINE: N_("scorecard line"),
    Aspect.WEIGHT: N_("weight"),
    Aspect.POINTS: N_("points"),
    Aspect.IF_NO_DATA: N_("without data"),
    Aspect.ALTERNATIVES: N_("order of the alternatives"),
    Aspect.EVERY: N_("given"),
    Aspect.WINNER: N_("winners"),
    Aspect.WHO: N_("who may win"),
    Aspect.ROLES: N_("roles that may win"),
    Aspect.NEED: N_("data needed"),
    Aspect.MEMBERS: N_("members needed"),
    Aspect.WITHIN: N_("within"),
    Aspect.SCOPE: N_("for whom"),
    Aspect.CONDITION: N_("decided by"),
    Aspect.RANKED_BY: N_("ranked by"),
    Aspect.PLACES: N_("places that win"),
    Aspect.TIES: N_("tie-breakers"),
    Aspect.PRIZES: N_("prize"),
    Aspect.PRIZE_AS: N_("prizes are given as"),
    Aspect.RECOGNITION: N_("recognition"),
    Aspect.KIND: N_("kind of figure"),
    Aspect.PLAUSIBLE: N_("plausible range"),
    Aspect.GOOD: N_("which is better"),
    Aspect.SCALE: N_("bare numbers are read as"),
    Aspect.UNIT: N_("bare numbers are in"),
    Aspect.CLOCK: N_("times of two parts begin with"),
    Aspect.FORMULA: N_("formula"),
    Aspect.BLANKS: N_("a blank counts"),
    Aspect.WORDS: N_("how its standard reads"),
    Aspect.DETAIL: N_("made from"),
    Aspect.KEY: N_("columns that tell a row"),
    Aspect.LAYOUT: N_("files and headers"),
    Aspect.VALUES: N_("words allowed"),
    Aspect.DEFAULT: N_("in place of a missing column"),
    Aspect.ORDER: N_("order of the levels"),
    Aspect.PASSES: N_("words for a pass"),
    Aspect.FAILS: N_("words for a fail"),
    Aspect.NO_DATA: N_("words for no data"),
    Aspect.TOTALS: N_("words for rows of totals"),
    Aspect.UNITS: N_("units in headers"),
    Aspect.DECIMAL: N_("decimal mark"),
    Aspect.DATES: N_("order of dates"),
    Aspect.ZONE: N_("time zone"),
    Aspect.ENCODING: N_("encoding of text files"),
    Aspect.SEPARATOR: N_("separator of text files"),
    Aspect.HIDDEN_ROWS: N_("hidden rows"),
    Aspect.SAME_ROWS: N_("rows in another file from which it is a copy"),
    Aspect.SAME_PEOPLE: N_("people of a roster that a later one must list"),
    Aspect.LEAST_BESIDE_UNITS: N_("least bare number beside numbers in 万 or 亿"),
    Aspect.EXCLUDE: N_("rows left out"),
    Aspect.FIGURE: "",
}
_PARTS: Mapping[Subject, str] = {
    Subject.SCHEME: N_("The scheme"),
    Subject.ROLE: N_("Role: {name}"),
    Subject.AWARD: N_("Award: {name}"),
    Subject.METRIC: N_("Metric: {name}"),
    Subject.COLUMN: N_("Column: {name}"),
    Subject.SHEET: N_("Detail sheet: {name}"),
    Subject.LEVEL: N_("Level: {name}"),
    Subject.WORDS: N_("Words in cells and headers"),
    Subject.READING: N_("How files are read"),
    Subject.PART: N_("Part: {name}"),
}
_CHOICES: Mapping[tuple[Aspect, str], str] = {
    (Aspect.WINNER, "agent"): N_("agents"),
    (Aspect.WINNER, "team"): N_("teams"),
    (Aspect.WHO, Who.ELIGIBLE): N_("who is eligible"),
    (Aspect.WHO, Who.QUALIFIED): N_("who is qualified"),
    (Aspect.WHO, Who.EVERYONE): N_("everybody"),
    (Aspect.PRIZE_AS, "gift"): N_("gift"),
    (Aspect.PRIZE_AS, "money"): N_("money"),
    (Aspect.IF_NO_DATA, "zero"): N_("0 points"),
    (Aspect.IF_NO_DATA, "left_out"): N_("left out, its weight goes to the others"),
    (Aspect.GOOD, "high"): N_("the higher the better"),
    (Aspect.GOOD, "low"): N_("the lower the better"),
    (Aspect.SCALE, "fraction"): N_("fractions"),
    (Aspect.SCALE, "percent"): N_("percent (%)"),
    (Aspect.SCALE, "permille"): N_("per mille (‰)"),
    (Aspect.SCALE, ""): N_("what the column shows"),
    (Aspect.UNIT, "milliseconds"): N_("milliseconds"),
    (Aspect.UNIT, "seconds"): N_("seconds"),
    (Aspect.UNIT, "minutes"): N_("minutes"),
    (Aspect.UNIT, "hours"): N_("hours"),
    (Aspect.UNIT, "days"): N_("days"),
    (Aspect.UNIT, ""): N_("the unit of the header"),
    (Aspect.CLOCK, "minutes"): N_("minutes"),
    (Aspect.CLOCK, "hours"): N_("hours"),
    (Aspect.DEFAULT, ""): N_("nothing"),
    (Aspect.ZONE, ""): N_("as written"),
    (Aspect.ENCODING, ""): N_("found out"),
    (Aspect.SEPARATOR, ""): N_("found out"),
    (Aspect.HIDDEN_ROWS, "read"): N_("read"),
    (Aspect.HIDDEN_ROWS, "leave_out"): N_("left out"),
    (Aspect.HIDDEN_ROWS, "error"): N_("an error"),
}
_WORD_LISTS = (Aspect.ALIASES, Aspect.PASSES, Aspect.FAILS, Aspect.NO_DATA, Aspect.TOTALS, Aspect.UNITS, Aspect.EXCLUDE,
               Aspect.LAYOUT, Aspect.VALUES)  # fmt: skip


def change_group(change: RuleChange, lang: str) -> str:
    """What a change is about, as a heading: ``Role: Inbound``."""
    place = change.place
    name = _owner(place.part, place.owner, change.side.rules, lang)
    return translator(lang)(_PARTS[place.part]).format(name=name)


def change_text(change: RuleChange, lang: str, *, dated: bool = True) -> str:
    """The change under its heading: ``Productivity · standard: at least 75% → 78%, from July 2025``."""
    _ = translator(lang)
    text = _change(change, lang)
    about = change_about(change, lang)
    told = _("{award}: {sentence}").format(award=about, sentence=text) if about else text
    span = span_words(change.since, change.until, lang) if dated else ""
    return _("{change}, {span}").format(change=told, span=span) if span else told


def change_sentence(change: RuleChange, lang: str, *, dated: bool = True) -> str:
    """The change by itself, its heading included; without ``dated`` it does not say from when."""
    place = change.place
    name = _owner(place.part, place.owner, change.side.rules, lang)
    text = change_text(change, lang, dated=dated)
    return f"{name} · {text}" if name else text


def change_about(change: RuleChange, lang: str) -> str:
    """The line and the side of it that changed: ``Productivity · weight``, ``""`` for the whole."""
    _ = translator(lang)
    place = change.place
    parts = []
    if place.item:
        parts.append(_item(change, lang))
    if place.scope:
        parts.append(scope_text(place.scope, lang))
    if place.part is Subject.SCHEME and place.aspect is Aspect.STANDARD:
        parts.insert(0, _("to be eligible"))
    elif _ASPECTS.get(place.aspect) and not (place.part is Subject.SHEET and place.aspect is Aspect.LINE):
        parts.append(_(_ASPECTS[place.aspect]))
    return " · ".join(parts)


def side_text(change: RuleChange, side: Side | None, lang: str) -> str:
    """What one side of a change has, in words; ``""`` where it has nothing."""
    return "" if side is None else _value(change.place, side, lang)


def _change(change: RuleChange, lang: str) -> str:
    """Old and new, or what is new or gone."""
    _ = translator(lang)
    aspect, old, new = change.place.aspect, change.old, change.new
    if aspect is Aspect.IN_FORCE:
        return _("none yet in the old rules") if old is None else _("none yet in the new rules")
    if old is None or new is None:
        text = _("new: {what}") if old is None else _("no longer: {what}")
        return text.format(what=_value(change.place, change.side, lang))
    if aspect in _WORD_LISTS:
        return _words_changed(old.value, new.value, lang)
    before, after = _value(change.place, old, lang), _value(change.place, new, lang)
    if isinstance(old.value, Criterion) and isinstance(new.value, Criterion):
        one_way = old.value.comparison is new.value.comparison and old.value.critical is new.value.critical
        after = figure_text(new.value, new.rules, lang) if one_way else after
    return _("{old} → {new}").format(old=before or _("none"), new=after or _("none"))


def _words_changed(old: object, new: object, lang: str) -> str:
    """Which words are new, which are gone."""
    _ = translator(lang)
    before, after = (value if isinstance(value, tuple) else () for value in (old, new))
    added = _(", ").join(str(word) for word in after if word not in before)
    gone = _(", ").join(str(word) for word in before if word not in after)
    texts = [_("new: {what}").format(what=added)] if added else []
    return _("; ").join([*texts, _("no longer: {what}").format(what=gone)] if gone else texts)


def _owner(part: Subject, owner: str, rules: RuleSet, lang: str) -> str:
    """The label of what a change is about."""
    tables: Mapping[Subject, Mapping[str, object]] = {
        Subject.ROLE: rules.roles,
        Subject.AWARD: rules.awards,
        Subject.METRIC: rules.metrics,
        Subject.COLUMN: rules.people_columns,
        Subject.SHEET: {**rules.details, **rules.rosters},
        Subject.LEVEL: rules.levels,
        Subject.PART: {name: part.part for name, part in rules.parts.items()},
    }
    found = tables.get(part, {}).get(owner)
    label = found if isinstance(found, Label) else getattr(found, "label", None)
    return label.text(lang) if isinstance(label, Label) else owner


def _item(change: RuleChange, lang: str) -> str:
    """The label of a line's metric or of a detail sheet's column."""
    place, rules = change.place, change.side.rules
    name = place.item.rpartition(" ")[2]
    if place.part is Subject.PART:
        return place.item.replace(".", " · ")
    if place.part is Subject.SHEET:
        sheet = rules.details.get(place.owner) or rules.rosters.get(place.owner)
        column = sheet.columns.get(name) if sheet else None
        return column.label.text(lang) if column else name
    return figure_name(name, rules, lang)


# -- values -----------------------------------------------------------------------------------------------------------


def _value(place: Place, side: Side, lang: str) -> str:
    """One side's value in words."""
    _ = translator(lang)
    value, rules = side.value, side.rules
    metric, every = _metric(place, rules), _every(place, rules)
    match value:
        case Criterion():
            return standard_text(value, rules, lang)
        case ScoreLine():
            points = "" if metric is None else line_words(value, metric, rules, lang)
            return _("weight {weight}, {points}").format(weight=plain_text(value.weight), points=points)
        case Method():
            return "" if metric is None else points_words(value, metric, rules, lang)
        case Award():
            return award_summary(value, rules, lang)
        case Rank() if place.aspect is Aspect.RANKED_BY:
            return value.by_words(wording(rules, lang, every))
        case Condition():
            return condition_words(value, rules, lang, every)
        case Range():
            return _range(value, metric, rules, lang)
        case tuple():
            return _listed(place.aspect, value, rules, every, lang)
        case _:
            return _plain(place.aspect, side, lang)


def _plain(aspect: Aspect, side: Side, lang: str) -> str:
    """A name, a word, a number, a formula; of anything else its name."""
    value = side.value
    match value:
        case Label():
            return _both(value, lang) if aspect in (Aspect.NAME, Aspect.WORDS) else value.text(lang)
        case Formula():
            return formula_words(value, side.rules, lang)
        case DetailFold():
            return fold_words(value, side.rules, lang)
        case Scope():
            return scope_text(value, lang) or translator(lang)("everybody")
        case str():
            return _choice(aspect, value, lang)
        case int() | Fraction():
            return plain_text(value)
        case _:
            label = getattr(value, "label", None)
            return label.text(lang) if isinstance(label, Label) else ""


def _both(label: Label, lang: str) -> str:
    """A name in both languages, the reader's first."""
    other = "en" if lang == "zh" else "zh"
    return " / ".join(dict.fromkeys((label.text(lang), label.text(other))))


def _range(value: Range, metric: Metric | None, rules: RuleSet, lang: str) -> str:
    """A plausible range with its unit."""
    _ = translator(lang)

    def end(figure: Fraction) -> str:
        if metric is None or metric.kind is MetricKind.LEVEL:
            return plain_text(figure)
        return value_text(metric, figure, rules, lang, (figure,))

    if value.low is None and value.high is None:
        return _("anything")
    if value.low is None or value.high is None:
        return f"≥ {end(value.low)}" if value.low is not None else f"≤ {end(value.high or Fraction(0))}"
    return f"{end(value.low)}–{end(value.high)}"


def _choice(aspect: Aspect, value: str, lang: str) -> str:
    """A word that the rules choose from a list; any other text as it is."""
    tables: Mapping[Aspect, Mapping[str, str]] = {Aspect.EVERY: EVERY, Aspect.WITHIN: WITHIN, Aspect.KIND: KINDS}
    word = tables.get(aspect, {}).get(value) or _CHOICES.get((aspect, value))
    return translator(lang)(word) if word else value


def _listed(aspect: Aspect, values: tuple[object, ...], rules: RuleSet, every: PeriodKind, lang: str) -> str:
    """Several words, amounts, roles, metrics or tie-breakers."""
    _ = translator(lang)
    if aspect is Aspect.TIES:
        steps = tuple(step for step in values if isinstance(step, TieBreaker))
        return ties_words(steps, wording(rules, lang, every))
    texts = []
    for value in values:
        if isinstance(value, Fraction):
            texts.append(money_text(value, rules.currency, lang))
        elif isinstance(value, Label):
            texts.append(value.text(lang))
        elif isinstance(value, Scope):
            texts.append(scope_text(value, lang) or _("everybody"))
        elif aspect is Aspect.ROLES and str(value) in rules.roles:
            texts.append(rules.roles[str(value)].label.text(lang))
        elif aspect is Aspect.NEED:
            texts.append(figure_name(str(value), rules, lang))
        elif aspect is Aspect.ORDER and str(value) in rules.levels:
            texts.append(rules.levels[str(value)].text(lang))
        elif aspect is Aspect.RECOGNITION:
            texts.append(_(RECOGNITION.get(str(value), str(value))))
        else:
            texts.append(str(value))
    if aspect is Aspect.PRIZES:
        return " / ".join(texts)
    return (_(" < ") if aspect is Aspect.ORDER else _(", ")).join(texts)


def award_summary(award: Award, rules: RuleSet, lang: str) -> str:
    """An award in one breath: how often, how it is decided, what it gives."""
    _ = translator(lang)
    parts = [_(EVERY[award.every]), condition_words(award.condition, rules, lang, award.every)]
    parts += [" / ".join(money_text(prize, rules.currency, lang) for prize in award.prizes)] if award.prizes else []
    return _("; ").join(parts)


def _metric(place: Place, rules: RuleSet) -> Metric | None:
    """The metric that the figures of a place belong to."""
    return rules.metrics.get(place.owner if place.part is Subject.METRIC else place.item.rpartition(" ")[2])


def _every(place: Place, rules: RuleSet) -> PeriodKind:
    """How often the award of a place is given."""
    award = rules.awards.get(place.owner) if place.part is Subject.AWARD else None
    return PeriodKind.MONTH if award is None else award.every
