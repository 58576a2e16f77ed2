"""``pass``: the given points for a pass, 0 for a fail.

In a rule file: ``attitude: {weight: 10, pass: 100}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pydantic import Field

from ccmotivate.locale import N_, translator
from ccmotivate.model.exact import Exact, plain_text
from ccmotivate.model.methods import Interval, LineResolver, Method, Shown
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.schema import Points, Written


class PassFields(Written):
    """How it is written."""

    pass_: Points | None = Field(None, alias="pass", description=N_("Points for a pass; a fail has 0."))


class PassPoints(Method, frozen=True):
    """Points for a pass; a fail has 0."""

    earned: Fraction

    key = "pass"
    kinds = (MetricKind.PASS,)
    Fields = PassFields

    @classmethod
    def resolve(cls, rule: PassFields, resolver: LineResolver) -> PassPoints:  # noqa: ARG003 - asked of all methods
        return cls(rule.pass_ or Fraction(0))

    def points(self, values: Exact) -> Exact:
        return values * self.earned

    def intervals(self) -> Iterator[Interval]:
        yield Interval.point("pass", Fraction(1), "")
        yield Interval.point("fail", Fraction(0), "")

    def words(self, shown: Shown, kind: MetricKind, lang: str) -> str:  # noqa: ARG002 - asked of all methods
        _ = translator(lang)
        return _("pass → {points}, fail → 0").format(points=plain_text(self.earned))

    def rises(self, good: str) -> bool:  # noqa: ARG002 - asked of all methods
        return self.earned >= 0

    def examples(self) -> Sequence[Fraction]:
        return [Fraction(1)]
