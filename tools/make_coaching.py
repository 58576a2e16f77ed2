"""Make the shipped templates of coaching sheets, ``coaching.zh.docx`` and ``coaching.en.docx``.

Run it after a change: ``python tools/make_coaching.py``; it needs python-docx. A template is one A4 page: who it is
about, a table a finding, one a praise, room for the talk, the agreed step and both signatures.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

HERE = Path(__file__).parents[1] / "src" / "ccmotivate" / "parts" / "coaching" / "templates"
BLUE, PALE, GREEN, LEAF, INK, SOFT, LINE = "1F4E79", "EAF1F8", "2E6B4F", "EAF5EF", "222222", "595959", "B8C4D0"
FONTS = {"zh": ("Calibri", "Microsoft YaHei"), "en": ("Calibri", "Microsoft YaHei")}
LABEL, TEXT = 30.0, 140.0  # mm of the two columns
TEXTS: dict[str, dict[str, Any]] = {
    "zh": {
        "title": "指导性沟通记录",
        "who": "{{ name }}（{{ agent_id }}）",
        "about": "{{ role }}{% if project %} · {{ project }}{% endif %}{% if team %} · {{ team }}{% endif %}"
        " · {{ period }}（截至{{ as_of }}）",
        "standing": "本月情况　{{ standing }}",
        "wrong": "{{ finding.number }}．{{ finding.kind }}　{{ finding.state }}"
        "{% if finding.complaint %}　{{ finding.complaint }}{% endif %}",
        "right": "{{ praise.number }}．{{ praise.kind }}　表扬",
        "rows": ("行为", "影响", "再次发生", "更好的做法"),
        "praise": ("行为", "影响", "感谢"),
        "talk": "一起谈",
        "prompts": (  # of a correction, and where there is praise alone
            ("目标", "谈完之后，您希望在这件事上做到什么样？", "今后您还想在哪些方面发挥这个长处？"),
            ("现状", "当时是什么情况？现在卡在哪里？", "这次为什么做得好？当时您是怎么想、怎么做的？"),
            ("办法", "有哪几种做法？如果再想一种呢？", "还有哪些场合可以这样做？怎样让同事也学到？"),
            ("行动", "先做哪一步？什么时候开始？需要谁帮忙？", "先做哪一步？什么时候开始？需要什么支持？"),
        ),
        "agreed": ("约定的一步", "做什么、何时完成、怎样算做到"),
        "signed": ("员工签字", "辅导人签字", "日期"),
    },
    "en": {
        "title": "Coaching talk",
        "who": "{{ name }} ({{ agent_id }})",
        "about": "{{ role }}{% if project %} · {{ project }}{% endif %}{% if team %} · {{ team }}{% endif %}"
        " · {{ period }} (as of {{ as_of }})",
        "standing": "This month   {{ standing }}",
        "wrong": "{{ finding.number }}. {{ finding.kind }} – {{ finding.state }}"
        "{% if finding.complaint %}, {{ finding.complaint }}{% endif %}",
        "right": "{{ praise.number }}. {{ praise.kind }} – praise",
        "rows": ("Behaviour", "Impact", "If it repeats", "The better way"),
        "praise": ("Behaviour", "Impact", "Thank you"),
        "talk": "Between us",
        "prompts": (
            ("Goal", "What would you like to be different after this talk?", "Where else would you like to use this?"),
            (
                "Reality",
                "What was going on at that moment? What is in the way now?",
                "What made it go well? What did you think of, and what did you do?",
            ),
            (
                "Options",
                "What could you do? And what else?",
                "Where else would it help? How could colleagues learn it?",
            ),
            (
                "Will",
                "Which step comes first, from when, and who helps?",
                "Which step comes first, from when, and what support do you need?",
            ),
        ),
        "agreed": ("The agreed step", "What, by which day, and how we will see that it is done"),
        "signed": ("Employee", "Coach", "Date"),
    },
}
FACT = "{{ %s.date }}{%% if %s.time %%} {{ %s.time }}{%% endif %%}%s{{ %s.fact }}"

CHOICE = "{%% if findings %%}%s{%% else %%}%s{%% endif %%}"


def make(lang: str) -> None:
    """Write the template of one language."""
    document, texts = Document(), TEXTS[lang]
    page(document, lang)
    _line(document, lang, "{{ logo }}", 8, SOFT)
    _line(document, lang, texts["title"], 18, BLUE, bold=True)
    _line(document, lang, texts["who"], 13, INK, bold=True)
    _line(document, lang, texts["about"], 9.5, SOFT)
    _line(document, lang, texts["standing"], 10, INK, after=4)
    _findings(document, lang, texts)
    _praise(document, lang, texts)
    _talk(document, lang, texts)
    HERE.mkdir(exist_ok=True)
    document.save(str(HERE / f"coaching.{lang}.docx"))


def _findings(document: Any, lang: str, texts: dict[str, Any]) -> None:
    """A table a finding: behaviour, impact, what a repeat costs, the better way."""
    joint = "：" if lang == "zh" else ": "
    fact = FACT % ("finding", "finding", "finding", joint, "finding")
    contents = (
        (fact, "{%p if finding.repeat %}", "{{ finding.repeat }}", "{%p endif %}"),
        ("{{ finding.impact }}", "{{ finding.effect }}", "{{ finding.centre }}"),
        ("{%p if finding.cost %}", "{{ finding.cost }}", "{%p endif %}"),
        ("{{ finding.better }}",),
    )
    document.add_paragraph("{%p for finding in findings %}")
    _heading(document, lang, texts["wrong"], BLUE)
    table = _table(document)
    for label, lines in zip(texts["rows"], contents, strict=True):
        _row(table, lang, label, lines, PALE, BLUE)
    document.add_paragraph("{%p endfor %}")


def _praise(document: Any, lang: str, texts: dict[str, Any]) -> None:
    """A table a praise: behaviour, impact, appreciation."""
    joint = "：" if lang == "zh" else ": "
    fact = FACT % ("praise", "praise", "praise", joint, "praise")
    document.add_paragraph("{%p for praise in praises %}")
    _heading(document, lang, texts["right"], GREEN)
    table = _table(document)
    for label, line in zip(texts["praise"], (fact, "{{ praise.impact }}", "{{ praise.thanks }}"), strict=True):
        _row(table, lang, label, (line,), LEAF, GREEN)
    document.add_paragraph("{%p endfor %}")


def _talk(document: Any, lang: str, texts: dict[str, Any]) -> None:
    """Prompts with room to write, the agreed step, the signatures."""
    _heading(document, lang, texts["talk"], BLUE)
    table = _table(document)
    asked = ((label, CHOICE % (wrong, right)) for label, wrong, right in texts["prompts"])
    for label, prompt in (*asked, texts["agreed"]):
        row = _row(table, lang, label, (prompt,), PALE, BLUE, SOFT)
        row.height, row.height_rule = Mm(17), WD_ROW_HEIGHT_RULE.AT_LEAST
    _line(document, lang, "", 6, SOFT)
    signed = document.add_table(1, 3)
    for cell, word in zip(signed.rows[0].cells, texts["signed"], strict=True):
        joint = "：" if lang == "zh" else ": "
        _said(cell.paragraphs[0], lang, f"{word}{joint}______________", 10, INK)


def page(document: Any, lang: str) -> None:
    """A4 upright, one font."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(15), Mm(14)
    latin, asian = FONTS[lang]
    style = document.styles["Normal"]
    style.font.name, style.font.size = latin, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), asian)
    style.element.rPr.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="zh-CN"/>'))
    style.paragraph_format.space_after = Pt(0)
    document.core_properties.author = "ccmotivate"
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2025, 1, 1)


def _line(
    document: Any, lang: str, text: str, size: float, colour: str, *, bold: bool = False, after: float = 1
) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(after)
    _said(paragraph, lang, text, size, colour, bold=bold)
    return paragraph


def _heading(document: Any, lang: str, text: str, colour: str) -> None:
    paragraph = _line(document, lang, text, 11.5, colour, bold=True, after=2)
    paragraph.paragraph_format.space_before = Pt(8)
    paragraph.paragraph_format.keep_with_next = True


def _table(document: Any) -> Any:
    """Two columns with thin lines."""
    table = document.add_table(0, 2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))
    for column, width in zip(table.columns, (LABEL, TEXT), strict=True):
        column.width = Mm(width)
    return table


def _row(table: Any, lang: str, label: str, lines: tuple[str, ...], fill: str, colour: str, ink: str = INK) -> Any:
    """A row: its label on a ground, its lines one under the other."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    for cell, width in zip(row.cells, (LABEL, TEXT), strict=True):
        cell.width = Mm(width)
    left, right = row.cells
    left._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')
    )
    _said(left.paragraphs[0], lang, label, 10, colour, bold=True)
    for at, line in enumerate(lines):
        paragraph = right.paragraphs[0] if at == 0 else right.add_paragraph()
        _said(paragraph, lang, line, 10, ink)
    if lines[-1].startswith("{%p"):
        right.add_paragraph()  # a cell without any paragraph is none
        right.paragraphs[-1].paragraph_format.line_spacing = Pt(2)
    for paragraph in (*left.paragraphs, *right.paragraphs):
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    return row


def _said(paragraph: Any, lang: str, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour)
    run.font.name = FONTS[lang][0]
    run._r.rPr.rFonts.set(qn("w:eastAsia"), FONTS[lang][1])


if __name__ == "__main__":
    for language in TEXTS:
        make(language)
