"""What is said of the rows and columns of a source: how many, and which nothing is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.pools import Pool

_MOST_NAMES = 5


def mixed(pool: Pool) -> list[SeenColumn]:
    """The columns of texts that say themselves why they are no figures."""
    return [one for one in pool.columns.values() if one.kind == "text" and one.why]


def not_taken(pool: Pool, used: Sequence[SeenColumn] = ()) -> list[Remark]:
    """The columns that cannot be told from others, that some sheets lack, or whose cells differ; none of those used."""
    unclear = dict.fromkeys(header for table in pool.tables for header in table.unclear)
    found = [
        (N_("not taken, for some sheets lack it: {headers}"), pool.lacking),
        (N_("not taken, for the header stands twice or is too long: {headers}"), tuple(unclear)),
    ]
    differing = [why for one in mixed(pool) if not any(one is other for other in used) for why in one.why]
    return [*(Remark(text, {"headers": headers}) for text, headers in found if headers), *differing]


def like_sums(pool: Pool) -> list[Remark]:
    """Who counts though their figures are the sums of others'."""
    names = list(dict.fromkeys(name for table in pool.tables for name in table.like_sums))
    text = N_(
        "counted, though their figures are the sums of those beside them: {names}; unless these are agents, name them "
        "in totals"
    )
    return [Remark(text, {"names": tuple(names[:_MOST_NAMES])})] if names else []


def not_read(pool: Pool, used: Sequence[SeenColumn], left: Sequence[str], lines: Sequence[Line]) -> list[Remark]:
    """The columns that nothing reads, those apart of which it is said why they are ``left`` out."""
    said = {text for line in lines if line.key != "files" for text in _texts_of(line)}
    headers = [one.header for one in pool.columns.values() if one.kind != "blank"]
    headers = [header for header in headers if header not in {*said, *left, *(one.header for one in used)}]
    return [Remark(N_("columns that nothing is made of: {headers}"), {"headers": tuple(headers)})] if headers else []


def _texts_of(line: Line) -> Iterator[str]:
    """What the value and the choices of a line name, each of ``{First} {Last}`` too."""
    value = line.value
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else [value]
    for text in map(str, [*parts, *(line.question.choices if line.question else ())]):
        yield from (text, *re.findall(r"{(.*?)}", text))


def size(pool: Pool) -> Remark:
    books = len({table.book.name for table in pool.tables})
    facts = {"rows": pool.rows, "files": books, "sheets": len(pool.tables)}
    return Remark(N_("Rows: {rows}; files: {files}; sheets: {sheets}."), facts)
