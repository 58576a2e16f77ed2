"""A random company through the program and through the oracle: points and certificates of everybody, and the award."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ccmotivate.engine.periods import award_period
from ccmotivate.model.calendar import parse_period
from tests.parts import compared
from tests.parts.against import scored
from tests.parts.learning import oracle
from tests.parts.learning.generate import company
from tests.support import shipped_rules


@dataclass
class Compared(compared.Compared):
    """Winners of the award too."""

    winners: int = 0


def compare(seed: int, folder: Path) -> Compared:
    """The quarter of the company with this seed."""
    made = company(seed)
    months = [scored(one.sheets, folder / f"{seed} {one.month}.xlsx") for one in made]
    found = Compared()
    for one, month in zip(made, months, strict=True):
        truth = oracle.metrics(one.truth)
        for at, agent in enumerate(month.agents["agent_id"].tolist()):
            found.people += 1
            for metric in ("learning_points", "certificates", "points_earned"):
                got = month.metrics[metric][at] if metric in month.metrics else None
                wanted = None if truth is None else Fraction(truth[agent][metric])
                found.hold(f"{seed} {one.month} {agent} {metric}", got, wanted)
    quarter = parse_period(f"{made[0].month[:4]}-Q{(int(made[0].month[5:]) + 2) // 3}")
    assert quarter is not None
    result = award_period(quarter, months, shipped_rules())
    given = {(one.agent_id, one.rank, one.score, one.tied) for one in result.awards if one.award == "learning_star"}
    star = oracle.learning_star([one.truth for one in made])
    wanted_star = {(one["agent_id"], one["rank"], Fraction(one["score"]), one["tied"]) for one in star}
    found.winners += len(star)
    found.hold(f"{seed} {quarter}", given, wanted_star)
    return found
