"""(a) The script that a team lead would write by hand: pandas, openpyxl, the shipped scheme's figures in the code.

``python benchmarks/by_hand.py INPUT OUT_FOLDER``. Reads with ``read_excel``, decides with vectorised floats, writes
the tables of ``ccmotivate score``, column for column, with ``to_excel``. What it leaves out is what a script leaves
out: exact figures at a standard, checks of what was read, styles, widths, the chart.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

COLUMNS = {
    "工号": "Agent ID", "姓名": "Name", "岗位": "Role", "项目": "Project", "组别": "Team",
    "五笔字数": "Typing speed", "项目知识": "Project knowledge", "工作效率": "Productivity", "邮件回复": "Emails",
    "质检数量": "QC documents", "归档": "Filing", "数据确认成功率": "Confirmation rate",
    "会议邀约完成率": "Meeting turnout", "工作态度": "Attitude", "出错率": "Error rate", "投诉记录": "Complaints",
    "客户满意度": "CSAT",
}  # fmt: skip
ROLES = {
    "单据录入": "Data entry", "邮件回复": "Email reply", "质量监控": "Quality control", "呼入": "Inbound",
    "外呼": "Outbound", "组长": "Team leader",
}  # fmt: skip
LEVELS = ["None", "Basic", "Proficient", "Fluent"]
LEVEL_WORDS = {"未掌握": 0.0, "基本了解": 1.0, "熟悉掌握": 2.0, "灵活运用": 3.0}
PASS_WORDS = {"合格": 1.0, "是": 1.0, "不合格": 0.0, "否": 0.0}
FULL_LIST = 20_000  # agents up to whom every criterion is explained

# The metrics in the order of the tables; the letter of the column they come from.
METRICS = {
    "Typing speed": "G", "Project knowledge": "H", "Productivity": "I", "Workload": "J,K,L", "Emails": "M",
    "QC documents": "N", "Filing": "O", "Confirmation rate": "Q", "Meeting turnout": "R", "Attitude": "S",
    "Error rate": "T", "Complaints": "U", "Outstanding contributions": "V,W", "CSAT": "X",
}  # fmt: skip
UNITS = {
    "Productivity": "%", "Workload": "%", "Confirmation rate": "%", "Meeting turnout": "%", "Error rate": "‰",
    "CSAT": "%",
}  # fmt: skip
AT_MOST = {"Error rate", "Complaints"}
WORDS = {"Project knowledge": LEVELS, "Filing": ["fail", "pass"], "Attitude": ["fail", "pass"]}

COMMON = {"Project knowledge": 3, "Attitude": 1, "Complaints": 0}
GOALS = {"Confirmation rate": 40, "Meeting turnout": 100}
STANDARDS = {
    "Data entry": {"Typing speed": 70, "Productivity": 80, "Workload": 100, "Error rate": 1, **COMMON},
    "Email reply": {"Typing speed": 70, "Productivity": 80, "Emails": 80, "Error rate": 1, **COMMON},
    "Quality control": {
        "Typing speed": 70, "Productivity": 80, "QC documents": 800, "Filing": 1, "Error rate": 0, **COMMON,
    },
    "Inbound": {"Typing speed": 60, "Productivity": 75, "Error rate": 0, **COMMON},
    "Outbound": {"Typing speed": 60, "Productivity": 90, "Error rate": 0, **GOALS, **COMMON},
    "Team leader": {"Productivity": 90, "Error rate": 0, **GOALS, **COMMON},
}  # fmt: skip
SMALL = {"Error rate": 20, "Complaints": 10, "Typing speed": 10, "Project knowledge": 10}
FIELD = {"Confirmation rate": 30, "Productivity": 20, "Meeting turnout": 20, "Error rate": 10, "Project knowledge": 10}
WEIGHTS = {
    "Data entry": {"Workload": 30, "Productivity": 20, **SMALL},
    "Email reply": {"Emails": 30, "Productivity": 20, **SMALL},
    "Quality control": {"QC documents": 30, "Productivity": 20, **SMALL},
    "Inbound": {"Productivity": 50, **SMALL},
    "Outbound": {"Typing speed": 10, **FIELD},
    "Team leader": {"Complaints": 10, **FIELD},
}
CAPS = {"Typing speed": 100, "Meeting turnout": 100, "Workload": 120, "Emails": 120, "QC documents": 120,
        "Confirmation rate": 120}  # fmt: skip
RANKS = ("Rank in project (qualified)", "Rank in department (qualified)", "Rank among everyone")
PRIZES = {1: 200, 2: 150, 3: 100}


def read(path: Path) -> pd.DataFrame:
    """The export with its words as numbers, percents as percents, and the computed metrics."""
    raw = pd.read_excel(
        path, engine="openpyxl", dtype={"工号": str, "姓名": str}, keep_default_na=False, na_values=[""]
    )
    df = raw.rename(columns=COLUMNS)
    df["Role"] = df["Role"].map(ROLES)
    df["Project knowledge"] = df["Project knowledge"].map(LEVEL_WORDS)
    df["Filing"] = df["Filing"].map(PASS_WORDS)
    df["Attitude"] = df["Attitude"].map(PASS_WORDS)
    for column in ("Productivity", "Confirmation rate"):  # shown as percents in Excel, fractions in the cells
        df[column] = (df[column] * 100).round(10)
    documents = df[["调查问卷", "入会申请单", "老会员购买记录"]]
    mix = documents.fillna(0).mul([100 / 300, 100 / 300, 100 / 600]).sum(axis=1)
    df["Workload"] = mix.where(documents.notna().any(axis=1))
    df["Outstanding contributions"] = df["采纳建议"].fillna(0) + df["帮助同事"].fillna(0)
    return df


def half_up(values: pd.Series | np.ndarray) -> np.ndarray:
    return np.floor(np.asarray(values, dtype=float) * 100 + 0.5 + 1e-9) / 100


def points(metric: str, role: str, values: np.ndarray) -> np.ndarray:
    """Points of one role's agents on one metric; nothing for no data."""
    standard = STANDARDS[role].get(metric)
    if metric == "Project knowledge":
        earned = np.array([0.0, 60, 90, 100, 0])[np.where(np.isnan(values), 4, values).astype(int)]
    elif metric == "Productivity":
        earned = np.interp(values, [0, standard, 100], [0, 100, 120])
    elif metric == "Error rate":
        earned = np.interp(values, [standard, standard + 1], [100, 0])
    elif metric == "Complaints":
        earned = np.interp(values, [0, 1, 2], [100, 40, 0])
    else:
        earned = np.clip(100 * values / standard, 0, CAPS[metric])
    return half_up(np.nan_to_num(earned, nan=0.0))


def judge(df: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pass, fail or no data of every criterion, and the points of every metric."""
    status = pd.DataFrame("", index=df.index, columns=list(METRICS))
    earned = pd.DataFrame(np.nan, index=df.index, columns=list(METRICS))
    for role in ROLES.values():
        mine = (df["Role"] == role).to_numpy()
        for metric, standard in STANDARDS[role].items():
            values = df.loc[mine, metric].to_numpy(dtype=float)
            met = values <= standard if metric in AT_MOST else values >= standard
            status.loc[mine, metric] = np.where(np.isnan(values), "no data", np.where(met, "passed", "failed"))
            if metric in WEIGHTS[role]:
                earned.loc[mine, metric] = points(metric, role, values)
    return status, earned


def score(df: pd.DataFrame, status: pd.DataFrame, earned: pd.DataFrame) -> None:
    """Qualified, eligible, score and rank, as columns of the agents."""
    weights = pd.DataFrame(WEIGHTS).T.reindex(columns=list(METRICS)).fillna(0).loc[df["Role"]].to_numpy()
    df["Score"] = half_up((earned.fillna(0).to_numpy() * weights).sum(axis=1) / 100)
    df["qualified"] = ~status.isin(["failed", "no data"]).any(axis=1)
    df["eligible"] = df["qualified"] & (df["Outstanding contributions"] >= 1)
    good = df[df["qualified"]]
    for among, scores in (
        (RANKS[0], good.groupby("Project")["Score"]),
        (RANKS[1], good["Score"]),
        (RANKS[2], df["Score"]),
    ):
        df[among] = scores.rank(method="min", ascending=False)
    df["Qualified"] = np.where(df["qualified"], "yes", "no")
    df["Eligible"] = np.where(df["eligible"], "yes", "no")


def ranked(pool: pd.DataFrame, by: dict[str, bool], places: int = 1) -> pd.DataFrame:
    """The first places, ties shared; ``by`` says of each figure whether the low one wins."""
    ordered = pool.sort_values(list(by), ascending=list(by.values()), kind="stable")
    changed = ordered[list(by)].ne(ordered[list(by)].shift()).any(axis=1)
    place = pd.Series(np.where(changed, np.arange(1, len(ordered) + 1), 0), index=ordered.index).cummax()
    return ordered.assign(place=place)[place <= places]


def person(row: pd.Series) -> str:
    return f"{row['Name']} ({row['Agent ID']})"


def awards(df: pd.DataFrame) -> pd.DataFrame:
    """The month's awards, with a reason each."""
    rows = []
    high = {"Score": False, "Outstanding contributions": False}
    everybody = df[df["qualified"]]

    def give(award: str, group: str, row: pd.Series, figure: str, count: int, prize: float | None) -> None:
        reason = f"no. {row['place']} by {figure} among {count} in {group}"
        winner = row["Team"] if award == "Best team" else person(row)
        rows.append((award, group, f"no. {row['place']}", winner, figure, reason, prize, "honour roll", row.name))

    for _, row in ranked(everybody, high).iterrows():
        give("Best agent", "the department", row, f"{row['Score']:.2f} points", len(everybody), None)
    teams = df.groupby("Team", as_index=False).agg(
        n=("Score", "size"), Score=("Score", "mean"), share=("qualified", "mean")
    )
    teams = teams[teams["n"] >= 3].assign(Score=lambda t: half_up(t["Score"]))
    for _, row in ranked(teams, {"Score": False, "share": False}).iterrows():
        give("Best team", "the department", row, f"{row['Score']:.2f} points", len(teams), None)
    rated = everybody[everybody["CSAT"].notna()]
    for _, row in ranked(rated, {"CSAT": False, "Score": False}).iterrows():
        give("Satisfaction star", "the department", row, f"{row['CSAT']:g}%", len(rated), None)
    for project, pool in df[df["eligible"]].groupby("Project"):
        by = {"Score": False, "Error rate": True, "Outstanding contributions": False}
        for _, row in ranked(pool, by, 3).iterrows():
            figure = f"{row['Score']:.2f} points"
            give("Monthly project award", project, row, figure, len(pool), PRIZES[row["place"]])
    columns = ["Award", "Group", "Place", "Winner", "Decided by", "Reason", "Prize", "Recognition", "row"]
    return pd.DataFrame(rows, columns=columns)


def shown(df: pd.DataFrame, status: pd.DataFrame, metric: str) -> pd.Series:
    """A metric as it stands in the tables: words as words, no data said."""
    values = df[metric]
    if metric in WORDS:
        values = values.map(dict(enumerate(WORDS[metric])))
    return values.astype(object).mask(status[metric] == "no data", "no data")


def figure(metric: str, standard: float) -> str:
    return WORDS[metric][int(standard)] if metric in WORDS else f"{standard:g}{UNITS.get(metric, '')}"


def missing(df: pd.DataFrame, status: pd.DataFrame) -> pd.Series:
    """What each agent lacks to qualify, or else to be eligible."""
    lines: list[list[str]] = [[] for _ in range(len(df))]
    for metric in METRICS:
        failed = np.flatnonzero(status[metric].isin(["failed", "no data"]))
        for row, role, value in zip(failed, df["Role"].iloc[failed], df[metric].iloc[failed], strict=True):
            if np.isnan(value):
                lines[row].append(f"{metric} no data")
            elif WORDS.get(metric) == ["fail", "pass"]:
                lines[row].append(f"{metric} fail")
            else:
                standard = figure(metric, STANDARDS[role][metric])
                found = figure(metric, round(value, 2))
                lines[row].append(f"{metric} {found} {'>' if metric in AT_MOST else '<'} {standard}")
    texts = pd.Series(["; ".join(line) for line in lines], index=df.index)
    return texts.mask(df["qualified"] & ~df["eligible"], "for awards: Outstanding contributions 0 < 1").replace(
        "", None
    )


def scores_table(df: pd.DataFrame, status: pd.DataFrame, earned: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """One row an agent: identity, outcome, each metric with its points, what is missing."""
    table = df[["Agent ID", "Name", "Role", "Project", "Team", "Score", *RANKS, "Qualified", "Eligible"]].copy()
    won = given[given["Award"] != "Best team"]
    places = (" " + won["Place"]).where(won["Award"] == "Monthly project award", "")
    table["Awards"] = (won["Award"] + places).groupby(won["row"]).agg("; ".join)
    table["What is missing"] = missing(df, status)
    for metric in METRICS:
        table[metric] = shown(df, status, metric)
        if earned[metric].notna().any():
            table[f"{metric} points"] = earned[metric]
    return table


def why_table(df: pd.DataFrame, status: pd.DataFrame, source: str) -> pd.DataFrame:
    """Agent x criterion: value, standard, result, gap, source; of many agents only what failed or lacks data."""
    wanted = ["passed", "failed", "no data"] if len(df) <= FULL_LIST else ["failed", "no data"]
    parts = []
    for metric, letters in METRICS.items():
        rows = df.index[status[metric].isin(wanted)]
        standards = df.loc[rows, "Role"].map({role: of.get(metric) for role, of in STANDARDS.items()}).astype(float)
        word = "at most" if metric in AT_MOST else "at least"
        texts = {s: figure(metric, s) if WORDS.get(metric) == ["fail", "pass"] else f"{word} {figure(metric, s)}"
                 for s in standards.unique()}  # fmt: skip
        part = df.loc[rows, ["Agent ID", "Name", "Role", "Project"]]
        part["Criterion"] = metric
        part["Value"] = shown(df.loc[rows], status.loc[rows], metric)
        part["Standard"] = standards.map(texts)
        part["Result"] = status.loc[rows, metric]
        part["Gap"] = np.nan if metric in WORDS else (df.loc[rows, metric] - standards).round(10)
        numbers = (rows + 2).astype(str)
        cells = [letter + numbers for letter in letters.split(",")]
        part["Source cell"] = f"{source}!坐席!" + pd.Series(cells[0], index=rows).str.cat(
            [pd.Series(c, index=rows) for c in cells[1:]], sep=","
        )
        parts.append(part)
    return pd.concat(parts).sort_index(kind="stable")


def counts(df: pd.DataFrame) -> pd.DataFrame:
    """Agents, qualified, eligible, mean and best score by project and role."""
    parts = []
    for by in ("Project", "Role"):
        groups = df.groupby(by).agg(
            Agents=("Score", "size"), Qualified=("qualified", "sum"), Share=("qualified", "mean"),
            Eligible=("eligible", "sum"), Mean=("Score", "mean"), Best=("Score", "max"),
        )  # fmt: skip
        parts.append(groups.round(2).reset_index(names="Group"))
    return pd.concat(parts)


def rules_table() -> pd.DataFrame:
    """The figures used."""
    rows = [
        (role, metric, figure(metric, standard), WEIGHTS[role].get(metric))
        for role, standards in STANDARDS.items()
        for metric, standard in standards.items()
    ]
    return pd.DataFrame(rows, columns=["Role", "Metric", "Standard", "Weight"])


def reading_table(df: pd.DataFrame, source: str) -> pd.DataFrame:
    """Which column was read as what, and how many lack data."""
    back = {name: header for header, name in COLUMNS.items()}
    rows = [
        (source, "坐席", letter, back.get(name, name), name, f"{int(df[name].isna().sum())} blank")
        for name, letter in METRICS.items()
    ]
    return pd.DataFrame(rows, columns=["File", "Sheet", "Where", "Stood there", "Taken as", "Note"])


def main(source: Path, out: Path) -> None:
    df = read(source)
    status, earned = judge(df)
    score(df, status, earned)
    given = awards(df)
    listed = given.drop(columns="row")
    out.mkdir(parents=True, exist_ok=True)
    with pd.ExcelWriter(out / f"{source.stem}.scored.xlsx", engine="openpyxl") as book:
        groups = counts(df)
        groups.to_excel(book, sheet_name="Summary", index=False)
        listed.iloc[:, :5].to_excel(book, sheet_name="Summary", index=False, startrow=len(groups) + 3)
        scores_table(df, status, earned, given).to_excel(book, sheet_name="Scores", index=False)
        why_table(df, status, source.name).to_excel(book, sheet_name="Why", index=False)
        listed.to_excel(book, sheet_name="Awards", index=False)
        reading_table(df, source.name).to_excel(book, sheet_name="How it was read", index=False)
        rules_table().to_excel(book, sheet_name="Rules", index=False)
    with pd.ExcelWriter(out / f"{source.stem}.awards.xlsx", engine="openpyxl") as book:
        listed.to_excel(book, sheet_name="Awards", index=False)
        listed.groupby("Award")["Prize"].sum().reset_index().to_excel(book, sheet_name="Totals", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
