"""Which side is good: what ``map`` takes from the words of a header, and what it leaves open."""

from __future__ import annotations

import pytest

from ccmotivate.readers.mapping.lexicon import measure_of

HIGH = """
无差错率|零投诉率|未被客户投诉率|未收到投诉率|未发现差错率|首次解决问题率|零致命差错率|Error-free rate
Error-less rate|Errorless rate|Reopening-free rate|Abandonment-free|Non-compliance free|fehlerlos
Error free calls %|Fehlerfreiheit
"""
LOW = """
不良率|不良品数|质量失误数|零件差错|无线业务投诉率|免费电话放弃率|无故旷工次数|业务处理差错率|回复差错数
未及时处理投诉率|非致命差错率|回拨未接率|识别错误数|QA errors|Case handling errors|Closing errors
Disclosure errors|Incorrect transfers|Missed callbacks|No_of_errors|no-of-errors|NoOfComplaints
No.of complaints|0-30s abandoned|Errors less appeals|Complaints less duplicates|Transfers less than 10s
Fehler Freigabe|不可避免差错|已放弃通话数|已转接数|Fehlerfreigaben|Complaints received|Errors found|发现错误数
Avoidable errors
"""
OPEN = """
转接接听数|转接应答数|转接接通数|投诉接听量|投诉接待量|投诉会话量|不良资产回收率|不良贷款回款率
不良资产清收金额|不良资产率|未转接成功率|投诉化解率|投诉压降率|投诉拦截率|违规识别率|处理投诉数|及时处理投诉率
无投诉扣分|非投诉重复率|未造成投诉的差错数|Errors without complaint|Transfer answered|Answered transfers
Error reduction|Errors prevented|缺陷修复率|投诉闭环率|违规整改率|投诉受理量|Defect removal rate
Complaints within SLA|Error fix rate|No-shows rescheduled|QA critical errors|Error-free resolution score
"""


def _headers(text: str) -> list[str]:
    return text.strip().replace("\n", "|").split("|")


@pytest.mark.parametrize("header", _headers(HIGH))
def test_what_is_without_something_bad_is_better_high(header: str) -> None:
    found = measure_of(header)
    assert found is not None and found.good == "high"


@pytest.mark.parametrize("header", _headers(LOW))
def test_other_words_beside_what_is_bad_turn_nothing_round(header: str) -> None:
    found = measure_of(header)
    assert found is not None and found.good == "low"


@pytest.mark.parametrize("header", _headers(OPEN))
def test_what_was_done_about_something_bad_and_answers_to_it_are_left_open(header: str) -> None:
    found = measure_of(header)
    assert found is None or not found.good
