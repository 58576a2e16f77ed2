"""What the explanation and the development sheet say would be enough, read as a person reads it and put into the input.

A random company is written as workbooks and decided. Each sentence is parsed, and the cell of the roster, the scores of
the months or the vacancies of a copy of the person are changed by what it says, and by one smallest step less. The
copies are written as workbooks and decided again: the first meets the condition, the second does not.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ccmotivate.model.exact import fixed_text
from ccmotivate.model.period import Month
from ccmotivate.model.results import PASS
from ccmotivate.model.rules import RuleSet
from ccmotivate.parts.careers.commands.promoting import promote
from ccmotivate.parts.careers.decide import CareersResult, Condition
from ccmotivate.parts.careers.explain import blocks
from ccmotivate.parts.careers.plan import pages, with_sheets
from ccmotivate.parts.careers.words import CONDITIONS
from ccmotivate.pipeline.options import Options, silent
from ccmotivate.pipeline.scheme import rules_of
from tests.support import shipped_rules, workbook

JUNE = Month(2025, 6)
LEVELS = ("None", "Basic", "Proficient", "Fluent")
POSITIONS = ("junior", "middle", "senior", "supervisor", "after_sales", "complaint_officer", "trainer")
_HEAD = ("Agent ID", "Role", "Project", "Team", "Emails", "Attitude", "Proposals adopted", "Colleagues helped")
_ROSTER: Mapping[Condition, str] = {
    Condition.TENURE: "Hired", Condition.CHARACTER: "Character", Condition.FIT: "Fit",
    Condition.LEVEL_BEFORE: "Level before", Condition.ABILITY_AFTER: "Ability after",
    Condition.WISH: "Wants promotion", Condition.ROTATION: "Rotations",
}  # fmt: skip
_ROLE = """
role: email
name: {zh: 邮件回复, en: Email reply}
must: {attitude: pass}
scorecard: {emails: {weight: 100, ratio: 100, cap: 9000}}
"""
"""The score is the number of emails, and the attitude alone decides who is qualified."""


@dataclass
class Person:
    """A person: cells of the roster, and by month the score in hundredths (None: no row) and whether qualified."""

    grade: str
    wanted: str | None
    roster: dict[str, str | None]
    scores: list[int | None]
    qualified: list[bool]


@dataclass
class Company:
    """People, months (ascending, the last is June), vacancies by position and the rules."""

    rules: RuleSet
    months: list[Month]
    people: list[Person]
    vacancies: dict[str, int]


@dataclass(frozen=True)
class Said:
    """A condition that a person does not meet, and what would be enough in the words of both pages."""

    at: int
    condition: Condition
    step: str


@dataclass
class Found:
    """How many sentences were tried by condition, and what did not hold."""

    tried: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def __iadd__(self, other: Found) -> Found:
        self.tried += other.tried
        self.differences += other.differences
        return self


# -- companies --------------------------------------------------------------------------------------------------------


def company(seed: int, size: int) -> Company:
    """A random company on and beside the lines of random rules."""
    chance = random.Random(seed)
    rules = _rules(chance)
    window = rules.parts["careers"].settings.window
    months = [Month.from_ordinal(JUNE.ordinal - back) for back in range(window - 1, -1, -1)]
    vacancies = {name: chance.choice((0, 0, 1, 2)) for name in POSITIONS}
    people = [_person(chance, rules, len(months)) for _ in range(size)]
    everybody = Person("junior", None, dict.fromkeys(_ROSTER.values()), [10000] * len(months), [True] * len(months))
    return Company(rules, months, [everybody, *people], vacancies)


@functools.cache
def _shipped() -> Mapping[str, str]:
    """The texts of the core and of careers, with a role whose scores can be anything."""
    texts = shipped_rules().texts
    core = ("scheme.yaml", "columns.yaml", "metrics.yaml", "careers.yaml")
    return {**{name: texts[name] for name in core}, "roles/email.yaml": _ROLE}


def _rules(chance: random.Random) -> RuleSet:
    """The shipped rules with other figures in ``careers.yaml``."""
    window = chance.randrange(1, 8)
    figures: Mapping[str, Callable[[], object]] = {
        "window": lambda: window,
        "at_least": lambda: chance.randrange(1, window + 1),
        "qualified_months": lambda: chance.randrange(1, window + 1),
        "rotations": lambda: chance.randrange(1, 4),
        "ability_after": lambda: chance.choice(("basic", "proficient", "fluent")),
        "tenure": lambda: chance.randrange(1, 40),
        "level_before": lambda: chance.choice(("basic", "proficient", "fluent")),
        "mean_score": lambda: chance.choice(("100", "100.01", "99.995", "101.003", "102.5")),
    }
    text = _shipped()["careers.yaml"]
    for key, figure in figures.items():
        text = re.sub(rf"(?m)^( *{key}: )\S+", lambda found, made=figure: f"{found[1]}{made()}", text)  # type: ignore[misc]
    rules, problems = rules_of({**_shipped(), "careers.yaml": text}, "rules")
    assert rules is not None, problems
    return rules


def _person(chance: random.Random, rules: RuleSet, months: int) -> Person:
    settings = rules.parts["careers"].settings
    target = settings.positions[chance.choice(POSITIONS[1:])]
    near = int((target.mean_score or 100) * 100)
    beside = chance.choice((3, 30, 2000))

    def of(*words: str | None) -> str | None:
        return chance.choice(words)

    return Person(
        chance.choice(target.sources),
        chance.choice((None, target.id)),
        {
            "Hired": _hired(chance, target.tenure or 1), "Character": of("pass", "pass", "fail", None),
            "Fit": of("pass", "pass", "fail", None), "Level before": of(*LEVELS, None),
            "Ability after": of(*LEVELS, None), "Wants promotion": of("yes", "yes", "no", None),
            "Rotations": of("0", "1", "2", "3", None),
        },
        [near + chance.randrange(-beside, beside) if chance.random() < 0.8 else None for _ in range(months - 1)]
        + [near - 1],
        [chance.random() < 0.7 for _ in range(months)],
    )  # fmt: skip


def _hired(chance: random.Random, tenure: int) -> str | None:
    """A day whose months of service are about what is needed, often the first or last of a month."""
    month = Month.from_ordinal(JUNE.ordinal - max(tenure + chance.randrange(-4, 3), 0))
    day = chance.choice((1, 2, 15, 28))
    return chance.choice((f"{month}-{day:02d}", f"{month}-{day:02d}", f"{month}-{day:02d}", None))


def decided(whole: Company, folder: Path) -> CareersResult:
    """The company as workbooks, through ``promote``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [_month(whole, at, folder / f"{month}.xlsx") for at, month in enumerate(whole.months)]
    found = promote(JUNE, [str(file) for file in files], whole.rules, Options(lang="en"), None, silent)
    assert found.result is not None, [one for one in found.problems if one.is_error]
    return found.result


def _month(whole: Company, at: int, path: Path) -> Path:
    agents: list[list[object]] = [list(_HEAD)]
    roster: list[list[object]] = [["Agent ID", "Grade", "Wanted position", *_ROSTER.values()]]
    for place, one in enumerate(whole.people):
        roster.append([_id(place), one.grade, one.wanted, *(one.roster[name] for name in _ROSTER.values())])
        score = one.scores[at]
        if score is not None:
            attitude = "pass" if one.qualified[at] else "fail"
            agents.append([_id(place), "email", "P", "T", fixed_text(Fraction(score, 100), 2), attitude, "0", "0"])
    open_posts = [["Position", "Number"], *([name, str(number)] for name, number in whole.vacancies.items())]
    last = {"Roster": roster, "Vacancies": open_posts} if whole.months[at] == JUNE else {}
    return workbook(path, {"Agents": agents, **last})


def _id(place: int) -> str:
    return f"A{place:04d}"


# -- what is said -----------------------------------------------------------------------------------------------------


def said(result: CareersResult, rules: RuleSet) -> Iterator[Said]:
    """What would be enough, of everybody and every condition not met, as both pages have it."""
    people = with_sheets(result)
    names = {text: condition for condition, text in CONDITIONS.items()}
    for at, page in zip(people, pages(result, people, rules, "en"), strict=True):
        on_sheet = {names[item["condition"]]: item["step"] for item in page["missing"] if isinstance(item, dict)}
        explained = dict(_explained(result, at, rules))
        assert on_sheet == explained, (at, on_sheet, explained)
        yield from (Said(at, condition, step) for condition, step in on_sheet.items())


def _explained(result: CareersResult, at: int, rules: RuleSet) -> Iterator[tuple[Condition, str]]:
    names = {text: condition for condition, text in CONDITIONS.items()}
    for block in blocks(result, at, rules, "en"):
        for line in block.lines:
            _needed, _semicolon, step = line.text.partition("; ")
            if line.name in names and step != "met":
                yield names[line.name], step


@dataclass
class Change:
    """A copy of a person and the vacancies of the position wanted."""

    person: Person
    vacancies: int


def changes(whole: Company, one: Said) -> tuple[Change, list[Change]]:
    """What is said put into the input, and with every kind of smallest step less."""
    person = whole.people[one.at]
    for pattern, change in _READ.items():
        if found := re.fullmatch(pattern, one.step):
            enough, *less = change(person, one.condition, *found.groups())
            return enough, less
    raise AssertionError(f"no reader takes {one.step!r} for something to do")


def _shift(person: Person, _condition: Condition, count: str, month: str) -> list[Change]:
    """Served so many months longer; the month named is the one in which that is so."""
    named = dt.datetime.strptime(month, "%B %Y")
    assert Month(named.year, named.month).ordinal == JUNE.ordinal + int(count)
    hired = dt.date.fromisoformat(person.roster["Hired"] or "")
    earlier = [Month.from_ordinal(Month(hired.year, hired.month).ordinal - by) for by in (int(count), int(count) - 1)]
    return [_with(person, "Hired", f"{one}-{hired.day:02d}") for one in earlier]


def _fill(person: Person, condition: Condition, word: str) -> list[Change]:
    """A blank cell gets what is needed, or the next less."""
    if condition is not Condition.TENURE:
        return [_with(person, _ROSTER[condition], one) for one in (word, _below(word))]
    return [
        _with(person, "Hired", f"{Month.from_ordinal(JUNE.ordinal - served)}-15")
        for served in (int(word), int(word) - 1)
    ]


def _below(word: str) -> str:
    """The next less than a level, a pass, a yes or a number."""
    if word in LEVELS:
        return LEVELS[LEVELS.index(word) - 1]
    return {"pass": "fail", "yes": "no"}.get(word) or str(int(word) - 1)


def _word(word: str) -> Callable[..., list[Change]]:
    return lambda person, condition, *_groups: _fill(person, condition, word)


def _rotate(person: Person, _condition: Condition, count: str) -> list[Change]:
    more = int(person.roster["Rotations"] or 0) + int(count)
    return [_with(person, "Rotations", str(one)) for one in (more, more - 1)]


def _open(person: Person, _condition: Condition, count: str) -> list[Change]:
    """The position has none so far, or the condition were met."""
    return [Change(copy.deepcopy(person), number) for number in (int(count), int(count) - 1)]


def _score(person: Person, _condition: Condition, points: str, months: str) -> list[Change]:
    """Points more in the months that are there."""
    there = [at for at, score in enumerate(person.scores) if score is not None]
    assert len(there) == int(months)
    made = []
    for less in (0, 1):
        other = copy.deepcopy(person)
        other.scores[there[0]] = (other.scores[there[0]] or 0) + int(Fraction(points) * 100) - less
        made.append(Change(other, 1))
    return made


def _months(person: Person, _condition: Condition, count: str, window: str, points: str) -> list[Change]:
    """Months more, with points in sum; a hundredth less, or a month less."""
    assert len(person.scores) == int(window)
    free = [at for at, score in enumerate(person.scores) if score is None]
    tries = [(int(count), int(Fraction(points) * 100)), (int(count) - 1, 90000)]
    if Fraction(points):
        tries.append((int(count), int(Fraction(points) * 100) - 1))
    made = []
    for months, total in tries:
        other = copy.deepcopy(person)
        for place, at in enumerate(free[:months]):
            other.scores[at] = total if place == 0 else 0
        made.append(Change(other, 1))
    return made


def _qualify(person: Person, _condition: Condition, count: str, window: str) -> list[Change]:
    """Months more that meet every standard, those without a row among them."""
    assert len(person.scores) == int(window)
    open_months = [at for at in range(int(window)) if person.scores[at] is None or not person.qualified[at]]
    made = []
    for months in (int(count), int(count) - 1):
        other = copy.deepcopy(person)
        for at in open_months[:months]:
            other.scores[at], other.qualified[at] = other.scores[at] or 0, True
        made.append(Change(other, 1))
    return made


def _with(person: Person, column: str, word: str) -> Change:
    other = copy.deepcopy(person)
    other.roster[column] = word
    return Change(other, 1)


_READ: Mapping[str, Callable[..., list[Change]]] = {
    r"(\d+) more months?, at the end of (\w+ \d+)": _shift,
    r"enter it in the roster; (.+) is needed": _fill,
    r"reach (.+)": _fill,
    r"a pass; talk about what it takes": _word("pass"),
    r"say so, whenever it suits: it is the person's own choice": _word("yes"),
    r"(\d+) more rotations?": _rotate,
    r"vacancies that still have to come up: (\d+)": _open,
    r"([\d.]+) points more, all scores of the (\d+) months? together": _score,
    r"(\d+) more months? with figures among the (\d+) looked at, together at least ([\d.]+) points": _months,
    r"(\d+) more months? meeting every standard among the (\d+) looked at": _qualify,
}
"""Each sentence and what it asks to be done; the first change is what it says, the others are a step less."""


# -- both sides -------------------------------------------------------------------------------------------------------


def judged(seed: int, size: int, folder: Path) -> Found:
    """A company, and every sentence in it from both sides."""
    whole = company(seed, size)
    found = Found()
    tries: list[tuple[Said, bool, Change]] = []
    for one in said(decided(whole, folder / "before"), whole.rules):
        enough, less = changes(whole, one)
        tries += [(one, True, enough), *((one, False, change) for change in less)]
        found.tried[one.condition] += 1
    for number in {change.vacancies for _one, _met, change in tries}:
        some = [one for one in tries if one[2].vacancies == number]
        people = [whole.people[0], *(change.person for _one, _met, change in some)]
        again = decided(Company(whole.rules, whole.months, people, dict.fromkeys(POSITIONS, number)), folder / "after")
        place = {agent: at for at, agent in enumerate(again.ids)}
        for at, (one, met, change) in enumerate(some, start=1):
            if (again.asked[one.condition].status[place[_id(at)]] == PASS) != met:
                found.differences.append(f"{seed}: {one}, {'enough' if met else 'a step less'}: {change}")
    return found
