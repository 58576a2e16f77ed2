"""The evidence of a fold: its file, the first twelve rows and how many there are, the expression; on every output."""

from __future__ import annotations

import html
import json
from pathlib import Path

import openpyxl

from tests.cli.commands import ccmotivate
from tests.exports.shapes import lines, scheme
from tests.exports.test_lacking import SOURCES

METRICS = "quality: {name: Quality, kind: number, detail: {from: checks, of: mark, take: mean}}\n"
CELLS = f"checks_1.csv!csv!{','.join(f'C{row}' for row in range(2, 14))},… (15)"
MADE = "the mean of Mark (sheet “checks”)"


def test_a_fold_of_a_source_is_told_on_every_output(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", SOURCES, METRICS)
    rows = [("A1", f"2025-03-{day:02}", 80 + day, 1) for day in range(1, 16)]
    file = lines(tmp_path / "checks_1.csv", ("Agent", "Date", "Mark", "Calls"), *rows)
    words = ("explain", file, "--agent", "A1", "--rules", rules, "--lang", "en")
    screen = " ".join(ccmotivate(*words).out.split())
    assert CELLS in screen.replace(" ", "").replace("…(15)", "… (15)")
    assert MADE in screen
    document = json.loads(ccmotivate(*words, "--json").out)
    (criterion,) = document["months"][0]["criteria"]
    assert (criterion["source"], criterion["made"]) == (CELLS, MADE)
    assert ccmotivate(*words, "--html", tmp_path / "page.html").code == 0
    page = html.unescape((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert CELLS in page
    assert MADE in page
    assert ccmotivate("score", file, "--rules", rules, "--lang", "en", "--out", tmp_path / "out").code == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "checks_1.scored.xlsx")
    assert [row[-1] for row in book["Why"].values][1:] == [f"{CELLS}; {MADE}"]


def test_what_only_earns_points_is_told_in_the_workbook_too(tmp_path: Path) -> None:
    rules = scheme(tmp_path / "rules", SOURCES, METRICS)
    role = rules / "roles" / "agent.yaml"
    text = role.read_text(encoding="utf-8")
    role.write_text(text[: text.index("must:")] + text[text.index("scorecard:") :], encoding="utf-8")
    file = lines(tmp_path / "checks_1.csv", ("Agent", "Date", "Mark", "Calls"), ("A1", "2025-03-01", 80, 1))
    assert ccmotivate("score", file, "--rules", rules, "--lang", "en", "--out", tmp_path / "out").code == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "checks_1.scored.xlsx")
    (row,) = list(book["Why"].values)[1:]
    assert row == ("A1", None, "Agent", "Support", "Quality", 80, None, None, None, f"checks_1.csv!csv!C2; {MADE}")
