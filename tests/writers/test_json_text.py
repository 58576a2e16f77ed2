"""The text of JSON documents is that of the standard library."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ccmotivate.writers.json.text import compact, indented

TEXTS = st.text(st.characters(exclude_categories=()), max_size=8)  # half characters too
LEAVES = st.none() | st.booleans() | st.integers() | TEXTS
DOCUMENTS = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))


@given(DOCUMENTS)
def test_documents_are_indented_as_by_the_standard_library(document: object) -> None:
    assert indented(document) == json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    assert compact(document) == json.dumps(document, ensure_ascii=False)
