"""What every command on files does around the pipeline: choose the rules, show progress, say what came of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

from ccmotivate.cli.language import _
from ccmotivate.cli.parser_words import missing_argument
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.locale import N_, translator
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress
from ccmotivate.pipeline.publishing import NO_LEDGER, Opened, open_ledger
from ccmotivate.pipeline.scheme import choose_rules, load
from ccmotivate.pipeline.scoring import Job, Outcome, Show
from ccmotivate.pipeline.side_by_side import score
from ccmotivate.pipeline.team import is_laid_aside
from ccmotivate.problems import Problem

if TYPE_CHECKING:  # pydantic and numpy come with the rules; `--help` pays for neither
    from rich.console import Console

    from ccmotivate.model.period import Month
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.writers.terminal.screens import Look


class Talk(Struct, frozen=True):
    """How much is printed, and where: ``results`` False leaves out scores and awards (``check``).

    With ``queries`` also what databases were asked.
    """

    json: bool = False
    quiet: bool = False
    results: bool = True
    queries: bool = False


class Scheme(Struct, frozen=True):
    """The rules of this run, None when they cannot be used, their problems, and where they come from."""

    rules: RuleSet | None
    problems: tuple[Problem, ...]
    source: str


def chosen_scheme(folder: Path | None) -> Scheme:
    """The rules that ``--rules``, the environment or the working folder choose."""
    place, how = choose_rules(folder, os.environ)
    rules, problems = load(place, how)
    return Scheme(rules, problems, source_text(place, how))


def source_text(place: Path, how: str) -> str:
    """A rules folder, and what chose it."""
    chosen_by = _("shipped") if how == "shipped" else how
    return _("{text} ({details})").format(text=place, details=chosen_by)


def say_rules(source: str) -> None:
    """The line on stderr that says where the rules come from."""
    echo(_("rules: {folder}").format(folder=source), err=True)


def needed_files(files: Sequence[str] | None, rules: RuleSet | None) -> None:
    """Ask for files where the rules name no table that could be read without any.

    Raises:
        typer.BadParameter: no file was given.
    """
    if not files and rules is not None and not rules.tables:
        raise missing_argument("FILES…")


def look_at(address: str | None, *, left_out: bool, wait: float) -> Opened:
    """The ledger that a run looks at, if there is one; ``left_out`` (``--no-ledger``) none.

    Raises:
        typer.BadParameter: a ledger was named and is to be left out.
    """
    if left_out and address:
        raise typer.BadParameter(_("give --ledger or --no-ledger, not both"), param_hint="--no-ledger")
    return Opened() if left_out else open_ledger(address, os.environ, wait=wait)


def run(
    files: Sequence[str], rules_folder: Path | None, options: Options, talk: Talk, opened: Opened = NO_LEDGER
) -> int:
    """Score or check files and report; returns the exit code."""
    with closing(Inputs(files)) as inputs:  # the first file is parsed while the rules are loaded
        scheme = chosen_scheme(rules_folder)
        needed_files(files, scheme.rules)
        if scheme.rules is None or opened.problems:
            outcome = Outcome(problems=(*scheme.problems, *opened.problems), rules=scheme.rules)
        else:
            with progress_line(options.lang, talk) as progress:
                show, holds = None, False
                if is_laid_aside(options.jobs, len(inputs.paths)):
                    show, holds = _shown_by(options, talk)
                rest = (scheme.source, progress, opened.memory, show)
                outcome = score(inputs, scheme.rules, options, *rest, holds=holds)
            outcome = Outcome(outcome.jobs, (*scheme.problems, *outcome.problems), scheme.rules, outcome.rules_from)
    _report(outcome, options, talk)
    return outcome.exit_code


def _report(outcome: Outcome, options: Options, talk: Talk) -> None:
    if talk.json:
        from ccmotivate.writers.json.scores import write_json

        jobs, texts = [job.scored for job in outcome.jobs], [one for job in outcome.jobs for one in job.shown or ()]
        months = [(one.month, one.text) for one in texts if one.month is not None]
        write_json(json_stream(), outcome.rules, jobs, outcome.problems, options.lang, months)
        return
    if talk.quiet and not any(found.is_error or found.kind.always for found in outcome.all_problems):
        return  # nothing to print, so no module is loaded for it
    from ccmotivate.writers.terminal import problem_lines, screens

    out, err = screens.console(), screens.console(stderr=True)
    for job in outcome.jobs if not talk.quiet else ():
        if job.shown is None:
            _show_job(out, job, options.lang, results=talk.results)
        if talk.queries:
            screens.show_queries(out, job.scored)
        for text in job.shown or ():
            out.file.write(text.text())
    books: dict[str, Path] = {}
    for job in reversed(outcome.jobs):  # problems of several jobs are printed with the first
        books |= problem_lines.listings(job.scored.inputs, job.written)
    found, notes = outcome.all_problems, not talk.quiet
    problem_lines.show_problems(err, found, outcome.rules, options.lang, notes=notes, listed_in=books)
    failed = len({found.source.file for found in outcome.problems if found.is_fatal})
    worth_a_line = outcome.exit_code or not talk.quiet
    if outcome.rules is not None and len(outcome.jobs) + failed > 1 and worth_a_line:
        screens.show_summary(err, [job.scored for job in outcome.jobs], failed, options.lang, checked=not talk.results)
    if outcome.rules_from and not talk.quiet:
        say_rules(outcome.rules_from)


def _show_job(out: Console, job: Job, lang: str, *, results: bool) -> None:
    from ccmotivate.writers.terminal import screens

    if results:
        screens.show_scored(out, job.scored, job.written, lang)
    else:
        screens.show_checked(out, job.scored, lang)


def _shown_by(options: Options, talk: Talk) -> tuple[Show | None, bool]:
    """What is made of a job where it is scored, for this process to print, and whether it must print from the job."""
    if talk.json:
        return _as_json, False
    if talk.quiet:
        return None, False
    from ccmotivate.writers.terminal import screens

    look = screens.look_of(screens.console())
    if look is None:
        return None, True
    return partial(_on_screen, look=look, lang=options.lang, results=talk.results), False


def _as_json(job: Job) -> list[tuple[str, Month | None]]:
    from ccmotivate.writers.json.scores import month_texts

    return [*month_texts(job.scored)]


def _on_screen(job: Job, *, look: Look, lang: str, results: bool) -> list[tuple[str, Month | None]]:
    from ccmotivate.writers.terminal.screens import printed

    return [(printed(look, lambda out: _show_job(out, job, lang, results=results)), None)]


def say_problems(
    problems: Sequence[Problem], rules: RuleSet | None, options: Options, talk: Talk, *, worked: bool
) -> None:
    """Problems on stderr; where the run worked only errors and notes that are always shown."""
    from ccmotivate.writers.terminal import problem_lines, screens

    notes = not (worked or talk.quiet)
    problem_lines.show_problems(screens.console(stderr=True), problems, rules, options.lang, notes=notes)


_STEPS = {
    "reading": N_("reading {name}"),
    "scoring": N_("scoring {name}"),
    "deciding": N_("deciding the awards of {name}"),
    "writing": N_("writing {name}"),
}


@contextmanager
def progress_line(lang: str, talk: Talk) -> Iterator[Progress]:
    """A line on stderr that says what is being done: only on a terminal, never into a log."""
    if talk.quiet or not sys.stderr.isatty():
        yield lambda _what, _name: None
        return
    from ccmotivate.writers.terminal.screens import console

    in_words = translator(lang)
    with console(stderr=True).status(_("reading …"), spinner="line") as status:
        yield lambda what, name: status.update(in_words(_STEPS[what]).format(name=name))
