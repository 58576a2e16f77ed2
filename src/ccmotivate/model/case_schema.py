"""The words of a case file: which keys may stand where, and how yes, no and nothing are written.

language: zh                       # of the reasons that are expected (zh if left out)
when: 2025-03                      # a month, quarter, half-year or year, of all cases that say none
given: {role: inbound, …}          # what every agent of the file has, unless said otherwise
cases:
  - case: At the line              # what the case shows
    when: 2025-Q1                  # its own period
    given: {project: Hotline}      # what every agent of the case has
    agents:                        # each agent's own figures, and what must come of them
      A: {productivity: 75%, expect: {productivity: pass, score: 100}}
      B: {like: on_standard}       # every standard of the role met exactly
    months:                        # what is different in a month; absent: not there
      2025-02: {A: {productivity: 80%, expect: {score: 102}}, B: absent}
    sheets:                        # rows of the sheets that parts read
      findings: [{agent_id: A, date: 2025-03-05, kind: shirking, fact: "…"}]
    won:                           # who won before the case's period: the agents of each award
      2024-11: {monthly_project: [B]}
    awards:                        # of the case's period; of its parts under their names
      quarterly_project: {A: {via: lead_every, prize: 300}, B: no}
      2025-01: {best_agent: [A]}   # a list: exactly these
"""

from __future__ import annotations

from ccmotivate.model.reasons import MissedReason

FILE_KEYS = ("language", "when", "given", "cases")
CASE_KEYS = ("case", "when", "given", "agents", "months", "sheets", "won", "awards")
LANGUAGES = ("zh", "en")
IDENTITY = ("name", "role", "project", "team", "site")
LIKE = ("on_standard",)

AGENT_EXPECTATIONS = ("qualified", "eligible", "score", "rank", "points", "values")
"""What an agent's ``expect`` may hold beside metrics with their status; all but the last two also for long periods."""

WIN_KEYS = ("place", "prize", "figure", "via", "within", "shared", "tie", "reason")
"""What may be said of an award that somebody wins."""
REFUSED = "refused"
"""Why somebody does not win it."""

REFUSALS = tuple(
    one for one in MissedReason if one not in (MissedReason.NO_TEAM, MissedReason.PUBLISHED, MissedReason.ANY)
)
"""What somebody misses first who does not win; of conditions joined by ``any``, what is missed of each."""

STATUSES = ("pass", "fail", "no_data", "not_asked")
ABSENT = ("absent", "缺席", "不在")
NOBODY = ("nobody", "none", "[]", "无人", "无")
NOTHING = ("none", "no_data", "no data", "没有数据", "-", "—", "无", "~", "")
YES = ("yes", "true", "y", "是", "√")
NO = ("no", "false", "n", "否", "×")

DEFAULT_PERIOD = "2025-01"
DEFAULT_PROJECT = "A"
