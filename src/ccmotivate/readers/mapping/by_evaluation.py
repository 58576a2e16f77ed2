"""The metrics of points: of evaluations that several rows make, and of rows that say how many they could have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, MappedMetric, Question, Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.counted import NOT_KNOWN
from ccmotivate.readers.mapping.evaluations import (
    Evaluations,
    good_of_points,
    is_evaluation_id,
    is_part,
    range_of,
    scores_as_they_are,
    scores_with_most,
)
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.measures import WEIGHED_BY, Used, detail_line
from ccmotivate.readers.mapping.pools import Pool

_SCORE = N_("Score of evaluations")
_ALIKE = N_("each of {count} evaluations counts alike: its {header}, {range} in all, divided by the maximum, {most}")
_ADDED = N_("each of {count} evaluations counts alike: its {header} added up, {range}")
_WEIGHED = N_("weighed by {header}, which adds up to {range} in each evaluation")
_ROWS = N_("each evaluation has {rows} rows: the mean of the rows is that of the evaluations")
_WHICH = N_(
    "Do evaluations count alike ({id}), or do their points, so that those with more points to reach count more "
    "({agent})? Their maxima differ: {range}."
)
_HOW = N_(
    "Is {header} summed or averaged over an agent's rows of a month? Several rows are one evaluation ({id}), of "
    "{sizes} rows, and nothing says how they make its score: where neither is right, put one row an evaluation into "
    "the file and map it again."
)
_SHARE = N_("{header} is taken as a share of {most}, which differs from row to row ({range})")
_ROWS_ALIKE = N_(
    "each row counts alike; to take the sum of {header} as a share of that of {most}, so that rows with more points to "
    "reach count more, write weigh: {id} into detail"
)
_NO_MOST = N_("left out, for they have {header} but no {most}, or 0 there: {count} of {rows} rows")
_AS_IT_IS = N_("{header} is taken as it is, not as a share of {most}, which differs from row to row ({range})")


def metrics_of_shares(
    source: str, pool: Pool, grain: Grain, used: Sequence[Used]
) -> tuple[list[MappedMetric], list[Used]]:
    """The metrics of scores whose rows say how many points each could have, and these columns.

    Their points are no figures to be averaged: 45 of 50 are more than 80 of 100.
    """
    columns = {id(one.column): one for one in used}
    pairs = [
        (columns[id(score)], columns[id(most)])
        for score, most in scores_with_most([*pool.columns.values()])
        if id(score) in columns and id(most) in columns
    ]
    return [_share(source, *pair, is_alone=grain.what == "month") for pair in pairs], [
        one for pair in pairs for one in pair
    ]


def _share(source: str, score: Used, most: Used, *, is_alone: bool) -> MappedMetric:
    """A score as the share of what could be had: the mean of the rows' shares; parts of a whole weigh by it.

    ``is_alone`` where an agent has one row a month, which makes no difference then.
    """
    facts = {"header": score.column.header, "most": most.column.header, "range": _range(most.column)}
    weight = {"weigh": most.id} if is_part(most.column) else {}
    rows = (
        Remark(WEIGHED_BY, {"header": most.column.header}) if weight else Remark(_ROWS_ALIKE, {**facts, "id": most.id})
    )
    line = detail_line(source, "mean", f"{score.id} / {most.id}", **weight, blanks="left_out")
    filled = [limit for got, limit in zip(score.column.values, most.column.values, strict=True) if got is not None]
    without = sum(not limit for limit in filled)
    lacking = Remark(_NO_MOST, {**facts, "count": without, "rows": len(filled)})
    why = (Remark(_SHARE, facts), *([lacking] if without else []), *([] if is_alone else [rows]))
    return MappedMetric(score.id, score.column.header, "percent", "high", (line,), why)


def with_scores_as_they_are(metrics: Sequence[MappedMetric], pool: Pool) -> list[MappedMetric]:
    """The metrics, with a remark on each score that may be one of unlike maxima and is no share of them."""
    facts = {
        score.header: {"header": score.header, "most": most.header, "range": _range(most)}
        for score, most in reversed(scores_as_they_are([*pool.columns.values()]))
    }
    return [
        replace(one, why=(*one.why, Remark(_AS_IT_IS, facts[one.name]))) if one.name in facts else one
        for one in metrics
    ]


def _range(most: SeenColumn) -> str:
    return range_of([value for value in most.values if value])


def metrics_by_evaluation(
    source: str, parts: Evaluations, used: Sequence[Used]
) -> tuple[list[MappedMetric], list[Used]]:
    """The metrics of columns of points, and of figures that stand in each row of an evaluation, and these columns."""
    columns = {id(one.column): one for one in used}
    found = [_of_points(source, parts, columns)]
    others = [replace(parts, points=one, most=None, weight=None) for one in parts.others if id(one) in columns]
    found += [_of_points(source, one, columns) for one in others]
    found += [_mean(source, columns[id(one)], parts, known=False) for one in parts.same if id(one) in columns]
    taken = [parts.points, *parts.others, *parts.same, *filter(None, (parts.most, parts.weight, parts.criterion))]
    return found, [columns[id(one)] for one in taken if id(one) in columns]


def _of_points(source: str, parts: Evaluations, columns: Mapping[int, Used]) -> MappedMetric:
    points, id_ = columns[id(parts.points)], columns[id(parts.id)].id
    good, doubt = _good(points, parts)
    if parts.criterion is None or parts.is_of_whole or parts.has_totals:
        return _mean(source, points, parts, known=True)
    facts = {"count": len(set(parts.id.texts)), "header": points.column.header}
    if parts.most is not None and parts.is_within and not parts.is_deducted:
        most = range_of(parts.sums(parts.most))
        line = detail_line(source, "mean", f"{points.id} / {columns[id(parts.most)].id}", per=id_, blanks="left_out")
        if parts.is_uneven:
            other = columns[id(parts.agent)].id
            text = Remark(_WHICH, {"id": id_, "agent": other, "range": most})
            question = Question(f"{source}.{points.id}.per", text, (id_, other), id_)
            line = replace(line, value={**line.value, "per": OPEN}, question=question)
        why = Remark(_ALIKE, {**facts, "range": range_of(parts.sums(parts.points)), "most": most})
        return MappedMetric(
            "evaluation_score", f"\0{_SCORE}", "percent", good, (line,), doubt if parts.is_uneven else (*doubt, why)
        )
    if parts.weight is not None and not parts.is_within and len(set(parts.sums(parts.weight))) == 1:
        weight = columns[id(parts.weight)]
        facts = {"header": weight.column.header, "range": range_of(parts.sums(parts.weight))}
        line = detail_line(source, "mean", _value(points), weigh=weight.id, blanks="left_out")
        why = Remark(_WEIGHED, facts)
        return MappedMetric(points.id, points.column.header, _kind(points), good, (line,), (*doubt, why))
    least, most_rows = parts.sizes(parts.points)
    if parts.most is None and parts.weight is None and parts.are_parts and least == most_rows:
        line = detail_line(source, "mean", _value(points), per=id_, blanks="left_out")
        why = Remark(_ADDED, {**facts, "range": range_of(parts.sums(parts.points))})
        return MappedMetric(points.id, points.column.header, _kind(points), good, (line,), (*doubt, why))
    return _mean(source, points, parts, known=True)


def _mean(source: str, one: Used, parts: Evaluations, *, known: bool) -> MappedMetric:
    """The mean of rows, which is that of evaluations where all have as many; else to be asked for."""
    measure, (least, most) = one.column.measure, parts.sizes(one.column)
    line = detail_line(source, "mean", _value(one), blanks="left_out")
    is_told = parts.criterion is not None and not parts.has_totals and parts.most is None and parts.weight is None
    is_clear = least == most and (not known or is_told)
    if not is_clear:
        sizes = str(least) if least == most else f"{least}–{most}"
        text = Remark(_HOW, {"header": one.column.header, "id": parts.id.header, "sizes": sizes})
        question = Question(f"{source}.{one.id}.take", text, ("mean", "sum"), "mean")
        line = replace(line, value={**line.value, "take": OPEN}, question=question)
    why = (Remark(_ROWS, {"rows": least}),) if is_clear else ()
    good, doubt = _good(one, parts)
    if not known:
        good = (measure.good if measure else "") or "high"
        doubt = () if measure and measure.good else (NOT_KNOWN,)
    return MappedMetric(one.id, one.column.header, _kind(one), good, (line,), (*doubt, *why))


def _good(points: Used, parts: Evaluations) -> tuple[str, tuple[Remark, ...]]:
    """Which side of points is good, and that it is not known where nothing says it, as of parts of calls."""
    good, measure = good_of_points(points.column), points.column.measure
    limit = parts.most or parts.weight or parts.is_deducted
    is_known = limit or is_evaluation_id(parts.id.header) or (measure and measure.good)
    return good or "high", () if good and is_known else (NOT_KNOWN,)


def _value(one: Used) -> str:
    return f"{one.id} / 100" if one.kind == "percent" else one.id


def _kind(one: Used) -> str:
    """The kind of a mean: that of whole numbers is seldom whole."""
    return "number" if one.kind == "count" else one.kind
