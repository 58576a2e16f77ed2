"""Make the shipped certificate templates, ``certificate.zh.docx`` and ``certificate.en.docx``.

Run it after a change: ``python tools/make_certificate.py``; it needs python-docx and Pillow. A template is one A4
page: a picture of the border behind the text, and one table whose rows have fixed heights, so that no name or reason
can push anything onto a second page.
"""

from __future__ import annotations

import datetime
import io
import math
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor
from PIL import Image, ImageDraw

HERE = Path(__file__).parents[1] / "src" / "ccmotivate" / "writers" / "honours" / "templates"
WIDE, HIGH = 297.0, 210.0  # mm
RED, GOLD, PALE, CREAM, INK, SOFT = "#9C1518", "#B8862D", "#F3E7C8", "#FFFDF6", "#33231A", "#6A5448"
FONTS = {"zh": ("Palatino Linotype", "KaiTi"), "en": ("Palatino Linotype", "KaiTi")}
TEXTS = {
    "zh": {
        "title": "荣誉证书",
        "to": "兹证明",
        "id": "工号 {{ agent_id }}",
        "won": "在{{ period }}考核中{% if group %}（{{ group }}）{% endif %}荣获",
        "award": "{{ award }}{% if place %} · {{ place }}{% endif %}",
        "close": "特发此证。",
    },
    "en": {
        "title": "Certificate of Award",
        "to": "This certifies that",
        "id": "ID {{ agent_id }}",
        "won": "has won, for {{ period }}{% if group %} in {{ group }}{% endif %}, the award",
        "award": "{{ award }}{% if place %} · {{ place }}{% endif %}",
        "close": "",
    },
}
SIGNATURES = {"zh": ("签发人", "盖章", "日期"), "en": ("Signature", "Stamp", "Date")}
_HEAD = 18  # mm of the row of the logo, left of the emblem
_DPI, _FINE = 180, 3  # dots per inch of the picture; drawn so many times larger


def border() -> bytes:
    """The border and the rosette as a PNG of the whole page."""
    scale = _DPI * _FINE / 25.4
    image = Image.new("RGB", (round(WIDE * scale), round(HIGH * scale)), "white")
    draw = ImageDraw.Draw(image)

    def box(inset: float, colour: str | None, line: str | None = None, width: float = 0.0) -> None:
        edges = [inset * scale, inset * scale, (WIDE - inset) * scale, (HIGH - inset) * scale]
        draw.rectangle(edges, fill=colour, outline=line, width=max(1, round(width * scale)))

    box(9, RED)
    box(10.6, CREAM)
    box(11.4, None, GOLD, 0.35)
    _rosette(draw, scale)
    _meander(draw, scale)
    box(20.2, None, GOLD, 0.35)
    box(21.4, None, RED, 0.7)
    _emblem(draw, scale)
    small = image.resize((round(WIDE * _DPI / 25.4), round(HIGH * _DPI / 25.4)), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    small.quantize(48).save(file, "PNG", optimize=True, dpi=(_DPI, _DPI))
    return file.getvalue()


def _meander(draw: ImageDraw.ImageDraw, scale: float) -> None:
    """A band of square spirals, and a flower in each corner."""
    inset, unit = 12.2, 7.2
    across, down = 37, 25
    wide, high = (WIDE - 2 * inset - 2 * unit) / across, (HIGH - 2 * inset - 2 * unit) / down
    spiral = ((0, 1), (0, 0.12), (0.86, 0.12), (0.86, 0.74), (0.3, 0.74), (0.3, 0.43), (0.58, 0.43))
    line = round(0.5 * scale)

    def trace(x: float, y: float, a: float, b: float, turn: int) -> None:
        turned = [((u, v), (1 - v, u), (1 - u, 1 - v), (v, 1 - u))[turn] for u, v in spiral]
        draw.line([((x + u * a) * scale, (y + v * b) * scale) for u, v in turned], GOLD, line, "curve")

    for at in range(across):
        trace(inset + unit + at * wide, inset, wide, unit, 0)
        trace(inset + unit + at * wide, HIGH - inset - unit, wide, unit, 2)
    for at in range(down):
        trace(inset, inset + unit + at * high, unit, high, 3)
        trace(WIDE - inset - unit, inset + unit + at * high, unit, high, 1)
    for x in (inset + unit / 2, WIDE - inset - unit / 2):
        for y in (inset + unit / 2, HIGH - inset - unit / 2):
            _flower(draw, scale, x, y)


def _flower(draw: ImageDraw.ImageDraw, scale: float, x: float, y: float) -> None:
    for step in range(8):
        angle = step * math.pi / 4
        _dot(draw, scale, (x + 1.9 * math.cos(angle), y + 1.9 * math.sin(angle)), 1.0, RED)
    _dot(draw, scale, (x, y), 1.3, GOLD)


def _dot(draw: ImageDraw.ImageDraw, scale: float, at: tuple[float, float], radius: float, colour: str) -> None:
    x, y = at
    draw.ellipse([(x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale], colour)


def _rosette(draw: ImageDraw.ImageDraw, scale: float) -> None:
    """Pale interlaced curves in the middle, as on banknotes."""
    for ring, (radius, depth, petals) in enumerate(((58, 12, 18), (40, 9, 14), (24, 8, 10))):
        for phase in (0.0, math.pi):
            points = []
            for step in range(2401):
                angle = step * math.tau / 2400
                far = radius + depth * math.cos(petals * angle + phase + ring)
                points.append(((WIDE / 2 + far * math.cos(angle)) * scale, (108 + far * math.sin(angle)) * scale))
            draw.line(points, PALE, round(0.28 * scale))


def _emblem(draw: ImageDraw.ImageDraw, scale: float) -> None:
    """A star between two laurel branches, at the top."""
    x, y = WIDE / 2, 34.5
    star = []
    for step in range(10):
        far = 5.2 if step % 2 == 0 else 2.1
        angle = step * math.pi / 5 - math.pi / 2
        star.append(((x + far * math.cos(angle)) * scale, (y + far * math.sin(angle)) * scale))
    draw.polygon(star, RED)
    for side in (-1, 1):
        for step in range(7):
            angle = math.radians(78 - 21 * step)
            at = (x + side * 9.6 * math.cos(angle), y + 9.0 * math.sin(angle))
            for lean, far in ((0.75, 1.3), (-0.75, 1.3)):
                _leaf(draw, scale, at, math.atan2(-math.cos(angle), side * math.sin(angle)) + lean, far)


def _leaf(draw: ImageDraw.ImageDraw, scale: float, at: tuple[float, float], angle: float, half: float) -> None:
    points = []
    for step in range(25):
        turn = step * math.tau / 24
        along, beside = half * (1 + math.cos(turn)), 0.55 * math.sin(turn)
        x = at[0] + along * math.cos(angle) - beside * math.sin(angle)
        y = at[1] + along * math.sin(angle) + beside * math.cos(angle)
        points.append((x * scale, y * scale))
    draw.polygon(points, GOLD)


def make(lang: str, picture: bytes) -> None:
    """Write the template of one language."""
    document = Document()
    _page(document, lang, picture)
    texts = TEXTS[lang]
    table = document.add_table(0, 3)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    spaced = " ".join(texts["title"]) if lang == "zh" else texts["title"]
    _letterhead(table)
    _sized(_row(table, 22), lang, [("", spaced, 40 if lang == "zh" else 36, RED, True)])
    _sized(_row(table, 10), lang, [("", texts["to"], 14, INK, False)])
    about: list[Line] = [("{%p if agent_id %}", texts["id"], 11, SOFT, False), ("{%p endif %}", "", 0, SOFT, False)]
    _sized(_row(table, 28), lang, _choice("name_size", "{{ name }}", (32, 19, 9.5), INK) + about)
    _sized(_row(table, 10), lang, _choice("group_size", texts["won"], (14, 10, 7), INK, bold=False))
    _sized(_row(table, 20), lang, _choice("award_size", texts["award"], (30, 19, 10), RED))
    _sized(_row(table, 25), lang, _choice("reason_size", "{{ reason }}", (12.5, 9.5, 7), INK, bold=False))
    _sized(_row(table, 8), lang, [("", texts["close"], 14, INK, False)])
    _signatures(table, lang, SIGNATURES[lang])
    last = document.add_paragraph()
    last.paragraph_format.line_spacing = Pt(1)
    last.paragraph_format.space_after = Pt(0)
    file = HERE / f"certificate.{lang}.docx"
    document.save(str(file))


def _page(document: Any, lang: str, picture: bytes) -> None:
    """A4 across, one font, the border in the header behind everything."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(WIDE), Mm(HIGH)
    section.left_margin = section.right_margin = Mm(34)
    section.top_margin, section.bottom_margin = Mm(43 - _HEAD), Mm(22)
    section.header_distance = section.footer_distance = Mm(8)
    latin, asian = FONTS[lang]
    style = document.styles["Normal"]
    style.font.name = latin
    style.element.rPr.rFonts.set(qn("w:eastAsia"), asian)
    style.element.rPr.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="zh-CN"/>'))
    style.paragraph_format.space_after = Pt(0)
    document.core_properties.author = "ccmotivate"
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2025, 1, 1)
    run = section.header.paragraphs[0].add_run()
    inline = run.add_picture(io.BytesIO(picture), Mm(WIDE), Mm(HIGH))._inline
    inline.docPr.set("descr", "")
    inline.getparent().replace(inline, _behind(inline))


def _behind(inline: Any) -> Any:
    """The picture of an inline drawing, laid behind the text over the whole page."""
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="0" behindDoc="1" locked="1" layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{Emu(Mm(WIDE))}" cy="{Emu(Mm(HIGH))}"/><wp:wrapNone/></wp:anchor>'
    )
    for part in (inline.docPr, inline.find(qn("wp:cNvGraphicFramePr")), inline.graphic):
        anchor.append(part)
    return anchor


def _row(table: Any, millimetres: float) -> Any:
    """A new row of exactly this height, its three cells one."""
    row = table.add_row()
    row.height, row.height_rule = Mm(millimetres), WD_ROW_HEIGHT_RULE.EXACTLY
    cell = row.cells[0].merge(row.cells[2])
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return cell


Line = tuple[str, str, float, str, bool]  # a Jinja line for itself, text, size in points, colour, bold


def _choice(by: str, text: str, sizes: tuple[float, float, float], colour: str, *, bold: bool = True) -> list[Line]:
    """The text in the size that ``by`` says: large, medium or small."""
    large, medium, small = sizes
    return [
        (f'{{%p if {by} == "large" %}}', text, large, colour, bold),
        (f'{{%p elif {by} == "medium" %}}', text, medium, colour, bold),
        ("{%p else %}", text, small, colour, bold),
        ("{%p endif %}", "", 0, colour, bold),
    ]


def _sized(cell: Any, lang: str, lines: list[Line]) -> None:
    """Fill a cell with centred lines."""
    paragraphs: list[tuple[str, tuple[float, str, bool] | None]] = []
    for tag, text, size, colour, bold in lines:
        if tag:
            paragraphs.append((tag, None))
        if text or not tag:
            paragraphs.append((text, (size, colour, bold)))
    first = cell.paragraphs[-1]
    for at, (text, look) in enumerate(paragraphs):
        paragraph = first if at == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        if look is not None:
            _look(run, lang, *look)


def _look(run: Any, lang: str, size: float, colour: str, bold: bool) -> None:
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    run.font.name = FONTS[lang][0]
    run._r.rPr.rFonts.set(qn("w:eastAsia"), FONTS[lang][1])


def _letterhead(table: Any) -> None:
    """Room for the logo, at the top on the left; empty without one."""
    row = table.add_row()
    row.height, row.height_rule = Mm(_HEAD), WD_ROW_HEIGHT_RULE.EXACTLY
    row.cells[0].paragraphs[0].add_run("{{ logo }}")


def _signatures(table: Any, lang: str, words: tuple[str, str, str]) -> None:
    """Room to sign, to stamp and to date, each over a line; under it who signs and whose stamp it is."""
    row = table.add_row()
    row.height, row.height_rule = Mm(21), WD_ROW_HEIGHT_RULE.EXACTLY
    for cell, word, by in zip(row.cells, words, ("signatory", "company", ""), strict=True):
        sizes = (11, 8.5, 6.5)
        choice = _choice(f"{by}_size", f"{{{{ {by} }}}}", sizes, INK, bold=False) if by else []
        before = [(f"{{%p if {by} %}}", "", 0, INK, False), *choice, ("{%p endif %}", "", 0, INK, False)] if by else []
        _sized(_lined(cell), lang, [*before, ("", word, 10, SOFT, False)])


def _lined(cell: Any) -> Any:
    """The cell with a line that leaves room above it to sign."""
    paragraph = cell.paragraphs[0]
    space = paragraph.paragraph_format
    space.space_before, space.line_spacing = Pt(22), Pt(5)
    space.left_indent = space.right_indent = Mm(10)
    edge = OxmlElement("w:pBdr")
    edge.append(parse_xml(f'<w:bottom {nsdecls("w")} w:val="single" w:sz="6" w:space="1" w:color="{GOLD[1:]}"/>'))
    paragraph._p.get_or_add_pPr().insert_element_before(edge, "w:spacing", "w:ind", "w:jc")
    cell.add_paragraph()
    return cell


if __name__ == "__main__":
    drawn = border()
    for language in TEXTS:
        make(language, drawn)
