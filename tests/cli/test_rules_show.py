"""``ccmotivate rules show`` and ``ccmotivate rules diff`` from the outside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ccmotivate.writers.files.signature import kind_of
from tests.cli.commands import ROOT, ccmotivate

RULES = ROOT / "rules"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The shipped rules with a dated standard and other prizes."""
    folder = tmp_path / "new"
    shutil.copytree(RULES, folder)
    role, awards = folder / "roles/inbound.yaml", folder / "awards.yaml"
    text = role.read_text("utf-8").replace("at_least: 75%", "at_least: {2025-01: 75%, 2025-07: 78%}")
    role.write_text(text, "utf-8")
    awards.write_text(awards.read_text("utf-8").replace("[200, 150, 100]", "[300, 150, 100]"), "utf-8")
    return folder


def test_the_terminal_shows_the_handbook_of_the_shipped_rules(tmp_path: Path) -> None:
    ran = ccmotivate("rules", "show", "--lang", "en", folder=tmp_path)
    assert (ran.code, ran.err) == (0, f"rules: {RULES} (shipped)\n")
    assert "Handbook for employees" in ran.out
    assert "Monthly project award" in ran.out


@pytest.mark.parametrize(
    ("name", "kind"), [("book.html", "handbook"), ("book.md", "handbook"), ("book.xlsx", "handbook")]
)
def test_out_is_written_by_its_name_and_written_again(tmp_path: Path, name: str, kind: str) -> None:
    for _again in range(2):
        ran = ccmotivate("rules", "show", RULES, "--out", name, folder=tmp_path)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert kind_of(tmp_path / name) == "handbook"


def test_the_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text("mine", "utf-8")
    ran = ccmotivate("rules", "show", RULES, "--out", "book.md", folder=tmp_path)
    assert ran.code == 2
    assert (tmp_path / "book.md").read_text("utf-8") == "mine"
    assert ccmotivate("rules", "show", RULES, "--out", "book.md", "--force", folder=tmp_path).code == 0


def test_html_goes_to_the_screen_where_no_file_is_named() -> None:
    ran = ccmotivate("rules", "show", RULES, "--format", "html", "--lang", "zh")
    assert ran.code == 0
    assert ran.out.startswith("<!DOCTYPE html>")
    assert '<html lang="zh-CN">' in ran.out


def test_a_month_chooses_the_figures(changed: Path) -> None:
    june, july = (
        ccmotivate("rules", "show", changed, "--month", month, "--lang", "en").out for month in ("2025-06", "2025-07")
    )
    assert "at least 78% (from July 2025)" not in june
    assert "at least 78% (from July 2025)" in july


@pytest.mark.parametrize(
    "arguments",
    [("--format", "xlsx"), ("--out", "book"), ("no-such-folder",), ("--month", "never")],
)
def test_what_cannot_be_shown_is_said_with_exit_code_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = ccmotivate("rules", "show", *arguments, folder=tmp_path)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err


def test_diff_says_what_changed_and_from_when(changed: Path) -> None:
    ran = ccmotivate("rules", "diff", RULES, changed, "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "Productivity · standard: at least 75% → 78%, from July 2025" in ran.out
    assert "prize: ¥200 / ¥150 / ¥100 → ¥300 / ¥150 / ¥100" in ran.out


def test_diff_of_two_dates(changed: Path) -> None:
    dates = ("--from", "2025-06", "--to", "2025-07")
    document = json.loads(ccmotivate("rules", "diff", changed, *dates, "--json").out)
    assert document["schema"] == "ccmotivate/rules-diff@1"
    assert [(change["metric"], change["since"]) for change in document["changes"]] == [("productivity", "2025-07")]
    assert (document["old"]["month"], document["new"]["month"]) == ("2025-06", "2025-07")
    same = ccmotivate("rules", "diff", changed, "--from", "2025-08", "--to", "2026-08", "--lang", "en")
    assert (same.code, "Nothing has changed" in same.out) == (0, True)


def test_diff_before_all_dates_could_not_run(changed: Path) -> None:
    ran = ccmotivate("rules", "diff", changed, "--from", "2020-01", "--to", "2025-07", "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert "2020-01" in ran.err


@pytest.mark.parametrize("arguments", [(), ("--from", "2025-06"), (".", "--from", "2025-06", "--to", "2025-07")])
def test_diff_asks_for_two_sides(arguments: tuple[str, ...]) -> None:
    assert ccmotivate("rules", "diff", RULES, *arguments).code == 2
