"""``sources.yaml`` and the ``detail_sheets`` of ``columns.yaml`` resolved: columns, fields, patterns, templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ccmotivate.model.connections import TableFrom
from ccmotivate.model.metrics import ROW_FIELDS, DetailColumn, DetailSheet, Label
from ccmotivate.model.period import parse_month
from ccmotivate.model.schema import DetailColumnRule
from ccmotivate.model.sources import KNOWN_AS, SHEET, FieldFrom, Layout, across_parts, names_in, part_pattern
from ccmotivate.model.words import normal
from ccmotivate.ruleset.resolver import Resolver, label_of, range_of
from ccmotivate.ruleset.yaml_text import YamlPath

if TYPE_CHECKING:  # few schemes have them
    from ccmotivate.model.source_schema import FieldRule, KnownAsRule, SourceRule

FILE = "sources.yaml"
_TAKEN = ("agents", "roster")
_OF_IDS = ("agent_id", KNOWN_AS)
_FIELDS = ("agent_id", "name", "role", "project", "team", "site", "month")


def sources_of(resolver: Resolver) -> tuple[dict[str, DetailSheet], dict[str, DetailSheet]]:
    """The sources with columns, detail sheets among them, and those without, which are rosters."""
    made = _detail_sheets(resolver)
    for name, rule in resolver.written.sources.items():
        if name in _TAKEN:
            resolver.say("rule-source-id", resolver.at(FILE, name), name)
        if name in made:
            resolver.say("rule-word-twice", resolver.at(FILE, name), name, what="sheet", first=made[name].source)
        made[name] = _source(resolver, name, rule)
    return {n: one for n, one in made.items() if one.columns}, {n: one for n, one in made.items() if not one.columns}


def _detail_sheets(resolver: Resolver) -> dict[str, DetailSheet]:
    """The short form: told by its headers, the agents' columns as ``columns.yaml`` has them."""
    sheets: dict[str, DetailSheet] = {}
    for name, rule in resolver.written.columns.detail_sheets.items():
        path = ("detail_sheets", name)
        columns = _columns(resolver, "columns.yaml", path, rule.columns)
        key = _known(resolver, "columns.yaml", (*path, "key"), rule.key, columns)
        sheets[name] = DetailSheet(name, label_of(rule), columns, resolver.at("columns.yaml", *path), key)
    return sheets


def _columns(
    resolver: Resolver, file: str, path: YamlPath, rules: Mapping[str, DetailColumnRule]
) -> dict[str, DetailColumn]:
    columns = {}
    for key, rule in rules.items():
        here = resolver.at(file, *path, "columns", key)
        if key in ROW_FIELDS:
            resolver.say("rule-id-taken", here, key)
        if rule.unit is not None and rule.kind != "duration":
            resolver.say("rule-unit-of-what", here, rule.unit)
        if rule.clock is not None and rule.kind != "duration":
            resolver.say("rule-clock-of-what", here, rule.clock)
        if rule.values and rule.kind != "text":
            resolver.say("rule-values-of-what", here, rule.kind)
        is_yes_no = rule.kind == "yes_no"
        kind = "pass" if is_yes_no else rule.kind
        plausible = range_of(resolver, rule.plausible, kind, here, rule.unit)
        more = (tuple(rule.values), tuple(rule.no_data), is_yes_no, rule.clock)
        columns[key] = DetailColumn(key, label_of(rule), kind, plausible, rule.unit, *more)
    return columns


def _known(
    resolver: Resolver, file: str, path: YamlPath, words: list[str], choices: Mapping[str, object]
) -> tuple[str, ...]:
    here = resolver.at(file, *path)
    return tuple(word for word in dict.fromkeys(words) if resolver.known("columns", word, choices, here))


def _source(resolver: Resolver, name: str, rule: SourceRule) -> DetailSheet:
    columns = _columns(resolver, FILE, (name,), rule.columns)
    for taken in sorted(columns.keys() & {*_FIELDS}):
        resolver.say("rule-id-taken", resolver.at(FILE, name, "columns", taken), taken)
    fields = dict(_fields(resolver, name, rule))
    known = {**dict.fromkeys(("agent_id", "month")), **fields, **columns}
    fields |= dict(_known_as(resolver, name, rule, fields.get("agent_id")))
    label = Label(name, name) if rule.title is None else Label(rule.title.zh, rule.title.en)
    _check_shape(resolver, name, rule)
    return DetailSheet(
        name,
        label,
        columns,
        resolver.at(FILE, name),
        _known(resolver, FILE, (name, "key"), rule.key, known),
        Layout(
            files=tuple(rule.files),
            sheets=tuple(map(normal, rule.sheet)),
            fields=fields,
            dates=rule.month.dates if rule.month else None,
            written_in=rule.month.written_in if rule.month else None,
            days_in_names=rule.month is not None and rule.month.days_in_names == "yes",
            header_rows=rule.header.rows,
            across=rule.across,
            fill_down=_known(resolver, FILE, (name, "fill_down"), rule.fill_down, known),
            only={header: tuple(texts) for header, texts in rule.only.items()},
            totals=tuple(rule.totals),
            decimal=rule.decimal,
            encoding=rule.encoding,
            separator="\t" if rule.separator == "tab" else rule.separator,
            is_mapped=True,
            table=_table(rule),
        ),
    )


def _table(rule: SourceRule) -> TableFrom | None:
    """The table of a database; ``schema.table`` names both."""
    if rule.table is None or rule.connect is None:
        return None
    schema, _dot, table = rule.table.rpartition(".")
    at = rule.connect
    variables = [one.env if one else None for one in (at.user, at.password)]
    return TableFrom(table, schema or None, at.url, at.env, *variables)


def _fields(resolver: Resolver, name: str, rule: SourceRule) -> Iterator[tuple[str, FieldFrom]]:
    for field in _FIELDS:
        written: FieldRule | None = getattr(rule, field)
        if written is not None and (written.of or written.value):
            made = _field(resolver, (name, field), field, written)
            if made is not None:
                yield field, made


def _known_as(
    resolver: Resolver, name: str, rule: SourceRule, agent_id: FieldFrom | None
) -> Iterator[tuple[str, FieldFrom]]:
    """What else people are called by; only a roster says so, and of other columns than that of their ids."""
    here = resolver.at(FILE, name, KNOWN_AS)
    if rule.known_as and rule.columns:
        resolver.say("rule-roster-only", here, KNOWN_AS)
    usual = [label_of(one) for key, one in resolver.written.columns.columns.items() if key == "agent_id"]
    own = {f"{{{word}}}" for label in usual for word in label.words} if agent_id is None else {agent_id.text}
    forms = set(map(normal, own))
    for at, written in enumerate(rule.known_as, start=1):
        made = _field(resolver, (name, KNOWN_AS), KNOWN_AS, written)
        if made is not None and normal(made.text) in forms and (agent_id is None or made.part == agent_id.part):
            resolver.say("rule-known-as-own", here, written.of)
        elif made is not None:
            yield (KNOWN_AS if at == 1 else f"{KNOWN_AS} {at}"), made


def _field(resolver: Resolver, path: YamlPath, field: str, rule: FieldRule | KnownAsRule) -> FieldFrom | None:
    """What a field is made of; None and a problem where its templates name no column, or not the field."""
    if rule.value is not None:
        if field == "month" and parse_month(rule.value) is None:
            resolver.say("rule-month-unreadable", resolver.at(FILE, *path, "value"), rule.value)
        return FieldFrom(rule.value, ())
    assert rule.of is not None
    text = rule.of if any(brace in rule.of for brace in "{}") else f"{{{rule.of}}}"
    headers = names_in(text)
    if not headers or not all(headers):
        resolver.say("rule-template-empty", resolver.at(FILE, *path), rule.of)
        return None
    if rule.as_ is None:
        return FieldFrom(text, headers)
    part = part_pattern(rule.as_, ("id", field) if field in _OF_IDS else (field,))
    if part is None:
        wanted = "{id}" if field in _OF_IDS else f"{{{field}}}"
        resolver.say("rule-template-lacks", resolver.at(FILE, *path, "as"), rule.as_, wanted=wanted)
        return None
    return FieldFrom(text, headers, part, rule.as_)


def _check_shape(resolver: Resolver, name: str, rule: SourceRule) -> None:
    """What does not go together in one source."""
    _check_table(resolver, name, rule)
    if not (
        rule.files or rule.sheet or rule.columns or rule.known_as or any(getattr(rule, field) for field in _FIELDS)
    ):
        resolver.say("rule-source-of-nothing", resolver.at(FILE, name), name)
    for key in ("encoding", "separator"):
        if getattr(rule, key) is not None and not rule.files:
            resolver.say("rule-source-needs", resolver.at(FILE, name, key), key, needed="files")
    for key in ("key", "across"):
        if getattr(rule, key) and not rule.columns:
            resolver.say("rule-source-needs", resolver.at(FILE, name, key), key, needed="columns")
    if rule.across is not None and across_parts(rule.across) is None:
        resolver.say("rule-across", resolver.at(FILE, name, "across"), rule.across)
    if rule.across is not None and rule.month is not None:
        resolver.say("rule-across-and-month", resolver.at(FILE, name, "month"), rule.across)
    if rule.month is not None and rule.month.written_in is not None and resolver.zone is None:
        resolver.say("rule-no-zone", resolver.at(FILE, name, "month", "written_in"), rule.month.written_in)


_OF_FILES = ("files", "sheet", "across", "fill_down", "totals", "decimal", "encoding", "separator")


def _check_table(resolver: Resolver, name: str, rule: SourceRule) -> None:
    """What a table of a database needs, and what only files have."""
    for key, other in (("table", "connect"), ("connect", "table")):
        if getattr(rule, key) is not None and getattr(rule, other) is None:
            resolver.say("rule-source-needs", resolver.at(FILE, name, key), key, needed=other)
    if rule.table is None:
        return
    for key in _OF_FILES:
        if getattr(rule, key):
            resolver.say("rule-table-key", resolver.at(FILE, name, key), key)
    for field in _FIELDS:
        if (made := getattr(rule, field)) is not None and SHEET in (made.value or ""):
            resolver.say("rule-table-key", resolver.at(FILE, name, field, "value"), SHEET)
    if rule.header.rows != 1:
        resolver.say("rule-table-key", resolver.at(FILE, name, "header"), "header")
    for key in ("dates", "days_in_names"):
        if rule.month is not None and getattr(rule.month, key) is not None:
            resolver.say("rule-table-key", resolver.at(FILE, name, "month", key), key)
    dated = any(column.kind in ("date", "moment") for column in rule.columns.values())
    if rule.columns and rule.month is None and not dated:
        resolver.say("rule-table-month", resolver.at(FILE, name, "table"), rule.table)
