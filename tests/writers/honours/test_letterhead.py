"""Company, logo and signatory of the rules: on every certificate where there are any, refused where they cannot be."""

from __future__ import annotations

import io
import os
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from msgspec.structs import replace

from ccmotivate.model.metrics import Label
from ccmotivate.model.rules import Letterhead
from ccmotivate.pipeline.scheme import check
from ccmotivate.writers.honours.certificates import write_certificates
from ccmotivate.writers.honours.honour_roll import honour_roll
from ccmotivate.writers.honours.letterhead import MAX_BYTES, read_logo
from ccmotivate.writers.honours.pictures import clean_picture
from ccmotivate.writers.words.sentences import problem_message
from tests.support import posix
from tests.writers.honours.cases import quarter, rules
from tests.writers.honours.test_pictures import jpeg, moving

ROOT = Path(__file__).parents[3]


def png(width: int = 60, height: int = 30) -> bytes:
    """A whole PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def scheme(folder: Path, lines: str) -> Path:
    """The shipped rules with more lines in ``scheme.yaml``."""
    shutil.copytree(ROOT / "rules", folder / "rules", ignore=shutil.ignore_patterns("cases"))
    path = folder / "rules/scheme.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"\n{lines}\n", encoding="utf-8")
    return folder / "rules"


def test_the_letterhead_of_a_scheme_is_read(tmp_path: Path) -> None:
    folder = scheme(tmp_path, "company: 示例有限公司\nsignatory: {zh: 示安然, en: Agent Alpha}\nlogo: art/logo.png")
    (folder / "art").mkdir()
    (folder / "art/logo.png").write_bytes(png())
    found, problems = check(folder, "--rules")
    assert not [one for one in problems if one.is_error]
    assert found is not None
    assert found.letterhead.company == Label("示例有限公司", "示例有限公司")
    assert found.letterhead.signatory == Label("示安然", "Agent Alpha")
    picture, wrong = read_logo(found)
    assert wrong == ()
    assert picture is not None
    assert (picture.kind, picture.width, picture.height) == ("png", 60, 30)


@pytest.mark.parametrize(
    ("logo", "data", "code"),
    [
        ("logo.png", None, "logo-unreadable"),
        ("logo.png", b"not a picture", "logo-no-picture"),
        ("logo.png", png()[:60], "logo-no-picture"),
        ("logo.png", png() + b"\0" * MAX_BYTES, "logo-too-large"),
        ("logo.png", png(8, 8), "logo-size"),
        ("../logo.png", png(), "logo-outside"),
        ("/etc/logo.png", png(), "logo-outside"),
        ("C:\\logo.png", png(), "logo-outside"),
    ],
)
def test_a_logo_that_cannot_be_used_names_file_and_key(
    tmp_path: Path, logo: str, data: bytes | None, code: str
) -> None:
    folder = scheme(tmp_path, f"logo: '{logo}'")
    if data is not None:
        (folder / "logo.png").write_bytes(data)
    found, problems = check(folder, "--rules")
    assert found is None
    (wrong,) = [one for one in problems if one.is_error]
    assert (wrong.code, wrong.value) == (code, logo)
    assert "scheme.yaml:" in str(wrong.source)
    assert logo in problem_message(wrong, "en")


@posix
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = scheme(tmp_path, "logo: logo.png")
    (tmp_path / "secret.png").write_bytes(png())
    (folder / "logo.png").symlink_to(tmp_path / "secret.png")
    assert [one.code for one in check(folder, "--rules")[1] if one.is_error] == ["logo-outside"]


@posix
def test_a_pipe_in_the_logos_place_is_named_and_nobody_waits(tmp_path: Path) -> None:
    folder = scheme(tmp_path, "logo: logo.png")
    os.mkfifo(folder / "logo.png")
    (wrong,) = [one for one in check(folder, "--rules")[1] if one.is_error]
    assert (wrong.code, wrong.fields["why"]) == ("logo-unreadable", "it is a named pipe, not a file")


def test_a_logo_that_moves_is_refused(tmp_path: Path) -> None:
    folder = scheme(tmp_path, "logo: logo.png")
    (folder / "logo.png").write_bytes(moving(png()))
    assert [one.code for one in check(folder, "--rules")[1] if one.is_error] == ["logo-moving"]


@pytest.mark.parametrize("data", [jpeg().replace(b"JFIF", b"JFXX"), jpeg(), png()], ids=["no JFIF", "JFIF", "png"])
def test_whatever_is_a_picture_can_be_put_in(tmp_path: Path, data: bytes) -> None:
    picture = clean_picture(data)
    assert picture is not None
    write_certificates(tmp_path / "out.docx", quarter(), "en", None, picture)
    with zipfile.ZipFile(tmp_path / "out.docx") as package:
        assert package.read(f"word/media/logo0.{picture.kind}") == picture.data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_company_logo_and_signatory_stand_on_every_certificate(tmp_path: Path, lang: str) -> None:
    head = Letterhead(Label("示例有限公司", "Example Ltd"), Label("示安然", "Agent Alpha"), "logo.png")
    result = replace(quarter(), rules=replace(rules(), letterhead=head))
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "logo.png").write_bytes(png())
    logo, wrong = read_logo(replace(result.rules, folder=str(folder)))
    assert wrong == ()
    count = write_certificates(tmp_path / "a.docx", result, lang, logo=logo)
    tables = docx.Document(str(tmp_path / "a.docx")).tables
    assert len(tables) == count
    for table in tables:
        text = "\n".join(cell.text for cell in table.rows[-1].cells)
        assert head.company is not None
        assert head.signatory is not None
        assert head.company.text(lang) in text
        assert head.signatory.text(lang) in text
        assert "pic:pic" in table.rows[0].cells[0]._tc.xml
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        pictures = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
    assert png() in pictures  # once, however many certificates there are
    assert len(pictures) == 2
    again = io.BytesIO((tmp_path / "a.docx").read_bytes())
    assert "示例有限公司" in honour_roll(result, "zh")
    write_certificates(tmp_path / "a.docx", result, lang, logo=logo)
    assert again.getvalue() == (tmp_path / "a.docx").read_bytes()


def test_without_a_letterhead_there_is_no_trace_of_one(tmp_path: Path) -> None:
    write_certificates(tmp_path / "a.docx", quarter(), "en")
    for table in docx.Document(str(tmp_path / "a.docx")).tables:
        assert table.rows[0].cells[0].text == ""
        assert [cell.text.strip() for cell in table.rows[-1].cells] == ["Signature", "Stamp", "Date"]
    assert 'class="company"' not in honour_roll(quarter(), "en")
