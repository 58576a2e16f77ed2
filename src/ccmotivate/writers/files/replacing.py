"""Write files atomically, and never over files that others wrote or changed.

A killed writer leaves at most a temporary file beside the target, never half a workbook; the next run for the same
target removes it. Files hold personal data: only the owner may read them, from the first byte on.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path

from msgspec import Struct
from python_calamine import CalamineWorkbook

from ccmotivate.regular import bytes_of, refuse_other
from ccmotivate.signals import uninterrupted
from ccmotivate.writers.files.living import is_alive
from ccmotivate.writers.files.refusals import InUseError, NotOursError, refuse_device
from ccmotivate.writers.files.signature import Mark, differs, is_changed, mark_of

_SUFFIX = ".ccmotivate-tmp"
NEW, _STALE = "new", "stale"
_CELLS_TO_PARSE = 20_000
_SMALL = 1 << 18  # bytes: what one thread has checked before another could take some of it over
_PAUSES = (0.05, 0.1, 0.2, 0.4) if os.name == "nt" else ()
"""Seconds between attempts at a file that is in use: on Windows scanners open what is new for a moment."""


class NotVerifiedError(Exception):
    """What was written does not read back as it should; a bug or a broken disk, never a user's mistake."""


class SheetShape(Struct, frozen=True):
    """A sheet's name and extent, header rows counted; -1 where only the name is promised.

    In a ``dense`` one every row holds something; elsewhere rows between may be empty.
    """

    name: str
    rows: int
    cols: int
    dense: bool = False


class WorkbookShape(Struct, frozen=True):
    """What a written workbook must have when it is opened again."""

    sheets: tuple[SheetShape, ...]


Fill = Callable[[Path], WorkbookShape | None]
"""What fills the (existing, empty, private) temporary file; of a workbook it says what must be found in it."""


def replace_files(
    writers: Mapping[Path, Fill], *, force: bool = False, meanwhile: Callable[[], None] = lambda: None
) -> dict[Path, Path]:
    """Write each file beside its target, check it, then replace the targets.

    Args:
        writers: target to what fills its temporary file.
        force: replace files even if ccmotivate did not write them, or they were changed since.
        meanwhile: called when all are written, while the last workbook is checked.

    Returns:
        The path written for each target, as ``place_of`` gives it when all are written.

    Raises:
        NotOursError: a target exists, is not ours, and ``force`` is off; nothing is written then.
        InUseError: a target is open in another program.
        DeviceNameError: a target has the name of a device.
        OSError: a folder cannot be written to, the disk is full, a target is no file. Either way every file that was
            there stays as it was.
    """
    for target in writers:
        refuse_device(target)
        _earlier(target, force=force)
        clear_strays(target)
    staged: dict[Path, Path] = {}
    try:
        with ThreadPoolExecutor(max_workers=1) as checker:  # while the next is written
            checks: list[Future[None]] = []
            for target, write in writers.items():
                staged[target] = _stray(target)
                os.close(os.open(staged[target], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                shape = write(staged[target])
                checks.append(checker.submit(_sync, staged[target]))
                _verify_mark(staged[target])
                if shape is not None:
                    checks.append(checker.submit(verify_workbook, staged[target], shape))
            meanwhile()
            for check in checks:
                check.result()
        places = {target: place_of(target, force=force) for target in writers}
        with uninterrupted():
            _take_places({staged[target]: place for target, place in places.items()})
    finally:
        with uninterrupted():
            for temporary in staged.values():
                _remove(temporary)
    for folder in {target.parent for target in writers}:
        _sync_folder(folder)
    return places


def _stray(target: Path) -> Path:
    """A unique temporary name beside a target, recognised by ``clear_strays``."""
    return target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}{_SUFFIX}")


def _take_places(places: Mapping[Path, Path]) -> None:
    """Let each temporary file take its place, all of them or none.

    Raises:
        InUseError: another program has one open (Excel on Windows, say); the earlier files are restored.
        OSError: one could not for another reason, with the same end.
    """
    before: dict[Path, Path] = {}
    taken: list[Path] = []
    try:
        for temporary, place in places.items():
            if len(places) > 1 and place.exists():
                before[place] = _stray(place)
                _copy(place, before[place])
            _replace(temporary, place, place)
            taken.append(place)
    except OSError:
        for place in taken:
            _restore(place, before.pop(place, None))
        raise
    finally:
        for kept in before.values():
            _remove(kept)


def _restore(place: Path, kept: Path | None) -> None:
    """Restore an earlier file; where that fails too, it keeps its other name."""
    with suppress(OSError):
        if kept is None:
            place.unlink(missing_ok=True)
        else:
            _replace(kept, place, place)


def _remove(path: Path) -> None:
    """Remove what is not needed any more; while a scanner of Windows has it open it stays, and is cleared later."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _replace(source: Path, place: Path, used: Path) -> None:
    """Rename a file, again after a while where another program has it open.

    Raises:
        InUseError: ``used``, the one of both that may be open, still is.
        OSError: it cannot be renamed for another reason.
    """
    for pause in (*_PAUSES, None):
        try:
            source.replace(place)
        except PermissionError:
            if pause is None:
                raise InUseError(used) from None
            time.sleep(pause)
        else:
            return


def _copy(path: Path, other: Path) -> None:
    """A second name for a file, or a copy where the file system has none."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)


def place_of(target: Path, *, force: bool = False) -> Path:
    """Where a new file goes: to its target, or beside one that was changed since it was written.

    Raises:
        NotOursError: the target exists, is not ours, and ``force`` is off.
        InUseError: the target cannot be read now.
        NotRegularError: it is no file, or a link and ``force`` is off; links are never followed.
    """
    mark = _earlier(target, force=force)
    return _beside(target, NEW) if mark is not None and differs(target, mark) else target


def _earlier(target: Path, *, force: bool) -> Mark | None:
    """The mark of an earlier file that gives way unless it was changed; None where there is none, or with ``force``.

    Raises as ``place_of``.
    """
    if not (force and target.is_symlink()):
        refuse_other(target)
    if force or not target.exists():
        return None
    mark = mark_of(target)
    if mark is None:
        raise NotOursError(target) if _may_be_read(target) else InUseError(target)
    return mark


def _may_be_read(path: Path) -> bool:
    """False where another program has a file open for itself alone."""
    try:
        bytes_of(path, 0)
    except PermissionError:
        return False
    return True


def _beside(path: Path, word: str) -> Path:
    """``march.awards.new.xlsx``, ``march.awards.new2.xlsx`` …: the first that is absent or may be replaced."""
    for at in count(1):
        found = path.with_name(f"{path.stem}.{word}{at if at > 1 else ''}{path.suffix}")
        if not os.path.lexists(found) or (_is_ours(found) and not is_changed(found)):
            return found
    raise AssertionError


def _is_ours(path: Path) -> bool:
    """True for a file written by ccmotivate; a link to one is foreign."""
    return not path.is_symlink() and mark_of(path) is not None


def files_beside(target: Path) -> list[Path]:
    """The files written beside a target because the target had been changed."""
    name = re.compile(re.escape(f"{target.stem}.{NEW}") + r"\d*" + re.escape(target.suffix))
    found = os.listdir(target.parent) if target.parent.is_dir() else ()  # noqa: PTH208 - a folder may hold thousands
    return sorted(target.with_name(one) for one in found if name.fullmatch(one) and _is_ours(target.with_name(one)))


def clear_strays(target: Path) -> None:
    """Remove what earlier, killed runs left for this target; temporaries of living processes stay."""
    pattern = re.compile(re.escape(f".{target.name}.") + r"(\d+)\.[0-9a-f]{8}" + re.escape(_SUFFIX))
    for name in os.listdir(target.parent):  # noqa: PTH208 - a folder may hold thousands
        match = pattern.fullmatch(name)
        if match and not is_alive(int(match[1])):
            _remove(target.with_name(name))  # it stays where another run cleared it, or it is a folder


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def archive(path: Path) -> Path | None:
    """Archive an earlier output by renaming it, ``march.scored.xlsx`` to ``march.scored.stale.xlsx``.

    Returns:
        The new path, another one if an edited file has that name; None without such a file written by ccmotivate.

    Raises:
        InUseError: another program has it open.
    """
    if not _is_ours(path):
        return None
    stale = _beside(path, _STALE)
    _replace(path, stale, path)
    return stale


def _verify_mark(path: Path) -> None:
    """Check that the signature of a written file matches its content.

    Raises:
        NotVerifiedError: its mark has no hash, or another one.
    """
    mark = mark_of(path)
    if mark is not None and (mark.digest is None or differs(path, mark)):
        raise NotVerifiedError(f"{path}: the mark does not fit the content")


def verify_workbook(path: Path, shape: WorkbookShape) -> None:
    """Open a written workbook again and hold it against its shape.

    Every entry's checksum is read; small sheets are parsed; of big ones the rows are counted.

    Raises:
        NotVerifiedError: it differs, or cannot be read.
    """
    with zipfile.ZipFile(path) as package, ThreadPoolExecutor(max_workers=2) as workers:
        names = package.namelist()
        dense = {f"xl/worksheets/sheet{at}.xml" for at, sheet in enumerate(shape.sheets, start=1) if sheet.dense}
        each = map if path.stat().st_size <= _SMALL else workers.map
        counted = dict(zip(names, each(lambda name: _rows_of(package, name, name in dense), names), strict=True))
    with path.open("rb") as file:  # a path that is no UTF-8 is none to calamine
        book = CalamineWorkbook.from_filelike(file)
    promised = [sheet.name for sheet in shape.sheets]
    if book.sheet_names != promised:
        raise NotVerifiedError(f"{path}: sheets {book.sheet_names}, not {promised}")
    for at, sheet in enumerate(shape.sheets, start=1):
        if sheet.rows < 0:
            continue
        if sheet.rows * sheet.cols > _CELLS_TO_PARSE:
            found = (counted[f"xl/worksheets/sheet{at}.xml"], sheet.cols)
        else:
            last = book.get_sheet_by_index(at - 1).end or (-1, -1)
            found = (last[0] + 1, last[1] + 1)
        if found != (sheet.rows, sheet.cols):
            raise NotVerifiedError(f"{path}: sheet {sheet.name} has {found}, not {(sheet.rows, sheet.cols)}")


def _rows_of(package: zipfile.ZipFile, name: str, dense: bool) -> int:
    """Rows of a part, or its last row with a value; read to its end so that its checksum is checked."""
    rows, rest = 0, b""
    with package.open(name) as part:
        if not dense:
            return _last_row(part.read())
        while chunk := part.read(1 << 20):
            rows += (rest + chunk).count(b"<row ")
            rest = chunk[-4:]
    return rows


def _last_row(sheet: bytes) -> int:
    """The last row of a sheet part that holds a value, 0 for other parts."""
    found = sheet.rfind(b'<row r="', 0, max(sheet.rfind(b"<v>"), sheet.rfind(b"<is>"), 0))
    return int(sheet[found + 8 : sheet.index(b'"', found + 8)]) if found >= 0 else 0
