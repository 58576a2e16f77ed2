"""What tests of formats share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.nearby import parsed_nearby


@pytest.fixture
def in_this_process() -> Iterator[None]:
    """Workbooks are parsed in this process, for tests whose subject is what is read and not the parser's process."""
    with parsed_nearby():
        yield
