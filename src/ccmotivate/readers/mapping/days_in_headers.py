"""The words in headers of days and times of the day: of rows, of people, of logging in and out."""

from __future__ import annotations

import re

WHEN = re.compile(
    r"date|day|month|start|begin|created|opened|time|\bat$|日期|月份|开始|创建|时间|datum|monat|beginn|uhrzeit|erstellt",
    re.I,
)
A_DAY = re.compile(r"^(\w+ )?date$|^day$|日期$|^datum$", re.I)
NOT_WHEN = re.compile(
    r"hire|join|birth|end|close|left|modified|updated|changed|last|due\b|expir|resol|solved|respon|repl(y|ied)"
    r"|入职|出生|离职|结束|修改|更新|关闭|完成|解决|截止|最后|最近|回复|响应|挂断"
    r"|eintritt|geburt|\bende\b|ge(ä|ae)ndert|geschlossen|gel(ö|oe)st|erledigt|f(ä|ae)llig",
    re.I,
)
TIME_OF_DAY = re.compile(
    r"\b(start|begin|end|arrival|departure)( time)?$|^time of (call|day|contact)|^interval( time)?$"
    r"|(签到|签退|到达|挂断)时间$|时刻$|(beginn|ende)$",
    re.IGNORECASE,
)
"""Headers of clocks that say when, and not how long."""
LOGGING_IN = re.compile(
    r"^((agent )?(log|sign|(clock|punch)(ed)?) ?(in|on)( time)?|(登录|登入|签入|签到|上班(打卡)?)(时间)?|anmeldung)$",
    re.IGNORECASE,
)
LOGGING_OUT = re.compile(
    r"^((agent )?(log|sign|(clock|punch)(ed)?) ?(out|off)( time)?|(登出|退出|签出|签退|下班(打卡)?)(时间)?|abmeldung)$",
    re.IGNORECASE,
)
"""Of both together, for one of them may be a length."""
BARE_TIME = re.compile(r"^(time|时间|zeit|heure|hora)$", re.IGNORECASE)
A_WEEK = re.compile(
    r"^((calendar|iso|report(ing)?|fiscal) ?)?(year ?)?(week|wk|kw|cw|(kalender)?woche|semana)"
    r"( (no|number|nr|nummer))?$"
    r"|^年?(第几)?周[次数别]?$",
    re.I,
)
"""Headers of weeks: ``05/2025`` and ``202505`` below them are no months; but not ``Calls/Week`` and ``Sales week``."""
OWN_DAY = re.compile(
    r"hire|hiring|join|birth|\bleft\b|\bleaving|terminat|since|入职|入司|出生|生日|离职|离司|转正|eintritt|austritt"
    r"|einstellungsdatum|geburt",
    re.I,
)
"""Headers of days of a person."""
SERVICE = {
    "hired": re.compile(
        r"^(date )?(of )?(hire|hired|hiring|joining|joined)( date| day| on)?$|^(入职|入司|到岗)(日期|时间|日)$"
        r"|^eintritt(sdatum|stag)?$|^einstellungsdatum$",
        re.I,
    ),
    "left": re.compile(
        r"^(date )?(of )?(left|leaving|termination|terminated|exit)( date| day| on)?$|^last (working )?day$"
        r"|^(离职|离司)(日期|时间|日)$|^最后工作日$|^austritt(sdatum|stag)?$|^letzter (arbeits)?tag$",
        re.I,
    ),
}
"""Headers of the days on which somebody came and left; the end of a contract is none of them."""
