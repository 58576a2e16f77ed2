"""Numbers and durations as text: each cell has the value of the grammar, or is an error at that cell."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from tests.properties import grammar
from tests.properties.grammar import Meant
from tests.properties.runs import column

_PERCENT = {"%": Fraction(1), " %": Fraction(1)}
_PERMILLE = {"‰": Fraction(1), "%": Fraction(10), " ‰": Fraction(1)}

numbers = st.lists(
    st.one_of(
        grammar.sure_numbers(), grammar.sure_numbers(), grammar.open_numbers(), grammar.parted_numbers(), grammar.words
    ),
    min_size=1,
    max_size=40,
)
counts = st.lists(
    st.one_of(st.integers(0, 900).map(lambda number: Meant(str(number), Fraction(number))), grammar.parted_numbers()),
    min_size=1,
    max_size=40,
)
faulty = st.lists(
    st.one_of(grammar.sure_numbers(whole=True), grammar.misplaced_commas(), grammar.misplaced_commas()),
    min_size=1,
    max_size=40,
)
percents = st.lists(st.one_of(grammar.signed_numbers(_PERCENT), grammar.parted_numbers()), min_size=1, max_size=40)
permilles = st.lists(
    st.one_of(grammar.signed_numbers(_PERMILLE), grammar.signed_numbers({"": Fraction(1)})), min_size=1, max_size=40
)
durations = st.lists(
    st.one_of(
        grammar.clocks(),
        grammar.spelled(),
        grammar.open_durations(),
        grammar.wrong_durations(),
        st.integers(0, 9_999).map(lambda seconds: Meant(str(seconds), Fraction(seconds))),
    ),
    min_size=1,
    max_size=40,
)


def reads(meant: Sequence[Meant], header: str, metric: str, **settings: str) -> None:
    """Every cell of the column is read as it is meant."""
    ran = column([one.text for one in meant], header, **settings)
    values = ran.of(metric) if ran.outcome.jobs else {}
    misread = []
    for at, one in enumerate(meant, start=1):
        error = ran.names(f"C{at + 1}")
        if not one.allows(values.get(f"A{at}"), error=error) or (error and f"A{at}" in values):
            misread.append((one, "error" if error else values.get(f"A{at}")))
    assert misread == []


def reads_numbers(meant: Sequence[Meant]) -> None:
    reads(meant, "Calls", "calls")


def reads_decimal_commas(meant: Sequence[Meant]) -> None:
    reads([grammar.with_commas(one) for one in meant], "Calls", "calls", reading='{decimal: ","}')


def reads_counts(meant: Sequence[Meant]) -> None:
    reads(meant, "Items", "items")


def doubted(meant: Sequence[Meant]) -> list[Meant]:
    """The same, where one of them has the other decimal mark: then 1,200 may be 1.2, so every mark may be an error."""
    other = any(one.value is None and set(one.text) & set(",，") for one in meant)
    return [Meant(one.text, one.value, one.error or (other and bool(set(one.text) & set(",，.．")))) for one in meant]


def refuses_commas(meant: Sequence[Meant]) -> None:
    reads(doubted(meant), "Calls", "calls")


def refuses_points(meant: Sequence[Meant]) -> None:
    reads([grammar.with_commas(one) for one in doubted(meant)], "Calls", "calls", reading='{decimal: ","}')


def reads_percents(meant: Sequence[Meant]) -> None:
    reads(meant, "Quality", "quality")


def reads_permilles(meant: Sequence[Meant]) -> None:
    reads(meant, "Slips", "slips")


def reads_durations(meant: Sequence[Meant]) -> None:
    reads([Meant("100", Fraction(100)), *meant], "Talk", "talk")


def reads_durations_without_unit(meant: Sequence[Meant]) -> None:
    """Without a unit anywhere a bare number is an error that asks; 0 is the same in every unit."""
    asked = [Meant(one.text, one.value if one.value == 0 else None, one.text.isdigit() or one.error) for one in meant]
    reads([asks if one.text.isdigit() else one for one, asks in zip(meant, asked, strict=True)], "Pause", "pause")


PROPERTIES = (
    (numbers, reads_numbers),
    (numbers, reads_decimal_commas),
    (counts, reads_counts),
    (faulty, refuses_commas),
    (faulty, refuses_points),
    (percents, reads_percents),
    (permilles, reads_permilles),
    (durations, reads_durations),
    (durations, reads_durations_without_unit),
)
