"""``ccmotivate honours`` from the outside: from files, from the ledger, with what HR adds of its own."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from tests.cli.commands import ROOT, ccmotivate
from tests.support import is_private

EXAMPLES = ROOT / "examples/2025"
QUARTER = [EXAMPLES / f"2025-0{number}.xlsx" for number in (1, 2, 3)]


@pytest.mark.parametrize(("lang", "title"), [("zh", "光荣榜"), ("en", "Honour roll")])
def test_three_files_from_exports(tmp_path: Path, lang: str, title: str) -> None:
    ran = ccmotivate("honours", "2025-Q1", *QUARTER, "--out", "h", "--lang", lang, folder=tmp_path)
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in (tmp_path / "h").iterdir()) == [
        "certificates.docx",
        "honour-roll.html",
        "newsletter.md",
    ]
    assert all(is_private(path) for path in (tmp_path / "h").iterdir())
    page = (tmp_path / "h/honour-roll.html").read_text(encoding="utf-8")
    assert title in page
    assert "例知行" in page
    again = ccmotivate("honours", "2025-Q1", *QUARTER, "--out", "h", "--lang", lang, folder=tmp_path)
    assert again.code == 0, again.err


def test_from_the_ledger_alone(tmp_path: Path) -> None:
    folder = tmp_path
    by = ("--by", "Manager One", "--yes")
    assert ccmotivate("publish", "2025-Q1", *QUARTER, *by, folder=folder).code == 0
    assert ccmotivate("honours", "2025-Q1", *QUARTER, "--out", "files", "--lang", "en", folder=folder).code == 0
    ran = ccmotivate("honours", "2025-Q1", "--out", "ledger", "--lang", "en", folder=folder)
    assert ran.code == 0, ran.err
    pages = [(folder / name / "newsletter.md").read_text(encoding="utf-8") for name in ("files", "ledger")]
    winners = [[line for line in page.splitlines() if line.startswith("- ")] for page in pages]
    assert winners[0] == winners[1]
    assert len(winners[0]) > 5
    assert "Manager One" in (folder / "ledger/honour-roll.html").read_text(encoding="utf-8")


def test_a_month_has_no_certificates_and_an_old_file_does_not_pass_for_its(tmp_path: Path) -> None:
    assert ccmotivate("honours", "2025-Q1", *QUARTER, "--out", "h", folder=tmp_path).code == 0
    assert ccmotivate("honours", "2025-02", QUARTER[1], "--out", "h", folder=tmp_path).code == 0
    names = sorted(path.name for path in (tmp_path / "h").iterdir())
    assert names == ["certificates.stale.docx", "honour-roll.html", "newsletter.md"]


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "h").mkdir()
    (tmp_path / "h/newsletter.md").write_text("# ours since 1999\n", encoding="utf-8")
    ran = ccmotivate("honours", "2025-Q1", *QUARTER, "--out", "h", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert "newsletter.md" in ran.err
    assert [path.name for path in (tmp_path / "h").iterdir()] == ["newsletter.md"]
    assert (tmp_path / "h/newsletter.md").read_text(encoding="utf-8") == "# ours since 1999\n"


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("To {{ name }} for {{ award }}")
    document.save(str(tmp_path / "own.docx"))
    options = ("--template", "own.docx", "--lang", "en", "--out", "h")
    assert ccmotivate("honours", "2025-Q1", *QUARTER, *options, folder=tmp_path).code == 0
    said = [one.text for one in docx.Document(str(tmp_path / "h/certificates.docx")).paragraphs]
    assert "To 例知行 for Quarterly project award" in said
    document.add_paragraph("{{ nmae }}")
    document.save(str(tmp_path / "own.docx"))
    ran = ccmotivate("honours", "2025-Q1", *QUARTER, *options, folder=tmp_path)
    assert ran.code in (1, 2)
    assert "nmae" in ran.err
    assert "name" in ran.err


def test_nothing_to_honour_without_files_or_ledger(tmp_path: Path) -> None:
    ran = ccmotivate("honours", "2025-Q1", "--lang", "en", folder=tmp_path)
    assert ran.code == 1
    assert "2025-01" in ran.err
    assert list(tmp_path.iterdir()) == []
