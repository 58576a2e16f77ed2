"""Files, folders and globs → the distinct files of a run, and how each is called."""

from __future__ import annotations

import glob
import itertools
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from ccmotivate.locale.names import file_name, spellings
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.regular import is_file, is_folder, is_there

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv")
_TEXTS = (".txt", ".psv", ".tsv", ".tab")  # taken from folders where they hold a table
_KNOWN = (".yaml", ".yml", ".md", ".db")  # rules, what stands beside them, and ledgers
_LOOKED_AT, _MOST_FILES = 65_536, 10_000


def find_inputs(given: Sequence[str]) -> tuple[list[Path], list[Problem]]:
    """Expand files, folders and globs to distinct files; ccmotivate's own outputs and hidden files are skipped.

    A file that is named is taken as it is; only folders and globs are filtered, with a note on what no table is.
    """
    from ccmotivate.writers.files.signature import kind_of

    found: dict[Path, None] = {}
    problems: list[Problem] = []
    seen: set[str] = set()
    for name in given:
        path = next((Path(one) for one in spellings(name) if is_there(one)), Path(name))
        try:
            listed = sorted(path.iterdir()) if is_folder(path) else []
        except OSError as error:
            problems.append(problem("unreadable-file", SourceRef(name), reason=error.strerror or str(error)))
            continue
        others: list[Path] = []
        if is_folder(path):
            inside, others = _inputs_among(listed)
            problems += _folders_inside(name, listed)
        elif is_there(path) and kind_of(path) not in (None, "problems"):
            problems.append(problem("own-output", SourceRef(name)))
            continue
        elif is_there(path) or not glob.has_magic(name):
            inside = [path]
        else:
            found_by = {Path(match) for one in spellings(name) for match in glob.glob(one, recursive=True)}  # noqa: PTH207 - absolute patterns too
            inside, others = _inputs_among(sorted(found_by))
            problems += [] if "**" in name else _folders_inside(name, sorted(found_by))
        if others:
            names = ", ".join(file_name(one.name) for one in others)
            problems.append(problem("no-table", SourceRef(name), names, count=len(others)))
        if not inside:
            problems.append(problem("nothing-found", SourceRef(name)))
        for one in inside:  # the same file under two names is one file
            place = os.path.realpath(one)  # does not mind links that go round
            if place not in seen:
                seen.add(place)
                found[one] = None
    if given and not found and not any(one.is_fatal for one in problems):
        problems.append(problem("nothing-found", SourceRef(given[0])))
    return list(found), problems


def _inputs_among(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The inputs among files, and other files of somebody's."""
    from ccmotivate.writers.files.signature import is_input

    shown = [one for one in paths if not one.name.startswith((".", "~$")) and is_file(one)]
    theirs = [one for one in shown if one.suffix.lower() not in _KNOWN and is_input(one)]
    inputs = [one for one in theirs if _may_be_table(one)]
    return inputs, [one for one in theirs if one not in inputs]


def _folders_inside(name: str, paths: Iterable[Path]) -> list[Problem]:
    """A note on the folders among paths that hold inputs, which are not looked for there; no link is followed."""
    shown = [one for one in paths if not one.name.startswith(".") and not one.is_symlink()]
    folders = [one for one in shown if is_folder(one) and _holds_inputs(one)]
    names = ", ".join(file_name(one.name) for one in folders)
    return [problem("folders-inside", SourceRef(name), names, count=len(folders))] if folders else []


def _holds_inputs(folder: Path) -> bool:
    """True as soon as one is found, in it or in a folder inside, among so many files."""
    every = (Path(place, name) for place, _folders, names in os.walk(folder) for name in names)
    files = itertools.islice(every, _MOST_FILES)
    return any(_inputs_among([one])[0] for one in files if one.suffix.lower() in SUFFIXES)


def _may_be_table(path: Path) -> bool:
    """True for workbooks and csv by their suffix, for other texts where their first lines are cut alike."""
    if path.suffix.lower() not in _TEXTS:
        return path.suffix.lower() in SUFFIXES
    from ccmotivate.formats.csv_text import is_table  # numpy comes with it

    try:
        with path.open("rb") as file:
            return is_table(file.read(_LOOKED_AT))
    except OSError:
        return True  # the reader says what is wrong


def names_of(paths: Sequence[Path]) -> dict[Path, str]:
    """How each file is called in results: by its name, by its path where two share one."""
    names = Counter(file_name(path.name) for path in paths)
    taken: dict[str, Path] = {}
    for path in paths:
        name = file_name(path.name)
        name = name if names[name] == 1 else file_name(path.as_posix())
        while name in taken:  # bytes that are no text may look alike
            name += "\ufffd"
        taken[name] = path
    return {path: name for name, path in taken.items()}


def is_log(path: Path, *, cells: bool = False) -> bool:
    """Whether a file is a text too large to be held; where ``cells`` are wanted only if it has too many lines."""
    if path.suffix.lower() in SUFFIXES and path.suffix.lower() != ".csv":  # looked at by its parser anyway
        return False
    from ccmotivate.formats.large_text import has_too_many_lines, is_large_text

    return is_large_text(path) and (not cells or has_too_many_lines(path))
