"""Score real months under other rules and compare the results. No existing output or ledger is changed.

The files are read under the current rules, and again under other rules only where the keys used for reading (columns,
words, metrics, role names) differ; months are decided again only where the rules differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.pipeline.counting import Memory, compared, decide_months, decisions_of, or_refused
from ccmotivate.pipeline.gathering import gather
from ccmotivate.pipeline.inputs import Input, Inputs, all_again
from ccmotivate.pipeline.looking_back import known_before
from ccmotivate.pipeline.options import Options, Progress, silent
from ccmotivate.pipeline.outputs import deliver
from ccmotivate.problems import Problem, SourceRef, has_errors, problem
from ccmotivate.regular import is_folder

# pandas, pydantic and the writers are loaded when there is something to try: `--help` pays for none of them.

if TYPE_CHECKING:
    from ccmotivate.model.calendar import Period, PeriodKind
    from ccmotivate.model.comparison import Scenario, Simulation, SweepPoint, Swept
    from ccmotivate.model.outcomes import Scored
    from ccmotivate.model.period import Month
    from ccmotivate.model.results import MonthResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.pipeline.trials import Trial
    from ccmotivate.readers.reading import ReadResult

WORKBOOK = "simulation.xlsx"


class SimulationOutcome(Struct, frozen=True):
    """The outcome of ``simulate``: what would change, files written, and the exit code."""

    simulation: Simulation | None = None
    written: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    rules: RuleSet | None = None
    places: tuple[tuple[Path, str], ...] = ()  # of the rules before and after: the folder, and what chose it

    @property
    def exit_code(self) -> int:
        """0 when the simulation ran, with or without differences; 2 when it could not."""
        return 2 if self.simulation is None or any(one.is_fatal for one in self.problems) else 0


def simulate(
    given: Sequence[str] | Inputs,
    trial: Trial,
    options: Options,
    period: Period | None = None,
    progress: Progress = silent,
    memory: Memory | None = None,
) -> SimulationOutcome:
    """What the trial rules would change on these files, pooled; with ``period`` on its months only.

    Awards of longer periods count where all their months are present. Recorded decisions apply under both rule sets.
    Both use the files: where a publication differs from them, a problem is added. Writes only into ``options.out``.
    """
    return or_refused(
        memory,
        lambda: _simulate(given, trial, options, period, progress, memory),
        lambda why: SimulationOutcome(problems=(why,), rules=trial.new, places=trial.places),
    )


def _simulate(
    given: Sequence[str] | Inputs,
    trial: Trial,
    options: Options,
    period: Period | None,
    progress: Progress,
    memory: Memory | None,
) -> SimulationOutcome:
    from ccmotivate.engine.comparing import compare
    from ccmotivate.model.comparison import Simulation

    inputs = given if isinstance(given, Inputs) else Inputs(given)
    kinds = tuple(dict.fromkeys((*award_kinds(trial.old), *award_kinds(trial.new))))
    material = Material.read(inputs, trial.old, options, period, kinds, progress)
    material.memory = memory
    progress("scoring", "")
    old, problems = material.decide(trial.old)
    new, more = material.decide(trial.new, like=old)
    other = compared(old.results, memory, options.lang) if old else []
    found = tuple(dict.fromkeys((*inputs.problems, *problems, *more, *other)))
    outcome = SimulationOutcome(problems=found, rules=trial.new, places=trial.places)
    if old is None or new is None:
        return outcome
    swept, wrong = _sweep(trial, material, new, progress) if trial.sweep else (None, ())
    if has_errors(wrong):
        return replace(outcome, problems=(*found, *wrong))
    sources = tuple(dict.fromkeys(source for month in old.months for source in month.inputs))
    simulation = Simulation(sources, trial.settings, compare(old, new), swept, trial.moved)
    outcome = replace(outcome, simulation=simulation)
    return _write(outcome, options, progress) if options.out and options.write else outcome


# -- the months -------------------------------------------------------------------------------------------------------


class _Read(Struct, frozen=True):
    """Files as they were read under some rules: all of them, and what is decided."""

    entries: list[Input]
    parts: list[ReadResult]
    problems: list[Problem]


class Material(Struct):
    """Files that were read, to be decided under any rules; what was read under some is kept for others like them."""

    entries: list[Input]
    options: Options
    period: Period | None
    kinds: tuple[PeriodKind, ...]  # the longer periods compared, where all their months are present
    memory: Memory | None = None
    _read: list[tuple[object, _Read]] = field(default_factory=list)

    @classmethod
    def read(
        cls,
        inputs: Inputs,
        rules: RuleSet,
        options: Options,
        period: Period | None,
        kinds: Sequence[PeriodKind],
        progress: Progress = silent,
    ) -> Material:
        """Read the files under some rules, each once."""
        options = options if period is None else replace(options, months=period.months)
        material = cls([], options, period, tuple(kinds))
        with closing(inputs):
            material.entries = list(inputs.read(rules, options, progress))
        material._keep(rules, material.entries)
        return material

    def decide(self, rules: RuleSet, like: Scenario | None = None) -> tuple[Scenario | None, tuple[Problem, ...]]:
        """The months and longer periods under some rules; ``like`` is a scenario of the same files.

        Returns:
            None with the problems where the data has errors, a month is missing, or there is none.
        """
        from ccmotivate.engine.history import unseen

        again = None if like is None else _rescored(like, rules, self.memory)
        if again is not None:
            return self._scenario(again, rules, like), ()
        scored = self._score(rules)
        lacking = self._missing(scored.months)
        found = (*scored.problems, *lacking)
        wrong = lacking if self.options.keep_going else found
        if not scored.months or has_errors(wrong):
            return None, found
        scenario = self._scenario(scored.months, rules)
        return scenario, (*found, *unseen(scenario.periods))

    def _score(self, rules: RuleSet) -> Scored:
        from ccmotivate.model.outcomes import Scored
        from ccmotivate.pipeline.pooling import files_before, pool

        read = self._under(rules)
        if not read.parts:
            return Scored((), rules, (), tuple(read.problems))
        earlier = files_before(read.entries, self.period, rules, self.options, self.memory, anew=True)
        return pool(read.parts, read.problems, rules, self.options, self.memory, earlier, anew=True)

    def _scenario(self, months: tuple[MonthResult, ...], rules: RuleSet, like: Scenario | None = None) -> Scenario:
        from ccmotivate.engine.rescoring import award_periods
        from ccmotivate.model.comparison import Scenario

        decisions = decisions_of([result.month for result in months], self.memory)
        decided = decide_months(months, decisions)
        periods = complete_periods([result.month for result in months], self.kinds, self.period)
        longer = award_periods(periods, decided, rules, like.periods if like else (), decisions)
        return Scenario(rules, decided, longer, months)

    def _missing(self, months: Sequence[MonthResult]) -> list[Problem]:
        there = {result.month for result in months}
        lacking = [month for month in self.period.months if month not in there] if self.period and there else []
        return [problem("month-missing", SourceRef(), month=month, period=self.period) for month in lacking]

    def _under(self, rules: RuleSet) -> _Read:
        """What the files say under these rules."""
        key = reading_key(rules)
        for known, read in self._read:
            if known == key:
                return read
        return self._keep(rules, all_again(self.entries, rules, self.options))

    def _keep(self, rules: RuleSet, entries: list[Input]) -> _Read:
        run = gather(entries, rules, self.period.months if self.period else None)
        parts, problems = run.parts, run.early
        if self.period and run.seen and not parts:
            problems += [problem("month-missing", SourceRef(), month=self.period.months[0], period=self.period)]
        read = _Read(entries, parts, problems)
        self._read.append((reading_key(rules), read))
        return read


def _rescored(like: Scenario, rules: RuleSet, memory: Memory | None) -> tuple[MonthResult, ...] | None:
    """The months decided again from a scenario that was, None where that does not do."""
    from ccmotivate.engine.history import History
    from ccmotivate.engine.rescoring import can_rescore, rescore

    if rules.awards_window and _looks_outside(like):
        return None
    if reading_key(like.rules) != reading_key(rules) or _needs(like.rules) != _needs(rules):
        return None
    in_force = [rules.version(result.month).rules for result in like.ruled]
    pairs = list(zip(like.ruled, in_force, strict=True))
    if any(one is None or not can_rescore(result.rules, one) for result, one in pairs):
        return None
    own = {result.month for result in like.ruled}
    history = History(rules, known_before(own, rules, memory, window=rules.awards_window, anew=True))
    made: dict[Month, MonthResult] = {}
    for result, one in pairs:
        assert one is not None
        earlier = tuple(made.get(before.month, before) for before in result.earlier)
        made[result.month] = rescore(replace(result, earlier=earlier, past=history.until(result.month)), one)
        history.add(made[result.month])
    return tuple(made.values())


def _looks_outside(like: Scenario) -> bool:
    """True where months of files before those that are compared are looked at: they are decided by the rules too."""
    from ccmotivate.model.results import MonthResult

    own = {result.month for result in like.ruled}
    return any(isinstance(one, MonthResult) and one.month not in own for month in like.ruled for one in month.earlier)


def reading_key(rules: RuleSet) -> object:
    """Everything in the rules that reading depends on, without source lines."""
    from ccmotivate.readers.refusals import needed_metrics

    here = SourceRef()
    metrics = [replace(metric, source=here) for metric in rules.metrics.values()]
    details = [replace(detail, source=here) for detail in (*rules.details.values(), *rules.rosters.values())]
    roles = [(role.id, role.label) for role in rules.roles.values()]
    told = (rules.units, rules.words, rules.reading, rules.levels)
    own = (rules.people_columns, details, rules.sheets, told, metrics, roles, frozenset(needed_metrics(rules)))
    return own, [reading_key(version.rules) for version in rules.versions if version.rules is not None]


def _needs(rules: RuleSet) -> object:
    """Which metrics are asked for, of whom: what decides whether a column is missing."""
    roles = {
        role.id: ({line.metric for line in role.must}, {line.metric for line in role.scorecard})
        for role in rules.roles.values()
    }
    return roles, {line.metric for line in rules.eligible}, {award.need for award in rules.awards.values()}


def award_kinds(rules: RuleSet) -> tuple[PeriodKind, ...]:
    """The periods longer than a month for which there are awards at any time."""
    from ccmotivate.model.calendar import PeriodKind

    at_any_time = (rules, *(version.rules for version in rules.versions if version.rules is not None))
    kinds = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
    return tuple(kind for kind in kinds if any(one.awards_of(kind) for one in at_any_time))


def complete_periods(
    months: Sequence[Month], kinds: Sequence[PeriodKind], within: Period | None = None
) -> tuple[Period, ...]:
    """The periods of these kinds whose months are all there, ascending; with ``within`` that one and those in it."""
    from ccmotivate.model.calendar import Period

    wanted = [
        Period.of(kind, year, number)
        for year in sorted({month.year for month in months})
        for kind in kinds
        for number in range(1, 12 // kind.months + 1)
    ]
    there = [period for period in wanted if set(period.months) <= set(months)]
    return tuple(sorted(one for one in there if within is None or one == within or within.holds(one)))


# -- a range of values ------------------------------------------------------------------------------------------------


def _sweep(
    trial: Trial, material: Material, base: Scenario, progress: Progress
) -> tuple[Swept | None, tuple[Problem, ...]]:
    """The totals of each value, all else being as in the rules to try."""
    from ccmotivate.engine.comparing import totals_of
    from ccmotivate.model.comparison import SweepPoint, Swept
    from ccmotivate.ruleset.paths import current_value

    assert trial.sweep is not None
    points: list[SweepPoint] = []
    for one in trial.steps:
        progress("scoring", f"{trial.sweep.path}={one.value}")
        scenario, problems = material.decide(one.rules, like=base)
        if scenario is None:
            return None, problems
        base = scenario  # the next value is close to this one
        points.append(SweepPoint(one.value, totals_of(scenario), one.moved))
    return Swept(trial.sweep.path, current_value(trial.new.texts, trial.sweep.path), tuple(points)), ()


# -- writing ----------------------------------------------------------------------------------------------------------


def _write(outcome: SimulationOutcome, options: Options, progress: Progress) -> SimulationOutcome:
    from ccmotivate.writers.workbooks.simulation_book import write_simulation

    assert outcome.simulation is not None and options.out is not None
    target = workbook_in(options.out, WORKBOOK)
    progress("writing", target.name)
    fill = partial(write_simulation, simulation=outcome.simulation, lang=options.lang)
    done = deliver({target: fill}, options)
    return replace(outcome, problems=(*outcome.problems, *done.problems), written=done.paths)


def workbook_in(out: Path, name: str) -> Path:
    """The workbook that ``--out`` names: a file, or a folder that it goes into."""
    return out if out.suffix.lower() == ".xlsx" and not is_folder(out) else out / name
