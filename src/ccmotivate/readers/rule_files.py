"""A folder of YAML files → a ``RuleSet``, or every problem in it at once, each with its file and line.

The folder holds ``scheme.yaml``, ``columns.yaml``, ``metrics.yaml``, ``roles/*.yaml`` and, where awards are given,
``awards.yaml``. This module reads and checks each file by itself; ``rule_resolve`` checks them against each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import AwardRule, ColumnsFile, Id, MetricRule, RoleFile, SchemeFile
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.readers.rule_resolve import WrittenRules, resolve
from ccmotivate.readers.yaml_text import MAX_CHARACTERS, YamlText, read_yaml

MAX_FILES = 200

_WHOLE_FILES: Mapping[str, Any] = {
    "scheme.yaml": SchemeFile,
    "columns.yaml": ColumnsFile,
    "metrics.yaml": dict[Id, MetricRule],
    "awards.yaml": dict[Id, AwardRule],
}
_REQUIRED = ("scheme.yaml", "columns.yaml", "metrics.yaml")


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file that fits its schema."""

    text: YamlText
    content: Any


def load_rules(folder: Path, shown_as: str | None = None) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """Read a rules folder.

    Args:
        folder: where the files are.
        shown_as: how the folder is called in addresses; ``rules`` gives ``rules/awards.yaml:14``.

    Returns:
        The rules, None as soon as one problem is an error; all problems of all files.
    """
    shown = shown_as or folder.name or str(folder)
    if not folder.is_dir():
        return None, (problem("rules-no-folder", SourceRef(str(folder))),)
    texts, problems = _texts(folder, shown)
    rules, found = rules_of(texts, shown, str(folder))
    return (None if has_errors(problems) else rules), (*problems, *found)


def rules_of(texts: Mapping[str, str], shown: str, folder: str = "") -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The rules in the texts of their files, by name; as ``load_rules``, which reads them from a folder."""
    problems = [problem("rules-missing-file", SourceRef(f"{shown}/{name}")) for name in _REQUIRED if name not in texts]
    if not any(name.startswith("roles/") for name in texts):
        problems.append(problem("rules-missing-file", SourceRef(f"{shown}/roles/*.yaml")))
    checked: dict[str, _Checked] = {}
    for name, text in texts.items():
        found, wrong = _check_file(
            f"{shown}/{name}", text, RoleFile if name.startswith("roles/") else _WHOLE_FILES[name]
        )
        problems += wrong
        if found:
            checked[name] = found
    if has_errors(problems):
        return None, tuple(problems)
    written = WrittenRules(
        scheme=checked["scheme.yaml"].content,
        columns=checked["columns.yaml"].content,
        metrics=checked["metrics.yaml"].content,
        roles={name: file.content for name, file in checked.items() if name.startswith("roles/")},
        awards=checked["awards.yaml"].content if "awards.yaml" in checked else {},
        texts={name: file.text for name, file in checked.items()},
    )
    rules, unresolved = resolve(written, folder, _digest(texts), texts)
    return (None if has_errors(unresolved) else rules), (*problems, *unresolved)


def _texts(folder: Path, shown: str) -> tuple[dict[str, str], list[Problem]]:
    """The text of every rule file by its name in the folder, in a fixed order."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    known = [name for name in _WHOLE_FILES if (folder / name).is_file()]
    roles = sorted(f"roles/{path.name}" for path in (folder / "roles").glob("*.y*ml") if not path.name.startswith("."))
    for name in (*known, *roles[:MAX_FILES]):
        path = folder / name
        try:
            raw = path.read_bytes() if path.stat().st_size <= 4 * MAX_CHARACTERS else b"#" * (MAX_CHARACTERS + 1)
            texts[name] = raw.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            problems.append(problem("rules-unreadable", SourceRef(f"{shown}/{name}")))
    stray = sorted(path.name for path in folder.glob("*.y*ml") if path.name not in _WHOLE_FILES)
    problems += [
        problem("rules-stray-file", SourceRef(f"{shown}/{name}"), nearest=nearest(name, _WHOLE_FILES) or "–")
        for name in stray
    ]
    return texts, problems


def _digest(texts: Mapping[str, str]) -> str:
    """One hash over all files: names and texts, in order."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        digest.update(f"{name}\0{texts[name]}\0".encode())
    return digest.hexdigest()


def _check_file(shown: str, text: str, schema: Any) -> tuple[_Checked | None, list[Problem]]:
    tree, found = read_yaml(shown, text)
    problems = list(found)
    if tree is None:
        return None, problems
    try:
        content = TypeAdapter(schema).validate_python(tree.data)
    except ValidationError as error:
        problems += [_from_pydantic(tree, schema, detail) for detail in error.errors(include_url=False)]
        return None, problems
    return _Checked(tree, content), problems


def _from_pydantic(tree: YamlText, schema: Any, detail: ErrorDetails) -> Problem:
    """One pydantic complaint as a problem of ours: where it stands, what was expected, the allowed words."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    here, kind, context = tree.at(*path), detail["type"], detail.get("ctx", {})
    key = str(path[-1]) if path else ""
    given = _short(detail["input"])
    match kind:
        case "extra_forbidden":
            allowed = _allowed_keys(schema, path[:-1])
            return problem(
                "rule-unknown-key",
                here,
                key,
                allowed=", ".join(allowed),
                nearest=nearest(key, allowed) or "–",
            )
        case "missing":
            return problem("rule-missing-key", tree.at(*path[:-1]), key=key)
        case "literal_error" | "enum":
            allowed = [word.strip("'\" ") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]
            return problem(
                "rule-not-allowed",
                here,
                given,
                allowed=", ".join(allowed),
                nearest=nearest(given, allowed) or "–",
            )
        case "string_pattern_mismatch":
            return problem("rule-bad-id" if key != "currency" else "rule-bad-currency", here, given)
        case "string_too_short" | "string_too_long":
            return problem("rule-bad-length", here, given, key=key)
        case "int_parsing" | "int_type" | "greater_than_equal" | "less_than_equal":
            return problem("rule-not-a-count", here, given, key=key)
        case _ if kind.startswith("rule-"):
            return problem(kind, here, given, key=key)
        case _:
            expected = {"dict_type": "key: value", "list_type": "[…]", "string_type": "text"}.get(kind, "key: value")
            return problem("rule-wrong-shape", here, given, key=key, expected=expected)


def _short(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


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
