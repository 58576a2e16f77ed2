"""The JSON Schema (draft 7) of the rule files, made from the pydantic models, for editors that complete and check YAML.

It accepts everything that ``rules check`` accepts. Checks across files and checks that need arithmetic are left to
``rules check``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from ccmotivate.conditions import CONDITIONS
from ccmotivate.conditions.figure_rules import FIGURE_KEYS, TAKES
from ccmotivate.locale import N_, translator
from ccmotivate.model import schema as s
from ccmotivate.model.bounds import MOST_POINTS
from ccmotivate.model.durations import WORDS
from ccmotivate.model.metric_schema import MetricRule
from ccmotivate.model.parts import PartDeclared
from ccmotivate.model.source_schema import SOURCES
from ccmotivate.points import METHODS
from ccmotivate.points.written import ScoreLineRule
from ccmotivate.ruleset.schema import AwardRule, RoleFile
from ccmotivate.writers.files.signature import SCHEMA, marked_text
from ccmotivate.writers.json.text import indented
from ccmotivate.writers.starter import cases_schema as cases

DRAFT = "http://json-schema.org/draft-07/schema#"
KINDS: Mapping[str, Any] = {
    "scheme": s.SchemeFile,
    "columns": s.ColumnsFile,
    "metrics": dict[s.Id, MetricRule],
    "roles": RoleFile,
    "awards": dict[s.Id, AwardRule],
    "sources": SOURCES,
}
"""The models of the rule files, by the name of the file or folder."""

FILES: Mapping[str, str] = {
    "scheme": N_(
        "The scheme: its name, its currency, and who may win the awards that ask for more than qualification."
    ),
    "columns": N_("How headers and words in cells are recognised."),
    "metrics": N_("The metrics by id: every column that is read, and what is computed from them."),
    "roles": N_("One role: what it must meet, and its scorecard."),
    "awards": N_("The awards by id."),
    "sources": N_("How foreign files become agents and rows, by id."),
    "cases": cases.ABOUT,
}
"""What each kind of file is."""

_ID = r"^[a-z][a-z0-9_]{0,62}$"
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_DIGITS = "[0-9０-９]"
_NUMBER = f"^[ 　]*[+＋-]?{_DIGITS}[0-9０-９,， 　]*([.．]{_DIGITS}[0-9０-９ 　]*)?[%‰％]?[ 　]*$"
_PLAIN = f"^[ 　]*[+＋]?{_DIGITS}[0-9０-９,， 　]*([.．]{_DIGITS}[0-9０-９ 　]*)?$"
_SIGNED = _PLAIN.replace("[+＋]?", "[+＋-]?")
_ANY_CASE = {small: f"[{small}{small.upper()}]" for small in ascii_lowercase}
_UNIT = "|".join("".join(_ANY_CASE.get(sign, sign) for sign in word) for words in WORDS.values() for word in words)
_DURATION = f"^[ 　]*[:：]?{_DIGITS}([0-9０-９.．:：,， 　零]|{_UNIT})*([:：]{_DIGITS}|{_UNIT})([0-9０-９.． 　])*$"
_ISO_DURATION = f"^[ 　]*[Pp]({_DIGITS}|[.．DTHMSdthms])+[ 　]*$"
_FIGURE = f"{_NUMBER}|{_DURATION}|{_ISO_DURATION}"
_FIGURES: Mapping[str, JsonSchemaValue] = {  # by the function that reads it
    "parse_figure": {"type": ["number", "string"], "pattern": _FIGURE},
    "goal_or_figure": {"type": ["number", "string"], "pattern": f"{_FIGURE}|^goal$"},
    "_signed_points": {
        "type": ["number", "string"],
        "pattern": _SIGNED,
        "minimum": -MOST_POINTS,
        "maximum": MOST_POINTS,
    },
    "_within_points": {"type": ["number", "string"], "pattern": _PLAIN, "minimum": 0, "maximum": MOST_POINTS},
    "_not_negative": {"type": ["number", "string"], "pattern": _PLAIN, "minimum": 0},
    "first_month": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"},
}
_BEST = {"enum": ["high", "low"]}
_CONDITIONS = tuple(one.word for one in CONDITIONS)
_EXACTLY_ONE: Mapping[str, tuple[str, ...]] = {
    "CriterionRule": ("at_least", "at_most", "more_than", "less_than", "equals", "one_of"),
    "ScoreLineRule": tuple(method.key for method in METHODS),
    "ExpectedRule": ("up", "down"),
    "FieldRule": ("of", "value"),
    "MonthFromRule": ("of", "value"),
    "PartRule": TAKES,
    "FigureRule": FIGURE_KEYS,
    "TieRule": FIGURE_KEYS,
    "ConditionRule": _CONDITIONS,
    "AwardRule": _CONDITIONS,
}
_MORE: Mapping[type, tuple[Mapping[str, Any], ...]] = {ScoreLineRule: tuple(method.schema for method in METHODS)}
_NAMES: Mapping[str, JsonSchemaValue] = {"figure": {"pattern": _FIGURE}}  # of the keys in a table


def _or_word(full: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [full, {"type": ["string", "number"]}]}


def _or_text(full: JsonSchemaValue) -> JsonSchemaValue:
    """The short form of a name, within the bounds that each of its texts has."""
    text = TypeAdapter(s.Text).json_schema()
    return {"anyOf": [full, text | {"type": ["string", "number", "boolean"]}]}


def _or_id(full: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [full, {"type": "string", "pattern": _ID}]}


def _or_part(full: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [full, {"enum": ["month", "quarter", "half"]}]}


def _or_figure_and_best(full: JsonSchemaValue) -> JsonSchemaValue:
    keys = f"^(?!({'|'.join((*FIGURE_KEYS, 'best'))})$)" + _ID[1:]
    short = {"type": "object", "patternProperties": {keys: _BEST}, "additionalProperties": False}
    return {"anyOf": [full, {**short, "minProperties": 1, "maxProperties": 1}]}


def _or_single(full: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [full["items"], full]}


def _or_scalar(full: JsonSchemaValue) -> JsonSchemaValue:
    """What one word or figure stands for in a part's file."""
    return {"anyOf": [{"type": ["number", "string"]}, full]}


def _or_nothing(full: JsonSchemaValue) -> JsonSchemaValue:
    return {"anyOf": [full, {"type": "null"}]}


_SHORT_FORMS: Mapping[
    str, Callable[[JsonSchemaValue], JsonSchemaValue]
] = {  # by the function that reads the short form
    "_name_shorthand": _or_text,
    "_header_shorthand": _or_text,
    "_saying_shorthand": _or_scalar,
    "blank_section": _or_nothing,
    "_pass_shorthand": _or_word,
    "_figure_shorthand": _or_id,
    "_tie_shorthand": _or_figure_and_best,
    "_lead_shorthand": _or_part,
    "as_list": _or_single,
}


def kinds(parts: Sequence[PartDeclared] = ()) -> tuple[str, ...]:
    """What a schema can be asked for: the files of the core, then those of parts."""
    return (*FILES, *(part.id for part in parts))


def schema_text(kind: str | None, lang: str, parts: Sequence[PartDeclared] = ()) -> str:
    """The schema of one kind of file (one of ``kinds``), or of all of them, as JSON text."""
    schema = {"$schema": DRAFT, "$comment": f"ccmotivate {SCHEMA}", **rules_schema(kind, lang, parts)}
    return marked_text(indented(schema))


def rules_schema(kind: str | None, lang: str, parts: Sequence[PartDeclared] = ()) -> JsonSchemaValue:
    """The schema of one kind of file; for None one that takes any rule file, with a definition of each kind."""
    if kind is not None:
        return {"$schema": DRAFT, **_whole(kind, lang, parts)}
    definitions: dict[str, Any] = {}
    for name in kinds(parts):
        whole = _whole(name, lang, parts)
        definitions |= whole.pop("definitions", {})
        definitions[name] = whole
    return {
        "$schema": DRAFT,
        "title": "ccmotivate",
        "anyOf": [{"$ref": f"#/definitions/{name}"} for name in kinds(parts)],
        "definitions": dict(sorted(definitions.items())),
    }


def _whole(kind: str, lang: str, parts: Sequence[PartDeclared]) -> JsonSchemaValue:
    """The schema of a kind of file, the models in it as definitions."""
    _, title = translator(lang), f"ccmotivate: {kind}"
    if kind == "cases":
        return {"title": title, "description": _(cases.ABOUT), **cases.cases_schema(_)}
    facets = {part.id: part.facet("rules") for part in parts}
    schema = facets[kind].SCHEMA if kind in facets else KINDS[kind]
    about = facets[kind].DESCRIPTION if kind in facets else FILES[kind]
    made = TypeAdapter(schema).json_schema(
        by_alias=True, ref_template="#/definitions/{model}", schema_generator=_generator(lang)
    )
    definitions = made.pop("$defs", {})
    return {"title": title, "description": _(about), **made, "definitions": definitions}


def _generator(lang: str) -> type[GenerateJsonSchema]:
    """The generator, with hints in a language."""
    _ = translator(lang)

    class Generator(_Generator):
        say = staticmethod(_)

    return Generator


class _Generator(GenerateJsonSchema):
    """Pydantic's generator for text that stands in YAML: what is text to us is a number or a word to an editor."""

    say: Callable[[str], str]

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's own signature
        return False

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        made = super().str_schema(schema)
        return made if "pattern" in made else {**made, "type": ["string", "number", "boolean"]}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {**super().int_schema(schema), "type": ["integer", "string"], "pattern": r"^\d+$"}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:  # noqa: ARG002 - pydantic's own signature
        return {"enum": [True, False, "yes", "no", "on", "off"]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])  # a key is left out, never null

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = self.generate_inner(schema["schema"])
        default = schema.get("default")
        return {**made, "default": default} if isinstance(default, str) and "$ref" not in made else made

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        name = getattr(schema["function"]["function"], "__name__", "")
        return dict(_FIGURES[name]) if name in _FIGURES else super().function_after_schema(schema)

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        name = getattr(schema["function"]["function"], "__name__", "")
        return _SHORT_FORMS.get(name, _or_scalar)(self.generate_inner(schema["schema"]))

    def list_schema(self, schema: core_schema.ListSchema) -> JsonSchemaValue:
        made = super().list_schema(schema)
        return {**made, "items": _or_dated(made["items"])}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        if "patternProperties" in made:
            made["patternProperties"] = {key: _or_dated(one) for key, one in made["patternProperties"].items()}
            made["additionalProperties"] = False
        elif isinstance(made.get("additionalProperties"), dict):
            made["additionalProperties"] = _or_dated(made["additionalProperties"])
        return made

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        model = schema["cls"]
        made.pop("title", None)
        made.pop("description", None)
        for key, one in made["properties"].items():
            hint = one.pop("description", "")
            if "names" in one:
                one["propertyNames"] = _NAMES[one.pop("names")]
            made["properties"][key] = {"description": self.say(hint), **_or_dated(one)}
        if model.__name__ in _EXACTLY_ONE:
            made["oneOf"] = [{"required": [key]} for key in _EXACTLY_ONE[model.__name__]]
        for more in _MORE.get(model, ()):
            made |= more
        return made


def _or_dated(value: JsonSchemaValue) -> JsonSchemaValue:
    """A value, or a table of months with what it is from each of them on."""
    default = {"default": value.pop("default")} if "default" in value else {}
    table = {"type": "object", "patternProperties": {_MONTH: value}, "additionalProperties": False, "minProperties": 1}
    return {**default, "anyOf": [value, table]}
