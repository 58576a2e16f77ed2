"""The exit code of a command that reads workbooks and makes something of them."""

from __future__ import annotations

from collections.abc import Collection

from ccmotivate.problems import Problem, has_errors


def exit_code(problems: Collection[Problem], *, ran: bool) -> int:
    """0 clean, 1 findings in the data, 2 could not run."""
    if not ran or any(one.is_fatal for one in problems):
        return 2
    return 1 if has_errors(problems) else 0
