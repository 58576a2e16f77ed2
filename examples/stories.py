"""What is meant to happen in the fictitious year: the few people whose figures are told, not drawn.

Each story is there for an award or a rule that must have something to show; ``tests/test_examples.py`` holds
the year to them. Figures are metric ids with values as cells hold them (a percent is a fraction).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Cell = str | int | float | None
PERCENTS = frozenset({"productivity", "qc_accuracy", "confirm_rate", "csat"})


class Percent(float):
    """A fraction that a cell shows as a percentage."""


@dataclass(frozen=True, slots=True)
class Story:
    """Figures of one agent in some months, in place of drawn ones; the agent misses nothing else then."""

    agent_id: str
    months: tuple[int, ...]
    figures: Mapping[str, Cell]


def _shining(proposals: int, assists: int, **figures: Cell) -> dict[str, Cell]:
    """Figures above all drawn ones: no error, no complaint, and so many contributions."""
    clean: dict[str, Cell] = {"error_rate": 0, "complaints": 0, "project_knowledge": "fluent"}
    return clean | {"proposals_adopted": proposals, "colleague_assists": assists} | figures


_FULL_MIX: dict[str, Cell] = {
    "questionnaires": 100,
    "membership_forms": 120,
    "purchase_records": 280,
    "productivity": 0.96,
}

STORIES: tuple[Story, ...] = (
    # 信用卡: 0018 leads every month of Q1 and Q2, eligible throughout: the quarterly award twice running by
    # "led every month", and with the two of them the annual award by "consecutive".
    Story("0018", (1, 2, 3, 4, 5, 6), _shining(1, 1, productivity=0.99, typing_speed=96)),
    # 会员中心: 0087 has the best quarter score of all four quarters: the annual award by "led every quarter".
    Story("0087", (1, 3, 4, 6, 7, 9, 10, 12), _shining(0, 1, productivity=0.97, emails=100, typing_speed=92)),
    Story("0087", (2, 5, 8, 11), _shining(1, 0, productivity=0.93, emails=90, typing_speed=90)),
    # 会员中心, March: 0066 and 0072 have the same score; the lower error rate decides before contributions.
    Story("0066", (3,), _shining(2, 1, typing_speed=84, **_FULL_MIX) | {"error_rate": 0.5}),
    Story("0072", (3,), _shining(0, 1, typing_speed=91, **_FULL_MIX)),
    # 电商售后, March: 0114 and 0123 have the same score and error rate; more contributions come first.
    Story("0114", (3,), _shining(0, 1, productivity=0.97, typing_speed=78)),
    Story("0123", (3,), _shining(2, 1, productivity=0.97, typing_speed=88)),
    # 家电回访, March: 0162 and 0183 are equal in all of it and share the first place; next comes the third.
    Story("0162", (3,), _shining(2, 0, productivity=0.96, confirm_rate=0.52, typing_speed=73)),
    Story("0183", (3,), _shining(1, 1, productivity=0.96, confirm_rate=0.52, typing_speed=80)),
    # 电商售后, Q2: 0138 wins a monthly place in April and May without leading, none in June: the quarterly
    # award by "consecutive" alone. 0120 leads April only, 0117 May only.
    Story("0138", (4, 5), _shining(1, 0, productivity=0.96, emails=95, typing_speed=82)),
    Story("0138", (6,), {"error_rate": 2}),
    Story("0120", (4,), _shining(0, 2, productivity=0.985, typing_speed=70)),
    Story("0117", (5,), _shining(1, 0, productivity=0.985, typing_speed=77)),
    # 0057 wins in 信用卡 in April, moves, wins in 电商售后 in May: twice running, but not in one project.
    Story("0057", (4, 5), _shining(0, 1, productivity=0.96, emails=96, typing_speed=86)),
    Story("0057", (6,), {"proposals_adopted": 0, "colleague_assists": 0}),
    # 家电回访, Q3: 0168 leads all three months but is not eligible in August: no quarterly award.
    Story("0168", (7, 9), _shining(0, 1, productivity=0.99, confirm_rate=0.55, typing_speed=81)),
    Story("0168", (8,), _shining(0, 0, productivity=0.99, confirm_rate=0.55, typing_speed=81)),
    # November: a woodpecker candidate without qc_accuracy, so in Q4 quantity alone decides.
    Story("0081", (11,), {"qc_accuracy": None}),
)

# Single figures in place of drawn ones, in months that qualify neither: 0015 and 0021 have the same mean score and
# contributions over the first half year, and ``people.HIRED`` gives them the same service, so they tie for a post.
ALIKE: Mapping[tuple[str, int], Mapping[str, Cell]] = {
    ("0015", 5): {"proposals_adopted": 2, "colleague_assists": 1},
    ("0021", 6): {"productivity": 0.893},
}

# Always qualified and eligible: every quarter has candidates for best leader, woodpecker and contribution.
STEADY = frozenset({"0012", "0084", "0018", "0033", "0081", "0087", "0045", "0069", "0090", "0141", "0171"})

JOINED: Mapping[str, int] = {"0153": 4}
LEFT: Mapping[str, int] = {"0126": 8}  # the last month in the centre
MOVES: Mapping[str, tuple[int, str]] = {"0057": (5, "售后二组")}  # from this month, to this team
NAMESAKES: Mapping[str, str] = {"0186": "示云帆"}  # 0102 has the same name: names never identify

# On leave for most or all of a month: blank cells, or the dash some people type into them.
ABSENCES: Mapping[tuple[str, int], Mapping[str, Cell]] = {
    ("0048", 3): {"typing_speed": 66, "project_knowledge": "fluent", "attitude": "pass"},
    ("0096", 6): {},
    ("0150", 9): {"typing_speed": 74, "productivity": "—", "attitude": "pass", "error_rate": "—"},
}
