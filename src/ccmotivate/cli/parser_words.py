"""The parser's own words, in help and in refusals, in the language of the run.

typer writes most of them in English without asking gettext, so they are taken as it gives them: the help through a
formatter of our own, the refusals where they leave the command line. A sentence that is not listed here stays English.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import typer
from typer.core import TyperGroup

from ccmotivate.cli.language import LANG, Lang, _
from ccmotivate.cli.saying import echo
from ccmotivate.locale import N_
from ccmotivate.writers.words.text import breaks, wide

_METAVARS = (
    N_("AGENT"), N_("AWARD"), N_("COMMAND"), N_("DIR"), N_("FILE"), N_("FILES…"), N_("HASH"), N_("ID"), N_("LOW"),
    N_("HIGH"), N_("LISTS…"), N_("MONTH"), N_("NAME"), N_("NEW"), N_("NUMBER"), N_("OLD"), N_("OPTIONS"), N_("PATH"),
    N_("PERCENT"), N_("PERIOD"), N_("ROLE"), N_("SECONDS"), N_("STEP"), N_("TEXT"), N_("VALUE"), N_("VERDICT"),
)  # fmt: skip
_SENTENCES = (
    N_("Aborted!"),
    N_("Argument {name} takes {count} values."),
    N_("Arguments"),
    N_("Choose from: {choices}"),
    N_("Commands"),
    N_("Got unexpected extra argument ({words})"),
    N_("Got unexpected extra argument(s) ({words})"),
    N_("Got unexpected extra arguments ({words})"),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be a valid number, unable to parse string as a number"),
    N_("Input should be greater than or equal to {least}"),
    N_("Input should be less than or equal to {most}"),
    N_("Invalid value for {name}: {why}"),
    N_("Invalid value: {why}"),
    N_("Missing argument {name}. {why}"),
    N_("Missing argument {name}."),
    N_("Missing command."),
    N_("Missing option {name}. {why}"),
    N_("Missing option {name}."),
    N_("No such command {name}. Did you mean {nearest}?"),
    N_("No such command {name}."),
    N_("No such option: {name} (Possible options: {nearest})"),
    N_("No such option: {name} Did you mean {nearest}?"),
    N_("No such option: {name}"),
    N_("Option {name} does not take a value."),
    N_("Option {name} requires an argument."),
    N_("Option {name} requires {count} arguments."),
    N_("Options"),
    N_("Show this message and exit."),
    N_("{help}  [{facts}]"),
    N_("[{facts}]"),
    N_("{fact}; {facts}"),
    N_("Value error, {why}"),
    N_("default: {value}"),
    N_("required"),
    N_("x<={most}"),
    N_("x>={least}"),
    N_("{least}<=x<={most}"),
    N_("{value} is not a valid integer."),
    N_("{value} is not in the range {why}."),
    N_("{value} is not one of {choices}."),
)
_METAVAR = re.compile(r"(?<![\w-])[A-Z]{2,}…?(?!\w)")
_GIVEN = re.compile(r"[{\[]\[?([^\[\]{}]+?)[\]}]{1,2}(?:\.\.\.)?")
_TYPE = re.compile(r" <(?:list\[)?\w+\]?>$")
_NUMBER = re.compile(r"<(?:int|float)(?: range)?>")

if TYPE_CHECKING:
    from click import HelpFormatter
else:
    HelpFormatter = typer.Context.formatter_class  # typer's own copy of click, or click itself: whichever it came with
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__bases__[0])


def missing_argument(name: str) -> Exception:
    """What the parser raises for an argument that is missing; of one that is wanted only sometimes we say it."""
    return _UsageError(f"Missing argument '{name}'.")


def in_our_words(text: str) -> str:
    """A sentence of the parser in the language of this run; what is not known stays as it is."""
    if LANG is Lang.EN:
        return text
    for sentence in _SENTENCES:
        found = _pattern(sentence).fullmatch(text)
        if found:
            return _(sentence).format(**{name: in_our_words(part) for name, part in found.groupdict().items()})
    return _metavars(text)


def _metavars(text: str) -> str:
    return _METAVAR.sub(lambda word: _(word[0]) if word[0] in _METAVARS else word[0], text)


@functools.cache
def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)


class Formatter(HelpFormatter):
    """Help in our words, and lines that count a Chinese character as the two columns it takes."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        pieces = args.replace("COMMAND [ARGS]...", "COMMAND …")
        shown = _GIVEN.sub(lambda found: found[1] if found[0][0] == "{" else f"[{found[1]}]", pieces)
        super().write_usage(prog, _metavars(shown), prefix or _("Usage: "))

    def write_heading(self, heading: str) -> None:
        colon = _(":")
        self.write(f"{'':>{self.current_indent}}{in_our_words(heading)}{colon}\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for line in _lines(in_our_words(text), self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        said = [(_first(one), in_our_words(other)) for one, other in rows]
        edge = min(max(wide(one) for one, _other in said), col_max) + col_spacing
        for first, second in said:
            fits = wide(first) <= edge - col_spacing
            lines = list(_lines(second, self.width - edge - self.current_indent))
            begun = f"{first}{'':{edge - wide(first)}}{lines.pop(0) if lines else ''}" if fits else first
            for line in (begun, *(f"{'':{edge}}{line}" for line in lines)):
                self.write(f"{'':{self.current_indent}}{line}".rstrip() + "\n")


def _first(text: str) -> str:
    """The left-hand column: an option or argument, without the name of its Python type."""
    return in_our_words(_GIVEN.sub(r"\1", _NUMBER.sub("NUMBER", _TYPE.sub("", text))))


def _lines(text: str, width: int) -> Iterator[str]:
    """The text in lines of this many columns."""
    plain = " ".join(text.split("\n"))
    edges = [0, *breaks(plain, width), len(plain)]
    yield from (plain[start:end].strip() for start, end in pairwise(edges) if plain[start:end].strip())


class Group(TyperGroup):
    """A command group whose usage errors are translated."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command and end the process with its exit code."""
        cast("Any", typer.Context.__mro__[1]).formatter_class = Formatter  # of every command's help
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except typer.Abort:
            echo(in_our_words("Aborted!"), err=True)
            sys.exit(1)
        except _UsageError as error:
            _refuse(error)
            sys.exit(error.exit_code)
        sys.exit(code if isinstance(code, int) else 0)


def _refuse(error: typer.BadParameter) -> None:
    """Say how the command is used and what was wrong with its use."""
    if type(error).show is not _UsageError.show:
        error.show()  # the help of a command that was given nothing
        return
    if error.ctx is not None:
        hint = _("Try '{command} --help' for help.").format(command=error.ctx.command_path)
        echo(f"{error.ctx.get_usage()}\n{hint}\n", err=True)
    echo(_("Error: {message}").format(message=in_our_words(error.format_message())), err=True)
