"""Outputs take their places together, in a folder that the run holds; outdated ones step aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ccmotivate.pipeline.inputs import Input
from ccmotivate.pipeline.options import Options
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # the writers are loaded when there is something to write
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.writers.files import Fill


class NotWrittenError(Exception):
    """Outputs could not be written; ``problem`` says why."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.code)
        self.problem = why


@contextmanager
def holding(folder: Path, options: Options) -> Iterator[None]:
    """Make a folder and hold it while its outputs take their places: no other run mixes its own among them.

    Raises:
        NotWrittenError: it cannot be made or written to, another run holds it, or somebody else's file is in the way.
    """
    from ccmotivate.writers.files import NotOursError
    from ccmotivate.writers.folder_lock import FolderBusyError
    from ccmotivate.writers.folder_lock import holding as locked

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, options.wait):
            yield
    except OSError as error:
        place = error.filename2 or error.filename or folder  # of a failed renaming, the target
        raise NotWrittenError(problem("cannot-write", SourceRef(str(place)), error.strerror or str(error))) from None
    except NotOursError as error:
        raise NotWrittenError(problem("not-ours", SourceRef(str(error.path)))) from None
    except FolderBusyError as error:
        raise NotWrittenError(problem("folder-busy", SourceRef(str(folder)), holder=error.holder)) from None


def write_problems(
    problems: Sequence[Problem], rules: RuleSet, entry: Input, folder: Path, options: Options
) -> list[Path]:
    """``march.problems.xlsx``, for an input with errors of its own."""
    from ccmotivate.writers.problems_book import write_problems

    own = tuple(found for found in problems if found.source.file in (entry.name, ""))
    if entry.book is None or not has_errors(own):
        return []
    cells = {sheet.name: sheet.columns for sheet in entry.book.sheets}
    write = partial(write_problems, input_path=entry.path, problems=own, rules=rules, lang=options.lang, cells=cells)
    return put({folder / f"{entry.path.stem}.problems.xlsx": write}, options)


def put(writers: Mapping[Path, Fill], options: Options) -> list[Path]:
    """Let files take their places together."""
    from ccmotivate.writers.files import replace_files

    def load() -> None:
        for name in options.later:
            import_module(name)

    replace_files(writers, force=options.force, meanwhile=load)
    return list(writers)


def put_aside(folder: Path, stems: Sequence[str], options: Options) -> list[Problem]:
    """As ``set_aside``, for files of which nothing is written; a folder that does not let it is a problem."""
    if not (options.write and folder.is_dir()):
        return []
    try:
        with holding(folder, options):
            return [note for stem in stems for note in set_aside(folder, stem)]
    except NotWrittenError as why:
        return [why.problem]


def set_aside(folder: Path, stem: str, kinds: Sequence[str] = ("scored", "awards")) -> list[Problem]:
    """Rename our earlier outputs, so that no outdated list passes for current; a note on each."""
    from ccmotivate.writers.files import mark_stale

    notes: list[Problem] = []
    for kind in kinds:
        name = f"{stem}.{kind}.xlsx"
        stale = mark_stale(folder / name)
        if stale is not None:
            notes.append(problem("set-aside", SourceRef(name), name, name=stale.name))
    return notes
