"""What a large log costs: ``ccmotivate score`` of a csv of calls, beside pandas and DuckDB doing the same folds alone.

``python benchmarks/logs.py [--rows 2000000] [--agents 300] [--repeat 3]``. The csv has 10 columns, of which 5 folds
read 4 beside who and when; it is sorted by time, as a log is, and its cells come from a hash of their row. Whole
processes, imports included, taken in turn. Wanted: at most 1.5 times DuckDB alone and the scoring of a month of 1,000
calls together, at most half of pandas, at most 1 GiB. Prints Markdown. Needs Linux or macOS.
"""

from __future__ import annotations

import argparse
import sys
from fractions import Fraction
from pathlib import Path
from statistics import median

from measure import MIB, Command, Run, in_turn
from run import DATA, PROGRAM, aside, machine, python, spread, table

FOLDER = DATA / "logs"
SMALL = 1_000
AGAINST_DUCKDB, AGAINST_PANDAS, MEMORY = 1.5, 0.5, 1024
RULES = {
    "scheme.yaml": "name: {zh: 通话, en: Calls}\ncurrency: CNY\n",
    "columns.yaml": """
columns:
  month: {name: {zh: 月份, en: Month}}
  agent_id: {name: {zh: 工号, en: Agent ID}}
  name: {name: {zh: 姓名, en: Name}}
  role: {name: {zh: 岗位, en: Role}, default: agent}
  project: {name: {zh: 项目, en: Project}, default: 全部}
  team: {name: {zh: 组别, en: Team}}
words: {pass: [pass], fail: [fail], no_data: ["-"], totals: [Total]}
""",
    "sources.yaml": """
calls:
  files: "*.csv"
  agent_id: Agent
  name: Agent Name
  team: Team
  month: {of: Start}
  columns:
    talk: {name: {zh: 通话, en: Talk}, kind: number, plausible: {from: 0}}
    solved: {name: {zh: 解决, en: Solved}, kind: yes_no}
    rating: {name: {zh: 评分, en: Rating}, kind: number}
    queue: {name: {zh: 队列, en: Queue}, kind: text}
""",
    "metrics.yaml": """
talk: {name: {zh: 平均通话, en: Mean talk}, kind: number, good: low, detail: {from: calls, take: mean, of: talk, where: talk > 0}}
solved: {name: {zh: 解决率, en: Solved rate}, kind: percent, detail: {from: calls, take: share, of: solved == 1}}
calls: {name: {zh: 接听量, en: Calls taken}, kind: count, detail: {from: calls, take: count, of: talk, where: talk > 0}}
rating: {name: {zh: 平均评分, en: Mean rating}, kind: number, detail: {from: calls, take: mean, of: rating, blanks: left_out}}
queues: {name: {zh: 队列数, en: Queues}, kind: count, detail: {from: calls, take: distinct, of: queue}}
""",  # noqa: E501 - a rule stands on a line
    "roles/agent.yaml": """
role: agent
name: {zh: 员工, en: Agent}
must:
  {talk: {at_most: 400}, solved: {at_least: 50%}, calls: {at_least: 1}, queues: {at_least: 1}, rating: {at_least: 1}}
scorecard: {talk: {weight: 50, curve: {0: 120, 400: 100, 900: 0}}, solved: {weight: 50, ratio: 80%, cap: 120}}
""",
    "awards.yaml": "star: {name: {zh: 星, en: Star}, every: month, who: qualified, rank: {by: score}, prize: 200}\n",
}
FOLDS = ("talk", "solved", "calls", "rating", "queues")
_LOG = """
select format('C{{:09d}}', i) as "Call Id",
       format('{{:04d}}', h % {agents} + 1) as "Agent",
       format('测试{{}}', h % {agents} + 1) as "Agent Name",
       format('{{}}组', (h % {agents}) % 9 + 1) as "Team",
       timestamp '2025-03-01' + to_seconds(i * 2678000 // {rows}) as "Start",
       format('138{{:08d}}', (h // 7) % 100000000) as "Caller",
       (['信用卡', '会员中心', '电商售后', '家电回访'])[1 + (h // 1000) % 4] as "Queue",
       (h // 100000) % 900 as "Talk",
       if((h // 10000000) % 10 < 8, 'Y', 'N') as "Solved",
       if((h // 1000000000) % 10 < 3, 1 + (h // 100000000000) % 5, null) as "Rating"
from (select i, (hash(i) & 9223372036854775807)::bigint as h from range({rows}) as numbers(i)) order by i
"""
_DUCKDB = """
select "Agent", sum("Talk") filter ("Talk" > 0), sum(("Solved" = 'Y')::int), count(*),
       count(*) filter ("Talk" > 0), sum("Rating"), count("Rating"), count(distinct "Queue")
from read_csv('{path}', types={{'Agent': 'VARCHAR', 'Caller': 'VARCHAR', 'Talk': 'DECIMAL(18,3)', 'Rating': 'DECIMAL(18,3)', 'Start': 'TIMESTAMP'}})
group by "Agent", strftime("Start", '%Y-%m') order by "Agent"
"""  # noqa: E501


def write_rules(folder: Path) -> Path:
    """A small scheme: one source, five folds."""
    for name, text in RULES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder


def write_log(agents: int, rows: int, target: Path) -> None:
    """Write the csv; the same numbers give the same cells."""
    import duckdb

    made = _LOG.format(agents=agents, rows=rows)
    with duckdb.connect() as connection:
        connection.execute(f"copy ({made}) to '{target}' (header true)")


# -- the others -------------------------------------------------------------------------------------------------------

Folds = dict[str, tuple[Fraction, ...]]


def by_duckdb(path: Path) -> Folds:
    """The five folds of each agent by DuckDB, as it comes: its own guesses of types but for ids and decimals."""
    import duckdb

    rows = duckdb.sql(_DUCKDB.format(path=path)).fetchall()
    return {
        agent: (
            Fraction(talk) / taken,
            Fraction(solved, many),
            Fraction(taken),
            Fraction(rating or 0) / (rated or 1),
            Fraction(queues),
        )
        for agent, talk, solved, many, taken, rating, rated, queues in rows
    }


def by_pandas(path: Path) -> Folds:
    """The same by pandas ``read_csv`` and ``groupby``, in floats where they are enough for the numbers here."""
    import pandas as pd

    log = pd.read_csv(path, dtype={"Agent": str, "Caller": str}, parse_dates=["Start"])
    log["month"] = log["Start"].dt.to_period("M")
    log["yes"] = log["Solved"] == "Y"
    keys = ["Agent", "month"]
    talk = log[log["Talk"] > 0].groupby(keys)["Talk"].agg(["sum", "count"])
    rest = log.groupby(keys).agg(
        solved=("yes", "sum"), many=("yes", "count"), rating=("Rating", "sum"), rated=("Rating", "count"),
        queues=("Queue", "nunique"),
    )  # fmt: skip
    return {
        key[0]: (
            Fraction(int(talk.loc[key, "sum"]), int(talk.loc[key, "count"])),
            Fraction(int(row["solved"]), int(row["many"])),
            Fraction(int(talk.loc[key, "count"])),
            Fraction(int(row["rating"]), int(row["rated"]) or 1),
            Fraction(int(row["queues"])),
        )
        for key, row in rest.iterrows()
    }


# -- the comparison ---------------------------------------------------------------------------------------------------


def commands_for(agents: int, rows: int) -> dict[str, Command]:
    """All four; the last is a month of few calls."""
    rules = write_rules(FOLDER / "rules")
    here = Path(__file__).resolve()
    large, small = FOLDER / f"{agents}x{rows}.csv", FOLDER / f"{agents}x{SMALL}.csv"
    aside(write_log, agents, rows, large)
    aside(write_log, agents, SMALL, small)
    words = ("--rules", rules, "--out", FOLDER / "out", "--lang", "en", "--quiet")
    return {
        "score": python(*PROGRAM, "score", large, *words),
        "duckdb": python(here, "--alone", "duckdb", large),
        "small": python(*PROGRAM, "score", small, *words),
        "pandas": python(here, "--alone", "pandas", large),
    }


def ratios(runs: dict[str, list[Run]]) -> tuple[float, float]:
    """Against DuckDB with a small month, and against pandas: medians of the rounds' own ratios."""
    rounds = list(zip(*(runs[name] for name in ("score", "duckdb", "small", "pandas")), strict=True))
    return (
        median(score.wall / (alone.wall + small.wall) for score, alone, small, _ in rounds),
        median(score.wall / pandas.wall for score, *_, pandas in rounds),
    )


def report(agents: int, rows: int, runs: dict[str, list[Run]]) -> list[str]:
    """A line each, and the ratios."""
    names = {
        "score": "`ccmotivate score`",
        "duckdb": "DuckDB alone",
        "small": f"`ccmotivate score` of {SMALL:,} calls",
        "pandas": "pandas `read_csv` and `groupby`",
    }
    lines = [
        (names[name], spread(own), f"{median(run.cpu for run in own):.2f}", f"{max(run.peak for run in own) / MIB:.0f}")
        for name, own in runs.items()
    ]
    duckdb, pandas = ratios(runs)
    peak = max(run.peak for run in runs["score"]) / MIB
    wanted = [
        ("/ (DuckDB + small month)", f"{duckdb:.2f}", f"≤ {AGAINST_DUCKDB}", duckdb <= AGAINST_DUCKDB),
        ("/ pandas", f"{pandas:.2f}", f"≤ {AGAINST_PANDAS}", pandas <= AGAINST_PANDAS),
        ("peak memory, MiB", f"{peak:.0f}", f"≤ {MEMORY}", peak <= MEMORY),
    ]
    headers = (f"{rows:,} calls of {agents:,} agents, 10 columns, 5 folds", "seconds, median [min–max]")
    return [
        *table((*headers, "processor seconds", "peak memory, MiB"), lines),
        *table(("", "measured", "wanted", "met"), [(*one[:3], "yes" if one[3] else "**no**") for one in wanted]),
        *machine(),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--agents", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        {"duckdb": by_duckdb, "pandas": by_pandas}[asked.alone[0]](Path(asked.alone[1]))
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    commands = commands_for(asked.agents, asked.rows)
    print("\n".join(report(asked.agents, asked.rows, in_turn(commands, asked.repeat))))


if __name__ == "__main__":
    sys.exit(main())
