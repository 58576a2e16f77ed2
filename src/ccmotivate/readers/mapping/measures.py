"""Which columns become which metrics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.formats.cells import column_letters
from ccmotivate.locale import N_
from ccmotivate.model.durations import UNITS, clock_text, parse_duration
from ccmotivate.model.exact import plain_text
from ccmotivate.model.mapping import OPEN, Line, MappedMetric, Question, Remark
from ccmotivate.model.words import normal
from ccmotivate.readers.mapping.columns import SeenColumn, counts_days, counts_from_1970
from ccmotivate.readers.mapping.counted import NOT_KNOWN, is_counted_anew, rows_counted
from ccmotivate.readers.mapping.evaluations import is_evaluation_id
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.ids import RESERVED, column_id
from ccmotivate.readers.mapping.known_words import NO_FIGURES, OF_STATES, is_known
from ccmotivate.readers.mapping.lexicon import (
    ANY_WORDS,
    NO_FIGURE,
    OTHER_IDS,
    Measure,
    extreme_of,
    field_of,
    is_average,
    is_rate,
    is_total,
    plain,
)
from ccmotivate.readers.mapping.pools import Pool
from ccmotivate.readers.mapping.rates import is_rate_of
from ccmotivate.readers.mapping.units import clocks_of, fits, middle, middle_per_call, unit_of, unit_of_others

WEIGHED_BY = N_("weighed by {header}")
_WHOLE = {"percent": 100, "permille": 1000}


class Used(Struct, frozen=True):
    """A column of a source: its id and what its figures are."""

    id: str
    column: SeenColumn
    kind: str
    line: Line
    unit: str | None = None


_MOST_WORDS, _TIMES_EACH = 12, 3


def used_columns(
    pool: Pool,
    source: str,
    grain: Grain,
    agent: SeenColumn | None,
    when: SeenColumn | None,
    no_figures: Collection[str],
    said: Collection[str] = (),
) -> list[Used]:
    """The columns that figures are made of, those of the key, and those of a few words that come again.

    Those with the headers of ``no_figures`` are left out; those of ``said`` may hold any words,
    and their 1 and 0 are yes and no.
    """
    found: list[Used] = []
    as_others = unit_of_others(pool, is_single=grain.is_single)
    clocks = clocks_of(pool, is_single=grain.is_single)
    for at, found_column in enumerate(pool.columns.values()):
        is_yes_no = found_column.header in said and found_column.is_number
        column = replace(found_column, kind="yes_no") if is_yes_no else found_column
        ids = {one.id for one in found}
        name = column_id(column.header, column_letters(at), ids)
        if name.startswith("column_") and column is not grain.key and _is_figure(column, when):
            name = column.measure.id if column.measure and column.measure.id not in {*ids, *RESERVED} else name
        if column is grain.key or column is grain.evaluation or (grain.has_agent and column is agent):
            found.append(Used(name, column, "text", _column_line(name, column, "text")))
        elif column is grain.day:
            found.append(Used(name, column, "date", _column_line(name, replace(column, why=()), "date")))
        elif column is agent or column is when or column.header in no_figures:
            continue
        elif _is_figure(column, when) and column.is_short:
            line = _clock_line(
                name, column, source, agent, clocks[column.header], _can_be_0(column.measure, pool, grain)
            )
            read = replace(column, clock=clocks[column.header][0])
            found.append(Used(name, read, "duration", line))
        elif _is_figure(column, when):
            found.append(_used(name, column, source, pool, grain, as_others))
        elif not (pool.across or field_of(column.header) or _is_of_agents(column, agent)) and (words := _words(column)):
            found.append(Used(name, column, "text", _words_line(name, column, words)))
        elif column.header in said:
            found.append(Used(name, column, "text", _column_line(name, column, "text")))
    return found


def _is_of_agents(column: SeenColumn, agent: SeenColumn | None) -> bool:
    """True where every agent has a text of their own, such as an address, and the next agent will have another."""
    pairs = set() if agent is None else set(zip(column.texts, agent.texts, strict=True))
    return bool(pairs) and all(len(set(side)) == len(pairs) for side in zip(*pairs, strict=True))


def _words(column: SeenColumn) -> dict[str, int]:
    """The words of a column that holds few and each of them often, with how often, the most frequent first.

    Ids, remarks and people who are no agents are none: the next month has others.
    """
    is_id = OTHER_IDS.search(plain(column.header)) or is_evaluation_id(column.header)
    is_id = is_id and all(re.search(r"\d", text) for text in column.texts if text)
    forms = Counter(normal(text) for text in column.texts if text)
    is_few = 2 <= len(forms) <= _MOST_WORDS and forms.total() >= _TIMES_EACH * len(forms)
    if is_id or column.kind != "text" or not is_few:
        return {}
    written = {normal(text): text for text in reversed(column.texts) if text}
    if ANY_WORDS.search(plain(column.header)) and not (
        OF_STATES.search(plain(column.header)) or all(map(is_known, written.values()))
    ):
        return {}
    return {written[form]: count for form, count in forms.most_common()}


def _words_line(name: str, column: SeenColumn, words: Mapping[str, int]) -> Line:
    line = _column_line(name, column, "text")
    facts = {"rows": sum(words.values()), "words": tuple(f"{word} {count}" for word, count in words.items())}
    why = Remark(N_("a few words in {rows} rows: {words}; another one will be an error"), facts)
    blanks = {"no_data": list(column.blanks)} if column.blanks else {}
    return replace(line, value={**line.value, "values": list(words), **blanks}, why=(*line.why, why))


def _is_figure(column: SeenColumn, when: SeenColumn | None) -> bool:
    if NO_FIGURE.search(plain(column.header)):
        return False
    if column.kind in ("duration", "percent", "permille", "yes_no"):
        return True
    if not column.is_number or column.measure is not None:
        return column.is_number
    is_day = when is None and counts_days(column)
    return not (OTHER_IDS.search(plain(column.header)) or counts_from_1970(column) or is_day)


def _column_line(
    name: str,
    column: SeenColumn,
    kind: str,
    unit: str | None = None,
    *why: Remark,
    question: Question | None = None,
    can_be_0: bool = False,
) -> Line:
    value: dict[str, object] = {"name": column.header, "kind": kind}
    if len(column.headers) > 1:
        value["aliases"] = list(column.headers[1:])
    if unit:
        value["unit"] = unit
    zeros = None if can_be_0 else _zeros(column, kind)
    if nothing := [*(["0"] if zeros else []), *(text for text in column.blanks if normal(text) in NO_FIGURES)]:
        value["no_data"] = nothing
    return Line(name, value, (*column.why, *why, *([zeros] if zeros else ())), question)


def _used(name: str, column: SeenColumn, source: str, pool: Pool, grain: Grain, as_others: tuple[str, Remark]) -> Used:
    measure = column.measure
    is_bare = column.is_number and column.kind != "money"
    kind = measure.kind if is_bare and measure and measure.kind in ("percent", "duration") else column.kind
    if kind == "count" and measure and (measure.kind, measure.take) == ("number", "mean"):
        kind = "number"  # the next month's scores and ratings may not be whole
    can_be_0 = _can_be_0(measure, pool, grain)
    if kind != "duration" or not is_bare:
        return Used(
            name, column, kind, _column_line(name, column, kind, None, *_as_share(column, kind), can_be_0=can_be_0)
        )
    unit, why = unit_of(column, pool, is_single=grain.is_single, others=as_others)
    if unit:
        return Used(name, column, kind, _column_line(name, column, kind, unit, why, can_be_0=can_be_0), unit)
    facts = {"header": column.header, "text": next(filter(None, column.texts))}
    words = N_("What are the bare numbers of {header}, like {text}: milliseconds, seconds, minutes, hours or days?")
    question = Question(f"{source}.columns.{name}.unit", Remark(words, facts), (*UNITS,)[::-1], "seconds")
    line = _column_line(name, column, kind, OPEN, question=question, can_be_0=can_be_0)
    return Used(name, column, kind, line, "seconds")


def _clock_line(
    name: str, column: SeenColumn, source: str, agent: SeenColumn | None, told: tuple[str, Remark], can_be_0: bool
) -> Line:
    """A column of clocks of two parts, with what they begin with: as it is ``told``, else to be asked."""
    clock, why = told
    if not clock:
        text = N_(
            "Is {header}, like {text}, in minutes and seconds ({minutes}) or in hours and minutes ({hours})? Neither "
            "its header nor another column says so."
        )
        readings = {clock: _of_two(column, agent, clock) for clock in ("minutes", "hours")}
        facts = {"header": column.header, "text": column.why[0].facts["text"], **readings}
        question = Question(f"{source}.columns.{name}.clock", Remark(text, facts), (*readings,), "minutes")
        line = _column_line(name, column, "duration", question=question, can_be_0=can_be_0)
        return replace(line, value={**line.value, "clock": OPEN})
    words = {
        "minutes": N_("minutes and seconds, not hours: {text} in {cell}"),
        "hours": N_("hours and minutes: {text} in {cell}"),
    }
    read = replace(column, why=(Remark(words[clock], column.why[0].facts),))
    line = _column_line(name, read, "duration", None, why, can_be_0=can_be_0)
    return replace(line, value={**line.value, **({"clock": clock} if clock == "hours" else {})})


def _of_two(column: SeenColumn, agent: SeenColumn | None, clock: str) -> tuple[str, ...]:
    """The first values of two agents by what their clocks begin with."""
    first: dict[str, str] = {}
    for who, text in zip(agent.texts if agent else column.texts, column.texts, strict=True):
        if who and text:
            first.setdefault(who, text)
    pairs = [(who, parse_duration(text, clock)) for who, text in first.items()][:2]
    return tuple(f"{who} {clock_text(value)}" for who, value in pairs if value is not None)


def _as_share(column: SeenColumn, kind: str) -> tuple[Remark, ...]:
    """How a percentage is read whose numbers are all parts of one and have no sign."""
    values = [value for value in column.values if value is not None]
    if kind != "percent" or not column.is_number or not any(values) or max(values) > 1:
        return ()
    text = next(text for text, value in zip(column.texts, column.values, strict=True) if value)
    shown = plain_text(100 * next(filter(None, values)))
    return (Remark(N_("parts of one: {text} is read as {percent}%"), {"text": text, "percent": shown}),)


def _can_be_0(measure: Measure | None, pool: Pool, grain: Grain) -> bool:
    """True where 0 is a length as good as any: a call taken at once, or beside the calls of which it is the average."""
    if measure is None or measure.kind != "duration" or measure.seconds:
        return False
    return measure.id == "asa" if grain.is_single else measure.weight in pool.columns


# -- metrics ----------------------------------------------------------------------------------------------------------


_GROWS = Remark(N_("a total grows with the calls and is in no list of ours: is more of it better?"), is_doubt=True)


def metrics_of(source: str, grain: Grain, used: Sequence[Used], agent: SeenColumn | None) -> list[MappedMetric]:
    """The metrics of a source: one a column of figures, the number of rows where each is a contact, and rates."""
    figures = [one for one in used if one.kind not in ("text", "date")]
    by_measure: dict[str, Used] = {}
    for one in figures:
        if one.column.measure is not None:
            by_measure.setdefault(one.column.measure.id, one)
    found = list(rows_counted(source, grain, agent)) if grain.is_single else []
    found += [_metric(source, one, grain, by_measure) for one in figures]
    return [*found, *_rates(by_measure, found, grain)]


def detail_line(source: str, take: str, of: str, **more: str) -> Line:
    return Line("detail", {"from": source, "of": of, "take": take, **more})


def _metric(source: str, one: Used, grain: Grain, beside: dict[str, Used]) -> MappedMetric:
    measure, name = one.column.measure, one.column.header
    good = one.column.good or "high"
    known = () if measure and measure.good else (NOT_KNOWN,)
    if one.kind == "yes_no":
        lines = (detail_line(source, "share", f"{one.id} == 1", blanks="left_out"),)
        return MappedMetric(one.id, name, "percent", good, lines, (*known, Remark(N_("the share of yes"))))
    take, why = _take(one, grain, beside)
    if take == OPEN:
        line = replace(detail_line(source, take, one.id, blanks="left_out"), question=_sum_or_mean(source, one, grain))
        return MappedMetric(one.id, name, _of_several(one), good, (line,), known)
    if take == "sum":
        kind = one.kind if one.kind != "percent" else "number"
        if measure is not None and measure.kind == "duration" and measure.take == "mean" and _EITHER not in why:
            good, known = "high", (_GROWS,)
        return MappedMetric(
            one.id, name, kind, good, (detail_line(source, "sum", one.id, blanks="left_out"),), (*known, *why)
        )
    if take in ("max", "min"):
        kind = one.kind if one.kind not in _WHOLE else "number"
        return MappedMetric(one.id, name, kind, good, (detail_line(source, take, one.id, blanks="left_out"),), known)
    of = f"{one.id} / {_WHOLE[one.kind]}" if one.kind in _WHOLE else one.id
    more, reasons = _of_which(one, grain, beside)
    line = detail_line(source, "mean", of, blanks="left_out", **more)
    return MappedMetric(one.id, name, _of_several(one), good, (line,), (*known, *why, *reasons))


def _of_several(one: Used) -> str:
    """The kind of a mean: that of whole numbers is seldom whole."""
    return "number" if one.kind == "count" else one.kind


def _sum_or_mean(source: str, one: Used, grain: Grain) -> Question:
    facts = {"header": one.column.header, "text": next(filter(None, one.column.texts)), "rows": len(one.column.texts)}
    text = N_(
        "Is {header}, like {text}, summed or averaged over an agent's rows of a month ({rows} rows in all)? Neither "
        "its header nor its figures say so."
    )
    guess = "mean" if one.kind == "duration" and grain.is_single else "sum"
    return Question(f"{source}.{one.id}.take", Remark(text, facts), ("sum", "mean"), guess)


def _take(one: Used, grain: Grain, beside: dict[str, Used]) -> tuple[str, tuple[Remark, ...]]:
    """``sum``, ``mean``, ``max``, ``min`` or ``?``, and why."""
    measure, header = one.column.measure, one.column.header
    if take := extreme_of(header):
        return take, ()
    if one.kind in _WHOLE or is_average(header) or is_rate(header):
        return "mean", (Remark(N_("averages and shares are averaged")),)
    if is_total(header):
        return "sum", (Remark(N_("totals are summed")),)
    if grain.is_single and measure and measure.id == "satisfied":
        return "mean", (Remark(N_("averages and shares are averaged")),)
    if grain.what == "month" and not (measure and one.kind == "duration"):
        return (measure.take if measure and measure.take in _TAKES else "sum" if one.kind == "count" else "mean"), ()
    if one.kind == "duration" and measure is not None and measure.take == "mean" and not grain.is_single:
        take, why = _by_length(one, measure, beside.get("answered"))
        return ("sum", why or (_EITHER,)) if take == OPEN and grain.what == "month" else (take, why)
    if one.kind == "count" and not grain.is_single and is_counted_anew(header):
        return "sum", (Remark(N_("totals are summed")),)
    return (measure.take if measure is not None and measure.take in _TAKES else OPEN), ()


_TAKES = ("sum", "mean")
_EITHER = Remark(N_("a total or an average: of one row a month both are the same"))
_OF_ONE = ("asa", "first_reply", "resolution")  # measures that nobody adds up


def _by_length(one: Used, measure: Measure, counts: Used | None) -> tuple[str, tuple[Remark, ...]]:
    """Whether rows of several contacts hold totals or averages, by how long one contact usually lasts.

    Nothing tells where both would be usual, or where that, the unit or what clocks begin with is not known.
    """
    size, usual = UNITS[one.unit or "seconds"], measure.seconds
    each = middle([value for value in one.column.values if value])
    per_call = middle_per_call(one.column, counts.column) if counts and counts.kind == "count" else None
    if each is not None and per_call is not None and (usual is None or one.line.question):
        return OPEN, ()
    if usual is None or each is None:
        return ("mean" if each is None or measure.id in _OF_ONE else OPEN), ()
    if one.column.is_short and one.line.question:
        return OPEN, ()
    if each * size > usual[1]:
        if per_call is not None and per_call * size < usual[0]:
            return OPEN, ()
        return "sum" if counts else OPEN, (Remark(N_("too long for one call: a total")),)
    if per_call is not None and fits(per_call * size, usual):
        return OPEN, ()
    return "mean", (Remark(N_("as long as one call lasts: an average")),)


def _of_which(one: Used, grain: Grain, beside: dict[str, Used]) -> tuple[dict[str, str], list[Remark]]:
    """By what a mean weighs."""
    measure = one.column.measure
    weight = beside.get(measure.weight) if measure and measure.weight and not grain.is_single else None
    calls, answered = beside.get("outbound"), beside.get("answered")
    if weight is None and measure and measure.id == "answer_rate" and calls and answered and not grain.is_single:
        weight = calls if is_rate_of(one.column, answered.column, calls.column) else None
    is_fit = weight is not None and (weight.kind == "count" or (weight.kind == "duration" and not weight.line.question))
    if weight is not None and weight is not one and is_fit:
        return {"weigh": weight.id}, [Remark(WEIGHED_BY, {"header": weight.column.header})]
    return {}, []


def _zeros(column: SeenColumn, kind: str) -> Remark | None:
    """Why 0 is no measurement in a column of averages: nothing was answered, or rated from 1 on."""
    measure, values = column.measure, [value for value in column.values if value is not None]
    least = min((value for value in values if value), default=Fraction(0))
    if 0 not in values or measure is None or not measure.good or measure.take != "mean" or is_total(column.header):
        return None
    if kind == "duration" or (measure.id == "csat" and least >= 1):
        facts = {"zeros": values.count(Fraction(0)), "rows": len(values)}
        return Remark(N_("0 in {zeros} of {rows} rows: nothing was measured there"), facts)
    return None


def _rates(used: dict[str, Used], found: Sequence[MappedMetric], grain: Grain) -> Iterator[MappedMetric]:
    """Rates that the columns give and that no column holds: of answers, of missed calls, the time for each call."""
    folds = [(one, one.lines[0].value) for one in found if one.lines[0].key == "detail"]
    sums = {one.id for one, fold in folds if fold["take"] == "sum" and _EITHER not in one.why}
    ids = {name: one.id for name, one in used.items() if one.id in sums and one.kind in ("count", "duration")}
    each = [("time_each", upper, "answered", "duration", "low") for upper in ("duration", "talk", "aht")]
    pairs = [
        ("answer_rate", "answered", "offered", "percent", "high"),
        ("missed_rate", "not_answered", "offered", "percent", "low"),
        *each,
    ]
    names = {
        "answer_rate": N_("Answer rate"),
        "missed_rate": N_("Share of calls not answered"),
        "time_each": N_("Time for each call"),
    }
    given: set[str] = set()
    for name, upper, lower, kind, good in pairs:
        if upper in ids and lower in ids and name not in used and name not in given and not grain.is_single:
            given.add(name)
            yield MappedMetric(name, f"\0{names[name]}", kind, good, (Line("formula", f"{ids[upper]} / {ids[lower]}"),))
