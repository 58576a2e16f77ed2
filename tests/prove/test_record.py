"""A proof's section of PROOFS.md is replaced, the others stay."""

from __future__ import annotations

from pathlib import Path

from tests.prove.record import machine, record


def test_sections_are_added_and_replaced(tmp_path: Path) -> None:
    file = tmp_path / "PROOFS.md"
    record("One", ["1 thing"], file)
    record("Two", ["2 things"], file)
    record("One", ["3 things"], file)
    text = file.read_text(encoding="utf-8")
    assert text.count("## One") == text.count("## Two") == 1
    assert text.index("## One") < text.index("- 3 things") < text.index("## Two") < text.index("- 2 things")
    assert "1 thing\n" not in text
    assert text.startswith("# Proofs\n")
    once = text
    record("Two", ["2 things"], file)
    assert file.read_text(encoding="utf-8") == once
    assert "processors" in machine()
