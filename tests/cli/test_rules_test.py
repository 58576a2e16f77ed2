"""``ccmotivate rules test`` as a user runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.commands import Ran, ccmotivate
from tests.support import RULES


def _scheme(folder: Path) -> Path:
    """A copy of the shipped scheme with the cases of one role only."""
    rules = folder / "rules"
    shutil.copytree(RULES, rules, ignore=shutil.ignore_patterns("cases", "schema"))
    (rules / "cases").mkdir()
    shutil.copy(RULES / "cases" / "inbound.yaml", rules / "cases")
    return rules


def _changed(rules: Path, name: str, old: str, new: str) -> None:
    text = (rules / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (rules / name).write_text(text.replace(old, new), encoding="utf-8")


def _test(rules: Path, *options: str) -> Ran:
    return ccmotivate("rules", "test", rules, "--lang", "en", *options)


def test_the_shipped_scheme_is_covered_by_its_cases() -> None:
    ran = ccmotivate("rules", "test", "rules/", "--coverage", "--fail-under", "100", "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    cases, reach = ran.out.strip().splitlines()
    assert cases.endswith("; all hold")
    assert reach.endswith("ways that the rules can go: 100%")


def test_a_changed_rule_fails_its_cases_with_place_and_trace(tmp_path: Path) -> None:
    rules = _scheme(tmp_path)
    _changed(rules, "roles/inbound.yaml", "productivity:      {at_least: 75%}", "productivity:      {at_least: 76%}")
    ran = _test(rules)
    assert ran.code == 1
    assert "工作效率 75%, Productivity: expected pass, got fail" in ran.out
    assert "Productivity 75%; standard at least 76% (rules/roles/inbound.yaml:" in ran.out
    line = next(text for text in ran.out.splitlines() if "expected pass, got fail" in text)
    number = int(line.strip().split(":")[1])
    written = (rules / "cases" / "inbound.yaml").read_text(encoding="utf-8").splitlines()[number - 1]
    assert "productivity: pass" in written
    assert "cases: 1," in ran.out.strip().splitlines()[-1]


def test_json_has_failures_coverage_and_nothing_else_on_stdout(tmp_path: Path) -> None:
    rules = _scheme(tmp_path)
    _changed(rules, "roles/inbound.yaml", "productivity:      {at_least: 75%}", "productivity:      {at_least: 76%}")
    ran = _test(rules, "--coverage", "--json")
    document = json.loads(ran.out)
    assert (ran.code, ran.err) == (1, "")
    assert (document["schema"], document["passed"]) == ("ccmotivate/rules-test@1", False)
    (case,) = document["cases"]
    assert document["failures"] == len(case["failures"]) > 0
    failure = next(one for one in case["failures"] if one["agent"] == "工作效率 75%" and one["what"] == "status")
    assert (failure["file"], failure["subject"]) == ("rules/cases/inbound.yaml", "productivity")
    assert (failure["expected"], failure["got"], failure["period"]) == ("pass", "fail", "2025-01")
    assert failure["trace"]
    covered = document["coverage"]
    assert covered["wanted"] - covered["reached"] == len(covered["missing"]) > 0
    assert 0 < float(covered["percent"]) < 100
    assert {"file", "line", "kind", "owner", "way", "message"} <= set(covered["missing"][0])


def test_too_little_reached_fails_and_says_what_is_missing(tmp_path: Path) -> None:
    ran = _test(_scheme(tmp_path), "--fail-under", "50.5")
    assert ran.code == 1
    assert "rules/roles/data_entry.yaml:" in ran.out
    assert "less than the 50.5% asked for with --fail-under" in ran.out
    enough = _test(tmp_path / "rules", "--fail-under", "5")
    assert enough.code == 0
    assert "ways" not in enough.out


@pytest.mark.parametrize(("text", "words"), [("cases: [{", "not valid YAML"), ("case: []", "did you mean cases?")])
def test_a_broken_case_file_fails_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    rules = _scheme(tmp_path)
    (rules / "cases" / "zz.yaml").write_text(text, encoding="utf-8")
    ran = _test(rules)
    assert ran.code == 1
    assert "rules/cases/zz.yaml:1: " in ran.err
    assert words in ran.err
    assert "cases: 1," in ran.out  # the others are run all the same


def test_a_scheme_without_cases_says_so(tmp_path: Path) -> None:
    rules = _scheme(tmp_path)
    (rules / "cases" / "inbound.yaml").unlink()
    ran = _test(rules)
    assert ran.code == 1
    assert "rules/cases/*.yaml: there are no cases here" in ran.err


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_rules_that_cannot_be_used_cannot_be_tested(tmp_path: Path, options: tuple[str, ...]) -> None:
    rules = _scheme(tmp_path)
    _changed(rules, "roles/inbound.yaml", "productivity:      {at_least: 75%}", "productivity:      {at_lest: 75%}")
    ran = _test(rules, *options)
    assert ran.code == 2
    found = json.loads(ran.out)["problems"][0]["code"] if options else ran.err
    assert found == "rule-unknown-key" if options else "did you mean at_least?" in found


def test_chinese_speaks_chinese(tmp_path: Path) -> None:
    ran = ccmotivate("rules", "test", _scheme(tmp_path), "--lang", "zh")
    assert ran.code == 0
    assert "inbound" not in ran.out
