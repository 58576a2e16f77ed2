"""Run the command as a user does: as if a process had just started, or in one that really has.

``ccmotivate`` runs it in this process. What takes long and is the same every time is done once in a process of tests:
the command line is loaded once in each language, a workbook is parsed once, by a parser in this process, and read once
under the same rules, and rules of the same texts are made once.
``apart`` shares nothing.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from unittest import mock

import typer.main

from ccmotivate.cli.language import asked_for
from ccmotivate.streams import guarded
from tests.nearby import parsed_nearby, read_once, rules_once

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "ccmotivate")
_FOLLOWED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "ccmotivate"
from ccmotivate.__main__ import main
os.write(2, b"!")
main()
"""
FOLLOWED = (sys.executable, "-c", _FOLLOWED)
"""The command, which writes ! to standard error as soon as it hears signals, also where its parent ignores Ctrl-C."""


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str


def ccmotivate(*arguments: str | Path, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> Ran:
    """Run it in this process, with the command line of its language; no traceback is ever allowed."""
    out, err = io.BytesIO(), io.BytesIO()
    words, variables = [str(one) for one in arguments], _variables(environment)
    with (
        _as_started(words, folder, variables),
        _command_line(asked_for(words, variables)),
        parsed_nearby(),
        rules_once(),
        read_once(),
        _streams(out, err),
        guarded(),
    ):
        code = _main()
    return _ran(code, out.getvalue(), err.getvalue())


def apart(*arguments: str | Path, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> Ran:
    """Run it in a process of its own: for what the interpreter itself looks at when it starts."""
    words = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(words, cwd=folder, env=_variables(environment), capture_output=True, timeout=120, check=False)
    return _ran(done.returncode, done.stdout, done.stderr)


def _variables(environment: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})}


def _ran(code: int, out: bytes, err: bytes) -> Ran:
    ran = Ran(code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
    assert "Traceback" not in ran.err, ran.err
    assert "this is a bug" not in ran.err, ran.err
    return ran


def _main() -> int:
    try:
        importlib.import_module("ccmotivate.cli").main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


@contextlib.contextmanager
def _as_started(arguments: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Iterator[None]:
    """Arguments, folder and environment of a new process."""
    thresholds = gc.get_threshold()
    with (
        mock.patch.object(sys, "argv", ["ccmotivate", *arguments]),
        _environment(variables),
        contextlib.chdir(folder),
    ):
        try:
            yield
        finally:
            gc.set_threshold(*thresholds)


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """These variables and no others; only what differs is set, for ``os.environ`` clears in quadratic time."""
    before = dict(os.environ)
    _set_environment(variables)
    try:
        yield
    finally:
        _set_environment(before)


def _set_environment(variables: Mapping[str, str]) -> None:
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]
    for name, value in variables.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


_COMMAND_LINE = re.compile(r"ccmotivate\.(?:cli|parts\.\w+\.commands)\.")
_COMMAND_LINES: dict[str, dict[str, ModuleType]] = {}
_commands_of = functools.cache(typer.main.get_command)


@contextlib.contextmanager
def _command_line(language: str) -> Iterator[None]:
    """The modules of the command line, which take their language when they are loaded, and their commands."""
    before = _command_line_modules()
    _exchange(before, _COMMAND_LINES.get(language, {}))
    context = typer.Context.__mro__[1]  # to which the command line gives the help's formatter of its language
    try:
        with (
            mock.patch.object(typer.main, "get_command", _commands_of),
            mock.patch.object(context, "formatter_class", context.formatter_class),  # type: ignore[attr-defined]
        ):
            yield
    finally:
        _COMMAND_LINES[language] = _command_line_modules()
        _exchange(_COMMAND_LINES[language], before)


def _command_line_modules() -> dict[str, ModuleType]:
    own = [name for name in list(sys.modules) if name.startswith("ccmotivate.")]
    return {name: sys.modules[name] for name in own if _COMMAND_LINE.match(f"{name}.")}


def _exchange(those: Mapping[str, ModuleType], others: Mapping[str, ModuleType]) -> None:
    for name in those:
        del sys.modules[name]
    sys.modules.update(others)


@contextlib.contextmanager
def _streams(out: io.BytesIO, err: io.BytesIO) -> Iterator[None]:
    """Standard output and error into these, nothing on standard input."""
    to_out, to_err = (io.TextIOWrapper(stream, "utf-8", write_through=True) for stream in (out, err))
    with (
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(), "utf-8")),
        contextlib.redirect_stdout(to_out),
        contextlib.redirect_stderr(to_err),
    ):
        try:
            yield
        finally:
            for stream in (to_out, to_err):
                stream.detach()  # flushes, and leaves the bytes open
