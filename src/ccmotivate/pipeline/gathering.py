"""The files of a run put together: files without agents of their own join those that have some (``companions.py``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ccmotivate.pipeline.inputs import Input, read_by_rows
from ccmotivate.problems import Problem, SourceRef, problem

# pandas and the readers are loaded when there is something to read: `--help` pays for none of them.
if TYPE_CHECKING:
    from ccmotivate.model.period import Month
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.known_as import KnownAs
    from ccmotivate.readers.reading import ReadResult


class Gathered(Struct, frozen=True):
    """The files of a run, each group by name, so that their order on the command line changes nothing.

    Attributes:
        entries: Files with agents, with what the others give them, and files that could not be read.
        companions: The other files; their problems stand in the readings that use them, else in ``problems``.
        problems: Problems of no single result: rows of unknown agents, files that were not needed.
        outside: Names of files without rows of the requested months.
        seen: The months (ordinals) of all rows, requested or not.
        latest: The last of them that has agents, and their ids; None without any.
        known_as: What the rosters call people (no words without one); None where the rules know no such words.
    """

    entries: tuple[Input, ...]
    companions: tuple[Input, ...]
    problems: tuple[Problem, ...]
    outside: tuple[str, ...] = ()
    seen: frozenset[int] = frozenset()
    latest: tuple[Month, frozenset[str]] | None = None
    known_as: KnownAs | None = None

    @property
    def parts(self) -> list[ReadResult]:
        """What was read, file by file."""
        return [entry.read for entry in self.entries if entry.read is not None]

    @property
    def early(self) -> list[Problem]:
        """Problems that belong to no reading."""
        return [*(found for entry in self.entries for found in entry.problems), *self.problems]

    @property
    def files(self) -> tuple[Input, ...]:
        """Every file of which anything counts."""
        return (*self.entries, *self.companions)


def gather(read: Iterable[Input], rules: RuleSet, months: Collection[Month] | None = None) -> Gathered:
    """Files that were read, joined; with ``months`` cut down to those first.

    Those without a row of the month that alone was read only tell of which sources there are rows.
    """
    entries = sorted(read, key=lambda entry: entry.name)
    known = _known_as(entries, rules)
    named = _naming(known, rules)
    entries = list(map(named, entries))
    ordered, copies = _once([entry for entry in entries if not entry.outside], rules)
    ordered = _with_folds(ordered, rules, named)
    from ccmotivate.readers.companions import joined  # here: pandas is loaded while the first file is parsed
    from ccmotivate.readers.files_twice import found_twice

    left, outside = (ordered, []) if months is None else _within(ordered, months)
    folded = [_folded(entry) for entry in left]
    readable = [entry.read for entry in folded if entry.read is not None]
    every = [one.read for one in (*ordered, *(one for one in entries if one.outside)) if one.read is not None]
    result = joined(readable, rules, complete=len(readable) == len(folded), every=every)
    whole = [(one.read, one.book) for one in left if one.read is not None and one.book is not None]
    twice = found_twice([one for one in whole if not len(one[0].dataset.agents)], rules)
    parts = iter(result.parts)
    heads: list[Input] = []
    companions: list[Input] = []
    for entry in folded:
        part = None if entry.read is None else next(parts)
        group = heads if part is not None or entry.read is None else companions
        group.append(replace(entry, read=part))
    return Gathered(
        tuple(heads),
        tuple(companions),
        (*copies, *twice, *result.problems),
        tuple(outside),
        months_in(ordered),
        _latest(ordered),
        known,
    )


def months_in(entries: Iterable[Input]) -> frozenset[int]:
    """The months (ordinals) of all rows."""
    return frozenset(month for entry in entries if entry.read is not None for month in _months(entry.read))


def _latest(entries: Sequence[Input]) -> tuple[Month, frozenset[str]] | None:
    """The last month of which there are agents, and their ids."""
    from ccmotivate.model.period import Month

    frames = [entry.read.dataset.agents for entry in entries if entry.read is not None]
    last = max((int(frame["month"].max()) for frame in frames if len(frame)), default=0)
    if not last:
        return None
    ids = [agent for frame in frames for agent in frame["agent_id"][frame["month"] == last].tolist()]
    return Month.from_ordinal(last), frozenset(ids)


def _once(entries: Sequence[Input], rules: RuleSet) -> tuple[list[Input], list[Problem]]:
    """Without copies of files of detail rows or rosters, whose rows would count twice; a note on each.

    The same roster under the names of two months is of both, and so is a file without rows, of two sources as well; so
    are agents and details that two months may have in common, with a note. Other details are an error.
    """
    first: dict[tuple[str, frozenset[str], frozenset[int]], str] = {}
    of_content: dict[str, str] = {}
    kept: list[Input] = []
    notes: list[Problem] = []
    for entry in entries:
        if entry.book is None or entry.read is None:
            kept.append(entry)
            continue
        agents = entry.read.dataset.agents
        content = entry.book.sha256 + _named_days(entry.name, entry.read, rules)
        of_none = frozenset() if _months(entry.read) else frozenset(entry.read.dataset.details)
        original = first.setdefault((content, of_none, _told_months(entry.read)), entry.name)
        alike = of_content.setdefault(content, entry.name)
        is_of_other_month = alike != entry.name == original and bool(_months(entry.read))
        shared = _shared(entry, rules) if is_of_other_month else None
        if original != entry.name and not len(agents):
            notes.append(problem("same-content", SourceRef(entry.name), first=original))
        elif shared is not None:
            kept.append(shared)
            notes.append(problem("same-content-both", SourceRef(entry.name), _shown_months(entry.read), first=alike))
        elif is_of_other_month:
            kept.append(replace(entry, read=_refused(entry.read, entry.name, alike)))
        else:
            kept.append(entry)
    return kept, notes


def _shared(entry: Input, rules: RuleSet) -> Input | None:
    """A file that may well hold the same as that of another month; None for others.

    A large log with one row an agent is read as any file: its cells tell.
    """
    from ccmotivate.readers.files_twice import may_repeat  # here: pandas is loaded while the first file is parsed

    if entry.read is None or len(entry.read.dataset.agents):
        return entry
    if entry.kept is not None and entry.logs is not None and entry.logs.options is not None:
        frames = [detail.frame for detail in entry.read.dataset.details.values()]
        if any((frame["rows"] > 1).any() for frame in frames if "rows" in frame):
            return None
        entry = read_by_rows(entry, rules, entry.logs.options)
    if entry.read is None or entry.book is None or not may_repeat(entry.read, entry.book, rules):
        return None
    return entry


def _named_days(name: str, part: ReadResult, rules: RuleSet) -> str:
    """The days in the name of a file whose rows are of these: two days may be alike."""
    from ccmotivate.readers.dates import days_in

    layouts = [rules.details[kind].layout for kind in part.dataset.details]
    orders = [one.dates or rules.reading.dates for one in layouts if one.days_in_names]
    return " ".join(map(str, days_in(name, orders[0]))) if orders else ""


def _told_months(part: ReadResult) -> frozenset[int]:
    """The months that the details of a file are of; without any, those of its rosters or that their names tell."""
    if part.dataset.details or part.roster is None:
        return frozenset(_months(part)).union(*(rows.may_lack for rows in part.dataset.details.values()))
    return frozenset([*part.roster.frame["month"].unique().tolist(), *(one.month for one in part.roster.named)])


def _refused(part: ReadResult, name: str, first: str) -> ReadResult:
    """Details that are those of another month's file, none of which may count."""
    frames = [detail.frame for detail in part.dataset.details.values()]
    rows = {key for frame in frames for key in zip(frame["agent_id"].tolist(), frame["month"].tolist(), strict=True)}
    wrong = problem("same-content-months", SourceRef(name), _shown_months(part), first=first)
    return replace(part, problems=(*part.problems, wrong), bad_details=part.bad_details | rows)


def _shown_months(part: ReadResult) -> str:
    from ccmotivate.model.period import Month

    return ", ".join(str(Month.from_ordinal(month)) for month in sorted(set(_months(part))))


def _known_as(entries: Sequence[Input], rules: RuleSet) -> KnownAs | None:
    if not rules.has_known_as:
        return None
    from ccmotivate.readers.known_as import KnownAs  # here: it loads pandas, as the readers do

    return KnownAs.of([entry.read for entry in entries if entry.read is not None], rules)


def _naming(known: KnownAs | None, rules: RuleSet) -> Callable[[Input], Input]:
    """What gives the rows of a file the ids of the rosters that know their agents by other words."""
    if known is None or not known.words:
        return _as_it_is
    from ccmotivate.pipeline.log_file import with_ids  # here: it loads pandas, as the readers do
    from ccmotivate.readers.known_as import named as with_names

    def named(entry: Input) -> Input:
        if entry.read is None:
            return entry
        kept = entry.kept and with_ids(entry.kept, known.ids_of(_whose(entry.read)))
        return replace(entry, read=with_names(entry.read, known, rules), kept=kept)

    return named


def _as_it_is(entry: Input) -> Input:
    return entry


def _with_folds(entries: list[Input], rules: RuleSet, named: Callable[[Input], Input]) -> list[Input]:
    """The files with the rows of large logs folded, all of a source together."""
    folder = next((entry.logs for entry in entries if entry.kept is not None and entry.logs is not None), None)
    if folder is None:
        return entries
    from ccmotivate.pipeline.log_folds import CannotFoldTogetherError, fold_logs

    parts = [(entry.read, entry.kept) for entry in entries if entry.read is not None]
    try:
        folded = iter(fold_logs(parts, rules, folder))
    except CannotFoldTogetherError as failure:
        assert folder.options is not None
        why = problem("log-by-rows", SourceRef(), reason=failure.reason)
        by_rows = partial(read_by_rows, rules=rules, options=folder.options)
        return [
            entry if entry.kept is None else named(by_rows(entry, why=replace(why, source=SourceRef(entry.name))))
            for entry in entries
        ]
    return [entry if entry.read is None else replace(entry, read=next(folded)) for entry in entries]


def _folded(entry: Input) -> Input:
    """A file whose agents, if any, come from other files: its problems are reported where its rows are used."""
    if entry.read is None or len(entry.read.dataset.agents):
        return entry
    return replace(entry, read=replace(entry.read, problems=(*entry.problems, *entry.read.problems)), problems=[])


def _within(entries: Sequence[Input], months: Collection[Month]) -> tuple[list[Input], list[str]]:
    """The files cut down to some months, and the names of those of which nothing is left."""
    cut = [entry if entry.read is None else _cut(entry, months) for entry in entries]
    outside = [entry.name for entry, one in zip(entries, cut, strict=True) if one is None]
    left = [entry for entry in cut if entry is not None]
    if outside and not any(entry.read is None or _months(entry.read) for entry in left):  # rosters of nothing
        return [], [entry.name for entry in entries]
    return left, outside


def _cut(entry: Input, months: Collection[Month]) -> Input | None:
    from ccmotivate.readers.months import within

    assert entry.read is not None
    part = within(entry.read, months)
    return None if part is None else replace(entry, read=part)


def _whose(part: ReadResult) -> Iterator[tuple[str, int]]:
    """The agents and months of the details of a file."""
    for rows in part.dataset.details.values():
        yield from zip(rows.frame["agent_id"].tolist(), rows.frame["month"].tolist(), strict=True)


def _months(part: ReadResult) -> Sequence[int]:
    frames = [part.dataset.agents, *(detail.frame for detail in part.dataset.details.values())]
    return [month for frame in frames for month in frame["month"].unique().tolist() if month]
