"""How a run ends: interrupted, with nobody to read what it says, with names that would move the cursor."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from ccmotivate import cli, processes, signals
from ccmotivate.cli import saying
from ccmotivate.formats import isolated
from ccmotivate.ledger import opening
from ccmotivate.ledger.chain import Draft
from ccmotivate.ledger.store import Ledger, append, walk
from ccmotivate.pipeline.last_resort import attempt
from ccmotivate.signals import Interrupted, listen, obey, uninterrupted
from ccmotivate.writers.terminal import screens
from tests.cli.commands import FOLLOWED, ROOT, ccmotivate
from tests.samples import sample, sampled

MONTH = ROOT / "examples" / "2025" / "2025-03.xlsx"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def _heard_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test hears is forgotten after it."""
    for name, value in (("came", None), ("raised", False), ("held", 0)):
        monkeypatch.setattr(signals._State, name, value)


def start(*arguments: str | Path, **streams: int) -> subprocess.Popen[bytes]:
    """The command in a process of its own, as its entry point runs it."""
    return subprocess.Popen(
        [*FOLLOWED, *map(str, arguments)], cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8"}, **streams
    )


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@sampled
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_says_one_line_and_leaves_nothing(tmp_path: Path, number: int, code: int) -> None:
    """The first signal comes at once, the last when the run is nearly over, or is."""
    codes = []
    for moment in sample((0.0, 0.25, 0.5), (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)):
        run = start("score", MONTH, "--out", tmp_path, "--force", stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert run.stderr is not None
        run.stderr.read(1)
        time.sleep(moment)
        run.send_signal(number)
        said = run.communicate(timeout=60)[1].decode()
        assert "Traceback" not in said
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        codes.append(run.returncode)
        assert ("interrupted" in said) == (run.returncode == code)
    assert set(codes) <= {0, code}
    assert code in codes


def test_a_new_ledger_is_made_whole_before_a_run_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty file in its place would stop every run in the folder."""
    made = opening.bring_up_to_date

    def signalled(ledger: Ledger, *, create: bool) -> None:
        signal.raise_signal(signal.SIGTERM)
        made(ledger, create=create)

    monkeypatch.setattr(opening, "bring_up_to_date", signalled)
    with heard(), pytest.raises(Interrupted):
        opening.open_ledger(str(tmp_path / "ccmotivate.db"), create=True)
    monkeypatch.undo()
    assert ccmotivate("score", MONTH, "--out", tmp_path, folder=tmp_path).code == 0


@pytest.mark.parametrize("moment", ["before_cursor_execute", "after_cursor_execute", "commit", "begin"])
def test_an_interrupted_transaction_is_closed(tmp_path: Path, moment: str) -> None:
    """Whatever it was at, it is all there or nothing, and no journal is left beside the ledger."""
    ledger = opening.open_ledger(str(tmp_path / "ccmotivate.db"), create=True)
    event.listen(ledger.engine, moment, lambda *_: signal.raise_signal(signal.SIGTERM))
    draft = Draft(kind="decision", at="2025-04-01T08:00:00Z", by="测试一", body="{}")
    with heard(), pytest.raises(Interrupted), ledger.writing() as connection:
        append(connection, [draft])
    assert [path.name for path in tmp_path.iterdir()] == ["ccmotivate.db"]
    again = opening.open_ledger(str(tmp_path / "ccmotivate.db"))
    assert len(list(walk(again))) == (moment == "commit")


def test_an_interrupt_that_became_another_error_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python makes a RuntimeError of what is raised in ``__set_name__``, as while pandas is loaded."""

    class Named:
        def __set_name__(self, owner: type, name: str) -> None:
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(cli, "app", lambda **_: type("Owner", (), {"field": Named()}))
    with heard(), pytest.raises(Interrupted):
        cli.main()


def test_an_interrupt_within_what_cannot_raise_is_raised_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    """As in a callback of native code, or while an object goes."""

    class Going:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGTERM)

    with heard(), pytest.raises(Interrupted):
        Going()
        for _ in range(1000):  # it is raised between two instructions: a long sleep would not end for it
            time.sleep(0.01)
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_no_parser_goes_on_when_its_run_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal while a parser is started: nobody knows of it yet."""
    started = []

    class Signalled(subprocess.Popen[bytes]):
        def __init__(self, *words: object, **options: object) -> None:
            super().__init__(*words, **options)
            started.append(self)
            signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(processes.subprocess, "Popen", Signalled)
    with heard(), pytest.raises(Interrupted):
        isolated.Parsing(MONTH.read_bytes(), "xlsx")
    processes._end_all()
    assert [child.returncode for child in started] == [-signal.SIGKILL]
    for child in started:
        child.stdin.close()
        child.stdout.close()


@contextmanager
def heard() -> Iterator[None]:
    """Signals as a run hears them, and then as before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hook = sys.unraisablehook
    try:
        listen()
        obey()
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_signal_waits_for_a_block_that_must_end() -> None:
    done = []
    with heard():
        with pytest.raises(Interrupted) as why, uninterrupted():
            signal.raise_signal(signal.SIGTERM)
            done.append("to the end")
            signal.raise_signal(signal.SIGINT)
        assert why.value.number == signal.SIGTERM
        signal.raise_signal(signal.SIGINT)  # the second is not heard
    assert done == ["to the end"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full device")
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
def test_what_cannot_be_said_is_not_what_was_done(tmp_path: Path, more: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        run = start("score", MONTH, "--out", tmp_path, *more, stdout=full.fileno(), stderr=subprocess.PIPE)
        said = run.communicate(timeout=60)[1].decode()
    assert run.returncode == 74
    assert "No space left on device; what was done is not undone" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025-03.awards.xlsx", "2025-03.scored.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_had_enough_is_no_failure(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = start("score", MONTH, "--out", tmp_path, "--json", stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    said = run.communicate(timeout=60)[1].decode()
    assert run.returncode == 0
    assert "cannot be written" not in said
    assert len(list(tmp_path.iterdir())) == 2


_CLOSED = [(">&- 2>&- <&-", 74), ("2>&-", 0), (">&-", 74), ("<&-", 0)]


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX")
@sampled
@pytest.mark.parametrize(("closed", "code"), sample(_CLOSED[:2], _CLOSED))
def test_streams_that_the_shell_closed(tmp_path: Path, closed: str, code: int) -> None:
    line = f'"{sys.executable}" -m ccmotivate score "{MONTH}" --out "{tmp_path}" {closed}'
    run = subprocess.run(["/bin/sh", "-c", line], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert run.returncode == code
    assert b"Traceback" not in run.stderr
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interrupt_that_foreign_code_turns_into_an_error_is_no_fault_of_a_file() -> None:
    def foreign() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        except BaseException as error:
            raise RuntimeError("could not convert") from error

    with heard(), pytest.raises(Interrupted):
        attempt(foreign, "march.xlsx")


NASTY = "A\x1b[31mB\u202eC\u061cD\x7fE\x9bF"


def test_names_never_reach_a_terminal_as_they_are(tmp_path: Path) -> None:
    lines = ["工号,姓名,岗位,项目,工作效率", *(f"{at},n{at},呼入,p,90%" for at in range(4000))]  # past 64 KiB
    lines.append(f"x1,{NASTY},呼入,{NASTY},90%")
    file = tmp_path / "2025-03.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    for words in (["score", file, "--keep-going"], ["check", file], ["explain", file, "--agent", NASTY]):
        ran = ccmotivate(*words, *(["--out", tmp_path / "out"] if words[0] == "score" else []))
        assert RAW.search(ran.out + ran.err) is None


def test_json_spells_out_what_would_turn_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    saying.json_stream().write(json.dumps({"name": NASTY}, ensure_ascii=False))
    said = capsys.readouterr().out
    assert RAW.search(said) is None
    assert json.loads(said) == {"name": NASTY}


def test_a_console_prints_what_is_hidden() -> None:
    out = screens.console()
    out.file = io.StringIO()
    out.print(NASTY)
    assert out.file.getvalue() == "A\\x1b[31mB\\u202eC\\u061cD\\x7fE\\x9bF\n"


def test_everything_is_said_in_one_place() -> None:
    for path in (ROOT / "src" / "ccmotivate").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "typer.echo(" not in text or path.name == "saying.py", path
