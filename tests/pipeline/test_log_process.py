"""The process that reads large logs: what it says, that it serves the next one, and what a run says without it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from ccmotivate import ahead, processes
from ccmotivate.formats.limits import Refusal
from ccmotivate.pipeline import inputs, log_process
from ccmotivate.pipeline.log_process import LogProcess
from ccmotivate.signals import Interrupted
from ccmotivate.warehouse import log_server
from ccmotivate.warehouse.log_server import LogServer
from ccmotivate.warehouse.log_table import TableError
from tests import nearby
from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import Scored, lines, scheme, scored

SOURCE = "calls: {files: '*.csv', agent_id: Agent, month: {of: Start}, columns: {talk: {name: Talk, kind: number}}}"
METRICS = "talk: {name: Talk, kind: number, good: low, detail: {from: calls, of: talk, take: mean}}"
HEADER, ROW = ["Agent", "Start", "Talk"], ["A1", "2025-03-07", "95"]
MISSING = "log-stopped"


HERE = nearby.NearbyLogs


@pytest.fixture(autouse=True)
def own_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[LogProcess]]:
    """Logs are read by processes; gives those that were started, which are ended behind the test."""
    started: list[LogProcess] = []

    class Counted(LogProcess):
        def __init__(self) -> None:
            super().__init__()
            started.append(self)

    monkeypatch.setattr(log_process, "_IDLE", [])
    monkeypatch.setattr(nearby, "NearbyLogs", Counted)
    with read_as_stream():
        yield started
    for one in started:
        one.stop()


def log(path: Path, *rows: list[str]) -> Path:
    return lines(path, HEADER, *(rows or [ROW, ["B1", "2025-03-08", "120"], ["A1", "2025-03-09", "105"]]))


def score(folder: Path, *files: Path) -> Scored:
    rules = folder / "rules"
    return scored(rules if rules.exists() else scheme(rules, SOURCE, METRICS), *files)


def test_it_is_started_before_the_command_line_is_loaded(
    tmp_path: Path, own_processes: list[LogProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "LARGE_TEXT", 1)
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04 and more")
    ahead.begin(["score", str(tmp_path), str(tmp_path / "absent.csv"), str(book), "--lang", "en", "a\0b"])
    assert own_processes == log_process._IDLE == []
    monkeypatch.setattr(log_process, "LogProcess", nearby.NearbyLogs)
    file = log(tmp_path / "calls.csv")
    ahead.begin(["score", str(file)])
    assert own_processes == log_process._IDLE
    assert score(tmp_path, file).values("talk") == {("2025-03", "A1"): 100, ("2025-03", "B1"): 120}
    assert len(own_processes) == 1


def test_it_says_what_a_server_in_this_process_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = log(tmp_path / "calls.csv", ROW, ["B1", "2025-03-08", "nonsense"], ["Total", "2025-03-09", "7"])
    elsewhere = score(tmp_path, file)

    monkeypatch.setattr(nearby, "NearbyLogs", HERE)
    assert score(tmp_path, file).document == elsewhere.document
    assert elsewhere.problems("not-a-number")


def test_one_process_serves_all_logs_of_a_run(tmp_path: Path, own_processes: list[LogProcess]) -> None:
    files = [log(tmp_path / "in" / f"calls_{at}.csv", [f"A{at}", *ROW[1:]], ["B1", *ROW[1:]]) for at in range(4)]
    found = score(tmp_path, *files)
    assert found.code == 0, found.said
    assert found.values("talk") == {("2025-03", one): 95 for one in ("A0", "A1", "A2", "A3", "B1")}
    (one,) = own_processes
    assert one._child is None  # ended behind the last of them


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"Agent,Start,Talk\nA1,2025-03-07,\xff\xfe\x00\n"])
def test_one_that_still_looks_at_what_is_no_log_is_ended(
    tmp_path: Path, own_processes: list[LogProcess], data: bytes
) -> None:
    (tmp_path / "other.csv").write_bytes(data)
    score(tmp_path, tmp_path / "other.csv")
    assert all(one._child is None or one in log_process._IDLE for one in own_processes)


def test_an_encoding_that_the_source_names_is_used_from_the_start(tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_bytes("Agent,Start,Talk\nÄrzte,2025-03-07,95\n".encode("cp1252"))
    source = SOURCE.replace("files:", "encoding: cp1252, files:")
    found = scored(scheme(tmp_path / "rules", source, METRICS), file)
    assert found.values("talk") == {("2025-03", "Ärzte"): 95}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("step", ["fill", "text", "put", "execute"])
def test_a_process_that_dies_costs_its_file_and_no_other(
    tmp_path: Path, own_processes: list[LogProcess], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """As when the system ends it for want of memory."""
    files = [log(tmp_path / "in" / name, [agent, *ROW[1:]]) for name, agent in (("a.csv", "A1"), ("b.csv", "B1"))]
    done = getattr(LogProcess, step)

    def dies(self: LogProcess, *values: Any) -> Any:
        if self.path == files[0] and self._child is not None:
            self._child.kill()
        return done(self, *values)

    monkeypatch.setattr(LogProcess, step, dies)
    monkeypatch.setattr(inputs, "_load_ahead", lambda _options: None)
    found = score(tmp_path, *files)
    (problem,) = found.problems(MISSING)
    assert (problem["file"], problem["severity"]) == ("a.csv", "error")
    assert "exit -9" in problem["message"]
    assert len(own_processes) == 2


def test_a_system_that_gives_no_process_is_one_clear_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_words: str) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(log_process, "start_helper", none)
    found = score(tmp_path, log(tmp_path / "calls.csv"))
    (problem,) = found.problems(MISSING)
    assert "Resource temporarily unavailable" in problem["message"]


@pytest.mark.skipif(os.name == "nt", reason="sessions of POSIX")
def test_signals_to_the_run_and_its_group_are_not_heard_by_the_process() -> None:
    server = LogProcess()
    try:
        assert server._child is not None
        assert os.getpgid(server._child.pid) != os.getpgid(0)
    finally:
        server.stop()


@pytest.mark.parametrize("step", ["text", "put", "columns"])
@pytest.mark.parametrize("place", ["send", "receive"])
def test_an_interrupt_at_any_step_ends_the_run_and_the_process_at_once(
    tmp_path: Path, own_processes: list[LogProcess], monkeypatch: pytest.MonkeyPatch, place: str, step: str
) -> None:
    """A message that breaks off is the last one."""
    file, done, true = log(tmp_path / "calls.csv"), getattr(LogProcess, step), getattr(log_process, place)

    def breaks_off(stream: Any, *message: Any) -> Any:
        if place == "receive":
            stream.read(3)
        raise Interrupted(signal.SIGTERM)

    def interrupted(self: LogProcess, *values: Any) -> Any:
        monkeypatch.setattr(log_process, place, breaks_off)
        return done(self, *values)

    monkeypatch.setattr(LogProcess, step, interrupted)
    with pytest.raises(Interrupted):
        score(tmp_path, file)
    monkeypatch.setattr(log_process, place, true)
    assert [one._child for one in own_processes] == [None]


def test_a_table_that_nobody_waits_for_is_not_filled_to_its_end(tmp_path: Path) -> None:
    with opened(tmp_path) as server:
        server._is_filling = True
        server.close()
        assert server._child is None


def test_one_that_died_meanwhile_is_not_given_the_next_log(
    tmp_path: Path, own_processes: list[LogProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "end_idle", lambda: None)
    assert score(tmp_path, log(tmp_path / "calls.csv")).code == 0
    (idle,) = log_process._IDLE
    assert idle._child is not None
    idle._child.kill()
    idle._child.wait()
    assert score(tmp_path, log(tmp_path / "calls.csv")).code == 0
    assert len(own_processes) == 2


def test_what_cannot_be_sent_as_it_was_raised_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an error whose class wants more than its words."""

    class OddError(Exception):
        def __init__(self, _one: str, _two: str) -> None:
            super().__init__("of two words")

    def fails(_self: LogServer) -> None:
        raise OddError("a", "b")

    monkeypatch.setattr(LogServer, "text", fails)
    found, failure = log_server._answer(LogServer(), "text", ())
    assert (found, type(failure)) == (None, RuntimeError)
    assert "OddError: of two words" in str(failure)


def test_a_folder_in_the_place_of_a_log_is_one_clear_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(self: LogProcess, _path: Path, named: str | None) -> None:
        looked(self, tmp_path, named)

    file, looked = log(tmp_path / "calls.csv"), LogProcess.look
    monkeypatch.setattr(LogProcess, "look", look)
    (problem,) = score(tmp_path, file).problems("unreadable-file")
    assert "it is a folder, not a file" in problem["message"]


def test_a_log_that_is_removed_is_one_clear_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, text = log(tmp_path / "calls.csv"), LogProcess.text

    def removed(self: LogProcess) -> Any:
        found = text(self)
        file.unlink()
        return found

    monkeypatch.setattr(LogProcess, "text", removed)
    assert score(tmp_path, file).problems("unreadable-file")


def test_a_file_that_changes_behind_its_first_lines_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, text = log(tmp_path / "calls.csv"), LogProcess.text

    def changed(self: LogProcess) -> Any:
        found = text(self)
        return replace(found, size=found.size + 1)

    monkeypatch.setattr(LogProcess, "text", changed)
    (problem,) = score(tmp_path, file).problems("unreadable-file")
    assert "it changed while it was read" in problem["message"]


@contextmanager
def opened(folder: Path) -> Iterator[LogProcess]:
    server = LogProcess()
    try:
        (folder / "aside").mkdir()
        server.open(folder / "aside", [])
        yield server
    finally:
        server.stop()


def test_what_a_step_raises_is_raised_by_who_waits(tmp_path: Path) -> None:
    with opened(tmp_path) as server:
        with pytest.raises(TableError, match="nowhere"):
            server.ask("select * from nowhere")
        with pytest.raises(TableError):  # of files only those that it was given
            server.ask(f"select * from read_csv('{log(tmp_path / 'calls.csv')}')")
        server.put("given_words", {"line": ("bigint", [3, None]), "word": ("varchar", ["甲", "b"])})
        assert server.ask("select * from given_words order by line") == [(3, "甲"), (None, "b")]
        assert server.columns("select * from given_words order by line") == {"line": [3, None], "word": ["甲", "b"]}
        server.look(tmp_path / "absent.csv", None)
        with pytest.raises(Refusal):
            server.text()
        assert server.ask("select 1") == [(1,)]


def test_a_step_that_fails_while_others_wait_for_it_ends_the_process(tmp_path: Path) -> None:
    """As a database that the system gives no thread: whoever asks it would wait for ever."""
    with opened(tmp_path) as server:
        server._begin("nothing of the kind")
        with pytest.raises(AttributeError, match="nothing of the kind"):
            server.ask("select 1")
        assert server._child is None
        server.close()


@pytest.mark.skipif(os.name == "nt", reason="processes of POSIX")
def test_it_ends_when_nobody_is_there_to_ask_it_whatever_it_does(tmp_path: Path) -> None:
    with opened(tmp_path) as server:
        server._begin("ask", "select sum(a.range * b.range) from range(1000000) a, range(1000000) b")
        child = server._child
        assert child is not None
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(10) == 0


def test_nothing_is_asked_of_one_that_was_stopped(tmp_path: Path) -> None:
    with opened(tmp_path) as server:
        server.stop()
        with pytest.raises(Refusal):
            server.ask("select 1")
    assert not processes._RUNNING & {server._child}
