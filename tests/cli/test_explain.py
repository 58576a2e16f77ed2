"""``ccmotivate explain``: every figure is that of ``score`` and ``awards``; others stay unnamed."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ccmotivate.conditions.rank import Rank
from ccmotivate.engine.trace import Wanted, trace_agent
from ccmotivate.model.calendar import Period, PeriodKind
from ccmotivate.model.outcomes import Scored
from ccmotivate.model.results import MonthResult, PeriodResult
from ccmotivate.pipeline.explaining import whole_periods
from ccmotivate.pipeline.inputs import Inputs
from ccmotivate.pipeline.options import Options
from ccmotivate.pipeline.pooling import pool
from ccmotivate.writers.explain.context import RenderContext
from ccmotivate.writers.explain.json import explanation_object
from ccmotivate.writers.explain.lines import overview
from ccmotivate.writers.explain.page import explanation_page
from ccmotivate.writers.json.awards import awards_object
from ccmotivate.writers.json.scores import write_json
from tests.cli.commands import ROOT, ccmotivate
from tests.exports.shapes import lines, scheme
from tests.parts.books import with_sheets
from tests.samples import sample, sampled
from tests.support import is_private, shipped_rules

EXAMPLES = ROOT / "examples/2025"
QUARTER = [EXAMPLES / f"2025-0{number}.xlsx" for number in (1, 2, 3)]
_IDENTITY = ("role", "project", "team", "qualified", "eligible", "score", "rank")
_AWARD = ("award", "period", "within", "rank", "score", "tied", "prize", "via")
BY_RANK = (None, "behind", "tie")
Json = dict[str, Any]


@pytest.fixture(scope="module")
def year() -> Scored:
    """The example year, pooled."""
    options = Options(write=False)
    rules = shipped_rules()
    entries = list(Inputs([str(EXAMPLES)]).read(rules, options))
    scored = pool([entry.read for entry in entries if entry.read], [], rules, options)
    assert len(scored.months) == 12
    return scored


@pytest.fixture(scope="module")
def periods(year: Scored) -> tuple[PeriodResult, ...]:
    return whole_periods(year.months, year.rules)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Its first three months, of some of the agents."""
    folder = tmp_path_factory.mktemp("quarter")
    return [with_sheets(folder, {}, month, few=True) for month in QUARTER]


def _score_document(year: Scored) -> dict[str, Json]:
    stream = io.StringIO()
    write_json(stream, year.rules, [year], [], "en")
    return {month["period"]: month for month in json.loads(stream.getvalue())["months"]}


def _same_month(explanation: Json, agent: Json) -> list[str]:
    """What an explanation and ``score`` say differently of one agent and month."""
    wrong = [f"{key}: {explanation[key]} {agent[key]}" for key in _IDENTITY if explanation[key] != agent[key]]
    for part, keys in (
        ("criteria", ("metric", "status", "value", "standard", "source")),
        ("points", ("metric", "weight", "points")),
    ):
        got = [{key: one[key] for key in keys} for one in explanation[part]]
        wrong += [] if got == agent[part] else [f"{part}: {got} {agent[part]}"]
    return wrong


def _won(document: Json, period: str) -> list[Json]:
    return [one["given"] for one in document["awards"] if one["period"] == period and one["won"]]


def _contract(given: Json) -> Json:
    """What explanations and lists say alike; of a contest only explanations say what decided."""
    found = {key: given.get(key) for key in (*_AWARD, "agent_id", "team")}
    return found | ({"via": None} if found["via"] == "contest" else {})


@sampled
def test_every_figure_of_everybody_is_that_of_score_and_awards(year: Scored, periods: tuple[PeriodResult, ...]) -> None:
    scores = _score_document(year)
    awards = {str(one.period): awards_object(one, "en") for one in periods}
    assert sorted(awards) == ["2025", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    ids = sorted({agent["agent_id"] for month in scores.values() for agent in month["agents"]})
    assert len(ids) > 55
    compared = {"months": 0, "periods": 0, "awards": 0, "missed": 0}
    for agent_id in sample(ids[::6], ids):
        explanation = trace_agent(Wanted(agent_id), year.months, periods, year.rules)
        assert explanation is not None
        document = explanation_object(RenderContext(explanation, "en"))
        for month in document["months"]:
            agent = next(one for one in scores[month["period"]]["agents"] if one["agent_id"] == agent_id)
            assert _same_month(month, agent) == [], (agent_id, month["period"])
            compared["months"] += 1
        for period in document["periods"]:
            standing = next(one for one in awards[period["period"]]["standings"] if one["agent_id"] == agent_id)
            for key in ("project", "score", "rank", "months_qualified", "scores"):
                assert period[key] == standing[key], (agent_id, key)
            compared["periods"] += 1
        decided = {period: one["awards"] for period, one in (*scores.items(), *awards.items())}
        for name, listed in decided.items():
            teams = {one["team"] for one in document["awards"] if one["period"] == name and one["team"]}
            own = [_contract(one) for one in listed if one.get("agent_id") == agent_id or one.get("team") in teams]
            assert sorted(map(str, map(_contract, _won(document, name)))) == sorted(map(str, own)), (agent_id, name)
            compared["awards"] += len(own)
        compared["missed"] += sum(not one["won"] for one in document["awards"])
    assert compared["months"] > sample(100, 600)
    assert compared["periods"] > sample(41, 250)
    assert compared["awards"] > sample(25, 150)
    assert compared["missed"] > sample(333, 2000)


@sampled
def test_places_and_counts_agree_or_the_page_says_why(year: Scored, periods: tuple[PeriodResult, ...]) -> None:
    """For each agent and award: the place in an award by score is the place in the project, or the reason is told."""
    ids = sorted({agent_id for month in year.months for agent_id in month.agents["agent_id"]})
    seen: Counter[str] = Counter()
    for agent_id in sample(ids[::6], ids):
        explanation = trace_agent(Wanted(agent_id), year.months, periods, year.rules)
        assert explanation is not None
        document = explanation_object(RenderContext(explanation, "zh"))
        headlines = {
            one["period"]: (one["rank"], one.get("ranked"), one.get("tied"))
            for one in (*document["months"], *document["periods"])
        }
        for story, one in zip(explanation.awards, document["awards"], strict=True):
            side = one["given"] or one["missed"]
            condition = year.rules.awards[one["award"]].condition
            rank = condition if isinstance(condition, Rank) else None
            elsewhere = (
                side is None or side.get("why") not in BY_RANK or side.get("period") not in (None, one["period"])
            )
            if elsewhere or rank is None or rank.by != "score" or one["team"]:
                assert one["apart"] == ""
                continue
            count = story.given.candidates if story.given else one["missed"]["candidates"]
            headline = headlines[one["period"]]
            same = headline == (side["rank"], count, side["tied"])
            assert bool(one["apart"]) == (not same), (agent_id, one)
            seen["same" if same else "apart"] += 1
            if headline[1] != count:
                assert f"{count}名" in one["apart"]
                seen["other field"] += 1
            elif not same:
                assert "并列规则" in one["apart"]
                seen["tie-breaker"] += 1
        page = explanation_page(RenderContext(explanation, "zh"))
        assert all(one["apart"] in page.replace("&#34;", '"') for one in document["awards"])
        assert f"获奖{sum(one['won'] for one in document['awards'])}项" in overview(RenderContext(explanation, "zh"))[0]
    assert seen["same"] > sample(3, 20)
    assert seen["other field"] > sample(50, 300)
    assert seen["tie-breaker"] == sample(1, 2)


def test_every_award_not_won_says_why(year: Scored, periods: tuple[PeriodResult, ...]) -> None:
    results: list[MonthResult | PeriodResult] = [*year.months, *periods]
    for result in results:
        kind = PeriodKind.MONTH if isinstance(result, MonthResult) else result.period.kind
        own = {award.id for award in year.rules.awards_of(kind) if not award.part}
        assert own == {name for name in result.trace if not year.rules.awards[name].part}
    march = next(one for one in year.months if one.month.month == 3)
    assert {"best_collaboration", "contest:product_expert", "contest:hard_case_expert"} < set(march.trace)
    assert "contest:complaint_expert" not in march.trace
    explanation = trace_agent(Wanted("0168", "quarterly_project"), year.months, periods, year.rules)
    assert explanation is not None
    third = next(one for one in explanation.awards if one.period == Period.of(PeriodKind.QUARTER, 2025, 3))
    assert third.missed is not None
    assert third.missed.why == "any"
    assert [part.why for part in third.missed.parts] == ["not_eligible", "times"]
    assert third.missed.parts[0].month == "2025-08"


def test_the_command_in_json(tmp_path: Path, quarter: list[Path]) -> None:
    ran = ccmotivate("explain", *quarter, "--agent", "0048", "--json", "--lang", "en", folder=tmp_path)
    assert ran.code == 0, ran.err
    document = json.loads(ran.out)
    assert document["schema"] == "ccmotivate/explain@1"
    assert [month["period"] for month in document["months"]] == ["2025-01", "2025-02", "2025-03"]
    assert {one["period"] for one in document["awards"]} == {"2025-01", "2025-02", "2025-03", "2025-Q1"}
    march = document["months"][2]
    assert {one["status"] for one in march["criteria"]} >= {"pass", "no_data"}
    february = next(
        one for one in document["awards"] if one["period"] == "2025-02" and one["award"] == "monthly_project"
    )
    assert "Typing speed 58 < 60" in february["reason"]
    assert february["enough"]["wins"]
    assert {"month": "2025-02", "metric": "typing_speed", "before": "58", "after": "60"} in february["enough"][
        "changes"
    ]
    assert all(one.get("missed") is None or one["missed"]["rival"] is None for one in document["awards"])
    assert list(tmp_path.iterdir()) == []


def test_one_award_of_one_period_in_the_terminal(tmp_path: Path) -> None:
    asked = ("--agent", "0048", "--award", "monthly_project", "--period", "2025-02", "--lang", "en")
    ran = ccmotivate("explain", *QUARTER, *asked, folder=tmp_path, environment={"COLUMNS": "80"})
    assert ran.code == 0, ran.err
    assert "Monthly project award" in ran.out
    assert "Best agent" not in ran.out
    assert "January" not in ran.out
    assert "58" in ran.out
    assert "2025-02.xlsx!考核数据!G15" in ran.out
    assert "outbound.yaml:10" in ran.out
    assert max(len(line) for line in ran.out.splitlines() if line.isascii()) <= 80


def test_others_are_named_only_when_asked(tmp_path: Path) -> None:
    asked = ("--agent", "0048", "--award", "best_agent", "--period", "2025-01", "--lang", "en")
    ran = ccmotivate("explain", QUARTER[0], *asked, folder=tmp_path)
    assert "another agent" in ran.out
    assert "0018" not in ran.out
    named = ccmotivate("explain", QUARTER[0], *asked, "--names", folder=tmp_path)
    assert "例知行 (0018)" in named.out
    assert "another agent" not in named.out


@pytest.mark.parametrize(("lang", "word"), [("en", "How it was decided"), ("zh", "0048")])
def test_the_page_and_a_second_one_in_its_place(tmp_path: Path, quarter: list[Path], lang: str, word: str) -> None:
    command = ("explain", *quarter, "--agent", "0048", "--period", "2025-02", "--html", "own.html", "--lang", lang)
    for _time in range(2):
        ran = ccmotivate(*command, folder=tmp_path)
        assert ran.code == 0, ran.err
    page = (tmp_path / "own.html").read_text(encoding="utf-8")
    assert word in page
    assert is_private(tmp_path / "own.html")


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text("mine", encoding="utf-8")
    ran = ccmotivate("explain", QUARTER[0], "--agent", "0048", "--html", "own.html", "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert "own.html" in ran.err
    assert (tmp_path / "own.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--agent", "48"), "0048"),
        (("--agent", "0048", "--award", "best_agnet"), "best_agent"),
        (("--agent", "0048", "--period", "2025-Q1"), "2025-02"),
        (("--agent", "0048", "--period", "2024-05"), "2025-01"),
        (("--agent", "0048", "--rules", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_told(tmp_path: Path, asked: tuple[str, ...], said: str) -> None:
    ran = ccmotivate("explain", QUARTER[0], *asked, "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""
    document = json.loads(ccmotivate("explain", QUARTER[0], *asked, "--lang", "en", "--json", folder=tmp_path).out)
    assert document["months"] == []
    assert document["problems"]


def _teams(month: Path, folder: Path) -> dict[str, set[str]]:
    """The ids of each team of a month, as ``score`` tells them."""
    ran = ccmotivate("score", month, "--json", "--no-ledger", "--out", folder)
    found: dict[str, set[str]] = {}
    for agent in json.loads(ran.out)["months"][0]["agents"]:
        found.setdefault(agent["team"], set()).add(agent["agent_id"])
    return found


def test_a_page_for_each_of_a_team_and_an_index(tmp_path: Path, quarter: list[Path]) -> None:
    month = quarter[0]
    teams = _teams(month, tmp_path / "scored")
    team, members = min((len(ids), team, ids) for team, ids in teams.items() if len(ids) > 2)[1:]
    command = ("explain", month, "--team", f" {team}", "--out", "pages", "--lang", "zh")
    ran = ccmotivate(*command, folder=tmp_path)
    assert ran.code == 0, ran.err
    assert f"{len(members)}" in ran.out
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "pages").iterdir()}
    index = pages.pop("index.html")
    assert {name.split("-")[0] for name in pages} == members
    for name, page in pages.items():
        own = name.split("-")[0]
        assert f'<a href="{quote(name)}">' in index
        assert f"<bdi>{own}</bdi>" in index
        assert f"<bdi>{own}</bdi>" in page
        assert not any(f"({other})" in page for other in members - {own})
    single = ("explain", month, "--agent", min(members), "--html", "one.html", "--lang", "zh")
    assert ccmotivate(*single, folder=tmp_path).code == 0
    (same,) = [page for name, page in pages.items() if name.startswith(f"{min(members)}-")]
    assert (tmp_path / "one.html").read_text(encoding="utf-8") == same
    changed = tmp_path / "pages" / next(iter(pages))
    changed.write_text(changed.read_text(encoding="utf-8") + "<!-- seen -->", encoding="utf-8")
    of_one_award = (*command, "--award", "monthly_project")  # which says less, and sooner
    again = ccmotivate(*of_one_award, folder=tmp_path)
    assert again.code == 0
    assert changed.read_text(encoding="utf-8").endswith("<!-- seen -->")
    assert len(list((tmp_path / "pages").iterdir())) == len(pages) + 2
    assert changed.name in again.err
    assert ccmotivate(*of_one_award, "--force", folder=tmp_path).code == 0
    assert not changed.read_text(encoding="utf-8").endswith("<!-- seen -->")
    asked = (*command[:4], "--award", "monthly_project", "--json")
    document = json.loads(ccmotivate(*asked, folder=tmp_path).out)
    assert {one["agent_id"] for one in document["agents"]} == members
    assert document["team"] == team


def test_a_team_in_the_way_of_whose_pages_somebody_elses_file_stands(tmp_path: Path, quarter: list[Path]) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/index.html").write_text("mine", encoding="utf-8")
    ran = ccmotivate("explain", quarter[0], "--team", "信用卡一组", "--out", "pages", folder=tmp_path)
    assert ran.code == 2
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--team", "回访", "--out", "p"), "nearest: 回访"),
        (("--team", "回访一组"), "--out"),
        (("--team", "回访一组", "--html", "a.html"), "--out"),
        (("--agent", "0048", "--out", "p"), "--html"),
        (("--agent", "0048", "--team", "回访一组", "--out", "p"), "--agent or --team"),
        ((), "--agent or --team"),
    ],
)
def test_a_team_that_cannot_be_told(tmp_path: Path, asked: tuple[str, ...], said: str) -> None:
    ran = ccmotivate("explain", QUARTER[0], *asked, "--lang", "en", folder=tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_advice_counts_what_was_decided_in_the_ledger(tmp_path: Path) -> None:
    """0045 won the quarter by January and February; January is withheld, and what is left is February and March."""
    words = ("--award", "monthly_project", "--agent", "0045", "--reason", "a reason", "--by", "Manager One")
    asked = ("--agent", "0045", "--award", "quarterly_project", "--period", "2025-Q1", "--json")

    def explanation(*more: str) -> Json:
        (found,) = json.loads(ccmotivate("explain", *QUARTER, *asked, *more, folder=tmp_path).out)["awards"]
        return dict(found)

    assert explanation()["won"]
    assert ccmotivate("decide", "2025-01", "withhold", QUARTER[0], *words, folder=tmp_path).code == 0
    advised = explanation()
    assert not advised["won"]
    assert advised["enough"]["wins"]
    assert {one["month"] for one in advised["enough"]["changes"]} == {"2025-03"}
    assert explanation("--no-ledger")["won"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "weight 0: for information, counts nothing in the score"), ("zh", "权重为 0，仅供参考，不计入得分")],
)
def test_a_line_that_weighs_nothing_says_so(tmp_path: Path, lang: str, said: str) -> None:
    file = lines(tmp_path / "calls.csv", ("Agent", "Month", "Talk", "Hold"), ("A1", "2025-03", 60, 5))
    column = "{{name: {0}, kind: number, detail: {{from: calls, of: {1}, take: sum}}}}\n"
    sources = "calls:\n  files: calls.csv\n  agent_id: Agent\n  month: Month\n  columns:\n"
    sources += "    talk: {name: Talk, kind: number}\n    hold: {name: Hold, kind: number}\n"
    metrics = f"talk: {column.format('Talk', 'talk')}hold: {column.format('Hold', 'hold')}"
    rules = scheme(tmp_path / "rules", sources, metrics)
    role = rules / "roles" / "agent.yaml"
    role.write_text(role.read_text(encoding="utf-8") + "  hold: {weight: 0, curve: {0: 0, 9: 100}}\n", encoding="utf-8")
    page = tmp_path / "page.html"
    words = ("--rules", rules, "--no-ledger", "--lang", lang, "--html", page)
    assert ccmotivate("explain", file, "--agent", "A1", *words).code == 0
    assert page.read_text(encoding="utf-8").count(said) == 1
