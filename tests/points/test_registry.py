"""One file and one line: a points method that is only registered works in everything that looks at methods."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import pytest

from ccmotivate.model.methods import Method
from ccmotivate.points import METHODS
from ccmotivate.points.bands import Band, Bands
from ccmotivate.points.curve import Curve
from ccmotivate.points.levels import Levels
from ccmotivate.points.pass_points import PassPoints
from ccmotivate.points.ratio import Ratio
from tests.support import ROOT

F = Fraction
SAMPLES: tuple[Method, ...] = (
    Ratio(F(60), F(120)),
    Curve(((F(0), F(0)), (F(75), F(100)), (F(75), F(110)))),
    Bands((Band(F(60), False, F(0)), Band(F(80), True, F(60)), Band(None, False, F(100)))),
    Levels(((F(0), F(0)), (F(1), F(60)), (F(2), F(100)))),
    PassPoints(F(100)),
)

# A method as a contributor would write it, in a file of its own; the last line is its line in the registry.
_TOY = """

from fractions import Fraction
from pydantic import Field
from ccmotivate.locale import N_
from ccmotivate.model.methods import Interval, Method
from ccmotivate.model.metrics import NUMERIC
from ccmotivate.model.schema import Points, Written

class FlatFields(Written):
    flat: Points | None = Field(None, description=N_("The same points for any figure."))

class Flat(Method, frozen=True):
    earned: Fraction
    key = "flat"
    kinds = NUMERIC
    Fields = FlatFields

    @classmethod
    def resolve(cls, rule, resolver):
        return cls(rule.flat)

    def points(self, values):
        return values * 0 + self.earned

    def intervals(self):
        yield Interval("anything", "")

    def words(self, shown, kind, lang):
        return f"always {self.earned}"

    def rises(self, good):
        return True

    def examples(self):
        return [Fraction(0)]

import ccmotivate.points
ccmotivate.points.METHODS += (Flat,)
"""
_USE = """
from ccmotivate.engine.coverage.roles import wanted
from ccmotivate.engine.rule_changes import differences
from ccmotivate.pipeline.handbook import examples_of
from ccmotivate.pipeline.scheme import rules_of
from ccmotivate.ruleset.follow import follow
from ccmotivate.writers.starter.rules_schema import schema_text
from ccmotivate.writers.words.rule_changes import change_text
from tests.points.scoring import scored
from tests.support import shipped_rules

texts = dict(shipped_rules().texts)
old = "curve: {0%: 0, 75%: 100, 100%: 120}"
texts["roles/inbound.yaml"] = texts["roles/inbound.yaml"].replace(old, "flat: 70", 1)
made, problems = rules_of(texts, "rules")
assert made is not None, problems
(change,) = differences(shipped_rules(), made)
print(change_text(change, "en"))
print(scored(made, {"productivity": 99}).agents["score"].tolist())
print([one.way for one in wanted(made) if (one.kind, one.owner, one.subject) == ("points", "inbound", "productivity")])
print(follow(made, made, []).lines, examples_of(made)["inbound"].best.score)
print('"flat"' in schema_text("roles", "en"), "The same points for any figure." in schema_text("roles", "en"))
texts["roles/inbound.yaml"] = texts["roles/inbound.yaml"].replace("flat: 70", "flat: 70, curve: {0%: 0, 1%: 1}", 1)
print([one.code for one in rules_of(texts, "rules")[1] if one.is_error])
"""


def run(*pieces: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", "".join(pieces)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_method_is_one_file_and_one_line() -> None:
    assert run(_TOY, _USE) == [
        "Productivity · points: 0% → 0, 75% → 100, 100% → 120; in between in proportion → always 70",
        "[8500]",
        "['anything', 'no data']",
        "() 85",
        "True True",
        "['rule-one-method']",
    ]


def test_every_method_has_a_sample_here() -> None:
    assert {type(one) for one in SAMPLES} == set(METHODS)
    keys = [one.key for one in METHODS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("method", SAMPLES, ids=lambda one: one.key)
def test_intervals_hold_every_example_and_do_not_overlap(method: Method) -> None:
    intervals = list(method.intervals())
    for value in method.examples():
        assert any(one.holds(value) for one in intervals), value
    points = [one for one in intervals if one.low == one.high]
    others = [one for one in intervals if one.low != one.high and one.way != "band"]
    assert all(not one.holds(point.low) for one in others for point in points if point.low is not None)
    assert all(a != b for a, b in pairwise(intervals))


@pytest.mark.parametrize("method", SAMPLES, ids=lambda one: one.key)
def test_each_moves_in_words_or_stands_on_nothing(method: Method) -> None:
    stands = any(method.stands_on(value) for value in method.examples())
    assert stands == bool(type(method).moving)
    assert all(field.description for field in type(method).Fields.model_fields.values())
