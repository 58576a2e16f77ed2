"""The text by which a stamp of a large log is known is the same for all ways of reading, and tells its month."""

from __future__ import annotations

import re

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccmotivate.readers.dates import DAY_FIRST, parse_date
from ccmotivate.warehouse.log_kept import Kept

ENDINGS = ("", "Z", " UTC", "+00:00", "-05:30", "+1400", " AM", "pm", " P.M.", " AM +08:00")
DAYS = ("2025-03-31", "2025-3-1", "31.3.2025", "1/4/2025", "31/Mar/25", "2025年3月31日", "2025-02-30", "x", "31-OCT-25")
HOURS = st.integers(0, 25).flatmap(lambda hour: st.sampled_from([f"{hour}", f"{hour:02}"]))
STAMPS = st.builds(
    "{}{}{}:{}{}{}".format,
    st.sampled_from(DAYS),
    st.sampled_from([" ", " ", "T", "T", "  ", "t", ""]),
    HOURS,
    st.sampled_from(["00", "05", "29", "30", "59", "60", "7"]),
    st.sampled_from(["", "", ":00", ":59", ":59.999", ":07,25", ":5", ":60", ".5"]),
    st.sampled_from([*ENDINGS, "z", "+1", "\n", " "]),
)


@pytest.mark.parametrize("hours", [False, True])
@settings(max_examples=200, deadline=None)
@given(texts=st.lists(STAMPS, min_size=1, max_size=20))
def test_arrow_and_duckdb_know_a_stamp_by_the_same_text(texts: list[str], *, hours: bool) -> None:
    kept = Kept(("x",), endings=ENDINGS, hours=hours)
    found = pc.replace_substring_regex(pa.array(texts), kept.stamp, kept.first).to_pylist()
    with duckdb.connect() as duck:
        rows = duck.execute(f"select {kept.known_part('c0')} from (select unnest(?) as c0)", [texts]).fetchall()
    assert [text for (text,) in rows] == found
    wanted = [re.compile(kept.stamp).fullmatch(text) for text in texts]
    firsts = [one and f"{one[1]}{one[2] if hours else '00'}:00{one[3]}" for one in wanted]
    assert found == [first or text for text, first in zip(texts, firsts, strict=True)]


@settings(max_examples=1000, deadline=None)
@given(
    STAMPS,
    st.sampled_from([None, "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia"]),
    st.sampled_from([None, "UTC", "America/New_York"]),
)
def test_what_the_readers_make_of_the_ends_they_make_of_the_stamp(text: str, zone: str | None, own: str | None) -> None:
    kept = Kept(("x",), endings=ENDINGS, hours=True)
    known = pc.replace_substring_regex(pa.array([text]), kept.stamp, kept.first).to_pylist()[0]
    days = {parse_date(one, DAY_FIRST, zone, own) for one in kept.ends(known)}
    assert len(days) > 1 or {parse_date(text, DAY_FIRST, zone, own)} == days
    if zone is None:
        known = pc.replace_substring_regex(pa.array([text]), kept.stamp, Kept(("x",), endings=ENDINGS).first)
        assert parse_date(known.to_pylist()[0], DAY_FIRST) == parse_date(text, DAY_FIRST)
