"""The newsletter's text: full citations of the awards with that recognition, a line for each of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from ccmotivate.locale import translator
from ccmotivate.model.results import AwardGiven, PeriodResult
from ccmotivate.writers.files.signature import NEWSLETTER, marked_text
from ccmotivate.writers.honours.citation import citation
from ccmotivate.writers.honours.recognised import (
    Group,
    group_name,
    missing_text,
    prize_text,
    reason_text,
    recognised,
    winner_id,
    winner_name,
)
from ccmotivate.writers.words.made import made_lines, made_title
from ccmotivate.writers.words.sentences import nobody_text, period_text
from ccmotivate.writers.words.text import visible, visible_lines

_MARKS = re.compile(r"[\\`*_\[\]<>#|~&!@$^{}]|(?<=[wW]{3})\.|:(?=//)|^[-+=]")
_NUMBERED = re.compile(r"^(\d+)([.)])")
_WINNER = "\x00"  # stands for the name until the rest is escaped; `visible` lets no name or reason hold it


def write_newsletter(path: Path, result: PeriodResult, lang: str) -> None:
    """Write the citations of the period as Markdown."""
    path.write_text(newsletter(result, lang), encoding="utf-8", newline="\n")


def markdown(text: str) -> str:
    """The text as Markdown shows it letter by letter: nothing in it is a mark, a tag or a link."""
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\g<0>", text))


def made_markdown(lines: Sequence[str], lang: str) -> list[str]:
    """How a text was made, at its end: a line each, under their title."""
    return [f"*{markdown(made_title(lang))}*  ", *(markdown(line) + "  " for line in lines[:-1]), markdown(lines[-1])]


def newsletter(result: PeriodResult, lang: str) -> str:
    """The text as Markdown."""
    _ = translator(lang)
    lines = [
        f"<!-- ccmotivate {NEWSLETTER} -->",
        "",
        "# " + _("{period}: our award winners").format(period=period_text(str(result.period), lang)),
    ]
    if result.partial:
        lines += ["", f"**{markdown(missing_text(result, lang))}**"]
    groups = [group for group in recognised(result) if group.award.recognition]
    cited = [group for group in groups if "newsletter" in group.award.recognition]
    others = [group for group in groups if "newsletter" not in group.award.recognition]
    lines += _citations(cited, result, lang)
    if others:
        lines += ["", "## " + (_("Also honoured") if cited else _("Awards"))]
        for _id, found in groupby(others, key=lambda group: group.award.id):
            lines += _short(list(found), result, lang)
    if not groups:
        unsung = _("The awards of this period carry no recognition, so none is told here.")
        lines += ["", unsung if result.awards else nobody_text(result.rules, result.period.kind, lang)]
    lines += [
        "",
        "---",
        "",
        *made_markdown(made_lines(result.rules, result.inputs, lang, [result]), lang),
    ]
    return marked_text(visible_lines("\n".join(lines) + "\n"))


def _citations(groups: list[Group], result: PeriodResult, lang: str) -> list[str]:
    """A heading for each award, a paragraph for each winner."""
    lines = []
    order = 0
    for _id, found in groupby(groups, key=lambda group: group.award.id):
        several = list(found)
        lines += ["", f"## {markdown(visible(several[0].award.label.text(lang)))}"]
        for given in (given for group in several for given in group.winners):
            text = citation(given, result, lang, _WINNER, order)
            lines += ["", markdown(text).replace(_WINNER, named(given))]
            order += 1
    return lines


def named(given: AwardGiven) -> str:
    """``**Agent Alpha** (0012)``, safe in Markdown; bold only where no neighbour can undo it."""
    name, agent_id = winner_name(given), winner_id(given)
    shown = f"**{markdown(name)}**" if name[0].isalnum() and name[-1].isalnum() else markdown(name)
    return shown + (f" ({markdown(agent_id)})" if agent_id else "")


def _short(groups: list[Group], result: PeriodResult, lang: str) -> list[str]:
    """A heading for the award, a line for each winner: project, prize and the reason."""
    lines = ["", f"### {markdown(visible(groups[0].award.label.text(lang)))}", ""]
    for group in groups:
        where = markdown(group_name(group, result.rules, lang))
        for given in group.winners:
            lines.append("- " + _line(given, where, result, lang))
    return lines


def _line(given: AwardGiven, where: str, result: PeriodResult, lang: str) -> str:
    _ = translator(lang)
    facts = [where, prize_text(given, result.rules, lang)]
    about = " · ".join(fact for fact in facts if fact)
    reason = markdown(reason_text(given, result, lang))
    if not about:
        return _("{winner}: {reason}").format(winner=named(given), reason=reason)
    return _("{winner}, {about}: {reason}").format(winner=named(given), about=about, reason=reason)
