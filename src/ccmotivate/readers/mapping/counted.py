"""What the rows of a source count, where each is one thing: contacts, complaints, quality checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ccmotivate.locale import N_
from ccmotivate.model.mapping import Line, MappedMetric, Remark
from ccmotivate.readers.mapping.columns import SeenColumn
from ccmotivate.readers.mapping.grain import Grain
from ccmotivate.readers.mapping.lexicon import plain

NOT_KNOWN = Remark(N_("its header is in no list of ours: is more of it better?"))
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
