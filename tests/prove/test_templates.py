"""The proof: every hostile template refused, and templates changed at random for as long as one likes.

``CCMOTIVATE_FUZZ_SECONDS`` sets for how long; 600 without it.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from msgspec.structs import replace

from ccmotivate.writers.honours.certificates import write_certificates
from ccmotivate.writers.honours.template_file import read_template
from ccmotivate.writers.honours.word_package import active_content
from ccmotivate.writers.words.text import visible
from tests.prove.record import record
from tests.writers.honours import fuzz, payloads
from tests.writers.honours.cases import quarter

SECONDS = 10.0
FUZZ_SECONDS = float(os.environ.get("CCMOTIVATE_FUZZ_SECONDS", "600"))

pytestmark = [pytest.mark.prove, pytest.mark.filterwarnings("ignore::UserWarning")]


def test_every_hostile_template_is_refused(tmp_path: Path) -> None:
    codes: Counter[str] = Counter()
    slowest = 0.0
    for variant in payloads.variants():
        (tmp_path / "own.docx").write_bytes(variant.data())
        begun = time.monotonic()
        template, problems = read_template(tmp_path / "own.docx", "en")
        slowest = max(slowest, time.monotonic() - begun)
        assert template is None, variant.name
        assert problems, variant.name
        codes[problems[0].code] += 1
    record(
        "Certificate templates: hostile ones",
        [
            f"{codes.total()} templates (code of a field × how it is written × where it stands; relations, elements, "
            "parts, placeholders): all refused, 0 tracebacks, 0 hangs; "
            + ", ".join(f"{count} {code}" for code, count in codes.most_common())
            + ".",
            f"Slowest: {slowest:.1f} s.",
        ],
    )
    assert codes.total() >= 150
    assert slowest < SECONDS


def test_names_stay_names(tmp_path: Path) -> None:
    texts = [*payloads.CODES, *payloads.PLACEHOLDER_TEXTS.values(), *payloads.ELEMENTS.values()]
    texts += [form for form in payloads.field_forms("DDEAUTO cmd").values()]  # noqa: C416 - names like the others
    names = [text for text in texts if len(text) <= 200]
    result = quarter()
    awards = tuple(replace(result.awards[0], name=name, team=name, project=name) for name in names)
    for lang in ("zh", "en"):
        write_certificates(tmp_path / "out.docx", replace(result, awards=awards), lang)
        assert active_content((tmp_path / "out.docx").read_bytes(), "out.docx") is None
        shown = [
            "".join(t.text or "" for t in p.iter(qn("w:t")))
            for p in Document(str(tmp_path / "out.docx")).element.body.iter(qn("w:p"))
        ]
        assert [name for name in names if visible(name, 400).strip() not in shown] == []
    record(
        "Certificate templates: names",
        [f"{len(names)} names made of field codes, markup and placeholders: each a text, 0 fields or relations."],
    )


def test_templates_changed_at_random(tmp_path: Path) -> None:
    chance = random.Random(os.environ.get("CCMOTIVATE_FUZZ_SEED", "templates"))
    told: Counter[str] = Counter()
    slowest = 0.0
    end = time.monotonic() + FUZZ_SECONDS
    while time.monotonic() < end:
        data = fuzz.changed(chance)
        begun = time.monotonic()
        try:
            told[fuzz.outcome(data, tmp_path)] += 1
        except Exception:
            (tmp_path / f"found-{fuzz.digest(data)}.docx").write_bytes(data)
            raise
        slowest = max(slowest, time.monotonic() - begun)
    record(
        "Certificate templates: changed at random",
        [
            f"{told.total()} templates in {FUZZ_SECONDS:.0f} s, bytes, members and XML changed: 0 faults, slowest "
            f"{slowest:.1f} s; " + ", ".join(f"{count} {code}" for code, count in told.most_common()) + ".",
        ],
    )
    assert slowest < SECONDS
