"""Text that would be code, markup or a command of the terminal stays text, whichever part shows it and wherever.

One workbook carries every payload in every column of text: person ``at`` is called ``PAYLOADS[at]`` and has a row with
that text in each sheet of a part. Each output is read back by what reads it: openpyxl, python-docx, an HTML parser.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document

from tests.cli.commands import ccmotivate
from tests.parts.books import with_sheets

PAYLOADS: Mapping[str, str] = {
    "formula": "=1+1",
    "plus": "+1+1",
    "at": "@SUM(1,1)",
    "command": "=cmd|' /C calc'!A1",
    "link": '=HYPERLINK("http://example.invalid","x")',
    "markup": "<script>alert(1)</script><b onclick='x'>粗</b> &amp; ]]>",
    "word": "</w:t></w:r><w:p/>",
    "jinja": "{{ 7*7 }} {% for x in y %} {# z #}",
    "rich": "[red]x[/red] [/] [link=http://example.invalid]y[/link]",
    "ansi": "a_x001B_[31mb_x0007_",
    "forbidden": "a_x000B_b_xFFFE_c_x0041_",
    "bidi": "控制\u202e反\u2066\u200f",
    "long": "长" * 5_000,
}
"""What is in the cells; ``_x001B_`` is how a workbook holds a character that XML forbids."""
PEOPLE = ("0012", "0015", "0018", "0021", "0024", "0027", "0030", "0033", "0036", "0039", "0042", "0045", "0048")
HUB = dict(zip(PAYLOADS, PEOPLE, strict=True))["markup"]
"""Who mentors all the others and has findings and talks with every payload."""
VERBATIM = [PAYLOADS[name] for name in PAYLOADS if name not in ("ansi", "forbidden", "bidi", "long")]
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
NAMED = {"zh": ("得分", "师徒带教", "个人目标", "质检记录", "绩效奖金", "人才模型"),
         "en": ("Scores", "Mentoring", "Personal goals", "Findings", "Pay", "Talent")}  # fmt: skip
"""The sheets that name every one of these people."""
HEADS: Mapping[str, tuple[str, ...]] = {
    "师徒": ("导师工号", "学员工号", "开始", "结束"),
    "质检记录": ("日期", "工号", "类别", "事实", "时间", "有效投诉"),
    "辅导记录": ("日期", "工号", "类别", "辅导人", "约定", "完成日期"),
    "人员": ("工号", "入职日期", "动机", "信心", "承诺"),
    "培训": ("日期", "工号", "课程", "积分", "证书"),
    "目标": ("工号", "指标", "目标值"),
}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example month with the sheets of every part, a row a payload."""
    sheets: dict[str, list[tuple[object, ...]]] = {name: [head] for name, head in HEADS.items()}
    for text, who in zip(PAYLOADS.values(), PEOPLE, strict=True):
        sheets["质检记录"] += [
            ("2025-03-04", who, "推诿", text, text[:30], None),
            ("2025-02-05", who, "推诿", text, text[:30], None),
            ("2025-03-05", who, "主动关怀", text, text[:30], None),
        ]
        sheets["辅导记录"] += [("2025-02-06", who, "推诿", text, text, None)]
        sheets["培训"] += [("2025-03-01", who, text, 2, text)]
        sheets["人员"] += [(who, "2023-05-08", 5, 4, 4)]
        sheets["目标"] += [(who, "score", 100)]
    for at, text in enumerate(PAYLOADS.values(), start=1):
        sheets["辅导记录"] += [(f"2025-03-{2 * at:02d}", HUB, "推诿", text, text, None)]
        sheets["质检记录"] += [(f"2025-03-{2 * at + 1:02d}", HUB, "推诿", text, text[:30], None)]
    sheets["师徒"] += [(HUB, who, "2025-02-10", None) for who in PEOPLE if who != HUB]
    return _as_texts(with_sheets(tmp_path_factory.mktemp("hostile"), sheets))


def _as_texts(path: Path) -> Path:
    """People named by their payload, and what openpyxl takes for formulas as the texts that exports have."""
    book = openpyxl.load_workbook(path)
    names = dict(zip(PEOPLE, PAYLOADS.values(), strict=True))
    for row in book.worksheets[0].iter_rows():
        for cell, beside in pairwise(row):
            if cell.value in names and beside.row > 1:
                beside.value = names[cell.value]
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            cell.data_type = "s"
    book.save(path)
    return path


def _parts_of(path: Path) -> Mapping[str, str]:
    """The XML of a workbook or document, which an XML parser must take."""
    with zipfile.ZipFile(path) as packed:
        texts = {name: packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels"))}
    for text in texts.values():
        ElementTree.fromstring(text)
    return texts


@LANGUAGES
def test_in_the_workbook_and_on_the_screen(lang: str, month: Path, tmp_path: Path) -> None:
    ran = ccmotivate("score", month, "--out", tmp_path, "--lang", lang)
    assert ran.code == 0, ran.err
    assert not HIDDEN.search((ran.out + ran.err).replace("\n", ""))
    path = tmp_path / "2025-03.scored.xlsx"
    xml = _parts_of(path)
    assert not [name for name, text in xml.items() if "<f>" in text or ("example.invalid" in text and ".rels" in name)]
    assert not FORBIDDEN.search("".join(xml.values()))
    book = openpyxl.load_workbook(path)
    cells = {sheet.title: {cell.value for row in sheet.iter_rows() for cell in row} for sheet in book}
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}
    missing = {(sheet, text) for sheet in NAMED[lang] for text in VERBATIM if text not in cells[sheet]}
    assert not missing
    assert PAYLOADS["long"] in cells["质检记录" if lang == "zh" else "Findings"]


@LANGUAGES
def test_on_coaching_sheets(lang: str, month: Path, tmp_path: Path) -> None:
    ran = ccmotivate("coach", "2025-03", month, "--out", tmp_path, "--lang", lang)
    assert ran.code == 0, ran.err
    _parts_of(tmp_path / "coaching.docx")
    body = Document(str(tmp_path / "coaching.docx")).element.body
    text = "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    assert [one for one in VERBATIM if text.count(one) < 4] == []  # the name, a fact, a coach, what was agreed
    assert not HIDDEN.search(text)
    assert not [node.tag for node in body.iter() if node.tag.endswith(("}hyperlink", "}fldSimple", "}instrText"))]
    assert PAYLOADS["long"][:1_000] in text


class _Page(HTMLParser):
    """The text of a page, and whatever tags and attributes stand in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.links = set[str | None]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags |= {tag, *(name for name, _value in attrs)}
        self.links |= {value for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data: str) -> None:
        self.text += data


@LANGUAGES
def test_on_the_page_and_the_screen_of_a_person(lang: str, month: Path, tmp_path: Path) -> None:
    words = ("explain", month, "--agent", HUB, "--names", "--lang", lang)
    ran = ccmotivate(*words)
    assert ran.code == 0, ran.err
    assert ccmotivate(*words, "--html", tmp_path / "page.html").code == 0
    page = _Page()
    page.feed((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert not page.tags & {"script", "onclick"}
    assert [link for link in page.links if not (link or "").startswith("#")] == []
    for text, length in ((ran.out, 9), (page.text, None)):  # the screen shortens what it shows of a finding
        assert not HIDDEN.search(text.replace("\n", ""))
        flat = re.sub(r"\s", "", text)
        assert [one for one in VERBATIM if re.sub(r"\s", "", one)[:length] not in flat] == []
