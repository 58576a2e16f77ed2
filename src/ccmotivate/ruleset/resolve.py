"""Rule files that fit their schema → the engine's rules: every reference followed, every figure in its metric's unit.

Each check yields problems with the line of the key it is about; none stops at the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from ccmotivate.locale import N_, translator
from ccmotivate.model.metrics import IdentityColumn, Label, MetricKind
from ccmotivate.model.parts import PartDeclared
from ccmotivate.model.roster import KINDS, RosterColumn, RosterKind
from ccmotivate.model.rule_figures import Figure
from ccmotivate.model.rules import Letterhead, ReadingRules, RoleBy, RuleSet, Words
from ccmotivate.model.scorecards import Role
from ccmotivate.model.words import normal
from ccmotivate.problems import Problem, SourceRef
from ccmotivate.ruleset.awards import award_of
from ccmotivate.ruleset.metrics import check_formula_names, check_header_words, check_words, metric_of
from ccmotivate.ruleset.part_file import part_rules, with_words
from ccmotivate.ruleset.resolver import Resolver, WrittenRules, criterion_of, in_unit, label_of, range_of
from ccmotivate.ruleset.roles import role_of
from ccmotivate.ruleset.sources import sources_of

__all__ = ["WrittenRules", "resolve"]


def resolve(
    written: WrittenRules,
    folder: str,
    sha256: str,
    texts: Mapping[str, str],
    parts: Sequence[tuple[PartDeclared, Any]] = (),
) -> tuple[RuleSet, tuple[Problem, ...]]:
    """Check the files against each other and build the rules; they are to be used only if no problem is an error.

    ``parts`` are those whose file is there, each with its content.
    """
    resolver = Resolver(written)
    columns = _identity(written)
    details, rosters = sources_of(resolver)
    for name, rule in written.metrics.items():
        resolver.metrics[name] = metric_of(resolver, name, rule, details)
    check_formula_names(resolver)
    check_header_words(resolver, columns, details)
    roles = _roles(resolver)
    eligible = tuple(
        criterion
        for metric, standard in written.scheme.eligible.items()
        if (criterion := criterion_of(resolver, "scheme.yaml", ("eligible", metric), metric, standard))
    )
    awards = {name: award_of(resolver, name, rule, roles) for name, rule in written.awards.items()}
    if written.scheme.placeholder_targets == "yes":
        resolver.say("targets-placeholders", resolver.at("scheme.yaml", "placeholder_targets"))
    words = written.columns.words
    rules = RuleSet(
        name=_name(written),
        placeholder_targets=written.scheme.placeholder_targets == "yes",
        currency=written.scheme.currency,
        folder=folder,
        sha256=sha256,
        texts=dict(texts),
        columns=columns,
        details=details,
        units=tuple(written.columns.units),
        words=Words(tuple(words.passes), tuple(words.fails), tuple(words.no_data), tuple(words.totals)),
        reading=_reading(resolver),
        levels={name: label_of(level) for name, level in written.columns.levels.items()},
        metrics=resolver.metrics,
        roles=roles,
        eligible=eligible,
        awards={name: award for name, award in awards.items() if award},
        letterhead=_letterhead(resolver),
        roster=_roster(resolver),
        rosters=rosters,
        role_by=_role_by(resolver, roles, columns),
    )
    on = {part.id: part_rules(part, content, resolver, rules) for part, content in parts}
    given = {award.id: award for one in on.values() for award in one.awards}
    whole = replace(rules, parts=on, awards={**rules.awards, **given}, roster=with_words(rules.roster, on))
    return (whole if on else rules), tuple(resolver.problems)


def _roles(resolver: Resolver) -> dict[str, Role]:
    """The roles by id, each from the first file that has it."""
    roles: dict[str, Role] = {}
    for file, role in resolver.written.roles.items():
        if role.role in roles:
            resolver.say("rule-role-twice", resolver.at(file, "role"), role.role, first=roles[role.role].source)
        else:
            roles[role.role] = role_of(resolver, file, role)
    check_words(resolver, "role", ((role.label, role.source) for role in roles.values()))
    return roles


def _name(written: WrittenRules) -> Label:
    """The name as every output shows it, which says whether the targets are placeholders."""
    name, is_made = written.scheme.name, written.scheme.placeholder_targets == "yes"
    zh, en = (
        translator(lang)(N_("{name} (placeholder targets)")).format(name=text) if is_made else text
        for lang, text in (("zh", name.zh), ("en", name.en))
    )
    return Label(zh, en)


def _reading(resolver: Resolver) -> ReadingRules:
    rule, scheme = resolver.written.columns.reading, resolver.written.scheme
    if scheme.zone and rule.zone and scheme.zone != rule.zone:
        first = resolver.at("columns.yaml", "reading", "zone")
        resolver.say("rule-two-zones", resolver.at("scheme.yaml", "zone"), scheme.zone, other=rule.zone, first=first)
    exact = {"least_beside_units": rule.least_beside_units}  # which pydantic makes a text of
    written = {**rule.model_dump(), **exact, "zone": resolver.zone}
    separator = "\t" if rule.separator == "tab" else rule.separator
    exclude = {str(column): tuple(texts) for column, texts in rule.exclude.items()}
    shares = {name: _share(resolver, name, getattr(rule, name)) for name in ("same_rows", "same_people")}
    return ReadingRules(**{**written, **shares, "separator": separator, "exclude": exclude})


def _share(resolver: Resolver, key: str, figure: Figure) -> Fraction:
    """A key of how files are read that is a share, of 1."""
    here = resolver.at("columns.yaml", "reading", key)
    percent = MetricKind.PERCENT
    share = Fraction(0) if figure.two_readings(percent) else in_unit(resolver, figure, percent, here) / 100
    if not 0 < share <= 1:
        resolver.say("rule-share", here, figure.text, key=key)
    return share


def _letterhead(resolver: Resolver) -> Letterhead:
    scheme = resolver.written.scheme
    company, signatory = (
        None if name is None else Label(name.zh, name.en) for name in (scheme.company, scheme.signatory)
    )
    source = resolver.at("scheme.yaml", "logo") if scheme.logo else SourceRef()
    return Letterhead(company, signatory, scheme.logo or "", source)


def _identity(written: WrittenRules) -> dict[str, IdentityColumn]:
    """The six identity columns; one that the file leaves out is known by its id alone."""
    columns: dict[str, IdentityColumn] = {}
    for name in ("month", "agent_id", "name", "role", "project", "team", "site"):
        rule = next((rule for key, rule in written.columns.columns.items() if key == name), None)
        columns[name] = (
            IdentityColumn(name, label_of(rule), rule.default) if rule else IdentityColumn(name, Label(name, name))
        )
    return columns


def _role_by(resolver: Resolver, roles: Mapping[str, Role], columns: Mapping[str, IdentityColumn]) -> RoleBy | None:
    """The role by another column; each word once, each role one of the scheme, and no default beside it."""
    rule = resolver.written.scheme.role
    if rule is None:
        return None
    seen: dict[str, str] = {}
    for word, role in rule.is_.items():
        here = resolver.at("scheme.yaml", "role", "is", word)
        resolver.known("roles", role, roles, here)
        first = seen.setdefault(normal(word), word)
        if first != word:
            before = resolver.at("scheme.yaml", "role", "is", first)
            resolver.say("rule-word-twice", here, word, what=rule.by, first=before)
    if columns["role"].default is not None:
        resolver.say("rule-role-default", resolver.at("scheme.yaml", "role"), columns["role"].default)
    return RoleBy(rule.by, dict(rule.is_))


def _roster(resolver: Resolver) -> dict[str, RosterColumn]:
    found: dict[str, RosterColumn] = {}
    for name, rule in resolver.written.columns.roster.items():
        here = resolver.at("columns.yaml", "roster", name, *(["plausible"] if rule.plausible else []))
        kind = "text" if KINDS[name] is RosterKind.DATE else KINDS[name]
        plausible = range_of(resolver, rule.plausible, kind, here)
        found[name] = RosterColumn(name, label_of(rule), plausible, tuple(rule.no_data), rule.dates or "")
        for key in ("no_data", "dates") if KINDS[name] is not RosterKind.DATE else ():
            if getattr(rule, key):
                resolver.say("rule-days-of-what", resolver.at("columns.yaml", "roster", name, key), key)
    return found
