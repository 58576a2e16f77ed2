"""The words by which columns are known, and the compared forms of what stands in a sheet's first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ccmotivate.model.durations import WORDS
from ccmotivate.model.metrics import DetailSheet, Label, by_word
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetKind
from ccmotivate.model.words import PERCENTS, PERMILLES, normal, split_unit

_DURATION_UNITS = tuple(word for words in WORDS.values() for word in words)
_FORMATS = ("h:mm", "hh:mm", "h:mm:ss", "hh:mm:ss", "mm:ss", "m:ss", "[h]:mm", "[h]:mm:ss")


class Forms(dict[str, tuple[str, str, str]]):
    """The compared form of each text of a workbook that may be a header: whole, without its bracket, the bracket."""

    def __missing__(self, text: str) -> tuple[str, str, str]:
        self[text] = made = (normal(text), *split_unit(text))
        return made


@dataclass(frozen=True, slots=True)
class Words:
    """The words that headers are matched with: compared form → field id; ``found`` remembers, by text."""

    fields: Mapping[str, str]
    units: frozenset[str]
    forms: Forms
    found: dict[str, tuple[str | None, str]] = field(default_factory=dict)

    def find(self, texts: Sequence[str]) -> tuple[str | None, str]:
        """The field of a header and its bracketed unit, by the first of its texts that is known."""
        for text in texts:
            if text not in self.found:
                self.found[text] = self._find(text)
            if self.found[text][0]:
                return self.found[text]
        return None, ""

    def field_of(self, cell: object) -> str | None:
        """The field of a cell that may be a header."""
        return self.find([cell])[0] if isinstance(cell, str) else None

    def _find(self, cell: str) -> tuple[str | None, str]:
        whole, bare, unit = self.forms[cell]
        if whole in self.fields:
            return self.fields[whole], unit
        return (self.fields.get(bare), unit) if unit in self.units else (None, "")


def words_of(labels: Mapping[str, Label], units: tuple[str, ...], forms: Forms) -> Words:
    known = frozenset(normal(unit) for unit in (*units, *PERCENTS, *PERMILLES, *_DURATION_UNITS, *_FORMATS))
    return Words(by_word(labels), known, forms)


def agent_labels(rules: RuleSet) -> dict[str, Label]:
    """Every column that a sheet of agents may have, by field id."""
    identity = {name: column.label for name, column in rules.columns.items()}
    identity |= {name: column.label for name, column in rules.roster.items()}
    return identity | {name: metric.label for name, metric in rules.metrics.items() if metric.formula is None}


def detail_labels(rules: RuleSet, detail: DetailSheet) -> dict[str, Label]:
    identity = {name: rules.columns[name].label for name in ("agent_id", "month", "name")}
    return identity | {name: column.label for name, column in detail.columns.items()}


def part_labels(rules: RuleSet, kind: SheetKind) -> dict[str, Label]:
    """Every column that a part's sheet may have: its own, the name of an agent, the month where it is no history."""
    beside = ("name",) if kind.history else ("name", "month")
    own = {name: column.label for name, column in kind.columns.items()}
    return {name: rules.columns[name].label for name in beside if name not in own} | own
