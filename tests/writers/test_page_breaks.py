"""Where an award list turns the page: between awards and projects, with the signatures beside the last rows."""

from __future__ import annotations

import io
import shutil
import subprocess
from itertools import accumulate, pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from ccmotivate.model.outcomes import Scored
from ccmotivate.writers.workbooks.award_list import write_awards
from ccmotivate.writers.workbooks.page_breaks import KEPT, page_breaks
from tests.writers import builders

ROOM = 100.0
_blocks = st.lists(st.lists(st.integers(5, 20).map(float), min_size=1, max_size=30), min_size=1, max_size=12)


def pages(blocks: list[list[float]], used: float = 0.0) -> list[list[tuple[int, int]]]:
    """The rows of each page, each as (block, row in its block)."""
    rows = [(block, row) for block, heights in enumerate(blocks) for row in range(len(heights))]
    ends = [0, *page_breaks(blocks, ROOM, used), len(rows)]
    return [rows[start:end] for start, end in pairwise(ends)]


def test_what_fits_on_a_page_is_not_broken() -> None:
    assert page_breaks([[20, 20], [20, 20]], ROOM, used=20) == []


def test_a_block_that_would_be_torn_begins_a_page() -> None:
    assert page_breaks([[20.0] * 4, [20.0] * 3], ROOM) == [4]


def test_a_block_longer_than_a_page_leaves_three_rows_on_either_side() -> None:
    assert page_breaks([[20.0] * 6], ROOM) == [3]
    assert page_breaks([[20.0] * 3, [20.0] * 7], ROOM) == [3, 7]


def test_the_first_block_does_not_leave_the_title_alone() -> None:
    assert page_breaks([[20.0] * 5], ROOM, used=40) == [2]


@given(blocks=_blocks, used=st.integers(0, 30).map(float))
def test_every_page_has_room_and_no_block_is_torn_that_fits_one(blocks: list[list[float]], used: float) -> None:
    made = pages(blocks, used)
    for at, page in enumerate(made):
        assert page
        assert sum(blocks[block][row] for block, row in page) + (used if at == 0 else 0) <= ROOM
    for block, heights in enumerate(blocks):
        parts = [rows for page in made if (rows := [row for one, row in page if one == block])]
        if len(parts) > 1 and block:
            assert sum(heights) > ROOM
            assert len(parts[0]) >= KEPT
            assert len(parts[-1]) >= KEPT


# -- in the workbook --------------------------------------------------------------------------------------------------


def month_of(awards: int) -> Scored:
    """A month in which so many awards are given, three a project."""
    scored = builders.scored(60)
    (month,) = scored.months
    first = next(one for one in month.awards if one.award == "monthly_project")
    winners = month.agents["agent_id"].tolist()
    given_ = tuple(
        replace(
            first, agent_id=winners[at], name=f"Agent {at}", rank=at % 3 + 1, tied=False, tie=None,
            project=f"Project {at // 3 + 1:02}", within=(("project", f"Project {at // 3 + 1:02}"),),
        )
        for at in range(awards)
    )  # fmt: skip
    return replace(scored, months=(replace(month, awards=given_, not_given=()),))


def list_of(awards: int, lang: str = "en") -> Worksheet:
    """The award list of such a month, opened again."""
    stream = io.BytesIO()
    write_awards(stream, month_of(awards), lang)
    return openpyxl.load_workbook(stream).worksheets[0]


def printed(sheet: Worksheet) -> list[list[str]]:
    """What stands in the first column of each row of each page."""
    ends = [0, *(one.id for one in sheet.row_breaks.brk), sheet.max_row]
    rows = [str(sheet.cell(row, 1).value or "") for row in range(1, sheet.max_row + 1)]
    return [rows[start:end] for start, end in pairwise(ends)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_month_with_40_awards_breaks_between_projects(lang: str) -> None:
    sheet = list_of(40, lang)
    made = printed(sheet)
    assert len(made) >= 3
    assert all("Project" in page[0] or page[0].startswith(("Prize money", "各奖项")) for page in made[1:])
    assert sheet.print_title_rows == "$3:$3"
    assert min(len(page) for page in made) > KEPT


@pytest.mark.parametrize("awards", range(1, 41))
def test_the_signatures_stand_with_the_last_rows(awards: int) -> None:
    sheet = list_of(awards)
    starts = [0, *(one.id for one in sheet.row_breaks.brk)]
    signed = [cell.row for row in sheet.iter_rows() for cell in row if cell.value in ("Prepared by", "Approved by")]
    money = [cell.row for cell in sheet["E"] if isinstance(cell.value, int | float)]
    assert starts[-1] < signed[0] - 1
    assert money[-1] <= signed[-1] == sheet.max_row
    assert starts[-1] < money[0]


def test_every_page_holds_what_is_meant_for_it() -> None:
    sheet = list_of(40)
    tall = [sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1)]
    until = [0, *accumulate(tall)]
    ends = [0, *(one.id for one in sheet.row_breaks.brk), sheet.max_row]
    pixels = sum(int(7 * (sheet.column_dimensions[name].width - 0.71) + 5.5) for name in "ABCDEFGH")
    scale = int(100 * (11.69 - 0.8) * 96 / pixels) / 100
    for start, end in pairwise(ends):
        header = tall[2] if start else 0
        assert (until[end] - until[start] + header) * scale <= (8.27 - 1.0) * 72


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_printed_pages_begin_with_the_header_and_a_project(tmp_path: Path) -> None:
    path = tmp_path / "march.awards.xlsx"
    write_awards(path, month_of(40), "en")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    convert = ["soffice", "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    told = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "march.awards.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    listed = [page for page in told.split("\f") if "Received by" in page]
    assert len(listed) == len(printed(list_of(40)))
    for page in listed[1:]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert lines[1].startswith("Place")
        assert lines[2].startswith(("Monthly project award · Project", "Prize money"))
