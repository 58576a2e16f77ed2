"""Templates that run, fetch, hang or break: a small sample of each kind, refused by name; sound ones pass."""

from __future__ import annotations

import itertools
import random
import time
from pathlib import Path

import pytest

from ccmotivate.writers.honours.certificates import write_certificates
from ccmotivate.writers.honours.template_file import read_template
from ccmotivate.writers.honours.word_package import active_content
from tests.writers.honours import fuzz, payloads
from tests.writers.honours.cases import quarter
from tests.writers.honours.payloads import Variant

SECONDS = 10
SAMPLE = [
    *itertools.islice(payloads.field_variants(), 0, None, 23),
    *payloads.field_variants(("DDEAUTO cmd x",), ("document",)),
    *itertools.islice(payloads.relation_variants(), 0, None, 7),
    *payloads.element_variants(),
    *payloads.part_variants(),
    *payloads.placeholder_variants(),
]


def refused(variant: Variant, folder: Path) -> str:
    """The code with which a template is refused, in time; its message can be told in both languages."""
    path = folder / "own.docx"
    path.write_bytes(variant.data())
    begun = time.monotonic()
    template, problems = read_template(path, "en")
    assert template is None, variant.name
    assert problems, variant.name
    assert time.monotonic() - begun < SECONDS, variant.name
    return problems[0].code


@pytest.mark.parametrize("variant", SAMPLE, ids=lambda variant: variant.name)
def test_what_would_be_more_than_text_is_refused(variant: Variant, tmp_path: Path) -> None:
    code = refused(variant, tmp_path)
    if variant.name.startswith(("field", "relation", "element", "drawing")):
        assert code == "template-active"
    else:
        assert code.startswith("template-")
        assert code != "template-no-word"


@pytest.mark.parametrize("xml", payloads.SOUND.values(), ids=list(payloads.SOUND))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_a_letter_has_is_allowed(xml: str, tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(payloads.placed("sound", xml, "document").data())
    template, problems = read_template(tmp_path / "own.docx", "en")
    assert problems == ()
    write_certificates(tmp_path / "out.docx", quarter(), "en", template)
    assert active_content((tmp_path / "out.docx").read_bytes(), "out.docx") is None


def test_templates_changed_at_random_are_filled_or_refused(tmp_path: Path) -> None:
    chance = random.Random(20250301)
    told = [fuzz.outcome(fuzz.changed(chance), tmp_path) for _ in range(60)]
    assert "filled" in told
    assert len(set(told)) > 3
