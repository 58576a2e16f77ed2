"""Many random logs, folded by pandas, DuckDB, PostgreSQL and Spark: the same to the last digit."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccmotivate.model.metrics import DetailFold
from tests.ledger.places import NO_POSTGRES, POSTGRES
from tests.prove.record import record
from tests.warehouse.logs import Line, by_database, by_pandas, folds, lines, put

pytestmark = pytest.mark.prove
NO_SPARK = "Spark needs pip install 'ccmotivate[spark]' and Java 17"
HAS_SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None
MANY = {"duckdb": 1500, "postgres": 1000, "pyspark": 60}
KINDS = (
    "duckdb",
    pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)),
    pytest.param("pyspark", marks=pytest.mark.skipif(not HAS_SPARK, reason=NO_SPARK)),
)


def _spark() -> Any:
    from pyspark.sql import SparkSession

    made = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    return ibis.pyspark.connect(made.config("spark.sql.shuffle.partitions", "1").getOrCreate())


@pytest.fixture(params=KINDS)
def backend(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A database to fold in."""
    ways = {"duckdb": ibis.duckdb.connect, "postgres": lambda: ibis.connect(POSTGRES), "pyspark": _spark}
    found = ways[request.param]()
    yield found
    found.disconnect()


@pytest.mark.filterwarnings("ignore")
def test_databases_fold_as_the_engine_does(backend: Any) -> None:
    compared = [0, 0]

    @settings(max_examples=MANY[backend.name], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(lines, max_size=40), st.lists(folds, min_size=1, max_size=6))
    def same(log: Sequence[Line], rules: Sequence[DetailFold]) -> None:
        assert by_database(backend, put(backend, log), rules) == by_pandas(log, rules)
        compared[0] += 1
        compared[1] += len(rules)

    same()
    told = [f"{compared[0]:,} random logs, {compared[1]:,} folds, each with its first rows.", "Differences: 0."]
    record(f"Folds by {backend.name} against pandas", told)
