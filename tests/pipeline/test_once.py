"""Work that is done once a run: computed metrics, and the lines of a role that apply to an agent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ccmotivate.engine import metrics, months
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scoring import score
from tests.support import shipped_rules

MARCH = Path(__file__).parents[2] / "examples" / "2025" / "2025-03.xlsx"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType, str], list[Any]]:
    """Counts the calls of a function of a module: the list grows by the arguments of each."""

    def count(module: ModuleType, name: str) -> list[Any]:
        calls: list[Any] = []
        plain = getattr(module, name)

        def counting(*args: Any, **named: Any) -> Any:
            calls.append((args, named))
            return plain(*args, **named)

        monkeypatch.setattr(module, name, counting)
        return calls

    return count


def test_metrics_are_computed_and_roles_resolved_once_a_month(
    counted: Callable[[ModuleType, str], list[Any]], tmp_path: Path
) -> None:
    computed = [counted(metrics, "compute_metrics"), counted(months, "compute_metrics")]
    resolved = counted(months, "variants")
    outcome = score([str(MARCH)], shipped_rules(), Options(out=tmp_path))
    assert [len(job.scored.months) for job in outcome.jobs] == [1]
    assert sum(map(len, computed)) == 1
    assert len(resolved) == 1
