"""Every kind of JSON document that the program writes, made by running its commands on the examples and on mistakes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from tests.cli.commands import ccmotivate
from tests.parts.books import SAMPLES, with_sheets
from tests.parts.coaching.books import SHEETS
from tests.support import ROOT

EXAMPLES = ROOT / "examples" / "2025"
RULES = ROOT / "rules"
MARCH = EXAMPLES / "2025-03.xlsx"
QUARTER = [EXAMPLES / f"2025-0{month}.xlsx" for month in (1, 2, 3)]
BY = ("--by", "Agent Alpha")
SETTINGS = ("roles.inbound.productivity=90%", "awards.monthly_project.prize=[300, 200, 100]")
SWEEP = "roles.inbound.productivity=80%..85%:5%"


def documents(folder: Path) -> Iterator[dict[str, Any]]:
    """The documents, one after another; ``folder`` is empty and is used up."""
    fixed, wrong, lean = _corrected(folder), _with_mistakes(folder), _lean(folder)
    rules, strict = _other_rules(folder), _strict_rules(folder)
    parts = with_sheets(folder / "parts", {name: rows for part in SAMPLES.values() for name, rows in part.items()})
    vacancies = {"空缺": [("职位", "名额"), ("中级客服", 1), ("高级客服", 2), ("投诉处理专员", 1)]}
    talks = with_sheets(folder / "talks", SHEETS)
    few = with_sheets(folder / "few", {}, few=True)
    june = with_sheets(folder / "june", vacancies, EXAMPLES / "2025-06.xlsx")
    half_year = [*(EXAMPLES / f"2025-0{month}.xlsx" for month in range(1, 6)), june]
    for words in (
        ("score", MARCH, "--out", folder / "out"),
        ("score", wrong, "--out", folder / "out"),
        ("score", parts, "--out", folder / "out"),
        ("explain", MARCH, "--agent", "0015"),
        ("score", MARCH, "--out", folder / "out", "--rules", strict),
        ("explain", MARCH, "--agent", "0012", "--rules", strict),
        ("check", wrong),
        ("awards", "2025-03", MARCH, "--out", folder / "out"),
        ("awards", "2025-03", MARCH, "--out", folder / "out", "--money", "--rules", rules),
        ("awards", "2025-03", lean, "--out", folder / "out"),
        ("awards", "2025-Q1", *QUARTER[:2], lean, "--out", folder / "out"),
        ("awards", "2025", EXAMPLES, "--out", folder / "out"),
        ("explain", *QUARTER, "--agent", "0012"),
        ("explain", parts, "--agent", "0012"),
        ("explain", *QUARTER[:2], "--agent", "0048", "--award", "monthly_project"),
        ("explain", few, "--team", "信用卡一组", "--out", folder / "pages"),
        ("fairness", *QUARTER),
        ("evaluate", EXAMPLES),
        ("evaluate", EXAMPLES / "measures.yaml", *QUARTER, "--plan", "typing_contest"),
        ("promote", "2025-06", *half_year, "--out", folder / "out"),
        ("coach", "2025-03", talks, "--out", folder / "out"),
        ("simulate", *QUARTER, "--against", RULES, "--set", SETTINGS[0], "--set", SETTINGS[1], "--sweep", SWEEP),
        ("simulate", MARCH, "--rules", strict, "--against", RULES),
        ("diff", MARCH, fixed),
        ("diff", MARCH, wrong),
        ("rules", "check", RULES),
        ("rules", "check", folder / "broken"),
        ("rules", "test", rules),
        ("rules", "test", rules, "--coverage"),
        ("rules", "diff", RULES, rules),
    ):
        yield _document(*words, "--no-ledger" if words[0] not in ("rules", "check", "evaluate") else "")
    yield from _ledger_documents(folder, fixed)


def _ledger_documents(folder: Path, fixed: Path) -> Iterator[dict[str, Any]]:
    ledger = ("--ledger", folder / "ledger.db")
    yield _document("publish", "2025-02", QUARTER[1], *BY, "--approved-by", "Agent Beta", "--yes", *ledger)
    for verdict, agent in (("grant", "0012"), ("withhold", "0045")):
        who = ("--award", "csat_star", "--agent", agent, *BY, "--reason", "as agreed")
        _run("decide", "2025-03", verdict, MARCH, *who, *ledger)
    yield _document("awards", "2025-03", MARCH, "--out", folder / "out", *ledger)
    yield _document("publish", "2025-03", MARCH, *BY, "--yes", *ledger)
    yield _document("publish", "2025-03", fixed, *BY, "--yes", *ledger)
    yield _document("awards", "2025-03", fixed, "--out", folder / "out", *ledger)
    yield _document("explain", fixed, "--agent", "0012", *ledger)
    yield _document("explain", MARCH, "--agent", "0045", *ledger)
    yield _document("score", fixed, "--out", folder / "out", *ledger)
    _run("reopen", "2025-03", *BY, "--reason", "a figure was wrong", *ledger)
    yield _document("publish", "2025-03", fixed, *BY, "--yes", *ledger)
    yield _document("awards", "2025-03", fixed, "--out", folder / "out", *ledger)
    yield _document("history", *ledger)
    yield _document("verify", *ledger)
    yield _document("verify", "--expect", "1" * 64, *ledger)


def _document(*words: str | Path) -> dict[str, Any]:
    ran = ccmotivate(*(word for word in words if word), "--json", "--lang", "en")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def _run(*words: str | Path) -> None:
    ran = ccmotivate(*words, "--lang", "en")
    assert ran.code == 0, ran.err


def _corrected(folder: Path) -> Path:
    """The March export with some figures, a name and a header changed, and a row less; its best team is another."""
    book = openpyxl.load_workbook(MARCH)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[2]]
    best = [row[0].row for row in sheet.iter_rows(min_row=3) if row[headers.index("组别")].value == "回访一组"]
    for row in (4, 5, *best):
        sheet.cell(row, headers.index("工作效率") + 1).value = 0.5
    sheet.cell(5, headers.index("姓名") + 1).value = "样改名"
    book["人员"].cell(4, [cell.value for cell in book["人员"][1]].index("姓名") + 1).value = "样改名"
    sheet.cell(2, headers.index("质检准确率") + 1).value = "QC accuracy"
    sheet.delete_rows(9)
    (folder / "fixed").mkdir()
    book.save(folder / "fixed" / "2025-03.xlsx")
    return folder / "fixed" / "2025-03.xlsx"


def _with_mistakes(folder: Path) -> Path:
    """The March export with a cell that is no number, and a column that nothing knows."""
    book = openpyxl.load_workbook(MARCH)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[2]]
    sheet.cell(4, headers.index("工作效率") + 1).value = "about 80"
    sheet.cell(2, len(headers) + 1).value = "备注"
    (folder / "wrong").mkdir()
    book.save(folder / "wrong" / "2025-03.xlsx")
    return folder / "wrong" / "2025-03.xlsx"


def _lean(folder: Path) -> Path:
    """The March export without the columns that some awards need."""
    book = openpyxl.load_workbook(MARCH)
    sheet = book.worksheets[0]
    for header in ("客户满意度", "质检准确率"):
        sheet.delete_cols([cell.value for cell in sheet[2]].index(header) + 1)
    (folder / "lean").mkdir()
    book.save(folder / "lean" / "2025-03.xlsx")
    return folder / "lean" / "2025-03.xlsx"


def _strict_rules(folder: Path) -> Path:
    """The shipped rules, but meetings in fewer regions than anybody has are no data and left out of the scorecard."""
    shutil.copytree(RULES, folder / "strict")
    metrics = folder / "strict" / "metrics.yaml"
    written = metrics.read_text(encoding="utf-8")
    assert "take: min}" in written
    metrics.write_text(written.replace("take: min}", "take: min, least: 50}"), encoding="utf-8")
    role = folder / "strict" / "roles" / "outbound.yaml"
    written = role.read_text(encoding="utf-8")
    assert "ratio: 100%, cap: 100}" in written
    role.write_text(written.replace("ratio: 100%, cap: 100}", "ratio: 100%, cap: 100, if_no_data: left_out}"), "utf-8")
    return folder / "strict"


def _other_rules(folder: Path) -> Path:
    """The shipped rules with another standard, another prize and fewer cases; beside them, broken ones."""
    shutil.copytree(RULES, folder / "rules")
    shutil.copytree(RULES, folder / "broken")
    scheme = folder / "broken" / "scheme.yaml"
    scheme.write_text(scheme.read_text(encoding="utf-8").replace("CNY", "yuan"), encoding="utf-8")
    for cases in sorted((folder / "rules" / "cases").iterdir())[1:]:
        cases.unlink()
    role = folder / "rules" / "roles" / "inbound.yaml"
    role.write_text(role.read_text(encoding="utf-8").replace("{at_least: 75%}", "{at_least: 88%}"), encoding="utf-8")
    scheme = folder / "rules" / "scheme.yaml"
    scheme.write_text(scheme.read_text(encoding="utf-8") + "placeholder_targets: yes\n", encoding="utf-8")
    awards = folder / "rules" / "awards.yaml"
    awards.write_text(
        awards.read_text(encoding="utf-8").replace("  for: team\n", "  for: team\n  prize: 500\n"), encoding="utf-8"
    )
    return folder / "rules"
