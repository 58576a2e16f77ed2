"""The trade's words in headers, in Chinese, English and German: who, when, and what is measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.readers.mapping.days_in_headers import A_DAY, A_WEEK
from ccmotivate.readers.mapping.negation import REVERSED, good_side, is_loss


class Measure(Struct, frozen=True):
    """What a header measures.

    ``take`` is how rows become one figure (``sum``, ``mean``, or ``?`` where it may be either); ``good`` is ``high``,
    ``low`` or ``""`` where neither is better; ``weight`` names the measure by which a mean weighs; ``seconds`` are
    usual lengths of one of it, which tell bare seconds from bare minutes and milliseconds.
    """

    id: str
    kind: str
    take: str
    good: str
    weight: str
    seconds: tuple[int, int] | None
    words: re.Pattern[str]

    @property
    def is_bad_count(self) -> bool:
        """True for a count of which less is better."""
        return self.kind == "count" and self.good == "low"


_TABLE = r"""
service_level percent  mean high offered  -       service.?level|服务水平|\d+ ?(s|秒).?(接起|接通|接听|应答)率
answer_rate   percent  mean high offered  -       answer(ed)?.?rate|接通率|应答率|接起率|接听率|annahmequote
occupancy     percent  mean high staffed  -       \boccup|utili[sz]ation|占用率|利用率|auslastung
adherence     percent  mean high -        -       adheren|遵时率|遵从率
conversion    percent  mean high -        -       conversion|转化率|成交率
accuracy      percent  mean high -        -       accura|准确率|正确率|合格率|genauigkeit
is_met        percent  mean high -        -       ^是否已?(合格|通过|达标|解决|转化|成交|成单|全勤)$|^全勤$
fcr           percent  mean high answered -       \bfcr\b|first.?(call|contact).?resol|^(re)?solved$|一次解决|
                                                  首次解决|erstl(ö|oe)sung|^(gel(ö|oe)st|erledigt)$
ring          duration mean -    -        -       ring(ing)?.?(time|duration)|振铃时长|响铃时长
other_time    duration mean -    -        -       (pre|post).?queue|\bivr\b.?time|park.?time|abandon.?time|bill.?time
in_state      duration sum  -    -        -       ^dead(avg)?$|^cust(omer|avg)$
staffed       duration sum  -    -        -       (log(ged)?.?(in|on)|online).?(time|\(|$)|staffed|^time$|
                                                  (登录|签入|在线)(总)?时长|(anmelde|login).?(zeit|dauer)
aux           duration sum  -    -        -       \baux\b|^paus(e|avg)$|not.?ready|(置忙|小休|休息|示忙)(总)?时长|
                                                  pausen?.?(zeit|dauer)
idle          duration sum  -    -        -       \bavail(able)?.time|\bidle.time|^wait(avg)?$|(空闲|就绪)(总)?时长
aht           duration mean low  answered 60-1800 \baht\b|handl\w*.?time|\b(avg|total).handle$|平均处理|(?<!后)处理时长|
                                                  平均通话|\bbearbeitungs.?(zeit|dauer)
acw           duration mean low  answered 10-600  \bacw\b|after.?(call|contact)|wrap.?(up|time)|^disp(o|avg)$|
                                                  话后|后处理|整理时长|nachbearbeitung|nacharbeit
hold          duration mean low  answered -       \bhold\b|保持时长|halte.?(zeit|dauer)
asa           duration mean low  answered -       \basa\b|speed.of.answer|(time.to|queue).answer|wait|in.?queue$|
                                                  queue.?(time|duration)|平均应答|应答时长|等待|排队|warte.?(zeit|dauer)
first_reply   duration mean low  answered -       first.?(reply|response)|首次响应|首响
reply_time    duration mean low  answered -       平均(响应|回复)(时间|时长|用时|耗时|秒数)?([(（]|$)
resolution    duration mean low  -        -       resolution.?time|time.to.resol|解决时长|l(ö|oe)sungs(zeit|dauer)
talk          duration mean low  answered 60-1800 talk|call.?duration|conversation.?(time|duration)|
                                                  \b(acd|agent).time$|^billsec$|interaction.duration|通话总?时长|
                                                  通话时间|通话总?(秒|分钟)数|gespr(ä|ae)chs.?(zeit|dauer)
late_time     duration sum  low  -        -       (迟到|早退|缺勤|旷工)(总|累计)?时长
at_work       duration sum  -    -        -       (工作|上班|加班|出差|外出|培训|会议|请假|调休)(总|累计)?时长
duration      duration mean low  answered 60-1800 duration|\blength\b|^(total|call).time$|时长|dauer\b|
                                                  (?<![专使费占])用时([(（]|$)|耗时([(（]|$)
bad_ratings   count    sum  low  -        -       差评
rated         count    sum  -    -        -       (参评|邀评|评价|评分)(人|次|条)?[数量]$
satisfied     count    sum  high -        -       (满意|好评)(人|次|个|条)?[数量]$|
                                                  \bsatisfied.(count|responses|customers)$|^(number.of.)?satisfied$
csat          number   mean high -        -       \bcsat\b|satisf|happiness|survey.?score|\brating\b|\bnps\b|
                                                  满意|好评([率度分]|占比|比例)|bewertung|zufriedenheit
quality       number   mean high -        -       quality|\bqa\b|质检|质量|qualit(ä|ae)t
sentiment     number   mean high -        -       sentiment|情绪
fatal         count    sum  low  -        -       (?<!非)致命|(?<!non.)\bfatal\b|auto.?fail|一票否决
overdue       count    sum  low  -        -       超时(?![长未])
late          count    sum  low  -        -       迟到|早退|缺勤|缺卡|漏打卡|
                                                  \btard(y|iness)\b|late.arriv|\babsen(ces|t.days)\b
attended      number   sum  -    -        -       出勤(天|日|工时|小时)?数?$
not_answered  count    sum  low  -        -       not.?answered|not.?accepted|no.answer|unanswered|abandon|missed|
                                                  久不应答|未接|放弃|漏接|nicht.angenommen|verpasst|verloren|aufgelegt
outbound      count    sum  high -        -       (outbound|extn.out).calls|外呼.*[数量]+$|
                                                  ausgehende.(anrufe|gespr(ä|ae)che)
offered       count    sum  high -        -       offered|presented|(呼入|来电|进线|振铃)[总次]?[数量]+$|总呼入.*数$|
                                                  eingehende.(anrufe|gespr(ä|ae)che)|^angeboten
answered      count    sum  high -        -       answered|^handle$|handled|^((total|acd).)?calls$|calls.?taken|
                                                  (接通|接听|应答|通话)(电话|来电|次)?[数量]|^accepted$|
                                                  (^| )总?(电话|话务)[数量]$|(会话|对话|接待)(总|人)?[数量]$|
                                                  (closed|accepted|total).(conversation|chat|contact|interaction)s$|
                                                  ^(conversation|chat|contact|interaction)s.(closed|accepted|done)$|
                                                  angenommen|^((anzahl|gesamt).)?(anrufe|gespr(ä|ae)che)(.gesamt)?$
transfers     count    sum  low  -        -       transfer|\btrans.(in|out)$|转接|转移|weiterleitung|weitergeleitet
held          count    sum  -    -        -       held.calls|^holds$|conferences|consult|保持次数|咨询(次)?数
reopens       count    sum  low  -        -       reopen|重开
replies       count    sum  -    -        -       (^|.)replies$|.interactions$|回复(次)?数|消息(条)?数|
                                                  ^(number.of.)?messages(.(sent|received))?$|number.of.threads
complaints    count    sum  low  -        -       complaint|投诉|客诉|beschwerde
errors        count    sum  low  -        -       error|defect|mistake|差错|错误|出错|返工|驳回|失误|次品|缺陷|fehler|
                                                  不良(?!资产|贷款|回|清收|催)
breaches      count    sum  low  -        -       (non.?|not.|in)complian|违规|违纪|不合规
absences      count    sum  low  -        -       旷工
in_time       percent  mean high -        -       (?<!不)(及时|按时|准时)率|兑现率|履约率
no_shows      count    sum  -    -        -       \bno.?shows?\b|爽约
output        count    sum  high -        -       ^[总已日月当本每人任务工单案件邮订数据有效]*
                                                  (完成|处理|产出|标注|录入|审核|提交)[条件单笔]?[数量]$|
                                                  ^(total.)?(task|case|ticket|item|record)s.(completed|processed|closed|done|solved)$|
                                                  ^(completed|processed|closed|solved).(task|case|ticket|item|record)s$
losses        number   ?    low  -        -       (?<!无)(?<!免)(?<!挽回)(赔付|赔偿|罚款|罚金|损失|退保)|^扣款(金额)?$
refunded      number   ?    -    -        -       退款|退费|退货|\brefund
collected     number   sum  high -        -       collected|revenue|\bsales?\b|回款|销售额|umsatz
cost          number   sum  -    -        -       \bcost\b|费用|话费
amount        number   ?    high -        -       amount|金额
invalid       count    sum  -    -        -       \binvalid\b|无效
exam          number   mean high -        -       成绩$
score         number   mean -    -        -       \bscore$|得分$|评分$|打分$
"""


def _measure(line: str) -> Measure:
    name, kind, take, good, weight, usual, words = line.split(maxsplit=6)
    low, _dash, high = usual.partition("-")
    seconds = (int(low), int(high)) if low else None
    return Measure(name, kind, take, good.strip("-"), weight.strip("-"), seconds, re.compile(words, re.IGNORECASE))


MEASURES = tuple(map(_measure, re.sub(r"\n +", "", _TABLE.strip()).splitlines()))
_TOTAL = re.compile(r"total|\bsum\b|总|合计|gesamt|\bsumme\b", re.I)
_AVERAGE = re.compile(r"avg\b|average|\bmean\b|平均|\baht\b|\basa\b|durchschn|mittelwert|ø", re.I)
_EXTREMES = {
    "max": re.compile(r"\b(max(imum|imal)?|longest|peak|l(ä|ae)ngste[rs]?)\b|最长|最大|最高", re.I),
    "min": re.compile(r"\b(min(imum|imal)|shortest|k(ü|ue)rzeste[rs]?)\b|最短|最小|最低", re.I),
}
_PEOPLE = (
    "agent|user|employee|operator|advis[eo]r|(sales )?rep|representative|staff|assignee|csr|owner|handler|collector"
    "|processor|mitarbeiter(in)?|bearbeiter(in)?"
)
_THINGS = (
    "(call|ticket|case|issue|incident|request|order|session|chat|contact|conversation|interaction|record|row|segment"
    "|customer|client|anruf|gespr(?:ä|ae)chs?|vorgangs?|fall)"
)
_RECORDS = f"({_THINGS}|complaint|evaluation|survey|opportunity|deal|lead|beschwerde)"
OF_PAYROLL = re.compile(
    r"^(pers|ma|payroll)[ _]*(id|no|nr\.?|number|nummer)$|^emp[ _]*(nr\.?|number|nummer)$",
    re.IGNORECASE,
)
"""Numbers of staff: ids of agents where a file has no other."""
_ID = (
    rf"^id$|^({_PEOPLE})s?[ _]*(id|no\.?|number|code|login|user[ _]*name|nr\.?|nummer|kennung)?$"
    r"|^login([ _]*id)?$|^user[ _]*name$"
    r"|^emp[ _]*(id|no)$|^personal[ _]*(nr\.?|nummer)$|^final dn$"
    rf"|{OF_PAYROLL.pattern}"
    r"|工号|(坐席|座席|客服)(id|编号|账号|号)?$|员工编号|员工号"
    rf"|^(assigned|handling|answering) ({_PEOPLE}|teammate)s?$|^(assigned|answered|handled|processed) (to|by)$"
    r"|^responsible( (user|person|agent|employee))?$"
    r"|^(bearbeitet|angenommen) von$|^zugewiesen an$"
    rf"|^{_RECORDS} (owner|assignee)$|^(?!user|employee)({_PEOPLE}) e?[ -]?mail([ -]address)?$"
    r"|^teammate( (currently )?assigned)?$|(受理|处理|接待|负责|经办)人$"
)
_FIELDS = {
    "first": r"^(first|given)[ _]*name$|^first$|^vorname$",
    "last": r"^(last|family)[ _]*name$|^(surname|last)$|^(nach|familien)name$",
    "name": rf"^(({_PEOPLE}|full)[ _]*)?name$"
    r"|^final dispname$|姓名|(坐席|座席|客服)(名|昵称)",
    "agent_id": _ID,
    "role": r"^(role|position|job[ _]*title)$|岗位|职位|角色|^rolle$",
    "project": r"^(project|campaign|program(me)?)([ _]*name)?$|项目|^(projekt|kampagne)$",
    "team": r"^(team|group|team[ _]*name|(current )?user group|squad|department|dept\.?)$"
    r"|班组|组别|小组|部门|(坐席|座席|客服)组$|^(gruppe|abteilung)$",
    "site": r"^(site|location|office)$|职场|^standort$",
}
_FIELD_WORDS = {field: re.compile(words, re.I) for field, words in _FIELDS.items()}
OTHER_IDS = re.compile(
    rf"\b{_RECORDS}s?[ _]*(id|sid|uuid|guid|no\.?|number|#|key|ref(erence)?|nr\.?|nummer)( \(\w+\))?$"
    rf"|^{_THINGS}$|^engagement (id|no|number|key)$|^callid$|^[ug]uid$"
    r"|话单|流水|序号|^(订单|案件)$|(订单|案件|通话|呼叫|会话|对话|工单|消息|投诉|质检|评价|商机)单?(id|编号|号码?)$",
    re.IGNORECASE,
)
OTHER_PEOPLE = re.compile(
    r"^((line|direct|people|team|reporting|shift|unit) )?manager( (name|id|e ?mail))?$|^reports? to\b|\bteam ?lead"
    r"|\b(buddy|deputy|substitute|supervisor|superior|mentor|coach|trainer|backup)\b"
    r"|\b(vorgesetzte[rn]?|(stell)?vertret(er(in)?|ung)|teamleit(er(in)?|ung)|pat(e|in))\b"
    r"|上级|主管|师傅|导师|带教|班长|组长|代班|(部门|直属|团队)经理",
    re.IGNORECASE,
)
"""Headers, in a list of people, of others than the person of the row."""
_EMPLOYMENT = {
    "percent": r"(contract|employment|fte|(part|full) ?time)( (share|rate|level|percent(age)?))?"
    r"|stellenanteil|besch(ä|ae)ftigungsgrad|pensum|teilzeit",
    "yes_no": r"(is )?(active|remote|home ?office|on leave|(part|full) ?time|permanent|probation)"
    r"|aktiv|(teil|voll)zeit|activo|(是否)?(在职|在岗|兼职|全职|居家(办公)?|试用期?)",
}
"""How somebody is employed, by the header of a column of each kind: a figure of nobody's work."""
NOBODY = frozenset(
    {"[none]", "none", "[noassociateduser]", "unassigned", "notassigned", "vdad", "vdcl", "na", "noagent", "unknown"}
    | {
        "(blank)",
        "system",
        "ivr",
        "voicemail",
        "bot",
        "未分配",
        "无坐席",
        "无座席",
        "未知",
        "系统",
        "机器人",
        "nichtzugewiesen",
    }
)
"""What stands, in compared form, in place of an agent where none had the call."""
NOTHING = frozenset(
    {"--", "---", "–", "——", "null", "(null)", "nan", "n.a.", "notavailable", "k.a.", "keineangabe", "暂无", "暂无数据"}
    | {"暂缺", "未评价", "未评分", "未参评", "未打分", "未统计", "未抽检", "不适用"}
)
"""What stands, in compared form, in place of a figure where there is none, and is in no scheme's words by itself."""
_CUSTOMERS = re.compile(r"^(customer|client)", re.IGNORECASE)
_PLACES = re.compile(r"^(row|record)s?\b|序号", re.IGNORECASE)
NO_FIGURE = re.compile(
    r"( id|\bno|phone|number|nummer|nr\.?|jahr|year|\bd?id|[\u3400-\u9fff]id|\bdn|号|号码|编号|分机|\bext(ension)?)$"
    r"|\b(phone|ani|dnis|cnum|uniqueid|linkedid|sequence|amaflags)\b"
    r"|^(from|to|src|dst|interval complete|missed queue calls)$|^(start|end|begin|开始|结束) ?(time|时间)$"
    r"|^(uhrzeit|beginn|ende)$"
    r"|^rank(ing)?$|排名|名次|^rang$"
    r"|\b(first|last|earliest|latest) log|(首次|最早|最后|最晚)(登|签)"
    rf"|{A_WEEK.pattern}",
    re.IGNORECASE,
)
"""Headers of numbers, words and times of the day that measure nothing."""
ANY_WORDS = re.compile(
    r"备注|说明|事由|描述|意见|回复内容|姓名|(?<!会)[人员]$|\b(remark|comment|note|description)s?\b|\bnotiz(en)?$|bemerkung"
    r"|\b(evaluator|reviewer|auditor)( name)?$",
    re.IGNORECASE,
)
"""Headers of what anybody may write, and of people who are no agents."""
_TARGET = re.compile(
    r"\b(target|goal|quota|benchmark)s?\b|目标值?|标准值|\b(ziel|soll)(wert)?\b|\bvorgabe\b", re.IGNORECASE
)
_PERCENT = re.compile(r"%|\bpercent|\bpct\b")
_AT_END = re.compile(r" *(%|[\[(（][^)）\]]*[\])）])?")
_HELD_AGAINST = re.compile(
    r"attain|achiev|reach|\b(vs|versus|met|hit)\b|varian|\bgap\b|delta|diff|达成|完成|差|erreich|erf(ü|ue)ll"
    r"|\b(of|to|on|in|within|above|below|under|over|against|from) (the )?(target|goal|quota|benchmark)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[_\-./]+")
_SPREAD = re.compile(r"[\u3400-\u9fff]( [\u3400-\u9fff])+")
_COUNTER = re.compile(r" *[(（](次|件|单|个|条|通|笔|户|例|票|人次?|calls?|cases?|tickets?)[)）]$", re.IGNORECASE)
_BRACKET = re.compile(r"[\[(（]")
_NUMBER, _NUMBER_OF = re.compile(r"\bno\.", re.IGNORECASE), re.compile(r"\bno of\b", re.IGNORECASE)
_JOINED = re.compile(r"[-_](?=(less|frei|los)\b)", re.IGNORECASE)
_UNITS = {
    "milliseconds": re.compile(r"[\[(（ _](ms|msecs?|milliseconds?|millisekunden?|毫秒)[\])）]?$|[(（]毫秒", re.I),
    "seconds": re.compile(r"[\[(（ _](s|secs?|seconds?|sek\.?|sekunden?|秒)[\])）]?$|[(（]秒|秒数$", re.I),
    "minutes": re.compile(r"[\[(（ _](m|mins?|minutes?|minuten?|分钟?)[\])）]?$|分钟数$", re.I),
    "hours": re.compile(r"(?<!business)[\[(（ _](h|hrs?|hours?|std\.?|stunden?|小时)[\])）]?$", re.I),
}
_CLOCKS = {
    "hours": re.compile(r"\b(hh?|hrs?|hours?)\]?:(mm|mins?|minutes?)\b(?!:)|时[:：]分(?![:：])", re.I),
    "minutes": re.compile(r"\b(mm?|mins?|minutes?):(ss|secs?|seconds?)\b|分[:：]秒", re.I),
}
_IN = re.compile(r"[ _(]in[ _](?P<word>[a-z]+)\b", re.I)
_PER = re.compile(r"\bper\b|每", re.I)
_RATE = re.compile(r"\b(rate|ratio|percent(age)?|pct|\w{3,}quote)\b|率", re.I)


def plain(header: str) -> str:
    """A header with spaces in place of signs, ``CallDuration`` as two words, and ``姓　名`` as one."""
    words = " ".join(_WORDS.sub(" ", re.sub(r"([a-z])([A-Z])", r"\1 \2", header)).split())
    return words.replace(" ", "") if _SPREAD.fullmatch(words) else words


def measure_of(header: str) -> Measure | None:
    """The first measure whose words stand in a header; the rate of a count (``Abandon rate``) is a share.

    A target and a day (质检日期) measure nothing, nor does what a word puts in doubt whether more of it is better
    (``Inaccuracy rate``, ``Complaints resolved``); what is without something bad has a measure of its own
    (``Error-free rate``).
    """
    words = _NUMBER_OF.sub("number of", plain(_JOINED.sub("", _NUMBER.sub("number ", _COUNTER.sub("", header)))))
    fits = [(one, at) for one in MEASURES if (at := one.words.search(words))]
    is_none = is_target(header) or A_DAY.search(words)
    found = None if is_none else _directed(fits, words, is_share=is_rate(header) or "%" in header)
    if found is not None and found.kind == "count" and is_rate(header):
        return replace(found, id=f"{found.id}_rate", kind="percent", take="mean")
    return found


_Fit = tuple[Measure, re.Match[str]]


def _directed(fits: Sequence[_Fit], words: str, *, is_share: bool) -> Measure | None:
    """The first of the measures that fit, as good as the words beside it say; None where they leave it in doubt."""
    before_brackets = len(_BRACKET.split(words)[0])
    first = _first(fits, words, before_brackets)
    if (
        first is not None
        and first[0].id == "losses"
        and not is_loss(words[: first[1].start()], words[first[1].end() :])
    ):
        return None
    if first is None or not first[0].is_bad_count:
        return first[0] if first else None
    one, at = first
    beside = words[: at.start()], words[at.end() : before_brackets]
    good = good_side(*beside, is_share=is_share, is_said=one.id == "complaints")
    if good == "high" and len({bad.id for bad, _at in fits if bad.is_bad_count and bad.id != "fatal"}) > 1:
        return None  # errors without complaints
    return one if good == "low" else replace(one, id=f"no_{one.id}", good=good) if good else None


def _first(fits: Sequence[_Fit], words: str, before_brackets: int) -> _Fit | None:
    """The first of the measures that fit, but what is bad where it stands right beside what is good: ``QA errors``.

    What is good is not measured by a word for the opposite, unless that is of calls that nobody answered.
    """
    if not fits or fits[0][0].good != "high":
        return fits[0] if fits else None
    good, at = fits[0]
    bad = [(one, there) for one, there in fits if one.is_bad_count and there.start() < before_brackets]
    if REVERSED.search(words):  # but not in 接通率(不含放弃)
        missed = (pair for pair in bad if pair[0].id == "not_answered" and before_brackets == len(words))
        return next(missed, None)
    if not bad or (good.kind != "count" and bad[0][1].start() < at.start()):
        return fits[0]
    is_beside = good.kind != "count" and not words[at.end() : bad[0][1].start()].strip()
    return bad[0] if is_beside else None


def field_of(header: str) -> str:
    """Which field of a person a header names; ``""`` for none."""
    return next((field for field, words in _FIELD_WORDS.items() if words.search(plain(header))), "")


def unit_in(header: str) -> str:
    """The unit of time that a header names: ``in minutes`` anywhere, else what it ends with; none of a rate."""
    if _PER.search(header):
        return ""
    named = [f" {found['word']}" for found in _IN.finditer(header)]
    return next((unit for text in [*named, header] for unit, words in _UNITS.items() if words.search(text)), "")


def clock_in(header: str) -> str:
    """What clocks of two parts begin with by a header: ``(hh:mm)`` or a unit; ``""`` where it does not say."""
    shown = next((begins for begins, words in _CLOCKS.items() if words.search(header)), "")
    unit = unit_in(header)
    return shown or ("minutes" if unit and unit != "hours" else unit)


def tells_rows(header: str) -> bool:
    """True for the id of a call or a ticket, which no file begins anew, as numbers of rows do. Customers call again."""
    words = plain(header)
    return bool(OTHER_IDS.search(words)) and not (_PLACES.search(words) or _CUSTOMERS.search(words))


def is_of_employment(header: str, kind: str) -> bool:
    """True for ``Contract %`` of percents and ``Part-time`` of yes and no: how somebody is employed."""
    words = _EMPLOYMENT.get(kind)
    return words is not None and re.fullmatch(words, plain(header).strip("%()（） "), re.IGNORECASE) is not None


def is_target(header: str, beside: Iterable[str] = ()) -> bool:
    """True for ``AHT target``, and for ``Target AHT`` where ``AHT`` stands ``beside`` it.

    What is held against one is none (``AHT vs target``, ``% target``, 目标达成率), nor is 目标客户数.
    """
    words = plain(header)
    found = _TARGET.search(words)
    if found is None or _HELD_AGAINST.search(words) or _PERCENT.search(header.lower().partition(found[0].lower())[0]):
        return False
    rest = " ".join(_TARGET.sub(" ", words).split()).casefold()
    return bool(_AT_END.fullmatch(words, found.end())) or rest in {plain(one).casefold() for one in beside}


def is_total(header: str) -> bool:
    return bool(_TOTAL.search(plain(header))) and not is_average(header)


def is_rate(header: str) -> bool:
    return bool(_RATE.search(plain(header)))


def extreme_of(header: str) -> str:
    """``max`` for ``Longest call``, ``min`` for ``Minimum wait``, else ``""``; the short ``min`` is a unit."""
    return next((take for take, words in _EXTREMES.items() if words.search(plain(header))), "")


def is_average(header: str) -> bool:
    return bool(_AVERAGE.search(plain(header)))
