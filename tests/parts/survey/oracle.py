"""What a survey shows, in plain Python from people.md §10 alone: nothing of the product is imported.

An answer sheet is a list of rows, each a team and the answers by item, 1 to 5; None is no answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

Row = tuple[str, Mapping[str, int | None]]
Cell = dict[str, object]
FEW, GOOD = 5, 4


def answers_of(rows: Sequence[Row], item: str, team: str | None) -> list[int]:
    """The answers to an item, of one team or of all."""
    found = [answers.get(item) for one, answers in rows if team in (None, one)]
    return [one for one in found if one is not None]


def rounded(number: Fraction) -> Fraction:
    """Half-up to 2 decimals."""
    return Fraction(floor(100 * number + Fraction(1, 2)), 100)


def hidden_teams(counts: Mapping[str, int]) -> set[str]:
    """The teams of an item that are hidden, from how many answers each has."""
    hidden = {team for team, count in counts.items() if 1 <= count <= FEW - 1}
    shown = sorted((team for team, count in counts.items() if count >= FEW), key=lambda team: (counts[team], team))
    while hidden and shown and (sum(counts[team] for team in hidden) < FEW or len(hidden) == 1):
        hidden.add(shown.pop(0))
    return hidden


def cell(item: str, team: str | None, answers: Sequence[int]) -> Cell:
    """A cell that is shown."""
    count = len(answers)
    return {
        "item": item,
        "team": team,
        "answers": count,
        "mean": rounded(Fraction(sum(answers), count)),
        "favourable": rounded(Fraction(100 * sum(one >= GOOD for one in answers), count)),
    }


def survey(rows: Sequence[Row], items: Sequence[str]) -> dict[str, object]:
    """The answers (rows in which something is answered), and of each item the row for all, then the teams by name."""
    given = [row for row in rows if any(answer is not None for answer in row[1].values())]
    teams = sorted({team for team, _answers in given})
    cells: list[Cell] = []
    for item in items:
        by_team = {team: answers_of(given, item, team) for team in teams}
        hidden = hidden_teams({team: len(answers) for team, answers in by_team.items()})
        everybody = answers_of(given, item, None)
        for team, answers in [(None, everybody), *by_team.items()]:
            is_shown = len(answers) >= FEW and team not in hidden
            nothing = {"item": item, "team": team, "answers": None, "mean": None, "favourable": None}
            cells.append(cell(item, team, answers) if is_shown else nothing)
    return {"answers": len(given), "items": cells}


def over_items(rows: Sequence[Row], items: Sequence[str], team: str | None) -> Fraction | None:
    """The mean over these items of a team, or of all: None where one of them is not shown."""
    shown = [one for one in survey(rows, items)["items"] if one["team"] == team]  # type: ignore[attr-defined]
    if not items or len(shown) < len(items) or any(one["answers"] is None for one in shown):
        return None
    means = [Fraction(sum(answers), len(answers)) for answers in (answers_of(rows, item, team) for item in items)]
    return rounded(sum(means, Fraction(0)) / len(means))
