"""What a number is in each workbook: percents are percents, counts whole numbers, times times, none of them a text."""

from __future__ import annotations

import re
import warnings

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.commands import ccmotivate
from tests.support import ROOT

EXAMPLES = ROOT / "examples" / "2025"
NUMBER = re.compile(r"[+−-]?[\d,]+(\.\d+)?\s?[%‰]?|\d+:\d\d(:\d\d)?|[¥]\s?[\d,.]+|[\d,.]+元")
QUOTES = {
    "Agent ID",
    "Mentor",
    "Mentee",
    "Stood there",
    "Taken as",
    "Where",
    "Value",
    "Time",
}  # ids, what stood in a file
MONEY, COUNT, SCORE, PERCENT = r'"¥"#,##0.00', r'("joint ")?0|#,##0', r"0\.00", r"0(\.0+)?%"
CELLS = [
    ("scored", "Summary", "Qualified %", PERCENT),
    ("scored", "Summary", "Agents", COUNT),
    ("scored", "Summary", "Mean score", SCORE),
    ("scored", "Summary", "Decided by", rf'{SCORE}(" points")?|{PERCENT}|0|#,##0'),
    ("scored", "Summary", "Prize", MONEY),
    ("scored", "Scores", "Score", SCORE),
    ("scored", "Scores", "Rank in project (qualified)", COUNT),
    ("scored", "Scores", "Productivity", PERCENT),
    ("scored", "Scores", "Meeting turnout", PERCENT),
    ("scored", "Scores", "Error rate", r'0(\.0+)?"‰"'),
    ("scored", "Scores", "Complaints", COUNT),
    ("scored", "Scores", "Productivity points", SCORE),
    ("scored", "Awards", "Prize", MONEY),
    ("scored", "Awards", "Decided by", rf'{SCORE}(" points")?|{PERCENT}|0|#,##0'),
    ("scored", "Mentoring", "Days", COUNT),
    ("scored", "Mentoring", "Mentor’s score", SCORE),
    ("scored", "Personal goals", "Figure", rf'{SCORE}" points"|{PERCENT}|#,##0|0(\.0+)?"‰"'),
    ("scored", "Personal goals", "To go", rf'{SCORE}" points"|#,##0|0(\.0+)?"‰"'),
    ("scored", "Balanced scorecards", "Actual", rf"{PERCENT}|#,##0(\.0+)?"),
    ("scored", "Balanced scorecards", "Measure’s points", SCORE),
    ("scored", "Teams", "Figure of the team", rf'{SCORE}" points"|{PERCENT}|#,##0(\.0+)?|0(\.0+)?"‰"'),
    ("scored", "Rules", "Weight", "General"),
    ("awards", "Award list", "Prize", MONEY),
    ("quarter", "Awards", "Prize", MONEY),
    ("quarter", "Standings", "Score", SCORE),
    ("quarter", "Standings", "Months qualified (the others red)", COUNT),
    ("simulation", "Range", "Value tried", PERCENT),
    ("simulation", "Range", "Qualified %", PERCENT),
    ("simulation", "Range", "Qualified", COUNT),
    ("simulation", "Range", "Prize money", MONEY),
    ("simulation", "People", "Rank before", COUNT),
    ("simulation", "People", "Score after", SCORE),
    ("difference", "Cells", "Value before", PERCENT),
    ("difference", "Cells", "Value after", PERCENT),
    ("difference", "Awards", "Prize before", MONEY),
    ("history", "Awards", "Place", COUNT),
    ("history", "Awards", "Prize", MONEY),
    ("history", "By year and winner", "Awards", COUNT),
    ("history", "Publications", "Record", COUNT),
    ("history", "Publications", "Version", COUNT),
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, openpyxl.Workbook]:
    """A workbook of each kind, made from the examples."""
    out = tmp_path_factory.mktemp("books")
    months = [str(EXAMPLES / f"2025-0{at}.xlsx") for at in (1, 2, 3)]
    corrected = openpyxl.load_workbook(months[2])
    corrected.worksheets[0]["I3"] = 0.405
    corrected.save(out / "corrected.xlsx")
    ledger = f"--ledger={out / 'l.db'}"
    sweep = ["--set", "roles.inbound.productivity=95%", "--sweep", "roles.inbound.productivity=70%..90%:10%"]
    for arguments in (
        ["score", months[2], "--out", str(out), "--no-ledger"],
        ["awards", "2025-Q1", *months, "--out", str(out), "--no-ledger"],
        ["simulate", months[2], *sweep, "--out", str(out / "simulation.xlsx"), "--no-ledger"],
        ["diff", months[2], str(out / "corrected.xlsx"), "--out", str(out / "difference.xlsx"), "--no-ledger"],
        ["publish", "2025-03", months[2], "--by", "Agent Alpha", "--yes", ledger],
        ["history", ledger, "--out", str(out / "history.xlsx")],
    ):
        ran = ccmotivate(*arguments, "--lang", "en")
        assert ran.code == 0, (arguments, ran.err)
    names = {"scored": "2025-03.scored.xlsx", "awards": "2025-03.awards.xlsx", "quarter": "2025-Q1.awards.xlsx"}
    kinds = ("scored", "awards", "quarter", "simulation", "difference", "history")
    with warnings.catch_warnings(action="ignore"):  # openpyxl does not know sparklines
        return {kind: openpyxl.load_workbook(out / names.get(kind, f"{kind}.xlsx")) for kind in kinds}


def under(sheet: Worksheet, header: str) -> list[tuple[object, str]]:
    """Value and number format of the cells under the first header of that name, down to the first empty row."""
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == header and cell.font.b)
    found = []
    for row in range(at.row + 1, sheet.max_row + 1):
        if all(cell.value is None for cell in sheet[row]):
            break
        cell = sheet.cell(row, at.column)
        if cell.value is not None:
            found.append((cell.value, cell.number_format))
    return found


@pytest.mark.parametrize(("kind", "sheet", "header", "form"), CELLS)
def test_numbers_have_the_format_of_their_kind(
    kind: str, sheet: str, header: str, form: str, books: dict[str, openpyxl.Workbook]
) -> None:
    found = [(value, shown) for value, shown in under(books[kind][sheet], header) if not isinstance(value, str)]
    assert found
    for value, shown in found:
        assert re.fullmatch(form.replace("$", r"\$") if form != MONEY else re.escape(form), shown), (value, shown)
        if form == COUNT:
            assert value == int(value)  # type: ignore[call-overload] # a number
        if form == PERCENT:
            assert abs(value) <= 2  # type: ignore[arg-type] # a fraction of 1, not of 100


@pytest.mark.parametrize("kind", ["scored", "awards", "quarter", "simulation", "difference", "history"])
def test_no_number_is_a_text(kind: str, books: dict[str, openpyxl.Workbook]) -> None:
    wrong = []
    for sheet in books[kind].worksheets:
        header: dict[int, str] = {}
        for row in sheet.iter_rows():
            if sum(cell.value is not None and cell.fill.fgColor.rgb == "FF1F4E79" for cell in row) > 1:
                header = {cell.column: str(cell.value) for cell in row}
                continue
            wrong += [
                (sheet.title, cell.coordinate, cell.value)
                for cell in row
                if isinstance(cell.value, str)
                and NUMBER.fullmatch(cell.value)
                and header.get(cell.column) not in QUOTES
            ]
    assert wrong == []


def test_points_of_a_percentage_are_no_percent(books: dict[str, openpyxl.Workbook]) -> None:
    sheet = books["scored"]["Why"]
    formats = {shown for _value, shown in under(sheet, "Gap")}
    assert '0.0" points higher";0.0" points lower";0' in formats
    assert not any(shown.endswith("%") for shown in formats)
