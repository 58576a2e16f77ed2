"""Whether a column of rates is what two columns of counts beside it give."""

from __future__ import annotations

from fractions import Fraction

from ccmotivate.readers.mapping.columns import SeenColumn

_NEAR = Fraction(1, 100)


def is_rate_of(rate: SeenColumn, some: SeenColumn, every: SeenColumn) -> bool:
    """True where nearly each rate is ``some`` of ``every`` in its row, to the point; rates are of 1 or of 100."""
    rows = zip(rate.values, some.values, every.values, strict=True)
    told = [(part, one / all_) for part, one, all_ in rows if part is not None and one is not None and all_]
    near = [min(abs(part - real), abs(part / 100 - real)) <= _NEAR for part, real in told]
    return bool(near) and sum(near) * 10 >= len(near) * 9
