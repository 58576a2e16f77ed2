"""The honour roll in a real browser and the certificates in a real office: skipped where these are not installed.

Chromium and LibreOffice are Debian's ``chromium`` and ``libreoffice-writer``; axe-core comes with
``npm install axe-core`` in the repository's folder, or ``CCMOTIVATE_AXE`` names its ``axe.min.js``.
"""

from __future__ import annotations

import html as escapes
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from ccmotivate.model.period import Month
from ccmotivate.model.results import PeriodResult
from ccmotivate.writers.honours.certificates import write_certificates
from ccmotivate.writers.honours.honour_roll import honour_roll, write_honour_roll
from tests.prove.record import record
from tests.writers.honours.cases import hostile, quarter

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(os.environ.get("CCMOTIVATE_AXE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
CASES: dict[str, PeriodResult] = {
    "whole": quarter(),
    "provisional": quarter(missing=(Month(2025, 3),)),
    "hostile": hostile(),
}
PAGES = [(name, lang) for name in CASES for lang in ("zh", "en")]
WIDTHS = (320, 768, 1280)
_QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=NetworkTimeServiceQuerying",
    "--disable-sync",
    "--disable-default-apps",
    "--virtual-time-budget=20000",
)
_RUN = """
<script>axe.run(document, {resultTypes: ['violations']}).then(found => {
  const pre = document.createElement('pre'); pre.id = 'axe';
  pre.textContent = JSON.stringify({violations: found.violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html)]),
    incomplete: found.incomplete.map(v => v.id), passes: found.passes.length});
  document.body.append(pre); });</script>
"""
_MEASURE = """<body>%s<script>addEventListener('load', () => {
  const pre = document.createElement('pre'); pre.id = 'widths';
  pre.textContent = JSON.stringify([...document.querySelectorAll('iframe')].map(
    frame => [frame.clientWidth, frame.contentDocument.documentElement.scrollWidth]));
  document.body.append(pre); });</script></body>"""


def tool(*names: str) -> str:
    """The first of these programs that is installed; skips the test without one."""
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    return found


def browse(page: Path, folder: Path, *more: str) -> str:
    """The document as Chromium has it after everything ran."""
    chromium = tool("chromium", "chromium-browser", "google-chrome")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    command = [chromium, *_QUIET, *sandbox, f"--user-data-dir={folder / 'profile'}", *more, "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def requests(page: Path, folder: Path) -> list[str]:
    """Every address that the browser asked for while it showed the page, its own files and data left out."""
    log = folder / f"{page.stem}.log.json"
    browse(page, folder, f"--log-net-log={log}")
    addresses = set(re.findall(r'"url":"([^"?#]+)', log.read_text(encoding="utf-8")))
    return sorted(one for one in addresses if not one.startswith(("file:", "data:", "chrome", "about:", "devtools:")))


@pytest.mark.prove
def test_the_page_asks_for_nothing(tmp_path: Path) -> None:
    control = tmp_path / "control.html"
    control.write_text('<img src="http://control.invalid/x.png">', encoding="utf-8")
    seen = requests(control, tmp_path)
    assert "http://control.invalid/x.png" in seen  # what is asked for does show
    ground = set(seen) - {"http://control.invalid/x.png"}  # what the browser asks for on its own
    asked: dict[str, list[str]] = {}
    for name, lang in PAGES:
        page = tmp_path / f"{name}.{lang}.html"
        write_honour_roll(page, CASES[name], lang)
        asked[page.name] = [one for one in requests(page, tmp_path) if one not in ground]
    assert not any(asked.values()), asked
    record("Honour roll: requests", [f"{len(asked)} pages (hostile names among them) in Chromium: 0 network requests."])


@pytest.mark.prove
def test_axe_finds_nothing_serious(tmp_path: Path) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm install axe-core, or set CCMOTIVATE_AXE")
    passes = 0
    for name, lang in PAGES:
        text = honour_roll(CASES[name], lang)
        open_text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        script = f"<script>{AXE.read_text(encoding='utf-8')}</script>{_RUN}"
        page = tmp_path / f"{name}.{lang}.html"
        page.write_text(open_text.replace("</body>", f"{script}</body>"), encoding="utf-8")
        for width in WIDTHS[1:]:
            found = _result(browse(page, tmp_path, f"--window-size={width},900"), "axe")
            assert found["violations"] == []
            passes += found["passes"]
    record("Honour roll: accessibility", [f"{len(PAGES)} pages at {len(WIDTHS) - 1} widths: 0 violations of axe-core."])
    assert passes > 20 * len(PAGES)


def _result(document: str, name: str) -> Any:
    (found,) = html.document_fromstring(document).xpath(f"//pre[@id='{name}']")
    return json.loads(found.text_content())


@pytest.mark.prove
def test_no_width_makes_the_page_scroll_sideways(tmp_path: Path) -> None:
    texts = [honour_roll(CASES[name], lang) for name, lang in PAGES]
    frames = "".join(
        f'<iframe style="width:{width}px;border:0" srcdoc="{escapes.escape(text)}"></iframe>'
        for text in texts
        for width in WIDTHS
    )
    page = tmp_path / "frames.html"
    page.write_text(_MEASURE % frames, encoding="utf-8")
    widths = _result(browse(page, tmp_path), "widths")
    assert [own for own, _needed in widths] == [width for _text in texts for width in WIDTHS]
    assert all(needed <= own for own, needed in widths)
    record("Honour roll: widths", [f"{len(texts)} pages at {WIDTHS} pixels: none scrolls sideways."])


@pytest.mark.prove
def test_one_page_a_certificate_in_libreoffice(tmp_path: Path) -> None:
    office = tool("lowriter")  # an office without Writer makes no PDF of it
    reader = tool("pdfinfo")
    counts = {}
    for name, lang in PAGES:
        target = tmp_path / f"{name}.{lang}.docx"
        counts[name, lang] = write_certificates(target, CASES[name], lang)
        profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(target)]
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        told = subprocess.run([reader, str(target.with_suffix(".pdf"))], capture_output=True, text=True, check=True)
        pages = re.search(r"Pages:\s+(\d+)", told.stdout)
        assert pages
        assert int(pages[1]) == counts[name, lang]
    record("Certificates", [f"{sum(counts.values())} certificates in LibreOffice: one page each, whatever the name."])
