"""Whole offices, each with all of their files: what ``map`` makes of them scores to plain recomputation."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from ccmotivate.readers.mapping.lexicon import field_of, measure_of
from tests.cli.commands import ccmotivate
from tests.exports.made import Made, Map, Who
from tests.exports.shapes import lines
from tests.support import workbook

PEOPLE = ["000800", "000807", "000814"]
MONTHS = ["2025-01", "2025-02"]


def _metrics(made: Made) -> dict[str, str]:
    """The metrics by their names."""
    return {one["name"]: id_ for id_, one in yaml.safe_load(made.text("metrics")).items()}


def _scored(made: Made) -> set[str]:
    """The names of the metrics that have a weight."""
    role = yaml.safe_load(next((made.folder / "rules" / "roles").glob("*.yaml")).read_text(encoding="utf-8"))
    names = {id_: name for name, id_ in _metrics(made).items()}
    return {names[id_] for id_, line in role["scorecard"].items() if line["weight"]}


def _surveys(folder: Path) -> tuple[Path, dict[Who, Fraction]]:
    """What customers said, an agent and month a row: the same letters of columns as those of ``_calls``."""
    rows = [(who, month, 40 + at, 20 + at, 18) for month in MONTHS for at, who in enumerate(PEOPLE)]
    file = lines(folder / "满意度.csv", ("工号", "月份", "邀评数", "参评数", "满意数"), *rows)
    return file, {(month, who): Fraction(18) for who, month, *_rest in rows}


def _calls(folder: Path) -> tuple[Path, dict[Who, Fraction]]:
    """Days of calls, and the talk time of each call, by agent and month."""
    talk, calls = defaultdict[Who, int](int), defaultdict[Who, int](int)
    choice, rows = random.Random(7), []
    for month in MONTHS:
        for day in range(1, 21):
            for who in PEOPLE:
                taken, each = choice.randint(30, 60), choice.randint(150, 260)
                seconds = taken * each
                calls[month, who] += taken
                talk[month, who] += seconds
                clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
                rows.append((f"{month}-{day:02}", who, taken + 3, taken, clock))
    file = lines(folder / "话务.csv", ("日期", "工号", "呼入量", "接听量", "通话总时长"), *rows)
    return file, {key: Fraction(talk[key], calls[key]) for key in talk}


def test_a_formula_names_the_metrics_of_its_own_source(tmp_path: Path, mapped: Map) -> None:
    """The columns of both sources have the same letters, and so their metrics the same ids at first."""
    (surveys, satisfied), (calls, each) = _surveys(tmp_path), _calls(tmp_path)
    made = mapped(surveys, calls)
    assert made.code == 0, made.said
    assert made.values("time_each") == each
    names = _metrics(made)
    assert made.values(names["满意数"]) == satisfied
    assert not [name for name in names if name.endswith(" 2")]
    assert "通话总时长" not in _scored(made)  # whoever takes more calls talks longer
    assert _scored(made) == {"满意数", "Answer rate", "Time for each call"}


def _complaints(folder: Path) -> tuple[Path, dict[Who, Fraction]]:
    """Complaints, of which some are nobody's fault, and how many are each agent's by month."""
    rows = [
        (f"TS{at:04}", f"2025-0{1 + at % 2}-{1 + at % 27:02}", PEOPLE[at % 4 // 2], ["有责", "无责"][at % 3 // 2])
        for at in range(30)
    ]
    count = defaultdict[Who, int](int)
    for _number, day, who, side in rows:
        count[day[:7], who] += side == "有责"
    file = lines(folder / "投诉.csv", ("投诉单号", "投诉时间", "责任坐席工号", "是否有责"), *rows)
    return file, {(month, who): Fraction(count[month, who]) for month in MONTHS for who in PEOPLE}


def test_whoever_has_no_complaint_on_record_has_none(tmp_path: Path, mapped: Map) -> None:
    (calls, _each), (complaints, count) = _calls(tmp_path), _complaints(tmp_path)
    roster = lines(tmp_path / "花名册.csv", ("工号", "姓名"), *((who, f"示例{who[-2:]}") for who in PEOPLE))
    made = mapped(calls, complaints, roster)
    assert made.code == 0, made.said
    assert made.values("complaints") == count
    assert Fraction(0) in count.values()
    metric = yaml.safe_load(made.text("metrics"))["complaints"]
    assert metric["good"] == "low"
    assert "Complaints" in _scored(made) and "Complaints on record" not in _scored(made)
    made.folder.rename(tmp_path / "in_english")
    assert {"投诉数", "投诉记录数"} < _metrics(mapped(calls, complaints, roster, lang="zh")).keys()


def test_quality_checks_are_no_contacts(tmp_path: Path, mapped: Map) -> None:
    header = ("质检编号", "质检日期", "录音流水号", "工号", "质检员", "质检得分", "致命项")
    rows = [
        (f"ZJ{at:04}", f"2025-01-{1 + at % 28:02}", f"R{at}", who, "质检甲", 90 + at % 9, "是" if at % 9 == 0 else "否")
        for at in range(40)
        for who in [PEOPLE[at % 3]]
    ]
    made = mapped(lines(tmp_path / "质检.csv", header, *rows))
    assert made.code == 0, made.said
    assert "Contacts" not in _metrics(made)
    assert _scored(made) == {"质检得分", "致命项"}
    fatal = {("2025-01", who): [row[6] == "是" for row in rows if row[3] == who] for who in PEOPLE}
    assert made.values(_metrics(made)["致命项"]) == {
        who: Fraction(100 * sum(one), len(one)) for who, one in fatal.items()
    }


def test_a_sheet_with_a_column_for_each_day_of_the_month(tmp_path: Path, mapped: Map) -> None:
    """Of attendance its sums are taken; the row of weekdays below the header is no header."""
    files, late = [], {}
    for month, days in (("2025年1月", 31), ("2025年2月", 28)):
        header = ["工号", "姓名", *range(1, days + 1), "应出勤", "实出勤", "迟到"]
        week = [None, None, *("一二三四五六日"[day % 7] for day in range(days))]
        rows = [
            [who, f"示例{who[-2:]}", *(["√", "休", "迟"][(at + day) % 3] for day in range(days)), 22, 21, at + days % 4]
            for at, who in enumerate(PEOPLE)
        ]
        key = "2025-01" if days == 31 else "2025-02"
        late |= {(key, str(row[0])): Fraction(int(row[-1])) for row in rows}
        sheet = [[f"{month}考勤表"], header, week, *rows, ["备注：√出勤 休-休息 迟-迟到"]]
        files.append(workbook(tmp_path / f"考勤{month}.xlsx", {"考勤": sheet}))
    made = mapped(*files)
    assert made.code == 0, made.said
    assert made.values(_metrics(made)["迟到"]) == late
    assert _scored(made) == {"迟到"}


@pytest.mark.parametrize("header", ["Assignee email", "Agent e-mail", "Opportunity Owner", "Deal owner"])
def test_whose_row_it_is(header: str) -> None:
    assert field_of(header) == "agent_id"


@pytest.mark.parametrize("header", ["User email", "Employee Email", "User e-mail address"])
def test_addresses_that_may_be_those_of_customers(header: str) -> None:
    """In exports of conversations a user is a customer, and in those of an inner help desk an employee is."""
    assert field_of(header) == ""


@pytest.mark.parametrize(
    ("header", "measure", "good"),
    [
        ("满意数", "satisfied", "high"),
        ("满意率", "csat", "high"),
        ("Satisfied responses", "satisfied", "high"),
        ("Satisfaction", "csat", "high"),
        ("致命项", "fatal", "low"),
        ("Fatal error", "fatal", "low"),
        ("No. of fatal errors", "fatal", "low"),
        ("迟到次数", "late", "low"),
        ("Late arrivals", "late", "low"),
        ("Absences", "late", "low"),
        ("实出勤天数", "attended", ""),
    ],
)
def test_what_offices_count(header: str, measure: str, good: str) -> None:
    found = measure_of(header)
    assert found is not None
    assert (found.id, found.good) == (measure, good)


@pytest.mark.parametrize(
    "header",
    [
        "无致命项",
        "No fatal errors",
        "Fatal free calls",
        "未迟到",
        "没有缺勤",
        "Not late arriving",
        "not late",
        "非致命项",
    ],
)
def test_the_absence_of_what_is_bad_is_not_it(header: str) -> None:
    found = measure_of(header)
    assert found is None or (found.good == "high" and found.id not in ("fatal", "late"))


def test_sources_of_chinese_files_are_called_by_what_they_are_about(tmp_path: Path, mapped: Map) -> None:
    (calls, _each), (surveys, _satisfied), (complaints, _count) = (
        make(tmp_path) for make in (_calls, _surveys, _complaints)
    )
    roster = lines(tmp_path / "花名册.csv", ("工号", "姓名"), *((who, f"示例{who[-2:]}") for who in PEOPLE))
    other = lines(tmp_path / "杂项.csv", ("工号", "月份", "加班次数"), *((who, "2025-01", 3) for who in PEOPLE))
    more = lines(tmp_path / "其他.csv", ("工号", "月份", "培训次数"), *((who, "2025-01", 2) for who in PEOPLE))
    sources = yaml.safe_load(mapped(calls, surveys, complaints, roster, other, more).text("sources"))
    assert set(sources) == {"calls", "satisfaction", "complaints", "staff", "source", "source_2"}


@pytest.mark.parametrize("header", ["话后处理时长", "平均话后处理时长", "后处理时长"])
def test_work_after_a_call_is_not_the_whole_of_it(header: str) -> None:
    found = measure_of(header)
    assert found is not None
    assert found.id == "acw"


def test_metrics_of_chinese_headers_are_called_by_what_they_measure(tmp_path: Path, mapped: Map) -> None:
    (calls, _each), (surveys, _satisfied) = _calls(tmp_path), _surveys(tmp_path)
    names = _metrics(mapped(calls, surveys))
    assert {names["通话总时长"], names["接听量"], names["满意数"]} == {"talk", "answered", "satisfied"}


def test_addresses_beside_names_count_nobody_twice(tmp_path: Path, mapped: Map) -> None:
    """One system has the names, another both: without a roster the names are what they share."""
    names = ["Ada Example", "Ben Sample", "Cora Model"]
    days = [f"2025-01-{day:02}" for day in range(1, 21)]
    calls = lines(
        tmp_path / "calls.csv",
        ("Date", "Agent name", "Calls handled"),
        *((day, name, 30 + at) for day in days for at, name in enumerate(names)),
    )
    tickets = lines(
        tmp_path / "tickets.csv",
        ("Ticket ID", "Created", "Agent email", "Agent name"),
        *(
            (f"T{day[-2:]}{at}", f"{day} 09:00", f"{name.split()[0].lower()}@example.com", name)
            for day in days
            for at, name in enumerate(names)
        ),
    )
    made = mapped(calls, tickets)
    assert made.code == 0, made.said
    metrics = {name: made.values(id_) for name, id_ in _metrics(made).items()}
    assert metrics["Tickets"] == {("2025-01", name): Fraction(20) for name in names}
    assert metrics["Tickets"].keys() == metrics["Calls handled"].keys()


def _keyed(folder: Path, key: str, agent: str) -> Path:
    rows = [(f"TS{at:04}", f"2025-01-{1 + at % 27:02}", PEOPLE[at % 3], 300 + at % 7) for at in range(40)]
    return lines(folder / "list.csv", (key, "Created", agent, "Resolution time (s)"), *rows)


@pytest.mark.parametrize(
    ("key", "agent"),
    [
        ("投诉单号", "处理人"),
        ("Complaint ID", "Complaint owner"),
        ("Complaint No.", "Handled by"),
        ("投诉编号", "受理人"),
    ],
)
def test_complaints_of_whoever_settles_them_are_shown_only(tmp_path: Path, mapped: Map, key: str, agent: str) -> None:
    """Nobody knows whether more of them is better; who settled none settled an unknown number."""
    made = mapped(_keyed(tmp_path, key, agent))
    assert made.code == 0, made.said
    metric = yaml.safe_load(made.text("metrics"))["complaint_rows"]
    assert "good" not in metric
    assert "complaints" not in yaml.safe_load(made.text("metrics"))
    assert "Complaints on record" not in _scored(made)


@pytest.mark.parametrize(
    ("key", "name"),
    [("咨询投诉工单编号", "Tickets"), ("建议投诉编号", "Contacts"), ("Inquiry/complaint ID", "Contacts")],
)
def test_lists_of_more_than_complaints_are_contacts(tmp_path: Path, mapped: Map, key: str, name: str) -> None:
    made = mapped(_keyed(tmp_path, key, "受理人"))
    assert made.code == 0, made.said
    assert name in _scored(made)


def test_a_month_without_complaints_is_said(tmp_path: Path, mapped: Map) -> None:
    """Of the second month there is no file: nobody had one, or somebody forgot it."""
    (calls, _each), (complaints, count) = _calls(tmp_path), _complaints(tmp_path)
    header, *rows = complaints.read_text(encoding="utf-8").splitlines()
    complaints.write_text("\n".join([header, *(row for row in rows if "2025-01" in row)]), encoding="utf-8")
    made = mapped(calls, complaints)
    assert made.code == 0, made.said
    assert made.values("complaints") == {key: value if key[0] == "2025-01" else 0 for key, value in count.items()}
    checked = ccmotivate("check", calls, complaints, "--rules", made.folder, "--json")
    (said,) = [one for one in json.loads(checked.out)["problems"] if one["code"] == "source-none"]
    assert said["value"] == "complaints"
    assert said["facts"] == {"months": ["2025-02"], "metrics": ["complaints"]}


def test_a_sheet_of_marks_is_no_roster(tmp_path: Path, mapped: Map) -> None:
    """It has the people, a mark for each day of the month and no sums: the roster has the teams."""
    calls, _each = _calls(tmp_path)
    people = [(who, f"示例{who[-2:]}") for who in PEOPLE]
    roster = lines(tmp_path / "花名册.csv", ("工号", "姓名", "组别"), *((*one, "一组") for one in people))
    grid = [["工号", "姓名", *range(1, 32)], *([*one, *["√"] * 31] for one in people)]
    marks = workbook(tmp_path / "01考勤2025年1月.xlsx", {"考勤": grid})
    made = mapped(marks, calls, roster)
    assert made.code == 1
    assert (
        "01考勤2025年1月.xlsx!考勤: map makes nothing of this sheet: it has a column for each day of a month"
        in made.said
    )
    staff = yaml.safe_load(made.text("sources"))["staff"]
    assert (staff["files"], staff["team"]) == ("花名册.csv", "组别")


@pytest.mark.parametrize(
    "form", ["{}", "{}日", "3月{}日", "2025-03-{:02}", "{}.", "{}.3.", "{}(一)", "{}/3", "3/{}", "{}-Mar", "{} Mo"]
)
@pytest.mark.parametrize("marks", [("√", "休"), ("出勤", "年假")])
@pytest.mark.parametrize("has_sums", [False, True])
def test_columns_of_days_are_no_metrics(
    tmp_path: Path, mapped: Map, form: str, marks: tuple[str, str], has_sums: bool
) -> None:
    calls, _each = _calls(tmp_path)
    head = ["工号", *(form.format(day) for day in range(1, 32)), *["缺勤次数"] * has_sums]
    rows = [[who, *(marks[(at + day) % 2] for day in range(31)), *[at] * has_sums] for at, who in enumerate(PEOPLE)]
    grid = workbook(tmp_path / "考勤2025年1月.xlsx", {"考勤": [head, *rows]})
    made = mapped(calls, grid)
    assert {"缺勤次数", *head[1:32]} & set(_metrics(made)) == ({"缺勤次数"} if has_sums else set())
    assert ("it has a column for each day of a month, and no sums of them" in made.said) is not has_sums


@pytest.mark.parametrize("form", ["{}", "{}日"])
@pytest.mark.parametrize("is_text", [True, False])
def test_a_plan_of_shifts_is_the_roster_where_there_is_no_other(
    tmp_path: Path, mapped: Map, form: str, is_text: bool
) -> None:
    calls, _each = _calls(tmp_path)
    days = [form.format(day) if is_text else day for day in range(1, 32)]
    shifts = [[who, f"示{who}", "一组", *["早", "休"] * 15, "早"] for who in PEOPLE]
    plan = workbook(tmp_path / "排班表.xlsx", {"排班": [["工号", "姓名", "班组", *days], *shifts]})
    made = mapped(calls, plan)
    assert made.code == 0, made.said
    assert set(made.agents("team").values()) == {"一组"}
    assert made.agents("name")["2025-01", PEOPLE[0]] == f"示{PEOPLE[0]}"


def test_a_file_of_days_alone_says_what_it_is(tmp_path: Path, mapped: Map) -> None:
    rows = [[who, *["√"] * 31] for who in PEOPLE]
    made = mapped(workbook(tmp_path / "考勤.xlsx", {"考勤": [["工号", *range(1, 32)], *rows]}))
    assert made.code == 2
    assert "it has a column for each day of a month" in made.said


def test_no_metric_has_the_id_of_the_total_score(tmp_path: Path, mapped: Map) -> None:
    rows = [(who, month, 80 + at) for month in MONTHS for at, who in enumerate(PEOPLE)]
    made = mapped(lines(tmp_path / "考核.csv", ("工号", "月份", "考核得分"), *rows))
    assert made.code == 0, made.said
    assert _metrics(made) == {"考核得分": "column_c"}


def test_satisfied_or_not_in_each_survey_is_a_share(tmp_path: Path, mapped: Map) -> None:
    """A sum would reward whoever has more surveys."""
    rows = [(f"S{at}", f"2025-01-{1 + at % 28:02}", PEOPLE[at % 3], at % 5 // 2 % 2) for at in range(60)]
    made = mapped(lines(tmp_path / "surveys.csv", ("Survey ID", "Date", "Agent", "Satisfied"), *rows))
    assert made.code == 0, made.said
    of = {who: [row[3] for row in rows if row[2] == who] for who in PEOPLE}
    shares = {("2025-01", who): Fraction(sum(some), len(some)) for who, some in of.items()}
    assert made.values(_metrics(made)["Satisfied"]) == shares


def test_of_several_lists_of_the_same_people_the_fullest_is_the_roster(tmp_path: Path, mapped: Map) -> None:
    calls, _each = _calls(tmp_path)
    phones = lines(tmp_path / "1分机表.csv", ("工号", "分机"), *((who, f"80{at}") for at, who in enumerate(PEOPLE)))
    roster = lines(
        tmp_path / "花名册.csv", ("工号", "姓名", "组别"), *((who, f"示例{who[-2:]}", "一组") for who in PEOPLE)
    )
    made = mapped(phones, calls, roster)
    assert "has people of 花名册.csv again" in made.said
    assert yaml.safe_load(made.text("sources"))["staff"]["team"] == "组别"


def test_a_header_that_is_called_as_a_metric_of_ours(tmp_path: Path, mapped: Map) -> None:
    """The time for each call of two files, and a header of another that is that name in Chinese."""
    (calls, _each), (complaints, _count) = _calls(tmp_path), _complaints(tmp_path)
    rows = [(who, month, 3 + at) for month in MONTHS for at, who in enumerate(PEOPLE)]
    other = lines(tmp_path / "其他.csv", ("工号", "月份", "投诉数"), *rows)
    roster = lines(tmp_path / "花名册.csv", ("工号", "姓名"), *((who, f"示例{who[-2:]}") for who in PEOPLE))
    names = [
        one["name"]
        for one in yaml.safe_load(mapped(calls, complaints, other, roster, lang="zh").text("metrics")).values()
    ]
    assert len(set(names)) == len(names)
    assert {"投诉数", "投诉数 2"} < set(names)


def test_ids_in_one_file_and_names_in_another_are_told(tmp_path: Path, mapped: Map) -> None:
    people = {"20001": "Ann Bell", "20002": "Ben Sample", "20003": "Cy Muster"}
    days = [(f"2025-0{month}-{day:02}", who) for month in (1, 2) for day in range(3, 12) for who in people]
    calls = lines(
        tmp_path / "calls.csv",
        ("Date", "Agent ID", "Calls handled"),
        *((*one, 40 + at % 7) for at, one in enumerate(days)),
    )
    blamed = [(f"C{at}", day, people[who]) for at, (day, who) in enumerate(days[::4])]
    complaints = lines(tmp_path / "complaints.csv", ("Complaint ID", "Date", "Agent"), *blamed)
    made = mapped(calls, complaints)
    assert "calls.csv!csv: no agent of this file, like 20001 in Agent ID, stands in another one" in made.said
    assert "complaints.csv!csv: no agent of this file, like Ann Bell in Agent, stands in another one" in made.said
