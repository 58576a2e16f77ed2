"""Rule files: the shipped ones load, every broken one says file, line, what was expected and what to do."""

from __future__ import annotations

import functools
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ccmotivate.model.metrics import Label, Range
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.sheets import SheetColumn
from ccmotivate.pipeline.scheme import check, load_rules, rules_of
from ccmotivate.points.bands import Bands
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.points.pass_points import PassPoints
from ccmotivate.points.ratio import Ratio
from ccmotivate.problems import CATALOGUE, Problem, SourceRef
from ccmotivate.ruleset import files as rule_files
from ccmotivate.ruleset.files import QUESTIONABLE
from ccmotivate.ruleset.yaml_text import read_yaml
from tests.support import HANGS, RULES, sentences, shipped_rules

BROKEN = Path(__file__).resolve().parents[1] / "broken_rules"
# No single edit makes them: they have tests of their own.
_WITHOUT_A_CASE = {"rules-no-folder", "rule-many-dates", "rule-two-zones", "rule-role-default"}


@pytest.fixture(autouse=True)
def _parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit changes one file: the others need not be parsed a hundred times."""
    monkeypatch.setattr(rule_files, "read_yaml", _parsed)


_parsed = functools.cache(read_yaml)


@functools.cache
def _cases() -> Sequence[tuple[str, Mapping[str, Any]]]:
    reader = YAML(typ="safe", pure=True)
    return [(path.stem, case) for path in sorted(BROKEN.glob("*.yaml")) for case in reader.load(path)]


def _copied(folder: Path) -> None:
    """The shipped rules in a folder, without what is no rule: cases and schemas for editors."""
    shutil.copytree(RULES, folder, ignore=shutil.ignore_patterns("cases", "schema"))


def _break(folder: Path, case: Mapping[str, Any]) -> str:
    """Make one edit in a copy of the shipped rules; the edited text."""
    _copied(folder)
    target = folder / case["file"]
    if case.get("delete"):
        target.unlink()
        return ""
    if case.get("rename"):
        (folder / case["rename"]).rename(target)
        return ""
    text: str = case.get("text") or target.read_text(encoding="utf-8")
    if "replace" in case:
        assert case["replace"] in text, "the shipped rules have changed: adapt this case"
        text = text.replace(case["replace"], case["with"], 1)
    times = case.get("times", 1)
    text = case.get("prepend", "") * times + text + case.get("append", "") * times
    target.write_bytes(text.encode(case.get("encoding", "utf-8")))
    return text


def _line(text: str, at: str) -> int:
    """The number of the first line with this text."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if at in line]
    assert found, f"no line holds {at}"
    return found[0]


@pytest.mark.parametrize(("code", "case"), [pytest.param(*c, id=f"{c[0]}-{n}") for n, c in enumerate(_cases())])
def test_a_broken_rule_says_where_and_what(code: str, case: Mapping[str, Any], tmp_path: Path) -> None:
    text = _break(tmp_path / "rules", case)
    start = time.monotonic()
    rules, problems = check(tmp_path / "rules", "--rules")
    assert time.monotonic() - start < HANGS
    assert (rules is None) is not case.get("note", False)
    found = [problem for problem in problems if problem.code == code]
    assert found, [f"{problem.source} {problem.code}" for problem in problems]
    assert found[0].source.file == f"rules/{case['file']}"
    if case["at"]:
        line = _line(text, case["at"]) + case.get("below", 0)
        assert str(found[0].source) == f"rules/{case['file']}:{line}"
    said = " ".join(sentences(problem) for problem in found)
    assert all(word in said for word in case["says"]), said
    assert all(sentences(problem) for problem in problems)


def test_every_code_of_the_rule_files_has_a_broken_rule() -> None:
    codes = {code for code in CATALOGUE if code.split("-")[0] in ("rule", "rules", "yaml")}
    assert {path.stem for path in BROKEN.glob("*.yaml")} == codes - _WITHOUT_A_CASE


def test_no_folder(tmp_path: Path) -> None:
    rules, problems = load_rules(tmp_path / "nowhere")
    assert rules is None
    assert [problem.code for problem in problems] == ["rules-no-folder"]
    assert "--rules" in sentences(problems[0])


def test_an_empty_folder_names_all_that_is_missing(tmp_path: Path) -> None:
    _, problems = load_rules(tmp_path, shown_as="rules")
    assert sorted(problem.source.file for problem in problems) == [
        "rules/columns.yaml",
        "rules/metrics.yaml",
        "rules/roles/*.yaml",
        "rules/scheme.yaml",
    ]


@pytest.mark.parametrize("name", ["scheme.yaml", "columns.yaml", "metrics.yaml", "awards.yaml"])
@pytest.mark.parametrize("ending", [".yml", ".YML", ".Yaml", ".yaml.txt", ".yml.txt"])
def test_a_file_by_another_ending_is_one_error_and_beside_the_right_one_a_note(
    name: str, ending: str, tmp_path: Path
) -> None:
    folder = tmp_path / "rules"
    _copied(folder)
    other = (folder / name).rename(folder / name.replace(".yaml", ending))
    rules, problems = load_rules(folder)
    assert rules is None
    assert [(found.code, found.source.file) for found in problems] == [("rules-ending", f"rules/{other.name}")]
    shutil.copy(RULES / name, folder / name)
    rules, problems = load_rules(folder)
    assert rules is not None
    assert [(found.code, found.source.file) for found in problems] == [("rules-ending-ignored", f"rules/{other.name}")]


def test_roles_that_all_have_another_ending_are_each_named(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    _copied(folder)
    (folder / "awards.yaml").unlink()
    names = [path.rename(path.with_suffix(".yml")).name for path in sorted((folder / "roles").iterdir())]
    _, problems = load_rules(folder)
    assert [found.source.file for found in problems] == [f"rules/roles/{name}" for name in names]


def test_other_files_in_the_folder_are_nothing_to_speak_of(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    _copied(folder)
    for name in ("README.md", ".hidden.yml", "scheme.yaml.bak", "scheme.yaml~", "roles/notes.txt", ".yaml"):
        (folder / name).write_text("x: y\n", encoding="utf-8")
    rules, problems = load_rules(folder)
    assert rules is not None
    assert problems == ()
    assert rules.sha256 == shipped_rules().sha256


def test_all_mistakes_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    _copied(folder)
    for name, old, new in (
        ("awards.yaml", "who: eligible", "who: eligable"),
        ("awards.yaml", "members: 3", "members: x"),
        ("metrics.yaml", "kind: level", "kind: levle"),
        ("roles/qa.yaml", "weight: 30", "weight: -30"),
        ("scheme.yaml", "currency: CNY", "currency: CNY\ncurrency: USD"),
    ):
        target = folder / name
        target.write_text(target.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    _, problems = load_rules(folder)
    assert {(problem.source.file, problem.code) for problem in problems} == {
        ("rules/awards.yaml", "rule-not-allowed"),
        ("rules/awards.yaml", "rule-not-a-count"),
        ("rules/metrics.yaml", "rule-not-allowed"),
        ("rules/roles/qa.yaml", "rule-negative"),
        ("rules/scheme.yaml", "yaml-duplicate-key"),
    }


def test_the_second_round_is_said_at_once_too(tmp_path: Path) -> None:
    """What only shows between files: every role's mistakes, not just the first."""
    folder = tmp_path / "rules"
    _copied(folder)
    for target in (folder / "roles").glob("*.yaml"):
        text = target.read_text(encoding="utf-8")
        target.write_text(
            text.replace("weight: 10,", "weight: 11,").replace("productivity:  ", "productivty:  ", 1), "utf-8"
        )
    _, problems = load_rules(folder)
    assert sum(problem.code == "rule-weights" for problem in problems) == 6
    assert sum(problem.code == "rule-unknown-word" for problem in problems) == 6


# -- the shipped rules ------------------------------------------------------------------------------------------------


def test_the_shipped_rules_are_the_document() -> None:
    rules = shipped_rules()
    assert list(rules.roles) == ["data_entry", "email", "inbound", "outbound", "qa", "team_leader"]
    assert rules.currency == "CNY"
    standards = {line.metric: line.standard for line in rules.roles["email"].must}
    assert standards == {
        "typing_speed": "at_least 70",
        "project_knowledge": "at_least fluent",
        "productivity": "at_least 80",
        "emails": "at_least 80",
        "attitude": "equals pass",
        "error_rate": "at_most 1",
        "complaints": "at_most 0",
    }
    assert all(sum(line.weight for line in role.scorecard) == 100 for role in rules.roles.values())
    award = rules.awards["monthly_project"]
    assert [award.prize(place) for place in (1, 2, 3)] == [200, 150, 100]
    assert rules.level_ids() == ("none", "basic", "proficient", "fluent")


def test_lines_of_the_source_are_kept(tmp_path: Path) -> None:
    rules = shipped_rules()
    text = (RULES / "roles" / "inbound.yaml").read_text(encoding="utf-8")
    criterion = rules.roles["inbound"].criterion("productivity")
    assert criterion is not None
    assert str(criterion.source) == f"rules/roles/inbound.yaml:{_line(text, 'productivity:      {at_least')}"


_THREE_BANDS = "{weight: 30, bands: [{below: 500, points: 0}, {up_to: 800, points: 60}, {points: 100}]}"


def test_figures_are_in_the_metrics_unit(tmp_path: Path) -> None:
    """75 %, 0.1 % of a per mille metric, full-width digits, thousands; every points method."""
    folder = tmp_path / "rules"
    _copied(folder)
    target = folder / "roles" / "qa.yaml"
    text = target.read_text(encoding="utf-8")
    for old, new in (
        ("error_rate:        {at_most: 0‰}", "error_rate:        {at_most: 0.1%}"),
        ("{at_least: 800}", "{at_least: '１,２００'}"),
        ("{weight: 30, ratio: 800, cap: 120}", _THREE_BANDS),
        ("typing_speed:      {weight: 10, ratio: 70, cap: 100}", "filing: {weight: 10, pass: 100}"),
        ("productivity:      {at_least: 80%}", "productivity:      {one_of: [80%, 900‰, 95]}"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    target.write_text(text, encoding="utf-8")
    rules, problems = load_rules(folder)
    assert problems == ()
    assert rules is not None
    figures = {line.metric: list(line.figures) for line in rules.roles["qa"].must}
    assert figures["error_rate"] == [1]
    assert figures["qa_checks"] == [1200]
    assert figures["productivity"] == [80, 90, 95]
    methods = {line.metric: line.method for line in rules.roles["qa"].scorecard}
    assert isinstance(methods["qa_checks"], Bands)
    assert [(step.limit, step.included) for step in methods["qa_checks"].steps] == [
        (500, False),
        (800, True),
        (None, True),
    ]
    assert isinstance(methods["filing"], PassPoints)
    assert isinstance(methods["project_knowledge"], Levels)
    assert isinstance(methods["error_rate"], Curve)
    assert rules.roles["email"].scorecard[0].method == Ratio(Fraction(80), Fraction(120))


def test_durations_are_in_seconds_wherever_they_stand(tmp_path: Path) -> None:
    """In each form, in flow and block style, dated too; a bare figure is in the metric's unit, else seconds."""
    folder = tmp_path / "rules"
    _copied(folder)
    metrics = (folder / "metrics.yaml").read_text(encoding="utf-8")
    unit = "  unit: seconds\n  plausible: {from: 0, to: 3600}"
    assert metrics.count(unit) == 2
    metrics = metrics.replace(unit, "  unit: minutes\n  plausible: {from: 30s, to: 60}", 1)
    (folder / "metrics.yaml").write_text(metrics.replace("  unit: seconds\n", "", 1), encoding="utf-8")
    target = folder / "roles" / "inbound.yaml"
    text = target.read_text(encoding="utf-8")
    for old, new in (
        (
            "  complaints:        {at_most: 0}",
            "  handling_time: {at_most: {2025-01: 3:25, 2025-07: 3}}\n  response_time:\n    less_than: 45",
        ),
        (
            "{weight: 10, ratio: 60, cap: 100}",
            "{weight: 4, ratio: 60, cap: 100}\n  handling_time: {weight: 3, curve: {3: 100, 0:03:25: 100, 1小时: 0}}\n"
            "  response_time: {weight: 3, bands: [{below: 0.5 min, points: 100}, "
            "{up_to: 45, points: 100}, {points: 0}]}",
        ),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    target.write_text(text, encoding="utf-8")
    rules, problems = check(folder, "--rules")
    assert problems == ()
    assert rules is not None
    handling, response = rules.metrics["handling_time"], rules.metrics["response_time"]
    assert (handling.plausible, handling.unit) == (Range(Fraction(30), Fraction(3600)), "minutes")
    assert (response.plausible, response.unit) == (Range(Fraction(0), Fraction(3600)), None)
    assert (handling.range_text(), response.range_text()) == ("0:00:30–1:00:00", "0:00:00–1:00:00")
    figures = [[one.criterion("handling_time") for one in at.roles.values()] for at in rules.version_rules]
    assert {line.standard for row in figures for line in row if line} == {"at_most 205", "at_most 180"}
    inbound = rules.roles["inbound"]
    assert [line.standard for line in inbound.must if line.metric == "response_time"] == ["less_than 45"]
    methods = {line.metric: line.method for line in inbound.scorecard}
    assert methods["handling_time"] == Curve(
        ((Fraction(180), Fraction(100)), (Fraction(205), Fraction(100)), (Fraction(3600), Fraction(0)))
    )
    assert isinstance(methods["response_time"], Bands)
    assert [step.limit for step in methods["response_time"].steps] == [30, 45, None]


def test_rules_of_what_was_published_are_taken_as_they_were() -> None:
    """What is an error now was none when it was published, and means what it meant."""
    texts = dict(shipped_rules().texts)
    for name, old, new in (
        ("roles/inbound.yaml", "{at_least: 75%}", "{at_least: 0.75}"),
        ("roles/qa.yaml", "curve: {0‰: 100, 1‰: 0}", "ratio: 1‰, cap: 100"),
        ("roles/email.yaml", "typing_speed:      {at_least: 70}", "typing_speed:      {at_least: 700}"),
    ):
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new, 1)
    assert {found.code for found in rules_of(texts, "rules")[1]} == QUESTIONABLE
    rules, problems = rules_of(texts, "rules", taken=QUESTIONABLE)
    assert problems == ()
    assert rules is not None
    standard = rules.roles["inbound"].criterion("productivity")
    assert standard is not None
    assert standard.figures == (Fraction(3, 4),)
    assert Ratio(Fraction(1), Fraction(100)) in [line.method for line in rules.roles["qa"].scorecard]


def test_the_hash_follows_the_text(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    _copied(folder)
    first, _ = load_rules(folder)
    target = folder / "scheme.yaml"
    target.write_text(target.read_text(encoding="utf-8") + "# one more comment\n", encoding="utf-8")
    second, _ = load_rules(folder)
    assert first is not None
    assert second is not None
    assert first.sha256 == shipped_rules().sha256 != second.sha256


def test_no_awards_file_is_no_awards(tmp_path: Path) -> None:
    _copied(tmp_path / "rules")
    (tmp_path / "rules" / "awards.yaml").unlink()
    rules, problems = load_rules(tmp_path / "rules")
    assert problems == ()
    assert rules is not None
    assert {award.part for award in rules.awards.values()} <= set(rules.parts)  # those that parts give


# -- YAML itself ------------------------------------------------------------------------------------------------------


def test_scalars_stay_the_text_that_stands_there() -> None:
    tree, problems = read_yaml(
        "x.yaml", "a: no\nb: 12:30\nc: 007\nd: 1e3\ne: ~\nf: 0x10\ng: [yes, 1_000]\nh: 2025-03\n"
    )
    assert problems == ()
    assert tree is not None
    assert tree.data == {
        "a": "no",
        "b": "12:30",
        "c": "007",
        "d": "1e3",
        "e": "~",
        "f": "0x10",
        "g": ["yes", "1_000"],
        "h": "2025-03",
    }


def test_every_key_and_item_knows_its_line() -> None:
    tree, _ = read_yaml("x.yaml", "# c\na:\n  b:\n    - 1\n    - c: 2\n")
    assert tree is not None
    assert tree.at("a", "b", 1, "c") == SourceRef("x.yaml", line=5)
    assert tree.at("a", "b", "nothing") == SourceRef("x.yaml", line=3)
    assert tree.at("nothing").line == 2


def _refused(text: str) -> tuple[Problem, float]:
    start = time.monotonic()
    tree, problems = read_yaml("x.yaml", text)
    assert tree is None
    assert len(problems) == 1
    return problems[0], time.monotonic() - start


@pytest.mark.parametrize(
    "deep", ["[" * 2000 + "]" * 2000, "{a: " * 2000 + "1" + "}" * 2000, "- " * 2000 + "x", "[" * 2000]
)
def test_a_depth_of_2000_is_refused(deep: str) -> None:
    problem, seconds = _refused(deep)
    assert problem.code == "yaml-too-deep"
    assert seconds < HANGS


def test_an_alias_bomb_is_refused_before_it_is_built() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    problem, seconds = _refused("\n".join(lines))
    assert (problem.code, problem.source.line) == ("yaml-alias", 2)
    assert seconds < HANGS


@pytest.mark.parametrize("text", ["a: \x00", "a: 'x", "\ta: 1", "a: b: c", "a: @x", "!!python/x\n- &a", "a\nb: 1", "]"])
def test_not_yaml(text: str) -> None:
    tree, problems = read_yaml("x.yaml", text)
    assert tree is None or isinstance(tree.data, list | str)
    assert all(problem.code == "yaml-syntax" for problem in problems)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_empty(text: str) -> None:
    tree, problems = read_yaml("x.yaml", text)
    assert problems == ()
    assert tree is not None
    assert not tree.data


@pytest.mark.parametrize("text", ['a: "\\ud83d"', '"\\udc00": 1', 'a: ["x\\ud83dy"]'])
def test_half_of_a_character_is_refused(text: str) -> None:
    tree, (found,) = read_yaml("x.yaml", text)
    assert (tree, found.code, found.source.line) == (None, "yaml-syntax", 1)


def test_texts_are_composed() -> None:
    tree, _ = read_yaml("x.yaml", "Jose\u0301: e\u0301")
    assert tree is not None
    assert tree.data == {"Jos\u00e9": "\u00e9"}


def test_odd_keys_do_no_harm() -> None:
    tree, problems = read_yaml("x.yaml", "? [a, b]\n: 1\n? {c: d}\n: 2\n!!python/object:os.system x: y\n")
    assert tree is not None
    assert tree.data["x"] == "y"
    assert [problem.code for problem in problems] == ["yaml-duplicate-key"]


def _changed(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the shipped rules with one text changed in one file."""
    if not folder.exists():
        _copied(folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


_NAMED = re.compile(r"name: *\{zh: ([^,}]+), en: ([^,}]+)\}")


@pytest.mark.parametrize("which", [1, 2])
def test_one_text_is_a_name_in_every_place(tmp_path: Path, which: int) -> None:
    """Scheme, columns, detail sheets and their columns, levels, metrics, roles, awards: and no word stands twice."""
    folder = tmp_path / "rules"
    _copied(folder)
    changed = 0
    for path in [*folder.glob("*.yaml"), *folder.glob("roles/*.yaml")]:
        text, count = _NAMED.subn(rf"name: \g<{which}>", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        changed += count
    rules, problems = load_rules(folder)
    assert problems == ()
    assert rules is not None
    whole = shipped_rules()
    kinds = [
        (rules.metrics, whole.metrics),
        (rules.roles, whole.roles),
        (rules.awards, whole.awards),
        (rules.columns, whole.columns),
        (rules.roster, whole.roster),
        (rules.details, whole.details),
        (rules.details["meetings"].columns, whole.details["meetings"].columns),
    ]
    kinds += [(rules.sheets, whole.sheets)]
    kinds += [(_named(rules, kind), _named(whole, kind)) for kind in whole.sheets]
    labels = [(rules.name, whole.name), *((rules.levels[name], label) for name, label in whole.levels.items())]
    labels += [(new[name].label, old[name].label) for new, old in kinds for name in old]  # type: ignore[index]
    found, known_kinds = (scheme.parts["coaching"].settings.kinds for scheme in (rules, whole))
    labels += [(found[name].label, kind.label) for name, kind in known_kinds.items()]
    pays, known = (scheme.parts["pay"].settings.pays for scheme in (rules, whole))
    labels += [(new.label, old.label) for new, old in zip(pays, known, strict=True)]
    steps = [[step for pay in some for step in pay.steps] for some in (pays, known)]
    labels += [(new.label, old.label) for new, old in zip(*steps, strict=True)]
    views, seen = (scheme.parts["balanced"].settings.perspectives for scheme in (rules, whole))
    labels += [(views[name], label) for name, label in seen.items()]
    posts, known_posts = (scheme.parts["careers"].settings.positions for scheme in (rules, whole))
    labels += [(posts[name].label, post.label) for name, post in known_posts.items()]
    talents = [scheme.parts["talent"].settings for scheme in (rules, whole)]
    ways = [[way for words in one.quadrants.values() for way in words.treatments] for one in talents]
    named = [[*one.axes, *one.tiers, *way] for one, way in zip(talents, ways, strict=True)]
    labels += [(_label(new), _label(old)) for new, old in zip(*named, strict=True)]
    assert len(labels) == changed
    for label, before in labels:
        text = (before.zh, before.en)[which - 1]
        assert (label.zh, label.en, label.names, label.text("zh"), label.text("en")) == (
            text,
            text,
            (text,),
            text,
            text,
        )
        assert label.words == (text, *before.aliases)


def _label(one: Any) -> Label:
    """What something is called: a treatment has a name, other things a label."""
    found: Label = getattr(one, "label", None) or one.name
    return found


def _named(rules: RuleSet, kind: str) -> dict[str, SheetColumn]:
    """The columns of a part's sheet that the part names itself; identity columns go by ``columns.yaml``."""
    return {name: column for name, column in rules.sheets[kind].columns.items() if name not in rules.columns}


def test_a_word_of_two_columns_is_still_a_collision(tmp_path: Path) -> None:
    folder = _changed(tmp_path / "rules", "metrics.yaml", "name: {zh: 质检数量, en: QC documents}", "name: Emails")
    _, problems = load_rules(folder)
    assert [problem.code for problem in problems] == ["rule-word-twice"]


@pytest.mark.parametrize("must", ["", "must:\n", "must:\n  # typing_speed: {at_least: 60}\n", "must: {}\n"])
def test_a_role_may_have_no_standards(tmp_path: Path, must: str) -> None:
    text = (RULES / "roles/inbound.yaml").read_text(encoding="utf-8")
    start, end = text.index("must:"), text.index("# 评分卡")
    folder = _changed(tmp_path / "rules", "roles/inbound.yaml", text[start:end], must)
    rules, problems = load_rules(folder)
    assert problems == ()
    assert rules is not None
    assert rules.roles["inbound"].must == ()
    assert len(rules.roles["inbound"].scorecard) == 5
