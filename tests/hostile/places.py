"""Every option that names a path, of every command, and every option that takes a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.hostile import figures
from tests.hostile.probing import Word

THING = "@"
Line = tuple[str, ...]

_AWARDS = ("awards", "2025-03", "m.xlsx", "--rules", "rules", "--no-ledger")
_HONOURS = ("honours", "2025-03", "m.xlsx", "--rules", "rules", "--no-ledger")
_EXPLAIN = ("explain", "m.xlsx", "--agent", "A2", "--rules", "rules", "--no-ledger")
_SIMULATE = ("simulate", "m.xlsx", "--rules", "rules", "--no-ledger")
_SCORE = ("score", "m.xlsx", "--rules", "rules", "--no-ledger")
_PUBLISH = ("publish", "2025-03", "m.xlsx", "--by", "Agent Alpha", "--yes", "--rules", "rules")

READ: Sequence[Line] = (
    ("score", THING, "--rules", "rules", "--no-ledger", "--out", "out"),
    ("score", "m.xlsx", THING, "--rules", "rules", "--no-ledger", "--out", "out"),
    ("score", THING, "--together", "--rules", "rules", "--no-ledger", "--out", "out"),
    ("check", THING, "--rules", "rules"),
    ("awards", "2025-03", THING, "--rules", "rules", "--no-ledger", "--out", "out"),
    ("publish", "2025-03", THING, "--by", "Agent Alpha", "--yes", "--rules", "rules", "--ledger", "l.db"),
    ("decide", "2025-03", "grant", THING, "--award", "best", "--agent", "A2", "--by", "B", "--reason", "R",
     "--rules", "rules", "--ledger", "l.db"),
    ("explain", THING, "--agent", "A2", "--rules", "rules", "--no-ledger"),
    ("fairness", THING, "--rules", "rules", "--no-ledger"),
    ("honours", "2025-03", THING, "--rules", "rules", "--no-ledger", "--out", "out"),
    ("simulate", THING, "--rules", "rules", "--no-ledger"),
    ("evaluate", THING, "--rules", "rules"),
    ("evaluate", "m.xlsx", THING, "--rules", "rules"),
    ("evaluate", "m.xlsx", "--rules", THING),
    ("diff", THING, "m.xlsx", "--rules", "rules", "--no-ledger"),
    ("diff", "m.xlsx", THING, "--rules", "rules", "--no-ledger"),
    ("diff", "m.xlsx", "m.xlsx", "--with", THING, "--rules", "rules", "--no-ledger"),
    ("init", "new", "--from", THING, "--yes"),
    ("score", "m.xlsx", "--rules", THING, "--no-ledger", "--out", "out"),
    ("check", "m.xlsx", "--rules", THING),
    ("simulate", "m.xlsx", "--rules", "rules", "--against", THING, "--no-ledger"),
    ("template", "--rules", THING, "--output", "t.xlsx"),
    ("rules", "check", THING),
    ("rules", "show", THING),
    ("rules", "test", THING),
    ("rules", "diff", "rules", THING),
    (*_HONOURS, "--template", THING, "--out", "out"),
    (*_HONOURS, "--photos", THING, "--out", "out"),
)  # fmt: skip
"""Where something is read."""

WRITTEN: Sequence[Line] = (
    (*_SCORE, "--out", THING),
    (*_AWARDS, "--out", THING),
    (*_AWARDS, "--money", "--out", THING),
    (*_EXPLAIN, "--html", THING),
    ("explain", "m.xlsx", "--team", "T", "--rules", "rules", "--no-ledger", "--out", THING),
    ("fairness", "m.xlsx", "--rules", "rules", "--no-ledger", "--format", "html", "--out", THING),
    ("evaluate", "m.xlsx", "--rules", "rules", "--format", "html", "--out", THING),
    ("evaluate", "m.xlsx", "--rules", "rules", "--format", "xlsx", "--out", THING),
    (*_HONOURS, "--out", THING),
    (*_SIMULATE, "--out", THING),
    ("diff", "m.xlsx", "m.xlsx", "--rules", "rules", "--no-ledger", "--out", THING),
    ("template", "--rules", "rules", "--output", THING),
    ("rules", "show", "rules", "--format", "html", "--out", THING),
    ("rules", "schema", "--out", THING),
    ("init", THING, "--yes", "--blank"),
)
"""Where something is written."""

INSIDE: Mapping[str, Line] = {
    "rules/scheme.yaml": ("score", "m.xlsx", "--rules", "rules", "--no-ledger", "--out", "out"),
    "rules/roles/agent.yaml": ("rules", "check", "rules"),
    "rules/roles/second.yaml": ("rules", "check", "rules"),
    "rules/awards.yaml": ("rules", "check", "rules"),
    "rules/cases/first.yaml": ("rules", "test", "rules"),
    "rules/cases/second.yaml": ("rules", "test", "rules"),
    "rules/measures.yaml": ("evaluate", "m.xlsx", "--rules", "rules"),
    "in/measures.yaml": ("evaluate", "m.xlsx", "in", "--rules", "rules"),
    "rules/roles": ("rules", "check", "rules"),
    "rules/cases": ("rules", "test", "rules"),
    "rules/logo.png": ("rules", "check", "rules"),
    "photos/A2.png": (*_HONOURS, "--photos", "photos", "--out", "out"),
    "in/second.xlsx": ("score", "in", "--rules", "rules", "--no-ledger", "--out", "out"),
    "out/m.scored.xlsx": (*_SCORE, "--out", "out"),
    "out/m.awards.xlsx": (*_SCORE, "--out", "out"),
    "out/2025-03.awards.xlsx": (*_AWARDS, "--out", "out"),
    "out/index.html": ("explain", "m.xlsx", "--team", "T", "--rules", "rules", "--no-ledger", "--out", "out"),
    "out/honour-roll.html": (*_HONOURS, "--out", "out"),
    "evaluation.html": ("evaluate", "m.xlsx", "--rules", "rules", "--format", "html"),
    "out/simulation.xlsx": (*_SIMULATE, "--out", "out"),
    "out/.ccmotivate.lock": (*_SCORE, "--out", "out"),
    "out/scheme.json": ("rules", "schema", "--out", "out"),
}
"""Places that a command looks into by itself."""

TEXTS: Sequence[Line] = (
    (*_EXPLAIN[:2], "--agent", THING, *_EXPLAIN[4:]),
    (*_EXPLAIN, "--award", THING),
    (*_EXPLAIN, "--period", THING),
    ("explain", "m.xlsx", "--team", THING, "--rules", "rules", "--no-ledger", "--out", "out"),
    (*_SIMULATE, "--set", THING),
    (*_SIMULATE, "--set", f"scheme.name={THING}"),
    (*_SIMULATE, "--set", f"{THING}=5"),
    (*_SIMULATE, "--sweep", THING),
    ("evaluate", "m.xlsx", "--measure", THING, "--rules", "rules"),
    ("evaluate", "m.xlsx", "--plan", THING, "--rules", "rules"),
    ("fairness", "m.xlsx", "--period", THING, "--rules", "rules", "--no-ledger"),
    (*_SCORE, "--encoding", THING, "--out", "out"),
    (*_SCORE, "--month", THING, "--out", "out"),
    (*_SCORE, "--sort", THING, "--out", "out"),
    (*_SCORE, "--wait", THING, "--out", "out"),
    ("awards", THING, "m.xlsx", "--rules", "rules", "--no-ledger"),
    ("publish", "2025-03", "m.xlsx", "--by", THING, "--yes", "--rules", "rules", "--ledger", "l.db"),
    (*_PUBLISH, "--approved-by", THING, "--ledger", "l.db"),
    ("decide", "2025-03", "grant", "m.xlsx", "--award", "best", "--agent", "A2", "--by", "B", "--reason", THING,
     "--rules", "rules", "--ledger", "l.db"),
    ("decide", "2025-03", "grant", "m.xlsx", "--award", THING, "--agent", "A2", "--by", "B", "--reason", "R",
     "--rules", "rules", "--ledger", "l.db"),
    ("decide", "2025-03", "grant", "m.xlsx", "--award", "best", "--agent", THING, "--by", "B", "--reason", "R",
     "--rules", "rules", "--ledger", "l.db"),
    ("reopen", "2025-03", "--by", "B", "--reason", THING, "--ledger", "l.db"),
    ("init", "new", "--yes", "--role", THING),
    ("init", "new", "--yes", "--currency", THING),
    ("template", "--rules", "rules", "--role", THING, "--output", "t.xlsx"),
    ("rules", "show", "rules", "--month", THING),
    (THING,),
    ("score", f"--{THING}", "m.xlsx"),
)  # fmt: skip
"""Where a text is taken."""

NAMES: Mapping[str, bytes] = {
    "GBK": "三月考核".encode("gb18030"),
    "Latin-1": b"caf\xe9",
    "no text": b"\xff\xfe\xfa",
    "newline": b"a\nb",
    "escape": b"a\x1b[31mb",
    "turner": "a\u202eb".encode(),
    "250 bytes": b"n" * 250,
    "240 bytes": "三".encode() * 80,
    "trailing dots": b"a...",
    "CON": b"CON",
    "quotes": b"a'b\"c`$(d)",
    "brackets": b"a[b]c*",
    "blank": b" ",
    "option": b"--out",
    "formula": b"=1+1",
    "tab": b"a\tb",
}
"""Names of files that are no text, or that something else might take for a command."""


NAMED: Sequence[Line] = (
    ("score", "in", "--rules", "rules", "--no-ledger", "--out", "out"),
    ("score", "in", "--rules", "rules", "--no-ledger", "--json"),
    ("awards", "2025-03", f"in/{THING}.xlsx", "--rules", "rules", "--no-ledger", "--json"),
    ("diff", f"in/{THING}.bad.xlsx", "m.xlsx", "--rules", "rules", "--no-ledger", "--out", "out"),
    ("publish", "2025-03", f"in/{THING}.xlsx", "--by", "Agent Alpha", "--yes", "--rules", "rules", "--ledger", "l.db"),
    ("honours", "2025-03", "m.xlsx", "--rules", f"{THING}.rules", "--no-ledger", "--out", f"{THING}.out"),
    ("init", "new", "--from", f"in/{THING}.xlsx", "--yes"),
    ("evaluate", f"in/{THING}.xlsx", "before.xlsx", "--rules", f"{THING}.rules", "--out", f"{THING}.xlsx"),
    ("rules", "check", f"{THING}.rules"),
    ("rules", "show", f"{THING}.rules", "--format", "html", "--out", f"{THING}.html"),
)  # fmt: skip
"""Where a name stands, or is found."""


def prepared(folder: Path) -> Path:
    """A folder with a small scheme and a month."""
    folder.mkdir(parents=True, exist_ok=True)
    figures.rules_folder(folder / "rules")
    figures.month(folder / "m.xlsx")
    figures.month(folder / "before.xlsx", "2025-02")
    return folder


def with_thing(line: Line, thing: str | bytes | Path) -> list[Word]:
    """The words of a command with a thing in its place."""
    raw = thing if isinstance(thing, bytes) else str(thing).encode()
    return [word.encode().replace(THING.encode(), raw) if THING in word else word for word in line]
