"""``ccmotivate promote``: who may take the next step, by the months of a window; people decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
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
    OutFolder,
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
from ccmotivate.model.period import Month
from ccmotivate.parts.careers.commands.promoting import NOTHING, Promoted, promote
from ccmotivate.parts.careers.problems import NOBODY, OFF
from ccmotivate.pipeline.counting import Memory, or_refused
from ccmotivate.pipeline.exit_codes import exit_code
from ccmotivate.pipeline.options import Options, Progress
from ccmotivate.pipeline.outputs import NotWrittenError, archive_if_writing, archive_outputs, holding, put
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.regular import is_folder

if TYPE_CHECKING:  # pandas comes with the engine, pydantic with the rules
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.parts.careers.competing import Competition
    from ccmotivate.parts.careers.decide import CareersResult
    from ccmotivate.writers.files.replacing import Fill

SHEETS = "careers.docx"


def register(app: typer.Typer) -> None:
    """The one command."""
    app.command("promote")(promote_command)


class Wanted(Struct, frozen=True):
    """As of which month, from which files, and the template of the development sheets."""

    month: Month
    files: Sequence[str]
    template: Path | None = None

    @property
    def book(self) -> str:
        """The name of the workbook."""
        return f"{self.month}.careers.xlsx"


class Outcome(Struct, frozen=True):
    """What came of it: who stands where, what was written, and the problems."""

    promoted: Promoted = NOTHING
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings in the data, 2 could not run."""
        return exit_code(self.problems, ran=self.rules is not None)


def promote_command(
    period: Annotated[
        Month, typer.Argument(metavar="MONTH", parser=month_of, help=_("The month as of whose end, like 2025-06."))
    ],
    files: FilesBesideTables = None,
    out: OutFolder = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE.docx", help=_("Your own development sheet, with placeholders.")),
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
    """Propose who may take the next step; people decide."""
    options = Options(lang=lang or LANG, out=out, month=month, year=year, encoding=encoding, force=force, wait=wait)
    talk, wanted, scheme = Talk(json=json, quiet=quiet), Wanted(period, files or [], template), chosen_scheme(rules)
    needed_files(files, scheme.rules)
    opened = look_at(ledger, left_out=no_ledger, wait=wait)
    outcome = Outcome(problems=(*scheme.problems, *opened.problems), rules=scheme.rules)
    if scheme.rules is not None and not has_errors(outcome.problems):
        with progress_line(options.lang, talk) as progress:
            outcome = _promoted(wanted, scheme, options, opened.memory, progress)
    _report(wanted, outcome, scheme, options, talk)
    raise typer.Exit(outcome.exit_code)


def _promoted(wanted: Wanted, scheme: Scheme, options: Options, memory: Memory | None, progress: Progress) -> Outcome:
    rules = scheme.rules
    assert rules is not None
    if "careers" not in rules.at(wanted.month).parts:
        off = problem(OFF, SourceRef(rules.folder), file="careers.yaml")
        return Outcome(problems=(*scheme.problems, off), rules=rules)
    promoted = or_refused(
        memory,
        lambda: promote(wanted.month, wanted.files, rules, options, memory, progress),
        lambda why: Promoted(problems=(why,)),
    )
    outcome = Outcome(promoted, (), (*scheme.problems, *promoted.problems), rules)
    folder = options.out or _beside(wanted.files)
    if promoted.result is None:
        return replace(outcome, problems=(*outcome.problems, *archive_if_writing(folder, [wanted.book], options)))
    return _written(wanted, outcome, promoted.result, folder, options, progress)


def _beside(files: Sequence[str]) -> Path:
    """The folder of the files, this one where they stand in several."""
    folders = {Path(one) if is_folder(Path(one)) else Path(one).parent for one in files}
    return folders.pop() if len(folders) == 1 else Path()


def _written(
    wanted: Wanted, outcome: Outcome, result: CareersResult, folder: Path, options: Options, progress: Progress
) -> Outcome:
    """The workbook and the development sheets, which take their places together."""
    assert outcome.rules is not None
    fills, found = _fills(wanted, outcome, result, folder, options)
    if has_errors(found):
        return replace(outcome, problems=(*outcome.problems, *found))
    progress("writing", wanted.book)
    aside: list[Problem] = []
    try:
        with holding(folder, options):
            if folder / SHEETS not in fills:
                aside += [problem(NOBODY, SourceRef(), SHEETS), *archive_outputs(folder, [SHEETS])]
            done = put(fills, options)
    except NotWrittenError as why:
        return replace(outcome, problems=(*outcome.problems, *aside, *why.problems))
    return replace(outcome, written=done.paths, problems=(*outcome.problems, *found, *aside, *done.problems))


def _fills(
    wanted: Wanted, outcome: Outcome, result: CareersResult, folder: Path, options: Options
) -> tuple[dict[Path, Fill], tuple[Problem, ...]]:
    """What is to be written, and what is wrong with the template or the logo."""
    from ccmotivate.parts.careers.book import write_careers
    from ccmotivate.parts.careers.document import DEVELOPMENT_SHEET, write_sheets
    from ccmotivate.parts.careers.plan import pages, with_sheets
    from ccmotivate.writers.honours.letterhead import read_logo
    from ccmotivate.writers.honours.template_file import read_template

    rules, lang = outcome.rules, options.lang
    assert rules is not None
    inputs = outcome.promoted.inputs
    fills: dict[Path, Fill] = {
        folder / wanted.book: partial(write_careers, result=result, rules=rules, inputs=inputs, lang=lang)
    }
    template, wrong = read_template(wanted.template, lang, DEVELOPMENT_SHEET)
    logo, no_logo = read_logo(rules)
    people = with_sheets(result)
    if template is not None and people:
        fills[folder / SHEETS] = partial(
            write_sheets, pages=pages(result, people, rules, lang), month=wanted.month, lang=lang, template=template,
            logo=logo,
        )  # fmt: skip
    return fills, (*wrong, *no_logo)


# -- saying what came of it -------------------------------------------------------------------------------------------


def _report(wanted: Wanted, outcome: Outcome, scheme: Scheme, options: Options, talk: Talk) -> None:
    """JSON; or who stands where and what was written on stdout, problems and where the rules come from on stderr."""
    promoted = outcome.promoted
    if talk.json:
        from ccmotivate.parts.careers.promote_json import write_promote_json

        write_promote_json(
            json_stream(), wanted.month, promoted.result, outcome.rules, promoted.inputs, outcome.problems, options.lang
        )
        return
    from ccmotivate.writers.terminal import screens
    from ccmotivate.writers.terminal.prose import tell

    if promoted.result is not None and not talk.quiet:
        out = screens.console()
        for text in _lines(promoted.result):
            tell(out, text)
    if outcome.written and not talk.quiet:
        echo(_("written: {files}").format(files=_(", ").join(str(one) for one in outcome.written)))
    say_problems(outcome.problems, outcome.rules, options, talk, worked=bool(outcome.written))
    if outcome.rules is not None and not talk.quiet:
        say_rules(scheme.source)


def _lines(result: CareersResult) -> list[str]:
    """How many people stand where, and who is proposed or tied for which position."""
    from ccmotivate.parts.careers.decide import STATUSES
    from ccmotivate.parts.careers.words import STATUSES as NAMES

    counts = Counter(STATUSES[code] for code in result.status.tolist())
    shown = [f"{_(name)} {counts[status]}" for status, name in NAMES.items() if counts[status]]
    head = _("Careers as of {month}: {counts}").format(month=result.month, counts=_("; ").join(shown))
    places = [_competition(result, one) for one in result.competitions]
    return [head, *places, _("These are proposals by the rules; people decide.")]


def _competition(result: CareersResult, one: Competition) -> str:
    from ccmotivate.parts.careers.decide import Status
    from ccmotivate.parts.careers.words import STATUSES as NAMES
    from ccmotivate.parts.careers.words import people_text

    facts = {"number": one.number, "candidates": len(one.people)}
    people = [
        _("{name}: {text}").format(name=_(NAMES[status]), text=people_text(result, one.people[among].tolist(), LANG))
        for status, among in ((Status.PROPOSED, one.proposed), (Status.TIED, one.tied))
        if among.any()
    ]
    text = _("; ").join([_("places to fill {number}, in competition {candidates}").format(**facts), *people])
    return _("{name}: {text}").format(name=result.settings.positions[one.position].label.text(LANG), text=text)
