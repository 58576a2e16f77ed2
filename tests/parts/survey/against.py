"""Random surveys through the part, through the oracle, and under the eyes of the attacker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, groupby, pairwise
from typing import Any

from ccmotivate.parts.survey.decide import decide
from ccmotivate.parts.survey.json import month
from tests.parts.survey.attacker import known_of_a_hidden_team, left_over
from tests.parts.survey.generate import ITEMS, answer_sheets, month_of
from tests.parts.survey.oracle import GOOD, Row, answers_of, hidden_teams, over_items, survey
from tests.support import shipped_rules

SETTINGS = shipped_rules().parts["survey"].settings
FEW = ITEMS[:4]


def by_item(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The cells of each item."""
    return {item: list(cells) for item, cells in groupby(document["items"], key=lambda one: one["item"])}


def document_of(rows: Sequence[Row], items: Sequence[str]) -> dict[str, Any]:
    """What the part gives to the document of a run."""
    found: dict[str, Any] = month(decide(SETTINGS, month_of(rows, items)))["survey"]
    return found


def exact(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with figures as numbers."""
    figures = ("mean", "favourable")
    items = [
        {key: Fraction(one[key]) if key in figures and one[key] is not None else one[key] for key in one}
        for one in document["items"]
    ]
    return {**document, "items": items}


def differences(seed: int, items: Sequence[str]) -> Iterator[str]:
    """Where the part and the oracle differ."""
    rows = answer_sheets(seed, items)
    result = decide(SETTINGS, month_of(rows, items))
    if exact(month(result)["survey"]) != survey(rows, ITEMS):
        yield f"{seed}: cells"
    for team in (None, *result.teams):
        if result.shown.over_items.get(team) != over_items(rows, items, team):
            yield f"{seed}: mean over items of {team}"


@dataclass
class Attacked:
    """Items with hidden teams that were looked at, what was given away, and what who knows the rule can work out.

    ``counts`` are items of which the rule of hiding itself leaves one number to a hidden team: people.md §10 asks for
    that rule, and the handbook says that it may be so.
    """

    items: int = 0
    given_away: list[str] = field(default_factory=list)
    counts: int = 0


def attacked(seed: int) -> Attacked:
    """The attacker on a random survey.

    A mean counts as given away where it can be one number alone, but where all of the hidden gave one answer; a share
    but where all or none of them are favourable: no hiding of cells hides that.
    """
    rows, found = answer_sheets(seed, FEW), Attacked()
    for item, cells in by_item(document_of(rows, FEW)).items():
        found.given_away += _unsound(seed, rows, cells)
        over = left_over(rows, cells)
        hidden = [team for team in over[1] if answers_of(rows, item, team)] if over else []
        if over is None or not hidden:
            continue
        found.items += 1
        known = known_of_a_hidden_team(over[0], len(over[1]))
        answers = [one for team in hidden for one in answers_of(rows, item, team)]
        alone = {
            "count": len(known.counts) == 1,
            "mean": len(known.means) == 1 and len(set(answers)) > 1,
            "share": len(known.shares) == 1 and len({one >= GOOD for one in answers}) > 1,
        }
        found.given_away += [f"{seed} {item}: {name}" for name, told in alone.items() if told]
        found.counts += _worked_out(cells, over[1], over[0].count)
    return found


def _unsound(seed: int, rows: Sequence[Row], cells: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Cells that are shown though they have too few answers, and hidden ones that are too few or just one."""
    item = cells[0]["item"]
    counts = {one["team"]: len(answers_of(rows, item, one["team"])) for one in cells}
    shown = {one["team"] for one in cells if one["answers"] is not None}
    yield from (f"{seed} {item}: {team} is shown" for team in shown if counts[team] < SETTINGS.hidden_below)
    gone = [count for team, count in counts.items() if team is not None and team not in shown and count]
    if None in shown and gone and (len(gone) == 1 or sum(gone) < SETTINGS.hidden_below):
        yield f"{seed} {item}: the difference is {gone}"


def _worked_out(cells: Sequence[Mapping[str, Any]], nothing: Sequence[str], count: int) -> bool:
    """Whether the rule alone leaves one number to a team without figures, of all ways to share so many answers."""
    shown = {one["team"]: one["answers"] for one in cells[1:] if one["answers"] is not None}
    ways = []
    for parts in _shares(count, len(nothing)):
        counts = dict(zip(nothing, parts, strict=True))
        if hidden_teams({**shown, **counts}) == {team for team, one in counts.items() if one}:
            ways.append(parts)
    return any(len(set(one)) == 1 and one[0] for one in zip(*ways, strict=True))


def _shares(count: int, teams: int) -> Iterator[tuple[int, ...]]:
    """All ways to share so many answers among so many teams: places for the bars between them."""
    for bars in combinations(range(count + teams - 1), teams - 1):
        yield tuple(end - start - 1 for start, end in pairwise((-1, *bars, count + teams - 1)))
