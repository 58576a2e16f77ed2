"""Rows of which several make one evaluation, one a criterion: how their points become one figure an agent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from ccmotivate.model.exact import plain_text
from ccmotivate.readers.mapping.columns import NUMBERS, SeenColumn
from ccmotivate.readers.mapping.lexicon import MEASURES, NO_FIGURE, is_average, is_target, plain, tells_rows
from ccmotivate.readers.mapping.negation import REVERSED
from ccmotivate.readers.mapping.pools import Pool

_ID = re.compile(
    r"\b(eval(uation)?|audit|monitoring|review|assessment|inspection|qa|quality|check|form|scorecard|survey|grading)s?"
    r" ?(id|no\.?|number|#|key|ref(erence)?)$"
    r"|(质检|评估|考评|考核|抽检|检查|评分|监听|录音)(单|记录|任务|流水)?(id|编号|号码?)$"
    r"|(质检|评估|考评|抽检)单$",
    re.IGNORECASE,
)
_MOST = re.compile(r"\bmax(imum)?\b|\bpossible\b|\bavailable\b|\bout of\b|\bfull\b|满分|总分|分值|标准分|最高分", re.I)
_WEIGHT = re.compile(r"\bweight(ing|age)?\b|权重", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(points?|scores?|marks?|earned|achieved|rating|deduct(ion|ed)s?)\b|得分|评分|分数|打分|实得|扣分", re.IGNORECASE
)
_DEDUCTED = re.compile(r"\bdeduct|扣分", re.IGNORECASE)
_IN_DOUBT = re.compile(rf"{REVERSED.pattern}|\b(lost|miss(ed|ing)|demerits?|negative)\b|扣|失|误|罚", re.IGNORECASE)
_LEFT_OVER = re.compile(r"得分|实得|剩余|余分|后|\b(after|net|remaining|left|without)\b|无|未|免", re.IGNORECASE)
_TOTAL = re.compile(
    r"总分|总得分|总计|合计|小计|((grand|sub)[ -]?)?totals?|(overall|total|final) (score|points)|sum", re.I
)
_POSSIBLE = re.compile(
    r"\bpossible\b|\bout of$|\bmax(imum)? (score|points)|\b(base|full) (score|points|marks)\b"
    r"|满分|分值|标准分|最高分|基础分|基准分|起评分",
    re.IGNORECASE,
)
_FULL = re.compile(r"满分|\bpossible\b|\bout of$|\bfull (score|points|marks)\b", re.IGNORECASE)
_HIGHEST = re.compile(r"max(imum)? (score|points)", re.IGNORECASE)
_PART = re.compile("(?<!总)分值")
_EXTREME = re.compile(r"\b(min(imum)?|low(est)?|high(est)?|median)\b|最低|最高|最小|最大|中位", re.IGNORECASE)
_NO_MOST = re.compile("最高分")
_UNSURE = re.compile(r"\b(score|points|marks) ?\(? ?max(imum)?\b", re.IGNORECASE)
_COUNTED = re.compile(r"([数量率次人]|\b(calls|surveys|ratings|responses|customers))$", re.IGNORECASE)
_BARE = re.compile(r"(质检)?(总)?扣分|deductions?|(points )?(deducted|lost)|points deduction", re.IGNORECASE)
"""Headers of deductions that name nothing, or the evaluation, for which there were some."""
_WHOLE, _FEW_ROWS = 100, 3


class Evaluations(Struct, frozen=True):
    """Evaluations by their ``id``, of which no two rows have the same ``criterion``; ``points`` are those of a row.

    A row that stands again is a copy or an error, and counts once here. ``criterion`` is None where nothing tells the
    rows of an evaluation apart, or not all rows have an id.
    ``most`` is how many it could have, ``weight`` how much it counts. ``others`` are more columns of points, ``same``
    those of figures that every row of an evaluation repeats.
    """

    agent: SeenColumn
    id: SeenColumn
    criterion: SeenColumn | None
    points: SeenColumn
    most: SeenColumn | None = None
    weight: SeenColumn | None = None
    others: tuple[SeenColumn, ...] = ()
    same: tuple[SeenColumn, ...] = ()

    def sizes(self, column: SeenColumn) -> tuple[int, int]:
        """How many rows with a value of a column the smallest and the largest evaluation have."""
        filled = Counter(self.id.texts[at] for at in self._rows if column.values[at] is not None)
        sizes = [filled[one] for one in set(self.id.texts)]
        return min(sizes), max(sizes)

    @property
    def _rows(self) -> list[int]:
        """The first row of each criterion of an evaluation."""
        if self.criterion is None:
            return list(range(len(self.id.texts)))
        told = zip(self.id.texts, self.criterion.texts, strict=True)
        return list({one: at for at, one in reversed([*enumerate(told)])}.values())

    @property
    def is_deducted(self) -> bool:
        return is_deducted(self.points)

    @property
    def has_totals(self) -> bool:
        """True where a criterion is called a total of others."""
        return self.criterion is not None and any(map(_TOTAL.fullmatch, set(self.criterion.texts)))

    @property
    def is_of_whole(self) -> bool:
        """True where all rows of an evaluation repeat a maximum to which their points add up at most."""
        if self.most is None:
            return False
        each: dict[str, set[Fraction]] = defaultdict(set)
        for at in self._rows:
            each[self.id.texts[at]].add(self.most.values[at] or Fraction(0))
        points = self._sums(self.points)
        return all(len(most) == 1 and points.get(one, 0) <= max(most) for one, most in each.items())

    def sums(self, column: SeenColumn) -> Sequence[Fraction]:
        """The sum of a column over the rows of each evaluation that have points."""
        return [*self._sums(column).values()] or [Fraction(0)]

    def _sums(self, column: SeenColumn) -> Mapping[str, Fraction]:
        found: dict[str, Fraction] = defaultdict(Fraction)
        for at in self._rows:
            if self.points.values[at] is not None:
                found[self.id.texts[at]] += column.values[at] or 0
        return found

    @property
    def is_within(self) -> bool:
        """True where no row has more points than its ``most`` or its ``weight``."""
        limit = self.most or self.weight
        pairs = zip(self.points.values, limit.values, strict=True) if limit else ()
        return all(one <= other for one, other in pairs if one is not None and other is not None)

    @property
    def is_uneven(self) -> bool:
        """True where evaluations have unlike maxima."""
        return (
            self.most is not None
            and self.criterion is not None
            and self.is_within
            and len(set(self.sums(self.most))) > 1
        )

    @property
    def are_parts(self) -> bool:
        """True where the points of an evaluation add up to no more than 100, or are deducted from it."""
        return self.is_deducted or max(self.sums(self.points)) <= _WHOLE


def range_of(values: Sequence[Fraction]) -> str:
    """``100``, or ``80–100`` where values differ."""
    low, high = plain_text(min(values)), plain_text(max(values))
    return low if low == high else f"{low}–{high}"


def is_deducted(points: SeenColumn) -> bool:
    return bool(_DEDUCTED.search(plain(points.header)))


def good_of_points(points: SeenColumn) -> str:
    """Which side of points is good; ``""`` where their header or their signs leave it open."""
    words, values = plain(points.header), [value for value in points.values if value]
    if is_deducted(points):
        signs = {value > 0 for value in values}
        return "" if len(signs) > 1 or _LEFT_OVER.search(words) else "high" if signs == {False} else "low"
    is_bad = any(one.is_bad_count and one.words.search(words) for one in MEASURES)
    return "" if is_bad or _IN_DOUBT.search(words) else "high"


def possible_points(columns: Sequence[SeenColumn]) -> list[SeenColumn]:
    """The columns of points that could be had: to which a score and what is lost add up, or the same in all rows.

    Those that differ from row to row are none where a score is a share of them.
    """
    scores, lost, shared = _scores(columns), _lost(columns), [most for _score, most in scores_with_most(columns)]
    return [
        limit
        for limit in _limits(columns)
        if not any(limit is most for most in shared)
        and (
            any(_add_up(score, less, limit) for score in scores for less in lost)
            or (
                _POSSIBLE.search(plain(limit.header))
                and _is_constant(limit)
                and any(_is_below(one, limit) for one in scores)
            )
        )
    ]


def scores_with_most(columns: Sequence[SeenColumn]) -> list[tuple[SeenColumn, SeenColumn]]:
    """The columns of scores, each with that of the points that its row could have, where these differ between rows.

    Only where the header says so: a total to which a score and what is lost add up may stand before deductions.
    """
    columns = [one for one in columns if one.kind in NUMBERS]
    lost, pairs = _lost(columns), []
    for most in filter(_varies, _limits(columns)):
        totals = [one for one in columns if one is not most and _TOTAL.fullmatch(plain(one.header))]
        scores = [one for one in (*_scores(columns), *totals) if one is not most and not _is_of_several(one)]
        fit = [one for one in scores if _is_below(one, most)]
        is_maximum, told = _is_maximum(most, columns), list[SeenColumn]()
        if is_maximum or is_part(most):
            told = [score for score in fit if any(_add_up(score, less, most) for less in lost)]
        if is_maximum and not told:
            told = fit if len(fit) == 1 else [score for score in fit if _are_beside(score, most, columns)]
        pairs += [(score, most) for score in told[:1]]
    return [pair for at, pair in enumerate(pairs) if not any(pair[0] is score for score, _most in pairs[:at])]


def scores_as_they_are(columns: Sequence[SeenColumn]) -> list[tuple[SeenColumn, SeenColumn]]:
    """The other columns of scores, each with what may be the points that its row could have, which differ."""
    shared, lost = [score for score, _most in scores_with_most(columns)], _lost(columns)
    limits = [most for most in filter(_varies, _limits(columns)) if not _NO_MOST.search(plain(most.header))]
    if any(map(_is_of_several, columns)):
        limits = [most for most in limits if not _HIGHEST.search(plain(most.header))]
    return [
        (score, most)
        for score in _scores(columns)
        if not any(score is one for one in shared)
        for most in limits
        if any(_add_up(score, less, most) for less in lost)
        or (any(one.search(plain(most.header)) for one in (_POSSIBLE, _UNSURE)) and _is_mostly_below(score, most))
    ]


def is_part(most: SeenColumn) -> bool:
    """True for the points of a part of a whole, which weigh as much."""
    return bool(_PART.search(plain(most.header)))


def _varies(most: SeenColumn) -> bool:
    return len(set(most.values) - {None, 0}) > 1


def _is_of_several(column: SeenColumn) -> bool:
    """True for averages, and the lowest and highest, of several scores."""
    return is_average(column.header) or bool(_EXTREME.search(plain(column.header)))


def _is_maximum(most: SeenColumn, columns: Sequence[SeenColumn]) -> bool:
    """True where the header says so: ``Max score`` only where it comes again and again, beside no summary of scores."""
    words = plain(most.header)
    is_often = 2 * len(set(most.values)) <= len(most.values)
    is_highest = _HIGHEST.fullmatch(words) and is_often and not any(map(_is_of_several, columns))
    return bool(_FULL.search(words) or is_highest)


def _are_beside(score: SeenColumn, most: SeenColumn, columns: Sequence[SeenColumn]) -> bool:
    """True where the points that could be had stand right after a score, and not after several."""
    return any(one is score and other is most for one, other in pairwise(columns))


def lost_points(columns: Sequence[SeenColumn]) -> list[SeenColumn]:
    """The columns of points that are missing in every row to those that could be had: the score says the same."""
    scores, limits = _scores(columns), _limits(columns)
    return [
        less
        for less in _lost(columns)
        if any(_is_rest(score, less) or any(_add_up(score, less, limit) for limit in limits) for score in scores)
    ]


def _scores(columns: Sequence[SeenColumn]) -> list[SeenColumn]:
    points = [one for one in columns if one.is_number and _role(one) == "points"]
    return [one for one in points if not (_IN_DOUBT.search(plain(one.header)) or _POSSIBLE.search(plain(one.header)))]


def _lost(columns: Sequence[SeenColumn]) -> list[SeenColumn]:
    figures = [one for one in columns if one.is_number]
    return [one for one in figures if is_deducted(one) or _IN_DOUBT.search(plain(one.header))]


def _limits(columns: Sequence[SeenColumn]) -> list[SeenColumn]:
    figures = [(plain(one.header), one) for one in columns if one.is_number]
    limits = [(words, one) for words, one in figures if _MOST.search(words) or _POSSIBLE.search(words)]
    return [one for words, one in limits if not (_COUNTED.search(words) or _IN_DOUBT.search(words))]


def _is_constant(column: SeenColumn) -> bool:
    return len(column.values) >= _FEW_ROWS and len(set(column.values)) == 1


def _is_below(score: SeenColumn, most: SeenColumn) -> bool:
    return all(_fits(score, most))


def _is_mostly_below(score: SeenColumn, most: SeenColumn) -> bool:
    """True where most rows have no more points than they could, but for bonuses."""
    fits = _fits(score, most)
    return 2 * sum(fits) > len(fits)


def _fits(score: SeenColumn, most: SeenColumn) -> list[bool]:
    """Whether a score is no more than what could be had, in each row that has both."""
    pairs = zip(score.values, most.values, strict=True)
    return [some <= limit for some, limit in pairs if some is not None and limit is not None]


def _sums(score: SeenColumn, lost: SeenColumn) -> list[Fraction | None]:
    """A score and what is lost in each row; nothing where these are in too few, or nothing is lost but in name."""
    pairs = zip(score.values, lost.values, strict=True)
    sums = [None if some is None or less is None else some + abs(less) for some, less in pairs]
    is_said = any(lost.values) or is_deducted(lost)
    return sums if is_said and len(sums) - sums.count(None) >= _FEW_ROWS else []


def _add_up(score: SeenColumn, lost: SeenColumn, limit: SeenColumn) -> bool:
    """True where a score and what is lost are the points that could be had in every row."""
    sums = _sums(score, lost)
    return bool(sums) and all(one in (None, most) for one, most in zip(sums, limit.values, strict=True))


def _is_rest(score: SeenColumn, deducted: SeenColumn) -> bool:
    """True where a score and what is deducted are the same in all rows, 100 where nothing is.

    A score that is always the same says so only beside deductions of nothing else (考勤扣分).
    """
    found = set(_sums(score, deducted)) - {None}
    if len(set(score.values) - {None}) == 1 and not _BARE.fullmatch(plain(deducted.header)):
        return False
    return is_deducted(deducted) and len(found) == 1 and (any(deducted.values) or found == {Fraction(_WHOLE)})


def evaluations_of(pool: Pool, agent: SeenColumn) -> Evaluations | None:
    """The evaluations of which rows are parts: an id that comes again, of one agent, with points and criteria.

    Without a criterion where only the header of the id says that these are evaluations.
    """
    columns = [one for one in pool.columns.values() if one is not agent]
    headers = [one.header for one in columns]
    figures = [one for one in columns if one.kind in (*NUMBERS, "percent", "duration") and _is_figure(one, headers)]
    for id_ in columns:
        is_clear = _groups(id_, agent)
        if not (is_clear or _seems_to_group(id_, agent)):
            continue
        same = tuple(one for one in figures if one is not id_ and _repeats(id_, one))
        parts = [one for one in figures if one is not id_ and one.kind != "duration" and one not in same]
        points = sorted((one for one in parts if _role(one) == "points"), key=is_deducted)
        criteria = sorted((one for one in columns if one is not id_ and _tells_parts(id_, one)), key=_is_count)
        criterion = criteria[0] if criteria and is_clear else None
        if points and (criterion is not None or _seems_to_group(id_, agent)):
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


def _seems_to_group(id_: SeenColumn, agent: SeenColumn) -> bool:
    """True for what is called the id of an evaluation, comes again, and is nearly always of the same agent."""
    if not is_evaluation_id(id_.header):
        return False
    pairs = {(one, who) for one, who in zip(id_.texts, agent.texts, strict=True) if one}
    different = len({one for one, _who in pairs})
    return 2 * different <= len(id_.texts) and len(pairs) * 10 <= different * 11


def _tells_parts(id_: SeenColumn, column: SeenColumn) -> bool:
    """True for texts, or numbers of questions, that come again and again, but hardly ever twice with an id."""
    pairs, rows = set(zip(id_.texts, column.texts, strict=True)), len(column.texts)
    is_kind = column.kind == "text" or (_is_count(column) and not column.measure and not _role(column))
    is_often = 2 * len(set(column.texts)) <= rows
    return is_kind and all(column.texts) and len(pairs) * 20 >= rows * 19 and is_often


def _is_count(column: SeenColumn) -> bool:
    return column.kind == "count"


def _role(column: SeenColumn) -> str:
    """``weight``, ``most`` or ``points`` by the header of a column; ``""`` for none."""
    words = plain(column.header)
    roles = {"weight": _WEIGHT, "most": _MOST, "points": _POINTS}
    return next((role for role, pattern in roles.items() if pattern.search(words)), "")
