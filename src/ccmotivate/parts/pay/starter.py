"""``pay.yaml`` for a scheme with fewer roles."""

from __future__ import annotations

import re
from collections.abc import Collection

_ROLES = re.compile(r"roles: \[([^\]]*)\]")


def fewer(text: str, gone: Collection[str]) -> str:
    """The text without the roles that are gone: their amounts, and steps that were for them alone.

    A comment stays with the step under it.
    """
    kept: list[str] = []
    for line in text.splitlines(keepends=True):
        cut = line if line.lstrip().startswith("#") else _without_amounts(line, gone)
        listed = _ROLES.search(cut)
        left = [role for role in listed[1].split(", ") if role not in gone] if listed else []
        if listed and not left:
            while kept and kept[-1].lstrip().startswith("#"):
                kept.pop()
            continue
        kept.append(_ROLES.sub(f"roles: [{', '.join(left)}]", cut) if listed else cut)
    return "".join(kept)


def _without_amounts(line: str, gone: Collection[str]) -> str:
    for role in gone:
        line = re.sub(rf"(?<=[{{ ]){role}: [\d.]+(?:, )?", "", line)
    return line.replace(", }", "}")
