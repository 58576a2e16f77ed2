"""Commands whose modules are loaded when they are called: help and refusals need their names and one line each."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer
from msgspec import Struct
from typer.core import TyperCommand

from ccmotivate.cli.parser_words import Group


class Entry(Struct, frozen=True):
    """A command, the function of its name in a module of ``cli``; or a group of them, ``rules_app`` for ``rules``.

    ``of_part``: the command is one that the part with the id ``module`` registers by its facet ``commands``.
    """

    name: str
    module: str
    help: str
    is_group: bool = False
    of_part: bool = False

    def load(self) -> Any:
        """The command as typer makes it."""
        home = f"ccmotivate.parts.{self.module}.commands" if self.of_part else f"ccmotivate.cli.{self.module}"
        module = import_module(home)
        parent = typer.Typer(add_completion=False, rich_markup_mode=None)
        parent.callback()(_nothing)
        if self.of_part:
            module.register(parent)
        elif self.is_group:
            parent.add_typer(getattr(module, f"{self.name}_app"), name=self.name, help=self.help)
        else:
            parent.command(self.name, help=self.help)(getattr(module, self.name))
        made: Any = typer.main.get_command(parent)
        found = made.commands[self.name]
        found.help = self.help
        return found

    def listed(self) -> TyperCommand:
        """As much of it as a list of commands shows."""
        return TyperCommand(self.name, help=self.help)


def _nothing() -> None:
    return


class _Loading(dict[str, Any]):
    """Commands by name, in the order of their entries; each is loaded when it is asked for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__((entry.name, entry) for entry in entries)

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        if isinstance(found, Entry):
            self[name] = found = found.load()
        return found

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def items(self) -> Any:
        return [(name, self[name]) for name in self]

    def listed(self, name: str) -> Any:
        found = super().__getitem__(name)
        return found.listed() if isinstance(found, Entry) else found


def group_of(entries: Iterable[Entry]) -> type[Group]:
    """The class of a command line with these commands, in this order."""
    known = tuple(entries)

    class OnDemand(Group):
        """A command line that loads a command when it is called."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.commands: Any = _Loading(known)
            self._lists = False

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the parser's signature
            return list(self.commands)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return self.commands.listed(cmd_name) if self._lists else super().get_command(ctx, cmd_name)

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            self._lists = True
            try:
                super().format_commands(ctx, formatter)
            finally:
                self._lists = False

    return OnDemand
