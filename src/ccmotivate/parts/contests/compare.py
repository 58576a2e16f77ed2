"""What is compared of contests: how far everybody got in each, and the hours of each duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ccmotivate.model.metrics import Label
from ccmotivate.model.parts import PartValue
from ccmotivate.parts.contests.decide import ContestsResult


def values(result: ContestsResult, ids: Sequence[str]) -> Mapping[str, Mapping[str, PartValue]]:  # noqa: ARG001 - the contract's
    """By agent: the standing in each contest, and hours given, hours owed and state of each duty."""
    found: dict[str, dict[str, PartValue]] = defaultdict(dict)
    for contest in result.contests:
        for entry in contest.entries:
            found[result.ids[entry.agent]][contest.title] = str(contest.standing(entry))
    for duty in result.duties:
        found[duty.win.agent_id][_field(duty.win.title, str(duty.win.won))] = (duty.given, duty.owed, str(duty.state))
    return dict(found)


def labels(result: ContestsResult) -> Mapping[str, Label]:
    """The titles, and of each duty the month of the win."""
    titles = {title.id: title.label for title in result.settings.titles.values()}
    wins = {(duty.win.title, str(duty.win.won)) for duty in result.duties}
    duties = {
        _field(title, won): Label(f"{titles[title].zh}（{won}）授课", f"{titles[title].en} ({won}), lessons")
        for title, won in sorted(wins)
    }
    return titles | duties


def _field(title: str, won: str) -> str:
    return f"{title}.{won}"
