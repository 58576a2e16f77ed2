"""Score small files and look at what came out without the places where it stood: for properties of reading."""

from __future__ import annotations

import functools
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import load
from ccmotivate.pipeline.scoring import Outcome, score
from ccmotivate.problems import Problem, parted
from tests.formats.builders import Grid, build
from tests.nearby import parsed_nearby
from tests.support import ROOT, sentences

SMALL = ROOT / "tests/rules/small"
Files = Mapping[str, Grid]
"""Name of a file with its ending → its sheet."""

_LEFT_OUT = {"file", "sheet", "row"}


@functools.cache
def rules(reading: str = "", change: str = "") -> RuleSet:
    """The small rules, with a section ``reading`` and a change ``old => new`` of the columns or metrics."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rules"
        shutil.copytree(SMALL, copy)
        columns, figures = copy / "columns.yaml", copy / "metrics.yaml"
        if reading:
            columns.write_text(columns.read_text(encoding="utf-8") + f"reading: {reading}\n", encoding="utf-8")
        if change:
            old, new = change.split(" => ")
            (changed,) = (path for path in (columns, figures) if old in path.read_text(encoding="utf-8"))
            changed.write_text(changed.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        loaded, problems = load(copy, "--rules")
    assert loaded is not None, problems
    return loaded


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    outcome: Outcome

    @property
    def errors(self) -> list[Problem]:
        """The errors, those of many cells one by one."""
        return [one for many in self.outcome.all_problems if many.is_error for one in parted(many)]

    @property
    def codes(self) -> set[str]:
        return {found.code for found in self.errors}

    @property
    def notes(self) -> dict[str, str]:
        """Code → all that notes with this code say."""
        told: dict[str, str] = {}
        for found in self.outcome.all_problems:
            if not found.is_error:
                told[found.code] = f"{told.get(found.code, '')} {said(found)}"
        return told

    def names(self, cell: str, file: str = "") -> bool:
        """Some error names this cell, row (``7``) or block."""
        word = re.compile(rf"(?<![A-Z0-9]){re.escape(cell)}(?![0-9])")
        return any(word.search(said(found)) and file in said(found) for found in self.errors)

    @property
    def months(self) -> set[str]:
        return {str(result.month) for job in self.outcome.jobs for result in job.scored.months}

    def figures(self, metric: str) -> dict[tuple[str, str], Fraction | None]:
        """(Month, agent id) → value of a metric."""
        return {
            (str(result.month), agent): value
            for job in self.outcome.jobs
            for result in job.scored.months
            for agent, value in zip(result.agents["agent_id"], result.metrics[metric].to_list(), strict=True)
        }

    def of(self, metric: str) -> dict[str, Fraction | None]:
        """Agent id → value of a metric, of a single month."""
        return {agent: value for (_, agent), value in self.figures(metric).items()}

    @property
    def picture(self) -> dict[str, Any]:
        """Everything that was decided, without addresses; the codes of errors."""
        results = [result for job in self.outcome.jobs for result in job.scored.months]
        return {
            "errors": sorted(self.codes),
            "agents": [
                (str(result.month), *sorted(map(str, row.items())))
                for result in results
                for row in result.agents.drop(columns=list(_LEFT_OUT)).to_dict("records")
            ],
            "figures": {
                str(result.month): {name: column.to_list() for name, column in result.metrics.items()}
                for result in results
            },
            "awards": [
                (str(result.month), one.award, one.rank, one.agent_id, one.team, one.score, one.tied)
                for result in results
                for one in result.awards
            ],
        }


def said(found: Problem) -> str:
    """Where a problem is and all that it says, facts whole."""
    return f"{found.source} {sentences(found)} {' '.join(found.fields.values())}"


def run(files: Files, reading: str = "", change: str = "", **options: Any) -> Ran:
    """Write files and score them in this order."""
    with tempfile.TemporaryDirectory() as folder:
        for name, grid in files.items():
            (Path(folder) / name).write_bytes(build(name.rpartition(".")[2], grid))
        paths = [str(Path(folder) / name) for name in files]
        settings: dict[str, Any] = {"lang": "en", "write": False, **options}
        with parsed_nearby():
            return Ran(score(paths, rules(reading, change), Options(**settings)))


def column(cells: Sequence[Any], header: str, kind: str = "csv", **settings: Any) -> Ran:
    """Score one column of cells, agents A1, A2, … in rows 2, 3, …, the cells in column C; bad rows are left out."""
    head = ["ID", "Calls", header] if header != "Calls" else ["ID", "Site", "Calls"]
    rows = [[f"A{at}", 100 if header != "Calls" else None, cell] for at, cell in enumerate(cells, start=1)]
    return run({f"2025-03.{kind}": Grid([head, *rows])}, keep_going=True, **settings)
