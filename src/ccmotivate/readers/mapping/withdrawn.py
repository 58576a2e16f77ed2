"""Rows of complaints and errors that count against nobody: a status says that they were withdrawn or not upheld."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import N_
from ccmotivate.model.mapping import MappedMetric, Question, Remark, with_where
from ccmotivate.model.words import normal
from ccmotivate.readers.detail_columns import NO, YES
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.counted import BLAMED, MORE_THAN_COMPLAINTS, is_of_complaints
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.lexicon import measure_of, plain
from ccmotivate.readers.mapping.measures import Used
from ccmotivate.readers.mapping.pools import Pool

_LISTS = ("complaints", "errors", "fatal", "breaches")
_STATUS = re.compile(
    r"(投诉单?|客诉|案件|最终|最后|当前|处理|核实|核查|调查|复核|审核|责任|认定|判定)*"
    r"(状态|结果|结论|认定|定性|判定|有效性|成立情况)"
    r"|((complaint|case|final|current|investigation) )*"
    r"(status|state|result|outcome|decision|findings?|verdict|validity)"
    r"|(beschwerde ?)?(status|ergebnis|zustand|entscheid(ung)?)",
    re.IGNORECASE,
)
_SPEAKS_OF_STATUS = re.compile(
    r"状态|结果|结论|认定|判定|status|ergebnis|\b(state|result|outcome|decision|findings?|verdict)\b", re.IGNORECASE
)
_BY = r"(已|被|由|经核实|客户|用户|投诉)*"
_PLAIN = re.compile(
    rf"{_BY}(撤[销诉回]|不成立|不属实|查无实据)(的?投诉)?"
    r"|(withdrawn|un(founded|justified|substantiated|upheld)|not (upheld|justified|substantiated|founded))"
    r"( (by|complaint) ?\w*)?"
    r"|zur(ü|ue)ckgezogen|(unbe|nicht be)(gr(ü|ue)ndet|rechtigt)",
    re.IGNORECASE,
)
_OF_COMPLAINTS = re.compile(
    rf"{_PLAIN.pattern}|{_BY}(撤单|取消|作废|无效|无责|误投诉|非(坐席|座席|客服|我方|我司)责任)(的?投诉)?"
    r"|(cancell?ed|void(ed)?|invalid|not valid|rejected|dismissed|overturned)( (by|complaint) ?\w*)?"
    r"|storniert|ung(ü|ue)ltig|abgelehnt",
    re.IGNORECASE,
)
_LIKE = re.compile(rf"{_PLAIN.pattern}|撤|withdraw", re.IGNORECASE)
_LIKE_OF_COMPLAINTS = re.compile(rf"{_OF_COMPLAINTS.pattern}|撤|驳回|withdraw|cancel|reject|overturn", re.IGNORECASE)
_APPEAL = re.compile(r"申诉|复议|\b(appeal|dispute)|einspruch", re.IGNORECASE)
_WON = re.compile(
    r"(坐席|座席|客服)?((申诉|复议)?(成功|通过|成立)|(申诉|复议)(有效|属实))"
    r"|((appeal|dispute) (was )?)?(upheld|successful|granted|accepted|allowed|won)|(einspruch )?stattgegeben",
    re.IGNORECASE,
)
_ASKS_STANDS = re.compile(
    r"(投诉)?是否(成立|属实)(投诉)?|投诉(成立|属实)|(成立|属实)投诉"
    r"|((is|was) )?(complaint )?(upheld|substantiated)( complaint)?",
    re.IGNORECASE,
)
_ASKS_STANDS_OF_COMPLAINTS = re.compile(
    rf"{_ASKS_STANDS.pattern}|(投诉)?是否(为)?(有效|有责)(投诉)?|投诉有效|(有效|有责)投诉"
    r"|((is|was) )?(complaint )?(valid|justified|founded)( complaint)?|berechtigt|begr(ü|ue)ndet",
    re.IGNORECASE,
)
_ASKS_WITHDRAWN = re.compile(
    r"(投诉)?(是否)?已?(撤诉|撤销|撤回)(投诉)?|(是否)?(为)?(无效投诉|误投诉)"
    r"|(complaint )?withdrawn|unfounded( complaint)?"
    r"|(invalid|cancell?ed) complaint|complaint cancell?ed|zur(ü|ue)ckgezogen",
    re.IGNORECASE,
)
_ASKS_WON = re.compile(
    r"(坐席|座席|客服)?(是否)?(申诉|复议)(是否)?(成功|通过|成立)"
    r"|(appeal|dispute) (upheld|successful|granted|accepted|won)",
    re.IGNORECASE,
)
_CALLS = re.compile(r"(\bcalls|anrufe|话单|(通话|话务)(明细|记录))$", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"质检员|质检人|(检查|复核|审核|登记|录入|提交|发现|处理|受理|经办)(人|员|者)"
    r"|\b(checked|found|reported|logged|raised|handled|reviewed|entered|created) by\b"
    r"|\b(checker|auditor|reviewer|assessor|evaluator|reporter)\b|pr(ü|ue)fer|bearbeiter",
    re.IGNORECASE,
)
"""Headers of those who find or settle errors, and may have made none."""
_MOST_WORDS = 12
_UNFIT = re.compile(r"[\s=\"'`$\\]+")
_ASKED = N_("Do rows with {word} in {header} count? They may have been withdrawn or not upheld.")
_OUT = N_("not counted, as withdrawn or not upheld: {rows} of {every} rows, with {words} in {header}")


class Standing(Struct, frozen=True):
    """A column that says which rows stand: those with the words ``out`` do not; of those ``in_doubt`` a person says."""

    column: SeenColumn
    out: tuple[str, ...]
    in_doubt: tuple[str, ...]


def standings(pool: Pool, grain: Grain, agent: SeenColumn | None, when: SeenColumn | None) -> list[Standing]:
    """The columns of a list of complaints or errors that say which of them were withdrawn or not upheld.

    In a list of errors only words that say so of nothing else: an order is ``cancelled``, a field ``invalid``. Of
    complaints whose agents may be who handled them, and of errors whose agents found them, the words are in doubt;
    calls are the agent's work whatever came of them, but for lists whose header of the agents says at fault.
    """
    names = pool.stem, pool.tables[0].sheet.name
    named = [one.id for one in map(measure_of, names) if one]
    is_called_so = "complaints" in named and not any(MORE_THAN_COMPLAINTS.search(one.casefold()) for one in names)
    is_complaints = is_of_complaints(grain) or is_called_so
    is_blamed = agent is not None and bool(BLAMED.search(plain(agent.header)))
    if (not is_blamed and _is_of_calls(pool, grain, names)) or not (is_complaints or set(named).intersection(_LISTS)):
        return []
    columns = (one for one in pool.columns.values() if not any(one is other for other in (agent, when, grain.key)))
    found = (_standing(one, is_complaints=is_complaints) for one in columns)
    is_of_others = agent is not None and bool(_OF_OTHERS.search(plain(agent.header)))
    if not is_blamed and (is_complaints or is_of_others):
        found = (Standing(one.column, (), (*one.out, *one.in_doubt)) for one in found)
    return [one for one in found if one.out or one.in_doubt]


def _is_of_calls(pool: Pool, grain: Grain, names: Sequence[str]) -> bool:
    """True where the rows are calls: they have talk time, or a name says so."""
    measures = [one.id for one in map(measure_of, pool.columns) if one]
    is_named_so = any(_CALLS.search(one.strip()) for one in names) and not is_of_complaints(grain)
    return "talk" in measures or is_named_so


def _standing(column: SeenColumn, *, is_complaints: bool) -> Standing:
    """What a column says of whether a row stands. Words under no header of a status are in doubt.

    Under headers that do not even speak of one only words that say so of nothing else are.
    """
    words, header = tuple(dict.fromkeys(filter(None, column.texts))), plain(column.header)
    if all(normal(word) in (*YES, *NO) for word in words):
        return _answers(column, words, is_complaints=is_complaints)
    if column.kind != "text":
        return Standing(column, (), ())
    asks = _ASKS_STANDS_OF_COMPLAINTS if is_complaints else _ASKS_STANDS
    plainly, like = (_OF_COMPLAINTS, _LIKE_OF_COMPLAINTS) if is_complaints else (_PLAIN, _LIKE)
    is_won = _WON if _APPEAL.search(header) else re.compile(rf"(?={_APPEAL.pattern})({_WON.pattern})", re.IGNORECASE)
    won = {word for word in words if is_won.fullmatch(plain(word))}
    is_status = bool(_STATUS.fullmatch(header) or asks.fullmatch(header))
    plainly = plainly if is_status or _SPEAKS_OF_STATUS.search(header) else _PLAIN
    out = () if _APPEAL.search(header) else tuple(word for word in words if plainly.fullmatch(plain(word)))
    if not is_status:
        return Standing(column, (), tuple(word for word in words if word in won or word in out))
    like_out = {word for word in words if like.search(plain(word)) and not _APPEAL.search(word)}
    doubtful = won | like_out if len(words) <= _MOST_WORDS else won
    return Standing(column, out, tuple(word for word in words if word in doubtful and word not in out))


def _answers(column: SeenColumn, words: Sequence[str], *, is_complaints: bool) -> Standing:
    """What yes and no say of whether a row stands, where that is what the header asks."""
    header, stands = plain(column.header), _ASKS_STANDS_OF_COMPLAINTS if is_complaints else _ASKS_STANDS
    yes, no = (tuple(word for word in words if normal(word) in some) for some in (YES, NO))
    if stands.fullmatch(header):
        return Standing(column, no, ())
    return Standing(
        column, yes if _ASKS_WITHDRAWN.fullmatch(header) else (), yes if _ASKS_WON.fullmatch(header) else ()
    )


def of_those_that_stand(
    source: str, metrics: Sequence[MappedMetric], found: Sequence[Standing], used: Sequence[Used]
) -> list[MappedMetric]:
    """The metrics of a source folded from those of its rows that stand; a question for each word in doubt."""
    told = [(one, standing) for standing in found for one in used if one.column.header == standing.column.header]
    names = {one.id for one, _standing in told}
    return [
        metric if metric.id in names or not told or metric.lines[0].key != "detail" else _folded(source, metric, told)
        for metric in metrics
    ]


def _folded(source: str, metric: MappedMetric, told: Sequence[tuple[Used, Standing]]) -> MappedMetric:
    line, *others = metric.lines
    sure = [(one, standing.out) for one, standing in told if standing.out]
    out = {one.id: tuple(_written(one, word) for word in words) for one, words in sure}
    rows = tuple(question for one, standing in told for question in _questions(source, one, standing.in_doubt))
    line = replace(line, rows=rows, out=out)
    said = tuple(_said(one.column, words) for one, words in sure)
    return replace(metric, lines=(line if rows else with_where(line), *others), why=(*metric.why, *said))


def _questions(source: str, one: Used, words: Sequence[str]) -> Iterator[Question]:
    for word in words:
        asked = Remark(_ASKED, {"word": word, "header": one.column.header})
        id_ = f"{source}.{one.id}.{_UNFIT.sub('_', word)}"
        yield Question(id_, asked, ("yes", "no"), "yes", no=(one.id, _written(one, word)))


def _written(one: Used, word: str) -> str:
    """A word of a column as conditions write it."""
    return json.dumps(word, ensure_ascii=False) if one.kind == "text" else str(int(normal(word) in YES))


def _said(column: SeenColumn, words: Collection[str]) -> Remark:
    rows = sum(text in words for text in column.texts)
    return Remark(_OUT, {"rows": rows, "every": len(column.texts), "words": tuple(words), "header": column.header})
