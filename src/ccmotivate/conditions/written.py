"""How winners are found as it is written: the key of exactly one condition, and what stands under it."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.conditions import CONDITIONS, combine
from ccmotivate.conditions.condition import ListedCondition
from ccmotivate.model.schema import Written

_FIELDS = {next(iter(one.Fields.model_fields)): one for one in CONDITIONS}


class _OneOf(Written):
    """What is checked of all of them together."""

    @model_validator(mode="after")
    def _one_condition(self) -> _OneOf:
        if len(_FIELDS.keys() & self.model_fields_set) != 1:
            raise PydanticCustomError("rule-one-condition", "exactly one of these keys")
        return self


class ConditionRule(*(one.Fields for one in reversed(CONDITIONS)), _OneOf):  # type: ignore[misc]  # from the registry
    """How winners are found: exactly one kind of condition."""

    @property
    def kind(self) -> type[ListedCondition]:
        """The condition that it names."""
        return _FIELDS[self._field]

    @property
    def under(self) -> Any:
        """What stands under its key."""
        return getattr(self, self._field)

    @property
    def _field(self) -> str:
        return next(name for name in _FIELDS if name in self.model_fields_set)


_namespace = {**vars(combine), "WrittenCondition": ConditionRule}  # one stands in another
ConditionRule.model_rebuild(_types_namespace=_namespace)
