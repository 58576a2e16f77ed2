"""What the tests run in their own process says what a process of its own says, however often and in whatever order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import ROOT, apart, ccmotivate

MARCH = ROOT / "examples/2025/2025-03.xlsx"


@pytest.mark.parametrize("words", [["score", "--help"], ["check", MARCH, "--json"]], ids=["help", "check"])
def test_a_run_here_says_what_a_run_apart_says(words: list[str | Path]) -> None:
    own = {lang: apart(*words, environment={"CCMOTIVATE_LANG": lang}) for lang in ("en", "zh")}
    assert own["en"] != own["zh"]
    for lang in ("en", "zh", "zh", "en"):
        assert ccmotivate(*words, environment={"CCMOTIVATE_LANG": lang}) == own[lang]


def test_a_workbook_that_changed_is_parsed_again(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    said = []
    for content in (MARCH.read_bytes(), b"PK\x03\x04 broken", MARCH.read_bytes()):
        file.write_bytes(content)
        said.append(ccmotivate("check", file, "--json", folder=tmp_path))
    assert said[0] == said[2] != said[1]
    assert said[1].code == 2
