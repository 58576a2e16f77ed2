"""A random company through the program and through the oracle: the talent object of everybody, with movement."""

from __future__ import annotations

from pathlib import Path

from tests.parts.against import agents_of, scored
from tests.parts.compared import Compared
from tests.parts.talent import oracle
from tests.parts.talent.generate import company


def compare(seed: int, folder: Path) -> Compared:
    """Both months of the company with this seed, the second with the first before it."""
    first, second = company(seed)
    before = scored(first.sheets, folder / f"{seed} {first.month}.xlsx")
    after = scored(second.sheets, folder / f"{seed} {second.month}.xlsx", [before])
    found = Compared()
    for month, truth in ((before, oracle.talent(first.truth)), (after, oracle.talent(second.truth, first.truth))):
        agents = agents_of(month)
        known = truth or dict.fromkeys(agents)
        assert sorted(known) == sorted(agents)
        found.people += len(truth or ())
        for agent in agents:
            found.hold(f"{seed} {month.month} {agent}", agents[agent].get("talent"), known[agent])
    return found
