"""The table of scores: one row an agent and month, with every metric, its points and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from msgspec.structs import replace
from numpy.typing import NDArray

from ccmotivate.locale import N_, translator
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.metrics import Metric
from ccmotivate.model.results import FAIL, NO_DATA, UNWEIGHED, MonthResult, PeriodResult
from ccmotivate.model.scorecards import Criterion
from ccmotivate.model.variants import within
from ccmotivate.writers.words.figures import Few, shortfall_texts
from ccmotivate.writers.words.sentences import place_text
from ccmotivate.writers.workbooks.metric_cells import MonthCells, met, status_of, values_of
from ccmotivate.writers.workbooks.styles import FAILED, STRONG, Style
from ccmotivate.writers.workbooks.tables import Cells, Column, Table

SCORE_FORMAT = "0.00"
_CENTRED = Style(align="center")
_POINTS = Style(number=SCORE_FORMAT, align="right")
_SCORE = Style(STRONG, SCORE_FORMAT, "right")
_PLACE = Style(number="0", align="center")
_JOINT = N_('"joint "0')  # a spreadsheet's number format
_IDENTITY = {
    "agent_id": N_("Agent ID"),
    "name": N_("Name"),
    "role": N_("Role"),
    "project": N_("Project"),
    "team": N_("Team"),
}
_RANKS = {
    "rank": N_("Rank in project (qualified)"),
    "rank_department": N_("Rank in department (qualified)"),
    "rank_everyone": N_("Rank among everyone"),
}


def identity_header(column: str, result: MonthResult | PeriodResult, lang: str) -> str:
    """The name of an identity column, as the rules call it."""
    known = result.rules.columns.get(column)
    return known.label.text(lang) if known else translator(lang)(_IDENTITY[column])


def month_cells(result: MonthResult) -> Cells:
    """The month in every row."""
    return Cells.labels(np.zeros(len(result.agents), dtype=np.intp), [str(result.month)], [_CENTRED])


def metrics_shown(results: Sequence[MonthResult]) -> list[Metric]:
    """The metrics of the table: what a present role needs, and what awards look at where there is data."""
    rules = results[0].rules
    present = {str(role) for result in results for role in result.agents["role"].unique()}
    roles = [rules.roles[role] for role in sorted(present & set(rules.roles))]
    needed = {criterion.metric for role in roles for criterion in role.must}
    needed |= {line.metric for role in roles for line in role.scorecard}
    needed |= {criterion.metric for criterion in rules.eligible}
    wanted = {
        figure
        for award in rules.awards_of(PeriodKind.MONTH)
        for figure in (*(step.by for step in award.condition.steps), *award.need)
    }
    has_data = {
        metric for metric in wanted & set(rules.metrics) for r in results if not values_of(r, metric).missing.all()
    }
    return [metric for metric in rules.metrics.values() if metric.id in needed | has_data]


def score_table(months: Sequence[MonthCells], lang: str) -> Table:
    """The whole table, months one under the other; the month is a column when there are several."""
    metrics = metrics_shown([month.result for month in months])
    own = any(_is_changed(month.result) for month in months)
    monthly = [_columns(month, metrics, lang, months=len(months) > 1, own=own) for month in months]
    columns = tuple(
        Column(parts[0][0], Cells.stacked([cells for _header, cells in parts])) for parts in zip(*monthly, strict=True)
    )
    wraps = next(at for at, column in enumerate(columns) if any(style.wrap for style in column.cells.styles))
    return Table(columns, tall=wraps)


def score_column(*, months: bool) -> int:
    """Where the score stands among the columns of the table."""
    return len(_IDENTITY) + (1 if months else 0)


def _columns(
    cells: MonthCells, metrics: Sequence[Metric], lang: str, *, months: bool, own: bool
) -> list[tuple[str, Cells]]:
    _ = translator(lang)
    result = cells.result
    columns = [(_("Month"), month_cells(result))] if months else []
    columns += [(identity_header(name, result, lang), cells.identity(name)) for name in _IDENTITY]
    columns += _outcome(result, lang, own=own)
    columns.append((_("What is missing"), Cells.texts(missing_texts(cells), Style(wrap=True))))
    for metric in metrics:
        name = metric.label.text(lang)
        columns.append((name, cells.metric(metric)))
        if _is_weighed(metric.id, result):
            columns.append((_("{metric} points").format(metric=name), _points(result, metric.id, lang)))
    return [(header, column.take(cells.order)) for header, column in columns]


def _is_weighed(metric: str, result: MonthResult) -> bool:
    return any(line.metric == metric for role in result.rules.roles.values() for line in role.scorecard)


def _outcome(result: MonthResult, lang: str, *, own: bool) -> list[tuple[str, Cells]]:
    _ = translator(lang)
    agents = result.agents
    scores = agents["score"].to_numpy(dtype=np.int64) / 100
    words = [_("no"), _("yes")]
    verdict = [Style(FAILED, align="center"), _CENTRED]
    qualified, eligible = (agents[name].to_numpy(dtype=bool).astype(np.intp) for name in ("qualified", "eligible"))
    return [
        (_("Score"), Cells.numbers(scores, _SCORE)),
        *([(_("Own score"), _own_scores(result))] if own else []),
        *rank_columns(agents, lang),
        (_("Qualified"), Cells.labels(qualified, words, verdict)),
        (_("Eligible"), Cells.labels(eligible, words, [_CENTRED, _CENTRED])),
        (_("Awards"), Cells.texts(awards_won(result, lang))),
    ]


def _is_changed(result: MonthResult) -> bool:
    """True where a part changed somebody's score."""
    own = result.own_scores
    return own is not None and bool((own != result.agents["score"].to_numpy(dtype=np.int64)).any())


def _own_scores(result: MonthResult) -> Cells:
    """The scores of the scorecards."""
    own = result.agents["score"].to_numpy(dtype=np.int64) if result.own_scores is None else result.own_scores
    return Cells.numbers(own / 100, _SCORE)


def rank_columns(agents: pd.DataFrame, lang: str) -> list[tuple[str, Cells]]:
    """The ranks by score, each with a header that says among whom; blank where not ranked."""
    _ = translator(lang)
    styles = (_PLACE, joint_style(_PLACE, lang))
    columns = []
    for name, header in _RANKS.items():
        ranks = agents[name].to_numpy(dtype=np.int64)
        among = ["project", name] if name == "rank" else [name]
        joint = (ranks > 0) & agents.duplicated(among, keep=False).to_numpy()
        cells = Cells.numbers(np.where(ranks > 0, ranks, np.nan), _PLACE)
        columns.append((_(header), cells.restyled(joint.astype(np.intp), styles)))
    return columns


def joint_style(style: Style, lang: str) -> Style:
    """The style of a number that is a place which several share."""
    return replace(style, number=translator(lang)(_JOINT))


def awards_won(result: MonthResult | PeriodResult, lang: str) -> list[str]:
    """The awards that each agent won, with the places of those that have several."""
    won: dict[str, list[str]] = {}
    several = {award.id for award in result.rules.awards.values() if (award.places or 0) > 1}
    for given in result.awards:
        if given.agent_id is not None:
            name = result.rules.awards[given.award].label.text(lang)
            place = place_text(given.rank, lang, tied=given.tied) if given.award in several else ""
            won.setdefault(given.agent_id, []).append(f"{name} {place}".rstrip())
    separator = translator(lang)("; ")
    return [separator.join(won[agent]) if agent in won else "" for agent in result.agents["agent_id"].tolist()]


def _points(result: MonthResult, metric: str, lang: str) -> Cells:
    hundredths = result.points.get(metric)
    if hundredths is None:
        hundredths = np.full(len(result.agents), UNWEIGHED, dtype=np.int64)
    cells = Cells.numbers(np.where(hundredths == UNWEIGHED, np.nan, hundredths / 100), _POINTS)
    gone = result.left_out(metric)
    if not gone.any():
        return cells
    _ = translator(lang)
    words = Cells.labels(np.zeros(len(gone), dtype=np.intp), [_("left out of the score")], [_POINTS])
    return cells.where(~gone, words)


def missing_texts(month: MonthCells) -> list[str]:
    """For each agent, what is missing to qualify, or else to be eligible; ``""`` where nothing is."""
    result, lang = month.result, month.lang
    _ = translator(lang)
    separator = _("; ")
    texts = [""] * len(result.agents)
    for row, parts in _shortfalls(month).items():
        texts[row] = separator.join(parts)
    qualified = result.agents["qualified"].to_numpy(dtype=bool)
    eligible = result.agents["eligible"].to_numpy(dtype=bool)
    for criterion in result.rules.eligible:
        asked = within(criterion.scope, result.agents)
        short = qualified & ~eligible & asked & ~met(values_of(result, criterion.metric), criterion)
        for row, text in _texts_of(result, [criterion], np.zeros(len(short), np.intp), np.flatnonzero(short), lang):
            before = texts[row] + separator if texts[row] else _("for awards: ")
            texts[row] = before + text
    return texts


def _shortfalls(month: MonthCells) -> dict[int, list[str]]:
    result = month.result
    parts: dict[int, list[str]] = {}
    for metric in result.rules.metrics:
        if metric not in result.status:
            continue
        status = status_of(result, metric)
        rows = np.flatnonzero((status == FAIL) | (status == NO_DATA))
        codes, criteria = month.standards.of(metric)
        for row, text in _texts_of(result, criteria, codes, rows, month.lang):
            parts.setdefault(row, []).append(text)
    return parts


def _texts_of(
    result: MonthResult,
    criteria: Sequence[Criterion | None],
    codes: NDArray[np.intp],
    rows: NDArray[np.intp],
    lang: str,
) -> list[tuple[int, str]]:
    """(row, shortfall) for these rows; each distinct sentence is made once."""
    metric = next((c.metric for c in criteria if c is not None), None)
    if metric is None or not len(rows):
        return []
    values = values_of(result, metric).take(rows)
    texts = [None if one is None else shortfall_texts(one, result.rules, lang) for one in criteria]
    made: dict[tuple[int, int, int, bool, Few], str] = {}
    found = []
    keys = zip(codes[rows].tolist(), values.num.tolist(), values.den.tolist(), values.missing.tolist(), strict=True)
    for at, (row, known) in enumerate(zip(rows.tolist(), keys, strict=True)):
        text, few = texts[known[0]], result.too_few(metric, row)
        key = (*known, few)
        if text is not None:
            if key not in made:
                made[key] = text(values[at], few)
            found.append((row, made[key]))
    return found
