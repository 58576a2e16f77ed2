"""``ccmotivate check``: read and validate only."""

from __future__ import annotations

import typer

from ccmotivate.cli.language import LANG
from ccmotivate.cli.options import (
    EncodingOption,
    FilesBesideTables,
    JobsOption,
    JsonFlag,
    LangOption,
    MonthOption,
    OnlyOption,
    QuietFlag,
    RulesFolder,
    VerboseFlag,
    YearOption,
)
from ccmotivate.cli.run import Talk, run


def check(
    files: FilesBesideTables = None,
    rules: RulesFolder = None,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    jobs: JobsOption = None,
    verbose: VerboseFlag = False,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Check files and leave with the exit code of what was found."""
    from ccmotivate.pipeline.options import Options

    options = Options(lang=lang or LANG, month=month, year=year, encoding=encoding, only=only, write=False, jobs=jobs)
    raise typer.Exit(run(files or (), rules, options, Talk(json=json, quiet=quiet, results=False, queries=verbose)))
