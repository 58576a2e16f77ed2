"""Settings for every test.

Hypothesis draws the same examples every time, so that a red test is red for everybody. Workbooks are parsed in the
process of the tests, but where the parser's own process is looked at. pandas goes without pyarrow, as in a run.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ccmotivate import arrow

arrow.leave_out()
arrow.let_in()

from tests.nearby import parsed_nearby  # noqa: E402 - it loads pandas

_ISOLATED = ("formats", "hostile", "fuzz", "prove", "test_systems.py")

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """What is loaded stays: Python's search for cycles does not walk through it, and is made less often."""
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_sessionfinish() -> None:
    """What the tests leave in memory goes with the process: pytest would walk through all of it five times."""
    gc.freeze()


@pytest.fixture(scope="module", autouse=True)
def parser_of_workbooks(request: pytest.FixtureRequest) -> Iterator[None]:
    """In this process, or as the program has it."""
    if request.path.relative_to(Path(__file__).parent).parts[0] in _ISOLATED:
        yield
        return
    with parsed_nearby():
        yield
