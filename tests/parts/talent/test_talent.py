"""Talent: figures by hand, movement, tiers, what the person reads, the page that prints."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccmotivate.pipeline.scheme import rules_of
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import MONTH, with_sheets, without_sheet
from tests.parts.broken import errors_in
from tests.support import shipped_rules

HEADERS = ("工号", "入职日期", "动机", "信心", "承诺")
ONE, OTHER = "0015", "0018"
Row = Sequence[object]


def book(folder: Path, *rows: Row, month: Path = MONTH, few: bool = True) -> Path:
    return with_sheets(folder, {"人员": [HEADERS, *rows]}, month, few=few)


def document(*words: str | Path) -> dict[str, Any]:
    ran = ccmotivate(*words, "--json", "--lang", "en")
    assert "Traceback" not in ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def talent(*paths: Path, out: Path) -> dict[str, dict[str, Any]]:
    """The key of everybody in the last month."""
    month = document("score", *paths, "--out", out, "--force")["months"][-1]
    return {one["agent_id"]: one["talent"] for one in month["agents"]}


def test_figures_by_hand(tmp_path: Path) -> None:
    """Own score 106.08, fluent: 0.7 × 106.08 + 30 = 104.256; ratings 5, 4, 4 and contributions: 30 + 24 + 24 + 10."""
    found = talent(book(tmp_path, (ONE, "2023-05-08", 5, 4, 4)), out=tmp_path / "out")
    assert found[ONE] == {
        "enthusiasm": "88",
        "ability": "104.26",
        "quadrant": "I",
        "near": [],
        "from": None,
        "tier": "excellent",
    }
    assert found[OTHER] == {
        "enthusiasm": None,
        "ability": None,
        "quadrant": None,
        "near": [],
        "from": None,
        "tier": found[OTHER]["tier"],
    }
    assert {one["tier"] for one in found.values()} <= {"excellent", "steady"}


def test_without_a_roster_there_is_no_key(tmp_path: Path) -> None:
    month = document("score", without_sheet(tmp_path, "人员"), "--out", tmp_path / "out")["months"][0]
    assert not any("talent" in one for one in month["agents"])


def test_ratings_beside_the_figures_do_not_count_for_whom_the_roster_lacks(tmp_path: Path) -> None:
    path = book(tmp_path, (ONE, None, 5, 4, 4))
    whole = openpyxl.load_workbook(path)
    sheet = whole.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "工号" for cell in row))
    ids = next(cell.column for cell in head if cell.value == "工号")
    for at, name in enumerate(("入职日期", "动机", "信心", "承诺"), start=sheet.max_column + 1):
        sheet.cell(head[0].row, at).value = name
        for row in range(head[0].row + 1, sheet.max_row + 1):
            if sheet.cell(row, ids).value == OTHER:
                sheet.cell(row, at).value = "2025-03-01" if name == "入职日期" else 3
    whole.save(path)
    found = talent(path, out=tmp_path / "out")
    assert found[OTHER]["enthusiasm"] is None
    assert found[OTHER]["tier"] != "new"
    assert found[ONE]["quadrant"] == "I"


@pytest.mark.parametrize("ledger", [False, True], ids=["from the run", "from the ledger"])
def test_movement_is_the_quadrant_of_the_month_before(ledger: bool, tmp_path: Path) -> None:
    before = book(tmp_path / "feb", (ONE, None, 1, 1, 1), (OTHER, None, 5, 5, 5), month=MONTH.with_name("2025-02.xlsx"))
    march = book(tmp_path / "mar", (ONE, None, 5, 5, 5), (OTHER, None, 5, 5, 5))
    out, db = tmp_path / "out", tmp_path / "ccmotivate.db"
    if ledger:
        assert ccmotivate("publish", "2025-02", before, "--by", "A", "--yes", "--ledger", db).code == 0
        month = document("score", march, "--ledger", db, "--out", out)["months"][0]
        found = {one["agent_id"]: one["talent"] for one in month["agents"]}
    else:
        found = talent(before, march, out=out)
    assert (found[ONE]["from"], found[ONE]["quadrant"]) == ("II", "I")
    assert (found[OTHER]["from"], found[OTHER]["quadrant"]) == ("I", "I")
    assert talent(march, out=out)[ONE]["from"] is None


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        ((ONE, "2023-05-08", 6, 4, 4), "out-of-range", "C2"),
        ((ONE, "2023-05-08", 0, 4, 4), "out-of-range", "C2"),
        ((ONE, "2023-05-08", 5, "high", 4), "not-a-number", "D2"),
        ((ONE, "soon", 5, 4, 4), "not-a-date", "B2"),
    ],
)
def test_a_broken_row_is_one_problem_with_its_cell(row: Row, code: str, cell: str, tmp_path: Path) -> None:
    assert errors_in(book(tmp_path, row)) == [(code, "人员", cell)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_person_reads_both_axes_and_what_would_move_them_without_a_label(lang: str, tmp_path: Path) -> None:
    path = book(tmp_path, (ONE, None, 3, 3, 2))
    ran = ccmotivate("explain", path, "--agent", ONE, "--lang", lang)
    page = tmp_path / "page.html"
    assert ccmotivate("explain", path, "--agent", ONE, "--lang", lang, "--html", page).code == 0
    settings = shipped_rules().parts["talent"].settings
    words = [one.label.text(lang) for one in (*settings.quadrants.values(), *settings.tiers)]
    words += [way.name.text(lang) for one in settings.quadrants.values() for way in one.treatments]
    block = ran.out[ran.out.index("热情" if lang == "zh" else "Enthusiasm") :]
    assert "58" in block and "104.26" in block
    assert ("由3到4" if lang == "zh" else "4 instead of 3") in block
    for text in (block, page.read_text(encoding="utf-8").split("<h3>")[-1]):
        assert [word for word in words if word in text] == []


@pytest.mark.parametrize(
    ("ratings", "says"),
    [
        ((4, 4, 4), []),  # 82: above
        ((3, 3, 3), []),  # 64
        ((3, 3, 2), ["4 instead of 3", "4 instead of 3", "3 instead of 2"]),  # 58: one rating is enough
        ((1, 1, 1), ["5 instead of 1", "3 instead of 1"]),  # 28: 24 more by one rating, 12 by another
    ],
)
def test_what_would_reach_the_line_is_enough_and_no_more(
    ratings: tuple[int, int, int], says: list[str], tmp_path: Path
) -> None:
    out = ccmotivate("explain", book(tmp_path, (ONE, None, *ratings)), "--agent", ONE, "--lang", "en").out
    assert [line.split(": ")[1].split(" (")[0] for line in out.splitlines() if " instead of " in line and
            ("alone" in line or "together" in line)] == says  # fmt: skip


def scored(path: Path, out: Path, lang: str) -> openpyxl.Workbook:
    assert ccmotivate("score", path, "--out", out, "--lang", lang, "--force").code == 0
    return openpyxl.load_workbook(out / "2025-03.scored.xlsx")


def test_sheet_and_chart_in_both_languages(tmp_path: Path) -> None:
    path = book(tmp_path / "in", (ONE, "2023-05-08", 5, 4, 4), ("0027", "2023-08-21", 4, None, 3))
    for lang, names in {"zh": ("人才模型", "人才图"), "en": ("Talent", "Talent chart")}.items():
        found = scored(path, tmp_path / lang, lang)
        table, page = (found[name] for name in names)
        rows = {row[0]: row for row in table.iter_rows(min_row=2, values_only=True)}
        assert rows[ONE][5:8] == (88, 104.26, "I")
        assert rows["0027"][7] is None
        assert len(page._charts) == 1  # type: ignore[attr-defined]  # openpyxl keeps them there
        assert page.page_setup.orientation == "landscape"
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert ("不是结论" if lang == "zh" else "not a verdict") in page["A2"].value
        both = " ".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
        for one in shipped_rules().parts["talent"].settings.quadrants.values():
            assert one.label.text(lang) in both
            assert all(way.name.text(lang) in both for way in one.treatments)


def test_with_more_than_sixty_people_names_stand_by_quadrant(tmp_path: Path) -> None:
    ids = [one["agent_id"] for one in document("score", MONTH, "--out", tmp_path)["months"][0]["agents"]]
    assert len(ids) == 61
    drawn = scored(book(tmp_path / "a", *((one, None, 4, 4, 4) for one in ids[:60]), few=False), tmp_path / "few", "en")
    listed = scored(book(tmp_path / "b", *((one, None, 4, 4, 4) for one in ids), few=False), tmp_path / "many", "en")
    assert [len(one["Talent chart"]._charts) for one in (drawn, listed)] == [1, 0]  # type: ignore[attr-defined]
    cells = [cell for row in listed["Talent chart"].iter_rows(values_only=True) for cell in row if cell]
    assert sum(str(cell).startswith(("I: ", "II: ", "III: ", "IV: ")) for cell in cells) == 4
    assert any("样明远" in str(cell).split(", ") for cell in cells)


CHANGED = {
    "rule-weights": ("{weight: 10, bands", "{weight: 11, bands"),
    "rule-unknown-word": ("    motivation: ", "    motivaton: "),
    "rule-method-of-kind": ("levels: {none: 0, basic: 60, proficient: 90, fluent: 100}", "ratio: 5, cap: 100"),
    "rule-missing-key": ("  IV:\n", "  # IV:\n"),
    "talent-last-tier": (", when: {quadrant: [IV]}", ""),
}


@pytest.mark.parametrize("code", sorted(CHANGED))
def test_what_is_wrong_with_the_file_is_said_with_its_line(code: str) -> None:
    old, new = CHANGED[code]
    text = shipped_rules().texts["talent.yaml"]
    if code == "rule-missing-key":
        at = text.index("  IV:\n")
        changed = text[:at] + text[text.index("# 差异化激励") :]
    else:
        changed = text.replace(old, new)
    assert changed != text
    rules, problems = rules_of({**shipped_rules().texts, "talent.yaml": changed}, "rules")
    assert rules is None
    assert [one.code for one in problems if one.is_error] == [code]
    assert all("talent.yaml:" in str(one.source) for one in problems)


def test_weights_are_facts() -> None:
    """Weights sum to 100: two of them moved."""
    rules = shipped_rules()
    text = rules.texts["talent.yaml"]
    for axis, (one, other) in {
        "enthusiasm": ("confidence", "commitment"),
        "ability": ("own_score", "project_knowledge"),
    }.items():
        changed = re.sub(rf"({one}:\s+{{weight: )(\d+)", lambda found: found[1] + str(int(found[2]) + 1), text)
        changed = re.sub(rf"({other}:\s+{{weight: )(\d+)", lambda found: found[1] + str(int(found[2]) - 1), changed)
        other_rules, _problems = rules_of({**rules.texts, "talent.yaml": changed}, "rules")
        assert other_rules is not None
        paths = {fact.path for fact in set(other_rules.parts["talent"].facts) - set(rules.parts["talent"].facts)}
        assert paths == {f"{axis}.scorecard.{name}.weight" for name in (one, other)}


def test_the_last_tier_holds_for_everybody() -> None:
    text = shipped_rules().texts["talent.yaml"]
    changed = text.replace("en: Steady}}", "en: Steady}, when: {ability: high}}")
    _rules, problems = rules_of({**shipped_rules().texts, "talent.yaml": changed}, "rules")
    assert [one.code for one in problems] == ["talent-last-tier"]


def test_other_figures_show_in_simulate_and_diff(tmp_path: Path) -> None:
    path = book(tmp_path, (ONE, None, 4, 3, 3))
    simulated = document("simulate", path, "--set", "talent.enthusiasm.cut=90", "--rules", ROOT / "rules")
    assert '"II"' in json.dumps(simulated)
    other = book(tmp_path / "other", (ONE, None, 1, 1, 1))
    assert '"quadrant"' in json.dumps(document("diff", path, other))
