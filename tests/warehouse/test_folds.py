"""Random logs folded by pandas, DuckDB and PostgreSQL: the same to the last digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccmotivate.model.metrics import DetailFold
from tests.ledger.places import NO_POSTGRES, POSTGRES
from tests.warehouse.logs import Line, by_database, by_pandas, embedded, folds, lines, put

NAMES = ("duckdb", pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)))


@pytest.fixture(scope="module", params=NAMES)
def backend(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A database to fold in."""
    found = ibis.duckdb.connect() if request.param == "duckdb" else ibis.connect(POSTGRES)
    yield found
    found.disconnect()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lines, max_size=30), st.lists(folds, min_size=1, max_size=5))
def test_databases_fold_as_the_engine_does(backend: Any, log: Sequence[Line], rules: Sequence[DetailFold]) -> None:
    assert by_database(backend, put(backend, log), rules) == by_pandas(log, rules)


@settings(max_examples=80, deadline=None)
@given(st.lists(lines, max_size=30), st.lists(folds, min_size=1, max_size=5))
def test_files_fold_as_the_engine_does(log: Sequence[Line], rules: Sequence[DetailFold]) -> None:
    assert embedded(log, rules) == by_pandas(log, rules)
