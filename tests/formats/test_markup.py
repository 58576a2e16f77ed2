"""Web pages, XML spreadsheets and web archives that call themselves .xls."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path

import pytest

from ccmotivate.formats.book import Book
from ccmotivate.formats.guard import kind_of
from ccmotivate.formats.limits import LARGE_TEXT
from ccmotivate.formats.sheets import begin, finish, read_book
from ccmotivate.pipeline.finding import is_log
from ccmotivate.problems import Problem

ROWS = "<tr><th>工号</th><th>姓名</th></tr><tr><td>0012</td><td>测试一</td></tr>"
TABLE = f"<table>{ROWS}</table>"
READ = [("工号", "姓名"), ("0012", "测试一")]
OFFICE = "urn:schemas-microsoft-com:office:"


def taken(folder: Path, page: str | bytes, name: str = "march.xls") -> tuple[Book | None, tuple[Problem, ...]]:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_book(path)


def book_of(folder: Path, page: str | bytes, name: str = "march.xls") -> Book:
    book, problems = taken(folder, page, name)
    assert book is not None, problems
    assert not problems
    return book


def rows(folder: Path, page: str | bytes) -> list[tuple[object, ...]]:
    """The cells of the only sheet."""
    (sheet,) = book_of(folder, page).sheets
    return list(zip(*sheet.columns, strict=True))


def code(folder: Path, page: str | bytes) -> str:
    """The code of the one problem."""
    book, (found,) = taken(folder, page)
    assert book is None
    return found.code


# -- which pages are workbooks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body>{TABLE}",
        f"\ufeff \r\n<!-- made by OA --> <!-- x -->{TABLE}",
        f'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html xmlns="urn:x">{TABLE}</html>',
        f'<meta http-equiv="Content-Type" content="text/html; charset=utf-8">{TABLE}',
        f"<table><tr><td>{TABLE}</td></tr></table>",
        f"<table><tbody>{ROWS}</tbody><tfoot></tfoot></table><script>if (a<b) document.write('<tr>')</script>",
        "<table><tr><th>工号<th>姓名<tr><td>0012<td>测试一</table>",
        "<TABLE><TR><TD>工号<TD><b>姓</b>名</TR><TR><TD>&#48;012<TD>&nbsp; <font>测试</font>一 &nbsp;</TABLE>",
        TABLE.replace("0012", "<table><tr><td></td></tr><tr><td>0012</td></tr></table>"),
        TABLE.replace("0012", '="0012"'),
        TABLE.replace("0012", '0012<span style="display:none">x</span><select><option>y</option></select>'),
        TABLE.replace("<td>0012", '<td x:num="12">0012'),
        TABLE.replace("<td>0012", "<td x:num>0012"),
        TABLE.replace("<td>0012", '<td x:str="\'0012">0012'),
        TABLE.replace("<td>0012", "<td style='mso-number-format:\"\\@\"' x:num>0012"),
    ],
)
def test_a_page_is_read_as_a_browser_shows_it(tmp_path: Path, page: str) -> None:
    assert rows(tmp_path, page) == READ


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_page_in_wide_encodings(tmp_path: Path, encoding: str) -> None:
    assert rows(tmp_path, TABLE.encode(encoding)) == READ


@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "gbk", "iso-8859-1", "windows-1252", "no-such", "hex"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_what_a_page_declares_is_believed_as_far_as_its_bytes_allow(tmp_path: Path, declared: str, real: str) -> None:
    page = f'<meta charset="{declared}">{TABLE}'.encode(real)
    book = book_of(tmp_path, page)
    assert (book.encoding, list(book.sheets[0].columns[0])) == (real, ["工号", "0012"])


def test_encodings_of_pages_that_only_a_declaration_tells(tmp_path: Path) -> None:
    unicom = "<meta charset=gb2312><table><tr><td>id<td>name<tr><td>0012<td>联通</table>".encode("gbk")
    assert rows(tmp_path, unicom)[1] == ("0012", "联通")
    latin_page = "<meta charset=iso-8859-1><table><tr><td>id<td>n<tr><td>1<td>Müller</table>".encode("latin-1")
    assert rows(tmp_path, latin_page)[1] == ("1", "Müller")
    big5_page = "<meta charset=big5><table><tr><td>編號<td>姓名<tr><td>1<td>測試員</table>".encode("big5")
    assert rows(tmp_path, big5_page)[1] == ("1", "測試員")


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-1"])
def test_a_page_that_truly_is_western_is_read_as_such(tmp_path: Path, declared: str) -> None:
    names = ["MARÍA", "RAMÓN", "Inés", "Ólöf", "ação", "Größe"]
    page = f"<meta charset={declared}><table><tr><td>n" + "".join(f"<tr><td>{one}<td>1" for one in names) + "</table>"
    assert [name for name, _ in rows(tmp_path, page.encode("cp1252"))] == ["n", *names]


def test_a_chinese_page_that_declares_to_be_western(tmp_path: Path) -> None:
    page = "<meta charset=iso-8859-1><table><tr><td>{}<td>name<tr><td>0012<td>{}</table>"
    assert rows(tmp_path, page.format("接听量", "示玥").encode("gbk"))[1] == ("0012", "示玥")  # 玥 is not in GB2312
    assert rows(tmp_path, page.format("工号", "男").encode("gbk"))[1] == ("0012", "男")
    book, (found,) = taken(tmp_path, page.format("工号", "示玥").encode("gbk"))
    assert book is None
    assert (found.code, found.value) == ("csv-encoding-doubtful", "工号")


@pytest.mark.parametrize("name", ["张燚", "李喆", "喆", "张 喆"])  # 燚 and 喆 are not in GB2312
def test_a_page_of_latin_letters_with_a_rare_name_is_no_western_one(tmp_path: Path, name: str) -> None:
    page = f"<meta charset=iso-8859-1><table><tr><td>id<td>name<tr><td>0012<td>{name}</table>".encode("gbk")
    book, (found,) = taken(tmp_path, page)
    assert book is None
    assert (found.code, found.value) == ("csv-encoding-doubtful", name)


def test_accented_letters_of_a_page_that_declares_to_be_chinese(tmp_path: Path) -> None:
    page = "<meta charset=gb2312><table><tr><td>id<td>name<tr><td>1<td>{}</table>"
    assert rows(tmp_path, page.format("José").encode())[1] == ("1", "José")
    assert rows(tmp_path, page.format("张三, José").encode())[1] == ("1", "张三, José")
    assert rows(tmp_path, page.format("每").encode("gbk"))[1] == ("1", "每")


def test_an_encoding_in_doubt_is_asked_for_and_can_be_named(tmp_path: Path) -> None:
    page = "<table><tr><td>id<td>n<tr><td>1<td>Müller</table>".encode("latin-1")
    assert code(tmp_path, page) == "csv-encoding-doubtful"
    book, _ = finish(begin(tmp_path / "march.xls", "march.xls"), encoding="cp1252")
    assert book is not None
    assert list(book.sheets[0].columns[1]) == ["n", "Müller"]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<html><head><title>统一登录\n平台</title></head><body><form>请登录</form>", "统一登录 平台"),
        ("<html><body>502 <b>Bad</b><br>\nGateway", "502 Bad"),
        ("<table><tr><td>only one row</td></tr></table>", "only one row"),
        ("<table><tr><td>用户<td><input></tr><tr><td>密码<td><input type=PASSWORD></table>", "用户"),
        ("<table><tr><td>登录<tr><td><table><tr><td>a<tr><td>b<tr><td>c<input type=password></table></table>", "登录"),
        (f"<title>Log in</title>{TABLE}<form><input type=password>", "Log in"),
        ("MIME-Version: 1.0\nContent-Type: text/html\n\n<title>Sign in</title>", "Sign in"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b--", "-"),
    ],
)
def test_a_page_without_a_table_is_refused_by_its_title(tmp_path: Path, page: str, title: str) -> None:
    book, (found,) = taken(tmp_path, page)
    assert book is None
    assert (found.code, found.fields["title"]) == ("html-not-excel", title)


def test_a_page_that_breaks_off_is_never_read_as_a_whole_one(tmp_path: Path) -> None:
    page = f"<html><body>{TABLE}</body></html>"
    for end in range(page.index("0012"), page.index("</body>")):
        for encoding in ("utf-8", "gb18030"):
            assert code(tmp_path, page[:end].encode(encoding)) == "page-cut-off", page[:end]
    assert code(tmp_path, page.encode("gb18030")[: -len("一</td></tr></table></body></html>") - 1]) == "page-cut-off"
    assert code(tmp_path, TABLE[:-14]) == code(tmp_path, TABLE[:-2]) == "page-cut-off"
    assert code(tmp_path, TABLE.removesuffix("</table>")) == "page-cut-off"  # without <html>, after a whole row
    assert rows(tmp_path, f"<html><body>{TABLE.removesuffix('</table>')}</body></html>") == READ
    whole = archive(("a.htm", "text/html; charset=gb2312", TABLE.encode("gbk")))
    assert code(tmp_path, whole.removesuffix(b"--b--\r\n")) == "page-cut-off"


def test_a_report_with_a_form_to_change_the_password(tmp_path: Path) -> None:
    page = TABLE.replace("</table>", "<tr><td>0013<td>测试二</table><div><input type=password></div>")
    assert rows(tmp_path, page) == [*READ, ("0013", "测试二")]
    report = TABLE.replace("</table>", "<tr><td>0013<td>测试二</table>")
    field, read = "<tr><td>密码<input type=password>", [*READ, ("0013", "测试二")]
    assert rows(tmp_path, f"<table>{field}<tr><td>{report}</table>") == [("密码", None), *read]
    assert rows(tmp_path, f"<table><tr><td>{report}{field}</table>") == [*read, ("密码", None)]


def test_a_report_of_which_each_row_is_a_table(tmp_path: Path) -> None:
    assert rows(tmp_path, TABLE.replace("</tr><tr>", "</tr></table><table><tr>")) == READ


@pytest.mark.parametrize("text", ["报表日期 2025-03\n", "报表日期 2025-03<br>\n<p>"])
def test_a_page_that_begins_with_text(tmp_path: Path, text: str) -> None:
    assert rows(tmp_path, (text + TABLE).encode("gbk")) == [("报表日期 2025-03", None), *READ]


@pytest.mark.parametrize("start", ["id,text\n1,", 'text\n"', "id\ttext\n1\t", "id;text\n1;", "id|text\n1|"])
def test_a_text_table_with_a_page_in_a_cell_is_no_page(start: str) -> None:
    assert kind_of((start + TABLE).encode()) == "csv"


def test_the_frame_of_a_workbook_is_said_to_be_one(tmp_path: Path) -> None:
    listed = '<x:ExcelWorksheet><x:Name>a</x:Name><x:WorksheetSource HRef="a.files/sheet1.htm"/></x:ExcelWorksheet>'
    frame = f"<html><xml>{listed}</xml><frameset><frame src=a.files/sheet1.htm><noframes><body><p>frames</body></html>"
    assert code(tmp_path, frame) == "html-frame"
    book, (found,) = taken(tmp_path, archive(("a.htm", "text/html", frame.encode())))
    assert book is None
    assert (found.code, found.source.sheet, found.fields["reason"]) == ("malformed-workbook", "a", "no part sheet1.htm")


def test_a_large_page_is_no_large_text(tmp_path: Path) -> None:
    page, text = tmp_path / "march.html", tmp_path / "march.txt"
    page.write_text(TABLE + " " * LARGE_TEXT)
    text.write_text("id,n\n" * (LARGE_TEXT // 4))
    assert (is_log(page), is_log(text)) == (False, True)


# -- how a page is laid out -------------------------------------------------------------------------------------------


def test_tables_stand_one_under_another_with_the_text_around_them(tmp_path: Path) -> None:
    page = (
        "<h1>三月</h1><table><caption>坐席</caption><tr><td colspan=2 rowspan=9>合并<td>c<tr style='display:none'><td>d"
        "<tr><td>一<br style='mso-data-placement:same-cell'>二</table>制表：示一<br><table><tr><td>e</table>"
    )
    (sheet,) = book_of(tmp_path, page).sheets
    assert list(zip(*sheet.columns, strict=True)) == [
        ("三月", None, None),
        ("坐席", None, None),
        ("合并", None, "c"),
        (None, None, "d"),
        (None, None, "一\n二"),
        ("制表：示一", None, None),
        ("e", None, None),
    ]
    assert (sheet.name, sheet.merged, sheet.hidden_rows.tolist()) == ("march", ((2, 0, 4, 1),), [3])


def test_tables_within_tables_that_lay_out_a_page(tmp_path: Path) -> None:
    inner = "<table><tr><td>id<td>n<tr><td><table><tr><td><b>7</b></table><td>8</table>"
    page = f"<table><tr><td>menu<tr><td>above{inner}<td>side<tr><td>below</table>"
    assert rows(tmp_path, page) == [
        ("menu", None),
        ("above", None),
        ("id", "n"),
        ("7", "8"),
        (None, "side"),
        ("below", None),
    ]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<tr><td>编辑<td>删除", "编辑 删除"),
        ("<tr><td>1<td><b>2</b><td>3", "1 2 3"),
        ("<tr><td>编辑<tr><td>删除", "编辑\n删除"),
        ("<tr><td><table><tr><td>1<td>2</table><td>3", "1 2 3"),
    ],
)
def test_a_table_of_a_cell_makes_no_rows(tmp_path: Path, inner: str, text: str) -> None:
    page = f"<table><tr><td>工号<td>趋势<tr><td>0012<td><table>{inner}</table><tr><td>0013<td>5</table>"
    assert rows(tmp_path, page) == [("工号", "趋势"), ("0012", text), ("0013", "5")]


@pytest.mark.parametrize(
    ("page", "hidden"),
    [
        (f"<table><thead style='display:none'><tr><td>a</thead>{ROWS}</table>", [0]),
        (f"<table><thead style='display:none'><tr><td>a</thead><tbody>{ROWS}</tbody></table>", [0]),
        (TABLE.replace("</table>", "<tr hidden><td>1<td>2<tr><td>3<td>4</table>"), [2]),
        (f"<table><tr><td><table><tr style='display:none'><td>x<td>y</tr>{ROWS}</table></table>", [0]),
        (f"<table><tr style='display:none'><td>{TABLE}</td></tr>{ROWS}</table>", [0, 1]),
        (f"<table><tr><td><table><tbody style='display:none'>{ROWS}</tbody></table></table>", [0, 1]),
    ],
)
def test_rows_that_are_hidden(tmp_path: Path, page: str, hidden: list[int]) -> None:
    (sheet,) = book_of(tmp_path, page).sheets
    assert sheet.hidden_rows.tolist() == hidden


@pytest.mark.parametrize("rows_of_it", [ROWS, "<tr><td>x<td>y"])
def test_a_hidden_table_of_a_cell_is_not_read(tmp_path: Path, rows_of_it: str) -> None:
    page = TABLE.replace("测试一", f"测试一<table style='display:none'>{rows_of_it}</table>")
    assert rows(tmp_path, page) == READ


HID = "<td style='display:none'>"


@pytest.mark.parametrize(
    ("head", "row", "end"),
    [
        ("", f"{HID}5", ""),
        ("", f"{HID}", ""),
        ("", f"{HID}5", f"{HID}z"),
        (f"{HID}x", f"{HID}5{HID}6", ""),
        ("", "<td hidden colspan=2>5", ""),
    ],
)
def test_a_page_with_some_cells_of_a_column_hidden_is_refused(tmp_path: Path, head: str, row: str, end: str) -> None:
    page = f"<table><tr>{head}<td>工号<td>接听量{end}<tr>{row}<td>0012<td>100{end}<tr>{row}<td>0013<td>90{end}</table>"
    for one in (page, f"<table><tr><td>{page}</table>"):
        assert code(tmp_path, one) == "page-hidden-cells"


def test_a_row_that_is_hidden_cell_by_cell_is_refused(tmp_path: Path) -> None:
    page = f"<table><tr><td>工号<td>接听量<tr><td>0012<td>100<tr>{HID}0013{HID}90</table>"
    book, (found,) = taken(tmp_path, page)
    assert (book, found.code, found.fields["column"]) == (None, "page-hidden-cells", "A")


def test_a_column_that_is_hidden_throughout_stays_one(tmp_path: Path) -> None:
    table = f"<tr>{HID}序号<td>工号<td>姓名<tr>{HID}1<td>0012<td>测试一</table>"
    for page in (f"<table>{table}", f"<table><tr><td colspan=3>三月</td></tr>{table}"):
        (sheet,) = book_of(tmp_path, page).sheets
        assert (sheet.columns[0][-1], sheet.columns[1][-1], sheet.hidden_columns) == ("1", "0012", {0})


def test_a_row_ends_where_the_page_ends_it(tmp_path: Path) -> None:
    page = TABLE.replace("</tr><tr>", "</tr>").replace("</table>", "<td>0013<td>测试二</tr></table>")
    assert rows(tmp_path, page) == [*READ, ("0013", "测试二")]


@pytest.mark.parametrize("shown", ["12,5", "1,50,000", "1,500", "1.500", "1.234.567", "83%"])
def test_a_number_that_is_only_shown_is_left_to_the_readers_where_it_can_be_two(tmp_path: Path, shown: str) -> None:
    assert rows(tmp_path, TABLE.replace("<td>测试一", f"<td x:num>{shown}"))[1] == ("0012", shown)


def test_a_date_format_with_a_letter_behind_a_quotation_mark(tmp_path: Path) -> None:
    style = "mso-number-format:'\\0022am\\0022d\\22 '"  # "am"d"
    page = TABLE.replace("<td>测试一", f'<td x:num="45718" style="{style}">am2')
    assert rows(tmp_path, page)[1] == ("0012", dt.date(2025, 3, 2))


def test_a_number_that_is_only_shown(tmp_path: Path) -> None:
    page = TABLE.replace("<td>0012", "<td x:num>-12.5").replace("<td>测试一", "<td x:num>1500")
    assert rows(tmp_path, page)[1] == (-12.5, 1500)


def test_rows_of_data_that_tables_tear_apart_are_refused(tmp_path: Path) -> None:
    inner = "<table><tr><td>上午<td>1<tr><td>下午<td>2</table>"
    row = f"<tr><td>0012<td>{inner}"
    for page, at in [(f"<tr><td>工号<td>明细<td>接听量{row}<td>500", "2"), (f"<tr><td>工号<td>明细{row}{row}", "3")]:
        book, (found,) = taken(tmp_path, f"<table>{page}</table>")
        assert book is None
        assert (found.code, found.fields["row"]) == ("table-in-row", at)


def test_headers_in_a_table_of_their_own(tmp_path: Path) -> None:
    two = TABLE.replace("</tr><tr>", "</tr></table><table><tr>").replace("</table>", "<tr><td>0013<td>测试二</table>")
    two = two.replace("<tr><td>0013<td>测试二</table>", "</table>", 1)
    assert rows(tmp_path, f"<table><tr><td>{two}</table>") == [*READ, ("0013", "测试二")]
    broken = two.replace("工号", "工<br>号")
    assert rows(tmp_path, f"<table><tr><td>{broken}</table>")[:2] == [("工\n号", "姓名"), READ[1]]
    assert rows(tmp_path, two) == [*READ, ("0013", "测试二")]


def test_a_row_of_pages_below_a_table_is_one_cell(tmp_path: Path) -> None:
    pages = "<tr><td colspan=2><table><tr><td>1<td><a>2</a><td>...</table></table>"
    assert rows(tmp_path, TABLE.replace("</table>", pages))[2] == ("1 2 ...", None)


def test_what_excel_says_of_cells(tmp_path: Path) -> None:
    page = (
        '<html xmlns:x="urn:x"><style><!-- .p, td.q {mso-number-format:"0\\.0%";}'
        ' .t {mso-number-format:"\\[h\\]\\:mm\\:ss"}\n'
        '.d {mso-number-format:"yyyy\\0022年\\0022m\\0022月\\0022"} .s {mso-number-format:"Short Date"} --></style>'
        "<!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>坐席&amp;组</x:Name><x:WorksheetOptions>"
        "<x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></x:ExcelWorksheet></xml><![endif]--><table x:str>"
        "<col><col style='display:none'>"
        '<tr><td class=q x:num="0.83">83.0%<td class=t x:num="1.25">30:00:00<td class=d x:num="45717">2025年3月'
        '<td class=s x:num="45717.5">x<td x:num>1,234.5<td x:num>110101199003071234<td x:num=NaN>abc'
        '<tr><td x:err="#DIV/0!">#DIV/0!<td x:fmla="=1+1"><td x:bool=TRUE>TRUE<td x:str=" a ">a<td>0.50<td x:num>'
        "</table>"
    )
    (sheet,) = book_of(tmp_path, page).sheets
    assert (sheet.name, sheet.visible, sheet.hidden_columns) == ("坐席&组", False, {1})
    assert list(zip(*sheet.columns, strict=True)) == [
        (
            0.83,
            dt.timedelta(hours=30),
            dt.date(2025, 3, 1),
            dt.datetime(2025, 3, 1, 12),
            "1,234.5",
            "110101199003071234",
            "abc",
        ),
        (None, None, True, " a ", "0.50", None, None),
    ]
    assert {column: [(code, at.tolist()) for code, at in found] for column, found in sheet.formats.items()} == {
        0: [("0.0%", [0])]
    }
    assert (sheet.errors, sheet.uncalculated) == ({(1, 0): "#DIV/0!"}, {(1, 1)})


# -- web archives -----------------------------------------------------------------------------------------------------


def archive(*parts: tuple[str, str, bytes]) -> bytes:
    """A single file web page of parts: address, type, bytes."""
    told = b"".join(
        f"--b\r\nContent-Location: file:///C:/x/{name}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Type: {kind}\r\n\r\n".encode()
        + base64.encodebytes(data)
        for name, kind, data in parts
    )
    head = b'From: <Saved by Excel>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    return head + told + b"--b--\r\n"


def test_the_sheets_of_a_web_archive(tmp_path: Path) -> None:
    listed = "".join(
        f'<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetSource HRef="a.files/sheet{at}.htm"/></x:ExcelWorksheet>'
        for at, name in enumerate(["坐席", "备注"], start=1)
    )
    page = TABLE.replace("<td>0012", '<td class=xl9 x:num="0.5">50%')
    book = book_of(
        tmp_path,
        archive(
            ("a.htm", "text/html; charset=utf-8", f"<!--[if mso]><xml>{listed}</xml><![endif]--><frameset>".encode()),
            ("a.files/style.css", "text/css", b".xl9 {mso-number-format:Percent}"),
            (
                "a.files/sheet2.htm",
                "text/html",
                b"<xml><x:Visible>SheetHidden</x:Visible></xml><table><tr><td>b</table>",
            ),
            ("a.files/sheet1.htm", "text/html; charset=gb2312", page.encode("gbk")),
        ),
    )
    first, second = book.sheets
    assert [(one.name, one.visible) for one in book.sheets] == [("坐席", True), ("备注", False)]
    assert list(zip(*first.columns, strict=True)) == [("工号", "姓名"), (0.5, "测试一")]
    assert [(code, at.tolist()) for code, at in first.formats[0]] == [("0.00%", [1])]
    assert [list(column) for column in second.columns] == [["b"]]


def test_a_web_archive_of_one_page(tmp_path: Path) -> None:
    assert rows(tmp_path, archive(("a.htm", "text/html; charset=gb2312", TABLE.encode("gbk")))) == READ


# -- XML spreadsheets -------------------------------------------------------------------------------------------------


def workbook(*sheets: str, styles: str = "", encoding: str = "utf-8") -> bytes:
    told = "".join(f'<Worksheet ss:Name="s{at}">{sheet}</Worksheet>' for at, sheet in enumerate(sheets))
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<!-- x --><?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{OFFICE}spreadsheet" xmlns:ss="{OFFICE}spreadsheet" xmlns:x="{OFFICE}excel">'
        f"<Styles>{styles}</Styles>{told}</Workbook>"
    ).encode(encoding)


def text(word: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{word}</Data></Cell>'


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_an_xml_spreadsheet(tmp_path: Path, encoding: str) -> None:
    styles = (
        '<Style ss:ID="Default"><NumberFormat/></Style><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
        '<Style ss:ID="c" ss:Parent="p"/><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style>'
        '<Style ss:ID="h"><NumberFormat ss:Format="[h]:mm:ss"/></Style>'
    )
    note = "<Comment><ss:Data ss:Type='String'>note</ss:Data></Comment>"
    title = text("标题", more=' ss:MergeAcross="1" ss:MergeDown="1"')
    hours = text("1900-01-01T06:00:00.000", "DateTime", ' ss:StyleID="h"')
    first = (
        '<Table ss:StyleID="p"><Column ss:Index="2" ss:Span="1" ss:Hidden="1"/><Column ss:StyleID="d"/>'
        f"<Row>{title}{text('<B>c</B>d')}</Row>"
        f'<Row ss:Index="4" ss:Hidden="1">{text("0.5", "Number")}<Cell ss:Index="3" ss:StyleID="c">'
        f'<Data ss:Type="Number">0.25</Data>{note}</Cell>{text("2025-03-01T00:00:00.000", "DateTime")}'
        f"{hours}{text('1', 'Boolean')}"
        f'{text("#N/A", "Error")}<Cell ss:Formula="=1"/></Row></Table>'
    )
    options = f'<WorksheetOptions xmlns="{OFFICE}excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
    second = f"<Table><Row>{text('0012')}</Row></Table>{options}"
    book = book_of(tmp_path, workbook(first, second, styles=styles, encoding=encoding))
    sheet, hidden = book.sheets
    moments = (dt.date(2025, 3, 1), dt.timedelta(hours=30))
    assert list(zip(*sheet.columns, strict=True)) == [
        ("标题", None, "cd", *[None] * 5),
        (None,) * 8,
        (None,) * 8,
        (0.5, None, 0.25, *moments, True, None, None),
    ]
    assert (sheet.merged, sheet.hidden_rows.tolist(), sheet.hidden_columns) == (((0, 0, 1, 1),), [3], {1, 2})
    assert (sheet.errors, sheet.uncalculated) == ({(3, 6): "#N/A"}, {(3, 7)})
    assert {column: [code for code, _ in found] for column, found in sheet.formats.items()} == {
        0: ["0.00%"],
        2: ["0.00%"],
    }
    assert (hidden.name, hidden.visible, list(hidden.columns[0])) == ("s1", False, ["0012"])


@pytest.mark.parametrize("word", ["soon", "9999-12-31T23:59:59.9999999", "2025-02-30"])
def test_what_is_no_moment_is_a_text(tmp_path: Path, word: str) -> None:
    table = f"<Table><Row>{text(word, 'DateTime')}{text('NaN', 'Number')}</Row></Table>"
    assert rows(tmp_path, workbook(table)) == [(word, "NaN")]


# -- pages that mean harm ---------------------------------------------------------------------------------------------

ROW, CELL = "<Row>{}</Row>", text("x")
FAR = '<Table><Row ss:Index="1048576"><Cell ss:Index="16384">{}</Cell></Row></Table>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><Workbook'


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<table><tr>" + "<td>x" * 100_000, "malformed-workbook"),
        ("<table>" + "<tr>" * 1_048_577 + "<td>x", "malformed-workbook"),
        ("<table><tr>" + "<td rowspan=1000000>x" * 16_383 + "<tr><td>y" * 5000, "grid-too-large"),
        ("<table>" + "<tr><td rowspan=1000000>x<td rowspan=100>y" * 6000, "grid-too-large"),
        ("<table><tr><td>" * 1000 + TABLE, "malformed-workbook"),
        (TABLE + "\0", "not-a-workbook"),
        ("<meta " * 20_000 + TABLE, "html-not-excel"),
        ("<style>" + "a{" * 200_000, "html-not-excel"),
        (workbook(FAR.format('<Data ss:Type="String">x</Data>')), "grid-too-large"),
        (workbook(FAR.format('<Data ss:Type="Error">#N/A</Data>')), "grid-too-large"),
        (workbook("<Table>" + ROW.format('<Cell ss:MergeAcross="99999999"/>') + "</Table>"), "malformed-workbook"),
        (workbook('<Table><Row ss:Index="0"/></Table>'), "malformed-workbook"),
        (workbook("<Table>" + ROW.format(CELL * 16_385) + "</Table>"), "malformed-workbook"),
        (workbook("<a>" * 5000 + "</a>" * 5000), "malformed-workbook"),
        (workbook("<Table>")[:-60], "malformed-workbook"),
        (workbook(*[""] * 1001), "malformed-workbook"),
        (workbook().replace(b"<Workbook", ENTITIES.encode()), "xml-not-excel"),
        (
            workbook().replace(b'spreadsheet" xmlns:ss', b'other" xmlns:ss').replace(b"<Workbook", b"<Book"),
            "xml-not-excel",
        ),
        ("MIME-Version: 1.0\n" + "Content-Type: text/html\n\n" * 2000, "malformed-workbook"),
    ],
    ids=range(19),
)
def test_a_page_that_means_harm_is_one_clear_problem(tmp_path: Path, page: str | bytes, problem: str) -> None:
    assert code(tmp_path, page) == problem


def test_a_span_without_end_ends_with_its_table(tmp_path: Path) -> None:
    page = "<table><tr><td colspan=100000000 rowspan=0>x<td>y<tr><td>1</table><table><tr><td>2</table>"
    (sheet,) = book_of(tmp_path, page).sheets
    assert (sheet.merged, sheet.columns[1000][0]) == (((0, 0, 1, 999),), "y")


def test_comments_without_end_are_looked_through_once(tmp_path: Path) -> None:
    assert taken(tmp_path, "<!-- -->" * 8000 + "x")[0] is not None  # a text of one cell
