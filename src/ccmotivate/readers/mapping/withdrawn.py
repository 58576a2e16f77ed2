"""Rows of complaints and errors that count against nobody: a status says that they were withdrawn or not upheld."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.mapping import OPEN, MappedMetric, Question, Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.counted import is_of_complaints
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.lexicon import measure_of, plain
from ccmotivate.readers.mapping.measures import Used
from ccmotivate.readers.mapping.pools import Pool

_STATUS = re.compile(
    r"状态|结果|结论|认定|定性|判定|有效|成立|属实|有责|\b(status|state|result|outcome|decision|finding|validity|verdict"
    r"|upheld|valid|justified|substantiated|founded|ergebnis|zustand|entscheid(ung)?|berechtigt|begr(ü|ue)ndet)\b",
    re.IGNORECASE,
)
_APPEAL = re.compile(r"申诉|复议|\b(appeal|dispute|einspruch)", re.IGNORECASE)
_WITHDRAWN = re.compile(
    r"(已|被|由|经核实|客户|用户|投诉)*(撤[销诉回单]|取消|作废|无效|不成立|不属实|无责|误投诉|申诉成功|申诉通过)(的?投诉)?"
    r"|(withdrawn|cancell?ed|void(ed)?|invalid|rejected|dismissed|overturned|un(founded|justified|substantiated|upheld)"
    r"|not (upheld|valid|justified|substantiated|founded))( (by|complaint) ?\w*)?"
    r"|zur(ü|ue)ckgezogen|storniert|(unbe|nicht be)(gr(ü|ue)ndet|rechtigt)|ung(ü|ue)ltig|abgelehnt",
    re.IGNORECASE,
)
_LIKE = re.compile(
    rf"{_WITHDRAWN.pattern}|撤|驳回|申诉|withdraw|cancel|reject|overturn|appeal|\bnot\b|einspruch", re.IGNORECASE
)
_MOST_WORDS = 12
_YES, _NO = frozenset(("yes", "y", "true", "ja", "是")), frozenset(("no", "n", "false", "nein", "否"))
_ASKED = N_("Do rows with {words} in {header} count? They may have been withdrawn or not upheld.")
_OUT = N_("not counted, as withdrawn or not upheld: {rows} of {every} rows, with {words} in {header}")


class Standing(Struct, frozen=True):
    """A column that says which rows stand: those with the words ``out`` do not; of those ``in_doubt`` a person says."""

    column: SeenColumn
    out: tuple[str, ...]
    in_doubt: tuple[str, ...]


def standings(pool: Pool, grain: Grain, agent: SeenColumn | None, when: SeenColumn | None) -> list[Standing]:
    """The columns of a list of complaints, errors and the like that say which of them were withdrawn or not upheld."""
    measures = filter(None, map(measure_of, (pool.stem, pool.tables[0].sheet.name)))
    if not is_of_complaints(grain) and not any(one.is_bad_count for one in measures):
        return []
    columns = (one for one in pool.columns.values() if not any(one is other for other in (agent, when, grain.key)))
    return list(filter(None, map(_standing, columns)))


def _standing(column: SeenColumn) -> Standing | None:
    """What a column says of whether a row stands; None for nothing. Words under no header of a status are in doubt."""
    words, header = tuple(dict.fromkeys(filter(None, column.texts))), plain(column.header)
    is_status = bool(_STATUS.search(header)) and not _APPEAL.search(header)
    if column.kind == "yes_no":
        answers = _YES if _LIKE.search(header) else _NO if is_status else ()
        out = tuple(word for word in words if word.casefold() in answers)
        return Standing(column, out, ()) if out and not _APPEAL.search(header) else None
    like = [word for word in words if _LIKE.search(plain(word))]
    out = tuple(word for word in like if _WITHDRAWN.fullmatch(plain(word)))
    if column.kind != "text" or len(words) > _MOST_WORDS or not (like if is_status else out) or '"' in "".join(like):
        return None
    sure = out if is_status else ()
    return Standing(column, sure, tuple(word for word in like if word not in sure))


def of_those_that_stand(
    source: str, metrics: Sequence[MappedMetric], found: Sequence[Standing], used: Sequence[Used]
) -> list[MappedMetric]:
    """The metrics of a source folded from those of its rows that stand; a question where words leave that open."""
    ids = {id(one.column): one.id for one in used}
    told = [(ids[id(one.column)], one) for one in found if id(one.column) in ids]
    names = {name for name, _one in told}
    return [
        metric if metric.id in names or not told or metric.lines[0].key != "detail" else _folded(source, metric, told)
        for metric in metrics
    ]


def _folded(source: str, metric: MappedMetric, told: Sequence[tuple[str, Standing]]) -> MappedMetric:
    line, *others = metric.lines
    sure = [(name, one.column, one.out) for name, one in told if one.out]
    every = [(name, one.column, (*one.out, *one.in_doubt)) for name, one in told]
    where, less = _condition(line.value.get("where"), sure), _condition(line.value.get("where"), every)
    question = line.question
    if less != where and question is None:
        doubtful = [(one.column, one.in_doubt) for _name, one in told if one.in_doubt]
        facts = {"words": ", ".join(word for _column, words in doubtful for word in words)}
        facts["header"] = ", ".join(column.header for column, _words in doubtful)
        question = Question(f"{source}.where", Remark(_ASKED, facts), (where, less), where)
        where = OPEN
    value = {**line.value, "where": where}
    said = tuple(_said(column, words) for _name, column, words in sure)
    return replace(metric, lines=(replace(line, value=value, question=question), *others), why=(*metric.why, *said))


def _condition(given: str | None, told: Sequence[tuple[str, SeenColumn, tuple[str, ...]]]) -> str:
    """What holds of rows that stand, blank ones among them, beside the condition that is given."""
    conditions = [given] if given else []
    for name, column, words in told:
        quoted = ", ".join(f'"{word}"' for word in words)
        other = f"{name} != {quoted}" if len(words) == 1 else f"{name} not in ({quoted})"
        if column.kind == "yes_no":
            other = f"{name} == {int(words[0].casefold() in _NO)}"
        conditions.append(f"not filled({name}) or {other}")
    return " and ".join(f"({one})" for one in conditions) if len(conditions) > 1 else (conditions or ["1"])[0]


def _said(column: SeenColumn, words: Collection[str]) -> Remark:
    rows = sum(text in words for text in column.texts)
    facts = {"rows": rows, "every": len(column.texts), "words": ", ".join(words), "header": column.header}
    return Remark(_OUT, facts)
