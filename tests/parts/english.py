"""A workbook of the generators in English: names of sheets, headers and words of lists as the text gives them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.parts.agents import Workbook
from tests.parts.pay.generate import Row

ROLE, ROLES = "岗位", {
    "单据录入": "Data entry",
    "邮件回复": "Email reply",
    "质量监控": "Quality control",
    "呼入": "Inbound (Call)",
    "外呼": "Outbound (Call)",
    "组长": "Team leader",
}  # fmt: skip
SHEETS = {"坐席": "Agents", "人员": "Roster", "团队目标": "Team goals", "师徒": "Mentoring", "空缺": "Vacancies"}
HEADERS = {
    "月份": "Month", "工号": "Agent ID", "姓名": "Name", "岗位": "Role", "项目": "Project", "组别": "Team",
    "五笔字数": "Typing speed", "项目知识": "Project knowledge", "工作效率": "Productivity",
    "调查问卷": "Questionnaires", "入会申请单": "Membership forms", "老会员购买记录": "Purchase records",
    "邮件回复": "Emails", "质检数量": "QC documents", "归档": "Filing", "质检准确率": "QC accuracy",
    "数据确认成功率": "Confirmation rate", "会议邀约完成率": "Meeting turnout", "工作态度": "Attitude",
    "出错率": "Error rate", "投诉记录": "Complaints", "采纳建议": "Proposals adopted", "帮助同事": "Colleagues helped",
    "客户满意度": "CSAT", "接听量": "Calls taken", "解决投诉数": "Complaints solved", "平均处理时长": "Handling time",
    "指标": "Metric", "目标": "Target", "导师工号": "Mentor", "学员工号": "Mentee", "开始": "From", "结束": "To",
    "入职日期": "Hired", "职级": "Grade", "品格": "Character", "兴趣态度": "Fit", "培训前水平": "Level before",
    "培训后能力": "Ability after", "轮岗次数": "Rotations", "晋升意向": "Wants promotion",
    "意向职位": "Wanted position", "职位": "Position", "名额": "Number",
}  # fmt: skip
WORDS = HEADERS | {
    "未掌握": "None", "基本了解": "Basic", "熟悉掌握": "Proficient", "灵活运用": "Fluent", "合格": "Pass",
    "不合格": "Fail", "是": "Yes", "否": "No",
}  # fmt: skip


def in_english(sheets: Workbook, words: Mapping[str, str] | None = None) -> Workbook:
    """The same workbook in English; ``words`` are those of lists that only some sheets have."""
    known = WORDS | dict(words or {})
    return {SHEETS[name]: [_row(row, known) for row in rows] for name, rows in sheets.items()}


def _row(row: Row, words: Mapping[str, str]) -> Row:
    return {HEADERS[head]: (ROLES if head == ROLE else words).get(cell, cell) for head, cell in row.items()}
