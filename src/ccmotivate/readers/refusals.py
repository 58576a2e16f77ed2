"""What to say of a sheet or a file without agents: the row most like a header, what it lacks, what to do next."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from ccmotivate.formats.book import Sheet
from ccmotivate.model.metrics import Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal, same_thing
from ccmotivate.problems import Problem, SourceRef, problem

_IDS, _METRIC = "header-of-ids", "header-of-a-metric"
_MOST_COMPARED = 60  # headers compared with every known word
_PLAIN = re.compile(r"\w(?:[\w /.-]*[\w/.])?")


class Seen(Struct, frozen=True):
    """The row of a sheet that is most like a header.

    ``row`` is 0-based; ``known`` are the ids of the fields it names, ``unknown`` its other texts.
    """

    sheet: str
    row: int
    known: tuple[str, ...]
    unknown: tuple[str, ...]


def best_row(sheet: Sheet, field_of: Callable[[object], str | None], rows: int) -> Seen | None:
    """Of the first ``rows`` rows the one with most known headers, of equals the one with most texts; None if blank."""
    seen = [_seen(sheet, row, field_of) for row in range(min(rows, sheet.height))]
    found = [one for one in seen if one.known or one.unknown]
    return max(found, key=_likeness, default=None)


def _likeness(seen: Seen) -> tuple[int, int]:
    return len(seen.known), len(seen.unknown)


def _seen(sheet: Sheet, row: int, field_of: Callable[[object], str | None]) -> Seen:
    cells = (column[row] for column in sheet.columns)
    texts = [" ".join(cell.split()) for cell in cells if isinstance(cell, str) and any(map(str.isalpha, cell))]
    fields = {text: field_of(text) for text in texts if text}
    known = dict.fromkeys(field for field in fields.values() if field)
    return Seen(sheet.name, row, tuple(known), tuple(text for text, field in fields.items() if not field))


def left_out(file: str, seen: Seen, labels: Mapping[str, Label], rules: RuleSet) -> Problem:
    """The note on a sheet that holds no agents."""
    return problem("sheet-left-out", SourceRef(file, seen.sheet), **_facts(seen, labels, rules))


def no_agents(file: str, sheets: Sequence[Seen], labels: Mapping[str, Label], rules: RuleSet) -> Problem:
    """The error of a file none of whose sheets holds agents; ``sheets`` are those that were left out."""
    best = max(sheets, key=_likeness, default=Seen("–", -1, (), ()))
    here = SourceRef(file, best.sheet if sheets else None)
    return problem("no-agents", here, sheet=best.sheet, **_facts(best, labels, rules))


def _facts(seen: Seen, labels: Mapping[str, Label], rules: RuleSet) -> dict[str, object]:
    needed = needed_metrics(rules)
    absent = tuple(_absent(seen, needed))
    near = _resembling(seen, labels)
    fields = {field for _word, field in near.values()}
    unknown = [f"{header} ≈ {near[header][0]}" if header in near else header for header in seen.unknown]
    return {
        "row": seen.row + 1 or "–",
        "found": seen.known or "–",
        "unknown": unknown or "–",
        "absent": absent,
        "lines": [_alias_line(field, header, labels, rules) for header, (_word, field) in near.items()],
        "words": rules.columns["agent_id"].label.words if _IDS in absent and "agent_id" not in fields else (),
        "metrics": tuple(needed) if _METRIC in absent and fields.isdisjoint(needed) else (),
    }


def needed_metrics(rules: RuleSet) -> dict[str, None]:
    """The metrics with a column of their own that some role must meet or is scored on, in the order of the rules."""
    at_any_time = [rules, *(version.rules for version in rules.versions if version.rules)]
    roles = [role for then in at_any_time for role in then.roles.values()]
    asked = {line.metric for role in roles for line in role.must}
    asked |= {line.metric for role in roles for line in role.scorecard}
    inputs = {name for metric in asked for name in _inputs(metric, rules)}
    return {name: None for name in rules.metrics if name in inputs}


def _inputs(metric: str, rules: RuleSet) -> Iterator[str]:
    formula = rules.metrics[metric].formula
    for name in formula.names if formula else ():
        yield from _inputs(name, rules)
    if formula is None:
        yield metric


def _absent(seen: Seen, needed: Mapping[str, None]) -> Iterator[str]:
    """The required fields that a header row lacks, as keys that the writers translate."""
    if "agent_id" not in seen.known:
        yield _IDS
    if "agent_id" in seen.known or not any(field in needed for field in seen.known):
        yield _METRIC


def _resembling(seen: Seen, labels: Mapping[str, Label]) -> dict[str, tuple[str, str]]:
    """The unknown headers that probably mean a field which the row lacks: the word and the field.

    The agent id is looked for first, for without it no other column helps; a field is proposed once.
    """
    headers = seen.unknown[:_MOST_COMPARED]
    found: dict[str, tuple[str, str]] = {}
    for field in sorted((name for name in labels if name not in seen.known), key="agent_id".__ne__):
        pairs = [(header, same_thing(header, labels[field].words)) for header in headers if header not in found]
        close = [(header, word) for header, word in pairs if word]
        if close:
            header, word = max(close, key=lambda pair: SequenceMatcher(None, normal(pair[0]), normal(pair[1])).ratio())
            found[header] = (word, field)
    return {header: found[header] for header in headers if header in found}


def _alias_line(field: str, header: str, labels: Mapping[str, Label], rules: RuleSet) -> str:
    """What to write where, so that a header is known: ``columns.yaml, agent_id: aliases: [Staff ID, Agent Nr]``."""
    file = "columns.yaml" if field in rules.columns else "metrics.yaml"
    words = ", ".join(yaml_word(word) for word in (*labels[field].aliases, header))
    return f"{file}, {field}: aliases: [{words}]"


def source_alias(source: str, column: str, header: str, label: Label) -> str:
    """What to write where, so that a header of a source is known: ``calls, talk: aliases: [Talk duration]``."""
    return f"{source}, {column}: aliases: [{', '.join(map(yaml_word, (*label.aliases, header)))}]"


def yaml_word(text: str) -> str:
    """A text as it may stand in a YAML list or mapping on one line."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
