"""A smaller scheme cut out of a bigger one: only some of its roles and awards, every comment that still applies kept.

The texts are cut, never written anew, so that a manager finds the same lines, words and remarks in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from ccmotivate.locale import translator
from ccmotivate.model.award_rules import Award
from ccmotivate.model.rules import RuleSet

AWARDS, SCHEME = "awards.yaml", "scheme.yaml"
_CURRENCY = re.compile(r"(?m)^(currency:[ \t]*)\S+")
_KEY = re.compile(r"([a-z][a-z0-9_]*):")
_ROLES = re.compile(r"(?m)^(  roles:[ \t]*)\[[^\]]*\]")


class Choice(Struct, frozen=True):
    """What a new scheme is to have: ids of roles and awards, and the currency of its prizes."""

    roles: tuple[str, ...]
    awards: tuple[str, ...]
    currency: str


class LeftOut(Struct, frozen=True):
    """An award that was chosen and cannot be kept, and the roles or the award that it would need."""

    award: str
    needs: tuple[str, ...]


def fitting_awards(rules: RuleSet, choice: Choice) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    """The chosen awards that the chosen roles can win and whose conditions stand on chosen awards, and the others."""
    kept = [name for name in rules.awards if name in choice.awards]
    left_out: list[LeftOut] = []
    while True:
        lacking = {name: _lacking(rules.awards[name], choice.roles, kept) for name in kept}
        gone = [LeftOut(name, needs) for name, needs in lacking.items() if needs]
        if not gone:
            return tuple(kept), tuple(left_out)
        left_out += gone
        kept = [name for name, needs in lacking.items() if not needs]


def _lacking(award: Award, roles: tuple[str, ...], awards: list[str]) -> tuple[str, ...]:
    if award.roles and not set(award.roles) & set(roles):
        return award.roles
    return tuple(name for one in award.condition.walk() for name in one.others if name not in awards)


def cut_scheme(rules: RuleSet, choice: Choice) -> dict[str, str]:
    """The files of the smaller scheme by name; every chosen award must fit (``fitting_awards``)."""
    dropped = {_file_of(rules, role) for role in rules.roles if role not in choice.roles}
    files = {name: text for name, text in rules.texts.items() if name not in dropped}
    files[SCHEME] = _CURRENCY.sub(rf"\g<1>{choice.currency}", files[SCHEME], count=1)
    if AWARDS in files:
        files[AWARDS] = _cut_awards(files[AWARDS], rules, choice)
    gone = [role for role in rules.roles if role not in choice.roles]
    for part in rules.parts.values():
        facet = part.facet("starter")
        if facet is not None and gone:
            files[part.part.file] = facet.fewer(files[part.part.file], gone)
    return files


def _file_of(rules: RuleSet, role: str) -> str:
    """The name of a role's file, as texts are called."""
    shown = rules.roles[role].source.file
    return next(name for name in rules.texts if shown == name or shown.endswith(f"/{name}"))


class _Section(Struct):
    """A comment that begins at the margin, and the awards under it, each by id."""

    comment: list[str]
    awards: dict[str, list[str]]


def _cut_awards(text: str, rules: RuleSet, choice: Choice) -> str:
    """The text with only the chosen awards; the first comment stays, others while an award is left under them."""
    kept: list[str] = []
    for at, section in enumerate(_sections(text)):
        chosen = [lines for name, lines in section.awards.items() if name in choice.awards]
        if at == 0 or chosen:
            kept += [*section.comment, *(line for lines in chosen for line in lines)]
    cut = "".join(kept).rstrip("\n") + "\n"
    for name in choice.awards:
        roles = rules.awards[name].roles
        left = [role for role in roles if role in choice.roles]
        if len(left) < len(roles):
            cut = _with_roles(cut, name, left)
    return cut


def _with_roles(text: str, award: str, roles: list[str]) -> str:
    """The text with fewer roles in one award's list."""
    start = re.search(rf"(?m)^{award}:", text)
    at = start.start() if start else 0
    return text[:at] + _ROLES.sub(rf"\g<1>[{', '.join(roles)}]", text[at:], count=1)


def _sections(text: str) -> list[_Section]:
    """An awards file in sections; blank lines belong to what stands above them."""
    sections = [_Section([], {})]
    lines: list[str] = sections[0].comment
    for line in text.splitlines(keepends=True):
        key = _KEY.match(line)
        if key:
            lines = sections[-1].awards.setdefault(key[1], [])
        elif line.startswith("#") and sections[-1].awards:
            if lines is not sections[-1].comment:
                sections.append(_Section([], {}))
            lines = sections[-1].comment
        lines.append(line)
    return sections


def note_text(title: str, lang: str, export: str = "", questions: Sequence[str] = (), currency: str = "") -> str:
    """What to do next, as Markdown; an ``export`` is scored in place of a blank month.

    ``questions`` on it come first, with the command of ``map`` that takes their answers.
    """
    _ = translator(lang)
    steps = [
        _("Look at the rules in the folder `rules` and change what is different with you. Then: {command}"),
        _("Make a blank month and fill it in: {command}"),
        _("Score it: {command}"),
    ]
    commands = [
        "rules check",
        f"template --month 2025-03 -o 2025-03.xlsx --lang {lang}",
        f"score 2025-03.xlsx --lang {lang}",
    ]
    if export:
        del steps[1], commands[1]
        commands[1] = f'score "{export}" --lang {lang}'
    lines = [
        f"{at}. {step.replace('{command}', f'`ccmotivate {command}`')}"
        for at, (step, command) in enumerate(zip(steps, commands, strict=True), start=1)
    ]
    asked = [_("Answer this first:"), "", *(f"- {question}" for question in questions), ""] if questions else []
    again = f'`ccmotivate map "{export}" --out . --force --currency {currency} --lang {lang} --answer …`'
    text = _("Look at the files again, with answers from above for … (the rules here are kept, renamed): {command}")
    answer = [text.format(command=again), ""] if questions else []
    here = _("Open a terminal in this folder, for the commands below.")
    return "\n".join([f"# {title}", "", *asked, here, "", *answer, *lines, ""])
