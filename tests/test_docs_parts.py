"""``docs/rules.md`` has every key of every part in the part's section, in words and in an example that loads."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from ccmotivate.cli.app import COMMANDS
from ccmotivate.parts import PARTS
from ccmotivate.parts.contract import Part
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.ruleset.yaml_text import read_yaml
from tests.support import ROOT, shipped_rules

Key = tuple[str, str]
"""A key as its model and its name; a sheet, or a column of one, as ``sheets`` or the sheet and its id."""
_BLOCK = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.DOTALL)
_IDENTITY = ("agent_id", "team")
each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)


@functools.cache
def section(file: str) -> str:
    """The section of a rule file."""
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(file)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"docs/rules.md has no section {file}"
    return found[1]


EXAMPLES = [(part.file, *found) for part in PARTS for found in _BLOCK.findall(section(part.file))]
"""The section, the file that the example is, and its text."""


@functools.cache
def models(file: str) -> frozenset[type[BaseModel]]:
    """The models that a part's own file is made of and that are declared by the part."""
    (part,) = (one for one in PARTS if one.file == file)
    found: set[type[BaseModel]] = set()
    _under(part.facet("rules").SCHEMA, found)
    return frozenset(one for one in found if one.__module__.startswith("ccmotivate.parts."))


def _under(kind: Any, found: set[type[BaseModel]]) -> None:
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in found:
        found.add(kind)
        for field in kind.model_fields.values():
            _under(field.annotation, found)
    for one in get_args(kind):
        _under(one, found)


def keys(part: Part) -> set[Key]:
    """Every key that the part declares, with its sheets and their columns."""
    own = {
        (model.__name__, model.model_fields[name].alias or name)
        for model in models(part.file)
        for name in model.__annotations__
        if name in model.model_fields
    }
    sheets = part.facet("sheets")
    kinds = () if sheets is None else sheets.kinds(shipped_rules().parts[part.id].settings)
    named = {("sheets", kind.id) for kind in kinds}
    plain = {
        (kind.id, one) for kind in kinds for one in kind.columns if one not in kind.some
    }  # items have no fixed ids
    return own | named | {(kind, one) for kind, one in plain if one not in _IDENTITY}


def given(part: Part) -> set[Key]:
    """The keys that the examples of the part's file have."""
    found: set[Key] = set()
    for _section, file, text in EXAMPLES:
        if file == part.file:
            tree, problems = read_yaml(file, text)
            assert tree is not None and not problems, problems
            found |= set(_set(TypeAdapter(part.facet("rules").SCHEMA).validate_python(tree.data), ()))
    return found


def _set(value: Any, path: tuple[str, ...]) -> Iterator[Key]:
    """The keys that are set in what an example was read as."""
    if isinstance(value, BaseModel):
        for model in type(value).__mro__[:-1]:
            for name in value.model_fields_set & set(getattr(model, "__annotations__", ())):
                yield model.__name__, type(value).model_fields[name].alias or name
        parts: Mapping[str, Any] = {name: getattr(value, name) for name in value.model_fields_set}
    else:
        parts = value if isinstance(value, Mapping) else dict(enumerate(value)) if isinstance(value, list) else {}
    for name, inner in parts.items():
        if path[:1] == ("sheets",) and len(path) == 1:
            yield "sheets", str(name)
        if path[:1] == ("sheets",) and path[2:] == ("columns",):
            yield path[1], str(name)
        yield from _set(inner, (*path, str(name)))


@each_part
def test_every_key_is_in_the_words_of_its_section(part: Part) -> None:
    prose = re.sub(r"```.*?```", "", section(part.file), flags=re.DOTALL)
    words = {word for code in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"\w+", code)}
    assert sorted(f"{part.file}: {where}.{key}" for where, key in keys(part) if key not in words) == []


@each_part
def test_every_key_is_in_an_example_of_its_section(part: Part) -> None:
    assert sorted(f"{part.file}: {where}.{key}" for where, key in keys(part) - given(part)) == []


@pytest.mark.parametrize(("where", "file", "text"), EXAMPLES, ids=lambda one: one if len(one) < 40 else "")
def test_an_example_of_a_section_loads(where: str, file: str, text: str) -> None:
    """As this file among the shipped rules."""
    rules, problems = rules_of({**shipped_rules().texts, file: text}, "rules")
    assert rules is not None, (where, problems)
    assert problems == (), (where, problems)


@each_part
def test_every_example_says_which_file_it_is(part: Part) -> None:
    text = section(part.file)
    assert text.count("```yaml\n") == len(_BLOCK.findall(text)), f"{part.file}: begin the example with # FILE"


@each_part
@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_has_a_paragraph_on_it(part: Part, readme: str) -> None:
    """It begins with a name in bold, links to the section and names what it reads or runs."""
    paragraphs = (ROOT / readme).read_text(encoding="utf-8").split("\n\n")
    link = f"[`{part.file}`](docs/rules.md#{part.file.replace('.', '')})"
    (own,) = (one for one in paragraphs if link in one)
    assert own.startswith("**")
    lang = "zh" if "zh" in readme else "en"
    names = [kind.label.text(lang) for kind in shipped_rules().parts[part.id].sheets]
    assert [name for name in names if name not in own] == []
    commands = [one.name for one in COMMANDS if one.of_part and one.module == part.id]
    assert [name for name in commands if f"ccmotivate {name} " not in own] == []
