"""The long runs of parts against oracles written from the text, and every slip in their files against their cases."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.testing import run_cases
from ccmotivate.ruleset.cases import load_cases
from tests.parts.coaching.without import without_differences
from tests.parts.contests import equivalent as contests
from tests.parts.contests.known import known_differences
from tests.parts.talent import equivalent as talent
from tests.prove.record import record
from tests.support import RULES, shipped_rules

COMPANIES = int(os.environ.get("CCMOTIVATE_COMPANIES", "240"))
PARTS = ("learning", "mentoring", "goals", "coaching", "talent", "balanced", "contests", "teams", "careers")
_EQUIVALENT = {"talent": talent.reason, "contests": contests.reason}
"""Why nothing that a case can state tells a changed file from the shipped one, by part."""
_FIGURE = re.compile(r"(?<=[ :{\[])(\d+(?:\.\d+)?)(?=[%,}\]\s])")


@pytest.mark.prove
@pytest.mark.parametrize("part", PARTS)
def test_companies_against_the_oracle(part: str, tmp_path: Path) -> None:
    compare = import_module(f"tests.parts.{part}.against").compare
    start = time.process_time()
    found = [compare(seed, tmp_path) for seed in range(1000, 1000 + COMPANIES)]
    differences = [text for one in found for text in one.differences]
    record(
        f"{part.capitalize()} against an oracle written from the text",
        [
            f"{COMPANIES} random companies, written as workbooks and read back, on and beside every boundary: "
            f"{sum(one.people for one in found):,} people a month.",
            f"Differences: {len(differences)}.",
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert not differences, differences[:5]


@pytest.mark.prove
def test_what_a_talk_says_is_what_runs_give(tmp_path: Path) -> None:
    start = time.process_time()
    found = [without_differences(seed, tmp_path) for seed in range(1000, 1000 + COMPANIES // 8)]
    differences = [text for _tried, each in found for text in each]
    record(
        "Coaching talks against runs of changed workbooks",
        [
            f"{sum(tried for tried, _each in found):,} findings left out (with a complaint less for valid ones) and "
            f"repeats put in, in {len(found)} random companies: score, rank, standards and pay.",
            f"Differences: {len(differences)}.",
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert not differences, differences[:5]


@pytest.mark.prove
def test_duties_by_files_given_together_and_by_the_ledger(tmp_path: Path) -> None:
    start = time.process_time()
    found = [known_differences(seed, tmp_path) for seed in range(1000, 1000 + COMPANIES // 12)]
    differences = [text for _duties, each in found for text in each]
    record(
        "Duties of contests by earlier files and by the ledger",
        [
            f"{len(found)} random companies, the last of some six months scored with the earlier files and with a "
            f"ledger of them: {sum(duties for duties, _each in found):,} duties each way.",
            f"Differences: {len(differences)}.",
            f"Time: {time.process_time() - start:.0f} s on one processor.",
        ],
    )
    assert not differences, differences[:5]


@pytest.mark.prove
@pytest.mark.parametrize("part", PARTS)
def test_the_cases_notice_every_slip(part: str) -> None:
    """Each figure of the file a little more, a little less, doubled and 0."""
    rules = shipped_rules()
    cases, _problems = load_cases(RULES, rules, "rules")
    own = [case for case in cases if case.source.file.endswith(f"{part}.yaml")]
    made = list(_mutants(rules, rules.parts[part].part.file))
    unseen = {name: other for name, other in made if not any(one.failures for one in run_cases(own, other))}
    unseen = {name: other for name, other in unseen.items() if not _refused(part, other)}
    why = {name: _EQUIVALENT[part](rules, other) for name, other in unseen.items()} if part in _EQUIVALENT else {}
    equal = [f"Equivalent: {name} because {text}." for name, text in why.items() if text is not None]
    survivors = [name for name in unseen if why.get(name) is None]
    count = len(made) - len(equal)
    noticed = f"Noticed: {count - len(survivors)} of {count}."
    record(
        f"Mutants of the shipped {part} against its cases",
        [noticed, *(f"Not noticed: {one}." for one in survivors), *equal],
    )
    assert count or part == "goals"  # its file has names alone
    assert 100 * (count - len(survivors)) >= 98 * count, survivors


def _refused(part: str, rules: RuleSet) -> bool:
    """Whether the part's cases state something that these rules do not let them state."""
    _cases, problems = load_cases(RULES, rules, "rules")
    return any(one.source.file.endswith(f"{part}.yaml") for one in problems)


def _mutants(rules: RuleSet, file: str) -> Iterator[tuple[str, RuleSet]]:
    text = rules.texts[file]
    for found in _FIGURE.finditer(text):
        line = text.rfind("\n", 0, found.start()) + 1
        if "#" in text[line : found.start()]:
            continue
        figure = float(found[1])
        for other in dict.fromkeys((figure * 1.1, figure * 0.9, figure * 2, 0.0)):
            shown = f"{other:.4f}".rstrip("0").rstrip(".")
            changed, _problems = rules_of(
                {**rules.texts, file: text[: found.start()] + shown + text[found.end() :]}, "rules"
            )
            if changed is not None and shown != found[1]:
                number = text.count("\n", 0, found.start()) + 1
                yield f"{file}:{number} {found[1]} -> {shown}", changed
