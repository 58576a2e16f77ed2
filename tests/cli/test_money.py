"""``awards PERIOD --money`` from the outside: every prize once, person by person, as the award lists say."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.model.calendar import parse_period
from tests.cli.commands import ROOT, ccmotivate
from tests.samples import sample, sampled
from tests.support import sheets_in

EXAMPLES = ROOT / "examples/2025"
QUARTERS = {
    f"2025-Q{number}": [f"2025-{month:02}" for month in range(3 * number - 2, 3 * number + 1)]
    for number in (1, 2, 3, 4)
}
FILES = [EXAMPLES / f"{month}.xlsx" for month in QUARTERS["2025-Q1"]]
MONTHS = [month for months in QUARTERS.values() for month in months]
Prize = tuple[str, str, str, str, int | None, str]


def document(*arguments: str | Path, folder: Path, code: int = 0) -> dict[str, Any]:
    """The JSON of ``awards``."""
    ran = ccmotivate("awards", *arguments, "--json", "--lang", "en", folder=folder)
    assert ran.code == code, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def of_lists(documents: list[dict[str, Any]]) -> Counter[Prize]:
    """Every prize of award lists."""
    return Counter(
        (
            one.get("agent_id", one.get("team")),
            one["award"],
            one["period"],
            json.dumps(one["within"]),
            one["rank"],
            one["prize"]["amount"],
        )
        for found in documents
        for one in found["awards"]
        if one["prize"]
    )


def of_table(found: dict[str, Any]) -> Counter[Prize]:
    """Every prize of a money table."""
    return Counter(
        (
            person.get("agent_id", person.get("team")),
            one["award"],
            one["period"],
            json.dumps(one["within"]),
            one["rank"],
            one["prize"]["amount"],
        )
        for person in found["money"]
        for one in person["prizes"]
    )


def total(found: dict[str, Any]) -> Fraction:
    """The grand total, of a table of one kind of prizes."""
    (only,) = found["money_totals"]
    return Fraction(only["amount"])


def rows_in(path: Path) -> list[tuple[Any, ...]]:
    """Every row of the table."""
    return next(iter(sheets_in(path).values()))


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    """The rows under the header, the last being the total."""
    rows = rows_in(path)
    head = next(at for at, row in enumerate(rows) if row[0] in ("Agent ID", "工号"))
    end = next(at for at, row in enumerate(rows) if str(row[0] or "").startswith(("Total", "合计")))
    return rows[head : end + 1]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The award list of every period of the example year, or of its first quarter."""
    folder = tmp_path_factory.mktemp("lists")
    periods = sample([*QUARTERS["2025-Q1"], "2025-Q1"], [*MONTHS, *QUARTERS, "2025-H1", "2025-H2", "2025"])
    files = {period: [str(EXAMPLES / f"{month}.xlsx") for month in parse_period(period).months] for period in periods}
    return {one: document(one, *files[one], "--out", "out", "--no-ledger", folder=folder) for one in periods}


@sampled
@pytest.mark.parametrize("period", sample(["2025-03", "2025-Q1"], ["2025-03", "2025-Q1", "2025-Q3", "2025-H1", "2025"]))
def test_every_prize_of_the_lists_stands_there_once_and_nothing_else(
    period: str, lists: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    whole = parse_period(period)
    assert whole is not None
    inside = [one for one in lists if (part := parse_period(one)) and (part == whole or whole.holds(part))]
    found = document(period, *sample(FILES, [EXAMPLES]), "--out", "out", "--money", "--no-ledger", folder=tmp_path)
    assert of_table(found) == of_lists([lists[one] for one in inside])
    sums = [Fraction(one["amount"]) for person in found["money"] for one in person["totals"]]
    assert sum(sums) == total(found) == sum(Fraction(prize[-1]) * times for prize, times in of_table(found).items())
    assert {one["prize_as"] for one in found["money_totals"]} == {"gift"}
    ids = [person["agent_id"] for person in found["money"]]
    assert ids == sorted(set(ids), key=int)
    for person in found["money"]:
        order = [parse_period(one["period"]) for one in person["prizes"]]
        assert order == sorted(order)  # type: ignore[type-var]
    header, *rows, last = rows_of(tmp_path / f"out/{period}.money.xlsx")
    assert header[:7] == ("Agent ID", "Name", "Award", "Project", "Period", "Gift worth", "Gifts in all")
    assert len(rows) == sum(of_table(found).values())
    assert sum(row[5] for row in rows) == sum(row[6] or 0 for row in rows) == last[5] == last[6] == total(found)
    assert [row[0] for row in rows if row[6] is not None] == ids  # a total each, beside the last of theirs
    assert all(row[1] and row[0] not in row[1] for row in rows)


def test_the_page_is_made_to_be_printed_and_added_up(tmp_path: Path) -> None:
    ran = ccmotivate("awards", "2025", EXAMPLES, "--out", tmp_path, "--money", "--lang", "zh")
    assert ran.code == 0
    sheet = openpyxl.load_workbook(tmp_path / "2025.money.xlsx").worksheets[0]
    assert sheet.print_title_rows == "$4:$4"
    fitted = sheet.sheet_properties.pageSetUpPr
    assert fitted is not None
    assert fitted.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # any number of pages, one across
    assert sheet.row_breaks.brk
    (last,) = [row for row in sheet.iter_rows() if str(row[0].value).startswith("合计")]
    assert last[5].value == f"=SUM(F5:F{last[0].row - 1})"
    assert sheet["F5"].number_format == '#,##0.00"元"'
    assert "奖品价值36,700元" in ran.out


def in_money(folder: Path, award: str) -> Path:
    """The shipped rules with one award paid in money."""
    shutil.copytree(ROOT / "rules", folder / "rules")
    path = folder / "rules/awards.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"\n{award}:\n", f"\n{award}:\n  prize_as: money\n"), encoding="utf-8")
    return folder / "rules"


def test_gifts_and_money_are_summed_apart(tmp_path: Path, lists: dict[str, dict[str, Any]]) -> None:
    rules = in_money(tmp_path, "quarterly_project")
    found = document("2025-Q1", *FILES, "--rules", rules, "--money", "--out", "out", folder=tmp_path)
    sums = {one["prize_as"]: Fraction(one["amount"]) for one in found["money_totals"]}
    paid = [one for one in lists["2025-Q1"]["awards"] if one["award"] == "quarterly_project"]
    assert sums["money"] == sum(Fraction(one["prize"]["amount"]) for one in paid)
    everything = of_lists([lists[one] for one in [*QUARTERS["2025-Q1"], "2025-Q1"]])
    assert sum(sums.values()) == sum(Fraction(prize[-1]) * times for prize, times in everything.items())
    header, *rows, last = rows_of(tmp_path / "out/2025-Q1.money.xlsx")
    assert header[5:] == ("Gift worth", "Gifts in all", "Amount", "Total amount")
    assert all((row[5] is None) != (row[7] is None) for row in rows)
    assert (last[5], last[7]) == (sums["gift"], sums["money"])
    page = ccmotivate("honours", "2025-Q1", *FILES, "--rules", rules, "--out", "h", "--lang", "en", folder=tmp_path)
    assert page.code == 0, page.err
    assert "a prize of ¥300" in (tmp_path / "h/honour-roll.html").read_text(encoding="utf-8")


def test_without_the_option_nothing_is_said_of_money(tmp_path: Path) -> None:
    found = document("2025-Q1", *FILES, "--out", "out", folder=tmp_path)
    assert not {"money", "money_totals"} & set(found)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2025-Q1.awards.xlsx"]


def test_rules_without_prizes_say_so_and_an_old_table_steps_aside(tmp_path: Path) -> None:
    assert ccmotivate("awards", "2025-Q1", *FILES, "--out", "out", "--money", folder=tmp_path).code == 0
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / "rules/contests.yaml").unlink()  # its titles have a prize of their own
    path = tmp_path / "rules/awards.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if not line.startswith("  prize:")), encoding="utf-8")
    words = ("awards", "2025-Q1", *FILES, "--out", "out", "--money", "--lang", "en")
    assert ccmotivate(*words, folder=tmp_path).code == 0  # pay is there all the same
    assert "Nobody won a prize." in str(rows_in(tmp_path / "out/2025-Q1.money.xlsx"))
    (tmp_path / "rules/pay.yaml").unlink()
    ran = ccmotivate(*words, folder=tmp_path)
    assert ran.code == 1
    assert "no award of 2025-Q1 or of a shorter period within it has a prize" in ran.err
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "2025-Q1.awards.xlsx",
        "2025-Q1.money.stale.xlsx",
    ]


def test_a_missing_month_is_said_as_ever_and_a_period_not_over_is_marked(tmp_path: Path) -> None:
    two = [EXAMPLES / "2025-01.xlsx", EXAMPLES / "2025-02.xlsx"]
    ran = ccmotivate("awards", "2025-Q1", *two, "--out", "out", "--money", "--lang", "en", folder=tmp_path)
    assert ran.code == 1
    assert "no file given holds 2025-03" in ran.err
    assert not (tmp_path / "out/2025-Q1.money.xlsx").exists()
    found = document("2025-Q1", *two, "--out", "out", "--money", "--partial", folder=tmp_path)
    unsure = {one["period"]: one["provisional"] for person in found["money"] for one in person["prizes"]}
    assert unsure["2025-01"] is False
    assert unsure["2025-Q1"] is True
    _header, *rows, _last = rows_of(tmp_path / "out/2025-Q1.money.xlsx")
    assert "Q1 2025 (provisional)" in {row[4] for row in rows}


@sampled
def test_the_ledger_counts_in_every_period_within(tmp_path: Path) -> None:
    """A prize withheld in a month, a month published: both as the lists of those months say it."""
    january = document("2025-01", *FILES, "--out", "out", folder=tmp_path)
    first = next(one for one in january["awards"] if one["prize"])
    by = ("--by", "Manager One")
    why = ("--award", first["award"], "--agent", first["agent_id"], "--reason", "test", *by)
    ran = ccmotivate("decide", "2025-01", "withhold", *FILES, *why, folder=tmp_path)
    assert ran.code == 0, ran.err
    assert ccmotivate("publish", "2025-02", FILES[1], *by, "--yes", folder=tmp_path).code == 0
    periods = [*QUARTERS["2025-Q1"], "2025-Q1"]
    for ledger in sample([()], [(), ("--no-ledger",)]):
        said = of_lists([document(one, *FILES, *ledger, "--out", "out", folder=tmp_path) for one in periods])
        found = document("2025-Q1", *FILES, "--money", *ledger, "--out", "out", folder=tmp_path)
        assert of_table(found) == said
        won = any(prize[:3] == (first["agent_id"], first["award"], "2025-01") for prize in said)
        assert won == bool(ledger)
    withheld = ccmotivate("awards", "2025-Q1", *FILES, "--money", "--out", "o", "--lang", "en", folder=tmp_path)
    assert withheld.code == 0, withheld.err
    text = "\n".join(str(cell) for row in rows_in(tmp_path / "o/2025-Q1.money.xlsx") for cell in row if cell)
    assert "withheld by Manager One" in text or "Withheld by Manager One" in text
    assert "February 2025: published on" in text


def test_a_published_month_that_the_files_contradict_is_said(tmp_path: Path) -> None:
    """Published from other figures: the table shows what was published, and says that the file would differ."""
    book = openpyxl.load_workbook(FILES[0])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            if any(cell.value == "0018" for cell in row):
                sheet.delete_rows(row[0].row)
    (tmp_path / "other").mkdir()
    book.save(tmp_path / "other/2025-01.xlsx")
    by = ("--by", "Manager One", "--yes")
    assert ccmotivate("publish", "2025-Q1", *FILES, *by, folder=tmp_path).code == 0
    assert ccmotivate("publish", "2025-01", FILES[0], *by, folder=tmp_path).code == 0
    files = [tmp_path / "other/2025-01.xlsx", *FILES[1:]]
    before = document("2025-Q1", *FILES, "--no-ledger", "--money", "--out", "a", folder=tmp_path)
    after = document("2025-Q1", *files, "--money", "--out", "b", folder=tmp_path)
    assert after["money"] == before["money"]
    said = {one["facts"]["period"] for one in after["problems"] if one["code"] == "published-differs"}
    assert said == {"2025-Q1", "2025-01"}
