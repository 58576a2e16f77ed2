"""What became of the rows of each source: read, counted, left out and why, and two people's way to their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from ccmotivate.locale import N_, translator
from ccmotivate.model.dataset import CellSources
from ccmotivate.model.metrics import DetailSheet
from ccmotivate.model.outcomes import Scored
from ccmotivate.model.results import Interpretation, MonthResult
from ccmotivate.writers.words.figures import value_text
from ccmotivate.writers.words.rules import fold_words
from ccmotivate.writers.words.sentences import listed_files, month_text, months_text, person_text

_PEOPLE = 2
_WHY = {
    "total": N_("rows of totals: {count}"),
    "footnote": N_("footnotes: {count}"),
    "header": N_("repeated headers: {count}"),
    "hidden": N_("hidden rows: {count}"),
    "excluded": N_("excluded by the rules: {count}"),
    "filtered": N_("not counted by only: {count}"),
    "detail-repeated": N_("repeated: {count}"),
    "rows-after-leaving": N_("of agents who had left: {count}"),
    "stranger": N_("of unknown ids: {count}"),
}
_REPEATED, _LATE, _STRANGER = "detail-repeated", "rows-after-leaving", "stranger"


def source_lines(scored: Scored, lang: str) -> list[str]:
    """A line for each source of the files, then the way of two people from rows to figures; none without sources."""
    rows = [one for one in scored.interpretations if one.what == "rows"]
    found = {name: [one for one in rows if one.subject == name] for name in scored.rules.sources}
    lines = [_source(scored, scored.rules.sources[name], some, lang) for name, some in found.items() if some]
    return [*lines, *_ways(scored, lang)] if lines else []


def _source(scored: Scored, source: DetailSheet, found: Sequence[Interpretation], lang: str) -> str:
    _ = translator(lang)
    files = listed_files(list(dict.fromkeys(one.file for one in found)), _)
    why = _left_out(scored, {(one.file, one.sheet) for one in found})
    kept = sum(int(one.meaning) for one in found)
    dropped = sum(count for reason, count in why.items() if reason not in (_REPEATED, _LATE))
    told = {"source": source.label.text(lang), "files": files, "read": kept + dropped}
    line = _("{source}: {read} rows read in {files}").format(**told)
    if source.columns:
        counted, agents = _counted(scored.months, source.id)
        why += Counter({_STRANGER: kept - counted - why[_REPEATED] - why[_LATE]})  # whoever is left is of nobody known
        line += _("; counted: {counted}, of {agents} agents in {months}").format(
            counted=counted, agents=agents, months=months_text([result.month for result in scored.months], lang)
        )
    texts = [_(_WHY[reason]).format(count=count) for reason, count in why.items()]
    return line + (_("; left out: {texts}").format(texts=_(", ").join(texts)) if texts else "")


def _left_out(scored: Scored, sheets: set[tuple[str, str]]) -> Counter[str]:
    """How many rows of these sheets do not count, by the reason."""
    why: Counter[str] = Counter()
    for one in scored.interpretations:
        if one.what == "dropped" and (one.file, one.sheet) in sheets:
            why[one.subject] += int(one.meaning)
    for found in scored.problems:
        if found.code in (_REPEATED, _LATE) and (found.source.file, found.source.sheet) in sheets:
            why[found.code] += int(found.fields["count"])
    return why


def _counted(months: Sequence[MonthResult], kind: str) -> tuple[int, int]:
    """How many rows of a source are of agents, and of how many."""
    rows, agents = 0, set[str]()
    for result in months:
        data = result.sources.dataset if isinstance(result.sources, CellSources) else None
        if data is not None and kind in data.details:
            own = data.owners(kind) >= 0
            rows += int(data.details[kind].counts[own].sum())
            agents |= set(data.details[kind].frame["agent_id"].to_numpy()[own].tolist())
    return rows, len(agents)


def _ways(scored: Scored, lang: str) -> Iterator[str]:
    """Of the first people of the last month with rows, each figure that is folded from a source."""
    for result in scored.months[-1:]:
        sources = result.sources
        if not isinstance(sources, CellSources):
            continue
        rows = {name: one for name, one in sources.folded.items() if _is_of_source(scored, name)}
        some = [at for at in range(len(result.agents)) if any(len(one[at]) for one in rows.values())]
        for at in some[:_PEOPLE]:
            for name, one in rows.items():
                if len(one[at]):
                    yield _way(result, name, at, sources.rows_behind(name, at), lang)


def _is_of_source(scored: Scored, name: str) -> bool:
    metric = scored.rules.metrics.get(name)
    return metric is not None and metric.detail is not None and metric.detail.sheet in scored.rules.sources


def _way(result: MonthResult, name: str, at: int, rows: int, lang: str) -> str:
    _, rules = translator(lang), result.rules
    metric, value = rules.metrics[name], result.metrics[name][at]
    assert metric.detail is not None
    who = person_text(*(str(result.agents[field].iat[at]) for field in ("name", "agent_id")))
    line = _("{agent}, {month}: {metric} {value} = {fold}; rows: {rows}; {cells}")
    return line.format(
        agent=who,
        month=month_text(result.month, lang),
        metric=metric.label.text(lang),
        value=_("no data") if value is None else value_text(metric, value, rules, lang),
        fold=fold_words(metric.detail, rules, lang),
        rows=rows,
        cells=result.sources.of(name, np.array([at]))[0],
    )
