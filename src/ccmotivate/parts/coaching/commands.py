"""``ccmotivate coach``: a sheet for the talk with each person of whom quality found something in a month."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    Files,
    ForceFlag,
    LangOption,
    MonthOption,
    QuietFlag,
    RulesFolder,
    WaitOption,
    YearOption,
    month_of,
)
from ccmotivate.cli.run import Scheme, Talk, chosen_scheme, progress_line, say_rules
from ccmotivate.cli.saying import echo
from ccmotivate.locale import counted
from ccmotivate.model.period import Month
from ccmotivate.parts.coaching.problems import NO_FINDINGS, NOBODY, NOT_THIS_ONE, OFF
from ccmotivate.pipeline.choosing import named_agent
from ccmotivate.pipeline.exit_codes import exit_code
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options, Progress
from ccmotivate.pipeline.outputs import NotWrittenError, archive_if_writing, holding, put
from ccmotivate.pipeline.scoring import pool
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas comes with the engine, pydantic with the rules
    from ccmotivate.model.results import MonthResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.writers.honours.pictures import Picture
    from ccmotivate.writers.honours.template_file import Template

OUTPUT = "coaching.docx"


def register(app: typer.Typer) -> None:
    """The one command."""
    app.command("coach")(coach)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose sheets are wanted (everybody's without an agent), of which month, from which template, and where."""

    month: Month
    out: Path
    agent: str | None = None
    template: Path | None = None


@dataclass(frozen=True, slots=True)
class Coached:
    """What came of it: what was written, for how many people, and the problems."""

    written: tuple[Path, ...] = ()
    people: int = 0
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings in the data, 2 could not run."""
        return exit_code(self.problems, ran=self.rules is not None)


def coach(
    period: Annotated[
        Month, typer.Argument(metavar="MONTH", parser=month_of, help=_("The month to talk about, like 2025-03."))
    ],
    files: Files,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("The folder for coaching.docx."))],
    agent: Annotated[
        str | None, typer.Option("--agent", metavar="AGENT", help=_("Only the sheet of this agent, by id or name."))
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE.docx", help=_("Your own sheet, with placeholders."))
    ] = None,
    rules: RulesFolder = None,
    month: MonthOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    force: ForceFlag = False,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Write a sheet for the talk with each person of whom quality found something."""
    options = Options(lang=lang or LANG, out=out, month=month, year=year, encoding=encoding, force=force, wait=wait)
    talk, scheme = Talk(quiet=quiet), chosen_scheme(rules)
    with progress_line(options.lang, talk) as progress:
        coached = _coached(Wanted(period, out, agent, template), files, scheme, options, progress)
    _report(coached, scheme, options, talk)
    raise typer.Exit(coached.exit_code)


def _coached(wanted: Wanted, files: Sequence[str], scheme: Scheme, options: Options, progress: Progress) -> Coached:
    rules = scheme.rules
    if rules is None:
        return Coached(problems=scheme.problems)
    month, problems = _month(wanted.month, files, rules, options, progress)
    problems = (*scheme.problems, *problems)
    if month is None or has_errors(problems):
        return Coached(problems=problems, rules=rules)
    coached = _sheets(wanted, month, rules, options, progress)
    return replace(coached, problems=(*problems, *coached.problems), rules=rules)


def _month(
    wanted: Month, files: Sequence[str], rules: RuleSet, options: Options, progress: Progress
) -> tuple[MonthResult | None, tuple[Problem, ...]]:
    """The month from the files, alone: nothing on the sheets looks at earlier months; None where it is not there."""
    if "coaching" not in rules.parts:
        return None, (problem(OFF, SourceRef(rules.folder), file="coaching.yaml"),)
    with closing(Inputs(files)) as inputs:
        run = gather(inputs.read(rules, options, progress), rules, [wanted])
    early = (*inputs.problems, *run.early)
    if not run.parts:
        held = [Month.from_ordinal(one) for one in sorted(run.seen) if one] or "–"
        lacking = problem("period-without-data", SourceRef(), str(wanted), months=held)
        return None, early if has_errors(early) else (*early, lacking)
    progress("scoring", str(wanted))
    scored = pool(run.parts, early, rules, options)
    month = next(iter(scored.months), None)
    if has_errors(scored.problems):
        return None, scored.problems
    if month is None:
        return None, (*scored.problems, problem("period-without-data", SourceRef(), str(wanted), months="–"))
    if "coaching" not in month.parts:
        sheet = rules.parts["coaching"].needed_sheets[0]
        return None, (*scored.problems, problem(NO_FINDINGS, SourceRef(), sheet=sheet, month=wanted))
    return month, scored.problems


def _sheets(wanted: Wanted, month: MonthResult, rules: RuleSet, options: Options, progress: Progress) -> Coached:
    """The sheets written; where nobody has any, an earlier file steps aside."""
    from ccmotivate.parts.coaching.document import COACHING_SHEET
    from ccmotivate.parts.coaching.talk import people
    from ccmotivate.writers.honours.letterhead import read_logo
    from ccmotivate.writers.honours.template_file import read_template

    template, wrong = read_template(wanted.template, options.lang, COACHING_SHEET)
    logo, no_logo = read_logo(rules)
    agents = people(month.parts["coaching"])
    chosen = None if wanted.agent is None else _named(wanted.agent, month)
    found = (*wrong, *no_logo, *([chosen] if isinstance(chosen, Problem) else []))
    if template is None or has_errors(found):
        return Coached(problems=found)
    if isinstance(chosen, int):
        agents = [at for at in agents if at == chosen]
    if not agents:
        facts = {"month": wanted.month}
        told = problem(NOT_THIS_ONE if wanted.agent else NOBODY, SourceRef(), wanted.agent, **facts)
        return Coached(problems=(told, *archive_if_writing(wanted.out, [OUTPUT], options)))
    return _written(wanted, month, agents, (template, logo), options, progress)


def _named(word: str, month: MonthResult) -> int | Problem:
    """The position of the agent that is asked for."""
    ids = month.agents["agent_id"].tolist()
    found = named_agent(word, dict(zip(ids, month.agents["name"].tolist(), strict=True)))
    return found if isinstance(found, Problem) else ids.index(found)


def _written(
    wanted: Wanted,
    month: MonthResult,
    agents: Sequence[int],
    looks: tuple[Template, Picture | None],
    options: Options,
    progress: Progress,
) -> Coached:
    from ccmotivate.parts.coaching.document import write_sheets
    from ccmotivate.parts.coaching.talk import pages

    template, logo = looks
    progress("writing", OUTPUT)
    filled = pages(month, agents, options.lang)
    write = partial(write_sheets, pages=filled, month=month.month, lang=options.lang, template=template, logo=logo)
    try:
        with holding(wanted.out, options):
            done = put({wanted.out / OUTPUT: write}, options)
    except NotWrittenError as why:
        return Coached(problems=why.problems)
    return Coached(done.paths, len(agents), done.problems)


def _report(coached: Coached, scheme: Scheme, options: Options, talk: Talk) -> None:
    """What was written, on stdout; problems and where the rules come from on stderr."""
    from ccmotivate.writers.terminal import screens

    if coached.written and not talk.quiet:
        sheets = _("{file} with a sheet for each of {count} people")
        echo(_("written: {files}").format(files=counted(sheets, file=coached.written[0], count=coached.people)))
    notes = not talk.quiet
    shown = [one for one in coached.problems if one.is_error or one.kind.always or not coached.written]
    err = screens.console(stderr=True)
    screens.show_problems(err, shown, coached.rules, options.lang, notes=notes, json=False)
    if coached.rules is not None and notes:
        say_rules(scheme.source)
