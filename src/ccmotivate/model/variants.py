"""Phased rules: which lines of a role apply to an agent may depend on the team, the project and the site."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools, Exact
from ccmotivate.model.scorecards import Role, Scope


class Variants(Struct, frozen=True, eq=False):
    """The role of each agent with only the lines that apply to the agent: ``keys``, agent by agent, of ``roles``."""

    keys: NDArray[np.object_]
    roles: Mapping[str, Role]

    def at(self, row: int) -> Role:
        """The role of the agent in this row."""
        return self.roles[str(self.keys[row])]


def variants(agents: pd.DataFrame, roles: Mapping[str, Role]) -> Variants:
    """The roles of these agents.

    Roles whose lines are there for everybody keep their id; of the others each kind of agent has a key of its own.
    """
    role_of = agents["role"].to_numpy(dtype=object)
    if not any(role.is_phased for role in roles.values()):
        return Variants(role_of, roles)
    keys = role_of.copy()
    made: dict[str, Role] = {}
    for role in roles.values():
        at = np.flatnonzero(role_of == role.id)
        if not role.is_phased:
            made[role.id] = role
            continue
        kinds = [tuple(kind) for kind in agents.iloc[at][["team", "project", "site"]].itertuples(index=False)]
        for kind in sorted(set(kinds)):
            key = f"{role.id} {len(made)}"
            made[key] = role.variant(*kind)
            keys[at[[one == kind for one in kinds]]] = key
    return Variants(keys, made)


def reckoned(found: Variants, metrics: Mapping[str, Exact]) -> Variants:
    """The roles without the lines that agents have no data for, where these may be left out."""
    if not any(role.may_change for role in found.roles.values()):
        return found
    keys, made = found.keys.copy(), dict(found.roles)
    for key, role in found.roles.items():
        at = np.flatnonzero(found.keys == key)
        names = [line.metric for line in role.scorecard if line.may_go]
        if not names or not len(at):
            continue
        blank = np.stack([_blank(metrics, name, at) for name in names], axis=1)
        for pattern in np.unique(blank, axis=0).tolist():
            gone = {name for name, missing in zip(names, pattern, strict=True) if missing}
            if gone:
                own = f"{key} without {' '.join(sorted(gone))}"
                made[own] = role.reckoned(lambda name, gone=gone: name not in gone)  # type: ignore[misc]  # mypy sees no default
                keys[at[(blank == pattern).all(axis=1)]] = own
    return Variants(keys, made)


def _blank(metrics: Mapping[str, Exact], name: str, at: NDArray[np.intp]) -> Bools:
    """Which of these agents have no data of a metric."""
    return metrics[name].missing[at] if name in metrics else np.ones(len(at), dtype=bool)


def within(scope: Scope, agents: pd.DataFrame) -> Bools:
    """Which agents a line is there for."""
    there: Bools = np.ones(len(agents), dtype=bool)
    for column, named in (("team", scope.teams), ("project", scope.projects), ("site", scope.sites)):
        if named:
            there &= agents[column].isin(named).to_numpy(dtype=bool)
    return there
