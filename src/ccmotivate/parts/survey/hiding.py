"""Which teams are hidden in an item (people.md §10): too few answers, and whoever a difference would give away."""

from __future__ import annotations

from collections.abc import Mapping


def hidden_teams(counts: Mapping[str, int], below: int) -> frozenset[str]:
    """The hidden teams of an item, from how many answers each has; a team without an answer is none of them.

    Those with fewer than ``below``; while they have fewer than ``below`` together or are just one, the shown team with
    the fewest answers too, of equals the first by name.
    """
    hidden = [team for team, count in counts.items() if 0 < count < below]
    shown = sorted((count, team) for team, count in counts.items() if count >= below)
    for _count, team in shown if hidden else ():
        if len(hidden) > 1 and sum(counts[one] for one in hidden) >= below:
            break
        hidden.append(team)
    return frozenset(hidden)
