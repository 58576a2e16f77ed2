"""``ccmotivate init DIR``: a scheme of one's own, by a few questions or by flags."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from ccmotivate.cli.language import LANG, Lang, _
from ccmotivate.cli.new_folder import CURRENCY, cannot_write, refuse_full
from ccmotivate.cli.options import LangOption, QuietFlag
from ccmotivate.cli.saying import echo
from ccmotivate.locale import N_, Translate, counted, translator

if TYPE_CHECKING:  # pydantic is loaded when the command runs
    from ccmotivate.model.metrics import Label
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.pipeline.starting import Started

NONE = "none"
_COMMAS = re.compile("[,，、;；]")


class UnknownWordError(Exception):
    """A word that names none of the choices; ``args`` are the word and the one it resembles, or all of them."""


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("The folder to make; the rules go into DIR/rules."))],
    role: Annotated[
        list[str] | None,
        typer.Option("--role", metavar="ROLE", help=_("A role to keep, by id or name; may be repeated.")),
    ] = None,
    award: Annotated[
        list[str] | None,
        typer.Option("--award", metavar="AWARD", help=_("An award to keep, by id or name, or none; may be repeated.")),
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CNY", help=_("The currency of the prizes: three letters."))
    ] = None,
    blank: Annotated[
        bool, typer.Option("--blank", help=_("Made-up examples to replace, none of the shipped roles and metrics."))
    ] = False,
    files: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="FILE", help=_("A file to look at, as map does; may be repeated.")),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Ask nothing: take everything that is not said."))] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help=_("Go on in a folder that is not empty; rules that stand there are renamed.")),
    ] = False,
    lang: LangOption = None,
    quiet: QuietFlag = False,
) -> None:
    """Exit 0 when the scheme stands there and can be used; with --from as map does."""
    from ccmotivate.pipeline.starting import NotEmptyError, shipped, start, start_blank
    from ccmotivate.writers.starter.scheme_files import Choice

    refuse_full(folder, force)
    if (blank or files) and (role or award or (blank and files)):
        raise typer.BadParameter(_("--blank, --from and the choice of shipped roles and awards exclude one another"))
    rules = shipped()
    asks = not yes and sys.stdin.isatty()
    spoken = _language(lang, asks)
    questions = _Questions(spoken, translator(spoken), asks)
    if files:
        from ccmotivate.cli.mapping import Way, map_into  # pydantic comes with it

        way = Way(questions.currency(currency, rules.currency), spoken, asks, force, quiet)
        map_into(folder, files, {}, way)
        return
    try:
        if blank:
            started = start_blank(folder, questions.currency(currency, rules.currency), spoken, force=force)
        else:
            roles = questions.some(role, "--role", {name: one.label for name, one in rules.roles.items()}, _ROLES)
            written = {name: one.label for name, one in rules.awards.items() if not one.part}
            awards = questions.some(award, "--award", written, _AWARDS)
            choice = Choice(roles, awards, questions.currency(currency, rules.currency))
            started = start(folder, choice, spoken, force=force)
    except NotEmptyError:
        refuse_full(folder, force)
        raise
    except OSError as error:
        cannot_write(questions.say, error, folder)
        raise typer.Exit(2) from None
    if not quiet and started.rules is not None:
        _report(started, started.rules, rules, folder, spoken)


def _language(lang: Lang | None, asks: bool) -> str:
    if lang is not None or not asks:
        return lang or LANG
    question = "语言 · Language (zh, en)"
    while True:
        word: str = typer.prompt(question, default=str(LANG)).strip().lower()
        if word in ("zh", "en"):
            return word


_ROLES = (N_("Which roles? Numbers, ids or names; Enter takes all"), False)
_AWARDS = (N_("Which awards? Numbers, ids or names, or none; Enter takes all"), True)


class _Questions(Struct, frozen=True):
    """Where questions are asked, in a language; flags replace them, and without a terminal none is asked."""

    lang: str
    say: Translate
    asks: bool

    def some(
        self, given: Sequence[str] | None, flag: str, labels: Mapping[str, Label], question: tuple[str, bool]
    ) -> tuple[str, ...]:
        """The chosen ids, in the order of the rules; all without an answer."""
        text, may_be_none = question
        if given:
            try:
                return chosen(given, labels, may_be_none=may_be_none)
            except UnknownWordError as why:
                raise typer.BadParameter(self._unknown(why), param_hint=flag) from None
        if not self.asks:
            return tuple(labels)
        for at, (name, label) in enumerate(labels.items(), start=1):
            echo(f"{at:>3}  {label.text(self.lang)} ({name})")
        while True:
            answer: str = typer.prompt(self.say(text), default="", show_default=False).strip()
            if not answer:
                return tuple(labels)
            try:
                return chosen([answer], labels, may_be_none=may_be_none)
            except UnknownWordError as why:
                echo(self._unknown(why))

    def _unknown(self, why: UnknownWordError) -> str:
        return self.say(N_("{word} is none of them; did you mean {nearest}?")).format(
            word=why.args[0], nearest=why.args[1]
        )

    def currency(self, given: str | None, usual: str) -> str:
        wrong = self.say(N_("write the currency as three letters, like CNY"))
        if given is not None:
            if CURRENCY.fullmatch(given.upper()):
                return given.upper()
            raise typer.BadParameter(wrong, param_hint="--currency")
        while self.asks:
            word: str = typer.prompt(self.say(N_("Currency of the prizes")), default=usual).strip().upper()
            if CURRENCY.fullmatch(word):
                return word
            echo(wrong)
        return usual


def chosen(words: Sequence[str], labels: Mapping[str, Label], *, may_be_none: bool = False) -> tuple[str, ...]:
    """The ids that words name, in the order of ``labels``: by id, name in either language, alias or number.

    A word may hold several, parted by commas, or by spaces where no name has them.

    Raises:
        UnknownWordError: a word names none of them.
    """
    from ccmotivate.model.choosing import Miss, labelled
    from ccmotivate.model.metrics import by_word
    from ccmotivate.model.words import normal

    known = by_word(labels) | {str(at): name for at, name in enumerate(labels, start=1)}
    found: set[str] = set()
    for word in words:
        for part in _parts(word, known):
            if normal(part) == NONE and may_be_none:
                continue
            meant = known.get(normal(part)) or labelled(part, labels)
            if isinstance(meant, Miss):
                raise UnknownWordError(part, ", ".join(meant.near or labels))
            found.add(meant)
    return tuple(name for name in labels if name in found)


def _parts(word: str, known: Collection[str]) -> Iterator[str]:
    from ccmotivate.model.words import normal

    for part in [word] if normal(word) in known else _COMMAS.split(word):
        yield from [part] if normal(part) in known else part.split()


def _report(started: Started, made: RuleSet, rules: RuleSet, folder: Path, lang: str) -> None:
    say = translator(lang)
    for gone in started.left_out:
        names = [rules.roles.get(name) or rules.awards[name] for name in gone.needs]
        text = say(N_("left out: {award}, for it needs {needs}"))
        needs = ", ".join(one.label.text(lang) for one in names)
        echo(text.format(award=rules.awards[gone.award].label.text(lang), needs=needs), err=True)
    for path in started.archive_outputs:
        echo(say(N_("what stood there is now {path}")).format(path=path), err=True)
    written = [one for one in made.awards.values() if not one.part]
    counts = {"roles": len(made.roles), "metrics": len(made.metrics), "awards": len(written)}
    text = say(
        N_(
            "{folder}: a scheme of {roles} roles, {metrics} metrics and {awards} awards; "
            "see README.md there for what to do next"
        )
    )
    echo(counted(text, folder=folder, **counts))
