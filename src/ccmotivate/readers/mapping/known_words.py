"""Words in cells that say what figures beside them are, how satisfied somebody was, or that there is no figure."""

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
IN_DOUBT = frozenset({"基本满意", "默认满意"})
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
OF_ABSENCE = re.compile(
    r"缺勤|旷工|请假|休假|[病事产婚丧年]假|absen|leave|sick|vacation|holiday|urlaub|krank|fehltag|fehlzeit",
    re.IGNORECASE,
)
"""What counts the days or hours of those who were off."""
NO_FIGURES = frozenset(
    {"休", "休息", "轮休", "调休", "公休", "年休", "年假", "请假", "病假", "事假", "产假", "婚假", "丧假", "陪产假"}
    | {"未评", "无评价", "未回复", "超时未评", "无效评价", "未参与", "未参与评价"}
    | {
        "off",
        "dayoff",
        "leave",
        "onleave",
        "annualleave",
        "sickleave",
        "holiday",
        "vacation",
        "sick",
        "urlaub",
        "krank",
    }
)
"""What stands, in compared form, for who was not there among figures, and for none among ratings; else it is a word."""


def is_known(word: str) -> bool:
    """True for words that metrics are made of, whatever the header of their column."""
    words = plain(word)
    return is_rating(word) or bool(STATES.fullmatch(words) or SIGNS.fullmatch(words))


def is_rating(word: str) -> bool:
    return normal(word) in SATISFIED | IN_DOUBT | NOT_SATISFIED
