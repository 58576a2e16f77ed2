"""Exports whose records are of a wrong shape though every hash is right: what nobody but a forger writes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

from ccmotivate.ledger.chain import GENESIS, Record, columns_of, sealed
from ccmotivate.ledger.tables import COLUMNS
from ccmotivate.ledger.transfer import SCHEMA

_ODD: tuple[Any, ...] = (
    None, True, -1, 0, 10**9, 10**40, 0.5, "", "x", "1e999999", "-0.00", "9" * 5000, "\x1b[31m", "2025-13", "日",
    [], {}, [[]], [None], {"": ""}, ["x", "y"],
)  # fmt: skip
_COLUMNS = tuple(name for name in COLUMNS if name not in ("seq", "previous", "hash", "body"))
_RAW = (
    "", "{", "[]", "null", "NaN", '{"a":NaN}', '{"a":1,"a":1}', "9" * 5000, "[" * 100_000, '{"a":1e400}', '"x"',
    "{" * 50_000,
)  # fmt: skip


def resealed(records: Sequence[dict[str, Any]]) -> list[str]:
    """An export of records, their hashes made anew."""
    lines, previous = [json.dumps({"schema": SCHEMA})], GENESIS
    for seq, columns in enumerate(records, start=1):
        unsealed = {name: columns[name] for name in COLUMNS if name not in ("seq", "previous", "hash")}
        record: Record = sealed([_draft(unsealed)], seq - 1, previous)[0]
        previous = record.hash
        lines.append(json.dumps(columns_of(record), ensure_ascii=True))
    return [*lines, json.dumps({"records": len(records), "last_hash": previous})]


def _draft(columns: dict[str, Any]) -> Any:
    from ccmotivate.ledger.chain import Draft

    return Draft(**columns)


def forged(lines: Sequence[str], times: int, seed: int) -> Iterator[tuple[str, list[str]]]:
    """So many forgeries of an export, each with one odd value in one place of one record."""
    chance = random.Random(seed)
    records = [json.loads(line) for line in lines[1:-1]]
    kinds = sorted({one["kind"] for one in records})
    for _ in range(times):
        kind = chance.choice(kinds)
        at = chance.choice([at for at, one in enumerate(records) if one["kind"] == kind])
        changed = dict(records[at])
        told = _forge(changed, chance)
        yield f"record {at + 1} ({kind}), {told}", resealed([*records[:at], changed, *records[at + 1 :]])


def _forge(record: dict[str, Any], chance: random.Random) -> str:
    """Change a record in place; what was changed."""
    way = chance.random()
    if way < 0.15:
        record["body"] = chance.choice(_RAW)
        return f"body {record['body'][:20]}"
    if way < 0.35:
        name = chance.choice(_COLUMNS)
        record[name] = chance.choice(_ODD)
        return f"{name} = {record[name]!r}"[:60]
    body = json.loads(record["body"])
    told = _somewhere(body, chance)
    record["body"] = json.dumps(body, ensure_ascii=True)
    return f"body{told}"[:90]


def _somewhere(node: Any, chance: random.Random) -> str:
    """Put something odd at a random place within; where, and what."""
    while True:
        names = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not names:
            return " (nothing in it)"
        name = chance.choice(names)
        inner = node[name]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.7:
            return f"/{name}" + _somewhere(inner, chance)
        if chance.random() < 0.2:
            del node[name]
            return f"/{name} left out"
        node[name] = chance.choice(_ODD)
        return f"/{name} = {node[name]!r}"
