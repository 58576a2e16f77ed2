"""What a talk says of a finding, held against real runs: without its row, and with one repeat against none."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ccmotivate.model.results import MonthResult
from ccmotivate.parts.coaching.decide import Finding as Decided
from ccmotivate.parts.coaching.trial import Without, repeat_costs, standings, standings_without
from tests.parts.against import scored
from tests.parts.agents import Workbook, first_day
from tests.parts.coaching.generate import SLIPS, Month, coaching_row, company, finding_row
from tests.parts.coaching.oracle import Coaching, Finding
from tests.parts.pay.generate import AGENTS, COACHINGS, FINDINGS

COMPLAINTS = "投诉记录"


def without_differences(seed: int, folder: Path, sample: int = 3) -> tuple[int, list[str]]:
    """How many findings and costs were tried of the company with this seed, and where the two differ."""
    tried, differences = 0, []
    for one in company(seed):
        if one.history is None:
            continue
        path = folder / f"{seed} {one.month}.xlsx"
        month = scored(one.sheets, path)
        wrong = [found for found in month.parts["coaching"].findings if found.kind.negative]
        chosen = random.Random(seed).sample(wrong, min(sample, len(wrong)))
        said = standings_without(
            month, [[found for found in chosen if found.agent == at] for at in range(len(month.agents))]
        )
        for found in chosen:
            really = standings(scored(_without(one.sheets, month, found), path), [found.agent])[found.agent]
            if said[found.row] != Without(really):
                differences.append(f"{path.stem} {found.source}: {said[found.row]} for {really}")
        differences += _costs(one, month, path, seed)
        tried += len(chosen) + 1
    return tried, differences


def _without(sheets: Workbook, month: MonthResult, found: Decided) -> Workbook:
    """The sheets without the row of a finding, and one complaint less for a valid one of the month."""
    place = int((found.source.cell or "")[1:]) - 2
    findings = [row for at, row in enumerate(sheets[FINDINGS]) if at != place]
    rows: list[dict[str, Any]] = [dict(row) for row in sheets[AGENTS]]
    own = rows[found.agent]
    assert own["工号"] == month.agents["agent_id"][found.agent]
    if found.valid and (found.day.year, found.day.month) == (month.month.year, month.month.month):
        own[COMPLAINTS] = _one_less(own.get(COMPLAINTS, ""))
    header = [dict.fromkeys(sheets[FINDINGS][0], "")]  # a sheet with its header alone is still there
    return sheets | {AGENTS: rows, FINDINGS: findings or header}


def _one_less(text: str) -> str:
    return str(int(text) - 1) if text.isdigit() and int(text) > 0 else text


def _costs(one: Month, month: MonthResult, path: Path, seed: int) -> list[str]:
    """What a repeat costs one person, against runs in which the person's only findings repeat, and do not."""
    rng = random.Random(seed)
    at = rng.randrange(len(month.agents))
    agent, kind = str(month.agents["agent_id"][at]), rng.choice(SLIPS)
    first = first_day(one.month)
    slips = [Finding(first - timedelta(days=days), agent, kind, False, "") for days in (40, -1)]
    talk = coaching_row(Coaching(first - timedelta(days=20), agent, kind))
    others = {name: [row for row in one.sheets.get(name, []) if row["工号"] != agent] for name in (FINDINGS, COACHINGS)}
    findings = [*others[FINDINGS], *(finding_row(rng, slip) for slip in slips)]
    runs = [
        scored(one.sheets | {FINDINGS: findings, COACHINGS: talks}, path)
        for talks in ([*others[COACHINGS], talk], [*others[COACHINGS], talk | {"日期": one.month + "-03"}])
    ]
    (with_one, without) = (standings(run, [at])[at].pay for run in runs)
    said = repeat_costs(month, [at]).get(at)
    if said is None:
        return [] if with_one is None else [f"{path.stem} {agent}: no cost for {with_one}"]
    really = replace(said, none=without, one=with_one)
    return [] if said == really else [f"{path.stem} {agent}: {said} for {really}"]
