"""``map`` on quality checks with one row a criterion: how their points become one figure an agent."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from ccmotivate.model.rules import RuleSet
from ccmotivate.pipeline.scheme import load
from tests.exports.made import Made, Map
from tests.exports.shapes import lines

PEOPLE = ("Ada Example", "Ben Muster", "Cleo Sample")
CRITERIA = {"Greeting": 10, "Solution": 50, "Closing": 40}
IDS_OF = {f"E{at}": (PEOPLE[at % 3], f"2025-03-{1 + at:02}") for at in range(12)}
"""Evaluations with the agent and the day."""


def said(text: str) -> str:
    """Comments of several lines as one."""
    return " ".join(text.replace("#", "").split())


def metrics(made: Made) -> set[str]:
    """The ids of the metrics that ``map`` made."""
    return set(re.findall(r"^\w+", made.text("metrics"), re.M))


def rules_of(made: Made) -> RuleSet:
    """The rules that ``map`` made."""
    rules, problems = load(made.folder / "rules", "--rules")
    assert rules is not None, problems
    return rules


def points_of(id_: str, criterion: str) -> int:
    """Points that are different for every evaluation and criterion, and no more than the maximum."""
    return (7 * int(id_[1:]) + 3 * len(criterion)) % (CRITERIA[criterion] + 1)


def criteria(*more: Callable[[str, str], object], but: Container[tuple[str, str]] = ()) -> list[tuple[object, ...]]:
    """Rows of evaluations with an id, the agent, the day and the criterion, then what ``more`` give."""
    every = [(id_, who, day, one) for id_, (who, day) in IDS_OF.items() for one in CRITERIA]
    return [(*row, *(made(row[0], row[3]) for made in more)) for row in every if (row[0], row[3]) not in but]


def mean_by_evaluation(figure: Callable[[str], Fraction | int]) -> dict[tuple[str, str], Fraction]:
    """The mean of a figure over the evaluations of each agent."""
    own = {who: [figure(id_) for id_, (other, _day) in IDS_OF.items() if other == who] for who in PEOPLE}
    return {("2025-03", who): Fraction(sum(values), len(values)) for who, values in own.items()}


def added(id_: str) -> int:
    return sum(points_of(id_, one) for one in CRITERIA)


HEAD = ("Evaluation ID", "Agent", "Date", "Criterion")


@pytest.mark.parametrize(
    "head", [(*HEAD, "Points", "Max points"), ("质检单号", "工号", "质检日期", "质检项", "得分", "满分")]
)
def test_points_are_divided_by_the_maximum_of_their_evaluation(
    tmp_path: Path, mapped: Map, head: tuple[str, ...]
) -> None:
    rows = criteria(points_of, lambda _id, one: CRITERIA[one])
    made = mapped(lines(tmp_path / "qa.csv", head, *rows))
    assert made.code == 0, made.said
    assert metrics(made) == {"evaluation_score"}
    assert made.values("evaluation_score") == mean_by_evaluation(added)
    assert "each of 12 evaluations counts alike" in said(made.text("metrics"))
    assert "E0" not in made.text("sources")


@pytest.mark.parametrize("answer", ["evaluation_id", "agent"])
def test_whether_evaluations_of_unlike_maxima_count_alike_is_asked_for(
    tmp_path: Path, mapped: Map, answer: str
) -> None:
    def most(id_: str, one: str) -> int:
        return CRITERIA[one] * (1 + int(id_[1:]) // 3 % 2)

    file = lines(tmp_path / "qa.csv", (*HEAD, "Points", "Max points"), *criteria(points_of, most))
    asked = mapped(file)
    assert re.findall(r"--answer (\S+?)=", asked.said) == ["qa.points.per"]
    assert "Their maxima differ: 100–200." in asked.said
    (tmp_path / "out").rename(tmp_path / "before")
    made = mapped(file, answers={"qa.points.per": answer})
    assert made.code == 0, made.said
    maxima = {id_: sum(most(id_, one) for one in CRITERIA) for id_ in IDS_OF}
    by_points = {
        ("2025-03", who): 100 * Fraction(sum(map(added, own)), sum(maxima[id_] for id_ in own))
        for who in PEOPLE
        for own in [[id_ for id_, (other, _day) in IDS_OF.items() if other == who]]
    }
    alike = mean_by_evaluation(lambda id_: 100 * Fraction(added(id_), maxima[id_]))
    assert alike != by_points
    assert made.values("evaluation_score") == (by_points if answer == "agent" else alike)


def test_a_criterion_that_was_not_judged_has_no_maximum(tmp_path: Path, mapped: Map) -> None:
    none = {("E3", "Closing"), ("E4", "Solution")}
    rows = criteria(lambda *one: "" if one in none else points_of(*one), lambda _id, one: CRITERIA[one])
    file = lines(tmp_path / "qa.csv", (*HEAD, "Points", "Max points"), *rows)
    made = mapped(file, answers={"qa.points.per": "evaluation_id"})
    assert made.code == 0, made.said

    def score(id_: str) -> Fraction:
        judged = [one for one in CRITERIA if (id_, one) not in none]
        return 100 * Fraction(sum(points_of(id_, one) for one in judged), sum(CRITERIA[one] for one in judged))

    assert made.values("evaluation_score") == mean_by_evaluation(score)


@pytest.mark.parametrize(("header", "good"), [("Score", "high"), ("Points", "high"), ("扣分", "low")])
def test_points_up_to_100_are_added_up_for_each_evaluation(tmp_path: Path, mapped: Map, header: str, good: str) -> None:
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, header), *criteria(points_of)))
    assert made.code == 0, made.said
    ((name, metric),) = rules_of(made).metrics.items()
    assert metric.good == good
    assert made.values(name) == mean_by_evaluation(added)


def test_scores_are_weighed_by_the_weights_of_criteria(tmp_path: Path, mapped: Map) -> None:
    def score(id_: str, one: str) -> int:
        return 100 - points_of(id_, one)

    rows = criteria(score, lambda _id, one: f"{CRITERIA[one]}%")
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, "Score", "Weight"), *rows))
    assert made.code == 0, made.said
    ((name, metric),) = rules_of(made).metrics.items()
    assert metric.good == "high"
    weighed = mean_by_evaluation(
        lambda id_: Fraction(sum(score(id_, one) * much for one, much in CRITERIA.items()), 100)
    )
    assert made.values(name) == weighed


def test_what_every_row_of_an_evaluation_repeats_counts_once(tmp_path: Path, mapped: Map) -> None:
    rows = criteria(points_of, lambda _id, one: CRITERIA[one], lambda id_, _one: 70 + int(id_[1:]))
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, "Points", "Max points", "Total score"), *rows))
    assert made.code == 0, made.said
    assert made.values("total_score") == mean_by_evaluation(lambda id_: 70 + int(id_[1:]))


@pytest.mark.parametrize(
    ("header", "more", "but"),
    [
        (("Score",), (points_of,), {("E3", "Closing")}),
        (("扣分",), (points_of,), {("E3", "Closing")}),
        (("Score",), (lambda *one: "" if one == ("E3", "Closing") else points_of(*one),), ()),
        (("Score", "Weight"), (points_of, lambda _id, one: CRITERIA[one]), ()),
        (("Points", "Max points"), (lambda *one: 11 + points_of(*one), lambda _id, one: CRITERIA[one]), ()),
        (("Score",), (lambda *one: 90 + points_of(*one),), {("E3", "Closing")}),
    ],
)
def test_points_of_which_nothing_says_how_they_count_are_asked_for(
    tmp_path: Path,
    mapped: Map,
    header: tuple[str, ...],
    more: tuple[Callable[[str, str], object], ...],
    but: Container[tuple[str, str]],
) -> None:
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, *header), *criteria(*more, but=but)))
    assert made.code == 1
    assert len(re.findall(r"--answer (qa\.\w+\.take)=", made.said)) == 1
    assert "put one row an evaluation into the file and map it again" in said(made.said)


def test_of_scales_of_their_own_the_mean_of_rows_is_that_of_evaluations(tmp_path: Path, mapped: Map) -> None:
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, "Score"), *criteria(lambda *one: 50 + points_of(*one))))
    assert made.code == 0, made.said
    ((name, _metric),) = rules_of(made).metrics.items()
    assert made.values(name) == mean_by_evaluation(lambda id_: 50 + Fraction(added(id_), 3))


def test_a_target_of_points_is_no_maximum(tmp_path: Path, mapped: Map) -> None:
    rows = criteria(lambda _id, one: CRITERIA[one], points_of)
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, "Points target", "Points"), *rows))
    assert made.code == 0, made.said
    assert made.values("points") == mean_by_evaluation(added)


DEDUCTIONS = ("扣分", "Deduction", "Points deducted")


def metric_of(made: Made) -> tuple[str, str, bool]:
    """The only metric: its id, which side is good, and whether that is said to be not known."""
    ((name, metric),) = rules_of(made).metrics.items()
    return name, metric.good, "is more of it better?" in said(made.text("metrics"))


@pytest.mark.parametrize("header", DEDUCTIONS)
@pytest.mark.parametrize(
    ("sign", "good", "is_open"),
    [(lambda _at: 1, "low", False), (lambda _at: -1, "high", False), (lambda at: (-1) ** at, "high", True)],
)
def test_which_side_of_deducted_points_is_good_goes_by_their_signs(
    tmp_path: Path, mapped: Map, header: str, sign: Callable[[int], int], good: str, is_open: bool
) -> None:
    def lost(id_: str, one: str) -> int:
        return sign(int(id_[1:])) * points_of(id_, one)

    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, header), *criteria(lost)))
    assert made.code == 0, made.said
    name, *found = metric_of(made)
    assert found == [good, is_open]
    assert made.values(name) == mean_by_evaluation(lambda id_: sum(lost(id_, one) for one in CRITERIA))


@pytest.mark.parametrize(
    "header", ["Points lost", "Penalty points", "Error points", "Effort score", "违规扣除分数", "扣分后得分"]
)
@pytest.mark.parametrize("most", [False, True])
def test_points_of_which_words_say_the_opposite_are_left_open(
    tmp_path: Path, mapped: Map, header: str, most: bool
) -> None:
    more = [points_of, *([lambda _id, one: CRITERIA[one]] if most else [])]
    head = (*HEAD, header, *(["Max points"] if most else []))
    made = mapped(lines(tmp_path / "qa.csv", head, *criteria(*more)), answers={})
    assert "is more of it better?" in said(made.text("metrics"))


@pytest.mark.parametrize(("points", "most"), [("得分", "满分"), ("Score", "Max score")])
def test_a_maximum_of_the_whole_evaluation_in_each_row_is_asked_for(
    tmp_path: Path, mapped: Map, points: str, most: str
) -> None:
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, points, most), *criteria(points_of, lambda *_one: 100)))
    assert made.code == 1
    assert len(re.findall(r"--answer (qa\.\w+\.take)=", made.said)) == 1


@pytest.mark.parametrize("total", ["总分", "Total", "Overall score"])
def test_a_criterion_that_is_the_sum_of_the_others_is_asked_for(tmp_path: Path, mapped: Map, total: str) -> None:
    rows = criteria(points_of) + [(id_, *who, total, added(id_)) for id_, who in IDS_OF.items()]
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, "Score"), *rows))
    assert made.code == 1
    assert len(re.findall(r"--answer (qa\.\w+\.take)=", made.said)) == 1


def test_points_are_divided_by_their_maximum_beside_what_was_deducted(tmp_path: Path, mapped: Map) -> None:
    def lost(id_: str, one: str) -> int:
        return CRITERIA[one] - points_of(id_, one)

    rows = criteria(lambda _id, one: CRITERIA[one], lost, points_of)
    made = mapped(lines(tmp_path / "qa.csv", (*HEAD, "分值", "扣分", "得分"), *rows))
    assert made.code == 0, made.said
    assert made.values("evaluation_score") == mean_by_evaluation(added)
    goods = {name: metric.good for name, metric in rules_of(made).metrics.items()}
    assert goods == {"evaluation_score": "high"}  # what is lost is the same points again


@pytest.mark.parametrize("id_", ["Evaluation ID", "Eval ID", "质检单"])
@pytest.mark.parametrize("kind", ["a copy", "numbers of questions"])
def test_evaluations_are_known_with_a_copied_row_and_by_numbers_of_questions(
    tmp_path: Path, mapped: Map, id_: str, kind: str
) -> None:
    rows = criteria(points_of)
    if kind == "a copy":
        rows.append(rows[4])
    else:
        rows = [(*row[:3], list(CRITERIA).index(str(row[3])) + 1, *row[4:]) for row in rows]
    made = mapped(lines(tmp_path / "qa.csv", (id_, *HEAD[1:3], "Question", "Score"), *rows))
    assert made.code == 0, made.said
    name, good, is_open = metric_of(made)
    assert (good, is_open) == ("high", False)
    assert made.values(name) == mean_by_evaluation(added)


@pytest.mark.parametrize("kind", ["no id", "no criterion", "copies"])
def test_evaluations_whose_rows_cannot_be_told_apart_are_asked_for(tmp_path: Path, mapped: Map, kind: str) -> None:
    rows, head = criteria(points_of), (*HEAD, "Score")
    if kind == "no id":
        rows[4] = ("", *rows[4][1:])
    elif kind == "copies":
        rows += [(*row[:4], 1) for row in rows[:9]]
    else:
        rows, head = [(*row[:3], *row[4:]) for row in rows], (*HEAD[:3], "Score")
    made = mapped(lines(tmp_path / "qa.csv", head, *rows))
    assert made.code == 1
    assert len(re.findall(r"--answer (qa\.\w+\.take)=", made.said)) == 1


def test_ids_of_forms_that_many_agents_share_are_those_of_no_evaluation(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"F{at % 2}", PEOPLE[at % 3], f"2025-03-{1 + at:02}", 80 + at) for at in range(12)]
    made = mapped(lines(tmp_path / "qa.csv", ("Form ID", "Agent", "Date", "QA score"), *rows))
    assert made.code == 0, made.said
    assert "a part of an evaluation" not in made.text("sources")


@pytest.mark.parametrize(
    ("id_", "more", "is_open"),
    [("Evaluation ID", (), False), ("Call ID", (), True), ("Call ID", ("Max points",), False)],
)
def test_a_score_for_parts_of_calls_is_known_only_by_its_maximum(
    tmp_path: Path, mapped: Map, id_: str, more: tuple[str, ...], is_open: bool
) -> None:
    rows = criteria(points_of, *(lambda _id, one: CRITERIA[one] for _one in more))
    made = mapped(lines(tmp_path / "qa.csv", (id_, *HEAD[1:3], "Part", "Score", *more), *rows))
    assert made.code == 0, made.said
    assert metric_of(made)[1:] == ("high", is_open)


@pytest.mark.parametrize(
    "header",
    [("分值", "扣分", "得分"), ("Possible points", "Points lost", "Points earned"), ("满分", "失分", "实得分")],
)
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("is_varied", [False, True])
def test_points_count_once_where_what_is_lost_and_what_was_possible_stand_beside_the_score(
    tmp_path: Path, mapped: Map, header: tuple[str, str, str], sign: int, is_varied: bool
) -> None:
    rows = []
    for at in range(18):
        most, lost = (100, 90)[at % 2 * is_varied], at % 5
        rows.append((f"A0{at % 3}", f"2025-0{1 + at // 3}", most, sign * lost, most - lost))
    made = mapped(lines(tmp_path / "checks.csv", ("Agent ID", "Month", *header), *rows))
    assert made.code == 0, made.said
    (metric,) = yaml.safe_load(made.text("metrics"))
    points = {(month, who): Fraction(100 * score, most) for who, month, most, _lost, score in rows}
    assert made.values(metric) == points  # of 100 as they are, of unlike maxima in percent of them


def test_points_that_do_not_add_up_to_what_was_possible_are_figures_of_their_own(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"A0{at % 3}", f"2025-0{1 + at // 3}", 100, at % 5, 90 + at % 7) for at in range(18)]
    made = mapped(lines(tmp_path / "checks.csv", ("Agent ID", "Month", "分值", "扣分", "得分"), *rows))
    names = [one["name"] for one in yaml.safe_load(made.text("metrics")).values()]
    assert names == ["扣分", "得分"]


def test_the_total_of_scores_is_no_points_that_were_possible(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"A0{at % 3}", f"2025-0{1 + at // 3}", 40 + at, 30 + at % 4) for at in range(18)]
    rows = [(*row, row[2] + row[3]) for row in rows]
    made = mapped(lines(tmp_path / "checks.csv", ("Agent ID", "Month", "服务得分", "业务得分", "总分"), *rows))
    names = [one["name"] for one in yaml.safe_load(made.text("metrics")).values()]
    assert names == ["服务得分", "业务得分", "总分"]


@pytest.mark.parametrize(
    ("headers", "figures"),
    [
        (("考试得分", "服务分值", "业务分值"), lambda at: (60 + at % 7, 85 + at % 5, 90 + at % 3)),
        (("QA score", "Calls out of SLA"), lambda at: (4, 10 + at % 5)),
        (("Survey score", "Minutes out of adherence"), lambda at: (4, 10 + at % 5)),
        (("质检得分", "绩效分值"), lambda at: (80 + at % 5, 90 + at % 5)),
        (("满意度评分", "满分评价数"), lambda _at: (4, 5)),
        (("得分", "加分", "总分"), lambda at: (80 + at, at % 4, 80 + at + at % 4)),
        (("得分", "扣分"), lambda _at: (5, 0)),
        (("质检得分", "考勤扣分"), lambda _at: (100, 0)),
        (("质检得分", "工单扣分"), lambda _at: (95, 5)),
    ],
)
def test_figures_that_are_not_the_points_that_could_be_had_stay_metrics(
    tmp_path: Path, mapped: Map, headers: tuple[str, ...], figures: Callable[[int], tuple[int, ...]]
) -> None:
    rows = [(f"A0{at % 3}", f"2025-0{1 + at // 3}", *figures(at)) for at in range(18)]
    made = mapped(lines(tmp_path / "checks.csv", ("Agent ID", "Month", *headers), *rows))
    names = [one["name"] for one in yaml.safe_load(made.text("metrics")).values()]
    assert names == list(headers)


@pytest.mark.parametrize("most", ["基础分", "基准分", "起评分", "Base score", "Base points", "分值", "Score out of"])
@pytest.mark.parametrize("lost", [lambda at: at % 5, lambda _at: 0])
def test_points_from_which_is_deducted_count_once(
    tmp_path: Path, mapped: Map, most: str, lost: Callable[[int], int]
) -> None:
    rows = [(f"A0{at % 3}", f"2025-0{1 + at // 3}", 100, lost(at), 100 - lost(at)) for at in range(18)]
    made = mapped(lines(tmp_path / "checks.csv", ("Agent ID", "Month", most, "扣分", "得分"), *rows))
    names = [one["name"] for one in yaml.safe_load(made.text("metrics")).values()]
    assert names == ["得分"]
