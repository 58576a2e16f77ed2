"""The terminal: the month, the awards and the problems, on any console."""

from __future__ import annotations

import io
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
