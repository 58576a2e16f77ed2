"""``ccmotivate fairness`` from the outside: on the example year, on real exports, on broken files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.pipeline.test_real import needed
from tests.support import is_private

EXAMPLES = ROOT / "examples/2025"
QUARTER = [EXAMPLES / f"2025-0{number}.xlsx" for number in (1, 2, 3)]


def test_in_the_terminal(tmp_path: Path) -> None:
    ran = ccmotivate("fairness", *QUARTER, "--lang", "en", folder=tmp_path)
    assert ran.code == 0, ran.err
    assert "Also whole periods: Q1 2025." in ran.out
    assert "What this report can show, and what it cannot" in ran.out
    assert list(tmp_path.iterdir()) == []


def test_json_on_stdout_and_only_that(tmp_path: Path) -> None:
    ran = ccmotivate("fairness", *QUARTER, "--json", "--no-names", "--lang", "en", folder=tmp_path)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert document["periods"] == ["2025-01", "2025-02", "2025-03", "2025-Q1"]
    assert document["names"] == {}
    assert "例知行" not in ran.out
    backwards = ccmotivate("fairness", *reversed(QUARTER), "--json", "--no-names", "--lang", "en", folder=tmp_path)
    assert backwards.out == ran.out


@pytest.mark.parametrize("name", ["report.html", "report.xlsx"])
def test_a_file_is_written_and_written_again(name: str, tmp_path: Path) -> None:
    for _again in range(2):
        ran = ccmotivate("fairness", QUARTER[2], "--out", name, "--lang", "en", folder=tmp_path)
        assert ran.code == 0, ran.err
        assert name in ran.out
    assert is_private(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_format_without_a_name(tmp_path: Path) -> None:
    assert ccmotivate("fairness", QUARTER[2], "--format", "html", folder=tmp_path).code == 0
    assert (tmp_path / "fairness.html").exists()


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.html").write_text("<p>mine</p>", encoding="utf-8")
    ran = ccmotivate("fairness", QUARTER[2], "--out", "mine.html", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "<p>mine</p>"


def test_what_cannot_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    ran = ccmotivate("fairness", "broken.xlsx", "--json", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert json.loads(ran.out)["parts"] == []
    assert ccmotivate("fairness", QUARTER[0], "--out", "report.pdf", "--lang", "en", folder=tmp_path).code == 2


def test_real_exports_by_their_own_rules(tmp_path: Path) -> None:
    export = needed("preppin/MetricData2021.xlsx")
    rules = ROOT / "tests/rules/preppin_awards"
    ran = ccmotivate("fairness", export, "--rules", rules, "--json", "--lang", "en", folder=tmp_path)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert len(document["months"]) == 12
    assert document["decisions"] >= 12
    codes = {finding["code"] for part in document["parts"] for finding in part["findings"]}
    assert "no-repeat-winner" in codes  # 135 agents, hardly anybody twice
