"""What every test of a foreign shape needs: a scheme with ``sources.yaml``, files, and the figures that came out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.cli.commands import ccmotivate

SCHEME = "name: Made up\ncurrency: EUR\n"
COLUMNS = """
columns:
  month:    {name: Month}
  agent_id: {name: Agent ID}
  name:     {name: Name}
  role:     {name: Role, default: agent}
  project:  {name: Project, default: Support}
  team:     {name: Team}
words: {pass: ["yes"], fail: ["no"], no_data: ["-"], totals: [Total]}
"""
METRICS = """
handling: {name: Handling time, kind: duration, good: low, detail: {from: calls, of: talk, take: mean}}
calls:    {name: Calls handled, kind: count, detail: {from: calls, of: "1", take: count}}
"""
ROLE = """
role: agent
name: Agent
"""


def scheme(folder: Path, sources: str, metrics: str = METRICS, **more: str) -> Path:
    """A rules folder; ``more`` replaces or adds files by their stem."""
    files = {"scheme": SCHEME, "columns": COLUMNS, "metrics": metrics, "sources": sources, **more}
    (folder / "roles").mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    names = [line.partition(":")[0] for line in metrics.splitlines() if line[:1].isalpha()]
    must = "".join(f"  {name}: {{at_least: 0}}\n" for name in names)
    role = f"{ROLE}must:\n{must}scorecard:\n  {names[0]}: {{weight: 100, curve: {{0: 0, 1000: 100}}}}\n"
    (folder / "roles" / "agent.yaml").write_text(role, encoding="utf-8")
    return folder


def lines(path: Path, *rows: Sequence[Any], separator: str = ",", encoding: str = "utf-8") -> Path:
    """A text file; cells that hold the separator are put in quotes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [[f'"{one}"' if separator in str(one) else str(one) for one in row] for row in rows]
    path.write_bytes("".join(separator.join(row) + "\n" for row in cells).encode(encoding))
    return path


@dataclass(frozen=True)
class Scored:
    """A run of ``score``: its document and its exit code."""

    document: Mapping[str, Any]
    code: int
    said: str

    def values(self, metric: str) -> dict[tuple[str, str], Fraction | None]:
        """The value of a metric by month and agent id, exact."""
        return {who: None if line["value"] is None else Fraction(line["value"]) for who, line in self._of(metric)}

    def sources(self, metric: str) -> dict[tuple[str, str], str]:
        """The cells of a metric by month and agent id."""
        return {who: line["source"] for who, line in self._of(metric)}

    def _of(self, metric: str) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
        for who, agent in self.agents().items():
            yield from ((who, line) for line in agent["criteria"] if line["metric"] == metric)

    def agents(self) -> dict[tuple[str, str], Mapping[str, Any]]:
        return {(m["period"], a["agent_id"]): a for m in self.document["months"] for a in m["agents"]}

    def problems(self, code: str) -> list[Mapping[str, Any]]:
        return [one for one in self.document["problems"] if one["code"] == code]

    @property
    def codes(self) -> set[str]:
        return {one["code"] for one in self.document["problems"]}


_OF_SCORE_ALONE = frozenset({"--out", "--keep-going"})


def scored(rules: Path, *words: str | Path) -> Scored:
    """The JSON document of ``score``; ``check`` makes it, which says the same and writes nothing, unless it cannot."""
    command = "check" if _OF_SCORE_ALONE.isdisjoint(words) else "score"
    ran = ccmotivate(command, *words, "--json", "--rules", rules, "--lang", "en")
    return Scored(json.loads(ran.out) if ran.out.startswith("{") else {}, ran.code, ran.out + ran.err)
