"""What ``map`` makes of files: its folder, its words, and the figures that its scheme scores them to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.model.results import MonthResult
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.scheme import load
from ccmotivate.pipeline.scoring import score
from tests.cli.commands import ccmotivate

Who = tuple[str, str]


@dataclass(frozen=True)
class Made:
    """What ``map`` made of files: its folder, exit code and words."""

    folder: Path
    files: Sequence[Path]
    code: int
    said: str

    def text(self, name: str) -> str:
        return (self.folder / "rules" / f"{name}.yaml").read_text(encoding="utf-8")

    def values(self, metric: str) -> dict[Who, Fraction]:
        """A metric by month and agent id, where it has data."""
        return {
            (str(month.month), who): value
            for month in self._months
            for who, value in zip(month.agents["agent_id"], month.metrics[metric].to_list(), strict=True)
            if value is not None
        }

    def agents(self, field: str) -> dict[Who, str]:
        """A field of the agents by month and agent id."""
        return {
            (str(month.month), who): text
            for month in self._months
            for who, text in zip(month.agents["agent_id"], month.agents[field], strict=True)
        }

    @property
    def _months(self) -> list[MonthResult]:
        rules = self.folder / "rules"
        texts = tuple(path.read_text(encoding="utf-8") for path in sorted(rules.rglob("*.yaml")))
        return _scored(rules, texts, tuple(self.files))


@functools.lru_cache(8)
def _scored(folder: Path, _texts: tuple[str, ...], files: tuple[Path, ...]) -> list[MonthResult]:
    """The months of files, scored once by rules of the same texts."""
    rules, problems = load(folder, "--rules")
    assert rules is not None, problems
    with closing(Inputs([str(file) for file in files])) as inputs:
        outcome = score(inputs, rules, Options(together=True, write=False))
    assert not [one for one in outcome.all_problems if one.is_error]
    return [month for job in outcome.jobs for month in job.scored.months]


Map = Callable[..., Made]


@pytest.fixture
def mapped(tmp_path: Path) -> Map:
    """Map files, in English; with no question left also ``rules check``, ``rules test`` and ``score`` must pass."""

    def run(*files: Path, answers: Mapping[str, str] | None = None, lang: str = "en") -> Made:
        given = [word for name, answer in (answers or {}).items() for word in ("--answer", f"{name}={answer}")]
        ran = ccmotivate("map", *files, "--out", tmp_path / "out", "--lang", lang, *given)
        made = Made(tmp_path / "out", files, ran.code, ran.out + ran.err)
        if ran.code == 0:
            rules = made.folder / "rules"
            for words in (("rules", "check", rules), ("rules", "test", rules), ("check", *files, "--rules", rules)):
                done = ccmotivate(*words, "--lang", lang)
                assert done.code == 0, (words, done.out, done.err)
        return made

    return run
