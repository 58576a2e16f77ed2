"""Readings of workbooks → scored months: one workbook, or several pooled, with the months before that they look at."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ccmotivate.pipeline.gathering import gather, months_in
from ccmotivate.pipeline.looking_back import known_before
from ccmotivate.pipeline.service import without_days
from ccmotivate.pipeline.written_apart import written_apart
from ccmotivate.problems import Problem, gathered, has_errors, problem

# pandas is loaded when there is something to score: `--help` does not pay for it.
if TYPE_CHECKING:
    from ccmotivate.model.calendar import Period
    from ccmotivate.model.dataset import Dataset
    from ccmotivate.model.outcomes import Scored
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import MonthFacts, MonthResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.pipeline.counting import Memory
    from ccmotivate.pipeline.inputs import Input
    from ccmotivate.pipeline.options import Options
    from ccmotivate.readers.reading import ReadResult


def pool(
    parts: Sequence[ReadResult],
    before: Sequence[Problem],
    rules: RuleSet,
    options: Options,
    memory: Memory | None = None,
    earlier: Sequence[MonthResult] = (),
    beside: Sequence[MonthFacts] = (),
    *,
    anew: bool = False,
    far: bool = False,
) -> Scored:
    """One workbook, or several pooled, scored; with errors only what is sound, and only with ``--keep-going``.

    Parts and awards that look at earlier months find those of the workbooks, those given as ``earlier``, and what
    ``memory`` holds as published, which counts before files but where the months are decided ``anew``; of it as
    far back as they need it, with ``far`` as far as they look. Months ``beside`` those of the workbooks are awarded
    together with them.
    """
    import numpy as np

    from ccmotivate.engine.history import unseen
    from ccmotivate.engine.metrics import metrics_by_version
    from ccmotivate.engine.months import score_months
    from ccmotivate.engine.plausible import check_computed
    from ccmotivate.model.outcomes import Scored
    from ccmotivate.model.sheets import ROSTER
    from ccmotivate.readers.together import together

    whole = together(parts, rules)
    data = whole.dataset
    by_version = metrics_by_version(data, rules)
    implausible, outside = check_computed(by_version)
    early, ruleless = _before_rules(data, rules)
    window = _window({*data.sheets, *([ROSTER] if "roster" in data.agents else [])}, rules, far=far)
    known = known_before(_months_in(data), rules, memory, earlier, window=window, anew=anew)
    apart, split = _written_apart((*known.months, *beside), data)
    problems = gathered((*before, *whole.problems, *implausible, *early, *apart))
    scored = Scored(data.inputs, rules, (), problems, whole.interpretations)
    if has_errors(problems) and not options.keep_going:
        return scored
    bad = sorted(whole.bad | outside | ruleless | split)
    if bad:
        sound = np.setdiff1d(np.arange(len(data.agents)), np.array(bad, dtype=np.intp))
        data, by_version = data.take(sound), ()
    months, notes = score_months(data, rules, by_version, known)
    asked = [one.month for one in months] if rules.asks_service else []
    held = {one.facts.month for one in memory.months(asked)} if memory and asked else set()
    late = without_days(one for one in months if one.month not in held)
    found = (*problems, *notes, *unseen(months), *late)
    return replace(scored, months=months, problems=found, unscored=_named(whole.dataset, bad))


def _named(data: Dataset, places: list[int]) -> tuple[str, ...]:
    """The agents at these positions, each with its cell."""
    rows = (data.agents[name].iloc[places].tolist() for name in ("agent_id", "table", "row"))
    return tuple(
        f"{one} ({data.tables[table].address('agent_id', row)})" for one, table, row in zip(*rows, strict=True)
    )


def _written_apart(known: Sequence[MonthFacts], data: Dataset) -> tuple[list[Problem], set[int]]:
    """Ids that a month of these writes otherwise: errors, and the positions of their agents."""
    if not known:
        return [], set()
    import numpy as np

    from ccmotivate.model.period import Month

    agents = data.agents
    own = [(Month.from_ordinal(month), agents[agents["month"] == month]) for month in set(agents["month"]) if month]
    first = agents[agents["month"] != 0].drop_duplicates(["agent_id", "month"])
    lines = zip(*(first[name].tolist() for name in ("agent_id", "month", "table", "row")), strict=True)
    cells = {
        (Month.from_ordinal(month), agent_id): data.tables[table].ref("agent_id", row)
        for agent_id, month, table, row in lines
    }
    ids = {agent_id for _month, agent_id in cells}
    told = written_apart([*((one.month, one.agents) for one in known), *own], cells)
    mine = [(found, texts) for found, texts in told if not texts.isdisjoint(ids)]
    texts = {text for _found, some in mine for text in some}
    return [found for found, _some in mine], set(np.flatnonzero(agents["agent_id"].isin(texts).to_numpy()).tolist())


def _months_in(data: Dataset) -> set[Month]:
    from ccmotivate.model.period import Month

    return {Month.from_ordinal(one) for one in data.agents["month"].unique().tolist() if one}


def files_before(
    entries: Sequence[Input],
    period: Period | None,
    rules: RuleSet,
    options: Options,
    memory: Memory | None,
    *,
    anew: bool = False,
    far: bool = False,
) -> tuple[MonthResult, ...]:
    """The months of files before a period that is decided without them, as far as its parts and awards look back.

    None where their data has errors: they are not known then. ``far`` as in ``pool``.
    """
    from ccmotivate.model.period import Month
    from ccmotivate.model.sheets import ROSTER

    read = [entry.read for entry in entries if entry.read is not None]
    there = {sheet for one in read for sheet in one.dataset.sheets} | {ROSTER for one in read if one.roster}
    back = 0 if period is None else _window(there, rules, far=far)
    if period is None or not back:
        return ()
    first = period.months[0].ordinal
    least = 1 if rules.awards_window else first - back  # who won then depends on what was before that
    seen = [Month.from_ordinal(one) for one in sorted(months_in(entries)) if least <= one < first]
    run = gather(entries, rules, seen)
    return pool(run.parts, run.early, rules, options, memory, anew=anew).months if seen and run.parts else ()


def _window(there: Set[str], rules: RuleSet, *, far: bool) -> int:
    """How many months back awards look, and parts whose sheets are there."""
    parts = [part for then in rules.version_rules for part in then.parts.values() if set(part.needed_sheets) <= there]
    return max([rules.awards_window, *(part.looks_back if far else part.part.window for part in parts)])


def _before_rules(data: Dataset, rules: RuleSet) -> tuple[list[Problem], set[int]]:
    """Months for which a dated value has none yet: errors, and the positions of their agents."""
    from ccmotivate.model.period import Month

    problems: list[Problem] = []
    rows: set[int] = set()
    months = data.agents["month"].tolist()
    for ordinal in sorted({one for one in months if one}) if rules.versions else ():
        version = rules.version(Month.from_ordinal(ordinal))
        if version.rules is None:
            problems.append(problem("month-before-rules", version.lacking, month=Month.from_ordinal(ordinal)))
            rows |= {at for at, month in enumerate(months) if month == ordinal}
    return problems, rows
