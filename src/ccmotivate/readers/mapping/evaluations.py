"""Rows of which several make one evaluation, one a criterion: how their points become one figure an agent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from ccmotivate.model.exact import plain_text
from ccmotivate.readers.mapping.columns import NUMBERS, SeenColumn
from ccmotivate.readers.mapping.lexicon import NO_FIGURE, is_target, plain, tells_rows
from ccmotivate.readers.mapping.pools import Pool

_ID = re.compile(
    r"\b(evaluation|audit|monitoring|review|assessment|inspection|qa|quality|check|form|scorecard|survey)s? ?"
    r"(id|no\.?|number|#|key|ref(erence)?)$|(质检|评估|考评|考核|抽检|检查|评分|监听|录音)(单|记录|任务|流水)?(id|编号|号码?)$",
    re.IGNORECASE,
)
_MOST = re.compile(r"\bmax(imum)?\b|\bpossible\b|\bavailable\b|\bout of\b|\bfull\b|满分|总分|分值|标准分|最高分", re.I)
_WEIGHT = re.compile(r"\bweight(ing|age)?\b|权重", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(points?|scores?|marks?|earned|achieved|rating|deduct(ion|ed)s?)\b|得分|评分|分数|打分|实得|扣分", re.IGNORECASE
)
_DEDUCTED = re.compile(r"\bdeduct|扣分", re.IGNORECASE)
_WHOLE = 100


class Evaluations(Struct, frozen=True):
    """Evaluations by their ``id``, of which no two rows have the same ``criterion``; ``points`` are those of a row.

    ``most`` is how many it could have, ``weight`` how much it counts. ``others`` are more columns of points, ``same``
    those of figures that every row of an evaluation repeats.
    """

    agent: SeenColumn
    id: SeenColumn
    criterion: SeenColumn
    points: SeenColumn
    most: SeenColumn | None = None
    weight: SeenColumn | None = None
    others: tuple[SeenColumn, ...] = ()
    same: tuple[SeenColumn, ...] = ()

    def sizes(self, column: SeenColumn) -> tuple[int, int]:
        """How many rows with a value of a column the smallest and the largest evaluation have."""
        filled = Counter(one for one, value in zip(self.id.texts, column.values, strict=True) if value is not None)
        sizes = [filled[one] for one in set(self.id.texts)]
        return min(sizes), max(sizes)

    @property
    def is_deducted(self) -> bool:
        return bool(_DEDUCTED.search(plain(self.points.header)))

    def sums(self, column: SeenColumn) -> Sequence[Fraction]:
        """The sum of a column over the rows of each evaluation that have points."""
        found: Mapping[str, list[Fraction]] = defaultdict(list)
        for one, value, points in zip(self.id.texts, column.values, self.points.values, strict=True):
            if points is not None:
                found[one].append(value or Fraction(0))
        return [sum(values, Fraction(0)) for values in found.values()] or [Fraction(0)]

    @property
    def is_within(self) -> bool:
        """True where no row has more points than its ``most`` or its ``weight``."""
        limit = self.most or self.weight
        pairs = zip(self.points.values, limit.values, strict=True) if limit else ()
        return all(one <= other for one, other in pairs if one is not None and other is not None)

    @property
    def is_uneven(self) -> bool:
        """True where evaluations have unlike maxima."""
        return self.most is not None and self.is_within and len(set(self.sums(self.most))) > 1

    @property
    def are_parts(self) -> bool:
        """True where the points of an evaluation add up to no more than 100, or are deducted from it."""
        return self.is_deducted or max(self.sums(self.points)) <= _WHOLE


def range_of(values: Sequence[Fraction]) -> str:
    """``100``, or ``80–100`` where values differ."""
    low, high = plain_text(min(values)), plain_text(max(values))
    return low if low == high else f"{low}–{high}"


def evaluations_of(pool: Pool, agent: SeenColumn) -> Evaluations | None:
    """The evaluations of which rows are parts: an id that comes again, of one agent, with points and criteria."""
    columns = [one for one in pool.columns.values() if one is not agent]
    headers = [one.header for one in columns]
    figures = [one for one in columns if one.kind in (*NUMBERS, "percent", "duration") and _is_figure(one, headers)]
    for id_ in columns:
        if not _groups(id_, agent):
            continue
        same = tuple(one for one in figures if one is not id_ and _repeats(id_, one))
        parts = [one for one in figures if one is not id_ and one.kind != "duration" and one not in same]
        points = [one for one in parts if _role(one) == "points"]
        criterion = next((one for one in columns if one is not id_ and _tells_parts(id_, one)), None)
        if points and criterion is not None:
            most, weight = (next((one for one in parts if _role(one) == role), None) for role in ("most", "weight"))
            return Evaluations(agent, id_, criterion, points[0], most, weight, tuple(points[1:]), same)
    return None


def _is_figure(column: SeenColumn, headers: Sequence[str]) -> bool:
    return not (NO_FIGURE.search(plain(column.header)) or is_target(column.header, headers))


def is_evaluation_id(header: str) -> bool:
    return bool(_ID.search(plain(header)))


def _groups(id_: SeenColumn, agent: SeenColumn) -> bool:
    """True for the id of things of which most have two rows or more, all of the same agent."""
    if id_.kind not in ("text", "count") or not all(id_.texts):
        return False
    different = len(set(id_.texts))
    is_id = tells_rows(id_.header) or is_evaluation_id(id_.header)
    return is_id and 2 * different <= len(id_.texts) and _repeats(id_, agent)


def _repeats(id_: SeenColumn, column: SeenColumn) -> bool:
    """True where all rows of an id say the same in a column, and not all ids do."""
    pairs = len(set(zip(id_.texts, column.texts, strict=True)))
    return pairs == len(set(id_.texts)) and len(set(column.texts)) > 1


def _tells_parts(id_: SeenColumn, column: SeenColumn) -> bool:
    """True for texts that come again and again, but not twice in the rows of an id."""
    pairs = set(zip(id_.texts, column.texts, strict=True))
    is_often = 2 * len(set(column.texts)) <= len(column.texts)
    return column.kind == "text" and all(column.texts) and len(pairs) == len(column.texts) and is_often


def _role(column: SeenColumn) -> str:
    """``weight``, ``most`` or ``points`` by the header of a column; ``""`` for none."""
    words = plain(column.header)
    roles = {"weight": _WEIGHT, "most": _MOST, "points": _POINTS}
    return next((role for role, pattern in roles.items() if pattern.search(words)), "")
