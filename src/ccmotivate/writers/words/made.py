"""The provenance of an output: program, rules, data and publications, in small print at the end, one form per medium.

Hashes and publication times appear only here, so that the honours themselves show only winners and reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from ccmotivate import __version__
from ccmotivate.locale import translator
from ccmotivate.model.results import InputFile, MonthResult, PeriodResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.words.ledger_notes import published_notes, tip_notes, tip_of
from ccmotivate.writers.words.sentences import inputs_line, rules_line
from ccmotivate.writers.words.text import visible, wrapped_lines
from ccmotivate.writers.workbooks.styles import GREY

if TYPE_CHECKING:
    from ccmotivate.writers.workbooks.pages import Page  # only workbooks pay for XlsxWriter

_SMALL, _LINE = 8, 11  # points of the print, and of its lines
_MORE = 1.2  # so many more characters go on a line in small print
_MOST = 4_000


def made_lines(
    rules: RuleSet, inputs: tuple[InputFile, ...], lang: str, results: Iterable[MonthResult | PeriodResult] = ()
) -> list[str]:
    """Publications of these results, rules, data, program, and the last record of their ledger, a line each."""
    _ = translator(lang)
    program = _("Made with ccmotivate {version}").format(version=__version__)
    data = [inputs_line(inputs, lang)] if inputs else []
    shown = list(results)
    return [*published_notes(shown, lang), rules_line(rules, lang), *data, program, *tip_notes(tip_of(shown), lang)]


def made_title(lang: str) -> str:
    """What stands above the lines."""
    _ = translator(lang)
    return _("How it was made")


def made_html(lines: Sequence[str], lang: str) -> Markup:
    """Folded at the end of a page; on paper it shows only where it was unfolded."""
    inside = Markup().join(Markup("<p><bdi>{}</bdi></p>\n").format(visible(line, _MOST)) for line in lines)
    return Markup('<details class="made">\n<summary>{}</summary>\n{}</details>').format(made_title(lang), inside)


def made_rows(page: Page, lines: Sequence[str], lang: str, last: int, width: float) -> None:
    """At the end of a sheet, over its columns up to ``last``, which are ``width`` characters wide."""
    look = page.formats.get(font_color=GREY, font_size=_SMALL, text_wrap=True, valign="top")
    page.wide(page.row, 0, last, made_title(lang), page.formats.get(font_color=GREY, font_size=_SMALL, bold=True))
    for row, line in enumerate(lines, start=page.row + 1):
        page.wide(row, 0, last, line, look)
        page.tall(row, _LINE * wrapped_lines(line, width * _MORE) + 3)
    page.row += len(lines) + 1
