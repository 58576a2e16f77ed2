"""How a new user starts: a scheme of their own in a folder, a blank month to fill in."""

from __future__ import annotations

import functools
import os
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.locale import translator
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.outputs import Written, deliver
from ccmotivate.pipeline.scheme import load, shipped_rules
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.regular import is_folder, is_there
from ccmotivate.signals import uninterrupted

if TYPE_CHECKING:  # pydantic, pandas and the writers are loaded when there is something to do
    from ccmotivate.model.period import Month
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.writers.starter.month_template import Wanted
    from ccmotivate.writers.starter.scheme_files import Choice, LeftOut

RULES, NOTE, CASES, SCHEMA = "rules", "README.md", "cases", "schema"


class NotEmptyError(Exception):
    """The folder for a new scheme holds something already."""


class Started(Struct, frozen=True):
    """A new scheme: its rules, what could not be kept, and which files were archived.

    Of one made of files also what is wrong with them; without rules, why there are none.
    """

    rules: RuleSet | None
    left_out: tuple[LeftOut, ...] = ()
    archive_outputs: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def shipped() -> RuleSet:
    """The scheme that comes with ccmotivate.

    Raises:
        RuntimeError: it cannot be used; a broken installation.
    """
    rules, problems = load(shipped_rules(), "shipped")
    if rules is None:
        raise RuntimeError(f"the shipped rules are broken: {problems[0].source} {problems[0].code}")
    return rules


def start(target: Path, wanted: Choice, lang: str, *, force: bool = False) -> Started:
    """Make a working scheme in ``target/rules``, whole or not at all.

    Args:
        target: the folder; made where it is not there.
        wanted: roles, awards and currency; awards that do not fit are left out.
        lang: the language of the note beside the rules, and of what an editor says about their keys.
        force: go on where the folder is not empty; rules and note that stand there are renamed, never overwritten.

    Raises:
        NotEmptyError: the target holds something and ``force`` is off; nothing is written then.
        OSError: it cannot be written.
    """
    from ccmotivate.writers.starter.scheme_files import cut_scheme, fitting_awards, note_text

    whole = shipped()
    awards, left_out = fitting_awards(whole, wanted)
    choice = replace(wanted, awards=awards)
    files = _case_files(whole, choice) | {NOTE: note_text(whole.name.text(lang), lang)}
    return replace(made_scheme(target, cut_scheme(whole, choice), files, lang, force=force), left_out=left_out)


def start_blank(target: Path, currency: str, lang: str, *, force: bool = False) -> Started:
    """As ``start``, with made-up examples in place of roles, metrics and awards of the shipped scheme."""
    from ccmotivate.writers.starter.blank import blank_files
    from ccmotivate.writers.starter.scheme_files import note_text

    texts = blank_files(shipped(), currency, lang)
    note = note_text(translator(lang)("Our scheme"), lang)
    return made_scheme(target, texts, {NOTE: note}, lang, force=force)


def seen_from(folder: Path, path: Path) -> str:
    """A path relative to a folder with ``/`` on every system; as it is on another drive of Windows."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.as_posix()


def refuse_full(target: Path, force: bool) -> None:
    if is_there(target) and (not is_folder(target) or any(target.iterdir())) and not force:
        raise NotEmptyError(target)


def made_scheme(
    target: Path, texts: Mapping[str, str], more: Mapping[str, str], lang: str, *, force: bool, is_open: bool = False
) -> Started:
    """The rules in ``texts`` and their schema in ``target/rules``, ``more`` files beside; whole or not at all.

    ``is_open`` are those that nobody can load before questions are answered.
    """
    refuse_full(target, force)
    files = {f"{RULES}/{name}": text for name, text in texts.items()} | _schema_files(lang) | {**more}
    inside = is_folder(target)
    if not inside:
        target.parent.mkdir(parents=True, exist_ok=True)
    stage = (
        target if inside else target.parent
    ) / f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.ccmotivate-tmp"
    try:
        _write(stage, files)
        rules, problems = load(stage / RULES, "--rules")
        if (rules is None or has_errors(problems)) and not is_open:
            raise RuntimeError(f"the new scheme is broken: {[str(one.source) for one in problems]}")
        with uninterrupted():
            archive_outputs = _move_in(stage, target) if inside else _become(stage, target)
    finally:
        with uninterrupted():
            shutil.rmtree(stage, ignore_errors=True)
    return Started(rules, archive_outputs=archive_outputs)


def _schema_files(lang: str) -> dict[str, str]:
    """What editors check the rules by, beside the rules, so that it needs no network."""
    return {f"{RULES}/{SCHEMA}/{kind}.json": schema_of(kind, lang) for kind in schema_kinds()}


def schema_kinds() -> tuple[str, ...]:
    """The kinds of rule files that have a schema, those of parts among them."""
    from ccmotivate.parts import PARTS
    from ccmotivate.writers.starter.rules_schema import kinds

    return kinds(PARTS)


@functools.cache
def schema_of(kind: str | None, lang: str) -> str:
    """The schema of one kind of file, or of all of them, as JSON text."""
    from ccmotivate.parts import PARTS
    from ccmotivate.writers.starter.rules_schema import schema_text

    return schema_text(kind, lang, PARTS)


def _case_files(rules: RuleSet, choice: Choice) -> dict[str, str]:
    """The shipped test cases that refer to nothing that was left out."""
    gone = {name for name in rules.roles if name not in choice.roles}
    gone |= {name for name, award in rules.awards.items() if not award.part and name not in choice.awards}
    gone |= {rules.currency} - {choice.currency}
    found = sorted((shipped_rules() / CASES).glob("*.yaml"))
    texts = {f"{RULES}/{CASES}/{path.name}": path.read_text(encoding="utf-8") for path in found}
    return {name: text for name, text in texts.items() if not gone & set(re.findall(r"\w+", text))}


def _write(stage: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _become(stage: Path, target: Path) -> tuple[Path, ...]:
    stage.rename(target)
    return ()


def _move_in(stage: Path, target: Path) -> tuple[Path, ...]:
    """Move the staged files into a folder; existing files are renamed; everything is undone if a step fails."""
    moved: list[tuple[Path, Path]] = []
    aside: list[Path] = []
    try:
        for new in (stage / RULES, stage / NOTE):
            place = target / new.name
            if place.exists():
                moved.append((place, _free(place)))
                place.rename(moved[-1][1])
                aside.append(moved[-1][1])
            moved.append((new, place))
            new.rename(place)
    except OSError:
        for old, new in reversed(moved):
            if new.exists() and not old.exists():
                new.rename(old)
        raise
    return tuple(aside)


def _free(place: Path) -> Path:
    """``rules.old``, ``rules.old2`` …, the first that is not there."""
    at = 1
    while True:
        aside = place.with_name(f"{place.stem}.old{at if at > 1 else ''}{place.suffix}")
        if not aside.exists():
            return aside
        at += 1


def blank_month(target: Path, rules: RuleSet, wanted: Wanted, options: Options) -> Written:
    """Write a month workbook to fill in."""
    from ccmotivate.writers.starter.month_template import write_template

    return deliver({target: partial(write_template, rules=rules, wanted=wanted, lang=options.lang)}, options)


def blank_survey(target: Path, rules: RuleSet, month: Month | None, rows: int, options: Options) -> Written:
    """Write a workbook for the answers of a survey; a problem where the rules have none."""
    from ccmotivate.writers.starter.survey_template import survey_kind, write_survey

    kind = survey_kind(rules)
    if kind is None:
        return Written((), (problem("no-survey", SourceRef(target.name)),))
    write = partial(write_survey, rules=rules, kind=kind, month=month, rows=rows, lang=options.lang)
    return deliver({target: write}, options)


def write_schemas(folder: Path, kinds: Sequence[str], options: Options) -> Written:
    """Write the schema of each kind of rule file into a folder."""

    def fill(kind: str, path: Path) -> None:
        path.write_text(schema_of(kind, options.lang), encoding="utf-8", newline="\n")

    return deliver({folder / f"{kind}.json": partial(fill, kind) for kind in kinds}, options)
