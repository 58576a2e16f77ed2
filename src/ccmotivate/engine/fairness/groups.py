"""Teams, roles and projects that never win, or much more or less than their share: an exact test against chance.

The null: in each decision, every set of as many candidates as there were places is equally likely to get them. The
places of a group in one decision are then hypergeometric, and their sum over the decisions a convolution. Only
decisions in which the group competed with others say anything. All comparisons of a report are one family (Holm).
People who win again and again weigh in every time, so a second probability counts each person once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from ccmotivate.engine.fairness.chance import at_least, draws, expected, holm, together, two_sided
from ccmotivate.engine.fairness.material import GROUP_KINDS, Contest, Material
from ccmotivate.model.fairness import SIGNIFICANT, Comparison, Finding, FindingKind

KIND = "groups"
Shared = tuple[Contest, set[str]]
"""A decision and its candidates of one group."""
Known = dict[tuple[int, ...], tuple[int, frozenset[str]]]
"""How many ran in some decisions, and who won, by the identities of these: most groups share theirs with others."""


def look(material: Material) -> FindingKind:
    """Every team, role and project against chance, in every ranked award in which it competed with others."""
    by_award: dict[str, list[Contest]] = {}
    for contest in material.contests:
        if contest.groups:
            by_award.setdefault(contest.award.id, []).append(contest)
    rows = [
        row for kind in GROUP_KINDS for award in sorted(by_award) for row in _of_award(kind, award, by_award[award])
    ]
    tested = [row.p for row in rows if row.p is not None]
    adjusted = iter(holm(tested))
    rows = [row if row.p is None else replace(row, adjusted=next(adjusted)) for row in rows]
    return FindingKind(KIND, tuple(rows), _findings(rows), len(tested))


def _findings(rows: Sequence[Comparison]) -> tuple[Finding, ...]:
    found: list[Finding] = []
    for row in rows:
        if row.adjusted is not None and row.adjusted <= SIGNIFICANT:
            found.append(Finding("group-more" if row.places > row.expected else "group-less", (row,)))
    never: dict[tuple[str, str], list[Comparison]] = {}
    for row in rows:
        beyond = row.adjusted is not None and row.adjusted <= SIGNIFICANT
        if not row.small and not beyond and row.places == 0 and row.expected >= 1:
            never.setdefault((row.award, row.kind), []).append(row)
    found += [Finding("group-never", tuple(some)) for some in never.values()]
    if any(row.p is not None for row in rows) and not found:
        found.append(Finding("groups-as-chance", ()))
    small = tuple({(row.kind, row.group): row for row in rows if row.small}.values())
    return (*found, Finding("groups-small", small)) if small else tuple(found)


def _of_award(kind: str, award: str, contests: Sequence[Contest]) -> Iterable[Comparison]:
    """One award: the groups of one kind in it, by name."""
    # of each decision the candidates of the group; where all or none are, the decision says nothing
    shared: dict[str, list[Shared]] = {}
    for one in contests:
        for name, members in _members(one, kind).items():
            if name and len(members) < len(one.figures):
                shared.setdefault(name, []).append((one, members))
    known: Known = {}
    for name in sorted(shared):
        yield _comparison(kind, award, name, shared[name], known)


def _members(contest: Contest, kind: str) -> Mapping[str, set[str]]:
    """The candidates of a decision by their group."""
    found: dict[str, set[str]] = {}
    for one in contest.figures:
        found.setdefault(contest.groups[one][kind], set()).add(one)
    return found


def _comparison(kind: str, award: str, name: str, shared: Sequence[Shared], known: Known) -> Comparison:
    places = sum(winner in members for one, members in shared for winner in one.won)
    weights = together(draws(len(one.winners), len(members), len(one.figures)) for one, members in shared)
    people = {candidate for _one, members in shared for candidate in members}
    row = Comparison(
        kind=kind,
        group=name,
        award=award,
        candidates=len(people),
        chances=len(shared),
        places=places,
        expected=expected(weights),
        people=len({winner for one, members in shared for winner in one.won if winner in members}),
    )
    if row.small:
        return row
    return replace(row, p=two_sided(weights, places), p_none=1 - at_least(weights, 1), p_people=_once(shared, known))


def _once(shared: Sequence[Shared], known: Known) -> Fraction:
    """Each person once, in each of the award's groups: those who ever won, drawn from those who ever ran."""
    decisions: dict[str, list[Contest]] = {}
    ours: dict[str, set[str]] = {}
    for one, members in shared:
        decisions.setdefault(one.group, []).append(one)
        ours.setdefault(one.group, set()).update(members)
    everybody = {group: _everybody(some, known) for group, some in decisions.items()}
    weights = together(draws(len(won), len(ours[group]), ran) for group, (ran, won) in everybody.items())
    return two_sided(weights, sum(len(won & ours[group]) for group, (_ran, won) in everybody.items()))


def _everybody(contests: Sequence[Contest], known: Known) -> tuple[int, frozenset[str]]:
    """How many ran in any of these decisions, and who won."""
    which = tuple(map(id, contests))
    if which not in known:
        ran = set[str]().union(*(one.figures for one in contests))
        known[which] = len(ran), frozenset(winner for one in contests for winner in one.won)
    return known[which]
