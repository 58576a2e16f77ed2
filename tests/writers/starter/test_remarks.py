"""Comments of a first scheme: wrapped between words, never within what is to be copied."""

from __future__ import annotations

import pytest

from ccmotivate.writers.starter.remarks import remark


@pytest.mark.parametrize("before", range(60, 100, 3))
def test_what_is_to_be_copied_stays_on_one_line(before: int) -> None:
    copied = "`plausible: {from: 0, to: 100}`"
    text = remark("指" * (before // 2) + f"在指标下写 {copied}，超出范围的笔误就会报错。")
    assert copied in text and text.count("\n") >= 2
