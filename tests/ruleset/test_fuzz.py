"""Rule files edited at random: whatever comes of it is rules or problems with a place and a sentence, never a crash."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.problems import has_errors
from ccmotivate.ruleset import files as rule_files
from ccmotivate.ruleset.yaml_text import read_yaml
from tests.samples import sample, sampled
from tests.support import sentences, shipped_rules

TEXTS: Mapping[str, str] = shipped_rules().texts
ODD = (
    "", "~", "[]", "{}", "[[]]", "{a: b}", "{? [x] : y}", "-1", "0", "1e999", "1/0", "9" * 400, "101%", "１２％", "no",
    "x", "pass", "score", "{2025-01: 1}", "{2025-01: [], 2025-07: {}}", "{2025-13: 1}", "{from: 2025-01}",
    "{2025-01: {2025-02: x}}", "*a", "&a b", "!!int 3", "'", '"', "# c", "- 1", "|", "> x", "\u2028", "\U0001f642",
    "a" * 300, "[honour_roll, honour_roll]", "{active: {from: 2025-07, to: 2025-01}}", "coalesce(", "a / a", "csat / 0",
)  # fmt: skip
Lines = list[str]
Edit = Callable[[Lines, Any], None]


def _delete(lines: Lines, draw: Any) -> None:
    del lines[draw(st.integers(0, len(lines) - 1))]


def _double(lines: Lines, draw: Any) -> None:
    at = draw(st.integers(0, len(lines) - 1))
    lines.insert(at, lines[at])


def _indent(lines: Lines, draw: Any) -> None:
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = draw(st.sampled_from(["  ", " ", "\t", "- ", "    "])) + lines[at]


def _outdent(lines: Lines, draw: Any) -> None:
    at = draw(st.integers(0, len(lines) - 1))
    lines[at] = lines[at].removeprefix(draw(st.sampled_from(["  ", " ", "    - "])))


def _swap(lines: Lines, draw: Any) -> None:
    """Two lines change places, or only what stands behind their colons."""
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    if draw(st.booleans()):
        lines[one], lines[other] = lines[other], lines[one]
        return
    (a, colon, x), (b, comma, y) = lines[one].partition(":"), lines[other].partition(":")
    lines[one], lines[other] = a + colon + y, b + comma + x


def _replace(lines: Lines, draw: Any) -> None:
    """What stands behind a colon, or one word of it, becomes something odd."""
    at = draw(st.integers(0, len(lines) - 1))
    start = draw(st.sampled_from([place for place, sign in enumerate(lines[at]) if sign in ":,[{ "] or [0]))
    end = draw(
        st.sampled_from(
            [place for place, sign in enumerate(lines[at]) if sign in ",]} " and place > start] or [len(lines[at])]
        )
    )
    lines[at] = f"{lines[at][: start + 1]} {draw(st.sampled_from(ODD))}{lines[at][end:]}"


EDITS: tuple[Edit, ...] = (_delete, _double, _indent, _outdent, _swap, _replace, _replace, _replace)


@st.composite
def edited_texts(draw: Any) -> dict[str, str]:
    """The shipped rules with a few random edits."""
    texts = dict(TEXTS)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(texts)))
        lines = texts[name].split("\n")
        draw(st.sampled_from(EDITS))(lines, draw)
        texts[name] = "\n".join(lines) or "\n"
    return texts


def check(texts: Mapping[str, str]) -> None:
    """Rules, or errors that say where and what."""
    rules, problems = rules_of(texts, "rules")
    assert (rules is None) is has_errors(problems)
    for found in problems:
        assert sentences(found)
        assert found.source.file.startswith("rules")
        assert found.source.line is None or 1 <= found.source.line <= len(texts[found.source.file[6:]].splitlines()) + 1


@pytest.fixture
def _parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit changes one file or two: the others need not be parsed each time."""
    monkeypatch.setattr(rule_files, "read_yaml", functools.lru_cache(64)(read_yaml))


@pytest.mark.usefixtures("_parse_once")
@sampled
@settings(max_examples=sample(20, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited_texts())
def test_random_edits_never_crash(texts: dict[str, str]) -> None:
    check(texts)


@pytest.mark.usefixtures("_parse_once")
@sampled
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_values_everywhere_never_crash(odd: str) -> None:
    """Each odd value behind the last colon of every line of an awards file and of a role, one at a time."""
    for name in ("awards.yaml", "roles/qa.yaml"):
        lines = TEXTS[name].split("\n")
        places = [at for at, line in enumerate(lines) if ":" in line and not line.startswith("#")]
        for at in places[:: max(1, len(places) // sample(2, 6))]:
            key = lines[at].partition(":")[0]
            check({**TEXTS, name: "\n".join([*lines[:at], f"{key}: {odd}", *lines[at + 1 :]])})
