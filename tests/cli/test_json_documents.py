"""``docs/json.md`` names every key that the program writes, with its type; none that it does not write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.cli.json_documents import documents
from tests.support import ROOT

Key = tuple[str, str]  # the object and its key
_NUMBER = re.compile(r"-?\d+(\.\d+|/\d+)?")
_ROW = re.compile(r"^\| `(.+?)` \| (.+?) \| ?(.*?) ?\|$", re.M)


def documented() -> dict[str, dict[str, str]]:
    """Object → key → type, as the document has them."""
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (.+)$", text, flags=re.M)[1:]
    tables = zip(parts[::2], parts[1::2], strict=True)
    return {name: {key: kind for key, kind, _meaning in _ROW.findall(body)} for name, body in tables}


KNOWN = documented()


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], set[Key]]:
    """What is wrong with the documents that the commands print, and the keys that appeared in them."""
    seen: set[Key] = set()
    wrong = [
        line
        for document in documents(tmp_path_factory.mktemp("json"))
        for line in _wrong(document, document["schema"], document["schema"], seen)
    ]
    return wrong, seen


def test_every_key_is_documented_with_its_type(looked_at: tuple[list[str], set[Key]]) -> None:
    wrong, _seen = looked_at
    assert sorted(set(wrong)) == []


def test_every_documented_key_appears(looked_at: tuple[list[str], set[Key]]) -> None:
    _wrong_ones, seen = looked_at
    known = {(name, key) for name, keys in KNOWN.items() for key in keys}
    assert sorted(known - seen) == []


def _wrong(value: Any, name: str, path: str, seen: set[Key]) -> Iterator[str]:
    """What of an object is not as documented."""
    if not isinstance(value, Mapping):
        yield f"{path}: no object"
        return
    for key, one in value.items():
        if key not in KNOWN.get(name, {}):
            yield f"{path}.{key}: not documented in {name}"
            continue
        seen.add((name, key))
        yield from _misfit(one, KNOWN[name][key], f"{path}.{key}", seen)


def _misfit(value: Any, kind: str, path: str, seen: set[Key]) -> Iterator[str]:
    """What of a value does not fit its type: nothing where one of several alternatives fits."""
    if kind.startswith(("list of ", "map of ")):
        inner = kind.split(" of ", 1)[1]
        if not isinstance(value, list if kind.startswith("list") else dict):
            yield f"{path}: no {kind}"
            return
        for one in value if isinstance(value, list) else value.values():
            yield from _misfit(one, inner, f"{path}[]", seen)
        return
    alternatives = kind.split(" or ")
    if len(alternatives) > 1:
        found = [list(_misfit(value, one, path, seen)) for one in alternatives]
        yield from min(found, key=len) if all(found) else ()
        return
    if kind.startswith("["):
        yield from _wrong(value, kind[1 : kind.index("]")], path, seen)
    elif not _fits(value, kind):
        yield f"{path}: {value!r} is no {kind}"


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
        case "integer":
            return type(value) is int
        case "true/false":
            return isinstance(value, bool)
        case "null":
            return value is None
    return kind == "any"
