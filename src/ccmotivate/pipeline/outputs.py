"""Write outputs together, in a folder locked by the run; outdated outputs are archived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ccmotivate.locale.names import same_for_all
from ccmotivate.pipeline.inputs import Input
from ccmotivate.pipeline.options import Options
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.regular import is_case_blind, is_folder

if TYPE_CHECKING:  # the writers are loaded when there is something to write
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.writers.files.refusals import NotOursError
    from ccmotivate.writers.files.replacing import Fill


class NotWrittenError(Exception):
    """Outputs could not be written; ``problems`` say why, and which earlier ones were archived."""

    def __init__(self, why: Problem, *notes: Problem) -> None:
        super().__init__(why.code)
        self.problems = (why, *notes)


class Targets:
    """Which input writes under which name; in a case-insensitive folder ``March`` equals ``march``."""

    def __init__(self) -> None:
        self._exact: dict[Path, str] = {}
        self._folded: dict[tuple[Path, str], str] = {}

    def first(self, place: Path) -> str | None:
        """The input that writes there, None without one."""
        folded = self._folded.get((place.parent, same_for_all(place.name)))
        return self._exact.get(place) or (folded if folded and is_case_blind(place.parent) else None)

    def claim(self, place: Path, name: str) -> str | None:
        """The other input that writes there already; None where it is this one's now."""
        first = self.first(place)
        self._exact.setdefault(place, name)
        self._folded.setdefault((place.parent, same_for_all(place.name)), name)
        return None if first == name else first


@contextmanager
def holding(folder: Path, options: Options) -> Iterator[None]:
    """Make a folder and lock it while outputs are written, so that no other run writes among them.

    Raises:
        NotWrittenError: it cannot be made or written to, another run locks it, or a foreign file has the lock's name.
    """
    from ccmotivate.writers.files.folder_lock import FolderBusyError
    from ccmotivate.writers.files.folder_lock import holding as locked
    from ccmotivate.writers.files.refusals import NotOursError, refuse_device

    if folder in options.held:
        yield
        return
    try:
        refuse_device(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, options.wait):
            yield
    except (OSError, NotOursError) as error:
        raise NotWrittenError(_reason(error, folder)) from None
    except FolderBusyError as error:
        raise NotWrittenError(problem("folder-busy", SourceRef(str(folder)), holder=error.holder)) from None


class Written(Struct, frozen=True):
    """The files written, with notes, or the problems why there are none."""

    paths: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def write_problems(
    problems: Sequence[Problem], rules: RuleSet, entry: Input, folder: Path, options: Options
) -> Written:
    """``march.problems.xlsx``, for an input with errors of its own; those of no file stand beside them."""
    from ccmotivate.readers.anonymous import withheld
    from ccmotivate.writers.workbooks.problems_book import write_problems

    own = tuple(found for found in problems if found.source.file in (entry.name, ""))
    if entry.book is None or not has_errors(one for one in own if one.source.file):
        return Written()
    without = withheld(entry.book.sheets, rules)
    cells = {sheet.name: sheet.shown() for sheet in entry.book.sheets if sheet.name not in without}
    write = partial(
        write_problems, data=entry.book.data, problems=own, rules=rules, lang=options.lang, cells=cells, without=without
    )
    return put({folder / f"{entry.path.stem}.problems.xlsx": write}, options)


def deliver(writers: Mapping[Path, Fill], options: Options) -> Written:
    """Let files of one folder take their places, as the only outputs of a run."""
    try:
        with holding(next(iter(writers)).parent, options):
            return put(writers, options)
    except NotWrittenError as why:
        return Written((), why.problems)


def put(writers: Mapping[Path, Fill], options: Options) -> Written:
    """Write files together; targets edited since they were written are kept, the new file is put beside them.

    Raises:
        NotWrittenError: none could be written; the outdated files that they would have replaced are archived, but
            where only a template is unfit.
    """
    from ccmotivate.writers.files.refusals import NotOursError, UnfitTemplateError
    from ccmotivate.writers.files.replacing import replace_files

    def load() -> None:
        for name in options.later:
            import_module(name)

    try:
        places = replace_files(writers, force=options.force, meanwhile=load)
    except UnfitTemplateError as why:
        raise NotWrittenError(why.problem) from None
    except (OSError, NotOursError) as error:
        notes: list[Problem] = []
        with suppress(OSError):
            notes = _renamed(list(writers))
        raise NotWrittenError(_reason(error, next(iter(writers))), *notes) from None
    said = [note for target, place in places.items() for note in _notes(target, place)]
    return Written(tuple(places.values()), tuple(said))


def _reason(error: OSError | NotOursError, place: Path) -> Problem:
    """Why nothing could be written; ``place`` is named where the error names none."""
    from ccmotivate.writers.files.refusals import DeviceNameError, InUseError

    if not isinstance(error, OSError):
        return problem("not-ours", SourceRef(str(error.path)))
    if isinstance(error, InUseError | DeviceNameError):
        return problem("in-use" if isinstance(error, InUseError) else "device-name", SourceRef(error.filename))
    found = error.filename2 or error.filename or place  # of a failed renaming, the target
    return problem("cannot-write", SourceRef(str(found)), error.strerror or str(error))


def _notes(target: Path, place: Path) -> list[Problem]:
    """Notes on a file not written to its target; outputs that it makes outdated are archived."""
    from ccmotivate.writers.files.replacing import files_beside
    from ccmotivate.writers.files.signature import is_changed

    beside = [problem("changed-output", SourceRef(str(target)), name=place.name)] if place != target else []
    outdated = [one for one in files_beside(target) if one != place and not is_changed(one)]
    return [*beside, *_renamed(outdated)]


def archive_if_writing(folder: Path, names: Sequence[str], options: Options) -> list[Problem]:
    """As ``archive_outputs``, where nothing is written; a folder that does not let it is a problem."""
    if not (options.write and is_folder(folder)):
        return []
    try:
        with holding(folder, options):
            return archive_outputs(folder, names)
    except NotWrittenError as why:
        return list(why.problems)


def results_of(*stems: str) -> list[str]:
    """The names of what is written for inputs without errors."""
    return [f"{stem}.{kind}.xlsx" for stem in stems for kind in ("scored", "awards")]


def archive_outputs(folder: Path, names: Sequence[str]) -> list[Problem]:
    """Archive earlier outputs by renaming, so that no outdated list is taken for current; a note on each."""
    from ccmotivate.writers.files.replacing import files_beside

    return [note for name in names for note in _renamed([folder / name, *files_beside(folder / name)])]


def _renamed(paths: Sequence[Path]) -> list[Problem]:
    from ccmotivate.writers.files.replacing import archive

    stale = [(path.name, archive(path)) for path in paths]
    return [problem("set-aside", SourceRef(name), name, name=new.name) for name, new in stale if new is not None]
