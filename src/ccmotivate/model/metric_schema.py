"""``metrics.yaml`` as a manager writes it: columns that are read, what is computed from them, folded detail rows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ccmotivate.locale import N_
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.schema import (
    DurationUnit,
    Id,
    Labelled,
    Number,
    OneName,
    RangeRule,
    Rows,
    Text,
    Written,
)


class DetailRule(Written):
    """How a detail sheet becomes one value an agent and month."""

    from_: Id = Field(alias="from", description=N_("The id of the detail sheet, or of the source in sources.yaml."))
    take: Literal["sum", "mean", "median", "min", "max", "count", "distinct", "share"] = Field(
        description=N_(
            "What is made of the rows: their sum, mean, median, min, max or count, the number of distinct values, or "
            "the share."
        )
    )
    of: Text = Field(description=N_("A formula over the columns of the sheet, like attended / required."))
    per: Id | None = Field(None, description=N_("Rows with the same value in this column are summed first."))
    where: Text | None = Field(None, description=N_('Which rows count, like required > 0 or queue == "sales".'))
    weigh: Id | None = Field(None, description=N_("The column by which a mean or a share weighs its rows."))
    least: Rows | None = Field(None, description=N_("Fewer rows than this are no data."))
    blanks: Literal["no_data", "left_out"] = Field(
        "no_data",
        description=N_("What a row without a value does: the agent has no data (without it), or the row is left out."),
    )


class MetricWordsRule(Written):
    """How standards of a metric read, where the usual words read badly."""

    zero: OneName | None = Field(None, description=N_("A standard of at most 0, like “no complaints”."))
    at_least: OneName | None = Field(
        None, description=N_("A standard of at least a figure: {figure} stands for it, with its unit.")
    )
    at_most: OneName | None = Field(
        None, description=N_("A standard of at most a figure: {figure} stands for it, with its unit.")
    )

    @model_validator(mode="after")
    def _with_figures(self) -> MetricWordsRule:
        names = [name for name in (self.at_least, self.at_most) if name is not None]
        if any(text.count("{figure}") != 1 for name in names for text in (name.zh, name.en)):
            raise PydanticCustomError("rule-words-figure", "without the figure")
        return self


class MetricRule(Labelled):
    """One metric of ``metrics.yaml``."""

    kind: MetricKind = Field(
        description=N_("What the cells hold: number, percent, permille, count, duration, level, pass or money.")
    )
    plausible: RangeRule | None = Field(None, description=N_("The plausible range; a value outside is an error."))
    good: Literal["high", "low"] = Field("high", description=N_("Which end is good: high (without it) or low."))
    scale: Literal["fraction", "percent", "permille"] | None = Field(
        None, description=N_("What bare numbers of a percent or per mille column are; without it the column votes.")
    )
    unit: DurationUnit | None = Field(
        None, description=N_("What bare numbers of a duration are: milliseconds, seconds, minutes, hours or days.")
    )
    formula: Text | None = Field(
        None,
        description=N_(
            "Computed from other metrics: + - * / ( ), comparisons, in, and, or, not, min, max, coalesce, filled; "
            "1 is 100 %."
        ),
    )
    blanks_count: Number | None = Field(
        None, description=N_("What a blank input of the formula counts where another input is filled.")
    )
    detail: DetailRule | None = Field(None, description=N_("Folded from a sheet with several rows an agent."))
    words: MetricWordsRule | None = Field(
        None, description=N_("How standards of this metric read, where the usual words read badly.")
    )
