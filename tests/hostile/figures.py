"""Figures without end or of absurd precision, and the places where a figure may stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support import RULES, workbook

HUGE, TINY = 1.7e308, 5e-324
NINES = "9" * 30

CELLS: Mapping[str, object] = {
    "1.7e308": HUGE,
    "-1.7e308": -HUGE,
    "5e-324": TINY,
    "1e300": 1e300,
    "text 1.7e308": "1.7e308",
    "text 1e300%": "1e300%",
    "38 nines": "9" * 38,
    "38 nines %": "9" * 38 + "%",
    "400 nines": "9" * 400,
    "28 places": "0." + "0" * 27 + "1",
    "400 places": "0." + "0" * 400 + "1",
    "nan": "NaN",
    "infinity": "inf",
    "long clock": "9" * 30 + ":00:00",
    "long duration": "9" * 30 + " days",
    "fraction": "1/0",
    "5,000 digits": "1" * 5_000,
}
"""What may stand in a cell."""

WRITTEN: Sequence[str] = (
    "1.7e308", "-1.7e308", "1e300%", ".inf", "-.inf", ".nan", NINES, NINES + "%", "9" * 39, "9" * 400,
    "0." + "0" * 27 + "1", "0." + "0" * 400 + "1", "9" * 30 + ":00:00", "9" * 30 + " days", "1/3", "0x1F", "1_000",
    "-1", "1" * 5_000, "0", "-0", "00", "1e-28",
)  # fmt: skip
"""What may be written for a figure in a rule, a case or behind ``--set``."""

HEADERS = {
    "month": "Month", "agent_id": "Agent ID", "name": "Name", "role": "Role", "project": "Project", "team": "Team",
    "calls": "Calls", "rate": "Rate", "error": "Error", "talk": "Talk", "value": "Value", "sold": "Sold",
}  # fmt: skip

METRICS = """
calls: {name: Calls, kind: count}
rate: {name: Rate, kind: percent}
error: {name: Error, kind: permille, good: low}
talk: {name: Talk, kind: duration, unit: seconds}
value: {name: Value, kind: number}
sold: {name: Sold, kind: money}
together: {name: Together, kind: number, formula: value + sold + calls}
product: {name: Product, kind: number, formula: %s}
share: {name: Share, kind: percent, formula: value / sold}
spread: {name: Spread, kind: number, formula: (value - sold) / (value + sold)}
"""
ROLE = """
role: agent
name: Agent
must: {calls: {at_least: 0}, rate: {at_least: 0%}, together: {at_least: 5}}
scorecard:
  calls: {weight: 20, curve: {0: 0, 10: 100}}
  rate: {weight: 20, ratio: 80%, cap: 120}
  error: {weight: 20, bands: [{up_to: 1‰, points: 100}, {points: 0}]}
  talk: {weight: 20, curve: {0: 100, 600: 0}}
  product: {weight: 20, ratio: 10, cap: 100}
"""
AWARDS = """
best: {name: Best, every: month, within: project, prize: [30, 20, 10],
       rank: {by: product, places: 3, then: [{value: value, best: high}]}}
most: {name: Most, every: quarter, rank: {by: {sum: value}}, prize: 100}
index: {name: Index, every: quarter, rank: {by: {index: [{sum: value, of: best}, {mean: sold, of: best}]}}}
"""
MEASURES = """
measures:
  bonus: {name: Bonus, from: 2025-03, window: 1, expects: {calls: {up: 1}, value: {up: 2}}}
"""
CASES = """
cases:
  - case: First
    agents:
      A: {role: agent, calls: 5, value: 3, expect: {calls: pass, values: {value: 3}}}
"""
PLACES: Mapping[str, tuple[str, str, str]] = {
    "standard": ("roles/agent.yaml", "together: {at_least: 5}", "together: {at_least: @}"),
    "weight": ("roles/agent.yaml", "calls: {weight: 20,", "calls: {weight: @,"),
    "cap": ("roles/agent.yaml", "cap: 120", "cap: @"),
    "ratio": ("roles/agent.yaml", "ratio: 10", "ratio: @"),
    "curve point": ("roles/agent.yaml", "curve: {0: 0, 10: 100}", "curve: {0: 0, @: 100}"),
    "curve points": ("roles/agent.yaml", "curve: {0: 0, 10: 100}", "curve: {0: 0, 10: @}"),
    "band": ("roles/agent.yaml", "up_to: 1‰", "up_to: @"),
    "points": ("roles/agent.yaml", "points: 100}", "points: @}"),
    "prize": ("awards.yaml", "prize: [30, 20, 10]", "prize: [@, 20, 10]"),
    "places": ("awards.yaml", "places: 3", "places: @"),
    "plausible": ("metrics.yaml", "kind: money", "kind: money, plausible: {from: 0, to: @}"),
    "formula": ("metrics.yaml", "value / sold", "value / @"),
    "duration": ("roles/agent.yaml", "600: 0", "@: 0"),
    "eligible": ("scheme.yaml", "currency: CNY", "currency: CNY\neligible: {value: {at_least: @}}"),
    "case": ("cases/first.yaml", "value: 3,", "value: @,"),
    "change": ("measures.yaml", "calls: {up: 1}", "calls: {up: @}"),
    "window": ("measures.yaml", "window: 1", "window: @"),
    "start": ("measures.yaml", "from: 2025-03", "from: @"),
    "expected": ("cases/first.yaml", "values: {value: 3}", "values: {value: @}"),
    "id": ("roles/agent.yaml", "role: agent", "role: @"),
    "name": ("roles/agent.yaml", "name: Agent", "name: @"),
    "active": ("roles/agent.yaml", "together: {at_least: 5}", "together: {at_least: 5, active: {from: @}}"),
    "dated": ("roles/agent.yaml", "cap: 120", "cap: {from 2025-01: 120, from @: 130}"),
}
"""A place for a figure in a rules folder: the file, what stands there and what is put there, ``@`` for the figure."""

TREES: Mapping[str, str] = {
    "odd keys": "? [a, b]\n: 1\n? {c: d}\n: 2\n",
    "null key": "null: 1\n~: 2\n: 3\n",
    "anchor": "a: &x 1\nb: 2\n",
    "alias": "a: &x [1]\nb: *x\n",
    "merge": "a: &x {b: 1}\nc:\n  <<: *x\n",
    "merge alone": "<<: {a: 1}\n",
    "tag": "a: !!python/object/apply:os.system ['true']\n",
    "own tag": "a: !mine 1\nb: !!set {x, y}\nc: !!omap [a: 1]\n",
    "timestamp": "a: 2025-03-01T12:00:00Z\n2025-03-01: 2\n",
    "binary": "a: !!binary aGVsbG8=\n",
    "numbers": "1: 1\n.inf: .inf\n.nan: .nan\n-.inf: 0o17\n",
    "several": "a: 1\n---\nb: 2\n",
    "directive": "%YAML 9.9\n---\na: 1\n",
    "bad directive": "%FOO bar\n--- a\n",
    "deep": "[" * 3_000,
    "deep keys": "".join(" " * at + "a:\n" for at in range(300)),
    "a list": "- a\n- b\n",
    "a word": "word\n",
    "nothing": "",
    "comment": "# nothing\n",
    "tab": "a:\n\tb: 1\n",
    "control": "a: \x07\n",
    "half": 'a: "\\ud83d"\n',
    "nul": "a: \x00\n",
    "folded": "a: >+\n\n\n\n  x\n\n\n",
    "long key": "k" * 2_000 + ": 1\n",
    "keys": "".join(f"k{at}: 1\n" for at in range(900)),
    "mark": "\ufeffa: 1\n\ufeffb: 2\n",
}
"""Documents that YAML allows, or nearly, and rules do not."""


def rules_folder(folder: Path, **files: str) -> Path:
    """A small scheme with each kind of metric, none of them with a plausible range; ``files`` replace others."""
    (folder / "roles").mkdir(parents=True)
    (folder / "cases").mkdir()
    shared = (RULES / "columns.yaml").read_text(encoding="utf-8").partition("\nunits:")[2]
    names = ("month", "agent_id", "name", "role", "project", "team")
    columns = "".join(f"  {name}: {{name: {HEADERS[name]}}}\n" for name in names)
    texts = {
        "scheme.yaml": "name: Figures\ncurrency: CNY\n",
        "columns.yaml": f"columns:\n{columns}units:{shared}",
        "metrics.yaml": METRICS % " * ".join(["value"] * 20),
        "roles/agent.yaml": ROLE,
        "awards.yaml": AWARDS,
        "measures.yaml": MEASURES,
        "cases/first.yaml": CASES,
        **files,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder


def with_figure(folder: Path, place: str, figure: str) -> Path:
    """The small scheme with a figure in one place."""
    file, old, new = PLACES[place]
    rules_folder(folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, (place, old)
    (folder / file).write_text(text.replace(old, new.replace("@", figure), 1), encoding="utf-8")
    return folder


def rows(when: str = "2025-03", **changes: object) -> list[list[Any]]:
    """A header and four agents in a month, the first of them with other cells."""
    usual = {"month": when, "role": "Agent", "project": "P", "team": "T", "calls": 8, "rate": "80%", "error": "1‰",
             "talk": 300, "value": 2, "sold": 3}  # fmt: skip
    agents = [{**usual, "agent_id": f"A{at}", "name": f"Agent {at}"} for at in range(1, 5)]
    agents[0] |= changes
    return [list(HEADERS.values()), *([row[name] for name in HEADERS] for row in agents)]


def month(path: Path, when: str = "2025-03", **changes: object) -> Path:
    """Such a workbook, or csv."""
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(map(str, row)) for row in rows(when, **changes)) + "\n", encoding="utf-8")
        return path
    return workbook(path, {"s": rows(when, **changes)})
