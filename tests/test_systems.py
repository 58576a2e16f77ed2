"""Windows and macOS as far as they can be played on any system: what they lack, refuse or spell otherwise."""

from __future__ import annotations

import _pyio
import ast
import builtins
import errno
import getpass
import io
import json
import os
import signal
import subprocess
import sys
import time
import types
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate import streams
from ccmotivate.locale import language_of
from ccmotivate.locale import system as locale_system
from ccmotivate.locale.names import file_name, same_for_all, spellings
from ccmotivate.pipeline import outputs, starting
from ccmotivate.pipeline.finding import find_inputs
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scoring import score
from ccmotivate.regular import is_case_blind
from ccmotivate.writers.files import folder_lock, living, replacing
from ccmotivate.writers.files.folder_lock import LOCK, FolderBusyError, holder_of, holding
from ccmotivate.writers.files.refusals import DeviceNameError, InUseError, NotOursError, refuse_device
from tests.cli.commands import apart, ccmotivate
from tests.samples import sample, sampled
from tests.support import ROOT, shipped_rules

MONTH = ROOT / "examples/en/march.xlsx"


def as_on_windows(monkeypatch: pytest.MonkeyPatch, *modules: types.ModuleType) -> None:
    """Let some modules see ``os.name == "nt"``; all others, pathlib among them, see this system."""

    class Windows:
        name = "nt"

        def __getattr__(self, attribute: str) -> Any:
            return getattr(os, attribute)

    for module in modules:
        monkeypatch.setattr(module, "os", Windows())


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Some modules cannot be imported."""
    real = builtins.__import__

    def imported(name: str, *rest: Any, **more: Any) -> types.ModuleType:
        if name in names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", imported)


# -- locks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [ImportError("pwd"), KeyError("uid"), OSError("no username")])
def test_a_run_without_a_user_name_holds_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def unknown() -> str:
        raise failure

    monkeypatch.setattr(getpass, "getuser", unknown)
    with holding(tmp_path, 0.0):
        assert holder_of(tmp_path / LOCK).user == "?"


class Msvcrt(types.ModuleType):
    """Windows' locks of one byte, as one process sees them."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.places: list[int] = []
        self.is_taken = False

    def locking(self, handle: int, how: int, length: int) -> None:
        assert (how, length) == (self.LK_NBLCK, 1)
        self.places.append(os.lseek(handle, 0, os.SEEK_CUR))
        if self.is_taken:
            raise PermissionError(errno.EACCES, "Permission denied")


def test_without_fcntl_windows_locks_a_byte_past_the_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    msvcrt = Msvcrt()
    without(monkeypatch, "fcntl")
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    with holding(tmp_path, 0.0):
        assert holder_of(tmp_path / LOCK).pid == os.getpid()
    msvcrt.is_taken = True
    with pytest.raises(FolderBusyError), holding(tmp_path, 0.0):
        pass
    assert set(msvcrt.places) == {1 << 30}


def test_a_system_without_locks_goes_on_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "fcntl", "msvcrt")
    with holding(tmp_path, 0.0):
        assert (tmp_path / LOCK).exists()
    assert not (tmp_path / LOCK).exists()


def test_a_lock_file_that_is_just_going_away_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to open a file that another process removes until its last handle is closed."""
    real, refusals = os.open, iter(range(3))

    def refused(path: Any, *rest: Any, **more: Any) -> int:
        if Path(path).name == LOCK and next(refusals, None) is not None:
            raise PermissionError(errno.EACCES, "Access is denied", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(folder_lock, "_LEAVING", 30.0)
    monkeypatch.setattr(folder_lock, "_PAUSE", 0.001)
    monkeypatch.setattr(os, "open", refused)
    with holding(tmp_path, 30.0):
        assert next(refusals, None) is None


def test_a_folder_that_may_not_be_written_to_says_so_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Any, *_rest: Any, **_more: Any) -> int:
        raise PermissionError(errno.EACCES, "Access is denied", str(path))

    monkeypatch.setattr(folder_lock, "_LEAVING", 0.0)
    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(PermissionError), holding(tmp_path, 30.0):
        pass


def test_a_file_system_that_never_knows_its_files_again_is_not_asked_in_a_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    pauses: list[float] = []

    def never(_handle: int, path: Path) -> bool:
        asked.append(path)
        return False

    monkeypatch.setattr(folder_lock, "_is_file", never)
    monkeypatch.setattr(time, "sleep", pauses.append)
    with pytest.raises(FolderBusyError), holding(tmp_path, 0.0):
        pass
    assert len(asked) == folder_lock._TRIES
    asked.clear()
    with pytest.raises(FolderBusyError), holding(tmp_path, 0.001):
        pass
    assert len(asked) == folder_lock._TRIES * (len(pauses) + 1)
    assert set(pauses) <= {folder_lock._PAUSE}


def test_on_windows_an_open_lock_file_is_the_one_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_on_windows(monkeypatch, folder_lock)
    monkeypatch.setattr(os.path, "samestat", lambda _one, _other: False)
    with holding(tmp_path, 0.0):
        assert holder_of(tmp_path / LOCK).pid == os.getpid()
    assert list(tmp_path.iterdir()) == []


# -- files that are open in Excel -------------------------------------------------------------------------------------


def text(words: str) -> Callable[[Path], None]:
    """What writes a note of ours."""
    from ccmotivate.writers.files.signature import marked_text

    def write(path: Path) -> None:
        path.write_text(marked_text(f"<!-- ccmotivate newsletter -->\n{words}\n"), encoding="utf-8", newline="\n")

    return write


def open_in_excel(monkeypatch: pytest.MonkeyPatch, *held: Path) -> None:
    """Renaming one of these, or another file to its name, is a sharing violation, as Windows reports it."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self in held or Path(target) in held:
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(self), 32, str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def test_both_of_a_pair_are_replaced_or_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    replacing.replace_files({first: text("old"), second: text("old")})
    before = {path: path.read_bytes() for path in (first, second)}
    open_in_excel(monkeypatch, second)
    with pytest.raises(InUseError) as refused:
        replacing.replace_files({first: text("new"), second: text("new")})
    assert refused.value.filename == str(second)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_scanner_that_looks_at_a_new_file_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, refusals = Path.replace, iter(range(2))

    def replace(self: Path, target: Path) -> Path:
        if next(refusals, None) is not None:
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(self), 32, str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(replacing, "_PAUSES", (0.0, 0.0))
    replacing.replace_files({tmp_path / "a.md": text("new")})
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_what_cannot_be_removed_now_hides_no_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second name of a file that is open cannot be removed on Windows; the next run clears it."""
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    replacing.replace_files({first: text("old"), second: text("old")})

    def held(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "in use", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        replacing.replace_files({first: text("new"), second: text("new")})
    assert "new" in first.read_text()
    left = [path for path in tmp_path.iterdir() if path.name.endswith("-tmp")]
    assert len(left) == 2
    monkeypatch.setattr(replacing, "is_alive", lambda _pid: False)
    replacing.replace_files({first: text("new"), second: text("new")})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_run_says_which_file_is_open_and_to_close_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    ran = ccmotivate("score", MONTH, "--out", tmp_path, "--lang", lang)
    assert ran.code == 0
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    open_in_excel(monkeypatch, tmp_path / "march.awards.xlsx")
    ran = ccmotivate("score", MONTH, "--out", tmp_path, "--lang", lang)
    assert ran.code == 2
    assert "march.awards.xlsx" in ran.err.replace("\n", "")
    assert "Excel" in ran.err
    after = {path: path.read_bytes() for path in tmp_path.iterdir()}
    stale = tmp_path / "march.scored.stale.xlsx"  # outdated, it steps aside; the open one cannot
    assert after == {stale if path.name == "march.scored.xlsx" else path: data for path, data in before.items()}


def test_a_file_that_only_another_program_may_read_is_in_use_not_foreign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, real = tmp_path / "a.md", os.open
    target.write_text("of somebody else")
    with pytest.raises(NotOursError):
        replacing.place_of(target)

    def alone(path: Any, *rest: Any, **more: Any) -> int:
        if Path(path) == target:
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", alone)
    with pytest.raises(InUseError):
        replacing.place_of(target)


# -- processes --------------------------------------------------------------------------------------------------------


class Kernel32:
    """OpenProcess and what goes with it, for a few processes: running, ended, and one that may not be asked."""

    RUNS, ENDED, OTHERS, NONE = 4, 8, 12, 16

    def __init__(self) -> None:
        self.error = 0
        self.open: list[int] = []
        self.OpenProcess = self._Opening(self)

    class _Opening:
        restype: Any = None

        def __init__(self, kernel: Kernel32) -> None:
            self._kernel = kernel

        def __call__(self, rights: int, _inherited: bool, pid: int) -> int | None:
            assert rights == 0x0010_0000  # to wait, never to end
            self._kernel.error = {Kernel32.OTHERS: 5, Kernel32.NONE: 87}.get(pid, 0)
            if self._kernel.error:
                return None
            self._kernel.open.append(pid)
            return pid

    def WaitForSingleObject(self, handle: Any, milliseconds: int) -> int:  # noqa: N802 - Windows' name
        assert milliseconds == 0
        return 0x102 if handle.value == self.RUNS else 0

    def CloseHandle(self, handle: Any) -> None:  # noqa: N802 - Windows' name
        self.open.remove(handle.value)


def test_windows_is_asked_whether_a_process_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes

    kernel = Kernel32()
    monkeypatch.setattr(ctypes, "WinDLL", lambda _name, **_more: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: kernel.error, raising=False)
    as_on_windows(monkeypatch, living)
    pids = (kernel.RUNS, kernel.ENDED, kernel.OTHERS, kernel.NONE, 1 << 40, os.getpid())
    assert [living.is_alive(pid) for pid in pids] == [True, False, True, False, False, True]
    assert kernel.open == []


def test_strays_are_cleared_on_windows_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes

    kernel = Kernel32()
    monkeypatch.setattr(ctypes, "WinDLL", lambda _name, **_more: kernel, raising=False)
    monkeypatch.setattr(ctypes, "get_last_error", lambda: kernel.error, raising=False)
    as_on_windows(monkeypatch, living)
    names = {pid: tmp_path / f".a.md.{pid}.0123abcd.ccmotivate-tmp" for pid in (kernel.RUNS, kernel.NONE)}
    for path in names.values():
        path.touch()
    replacing.clear_strays(tmp_path / "a.md")
    assert {pid: path.exists() for pid, path in names.items()} == {kernel.RUNS: True, kernel.NONE: False}


def test_a_system_without_a_signal_listens_to_the_others() -> None:
    code = (
        "import signal\n"
        "for name in ('SIGHUP', 'SIGKILL', 'SIGUSR1', 'SIGPIPE'):\n    vars(signal).pop(name, None)\n"
        "signal.SIGBREAK = signal.SIGTERM\n"
        "from ccmotivate import signals\nfrom ccmotivate.__main__ import main\n"
        "print([number.name for number in signals._ENDING], flush=True)\n"
        "import sys\nsys.argv = ['ccmotivate', '--version']\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "['SIGINT', 'SIGTERM', 'SIGTERM']"


def test_the_parser_works_without_limits_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from ccmotivate.formats import parser

    monkeypatch.setitem(sys.modules, "resource", None)
    assert parser._limit_memory(1) is False


# -- language ---------------------------------------------------------------------------------------------------------

_CHINESE = (
    "zh", "zh_CN", "zh_CN.UTF-8", "zh_CN.GB2312", "zh-Hans-CN", "zh-Hans_CN", "ZH_TW.Big5", "zh_CN@collation=pinyin",
    "Chinese", "Chinese (Simplified)_China", "Chinese (Simplified)_China.936", "chinese-traditional", "CHS", "zh:en",
    "zh_Hans_CN@calendar=gregorian",
)  # fmt: skip
_OTHERS = ("en", "en_US.UTF-8", "English_United States.1252", "de_DE", "zha_CN", "C.UTF-8", "ja-JP", "China")


@pytest.mark.parametrize("name", ["CCMOTIVATE_LANG", "LC_ALL", "LANGUAGE", "LANG"])
def test_every_spelling_of_a_chinese_locale_is_chinese(name: str) -> None:
    assert {value: language_of({name: value}) for value in _CHINESE} == dict.fromkeys(_CHINESE, "zh")
    assert {value: language_of({name: value}) for value in _OTHERS} == dict.fromkeys(_OTHERS, "en")


@pytest.mark.parametrize(
    ("answer", "lang"), [(b"zh-Hans_CN\n", "zh"), (b"zh_CN@calendar=x\n", "zh"), (b"fr_FR\n", "en")]
)
def test_macos_without_lang_is_asked_for_its_own(monkeypatch: pytest.MonkeyPatch, answer: bytes, lang: str) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    asked: list[list[str]] = []

    def run(words: list[str], **_more: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(words)
        return subprocess.CompletedProcess(words, 0, answer)

    monkeypatch.setattr(subprocess, "run", run)
    assert language_of({}) == lang
    assert language_of({"LANG": "C"}) == "en"
    assert [words[-1] for words in asked] == ["AppleLocale"]


def test_a_mac_that_cannot_be_asked_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_words: list[str], **_more: Any) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", run)
    assert language_of({}) == "en"


@pytest.mark.parametrize(("langid", "locale"), [(0x0804, "zh"), (0x0404, "zh"), (0x0409, "en"), (0x0411, "en")])
def test_windows_is_asked_for_the_language_of_its_menus(langid: int, locale: str) -> None:
    kernel = types.SimpleNamespace(GetUserDefaultUILanguage=lambda: langid)
    assert locale_system.of_windows(kernel) == locale


# -- names ------------------------------------------------------------------------------------------------------------

_APART = unicodedata.normalize("NFD", "équipe-がん-2025-03.xlsx")
_TOGETHER = unicodedata.normalize("NFC", _APART)


@pytest.fixture
def decomposed(tmp_path: Path) -> Path:
    """A folder with an export whose name has its accents apart, as macOS lists it."""
    (tmp_path / _APART).write_bytes(MONTH.read_bytes())
    return tmp_path


@pytest.mark.parametrize("pattern", ["é*.xlsx", "*が*.xlsx", _TOGETHER, "."])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_with_accents_apart_is_found_however_it_is_typed(decomposed: Path, pattern: str, form: Any) -> None:
    given = str(decomposed / unicodedata.normalize(form, pattern))
    assert find_inputs([given]) == ([decomposed / _APART], [])
    assert find_inputs([given, str(decomposed)]) == ([decomposed / _APART], [])


def test_results_call_it_by_one_name(decomposed: Path) -> None:
    ran = ccmotivate("check", decomposed, "--json", "--lang", "en")
    document = json.loads(ran.out)
    assert [one["file"] for one in document["months"][0]["inputs"]] == [_TOGETHER]
    assert file_name(_APART) == file_name(_TOGETHER) == _TOGETHER


def test_spellings_of_plain_names_are_one() -> None:
    assert spellings("march.xlsx") == ("march.xlsx",)
    assert spellings(_APART) == (_APART, _TOGETHER)


def test_a_folder_that_takes_two_names_as_one_gets_one_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/March.xlsx", "b/march.xlsx"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(MONTH.read_bytes() if name[0] == "a" else _other_month())
    given = [str(tmp_path / "a/March.xlsx"), str(tmp_path / "b/march.xlsx")]
    options = Options(out=tmp_path / "out", lang="en")
    both = score(given, shipped_rules(), options)
    assert both.exit_code == 0
    assert len(list((tmp_path / "out").iterdir())) == 4
    monkeypatch.setattr(outputs, "is_case_blind", lambda _folder: True)
    one = score(given, shipped_rules(), Options(out=tmp_path / "blind", lang="en"))
    assert [(found.code, found.source.file, found.value) for found in one.problems if found.is_error] == [
        ("same-target", "march.xlsx", "march.scored.xlsx")
    ]
    assert sorted(path.name for path in (tmp_path / "blind").iterdir()) == ["March.awards.xlsx", "March.scored.xlsx"]
    assert one.exit_code == 2


def _other_month() -> bytes:
    book = openpyxl.load_workbook(MONTH)
    book.worksheets[0].title += " "
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_whether_a_folder_tells_cases_apart_is_asked_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "March.xlsx").touch()
    here = (tmp_path / "mARCH.XLSX").exists()
    assert is_case_blind(tmp_path) is is_case_blind(tmp_path / "new" / "folder") is here
    if not here:
        real = os.lstat
        monkeypatch.setattr(os, "lstat", lambda path: real(str(path).replace("mARCH.XLSX", "March.xlsx")))
        monkeypatch.setattr(os.path, "lexists", lambda _path: True)
        assert is_case_blind(tmp_path)
    assert same_for_all("MÄRZ") == same_for_all(unicodedata.normalize("NFD", "märz"))


def test_a_path_on_another_drive_is_named_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert starting.seen_from(tmp_path / "scheme", tmp_path / "in" / "m.xlsx") == "../in/m.xlsx"

    def on_another_drive(_path: Path, _start: Path) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", on_another_drive)
    assert starting.seen_from(tmp_path, Path("in/m.xlsx")) == "in/m.xlsx"


_DEVICES = ("CON", "nul", "aux.xlsx", "Aux.scored.xlsx", "com1.awards.xlsx", "LPT9.csv", "PRN .xlsx", "COM¹.xlsx")
_FILES = ("console.xlsx", "auxiliary.xlsx", "com10.xlsx", "nul-2025.xlsx", "my aux.xlsx", "company.csv")


@pytest.mark.parametrize("name", _DEVICES)
def test_a_name_of_a_device_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DeviceNameError) as refused:
        replacing.replace_files({tmp_path / name: text("x")})
    assert refused.value.filename == str(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", _FILES)
def test_names_that_only_resemble_one_are_not(tmp_path: Path, name: str) -> None:
    replacing.replace_files({tmp_path / name: text("x")})
    assert (tmp_path / name).exists()


def test_a_folder_on_the_way_may_have_any_name_its_system_lets_it_have() -> None:
    assert refuse_device(Path("con") / "march.xlsx") is None


def test_an_input_named_like_a_device_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "aux.xlsx").write_bytes(MONTH.read_bytes())
    ran = ccmotivate("score", "aux.xlsx", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert "aux.scored.xlsx: Windows keeps this name for a device" in ran.err
    assert "rename the input" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["aux.xlsx"]
    ran = ccmotivate("score", MONTH, "--out", tmp_path / "NUL", "--lang", "en")
    assert ran.code == 2
    assert not (tmp_path / "NUL").exists()


# -- streams and line ends --------------------------------------------------------------------------------------------


def test_no_line_ends_with_cr_where_the_system_would_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "linesep", "\r\n")
    fake = types.SimpleNamespace(**{**vars(io), "TextIOWrapper": _pyio.TextIOWrapper})
    monkeypatch.setattr(streams, "io", fake)
    out, err = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, "cp1252"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, "cp1252"))
    with streams.guarded():
        assert sys.stdout.__class__ is _pyio.TextIOWrapper
        sys.stdout.write("{\n}\n")
        sys.stderr.write("said\n")
        sys.stdout.flush()
    assert (out.getvalue(), err.getvalue()) == (b"{\n}\n", b"said\n")
    plain = _pyio.TextIOWrapper(io.BytesIO(), "cp1252")
    plain.write("\n")
    plain.flush()
    assert plain.buffer.getvalue() == b"\r\n"  # what is kept away here


def texts_opened(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls that open a file to write text, or write one."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        modes = [one.value for one in node.args if isinstance(one, ast.Constant)]
        is_written = any(isinstance(mode, str) and mode in ("w", "a", "x", "w+") for mode in modes)
        opens = name in ("open", "fdopen", "TextIOWrapper") and (is_written or name == "TextIOWrapper")
        keywords = {one.arg for one in node.keywords}
        if (name == "write_text" and "encoding" in keywords) or (opens and "force_zip64" not in keywords):
            yield node


def test_every_text_that_is_written_says_how_its_lines_end() -> None:
    source = ROOT / "src" / "ccmotivate"
    found = [
        (path.relative_to(source).as_posix(), call.lineno, "newline" in {one.arg for one in call.keywords})
        for path in sorted(source.rglob("*.py"))
        for call in texts_opened(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert len(found) > 8
    assert [(name, line) for name, line, says in found if not says] == []


@sampled
@pytest.mark.parametrize("encoding", sample(["cp1252"], ["cp936", "cp1252", "cp437"]))
def test_a_windows_console_shows_what_it_can_and_gets_json_whole(tmp_path: Path, encoding: str) -> None:
    console = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ran = apart("score", MONTH, "--out", tmp_path, "--lang", "zh", environment=console)
    assert ran.code == 0, ran.err
    plain = apart("score", MONTH, "--json", "--lang", "zh", "--out", tmp_path, environment=console)
    assert plain.code == 0
    assert "\ufffd" not in plain.out
    assert json.loads(plain.out)["months"]


def test_reading_stops_for_no_missing_file_under_any_spelling(tmp_path: Path) -> None:
    inputs = Inputs([str(tmp_path / _TOGETHER)])
    inputs.close()
    assert inputs.paths == [tmp_path / _TOGETHER]


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_a_system_with_all_signals_listens_to_all() -> None:
    from ccmotivate import signals

    assert {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= set(signals._ENDING)
