"""The JSON Schema of the rule files: rules in use fit it, and what is broken in a file by itself does not."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from ccmotivate.parts import PARTS
from ccmotivate.pipeline.scheme import load_rules
from ccmotivate.writers.starter.rules_schema import DRAFT, kinds, rules_schema, schema_text
from tests.cli.commands import ccmotivate
from tests.ruleset.test_files import _break, _cases
from tests.support import ROOT, RULES

MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
SEEN = {  # mistakes that show in a file by itself, without arithmetic
    "rule-bad-currency",
    "rule-bad-id",
    "rule-bad-length",
    "rule-dated-mixed",
    "rule-missing-key",
    "rule-negative",
    "rule-not-a-count",
    "rule-not-a-month",
    "rule-not-allowed",
    "rule-one-comparison",
    "rule-one-condition",
    "rule-one-figure",
    "rule-one-method",
    "rule-ratio-cap",
    "rule-unknown-key",
    "rule-wrong-shape",
}


def kind_of(name: str) -> str:
    """The kind of a rule file by its name in the folder."""
    return name.partition("/")[0].removesuffix(".yaml")


def as_editors_see(text: str) -> Any:
    """YAML 1.2 with typed scalars and keys as text, as an editor holds it against a schema."""
    return _plain(YAML(typ="safe", pure=True).load(text))


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return str(node) if isinstance(node, date) else node  # YAML 1.2 knows no dates


@functools.cache
def validator(kind: str | None) -> Draft7Validator:
    schema = rules_schema(kind, "en", PARTS)
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def complaints(kind: str, text: str) -> list[str]:
    return [f"{list(one.absolute_path)}: {one.message}" for one in validator(kind).iter_errors(as_editors_see(text))]


def rule_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Name in the folder and text of each rule file and case file."""
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("roles/*.yaml"), *folder.glob("cases/*.yaml")]):
        yield path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", [RULES, ROOT / "tests/rules/preppin", ROOT / "tests/rules/preppin_awards"])
def test_rules_that_are_in_use_fit(folder: Path) -> None:
    for name, text in rule_files(folder):
        assert complaints(kind_of(name), text) == [], name
        assert validator(None).is_valid(as_editors_see(text)), name


_BROKEN = [pytest.param(code, case, id=f"{code}-{at}") for at, (code, case) in enumerate(_cases()) if code in SEEN]


@pytest.mark.parametrize(("code", "case"), _BROKEN)
def test_what_a_schema_can_see_it_does(code: str, case: dict[str, Any], tmp_path: Path) -> None:
    text = _break(tmp_path / "rules", case)
    assert complaints(kind_of(case["file"]), text), f"{code}: {case['with' if 'with' in case else 'at']}"


_ROLE = """
role: pilot
name: {zh: 试点, en: Pilot}
must:
  attitude: pass
  productivity: {at_least: {2025-01: 75%, 2025-07: 78%}}
  complaints:
    - {at_most: 1, active: {from: 2025-07, to: 2025-12, teams: [一组]}}
    - at_most: 0
  project_knowledge: {one_of: [proficient, fluent]}
  typing_speed: {2025-01: {at_least: 60}, 2025-04: {at_least: '６５'}}
scorecard:
  productivity: {weight: {2025-01: 60, 2025-07: 50}, curve: {0%: 0, 75%: 100, 100%: 120}}
  typing_speed:
    - {weight: 40, ratio: 60, cap: 100, active: {sites: [North]}}
    - {weight: 40, bands: [{below: 40, points: 0}, {up_to: "1,200", points: 60.5}, {points: 100}]}
"""
_BARE = """
role: helper
name: Helper
must:
scorecard:
  productivity: {weight: 100, ratio: 80%, cap: 120}
"""
_AWARDS = """
dated:
  name: {zh: 甲, en: A}
  every: month
  who: {2025-01: everyone, 2025-07: eligible}
  rank: {by: score, places: {2025-01: 1, 2025-07: '2'}, then: [{error_rate: low}, {sum: complaints, best: low}]}
  prize: {2025-01: 200, 2025-07: [200, {2025-07: 100, 2025-09: 120}]}
  active: {from: 2025-01, projects: [信用卡, 12]}
long:
  name: {zh: 乙, en: 2}
  every: quarter
  all:
    - lead_every: month
    - lead_every: {each: month, among: everyone}
    - not: {consecutive: {award: dated, times: 2, places: 1}}
    - rank: {by: {index: [{sum: qa_checks, of: best}, {mean: qc_accuracy, optional: yes}]}}
"""

_CASES = """
language: en
when: 2025-Q1
given: {like: on_standard, role: inbound, 项目: 热线, contributions: 1, qa_log: [{result: 合格, points: 2}]}
cases:
  - case: everything
    when: 2025
    given: {team: 12}
    agents:
      A: {productivity: 75%, expect: {qualified: yes, eligible: no, score: 100.5, rank: none, productivity: pass,
          points: {productivity: 100}, values: {error_rate: 1‰}, pay: {total: 20}}}
      7:
    months:
      2025-02: {A: {productivity: 80%, expect: {score: 102}}, 7: absent}
    awards:
      best_agent: nobody
      monthly_project: [A, 7]
      quarterly_project: {A: {place: 1, prize: 300, via: lead_every, within: 热线, shared: no, tie: none,
                              reason: [第1名]}}
      annual_project: {A: 2, 7: {refused: behind}}
      一月: {best_agent: {A: yes, 7: no}}
      2025-Q1: {quarterly_project: {A: {refused: not_eligible}}}
"""


def test_dates_phases_alternatives_and_short_forms_fit() -> None:
    assert complaints("roles", _ROLE) == []
    assert complaints("roles", _BARE) == []
    assert complaints("awards", _AWARDS) == []
    assert complaints("cases", _CASES) == []


@pytest.mark.parametrize("figure", ['"3:25"', "4m 12s", "2:15 hrs", "PT1H5M", "p1dt2h", "PT0.5S"])
def test_durations_fit(figure: str) -> None:
    assert "78%" in _ROLE
    assert complaints("roles", _ROLE.replace("78%", figure)) == []


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("roles", "2025-07: 78%}", "2025-7: 78%}"),
        ("roles", "from: 2025-07", "from: July"),
        ("roles", "from: 2025-07", "since: 2025-07"),
        ("roles", "{weight: 40, ratio: 60, cap: 100", "{weight: 40, ratio: 60, cap: high"),
        ("awards", "2025-07: eligible", "2025-07: eligable"),
        ("awards", "each: month, among", "each: week, among"),
        ("awards", "times: 2", "times: 1"),
        ("awards", "{error_rate: low}", "{error_rate: low, complaints: low}"),
        ("awards", "optional: yes", "optional: perhaps"),
        ("cases", "language: en", "lang: en"),
        ("cases", "    agents:\n", "    agent:\n"),
        ("cases", "like: on_standard", "like: [on_standard]"),
        ("cases", "points: {productivity: 100}", "points: 100"),
        ("cases", "score: 102", "score: [102]"),
        ("cases", "place: 1", "plase: 1"),
        ("cases", "refused: behind", "refuse: behind"),
        ("cases", "refused: not_eligible", "refused: [not_eligible]"),
    ],
)
def test_mistakes_in_them_do_not(kind: str, good: str, bad: str) -> None:
    text = {"roles": _ROLE, "awards": _AWARDS, "cases": _CASES}[kind]
    assert good in text
    assert complaints(kind, text.replace(good, bad, 1))


def test_every_key_says_what_it_means() -> None:
    """Each key has a hint beside its field; pydantic's own docstrings and titles do not show through."""
    silent = [
        f"{kind}: {key}"
        for kind in kinds(PARTS)
        for node in _nodes(rules_schema(kind, "en", PARTS))
        for key, value in (node["properties"] if isinstance(node.get("properties"), dict) else {}).items()
        if not value["description"].endswith(".")
    ]
    assert silent == []
    assert "``" not in schema_text(None, "en", PARTS)


def test_hints_are_said_in_both_languages() -> None:
    hints = [
        [(key, value["description"]) for node in _nodes(rules_schema(None, lang, PARTS))
         for key, value in (node["properties"] if isinstance(node.get("properties"), dict) else {}).items()]
        for lang in ("en", "zh")
    ]  # fmt: skip
    assert [key for (key, en), (_key, zh) in zip(*hints, strict=True) if en == zh] == []


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for item in node:
            yield from _nodes(item)


def test_the_shipped_files_name_a_schema_that_stands_beside_them() -> None:
    for name, text in rule_files(RULES):
        line = MODELINE.match(text)
        assert line, name
        assert ((RULES / name).parent / line[1]).resolve() == RULES / "schema" / f"{kind_of(name)}.json"


def test_the_shipped_schema_is_that_of_the_models() -> None:
    """Else run: ccmotivate rules schema --out rules/schema --lang en."""
    found = {path.stem: path.read_text(encoding="utf-8") for path in (RULES / "schema").iterdir()}
    assert found == {kind: schema_text(kind, "en", PARTS) for kind in kinds(PARTS)}


def test_a_folder_with_schemas_loads_as_before() -> None:
    rules, problems = load_rules(RULES)
    assert problems == ()
    assert rules is not None
    assert not any(name.startswith("schema") for name in rules.texts)


def test_the_command_prints_it(tmp_path: Path) -> None:
    whole = json.loads(ccmotivate("rules", "schema", "--lang", "en").out)
    assert whole["$schema"] == DRAFT
    assert set(kinds(PARTS)) <= set(whole["definitions"])
    ran = ccmotivate("rules", "schema", "--for", "awards", "--lang", "en")
    assert ran.code == 0
    assert ran.out == schema_text("awards", "en", PARTS)
    assert ccmotivate("rules", "schema", "--for", "prizes").code == 2


def test_the_command_writes_one_for_each_kind(tmp_path: Path) -> None:
    assert ccmotivate("rules", "schema", "--out", tmp_path / "s", "--lang", "zh").code == 0
    assert {path.stem for path in (tmp_path / "s").iterdir()} == set(kinds(PARTS))
    assert (tmp_path / "s/roles.json").read_text(encoding="utf-8") == schema_text("roles", "zh", PARTS)
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = ccmotivate("rules", "schema", "--out", tmp_path / "file", "--lang", "en")
    assert ran.code == 2
    assert "cannot write here" in ran.err
