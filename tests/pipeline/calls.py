"""A scheme that folds a log of calls, and small logs: for the tests of detail sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.scoring import Outcome, score
from tests.support import workbook

AGENTS = ("月份", "工号", "姓名", "附加")
CALLS = ("工号", "通话", "日期", "秒数", "解决", "备注")
METRICS = """
talk: {name: {zh: 通话, en: Talk}, kind: number, detail: {from: calls, take: mean, of: seconds, where: seconds > 0}}
solved: {name: {zh: 解决率, en: Solved}, kind: percent, detail: {from: calls, take: share, of: solved == 1}}
taken: {name: {zh: 接听量, en: Taken}, kind: count, detail: {from: calls, take: count, of: "1", where: seconds > 0}}
load: {name: {zh: 工作量, en: Load}, kind: number, formula: talk * taken / 60}
extra: {name: {zh: 附加, en: Extra}, kind: number}
both: {name: {zh: 合计分, en: Both}, kind: number, formula: "coalesce(extra, 0) + taken"}
"""
FILES = {
    "scheme.yaml": "name: {zh: 通话, en: Calls}\ncurrency: CNY\n",
    "columns.yaml": """
columns:
  month: {name: {zh: 月份, en: Month}}
  agent_id: {name: {zh: 工号, en: Agent ID}}
  name: {name: {zh: 姓名, en: Name}}
  role: {name: {zh: 岗位, en: Role}, default: agent}
  project: {name: {zh: 项目, en: Project}, default: 全部}
  team: {name: {zh: 组别, en: Team}}
detail_sheets:
  calls:
    name: {zh: 通话, en: Calls}
    KEY
    columns:
      call: {name: {zh: 通话, en: Call}, kind: text}
      day: {name: {zh: 日期, en: Date}, kind: date}
      seconds: {name: {zh: 秒数, en: Seconds}, kind: number}
      solved: {name: {zh: 解决, en: Solved}, kind: count}
      note: {name: {zh: 备注, en: Note}, kind: number}
words: {pass: [pass], fail: [fail], no_data: ["-"], totals: [Total]}
""",
    "metrics.yaml": METRICS,
    "roles/agent.yaml": """
role: agent
name: {zh: 员工, en: Agent}
must:
  {talk: {at_most: 400}, solved: {at_least: 50%}, taken: {at_least: 1}, load: {at_least: 0}, both: {at_least: 0},
   extra: {at_least: 0}}
scorecard: {talk: {weight: 100, curve: {0: 120, 400: 100, 900: 0}}}
""",
    "awards.yaml": "star: {name: {zh: 星, en: Star}, every: month, who: qualified, rank: {by: score}, prize: 200}\n",
}


def call_rules(key: str = "") -> RuleSet:
    """The scheme; ``key`` is the line of the sheet's key, ``""`` for none."""
    texts = {name: text.replace("    KEY\n", f"    {key}\n" if key else "") for name, text in FILES.items()}
    rules, problems = rules_of(texts, "rules")
    assert rules is not None, problems
    return rules


def agents(*ids: str, month: str | None = "2025-03") -> list[list[Any]]:
    """A sheet of agents with one figure of its own."""
    return [list(AGENTS), *([month, one, f"示{one}", 5] for one in ids)]


def call(
    agent: str | None, name: str, day: object = "2025-03-04", seconds: object = 60, solved: object = 1
) -> list[Any]:
    """A row of the log."""
    return [agent, name, day, seconds, solved, None]


def scored(
    folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], rules: RuleSet | None = None, **options: Any
) -> Outcome:
    """Write a workbook whose name says no month, and score it."""
    path = workbook(folder / "calls.xlsx", sheets)
    return score([str(path)], rules or call_rules(), Options(**{"lang": "en", "write": False, **options}))


def log(folder: Path, *rows: list[Any], ids: Sequence[str] = ("A1", "B1"), **options: Any) -> Outcome:
    """Score agents with one sheet of calls."""
    return scored(folder, {"Agents": agents(*ids), "Log": [list(CALLS), *rows]}, **options)


def values(outcome: Outcome) -> dict[tuple[str, str], tuple[object, ...]]:
    """What every scored agent and month has: the metrics, the score and the sources."""
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for month in outcome.jobs[0].scored.months:
        names = [name for name in month.rules.metrics if name in month.metrics]
        for at, agent in enumerate(month.agents["agent_id"]):
            figures = [month.metrics[name][at] for name in names]
            sources = [month.sources.of(name, [at])[0] for name in names]
            found[str(month.month), agent] = (*figures, int(month.agents["score"].iloc[at]), *sources)
    return found


def source(outcome: Outcome, metric: str, agent: str = "A1") -> str:
    """The source of one agent's value in the first month."""
    month = outcome.jobs[0].scored.months[0]
    return month.sources.of(metric, [month.agents["agent_id"].tolist().index(agent)])[0]
