"""Figures that mean another thing in each row, by a word beside them: the states of a log of states, named measures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, MappedMetric, Question, Remark
from ccmotivate.readers.mapping.counted import NOT_KNOWN
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.ids import column_id
from ccmotivate.readers.mapping.known_words import OF_STATES, SIGNS, STATES
from ccmotivate.readers.mapping.lexicon import measure_of, plain
from ccmotivate.readers.mapping.measures import Used, detail_line

_OF_CALLS = re.compile(r"\b(call|contact)s?\b|呼叫|通话|来电", re.IGNORECASE)
_RESULT = re.compile(r"answer|miss|complet|fail|voice ?mail|接通|接听|未接", re.IGNORECASE)
_DEDUCTION = re.compile(r"扣|减|罚|惩|批评|penalty|deduction", re.IGNORECASE)
_OF_MEASURES = re.compile(r"(metric|measure|kpi|kennzahl|指标)(s| name|名称)?", re.IGNORECASE)
_VALUE = re.compile(r"(metric |measure |kpi )?(value|wert)s?|(指标)?数?值", re.IGNORECASE)
_ANY_TIME = (None, "duration", "in_state", "staffed")  # what lengths measure that are of no call
_LEAST = 2


def metrics_by_word(source: str, grain: Grain, used: Sequence[Used]) -> tuple[list[MappedMetric], list[Used]]:
    """A metric for each word beside figures that only with it mean something, and these figures.

    Durations beside words of states are summed for each state, but not beside results of calls; values beside the names
    of metrics are taken as these. Neither where a row is a call or a ticket. Points beside words for bonus and
    deduction (加分, 扣分) are these, where none is below 0, and of these less is better.
    """
    is_many = grain.what == "many"
    times = [one for one in used if one.kind == "duration"]
    times = times if all(_measure_id(one) in _ANY_TIME for one in times) else []
    values = [one for one in used if one.kind in ("count", "number") and _VALUE.fullmatch(plain(one.column.header))]
    states = [one for one in used if _is_of_states(one)]
    metrics = [one for one in used if _OF_MEASURES.fullmatch(plain(one.column.header))]
    points = [one for one in used if one.kind in ("count", "number", "money")]
    points = points if all(value >= 0 for one in points for value in one.column.values if value) else []
    signs = [one for one in used if all(one.column.texts) and all(map(_is_sign, one.line.value.get("values", [""])))]
    found: list[MappedMetric] = []
    parted: list[Used] = []
    kinds = (
        (times if is_many else [], states, _is_state),
        (values if is_many else [], metrics, _is_measure),
        (points, signs, _is_sign),
    )
    for figures, texts, fits in kinds:
        for text in texts if len(figures) == 1 else ():
            words = text.line.value.get("values", [])
            if sum(map(fits, words)) >= max(_LEAST, len(words) / 2) and not any('"' in word for word in words):
                parted += figures
                alike = enumerate(_alike(words), start=1)
                made = _metric_of_sign if fits is _is_sign else _metric
                found += [made(source, figures[0], text, spellings, at) for at, spellings in alike]
    return found, parted


def _alike(words: Sequence[str]) -> list[list[str]]:
    """Words that differ in nothing but signs, like ``On Call`` and ``On-Call``, together."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(plain(word).casefold(), []).append(word)
    return list(found.values())


def _measure_id(one: Used) -> str | None:
    return one.column.measure.id if one.column.measure else None


def _is_of_states(one: Used) -> bool:
    """True where a header speaks of states and no word is the result of a call."""
    header, words = plain(one.column.header), one.line.value.get("values", [])
    return bool(OF_STATES.search(header)) and not _OF_CALLS.search(header) and not any(map(_RESULT.search, words))


def _is_state(word: str) -> bool:
    return bool(STATES.fullmatch(plain(word)))


def _is_measure(word: str) -> bool:
    return measure_of(word) is not None


def _is_sign(word: str) -> bool:
    return bool(SIGNS.fullmatch(plain(word)))


def _metric_of_sign(source: str, one: Used, text: Used, spellings: Sequence[str], at: int) -> MappedMetric:
    """Bonus and deduction, which are summed, and 0 for who has none of them; of the second less is better."""
    found = _metric(source, one, text, spellings, at)
    of = f"{one.id} * ({found.lines[0].value['where']})"
    line = detail_line(source, "sum", of, blanks="left_out")
    is_low = _DEDUCTION.search(spellings[0])
    return replace(found, kind=one.kind, good="low" if is_low else "high", lines=(line,), why=found.why[:1])


def _metric(source: str, one: Used, text: Used, spellings: Sequence[str], at: int) -> MappedMetric:
    """The figures of the rows with one word, in any of its spellings."""
    word = spellings[0]
    measure = None if one.kind == "duration" else measure_of(word)
    where = " or ".join(f'{text.id} == "{spelling}"' for spelling in spellings)
    why = Remark(N_("of the rows with {word} in {header}"), {"word": word, "header": text.column.header})
    id_ = column_id(f"{word} {text.id}", f"{one.id}_{at}", set()) if word.isascii() else f"{text.id}_{at}"
    known = (why,) if measure and measure.good else (why, NOT_KNOWN)
    take = "sum" if one.kind == "duration" else measure.take if measure and measure.take != OPEN else OPEN
    line = detail_line(source, take, one.id, where=where, blanks="left_out")
    if take == OPEN:
        facts = {"word": word, "header": text.column.header}
        asked = Remark(
            N_("Is {word} in {header} summed or averaged over an agent's rows of a month? Its name does not say so."),
            facts,
        )
        line = replace(line, question=Question(f"{source}.{id_}.take", asked, ("sum", "mean"), "sum"))
    kind = one.kind if take == "sum" else "number"
    return MappedMetric(id_, word, kind, (measure.good if measure else "") or "high", (line,), known)
