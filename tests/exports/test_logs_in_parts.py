"""Commands of the parts say the same of a large log as of its rows."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.cli.commands import ROOT, ccmotivate
from tests.exports.shapes import lines
from tests.exports.test_logs_beside import answer, streamed

EXAMPLES = ROOT / "examples" / "2025"
MONTHS = ("2025-05", "2025-06")
CALLS = """calls:
  files: calls*.csv
  agent_id: Agent
  month: {of: Start}
  columns:
    held: {name: {zh: 保持, en: Held}, kind: duration, unit: seconds}
"""
HELD = """
held:
  name: {zh: 保持时长, en: Time on hold}
  kind: duration
  good: low
  detail: {from: calls, take: sum, of: held}
"""


CAREERS = {
    "tie_breaker: contributions": "tie_breaker: held",
    "window: 6": "window: 2",
    "at_least: 5": "at_least: 2",
    "qualified_months: 5": "qualified_months: 1",
}


def rules_with_calls(folder: Path) -> Path:
    """The shipped rules for two months, where the time on hold decides between equals who may be promoted."""
    shutil.copytree(ROOT / "rules", folder)
    (folder / "sources.yaml").write_text(CALLS, "utf-8")
    with (folder / "metrics.yaml").open("a", encoding="utf-8") as metrics:
        metrics.write(HELD)
    careers = folder / "careers.yaml"
    text = careers.read_text("utf-8")
    for old, new in CAREERS.items():
        text = replaced(text, old, new)
    careers.write_text(text, "utf-8")
    return folder


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(f"\n{old}\n") == 1, old
    return text.replace(f"\n{old}\n", f"\n{new}\n")


def calls(path: Path) -> Path:
    """Two calls of each agent of the examples in every month."""
    agents = [f"{number:04d}" for number in range(12, 12 + 3 * 61, 3)]
    rows = [
        (agent, f"{month}-{1 + at % 28:02d} 09:{at % 60:02d}:00", str(5 + at * 7 % 90))
        for month in MONTHS
        for at, agent in enumerate(agents * 2)
    ]
    return lines(path, ("Agent", "Start", "Held"), *rows)


def held_by_candidates(path: Path) -> list[timedelta]:
    """What decides between those who compete for a place."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Competitions").to_python()
    column = rows[0].index("Time on hold")
    times = [row[column] for row in rows[1:] if isinstance(row[column], timedelta)]
    assert 0 < len(times) == len(rows) - 1
    return times


def test_coaching_and_careers_say_the_same_of_a_large_log(tmp_path: Path) -> None:
    rules, log = rules_with_calls(tmp_path / "rules"), calls(tmp_path / "calls.csv")
    given = (*(EXAMPLES / f"{month}.xlsx" for month in MONTHS), log)
    common = ("--rules", rules, "--lang", "en", "--no-ledger", "--json", "--force")

    def answers() -> list[Any]:
        ran = [ccmotivate(word, "2025-06", *given, "--out", tmp_path / word, *common) for word in ("coach", "promote")]
        assert [one.code for one in ran] == [0, 0], [one.out + one.err for one in ran]
        return [*(answer(one.out) for one in ran), held_by_candidates(tmp_path / "promote" / "2025-06.careers.xlsx")]

    with streamed("calls.csv") as told:
        stream = answers()
    assert len(told) == 2 and all(one.is_done for one in told)
    assert stream == answers()
    assert min(stream[-1]) > timedelta(0)
