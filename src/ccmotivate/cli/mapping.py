"""``ccmotivate map FILES… --out DIR``: a scheme made of files that nobody described."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from ccmotivate.cli.language import LANG, _
from ccmotivate.cli.new_folder import CURRENCY, cannot_write, refuse_full
from ccmotivate.cli.options import Files, LangOption, QuietFlag
from ccmotivate.cli.saying import echo
from ccmotivate.locale import N_, counted, translator

if TYPE_CHECKING:  # pydantic is loaded when the command runs
    from ccmotivate.model.mapping import Question
    from ccmotivate.pipeline.mapping import Mapped


def map(
    files: Files,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help=_("The folder to make; the rules go into DIR/rules."))
    ],
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="ID=VALUE", help=_("The answer to a question by its id; may be repeated.")),
    ] = None,
    currency: Annotated[
        str, typer.Option("--currency", metavar="CNY", help=_("The currency of the prizes: three letters."))
    ] = "CNY",
    force: Annotated[
        bool,
        typer.Option("--force", help=_("Go on in a folder that is not empty; rules that stand there are renamed.")),
    ] = False,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when the scheme can be used, 2 when none was made.

    1 when questions are open, the files have errors or nothing was made of one of them.
    """
    refuse_full(out, force)
    if not CURRENCY.fullmatch(currency.upper()):
        raise typer.BadParameter(_("write the currency as three letters, like CNY"), param_hint="--currency")
    way = Way(currency.upper(), lang or LANG, sys.stdin.isatty(), force, quiet)
    map_into(out, files, _answers(answer or []), way)


class Way(Struct, frozen=True):
    """How a scheme is made: the currency of its prizes, its language, whether a terminal ``asks``, options."""

    currency: str
    lang: str
    asks: bool
    force: bool
    quiet: bool


def map_into(out: Path, files: Sequence[str], answers: Mapping[str, str], way: Way) -> None:
    """Make a scheme of files and say so; exits as ``map`` does."""
    from ccmotivate.pipeline.mapping import map_files

    def ask(question: Question) -> str | None:
        return _ask(question, way.lang) if way.asks else None

    try:
        done = map_files(files, out, way.currency, way.lang, answers, ask, force=way.force)
    except OSError as error:
        cannot_write(translator(way.lang), error, out)
        raise typer.Exit(2) from None
    _say(done, out, answers, way.lang, quiet=way.quiet)


def _answers(given: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if wrong := [name for name, sign, value in pairs if not (name and sign and value)]:
        text = _("{value}: write the id of the question, = and the answer, like calls.columns.talk.unit=seconds")
        raise typer.BadParameter(text.format(value=wrong[0]), param_hint="--answer")
    answers: dict[str, str] = {}
    for name, value in ((name.strip(), value.strip()) for name, _sign, value in pairs):
        if answers.setdefault(name, value) != value:
            twice = _("{id} is answered twice: {first} and {second}")
            text = twice.format(id=name, first=answers[name], second=value)
            raise typer.BadParameter(text, param_hint="--answer")
    return answers


def _ask(question: Question, lang: str) -> str | None:
    """Ask until the answer is one of the choices, by its number or its word; Enter alone leaves it open."""
    from ccmotivate.writers.starter.choices import choice_of, choice_text
    from ccmotivate.writers.starter.mapped import said
    from ccmotivate.writers.terminal import screens
    from ccmotivate.writers.terminal.prose import tell

    say, choices = translator(lang), question.choices
    tell(screens.console(stderr=True), said(question.text, say))
    for at, choice in enumerate(choices, start=1):
        echo(f"{at:>3}  {choice_text(choice, say)}", err=True)
    hint = N_("number or word; Enter leaves it open") if choices else N_("your answer; Enter leaves it open")
    numbered = {str(at): choice for at, choice in enumerate(choices, start=1)}
    while True:
        word = str(typer.prompt(say(hint), default="", show_default=False, err=True)).strip()
        meant = choice_of(question, word, say)
        if not word or not choices or meant in choices:
            return meant or None
        if word in numbered:
            return numbered[word]


def _say(done: Mapped, out: Path, answers: Mapping[str, str], lang: str, *, quiet: bool) -> None:
    """What was made, what is open, and what is wrong with the files."""
    from ccmotivate.writers.starter.mapped import asked
    from ccmotivate.writers.terminal import problem_lines, screens
    from ccmotivate.writers.terminal.prose import tell
    from ccmotivate.writers.words.text import visible

    say, started = translator(lang), done.started
    for path in started.archive_outputs:
        echo(say(N_("what stood there is now {path}")).format(path=path), err=True)
    for one in done.questions:
        if one.id in answers:
            unfit = say(N_("{id}: the answer {value} is none of the choices"))
            tell(screens.console(stderr=True), unfit.format(id=one.id, value=visible(answers[one.id])))
        anywhere = N_("to answer first, in rules or with --answer {id}=…: {question}")
        text = say(
            N_("to answer first, with --answer {id}=…: {question}") if one.is_of_the_look or one.no else anywhere
        )
        tell(screens.console(stderr=True), text.format(id=one.id, question=asked(one, say)))
    if started.problems:
        problem_lines.show_problems(screens.console(stderr=True), started.problems, started.rules, lang, notes=True)
    if not done.is_made:
        raise typer.Exit(2)
    if not quiet:
        metrics = len(started.rules.metrics) if started.rules else 0
        text = (
            say(
                N_("{folder}: a scheme of {metrics} metrics, with placeholder targets; README.md there says what to do")
            )
            if started.rules
            else say(N_("{folder}: a scheme with open questions; README.md there says what to do"))
        )
        tell(screens.console(), counted(text, folder=out, metrics=metrics))
    if done.questions or not done.is_whole or any(one.is_error for one in started.problems):
        raise typer.Exit(1)
