"""Random years on purpose full of what decides awards: leads, streaks, ties, movers, leavers, missing figures.

``make_year`` takes its choices from a ``pick`` function, as ``make_agents`` does. A grade fixes an agent's whole
figures (0: on standard, 6: full marks), so that equal grades of any roles tie exactly; most are eligible most months.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from tests.engine.cases import COLUMNS, Pick
from tests.engine.oracle import STANDARDS, Agent, Meeting, Value

F = Fraction
Year = dict[str, list[Agent]]

YEAR_COLUMNS = (*COLUMNS, "qc_accuracy")
PROJECTS = ("信用卡", "会员", "汽车")
_TEAMS = ("一组", "二组", "Ω组", "")
_ROLES = ("data_entry", "email", "qa", "qa", "qa", "inbound", "outbound", "team_leader", "team_leader")
_KINDS = (
    "steady", "steady", "star", "star", "twin", "star_mover", "mover", "joiner", "leaver", "absentee", "changing",
    "changing", "teams", "usual", "usual", "weak",
)  # fmt: skip
_STARS = ("star", "star_mover")
_NUDGES = (F(0), F(0), F(0), F(1, 7), F(-1, 3), F(-1, 2), F(-1))
_STAR_NUDGES = (*(F(0),) * 6, F(-1, 7))
_GIFTS: tuple[tuple[Value, Value], ...] = (
    (F(1), F(0)), (F(0), F(1)), (F(1), None), (F(1), F(1)), (None, F(2)), (F(1), F(2)),
)  # fmt: skip
_EVENTS = ("", "", "", "", "", "", "", "blank", "complaint", "idle", "absent", "slow")
_STAR_EVENTS = ("",) * 24 + ("idle",)
_STEADY_EVENTS = ("",) * 60 + ("idle", "absent")
_WEAK_EVENTS = ("", "", "complaint", "idle", "absent", "slow", "blank")


def make_year(pick: Pick, agents: int, count: int = 12, year: int = 2025) -> Year:
    """``agents`` careers over the first ``count`` months; every month has somebody."""
    months: Year = {f"{year}-{at + 1:02}": [] for at in range(count)}
    projects = PROJECTS[: pick((2, 2, 3))]
    accuracy = pick(("full", "gaps", "gaps", "none"))
    before: Mapping[int, Agent] = {}
    for number in range(agents):
        kind = pick(_KINDS) if number else "star"
        agent_id = f"{pick('CBA')}{number:04}"
        if kind == "twin":
            career = {at: replace(agent, id=agent_id) for at, agent in before.items()}
        else:
            career = _career(pick, agent_id, kind, projects, count, accuracy)
        for at, agent in career.items():
            months[f"{year}-{at + 1:02}"].append(agent)
        before = career
    return months


def _career(
    pick: Pick, agent_id: str, kind: str, projects: Sequence[str], count: int, accuracy: str
) -> dict[int, Agent]:
    """One agent's months by number from 0; a star is never away."""
    role, project, team = pick(_ROLES), pick(projects), pick(_TEAMS)
    grade = F(6) if kind in _STARS else F(pick(range(7)))
    turn = pick((3, 5, 6, 6, 8, 9)) if kind == "star_mover" else pick(range(count))
    elsewhere = projects[(projects.index(project) + 1) % len(projects)]
    other_role = pick(_ROLES)
    career = {}
    for at in range(count):
        event = _event(pick, kind, at, turn)
        if event == "absent":
            continue
        career[at] = Agent(
            agent_id,
            other_role if kind == "changing" and at == turn else role,
            elsewhere if kind in ("mover", "star_mover") and at >= turn else project,
            pick(_TEAMS) if kind == "teams" else team,
            {},
        )
        nudge = pick(_STAR_NUDGES if kind in _STARS else _NUDGES)
        career[at] = _with_figures(pick, career[at], min(max(grade + nudge, F(0)), F(6)), event, accuracy)
    return career


def _event(pick: Pick, kind: str, at: int, turn: int) -> str:
    if (kind == "joiner" and at < turn) or (kind == "leaver" and at > turn) or (kind == "absentee" and at == turn):
        return "absent"
    events: Sequence[str] = {
        "usual": _EVENTS,
        "weak": _WEAK_EVENTS,
        "star": _STAR_EVENTS,
        "star_mover": _STAR_EVENTS,
    }.get(kind, _STEADY_EVENTS)
    return str(pick(events))


def _with_figures(pick: Pick, agent: Agent, grade: Fraction, event: str, accuracy: str) -> Agent:
    """The figures of a grade from 0 to 6 in the agent's role, and what happened in the month."""
    standards = STANDARDS[agent.role]
    values: dict[str, Value] = dict.fromkeys(YEAR_COLUMNS)
    values |= {name: F(standard) for name, standard in standards.items() if name != "workload"}
    more = 1 + grade / 30
    values |= {name: standards[name] * more for name in ("emails", "qa_checks", "confirm_rate") if name in standards}
    values["productivity"] = standards["productivity"] + (100 - standards["productivity"]) * grade / 6
    values["questionnaires"] = 300 * more
    values["error_rate"] = F(pick(range(2))) if standards["error_rate"] else F(0)
    values["csat"] = pick((None, F(90), F("95.5")))
    values["proposals_adopted"], values["colleague_assists"] = pick(_GIFTS)
    values["qc_accuracy"] = _accuracy(pick, agent.role, accuracy)
    meetings: tuple[Meeting, ...] = ()
    if "meeting_turnout" in standards and pick(range(2)):
        values["meeting_turnout"] = None
        meetings = (("东区", F(10), F(10)), ("西区", F(3), F(pick((3, 4)))))
    values |= _changes(pick, event, values, standards)
    return replace(agent, values=values, meetings=meetings)


def _accuracy(pick: Pick, role: str, accuracy: str) -> Value:
    if role != "qa" or accuracy == "none" or (accuracy == "gaps" and pick(range(16)) == 0):
        return None
    return F(pick((F(97), F(97), F("98.5"), F(200, 3), F("99.999"), F(100))))


def _changes(pick: Pick, event: str, values: Mapping[str, Value], standards: Mapping[str, int]) -> dict[str, Value]:
    """What a month's event makes of the figures."""
    if event == "blank":
        return {pick(sorted(name for name in standards if values.get(name) is not None)): None}
    if event == "slow":
        return {"productivity": standards["productivity"] - F(1, 10**9)}
    known: dict[str, dict[str, Value]] = {
        "complaint": {"complaints": F(1)},
        "idle": {"proposals_adopted": F(0), "colleague_assists": None},
    }
    return known.get(event, {})
