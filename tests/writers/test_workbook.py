"""The scored workbook and the award list, opened again with openpyxl: contents, looks, print set-up, repeatability."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ccmotivate.model.exact import half_up
from ccmotivate.model.metrics import MetricKind
from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.words.figures import places_needed
from ccmotivate.writers.workbooks.award_list import write_awards
from ccmotivate.writers.workbooks.award_page import prize_totals
from ccmotivate.writers.workbooks.scored_book import write_scored
from tests.support import sheets_in
from tests.writers import builders

PAYLOADS = (
    '=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "=cmd|' /C calc'!A0", "＝1+1",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]


def written(count: int = 60, **options: object) -> openpyxl.Workbook:
    """The scored workbook of so many agents, opened again."""
    stream = io.BytesIO()
    write_scored(stream, builders.scored(count, **options), "en")
    return openpyxl.load_workbook(stream)


def column(sheet: Worksheet, header: str) -> list[object]:
    """The cells under a header."""
    at = [cell.value for cell in sheet[1]].index(header) + 1
    return [sheet.cell(row, at) for row in range(2, sheet.max_row + 1)]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return written()


def test_has_its_sheets_and_verifies(tmp_path: Path) -> None:
    path = tmp_path / "march.scored.xlsx"
    shape = write_scored(path, builders.scored(60), "en")
    verify_workbook(path, shape)
    names = ["Summary", "Scores", "Why", "Awards", "How it was read", "Rules"]
    assert [*sheets_in(path)] == names


def test_numbers_are_numbers_and_ids_are_text(book: openpyxl.Workbook) -> None:
    sheet, result = book["Scores"], builders.result(60)
    assert [cell.value for cell in column(sheet, "Agent ID")] == result.agents["agent_id"].tolist()
    scores = [cell.value for cell in column(sheet, "Score")]
    assert scores == (result.agents["score"] / 100).tolist()
    shares = [cell.value for cell in column(sheet, "CSAT")]
    assert shares == (result.metrics["csat"] / 100).to_floats().tolist()
    assert column(sheet, "CSAT")[0].number_format == "0.00%"


def test_failed_cells_are_red_and_missing_ones_say_so(book: openpyxl.Workbook) -> None:
    result = builders.result(60)
    for header, metric in (("Productivity", "productivity"), ("Attitude", "attitude"), ("Error rate", "error_rate")):
        for cell, status in zip(column(book["Scores"], header), result.status[metric], strict=True):
            fill = cell.fill.fgColor.rgb
            assert (fill == "FFFFC7CE") == (status == 0), (header, cell.coordinate)
            assert (cell.value == "no data") == (status == -1)


def test_a_fail_never_looks_like_a_pass(book: openpyxl.Workbook) -> None:
    result = builders.result(60)
    cells = column(book["Scores"], "Productivity")
    near, beyond = cells[1], cells[4]
    assert (near.value, near.number_format) == (0.79999, "0.00%")  # on this role's side of 75 as it is
    assert beyond.value == "74.9999999999999999%"  # no double tells it from 75
    assert column(book["Scores"], "Typing speed")[5].value == 59.996
    assert column(book["Scores"], "Typing speed")[5].number_format == "#,##0.000"
    assert result.status["typing_speed"][5] == 0


def test_places_needed_finds_the_side_of_the_standard() -> None:
    rng = np.random.default_rng(5)
    for _round in range(300):
        figure = Fraction(int(rng.integers(1, 1000)), 10)
        value = figure + Fraction(int(rng.integers(-9, 10)), 10 ** int(rng.integers(1, 12)))
        shown = half_up(value, places_needed(value, (figure,)))
        assert (shown > figure, shown < figure) == (value > figure, value < figure)


def test_set_up_for_screen_and_paper(book: openpyxl.Workbook) -> None:
    sheet = book["Scores"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:Z61"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)  # of 26 columns
    assert sheet.print_title_rows == "$1:$1"
    assert "page &P of &N" in "".join(part.text or "" for part in (sheet.oddFooter.left, sheet.oddFooter.right))
    (bars,) = sheet.conditional_formatting
    assert str(bars.sqref) == "F2:F61"
    assert [rule.type for rule in bars.rules] == ["dataBar"]
    assert len(book["Summary"]._charts) == 1


def test_says_what_is_missing(book: openpyxl.Workbook) -> None:
    texts = [cell.value for cell in column(book["Scores"], "What is missing")]
    assert "Error rate no data" in texts[2]
    assert "Typing speed 59.996 < 60" in texts[5]
    assert "for awards: Contributions 0 < 1" in texts


def test_why_lists_every_criterion_with_gap_and_source(book: openpyxl.Workbook) -> None:
    result, sheet = builders.result(60), book["Why"]
    asked = sum(int((status != -2).sum()) for status in result.status.values())
    assert sheet.max_row - 1 == asked
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    found = next(row for row in rows if row[0] == "0001" and row[4] == "Productivity")
    assert found[5:8] == [0.79999, "at least 75%", "passed"]
    assert found[8:] == [pytest.approx(4.999), "march.xlsx!坐席!H3"]


def test_several_months_have_a_month_column() -> None:
    book = written(12, months=2)
    assert [cell.value for cell in column(book["Scores"], "Month")] == ["2025-03"] * 12 + ["2025-04"] * 12
    assert book["Why"]["A1"].value == "Month"


def test_nobody_at_all_still_makes_a_workbook() -> None:
    assert written(0)["Scores"].max_row == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(payload: str) -> None:
    texts = dict.fromkeys(("agent_id", "name", "project", "team"), payload)
    scored = builders.scored(12, texts=texts)
    for write in (write_scored, write_awards):
        stream = io.BytesIO()
        write(stream, scored, "en")
        cells = [cell for sheet in openpyxl.load_workbook(stream) for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
        shown = payload.replace("\r", "\n") if write is write_scored else payload.strip()
        assert any(isinstance(cell.value, str) and shown in cell.value for cell in cells)


def test_the_same_bytes_whatever_the_machine_says() -> None:
    code = (
        "import hashlib, io\n"
        "from tests.writers import builders\n"
        "from ccmotivate.writers.workbooks.award_list import write_awards\n"
        "from ccmotivate.writers.workbooks.scored_book import write_scored\n"
        "for write in (write_scored, write_awards):\n"
        "    stream = io.BytesIO(); write(stream, builders.scored(30), 'en')\n"
        "    print(hashlib.sha256(stream.getvalue()).hexdigest())\n"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    sums = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": path, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale},
            capture_output=True,
            check=True,
        ).stdout
        for zone, seed, locale in (("UTC", "0", "C.UTF-8"), ("Asia/Shanghai", "1234", "C"))
    }
    assert len(sums) == 1


def test_every_kind_of_metric_has_its_format(book: openpyxl.Workbook) -> None:
    kinds = {metric.kind for metric in builders.METRICS.values()}
    assert {MetricKind.DURATION, MetricKind.PERMILLE} <= kinds
    assert column(book["Scores"], "Handling time")[1].number_format == "[h]:mm:ss"
    assert column(book["Scores"], "Error rate")[1].number_format == '0.0"‰"'


def test_a_year_in_the_page_header_is_no_font_size() -> None:
    stream = io.BytesIO()
    write_scored(stream, builders.scored(3), "zh")
    header = openpyxl.load_workbook(stream).worksheets[0].oddHeader.left
    assert (header.size, (header.text or "").strip()[:7]) == (9, "2025年3月")


def award_texts(scored: object) -> list[str]:
    stream = io.BytesIO()
    write_awards(stream, scored, "en")  # type: ignore[arg-type] # a Scored
    stream.seek(0)
    sheets = sheets_in(stream)
    assert [*sheets] == ["Award list", "Notes"]
    return [str(cell) for rows in sheets.values() for row in rows for cell in row if cell is not None]


def test_the_award_list_gives_reasons_ties_totals_and_signatures() -> None:
    texts = award_texts(builders.scored(60))
    said = "\n".join(texts)
    assert "No. 1 by score (108.35 points) among 12 eligible agents in project “信用卡”" in said
    assert "6.95 points ahead of the best score without a place" in said
    assert "are joint 3rd" in said and "Error rate decided" in said
    assert "Satisfaction star: not given: there is no data for CSAT" in said
    for word in ("Prepared by", "Checked by", "Approved by", "Prize money by award and project"):
        assert word in said
    assert builders.SHA[:12] in said


def test_prize_money_adds_up_exactly() -> None:
    scored = builders.scored(60)
    totals = prize_totals(given for month in scored.months for given in month.awards)
    assert sum(totals.values()) == 550
    assert {award for award, _project in totals} == {"monthly_project"}
    assert "550" in award_texts(scored)
