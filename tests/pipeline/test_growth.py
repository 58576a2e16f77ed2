"""Ties, projects and months by the hundred: the same results as of a few, whole facts, lists that people can read.

How the cost grows is measured by ``benchmarks/growth.py``; nothing here looks at a clock.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console

from ccmotivate.model.results import MonthResult, TieNote
from ccmotivate.pipeline.scoring import Outcome
from ccmotivate.writers.files import replacing
from ccmotivate.writers.json.scores import write_json
from ccmotivate.writers.terminal import screens
from ccmotivate.writers.words.award_sentences import award_reason, names_of, tie_sentence
from ccmotivate.writers.workbooks import scored_book as workbook
from ccmotivate.writers.workbooks import summary_page
from tests.cli.commands import ccmotivate
from tests.pipeline.exports import HEADER, row, run_rows
from tests.support import sheets_in
from tests.support import workbook as made
from tests.writers.builders import rules

TIED = 300


def tied(count: int) -> list[list[object]]:
    """Equal agents of one project."""
    return [row(f"{number:04d}", 姓名=f"示{number}") for number in range(1, count + 1)]


def month(outcome: Outcome) -> MonthResult:
    """The only month of a run."""
    (job,) = outcome.jobs
    (result,) = job.scored.months
    return result


def screen(outcome: Outcome) -> list[str]:
    """The lines that the terminal gets."""
    out = io.StringIO()
    for job in outcome.jobs:
        screens.show_scored(Console(file=out, width=200), job.scored, [], "en")
    return out.getvalue().splitlines()


def sheet(path: Path, name: str) -> list[str]:
    """The first cell of each row of a written sheet, blank rows left out."""
    return [str(row[0]) for row in sheets_in(path)[name] if row[0] is not None]


def test_everybody_of_hundreds_who_are_equal_shares_the_place(tmp_path: Path) -> None:
    few, many = month(run_rows(tmp_path, *tied(3))), month(run_rows(tmp_path, *tied(TIED)))
    for result, count in ((few, 3), (many, TIED)):
        own = [given for given in result.awards if given.award == "monthly_project"]
        assert [given.agent_id for given in own] == [f"{number:04d}" for number in range(1, count + 1)]
        assert {(given.rank, given.tied, given.prize, given.candidates) for given in own} == {(1, True, 200, count)}
        (tie,) = result.ties["monthly_project"]
        assert (tie.members, tie.sharing) == (tuple(result.agents["agent_id"]), {1: tie.members})


def test_a_reason_names_the_first_of_hundreds_and_counts_the_others(tmp_path: Path) -> None:
    result = month(run_rows(tmp_path, *tied(TIED)))
    reasons = {award_reason(one, result.rules, "en", names_of(result)) for one in result.awards if one.tie}
    assert all("示20 (0020) and 280 more" in reason and "示21" not in reason for reason in reasons)


def test_places_that_are_shared_by_the_hundred_are_cut_too() -> None:
    members = tuple(f"A{at}" for at in range(50))
    tie = TieNote(members, Fraction(1), tuple(1 + at // 2 * 2 for at in range(50)), None)
    sentence = tie_sentence(tie, rules().awards["monthly_project"], rules(), "en")
    assert sentence.endswith("A38, A39 are joint 39th, each with what that place gives; 5 more places are shared")


def test_facts_for_programs_are_whole(tmp_path: Path) -> None:
    outcome = run_rows(tmp_path, *tied(TIED))
    stream = io.StringIO()
    write_json(stream, outcome.rules, [job.scored for job in outcome.jobs], [], "en")
    (document,) = json.loads(stream.getvalue())["months"]
    assert len(document["agents"]) == TIED
    assert len([one for one in document["awards"] if one["award"] == "monthly_project"]) == TIED


def test_the_list_to_sign_is_whole_and_what_repeats_it_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary_page, "MOST_AWARDS", 20)
    monkeypatch.setattr(workbook, "MOST_AWARDS", 30)
    outcome = run_rows(tmp_path, *tied(TIED), write=True, lang="en")
    awards = len(month(outcome).awards)
    assert awards >= 2 * TIED
    listed, scored = sorted(path for job in outcome.jobs for path in job.written)
    assert f"… and {awards - 20} more awards in the award list" in sheet(scored, "Summary")
    assert f"… and {awards - 30} more awards in the award list" in sheet(scored, "Awards")
    teams = sum(given.agent_id is None for given in month(outcome).awards)
    assert sum(one.startswith("joint") for one in sheet(listed, "Award list")) == awards - teams


def test_projects_stand_in_natural_order_and_the_screen_is_cut(tmp_path: Path) -> None:
    count = screens.MOST_PROJECTS + 5
    rows = [row(f"{at:04d}", 项目=f"项目{at}") for at in range(1, count + 1)]
    outcome = run_rows(tmp_path, *rows)
    lines = screen(outcome)
    shown = [line.split()[0] for line in lines[: screens.MOST_PROJECTS + 5] if line.strip().startswith("项目")]
    assert shown == [f"项目{at}" for at in range(1, screens.MOST_PROJECTS + 1)]
    assert "… and 5 more projects in the sheet “Summary”" in lines
    won = [given.within[0][1] for given in month(outcome).awards if given.award == "monthly_project"]
    assert won == [f"项目{at}" for at in range(1, count + 1)]


def test_many_months_in_a_file_are_written_and_the_screen_shows_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "_CELLS_TO_PARSE", 0)  # every sheet is counted, as large ones are
    months = [f"{year}-{number:02d}" for year in (2023, 2024) for number in range(1, 13)]
    outcome = run_rows(tmp_path, *(row(月份=one) for one in months), write=True, lang="en")
    (job,) = outcome.jobs
    assert len(job.written) == 2
    assert [str(one.month) for one in job.scored.months] == months
    lines = screen(outcome)
    assert "… and 12 more months" in lines
    assert not any(line.startswith("January 2024") for line in lines)


def test_one_of_hundreds_who_are_equal_is_explained(tmp_path: Path) -> None:
    path = made(tmp_path / "2025-03.xlsx", {"坐席": [list(HEADER), *tied(TIED)]})
    ran = ccmotivate("explain", path, "--agent", "0150", "--lang", "en", "--json")
    assert ran.code == 0
    (award, *_others) = [one for one in _awards(json.loads(ran.out)) if one["award"] == "monthly_project"]
    assert award["won"]
    said = ccmotivate("explain", path, "--agent", "0150", "--lang", "en")
    assert "299" in said.out


def _awards(document: dict[str, Sequence[dict[str, object]]]) -> Sequence[dict[str, object]]:
    return document["awards"]
