"""``ccmotivate check``: read and validate only."""

from __future__ import annotations

import typer

from ccmotivate.cli.language import LANG
from ccmotivate.cli.options import (
    EncodingOption,
    Files,
    JobsOption,
    JsonFlag,
    LangOption,
    MonthOption,
    OnlyOption,
    QuietFlag,
    RulesFolder,
    YearOption,
)
from ccmotivate.cli.run import Talk, run


def check(
    files: Files,
    rules: RulesFolder = None,
    month: MonthOption = None,
    only: OnlyOption = None,
    year: YearOption = None,
    encoding: EncodingOption = None,
    jobs: JobsOption = None,
    lang: LangOption = None,
    json: JsonFlag = False,
    quiet: QuietFlag = False,
) -> None:
    """Check files and leave with the exit code of what was found."""
    from ccmotivate.pipeline.options import Options

    options = Options(lang=lang or LANG, month=month, year=year, encoding=encoding, only=only, write=False, jobs=jobs)
    raise typer.Exit(run(files, rules, options, Talk(json=json, quiet=quiet, results=False)))
