"""What changed between two rule sets, for the terminal and as JSON: grouped by role, award and metric."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any, TextIO

from msgspec import Struct
from rich.console import Console

from ccmotivate.locale import translator
from ccmotivate.model.exact import plain_text
from ccmotivate.model.period import Month
from ccmotivate.model.rule_changes import RuleChange, Side, Subject
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Criterion
from ccmotivate.problems import Problem
from ccmotivate.writers.json.scores import problem_object, rules_object
from ccmotivate.writers.json.text import indented
from ccmotivate.writers.terminal.prose import Text, tell
from ccmotivate.writers.words.rule_changes import change_group, change_sentence, change_text, side_text
from ccmotivate.writers.words.sentences import month_text
from ccmotivate.writers.words.text import visible

_MOST = 2_000  # characters of a line
_MARKS = {"added": ("+", "green"), "removed": ("−", "red"), "changed": ("~", "yellow")}


class Compared(Struct, frozen=True):
    """One side of a comparison: the rules, the folder as it was given, the month if one was asked for."""

    rules: RuleSet | None
    folder: str
    month: Month | None = None


def show_rules_diff(out: Console, old: Compared, new: Compared, changes: Sequence[RuleChange], lang: str) -> None:
    """What is compared, then the changes under what they are about, each with the lines where it stands."""
    _ = translator(lang)
    title = _("{old} → {new}").format(old=_side(old, lang), new=_side(new, lang))
    tell(out, visible(title, _MOST), style="bold")
    if not changes:
        out.print(_("Nothing has changed: the rules say the same."))
        return
    plain = not out.encoding.lower().startswith("utf")
    for _place, group in groupby(changes, key=lambda change: (change.place.part, change.place.owner)):
        found = list(group)
        out.print(Text("\n" + visible(change_group(found[0], lang), _MOST), style="bold"))
        for change in found:
            mark, style = _MARKS[change.kind]
            line = Text.assemble(("-" if plain and mark == "−" else mark, style), " ")
            line.append(visible(change_text(change, lang), _MOST))
            where = sources_text(change)
            tell(out, line.append(f"  ({where})", style="dim") if where else line)
    out.print("\n" + _("Changes: {count}").format(count=len(changes)))


def _side(side: Compared, lang: str) -> str:
    if side.month is None:
        return side.folder
    _ = translator(lang)
    return _("{folder} in {month}").format(folder=side.folder, month=month_text(side.month, lang))


def sources_text(change: RuleChange) -> str:
    """The lines of both sides: ``old/roles/inbound.yaml:9 → new/roles/inbound.yaml:9``; one where they are the same."""
    places = [str(side.source) for side in (change.old, change.new) if side is not None]
    return " → ".join(dict.fromkeys(visible(place, _MOST) for place in places if place))


def write_rules_diff(
    stream: TextIO,
    old: Compared,
    new: Compared,
    changes: Sequence[RuleChange],
    problems: Sequence[Problem],
    lang: str,
) -> None:
    """Write the ``ccmotivate/rules-diff@1`` document."""
    document = {
        "schema": "ccmotivate/rules-diff@1",
        "old": _compared_object(old),
        "new": _compared_object(new),
        "changes": [change_object(change, lang) for change in changes],
        "problems": [problem_object(found, None, lang) for found in problems],
    }
    stream.write(indented(document))


def _compared_object(side: Compared) -> dict[str, Any]:
    return {
        "rules": rules_object(side.rules),
        "folder": side.folder,
        "month": None if side.month is None else str(side.month),
    }


def change_object(change: RuleChange, lang: str) -> dict[str, Any]:
    """A change: the ids of its place, both sides in words and (a standard) exactly, when it counts, the sentence.

    ``part`` says what ``id`` is of: a role, an award, a metric …; ``metric`` is the line's, ``column`` a sheet's.
    """
    place, scope = change.place, change.place.scope
    item = place.item.rpartition(" ")[2] or None
    return {
        "part": place.part.value,
        "id": place.owner or None,
        "metric": None if place.part is Subject.SHEET else item,
        "column": item if place.part is Subject.SHEET else None,
        "for": {"teams": list(scope.teams), "projects": list(scope.projects), "sites": list(scope.sites)},
        "aspect": place.aspect.value,
        "change": change.kind,
        "old": _side_object(change, change.old, lang),
        "new": _side_object(change, change.new, lang),
        "since": None if change.since is None else str(change.since),
        "until": None if change.until is None else str(change.until),
        "text": change_sentence(change, lang),
    }


def _side_object(change: RuleChange, side: Side | None, lang: str) -> dict[str, Any] | None:
    if side is None:
        return None
    exact = None
    if isinstance(side.value, Criterion):
        exact = side.value.standard
    elif isinstance(side.value, int | Fraction):
        exact = plain_text(side.value)
    return {"text": side_text(change, side, lang), "exact": exact, "source": str(side.source) or None}
