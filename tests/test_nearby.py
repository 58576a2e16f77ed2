"""What the tests put in the place of a function takes what that takes, whatever the order of imports makes call it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from ccmotivate.readers import agents, headers
from ccmotivate.ruleset import files
from tests import nearby


@pytest.mark.parametrize(
    ("function", "stand_in"),
    [
        (headers.find_tables, nearby._find_tables),
        (agents.read_agents, nearby._read_agents),
        (files.rules_of, nearby._rules_of),
    ],
)
def test_it_takes_the_same_arguments(function: Callable[..., Any], stand_in: Callable[..., Any]) -> None:
    assert _arguments(stand_in) == _arguments(function)


def _arguments(function: Callable[..., Any]) -> list[tuple[str, object, object]]:
    return [(one.name, one.kind, one.default) for one in inspect.signature(function).parameters.values()]
