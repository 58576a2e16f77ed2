"""Words in cells that say what figures beside them are, or how satisfied somebody was."""

from __future__ import annotations

import re

from ccmotivate.model.words import normal
from ccmotivate.readers.mapping.lexicon import plain

_STATE = (
    r"((not |un)?(ready|avail(able)?)|idle|busy|break|lunch|meal|pause|away|offline|meeting|training|coaching|ringing"
    r"|(on|in)( a)? call|talk(ing)?|(on )?hold|acw|after (call|contact)( work)?|wrap ?up|aux|dnd"
    r"|(log|sign)(ged|ed)? ?(in|on|out|off)"
    r"|空闲|就绪|置忙|示忙|示闲|小休|休息|忙碌|离开|签入|签出|登录|登出|通话中?|振铃|整理|话后(整理)?|培训|会议|用餐"
    r"|frei|(nicht )?bereit|besprechung|schulung|nacharbeit|abwesend)"
)
STATES = re.compile(rf"{_STATE}([ :,()（）]*({_STATE}|time|\d+))*[)）]?", re.IGNORECASE)
OF_STATES = re.compile(
    r"\b(state|status|presence|activity|zustand|aktivit(ä|ae)t)\b|(?<![a-z])aux(?![a-z])|状态", re.IGNORECASE
)
SIGNS = re.compile(
    r"(加|减|扣|奖|罚)分|奖励?|奖金|惩罚?|处罚|罚款|扣款|表扬|批评|bonus|penalty|award|deduction", re.IGNORECASE
)
"""Bonus and deduction."""
SATISFIED = frozenset(
    {"满意", "非常满意", "很满意", "十分满意", "比较满意", "较满意", "好评"}
    | {"satisfied", "verysatisfied", "zufrieden", "sehrzufrieden"}
)
IN_DOUBT = frozenset({"基本满意"})
NOT_SATISFIED = frozenset(
    {
        "一般",
        "中立",
        "中评",
        "neutral",
        "不满意",
        "非常不满意",
        "很不满意",
        "十分不满意",
        "比较不满意",
        "较不满意",
        "不太满意",
        "差评",
    }
    | {"dissatisfied", "verydissatisfied", "unsatisfied", "notsatisfied", "unzufrieden", "sehrunzufrieden"}
)


def is_known(word: str) -> bool:
    """True for words that metrics are made of, whatever the header of their column."""
    words = plain(word)
    is_rating = normal(word) in SATISFIED | IN_DOUBT | NOT_SATISFIED
    return is_rating or bool(STATES.fullmatch(words) or SIGNS.fullmatch(words))
