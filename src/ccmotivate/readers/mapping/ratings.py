"""Columns of words for how satisfied a customer was: the share of the good ones among those that rated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ccmotivate.locale import N_
from ccmotivate.model.mapping import MappedMetric, Remark
from ccmotivate.model.words import normal
from ccmotivate.readers.mapping.counted import NOT_KNOWN
from ccmotivate.readers.mapping.known_words import IN_DOUBT, NOT_SATISFIED, SATISFIED
from ccmotivate.readers.mapping.measures import Used, detail_line

_OF_OTHERS = re.compile("产品|商品|物流|快递|价格|product|delivery|shipping|price", re.IGNORECASE)
"""What others than the agent are rated for."""
_WHY = N_("the share of {good} in {header} among all that rated; not satisfied: {others}")
_NO_RULE = N_("whether {words} is satisfied is in no list of ours: here it is")


def metrics_of_ratings(source: str, used: Sequence[Used]) -> Iterator[MappedMetric]:
    """A metric for each column of nothing but such words, good ones and others; who did not rate is left out."""
    for one in used:
        words = [str(word) for word in one.line.value.get("values", [])]
        good = [word for word in words if normal(word) in SATISFIED | IN_DOUBT]
        others = [word for word in words if normal(word) in NOT_SATISFIED]
        if good and others and len(good) + len(others) == len(words):
            of = " or ".join(f'{one.id} == "{word}"' for word in good)
            doubt = tuple(word for word in good if normal(word) in IN_DOUBT)
            why = [Remark(_NO_RULE, {"words": doubt}, is_doubt=True)] if doubt else []
            why += [NOT_KNOWN] if _OF_OTHERS.search(one.column.header) else []
            why.append(Remark(_WHY, {"good": tuple(good), "header": one.column.header, "others": tuple(others)}))
            line = detail_line(source, "share", of, blanks="left_out")
            yield MappedMetric("csat", one.column.header, "percent", "high", (line,), tuple(why))
