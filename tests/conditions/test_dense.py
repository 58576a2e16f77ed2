"""``ranks: dense``: no place is left out behind a shared one; ``standard``, the default, leaves the gap."""

from __future__ import annotations

import numpy as np
import pytest

from ccmotivate.conditions.rank import Rank
from ccmotivate.conditions.ranking import competition_ranks
from ccmotivate.engine.rule_changes import differences
from ccmotivate.model.handbook import HandbookFacts
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.handbook import examples_of
from ccmotivate.writers.handbook.awards import award_section
from ccmotivate.writers.words.rule_changes import change_text
from ccmotivate.writers.words.rules import condition_text
from tests.points.scoring import scored, with_texts
from tests.support import shipped_rules

_BEST = "rank: {by: score, then: [{contributions: high}]}"


def best_agent(ranks: str, places: int = 2) -> RuleSet:
    """The best agents by score alone, so that equals share a place."""
    return with_texts((_BEST, f"rank: {{by: score, places: {places}, ranks: {ranks}}}"), file="awards.yaml")


@pytest.mark.parametrize(("dense", "ranks"), [(False, [1, 1, 3, 0, 1, 2, 4]), (True, [1, 1, 2, 0, 1, 2, 3])])
def test_ranks_within_groups(ranks: list[int], *, dense: bool) -> None:
    groups = np.array([0, 0, 0, -1, 1, 1, 0], dtype=np.int64)
    keys = np.array([5, 5, 7, 1, 2, 3, 9], dtype=np.int64)
    assert competition_ranks(groups, [keys], dense=dense).tolist() == ranks
    assert competition_ranks(groups[:0], [keys[:0]], dense=dense).tolist() == []


@pytest.mark.parametrize(
    ("ranks", "places", "winners"),
    [
        ("standard", 2, [("A1", 1), ("A2", 1)]),
        ("standard", 3, [("A1", 1), ("A2", 1), ("A3", 3)]),
        ("dense", 1, [("A1", 1), ("A2", 1)]),
        ("dense", 2, [("A1", 1), ("A2", 1), ("A3", 2)]),
        ("dense", 3, [("A1", 1), ("A2", 1), ("A3", 2), ("A4", 3)]),
    ],
)
def test_who_wins(ranks: str, places: int, winners: list[tuple[str, int]]) -> None:
    rows = [{"productivity": value} for value in (100, 100, 90, 80)]
    month = scored(best_agent(ranks, places), *rows)
    assert [(one.agent_id, one.rank) for one in month.awards if one.award == "best_agent"] == winners
    missed = month.trace["best_agent"]("A4")
    if ("A4", 3) not in winners:
        assert missed is not None
        assert (missed.why, missed.rank) == ("behind", 4 if ranks == "standard" else 3)


def test_it_is_said_and_compared() -> None:
    old, new = best_agent("standard"), best_agent("dense")
    (change,) = differences(old, new)
    assert change_text(change, "en").endswith("→ score (highest first), no gap after a shared place")
    condition = new.awards["best_agent"].condition
    assert isinstance(condition, Rank)
    assert condition_text(condition, new, "zh").endswith("并列后名次不留空")
    facts = HandbookFacts(new, None, examples_of(new), ())
    assert "No place is left out after a shared one." in str(award_section(new.awards["best_agent"], facts, "en"))
    assert differences(with_texts((_BEST, _BEST.replace("score,", "score, ranks: standard,")), file="awards.yaml"),
                       shipped_rules()) == ()  # fmt: skip
