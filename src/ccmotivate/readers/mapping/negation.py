"""Whether more of what a header names is better, where its other words negate it or speak of what was made of it."""

from __future__ import annotations

import re

REVERSED = re.compile(
    r"不|未|(?<!接|等)待|无|非(?!常)|拒|退回|驳回|超时|逾期|遗漏|失败|差评|负面|扣分|减分|(?<!解决)问题[数率]"
    r"|\b(not|late|overdue|rejected|refused|failed|failure|lost|wrong|negative|risk|effort|churn|deduct\w*|penalt\w+)\b"
    r"|\b(quality|qa) (issue|problem)s?\b"
    r"|\b(no|non|un|dis|in|mis) ?(accura|satisf|happi|answer|handle|accept|resol|solve|complete|process|close|adher)"
    r"|\b(nicht|abgelehnt|fehlgeschlagen|versp(ä|ae)tet|(ü|ue)berf(ä|ae)llig)|un(genau|zufrieden|gel(ö|oe)st|erledigt)",
    re.IGNORECASE,
)
"""Words in a header that turn what would be good without them into its opposite, or into something else."""
_NONE = (
    r"((?<!有)(无(?!线|故)|没有?)|零(?!售|件)|(?<![避难豁])免(?!费)|^0(?! ?\d)"
    r"|\b(zero|nil|null|without|w o|free (of|from)|ohne|kein(e[mnrs]?)?)\b)"
)
_BETWEEN = (
    r"( |任何|出现|发生|产生|造成|引起|收到|接到|发现|被|有|客户|顾客|用户|重大|严重|致命"
    r"|\b(any|customers?|clients?|critical|serious|major)\b)*$"
)
_NO = r"(?<!yes )\bno\b"
_NOT = r"(未|(?<!是)不|\b(not|never|nicht)\b|\bun)"
_OTHER = r"(非|\bnon) ?$"
_FREE = re.compile(r"[a-z]*( ?free\b(?! (text|phone|cancel))|less\b|(frei(heit)?|los)(e[mnrs]?)?\b)", re.IGNORECASE)
_MADE_GOOD = re.compile(
    r"(?<!未)(?<!不)(处理|解决|办结|结案|关闭|回复|回访|回拨|整改|纠正|改正|修正|挽回|成功|检出|识别|及时"
    r"|化解|压降|下降|降低|减少|拦截|避免|预防|回收|回款|清收|处置|修复|消除|闭环|完结|跟进|响应|受理|挽留|和解"
    r"|改善|改进|达标|达成|发现|排查|申诉|复核|上报)"
    r"|(?<!\bun)(?<!\bnot )(resol|handl|\bclos|(?<!in)correct|fixed|recover|call(ed)? ?back(?!s$)|success|accept"
    r"|detect|reduc|prevent|avoid|resched|\bfix|remov|rectif|respon|acknowledg|complet|within|\bsla\b|settle|retain|saved"
    r"|follow|improv|investigat|gel(ö|oe)st|behoben|bearbeitet)"
    r"|得分|评分|打分|\bscores?\b|无责|非责|无效|误投|不成立|不属实|撤销|撤诉|驳回|责任|原因"
    r"|\b(invalid|unfounded|unjustified|dismissed|withdrawn|rejected|not upheld)\b",
    re.IGNORECASE,
)
"""Words after errors and complaints for what was done about them, for those that were none, and for points for them."""
_DONE = re.compile(
    r"已(?!$)|(?<!不)(?<!未)(成功|及时)|无责|非责|无效|误投|纠正|改正|修正|挽回|(?<!可)避免"
    r"|\b(?<!un)(?<!not )(resolved|handled|closed|corrected|fixed|recovered|accepted|detected|reduced|reducing"
    r"|prevented|preventing|avoided|avoiding|reduction|prevention|success\w*|rescheduled)\b"
    r"|\b(invalid|unfounded|unjustified|dismissed|withdrawn|rejected|not upheld|gel(ö|oe)st\w*|behoben\w*)\b",
    re.IGNORECASE,
)
"""The same before them, where words like ``handling`` name only the work in which they were made."""
_WORK = re.compile(r"(?<!未)(?<!不)(?<!未及时)(处理|解决|办结|结案|关闭|回复|回访)", re.IGNORECASE)
"""Before complaints these too say what was done about them: 处理投诉数, but not 处理差错数."""
_WORSE = re.compile(r"扣|罚|金额|升级|重复|时长|\b(cost|escalat\w*|penalt\w*|deduct\w*|repeat\w*)\b", re.IGNORECASE)
"""Words after something negated of which more is hardly better: 无投诉扣分."""


def _ends(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


_NONE_BEFORE, _NO_BEFORE, _NOT_BEFORE = (_ends(words + _BETWEEN) for words in (_NONE, _NO, _NOT))
_OTHER_BEFORE, _SOMEWHERE = _ends(_OTHER), _ends(f"{_NONE}|{_NO}")

_HOW_MUCH = re.compile(r"(总|累计)?(金?额|保费|[件笔单人户次]?[数量]|[件次]|率)?( ?[(（].*)?")
_NOT_LOST = re.compile(
    r"成功|挽|追|减|降|止|未|没|不|零|无|非|避|免|防|拦|控|代|处理|完成|办|审|核|复|回|收|及时|受理|申|催|索|获|劝|留|结|跟|率"
)


def is_loss(before: str, after: str) -> bool:
    """True for 赔付金额 and 退保率, False where words say what was done: 追回损失, 赔付处理量."""
    return bool(_HOW_MUCH.fullmatch(after)) and not _NOT_LOST.search(before)


def good_side(before: str, after: str, *, is_share: bool, is_said: bool) -> str:
    """Which side is good of what is bad by its own word, by the texts beside it: ``low``, ``high``, or ``""``.

    ``Error-free``, 零投诉 and 未转接 turn it round, ``Non-critical errors`` does not. In doubt are what was done about
    it (投诉解决率; before complaints, ``is_said``, any work), and ``No errors`` that are no share: they may be the
    number of errors.
    """
    is_none = bool(_SOMEWHERE.search(before))
    free = _FREE.match(after)
    if _MADE_GOOD.search(after[free.end() :] if free else after) or _DONE.search(before):
        return ""
    if free:
        return "" if is_none else "high"
    if _NONE_BEFORE.search(before) or _NOT_BEFORE.search(before):
        return "" if _WORSE.search(after) else "high"
    if _NO_BEFORE.search(before) or _OTHER_BEFORE.search(before):
        return "high" if is_share and not _WORSE.search(after) else ""
    return "" if is_none or (is_said and _WORK.search(before)) else "low"
