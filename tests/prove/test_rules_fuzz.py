"""The proof: thousands of random edits of the shipped rules, each answered with rules or with problems."""

from __future__ import annotations

import functools

import pytest
from hypothesis import HealthCheck, given, settings

from ccmotivate.ruleset import files as rule_files
from ccmotivate.ruleset.yaml_text import read_yaml
from tests.ruleset.test_fuzz import check, edited_texts

pytestmark = pytest.mark.prove


@pytest.fixture
def _parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_files, "read_yaml", functools.lru_cache(64)(read_yaml))


@pytest.mark.usefixtures("_parse_once")
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited_texts())
def test_thousands_of_random_edits_never_crash(texts: dict[str, str]) -> None:
    check(texts)
