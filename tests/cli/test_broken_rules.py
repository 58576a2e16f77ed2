"""``rules check`` on every deliberately broken rule file: where, what, and what to do, one run for each."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ccmotivate.cli import app
from ccmotivate.ruleset import files as rule_files
from ccmotivate.ruleset.yaml_text import read_yaml
from tests.ruleset.test_files import _break, _cases
from tests.samples import sample, sampled

CASES = [(code, case) for code, case in _cases() if not case.get("note")]
FIRST = list({code: (code, case) for code, case in reversed(CASES)}.values())
SAID = re.compile(r"^error (rules/[\w./*-]+(?::\d+)?): (.+)\n +(?:help|建议)[:：] ?(.+)$", re.MULTILINE)


def test_there_are_enough_of_them_each_with_an_edit_of_its_own() -> None:
    edits = {(case["file"], str(case.get("replace")), str(case.get("with", case))) for _code, case in CASES}
    assert len(edits) == len(CASES) >= 60


@sampled
def test_each_is_said_with_its_place_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_files, "read_yaml", functools.cache(read_yaml))
    told: set[str] = set()
    alone = 0
    for at, (code, case) in enumerate(sample(FIRST, CASES)):
        folder = tmp_path / str(at) / "rules"
        _break(folder, case)
        ran = CliRunner().invoke(app, ["rules", "check", str(folder), "--lang", "en"])
        assert ran.exit_code == 1, (code, ran.output)
        found = SAID.findall(ran.stderr)
        assert found, (code, ran.stderr)
        assert all(place and message and fix for place, message, fix in found)
        told |= {message for _place, message, _fix in found}
        alone += len(found) == 1
    assert len(told) >= 60
    assert alone >= 60  # broken files with this one message and no other
