"""Text on the screen whose lines break where a reader would: rich cuts Chinese, and the numbers in it, anywhere."""

from __future__ import annotations

from rich import text
from rich.console import Console, JustifyMethod, OverflowMethod
from rich.containers import Lines

from ccmotivate.writers.words.text import breaks


class Text(text.Text):
    """rich's text, with numbers and names kept whole."""

    def blank_copy(self, plain: str = "") -> Text:
        """An empty text of the same look: what joined and divided texts are made of."""
        return Text(
            plain, style=self.style, justify=self.justify, overflow=self.overflow, no_wrap=self.no_wrap, end=self.end,
            tab_size=self.tab_size,
        )  # fmt: skip

    def copy(self) -> Text:
        """The same text again, as adding makes it."""
        again = self.blank_copy(self.plain)
        again.spans = list(self.spans)
        return again

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """The lines of the text, none wider than ``width``."""
        if no_wrap or overflow == "ignore":
            return super().wrap(console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap)
        lines = Lines()
        for line in self.split(allow_blank=True):
            broken = line.divide(breaks(line.plain, width))
            for part in broken:
                part.rstrip()
            if justify or self.justify:
                broken.justify(console, width, justify=justify or self.justify or "default", overflow="fold")
            lines.extend(broken)
        return lines


def tell(out: Console, line: str | text.Text, style: str = "") -> None:
    """Print a sentence: wrapped between words on a terminal, on one line for files and other programs."""
    out.print(Text(line, style=style) if isinstance(line, str) else line, soft_wrap=not out.is_terminal)
