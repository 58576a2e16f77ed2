"""A scheme whose only role has a scorecard and no standards: every command copes, and everybody is qualified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.samples import sample, sampled
from tests.support import sheets_in

FILES = {
    "rules/metrics.yaml": """
calls: {name: Calls, kind: count, plausible: {from: 0}}
slips: {name: Slips, kind: count, good: low}
""",
    "rules/roles/agent.yaml": """
role: agent
name: Agent
must:
scorecard:
  calls: {weight: 60, ratio: 100, cap: 120}
  slips: {weight: 40, bands: [{up_to: 0, points: 100}, {points: 0}]}
""",
    "rules/awards.yaml": """
best: {name: Best, every: month, who: qualified, rank: {by: score}, prize: 10}
steady: {name: Steady, every: quarter, who: eligible, rank: {by: score}}
team: {name: Team, every: month, for: team, rank: {by: share_qualified}}
""",
    "rules/cases/first.yaml": """
given: {like: on_standard, role: Agent}
cases:
  - case: No data is no reason to be unqualified
    agents:
      A: {calls: 100, slips: 0, expect: {qualified: yes, eligible: yes, score: 100}}
      B: {calls: "-", expect: {qualified: yes, score: 0}}
    awards: {best: [A]}
""",
}
MONTHS = ("2025-01", "2025-02", "2025-03")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The scheme beside three months of three agents."""
    assert ccmotivate("init", "made", "--blank", "--lang", "en", folder=tmp_path).code == 0
    (tmp_path / "made/rules").rename(tmp_path / "rules")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for month in MONTHS:
        rows = ["Agent ID,Name,Team,Month,Calls,Slips"]
        rows += [f"1,Agent Alpha,T,{month},110,0", f"2,Agent Beta,T,{month},90,1", f"3,Agent Gamma,T,{month},,1"]
        (tmp_path / f"{month}.csv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def test_everybody_is_qualified(folder: Path) -> None:
    ran = ccmotivate("score", "2025-01.csv", "--json", folder=folder)
    assert ran.code == 0
    (month,) = json.loads(ran.out)["months"]
    assert [(a["qualified"], a["eligible"], a["rank"], a["criteria"]) for a in month["agents"]] == [
        (True, True, 1, []),
        (True, True, 2, []),
        (True, True, 3, []),
    ]
    assert len(sheets_in(folder / "2025-01.scored.xlsx")["Why"]) == 1


_FILES = [f"{month}.csv" for month in MONTHS]


@sampled
@pytest.mark.parametrize("lang", sample(["zh"], ["zh", "en"]))
@pytest.mark.parametrize(
    "words",
    [
        ["rules", "check"],
        ["rules", "test", "--coverage"],
        ["rules", "show"],
        ["rules", "show", "--out", "book.xlsx"],
        ["rules", "show", "--out", "book.html"],
        ["explain", "2025-01.csv", "--agent", "3"],
        ["explain", *_FILES, "--agent", "2", "--html", "page.html"],
        ["fairness", *_FILES],
        ["template"],
        ["awards", "2025-Q1", *_FILES],
        ["honours", "2025-Q1", *_FILES],
        ["simulate", "2025-01.csv", "--set", "roles.agent.must={calls: {at_least: 100}}"],
        ["diff", "2025-01.csv", "2025-02.csv"],
    ],
)
def test_every_command_copes(folder: Path, words: list[str], lang: str) -> None:
    ran = ccmotivate(*words, "--lang", lang, folder=folder)
    assert ran.code == 0, ran.err
    assert ran.out or (folder / words[-1]).is_file()
