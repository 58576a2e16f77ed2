"""The fairness report as people and programs get it: page, workbook, text, JSON, in both languages."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from msgspec.structs import replace
from rich.console import Console

from ccmotivate.engine.fairness import KINDS
from ccmotivate.model.fairness import Fairness, Wins
from ccmotivate.model.metrics import Label
from ccmotivate.writers.fairness.book import write_book
from ccmotivate.writers.fairness.charts import Chart, Series, charts, svg
from ccmotivate.writers.fairness.grids import GRIDS, Num, grids
from ccmotivate.writers.fairness.json import row_object, write_fairness_json
from ccmotivate.writers.fairness.limits import limits
from ccmotivate.writers.fairness.page import page, write_page
from ccmotivate.writers.fairness.sentences import QUIET, SENTENCES, TITLES, sentence
from ccmotivate.writers.fairness.terminal import show_fairness
from ccmotivate.writers.fairness.words import RenderContext, p_text, share_text
from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.files.signature import kind_of
from tests.engine.fairness_cases import agent, crowd, looked
from tests.support import ROOT

F = Fraction
ENGINE = ROOT / "src/ccmotivate/engine/fairness"


@pytest.fixture(scope="module")
def found() -> Fairness:
    """Three months with a repeat winner, ties, gaps, failures."""
    rows = [row for month in range(1, 7) for row in crowd(month, ["A1", "A2", "A3", "A4", "A5"], 20)]
    rows += [agent("Tie1", 76, 3), agent("Tie2", 76, 3), agent("Gap", 100, 2, attitude=None), agent("Low", 74, 1)]
    mail = {"role": "email", "typing_speed": F(75), "project": "Mail"}
    rows += [agent(f"M{at}", F(90) + F(at * 3, 2), 5, **mail, emails=F(90 - at)) for at in range(4)]
    return looked(rows)


def test_every_finding_and_kind_has_its_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in ENGINE.glob("*.py"))
    codes = set(re.findall(r'"((?:[a-z]+-)+[a-z]+|closest)"', source))
    assert codes == set(SENTENCES)
    assert set(QUIET) < codes
    assert len(KINDS) == len(TITLES) == len(GRIDS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_sentences_are_whole(found: Fairness, lang: str) -> None:
    words = RenderContext(found, lang)
    said = [sentence(one, part, words) for part in found.parts for one in part.findings]
    assert len(said) > 8
    assert len(limits(words)) == 8
    for text in (*said, *limits(words)):
        assert not re.search(r"[{}]|None|Fraction", text), text


def test_a_sentence_with_its_numbers(found: Fairness) -> None:
    part, words = found.part("repeat"), RenderContext(found, "en")
    (one,) = [f for f in part.findings if f.code == "repeat-winner" and "best_agent" in str(f.rows[0])]
    text = sentence(one, part, words)
    assert text.startswith("Best agent: Agent A1 (A1) won in 6 of 6 decisions, by chance it would be 0.2.")
    assert "p < 0.0001" in text


def test_probabilities_and_shares_in_words() -> None:
    assert p_text(F(1, 3)) == "= 0.333"
    assert p_text(F(1, 2000)) == "= 0.0005"
    assert p_text(F(1, 10**9)) == "< 0.0001"
    assert p_text(F(50001, 1_000_000)) == "= 0.050001"  # not on the line
    assert p_text(F(1, 20)) == "= 0.050"
    assert share_text(F(2, 3)) == "66.7%"
    assert share_text(F(1)) == "100%"


def test_the_page_is_complete_in_itself(found: Fairness, tmp_path: Path) -> None:
    write_page(tmp_path / "f.html", found, "en")
    text = (tmp_path / "f.html").read_text(encoding="utf-8")
    assert kind_of(tmp_path / "f.html") == "fairness"
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in text.replace("&#39;", "'")
    assert not re.search(r"https?:|<script|<link|<img|\sstyle=|\son\w+=", text)
    assert "Agent A1 (A1)" in text
    assert text == page(found, "en")


def test_every_chart_of_the_page_tells_what_it_shows(found: Fairness) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page(found, "en"), re.DOTALL)
    assert len(drawings) >= 4
    for drawing in drawings:
        tree = ElementTree.fromstring(drawing)
        assert tree.get("role") == "img"
        title, text = tree.find("title"), tree.find("desc")
        assert title is not None
        assert text is not None
        assert tree.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
        assert text.text


def test_a_chart_by_its_figures() -> None:
    series = (Series("Places", (F(4), F(2)), "seen"), Series("By chance", (F(1), F(3)), "chance", mark=True))
    tree = ElementTree.fromstring(svg(Chart("T", "D", ("A <b>", "B"), series, 1), "x"))
    widths = [float(bar.get("width", 0)) for bar in tree.findall("rect")[1:]]  # the first is the key's
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.1)
    desc = tree.find("desc")
    assert desc is not None
    assert desc.text == "D A <b>: Places 4, By chance 1; B: Places 2, By chance 3"


def test_names_and_no_names(found: Fairness) -> None:
    assert "Agent A1" in page(found, "en")
    plain = page(found, "en", names=False)
    assert "Agent A1" not in plain
    assert "A1" in plain
    stream = io.StringIO()
    write_fairness_json(stream, found, found.rules, (), "en", names=False)
    assert "Agent A1" not in stream.getvalue()


def test_hostile_names_stay_text(found: Fairness) -> None:
    bad = replace(found, names={**found.names, "A1": "<script>alert(1)</script>\u202e=1+1"})
    text = page(bad, "en")
    assert "<script" not in text
    assert "\u202e" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook(found: Fairness, lang: str, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    verify_workbook_of = write_book(target, found, lang)
    verify_workbook(target, verify_workbook_of)
    assert kind_of(target) == "fairness"
    book = openpyxl.load_workbook(target)
    drawn = sum(len(sheet._charts) for sheet in book)
    assert drawn == sum(len(charts(part, RenderContext(found, lang))) for part in found.parts)
    assert drawn >= 4
    cells = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]
    assert any("A1" in str(cell) for cell in cells)
    assert not any(str(cell).startswith("=") for cell in cells)
    write_book(tmp_path / "again.xlsx", found, lang)
    assert target.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_the_tables_have_every_row(found: Fairness) -> None:
    for part in found.parts:
        tables = grids(part, RenderContext(found, "en"))
        assert sum(len(table.rows) for table in tables) == len(part.rows)
        assert all(len(row) == len(table.headers) for table in tables for row in table.rows)
    assert Num(F(1, 3), 2).text == "0.33"
    assert Num(F(1, 3), 1, "share").text == "33.3%"


def test_json_is_exact_and_ordered(found: Fairness) -> None:
    stream = io.StringIO()
    write_fairness_json(stream, found, found.rules, (), "en")
    document = json.loads(stream.getvalue())
    assert document["schema"] == "ccmotivate/fairness@1"
    assert document["months"] == [f"2025-0{at}" for at in range(1, 7)]
    assert [part["kind"] for part in document["parts"]] == list(TITLES)
    for part, given in zip(document["parts"], found.parts, strict=True):
        assert len(part["rows"]) == len(given.rows)
        assert all(0 <= at < len(part["rows"]) for finding in part["findings"] for at in finding["rows"])
    row = row_object(Wins("best_agent", "A1", 3, 6, F(1, 3), 9, F(1, 7), None))
    assert (row["p_exact"], row["expected"], row["adjusted"]) == ("1/7", "0.333333333333", None)


def test_nothing_could_be_looked_at() -> None:
    stream = io.StringIO()
    write_fairness_json(stream, None, None, (), "en")
    assert json.loads(stream.getvalue())["parts"] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_terminal_shows_every_part(found: Fairness, lang: str) -> None:
    stream = io.StringIO()
    show_fairness(Console(file=stream, width=80), found, lang)
    words = RenderContext(found, lang)
    for title in TITLES.values():
        assert words.say(title) in stream.getvalue()


def test_a_report_on_nothing_at_all() -> None:
    empty = looked([agent("A", 10), agent("B", 20)])
    assert "Fairness report" in page(empty, "en")
    assert write_book(io.BytesIO(), empty, "en").sheets


def test_a_name_that_begins_like_a_reference_stays_a_text_in_charts(found: Fairness, tmp_path: Path) -> None:
    awards = {name: replace(one, label=Label("=Other!A1", "=Other!A1")) for name, one in found.rules.awards.items()}
    path = tmp_path / "fairness.xlsx"
    write_book(path, replace(found, rules=replace(found.rules, awards=awards)), "en", names=True)
    with zipfile.ZipFile(path) as package:
        drawn = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/")]
    titles = [re.search(r"<c:title>.*?<c:f>'?(.*?)'?!\$A\$(\d+)</c:f>", one) for one in drawn]
    assert drawn
    assert not any("<c:f>Other!" in one for one in drawn)
    book = openpyxl.load_workbook(path)
    cells = [book[one[1]][f"A{one[2]}"] for one in titles if one]
    assert len(cells) == len(drawn)
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(str(cell.value).startswith("=Other!A1:") for cell in cells)
