"""Workbooks scored by several processes: the same as by one, whatever becomes of a process or of the run."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from ccmotivate.pipeline import side_by_side, team
from ccmotivate.pipeline.cycles import COLLECTED, freed
from ccmotivate.pipeline.spool import Spool
from ccmotivate.pipeline.team import FILES_EACH, MOST, Alone, Task, Team, team_size
from ccmotivate.pipeline.worker import serve
from ccmotivate.processes import receive, send
from tests.cli.commands import FOLLOWED, ROOT, ccmotivate
from tests.pipeline.exports import HEADER, row
from tests.pipeline.steps import Ring, dies, dies_of_f, makes_a_ring
from tests.samples import sample, sampled

YEAR = ROOT / "examples" / "2025"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months that have nothing but agents and their meetings, and one with unreadable cells."""
    made = tmp_path_factory.mktemp("alone")
    for month in ("2025-02", "2025-03", "2025-04"):
        book = openpyxl.load_workbook(YEAR / f"{month}.xlsx")
        for sheet in book.worksheets[2:]:
            book.remove(sheet)
        book.save(made / f"{month}.xlsx")
    for line in book.worksheets[0].iter_rows(min_row=5, max_row=9):
        for cell in line:
            if isinstance(cell.value, int | float):
                cell.value = "twelve-ish"
    book.save(made / "bad.xlsx")
    return made


@pytest.fixture
def folder(tmp_path: Path, alone: Path) -> Path:
    """Workbooks: good ones of two months, of one stem and one name, with unreadable cells, empty, and none at all; one
    that had been scored into either folder of outputs when its cells became unreadable."""
    made = tmp_path / "in"
    (made / "other").mkdir(parents=True)
    for name in ("a.xlsx", "b.xlsx", "a.xlsm", "other/b.xlsx"):
        shutil.copyfile(alone / "2025-03.xlsx", made / name)
    shutil.copyfile(alone / "2025-02.xlsx", made / "f.xlsx")
    shutil.copyfile(alone / "bad.xlsx", made / "c.xlsx")
    openpyxl.Workbook().save(made / "d.xlsx")
    (made / "e.xlsx").write_bytes(b"no workbook")
    shutil.copyfile(alone / "2025-02.xlsx", made / "g.xlsx")
    assert ccmotivate("score", made / "g.xlsx", "--out", made / "out-1", "--quiet").code == 0
    shutil.copytree(made / "out-1", made / "out-2")
    shutil.copyfile(alone / "bad.xlsx", made / "g.xlsx")
    return made


def outcome(folder: Path, out: Path, jobs: int, *more: str) -> tuple[int, str, str, dict[str, bytes]]:
    """All that a run says and writes, without what differs from folder to folder."""
    ran = ccmotivate("score", folder, folder / "other", "--out", out, "--jobs", str(jobs), *more, folder=folder)
    written = {path.name: path.read_bytes() for path in out.iterdir()} if out.is_dir() else {}
    return ran.code, ran.out.replace(str(out), "OUT"), ran.err.replace(str(out), "OUT"), written


_OPTIONS = [("--lang", "zh"), ("--lang", "en"), ("--json", "--keep-going"), ("--only", "2025-04")]


@sampled
@pytest.mark.parametrize("more", sample(_OPTIONS[:1], _OPTIONS))
def test_any_number_of_processes_says_and_writes_the_same(folder: Path, more: tuple[str, ...]) -> None:
    shutil.copytree(folder / "out-1", folder / "out-3")
    jobs = sample((1, 2), (1, 2, 3))
    one, *several = (outcome(folder, folder / f"out-{at}", at, *more) for at in jobs)
    assert several == [one] * (len(jobs) - 1)
    if "--lang" in more:
        assert {"a.scored.xlsx", "b.awards.xlsx", "c.problems.xlsx", "f.awards.xlsx"} <= set(one[3])
        assert {"g.scored.stale.xlsx", "g.awards.stale.xlsx"} <= set(one[3])
        assert "g.scored.xlsx" not in one[3]
        assert "e.xlsx" in one[2]


@sampled
@pytest.mark.parametrize("more", sample([()], [(), ("--json",), ("--only", "2025-04"), ("--lang", "en")]))
def test_so_it_is_by_one_process_that_lays_files_aside(
    folder: Path, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = outcome(folder, folder / "out-1", 1, *more)
    monkeypatch.setattr(team, "MANY", 2)
    monkeypatch.setattr(side_by_side, "score_here", None)
    assert outcome(folder, folder / "out-2", 1, *more) == held


def test_so_it_is_where_one_process_finds_that_files_look_at_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    for many in (9, 2):
        monkeypatch.setattr(team, "MANY", many)
        files = [YEAR / f"2025-0{month}.xlsx" for month in (1, 2, 3)]
        ran = ccmotivate("score", *files, "--out", "out", "--force", "--jobs", "1", folder=tmp_path)
        runs.append((ran, {path.name: path.read_bytes() for path in tmp_path.glob("out/*")}))
    assert runs[0] == runs[1]


_COMMANDS = [("score",), ("check", "--json"), ("score", "--together", "--json"), ("check",), ("awards", "2025-Q1")]


@sampled
@pytest.mark.parametrize("words", sample(_COMMANDS[:2], _COMMANDS))
def test_so_it_is_where_files_look_at_each_other(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Months before, which parts look at."""
    for month in ("2025-02", "2025-03"):
        shutil.copyfile(YEAR / f"{month}.xlsx", tmp_path / f"{month}.xlsx")
    more = () if words[0] == "check" else ("--out", "out", "--force")
    runs = []
    for jobs in ("1", "2"):
        ran = ccmotivate(*words, tmp_path, *more, "--jobs", jobs, folder=tmp_path)
        runs.append((ran, {path.name: path.read_bytes() for path in tmp_path.glob("out/*")}))
    assert runs[0] == runs[1]


# -- processes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes find the steps of the tests."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))


def test_a_step_that_fails_costs_its_file_also_in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # for the report
    answers = list(Alone("shared").map([Task("a", dies, ("not",)), Task("b", dies, ("fails",))]))
    assert [found for found, _ in answers] == ["shared not", None]
    assert [one.code for _, problems in answers for one in problems] == ["file-fault"]


def test_what_one_process_has_done_with_is_freed_on_the_way() -> None:
    most = 0
    for _ring in freed(Ring() for _file in range(5 * COLLECTED)):
        most = max(most, Ring.alive)
    assert most <= COLLECTED + 1


def test_so_it_is_in_each_of_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)
    messages = [(sys.argv, None), *[("ring", makes_a_ring, ())] * (5 * COLLECTED)]
    tasks, answers = io.BytesIO(), io.BytesIO()
    for one in messages:
        send(tasks, one)
    tasks.seek(0)
    with pytest.raises(EOFError):
        serve(tasks, answers)
    answers.seek(0)
    alive = [receive(answers)[0] for _ in messages[1:]]
    assert max(alive) <= COLLECTED + 1


@pytest.mark.usefixtures("_known")
def test_a_process_that_dies_costs_the_file_that_it_had() -> None:
    hows = ("first", "killed", "third", "killed", "fails", "last")
    with Team(2, "shared") as several:
        answers = list(several.map(Task(how, dies, (how,)) for how in hows))
    assert [found for found, _ in answers] == ["shared first", None, "shared third", None, None, "shared last"]
    assert [[one.code for one in found] for _, found in answers] == [
        [],
        ["worker-stopped"],
        [],
        ["worker-stopped"],
        ["file-fault"],
        [],
    ]
    Path(str(dict(answers[4][1][0].facts)["report"])).unlink()


@pytest.mark.usefixtures("_known")
def test_the_others_are_scored_then(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ccmotivate("score", folder / "f.xlsx", "--out", folder / "out", "--quiet").code == 0
    monkeypatch.setattr(side_by_side, "_score_one", dies_of_f)
    files = [folder / f"{name}.xlsx" for name in "afg"]
    ran = ccmotivate("score", *files, "--out", folder / "out", "--jobs", "2", folder=folder)
    assert (ran.code, ran.err.count("the process that worked on this file ended")) == (2, 1)
    written = {path.name for path in (folder / "out").iterdir()}
    assert {"a.scored.xlsx", "g.problems.xlsx", "f.scored.stale.xlsx", "f.awards.stale.xlsx"} <= written
    assert "f.scored.xlsx" not in written


def test_a_process_that_cannot_be_started_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_words: object, **_more: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(team.subprocess, "Popen", refuses)
    with Team(2, None) as several:
        ((found, problems),) = several.map([Task("a.xlsx", dies, ("",))])
    assert (found, [str(one.source) for one in problems]) == (None, ["a.xlsx"])
    assert dict(problems[0].facts)["reason"] == "Resource temporarily unavailable"


def start(folder: Path, *more: str | Path) -> subprocess.Popen[bytes]:
    words = [*FOLLOWED, "score", folder, "--out", folder / "out", "--jobs", "2", *more]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        list(map(str, words)), cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Files that take a while to write and are read without a parser's process."""
    lines = [HEADER, *(row(f"{at:04}") for at in range(60))]
    for at in range(16):
        text = "\n".join(",".join(map(str, line)) for line in lines)
        (tmp_path / f"team{at}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def begins_to_write(out: Path, run: subprocess.Popen[bytes]) -> None:
    """Wait for the first output."""
    while not any(out.glob("*.scored.xlsx")) and run.poll() is None:
        time.sleep(0.01)


_SIGNALS = [
    (signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGINT, False), (signal.SIGTERM, True),
]  # fmt: skip


def nobody_goes_on(group: int) -> bool:
    """Whether all processes of a group end; there is a while for them to do so."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@sampled
@pytest.mark.parametrize(("number", "to_all"), sample(_SIGNALS[1:2], _SIGNALS))
def test_an_interrupted_run_ends_its_processes_and_leaves_whole_files(many: Path, number: int, to_all: bool) -> None:
    run = start(many)
    begins_to_write(many / "out", run)
    (os.killpg if to_all else os.kill)(run.pid, number)
    said = run.communicate(timeout=60)[1].decode()
    assert ("interrupted" in said, "Traceback" in said, run.returncode) == (True, False, 128 + number)
    assert nobody_goes_on(run.pid)
    names = {path.name for path in (many / "out").iterdir()}
    assert [name for name in names if name.startswith(".")] == []
    assert {name.removesuffix(".scored.xlsx") for name in names if "scored" in name} == {
        name.removesuffix(".awards.xlsx") for name in names if "awards" in name
    }


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_processes_of_a_killed_run_end_too(many: Path) -> None:
    run = start(many)
    begins_to_write(many / "out", run)
    run.kill()
    run.communicate(timeout=60)
    assert nobody_goes_on(run.pid)
    for path in (many / "out").glob("*.xlsx"):
        openpyxl.load_workbook(path, read_only=True).close()


# -- sizes ------------------------------------------------------------------------------------------------------------


def test_how_many_processes_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team, "_processors", lambda: 8)
    assert [team_size(None, files) for files in (0, 1, FILES_EACH, 3 * FILES_EACH, 99 * FILES_EACH)] == [1, 1, 1, 3, 8]
    assert [team_size(jobs, 5) for jobs in (1, 3, 9)] == [1, 3, 5]
    assert team_size(10_000, 10_000) == MOST


def test_only_a_few_tasks_are_taken_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Team, "_do", lambda _self, task: (task.name, ()))
    taken: list[int] = []

    def tasks() -> Iterator[Task]:
        for at in range(100):
            taken.append(at)
            yield Task(str(at), dies, ())

    with Team(3, None) as several:
        answers = several.map(tasks())
        assert next(answers) == ("0", ())
        assert len(taken) <= 2 * 3
        assert [name for name, _ in answers] == [str(at) for at in range(1, 100)]


def test_what_is_laid_aside_comes_back() -> None:
    spool = Spool()
    kept = [spool.keep(bytes([at]) * at) for at in range(50)]
    assert [one.bytes() for one in reversed(kept)] == [bytes([at]) * at for at in range(49, -1, -1)]


def test_messages_are_whole_or_the_end(tmp_path: Path) -> None:
    with (tmp_path / "messages").open("wb+") as file:
        for message in (b"", b"one", b"x" * 100_000):
            send(file, message)
        file.write(b"\x09")
        file.seek(0)
        assert [receive(file) for _ in range(3)] == [b"", b"one", b"x" * 100_000]
        with pytest.raises(EOFError):
            receive(file)
