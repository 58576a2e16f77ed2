"""The roles of agents whose sheets have no column of roles, by the words of another column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct, field

from ccmotivate.model.dataset import TableColumns
from ccmotivate.model.results import Interpretation
from ccmotivate.model.rules import RoleBy
from ccmotivate.model.words import nearest
from ccmotivate.problems import Problem, SourceRef, problem


class RuledRoles(Struct):
    """The role of every agent (those of other sheets as they were), what was found wrong, and how it was read."""

    roles: pd.Series[str]
    problems: list[Problem] = field(default_factory=list)
    how: list[Interpretation] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)


def roles_by_rule(
    rule: RoleBy,
    tables: Sequence[TableColumns],
    agents: pd.DataFrame,
    ruled: Collection[int],
    given: Callable[[str, int], SourceRef | None],
) -> RuledRoles:
    """The roles by the rule; a word that it does not know, or none, is an error.

    Args:
        rule: Which column says the role, and its words.
        tables: The tables in which agents stand.
        agents: The agents, their other identity columns settled.
        ruled: The tables without a column of roles.
        given: The roster's cell of a column for an agent, None where it has none.
    """
    here = agents["table"].isin(sorted(ruled)).to_numpy()
    words: list[str] = agents[rule.by].tolist()
    known = {word: rule.of(word) for word in dict.fromkeys(words)}
    roles = np.where(here, np.array([known[word] for word in words], dtype=object), agents["role"].to_numpy())
    found = RuledRoles(pd.Series(roles, dtype=object))
    places: list[int] = agents["table"].tolist()
    rows: list[int] = agents["row"].tolist()
    for at in np.flatnonzero(here & (roles == "")).tolist():
        found.bad.add(at)
        table = tables[places[at]]
        name = rule.by if rule.by in table.letters else "agent_id"
        own = table.ref(name, int(rows[at]))
        cell = own if name == rule.by else given(rule.by, at) or own
        found.problems.append(_problem(rule, words[at], cell, str(agents["agent_id"].iat[at])))
    for place in sorted(ruled):
        found.how.append(Interpretation(tables[place].file, tables[place].sheet, "role-by", "", "role", rule.by))
    return found


def _problem(rule: RoleBy, word: str, here: SourceRef, agent_id: str) -> Problem:
    if not word:
        return problem("role-by-blank", here, agent_id, field=rule.by)
    facts = {"field": rule.by, "nearest": nearest(word, rule.is_) or "–", "allowed": tuple(rule.is_)}
    return problem("role-by-unknown", here, word, **facts)
