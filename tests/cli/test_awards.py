"""``ccmotivate awards`` from the outside: every kind of period, what is missing, what is said where."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.commands import ROOT, apart, ccmotivate
from tests.parts.books import with_sheets
from tests.pipeline.exports import HEADER, row
from tests.support import workbook

EXAMPLES = ROOT / "examples/2025"


def awarded(*arguments: str | Path, folder: Path = ROOT, code: int = 0) -> dict[str, Any]:
    """The JSON document of a run."""
    ran = ccmotivate("awards", *arguments, "--json", "--lang", "en", folder=folder)
    assert ran.code == code, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    assert document["schema"] == "ccmotivate/awards@1"
    return document


def texts(path: Path) -> dict[str, str]:
    """Every text of a workbook, sheet by sheet."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl reads everything else
        book = openpyxl.load_workbook(path)
    return {
        sheet.title: "\n".join(str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell)
        for sheet in book.worksheets
    }


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three months of the example year in a folder, of some of the agents."""
    folder = tmp_path_factory.mktemp("exports")
    for number in (1, 2, 3):
        with_sheets(folder, {}, EXAMPLES / f"2025-0{number}.xlsx", few=True)
    return folder


def test_a_quarter_of_the_example_year(tmp_path: Path) -> None:
    wide = {"COLUMNS": "200"}
    ran = ccmotivate("awards", "2025-Q1", EXAMPLES, "--out", tmp_path, "--lang", "en", environment=wide)
    assert ran.code == 0, ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["2025-Q1.awards.xlsx"]
    sheets = texts(tmp_path / "2025-Q1.awards.xlsx")
    assert list(sheets)[:4] == ["Awards", "Notes", "Standings", "How it was read"]
    assert "Led project" in sheets["Awards"]
    assert "months running" in sheets["Awards"]
    assert "Woodpecker award" in ran.out
    assert "files that hold nothing of 2025-Q1, left out (9)" in ran.err


def test_the_year_has_winners_of_both_kinds_and_ties_of_both_kinds(tmp_path: Path) -> None:
    """Shows 1: and the sheets say which is which."""
    year = awarded("2025", EXAMPLES, "--out", tmp_path)
    assert {one["via"] for one in year["awards"]} == {"lead_every", "consecutive"}
    sheets = texts(tmp_path / "2025.awards.xlsx")
    assert "Led project" in sheets["Awards"]
    assert "quarters running" in sheets["Awards"]
    march = awarded("2025-03", EXAMPLES, "--out", tmp_path)
    assert any(one["tied"] for one in march["awards"])
    said = texts(tmp_path / "2025-03.awards.xlsx")["Notes"]
    assert "are joint 1st" in said
    assert "decided:" in said


def test_a_month_is_as_score_together_has_it(quarter: Path, tmp_path: Path) -> None:
    document = awarded("2025-02", quarter, "--out", tmp_path / "a")
    scored = json.loads(ccmotivate("score", quarter, "--together", "--out", tmp_path / "s", "--json").out)
    (month,) = (one for one in scored["months"] if one["period"] == "2025-02")
    keys = ("award", "period", "within", "rank", "agent_id", "score", "tied", "prize")
    assert [{key: one.get(key) for key in keys} for one in document["awards"]] == [
        {key: one.get(key) for key in keys} for one in month["awards"]
    ]
    assert {one["agent_id"]: one["rank"] for one in document["standings"]} == {
        one["agent_id"]: one["rank"] for one in month["agents"]
    }


def test_a_half_year_has_standings(tmp_path: Path) -> None:
    document = awarded("2025-H1", EXAMPLES, "--out", tmp_path)
    assert (document["period"], document["awards"]) == ("2025-H1", [])
    assert {len(one["scores"]) for one in document["standings"]} == {6}


def test_a_missing_month_is_an_error_and_leaves_no_list(quarter: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    shutil.copytree(quarter, folder)
    assert ccmotivate("awards", "2025-Q1", folder).code == 0
    (folder / "2025-02.xlsx").unlink()
    document = awarded("2025-Q1", folder, code=1)
    assert [
        (one["code"], "2025-02" in one["message"]) for one in document["problems"] if one["severity"] == "error"
    ] == [("month-missing", True)]
    assert (document["standings"], document["awards"]) == ([], [])
    assert not (folder / "2025-Q1.awards.xlsx").exists()
    assert (folder / "2025-Q1.awards.stale.xlsx").exists()
    assert not list(folder.glob("*.problems.xlsx"))  # nothing is wrong in the files that are there


def test_a_period_that_is_not_over_is_marked_on_every_sheet(quarter: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    shutil.copytree(quarter, folder)
    (folder / "2025-03.xlsx").unlink()
    assert awarded("2025-Q1", folder, code=1)["awards"] == []
    document = awarded("2025-Q1", folder, "--partial")
    assert (document["partial"], document["missing_months"]) == (True, ["2025-03"])
    assert document["awards"]
    for title, text in texts(folder / "2025-Q1.awards.xlsx").items():
        assert "provisional" in text.casefold(), title
    (folder / "2025-01.xlsx").unlink()
    assert awarded("2025-Q1", folder, "--partial", code=1)["awards"] == []


def test_errors_outside_the_period_do_not_matter_and_those_inside_do(tmp_path: Path) -> None:
    good, bad = row("0007"), row("0012", 五笔字数="abc")
    for number in (1, 2, 3):
        workbook(tmp_path / f"2025-0{number}.xlsx", {"坐席": [list(HEADER), good]})
    workbook(tmp_path / "2025-04.xlsx", {"坐席": [list(HEADER), good, bad]})
    for path in tmp_path.glob("*.xlsx"):
        _month_from_its_name(path)
    assert awarded("2025-Q1", tmp_path)["problems"] is not None
    document = awarded("2025-Q2", tmp_path, "--partial", code=1)
    assert "not-a-number" in [one["code"] for one in document["problems"]]
    assert (tmp_path / "2025-04.problems.xlsx").exists()


def _month_from_its_name(path: Path) -> None:
    """Blank the month column, so that the file's name says the month."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (column,) = (cell.column for cell in sheet[1] if cell.value == "月份")
    for line in range(2, sheet.max_row + 1):
        sheet.cell(line, column).value = None
    book.save(path)


@pytest.mark.parametrize("period", ["2025-13", "Q1", "2025-Q5", "soon", "2025-H3"])
def test_what_is_no_period_is_refused_with_the_form(period: str, quarter: Path) -> None:
    ran = ccmotivate("awards", period, quarter, "--lang", "en")
    assert ran.code == 2
    assert "2025-Q1" in ran.err


def test_the_same_files_in_another_order_give_the_same_bytes(quarter: Path, tmp_path: Path) -> None:
    months = sorted(quarter.glob("2025-0?.xlsx"))
    ccmotivate("awards", "2025-Q1", *months, "--out", tmp_path / "a")
    elsewhere = {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "7"}
    apart("awards", "2025-Q1", *reversed(months), "--out", tmp_path / "b", environment=elsewhere)
    one, other = ((tmp_path / name / "2025-Q1.awards.xlsx").read_bytes() for name in "ab")
    assert one == other


def test_another_language(tmp_path: Path, quarter: Path) -> None:
    assert ccmotivate("awards", "2025-Q1", quarter, "--out", tmp_path, "--lang", "zh").code == 0
    sheets = texts(tmp_path / "2025-Q1.awards.xlsx")
    assert "季度项目奖" in sheets[next(iter(sheets))]
