"""Errors for files that cannot be written: a foreign target, one in use, a name no file can have, an unfit template."""

from __future__ import annotations

import errno
import re
from pathlib import Path

from ccmotivate.locale import N_
from ccmotivate.problems import Problem

_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ ]*(?:[.:].*)?", re.IGNORECASE)


class NotOursError(Exception):
    """The target exists and ccmotivate did not write it; ``args[0]`` is its path."""

    @property
    def path(self) -> Path:
        """The file that was in the way."""
        return Path(self.args[0])


class InUseError(PermissionError):
    """Another program has a file open, or it is protected; ``filename`` is its path."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EACCES, N_("it is open in another program, or protected"), str(path))


class UnfitTemplateError(Exception):
    """A template cannot be filled in with these pages; ``problem`` says why."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.code)
        self.problem = why


class DeviceNameError(OSError):
    """Windows treats this name as a device, with any extension; ``filename`` is the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, N_("Windows keeps this name for a device"), str(path))


def refuse_device(path: Path) -> None:
    """See that a file may have this name on every system, for it may be opened on another.

    Raises:
        DeviceNameError: it is ``CON``, ``NUL``, ``aux.xlsx`` and the like.
    """
    if _DEVICES.fullmatch(path.name):
        raise DeviceNameError(path)
