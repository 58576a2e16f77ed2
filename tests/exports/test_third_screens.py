"""What the screen says of an office with many files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from ccmotivate.writers.words.sentences import listed_files
from tests.cli.commands import ccmotivate
from tests.exports.shapes import lines, scheme

SOURCES = """
calls:
  files: "calls_*.csv"
  agent_id: Agent
  month: {days_in_names: yes}
  columns: {call: {name: Call, kind: text}, talk: {name: Talk time, kind: duration, unit: seconds}}
"""


@pytest.mark.parametrize(
    ("lang", "more", "of_month"),
    [("en", "and 4 more files", "and 2 more files"), ("zh", "等，另有4个文件", "等，另有2个文件")],
)
def test_of_many_files_the_first_are_named(tmp_path: Path, lang: str, more: str, of_month: str) -> None:
    rules = scheme(tmp_path / "rules", SOURCES)
    days = [f"2025-0{month}-0{day}" for month in (1, 2) for day in range(1, 6)]
    files = [
        lines(tmp_path / f"calls_{day}.csv", ("Agent", "Call", "Talk time"), ("A1", f"C{day}", 200 + at))
        for at, day in enumerate(days)
    ]
    checked = ccmotivate("check", *files, "--rules", rules, "--lang", lang)
    assert checked.code == 0, checked.err
    assert " ".join(checked.out.split()).count(more) == 2  # of all files, and of the source
    scored = ccmotivate("score", *files, "--rules", rules, "--lang", lang, "--out", tmp_path / "out")
    assert scored.code == 0, scored.err
    said = " ".join(scored.out.split())
    assert said.count(of_month) == 2  # each month has its own files
    february = said[said.index("2025年2月" if lang == "zh" else "February 2025") :]
    assert "calls_2025-02-01.csv" in february and "calls_2025-01-01.csv" not in february


def test_the_cells_of_many_files_widen_no_printed_page(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", SOURCES)
    files = [
        lines(tmp_path / f"calls_2025-01-{day:02}.csv", ("Agent", "Call", "Talk time"), ("A1", f"C{day}", 200))
        for day in range(1, 29)
    ]
    scored = ccmotivate("score", *files, "--rules", rules, "--out", tmp_path / "out", "--lang", "en")
    assert scored.code == 0, scored.err
    sheet = openpyxl.load_workbook(next((tmp_path / "out").glob("*.scored.xlsx")))["Why"]
    assert len(str(sheet.cell(2, sheet.max_column).value)) > 200
    assert sheet.print_area == f"'Why'!$A$1:${sheet.cell(1, sheet.max_column).column_letter}${sheet.max_row}"


def test_one_more_file_is_one() -> None:
    assert listed_files(list("abcdefg"), str).endswith("and 1 more file")
    assert listed_files(list("abcdefgh"), str).endswith("and 2 more files")
