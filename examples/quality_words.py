"""What quality monitors write in the fictitious year: facts by kind and channel, and what was agreed, in two languages.

Customers have no names, figures and orders are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


KINDS: Mapping[str, Text] = {
    "shirking": Text("推诿", "Shirking"),
    "wrong_information": Text("信息错误", "Wrong information"),
    "attitude": Text("态度不当", "Attitude"),
    "procedure": Text("流程不规范", "Procedure"),
    "customer_care": Text("主动关怀", "Customer care"),
    "problem_solved": Text("妥善解决", "Problem solved"),
}
NEGATIVE = ("wrong_information", "procedure", "attitude", "shirking")

# By kind and channel; "call" is of whoever answers calls or takes over one, "desk" of whoever has documents.
FACTS: Mapping[tuple[str, str], tuple[Text, ...]] = {
    ("shirking", "call"): (
        Text(
            "客户查询退款进度，说“这是财务的事，你打那边吧”，未转接、未登记",
            "Customer asked where a refund was: “That is Finance, call them”; no transfer, no ticket",
        ),
        Text(
            "客户第三次为同一件事来电，仍让其“过两天再打来问问”，未查前两次工单",
            "Third call on the same matter: “Try again in a couple of days”; the two earlier tickets were not opened",
        ),
        Text(
            "客户要求找主管，答“主管很忙”，未记录诉求，也未约回电时间",
            "Customer asked for a supervisor: “They are busy”; request not noted, no time agreed for a call back",
        ),
        Text(
            "包裹显示签收但客户未收到，让客户自己去找快递员",
            "Parcel marked as delivered but not received: customer was told to find the courier himself",
        ),
        Text(
            "系统显示可当场改址，仍说“改不了，得问仓库”",
            "Said “can’t be changed, ask the warehouse” although the system allowed the new address at once",
        ),
    ),
    ("shirking", "outbound"): (
        Text(
            "回访时客户反映噪音大，答“我只负责回访，维修您另打”",
            "Customer on a follow-up call reported a noise: “I only do the survey, call Repairs”",
        ),
        Text(
            "客户要求改约时间，答“名单上就是今天，改不了”，直接结束通话",
            "Customer asked for another time: “The list says today”; the call was ended",
        ),
        Text(
            "客户问活动细则，答“您看短信吧”，未发链接也未解释",
            "Customer asked about the terms of an offer: “See the text message”; no link sent, nothing explained",
        ),
    ),
    ("shirking", "email"): (
        Text(
            "来信问发票抬头更正，回复“请联系原销售”，实际本组可处理",
            "Asked to correct an invoice name, replied “please contact the seller”, although this team does it",
        ),
        Text(
            "一封投诉邮件在三人之间转了四天，没有人回复客户",
            "A complaint was forwarded among three people for four days and nobody wrote to the customer",
        ),
    ),
    ("shirking", "desk"): (
        Text(
            "申请单缺电话，退回时只写“不全”，未说缺什么，客户补了三次",
            "Form without a phone number returned with “incomplete” only; the customer sent it three times",
        ),
        Text(
            "发现前一班录错，未更正也未交接，留给下一班",
            "Saw a wrong entry of the shift before, neither corrected it nor handed it over",
        ),
    ),
    ("wrong_information", "call"): (
        Text(
            "把七天无理由退货说成“拆封就不能退”，客户因此未退成",
            "Said “once opened it cannot be returned”, though seven days apply; the customer missed them",
        ),
        Text(
            "积分有效期为两年，答复为一年，客户匆忙兑换后投诉",
            "Said points expire after one year, not two; the customer redeemed in a hurry and complained",
        ),
        Text(
            "告知还款宽限期五天，实为三天，客户产生滞纳金 36 元",
            "Gave five days of grace instead of three; the customer was charged a late fee of ¥36",
        ),
        Text(
            "未核对订单，按上一位客户的物流信息答复",
            "Did not check the order and read out the delivery of the caller before",
        ),
        Text(
            "承诺维修师傅“今天一定到”，系统排期为次日",
            "Promised the technician “today for sure”; the schedule said the next day",
        ),
    ),
    ("wrong_information", "outbound"): (
        Text(
            "介绍延保时说“全部免费”，未说明只免人工费",
            "Called the extended warranty “all free” without saying that only labour is",
        ),
        Text(
            "会议地址报成旧址，两位客户到场后才发现",
            "Gave the old address of the meeting; two customers went there",
        ),
        Text(
            "把预约日期 18 日说成 16 日，客户白等半天",
            "Said the 16th for an appointment on the 18th; the customer waited half a day",
        ),
    ),
    ("wrong_information", "email"): (
        Text(
            "附件发成去年版费率表，客户据此汇款，少汇 120 元",
            "Attached last year’s price list; the customer paid ¥120 too little by it",
        ),
        Text(
            "套用模板未改订单号，客户收到别人的订单信息",
            "Sent a template with another order number, so the customer read of somebody else’s order",
        ),
    ),
    ("wrong_information", "desk"): (
        Text(
            "抽检记录引用旧标准，判错两通录音，坐席申诉成立",
            "Judged two recordings by the old standard; the agents’ objection was upheld",
        ),
        Text(
            "会员等级录成银卡（应为金卡），客户未享受折扣",
            "Entered silver for a gold member, who then did not get the discount",
        ),
    ),
    ("attitude", "call"): (
        Text(
            "客户第二次追问时提高音量：“我刚才不是说过了吗”",
            "Raised the voice when asked a second time: “Didn’t I just tell you?”",
        ),
        Text(
            "客户还没说完就挂断，录音第 4 分 12 秒",
            "Hung up while the customer was still speaking, recording at 4 min 12 s",
        ),
        Text(
            "老年客户听不清，叹气并连说两次“听清楚了没有”",
            "Sighed at an elderly customer who could not hear and said “did you get it now” twice",
        ),
        Text(
            "客户说明困难时回应“那我也没办法”，全程没有一句致歉",
            "Answered a customer in trouble with “nothing I can do”, without one word of apology",
        ),
        Text(
            "通话中与邻座聊天，客户两次问“您在听吗”",
            "Chatted with a neighbour during the call; the customer asked twice “are you there?”",
        ),
    ),
    ("attitude", "outbound"): (
        Text(
            "客户表示不便，仍连续追问三次，语气急躁",
            "Pressed on three times in an impatient tone after the customer said it was a bad moment",
        ),
        Text(
            "客户拒绝参加后说“随便您吧”即挂断，无结束语",
            "“As you like” and hung up without closing words when the customer declined",
        ),
        Text(
            "对方接错电话，未致歉，只说“打错了”",
            "Wrong person on the line: said “wrong number” and no apology",
        ),
    ),
    ("attitude", "email"): (
        Text(
            "回复仅一句“前面已说明”，无称呼、无落款",
            "Reply was one line, “as stated before”, without a greeting or a name",
        ),
        Text(
            "回信用“您自己没看清楚”，客户截图投诉",
            "Wrote “you did not read carefully”; the customer complained with a screenshot",
        ),
    ),
    ("attitude", "desk"): (
        Text(
            "客户到窗口补资料，全程未抬头，答“放那儿吧”",
            "Customer brought a document to the desk: “leave it there”, without looking up",
        ),
        Text(
            "质检反馈中写“这种水平别接电话”，坐席申诉",
            "Wrote “should not answer calls at this level” in feedback; the agent objected",
        ),
    ),
    ("procedure", "call"): (
        Text(
            "未核实身份即告知账户余额，漏问证件后四位",
            "Told the balance without verifying identity; the last four digits were not asked",
        ),
        Text(
            "承诺两小时内回电，未建工单，当天无人回",
            "Promised a call back within two hours, wrote no ticket; nobody called that day",
        ),
        Text(
            "静默等待 3 分 40 秒，未告知原因，也未征得同意",
            "Kept the customer on hold for 3 min 40 s without reason given or consent asked",
        ),
        Text(
            "办理挂失后未复述卡号和生效时间",
            "Blocked a card without repeating its number and the time it takes effect",
        ),
        Text(
            "投诉升级未填升级单，二线重新询问全部经过",
            "Escalated without the form; second line had to ask for the whole story again",
        ),
    ),
    ("procedure", "outbound"): (
        Text(
            "开场未报姓名、公司和录音提示，直接提问",
            "Opened with a question: no name, no company, no word that the call is recorded",
        ),
        Text(
            "客户已登记免打扰，名单未核对即再次拨打",
            "Called a customer on the do-not-call list without checking it",
        ),
        Text(
            "客户口头同意后未复述时间地点，确认记录为空",
            "Took a verbal yes without repeating time and place; the confirmation was left empty",
        ),
    ),
    ("procedure", "email"): (
        Text(
            "答复含个人信息，未按规定加密附件",
            "Replied with personal data in an attachment that was not encrypted as required",
        ),
        Text(
            "已结案邮件未归档，客户再次来信时查不到经过",
            "Closed without filing; when the customer wrote again there was no record",
        ),
    ),
    ("procedure", "desk"): (
        Text(
            "连续 12 份单据未做双人复核即提交",
            "Submitted 12 documents in a row without the second check",
        ),
        Text(
            "问卷缺签名，代客户补签后录入",
            "Signed a questionnaire in the customer’s place and entered it",
        ),
    ),
    ("customer_care", "call"): (
        Text(
            "听出客户是独居老人，放慢语速复述三遍，并约定次日回访安装情况",
            "Elderly customer living alone: spoke slowly, repeated three times, called next day about the set-up",
        ),
        Text(
            "查询时发现保修还剩五天，主动提醒并当场登记检测",
            "Saw that the warranty had five days left, said so and booked the check at once",
        ),
        Text(
            "客户临时出差，主动把送货改到下周并短信确认",
            "Customer was leaving on a trip: offered to move the delivery to next week and confirmed by text",
        ),
        Text(
            "暴雨当天逐一致电三位待收货客户说明延误",
            "On the day of the storm called three customers whose deliveries would be late",
        ),
    ),
    ("customer_care", "outbound"): (
        Text(
            "回访时得知客户骨折，改约家中办理，并备注轮椅通道",
            "Learned of a broken leg during a follow-up, moved the appointment to the home and noted wheelchair access",
        ),
        Text(
            "客户不会线上签到，逐步指导，并在开会当天早上再提醒一次",
            "Guided a customer through the online check-in and reminded her on the morning of the meeting",
        ),
    ),
    ("customer_care", "email"): (
        Text(
            "回信附上三步图解，并标出客户信中没问到的截止日期",
            "Added a picture guide in three steps and the deadline that the customer had not asked about",
        ),
        Text(
            "发现客户连发两信语气焦急，先电话告知进度再书面回复",
            "Two anxious mails in a row: called with the status first, then wrote",
        ),
    ),
    ("customer_care", "desk"): (
        Text(
            "录入时发现收货地址已拆迁，主动联系客户更正，避免退件",
            "Noticed that an address no longer exists and asked the customer before the parcel came back",
        ),
    ),
    ("problem_solved", "call"): (
        Text(
            "重复扣款 299 元，当场联系财务核实，40 分钟内回电告知退款到账时间",
            "Charged twice, ¥299: checked with Finance during the call, called back in 40 minutes with the refund date",
        ),
        Text(
            "客户三次报修未果，协调同型号备机当天送到，客户撤回投诉",
            "Three failed repairs: arranged a loan unit for the same day; the customer withdrew the complaint",
        ),
        Text(
            "账户被误锁，与风控三方通话，一次解锁并说明原因",
            "Account locked by mistake: conference call with Risk, unlocked in one call, reason explained",
        ),
        Text(
            "订单拆成两单，运费多收，查清规则后补退并更新知识库",
            "Order split in two and postage charged twice: refunded, and the rule added to the knowledge base",
        ),
    ),
    ("problem_solved", "outbound"): (
        Text(
            "回访中发现安装漏水，当场派单，两小时后复访确认已修好",
            "Heard of a leak on a follow-up call, sent a technician, and called again two hours later: mended",
        ),
        Text(
            "两位客户撞期，协调加开一场，全部到会",
            "Two customers with the same slot: had another session opened, both came",
        ),
    ),
    ("problem_solved", "email"): (
        Text(
            "往来七封未决的退货争议，整理时间线后一次说清并结案",
            "Closed a return dispute of seven mails with one timeline that both sides accepted",
        ),
        Text(
            "客户附件打不开，换格式重发并电话确认能看到",
            "Attachment would not open: sent another format and called to make sure it did",
        ),
    ),
    ("problem_solved", "desk"): (
        Text(
            "发现两批单据编号重复，追查到导入设置并修正，补录 48 份",
            "Found two batches with the same numbers, traced it to an import setting and entered 48 again",
        ),
    ),
}

# What coach and agent agreed, by kind.
AGREED: Mapping[str, tuple[Text, ...]] = {
    "shirking": (
        Text(
            "当场办结；办不了的登记工单，约定回电时间并按时回",
            "Settle it on the call; else a ticket and a call back at the time agreed",
        ),
        Text(
            "转接前先说明原因，听到对方接起再挂；两周内抽听 5 通",
            "Say why before a transfer, stay until it is taken; 5 calls heard in two weeks",
        ),
        Text(
            "每班结束自查未结工单，交接写明下一步",
            "Check open tickets at the end of each shift, hand over with the next step",
        ),
    ),
    "wrong_information": (
        Text(
            "答复前在线查知识库；一周内完成新政策小测，90 分以上",
            "Look it up before answering; test on the new policy within a week, 90 or more",
        ),
        Text("不确定的先约时间再核实，不凭记忆报数", "If unsure, agree on a time and check; no figures from memory"),
        Text(
            "整理本岗位十个易错点，班前会讲一次",
            "List the ten usual mistakes of the post and present them at a briefing",
        ),
    ),
    "attitude": (
        Text(
            "与导师做三次情景演练；先复述再回应，听完再说",
            "Three role plays with the mentor; say it back first, hear people out",
        ),
        Text(
            "情绪上来时申请小休，不带情绪接下一通", "Ask for a short break when upset, not with it into the next call"
        ),
        Text(
            "两周内自听 4 通录音，写下可改的一句话",
            "Listen to 4 own recordings in two weeks, note one sentence to say better each time",
        ),
    ),
    "procedure": (
        Text(
            "步骤卡放在屏幕旁，逐项打勾；一周后复查 5 通",
            "Step card beside the screen, tick each item; 5 contacts checked after a week",
        ),
        Text("核实身份四问不少，漏一项当场补", "All four identity questions; one left out is asked at once"),
        Text("提交前双人复核，每日抽查 3 份", "Second check before submitting, 3 a day sampled"),
    ),
}
