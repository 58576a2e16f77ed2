"""Whether more of what a header names is better, where its other words negate it or speak of what was made of it."""

from __future__ import annotations

import re

REVERSED = re.compile(
    r"不|未|(?<!接|等)待|无|非(?!常)|拒|退回|驳回|超时|逾期|遗漏|失败|差评|负面|扣分|减分|问题[数率]"
    r"|\b(not|late|overdue|rejected|refused|failed|failure|lost|wrong|negative|risk|effort|churn|deduct\w*|penalt\w+)\b"
    r"|\b(quality|qa) (issue|problem)s?\b"
    r"|\b(no|non|un|dis|in|mis) ?(accura|satisf|happi|answer|handle|accept|resol|solve|complete|process|close|adher)"
    r"|\b(nicht|abgelehnt|fehlgeschlagen|versp(ä|ae)tet|(ü|ue)berf(ä|ae)llig)|un(genau|zufrieden|gel(ö|oe)st|erledigt)",
    re.IGNORECASE,
)
"""Words in a header that turn what would be good without them into its opposite, or into something else."""
_NONE = r"((?<!有)(无|没有?)|零(?!售)|免|^0|\b(zero|nil|null|without|w o|free (of|from)|ohne|kein(e[mnrs]?)?)\b)"
_BETWEEN = (
    r"( |任何|出现|发生|产生|造成|引起|被|有|客户|顾客|用户|重大|严重|致命"
    r"|\b(any|customers?|clients?|critical|serious|major)\b)*$"
)
_NO = r"(?<!yes )\bno\b"
_NOT = r"(未|(?<!是)不|\b(not|never|nicht)\b|\bun)( |有|被|发生|出现|产生|造成|引起)*$"
_OTHER = r"(非|\bnon) ?$"
_FREE = re.compile(r"s? ?(free|less)\b|s? ?(frei|los)", re.IGNORECASE)
_MADE_GOOD = re.compile(
    r"(?<!未)(?<!不)(?<!\bun)(?<!\bnot )(处理|解决|办结|结案|关闭|回复|回访|回拨|整改|纠正|改正|修正"
    r"|挽回|成功|检出|及时|resol|handl|clos|correct|fixed|recover|call(ed)? ?back|success|accept|detect"
    r"|gel(ö|oe)st|behoben|bearbeitet)"
    r"|得分|评分|打分|\bscores?\b|无责|非责|无效|误投|不成立|不属实|撤销|撤诉|驳回|责任|原因"
    r"|\b(invalid|unfounded|unjustified|dismissed|withdrawn|rejected|not upheld)\b",
    re.IGNORECASE,
)
"""Words for what was done about errors and complaints, for those that were none, and for points given for them."""


def _ends(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


_NONE_BEFORE, _NO_BEFORE, _NOT_BEFORE, _OTHER_BEFORE = map(_ends, (_NONE + _BETWEEN, _NO + _BETWEEN, _NOT, _OTHER))
_SOMEWHERE = _ends(f"{_NONE}|{_NO}")


def good_side(before: str, after: str, *, is_share: bool) -> str:
    """Which side is good of what is bad by its own word, by the texts beside it: ``low``, ``high``, or ``""``.

    ``Error-free``, 零投诉 and 未转接 turn it round, ``Non-critical errors`` does not. In doubt are what was done about
    it (投诉解决率), and ``No errors`` that are no share: they may be the number of errors.
    """
    is_none = bool(_SOMEWHERE.search(before))
    if _FREE.match(after):
        return "" if is_none else "high"
    if _NONE_BEFORE.search(before) or _NOT_BEFORE.search(before):
        return "high"
    if _NO_BEFORE.search(before) or _OTHER_BEFORE.search(before):
        return "high" if is_share else ""
    return "" if is_none or _MADE_GOOD.search(f"{before} {after}") else "low"
