"""What the sheets of a workbook may be: of agents, or of another kind: details, a roster, the sheet of a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.model.metrics import DetailSheet, Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind
from ccmotivate.model.sources import SHORT, Layout
from ccmotivate.model.words import normal
from ccmotivate.problems import SourceRef
from ccmotivate.readers.anonymous import is_of_quarters
from ccmotivate.readers.header_rows import Head, Header, find_header
from ccmotivate.readers.header_words import (
    NO_HEADERS,
    Forms,
    SourceHeaders,
    Words,
    across_words,
    agent_labels,
    part_labels,
    source_headers,
    words_of,
)
from ccmotivate.readers.refusals import needed_metrics


class OtherKind(Struct, frozen=True):
    """A kind of sheet that is no sheet of agents: a detail sheet of the rules or the sheet of a part."""

    id: str
    label: Label
    wanted: frozenset[str]
    labels: Mapping[str, Label]
    words: Words
    part: SheetKind | None = None
    source: DetailSheet | None = None
    headers: SourceHeaders = NO_HEADERS

    @property
    def is_mapped(self) -> bool:
        """True for a source of ``sources.yaml``."""
        return self.source is not None and self.source.layout.is_mapped

    @property
    def layout(self) -> Layout:
        """What a source says of its files and headers."""
        return self.source.layout if self.source else SHORT

    @property
    def place(self) -> SourceRef:
        """Where a source stands in the rules."""
        return self.source.source if self.source else SourceRef()

    @property
    def rows(self) -> int:
        """How many rows its header has where the rules say so."""
        return self.layout.header_rows

    def may_be(self, book: Book, sheet: Sheet) -> bool:
        """False where the patterns of a source rule the sheet out."""
        named = any(fnmatchcase(normal(sheet.name), pattern) for pattern in self.layout.sheets)
        return self.layout.fits_file(str(book.path), book.name) and (named or not self.layout.sheets)

    def claims(self, book: Book, sheet: Sheet) -> bool:
        """True where the patterns of a source are about the sheet."""
        return self.layout.claims and self.may_be(book, sheet)

    def is_called(self, sheet: Sheet) -> bool:
        """True when the sheet has its name."""
        return normal(sheet.name) in {normal(word) for word in (*self.label.words, self.id)}

    def header(self, head: Head, metrics: frozenset[str], known: Words) -> Header | None:
        """The header of a sheet of this kind; None where figures of agents stand beside its columns."""
        header = find_header(head, self.words, self._are_enough, self.least, self.rows)
        free = self.source is not None and self.source.layout.claims
        if header is not None and self.part and self.part.anonymous:
            beside = header.fields_beside(self.words, known)
            of_agents = "agent_id" in beside and not metrics.isdisjoint(beside)
            called = self.is_called(head.sheet)
            quarters = not called and is_of_quarters(header, self.words, self.part, head.sheet)
            return None if of_agents or quarters else header
        if header is None or free or "agent_id" not in self.wanted:
            return header
        return header if metrics.isdisjoint(header.fields_beside(self.words, known)) else None

    @property
    def least(self) -> int:
        """How many columns a sheet of it has at least."""
        return len(self.wanted) + (self.part.least if self.part else 0)

    def lacks(self, found: set[str]) -> int:
        """How many columns are missing among these."""
        return self.part.lacks(found) if self.part else len(self.wanted - found)

    def _are_enough(self, found: set[str]) -> bool:
        there = self.wanted <= found and not self.lacks(found)
        return there and (not self.headers.across or any("\0" in one for one in found))


class Kinds(Struct, frozen=True):
    """What a sheet may be: one of agents, which has one of ``metrics`` at least, or one of ``others``."""

    rules: RuleSet
    labels: Mapping[str, Label]
    known: Words
    metrics: frozenset[str]
    others: tuple[OtherKind, ...]

    @classmethod
    def of(cls, rules: RuleSet) -> Kinds:
        labels, forms = agent_labels(rules), Forms()
        known = words_of(labels, rules.units, forms)
        return cls(rules, labels, known, frozenset(needed_metrics(rules)), tuple(_others(rules, forms)))


def _others(rules: RuleSet, forms: Forms) -> Iterator[OtherKind]:
    for name, source in (*rules.details.items(), *rules.rosters.items()):
        if source.layout.table is not None:
            continue
        made, across = source_headers(rules, source), source.layout.across
        words = across_words(made, across, rules.units, forms) if across else words_of(made.labels, rules.units, forms)
        yield OtherKind(name, source.label, made.wanted, made.labels, words, source=source, headers=made)
    yield from kinds_of_parts(rules, rules.sheets, forms)


def kinds_of_parts(rules: RuleSet, sheets: Mapping[str, SheetKind], forms: Forms) -> Iterator[OtherKind]:
    for name, kind in sheets.items():
        labels = part_labels(rules, kind)
        yield OtherKind(name, kind.label, kind.required, labels, words_of(labels, rules.units, forms), kind)
