"""A random company through the command ``evaluate`` and through the oracle: every key of every measure."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from typer.testing import CliRunner

from ccmotivate.cli.app import app
from tests.parts import compared
from tests.parts.against import saved
from tests.parts.measures.generate import Company, company
from tests.parts.measures.oracle import evaluated
from tests.support import RULES


@dataclass
class Compared(compared.Compared):
    """What was compared, and where the two differ."""

    verdicts: Counter[str] = field(default_factory=Counter)


def compare(seed: int, folder: Path) -> Compared:
    """The company with this seed, as a workbook and a folder of rules, by the command line."""
    one = company(seed)
    found = Compared(people=sum(map(len, one.months.values())))
    wanted = [row for measure in one.measures for row in evaluated(one.months, measure)]
    got = measures_of(one, folder / str(seed))
    found.hold(f"{seed} rows", [row["metric"] for row in got], [row["metric"] for row in wanted])
    for own, told in zip(got, wanted, strict=False):
        found.hold(f"{seed} {told['measure']} {told['metric']}", own, told)
        found.verdicts[f"{told['design']} {told['verdict']}"] += 1
    return found


def measures_of(one: Company, folder: Path) -> list[dict[str, object]]:
    """The key ``measures`` of ``--json``."""
    rules = folder / "rules"
    shutil.copytree(RULES, rules, ignore=shutil.ignore_patterns("cases", "schema"))
    (rules / "measures.yaml").write_text(one.rules, encoding="utf-8")
    book = saved(one.sheets, folder / "months.xlsx")
    ran = CliRunner().invoke(app, ["evaluate", str(book), "--rules", str(rules), "--json"])
    document = json.loads(ran.stdout)
    errors = [problem["message"] for problem in document["problems"] if problem["severity"] == "error"]
    assert (ran.exit_code, errors) == (0, [])
    found: list[dict[str, object]] = document["measures"]
    return found
