"""The terminal: the month, the awards and the problems, on any console."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from ccmotivate.problems import SourceRef, problem
from ccmotivate.writers import terminal
from tests.writers import builders


def shown(encoding: str = "utf-8", width: int = 100) -> str:
    """What a console of this encoding and width gets."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    out = Console(file=stream, width=width, highlight=False)
    terminal.show_scored(out, builders.scored(12), [Path("march.scored.xlsx")], "en")
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_shows_projects_awards_and_files() -> None:
    text = shown()
    for word in (
        "信用卡",
        "Monthly project award",
        "Agent 0 (0000)",
        "108.35",
        "200.00 CNY",
        "march.scored.xlsx",
        "3=",
    ):
        assert word in text


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
@pytest.mark.parametrize("width", [20, 60])
def test_any_console_survives(encoding: str, width: int) -> None:
    assert "March 2025" in " ".join(shown(encoding, width).split())


def test_errors_come_first_and_are_cut_after_twenty() -> None:
    out = io.StringIO()
    errors = [problem("blank-id", SourceRef("march.xlsx", "坐席", f"A{row}")) for row in range(2, 32)]
    note = problem("sheet-hidden", SourceRef("march.xlsx", "旧\x1b[31m"))
    terminal.show_problems(Console(file=out, width=200), [note, *errors], None, "en", notes=True)
    text = out.getvalue()
    assert text.index("A2") < text.index("旧")
    assert "A21" in text and "A22" not in text
    assert "and 10 more" in text
    assert "\x1b" not in text


def awarded(months: int = 3, width: int = 120, encoding: str = "utf-8") -> str:
    """What a console gets of a quarter."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="replace")
    out = Console(file=stream, width=width, highlight=False)
    terminal.show_awarded(out, builders.awarded(months=months), [Path("2025-Q1.awards.xlsx")], "en")
    stream.flush()
    return raw.getvalue().decode(encoding)


def test_a_period_shows_winners_reasons_notes_and_the_first_of_each_project() -> None:
    text = awarded()
    for word in (
        "Q1 2025: awards",
        "Led project “信用卡” in all 3 months",
        "300.00 CNY",
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
    terminal.show_awarded(Console(file=out, width=120), nothing, [], "en")
    assert out.getvalue().split("\n", 1)[0] == "not scored, for errors in their rows: 0001 (march.xlsx!坐席!A2)"
