"""``ccmotivate coach``: a sheet for the talk with each person of whom quality found something in a month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.options import (
    EncodingOption,
    FilesBesideTables,
    ForceFlag,
    JsonFlag,
    LangOption,
    LedgerOption,
    MonthOption,
    NoLedgerFlag,
    QuietFlag,
    RulesFolder,
    WaitOption,
    YearOption,
    month_of,
)
from ccmotivate.cli.run import (
    Scheme,
    Talk,
    chosen_scheme,
    look_at,
    needed_files,
    progress_line,
    say_problems,
    say_rules,
)
from ccmotivate.cli.saying import echo, json_stream
from ccmotivate.locale import counted
from ccmotivate.model.period import Month
from ccmotivate.parts.coaching.commands.talking import Known, known_month
from ccmotivate.parts.coaching.problems import NOBODY, NOT_THIS_ONE
from ccmotivate.pipeline.choosing import named_agent
from ccmotivate.pipeline.counting import Memory, or_refused
from ccmotivate.pipeline.exit_codes import exit_code
from ccmotivate.pipeline.options import Options, Progress
from ccmotivate.pipeline.outputs import NotWrittenError, archive_if_writing, holding, put
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # pandas comes with the engine, pydantic with the rules
    from ccmotivate.model.results import MonthResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.parts.coaching.talks import TalkSheet
    from ccmotivate.readers.known_as import KnownAs
    from ccmotivate.writers.honours.pictures import Picture
    from ccmotivate.writers.honours.template_file import Template

OUTPUT = "coaching.docx"


def register(app: typer.Typer) -> None:
    """The one command."""
    app.command("coach")(coach)


class Wanted(Struct, frozen=True):
    """Whose sheets (everybody's without an agent), of which month, from which files and template, and where to."""

    month: Month
    files: Sequence[str]
    out: Path
    agent: str | None = None
    template: Path | None = None


class Coached(Struct, frozen=True):
    """What came of it: the month, what is said to whom, what was written, and the problems."""

    known: Known = field(default_factory=Known)
    sheets: tuple[TalkSheet, ...] = ()
    written: tuple[Path, ...] = ()
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
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=_("The folder for coaching.docx."))],
    files: FilesBesideTables = None,
    agent: Annotated[
        str | None,
        typer.Option(
            "--agent",
            metavar="AGENT",
            help=_("Only the sheet of this agent, by id, name, or what a roster calls them."),
        ),
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE.docx", help=_("Your own sheet, with placeholders."))
    ] = None,
    rules: RulesFolder = None,
    month: MonthOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    ledger: LedgerOption = None,
    no_ledger: NoLedgerFlag = False,
    force: ForceFlag = False,
    wait: WaitOption = 30.0,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Write a sheet for the talk with each person of whom quality found something."""
    options = Options(lang=lang or LANG, out=out, month=month, year=year, encoding=encoding, force=force, wait=wait)
    talk, wanted = Talk(json=json, quiet=quiet), Wanted(period, files or [], out, agent, template)
    scheme, opened = chosen_scheme(rules), look_at(ledger, left_out=no_ledger, wait=wait)
    needed_files(files, scheme.rules)
    coached = Coached(problems=(*scheme.problems, *opened.problems), rules=scheme.rules)
    if scheme.rules is not None and not has_errors(coached.problems):
        with progress_line(options.lang, talk) as progress:
            coached = _coached(wanted, scheme, options, opened.memory, progress)
    _report(wanted, coached, scheme, options, talk)
    raise typer.Exit(coached.exit_code)


def _coached(wanted: Wanted, scheme: Scheme, options: Options, memory: Memory | None, progress: Progress) -> Coached:
    rules = scheme.rules
    assert rules is not None
    known = or_refused(
        memory,
        lambda: known_month(wanted.month, wanted.files, rules, options, memory, progress),
        lambda why: Known(problems=(why,)),
    )
    coached = Coached(known, problems=(*scheme.problems, *known.problems), rules=rules)
    return coached if known.month is None else _sheets(wanted, coached, known.month, options, progress)


def _sheets(wanted: Wanted, coached: Coached, month: MonthResult, options: Options, progress: Progress) -> Coached:
    """The sheets written; where nobody has any, an earlier file steps aside."""
    from ccmotivate.parts.coaching.document import COACHING_SHEET
    from ccmotivate.parts.coaching.talks import people, talk_sheets
    from ccmotivate.writers.honours.letterhead import read_logo
    from ccmotivate.writers.honours.template_file import read_template

    assert coached.rules is not None
    template, wrong = read_template(wanted.template, options.lang, COACHING_SHEET)
    logo, no_logo = read_logo(coached.rules)
    agents = people(month.parts["coaching"])
    chosen = None if wanted.agent is None else _named(wanted.agent, month, coached.known.known_as)
    found = (*wrong, *no_logo, *([chosen] if isinstance(chosen, Problem) else []))
    coached = replace(coached, problems=(*coached.problems, *found))
    if template is None or has_errors(found):
        return coached
    if isinstance(chosen, int):
        agents = [at for at in agents if at == chosen]
    if not agents:
        told = problem(NOT_THIS_ONE if wanted.agent else NOBODY, SourceRef(), wanted.agent, month=wanted.month)
        aside = archive_if_writing(wanted.out, [OUTPUT], options)
        return replace(coached, problems=(*coached.problems, told, *aside))
    coached = replace(coached, sheets=tuple(talk_sheets(month, agents, coached.known.published)))
    return _written(wanted, coached, month, (template, logo), options, progress)


def _named(word: str, month: MonthResult, known_as: KnownAs | None) -> int | Problem:
    """The position of the agent that is asked for; ``known_as`` is what rosters call people."""
    ids = month.agents["agent_id"].tolist()
    found = named_agent(word, dict(zip(ids, month.agents["name"].tolist(), strict=True)), known_as, [month.month])
    return found if isinstance(found, Problem) else ids.index(found)


def _written(
    wanted: Wanted,
    coached: Coached,
    month: MonthResult,
    looks: tuple[Template, Picture | None],
    options: Options,
    progress: Progress,
) -> Coached:
    from ccmotivate.parts.coaching.document import write_sheets
    from ccmotivate.parts.coaching.talk import pages

    template, logo = looks
    progress("writing", OUTPUT)
    filled = pages(month, coached.sheets, options.lang)
    write = partial(write_sheets, pages=filled, month=month.month, lang=options.lang, template=template, logo=logo)
    try:
        with holding(wanted.out, options):
            done = put({wanted.out / OUTPUT: write}, options)
    except NotWrittenError as why:
        return replace(coached, problems=(*coached.problems, *why.problems))
    return replace(coached, written=done.paths, problems=(*coached.problems, *done.problems))


def _report(wanted: Wanted, coached: Coached, scheme: Scheme, options: Options, talk: Talk) -> None:
    """JSON; or what was written on stdout, problems and where the rules come from on stderr."""
    if talk.json:
        from ccmotivate.parts.coaching.coach_json import write_coach_json

        write_coach_json(
            json_stream(), wanted.month, coached.known.month, coached.sheets, coached.known.inputs, coached.rules,
            coached.problems, lang=options.lang,
        )  # fmt: skip
        return
    if coached.written and not talk.quiet:
        sheets = _("{file} with a sheet for each of {count} people")
        text = counted(sheets, file=coached.written[0], count=len(coached.sheets))
        echo(_("written: {files}").format(files=text))
    say_problems(coached.problems, coached.rules, options, talk, worked=bool(coached.written))
    if coached.rules is not None and not talk.quiet:
        say_rules(scheme.source)
