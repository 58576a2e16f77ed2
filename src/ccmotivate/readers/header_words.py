"""The words by which columns are known, and the compared forms of what stands in a sheet's first rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct, field

from ccmotivate.model.durations import WORDS
from ccmotivate.model.metrics import DetailSheet, Label, by_word
from ccmotivate.model.period import cell_hint
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind
from ccmotivate.model.sources import across_parts, names_in
from ccmotivate.model.words import PERCENTS, PERMILLES, normal, split_unit

_DURATION_UNITS = tuple(word for words in WORDS.values() for word in words)
_IDENTITY = ("agent_id", "month", "name", "role", "project", "team", "site")
_FORMATS = ("h:mm", "hh:mm", "h:mm:ss", "hh:mm:ss", "mm:ss", "m:ss", "[h]:mm", "[h]:mm:ss")


class Forms(dict[str, tuple[str, str, str]]):
    """The compared form of each text of a workbook that may be a header: whole, without its bracket, the bracket."""

    def __missing__(self, text: str) -> tuple[str, str, str]:
        self[text] = made = (normal(text), *split_unit(text))
        return made


class Words(Struct, frozen=True):
    """The words that headers are matched with: compared form → field id; ``found`` remembers, by text."""

    fields: Mapping[str, str]
    units: frozenset[str]
    forms: Forms
    found: dict[str, tuple[str | None, str]] = field(default_factory=dict)

    def find(self, texts: Sequence[str]) -> tuple[str | None, str]:
        """The field of a header and its bracketed unit, by the first of its texts that is known."""
        for text in texts:
            known = self.found.get(text)
            if known is None:
                known = self.found[text] = self._find(text)
            if known[0]:
                return known
        return None, ""

    def field_of(self, cell: object) -> str | None:
        """The field of a cell that may be a header."""
        return self.find([cell])[0] if isinstance(cell, str) else None

    def _find(self, cell: str) -> tuple[str | None, str]:
        whole, bare, unit = self.forms[cell]
        if whole in self.fields:
            return self.fields[whole], unit
        return (self.fields.get(bare), unit) if unit in self.units else (None, "")


class AcrossWords(Words, frozen=True):
    """Words of a source with months side by side: a header with a month in it is ``field`` + NUL + the month's text."""

    pattern: re.Pattern[str] = re.compile("")
    columns: Mapping[str, str] = field(default_factory=dict)  # compared form → field id

    def find(self, texts: Sequence[str]) -> tuple[str | None, str]:
        for text in texts:
            whole, bare, unit = self.forms[text]
            tries = [(whole, ""), (bare, unit)] if unit in self.units else [(whole, "")]
            for form, bracket in tries:
                found = self.pattern.fullmatch(form)
                if found and cell_hint(found["month"]).month:
                    return f"{self.columns[found['column']]}\0{found['month']}", bracket
        return Words.find(self, texts)


def across_words(headers: SourceHeaders, template: str, units: tuple[str, ...], forms: Forms) -> AcrossWords:
    """The words of a source whose headers read like ``{month} {column}``."""
    columns = by_word({name: label for name, label in headers.labels.items() if name in headers.across})
    plain = words_of({name: one for name, one in headers.labels.items() if name not in headers.across}, units, forms)
    one_of = "|".join(re.escape(word) for word in sorted(columns, key=len, reverse=True))
    kinds = {"month": "(?P<month>.+?)", "column": f"(?P<column>{one_of})"}
    texts = (re.escape(normal(text)) for text in across_parts(template) or ())
    named = (kinds[name] for name in names_in(template))
    pattern = re.compile("".join(text + kind for text, kind in zip_longest(texts, named, fillvalue="")))
    return AcrossWords(plain.fields, plain.units, forms, pattern=pattern, columns=columns)


def words_of(labels: Mapping[str, Label], units: tuple[str, ...], forms: Forms) -> Words:
    known = frozenset(normal(unit) for unit in (*units, *PERCENTS, *PERMILLES, *_DURATION_UNITS, *_FORMATS))
    return Words(by_word(labels), known, forms)


def agent_labels(rules: RuleSet) -> dict[str, Label]:
    """Every column that a sheet of agents may have, by field id."""
    identity = {name: column.label for name, column in rules.columns.items()}
    identity |= {name: column.label for name, column in rules.roster.items()}
    return identity | {name: metric.label for name, metric in rules.metrics.items() if metric.formula is None}


class SourceHeaders(Struct, frozen=True):
    """The headers of a source.

    ``labels`` are its columns by field id, and by ``@header`` the headers that fields are made of; ``wanted`` must all
    be there; ``places`` is header (compared form) to the id in ``labels``; ``across`` are those of which each month has
    one.
    """

    labels: Mapping[str, Label]
    wanted: frozenset[str]
    places: Mapping[str, str]
    across: frozenset[str] = frozenset()


NO_HEADERS = SourceHeaders({}, frozenset(), {})
"""Of a sheet that no source maps."""


def source_headers(rules: RuleSet, source: DetailSheet) -> SourceHeaders:
    """What the header of a source's sheets holds; the identity columns that it does not map go by their usual words."""
    layout = source.layout
    known = {name: rules.columns[name].label for name in _beside(source) if name not in layout.fields}
    if not source.columns:
        known |= {name: column.label for name, column in rules.roster.items()}
    if layout.across:
        known.pop("month", None)
    labels = known | {name: column.label for name, column in source.columns.items()}
    by_words = {normal(word): name for name, label in labels.items() for word in label.words}
    places = {name: name for name in labels}
    named = [header for made in layout.fields.values() for header in made.headers]
    for header in (*named, *(header for header in layout.only if header not in labels)):
        places[normal(header)] = slot = by_words.setdefault(normal(header), f"@{header}")
        labels.setdefault(slot, Label(header, header))
    needed = {"agent_id"} - layout.fields.keys() | {*source.columns} | {places[normal(one)] for one in named}
    needed |= {places.get(one) or places[normal(one)] for one in layout.only}
    across = frozenset(source.columns) if layout.across else frozenset()
    return SourceHeaders(labels, frozenset(needed) - across, places, across)


def _beside(source: DetailSheet) -> Sequence[str]:
    """The identity columns that a source may have beside its own."""
    return _IDENTITY if source.layout.is_mapped else ("agent_id", "month", "name")


def part_labels(rules: RuleSet, kind: SheetKind) -> dict[str, Label]:
    """Every column that a part's sheet may have: its own, the name of an agent, the month where it is no history.

    On an anonymous sheet no name may stand.
    """
    beside = [*([] if kind.anonymous else ["name"]), *([] if kind.history else ["month"])]
    own = {name: column.label for name, column in kind.columns.items()}
    return {name: rules.columns[name].label for name in beside if name not in own} | own
