"""A large log that a server looks through while the rules are loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ccmotivate.pipeline.log_process import LogProcess

# pandas and numpy are loaded while the server is at work.
if TYPE_CHECKING:
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.pipeline.large_logs import Told
    from ccmotivate.readers.month_column import MonthOptions


class BegunLog(Struct, frozen=True):
    """The file and what looks through it, as if nobody knew its encoding."""

    path: Path
    server: LogProcess

    @classmethod
    def of(cls, path: Path) -> BegunLog:
        """Begin; never raises."""
        server = LogProcess.free()
        server.look(path, None)
        return cls(path, server)

    def told(
        self,
        name: str,
        rules: RuleSet,
        options: MonthOptions,
        written: tuple[str | None, str | None],
        aside: Path | None,
        meanwhile: Callable[[], None],
    ) -> Told:
        """What it says, as ``large_logs.read_log``; once only."""
        from ccmotivate.pipeline import large_logs

        server = self.server
        if written[0] is not None:
            server.stop()
            server = LogProcess.free()
            server.look(self.path, written[0])
        try:
            return large_logs.read_log(server, name, rules, options, written, aside, meanwhile)
        finally:
            server.release()

    def stop(self) -> None:
        """Stop looking when it is not needed."""
        self.server.stop()
