"""Certificates: one page a winner, names as they are, the shipped template and one of HR's own."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from msgspec.structs import replace

from ccmotivate.model.period import Month
from ccmotivate.writers.files.signature import PROPERTY
from ccmotivate.writers.honours.certificates import certificates, has_certificates, write_certificates
from ccmotivate.writers.honours.template_file import PLACEHOLDERS, read_template
from ccmotivate.writers.words.text import visible
from tests.writers.honours.cases import HOSTILE, hostile, quarter

WHOLE = quarter()
MM = 36_000


def pages(path: Path) -> list[list[str]]:
    """The texts of each certificate's paragraphs, those in tables included."""
    found: list[list[str]] = [[]]
    for block in Document(str(path)).element.body:
        for paragraph in block.iter(qn("w:p")):
            text = "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
            if text:
                found[-1].append(text)
        if block.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            found.append([])
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_page_a_winner(tmp_path: Path, lang: str) -> None:
    target = tmp_path / "certificates.docx"
    assert write_certificates(target, WHOLE, lang) == 7
    found = pages(target)
    assert len(found) == len(Document(str(target)).sections) == 7
    names = ["测试一", "Agent Alpha", "测试小明", "欧阳测试", "测试一", "Agent Gamma-Delta van der Example", "测试五"]
    for page, name in zip(found, names, strict=True):
        assert name in page
    label = {"zh": "季度项目奖", "en": "Quarterly project award"}[lang]
    assert [label in page for page in found] == [True] * 4 + [False] * 3


def test_nothing_can_push_a_certificate_onto_a_second_page(tmp_path: Path) -> None:
    target = tmp_path / "certificates.docx"
    write_certificates(target, hostile(), "en")
    document = Document(str(target))
    for section, table in zip(document.sections, document.tables, strict=True):
        assert section.orientation == WD_ORIENT.LANDSCAPE
        assert (round(section.page_width / MM), round(section.page_height / MM)) == (297, 210)
        assert all(row.height_rule == WD_ROW_HEIGHT_RULE.EXACTLY for row in table.rows)
        room = section.page_height - section.top_margin - section.bottom_margin
        assert sum(row.height for row in table.rows) < room


def test_names_arrive_as_themselves(tmp_path: Path) -> None:
    awards = tuple(replace(hostile().awards[0], name=name) for name in HOSTILE)
    target = tmp_path / "certificates.docx"
    write_certificates(target, replace(hostile(), awards=awards), "en")
    found = pages(target)
    for page, name in zip(found, HOSTILE, strict=True):
        assert (visible(name, 400) or "0000") in page
    body = zipfile.ZipFile(target).read("word/document.xml").decode()
    assert "<script" not in body
    assert "\u202e" not in body
    assert "{{" not in body


def test_a_name_that_looks_like_a_placeholder_stays_a_name(tmp_path: Path) -> None:
    names = ("{{ 7*7 }}", "{_{ name }_}", "{%p if x %}", 'Müller\'s "Ⅲ"')
    awards = tuple(replace(WHOLE.awards[0], name=name) for name in names)
    target = tmp_path / "certificates.docx"
    write_certificates(target, replace(WHOLE, awards=awards), "zh")
    for page, name in zip(pages(target), names, strict=True):
        assert name in page


@pytest.mark.parametrize(
    ("name", "size"), [("测试", "large"), ("Agent Gamma-Delta of Example", "medium"), ("W" * 300, "small")]
)
def test_long_names_are_set_smaller(name: str, size: str) -> None:
    (facts,) = certificates(replace(WHOLE, awards=(replace(WHOLE.awards[0], name=name),)), "en")
    assert facts["name_size"] == size
    assert facts["name"] == name


def test_what_even_small_print_cannot_hold_is_cut() -> None:
    award = replace(WHOLE.awards[0], name="测" * 399)
    (facts,) = certificates(replace(WHOLE, awards=(award,)), "en")
    assert len(facts["name"]) == 300
    assert facts["name"].endswith("…")


def test_a_partial_period_says_so_whatever_the_template() -> None:
    result = quarter(missing=(Month(2025, 3),))
    assert all("(provisional)" in facts["period"] for facts in certificates(result, "en"))
    assert not any("(provisional)" in facts["period"] for facts in certificates(WHOLE, "en"))


def test_every_documented_placeholder_is_filled() -> None:
    for facts in certificates(WHOLE, "en"):
        assert set(facts) == set(PLACEHOLDERS)


def test_places_are_named_where_there_are_several() -> None:
    rules = WHOLE.rules
    award = replace(rules.awards["contribution"], recognition=("certificate",))
    result = replace(WHOLE, rules=replace(rules, awards={**rules.awards, award.id: award}))
    found = {(facts["award"], facts["place"]) for facts in certificates(result, "en")}
    assert ("Outstanding-contribution award", "no. 3") in found
    assert ("Woodpecker award", "") in found


def test_the_template_of_hr(tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("{{ name|upper }}: {{ award }} {% if decided_by %}by {{ decided_by }}{% endif %}")
    own.add_paragraph("{{ reason }}")
    own.sections[0].header.paragraphs[0].add_run("{{ scheme }}, {{ period }}")
    own.save(str(tmp_path / "own.docx"))
    template, problems = read_template(tmp_path / "own.docx", "en")
    assert problems == ()
    target = tmp_path / "certificates.docx"
    write_certificates(target, WHOLE, "en", template)
    found = pages(target)
    assert len(found) == 7
    assert found[1][0].strip() == "AGENT ALPHA: Quarterly project award"
    assert found[3][0] == "欧阳测试: Quarterly project award by HR Example"
    header = Document(str(target)).sections[-1].header.paragraphs[0].text
    assert header == "Contact-centre appraisal and award scheme, Q1 2025"


def test_the_file_is_repeatable_and_known_as_ours(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        write_certificates(tmp_path / name, WHOLE, "zh")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert package.testzip() is None
        mark = package.read("docProps/custom.xml").decode()
        assert f'name="{PROPERTY}"' in mark
        assert re.search("<vt:lpwstr>certificates [0-9a-f]{64}</vt:lpwstr>", mark)
        assert "custom.xml" in package.read("_rels/.rels").decode()


def test_a_mark_of_the_template_gives_way_to_ours(tmp_path: Path) -> None:
    write_certificates(tmp_path / "a.docx", WHOLE, "en")
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(tmp_path / "again.docx", "w") as package:
        for name, data in parts.items():
            placeholder = data.replace("测试一".encode(), b"{{ name }}")  # a template must say who won
            package.writestr(name, placeholder if name == "word/document.xml" else data)
    template, problems = read_template(tmp_path / "again.docx", "en")
    assert problems == ()
    write_certificates(tmp_path / "b.docx", WHOLE, "en", template)
    with zipfile.ZipFile(tmp_path / "b.docx") as package:
        assert package.namelist().count("docProps/custom.xml") == 1


def test_no_award_with_a_certificate(tmp_path: Path) -> None:
    nobody = replace(WHOLE, awards=())
    assert has_certificates(WHOLE)
    assert not has_certificates(nobody)
    with pytest.raises(ValueError, match="no award"):
        write_certificates(tmp_path / "none.docx", nobody, "en")
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_templates_are_what_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("PIL", reason="Pillow draws the border of the shipped templates")
    from tools import make_certificate  # namespace package: a script, not a module

    monkeypatch.setattr(make_certificate, "HERE", tmp_path)
    monkeypatch.setattr(make_certificate, "_DPI", 12)  # a small border is drawn as the large one is
    picture = make_certificate.border()
    for lang in ("zh", "en"):
        make_certificate.make(lang, picture)
        made = zipfile.ZipFile(tmp_path / f"certificate.{lang}.docx")
        shipped = read_template(None, lang)[0]
        assert shipped is not None
        kept = zipfile.ZipFile(io.BytesIO(shipped.data))
        assert made.read("word/document.xml") == kept.read("word/document.xml")
        assert made.read("word/styles.xml") == kept.read("word/styles.xml")


def test_sections_tables_and_bookmarks_of_a_template(tmp_path: Path) -> None:
    own = Document()
    own.add_paragraph("{{ name }}")
    first = own.paragraphs[0]._p
    first.append(OxmlElement("w:bookmarkStart", {qn("w:id"): "1", qn("w:name"): "here"}))
    first.append(OxmlElement("w:bookmarkEnd", {qn("w:id"): "1"}))
    first.set("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", "12345678")
    own.add_table(1, 1).cell(0, 0).text = "{{ award }}"
    own.sections[0].start_type = WD_SECTION.CONTINUOUS
    own.save(str(tmp_path / "own.docx"))
    template, problems = read_template(tmp_path / "own.docx", "en")
    assert problems == ()
    target = tmp_path / "certificates.docx"
    write_certificates(target, WHOLE, "en", template)
    assert [page[0] for page in pages(target)][:2] == ["测试一", "Agent Alpha"]
    body = zipfile.ZipFile(target).read("word/document.xml").decode()
    assert "bookmark" not in body
    assert "paraId" not in body
    starts = [section.start_type for section in Document(str(target)).sections]
    assert starts[:-1] == [WD_SECTION.NEW_PAGE] * 6
