"""The terminal: the month, the awards and the problems, on any console."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from ccmotivate.model.results import InputFile
from ccmotivate.problems import Problem, SourceRef, gathered, problem
from ccmotivate.writers.terminal import problem_lines, screens
from tests.writers import builders


def shown(encoding: str = "utf-8", width: int = 100) -> str:
    """What a console of this encoding and width gets."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    out = Console(file=stream, width=width, highlight=False)
    screens.show_scored(out, builders.scored(12), [Path("march.scored.xlsx")], "en")
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_shows_projects_awards_and_files() -> None:
    text = shown()
    for word in (
        "信用卡",
        "Monthly project award",
        "Agent 0 (0000)",
        "108.35",
        "¥200",
        "march.scored.xlsx",
        "joint 3rd",
    ):
        assert word in text


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
@pytest.mark.parametrize("width", [20, 60])
def test_any_console_survives(encoding: str, width: int) -> None:
    assert "March 2025" in " ".join(shown(encoding, width).split())


def told(*problems: Problem, notes: bool = True, **options: Any) -> str:
    """What stderr gets of some problems."""
    out = io.StringIO()
    problem_lines.show_problems(Console(file=out, width=200), problems, None, "en", notes=notes, **options)
    return out.getvalue()


def cell(address: str, value: str = "abc", file: str = "march.xlsx") -> Problem:
    """An error in a cell."""
    return problem("not-a-number", SourceRef(file, "坐席", address), value)


def test_errors_come_first_and_are_cut_after_twenty() -> None:
    errors = [
        problem("id-twice", SourceRef("march.xlsx", "坐席", f"A{row}"), row, first=f"A{row - 1}", month="2025-03")
        for row in range(2, 32)
    ]
    note = problem("sheet-hidden", SourceRef("march.xlsx", "旧\x1b[31m"))
    text = told(note, *errors)
    assert text.index("A2") < text.index("旧")
    assert "!A21:" in text and "!A22:" not in text
    assert "and 10 more" in text
    assert "\x1b" not in text


def test_what_concerns_most_is_said_first() -> None:
    missing = problem("column-missing", SourceRef("march.xlsx", "坐席"), metrics="x", roles="y", words="z", nearest="–")
    lost = problem("no-such-file", SourceRef("april.xlsx"))
    row = problem("blank-id", SourceRef("march.xlsx", "坐席", "A9"))
    nothing = problem("no-month", SourceRef("march.xlsx", "坐席"), sheet="坐席", file="march.xlsx")
    text = told(cell("E5"), row, missing, nothing, lost)
    starts = [line.split(": ")[0] for line in text.splitlines() if line.startswith("error")]
    assert starts == [
        "error april.xlsx", "error march.xlsx!坐席", "error march.xlsx!坐席", "error march.xlsx!坐席!A9",
        "error march.xlsx!坐席!E5",
    ]  # fmt: skip
    assert text.index("month and year") < text.index("no column for")


def test_the_same_thing_in_several_places_is_said_once() -> None:
    text = told(
        *gathered([cell("E5"), cell("E6"), cell("E7", "def"), cell("G5", "ghi"), cell("E2", file="april.xlsx")])
    )
    first, also, *rest = text.splitlines()
    assert first == "error march.xlsx!坐席!E5: abc is not a number; 3 cells in all, also E6 (abc), E7 (def)"
    assert also == "  also (2): G5 (ghi), april.xlsx!坐席!E2"
    assert [line[:7] for line in rest] == ["  help:"]


def test_no_kind_of_note_hides_behind_many_of_another() -> None:
    blank = [
        problem("no-data", SourceRef("march.xlsx"), metric=str(at), agents="1", month="2025-03") for at in range(9)
    ]
    hidden = problem("hidden-rows", SourceRef("march.xlsx", "坐席", "A5"), rows="5, 9")
    text = told(*blank, hidden)
    assert text.count("no data for") == 5
    assert "hidden rows were read: 5, 9" in text and "and 4 more of the kind" in text


def test_thirty_thousand_cells_take_a_few_lines() -> None:
    found = gathered(cell(f"E{row}") for row in range(2, 30_002))
    text = told(*found)
    assert len(text.splitlines()) == 2 and len(text) < 400
    assert "30000 cells in all, also E3, E4" in text and "…" in text


def test_nothing_is_referred_to_a_workbook_that_was_not_written() -> None:
    many = [
        problem("id-twice", SourceRef("march.xlsx", "坐席", f"A{row}"), row, first=f"A{row - 1}", month="2025-03")
        for row in range(2, 32)
    ]
    inputs = [InputFile("march.xlsx", "0")]
    assert "--json gives all" in told(*many)
    assert "--json" not in told(*many, json=False)
    own = problem_lines.listings(inputs, [Path("out/march.problems.xlsx")])
    assert "all are in march.problems.xlsx and in --json" in told(*many, listed_in=own)
    other = problem_lines.listings([InputFile("april.xlsx", "0")], [Path("out/april.problems.xlsx")])
    assert "problems.xlsx" not in told(*many, listed_in=other)
    whole = problem_lines.listings(inputs, [Path("2025-Q1.awards.xlsx")])
    assert "2025-Q1.awards.xlsx" in told(*many, listed_in=whole)


def awarded(months: int = 3, width: int = 120, encoding: str = "utf-8") -> str:
    """What a console gets of a quarter."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    out = Console(file=stream, width=width, highlight=False)
    screens.show_awarded(out, builders.awarded(months=months), [Path("2025-Q1.awards.xlsx")], "en")
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_a_period_shows_winners_reasons_notes_and_the_first_of_each_project() -> None:
    text = awarded()
    for word in (
        "Q1 2025: awards",
        "Led project “信用卡” in all 3 months",
        "¥300",
        "Withheld by Agent Omega",
        "Best leader: not given",
        "written: 2025-Q1.awards.xlsx",
    ):
        assert word in text
    assert "PROVISIONAL" not in text
    rows = [line.split() for line in text.splitlines() if "(0001)" in line]
    score = f"{builders.period_result().agents['score'][1] / 100:.2f}"
    assert rows[-1][-1] == score


def test_a_period_that_is_not_over_says_so_first() -> None:
    assert "PROVISIONAL: Q1 2025" in awarded(months=2).splitlines()[1]


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
@pytest.mark.parametrize("width", [20, 60])
def test_any_console_survives_a_period(encoding: str, width: int) -> None:
    assert "Q1 2025" in " ".join(awarded(3, width, encoding).split())


def test_a_call_without_a_result_shows_no_awards() -> None:
    out = io.StringIO()
    nothing = replace(builders.awarded(), result=None, unscored=("0001 (march.xlsx!坐席!A2)",))
    screens.show_awarded(Console(file=out, width=120), nothing, [], "en")
    assert out.getvalue().split("\n", 1)[0] == "not scored, for errors in their rows: 0001 (march.xlsx!坐席!A2)"
