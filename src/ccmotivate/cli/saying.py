"""What every command prints goes through here: control characters in names never reach a terminal as they are."""

from __future__ import annotations

import sys
from typing import TextIO, cast

import typer

from ccmotivate.writers.words.text import escaped_json, visible_lines


def echo(text: str, *, err: bool = False) -> None:
    """Print lines on stdout, or on stderr."""
    typer.echo(visible_lines(text), err=err)


def json_stream() -> TextIO:
    """Where JSON goes: stdout, in UTF-8 and with LF on any console."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return cast("TextIO", _Json())


class _Json:
    """Writes JSON, whose strings may spell out any character."""

    def write(self, text: str) -> int:
        return sys.stdout.write(escaped_json(text))
