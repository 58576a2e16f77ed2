"""Ties: those decided by a tie-breaker, who lost a place by it, and places that stayed shared."""

from __future__ import annotations

from ccmotivate.engine.fairness.material import Contest, Material
from ccmotivate.model.fairness import Finding, FindingKind, TieCall
from ccmotivate.model.results import TieNote

KIND = "ties"


def look(material: Material) -> FindingKind:
    """Every tie with an effect: a place was lost, lowered or shared."""
    notes = {str(result.period): result.ties for result in material.results}
    calls: list[TieCall] = []
    for contest in material.contests:
        for note in notes[str(contest.period)].get(contest.award.id, ()):
            if set(note.members) <= set(contest.figures):
                calls += _call(contest, note)
    found = []
    lost = tuple(call for call in calls if call.lost)
    if lost:
        found.append(Finding("lost-by-tie-breaker", lost))
    lower = tuple(call for call in calls if call.lower and not call.lost)
    if lower:
        found.append(Finding("lower-by-tie-breaker", lower))
    shared = tuple(call for call in calls if call.shared)
    if shared:
        found.append(Finding("shared-places", shared))
    if material.contests and not found:
        found.append(Finding("no-ties", ()))
    return FindingKind(KIND, tuple(calls), tuple(found), len(material.contests))


def _call(contest: Contest, note: TieNote) -> list[TieCall]:
    places = dict(zip(note.members, note.places, strict=True))
    best = min(places.values())
    lost = tuple(one for one in note.members if places[one] > contest.rank.places)
    lower = tuple(one for one in note.members if best < places[one] <= contest.rank.places)
    at_best = sum(place == best for place in places.values())
    shared = at_best > 1 or any(list(places.values()).count(places[one]) > 1 for one in lower)
    if best > contest.rank.places or not (lost or lower or shared):
        return []
    group = contest.group
    award = contest.award.id
    return [TieCall(str(contest.period), award, group, note.members, note.figure, note.decided_by, lost, lower, shared)]
