"""What is written: numbers are numbers, text is text, the same bytes every time, whole files or none."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scoring import score
from tests.cli.commands import COMMAND, ROOT, apart
from tests.pipeline.exports import HEADER, row
from tests.samples import sample, sampled
from tests.support import sheets_in, shipped_rules, workbook

EXAMPLE = ROOT / "examples/2025/2025-03.xlsx"
PAYLOADS = (
    '=HYPERLINK("http://example.invalid","x")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
    "{=1+1}",
)


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example month, scored in English."""
    folder = tmp_path_factory.mktemp("march")
    assert score([str(EXAMPLE)], shipped_rules(), Options(lang="en", out=folder)).exit_code == 0
    return folder


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a table by header."""
    head, *lines = sheets_in(path)[sheet]
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_the_scores_sheet(march: Path) -> None:
    path = march / "2025-03.scored.xlsx"
    sheet, agents = openpyxl.load_workbook(path)["Scores"], rows_of(path, "Scores")
    assert len(agents) == 61
    leader = next(agent for agent in agents if agent["Agent ID"] == "0018")
    assert (leader["Score"], leader["Rank in project (qualified)"], leader["Qualified"]) == (109.6, 1, "yes")
    assert leader["Awards"].startswith("Best agent")
    absent = next(agent for agent in agents if agent["Agent ID"] == "0048")
    assert "no data" in str(absent)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", sheet.dimensions)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert sheet.conditional_formatting


def test_failed_cells_are_red_and_numbers(march: Path) -> None:
    sheet = openpyxl.load_workbook(march / "2025-03.scored.xlsx")["Scores"]
    at = {cell.value: cell.column for cell in sheet[1]}
    line = next(line for line in sheet.iter_rows(min_row=2) if line[0].value == "0027")
    cell = line[at["Productivity"] - 1]
    assert (cell.value, cell.data_type, cell.fill.fgColor.rgb) == (0.727, "n", "FFFFC7CE")
    assert "Productivity 72.7% < 75%" in [one.value for one in line]


def test_why_has_every_criterion_with_its_cell(march: Path) -> None:
    why = rows_of(march / "2025-03.scored.xlsx", "Why")
    line = next(one for one in why if one["Agent ID"] == "0027" and one["Criterion"] == "Productivity")
    assert (line["Value"], line["Standard"], line["Result"], line["Gap"]) == (0.727, "at least 75%", "failed", -2.3)
    file, sheet, cell = line["Source cell"].split("!")
    source = openpyxl.load_workbook(ROOT / "examples/2025" / file)[sheet][cell]
    assert source.value == pytest.approx(0.727)


def test_the_award_list_sums_its_prizes(march: Path) -> None:
    cells, notes = sheets_in(march / "2025-03.awards.xlsx").values()
    prizes = [line[6] for line in cells if isinstance(line[6], float | int)]
    total = next(line for line in reversed(cells) if line[2] == "Total")
    assert (sum(prizes), total[4]) == (2050, 2050)
    assert any("Signature" in str(value) for line in cells for value in line)
    texts = [str(cell) for line in notes for cell in line]
    assert any("are joint 1st" in text for text in texts)
    assert any("Contributions decided" in text or "contributions decided" in text for text in texts)


def formulas(path: Path) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(path):
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f" or cell.hyperlink:
                    yield f"{path.name}!{sheet.title}!{cell.coordinate}"


@pytest.mark.parametrize("bad", [False, True], ids=["scored", "with an error"])
def test_names_never_become_formulas(tmp_path: Path, bad: bool) -> None:
    lines = [
        row(f"{payload}{at}", 姓名=payload, 项目=payload, 组别=payload) for at, payload in enumerate(PAYLOADS, start=1)
    ]
    lines += [row(f"x{at}", 组别=payload, 姓名=payload) for at, payload in enumerate(PAYLOADS * 2)]
    if bad:
        lines[0][HEADER.index("五笔字数")] = '=HYPERLINK("x")'
    header = [*HEADER, "=1+1"]
    path = workbook(tmp_path / "march.xlsx", {"=1+1": [header, *lines]})
    outcome = score([str(path)], shipped_rules(), Options(lang="zh", keep_going=True))
    assert outcome.exit_code == int(bad)
    written = [one for job in outcome.jobs for one in job.written]
    assert len(written) == 2 + bad
    assert [found for one in written for found in formulas(one)] == []
    _head, *scores = sheets_in(tmp_path / "march.scored.xlsx")["得分"]
    names = {cell for line in scores for cell in line}
    assert {"=1+1", "@SUM(A1)", "+1+1"} <= names


ENVIRONMENTS = (
    {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
)


def test_the_same_bytes_in_every_environment(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "2025-03.xlsx")
    made: list[list[bytes]] = []
    for at, environment in enumerate(ENVIRONMENTS):
        out = tmp_path / str(at)
        words = ("score", tmp_path / "2025-03.xlsx", "--out", out, "--lang", "zh", "--json")
        ran = apart(*words, environment=environment)
        assert ran.code == 0
        made.append([path.read_bytes() for path in sorted(out.iterdir())] + [ran.out.encode()])
    assert made[0] == made[1]


def table(path: Path, sheet: str, without: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return [tuple(value for name, value in line.items() if name not in without) for line in rows_of(path, sheet)]


def test_shuffled_rows_change_nothing_but_addresses(tmp_path: Path, march: Path) -> None:
    book = openpyxl.load_workbook(EXAMPLE)
    random.Random(7).shuffle(lines := list(book["考核数据"].iter_rows(min_row=3, max_row=63)))
    values = [[(cell.value, cell.number_format) for cell in line] for line in lines]
    for at, line in enumerate(values, start=3):
        for col, (value, code) in enumerate(line, start=1):
            cell = book["考核数据"].cell(at, col)
            cell.value, cell.number_format = value, code
    book.save(tmp_path / "2025-03.xlsx")
    outcome = score([str(tmp_path / "2025-03.xlsx")], shipped_rules(), Options(lang="en"))
    assert outcome.exit_code == 0
    mixed, plain = tmp_path / "2025-03.scored.xlsx", march / "2025-03.scored.xlsx"
    assert table(mixed, "Scores", ()) == table(plain, "Scores", ())
    assert table(mixed, "Why", ("Source cell",)) == table(plain, "Why", ("Source cell",))


def temporaries(process: subprocess.Popen[bytes], folder: Path) -> list[Path]:
    """The files that a run is writing."""
    return list(folder.glob(f".*.{process.pid}.*-tmp"))


def writing_begins(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for the first temporary of a run, or for its end."""
    while process.poll() is None and not temporaries(process, folder):
        time.sleep(0.001)


def kill_while_writing(folder: Path, times: int, seed: int) -> tuple[int, list[str]]:
    """Kill the command at random moments of its writing.

    Returns how many kills left a stray behind, so fell into the writing, and what was wrong: targets that could not be
    read after a kill, and strays that the next whole run did not clear.
    """
    chance = random.Random(seed)
    shutil.copy(EXAMPLE, folder / "2025-03.xlsx")
    words = [*COMMAND, "score", "2025-03.xlsx", "--lang", "en", "--quiet"]
    process = subprocess.Popen(words, cwd=folder)
    writing_begins(process, folder)
    started = time.monotonic()
    while temporaries(process, folder):
        time.sleep(0.001)
    writing = time.monotonic() - started
    assert process.wait() == 0
    wrong, hit = [], 0
    for _ in range(times):
        process = subprocess.Popen(words, cwd=folder)
        writing_begins(process, folder)
        time.sleep(writing * chance.uniform(0, 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        hit += bool(temporaries(process, folder))
        for name in ("2025-03.scored.xlsx", "2025-03.awards.xlsx"):
            try:
                openpyxl.load_workbook(folder / name, read_only=True).close()
            except Exception as error:
                wrong.append(f"{name}: {error}")
    subprocess.run(words, cwd=folder, check=True)
    return hit, wrong + [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL on this system")
@sampled
def test_killed_while_writing_leaves_whole_files(tmp_path: Path) -> None:
    hit, wrong = kill_while_writing(tmp_path, times=sample(2, 4), seed=1)
    assert wrong == []
    assert hit > 0


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    path = workbook(tmp_path / "march.xlsx", {"坐席": [list(HEADER), row()]})
    (tmp_path / "out").write_text("a file, not a folder")
    outcome = score([str(path)], shipped_rules(), Options(out=tmp_path / "out"))
    assert (outcome.exit_code, [one.code for one in outcome.all_problems if one.is_error]) == (2, ["cannot-write"])
