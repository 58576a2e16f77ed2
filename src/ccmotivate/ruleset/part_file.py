"""Files of parts: read and checked like every other rule file, resolved by the part whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from msgspec.structs import replace
from pydantic import BaseModel

from ccmotivate.model.exact import plain_text
from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartDeclared, PartFact, PartRules
from ccmotivate.model.roster import RosterColumn
from ccmotivate.model.rule_figures import Figure
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Labelled, SheetRule
from ccmotivate.model.sheets import SheetColumn, SheetKind
from ccmotivate.ruleset.metrics import check_words
from ccmotivate.ruleset.resolver import Resolver, label_of
from ccmotivate.ruleset.yaml_text import YamlPath


def part_rules(part: PartDeclared, written: Any, resolver: Resolver, core: RuleSet) -> PartRules:
    """A part as its file has it; problems go to the resolver.

    Args:
        part: The part.
        written: The content of its file, of the part's own schema.
        resolver: Where problems go, with the texts of all files.
        core: The rules without parts.
    """
    settings = part.facet("rules").resolve(written, resolver, core)
    tree = resolver.written.texts[part.file]
    facts = tuple(PartFact(".".join(map(_named, path)), value, tree.at(*path)) for path, value in _leaves(written, ()))
    sheets = part.facet("sheets")
    kinds = () if sheets is None else tuple(sheets.kinds(settings))
    for kind in kinds:
        if kind.id in core.details:
            resolver.say(
                "rule-word-twice",
                tree.at(),
                kind.id,
                what="sheet",
                first=resolver.at("columns.yaml", "detail_sheets", kind.id),
            )
    return PartRules(part, settings, tree.at(), facts, kinds)


def with_words(roster: Mapping[str, RosterColumn], parts: Mapping[str, PartRules]) -> dict[str, RosterColumn]:
    """The roster columns, each with the list of words that a part gives it."""
    lists: dict[str, Mapping[str, Label]] = {}
    for part in parts.values():
        give = getattr(part.facet("sheets"), "roster_words", None)
        lists |= {} if give is None else give(part.settings)
    return {name: replace(column, words=lists.get(name, {})) for name, column in roster.items()}


def sheet_kind(
    resolver: Resolver, file: str, name: str, rule: SheetRule, columns: Iterable[SheetColumn], *, history: bool = False
) -> SheetKind:
    """A kind of sheet with the names that ``sheets`` of a part's file gives it.

    Args:
        resolver: Where problems go.
        file: The part's file.
        name: The id of the kind.
        rule: Its names and those of its columns; identity columns go by ``columns.yaml`` where it does not name them.
        columns: What each column must hold.
        history: Whether the rows are all that is known up to a day.
    """
    identity: dict[str, Labelled] = dict(resolver.written.columns.columns.items())
    named: dict[str, SheetColumn] = {}
    for column in columns:
        written = rule.columns.get(column.id) or identity.get(column.id)
        if written is None:
            resolver.say("rule-missing-key", resolver.at(file, "sheets", name), key=column.id)
        named[column.id] = replace(column, label=label_of(written)) if written else column
    for key in rule.columns:
        resolver.known("columns", key, named, resolver.at(file, "sheets", name, "columns", key))
    asked = ("name",) if history else ("name", "month")
    beside = [one for one in asked if one in identity and one not in named]
    labels = [(label_of(identity[one]), resolver.at("columns.yaml", "columns", one)) for one in beside]
    labels += [(column.label, resolver.at(file, "sheets", name, "columns", key)) for key, column in named.items()]
    check_words(resolver, "header", labels)
    return SheetKind(name, label_of(rule), named, history)


def _named(key: str | int) -> str:
    """A key, or the place of an item, from 1."""
    return key if isinstance(key, str) else str(key + 1)


def _leaves(value: Any, path: YamlPath) -> Iterable[tuple[YamlPath, str | tuple[str, ...]]]:
    """Every word and figure by its path, however it was written; of things that are taken in order also their order."""
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, BaseModel):
        items = ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, Mapping):
        items = value.items()
        if value and all(isinstance(one, BaseModel) for one in value.values()):
            yield path, tuple(map(str, value))
    elif isinstance(value, list | tuple):
        items = enumerate(value)
    elif value is not None:
        yield path, _text(value)
    for key, inner in items:
        yield from _leaves(inner, (*path, key))


def _text(value: Any) -> str:
    """A word, or a figure without regard to how it was written."""
    if isinstance(value, Figure):
        return plain_text(value.value) + value.unit
    return plain_text(value) if isinstance(value, Fraction) else str(value)
