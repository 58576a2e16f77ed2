"""Commands are loaded when they are called, and look as if all of them were there from the start."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer.main

from ccmotivate.cli.app import COMMANDS, app
from tests.cli.commands import ROOT, apart, ccmotivate

LOADED = """
import sys
sys.argv = ["ccmotivate", *sys.argv[1:]]
from ccmotivate.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
print("\\nloaded", *(name for name in ("numpy", "pandas", "pydantic", "rich", "yaml") if name in sys.modules))
"""


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("scor",)])
def test_what_needs_no_command_loads_none(words: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.splitlines()[-1].split()[1:]) <= {"pydantic"}  # by typer, where an option was given


def test_every_entry_is_the_command_of_its_name() -> None:
    group = typer.main.get_command(app)
    found = dict(group.commands.items())  # type: ignore[attr-defined]  # typer's Group
    assert list(found) == [entry.name for entry in COMMANDS]
    assert [(command.name, command.help) for command in found.values()] == [(one.name, one.help) for one in COMMANDS]
    assert [entry.name for entry in COMMANDS if entry.is_group] == ["ledger", "rules"]
    assert group.commands.get("scor") is None  # type: ignore[attr-defined]


def test_a_slip_in_the_name_of_a_command_is_told_the_nearest() -> None:
    ran = ccmotivate("scor", "--lang", "en")
    assert ran.code == 2
    assert "No such command 'scor'. Did you mean 'score'?" in ran.err


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("score", "--help")])
def test_a_process_ends_with_all_it_said(words: tuple[str, ...]) -> None:
    whole, piece = apart(*words), ccmotivate(*words)
    assert (whole.code, whole.out, whole.err) == (0, piece.out, piece.err)
    assert len(whole.out) > 5
