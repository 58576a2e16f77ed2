"""The page of talent that prints: a chart of who stands where with lines, quadrants and movement; what quadrants mean.

With more than ``MOST_DRAWN`` people on it the page has counts and names by quadrant instead of the chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any

import numpy as np

from ccmotivate.locale import counted, translator
from ccmotivate.parts.talent import labels
from ccmotivate.parts.talent.decide import TalentResult
from ccmotivate.parts.talent.rules import QUADRANTS
from ccmotivate.parts.talent.words import TOOL, treatments_text
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import label_text, wrapped_lines
from ccmotivate.writers.workbooks.pages import Page
from ccmotivate.writers.workbooks.styles import ACCENT, ACCENT_LIGHT, FONTS, GREY, LINE

MOST_DRAWN = 60
_COLORS = {"I": "#1F4E79", "II": "#C55A11", "III": "#548235", "IV": "#7F7F7F"}
_WIDTHS = (26, 8, 46, 20, 52)  # quadrant, people, treatments, style, names
_LAST, _A_ROW, _TALLEST = len(_WIDTHS) - 1, 100, 400.0
_CHART_ROWS, _ROW = 24, 18.0
_DATA = 20  # the first column of the numbers that the chart draws; hidden
_SIZE = (1085, 570)  # pixels of the chart
_LAYOUT = {"x": 0.06, "y": 0.03, "width": 0.92, "height": 0.84}  # of the plot in it
_PLOT = (_SIZE[0] * _LAYOUT["width"], _SIZE[1] * _LAYOUT["height"])
_BARB = 9.0  # pixels of an arrow's barbs
_NAME = 24  # characters of a name on the chart
Point = tuple[float, float]


def draw(page: Page, result: TalentResult, names: Sequence[str], lang: str) -> None:
    """Fill the page of a month; ``names`` are those of its agents."""
    _ = translator(lang)
    for col, width in enumerate(_WIDTHS):
        page.sheet.set_column(col, col, width)
    page.sheet.fit_to_pages(1, 0)
    page.text(0, 0, _("{month}: talent model").format(month=month_text(result.month, lang)), page.formats.title)
    page.tall(0, 30)
    page.text(1, 0, _(TOOL), page.formats.subtitle)
    placed = np.flatnonzero(result.quadrant != "")
    page.row = 3
    if 0 < len(placed) <= MOST_DRAWN:
        page.sheet.fit_to_pages(1, 1)
        _chart(page, result, names, placed.tolist(), lang)
        page.row += _CHART_ROWS
    _meanings(page, result, _keys(placed.tolist(), names) if len(placed) <= MOST_DRAWN else {}, lang)
    if len(placed) > MOST_DRAWN:
        _names_by_quadrant(page, result, names, lang)
    _apart(page, result, names, lang)


def _keys(placed: Sequence[int], names: Sequence[str]) -> dict[int, str]:
    """Everybody on the chart with a number: ``7 示例``."""
    return {at: f"{number} {_short(names[at])}" for number, at in enumerate(placed, start=1)}


# -- what the quadrants mean ------------------------------------------------------------------------------------------


def _meanings(page: Page, result: TalentResult, keys: Mapping[int, str], lang: str) -> None:
    """Each quadrant with its people counted, its treatments and its style; names with their numbers where few."""
    _ = translator(lang)
    heads = [_("Quadrant"), _("Agents"), _("Treatments, for a human to choose from"), _("Style of leading")]
    page.headers(page.row, heads)
    page.text(page.row, _LAST, _("Who is who") if keys else "", page.formats.header)
    look = page.formats.get(text_wrap=True, bottom=1, bottom_color=LINE)
    count = page.formats.get(bottom=1, bottom_color=LINE, align="center")
    for name in QUADRANTS:
        page.row += 1
        one = result.settings.quadrants[name]
        people = np.flatnonzero(result.quadrant == name).tolist()
        texts = [
            f"{name} {one.label.text(lang)}",
            "",
            treatments_text(one, lang),
            one.style.text(lang),
            _(", ").join(keys[at] for at in people if at in keys),
        ]
        for col, text in enumerate(texts):
            page.text(page.row, col, text, look)
        page.number(page.row, 1, len(people), count)
        lines = max(wrapped_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
        page.tall(page.row, 15.0 * lines + 3)
    page.row += 2


def _names_by_quadrant(page: Page, result: TalentResult, names: Sequence[str], lang: str) -> None:
    """Counts and names, a quadrant below the other; rows of at most ``_A_ROW`` names, for a cell holds only so much."""
    _ = translator(lang)
    look = page.formats.get(text_wrap=True, valign="top")
    for one in QUADRANTS:
        listed = [names[at] for at in np.flatnonzero(result.quadrant == one).tolist()]
        head = counted(_("{name}: {count} people"), count=len(listed), name=one)
        page.wide(page.row, 0, _LAST, head, page.formats.section)
        page.row += 1
        for start in range(0, len(listed), _A_ROW):
            text = _(", ").join(listed[start : start + _A_ROW])
            page.wide(page.row, 0, _LAST, text, look)
            page.tall(page.row, min(15.0 * wrapped_lines(text, sum(_WIDTHS)) + 3, _TALLEST))
            page.row += 1
        page.row += 1


def _apart(page: Page, result: TalentResult, names: Sequence[str], lang: str) -> None:
    """Who stands in no quadrant: those on the roster who lack a figure."""
    _ = translator(lang)
    lacking = [names[at] for at in np.flatnonzero(result.on_roster & (result.quadrant == "")).tolist()]
    absent = int((~result.on_roster).sum())
    texts = []
    if lacking:
        texts.append(_("Apart, for a figure is missing: {names}").format(names=_(", ").join(lacking)))
    if absent:
        texts.append(counted(_("Without a row on the roster: {count} people"), count=absent))
    for text in texts:
        page.wide(page.row, 0, _LAST, text, page.formats.get(text_wrap=True, valign="top"))
        page.tall(page.row, min(15.0 * wrapped_lines(text, sum(_WIDTHS)) + 3, _TALLEST))
        page.row += 1


# -- the chart --------------------------------------------------------------------------------------------------------


class _Area:
    """What the chart shows: ability from left to right, enthusiasm upwards, both lines within it."""

    def __init__(self, points: Sequence[Point], cut: Point) -> None:
        across, up = (_ends([one[axis] for one in points], cut[axis]) for axis in (0, 1))
        self.low, self.high = (across[0], up[0]), (across[1], up[1])
        self.cut = cut

    def scaled(self, axis: int) -> float:
        """Pixels of a point of an axis."""
        return _PLOT[axis] / (self.high[axis] - self.low[axis])

    def pixels(self, point: Point) -> Point:
        """Where a point lies on the chart, from its lower left corner."""
        across, up = ((point[axis] - self.low[axis]) * self.scaled(axis) for axis in (0, 1))
        return across, up

    def centres(self) -> list[Point]:
        """The places of the names of the quadrants, at the outer corner of each."""
        left, right = ((self.low[0] + self.cut[0]) / 2, (self.cut[0] + self.high[0]) / 2)
        up, down = (self.high[1] - 0.03 * self._tall, self.low[1] + 0.04 * self._tall)
        return [(right, up), (right, down), (left, up), (left, down)]

    @property
    def _tall(self) -> float:
        return float(self.high[1] - self.low[1])


def _ends(values: Sequence[float], cut: float) -> tuple[int, int]:
    """Whole tens around all values and the line, with room beside each."""
    low, high = min(*values, cut) - 4, max(*values, cut) + 4
    return max(int(low // 10) * 10, 0), -int(-high // 10) * 10


def _chart(page: Page, result: TalentResult, names: Sequence[str], placed: Sequence[int], lang: str) -> None:
    """The chart, drawn from numbers in hidden columns of the page."""
    _ = translator(lang)
    enthusiasm, ability = result.axes
    stand = {at: (_number(ability.value, at), _number(enthusiasm.value, at)) for at in placed}
    was = {at: (_number(result.before.values[1], at), _number(result.before.values[0], at))
           for at in placed if result.before.quadrant[at]}  # fmt: skip
    area = _Area([*stand.values(), *was.values()], (float(ability.axis.cut), float(enthusiasm.axis.cut)))
    drawing = _Drawing(page, lang)
    drawing.lines(area)
    drawing.quadrants(area, result)
    drawing.arrows([(was[at], stand[at]) for at in placed if at in was and was[at] != stand[at]], area)
    texts = {at: (_short(names[at]), str(number)) for number, at in enumerate(placed, start=1)}
    found = labels.placed({at: area.pixels(stand[at]) for at in placed}, texts, _PLOT)
    for name in QUADRANTS:
        for place in labels.PLACES:
            here = [at for at in placed if result.quadrant[at] == name and found[at].place == place]
            drawing.people([(stand[at], found[at].text) for at in here], place, _COLORS[name])
    axes = [one.axis.label.text(lang) for one in (ability, enthusiasm)]
    drawing.finish(area, axes)
    for row in range(page.row, page.row + _CHART_ROWS):
        page.tall(row, _ROW)
    page.sheet.set_column(_DATA, _DATA + drawing.used, None, None, {"hidden": True})
    if drawing.moved:
        note = _("Arrows lead from where somebody stood in the month before.")
        page.text(2, 0, note, page.formats.get(font_color=GREY, font_size=9))


def _number(column: Any, at: int) -> float:
    return float(column[at] or 0)


class _Drawing:
    """The series of a scatter chart; each has two hidden columns of numbers."""

    def __init__(self, page: Page, lang: str) -> None:
        self.page, self.lang, self.used, self.moved = page, lang, 0, False
        self.chart = page.formats.book.add_chart({"type": "scatter", "subtype": "straight"})
        self.chart.show_hidden_data()

    def font(self, size: int, color: str, **more: Any) -> dict[str, Any]:
        """A font of the chart."""
        return {"name": FONTS[self.lang], "size": size, "color": color, **more}

    def series(self, points: Sequence[Point | None], **look: Any) -> None:
        """One series; None is a gap."""
        column = _DATA + self.used
        for row, point in enumerate(points):
            for axis, value in enumerate(point or ()):
                self.page.number(row, column + axis, value, self.page.formats.get())
        sheet, last = self.page.sheet.get_name(), len(points) - 1
        self.chart.add_series(
            {
                "categories": [sheet, 0, column, last, column],
                "values": [sheet, 0, column + 1, last, column + 1],
                "marker": {"type": "none"},
                **look,
            }
        )
        self.used += 2

    def lines(self, area: _Area) -> None:
        """Both lines."""
        look = {"color": GREY, "width": 1.25, "dash_type": "dash"}
        across: list[Point | None] = [(area.low[0], area.cut[1]), (area.high[0], area.cut[1])]
        upright: list[Point | None] = [(area.cut[0], area.low[1]), (area.cut[0], area.high[1])]
        for points in (across, upright):
            self.series(points, line=look)

    def quadrants(self, area: _Area, result: TalentResult) -> None:
        """The names of the quadrants."""
        words = result.settings.quadrants
        custom = [
            {
                "value": label_text(f"{name} {words[name].label.text(self.lang)}"),
                "font": self.font(10, _COLORS[name], bold=True),
            }
            for name in QUADRANTS
        ]
        self.series(
            area.centres(), line={"none": True}, data_labels={"value": True, "custom": custom, "position": "center"}
        )

    def arrows(self, moves: Sequence[tuple[Point, Point]], area: _Area) -> None:
        """Lines from where people stood to where they stand, each with two barbs."""
        points: list[Point | None] = []
        for start, end in moves:
            points += [start, end, *_barbs(start, end, area), None]
        if points:
            self.moved = True
            self.series(points[:-1], line={"color": "#A6A6A6", "width": 1.25})

    def people(self, stand: Sequence[tuple[Point, str]], place: str, color: str) -> None:
        """People of one quadrant whose texts stand on one side of their points."""
        if not stand:
            return
        font = self.font(9, color)
        custom = [{"value": label_text(text), "font": font} if text else {"delete": True} for _point, text in stand]
        self.series(
            [point for point, _text in stand],
            line={"none": True},
            marker={"type": "circle", "size": 7, "fill": {"color": color}, "border": {"color": "white"}},
            data_labels={"value": True, "custom": custom, "position": place},
        )

    def finish(self, area: _Area, axes: Sequence[str]) -> None:
        """Axes, size and place."""
        for axis, (name, to) in enumerate(zip(axes, (self.chart.set_x_axis, self.chart.set_y_axis), strict=True)):
            to(
                {
                    "name": label_text(name),
                    "name_font": self.font(10, ACCENT, bold=True),
                    "num_font": self.font(9, GREY),
                    "min": area.low[axis],
                    "max": area.high[axis],
                    "major_unit": 10,
                    "line": {"color": LINE},
                    "major_gridlines": {"visible": True, "line": {"color": ACCENT_LIGHT, "width": 0.5}},
                    "crossing": area.low[axis],
                }
            )
        self.chart.set_legend({"none": True})
        self.chart.set_plotarea({"layout": _LAYOUT})
        self.chart.set_chartarea({"border": {"color": LINE}})
        self.chart.set_size({"width": _SIZE[0], "height": _SIZE[1]})
        self.page.sheet.insert_chart(self.page.row, 0, self.chart, {"object_position": 2})


def _short(name: str) -> str:
    plain = " ".join(name.split())
    return plain if len(plain) <= _NAME else plain[: _NAME - 1] + "…"


def _barbs(start: Point, end: Point, area: _Area) -> list[Point]:
    """The way from the tip over one barb and back to the other."""
    scale = [area.scaled(axis) for axis in (0, 1)]
    across, up = ((start[axis] - end[axis]) * scale[axis] for axis in (0, 1))
    length = hypot(across, up)
    along, beside = (across / length, up / length), (-up / length, across / length)
    made = []
    for side in (1, -1):
        pixels = [_BARB * (along[axis] + 0.45 * side * beside[axis]) for axis in (0, 1)]
        made.append((end[0] + pixels[0] / scale[0], end[1] + pixels[1] / scale[1]))
    return [made[0], end, made[1]]
