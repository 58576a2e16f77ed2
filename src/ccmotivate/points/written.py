"""A line of a scorecard as it is written: a weight and the keys of exactly one points method."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.locale import N_
from ccmotivate.model.methods import Method
from ccmotivate.model.schema import ActiveRule, Number, Written
from ccmotivate.points import METHODS

_FIELDS = {next(iter(method.Fields.model_fields)): method for method in METHODS}


class _Weighted(Written):
    """What every line has; its keys come first, and it is checked first."""

    weight: Number = Field(description=N_("How much this line counts; the weights of a scorecard sum to 100."))

    @model_validator(mode="after")
    def _one_method(self) -> _Weighted:
        if len(_FIELDS.keys() & self.model_fields_set) != 1:
            raise PydanticCustomError("rule-one-method", "exactly one method")
        return self


class PointsRule(*(method.Fields for method in reversed(METHODS)), _Weighted):  # type: ignore[misc]  # from the registry
    """A weight and exactly one points method, for everybody."""

    @property
    def method(self) -> type[Method]:
        """The method that it names."""
        return next(method for field, method in _FIELDS.items() if field in self.model_fields_set)


class ScoreLineRule(PointsRule):
    """One line of a scorecard: a weight and exactly one points method."""

    if_no_data: Literal["zero", "left_out"] = Field(
        "zero",
        description=N_(
            "What this line does for whoever has no data: it earns 0 points (without this), or it is left out and its "
            "weight goes to the other lines in proportion."
        ),
    )
    active: ActiveRule | None = Field(
        None, description=N_("When this line counts, and for whom; always and for everybody without it.")
    )
