"""A correction in the terminal: the cells, the agents and columns that came and went, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from ccmotivate.locale import counted, translator
from ccmotivate.model.comparison import Correction
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.terminal.prose import Text, tell
from ccmotivate.writers.terminal.screens import table_for
from ccmotivate.writers.terminal.simulation import show_changes
from ccmotivate.writers.words.changes import cell_text_of, column_name_of
from ccmotivate.writers.words.sentences import person_text
from ccmotivate.writers.words.text import visible
from ccmotivate.writers.workbooks.correction_book import KINDS, place_of

MOST_CELLS, MOST_OTHERS, MOST_TOUCHED = 100, 40, 100


def show_correction(out: Console, correction: Correction, written: Sequence[Path], rules: RuleSet, lang: str) -> None:
    """What differs and what follows."""
    _ = translator(lang)
    files = [visible(one.file) for one in correction.files]
    out.print(Text(_("{old} → {new}").format(old=files[0], new=files[1]), style="bold"))
    if correction.is_empty:
        out.print(Text(_("Nothing differs.")))
    _show_cells(out, correction, rules, lang)
    _show_others(out, correction, lang)
    if correction.comparison is not None and correction.comparison.is_empty and not correction.is_empty:
        out.print(Text(_("No score, rank or award changes.")))
    elif correction.comparison is not None and not correction.comparison.is_empty:
        out.print(Text(_("What follows"), style="bold"))
        show_changes(out, correction.comparison, lang, (MOST_TOUCHED, MOST_TOUCHED))
    for path in written:
        tell(out, _("written: {path}").format(path=path))


def _show_cells(out: Console, correction: Correction, rules: RuleSet, lang: str) -> None:
    _ = translator(lang)
    if not correction.cells:
        return
    headers = [_("Cell"), _("Agent"), _("Column"), _("Before"), _("After")]
    table = table_for(out, [(header, "left") for header in headers])
    for one in correction.cells[:MOST_CELLS]:
        sides = [cell_text_of(one, cell, rules, lang) for cell in (one.old, one.new)]
        places = list(dict.fromkeys(place_of(cell.at) for cell in (one.old, one.new) if cell is not None))
        texts = ["\n".join(places), person_text(one.name, one.agent_id), column_name_of(one, rules, lang), *sides]
        table.add_row(*(Text(visible(text, 200).replace("\\n", "\n")) for text in texts))
    out.print(table)
    if len(correction.cells) > MOST_CELLS:
        rest = _("… and {count} more cells; --out or --json has them all")
        out.print(counted(rest, count=len(correction.cells) - MOST_CELLS))


def _show_others(out: Console, correction: Correction, lang: str) -> None:
    """Agents and columns, a line each."""
    _ = translator(lang)
    agent, column = _("agent {name} {kind} ({place})"), _("column {name} {kind} ({place})")
    lines = [
        agent.format(name=person_text(one.name, one.agent_id), kind=_(KINDS[one.kind]), place=one.at)
        for one in correction.rows
    ]
    arrow = _("{old} → {new}")
    for one in correction.columns:
        name = arrow.format(old=one.old, new=one.new) if one.old and one.new else one.old or one.new
        lines.append(column.format(name=name, kind=_(KINDS[one.kind]), place=one.at))
    for line in lines[:MOST_OTHERS]:
        out.print(Text(visible(line, 300)))
    if len(lines) > MOST_OTHERS:
        rest = _("… and {count} more; --out or --json has them all")
        out.print(rest.format(count=len(lines) - MOST_OTHERS))
