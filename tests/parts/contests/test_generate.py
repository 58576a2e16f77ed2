"""The generator of companies with contests: repeatable, every state of contests and duties, on and beside the cuts."""

from functools import cache
from itertools import pairwise

from tests.parts.contests.generate import CONTEST, CONTEST_HEADS, FINALS, HIGH, LESSON_HEADS, LOW, Book, company, flawed
from tests.parts.contests.oracle import (
    FIGURES,
    Month,
    awards,
    contests,
    duties,
    entrants,
    errors,
    finalists,
    later,
    strangers,
    winners,
    without_final,
)
from tests.parts.pay.generate import AGENTS
from tests.samples import sample, sampled

SEEDS = range(60)
TITLES = FIGURES["titles"]


@cache
def made(seed: int) -> list[Book]:
    """The company of a seed, made once."""
    return company(seed)


def companies() -> list[list[Month]]:
    """The months of every company, in order."""
    return [[month for book in made(seed) for month in book.truth] for seed in SEEDS]


def months() -> list[Month]:
    """All months."""
    return [month for each in companies() for month in each]


@sampled
def test_repeatable() -> None:
    for seed in sample(SEEDS[::6], SEEDS):
        assert company(seed) == made(seed)


def test_without_errors_and_true_to_its_sheets() -> None:
    for seed in SEEDS:
        for book in made(seed):
            assert all(errors(month) == set() for month in book.truth)
            assert {month.entries is None for month in book.truth} == {not set(CONTEST) & set(book.sheets)}
    assert all(one.month < other.month for each in companies() for one, other in pairwise(each))


def test_contests_of_every_state_at_the_cuts() -> None:
    found = [one for month in months() for one in contests(month) or ()]
    assert {(one["state"], bool(one["finalists"]), bool(one["winners"])) for one in found} == {
        ("running", True, False),
        ("decided", True, True),
        ("decided", False, False),
    }
    assert {len(one["finalists"]) for one in found} >= {0, 1, 3, 5, 6, 7}
    assert {len(one["winners"]) for one in found} >= {0, 1, 2}
    scores = {row.preliminary for month in months() for title in TITLES for row in entrants(month, title)}
    assert scores == {*LOW, *HIGH}
    assert {row.final for month in months() for title in TITLES for row in winners(month, title)} == set(FINALS)


def test_the_preliminary_decides_between_equal_finals_or_does_not() -> None:
    seen = set()
    for month in months():
        for title in TITLES:
            best = {one.final for one in winners(month, title)}
            alike = [one for one in finalists(month, title) if one.final in best]
            seen |= {(len(alike) > 1, len(winners(month, title)) > 1)} if alike else set()
    assert seen == {(False, False), (True, False), (True, True)}
    assert {one["tied"] for month in months() for one in awards(month)} == {True, False}


def test_duties_of_every_state_and_several_of_one_person() -> None:
    found = [duties(month, each[:at]) or [] for each in companies() for at, month in enumerate(each)]
    told = [one for those in found for one in those]
    assert {one["state"] for one in told} == {"open", "done", "overdue"}
    assert any(one["done_on"] and one["done_on"][:7] == one["won"] for one in told)
    assert any(one["given"] == "3.99" for one in told)
    several = [
        (one["state"], other["state"])
        for those in found
        for one, other in pairwise(sorted(those, key=lambda one: (one["title"], one["agent_id"], one["won"])))
        if (one["title"], one["agent_id"]) == (other["title"], other["agent_id"])
    ]
    assert {("done", "open"), ("done", "done"), ("open", "open"), ("overdue", "open")} <= set(several)


def test_absent_sheets_columns_months_and_people_occur() -> None:
    assert {month.entries is None for month in months()} == {True, False}
    assert {month.lessons is None for month in months()} == {True, False}
    assert any(
        contests(month) == [] and duties(month, each[:at]) for each in companies() for at, month in enumerate(each)
    )
    assert {len(book.truth) for seed in SEEDS for book in made(seed)} == {1, 2}
    heads = {
        head
        for seed in SEEDS
        for book in made(seed)
        for name, rows in book.sheets.items()
        if name != AGENTS
        for head in rows[0]
    }
    assert heads == {head for heads in (CONTEST_HEADS, LESSON_HEADS) for both in heads.values() for head in both}
    gone = [set(one.people) - set(other.people) for each in companies() for one, other in pairwise(each)]
    assert any(gone)


def test_what_gives_notes_occurs() -> None:
    assert any(strangers(month) for month in months())
    assert any(later(month) for month in months())
    assert any(without_final(month) for month in months())


def test_flaws_of_every_kind() -> None:
    kinds = [{kind for kind, _title, _agent in errors(month)} for seed in range(80) for month in flawed(seed).truth]
    assert all(kinds)
    assert set().union(*kinds) == {"range", "twice", "no finalist"}
