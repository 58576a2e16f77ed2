"""Sentences and names for people: problems and their fixes, months and periods, winners, groups, files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from ccmotivate.locale import N_, Translate, counted, in_number, translator
from ccmotivate.model.award_rules import Award, Who
from ccmotivate.model.calendar import Period, PeriodKind, parse_period
from ccmotivate.model.metrics import Label
from ccmotivate.model.period import Month
from ccmotivate.model.results import AwardGiven, InputFile, MonthResult
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.scorecards import Scope
from ccmotivate.model.sheets import ROSTER, SCORE, SCORE_METRIC
from ccmotivate.problems import Fact, Problem
from ccmotivate.writers.words.figures import figure_name
from ccmotivate.writers.words.text import visible

MOST_LISTED = 20
_LINES = ("lines", "metric_lines")  # facts that are to be copied, a line each
_REASONS = ("reason", "why")
SYSTEM_REASONS = (
    N_("Permission denied"), N_("No space left on device"), N_("Is a directory"), N_("Not a directory"),
    N_("File exists"), N_("Read-only file system"), N_("File name too long"), N_("Too many levels of symbolic links"),
    N_("No such file or directory"), N_("Disk quota exceeded"), N_("Input/output error"), N_("Device or resource busy"),
    N_("Operation not permitted"), N_("Too many open files"), N_("Stale file handle"),
)  # fmt: skip
"""What operating systems say of a file."""
_NOTHING = "–"  # the readers' word for an empty list and for "nothing resembles it"
_WORDS = {
    "every-month": N_("any month"),
    "header-of-ids": N_("a header of agent ids"),
    "header-of-a-metric": N_("a header of a metric that a role needs"),
    "kind-folder": N_("a folder"),
    "kind-pipe": N_("a named pipe"),
    "kind-device": N_("a device"),
    "kind-socket": N_("a socket"),
    "kind-text": N_("a text file"),
    "kind-package": N_("a zip file or a workbook"),
    "kind-database": N_("a database of another program"),
    "kind-other": N_("a file of another kind"),
    _NOTHING: N_("none"),
    ROSTER: N_("roster"),
}
_RULE_FILE = re.compile(r"\b(scheme|columns|metrics|awards)\.yaml|in the rules")
_ONE_LISTED = N_("use one of the words listed")
_ONE_LISTED_OR_ALIAS = N_("use one of the words listed, or add an alias in the rules")
_POOLS = {
    Who.ELIGIBLE: N_("eligible agents"),
    Who.QUALIFIED: N_("qualified agents"),
    Who.EVERYONE: N_("agents"),
}
_GROUPS = {
    "project": N_("project “{name}”"),
    "team": N_("team “{name}”"),
    "role": N_("role “{name}”"),
}
RECOGNITION = {
    "honour_roll": N_("honour roll"),
    "certificate": N_("certificate"),
    "newsletter": N_("newsletter citation"),
}
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip

_PERIODS = {
    PeriodKind.QUARTER: (N_("Q1 {year}"), N_("Q2 {year}"), N_("Q3 {year}"), N_("Q4 {year}")),
    PeriodKind.HALF: (N_("H1 {year}"), N_("H2 {year}")),
    PeriodKind.YEAR: (N_("Year {year}"),),
}
_NO_SUCH_AWARDS = {
    PeriodKind.MONTH: N_("This scheme gives no monthly awards."),
    PeriodKind.QUARTER: N_("This scheme gives no quarterly awards."),
    PeriodKind.HALF: N_("This scheme gives no half-year awards."),
    PeriodKind.YEAR: N_("This scheme gives no yearly awards."),
}
_PARTS = {
    PeriodKind.QUARTER: (N_("Q1"), N_("Q2"), N_("Q3"), N_("Q4")),
    PeriodKind.HALF: (N_("H1"), N_("H2")),
}


class Room(Struct, frozen=True):
    """Length limits: members of a list, characters of the value, characters of each other text; None is no limit."""

    members: int | None
    value: int | None
    text: int | None


WHOLE = Room(None, None, None)  # for programs
PAGE = Room(None, 80, 600)  # for workbooks: whole lists
SCREEN = Room(12, 80, 600)


class _Named(Protocol):
    """Whatever has a name."""

    @property
    def label(self) -> Label: ...


class _Facts(dict[str, str]):
    """Facts for a template; one that is not there reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def problem_message(problem: Problem, lang: str, rules: RuleSet | None = None, room: Room = PAGE) -> str:
    """The problem in one sentence; with ``rules``, metrics, roles and awards are shown by their labels."""
    message = _filled(problem.kind.message, problem, lang, rules, room)
    more = [_cell(problem, at, lang, room) for at in range(1, len(problem.cells))]
    if not more:
        return message
    _ = translator(lang)
    cells = _(", ").join(more[: room.members]) + (_(", …") if len(more) > (room.members or len(more)) else "")
    return _("{message}; {count} cells in all, also {cells}").format(message=message, count=problem.count, cells=cells)


def _cell(problem: Problem, at: int, lang: str, room: Room) -> str:
    """A further cell of a problem, with its value where the values differ."""
    value = problem.values[at] if problem.values else None
    if value is None:
        return problem.cells[at]
    _ = translator(lang)
    return _("{cell} ({value})").format(cell=problem.cells[at], value=_visible(value, room.value))


def problem_hint(problem: Problem, lang: str, rules: RuleSet | None = None, room: Room = PAGE) -> str:
    """How to fix it, ``""`` where there is nothing to do."""
    hint = problem.kind.hint
    if "{nearest}" in hint and problem.fields.get("nearest") == _NOTHING:
        hint = _ONE_LISTED if problem.is_fatal else _ONE_LISTED_OR_ALIAS
    text = _filled(hint, problem, lang, rules, room) if hint else ""
    if rules is None or not rules.shipped or not _RULE_FILE.search(hint):
        return text
    _ = translator(lang)
    copy = _("the shipped rules are in use; ccmotivate init DIR makes a copy of your own to change")
    return _("; ").join((text, copy)) if "\n" not in text else f"{text}\n{copy}"


def _filled(template: str, problem: Problem, lang: str, rules: RuleSet | None, room: Room) -> str:
    facts: dict[str, Fact] = {"value": problem.value or "", **dict(problem.facts)}
    _ = translator(lang)
    shown = _Facts()
    for name, fact in facts.items():
        if "{" + name not in template:
            continue
        words: Sequence[str] = (fact,) if isinstance(fact, str) else fact
        labels = _named(name, rules, of_roles=facts.get("field") == "role")
        if name in _REASONS or problem.code == "cannot-write":
            words = [_(word) for word in words]
        if name != "value":  # what stands in a cell stays as it is
            words = [_(_WORDS[word]) if word in _WORDS else word for word in words]
        words = [labels[word].text(lang) if word in labels else word for word in words]
        length = room.value if name == "value" else room.text
        if name in _LINES:
            shown[name] = "".join("\n" + _visible(word, None) for word in words)
        else:
            shown[name] = _joined([_visible(word, length) for word in words[: room.members]], len(words), lang)
    return in_number(_without_empty(_(template), facts), shown).format_map(shown)


def _without_empty(template: str, facts: Mapping[str, Fact]) -> str:
    """A template of several lines without those whose list is empty."""
    empty = ["{" + name + "}" for name, fact in facts.items() if fact == ()]
    lines = template.split("\n")
    kept = [line for line in lines if not any(name in line for name in empty)]
    return "\n".join(kept) if len(lines) > 1 else template


def _visible(text: str, limit: int | None) -> str:
    return visible(text, len(text) if limit is None else limit)


def _joined(words: Sequence[str], total: int, lang: str) -> str:
    """The members of a list, and how many there are where not all are given."""
    _ = translator(lang)
    shown = _(", ").join(words)
    return shown if total == len(words) else _("{members}, … ({count})").format(members=shown, count=total)


def _named(fact: str, rules: RuleSet | None, *, of_roles: bool) -> Mapping[str, Label]:
    """What the ids in a fact may name; a column, a metric, a role and an award may all have the same id."""
    if rules is None:
        return {}
    things: Mapping[str, _Named] = {}
    if fact in ("field", "fields", "found"):
        sheets: list[Mapping[str, _Named]] = [sheet.columns for sheet in rules.details.values()]
        sheets += [sheet.columns for sheet in rules.sheets.values()]
        of_sheets = {name: column for columns in sheets for name, column in columns.items()}
        things = {**of_sheets, **rules.metrics, **rules.people_columns}
    elif fact in ("metric", "metrics"):
        things = {**rules.metrics, SCORE: SCORE_METRIC}
    elif fact == "roles" or (of_roles and fact in ("old", "new")):
        things = rules.roles
    elif fact == "award":
        things = rules.awards
    elif fact == "details":
        things = rules.details
    elif fact in ("sheet", "sheets"):
        things = rules.sheets
    elif fact == "parts":
        things = {name: part.part for name, part in rules.parts.items()}
    return {name: thing.label for name, thing in things.items()}


def severity_word(problem: Problem, lang: str) -> str:
    """``error`` or ``note``, in the language."""
    _ = translator(lang)
    return _("error") if problem.is_error else _("note")


def month_text(month: Month, lang: str) -> str:
    """``March 2025``."""
    _ = translator(lang)
    return _("{month_name} {year}").format(month_name=_(_MONTHS[month.month - 1]), year=month.year)


def month_name(month: Month, lang: str) -> str:
    """``March``."""
    return translator(lang)(_MONTHS[month.month - 1])


def months_text(months: list[Month], lang: str) -> str:
    """One month, or the first and the last."""
    if not months:
        return ""
    ends = [month_text(month, lang) for month in (months[0], months[-1])]
    return ends[0] if len(months) == 1 else " – ".join(ends)


def counted_text(months: Sequence[MonthResult], lang: str) -> str:
    """How many agents: ``61 agents`` of one month, ``135 agents, 1,516 agent-months`` of several."""
    _ = translator(lang)
    rows = [agent_id for result in months for agent_id in result.agents["agent_id"].tolist()]
    text = _("{agents} agents, {rows} agent-months") if len(months) > 1 else _("{agents} agents")
    return counted(text, agents=f"{len(set(rows)):,}", rows=f"{len(rows):,}")


def rows_header(months: Sequence[MonthResult], lang: str) -> str:
    """What a count of rows counts: agents of one month, agent-months of several."""
    _ = translator(lang)
    return _("Agent-months") if len(months) > 1 else _("Agents")


def period_text(period: str, lang: str) -> str:
    """``March 2025``, ``Q1 2025``, ``H1 2025``, ``Year 2025``, of ``2025-Q1`` and the like."""
    _ = translator(lang)
    found = parse_period(period)
    if found is None:
        return period
    if found.kind is PeriodKind.MONTH:
        return month_text(found.months[0], lang)
    return _(_PERIODS[found.kind][found.number - 1]).format(year=found.year)


def part_text(period: str, lang: str) -> str:
    """A month or quarter without its year, for sentences about that year: ``March``, ``Q1``."""
    _ = translator(lang)
    found = parse_period(period)
    if found is None or found.kind is PeriodKind.YEAR:
        return period_text(period, lang)
    words = _MONTHS if found.kind is PeriodKind.MONTH else _PARTS[found.kind]
    return _(words[found.number - 1])


def person_text(name: str, agent_id: str) -> str:
    """``Agent Alpha (0012)``; the id alone where there is no name."""
    return f"{name} ({agent_id})" if name else agent_id


def nobody_text(rules: RuleSet, kind: PeriodKind, lang: str) -> str:
    """Why there are no winners: the scheme has no awards of the kind, or none of them is given."""
    text = N_("No award is given.") if rules.awards_of(kind) else _NO_SUCH_AWARDS[kind]
    return translator(lang)(text)


def winner_text(given: AwardGiven) -> str:
    """The winner: a person with the id, or a team."""
    return given.team if given.agent_id is None else person_text(given.name, given.agent_id)


def place_text(rank: int | None, lang: str, *, tied: bool = False) -> str:
    """``no. 1``, or ``joint 1st`` where several stand there; ``""`` for an award without ranks."""
    _ = translator(lang)
    if rank is None:
        return ""
    plain = _("no. {rank}").format(rank=rank)
    return _("joint {place}").format(place=_ordinal(rank) if lang == "en" else plain) if tied else plain


def _ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``11th``."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def titled(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def recognition_text(award: Award, lang: str) -> str:
    """What the award gives beside money."""
    _ = translator(lang)
    return _(", ").join(_(RECOGNITION.get(word, word)) for word in award.recognition)


def scope_text(scope: Scope, lang: str) -> str:
    """For whom a line of the rules is there, ``""`` for everybody."""
    _ = translator(lang)
    named = ((_("teams"), scope.teams), (_("projects"), scope.projects), (_("sites"), scope.sites))
    parts = [
        _("{kind} {names}").format(kind=kind, names=listed([visible(name) for name in names], _))
        for kind, names in named
        if names
    ]
    return _("only for {scopes}").format(scopes=_("; ").join(parts)) if parts else ""


def group_text(within: tuple[tuple[str, str], ...], rules: RuleSet, lang: str) -> str:
    """The group in which an award is decided: a project, a team, a role or the department."""
    _ = translator(lang)
    if not within:
        return _("the department")
    kind, name = within[0]
    if kind == "role" and name in rules.roles:
        name = rules.roles[name].label.text(lang)
    return _(_GROUPS.get(kind, "“{name}”")).format(name=visible(name))


def pool_text(award: Award, rules: RuleSet, lang: str) -> str:
    """Who may win: eligible agents, of some roles, with data for some metrics; or teams."""
    _ = translator(lang)
    if award.winner == "team":
        return counted(_("teams with at least {count} members"), count=award.min_members)
    pool = _(_POOLS[award.who])
    if award.roles:
        names = _(", ").join(rules.roles[role].label.text(lang) for role in award.roles if role in rules.roles)
        pool = _("{pool} of role {roles}").format(pool=pool, roles=names)
    if award.need:
        names = _(", ").join(figure_name(metric, rules, lang) for metric in award.need)
        pool = _("{pool} with data for {metrics}").format(pool=pool, metrics=names)
    return pool


def listed(texts: list[str], _: Translate, total: int | None = None) -> str:
    """The first texts, and how many of ``total`` (else of the texts) there are more."""
    shown = _(", ").join(texts[:MOST_LISTED])
    rest = (len(texts) if total is None else total) - MOST_LISTED
    return shown if rest <= 0 else _("{members} and {count} more").format(members=shown, count=rest)


def listed_files(files: Sequence[str], _: Translate, most: int = 6) -> str:
    """The first files, and how many there are more."""
    shown, rest = _(", ").join(files[:most]), len(files) - most
    return shown if rest <= 0 else counted(_("{files} and {count} more files"), files=shown, count=rest)


def rules_line(rules: RuleSet, lang: str) -> str:
    """The rules by name, with the beginning of their hash."""
    _ = translator(lang)
    return _("Rules: {name} (SHA-256 {sha256}…)").format(
        name=visible(rules.name.text(lang), 200), sha256=rules.sha256[:12]
    )


def inputs_line(inputs: tuple[InputFile, ...], lang: str) -> str:
    """The input files by name, with the beginnings of their hashes."""
    _ = translator(lang)
    template = _("{file} (SHA-256 {sha256}…)")
    files = [template.format(file=visible(one.file), sha256=one.sha256[:12]) for one in inputs]
    return _("Data: {files}").format(files=listed_files(files, _, MOST_LISTED))


def unscored_text(unscored: tuple[str, ...], lang: str) -> str:
    """The warning on a list from which rows with errors were left out."""
    _ = translator(lang)
    return _("Incomplete. Not scored, for errors in their rows: {count}").format(count=len(unscored))


def partial_text(period: Period, missing: tuple[Month, ...], lang: str) -> str:
    """The warning on everything of a period that is not over."""
    _ = translator(lang)
    months = _(", ").join(month_text(month, lang) for month in missing)
    text = _("PROVISIONAL: {period} is not over or not complete. Missing: {months}.")
    return text.format(period=period_text(str(period), lang), months=months)
