"""The workbook of a period, opened again with openpyxl: the list to sign, the standings, provisional or not."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.workbooks.period_book import write_period
from tests.writers import builders
from tests.writers.test_workbook import PAYLOADS, ROOT


def opened(months: int = 3, lang: str = "en", count: int = 12, **options: object) -> openpyxl.Workbook:
    """The workbook of a quarter, opened again."""
    stream = io.BytesIO()
    write_period(stream, builders.awarded(count, months=months, **options), lang)  # type: ignore[arg-type] # texts
    with warnings.catch_warnings(action="ignore"):  # openpyxl does not know sparklines
        return openpyxl.load_workbook(stream)


def texts(sheet: Worksheet) -> list[str]:
    """Everything that stands on a sheet."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def headers(sheet: Worksheet) -> list[object]:
    """The first row."""
    return [cell.value for cell in sheet[1]]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return opened()


def test_has_its_sheets_is_ours_and_verifies(tmp_path: Path) -> None:
    path = tmp_path / "2025-Q1.awards.xlsx"
    shape = write_period(path, builders.awarded(60), "en")
    verify_workbook(path, shape)
    assert [sheet.name for sheet in shape.sheets] == ["Awards", "Notes", "Standings", "How it was read", "Rules"]
    assert kind_of(path) == "awards"


def test_the_list_tells_reasons_months_ties_and_what_is_withheld(book: openpyxl.Workbook) -> None:
    said = [*texts(book["Awards"]), *texts(book["Notes"])]
    for words in (
        "Q1 2025: award list",
        "Led project “信用卡” in all 3 months; quarter score 103.50 points",
        "January 103.50 (next 101.00)\nFebruary 103.50 (next 101.00)\nMarch 103.50 (next 101.00)",
        "Granted or withheld by decision",
        "Ties, and how each was decided",
        "Who came next, and why not",
        "Not given or left out, and why",
        "Best leader: not given: there are no eligible agents",
        "Approved by",
        "January 2025: as published in the ledger (2025-02-03T09:00:00Z · Agent Alpha)",
    ):
        assert words in said
    assert not any("PROVISIONAL" in text for text in said)


def test_a_granted_award_is_marked(book: openpyxl.Workbook) -> None:
    cells = [cell for row in book["Awards"].iter_rows() for cell in row]
    marked = {cell.row for cell in cells if cell.fill.fgColor.rgb == "FFFFF2CC"}
    (granted,) = [cell.row for cell in cells if str(cell.value).startswith("Granted by")]
    assert marked == {granted}


def test_prizes_are_money_and_withheld_ones_are_not_paid(book: openpyxl.Workbook) -> None:
    sheet = book["Awards"]
    paid = [cell.value for cell in sheet["H"] if cell.number_format == '"¥"#,##0.00' and cell.value is not None]
    assert paid == [100, 300, 300, 300, 200]
    totals = [cell.value for cell in sheet["E"] if isinstance(cell.value, int | float)]
    assert totals[-1] == 1200


def test_standings_have_everybody_with_numbers(book: openpyxl.Workbook) -> None:
    sheet, result = book["Standings"], builders.period_result()
    assert headers(sheet)[5:9] == ["January 2025", "February 2025", "March 2025", "Score"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    ranks = [row[headers(sheet).index("Rank in project (qualified)")] for row in rows]
    keys = [
        (rank is None, row[3] if rank and "→" not in row[3] else "", rank or 0)
        for row, rank in zip(rows, ranks, strict=True)
    ]
    assert keys == sorted(keys)
    assert sorted(row[0] for row in rows) == result.agents["agent_id"].tolist()
    assert [row[5:8] for row in rows if row[0] == "0001"] == [(result.scores[1] / 100).tolist()]
    assert [row[8] for row in rows if row[0] == "0001"] == [result.agents["score"][1] / 100]
    absent = next(row for row in rows if row[0] == "0005")
    assert (absent[7], absent[8], absent[9]) == (None, None, None)
    awards = {row[0]: row[headers(sheet).index("Awards")] for row in rows}
    assert (awards["0000"], awards["0001"], awards["0002"]) == ("Quarterly project award", "Contribution award", None)


def test_a_changed_project_is_told(book: openpyxl.Workbook) -> None:
    projects = {row[0].value: row[3].value for row in book["Standings"].iter_rows()}
    assert projects["0003"] == "家电售后 → 保险"


def test_months_without_a_qualification_are_red(book: openpyxl.Workbook) -> None:
    result = builders.period_result()
    for at, month in enumerate(("F", "G", "H")):
        cells = zip(book["Standings"]["A"][1:], book["Standings"][month][1:], strict=True)
        red = {who.value for who, cell in cells if cell.fill.fgColor.rgb == "FFFFC7CE"}
        agents = result.facts[at].agents
        assert red == set(agents["agent_id"][~agents["qualified"].astype(bool)])


def test_every_agent_has_a_trend() -> None:
    stream = io.BytesIO()
    write_period(stream, builders.awarded(), "en")
    with zipfile.ZipFile(stream) as package:
        xml = package.read("xl/worksheets/sheet3.xml").decode()
    assert xml.count("<x14:sparkline>") == 12
    assert "<xm:f>Standings!F2:H2</xm:f><xm:sqref>O2</xm:sqref>" in xml


def test_one_month_alone_has_no_trend() -> None:
    sheet = opened(months=1)["Standings (provisional)"]
    assert "Trend" not in headers(sheet)
    assert headers(sheet)[5:7] == ["January 2025", "Score (provisional)"]


def test_set_up_for_screen_and_paper(book: openpyxl.Workbook) -> None:
    sheet = book["Standings"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:P13")
    for one in book.worksheets:
        assert one.page_setup.orientation == "landscape"
        assert one.page_setup.fitToHeight == 0
        assert (one.oddHeader.left.text or "").strip() == "Q1 2025: award list"


def test_a_published_month_is_named_as_source(book: openpyxl.Workbook) -> None:
    first = [cell.value for cell in book["How it was read"][2]]
    assert first[0] == "ledger"
    assert first[2:4] == ["2025-01", "published month"]
    assert first[5] == "as published (2025-02-03T09:00:00Z · Agent Alpha)"


def test_a_period_that_is_not_over_is_marked_on_every_sheet() -> None:
    book = opened(months=2)
    assert book.sheetnames == [
        "Awards (provisional)",
        "Notes (provisional)",
        "Standings (provisional)",
        "How it was read (provisional)",
        "Rules (provisional)",
    ]
    for sheet in book.worksheets:
        assert sheet.sheet_properties.tabColor.rgb == "FF9C0006"
        assert "(provisional)" in (sheet.oddHeader.left.text or "")
    warning = "PROVISIONAL: Q1 2025 is not over or not complete. Missing: March 2025."
    for name in ("Awards (provisional)", "How it was read (provisional)", "Rules (provisional)"):
        assert warning in texts(book[name])
    assert "Score (provisional)" in headers(book["Standings (provisional)"])


def test_the_rules_list_the_awards_of_every_period(book: openpyxl.Workbook) -> None:
    said = texts(book["Rules"])
    assert said.index("Awards of the month") < said.index("Monthly project award") < said.index("Awards of the quarter")
    assert "Awards of the year" not in said
    assert any("or the Monthly project award in 2 months running" in text for text in said)


def test_nobody_at_all_still_makes_a_workbook() -> None:
    book = opened(count=0)
    assert book["Standings"].max_row == 1
    assert "No award is given." in texts(book["Awards"])


def test_without_a_result_there_is_nothing_to_write() -> None:
    from msgspec.structs import replace

    with pytest.raises(ValueError, match="no result"):
        write_period(io.BytesIO(), replace(builders.awarded(), result=None), "en")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(payload: str) -> None:
    book = opened(texts=dict.fromkeys(("agent_id", "name", "project", "team"), payload))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any(isinstance(cell.value, str) and payload.strip() in cell.value for cell in cells)


def test_the_same_bytes_whatever_the_machine_says() -> None:
    code = (
        "import hashlib, io\n"
        "from tests.writers import builders\n"
        "from ccmotivate.writers.workbooks.period_book import write_period\n"
        "stream = io.BytesIO(); write_period(stream, builders.awarded(30), 'en')\n"
        "print(hashlib.sha256(stream.getvalue()).hexdigest())\n"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    sums = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": path, "TZ": zone, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for zone, seed in (("UTC", "0"), ("Asia/Shanghai", "1234"))
    }
    assert len(sums) == 1
