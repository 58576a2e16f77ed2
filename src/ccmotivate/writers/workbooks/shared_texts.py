"""Texts that stand in many cells, kept once in the package: the part ``sharedStrings.xml``, continued.

XlsxWriter has put the texts of the small sheets there. Labels and words of the big tables are added behind them, so
that a cell holds a number in place of its words; texts that stand once or twice stay in their cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, field

PART = "xl/sharedStrings.xml"
_COUNTS = re.compile(rb' count="(\d+)" uniqueCount="(\d+)"')
_OPENING, _CLOSING = ' t="inlineStr"><is>', "</is></c>"
_WORTH_SHARING = 4  # cells a text, on average


class SharedTexts(Struct):
    """The texts added so far; ``first`` is the number of texts that were there before."""

    first: int
    _added: dict[str, int] = field(default_factory=dict)
    _uses: int = 0

    @classmethod
    def after(cls, part: bytes) -> SharedTexts:
        """To continue a part as XlsxWriter wrote it."""
        found = _COUNTS.search(part)
        return cls(int(found[2]) if found else 0)

    def shared(self, bodies: Sequence[str], uses: Sequence[int]) -> list[str]:
        """Cell bodies with their inline texts replaced, where the column's texts repeat; ``uses`` counts the cells."""
        if len(bodies) * _WORTH_SHARING > sum(uses):
            return list(bodies)
        start, end = len(_OPENING), -len(_CLOSING)
        shared = []
        for body, count in zip(bodies, uses, strict=True):
            if body.startswith(_OPENING):
                place = self._added.setdefault(body[start:end], self.first + len(self._added))
                shared.append(f' t="s"><v>{place}</v></c>')
                self._uses += count
            else:
                shared.append(body)
        return shared

    def continued(self, part: bytes) -> bytes:
        """The part with the added texts."""
        found = _COUNTS.search(part)
        if not self._added or found is None:
            return part
        counts = b' count="%d" uniqueCount="%d"' % (int(found[1]) + self._uses, self.first + len(self._added))
        items = "".join(f"<si>{text}</si>" for text in self._added).encode()
        return _COUNTS.sub(counts, part, count=1).replace(b"</sst>", items + b"</sst>")
