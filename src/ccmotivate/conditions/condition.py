"""What every award condition answers, and what it is given to resolve itself and to speak of itself."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from msgspec import Struct

from ccmotivate.model.award_rules import Award, Condition
from ccmotivate.model.calendar import PeriodKind
from ccmotivate.model.cases import Branch
from ccmotivate.model.given import AwardGiven
from ccmotivate.model.metrics import Metric
from ccmotivate.model.reasons import Missed
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.schema import Written

if TYPE_CHECKING:  # rules are read without paying for pandas
    from ccmotivate.conditions.context import AwardContext
    from ccmotivate.conditions.result import ConditionResult
    from ccmotivate.model.rule_changes import Aspect, Value

Path = tuple[str | int, ...]
"""Where something stands in the file of awards: the award's id, the keys and the places in lists down to it."""


class WrittenCondition(Protocol):
    """A condition as it is written: which one it is, and what stands under its key; ``ConditionRule`` is the type."""

    @property
    def kind(self) -> type[ListedCondition]: ...

    @property
    def under(self) -> Any: ...


class ConditionResolver(Protocol):
    """Where the conditions of one award are resolved, and what is wrong with them is reported."""

    @property
    def winner(self) -> str:
        """``agent`` or ``team``."""
        ...

    @property
    def every(self) -> PeriodKind: ...

    @property
    def metrics(self) -> Mapping[str, Metric]: ...

    @property
    def agent_awards(self) -> Mapping[str, str]:
        """The awards of agents by id, active or not, with how often they are given."""
        ...

    def say(self, code: str, path: Path, value: object = None, **facts: object) -> None: ...

    def known(self, what: str, word: str, choices: Iterable[str], path: Path) -> bool:
        """True when ``word`` is one of the choices; else an error with the nearest."""
        ...

    def resolved(self, rule: WrittenCondition, path: Path) -> AwardCondition | None:
        """A condition within a condition; None after an error."""
        ...


class Wording(Struct, frozen=True):
    """What conditions need to speak of themselves: ``every`` is how often the award is given.

    ``figure`` names a figure of the award's period, ``part`` one of a month.
    """

    rules: RuleSet
    lang: str
    every: PeriodKind
    figure: Callable[[str], str]
    part: Callable[[str], str]


class AwardCondition(Condition, frozen=True):
    """A condition with everything that the engine and the writers ask of it; parts make some of their own.

    Attributes:
        word: How paths of coverage call what is within it.
        for_teams: Teams can meet it.
        reasons: Of each ``Missed.why`` that is its own, what is said of it; untranslated, with ``{value}``,
            ``{needed}``, ``{period}`` and ``{other}``, the name of another award.
        unknown: Those of them that mean no data, so that ``not`` does not hold either.
        lists_nobody: Where nobody met it an award of a part is listed as not given; else the part says so itself.
    """

    word: ClassVar[str]
    for_teams: ClassVar[bool] = False
    reasons: ClassVar[Mapping[str, str]] = {}
    unknown: ClassVar[frozenset[str]] = frozenset()
    lists_nobody: ClassVar[bool] = False

    @property
    def screens(self) -> bool:
        """True where ``all`` decides it first, so that ranks beside it are among those who meet it."""
        return False

    @abstractmethod
    def decide(self, award: Award, context: AwardContext, rules: RuleSet) -> ConditionResult:
        """Who meets it."""

    @abstractmethod
    def words(self, wording: Wording) -> str:
        """The condition in words, with everything that it asks for."""

    def brief(self, wording: Wording) -> str:
        """The condition in one breath."""
        return self.words(wording)

    def reason(self, given: AwardGiven, wording: Wording) -> str:  # noqa: ARG002 - asked of all conditions
        """Why this winner, in its own words; ``""`` where rank, figure and periods say it."""
        return ""

    def why_not(self, missed: Missed, wording: Wording) -> str:  # noqa: ARG002 - asked of all conditions
        """What was missed, in its own words; ``""`` where those of all conditions will do."""
        return ""

    def is_about(self, missed: Missed) -> bool:  # noqa: ARG002 - asked of all conditions
        """False where somebody who missed it so had nothing to do with the award."""
        return True

    def facts(self) -> Iterator[tuple[Aspect, Value, Hashable]]:
        """What two rule sets are compared by: the aspect, what is shown, what is compared."""
        from ccmotivate.model.rule_changes import Aspect  # here: only what compares rules needs it

        yield Aspect.CONDITION, self, self

    def branches(self, award: Award) -> Iterator[Branch]:  # noqa: ARG002 - asked of all conditions
        """What cases can reach in it, beside that it holds or not."""
        yield from ()

    @abstractmethod
    def refusals(self, award: Award) -> set[str]:
        """Every reason not to meet it, as ``Missed.why``."""


class ListedCondition(AwardCondition, frozen=True):
    """A condition that ``awards.yaml`` can ask for.

    Attributes:
        word: Also its key there.
        Fields: Its key and what stands under it, one field.
    """

    Fields: ClassVar[type[Written]]

    @classmethod
    @abstractmethod
    def resolve(cls, rule: Any, resolver: ConditionResolver, path: Path) -> AwardCondition | None:
        """The condition as it is written, ``rule`` being what stands under its key; None after an error."""

    @classmethod
    def screens_written(cls, rule: Any) -> bool:  # noqa: ARG003 - asked of all conditions
        """As ``screens``, of what stands under its key."""
        return False

    @classmethod
    def places_written(cls, rule: Any) -> int:  # noqa: ARG003 - asked of all conditions
        """How many places win, one without places."""
        return 1


def asked(condition: Condition) -> AwardCondition:
    """A condition of the rules as the registry has it."""
    assert isinstance(condition, AwardCondition), condition
    return condition


def is_shorter(each: PeriodKind, resolver: ConditionResolver, path: Path) -> bool:
    """True when the award's period is made of several of this kind; else an error."""
    if each.months < resolver.every.months:
        return True
    resolver.say("rule-not-shorter", path, each, every=resolver.every)
    return False
