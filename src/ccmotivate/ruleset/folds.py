"""Whether the keys of a fold of detail rows go together."""

from __future__ import annotations

from collections.abc import Mapping

from ccmotivate.model.formula import Expression, Name, Operation
from ccmotivate.model.metrics import DetailColumn, DetailFold, MetricKind
from ccmotivate.ruleset.formula_kinds import NUMBER, TRUTH
from ccmotivate.ruleset.resolver import Resolver
from ccmotivate.ruleset.yaml_text import YamlPath

_COUNTS = ("count", "distinct")
_WEIGHED = ("mean", "share")
_RECKONED = (NUMBER, TRUTH, MetricKind.LEVEL, MetricKind.PASS)


def check_fold(
    resolver: Resolver,
    path: YamlPath,
    fold: DetailFold,
    of_kind: str,
    where_kind: str,
    columns: Mapping[str, DetailColumn],
) -> None:
    """Say what is wrong: words that are summed, a weight of words or of no mean, a condition that is none."""

    def say(key: str, code: str, value: object, **facts: object) -> None:
        resolver.say(code, resolver.at("metrics.yaml", *path, key), value, **facts)

    if of_kind not in _RECKONED and fold.take not in _COUNTS:
        say("take", "rule-fold-of-kind", fold.take, kind=of_kind)
    if fold.where is not None and where_kind not in _RECKONED:
        say("where", "rule-formula-kinds", fold.where.text, kind=where_kind)
    if fold.per is not None:
        for name in sorted(_apart(fold.of.tree) & (fold.texts | fold.instants)):
            say("of", "rule-fold-per-words", name)
    if fold.weigh is None:
        return
    if fold.take not in _WEIGHED:
        say("weigh", "rule-fold-weigh", fold.take)
    column = columns.get(fold.weigh)
    if column is not None and not column.is_number:
        say("weigh", "rule-fold-weight-kind", fold.weigh, kind=column.kind)


def _apart(tree: Expression) -> set[str]:
    """The names of a formula, without those of differences: a sum of differences is the difference of the sums."""
    if isinstance(tree, Name):
        return {tree.id}
    if not isinstance(tree, Operation):
        return set()
    if tree.sign == "-" and all(isinstance(part, Name) for part in tree.parts):
        return set()
    return {name for part in tree.parts for name in _apart(part)}
