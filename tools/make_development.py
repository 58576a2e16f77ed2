"""Make the shipped templates of development sheets, ``development.zh.docx`` and ``development.en.docx``.

Run it after a change: ``python tools/make_development.py``; it needs python-docx. A template is one A4 page: where the
person stands, the next step, what is met and what is missing, room for own wishes and agreed steps, signatures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from make_coaching import BLUE, FONTS, INK, LINE, PALE, SOFT, page

HERE = Path(__file__).parents[1] / "src" / "ccmotivate" / "parts" / "careers" / "templates"
COLUMNS = (46.0, 26.0, 30.0, 68.0)  # mm: condition, now, needed, what would be enough
STEPS = (88.0, 30.0, 52.0)
LOOKS: dict[str, tuple[float, str, bool, float, float]] = {
    "Top": (18, BLUE, True, 0, 1),
    "Who": (13, INK, True, 0, 1),
    "Small": (9, SOFT, False, 0, 3),
    "Said": (10, INK, False, 0, 2),
    "Step": (10.5, BLUE, True, 0, 2),
    "Part": (11.5, BLUE, True, 8, 2),
    "Head": (9, BLUE, True, 1, 1),
    "Cell": (9.5, INK, False, 1, 1),
    "Sign": (10, INK, False, 10, 6),
}
TEXTS: dict[str, dict[str, Any]] = {
    "zh": {
        "title": "职业发展规划表",
        "who": "{{ name }}（{{ agent_id }}）",
        "about": "{{ role }}{% if project %} · {{ project }}{% endif %}{% if team %} · {{ team }}{% endif %}"
        " · {{ period }}（截至{{ as_of }}）",
        "grade": "现职位　{{ grade }}　工资范围 {{ grade_pay }}",
        "target": "下一步　{{ target }}{% if lateral %}（专业岗位，横向发展）{% endif %}　工资范围 {{ target_pay }}",
        "missing": "还需要的",
        "met": "已经具备的",
        "heads": ("条件", "现在", "需要", "还差什么"),
        "wishes": ("我的想法", "我想往哪里发展？哪些工作做起来最有劲？希望得到什么支持？"),
        "agreed": ("约定的步骤", ("做什么", "完成日期", "谁来帮助")),
        "signed": "员工签字：______________　　　　主管签字：______________　　　　日期：______________",
        "foot": "本表说明现状与条件，供谈话使用；是否晋升由人决定。工资范围仅供参考。",
    },
    "en": {
        "title": "Development plan",
        "who": "{{ name }} ({{ agent_id }})",
        "about": "{{ role }}{% if project %} · {{ project }}{% endif %}{% if team %} · {{ team }}{% endif %}"
        " · {{ period }} (as of {{ as_of }})",
        "grade": "Now: {{ grade }} – pay band {{ grade_pay }}",
        "target": "Next step: {{ target }}{% if lateral %} (a specialist post){% endif %} – pay band {{ target_pay }}",
        "missing": "Still to come",
        "met": "Already met",
        "heads": ("Condition", "Now", "Needed", "What would be enough"),
        "wishes": ("My own wishes", "Where would I like to go? Which work gives me most energy? What help do I need?"),
        "agreed": ("Agreed steps", ("What", "By which day", "Who helps")),
        "signed": "Employee: ________________     Manager: ________________     Date: ________________",
        "foot": "This sheet says where things stand, for a talk; people decide on promotions. "
        "Pay bands are for orientation.",
    },
}


def make(lang: str) -> None:
    """Write the template of one language; looks are styles, so that ten thousand sheets stay small."""
    document, texts = Document(), TEXTS[lang]
    page(document, lang)
    _styles(document, lang)
    _text(document, "{{ logo }}", "Small")
    _text(document, texts["title"], "Top")
    _text(document, texts["who"], "Who")
    _text(document, texts["about"], "Small")
    _text(document, texts["grade"], "Said")
    document.add_paragraph("{%p if target %}")
    _text(document, texts["target"], "Step")
    document.add_paragraph("{%p endif %}")
    _text(document, "{{ standing }}", "Said")
    _conditions(document, (texts["missing"], *texts["heads"]), ("missing", "need"))
    _conditions(document, (texts["met"], *texts["heads"][:3]), ("met", "have"))
    _room(document, texts)
    HERE.mkdir(exist_ok=True)
    document.save(str(HERE / f"development.{lang}.docx"))


def _styles(document: Any, lang: str) -> None:
    """One style a look: size, colour, bold, points before and after."""
    latin, asian = FONTS[lang]
    for name, (size, colour, bold, before, after) in LOOKS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.name, style.font.size, style.font.bold = latin, Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), asian)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = name == "Part"
    table = document.styles.add_style("Lines", WD_STYLE_TYPE.TABLE)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="85" w:type="dxa"/>' for side in ("left", "right"))
    looks = f"<w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar>"
    table.element.append(parse_xml(f"<w:tblPr {nsdecls('w')}>{looks}</w:tblPr>"))


def _conditions(document: Any, texts: tuple[str, ...], names: tuple[str, str]) -> None:
    """A table of conditions under a title, where there are any."""
    (title, *heads), (name, one) = texts, names
    document.add_paragraph(f"{{%p if {name} %}}")
    _text(document, title, "Part")
    table = _table(document, COLUMNS[: len(heads)])
    _row(table, tuple(heads), "Head", COLUMNS)
    _row(table, (f"{{%tr for {one} in {name} %}}",), "Cell")
    words = ("condition", "value", "needed", "step")[: len(heads)]
    _row(table, tuple(f"{{{{ {one}.{word} }}}}" for word in words), "Cell")
    _row(table, ("{%tr endfor %}",), "Cell")
    document.add_paragraph("{%p endif %}")


def _room(document: Any, texts: dict[str, Any]) -> None:
    """Own wishes, agreed steps, signatures."""
    title, prompt = texts["wishes"]
    _text(document, title, "Part")
    _text(document, prompt, "Small")
    _high(_row(_table(document, (170.0,)), ("",), "Cell", (170.0,)), 24)
    title, heads = texts["agreed"]
    _text(document, title, "Part")
    table = _table(document, STEPS)
    _row(table, heads, "Head", STEPS)
    for _ in range(3):
        _high(_row(table, ("", "", ""), "Cell"), 10)
    _text(document, texts["signed"], "Sign")
    _text(document, texts["foot"], "Small")


def _high(row: Any, height: float) -> None:
    """Room to write, in mm."""
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST


def _text(document: Any, text: str, style: str) -> None:
    document.add_paragraph(text, style)


def _table(document: Any, widths: tuple[float, ...]) -> Any:
    """Columns with thin lines."""
    table = document.add_table(0, len(widths), "Lines")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _row(table: Any, cells: tuple[str, ...], style: str, widths: tuple[float, ...] = ()) -> Any:
    """A row of texts; the first row of a table says how wide its columns are."""
    row = table.add_row()
    for cell, text in zip(row.cells, (*cells, *[""] * len(row.cells)), strict=False):
        cell.paragraphs[0].style = style
        if text:
            cell.paragraphs[0].add_run(text)
        cell._tc.remove(cell._tc.tcPr)
    for cell, width in zip(row.cells, widths, strict=False):
        cell.width = Mm(width)
        if style == "Head":
            shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{PALE}"/>'
            cell._tc.get_or_add_tcPr().append(parse_xml(shade))
    return row


if __name__ == "__main__":
    for language in TEXTS:
        make(language)
