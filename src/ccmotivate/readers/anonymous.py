"""Sheets of answers that are nobody's: who may not be named on them, and which sheets of a workbook are not copied."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

import numpy as np
from msgspec.structs import replace

from ccmotivate.formats.book import Book, Sheet
from ccmotivate.formats.columns import CellColumn
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, problem
from ccmotivate.readers.header_rows import Head, Header, headers
from ccmotivate.readers.header_words import Forms, Words, agent_labels, part_labels, words_of
from ccmotivate.readers.numbers import parse_number
from ccmotivate.readers.refusals import needed_metrics

WHO = ("agent_id", "name")
"""The columns that say who somebody is."""
_QUARTERS = frozenset({"q1", "q2", "q3", "q4"})
_FEW = 2  # so many items make a sheet that may have been meant as one
_DIGITS = re.compile(r"\d+")


def is_of_quarters(header: Header, words: Words, kind: SheetKind, sheet: Sheet) -> bool:
    """True where all that is known of the kind's items are the texts Q1 to Q4, with few answers below them."""
    known = {place: texts for place, texts in header.texts.items() if words.find(texts)[0] in kind.some}
    if not {normal(one) for texts in known.values() for one in texts} <= _QUARTERS:
        return False
    scale = next(column.plausible for name, column in kind.columns.items() if name in kind.some)
    below = [sheet.columns[place].take(np.arange(header.last + 1, sheet.height)) for place in known]
    sound = [scale.holds(one) and one.denominator == 1 for cells in below for one in _numbers(cells)]
    return 2 * sum(sound) <= len(sound)


def _numbers(cells: CellColumn) -> Iterator[Fraction]:
    """The numbers of cells, those that are texts too."""
    yield from map(Fraction, cells.numbers[cells.is_number].tolist())
    for cell, places in cells.places().items():
        parsed = parse_number(cell) if isinstance(cell, str) else None
        yield from [parsed[0]] * len(places) if parsed else ()


def naming(header: Header, words: Words, known: Words) -> tuple[int, str] | None:
    """The column of a header that says who somebody is, with its text; None without one."""
    for place, texts in sorted(header.texts.items()):
        if not words.find(texts)[0] and known.find(texts)[0] in WHO:
            return place, " ".join(texts[0].split())
    return None


def with_unknown_items(problems: Sequence[Problem], kind: SheetKind) -> list[Problem]:
    """The problems of headers, an item that there is not as an error: one with another number than all known ones."""
    texts = {word: name for name in kind.some for word in (*kind.columns[name].label.words, name)}
    series = {_DIGITS.sub("#", normal(word)) for word in texts} - set(map(normal, texts))
    return [_as_item(found, kind) if _is_like(found, series) else found for found in problems]


def _is_like(found: Problem, series: Collection[str]) -> bool:
    return found.code in ("column-unused", "column-resembles") and _DIGITS.sub("#", normal(found.value or "")) in series


def _as_item(found: Problem, kind: SheetKind) -> Problem:
    return problem(
        "item-unknown", found.source, found.value, allowed=[name for name in kind.columns if name in kind.some]
    )


# -- what is not copied -----------------------------------------------------------------------------------------------


def withheld(sheets: Sequence[Sheet], rules: RuleSet) -> frozenset[str]:
    """The names of those of the sheets, hidden ones too, that are or may be meant as anonymous ones; no copy has them.

    Those that are called like one, and those with some of its items in a header, also too few; a sheet of agents
    is none.
    """
    kinds = [one for one in (*rules.sheets.values(), *rules.sheets_off().values()) if one.anonymous]
    if not kinds:
        return frozenset()
    forms = Forms()
    agents = words_of(agent_labels(rules), rules.units, forms)
    words = [(kind, words_of(part_labels(rules, kind), rules.units, forms)) for kind in kinds]
    metrics = frozenset(needed_metrics(rules))
    return frozenset(
        sheet.name for sheet in sheets if any(_may_be(sheet, kind, one, agents, metrics) for kind, one in words)
    )


def without_anonymous(book: Book, rules: RuleSet) -> Book:
    """A workbook as it is looked at by those who quote its cells."""
    gone = withheld(book.sheets, rules)
    return replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.name not in gone)) if gone else book


def _may_be(sheet: Sheet, kind: SheetKind, words: Words, agents: Words, metrics: Collection[str]) -> bool:
    found = list(headers(Head.of(sheet), words))
    if any("agent_id" in fields and not fields.isdisjoint(metrics) for fields in (one.fields(agents) for one in found)):
        return False
    called = normal(sheet.name) in {normal(word) for word in (*kind.label.words, kind.id)}
    return called or any(len(kind.some & one.fields(words)) >= min(kind.least, _FEW) for one in found)
