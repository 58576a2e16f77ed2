"""Write the example workbooks, or with ``--check`` say whether those that are here hold the same cells.

``python examples/make_examples.py [--check]`` needs XlsxWriter and openpyxl, which ccmotivate brings along.
The same XlsxWriter writes the same bytes; ``--check`` compares cells and number formats, which hold across
versions.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cell_words import CHINESE_WORDS, ENGLISH_NAMES, ENGLISH_WORDS
from contests import CONTEST_COLUMNS, LESSON_COLUMNS, contest_rows, lesson_rows
from fictitious_year import MONTHS, AgentMonth, month_lines, roster
from growth import (
    GOAL_COLUMNS,
    MENTORING_COLUMNS,
    TRAINING_COLUMNS,
    VACANCY_COLUMNS,
    goal_rows,
    mentoring_rows,
    training_rows,
    vacancy_rows,
)
from people import COLUMNS as PERSON_COLUMNS
from people import Column, PersonCell, person
from quality import COACHING_COLUMNS, FINDING_COLUMNS, MANAGER, coaching_rows, finding_rows
from quality_words import Text
from stories import PERCENTS, Cell, Percent
from survey import MONTHS as SURVEYED
from survey import SURVEY_COLUMNS, survey_rows
from teams import SCORECARD_COLUMNS, TEAM_GOAL_COLUMNS, scorecard_rows, team_goal_rows

HERE = Path(__file__).resolve().parent
CREATED = datetime(2025, 12, 31, 18, 0, 0)  # a fixed moment, or every run would write other bytes

# Every column of the agent sheet: id, Chinese and English header, width, and what the last row does with it.
COLUMNS: tuple[tuple[str, str, str, int, str], ...] = (
    ("month", "月份", "Month", 12, ""),
    ("agent_id", "工号", "Agent ID", 8, ""),
    ("name", "姓名", "Name", 16, ""),
    ("role", "岗位", "Role", 14, ""),
    ("project", "项目", "Project", 18, ""),
    ("team", "组别", "Team", 14, ""),
    ("typing_speed", "五笔字数", "Typing speed", 10, "mean"),
    ("project_knowledge", "项目知识", "Project knowledge", 18, ""),
    ("productivity", "工作效率", "Productivity", 10, "mean"),
    ("questionnaires", "调查问卷", "Questionnaires", 10, "sum"),
    ("membership_forms", "入会申请单", "Membership forms", 12, "sum"),
    ("purchase_records", "老会员购买记录", "Purchase records", 16, "sum"),
    ("emails", "邮件回复", "Emails", 10, "sum"),
    ("qa_checks", "质检数量", "QC documents", 10, "sum"),
    ("filing", "归档", "Filing", 8, ""),
    ("qc_accuracy", "质检准确率", "QC accuracy", 12, "mean"),
    ("confirm_rate", "数据确认成功率", "Confirmation rate", 16, "mean"),
    ("attitude", "工作态度", "Attitude", 10, ""),
    ("error_rate", "出错率(‰)", "Error rate (‰)", 11, "mean"),
    ("complaints", "投诉记录", "Complaints", 10, "sum"),
    ("proposals_adopted", "采纳建议", "Proposals adopted", 10, "sum"),
    ("colleague_assists", "帮助同事", "Colleagues helped", 10, "sum"),
    ("csat", "客户满意度", "CSAT", 12, "mean"),
    ("calls_taken", "接听量", "Calls taken", 10, "sum"),
    ("complaints_solved", "解决投诉数", "Complaints solved", 12, "sum"),
)
METRICS = tuple(column[0] for column in COLUMNS[6:])
METRIC_NAMES = {name: (chinese, english) for name, chinese, english, *_ in COLUMNS} | {
    "error_rate": ("出错率", "Error rate"),
    "score": ("综合得分", "Score"),
}
NAMES = frozenset({"name", "coach"})  # the columns of lists that hold names of people


@dataclass(frozen=True, slots=True)
class Language:
    """How a workbook speaks: which header of ``COLUMNS``, words, names, sheets, the way of a month."""

    header: int
    word: Callable[[str], str]
    name: Callable[[str], str]
    month: Callable[[int], str]
    title: Callable[[int], str]
    sheets: tuple[str, ...]
    survey: str
    meeting_headers: tuple[str, str, str]
    total: str
    font: str

    def cell(self, column: str, value: PersonCell | Text) -> PersonCell:
        """A cell of a list in this language."""
        if isinstance(value, Text):
            return value[self.header - 1]
        if not isinstance(value, str):
            return value
        if column == "metric":
            return METRIC_NAMES[value][self.header - 1]
        return self.name(value) if column in NAMES else self.word(value)


def _english_names() -> dict[str, str]:
    """Chinese name → English name; namesakes stay namesakes."""
    names = {MANAGER: "Manager One"}
    for agent, english in zip(roster(), ENGLISH_NAMES, strict=True):
        names.setdefault(agent.name, f"Agent {english}")
    return names


CHINESE = Language(
    header=1,
    word=lambda word: CHINESE_WORDS.get(word, word),
    name=str,
    month=lambda month: f"2025年{month}月",
    title=lambda month: f"客服中心 2025年{month}月 考核数据",
    sheets=(
        *("考核数据", "会议邀约", "人员", "质检记录", "辅导记录", "目标", "师徒", "培训"),
        *("空缺", "竞赛", "授课", "平衡记分卡", "团队目标"),
    ),
    survey="调查",
    meeting_headers=("地区", "要求到会人数", "到会人数"),
    total="合计",
    font="等线",
)
ENGLISH = Language(
    header=2,
    word=lambda word: ENGLISH_WORDS.get(word, word),
    name=_english_names().__getitem__,
    month=lambda month: f"2025-{month:02d}",
    title=lambda month: f"Contact centre: appraisal data of {datetime(2025, month, 1):%B} 2025",
    sheets=(
        *("Appraisal", "Meetings", "Roster", "Findings", "Coachings", "Goals", "Mentoring", "Training"),
        *("Vacancies", "Contest", "Lessons", "Balanced scorecard", "Team goals"),
    ),
    survey="Survey",
    meeting_headers=("Region", "Required", "Attended"),
    total="Total",
    font="Calibri",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet being written for one month in one language."""

    sheet: Worksheet
    month: int
    language: Language
    formats: Mapping[str, Format]

    def head(self, row: int, headers: tuple[str, ...], widths: tuple[int, ...]) -> None:
        """The header row and the column widths."""
        for index, (header, width) in enumerate(zip(headers, widths, strict=True)):
            self.sheet.set_column(index, index, width)
            self.sheet.write_string(row, index, header, self.formats["head"])

    def row(self, row: int, values: Mapping[str, PersonCell]) -> None:
        """Text stays text (ids keep their zeros), percents are fractions shown as 0.0%, blanks are blank."""
        for index, (metric, value) in enumerate(values.items()):
            shown = self.formats["percent" if metric in PERCENTS or isinstance(value, Percent) else "number"]
            if value is None:
                self.sheet.write_blank(row, index, None, shown)
            elif isinstance(value, str):
                self.sheet.write_string(row, index, value, self.formats["text"])
            elif isinstance(value, date):
                self.sheet.write_datetime(row, index, value, self.formats["date"])
            else:
                self.sheet.write_number(row, index, value, shown)


def write_workbook(path: Path, month: int, language: Language) -> None:
    """One month as a centre's own system exports it: agents below a title, a total row, the meetings, the people."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = tuple(month_lines(month))
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": language.title(month), "created": CREATED})
        formats = _formats(book, language.font)
        pages = [Page(book.add_worksheet(name), month, language, formats) for name in language.sheets]
        _write_agents(pages[0], lines)
        _write_meetings(pages[1], lines)
        for page, (columns, rows) in zip(pages[2:], _lists(lines, month), strict=True):
            _write_list(page, columns, rows)
        if month in SURVEYED:
            _write_list(
                Page(book.add_worksheet(language.survey), month, language, formats), SURVEY_COLUMNS, survey_rows(month)
            )


def _formats(book: xlsxwriter.Workbook, font_name: str) -> dict[str, Format]:
    looks: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 14, "align": "center"},
        "head": {"bold": True, "bg_color": "#D9E1F2", "border": 1, "align": "center"},
        "text": {"border": 1, "num_format": "@"},
        "number": {"border": 1},
        "percent": {"border": 1, "num_format": "0.0%"},
        "date": {"border": 1, "num_format": "yyyy-mm-dd"},
    }
    font = {"font_name": font_name, "font_size": 10}
    return {name: book.add_format(font | look) for name, look in looks.items()}


def _write_agents(page: Page, lines: tuple[AgentMonth, ...]) -> None:
    page.sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, page.language.title(page.month), page.formats["title"])
    page.head(
        1,
        tuple(str(column[page.language.header]) for column in COLUMNS),
        tuple(column[3] for column in COLUMNS),
    )
    page.sheet.freeze_panes(2, 3)
    for row, line in enumerate(lines, start=2):
        page.row(row, _agent_row(line, page.month, page.language))
    page.row(len(lines) + 2, _total_row(lines, page.language))


def _agent_row(line: AgentMonth, month: int, language: Language) -> dict[str, Cell]:
    identity: dict[str, Cell] = {
        "month": language.month(month),
        "agent_id": line.agent.agent_id,
        "name": language.name(line.agent.name),
        "role": language.word(line.agent.role),
        "project": language.word(line.project),
        "team": language.word(line.team),
    }
    values = {metric: line.figures.get(metric) for metric in METRICS}
    return identity | {
        metric: language.word(value) if isinstance(value, str) else value for metric, value in values.items()
    }


def _total_row(lines: tuple[AgentMonth, ...], language: Language) -> dict[str, Cell]:
    """Sums and plain means as exports show them: nothing that ccmotivate should ever take for an agent."""
    totals: dict[str, Cell] = {"month": language.total}
    for metric, *_, how in COLUMNS[1:]:
        figures = [line.figures.get(metric) for line in lines]
        numbers = [figure for figure in figures if isinstance(figure, int | float)]
        if how == "sum":
            totals[metric] = sum(numbers)
        elif how == "mean":
            totals[metric] = round(sum(numbers) / len(numbers), 4 if metric in PERCENTS else 2)
        else:
            totals[metric] = None
    return totals


def _write_meetings(page: Page, lines: tuple[AgentMonth, ...]) -> None:
    language = page.language
    headers = (str(COLUMNS[0][language.header]), str(COLUMNS[1][language.header]), *language.meeting_headers)
    page.head(0, headers, (14,) * len(headers))
    page.sheet.freeze_panes(1, 0)
    rows = [(line.agent.agent_id, meeting) for line in lines for meeting in line.meetings]
    for row, (agent_id, meeting) in enumerate(rows, start=1):
        cells: dict[str, Cell] = {
            "month": language.month(page.month),
            "agent_id": agent_id,
            "region": language.word(meeting.region),
            "required": meeting.required,
            "attended": meeting.attended,
        }
        page.row(row, cells)


Rows = Iterable[Mapping[str, PersonCell | Text]]


def _lists(lines: tuple[AgentMonth, ...], month: int) -> tuple[tuple[tuple[Column, ...], Rows], ...]:
    """The columns and rows of the sheets after the first two."""
    return (
        (PERSON_COLUMNS, [person(line, month) for line in lines]),
        (FINDING_COLUMNS, finding_rows(month)),
        (COACHING_COLUMNS, coaching_rows(month)),
        (GOAL_COLUMNS, goal_rows(lines, month)),
        (MENTORING_COLUMNS, mentoring_rows(month)),
        (TRAINING_COLUMNS, training_rows(month)),
        (VACANCY_COLUMNS, vacancy_rows(month)),
        (CONTEST_COLUMNS, contest_rows(month)),
        (LESSON_COLUMNS, lesson_rows(month)),
        (SCORECARD_COLUMNS, scorecard_rows(month)),
        (TEAM_GOAL_COLUMNS, team_goal_rows()),
    )


def _write_list(page: Page, columns: tuple[Column, ...], rows: Rows) -> None:
    """A header, then a row each."""
    page.head(0, tuple(str(column[page.language.header]) for column in columns), tuple(column[3] for column in columns))
    page.sheet.freeze_panes(1, 2)
    for number, cells in enumerate(rows, start=1):
        said = {name: page.language.cell(name, value) for name, value in cells.items()}
        page.row(number, said)


def write_all(folder: Path) -> tuple[str, ...]:
    """Write every example below ``folder``; returns their paths relative to it."""
    jobs = {f"2025/2025-{month:02d}.xlsx": (month, CHINESE) for month in MONTHS}
    jobs["en/march.xlsx"] = (3, ENGLISH)
    for name, (month, language) in jobs.items():
        write_workbook(folder / name, month, language)
    return tuple(jobs)


def cells(path: Path) -> Iterator[tuple[str, str, object, str]]:
    """Sheet, address, value and number format of every filled cell."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell.coordinate, cell.value, cell.number_format


def differing(folder: Path) -> list[str]:
    """The examples below ``folder`` that are missing or do not hold the cells this script would write."""
    with tempfile.TemporaryDirectory() as fresh:
        names = write_all(Path(fresh))
        return [
            name
            for name in names
            if not (folder / name).is_file() or list(cells(folder / name)) != list(cells(Path(fresh) / name))
        ]


def main(arguments: list[str]) -> int:
    """Returns the exit code: 0 written or the same, 1 something differs, 2 an unknown argument."""
    if arguments == ["--check"]:
        stale = differing(HERE)
        for name in stale:
            print(
                f"examples/{name} is not what make_examples.py writes; run it without --check",
                file=sys.stderr,
            )
        return 1 if stale else 0
    if arguments:
        print("usage: python examples/make_examples.py [--check]", file=sys.stderr)
        return 2
    for name in write_all(HERE):
        print(f"examples/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
