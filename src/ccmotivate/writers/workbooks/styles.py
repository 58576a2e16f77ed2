"""The look of the workbooks: one accent colour, red for failed, amber for no data, thin lines, Chinese-capable font."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import Struct

ACCENT = "#1F4E79"
ACCENT_LIGHT = "#DCE6F1"
LINE = "#D9D9D9"
GREY = "#595959"
FAIL_FILL, FAIL_TEXT = "#FFC7CE", "#9C0006"
GAP_FILL, GAP_TEXT = "#FFF2CC", "#7F6000"
FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}

PLAIN, FAILED, LACKING, STRONG = "plain", "failed", "lacking", "strong"
_LOOKS: dict[str, dict[str, Any]] = {
    PLAIN: {},
    FAILED: {"bg_color": FAIL_FILL, "font_color": FAIL_TEXT},
    LACKING: {"bg_color": GAP_FILL, "font_color": GAP_TEXT},
    STRONG: {"bold": True, "font_color": ACCENT},
}


class Style(Struct, frozen=True):
    """The style of a table cell: its look, number format, alignment, whether it wraps, and how far it is indented."""

    look: str = PLAIN
    number: str = "General"
    align: str = "left"
    wrap: bool = False
    indent: int = 0

    def properties(self) -> dict[str, Any]:
        """The properties for XlsxWriter's ``add_format``."""
        return {
            **_LOOKS[self.look],
            "num_format": self.number,
            "align": self.align,
            "valign": "top" if self.wrap else "vcenter",
            "text_wrap": self.wrap,
            **({"indent": self.indent} if self.indent else {}),
            "bottom": 1,
            "bottom_color": LINE,
        }


class Formats:
    """Formats of one XlsxWriter workbook, each made once, in the language's font."""

    def __init__(self, book: Any, lang: str) -> None:
        self.book = book
        self._font = FONTS.get(lang, FONTS["en"])
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": self._font, "font_size": 10, "valign": "vcenter"}
            self._made[key] = self.book.add_format(base | properties)
        return self._made[key]

    def style(self, style: Style) -> Any:
        """The format of a table cell."""
        return self.get(**style.properties())

    @cached_property
    def header(self) -> Any:
        """The header row of a table."""
        return self.get(
            bold=True,
            font_color="#FFFFFF",
            bg_color=ACCENT,
            text_wrap=True,
            align="center",
            border=1,
            border_color=LINE,
        )

    @cached_property
    def title(self) -> Any:
        """The title of a sheet."""
        return self.get(bold=True, font_size=18, font_color=ACCENT)

    @cached_property
    def subtitle(self) -> Any:
        """The line under a title."""
        return self.get(font_color=GREY)

    @cached_property
    def section(self) -> Any:
        """The heading of a part of a sheet."""
        return self.get(bold=True, font_size=12, font_color=ACCENT, bottom=2, bottom_color=ACCENT)
