"""A folder of YAML files → a ``RuleSet``, or every problem in it at once, each with its file and line.

The folder holds ``scheme.yaml``, ``columns.yaml``, ``metrics.yaml``, ``roles/*.yaml`` and, where awards are given,
``awards.yaml``. This module reads and checks each file by itself; ``rule_resolve`` checks them against each other.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args, get_origin

from msgspec import Struct
from msgspec.structs import replace
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ccmotivate.locale.names import file_name
from ccmotivate.model.bounds import FACTS
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metric_schema import MetricRule
from ccmotivate.model.parts import PartDeclared
from ccmotivate.model.period import Month
from ccmotivate.model.rules import RuleSet, RuleVersion
from ccmotivate.model.schema import ColumnsFile, Id, SchemeFile
from ccmotivate.model.words import nearest
from ccmotivate.passwords import HIDDEN
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.regular import is_folder
from ccmotivate.ruleset.asked import open_questions
from ccmotivate.ruleset.dates import MOST_BOUNDARIES, boundaries, date_problems, in_force
from ccmotivate.ruleset.names import not_read, text_of, those_read, unreadable, without_renamed, yaml_files
from ccmotivate.ruleset.resolve import WrittenRules, resolve
from ccmotivate.ruleset.schema import AwardRule, RoleFile
from ccmotivate.ruleset.yaml_text import YamlText, read_yaml

MAX_FILES = 200
QUESTIONABLE = frozenset({"rule-fraction-or-percent", "rule-ratio-of-low", "rule-standard-impossible"})
"""Errors of rules that can be computed with all the same, and were before these were errors."""

_WHOLE_FILES: Mapping[str, Any] = {
    "scheme.yaml": SchemeFile,
    "columns.yaml": ColumnsFile,
    "metrics.yaml": dict[Id, MetricRule],
    "awards.yaml": dict[Id, AwardRule],
}
_SOURCES = "sources.yaml"
_REQUIRED = ("scheme.yaml", "columns.yaml", "metrics.yaml")


def load_rules(
    folder: Path, shown_as: str | None = None, parts: Sequence[PartDeclared] = ()
) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """Read a rules folder.

    Args:
        folder: where the files are.
        shown_as: how the folder is called in addresses; ``rules`` gives ``rules/awards.yaml:14``.
        parts: the parts whose files are read.

    Returns:
        The rules, None as soon as one problem is an error; all problems of all files.
    """
    shown = file_name(shown_as or folder.name or str(folder))
    if not is_folder(folder):
        return None, (problem("rules-no-folder", SourceRef(str(folder))),)
    texts, problems = _texts(folder, shown, [*_WHOLE_FILES, _SOURCES, *(part.file for part in parts)])
    rules, found = rules_of(texts, shown, str(folder), parts=parts)
    return (None if has_errors(problems) else rules), (*problems, *without_renamed(found, problems))


def rules_of(
    texts: Mapping[str, str],
    shown: str,
    folder: str = "",
    *,
    taken: Collection[str] = (),
    parts: Sequence[PartDeclared] = (),
    elsewhere: Mapping[str, str] | None = None,
) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The rules in the texts of their files, by name; as ``load_rules``, which reads them from a folder.

    Errors of the codes ``taken`` are passed over: what was published under such rules must stay readable. Files that
    are not of the folder are called by ``elsewhere`` in addresses.
    """
    places = {name: f"{shown}/{name}" for name in texts} | dict(elsewhere or {})
    problems = [problem("rules-missing-file", SourceRef(f"{shown}/{name}")) for name in _REQUIRED if name not in texts]
    if not any(name.startswith("roles/") for name in texts):
        problems.append(problem("rules-missing-file", SourceRef(f"{shown}/roles/*.yaml")))
    trees: dict[str, YamlText] = {}
    for name, text in texts.items():
        tree, wrong = read_yaml(places[name], text)
        problems += wrong
        if tree:
            trees[name] = tree
            problems += [*date_problems(tree), *open_questions(tree, text)]
    starts = boundaries(trees.values())
    if len(starts) > MOST_BOUNDARIES:
        problems.append(problem("rule-many-dates", SourceRef(shown), MOST_BOUNDARIES))
    is_open = any(one.code == "rule-open" for one in problems)
    if is_open or len(starts) > MOST_BOUNDARIES or len(trees) < len(texts):
        return None, tuple(problems)
    source = _Source(folder, _digest(texts), texts, {part.file: part for part in parts if part.file in texts})
    versions: list[RuleVersion] = []
    for start in (None, *starts):
        complete = not has_errors(problems)
        version, found = _version(trees, source, start, _month_of(start, starts), complete=complete, taken=taken)
        versions.append(version)
        problems += found
    problems = list(dict.fromkeys(problems))  # a problem of every rule version is reported once
    latest = versions[-1].rules
    if has_errors(problems) or latest is None:
        return None, tuple(problems)
    return replace(latest, versions=tuple(versions) if starts else ()), tuple(problems)


class _Source(Struct, frozen=True):
    """Where rules come from: their folder, the hash of all files, the texts, and the parts by their files."""

    folder: str
    sha256: str
    texts: Mapping[str, str]
    parts: Mapping[str, PartDeclared]

    def schema(self, name: str) -> Any:
        """What a file of this name must fit."""
        if name in self.parts:
            return self.parts[name].facet("rules").SCHEMA
        if name == _SOURCES:
            from ccmotivate.model.source_schema import SOURCES  # here: few schemes have it

            return SOURCES
        return RoleFile if name.startswith("roles/") else _WHOLE_FILES[name]


def _month_of(start: Month | None, starts: tuple[Month, ...]) -> Month | None:
    """A month of the rule version that begins at ``start``; None where nothing is dated."""
    if start is not None or not starts:
        return start
    return Month.from_ordinal(starts[0].ordinal - 1)


def _version(
    trees: Mapping[str, YamlText],
    source: _Source,
    start: Month | None,
    month: Month | None,
    *,
    complete: bool,
    taken: Collection[str],
) -> tuple[RuleVersion, list[Problem]]:
    """The rules in force in a month, and what is wrong with them; they are built only of ``complete`` files."""
    problems: list[Problem] = []
    checked: dict[str, Any] = {}
    there = {name: in_force(tree, month) for name, tree in trees.items()}
    for name, file in there.items():
        content, wrong = _check_file(file.text, source.schema(name))
        problems += wrong
        checked[name] = content
    lacking = next((file.lacking for file in there.values() if file.lacking), None)
    if problems or not complete:
        return RuleVersion(start, None), problems
    written = WrittenRules(
        scheme=checked["scheme.yaml"],
        columns=checked["columns.yaml"],
        metrics=checked["metrics.yaml"],
        roles={name: content for name, content in checked.items() if name.startswith("roles/")},
        awards=checked.get("awards.yaml", {}),
        texts={name: file.text for name, file in there.items()},
        sources=checked.get(_SOURCES, {}),
        other_awards=_inactive(trees.get("awards.yaml"), checked.get("awards.yaml", {})),
    )
    rules, unresolved = resolve(
        written,
        source.folder,
        source.sha256,
        source.texts,
        [(part, checked[name]) for name, part in source.parts.items()],
    )
    problems += (one for one in unresolved if one.code not in taken)
    usable = lacking is None and not has_errors(problems)
    return RuleVersion(start, rules if usable else None, lacking or SourceRef()), problems


def _inactive(awards: YamlText | None, active: Mapping[str, Any]) -> dict[str, str]:
    """Awards of the file that are not there in this month, with their ``every``."""
    data = awards.data if awards and isinstance(awards.data, dict) else {}
    rest = {name: rule.get("every") for name, rule in data.items() if name not in active and isinstance(rule, dict)}
    return {name: every for name, every in rest.items() if every in set(PeriodKind)}


def _texts(folder: Path, shown: str, known: Collection[str]) -> tuple[dict[str, str], list[Problem]]:
    """The text of every rule file by its name in the folder, in a fixed order."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    names, roles = yaml_files(folder), yaml_files(folder / "roles")
    for name in (*those_read(names, known), *(f"roles/{one}" for one in those_read(roles)[:MAX_FILES])):
        try:
            texts[file_name(name)] = text_of(folder / name)
        except (OSError, UnicodeDecodeError) as error:
            problems.append(unreadable(error, f"{shown}/{name}"))
    return texts, [*problems, *not_read(shown, names, known), *not_read(f"{shown}/roles", roles)]


def _digest(texts: Mapping[str, str]) -> str:
    """One hash over all files: names and texts, in order."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(f"{name}\0{texts[name]}\0".encode())
    return digest.hexdigest()


@functools.cache
def _adapter(schema: Any) -> TypeAdapter[Any]:
    """What validates a schema: pydantic takes longer to make it than to use it."""
    return TypeAdapter(schema)


def _check_file(tree: YamlText, schema: Any) -> tuple[Any, list[Problem]]:
    """The content of a file that fits its schema, None and what is wrong where it does not."""
    try:
        return _adapter(schema).validate_python(tree.data), []
    except ValidationError as error:
        return None, [_from_pydantic(tree, schema, detail) for detail in error.errors(include_url=False)]


def _from_pydantic(tree: YamlText, schema: Any, detail: ErrorDetails) -> Problem:
    """One pydantic complaint as a problem of ours: where it stands, what was expected, the allowed words."""
    places = [part for part in detail["loc"] if part != "[key]"]
    path = _as_written(tree.data, places)
    here, kind, context = tree.at(*path), detail["type"], detail.get("ctx", {})
    key = str(path[-1]) if path else ""
    given = HIDDEN if "connect" in path else str(detail["input"])  # where somebody may have written a password
    if (text := _unquoted(tree.data, path, detail)) is not None:
        return problem("rule-unquoted", tree.at(*path[:-1], text[0]), text[1], key=text[0])
    match kind:
        case "extra_forbidden":
            allowed = _allowed_keys(schema, places[:-1])
            return problem("rule-unknown-key", here, key, allowed=allowed, nearest=nearest(key, allowed) or "–")
        case "missing":
            return problem("rule-missing-key", tree.at(*path[:-1]), key=key)
        case "literal_error" | "enum":
            allowed = [word.strip("'\" ") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]
            return problem("rule-not-allowed", here, given, allowed=allowed, nearest=nearest(given, allowed) or "–")
        case "string_pattern_mismatch":
            return problem("rule-bad-id" if key != "currency" else "rule-bad-currency", here, given)
        case "string_too_short" | "string_too_long":
            return problem("rule-bad-length", here, given, key=key)
        case "int_parsing" | "int_type" | "greater_than_equal" | "less_than_equal":
            return problem("rule-not-a-count", here, given, key=key)
        case _ if kind.startswith("rule-"):
            return problem(kind, here, given, key=key, **FACTS.get(kind, {}))
        case _:
            expected = {"dict_type": "key: value", "list_type": "[…]", "string_type": "text"}.get(kind, "key: value")
            return problem("rule-wrong-shape", here, given, key=key, expected=expected)


def _unquoted(data: Any, path: Sequence[str | int], detail: ErrorDetails) -> tuple[str, str] | None:
    """The key and the text that braces broke up: ``of: {a / b}``, or ``{of: min(a, b), …}`` at its comma."""
    given = detail["input"]
    if detail["type"] == "string_type" and isinstance(given, dict) and given and not any(given.values()):
        return str(path[-1]), ", ".join(given)
    if detail["type"] != "extra_forbidden":
        return None
    for part in path[:-1]:
        data = data[part]
    keys: list[str] = []
    text = ""
    for key, value in data.items() if isinstance(data, dict) else ():
        is_open = text.count("(") > text.count(")") and not value
        keys, text = ([*keys, key], f"{text}, {key}") if is_open else ([key], str(value))
        if path[-1] in keys[1:] and text.count("(") == text.count(")"):
            return keys[0], text
    return None


def _as_written(data: Any, path: Iterable[str | int]) -> tuple[str | int, ...]:
    """A path of the schema as it stands in the file: what may be a list need not be one."""
    written: list[str | int] = []
    for part in path:
        if isinstance(part, int) and not isinstance(data, list):
            continue
        written.append(part)
        if isinstance(part, int):
            data = data[part] if isinstance(data, list) and part < len(data) else None
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return tuple(written)


def _allowed_keys(schema: Any, path: Iterable[object]) -> list[str]:
    """The keys that the schema documents at a path."""
    for part in path:
        schema = _step(schema, part)
    model = _model_in(schema)
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _step(schema: Any, part: object) -> Any:
    """The schema one key or item further down."""
    model = _model_in(schema)
    if model is not None:
        fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        return fields.get(str(part))
    for option in _options(schema):
        if get_origin(option) in (dict, list):
            return get_args(option)[-1]
    return None


def _options(schema: Any) -> list[Any]:
    """The alternatives of a union or an annotated type, itself otherwise."""
    if get_origin(schema) in (dict, list) or not get_args(schema):
        return [schema]
    return [inner for option in get_args(schema) for inner in _options(option)]


def _model_in(schema: Any) -> type[BaseModel] | None:
    return next((o for o in _options(schema) if isinstance(o, type) and issubclass(o, BaseModel)), None)
