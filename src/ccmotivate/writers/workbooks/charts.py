"""Charts on a page, in the look of our workbooks: columns side by side, or a line over a range."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ccmotivate.writers.words.text import label_text
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.styles import ACCENT, FONTS, GREY, LINE


class Series(Struct, frozen=True):
    """One row of numbers: its name, colour and column."""

    name: str
    color: str
    column: int


class Look(Struct, frozen=True):
    """A chart's title, language, kind (``column`` or ``line``), and what stands along its axis."""

    title: str
    lang: str
    kind: str = "column"
    axis: str = ""
    number: str = ""
    width: int = 620
    height: int = 360


def add_chart(page: Page, look: Look, series: Sequence[Series], rows: tuple[int, int], place: tuple[int, int]) -> None:
    """Draw numbers that stand on the page, with the names of its first column along the axis.

    Args:
        page: where they stand and the chart goes.
        look: how it looks.
        series: the columns to draw.
        rows: the first and the last row of them, 0-based.
        place: row and column of the chart's corner.
    """
    font = {"name": FONTS[look.lang], "size": 9, "color": GREY}
    sheet = page.sheet.get_name()
    chart = page.formats.book.add_chart({"type": look.kind})
    for one in series:
        drawn = {"line": {"color": one.color, "width": 2.25}, "marker": {"type": "circle", "size": 5}}
        chart.add_series(
            {
                "name": label_text(one.name),
                "categories": [sheet, rows[0], 0, rows[1], 0],
                "values": [sheet, rows[0], one.column, rows[1], one.column],
                **(drawn if look.kind == "line" else {"fill": {"color": one.color}, "gap": 60}),
            }
        )
    chart.set_title(
        {"name": label_text(look.title), "name_font": {"name": FONTS[look.lang], "size": 12, "color": ACCENT}}
    )
    chart.set_legend({"position": "bottom", "font": font} if len(series) > 1 else {"none": True})
    chart.set_x_axis({"name": label_text(look.axis), "name_font": font, "num_font": font, "line": {"color": LINE}})
    lines = {"visible": True, "line": {"color": LINE}}
    numbers = {"num_format": look.number} if look.number else {}
    chart.set_y_axis({"num_font": font, "major_gridlines": lines, "line": {"none": True}, **numbers})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": look.width, "height": look.height})
    page.sheet.insert_chart(*place, chart, {"object_position": 2})
