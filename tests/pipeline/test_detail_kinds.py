"""Detail columns of every kind: talk times, money, passes and levels of a log, folded in every format."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ccmotivate.engine.rule_changes import differences
from ccmotivate.model.rule_changes import Aspect
from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import Outcome, score
from ccmotivate.problems import Problem
from tests.cli.commands import ccmotivate
from tests.formats.builders import KINDS, Grid, build
from tests.pipeline.calls import FILES
from tests.support import Styled, sheets_in

COLUMNS = """
      talk: {name: {zh: 通话时长, en: Talk time}, kind: duration, unit: seconds, plausible: {to: "1:00:00"}}
      wait: {name: {zh: 等待, en: Wait}, kind: duration}
      faults: {name: {zh: 差错率, en: Faults}, kind: permille}
      sold: {name: {zh: 销售额, en: Sold}, kind: money}
      fine: {name: {zh: 达标, en: Fine}, kind: pass}
      grade: {name: {zh: 评级, en: Grade}, kind: level}
"""
METRICS = """
handling: {name: {zh: 处理时长, en: Handling}, kind: duration, detail: {from: calls, take: mean, of: talk + wait}}
longest: {name: {zh: 最长等待, en: Longest wait}, kind: duration, detail: {from: calls, take: max, of: wait}}
faults_mean: {name: {zh: 差错, en: All faults}, kind: permille, detail: {from: calls, take: mean, of: faults / 1000}}
revenue: {name: {zh: 总销售额, en: Revenue}, kind: money, detail: {from: calls, take: sum, of: sold}}
fine_share: {name: {zh: 达标率, en: Fine calls}, kind: percent, detail: {from: calls, take: share, of: fine == 1}}
good_calls: {name: {zh: 良好, en: Good}, kind: count, detail: {from: calls, take: count, of: "1", where: grade >= 1}}
all_fine: {name: {zh: 全部达标, en: All fine}, kind: pass, detail: {from: calls, take: min, of: fine}}
short: {name: {zh: 都不长, en: All short}, kind: pass, detail: {from: calls, take: min, of: talk <= 300}}
worst: {name: {zh: 最低评级, en: Worst grade}, kind: level, detail: {from: calls, take: min, of: grade}}
extra: {name: {zh: 附加, en: Extra}, kind: number}
"""
LEVELS = "levels: {low: {name: {zh: 差, en: poor}}, mid: {name: {zh: 中, en: fair}}, top: {name: {zh: 优, en: fine}}}\n"
HEADER = ["工号", "日期", "通话时长", "等待 (min)", "差错率", "销售额", "达标", "评级"]


def texts(columns: str = COLUMNS, metrics: str = METRICS) -> Mapping[str, str]:
    head, _, rest = FILES["columns.yaml"].partition("      call:")
    day = "      day: {name: {zh: 日期, en: Date}, kind: date}"
    words = rest[rest.index("words:") :]
    files = {"columns.yaml": head.replace("    KEY\n", "") + day + columns + words + LEVELS, "metrics.yaml": metrics}
    role = "role: agent\nname: {zh: 员工, en: Agent}\nscorecard: {extra: {weight: 100, ratio: 5, cap: 100}}\n"
    return FILES | files | {"roles/agent.yaml": role}


def rules(**changed: str) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    return rules_of(texts(**changed), "rules")


def scored(folder: Path, kind: str, *rows: list[Any]) -> Outcome:
    found, problems = rules()
    assert found is not None, problems
    agents = Grid([["月份", "工号", "姓名", "附加"], ["2025-03", "A1", "示甲", 5], ["2025-03", "B1", "示乙", 4]])
    paths = []
    for name, grid in {"agents": agents, "log": Grid([HEADER, *rows])}.items():
        paths.append(folder / f"{name}.{kind}")
        paths[-1].write_bytes(build(kind, grid))
    return score(list(map(str, paths)), found, Options(lang="en", write=True, out=folder / "out"))


@pytest.mark.parametrize("kind", KINDS)
def test_columns_of_every_kind_fold(tmp_path: Path, kind: str) -> None:
    rows = [
        ["A1", "2025-03-04", "0:03:25", 1.5, 2, 120.5, "pass", "优"],
        ["A1", "2025-03-05", Styled(205 / 86_400, "h:mm:ss"), "0:30", "0.4%", 80, "fail", "中"],
        ["B1", "2025-03-05", 301, 0.5, 1, 10, "pass", "差"],
    ]
    outcome = scored(tmp_path, kind, *rows)
    assert outcome.exit_code == 0, outcome.all_problems
    (month,) = outcome.jobs[0].scored.months
    found = {name: month.metrics[name].to_list() for name in month.metrics}
    assert found == {
        "handling": [265, 331],
        "longest": [90, 30],
        "faults_mean": [3, 1],
        "revenue": [Fraction("200.5"), 10],
        "fine_share": [50, 100],
        "good_calls": [2, None],
        "all_fine": [0, 1],
        "short": [1, 0],
        "worst": [1, 0],
        "extra": [5, 4],
    }
    assert len(outcome.jobs[0].written) == 2


@pytest.mark.parametrize(
    ("column", "cell", "code", "address"),
    [
        (2, "2:75", "not-a-number", "C2"),
        (2, "1:00:01", "out-of-range", "C2"),
        (2, 0.0025, "seconds-or-days", "C2"),
        (5, "1,5", "decimal-mark", "F2"),
        (6, "maybe", "unknown-word", "G2"),
        (7, "优秀", "unknown-word", "H2"),
    ],
)
def test_what_is_wrong_in_them_is_named(tmp_path: Path, column: int, cell: object, code: str, address: str) -> None:
    row: list[Any] = ["A1", "2025-03-04", "0:03:25", 1.5, 2, 120.5, "pass", "优"]
    row[column] = cell
    errors = [one for one in scored(tmp_path, "xlsx", row).all_problems if one.is_error]
    assert [(one.code, one.source.cell) for one in errors] == [(code, address)]


def test_bare_numbers_without_any_unit_are_asked_about(tmp_path: Path) -> None:
    header = [name.removesuffix(" (min)") for name in HEADER]
    found, _ = rules()
    assert found is not None
    path = tmp_path / "log.csv"
    path.write_bytes(build("csv", Grid([header, ["A1", "2025-03-04", 60, 1.5, 2, 1, "pass", "优"]])))
    agents = tmp_path / "agents.csv"
    agents.write_bytes(build("csv", Grid([["月份", "工号", "姓名", "附加"], ["2025-03", "A1", "示甲", 5]])))
    outcome = score([str(agents), str(path)], found, Options(write=False))
    assert [(one.code, one.source.cell) for one in outcome.all_problems if one.is_error] == [("unit-unknown", "D2")]


def test_a_unit_is_for_durations_only() -> None:
    found, problems = rules(columns=COLUMNS.replace("kind: money", "kind: money, unit: minutes"))
    assert found is None
    assert [one.code for one in problems] == ["rule-unit-of-what"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("take: min, of: fine}", "take: mean, of: fine}"),
        ("take: min, of: fine}", "take: min, of: grade}"),
        ("take: min, of: fine}", "take: min, of: fine, per: day}"),
        ("take: min, of: grade}", "take: min, of: grade >= 1}"),
        ("take: min, of: grade}", "take: max, of: grade + 1}"),
    ],
)
def test_levels_and_passes_are_folded_whole(old: str, new: str) -> None:
    found, problems = rules(metrics=METRICS.replace(old, new))
    assert found is None
    assert [one.code for one in problems] == ["rule-fold-of-words"]


def test_a_template_asks_for_them(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    for name, text in texts().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    target = tmp_path / "template.xlsx"
    ran = ccmotivate("template", "--rules", folder, "-o", target, "--lang", "zh")
    assert ran.code == 0, ran.err
    headers = [cell for rows in sheets_in(target).values() for row in rows for cell in row]
    assert {"通话时长", "等待", "差错率", "销售额", "达标", "评级"} <= {str(text).split(" (")[0] for text in headers}


def test_a_unit_that_changed_is_a_change_of_the_rules() -> None:
    old, _ = rules()
    new, _ = rules(columns=COLUMNS.replace("unit: seconds", "unit: minutes"))
    assert old is not None and new is not None
    (change,) = differences(old, new)
    assert (change.place.aspect, change.place.owner) == (Aspect.UNIT, "calls")
