"""Text that would be code, markup or a command of the terminal stays text, whichever part shows it and wherever.

One workbook carries every payload in every column of text: person ``at`` is called ``PAYLOADS[at]`` and has a row with
that text in each sheet of a part. Each output is read back by what reads it: openpyxl, python-docx, an HTML parser.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document

from ccmotivate.model.sheets import CellKind
from tests.cli.commands import ROOT, ccmotivate
from tests.parts.books import with_sheets
from tests.support import shipped_rules

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
IDENTITY = ("agent_id", "team")
HUB = dict(zip(PAYLOADS, PEOPLE, strict=True))["markup"]
"""Who mentors all the others and has findings and talks with every payload."""
VERBATIM = [PAYLOADS[name] for name in PAYLOADS if name not in ("ansi", "forbidden", "bidi", "long")]
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
NAMED = {"zh": ("得分", "师徒带教", "个人目标", "质检记录", "绩效奖金", "人才模型", "业务能手竞赛", "平衡记分卡明细",
                "团队"),
         "en": ("Scores", "Mentoring", "Personal goals", "Findings", "Pay", "Talent", "Skill contests",
                "Balanced scorecards", "Teams")}  # fmt: skip
"""The sheets that name every one of these people, or the team of each."""
HEADS: Mapping[str, tuple[str, ...]] = {
    "师徒": ("导师工号", "学员工号", "开始", "结束"),
    "质检记录": ("日期", "工号", "类别", "事实", "时间", "有效投诉"),
    "辅导记录": ("日期", "工号", "类别", "辅导人", "约定", "完成日期"),
    "人员": ("工号", "入职日期", "动机", "信心", "承诺", "职级"),
    "培训": ("日期", "工号", "课程", "积分", "证书"),
    "目标": ("工号", "指标", "目标值"),
    "竞赛": ("称号", "工号", "初赛", "决赛"),
    "授课": ("日期", "工号", "称号", "课时"),
    "平衡记分卡": ("工号", "维度", "指标", "权重", "目标", "实际", "越低越好", "行动计划"),
    "团队目标": ("组别", "指标", "目标"),
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
        sheets["人员"] += [(who, "2023-05-08", 5, 4, 4, "初级客服")]
        sheets["目标"] += [(who, "score", 100)]
        sheets["竞赛"] += [("产品专家", who, 90, 90)]  # so all of them share the title
        sheets["授课"] += [("2025-03-09", who, "产品专家", 1)]
        sheets["平衡记分卡"] += [(who, "财务", text, 100, 100, 90, None, text)]
        sheets["团队目标"] += [(text, "score", 100)]
    for at, text in enumerate(PAYLOADS.values(), start=1):
        sheets["辅导记录"] += [(f"2025-03-{2 * at:02d}", HUB, "推诿", text, text, None)]
        sheets["质检记录"] += [(f"2025-03-{2 * at + 1:02d}", HUB, "推诿", text, text[:30], None)]
    sheets["师徒"] += [(HUB, who, "2025-02-10", None) for who in PEOPLE if who != HUB]
    return _as_texts(with_sheets(tmp_path_factory.mktemp("hostile"), sheets))


def _as_texts(path: Path) -> Path:
    """People and their teams by their payload, and what openpyxl takes for formulas as the texts that exports have."""
    book = openpyxl.load_workbook(path)
    names = dict(zip(PEOPLE, PAYLOADS.values(), strict=True))
    for row in book.worksheets[0].iter_rows(min_row=2):
        own = next((names[str(cell.value)] for cell in row if cell.value in names), None)
        for cell, head in zip(row, book.worksheets[0][2], strict=True):
            if own is not None and head.value in ("姓名", "组别"):
                cell.value = own
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


def test_every_column_of_text_of_every_part_is_filled_with_all_of_it(month: Path) -> None:
    book = openpyxl.load_workbook(month)
    kinds = [kind for part in shipped_rules().parts.values() for kind in part.sheets]
    columns = [
        (kind.label.zh, column.label.zh)
        for kind in kinds
        for column in kind.columns.values()
        if column.kind is CellKind.TEXT and column.id not in IDENTITY
    ]
    assert len(columns) >= 7
    for name, head in [*columns, ("团队目标", "组别")]:
        place = HEADS[name].index(head)
        found = {row[place] for row in book[name].iter_rows(min_row=2, values_only=True)}
        assert {text[:30] if head == "时间" else text for text in PAYLOADS.values()} <= found, (name, head)


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


def _text_of(path: Path) -> str:
    """The text of a document, in which no field or link stands."""
    _parts_of(path)
    body = Document(str(path)).element.body
    assert not [node.tag for node in body.iter() if node.tag.endswith(("}hyperlink", "}fldSimple", "}instrText"))]
    return "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))


def _cells_of(path: Path, formulas: str = "") -> set[object]:
    """Every value of a workbook, without a formula but of this beginning."""
    assert not FORBIDDEN.search("".join(_parts_of(path).values()))
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    found = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [one for one in found if not formulas or not one.startswith(formulas)] == []
    return {cell.value for cell in cells}


@LANGUAGES
def test_on_award_list_money_table_and_honours(lang: str, month: Path, tmp_path: Path) -> None:
    """All of them won a title: it has a prize and a certificate."""
    words = ("2025-03", month, "--out", tmp_path, "--lang", lang, "--no-ledger")
    for command in (("awards", *words, "--money"), ("honours", *words)):
        ran = ccmotivate(*command)
        assert ran.code == 0, ran.err
        assert not HIDDEN.search((ran.out + ran.err).replace("\n", ""))
    for name, formulas in (("2025-03.awards.xlsx", ""), ("2025-03.money.xlsx", "=SUM(")):
        cells = _cells_of(tmp_path / name, formulas)
        assert [text for text in VERBATIM if text not in cells] == []
    certificates = _text_of(tmp_path / "certificates.docx")
    assert [text for text in VERBATIM if text not in certificates] == []
    assert not HIDDEN.search(certificates)
    page = _Page()
    page.feed((tmp_path / "honour-roll.html").read_text(encoding="utf-8"))
    assert not page.tags & {"script", "onclick"}
    flat = re.sub(r"\s", "", page.text)
    assert [text for text in VERBATIM if re.sub(r"\s", "", text) not in flat] == []


@LANGUAGES
def test_on_development_sheets(lang: str, month: Path, tmp_path: Path) -> None:
    """Rules that look at one month: everybody with a grade has a sheet."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    file = tmp_path / "rules/careers.yaml"
    text = re.sub(r"(?m)^(window|at_least|qualified_months): \d", r"\1: 1", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    words = ("--out", tmp_path, "--rules", tmp_path / "rules", "--lang", lang, "--no-ledger")
    ran = ccmotivate("promote", "2025-03", month, *words)
    assert ran.code == 0, ran.err
    sheets = _text_of(tmp_path / "careers.docx")
    assert [text for text in VERBATIM if sheets.count(text) < 2] == []  # the name and the team
    assert not HIDDEN.search(sheets)
    cells = _cells_of(tmp_path / "2025-03.careers.xlsx")
    assert [text for text in VERBATIM if text not in cells] == []
