"""Which files of a rules folder are read: those whose names end in ``.yaml``; what only looks like one is named."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import bytes_of
from ccmotivate.ruleset.yaml_text import MAX_CHARACTERS

_ENDING = ".yaml"
_MOST_BYTES = 4 * MAX_CHARACTERS
_YAML_LIKE = re.compile(r"(?P<stem>.+?)(\.ya?ml)+(\.txt)?", re.IGNORECASE)  # scheme.yml, scheme.YAML, scheme.yaml.txt


def yaml_files(folder: Path, pattern: str = "*") -> tuple[str, ...]:
    """The YAML files of a folder, with any spelling of the extension, sorted by name; hidden ones left out."""
    found = (path for path in folder.glob(pattern) if not path.name.startswith(".") and not path.is_dir())
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found if _YAML_LIKE.fullmatch(path.name)))


def text_of(path: Path) -> str:
    """The text of a file; of one that is too large for rules only so much that ``read_yaml`` refuses it.

    Raises:
        OSError: it cannot be read, or is no file.
        UnicodeDecodeError: it is not UTF-8.
    """
    raw = bytes_of(path, _MOST_BYTES)
    return raw.decode("utf-8-sig") if len(raw) <= _MOST_BYTES else "#" * (MAX_CHARACTERS + 1)


def unreadable(error: OSError | UnicodeDecodeError, shown: str) -> Problem:
    """Why a rule file has no text."""
    if isinstance(error, UnicodeDecodeError):
        return problem("rules-not-utf8", SourceRef(shown))
    return problem("unreadable-file", SourceRef(shown), reason=error.strerror or error)


def those_read(names: Collection[str], known: Collection[str] = ()) -> list[str]:
    """The names that are read: of the ``known`` files where there are such, else all that end in ``.yaml``."""
    return [name for name in known or names if name in names and name.endswith(_ENDING)]


def not_read(shown: str, names: Collection[str], known: Collection[str] = ()) -> list[Problem]:
    """What is wrong with the names of the other files: an error where the file that was meant is missing."""
    problems = []
    for name in names:
        stem = name[: len(name) - len(_suffix(name))]
        meant = stem.lower() + _ENDING if known else stem + _ENDING
        here = SourceRef(f"{shown}/{name}")
        if name in those_read(names, known):
            continue
        if known and meant not in known:
            problems.append(problem("rules-stray-file", here, nearest=nearest(name, known) or "–"))
        else:
            code = "rules-ending-ignored" if meant in names else "rules-ending"
            problems.append(problem(code, here, name.rpartition("/")[2], meant=meant.rpartition("/")[2]))
    return problems


def _suffix(name: str) -> str:
    found = _YAML_LIKE.fullmatch(name)
    return name[found.end("stem") :] if found else ""


def without_renamed(problems: Collection[Problem], wrong: Collection[Problem]) -> list[Problem]:
    """The problems without those of a missing file that is there under a ``wrong`` name, which says it better."""
    gone: set[str] = set()
    for found in wrong:
        if found.code == "rules-ending":
            folder = found.source.file.rpartition("/")[0]
            gone |= {f"{folder}/{found.fields['meant']}", f"{folder}/*{_ENDING}"}
    return [one for one in problems if one.code != "rules-missing-file" or one.source.file not in gone]
