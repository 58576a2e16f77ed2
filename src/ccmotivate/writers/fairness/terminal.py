"""The fairness report in the terminal: sentences part by part, what stands out marked, the limits at the end."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding

from ccmotivate.model.fairness import Fairness
from ccmotivate.writers.fairness.limits import limits
from ccmotivate.writers.fairness.page import scope_text
from ccmotivate.writers.fairness.sentences import QUIET, TITLES, sentence
from ccmotivate.writers.fairness.words import RenderContext
from ccmotivate.writers.terminal.prose import Text


def show_fairness(out: Console, found: Fairness, lang: str, *, names: bool = True) -> None:
    """Print the report."""
    words = RenderContext(found, lang, names)
    _ = words.say
    out.print(Text(_("Fairness report") + "  " + words.months(), style="bold"))
    out.print(Text(scope_text(words)))
    for part in found.parts:
        out.print()
        out.print(Text(_(TITLES[part.kind]), style="bold"))
        for one in part.findings:
            notable = one.code not in QUIET
            mark = Text("! ", style="bold yellow") if notable else Text("- ")
            out.print(Padding(mark + Text(sentence(one, part, words)), (0, 0, 0, 2)))
    out.print()
    out.print(Text(_("What this report can show, and what it cannot"), style="bold"))
    for text in limits(words):
        out.print(Padding(Text("- " + text), (0, 0, 0, 2)))
