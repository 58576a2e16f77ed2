"""What the rows of a source count, where each is one thing: contacts, complaints, quality checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, MappedMetric, Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.lexicon import plain

NOT_KNOWN = Remark(N_("its header is in no list of ours: is more of it better?"), is_doubt=True)
_MANY = {
    "call": N_("Calls"),
    "ticket": N_("Tickets"),
    "case": N_("Cases"),
    "anruf": N_("Calls"),
    "通话": N_("Calls"),
    "工单": N_("Tickets"),
}


def rows_counted(source: str, grain: Grain, agent: SeenColumn | None) -> Iterator[MappedMetric]:
    """How many rows: contacts, or what their key names; who has no row of complaints has none.

    Complaints are the agent's where the header of these says so; it may be who takes or settles them.
    """
    header = plain(grain.key.header).casefold() if grain.key else ""
    why = Remark(N_("the rows counted"))
    lines = (Line("detail", {"from": source, "of": "1", "take": "count"}),)
    if is_of_complaints(grain):
        if agent is None or not BLAMED.search(plain(agent.header)):
            yield MappedMetric("complaint_rows", f"\0{_ON_RECORD}", "count", "high", lines, (why, NOT_KNOWN))
            return
        none = Remark(N_("who has no row has none"))
        yield MappedMetric("complaint_rows", f"\0{_ON_RECORD}", "count", "low", lines, (why,))
        formula = (Line("formula", "coalesce(complaint_rows, 0)"),)
        yield MappedMetric("complaints", f"\0{_COMPLAINTS}", "count", "low", formula, (none,))
        return
    other = next((found for words, *found in _NO_CONTACTS if words.search(header)), None)
    if other is not None:
        yield MappedMetric(other[0], f"\0{other[1]}", "count", "high", lines, (why, NOT_KNOWN))
        return
    name = next((name for word, name in _MANY.items() if word in header), N_("Contacts"))
    yield MappedMetric("contacts", f"\0{name}", "count", "high", lines, (why,))


def is_counted_anew(header: str) -> bool:
    """True for the number of things done anew (成单件数), for no running total, average or stock (累计成单件数)."""
    words = plain(header)
    return bool(_HOW_MANY.search(words) and _DONE.search(words)) and not _OF_MORE_ROWS.search(words)


_HOW_MANY = re.compile(r"(件|条|次|笔|户|单|例|票|份)数(量)?$|[(（](件|条|次|笔|户|单|例|票|份)[)）]$")
_DONE = re.compile(
    r"成[单交功]|[出签下接派]单|接[通听]|拨[打通]|呼[入出]|外呼|受理|处理|办[结理]|完[成结]|结案|签[收约]|派[送件]|揽[收件]"
    r"|回访|跟进|回复|承诺|还款|续[保期]|退保|投保|承保|开[户卡]|抽检|质检|审核|录入|邀约|到访|表扬|漏检"
)
_OF_MORE_ROWS = re.compile(
    r"均|每|累|截|至今|历史|总|[本当上](月|周|季|年)|月度|年度|待|未|剩|余|积压|库存|存量|结存|留存|现有|当前|目前|[期月]初|[期月]末"
    r"|在(库|管|手|办|途|修|保|册|线)|名下|挂|委|标准|定额|计划|应|上限|最"
)


def is_of_complaints(grain: Grain) -> bool:
    """True where a row is a complaint by the header of its id."""
    header = plain(grain.key.header).casefold() if grain.key else ""
    return bool(_COMPLAINT.search(header)) and not MORE_THAN_COMPLAINTS.search(header)


_ON_RECORD, _COMPLAINTS = N_("Complaints on record"), N_("Complaints")
_COMPLAINT = re.compile("complaint|beschwerde|投诉")
MORE_THAN_COMPLAINTS = re.compile(r"inquir|enquir|praise|compliment|咨询|建议|表扬|anfrage|\blob\b")
BLAMED = re.compile(r"责任|被投诉|\b(fault|against|verursacher)\b", re.IGNORECASE)
"""Headers of agents whom complaints are about."""
_NO_CONTACTS = (
    (re.compile("evaluation|质检"), "checks", N_("Quality checks")),
    (re.compile("survey|评价"), "surveys", N_("Surveys")),
    (re.compile("opportunity|deal|lead|商机"), "opportunities", N_("Opportunities")),
)
"""What the id of a row names that is no contact; whether more of them is better nobody knows."""
