"""Files of parts: read and checked like every other rule file, resolved by the part whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from ccmotivate.model.exact import plain_text
from ccmotivate.model.parts import PartDeclared, PartFact, PartRules
from ccmotivate.model.rule_figures import Figure
from ccmotivate.model.rules import RuleSet
from ccmotivate.ruleset.resolver import Resolver
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
    return PartRules(part, settings, tree.at(), facts)


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
