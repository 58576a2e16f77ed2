"""The generator of companies with talent: repeatable, without errors, on both sides of every boundary."""

from fractions import Fraction
from functools import cache

import pytest

from tests.parts.pay.generate import AGENTS, ROSTER
from tests.parts.talent.generate import HIRED, RATINGS, CompanyMonth, company
from tests.parts.talent.oracle import FIGURES, Month, axis, talent, tenure

SEEDS = range(60)


@cache
def made(seed: int) -> list[CompanyMonth]:
    """The company of a seed, made once."""
    return company(seed)


def months() -> list[CompanyMonth]:
    """All months of the seeds."""
    return [month for seed in SEEDS for month in made(seed)]


def truths() -> list[Month]:
    """What the oracle decides on in those with a sheet 人员."""
    return [month.truth for month in months() if month.truth.roster]


@pytest.mark.parametrize("seed", SEEDS)
def test_repeatable_and_true_to_its_cells(seed: int) -> None:
    assert company(seed) == made(seed)
    for month in made(seed):
        people = month.truth.people
        assert [row["工号"] for row in month.sheets[AGENTS]] == list(people)
        assert month.truth.roster == (ROSTER in month.sheets)
        rows = {row["工号"]: row for row in month.sheets.get(ROSTER, [])}
        assert len(rows) == len(month.sheets.get(ROSTER, []))
        for agent_id, person in people.items() if month.truth.roster else []:
            assert person.on_roster == (agent_id in rows)
            row = rows.get(agent_id, {})
            assert row.get(HIRED, "") == (person.hired.isoformat() if person.hired else "")
            for name, head in RATINGS.items():
                assert (Fraction(row[head]) if row.get(head) else None) == person.values[name]
                assert not row.get(head) or 1 <= Fraction(row[head]) <= 5
            assert person.hired is None or tenure(person.hired, month.month) is not None


def test_points_on_and_beside_the_lines_and_beside_2_points_from_them_occur() -> None:
    gaps: dict[str, set[Fraction]] = {"enthusiasm": set(), "ability": set()}
    for truth in truths():
        for agent_id in truth.people:
            for name in gaps:
                points = axis(truth, agent_id, name)
                gaps[name] |= set() if points is None else {(points - FIGURES["axes"][name]["cut"]) * 100}
    for name, found in gaps.items():
        assert {-201, -200, -199, -1, 0, 1, 199, 200, 201} <= found, name


def test_every_quadrant_movement_tier_and_lack_occurs() -> None:
    moves, tiers, near, lacks = set(), set(), set(), set()
    for seed in SEEDS:
        first, second = (month.truth for month in made(seed))
        for told in (talent(second, first) or {}).values():
            moves.add((told["from"], told["quadrant"]))
            tiers.add(told["tier"])
            near.add(tuple(told["near"]))
            lacks.add((told["enthusiasm"] is None, told["ability"] is None))
    names = ["I", "II", "III", "IV"]
    assert {(before, now) for before in names for now in names} <= moves
    assert {(None, "I"), ("I", None), (None, None)} <= moves
    assert tiers == {"excellent", "new", "support", "potential", "steady"}
    assert near == {(), ("enthusiasm",), ("ability",), ("enthusiasm", "ability")}
    assert lacks == {(False, False), (True, False), (False, True), (True, True)}


def test_tenure_scores_and_what_gives_notes_occur() -> None:
    people = [(truth, agent_id, person) for truth in truths() for agent_id, person in truth.people.items()]
    served = {(tenure(held.hired, truth.month), bool(held.hired and held.hired.day == 1)) for truth, _, held in people}
    assert {(5, False), (6, False), (6, True), (5, True), (None, False), (0, False), (1, True)} <= served
    excellent = {(person.qualified, person.values["score"]) for _, _, person in people}
    assert {(True, Fraction(text)) for text in ("104.99", "105", "105.01")} <= excellent
    assert any(not qualified and isinstance(score, Fraction) and score >= 105 for qualified, score in excellent)
    assert any("X900" in {row["工号"] for row in month.sheets.get(ROSTER, [])} for month in months())
    assert any(not person.on_roster for _, _, person in people)
    assert any(not month.truth.roster and "动机" in month.sheets[AGENTS][0] for month in months())
    assert any(not month.truth.roster and "动机" not in month.sheets[AGENTS][0] for month in months())
