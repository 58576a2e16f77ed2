"""Columns of agents whose cells hold an id and a name each, and whether these may be parted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, Remark
from ccmotivate.readers.identity import id_form
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.pools import Pool

_NAMED = re.compile(r"(?P<name>[^()（）\[\]]+?)\s*[(\[（](?P<id>[\w.@-]+)[)\]）]")
_NUMBER, _MARK, _CHINESE = r"(?P<id>[A-Za-z]{0,4}\d+)", r"(?P<mark> ?[-_/|] ?| )", r"(?P<name>[\u3400-\u9fff·]{2,})"
_JOINED = (
    ("{id}%s{name}", re.compile(_NUMBER + _MARK + _CHINESE)),
    ("{name}%s{id}", re.compile(_CHINESE + _MARK + _NUMBER)),
)


class TwoInOne(Struct, frozen=True):
    """The shape of all cells of a column, such as ``{id}-{name}``, their ids, with names where a mark joins them."""

    shape: str
    ids: frozenset[str]
    joined: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, column: SeenColumn) -> TwoInOne | None:
        """What all cells of a column have in common; None for other cells."""
        texts = _texts(column)
        named = [one for text in texts if (one := _NAMED.fullmatch(text))]
        if texts and len(named) == len(texts):
            mark = next(sign for sign in "([（" if any(sign in text for text in texts))
            gap = " " if any(f" {mark}" in text for text in texts) else ""
            shape = f"{{name}}{gap}{mark}{{id}}{dict(zip('([（', ')]）', strict=True))[mark]}"
            return cls(shape, frozenset(id_form(one["id"]) for one in named))
        for form, pattern in _JOINED:
            found = [one for text in texts if (one := pattern.fullmatch(text))]
            marks, names = {one["mark"] for one in found}, {one["name"] for one in found}
            if len(found) == len(texts) and len(marks) == 1 and len(names) * 2 > len(texts):
                joined = frozenset((id_form(one["id"]), one["name"]) for one in found)
                return cls(form % marks.pop(), frozenset(id_ for id_, _name in joined), joined)
        return None


def parted(
    column: SeenColumn,
    others: Sequence[SeenColumn],
    whole: Sequence[SeenColumn],
    pools: Sequence[Pool],
    asked: Sequence[Pool],
) -> list[Line]:
    """The lines for id and name of a column that holds both; none for another one, and where agents would be mixed up.

    That is where some of its texts stand in ``others`` that cannot be parted too, or that stay ``whole``, or where an
    id has two names in all of them, as in 北京-1, 上海-1. Where a mark joins them, any column of other ``pools`` with
    such texts may be the agents' by an answer, and all stay whole while those of a pool are ``asked``.
    """
    two = TwoInOne.of(column)
    if two is not None and two.joined:
        texts = set(column.texts) - {""}
        others = [*others, *(one for one in _of_texts(pools) if not texts.isdisjoint(one.texts))]
        whole = [*whole, *_of_texts(asked)]
    if two is None or not _are_parted(column, others, whole) or (two.joined and _have_two_names([column, *others])):
        return []
    why = Remark(N_("name and id in one cell: {text}"), {"text": _texts(column)[0]})
    value = {"of": column.header, "as": two.shape}
    return [Line("agent_id", value, (why,)), Line("name", value)]


def of_ids(columns: Iterable[SeenColumn]) -> list[SeenColumn]:
    """The columns whose cells hold an id and a name each, with the ids alone."""
    return [replace(one, cells=[_id_of(text) for text in one.texts]) for one in columns if TwoInOne.of(one)]


def by_shape(column: SeenColumn, pool: Pool) -> tuple[SeenColumn, Line] | None:
    """The column of a pool of which this one holds the ids alone, with the line that parts them; None for another."""
    whole = next((one for one in pool.columns.values() if one.header == column.header), column)
    two = None if whole.texts == column.texts else TwoInOne.of(whole)
    if two is None:
        return None
    why = Remark(N_("name and id in one cell: {text}"), {"text": _texts(whole)[0]})
    return whole, Line("agent_id", {"of": whole.header, "as": two.shape}, (why,))


def _id_of(text: str) -> str | None:
    found = (pattern.fullmatch(text) for pattern in (_NAMED, *(pattern for _form, pattern in _JOINED)))
    return next((one["id"] for one in found if one), None)


def ids_in(column: SeenColumn, *, is_parted: bool) -> frozenset[str]:
    """The forms of the ids of a column, without the names that are parted from them."""
    two = TwoInOne.of(column) if is_parted else None
    return frozenset(map(id_form, _texts(column))) if two is None else two.ids


def _of_texts(pools: Sequence[Pool]) -> list[SeenColumn]:
    return [one for pool in pools for one in pool.columns.values() if one.kind == "text"]


def _texts(column: SeenColumn) -> list[str]:
    return list(dict.fromkeys(filter(None, column.texts)))


def _are_parted(column: SeenColumn, others: Sequence[SeenColumn], whole: Sequence[SeenColumn]) -> bool:
    """True where all columns that have texts in common with this one, or with such a one, hold two in one."""
    texts, rest = set(column.texts) - {""}, [*others]
    while near := [one for one in rest if not texts.isdisjoint(one.texts)]:
        if not all(map(TwoInOne.of, near)):
            return False
        texts.update(text for one in near for text in one.texts if text)
        rest = [one for one in rest if not any(one is other for other in near)]
    return all(texts.isdisjoint(one.texts) for one in whole)


def _have_two_names(columns: Iterable[SeenColumn]) -> bool:
    joined = frozenset[tuple[str, str]]().union(*(two.joined for one in columns if (two := TwoInOne.of(one))))
    return len({id_ for id_, _name in joined}) < len(joined)
