"""The JSON Schema of the case files, made of the words in ``model/case_schema.py``, with a hint for each key.

Metrics, agents and awards are named by the scheme, so that their keys are open; what is spelt in several ways is
offered in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic.json_schema import JsonSchemaValue

from ccmotivate.conditions import CONDITIONS
from ccmotivate.locale import N_, Translate
from ccmotivate.model import case_schema as words
from ccmotivate.ruleset.case_checks import REFUSALS

ABOUT = N_("Cases: agents with their figures, and what must come of them by the rules.")
_HINTS: Mapping[str, Mapping[str, str]] = {
    "file": {
        "language": N_("The language of the reasons that are expected: zh (without it) or en."),
        "when": N_("The period of the cases that name none: a month, quarter, half-year or year; 2025-01 without it."),
        "given": N_("What every agent of the file has, unless it is said otherwise."),
        "cases": N_("The cases, one after the other."),
    },
    "case": {
        "case": N_("What the case shows."),
        "when": N_("The period of this case: 2025-03, 2025-Q1, 2025-H1 or 2025."),
        "given": N_("What every agent of the case has, unless it is said otherwise."),
        "agents": N_("The agents by id: what each has, and what is expected of it."),
        "months": N_("By month, what is different for an agent in it; absent for who is not there."),
        "sheets": N_(
            "Rows of the sheets that parts read, a list for each sheet; an empty list is a sheet without rows."
        ),
        "won": N_("Who won before the period: the agents of each award, by month, quarter, half-year or year."),
        "awards": N_("What is expected of the awards of the period; those of a part of it stand under its name."),
    },
    "given": {
        "like": N_("on_standard: every standard of the role is met exactly, but for what is written beside."),
        "name": N_("The agent's name."),
        "role": N_("The role, by id or name."),
        "project": N_("The project; A without it."),
        "team": N_("The team."),
        "site": N_("The site."),
    },
    "agent": {"expect": N_("What must come of the agent's figures.")},
    "expect": {
        "qualified": N_("Are all standards of the role met? yes or no."),
        "eligible": N_("May the agent win the awards that ask for more than qualification? yes or no."),
        "score": N_("The score in points, exactly; none without one."),
        "rank": N_("The rank by score within the project among the qualified; none without one."),
        "points": N_("Metrics with the points that each brings."),
        "values": N_("Metrics with the value that is computed of each."),
    },
    "winner": {
        "place": N_("The place."),
        "prize": N_("The prize of the place; none without one."),
        "figure": N_("The figure that the award is decided by."),
        "via": N_("Of several conditions the one that decided; none where there is one alone."),
        "within": N_("The group within which the award is given: a project, a team, a role."),
        "shared": N_("Is the place shared? yes or no."),
        "tie": N_("The tie-breaker that decided among equals; none without a tie."),
        "reason": N_("Texts that stand in the reason of the award."),
        "refused": N_("Why the agent does not win it."),
    },
}
_ANY: JsonSchemaValue = {"type": ["string", "number", "boolean", "null"]}
_NOT_A_PERIOD = "^(?![qh][0-9]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z][a-z0-9_]{0,62}$"


def cases_schema(say: Translate) -> JsonSchemaValue:
    """The schema, its definitions beside it."""
    given = _given()
    parts = {
        "file": (words.FILE_KEYS, {"language": _word(words.LANGUAGES), "when": _PERIOD, "given": _ref("given")}),
        "case": (words.CASE_KEYS, {"when": _PERIOD, "given": _ref("given"), **_by_agent()}),
        "given": (("like", *words.IDENTITY), given),
        "agent": (("like", *words.IDENTITY, "expect"), {**given, "expect": _ref("expect")}),
        "expect": (words.AGENT_EXPECTATIONS, _expected()),
        "winner": ((*words.WIN_KEYS, words.REFUSED), _won()),
    }
    made = {name: _object(name, keys, values, say) for name, (keys, values) in parts.items()}
    file = made.pop("file")
    file["properties"]["cases"] |= {"type": "array", "items": _ref("case")}
    made["case"]["required"] = ["case", "agents"]
    made["given"]["additionalProperties"] = made["agent"]["additionalProperties"] = _of_metric()
    made["expect"]["additionalProperties"] = {"anyOf": [_word(words.STATUSES), {"type": "object"}]}
    definitions = {_name(name): one for name, one in {**made, "award": _award()}.items()}
    return {**file, "required": ["cases"], "definitions": definitions}


def _object(name: str, keys: Iterable[str], values: Mapping[str, JsonSchemaValue], say: Translate) -> JsonSchemaValue:
    """Keys with their hints, each of any scalar where ``values`` say nothing else, and no other key."""
    hints = {**_HINTS["given"], **_HINTS["agent"]} if name == "agent" else _HINTS[name]
    properties = {key: {"description": say(hints[key]), **_described(values.get(key, _ANY))} for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _described(value: JsonSchemaValue) -> JsonSchemaValue:
    """A value that may have a description beside it: draft 7 takes nothing beside ``$ref``."""
    return {"allOf": [value]} if "$ref" in value else value


def _name(part: str) -> str:
    return f"Case{part.title()}"


def _ref(part: str) -> JsonSchemaValue:
    return {"$ref": f"#/definitions/{_name(part)}"}


def _word(choices: Iterable[str]) -> JsonSchemaValue:
    """One of these words, in whatever case and width."""
    return {"anyOf": [{"enum": list(choices)}, {"type": "string"}]}


_PERIOD: JsonSchemaValue = {"type": ["string", "integer"]}
_YES_OR_NO: JsonSchemaValue = {"anyOf": [{"enum": ["yes", "no"]}, {"type": ["string", "boolean"]}]}


def _map(value: JsonSchemaValue) -> JsonSchemaValue:
    return {"type": ["object", "null"], "additionalProperties": value}


def _or_nothing(value: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [value, {"type": "null"}]}


def _by_agent() -> dict[str, JsonSchemaValue]:
    """What a case says of its agents, of its months and of its awards."""
    there = _or_nothing(_ref("agent"))
    award = _ref("award")
    return {
        "agents": _map(there),
        "sheets": _map({"type": "array", "items": {"type": "object"}}),
        "months": _map(_map({"anyOf": [{"enum": [words.ABSENT[0]]}, {"type": "string"}, there]})),
        "won": _map(_map({"type": ["array", "string"], "items": _ANY})),
        "awards": {**_map({"anyOf": [award, _map(award)]}), "patternProperties": {_NOT_A_PERIOD: award}},
    }


def _given() -> dict[str, JsonSchemaValue]:
    return {"like": _word(words.LIKE)}


def _of_metric() -> JsonSchemaValue:
    """A figure of a metric or of the roster, or the rows of a detail sheet."""
    return {"anyOf": [_ANY, {"type": "array", "items": _map(_ANY)}]}


def _expected() -> dict[str, JsonSchemaValue]:
    return {"qualified": _YES_OR_NO, "eligible": _YES_OR_NO, "points": _map(_ANY), "values": _map(_ANY)}


def _won() -> dict[str, JsonSchemaValue]:
    conditions = [one.word for one in CONDITIONS]
    reason = {"anyOf": [_ANY, {"type": "array", "items": _ANY}]}
    return {"via": _word(conditions), "shared": _YES_OR_NO, "reason": reason, words.REFUSED: _word(REFUSALS)}


def _award() -> JsonSchemaValue:
    """Nobody, exactly these, or something of some."""
    return {"anyOf": [_ANY, {"type": "array", "items": _ANY}, _map({"anyOf": [_ANY, _ref("winner")]})]}
