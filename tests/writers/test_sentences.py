"""Sentences of problems: each fact goes by the label of its own kind."""

from __future__ import annotations

import pandas as pd
import pytest
from msgspec.structs import replace

from ccmotivate.model.metrics import Label
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import SourceRef, gathered, problem
from ccmotivate.writers.words.sentences import place_text, problem_hint, problem_message
from ccmotivate.writers.workbooks.score_table import rank_columns
from tests.writers import builders

HERE = SourceRef("march.xlsx")


@pytest.fixture
def rules() -> RuleSet:
    """Rules in which a column, a metric, a role and an award have one id."""
    scheme = builders.rules()
    return replace(
        scheme,
        columns={**scheme.columns, "team": replace(next(iter(scheme.columns.values())), label=Label("组别", "Team"))},
        metrics={
            **scheme.metrics,
            "lead": replace(next(iter(scheme.metrics.values())), label=Label("带教", "Coaching")),
        },
        roles={**scheme.roles, "lead": replace(next(iter(scheme.roles.values())), label=Label("组长", "Team leader"))},
        awards={
            **scheme.awards,
            "team": replace(next(iter(scheme.awards.values())), label=Label("团队之星", "Team star")),
            "lead": replace(next(iter(scheme.awards.values())), label=Label("优秀组长", "Best leader")),
        },
    )


@pytest.mark.parametrize(
    ("code", "facts", "says"),
    [
        ("column-absent", {"fields": ("team",)}, "there is no column for Team;"),
        ("blank-field", {"field": "team"}, "the Team is blank"),
        ("hidden-winner", {"award": "team"}, "the award Team star went"),
        ("no-data", {"metric": "lead", "agents": ("1",), "month": "2025-03"}, "no data for Coaching in"),
        ("not-met", {"award": "lead", "metric": "", "month": "2025-03"}, "the award Best leader in"),
        ("column-missing", {"metrics": ("lead",), "roles": ("lead",)}, "Coaching, which these roles need: Team leader"),
    ],
)
def test_a_fact_goes_by_the_label_of_its_kind(code: str, facts: dict[str, object], says: str, rules: RuleSet) -> None:
    assert says in problem_message(problem(code, HERE, "0012", **facts), "en", rules)


def test_what_is_not_there_is_called_none_but_a_cell_keeps_its_words(rules: RuleSet) -> None:
    lone = problem("roster-alone", HERE, unknown="–")
    assert "(headers not known: none)" in problem_message(lone, "en", rules)
    assert "未识别的表头：无" in problem_message(lone, "zh", rules)
    assert problem_message(problem("not-a-number", HERE, "–"), "en", rules).startswith("– is not")
    words = problem("no-agents", HERE, words=("工号", "Agent ID"), lines=(), metrics=())
    assert "工号、Agent ID" in problem_hint(words, "zh", rules)


def test_cells_of_one_mistake_stand_in_the_order_of_the_sheet() -> None:
    cells = [
        problem("not-a-number", SourceRef("m.xlsx", "S", f"I{row}"), value) for row, value in ((14, "x"), (4, "y"))
    ]
    (one,) = gathered(cells)
    assert (one.source.cell, one.value, one.cells, one.values) == ("I4", "y", ("I4", "I14"), ("y", "x"))


@pytest.mark.parametrize(
    ("rank", "tied", "en", "zh"),
    [
        (None, False, "", ""),
        (1, False, "no. 1", "第1名"),
        (1, True, "joint 1st", "并列第1名"),
        (2, True, "joint 2nd", "并列第2名"),
        (3, True, "joint 3rd", "并列第3名"),
        (11, True, "joint 11th", "并列第11名"),
        (22, True, "joint 22nd", "并列第22名"),
    ],
)
def test_places(rank: int | None, tied: bool, en: str, zh: str) -> None:
    assert (place_text(rank, "en", tied=tied), place_text(rank, "zh", tied=tied)) == (en, zh)


def test_joint_ranks_are_numbers_that_say_so() -> None:
    agents = pd.DataFrame({"project": ["P", "P", "P", "Q"], "rank": [1, 1, 3, 1]})
    agents["rank_department"], agents["rank_everyone"] = [1, 2, 4, 2], [1, 2, 3, 0]
    columns = [cells for _header, cells in rank_columns(agents, "zh")]
    formats = [[cells.styles[cells.looks[code]].number for code in cells.codes.tolist()] for cells in columns]
    joint, plain = '"并列第"0"名"', "0"
    assert formats == [[joint, joint, plain, plain], [plain, joint, plain, joint], [plain] * 4]
    assert [cells.shown() for cells in columns] == [["1", "1", "3", "1"], ["1", "2", "4", "2"], ["1", "2", "3", ""]]
