"""Who or what a text means, where ids are asked for: an id, or a name or label in either language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ccmotivate.model.words import nearest, normal


def meant(text: str, known: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The ids that a text means: the one it is, else all that are called so.

    Args:
        text: As somebody typed it; case, spaces and full-width forms do not matter.
        known: The names of each id.
    """
    if text in known:
        return (text,)
    form = normal(text)
    by_id = tuple(one for one in known if normal(one) == form)
    return by_id or tuple(one for one, names in known.items() if form and form in map(normal, names))


def closest(text: str, known: Mapping[str, Sequence[str]]) -> str | None:
    """The id or name that resembles a text most: ``0012`` for ``12``; None where none does."""
    padded = next((one for one in known if one.lstrip("0") == text.strip().lstrip("0")), None)
    return padded or nearest(text, [*known, *(name for names in known.values() for name in names if name)])
