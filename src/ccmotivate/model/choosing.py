"""What people mean where an id is asked for: the id, or a name in either language; and what a miss resembles."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from ccmotivate.model.ids import natural_key
from ccmotivate.model.metrics import Label, by_word
from ccmotivate.model.words import nearest, normal


class Miss(Struct, frozen=True):
    """Of a word that means nothing, or several: what it resembles, or whom it may mean (empty: nothing near)."""

    near: tuple[str, ...] = ()
    several: bool = False


def labelled(word: str, labels: Mapping[str, Label]) -> str | Miss:
    """The id of the role, award or metric that a word names, by id or by a name in either language."""
    known = by_word(labels)
    if normal(word) in known:
        return known[normal(word)]
    near = nearest(word, [one for name, label in labels.items() for one in (name, *label.names)])
    return Miss((near,) if near else ())


def one_of(word: str, names: Mapping[str, str], others: Collection[str] = ()) -> str | Miss:
    """The agent or team that a word names: by id, else as the only one of that name or among ``others``.

    Args:
        word: What was given; case, spaces and full-width forms do not matter.
        names: The name of each agent by id; of teams, which have no other, ``""``.
        others: Ids of those who are called so in a roster.
    """
    given = word.strip()
    found = _meant(given, names, others)
    if len(found) == 1:
        return found[0]
    if found:
        return Miss(tuple(_shown(one, names) for one in found), several=True)
    near = _resembling(given, names)
    return Miss((_shown(near, names),) if near else ())


def is_id(word: str, names: Collection[str]) -> bool:
    """True for one of these ids, however it is written."""
    return normal(word.strip()) in map(normal, names)


def _meant(word: str, names: Mapping[str, str], others: Collection[str]) -> list[str]:
    """The id that a word is, else the ids that are written like it, else all that are named or called so."""
    if word in names:
        return [word]
    form = normal(word)
    by_id = [one for one in names if normal(one) == form]
    return by_id or [one for one, name in names.items() if (form and normal(name) == form) or one in others]


def _resembling(word: str, names: Mapping[str, str]) -> str | None:
    """The id that is the same number (0012 for 12), else the one spelled or named most like it."""
    number = natural_key(normal(word))[0]
    same = next((agent_id for agent_id in names if natural_key(normal(agent_id))[0] == number), None)
    if same is not None:
        return same
    bearers = {name: agent_id for agent_id, name in names.items() if name} | {agent_id: agent_id for agent_id in names}
    near = nearest(word, bearers)
    return bearers[near] if near else None


def _shown(agent_id: str, names: Mapping[str, str]) -> str:
    return f"{agent_id} {names[agent_id]}".strip()
