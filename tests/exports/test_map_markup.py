"""Exports that call themselves .xls and are a web page or XML: mapped and scored as the same rows of a workbook."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.commands import ccmotivate
from tests.exports.made import Map
from tests.exports.plainly import Figure, clock, number, total
from tests.support import workbook

TITLE = "呼叫中心坐席工作量报表（2025年3月）"
HEADER = ("工号", "姓名", "接听量", "平均处理时长", "接通率")
ROWS = [
    ("0012", "示安然", "500", "0:03:20", "95.5%"),
    ("0108", "示范例", "640", "0:02:05", "98%"),
    ("1003", "示样本", "410", "0:04:00", "91.2%"),
]
TOTALS = ("合计", "", "1550", "", "")
FIGURES: dict[str, Figure] = {
    "answered": total(number("接听量")),
    "aht": total(clock("平均处理时长")),
    "answer_rate": total(number("接通率")),
}


def page() -> bytes:
    """What a report server writes: GBK, every cell with a style, ids as text."""
    line = "".join(
        "<tr>" + "".join(f"<td style='vnd.ms-excel.numberformat:@' nowrap>{cell}</td>\r\n" for cell in row) + "</tr>"
        for row in (*ROWS, TOTALS)
    ).replace("<td style='vnd.ms-excel.numberformat:@' nowrap></td>", "<td>&nbsp;</td>")
    head = "".join(f"<th bgcolor=#cccccc>\r\n  {one}\r\n</th>" for one in HEADER)
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>\r\n'
        '<meta http-equiv="content-type" content="application/vnd.ms-excel; charset=gb2312"/></head><body>\r\n'
        f'<table border="1"><tr><td colspan="5" align=center><b>{TITLE}</b></td></tr><tr>{head}</tr>{line}</table>'
        "</body></html>"
    ).encode("gbk")


def xml() -> bytes:
    """The same as an XML spreadsheet, with numbers, times and shares as such."""

    def cell(column: int, text: str) -> str:
        if not text:
            return "<Cell/>"
        kind, style = ("Number", "n") if text.isdigit() and column else ("String", "n")
        if ":" in text:
            kind, style, text = "DateTime", "t", f"1899-12-31T0{text}.000"
        elif text.endswith("%"):
            kind, style, text = "Number", "p", str(float(Fraction(text[:-1]) / 100))
        return f'<Cell ss:StyleID="{style}"><Data ss:Type="{kind}">{text}</Data></Cell>'

    urn = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(
        f"<Row>{''.join(cell(column, text) for column, text in enumerate(row))}</Row>"
        for row in (HEADER, *ROWS, TOTALS)
    )
    codes = {"n": "General", "t": "h:mm:ss", "p": "0.0%"}
    styles = "".join(f'<Style ss:ID="{at}"><NumberFormat ss:Format="{code}"/></Style>' for at, code in codes.items())
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{urn}" xmlns:ss="{urn}"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="Sheet1"><Table><Row><Cell ss:MergeAcross="4"><Data ss:Type="String">{TITLE}</Data></Cell>'
        f"</Row>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def named(folder: Path, kind: str) -> Path:
    path = folder / kind / ("report.xlsx" if kind == "xlsx" else "report.xls")
    path.parent.mkdir()
    if kind == "xlsx":
        workbook(path, {"Sheet1": [(TITLE,), HEADER, *ROWS, TOTALS]})
    else:
        path.write_bytes(page() if kind == "html" else xml())
    return path


@pytest.mark.parametrize("kind", ["xlsx", "html", "spreadsheetml"])
def test_an_export_that_is_no_workbook_scores_to_plain_recomputation(tmp_path: Path, mapped: Map, kind: str) -> None:
    made = mapped(named(tmp_path, kind))
    assert made.code == 0, made.said
    rows = {row[0]: dict(zip(HEADER, row, strict=True)) for row in ROWS}
    for metric, figure in FIGURES.items():
        found = {who: value for (_month, who), value in made.values(metric).items()}
        assert found == {who: figure([row]) for who, row in rows.items()}, metric
    assert set(made.agents("name")) == {("2025-03", who) for who in rows}


def test_a_cell_of_a_page_is_named_as_excel_shows_it(tmp_path: Path, mapped: Map) -> None:
    made = mapped(named(tmp_path, "html"))
    path = tmp_path / "report.xls"
    path.write_bytes(page().replace(b">640<", b">6x4<"))
    ran = ccmotivate("check", tmp_path, "--rules", made.folder / "rules", "--lang", "en")
    assert ran.code == 1
    assert "report.xls!report!C4" in ran.out + ran.err
