"""What people and programs see of the ledger: terminal, workbook and JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace
from rich.console import Console

from ccmotivate.model.recorded import (
    Difference,
    Finding,
    HistoryRow,
    Publication,
    Published,
    Refused,
    Reopening,
    Total,
    Unchanged,
    Verified,
)
from ccmotivate.model.results import InputFile
from ccmotivate.problems import SourceRef, problem
from ccmotivate.writers.files.replacing import verify_workbook
from ccmotivate.writers.files.signature import kind_of
from ccmotivate.writers.json.ledger import write_history_json, write_publish_json, write_verify_json
from ccmotivate.writers.terminal import ledger as views
from ccmotivate.writers.workbooks.history_book import write_history
from tests.writers import builders
from tests.writers.test_workbook import PAYLOADS, column

F = Fraction
RULES = builders.period_rules()
PUBLICATION = Publication(
    "2025-Q1", 7, 1, "2025-04-03T10:00:00Z", "Agent Omega", (InputFile("q1.xlsx", builders.SHA),), builders.SHA, 12, 5
)
ROW = HistoryRow(
    PUBLICATION, None, "2025-Q1", "quarterly_project", builders.WITHIN, None, "0001", "测试一", "信用卡", "A组", F(300),
    "CNY", "lead_every", None, None,
)  # fmt: skip
WITHHELD = replace(ROW, agent_id="0009", name="测试九", withheld=builders.decision("withhold", "0009"))
REOPENED = replace(
    ROW, award="gone", rank=2, prize=None, agent_id=None, name="", team="B组",
    granted=builders.decision("grant", "0001"), reopened=Reopening("2025-05-01T08:00:00Z", "Agent Psi", "wrong file"),
)  # fmt: skip
ROWS = (ROW, WITHHELD, REOPENED)
TOTALS = (Total(2025, "0001", "测试一", "", 1, F(300), "CNY"),)
LOST = Difference("2025-03", "0018", "测试甲", "", "monthly_project", "award", "1", None, F(200), None)
WON = Difference("2025-Q1", "0018", "测试甲", "", "quarterly_project", "award", None, "", None, F(300))
FIGURE = Difference("2025-03", "0018", "测试甲", "", None, "metric productivity", "99", "50")
SCORE = Difference("2025-03", "0018", "测试甲", "", None, "score", "109.60", "83.34")
NOTE = Difference("2025-03", None, "", "", "monthly_project", "close", '[{"a":1}]', '[{"a":2}]')
BROKEN = Verified(9, "f" * 64, (Finding(3, "award", "2025-03", "0018", problem("record-changed", SourceRef("l.db"))),))


def said(show: Callable[..., None], *arguments: object, lang: str = "en", **options: object) -> str:
    """What a wide console gets."""
    out = io.StringIO()
    show(Console(file=out, width=160), *arguments, lang, **options)
    return out.getvalue()


def lines(text: str, word: str) -> list[str]:
    """The lines with a word, their spaces made one."""
    return [" ".join(line.split()) for line in text.splitlines() if word in line]


def document(write: Callable[..., None], *arguments: object) -> Any:
    """A JSON document, parsed."""
    stream = io.StringIO()
    write(stream, *arguments, "en")
    return json.loads(stream.getvalue())


def test_what_will_be_published_names_winners_and_money() -> None:
    text = said(views.show_publication, builders.period_result())
    assert "To be published: Q1 2025" in text
    assert lines(text, "Woodpecker award Agent") or lines(text, "Woodpecker")
    assert "12 agents, 5 awards to 4 winners, ¥1,200 in all" in text
    assert "Withheld by Agent Omega" in text
    assert f"Data: q1.xlsx (SHA-256 {builders.SHA[:12]}…)" in text


def test_a_publication_and_a_repetition_say_what_was_written() -> None:
    assert said(views.show_published, Published(PUBLICATION), RULES) == (
        "published: Q1 2025, 12 agents, 5 awards, by Agent Omega; record no. 7\n"
    )
    again = said(views.show_published, Unchanged(PUBLICATION, (InputFile("b.xlsx", builders.SHA),), "e" * 64), RULES)
    assert "with the same results; nothing was written" in again
    assert f"other files than then: b.xlsx ({builders.SHA[:12]}…)" in again
    assert "other rules than then: SHA-256 eeeeeeeeeeee…" in again


def test_differences_are_told_person_by_person_awards_first() -> None:
    refused = Refused(problem("blank-id", SourceRef("l.db")), (FIGURE, SCORE, NOTE, LOST, WON))
    text = said(views.show_published, refused, RULES)
    assert lines(text, "0018") == [
        "2025-03 测试甲 (0018) Monthly project award no. 1 – -¥200",
        "2025-Q1 测试甲 (0018) Quarterly project award – won +¥300",
        "2025-03 测试甲 (0018) Productivity 99 50",
        "2025-03 测试甲 (0018) score 109.60 83.34",
    ]
    assert lines(text, "who came next") == ["2025-03 Monthly project award: who came next … changed"]
    assert "prize money in all: +¥100" in text


def test_a_text_that_was_blank_says_nothing_in_any_language() -> None:
    moved = replace(SCORE, field="team", was="", now="B组")
    for lang in ("en", "zh"):
        assert "Project-Id" not in said(views.show_differences, [moved], RULES, lang=lang)


def test_many_differences_are_cut() -> None:
    text = said(views.show_differences, [SCORE] * 50, RULES)
    assert len(lines(text, "0018")) == 40
    assert "and 10 more differences" in text
    assert said(views.show_differences, [], RULES) == ""


def test_history_marks_what_does_not_count() -> None:
    text = said(views.show_history, ROWS, TOTALS, RULES)
    assert lines(text, "0001")[0] == "2025-Q1 Quarterly project award · 信用卡 测试一 (0001) ¥300 7"
    assert lines(text, "gone · 信用卡") == ["2025-Q1 gone · 信用卡 no. 2 B组 7"]
    for mark in ("withheld by Agent Omega", "granted by Agent Omega", "reopened by Agent Psi"):
        assert mark in text
    assert "2025 测试一 (0001) 1 ¥300" in lines(text, "测试一")
    assert f"7: 2025-Q1, published 2025-04-03T10:00:00Z by Agent Omega; q1.xlsx ({builders.SHA[:12]}…)" in text


def test_a_history_without_rows_says_so() -> None:
    assert said(views.show_history, (), (), None) == "Nothing was published that fits.\n"


def test_a_whole_chain_names_its_hash_and_its_limit() -> None:
    whole = replace(BROKEN, findings=())
    text = said(views.show_findings, whole, None)
    assert "9 records, 0 of them not as they were written; last hash " + "f" * 64 in text
    assert "shows only against an award list" in text
    assert "only against" not in said(views.show_findings, whole, None, against=True)


def test_a_finding_about_no_record_has_no_number_and_no_kind() -> None:
    gone = Finding(0, "", "", None, problem("trigger-gone", SourceRef("x.db"), "records_no_update"))
    for lang in ("en", "zh"):
        text = said(views.show_findings, replace(BROKEN, findings=(gone,)), None, lang=lang)
        assert "records_no_update" in text
        assert "Project-Id" not in text
        assert "–" in text


def test_a_broken_record_is_named() -> None:
    text = said(views.show_findings, BROKEN, None)
    assert lines(text, "0018")[0].startswith("3 award 2025-03 0018 ")
    assert "9 records, 1 of them not" in text


def test_the_history_workbook_has_awards_totals_and_publications(tmp_path: Path) -> None:
    path = tmp_path / "history.xlsx"
    verify_workbook(path, write_history(path, ROWS, TOTALS, RULES, "en"))
    assert kind_of(path) == "history"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Awards", "By year and winner", "Publications"]
    awards = book["Awards"]
    assert [cell.value for cell in column(awards, "Award")] == ["Quarterly project award"] * 2 + ["gone"]
    assert [cell.value for cell in column(awards, "Place")] == [None, None, 2]
    assert [cell.value for cell in column(awards, "Prize")] == [300, 300, None]
    assert column(awards, "Prize")[0].number_format == '"¥"#,##0.00'
    assert [cell.value for cell in column(awards, "Counts")] == ["yes", "no", "no"]
    assert (
        column(awards, "Note")[2].value == "granted by Agent Omega: took two shifts\nreopened by Agent Psi: wrong file"
    )
    assert [cell.value for cell in column(book["By year and winner"], "Prize money")] == [300]
    assert [cell.value for cell in column(book["Publications"], "SHA-256")] == [builders.SHA]


def test_an_empty_history_still_makes_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "history.xlsx"
    verify_workbook(path, write_history(path, (), (), None, "zh"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(payload: str) -> None:
    stream = io.BytesIO()
    row = replace(ROW, name=payload, agent_id=payload, publication=replace(PUBLICATION, by=payload))
    write_history(stream, (row,), (replace(TOTALS[0], name=payload),), None, "en")
    cells = [cell for sheet in openpyxl.load_workbook(stream) for one in sheet.iter_rows() for cell in one]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert sum(str(cell.value) == payload.replace("\r", "\n") for cell in cells) == 5


def test_the_history_document() -> None:
    found = document(write_history_json, ROWS, TOTALS, ())
    assert found["schema"] == "ccmotivate/history@1"
    first, withheld, reopened = found["awards"]
    assert (first["agent_id"], first["counts"], first["prize"]) == ("0001", True, {"amount": "300", "currency": "CNY"})
    assert first["publication"]["inputs"] == [{"file": "q1.xlsx", "sha256": builders.SHA}]
    assert (withheld["counts"], withheld["withheld"]["by"]) == (False, "Agent Omega")
    assert (reopened["team"], reopened["reopened"]["reason"]) == ("B组", "wrong file")
    assert found["totals"] == [
        {
            "year": 2025,
            "agent_id": "0001",
            "name": "测试一",
            "awards": 1,
            "prizes": {"amount": "300", "currency": "CNY"},
        }
    ]


def test_the_verify_document() -> None:
    found = document(write_verify_json, BROKEN, ())
    assert (found["ok"], found["records"], found["last_hash"]) == (False, 9, "f" * 64)
    assert [(one["record"], one["problem"]["code"]) for one in found["findings"]] == [(3, "record-changed")]
    assert document(write_verify_json, replace(BROKEN, findings=()), ())["ok"] is True
    none = document(write_verify_json, None, (problem("blank-id", SourceRef("l.db")),))
    assert (none["ok"], [one["code"] for one in none["problems"]]) == (None, ["blank-id"])


def test_the_publish_document() -> None:
    why = problem("blank-id", SourceRef("l.db"))
    refused = document(write_publish_json, Refused(why, (LOST,)), RULES, (why,))
    assert (refused["outcome"], refused["publication"], len(refused["problems"])) == ("refused", None, 1)
    assert refused["differences"] == [
        {
            "period": "2025-03", "agent_id": "0018", "name": "测试甲", "award": "monthly_project", "field": "award",
            "was": "1", "now": None, "prize_was": {"amount": "200", "currency": "CNY"}, "prize_now": None,
        }
    ]  # fmt: skip
    done = document(write_publish_json, Published(PUBLICATION), RULES, ())
    assert (done["outcome"], done["publication"]["record"], done["differences"]) == ("published", 7, [])
    assert document(write_publish_json, Unchanged(PUBLICATION), RULES, ())["outcome"] == "unchanged"
    assert document(write_publish_json, None, None, ())["outcome"] is None
