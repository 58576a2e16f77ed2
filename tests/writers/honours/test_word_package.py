"""Templates that run, fetch, hang or break: a small sample of each kind, refused by name; sound ones pass."""

from __future__ import annotations

import itertools
import os
import random
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from msgspec.structs import replace

from ccmotivate.writers.files.refusals import UnfitTemplateError
from ccmotivate.writers.honours import template_fill
from ccmotivate.writers.honours.certificates import write_certificates
from ccmotivate.writers.honours.template_file import Template, read_template
from ccmotivate.writers.honours.word_package import active_content
from tests.samples import sample, sampled
from tests.support import posix
from tests.writers.honours import fuzz, payloads
from tests.writers.honours.cases import quarter
from tests.writers.honours.payloads import RELATIONS, Variant, W

SECONDS = 10
VARIANTS = [
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


@sampled
@pytest.mark.parametrize("variant", sample(VARIANTS[::2], VARIANTS), ids=lambda variant: variant.name)
def test_what_would_be_more_than_text_is_refused(variant: Variant, tmp_path: Path) -> None:
    code = refused(variant, tmp_path)
    if variant.name.startswith(("field", "relation", "element", "drawing")):
        assert code == "template-active"
    else:
        assert code.startswith("template-")
        assert code != "template-no-word"


@sampled
@pytest.mark.parametrize("name", sample(list(payloads.SOUND)[::4], list(payloads.SOUND)))
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_a_letter_has_is_allowed(name: str, tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(payloads.placed("sound", payloads.SOUND[name], "document").data())
    template, problems = read_template(tmp_path / "own.docx", "en")
    assert problems == ()
    write_certificates(tmp_path / "out.docx", quarter(), "en", template)
    assert active_content((tmp_path / "out.docx").read_bytes(), "out.docx") is None


def test_a_name_is_never_a_field(tmp_path: Path) -> None:
    names = [
        *payloads.CODES,
        *(one for one in payloads.field_forms("DDE x").values() if len(one) < 250),
        "{{ 7*7 }}{% raw %}",
        "\U0010fffd0",
        "\U0010fffdlogo\U0010fffd",
    ]
    result = quarter()
    awards = tuple(replace(result.awards[0], name=name, team=name) for name in names)
    write_certificates(tmp_path / "out.docx", replace(result, awards=awards), "en")
    assert active_content((tmp_path / "out.docx").read_bytes(), "out.docx") is None
    body = Document(str(tmp_path / "out.docx")).element.body
    shown = ["".join(text.text or "" for text in one.iter(qn("w:t"))) for one in body.iter(qn("w:p"))]
    assert [name for name in names if name.replace("\U0010fffd", "\ufffd").strip() not in shown] == []


def test_what_comes_out_is_checked_again(tmp_path: Path) -> None:
    sly = Template("own.docx", payloads.placed("sly", payloads.field_forms("DDE x")["whole"], "document").data())
    with pytest.raises(UnfitTemplateError) as found:
        write_certificates(tmp_path / "out.docx", quarter(), "en", sly)
    assert found.value.problem.value == "word/document.xml: DDE"
    assert not (tmp_path / "out.docx").exists()


def test_a_condition_that_only_some_winners_meet_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    text = "{{ name }}{% if name == 'Agent Alpha' %}{% if name &lt; 3 %}x{% endif %}{% endif %}"
    (tmp_path / "own.docx").write_bytes(Variant("unlikes", text=text).data())
    template, problems = read_template(tmp_path / "own.docx", "en")
    assert problems == ()
    with pytest.raises(UnfitTemplateError) as found:
        write_certificates(tmp_path / "out.docx", quarter(), "en", template)
    assert found.value.problem.code == "template-syntax"


def test_more_than_a_document_can_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template_fill, "MOST_FILLED", 20_000)
    with pytest.raises(UnfitTemplateError) as found:
        write_certificates(tmp_path / "out.docx", quarter(), "en")
    assert found.value.problem.code == "template-too-large"


@pytest.mark.parametrize(
    ("part", "data", "code"),
    [
        ("word/document.xml", f'<w:document xmlns:w="{W}"/>'.encode(), "template-no-body"),
        ("word/document.xml", f'<w:document xmlns:w="{W}">{"<w:p>" * 400}'.encode(), "template-too-large"),
        ("word/document.xml", b"<w:document", "template-broken-part"),
        ("word/styles.xml", b"\xff\xfe<\0x\0/\0>\0", "template-encoding"),
        ("word/styles.xml", b'<?xml version="1.0" encoding="GBK"?><x/>', "template-encoding"),
        ("word/styles.xml", "<x>王</x>".encode("gbk"), "template-encoding"),
        ("../../x.xml", b"<x/>", "template-part-name"),
        ("/word/x.xml", b"<x/>", "template-part-name"),
        ("word\\x.xml", b"<x/>", "template-part-name"),
        ("word/x\x1b.xml", b"<x/>", "template-part-name"),
        ("word/DOCUMENT.xml", b"<x/>", "template-no-word"),
        ("docProps/core.xml", b"", "template-broken-part"),
        ("_rels/.rels", f'<Relationships xmlns="{RELATIONS}"/>'.encode(), "template-no-word"),
        ("docProps/core.xml", b'<w:p xmlns:w="urn:made-up"/>', "template-no-word"),
        ("[Content_Types].xml", b"<Types/>", "template-active"),
    ],
)  # fmt: skip
def test_each_way_to_be_broken_has_its_own_problem(tmp_path: Path, part: str, data: bytes, code: str) -> None:
    parts = {**payloads.plain(), part: data}
    with zipfile.ZipFile(tmp_path / "own.docx", "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    template, problems = read_template(tmp_path / "own.docx", "en")
    assert template is None
    assert [one.code for one in problems] == [code]


def test_a_password_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert [one.code for one in read_template(tmp_path / "own.docx", "en")[1]] == ["template-locked"]
    data = bytearray(Variant("x").data())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # encrypted, says the directory
    (tmp_path / "own.docx").write_bytes(data)
    assert [one.code for one in read_template(tmp_path / "own.docx", "en")[1]] == ["template-locked"]


@posix
def test_a_pipe_or_a_device_is_named_and_nobody_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "own.docx")
    (tmp_path / "zero.docx").symlink_to("/dev/zero")
    for name, why in (("own.docx", "it is a named pipe, not a file"), ("zero.docx", "it is a device, not a file")):
        (found,) = read_template(tmp_path / name, "en")[1]
        assert (found.code, found.fields["why"]) == ("template-unreadable", why)


@sampled
def test_templates_changed_at_random_are_filled_or_refused(tmp_path: Path) -> None:
    chance = random.Random(20250301)
    told = [fuzz.outcome(fuzz.changed(chance), tmp_path) for _ in range(sample(25, 60))]
    assert "filled" in told
    assert len(set(told)) > 3


def test_a_member_whose_bytes_are_damaged_is_a_problem(tmp_path: Path) -> None:
    """Whichever member it is: python-docx reads more of them than the look at the package does."""
    document = tmp_path / "own.docx"
    Document().save(str(document))
    whole = document.read_bytes()
    with zipfile.ZipFile(document) as package:
        members = [one for one in package.infolist() if one.compress_size > 200]
    assert len(members) > 3
    for member in members:
        data = bytearray(whole)
        start = member.header_offset + 30 + len(member.filename.encode())
        for at in range(start + 40, start + member.compress_size - 20, 7):
            data[at] ^= 0xA5
        document.write_bytes(bytes(data))
        template, problems = read_template(document, "en")
        assert template is None or not problems, member.filename
        assert template is not None or problems, member.filename
