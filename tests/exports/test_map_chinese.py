"""Exports as Chinese systems and offices write them: what ``map`` makes of them scores to plain recomputation."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from contextlib import nullcontext
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import typer
import yaml

from ccmotivate.cli.mapping import _ask
from ccmotivate.formats.csv_text import parse
from ccmotivate.locale import translator
from ccmotivate.model.mapping import Question, Remark
from ccmotivate.pipeline.finding import find_inputs
from ccmotivate.readers.mapping.lexicon import field_of, measure_of
from ccmotivate.readers.numbers import parse_number
from ccmotivate.readers.row_kinds import is_sign_off
from ccmotivate.writers.starter.choices import choice_text
from tests.cli.commands import ccmotivate
from tests.exports.made import Map, _scored
from tests.exports.random_logs import read_as_stream
from tests.exports.shapes import lines
from tests.support import workbook

PEOPLE = {"1001": "示安然", "1002": "示范例", "1003": "示样本"}
HEADER = ("工号", "姓名", "接听量", "平均处理时长", "接通率")
ROWS = [
    ("1001", "示安然", 500, "3分20秒", "95.5%"),
    ("1002", "示范例", 640, "2分5秒", "98%"),
    ("1003", "示样本", 410, "4分0秒", "91.2%"),
]


def by_agent(found: dict[tuple[str, str], Fraction]) -> dict[str, Fraction]:
    """The figures of the only month."""
    return {who: value for (_month, who), value in found.items()}


# -- rows below a table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sign_off",
    [
        ("制表人：示例甲", None, "审核人：示例乙", None, "打印时间：2025-04-02"),
        (None, "制 表 人：示例甲", None, "审核：", "示例乙"),
        ("制表人：", "示例甲", None, "日期：", "2025年4月2日"),
        ("制表人：示例甲", None, "部门：客服部", None, "2025-04-02"),
        ("Prepared by: Example", None, "Approved by: Sample", None, None),
    ],
)
def test_who_made_and_checked_a_sheet_is_no_agent(
    tmp_path: Path, mapped: Map, sign_off: tuple[str | None, ...]
) -> None:
    file = workbook(tmp_path / "月报.xlsx", {"2025年3月": [HEADER, *ROWS, sign_off]})
    made = mapped(file)
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: Fraction(calls) for who, _name, calls, *_rest in ROWS}
    assert by_agent(made.values("aht")) == {"1001": Fraction(200), "1002": Fraction(125), "1003": Fraction(240)}


def test_a_row_with_figures_or_of_a_person_is_no_sign_off() -> None:
    assert is_sign_off(["制表人：示例甲", "审核人：示例乙"])
    assert is_sign_off(["制表人：示例甲", "审核：示例乙", dt.date(2025, 4, 2)])
    assert not is_sign_off(["审核组", "示安然"])
    assert not is_sign_off([])
    for figure in (12, "12", "1,200", "98%", "3分20秒", "0:03:20", "￥5"):
        assert not is_sign_off(["审核人：", figure])
    for first in ("示安然", "W0017", "2025-03-18"):
        assert not is_sign_off([first, "审核：通过"])
    assert not is_sign_off(["负责人：示例甲", "2025-03-18", "客户不满"])


REMARKS = ("审核：未通过，退回", "负责人：示例甲", "Approved by: Sample", "已处理")


def test_rows_with_a_remark_that_reads_like_a_sign_off_count(tmp_path: Path, mapped: Map) -> None:
    rows = [
        (f"T{at:03}", f"2025-03-{1 + at % 28:02}", who, name, 100 + at, REMARKS[at % 4])
        for at, (who, name) in enumerate([person for _ in range(20) for person in PEOPLE.items()])
    ]
    made = mapped(lines(tmp_path / "工单.csv", ("工单编号", "创建日期", "工号", "姓名", "处理时长(秒)", "备注"), *rows))
    assert made.code == 0, made.said
    means = {who: [figure for _id, _day, one, _name, figure, _remark in rows if one == who] for who in PEOPLE}
    assert by_agent(made.values("aht")) == {who: Fraction(sum(all_), len(all_)) for who, all_ in means.items()}


def test_people_with_a_remark_that_reads_like_a_sign_off_stay_on_the_roster(tmp_path: Path, mapped: Map) -> None:
    calls = [(who, f"2025-03-{day:02}", f"{60 + day}秒") for day in range(1, 9) for who in PEOPLE]
    staff = [(who, name, "负责人：示例甲") for who, name in PEOPLE.items()]
    files = {"通话": [("工号", "日期", "通话时长"), *calls], "花名册": [("工号", "姓名", "备注"), *staff]}
    made = mapped(workbook(tmp_path / "3月.xlsx", files))
    assert made.code == 0, made.said
    assert {who: name for (_month, who), name in made.agents("name").items()} == PEOPLE


def test_a_row_with_figures_but_no_agent_is_still_an_error(tmp_path: Path, mapped: Map) -> None:
    header = ("工号", "姓名", "接听量", "备注")
    good = [(who, name, 100 + at, "") for at, (who, name) in enumerate(PEOPLE.items())]
    made = mapped(lines(tmp_path / "2025年3月.csv", header, *good))
    assert made.code == 0, made.said
    lines(tmp_path / "2025年3月.csv", header, *good[:2], ("", "示样本", 102, "负责：贵宾"), *good[2:])
    checked = ccmotivate("check", *made.files, "--rules", made.folder / "rules")
    assert checked.code == 1
    assert "A4" in checked.out + checked.err


def test_an_id_alone_in_its_row_is_not_called_a_sign_off(tmp_path: Path, mapped: Map) -> None:
    good = [("2025-03", who, 100 + at, 5) for at, who in enumerate(PEOPLE)]
    file = lines(tmp_path / "月报.csv", ("月份", "工号", "接听量", "投诉量"), *good)
    made = mapped(file)
    assert made.code == 0, made.said
    lines(file, ("月份", "工号", "接听量", "投诉量"), *good, ("", "1004", "", ""))
    checked = ccmotivate("check", file, "--rules", made.folder / "rules", "--lang", "zh")
    assert checked.code == 0
    assert "只填了一格的行和落款（均非员工）未计入：5" in checked.out + checked.err


def test_a_row_of_totals_with_dashes_for_the_agent_is_left_out(tmp_path: Path, mapped: Map) -> None:
    rows = [("客服", "客服工号", "会话量"), *(("示安然", "0012", 40), ("示范例", "0013", 50)), ("汇总", "--", 90)]
    made = mapped(workbook(tmp_path / "工作量.xlsx", {"2025年3月": rows}))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {"0012": Fraction(40), "0013": Fraction(50)}


# -- headers, agents, days, words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "field"), [("姓 名", "name"), ("工　号", "agent_id"), ("岗  位", "role")])
def test_a_header_with_spread_signs_is_one_word(header: str, field: str) -> None:
    assert field_of(header) == field


@pytest.mark.parametrize("shape", ["{id}-{name}", "{name}-{id}", "{id} {name}", "{name}/{id}", "{id}_{name}"])
def test_id_and_chinese_name_in_one_cell_are_parted(tmp_path: Path, mapped: Map, shape: str) -> None:
    calls = [
        (number, shape.format(id=who, name=name), f"2025/3/{day}", f"{60 * day + number % 7}秒")
        for number, (day, (who, name)) in enumerate(((d, p) for d in range(1, 9) for p in PEOPLE.items()), 5000)
    ]
    made = mapped(lines(tmp_path / "通话记录.csv", ("通话ID", "接听坐席", "开始时间", "通话时长"), *calls))
    assert made.code == 0, made.said
    assert {who: name for (_month, who), name in made.agents("name").items()} == PEOPLE
    talks = {who: [int(talk[:-1]) for _n, cell, _day, talk in calls if who in cell] for who in PEOPLE}
    assert by_agent(made.values("talk")) == {who: Fraction(sum(all_), len(all_)) for who, all_ in talks.items()}


def test_seats_with_numbers_are_no_names(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"客服-{at}", 100 + at) for at in (1, 2, 3)]
    made = mapped(workbook(tmp_path / "月报.xlsx", {"2025年3月": [("客服", "接听量"), *rows]}))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: Fraction(calls) for who, calls in rows}


@pytest.mark.parametrize(
    "texts", [("北京-1", "北京-2", "上海-1"), ("1-示安然", "1-示范例", "2-示样本"), ("售前-01", "售后-01", "投诉-01")]
)
def test_numbers_that_come_again_are_no_ids(tmp_path: Path, mapped: Map, texts: tuple[str, ...]) -> None:
    rows = [(who, 100 + at) for at, who in enumerate(texts)]
    made = mapped(workbook(tmp_path / "月报.xlsx", {"2025年3月": [("坐席", "接听量"), *rows]}))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: Fraction(calls) for who, calls in rows}


@pytest.mark.parametrize("shape", ["{}-{}", "{1}({0})"])
def test_a_note_says_that_parted_agents_stand_elsewhere_by_name(tmp_path: Path, shape: str) -> None:
    calls = [(shape.format(*person), "2025-03", 90 + at) for at, person in enumerate(PEOPLE.items())]
    marks = [(name, "2025-03", 80 + at) for at, name in enumerate(PEOPLE.values())]
    files = [
        lines(tmp_path / "话务_2025-03.csv", ("工号", "月份", "接听量"), *calls),
        lines(tmp_path / "质检.csv", ("姓名", "月份", "质检得分"), *marks),
    ]
    said = ccmotivate("map", *files, "--out", tmp_path / "out", "--lang", "zh")
    assert said.code == 0
    assert "同一人会被算作两人" in said.out + said.err


@pytest.mark.parametrize("other", ["1005-Tom", "1003-示样本"])
@pytest.mark.parametrize("by_hand", [False, True])
def test_agents_of_an_answer_are_those_of_other_files(tmp_path: Path, mapped: Map, other: str, by_hand: bool) -> None:
    staff = [f"{who}-{name}" for who, name in PEOPLE.items()]
    told = [(f"K{at}", who, f"2025-03-{at + 1:02}", "一般") for at, who in enumerate([*staff, other] * 4)]
    files = [
        lines(tmp_path / "话务.csv", ("坐席", "月份", "接听量"), *((who, "2025-03", 90) for who in staff)),
        lines(tmp_path / "投诉.csv", ("投诉单号", "责任人", "投诉日期", "投诉等级"), *told),
    ]
    made = mapped(*files, answers={} if by_hand else {"complaints.agent_id": "责任人"})
    if by_hand:
        sources = made.folder / "rules" / "sources.yaml"
        open_, answered = 'agent_id: "?"', "agent_id: 责任人"
        assert open_ in made.text("sources")
        sources.write_text(made.text("sources").replace(open_, answered), encoding="utf-8")
    checked = ccmotivate("check", *files, "--rules", made.folder / "rules", "--json")
    assert checked.code == 0, checked.out + checked.err
    agents = json.loads(checked.out)["months"][0]["agents"]
    assert len(agents) == len({*staff, other})


@pytest.mark.parametrize("other", ["1005-Tom", "1005-刘"])
@pytest.mark.parametrize("shape", ["{}-{}", "{1}({0})"])
def test_agents_are_parted_in_all_files_or_in_none(tmp_path: Path, mapped: Map, other: str, shape: str) -> None:
    staff = [shape.format(*person) for person in PEOPLE.items()]
    calls = [(who, 100 + at) for at, who in enumerate([*staff, other])]
    marks = [(who, f"{80 + at}.5") for at, who in enumerate(staff)]
    made = mapped(
        lines(tmp_path / "话务_2025年3月.csv", ("坐席", "接听量"), *calls),
        lines(tmp_path / "质检_2025年3月.csv", ("坐席", "质检得分"), *marks),
    )
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: Fraction(figure) for who, figure in calls}
    assert by_agent(made.values("quality")) == {who: Fraction(figure) for who, figure in marks}


def test_agents_of_two_files_that_share_numbers_are_not_mixed_up(tmp_path: Path, mapped: Map) -> None:
    one, other = [("北京-1", 10), ("上海-2", 20)], [("北京-1", 90), ("广州-2", 80)]
    made = mapped(
        lines(tmp_path / "话务_2025年3月.csv", ("坐席", "接听量"), *one),
        lines(tmp_path / "质检_2025年3月.csv", ("坐席", "质检得分"), *other),
    )
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: Fraction(figure) for who, figure in one}
    assert by_agent(made.values("quality")) == {who: Fraction(figure) for who, figure in other}


def test_days_written_as_numbers_are_days(tmp_path: Path, mapped: Map) -> None:
    rows = [(20250300 + day, who, 10 + day) for day in range(1, 32) for who in PEOPLE]
    made = mapped(workbook(tmp_path / "日报.xlsx", {"Sheet1": [("日期", "客服工号", "接听量"), *rows]}))
    assert made.code == 0, made.said
    assert "key: [agent_id, column_a]" in made.text("sources")
    assert made.values("answered") == {("2025-03", who): Fraction(sum(range(11, 42))) for who in PEOPLE}


def test_words_for_nothing_among_a_few_words_are_no_error(tmp_path: Path, mapped: Map) -> None:
    words = ("满意", "不满意", "无", "暂无")
    rows = [
        (at, who, f"2025-03-{1 + at % 28:02}", words[at % 4])
        for at, who in enumerate([who for _ in range(16) for who in PEOPLE], 1)
    ]
    made = mapped(lines(tmp_path / "工单.csv", ("工单编号", "受理客服工号", "创建时间", "工单评价"), *rows))
    assert made.code == 0, made.said
    assert "no_data: [无, 暂无]" in made.text("sources")


# -- which side is good ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "id_", "take", "good"),
    [
        ("差评数", "bad_ratings", "sum", "low"),
        ("差评率", "bad_ratings_rate", "mean", "low"),
        ("无差评天数", "no_bad_ratings", "sum", "high"),
        ("好评数", "satisfied", "sum", "high"),
        ("好评率", "csat", "mean", "high"),
        ("好评占比", "csat", "mean", "high"),
        ("满意度 参评数", "rated", "sum", ""),
        ("评价量", "rated", "sum", ""),
        ("满意度 满意度比例", "csat", "mean", "high"),
        ("上班缺卡次数", "late", "sum", "low"),
        ("迟到时长(分钟)", "late_time", "sum", "low"),
        ("工作时长(分钟)", "at_work", "sum", ""),
        ("加班总时长", "at_work", "sum", ""),
        ("通话时长", "talk", "mean", "low"),
        ("话务量", "answered", "sum", "high"),
        ("业务量 话务量", "answered", "sum", "high"),
    ],
)
def test_words_of_ratings_and_attendance(header: str, id_: str, take: str, good: str) -> None:
    found = measure_of(header)
    assert found is not None
    assert (found.id, found.take, found.good) == (id_, take, good)


def test_good_ratings_alone_may_be_a_count_or_a_score() -> None:
    assert measure_of("好评") is None


def test_who_was_never_late_has_no_missing_figure(tmp_path: Path, mapped: Map) -> None:
    rows = [("姓名", "工号", "出勤天数", "迟到时长(分钟)"), ("示安然", "1001", 21, 0), ("示范例", "1002", 20, 14)]
    made = mapped(workbook(tmp_path / "月度汇总.xlsx", {"2025年3月": rows}))
    assert made.code == 0, made.said
    assert by_agent(made.values("late_time")) == {"1001": Fraction(0), "1002": Fraction(14 * 60)}


def test_talk_too_long_for_one_call_is_a_total_without_a_good_side(tmp_path: Path, mapped: Map) -> None:
    rows = [("工号", "姓名", "通话时长"), ("1001", "示安然", "23小时30分"), ("1002", "示范例", "20小时2分")]
    made = mapped(workbook(tmp_path / "状态.xlsx", {"2025年3月": rows}))
    assert made.code == 0, made.said
    assert "good: low" not in made.text("metrics")
    assert by_agent(made.values("talk")) == {"1001": Fraction(84600), "1002": Fraction(72120)}


def test_days_of_first_replies_weigh_by_conversations(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"2025-03-{day:02}", who, 10 * day, 5 + day % 7) for day in range(1, 32) for who in PEOPLE]
    header = ("日期", "客服工号", "对话数", "平均首次响应时长(秒)")
    made = mapped(workbook(tmp_path / "日报.xlsx", {"Sheet1": [header, *rows]}))
    assert made.code == 0, made.said
    mean = Fraction(sum(10 * day * (5 + day % 7) for day in range(1, 32)), sum(10 * day for day in range(1, 32)))
    assert by_agent(made.values("first_reply")) == dict.fromkeys(PEOPLE, mean)


# -- text files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("is_quoted", [False, True])
def test_texts_written_as_formulas_are_what_excel_shows(
    tmp_path: Path, mapped: Map, encoding: str, is_quoted: bool
) -> None:
    shape = '"=""{}"""' if is_quoted else '="{}"'
    rows = [
        (shape.format(f"0{who}"), f"2025-03-{at:02}", shape.format(100 + at)) for at in range(1, 29) for who in PEOPLE
    ]
    rows = [(shape.format(at), *row) for at, row in enumerate(rows, 70001)]
    text = "".join(",".join(row) + "\r\n" for row in (("通话ID", "坐席工号", "开始时间", "通话时长(秒)"), *rows))
    file = tmp_path / "通话记录.csv"
    file.write_bytes(text.encode(encoding))
    made = mapped(file)
    assert made.code == 0, made.said
    expected = {("2025-03", f"0{who}"): Fraction(sum(range(101, 129)), 28) for who in PEOPLE}
    assert made.values("talk") == expected
    _scored.cache_clear()
    with read_as_stream() as told:
        assert made.values("talk") == expected
    assert any("written as formulas" in str(one) for one in told), told


def test_a_formula_of_a_text_file_stays_a_text(tmp_path: Path) -> None:
    columns, _encoding = parse(b'a,b\n=SUM(A1),"=""x"" & ""y"""\n')
    assert [column[1] for column in columns] == ["=SUM(A1)", '="x" & "y"']


@pytest.mark.parametrize("is_large", [False, True])
def test_a_space_before_a_formula_makes_a_text_of_it_in_files_of_any_size(
    tmp_path: Path, mapped: Map, is_large: bool
) -> None:
    ids = [' ="0012"', ' ="0013"', ' ="0014"']
    rows = [(at, who, f"2025-03-{1 + at % 28:02}", 100 + at) for at, who in enumerate(ids * 20, 70001)]
    file = tmp_path / "通话记录.csv"
    text = "".join(
        ",".join(map(str, row)) + "\n" for row in (("通话ID", "坐席工号", "开始时间", "通话时长(秒)"), *rows)
    )
    file.write_text(text, encoding="utf-8")
    made = mapped(file)
    assert made.code == 0, made.said
    _scored.cache_clear()
    with read_as_stream() if is_large else nullcontext([]):
        assert by_agent(made.values("talk")).keys() == {'="0012"', '="0013"', '="0014"'}


def test_scores_that_are_whole_this_month_may_not_be_the_next(tmp_path: Path, mapped: Map) -> None:
    header = ("工号", "姓名", "质检得分", "满意度", "接听量")
    march = [header, ("1001", "示安然", 96, 5, 40), ("1002", "示范例", 88, 4, 30)]
    april = [header, ("1001", "示安然", 96.5, 4.75, 40), ("1002", "示范例", 88, 4, 30)]
    made = mapped(workbook(tmp_path / "质检_2025年3月.xlsx", {"Sheet1": march}))
    assert made.code == 0, made.said
    next_month = workbook(tmp_path / "质检_2025年4月.xlsx", {"Sheet1": april})
    later = replace(made, files=(next_month,))
    assert by_agent(later.values("quality")) == {"1001": Fraction("96.5"), "1002": Fraction(88)}
    assert by_agent(later.values("csat")) == {"1001": Fraction("4.75"), "1002": Fraction(4)}


@pytest.mark.parametrize("word", ["未评价", "暂缺", "未抽检"])
def test_words_for_no_figure_are_no_errors(tmp_path: Path, mapped: Map, word: str) -> None:
    rows = [("工号", "姓名", "满意率"), ("1001", "示安然", "98%"), ("1002", "示范例", word)]
    made = mapped(workbook(tmp_path / "满意度.xlsx", {"2025年3月": rows}))
    assert made.code == 0, made.said
    assert by_agent(made.values("csat")) == {"1001": Fraction(98)}


def test_minutes_and_seconds_with_strokes(tmp_path: Path, mapped: Map) -> None:
    rows = [
        ("1001", "示安然", "3'20\"", "12″"),
        ("1002", "示范例", "4′05″", "8''"),
        ("1003", "示样本", "2’50”", "30＂"),
    ]
    made = mapped(
        workbook(tmp_path / "时长.xlsx", {"2025年3月": [("工号", "姓名", "平均通话时长", "平均等待时长"), *rows]})
    )
    assert made.code == 0, made.said
    assert by_agent(made.values("aht")) == {"1001": Fraction(200), "1002": Fraction(245), "1003": Fraction(170)}
    assert by_agent(made.values("asa")) == {"1001": Fraction(12), "1002": Fraction(8), "1003": Fraction(30)}


@pytest.mark.parametrize("header", ["服务评价", "满意度评分", "质检得分"])
def test_how_rows_of_points_become_one_figure_is_asked(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(f"2025-03-{day:02}", who, ("5分", "4分", "未评价")[day % 3]) for day in range(1, 9) for who in PEOPLE]
    made = mapped(lines(tmp_path / "会话.csv", ("日期", "工号", header), *rows))
    assert made.code == 1
    assert re.findall(r"--answer (\S+?)=", made.said) == ["chats.column_c.take"]


def test_minutes_of_ratings_are_durations(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, 90, f"{3 + at}分", f"{4 + at}分") for at, who in enumerate(PEOPLE)]
    made = mapped(lines(tmp_path / "绩效2025-03.csv", ("工号", "接听量", "平均评价时长", "评价处理时长"), *rows))
    assert made.code == 0, made.said
    assert by_agent(made.values("duration")) == {who: Fraction(60 * (3 + at)) for at, who in enumerate(PEOPLE)}
    assert by_agent(made.values("aht")) == {who: Fraction(60 * (4 + at)) for at, who in enumerate(PEOPLE)}


# -- questions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["sum", "求和"])
def test_questions_are_answered_in_either_language(tmp_path: Path, mapped: Map, answer: str) -> None:
    rows = [(f"2025-03-{day:02}", who, 3 * day) for day in range(1, 9) for who in PEOPLE]
    file = lines(tmp_path / "日报.csv", ("日期", "工号", "夸奖"), *rows)
    asked = mapped(file, lang="zh")
    assert asked.code == 1
    assert "(sum（求和） | mean（求平均）)" in asked.said
    assert "(sum |" in asked.text("metrics")
    assert "（求和）" not in asked.text("metrics")  # the rules take no 求和
    shutil.rmtree(asked.folder)
    made = mapped(file, lang="zh", answers={"source.column_c.take": answer})
    assert made.code == 0, made.said
    assert "take: sum" in made.text("metrics")


def test_a_terminal_takes_the_words_that_it_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    question = Question("calls.columns.talk.unit", Remark("?"), ("seconds", "minutes"), "seconds")
    typed = iter(("时辰", "分钟"))
    monkeypatch.setattr(typer, "prompt", lambda *_given, **_named: next(typed))
    assert _ask(question, "zh") == "minutes"
    assert "  2  minutes（分钟）" in capsys.readouterr().err
    assert choice_text("minutes", translator("en")) == "minutes"


# -- figures -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.2万", 12000),
        ("1,234 万", 12_340_000),
        ("０.5亿", 50_000_000),
        ("-3万", -30000),
        ("万", None),
        ("1.2万%", None),
    ],
)
def test_numbers_in_ten_thousands(text: str, number: int | None) -> None:
    found = parse_number(text)
    assert (found[0] if found else None) == number


@pytest.mark.parametrize(
    "header",
    [
        *("回款金额(万)", "回款金额（万元）", "回款金额(亿)", "回款额万元", "（万元）销售额", "销售额（万元，含税）"),
        *("销售额(万)合计", "万元销售额", "销售额(千元)", "销售额 (k)", "销售额(仟元)", "销售额(w)", "销售额K"),
    ],
)
@pytest.mark.parametrize("amount", ["1.2万", "￥1.2万", "0.5亿元"])
def test_ten_thousands_under_a_header_that_says_so_are_doubtful(
    tmp_path: Path, mapped: Map, header: str, amount: str
) -> None:
    good = [(who, name, f"{at}.5") for at, (who, name) in enumerate(PEOPLE.items())]
    file = lines(tmp_path / "2025年3月.csv", ("工号", "姓名", header), *good)
    made = mapped(file)
    assert made.code == 0, made.said
    lines(file, ("工号", "姓名", header), *good[:2], ("1003", "示样本", amount))
    checked = ccmotivate("check", file, "--rules", made.folder / "rules")
    assert checked.code == 1
    assert "C4" in checked.out + checked.err
    shutil.rmtree(made.folder)
    said = ccmotivate("map", file, "--out", made.folder)
    assert "C4" in said.out + said.err + made.text("sources")


def test_figures_in_ten_thousands_are_scored(tmp_path: Path, mapped: Map) -> None:
    header = ("工号", "姓名", "回款金额", "产出额")
    rows = [header, ("1001", "示安然", "1.2万", "￥1.25万"), ("1002", "示范例", 8000, "￥9,000.50")]
    made = mapped(workbook(tmp_path / "绩效.xlsx", {"2025年3月": rows}))
    assert made.code == 0, made.said
    assert by_agent(made.values("collected")) == {"1001": Fraction(12000), "1002": Fraction(8000)}
    assert by_agent(made.values("column_d")) == {"1001": Fraction(12500), "1002": Fraction("9000.5")}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([45717 + at for at in range(31)], "日期序列号。请把这一列的单元格格式设为“日期”"),
        ([f"3月{1 + at}日" for at in range(31)], "（如3月1日）无法读作日期"),
    ],
)
@pytest.mark.parametrize("header", ["统计日期", "质检日期"])
def test_the_question_for_the_month_names_days_that_cannot_be_read(
    tmp_path: Path, mapped: Map, days: list[object], said: str, header: str
) -> None:
    rows = [(day, who, 10) for day in days for who in PEOPLE]
    made = mapped(workbook(tmp_path / "日报.xlsx", {"Sheet1": [(header, "工号", "接听量"), *rows]}), lang="zh")
    assert made.code == 1
    assert said in "".join(made.said.split()).replace(" ", "")


def test_a_folder_gives_its_files_of_wps(tmp_path: Path) -> None:
    (tmp_path / "3月.et").write_bytes(b"")
    paths, _problems = find_inputs([str(tmp_path)])
    assert [path.name for path in paths] == ["3月.et"]


# -- calls that nobody took --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("talk", "code"), [("—", 0), ("0秒", 0), ("35秒", 1)])
def test_calls_of_nobody_are_left_out_where_nobody_talked(tmp_path: Path, mapped: Map, talk: str, code: int) -> None:
    calls = [("1.74E+12", who, f"2025/3/{1 + at // 2}", f"{61 + at}秒") for at in range(8) for who in PEOPLE]
    rows = [*calls[:5], ("1.74E+12", "", "2025/3/2", talk), *calls[5:]]
    made = mapped(lines(tmp_path / "通话记录.csv", ("呼叫ID", "接听坐席", "开始时间", "通话时长"), *rows))
    assert made.code == code, made.said
    if code:
        assert "B7" in made.said
        return
    assert 'only: {接听坐席: "*"}' in made.text("sources")
    assert by_agent(made.values("talk")) == dict.fromkeys(PEOPLE, Fraction(sum(range(61, 69)), 8))


def test_labels_of_a_pivot_table_with_ids_and_names_are_agents(tmp_path: Path, mapped: Map) -> None:
    labels = [(f"{who} {name}", 500 + at, 150.5 + at, at) for at, (who, name) in enumerate(PEOPLE.items())]
    header = ("行标签", "求和项:通话量", "平均值项:通话时长(秒)", "求和项:投诉量")
    rows = [("月份", "2025年3月"), (), header, *labels, ("总计", 1503, 151.5, 3)]
    made = mapped(workbook(tmp_path / "3月透视.xlsx", {"数据透视表": rows}))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: Fraction(500 + at) for at, who in enumerate(PEOPLE)}
    assert by_agent(made.values("talk")) == {who: Fraction(301 + 2 * at, 2) for at, who in enumerate(PEOPLE)}


def test_other_labels_of_a_pivot_table_are_asked_for(tmp_path: Path, mapped: Map) -> None:
    rows = [("行标签", "求和项:通话量"), *((name, 5) for name in ("一组", "二组", "三组"))]
    made = mapped(workbook(tmp_path / "部门.xlsx", {"2025年3月": rows}))
    assert made.code == 1
    assert "source.agent_id" in made.said


def test_who_was_off_has_no_figures(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, f"2025-03-{day:02}", 20 + day, 10 * day) for day in range(3, 12) for who in PEOPLE]
    off = [(who, f"2025-03-{day}", "休", "请假") for day in (13, 14) for who in PEOPLE]
    made = mapped(lines(tmp_path / "话务日报.csv", ("工号", "日期", "接听量", "外呼量"), *rows, *off))
    assert made.code == 0, made.said
    totals = {who: sum(calls for one, _day, calls, _out in rows if one == who) for who in PEOPLE}
    assert by_agent(made.values("answered")) == totals


@pytest.mark.parametrize("words", [("早", "晚", "休"), ("在岗", "开会", "休息")])
def test_a_word_for_off_is_none_among_figures_only(tmp_path: Path, mapped: Map, words: tuple[str, ...]) -> None:
    rows = [(who, f"2025-03-{day:02}", words[day % 3], words[2] if day % 3 == 2 else 10 * day)
            for day in range(3, 15) for who in PEOPLE]  # fmt: skip
    made = mapped(lines(tmp_path / "日报.csv", ("工号", "日期", "班次", "接听量"), *rows))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == dict.fromkeys(
        PEOPLE, sum(10 * day for day in range(3, 15) if day % 3 != 2)
    )
    (source,) = yaml.safe_load(made.text("sources")).values()
    assert [sorted(one["values"]) for one in source["columns"].values() if "values" in one] == [sorted(words)]


def test_no_reply_is_a_word_of_its_own_among_others(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"S{at:03}", who, f"2025-03-{at % 28 + 1:02}", ("已回复", "未回复", "已关闭")[at % 7 % 3], 5 + at)
            for at, who in enumerate([*PEOPLE] * 20)]  # fmt: skip
    made = mapped(lines(tmp_path / "在线会话.csv", ("会话ID", "工号", "开始时间", "回复状态", "消息数"), *rows))
    assert made.code == 0, made.said
    assert "values: [已回复, 未回复, 已关闭]" in made.text("sources")


@pytest.mark.parametrize(
    ("word", "is_rated"), [("超时未评", False), ("无效评价", False), ("未回复", False), ("默认满意", True)]
)
def test_who_did_not_rate_is_left_out_of_ratings(tmp_path: Path, mapped: Map, word: str, *, is_rated: bool) -> None:
    words = ("满意", "不满意", "一般", word, "满意")
    rows = [(f"T{at:03}", who, f"2025-03-{at % 28 + 1:02}", words[at % 5]) for at, who in enumerate([*PEOPLE] * 20)]
    made = mapped(lines(tmp_path / "回访.csv", ("工单号", "工号", "回访时间", "评价结果"), *rows))
    assert made.code == 0, made.said
    rated = {who: [one[3] for one in rows if one[1] == who and (is_rated or one[3] != word)] for who in PEOPLE}
    good = {"满意", "默认满意"}
    assert by_agent(made.values("csat")) == {
        who: Fraction(100 * sum(one in good for one in some), len(some)) for who, some in rated.items()
    }
    assert ("csat: {weight: 0" in (made.folder / "rules/roles/agent.yaml").read_text("utf-8")) == is_rated


@pytest.mark.parametrize(
    ("header", "good"),
    [
        ("工单及时率", "high"),
        ("是否超时", "low"),
        ("超时工单数", "low"),
        ("未超时率", "high"),
        ("遗失赔付金额", "low"),
        ("罚款金额", "low"),
        ("挽回损失金额", "high"),
        ("退款金额", ""),
        ("扣款", "low"),
        ("退保率(%)", "low"),
        ("退保件数", "low"),
        ("本月赔付总额（元）", "low"),
        ("补考成绩", "high"),
        ("是否合格", "high"),
        ("一票否决", "low"),
        ("承诺兑现率", "high"),
        ("平均响应（秒）", "low"),
        ("外呼量（次）", "high"),
        ("接通量(通)", "high"),
        ("投诉(件)", "low"),
        ("处理用时(分钟)", "low"),
    ],
)
def test_what_chinese_offices_measure_has_a_good_side(header: str, good: str) -> None:
    found = measure_of(header)
    assert found is not None
    assert found.good == good


@pytest.mark.parametrize(
    "header",
    [
        "平均回复条数",
        "平均回复字数",
        "平均响应满意度",
        "平均响应得分",
        "平均响应次数",
        "耗时超标单数",
        "用时达标率",
        "用时超标次数",
        "占用时",
    ],
)
def test_what_is_counted_or_rated_of_times_is_no_time(header: str) -> None:
    found = measure_of(header)
    assert found is None or found.id not in ("reply_time", "duration")


@pytest.mark.parametrize(
    "header",
    [
        "扣款成功件数",
        "扣款成功率",
        "代扣款笔数",
        "退保挽留成功件数",
        "止损失金额",
        "减少损失金额",
        "退保挽回件数",
        "追回损失",
        "未退保件数",
        "赔付完成率",
        "赔付处理量",
    ],
)
def test_what_is_made_of_losses_has_no_good_side(header: str) -> None:
    assert measure_of(header) is None


@pytest.mark.parametrize(("sign", "good"), [(1, "low"), (-1, "")])
def test_losses_below_0_are_better_high(tmp_path: Path, mapped: Map, sign: int, good: str) -> None:
    rows = [(who, 30 + at, sign * (100.5 + at)) for at, who in enumerate(PEOPLE)]
    made = mapped(workbook(tmp_path / "月报.xlsx", {"2025年3月": [("工号", "接听量", "赔付金额"), *rows]}))
    assert made.code == 0, made.said
    metrics = yaml.safe_load(made.text("metrics"))
    assert [one.get("good", "") for one in metrics.values() if one["name"] == "赔付金额"] == [good]


@pytest.mark.parametrize("header", ["成单件数", "成单（件）"])
def test_things_are_summed_over_days_without_a_question(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(who, f"2025-03-{day:02}", day, 60 * day) for day in range(3, 12) for who in PEOPLE]
    made = mapped(lines(tmp_path / "日报.csv", ("工号", "日期", header, "通话秒数"), *rows))
    assert made.code == 0, made.said
    deals = {who: sum(many for one, _day, many, _talk in rows if one == who) for who in PEOPLE}
    assert by_agent(made.values("column_c")) == deals
    assert by_agent(made.values("talk")) == dict.fromkeys(PEOPLE, Fraction(420))


@pytest.mark.parametrize(
    "header", ["累计成单件数", "日均成单件数", "待处理工单件数", "在管户数", "人均件数", "库存件数", "委案件数"]
)
def test_totals_of_more_days_averages_and_stocks_are_asked_for(tmp_path: Path, mapped: Map, header: str) -> None:
    rows = [(who, f"2025-03-{day:02}", 20 + day, 50) for day in range(3, 12) for who in PEOPLE]
    made = mapped(lines(tmp_path / "日报.csv", ("工号", "日期", header, "接听量"), *rows))
    assert made.code == 1
    assert f"Is {header}, like 23, summed or averaged" in made.said


@pytest.mark.parametrize("shape", ["{1}({0})", "{0}-{1}"])
def test_a_roster_of_ids_knows_agents_with_id_and_name_in_one_cell(tmp_path: Path, mapped: Map, shape: str) -> None:
    staff = lines(tmp_path / "花名册.csv", ("工号", "姓名", "组别"), *((*one, "一组") for one in PEOPLE.items()))
    calls = [(shape.format(*one), f"2025-03-{day:02}", 10 * day) for day in range(3, 9) for one in PEOPLE.items()]
    made = mapped(staff, lines(tmp_path / "话务.csv", ("坐席", "日期", "接听量"), *calls))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == dict.fromkeys(PEOPLE, Fraction(330))
    assert set(made.agents("team").values()) == {"一组"}


@pytest.mark.parametrize("words", [("很满意", "满意", "一般", "不满意"), ("满意", "基本满意", "不满意")])
def test_words_of_ratings_become_a_share_of_who_rated(tmp_path: Path, mapped: Map, words: tuple[str, ...]) -> None:
    told = [*words, "未评价", "未评价"]
    rows = [(f"S{at:03}", who, f"2025-03-{at % 28 + 1:02}", told[at % len(told)], at)
            for at, who in enumerate([*PEOPLE] * 20)]  # fmt: skip
    made = mapped(lines(tmp_path / "短信满意度.csv", ("会话ID", "工号", "发送时间", "评价结果", "消息数"), *rows))
    assert made.code == 0, made.said
    good = {"很满意", "满意", "基本满意"}
    rated = {who: [one[3] in good for one in rows if one[1] == who and one[3] != "未评价"] for who in PEOPLE}
    assert by_agent(made.values("csat")) == {who: Fraction(100 * sum(one), len(one)) for who, one in rated.items()}
    assert ("in no list of ours" in made.text("metrics").split("csat:")[0].split("replies:")[-1]) == (
        "基本满意" in words
    )
    assert ("csat: {weight: 0" in (made.folder / "rules/roles/agent.yaml").read_text("utf-8")) == ("基本满意" in words)


def _leaves(folder: Path, *units: str) -> Path:
    rows = [(who, f"2025-03-{day:02} 09:00", "事假", day / 2, units[day % len(units)])
            for day in range(3, 13) for who in PEOPLE]  # fmt: skip
    return lines(folder / "请假.csv", ("工号", "开始时间", "请假类型", "时长", "时长单位"), *rows)


def test_a_column_of_one_unit_beside_times_says_it(tmp_path: Path, mapped: Map) -> None:
    made = mapped(_leaves(tmp_path, "小时"), answers={"source.duration.take": "sum"})
    assert "duration: {name: 时长, kind: duration, unit: hours}" in made.text("sources"), made.said


@pytest.mark.parametrize(
    ("headers", "units", "told"),
    [
        (("通话时长", "计费单位"), ("分钟",), {"通话时长": "seconds"}),
        (("通话时长", "加班时长", "加班单位"), ("小时",), {"通话时长": "seconds", "加班时长": "hours"}),
        (("通话时长", "加班时长", "单位"), ("小时",), {"通话时长": "seconds", "加班时长": "hours"}),
        (("通话时长", "请假时长", "单位"), ("小时", "天"), {"通话时长": "seconds"}),
        (("通话时长", "请假时长", "单位"), ("天",), {"通话时长": "seconds", "请假时长": "?"}),
        (("请假时长", "单位"), ("天",), {"请假时长": "?"}),
        (("单位", "通话时长", "请假时长"), ("小时",), {"通话时长": "seconds", "请假时长": "seconds"}),
        (("通话时长", "单位"), ("小时",), {"通话时长": "?"}),
        (("通话时长", "培训", "单位"), ("小时",), {"通话时长": "seconds"}),
        (("请假时长", "培训", "时长单位"), ("小时",), {"请假时长": "hours"}),
    ],
)
def test_a_column_of_units_says_those_of_one_time_only(
    tmp_path: Path, mapped: Map, headers: tuple[str, ...], units: tuple[str, ...], told: dict[str, str]
) -> None:
    def cell(header: str, day: int) -> object:
        return units[day % len(units)] if "单位" in header else 180 + day if header == "通话时长" else day % 3

    rows = [(who, f"2025-03-{day:02}", *(cell(one, day) for one in headers)) for day in range(3, 13) for who in PEOPLE]
    made = mapped(lines(tmp_path / "日报.csv", ("工号", "日期", *headers), *rows))
    (source,) = yaml.safe_load(made.text("sources")).values()
    columns = source["columns"].values()
    assert {one["name"]: one["unit"] for one in columns if one["kind"] == "duration"} == told, made.said


def test_times_in_several_units_are_left_out_and_named(tmp_path: Path, mapped: Map) -> None:
    made = mapped(_leaves(tmp_path, "小时", "天"))
    assert "differs from row to row: 时长\n" in made.text("sources"), made.said
    assert "kind: duration" not in made.text("sources")


def test_clocking_in_and_out_is_no_length(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, f"2025-03-{day:02}", f"08:{day:02}", f"17:{30 + day}", 100 + day)
            for day in range(3, 13) for who in PEOPLE]  # fmt: skip
    header = ("工号", "日期", "上班打卡", "下班打卡", "接听量")
    made = mapped(lines(tmp_path / "打卡明细.csv", header, *rows))
    assert made.code == 0, made.said
    assert re.search("times of the day.*上班打卡.*下班打卡", made.text("sources"))


@pytest.mark.parametrize("weighed", [True, False])
def test_rates_of_calls_that_agents_made_weigh_by_these(tmp_path: Path, mapped: Map, *, weighed: bool) -> None:
    rows = [(who, f"2025-03-{day:02}", 200 + 10 * day, 10 * day, f"{1000 * day / (200 + 10 * day):.1f}%")
            for day in range(3, 13) for who in PEOPLE]  # fmt: skip
    rows = [(who, day, calls if weighed else 77, done, rate) for who, day, calls, done, rate in rows]
    made = mapped(lines(tmp_path / "外呼.csv", ("工号", "日期", "外呼量", "接通量", "接通率"), *rows))
    assert made.code == 0, made.said
    assert ("weigh: outbound" in made.text("metrics")) == weighed


def test_remarks_and_names_of_others_may_be_any_next_month(tmp_path: Path, mapped: Map) -> None:
    def month(number: int, *words: str) -> Path:
        rows = [
            (f"G{number}{at:03}", f"2025-0{number}-{at % 28 + 1:02}", who, at, words[at % 2], words[at % 2])
            for at, who in enumerate([*PEOPLE] * 10)
        ]
        return lines(
            tmp_path / f"工单_2025-0{number}.csv", ("工单编号", "创建时间", "工号", "时效", "质检员", "备注"), *rows
        )

    made = mapped(month(1, "罗刚", "何梅"), answers={"tickets.column_d.take": "sum"})
    assert "values:" not in made.text("sources"), made.said
    then = ccmotivate("check", month(2, "新来的", "别的"), "--rules", made.folder / "rules")
    assert "新来的" not in then.out + then.err


@pytest.mark.parametrize("is_signed", [True, False])
def test_bonus_and_deduction_are_not_added_up(tmp_path: Path, mapped: Map, *, is_signed: bool) -> None:
    rows = [
        (
            f"2025-03-{at % 20 + 1:02}",
            who,
            "扣分" if at % 2 else "加分",
            (-1 if is_signed and at % 2 else 1) * (at % 5 + 1),
        )
        for at, who in enumerate([*PEOPLE] * 10)
    ]
    file = lines(tmp_path / "奖惩台账.csv", ("日期", "工号", "类别", "分值"), *rows)
    made = mapped(file, answers={"source.column_d.take": "sum"} if is_signed else {})
    assert made.code == 0, made.said
    words = yaml.safe_load(made.text("metrics"))
    found = {one["name"]: by_agent(made.values(id_)) for id_, one in words.items()}
    assert [one["name"] for one in words.values() if one.get("good") == "low"] == ([] if is_signed else ["扣分"])
    kinds = {"分值": ("加分", "扣分")} if is_signed else {"加分": ("加分",), "扣分": ("扣分",)}
    assert found == {
        name: {who: sum(points for _day, one, kind, points in rows if one == who and kind in those) for who in PEOPLE}
        for name, those in kinds.items()
    }


def test_whoever_has_no_deduction_has_0_of_them(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"2025-03-{at % 20 + 1:02}", who, "扣分" if who == "1001" and at % 2 else "加分", at % 5 + 1)
            for at, who in enumerate([*PEOPLE] * 10)]  # fmt: skip
    made = mapped(lines(tmp_path / "奖惩台账.csv", ("日期", "工号", "类别", "分值"), *rows))
    assert made.code == 0, made.said
    (lost,) = (id_ for id_, one in yaml.safe_load(made.text("metrics")).items() if one["name"] == "扣分")
    assert by_agent(made.values(lost)) == {
        who: sum(points for _day, one, kind, points in rows if (one, kind) == (who, "扣分")) for who in PEOPLE
    }


def test_points_without_a_word_for_what_they_are_are_not_passed_over(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"2025-03-{at % 20 + 1:02}", who, ("扣分", "加分", None)[at % 4 % 3], at % 5 + 1)
            for at, who in enumerate([*PEOPLE] * 10)]  # fmt: skip
    made = mapped(lines(tmp_path / "奖惩台账.csv", ("日期", "工号", "类别", "分值"), *rows))
    assert made.code == 1
    assert "分值" in made.said


@pytest.mark.parametrize("header", ["缺勤天数", "Absences"])
def test_a_leave_among_days_of_absence_is_not_passed_over(tmp_path: Path, header: str) -> None:
    word = "病假" if header == "缺勤天数" else "Sick"
    rows = [(who, "2025-03", word if who == "1003" else at, 20 + at) for at, who in enumerate(PEOPLE)]
    file = lines(tmp_path / "考勤.csv", ("工号", "月份", header, "出勤天数"), *rows)
    ran = ccmotivate("map", file, "--out", tmp_path / "out", "--lang", "en")
    assert ran.code == 1
    assert f"考勤.csv!csv!C4: {word} is not a number" in ran.out + ran.err


def test_what_customers_say_of_goods_has_no_weight(tmp_path: Path, mapped: Map) -> None:
    words = ("满意", "一般", "不满意", "满意")
    rows = [(f"T{at:03}", who, f"2025-03-{at % 28 + 1:02}", words[at % 4], words[at % 7 % 4])
            for at, who in enumerate([*PEOPLE] * 20)]  # fmt: skip
    made = mapped(lines(tmp_path / "回访.csv", ("工单号", "工号", "回访时间", "服务满意度", "产品满意度"), *rows))
    assert made.code == 0, made.said
    names = {id_: one["name"] for id_, one in yaml.safe_load(made.text("metrics")).items()}
    card = yaml.safe_load(made.text("roles/agent"))["scorecard"]
    weights = {names[id_]: line["weight"] for id_, line in card.items()}
    assert weights["产品满意度"] == 0 < weights["服务满意度"]


def test_agents_without_names_are_no_totals(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, "***", day, 10 + at) for at, who in enumerate(PEOPLE) for day in ("2025-03-03", "2025-03-04")]
    made = mapped(lines(tmp_path / "接听 2025-03.csv", ("工号", "姓名", "日期", "接听量"), *rows))
    assert made.code == 0, made.said
    assert by_agent(made.values("answered")) == {who: 2 * (10 + at) for at, who in enumerate(PEOPLE)}


def test_a_column_that_is_the_same_everywhere_makes_no_copy(tmp_path: Path, mapped: Map) -> None:
    days = range(1, 21)

    def channel(name: str, rare: int) -> Path:
        rows = [(who, f"2025-03-{day:02}", 8, int(day == rare)) for day in days for who in PEOPLE]
        return lines(tmp_path / name, ("工号", "日期", "工时", "投诉量"), *rows)

    made = mapped(channel("投诉日报2025-03.csv", 3), channel("投诉日报2025-03(1).csv", 5))
    assert "key:" not in made.text("sources"), made.said


@pytest.mark.parametrize("header", ["状态描述", "AUX Description"])
def test_states_under_a_header_of_descriptions_stay_apart(tmp_path: Path, mapped: Map, header: str) -> None:
    states = ["就绪", "小休", "会议"]
    rows = [(who, f"2025-03-{day:02}", word, 600 + 60 * at)
            for day in range(3, 12) for who in PEOPLE for at, word in enumerate(states)]  # fmt: skip
    made = mapped(lines(tmp_path / "状态.csv", ("工号", "日期", header, "时长(秒)"), *rows))
    assert made.code == 0, made.said
    metrics = yaml.safe_load(made.text("metrics"))
    assert [one["name"] for one in metrics.values()] == states


def test_words_of_ratings_under_a_header_of_opinions_become_a_share(tmp_path: Path, mapped: Map) -> None:
    rows = [(f"T{at:03}", who, f"2025-03-{at % 28 + 1:02}", ("满意", "一般", "不满意", "满意")[at % 4])
            for at, who in enumerate([*PEOPLE] * 20)]  # fmt: skip
    made = mapped(lines(tmp_path / "回访.csv", ("工单号", "工号", "回访时间", "客户意见"), *rows))
    assert made.code == 0, made.said
    rated = {who: [one[3] == "满意" for one in rows if one[1] == who] for who in PEOPLE}
    assert by_agent(made.values("csat")) == {who: Fraction(100 * sum(one), len(one)) for who, one in rated.items()}
