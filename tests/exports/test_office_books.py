"""The workbooks that an office opens: every cell says what it should, in both languages."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.commands import ccmotivate
from tests.exports.shapes import lines, scheme

LOG = """
calls:
  files: "calls_*"
  agent_id: Agent
  month: Day
  columns:
    talk: {name: Talk, kind: duration, unit: seconds}
"""
TALK = "talk: {name: Talk, kind: duration, good: low, detail: {from: calls, of: talk, take: mean}}\n"


@pytest.mark.parametrize(("lang", "sheet", "header"), [("en", "Why", "Gap"), ("zh", "依据", "差距")])
@pytest.mark.parametrize(("must", "gap"), [("  talk: {at_most: 200}\n", "-0:00:50"), ("", None)])
def test_a_duration_without_a_standard_has_no_gap(
    tmp_path: Path, lang: str, sheet: str, header: str, must: str, gap: str | None
) -> None:
    rules = scheme(tmp_path / "rules", LOG, TALK)
    role = "role: agent\nname: Agent\nscorecard:\n  talk: {weight: 100, curve: {0: 0, 1000: 100}}\n"
    (rules / "roles" / "agent.yaml").write_text(role + (f"must:\n{must}" if must else ""), encoding="utf-8")
    rows = [("A1", "2025-03-03", 100), ("A1", "2025-03-04", 200)]
    file = lines(tmp_path / "calls_2025-03.csv", ("Agent", "Day", "Talk"), *rows)
    ran = ccmotivate("score", file, "--rules", rules, "--out", tmp_path / "out", "--lang", lang)
    assert ran.code == 0, ran.out + ran.err
    table = openpyxl.load_workbook(tmp_path / "out" / "calls_2025-03.scored.xlsx")[sheet]
    names = [cell.value for cell in table[1]]
    assert table.cell(2, names.index(header) + 1).value == gap


@pytest.mark.parametrize(
    ("lang", "sheet", "told"),
    [("en", "How it was read", "rows of ids not among the agents, not used"),
     ("zh", "读取说明", "工号不在员工之列的行，未采用")],
)  # fmt: skip
def test_rows_of_nobody_stand_in_the_workbook(tmp_path: Path, lang: str, sheet: str, told: str) -> None:
    rules = scheme(tmp_path / "rules", LOG + "staff:\n  files: staff.csv\n  agent_id: Login\n  name: Name\n", TALK)
    days = [("A1", "2025-03-03", 100), ("NEW", "2025-03-03", 90), ("NEW", "2025-03-04", 90), ("BOT", "2025-03-04", 1)]
    lines(tmp_path / "in" / "calls_3.csv", ("Agent", "Day", "Talk"), *days)
    lines(tmp_path / "in" / "staff.csv", ("Login", "Name"), ("A1", "Ada Example"))
    ran = ccmotivate("score", tmp_path / "in", "--rules", rules, "--out", tmp_path / "out", "--lang", lang, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    table = openpyxl.load_workbook(tmp_path / "out" / "staff.scored.xlsx")[sheet]
    found = [row for row in table.iter_rows(values_only=True) if told in row]
    assert [[cell for cell in row if cell not in (None, "")] for row in found] == [
        ["calls_3.csv", "csv", "A3", told, "NEW, BOT", "3"]
    ]


@pytest.mark.parametrize("together", [(), ("--together",)])
def test_the_problems_of_a_file_that_was_corrected_go(tmp_path: Path, together: tuple[str, ...]) -> None:
    rules = scheme(tmp_path / "rules", LOG, TALK)
    days = [("A1", "2025-02-03", 100), ("A1", "2025-03-03", 100)]
    words = ("score", tmp_path / "in", "--rules", rules, "--out", tmp_path / "out", "--keep-going", *together)
    for number in (1, 2):
        wrong = [*days, (f"A{number}", "2025-03-04", "soon")]
        lines(tmp_path / "in" / f"calls_{number}.csv", ("Agent", "Day", "Talk"), *wrong)
    assert ccmotivate(*words).code == 1

    def left() -> set[str]:
        return {one.name for one in (tmp_path / "out").glob("*.problems.xlsx")}

    assert left() == {"calls_1.problems.xlsx", "calls_2.problems.xlsx"}
    lines(tmp_path / "in" / "calls_1.csv", ("Agent", "Day", "Talk"), *days)
    assert ccmotivate(*words, "--only", "2025-02").code == 0
    assert left() == {"calls_1.problems.xlsx", "calls_2.problems.xlsx"}
    assert ccmotivate(*words).code == 1
    assert left() == {"calls_2.problems.xlsx"}
