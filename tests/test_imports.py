"""Modules do not import in circles, not for their types either."""

from __future__ import annotations

import grimp


def circles(package: str) -> list[tuple[str, ...]]:
    """A chain of imports from a module back to itself for each import that is part of one, ascending by name."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=False, cache_dir=None)
    imports = [
        (one, other)
        for one in sorted(graph.modules)
        for other in sorted(graph.find_modules_directly_imported_by(one))
        if one < other  # every circle has such an import
    ]
    chains = [graph.find_shortest_chain(other, one) for one, other in imports]
    return [(one, *chain) for (one, _), chain in zip(imports, chains, strict=True) if chain]


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circles("ccmotivate") == []
