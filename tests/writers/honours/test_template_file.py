"""Templates of others: broken ones name what is wrong, hostile ones never get as far as being filled in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document

from ccmotivate.problems import Problem
from ccmotivate.writers.honours.template_file import PLACEHOLDERS, read_template
from ccmotivate.writers.words.sentences import problem_hint, problem_message

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(folder: Path, *paragraphs: str, header: str = "") -> Path:
    """A Word document with these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].add_run(header)
    document.save(str(folder / "own.docx"))
    return folder / "own.docx"


def changed(path: Path, name: str, data: bytes) -> Path:
    """The package with one part put in or replaced."""
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in {**parts, name: data}.items():
            package.writestr(part, text)
    return path


def refused(path: Path) -> tuple[Problem, ...]:
    """The problems of a template that must not be used."""
    template, problems = read_template(path, "en")
    assert template is None
    assert problems
    assert all(one.is_fatal and one.source.file == path.name for one in problems)
    return problems


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_shipped_templates_pass_their_own_check(lang: str, tmp_path: Path) -> None:
    template, problems = read_template(None, lang)
    assert problems == ()
    assert template is not None
    (tmp_path / "copy.docx").write_bytes(template.data)
    again, problems = read_template(tmp_path / "copy.docx", lang)
    assert problems == ()
    assert again is not None


def test_a_wrong_placeholder_is_named_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    path = word(tmp_path, "{{ name }}", "wins the {{ awrd }} and {{ salary }}")
    first, second = refused(path)
    assert (first.code, first.value, first.fields["nearest"]) == ("template-placeholder", "awrd", "award")
    assert first.fields["line"] == "wins the {{ awrd }} and {{ salary }}"
    assert second.value == "salary"
    assert "awrd" in problem_message(first, "en")
    assert "award" in problem_hint(first, "en")


def test_headers_know_the_period_only(tmp_path: Path) -> None:
    (found,) = refused(word(tmp_path, "{{ name }}", header="{{ period }} {{ name }}"))
    assert found.value == "name"
    assert found.fields["known"] == "period, scheme, company, signatory"


@pytest.mark.parametrize("text", ["nothing", "{{ award }} for {{ period }}", "{% if name %}{{ award }}{% endif %}"])
def test_a_template_that_names_no_winner_is_refused_with_the_placeholders(tmp_path: Path, text: str) -> None:
    (found,) = refused(word(tmp_path, text))
    assert found.code == "template-no-winner"
    assert "name, agent_id, team" in problem_message(found, "en")
    assert all(placeholder in problem_hint(found, "en") for placeholder in PLACEHOLDERS)


@pytest.mark.parametrize("text", ["{{ name }}", "{{ agent_id | upper }}", "{% if place %}{{ team }}{% endif %}"])
def test_any_word_for_the_winner_is_enough(tmp_path: Path, text: str) -> None:
    assert read_template(word(tmp_path, text), "en")[1] == ()


def test_a_logo_has_no_letters_to_change(tmp_path: Path) -> None:
    (found,) = refused(word(tmp_path, "{{ name }}", "{{ logo | upper }}"))
    assert found.code == "template-construct"


def test_the_documentation_lists_every_placeholder() -> None:
    text = (Path(__file__).parents[3] / "docs/rules.md").read_text(encoding="utf-8")
    section = text.partition("### Placeholders of a certificate")[2].partition("\n## ")[0]
    assert [word for word in PLACEHOLDERS if f"`{word}`" not in section] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% if place %} {{ place }}", "{{ place }}"),
        ("{{ name | }}", "{{ name | }}"),
        ("{{ }}", "{{ }}"),
        ("{% nonsense %}", "{% nonsense %}"),
    ],
)
def test_a_syntax_error_is_named_with_its_words(tmp_path: Path, text: str, said: str) -> None:
    (found,) = refused(word(tmp_path, "before", text))
    assert found.code == "template-syntax"
    assert said in (found.value or "") or said in found.fields["why"] or found.value == ""
    assert found.fields["why"]


def test_a_placeholder_that_does_not_end_is_named(tmp_path: Path) -> None:
    (found,) = refused(word(tmp_path, "{{ name }}", "for {{ award"))
    assert (found.code, found.value) == ("template-unclosed", "for {{ award")


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in name %}{{ period }}{% endfor %}",
        "{{ name.__class__ }}",
        "{{ name['x'] }}",
        "{{ name() }}",
        "{{ name * 1000000000 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ name|center(1000000000) }}",
        "{{ name|safe }}",
        "{% set name = 'x' %}",
        "{% include 'passwd' %}",
        "{% macro m() %}{% endmacro %}",
        "{{r name }}",
        "{{ [1, 2] }}",
    ],
)
def test_only_placeholders_and_conditions_are_allowed(tmp_path: Path, text: str) -> None:
    assert {one.code for one in refused(word(tmp_path, text))} <= {"template-construct", "template-placeholder"}


def test_a_condition_across_cells_is_found(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "{%p if place %}"
    table.cell(0, 1).text = "{%tc endif %}"
    document.save(str(tmp_path / "own.docx"))
    (found,) = refused(tmp_path / "own.docx")
    assert found.code == "template-syntax"


def test_a_thousand_brackets_are_no_crash(tmp_path: Path) -> None:
    (found,) = refused(word(tmp_path, "{{ " + "(" * 5000 + "name" + ")" * 5000 + " }}"))
    assert found.code == "template-unclosed"


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 100, b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_word_document(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "own.docx"
    path.write_bytes(data)
    (found,) = refused(path)
    assert found.code == "template-no-word"


def test_a_workbook_is_no_word_document_and_a_missing_file_is_missing(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.docx", "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(tmp_path / "book.docx")[0].code == "template-no-word"
    assert refused(tmp_path / "nowhere.docx")[0].code == "template-unreadable"
    assert refused(tmp_path)[0].code == "template-unreadable"


def test_broken_xml_names_its_part(tmp_path: Path) -> None:
    path = word(tmp_path, "{{ name }}")
    assert refused(changed(path, "word/document.xml", b"<w:document"))[0].code == "template-broken-part"


def test_bombs(tmp_path: Path) -> None:
    path = word(tmp_path, "{{ name }}")
    found = refused(changed(path, "word/media/a.png", b"\0" * 20_000_000))
    assert (found[0].code, found[0].value) == ("template-too-large", "word/media/a.png")
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document/>'
    assert refused(changed(word(tmp_path, "x"), "word/document.xml", lol))[0].code == "template-active"
    (tmp_path / "own.docx").write_bytes(b"PK" + b"\0" * (11 << 20))
    assert refused(tmp_path / "own.docx")[0].code == "template-too-large"


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("word/vbaProject.bin", b"x"),
        ("word/embeddings/a.bin", b"x"),
        ("word/_rels/settings.xml.rels", b'<Relationship Type="x/attachedTemplate" TargetMode="External"/>'),
        ("word/_rels/y.xml.rels", b'<Relationship TargetMode="External" Target="file://x/y.png" Type="x/image"/>'),
        ("word/footnotes.xml", f'<w:x xmlns:w="{NAMESPACE}"><w:instrText> DDEAUTO cmd</w:instrText></w:x>'.encode()),
        ("word/comments.xml", f'<w:fldSimple xmlns:w="{NAMESPACE}" w:instr="IncludePicture http://x"/>'.encode()),
    ],
)  # fmt: skip
def test_what_could_run_or_fetch_something(tmp_path: Path, part: str, data: bytes) -> None:
    found = refused(changed(word(tmp_path, "{{ name }}"), part, data))
    assert [one.code for one in found] == ["template-active"]


def test_a_link_to_the_company_is_fine(tmp_path: Path) -> None:
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        b'Target="https://example.com" TargetMode="External"/></Relationships>'
    )
    path = changed(word(tmp_path, "{{ name }}"), "word/_rels/header9.xml.rels", link)
    template, problems = read_template(path, "en")
    assert problems == ()
    assert template is not None
