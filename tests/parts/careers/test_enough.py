"""What would be enough is enough, and one smallest step less is not: on random companies, condition by condition."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from ccmotivate.model.results import FAIL, NO_DATA
from ccmotivate.parts.careers import lacking
from ccmotivate.parts.careers.decide import Condition, Status
from ccmotivate.parts.careers.lacking import Way, lacks, least_sum
from ccmotivate.parts.careers.words import step_text
from tests.cli.commands import ccmotivate
from tests.parts.careers.enough import Found, company, decided, judged, said
from tests.parts.coaching.test_coach import text_of

_SEEDS, _SIZE = range(4), 10


def test_what_is_said_is_enough_and_a_step_less_is_not(tmp_path: Path) -> None:
    found = Found()
    for seed in _SEEDS:
        found += judged(seed, _SIZE, tmp_path / str(seed))
    assert found.differences == []
    assert set(found.tried) == set(Condition)


@pytest.mark.parametrize("by", [-1, 1])
def test_a_figure_beside_the_least_is_noticed(by: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The points said are a hundredth too few, and too many."""
    monkeypatch.setattr(lacking, "least_sum", lambda needed, months: least_sum(needed, months) + by)
    found = judged(0, _SIZE, tmp_path)
    assert found.tried[Condition.MEAN_SCORE]
    assert {"enough" if "enough:" in one else "less" for one in found.differences} == {"enough" if by < 0 else "less"}


def test_commands_say_what_was_judged(tmp_path: Path) -> None:
    """The sentences of everybody stand in ``careers.docx``, those of one person in ``explain``."""
    whole = company(1, _SIZE)
    sentences = list(said(decided(whole, tmp_path / "in"), whole.rules))
    for name, text in whole.rules.texts.items():
        (tmp_path / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rules" / name).write_text(text, encoding="utf-8")
    files, words = sorted((tmp_path / "in").glob("*.xlsx")), ("--rules", tmp_path / "rules", "--lang", "en")
    assert ccmotivate("promote", "2025-06", *files, "--out", tmp_path / "out", *words).code == 0
    sheets = text_of(tmp_path / "out/careers.docx")
    assert sentences
    assert [one for one in sentences if one.step not in sheets] == []
    agent = sentences[0].at
    explained = ccmotivate("explain", files[-1], *files[:-1], "--agent", f"A{agent:04d}", *words)
    assert explained.code == 0, explained.err
    flat = " ".join(explained.out.split())
    assert [one.step for one in sentences if one.at == agent and one.step not in flat] == []


def test_both_languages_say_the_same_figures(tmp_path: Path) -> None:
    whole = company(2, _SIZE)
    result = decided(whole, tmp_path)
    every = [lack for at in range(len(result.status)) for lack in lacks(result, at)]
    texts = [[step_text(lack, result, whole.rules, lang) for lang in ("en", "zh")] for lack in every]
    figures = [[sorted(re.findall(r"[0-9.]*[0-9]", text)) for text in pair] for pair in texts]
    assert sum(map(bool, (one for one, _other in figures))) > 10
    for lack, (english, chinese) in zip(every, figures, strict=True):
        month = [text for text in chinese if text not in english]  # September is 9月
        assert len(month) == (lack.condition is Condition.TENURE and lack.way is Way.MORE), texts


def test_a_person_lacks_exactly_what_is_not_met(tmp_path: Path) -> None:
    whole = company(9, 40)
    result = decided(whole, tmp_path)
    for at in range(len(result.status)):
        not_met = [name for name, asked in result.asked.items() if asked.status[at] in (FAIL, NO_DATA)]
        assert [one.condition for one in lacks(result, at)] == not_met
        if result.status_of(at) in (Status.PROPOSED, Status.TIED, Status.OUTRANKED):
            assert not_met == []


@pytest.mark.parametrize(
    ("total", "needed", "by"),
    [(59996, "100", "0.01"), (59997, "100", None), (0, "100", "599.97"), (59000, "100.005", "10.03")],
)
def test_the_points_lacking_go_to_the_edge_of_rounding(total: int, needed: str, by: str | None) -> None:
    """Six months: the mean is rounded half-up, so 599.97 in sum is a mean of 100.00 already."""
    more = least_sum(Fraction(needed), 6) - total
    assert (more <= 0) if by is None else (Fraction(more, 100) == Fraction(by))
