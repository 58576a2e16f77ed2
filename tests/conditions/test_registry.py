"""One file and one line: a condition that is only registered works in everything that looks at conditions."""

from __future__ import annotations

import inspect

import pytest

from ccmotivate.conditions import CONDITIONS
from ccmotivate.conditions.condition import ListedCondition
from ccmotivate.locale import translator
from tests.points.test_registry import run

# A condition as a contributor would write it, in a file of its own; the last line is its line in the registry.
_TOY = """

from fractions import Fraction
from pydantic import Field
from ccmotivate.conditions.screen import Screen
from ccmotivate.locale import N_
from ccmotivate.model.reasons import Missed
from ccmotivate.model.schema import Id, Written

class LetterFields(Written):
    last_letter: str | None = Field(None, description=N_("The last letter of the id."))

class LastLetter(Screen, frozen=True):
    letter: str
    word = "last_letter"
    Fields = LetterFields
    reasons = {"letter": "the id does not end so"}

    @classmethod
    def resolve(cls, rule, resolver, path):
        return cls(rule)

    def missed(self, award, context, at):
        return None if context.ids[at].endswith(self.letter) else Missed("letter")

    def words(self, wording):
        return f"an id that ends in {self.letter}"

import ccmotivate.conditions
ccmotivate.conditions.CONDITIONS += (LastLetter,)
"""
_USE = """
from ccmotivate.engine.coverage.awards import wanted
from ccmotivate.engine.rule_changes import differences
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.writers.starter.rules_schema import schema_text
from ccmotivate.writers.words.award_sentences import award_reason
from ccmotivate.writers.words.rule_changes import change_text
from tests.points.scoring import scored
from tests.support import shipped_rules

texts = dict(shipped_rules().texts)
old = "rank: {by: score, then: [{contributions: high}]}"
assert old in texts["awards.yaml"]
texts["awards.yaml"] = texts["awards.yaml"].replace(old, "all: [{rank: {by: score}}, {last_letter: '2'}]", 1)
made, problems = rules_of(texts, "rules")
assert made is not None, problems
(change,) = differences(shipped_rules(), made)
print(change_text(change, "en").rpartition(" → ")[2])
month = scored(made, {"productivity": 99}, {"productivity": 80})
(given,) = [one for one in month.awards if one.award == "best_agent"]
print(given.agent_id, award_reason(given, made, "en").rpartition("; ")[2])
print(sorted(one.way for one in wanted(made) if (one.kind, one.owner) == ("refusal", "best_agent")))
print("The last letter of the id." in schema_text("awards", "en"))
"""


def test_a_condition_is_one_file_and_one_line() -> None:
    assert run(_TOY, _USE) == [
        "no. 1 by score (highest first); and an id that ends in 2",
        "A2 passed over: 1 (the id does not end so)",
        "['behind', 'letter', 'not_qualified']",
        "True",
    ]


def test_words_are_told_apart() -> None:
    words = [one.word for one in CONDITIONS]
    assert len(set(words)) == len(words)
    reasons = [why for one in CONDITIONS for why in one.reasons]
    assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize("kind", CONDITIONS, ids=lambda one: one.word)
def test_each_is_documented_and_said_in_chinese(kind: type[ListedCondition]) -> None:
    assert f"``{kind.word}``" in (inspect.getdoc(inspect.getmodule(kind)) or "")
    (field,) = kind.Fields.model_fields.values()
    for text in (field.description or "", *kind.reasons.values()):
        assert translator("zh")(text) != text
