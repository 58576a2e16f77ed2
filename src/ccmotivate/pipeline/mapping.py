"""``map``: files that nobody described → a scheme that reads them, with questions where only a person can say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.locale import Translate, translator
from ccmotivate.model.words import nearest
from ccmotivate.pipeline import finding
from ccmotivate.pipeline.finding import find_inputs
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.pipeline.starting import NOTE, Started, made_scheme, refuse_full, shipped
from ccmotivate.problems import Problem, SourceRef, has_errors, problem

if TYPE_CHECKING:  # loaded when there is something to look at
    from ccmotivate.formats.book import Book
    from ccmotivate.model.mapping import MapPlan, Question
    from ccmotivate.model.results import MonthResult
    from ccmotivate.model.rules import RuleSet
    from ccmotivate.readers.mapping.dialects import Dialect
    from ccmotivate.writers.starter.mapped import Case, Seen

_FIRST = (".agent_id", ".encoding", ".separator")  # questions on whose answers the others depend
Ask = Callable[["Question"], str | None]
"""The answer to a question; None leaves it open."""


class Mapped(Struct, frozen=True):
    """A scheme made of files; ``questions`` are still open; not ``is_whole`` where nothing was made of a file."""

    started: Started
    questions: tuple[Question, ...] = ()
    is_made: bool = True
    is_whole: bool = True


def map_files(
    given: Sequence[str], target: Path, currency: str, lang: str, answers: Mapping[str, str], ask: Ask, *, force: bool
) -> Mapped:
    """Write a scheme that reads the given files into ``target/rules``, whole or not at all.

    Args:
        given: Files, folders and globs.
        target: The folder; made where it is not there.
        currency: Of the prizes.
        lang: ``zh`` or ``en``, of names and comments.
        answers: To questions, by their ids.
        ask: Asked what ``answers`` leave open.
        force: Go on where the folder is not empty; rules that stand there are renamed, never overwritten.

    Raises:
        NotEmptyError: the target holds something and ``force`` is off; nothing is written then.
        OSError: it cannot be written.
    """
    from ccmotivate.readers.anonymous import without_anonymous
    from ccmotivate.readers.mapping.plan import map_plan
    from ccmotivate.readers.mapping.unused import DAYS_ACROSS

    refuse_full(target, force)
    answer = _Answers(dict(answers), ask, translator(lang))
    books, dialects, problems = _books(given, answer)
    known = [without_anonymous(book, shipped()) for book in books]
    plan = map_plan(known, shipped(), dialects)
    agents = {one.id: told for one in plan.questions if one.id.endswith(".agent_id") and (told := answer(one))}
    answer.asked.update((one.id, one) for one in plan.questions)
    if agents:  # who has a row decides what a row is, and how rows become one figure
        plan = map_plan(known, shipped(), dialects, agents)
        answer.asked.update((one.id, one) for one in plan.questions)
    hides_questions = has_errors(problems) or any(one.endswith(_FIRST) for one in answer.open)
    if unasked := () if hides_questions else _unasked(answers, tuple(answer.asked)):
        return Mapped(Started(None, problems=(*problems, *unasked)), tuple(answer.open.values()), is_made=False)
    if not plan.metrics:
        days = tuple(one for one in plan.notes if one.code == DAYS_ACROSS)
        nothing = () if problems or not books else (problem("no-columns", SourceRef(books[0].name)), *days)
        return Mapped(Started(None, problems=(*problems, *nothing)), tuple(answer.open.values()), is_made=False)
    problems = (*problems, *plan.notes)
    plan = plan.answered({one.id: found for one in plan.questions if (found := answer(one))})
    used = [path for book in books if (path := str(book.path)) in plan.used]
    made = _made(plan, used, problems, target, currency, lang, force=force)
    return replace(made, is_whole=len(used) == len(books))


def _made(
    plan: MapPlan,
    paths: Sequence[str],
    problems: tuple[Problem, ...],
    target: Path,
    currency: str,
    lang: str,
    *,
    force: bool,
) -> Mapped:
    """The scheme of a plan, written; where an answer does not fit only why."""
    texts = _texts(plan, paths, currency, lang)
    rules, unfit = _loaded(texts)
    if rules is None and not plan.questions:
        return Mapped(Started(None, problems=unfit), is_made=False)
    note = _note(plan, target, paths, currency, lang)
    started = made_scheme(target, texts, {NOTE: note}, lang, force=force, is_open=bool(plan.questions))
    wrong = () if started.rules is None else _scored(paths, started.rules, lang)[1]
    return Mapped(replace(started, problems=(*problems, *wrong)), plan.questions)


def _unasked(answers: Iterable[str], ids: tuple[str, ...]) -> tuple[Problem, ...]:
    """A problem for each answer whose id is that of no question."""
    return tuple(
        problem("no-such-question", SourceRef(), one, nearest=nearest(one, ids) or "–", questions=ids or ("–",))
        for one in answers
        if one not in ids
    )


class _Answers(Struct, frozen=True):
    """The answers to questions: those that are ``told``, else what ``ask`` gets, once; ``open`` are those without.

    ``asked`` are all questions that there were, answered or not.
    """

    told: dict[str, str | None]
    ask: Ask
    say: Translate
    open: dict[str, Question] = field(default_factory=dict)
    asked: dict[str, Question] = field(default_factory=dict)

    def __call__(self, one: Question) -> str | None:
        self.asked[one.id] = one
        if one.id not in self.told:
            self.told[one.id] = self.ask(one)
        told = self.told[one.id]
        if not told:
            self.open[one.id] = one
            return told
        from ccmotivate.writers.starter.choices import choice_of

        return choice_of(one, told, self.say)


def _books(given: Sequence[str], answer: Ask) -> tuple[list[Book], dict[Path, Dialect], tuple[Problem, ...]]:
    """The books of files, how those of text are written, and what was wrong."""
    from ccmotivate.formats.guard import Upload
    from ccmotivate.formats.large_text import sampled
    from ccmotivate.formats.sheets import begin, begin_start, finish
    from ccmotivate.readers.mapping.dialects import Dialect, dialect_of
    from ccmotivate.readers.mapping.ids import source_name

    paths, problems = find_inputs(given)
    dialects: dict[Path, Dialect] = {}
    books: list[Book] = []
    for path in paths:
        is_large = finding.is_log(path)
        begun = begin_start(path, path.name) if is_large else begin(path, path.name)
        if isinstance(begun.upload, Upload) and begun.upload.kind == "csv":
            one = dialect_of(begun.upload.data, source_name(path), answer)
            later = sampled(path, one.encoding or "utf-8") if is_large else ""
            dialects[path] = replace(one, is_start=is_large, later=later)
        one = dialects.get(path, Dialect())
        book, found = finish(begun, encoding=one.encoding, separator=one.separator)
        books += [] if book is None else [book]
        problems += found if book is None else ()
        if book is not None and is_large:
            problems.append(problem("first-rows-mapped", SourceRef(book.name), book.sheets[0].height))
    return books, dialects, tuple(problems)


def _note(plan: MapPlan, target: Path, paths: Sequence[str], currency: str, lang: str) -> str:
    """What to do next: the questions, then the commands on the mapped files."""
    from ccmotivate.locale.names import shown_name
    from ccmotivate.pipeline.starting import seen_from
    from ccmotivate.writers.starter.mapped import noted
    from ccmotivate.writers.starter.scheme_files import note_text

    _ = translator(lang)
    files = '" "'.join(shown_name(seen_from(target, Path(path))) for path in paths)
    return note_text(_("Our scheme"), lang, files, [noted(one, _) for one in plan.questions], currency)


# -- what the data say under the scheme -------------------------------------------------------------------------------


def _texts(plan: MapPlan, paths: Sequence[str], currency: str, lang: str) -> dict[str, str]:
    """The files of the scheme: targets and cases are made with the scheme itself, open questions as guessed."""
    from ccmotivate.writers.starter.mapped import Seen, mapped_files

    def files(one: MapPlan, seen: Seen, cases: Sequence[Case] = ()) -> dict[str, str]:
        return mapped_files(one, seen, cases, shipped(), currency, lang)

    guessed = plan.guessed()
    rules, _problems = _loaded(files(guessed, Seen()))
    months = _scored(paths, rules, lang)[0] if rules else []
    seen = _seen(months, plan, lang)
    return files(plan, seen, _cases(months, guessed, lambda cases: files(guessed, seen, cases)))


def _loaded(texts: Mapping[str, str]) -> tuple[RuleSet | None, tuple[Problem, ...]]:
    """The rules in texts without their cases; None where an answer does not fit."""
    return rules_of({name: text for name, text in texts.items() if not name.startswith("cases/")}, "rules")


def _scored(paths: Sequence[str], rules: RuleSet, lang: str) -> tuple[list[MonthResult], tuple[Problem, ...]]:
    """The months that the files hold under rules, and the errors; nothing is written."""
    from ccmotivate.pipeline.scoring import score

    with closing(Inputs(list(paths))) as inputs:
        outcome = score(inputs, rules, Options(lang=lang, together=True, keep_going=True, write=False))
    errors = tuple(one for one in outcome.all_problems if one.is_error)
    return [month for job in outcome.jobs for month in job.scored.months], errors


def _seen(months: Sequence[MonthResult], plan: MapPlan, lang: str) -> Seen:
    from ccmotivate.writers.starter.mapped import Seen

    names = [one.id for one in plan.metrics]
    known = {name: sorted(_known(months, name)) for name in names}
    middles = {name: _rounded(found[(len(found) - 1) // 2]) for name, found in known.items() if found}
    return Seen(middles, {name: text for name in names if (text := _two(months, name, lang))})


def _known(months: Sequence[MonthResult], metric: str) -> list[Fraction]:
    """Every value of a metric in any month."""
    columns = [month.metrics[metric].to_list() for month in months if metric in month.metrics]
    return [value for column in columns for value in column if value is not None]


def _rounded(value: Fraction) -> Fraction:
    """To hundredths, which a rule file can hold."""
    return Fraction(round(value * 100), 100)


def _two(months: Sequence[MonthResult], metric: str, lang: str) -> str:
    """Two agents' values of a month, in words."""
    from ccmotivate.writers.words.figures import value_text

    for month in months:
        if metric not in month.metrics:
            continue
        values = zip(month.agents["name"], month.agents["agent_id"], month.metrics[metric].to_list(), strict=True)
        known = [(name or who, value) for name, who, value in values if value is not None][:2]
        if known:
            kind = month.rules.metrics[metric]
            shown = (f"{name} {value_text(kind, value, month.rules, lang)}" for name, value in known)
            return f"{month.month}: {', '.join(shown)}"
    return ""


def _cases(
    months: Sequence[MonthResult], plan: MapPlan, files: Callable[[Sequence[Case]], Mapping[str, str]]
) -> list[Case]:
    """Two agents with data for all that is scored, figures to hundredths; their scores are what the scheme gives."""
    from ccmotivate.writers.starter.mapped import Case

    cases = [Case(name, values, "0") for name, values in _agents(months, plan)][:2]
    if not cases:
        return []
    with TemporaryDirectory() as folder:
        for name, text in files(cases).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        return [replace(case, score=score) for case, score in zip(cases, _scores(Path(folder)), strict=True)]


def _scores(folder: Path) -> list[str]:
    """The score of each case of a rules folder, as a case writes it."""
    from ccmotivate.model.exact import plain_text
    from ccmotivate.pipeline.scheme import load
    from ccmotivate.pipeline.testing import test_scheme

    rules, _problems = load(folder, "--rules")
    if rules is None:
        return []
    outcomes = test_scheme(rules, folder, "rules").run.outcomes
    return [plain_text(Fraction(int(one.months[0].agents["score"].iloc[0]), 100)) for one in outcomes]


def _agents(months: Sequence[MonthResult], plan: MapPlan) -> list[tuple[str, dict[str, Fraction]]]:
    """Agents and months with all that the scorecard and its formulas need, the last month first."""
    wanted = _wanted(plan)
    found = []
    for month in reversed(months):
        lists = {name: month.metrics[name].to_list() for name in wanted if name in month.metrics}
        for at, who in enumerate(month.agents["agent_id"]):
            values = {name: _rounded(value) for name, column in lists.items() if (value := column[at]) is not None}
            if all(name in values for name, is_needed in wanted.items() if is_needed):
                found.append((f"{who} {month.month}", values))
    return found


def _wanted(plan: MapPlan) -> dict[str, bool]:
    """The metrics that a case gives: those of the scorecard, for formulas what they are made of; whether it must."""
    from ccmotivate.writers.starter.mapped import scored_metrics

    formulas = {one.id: str(one.lines[0].value) for one in plan.metrics if one.lines[0].key == "formula"}
    ids = {one.id for one in plan.metrics}
    wanted: dict[str, bool] = {}
    for one in scored_metrics(plan):
        formula = formulas.get(one.id, one.id)
        wanted |= {word: "coalesce" not in formula for word in re.findall(r"\w+", formula) if word in ids}
    return wanted
