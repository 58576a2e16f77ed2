"""Files of parts: read and checked like every other rule file, resolved by the part whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ccmotivate.model.parts import PartDeclared, PartRules
from ccmotivate.model.rules import RuleSet
from ccmotivate.ruleset.resolver import Resolver


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
    return PartRules(part, settings, tree.at(), dict(_leaves(tree.data, ())))


def _leaves(data: Any, path: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], str]]:
    """Every word and figure of a file by its path; the items of lists by their place."""
    items: Iterable[tuple[Any, Any]]
    if isinstance(data, Mapping):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data, start=1)
    else:
        yield path, str(data)
        return
    for key, value in items:
        yield from _leaves(value, (*path, str(key)))
