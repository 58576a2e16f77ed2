"""How exports are read, held against rules written down once more: a sample of each; ``make prove`` draws many."""

from __future__ import annotations

import pytest

from tests.properties.all import PROPERTIES, Property

SAMPLE = 10


@pytest.mark.parametrize("one", PROPERTIES, ids=lambda one: one.name)
def test_exports_are_read_rightly(one: Property) -> None:
    examples, _ = one.hold(SAMPLE)
    assert examples >= SAMPLE // 2  # of the forms that are few all are drawn
