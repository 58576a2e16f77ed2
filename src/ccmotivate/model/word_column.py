"""A column of texts, compared without regard to case, spaces and full-width forms, as all words in cells are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct
from numpy.typing import NDArray

from ccmotivate.model.exact import Bools
from ccmotivate.model.words import normal, normals


class WordColumn(Struct, frozen=True, eq=False):
    """Texts by number: ``codes`` has that of each row, -1 for a blank; ``forms`` that of each compared form."""

    codes: NDArray[np.int64]
    forms: Mapping[str, int]

    @classmethod
    def of(cls, texts: Sequence[str] | NDArray[np.object_], blanks: frozenset[str] = frozenset()) -> WordColumn:
        """From one text a row; nothing and the words in ``blanks`` (compared form) are blank."""
        which, distinct = pd.factorize(np.asarray(texts, dtype=object))
        words = normals([str(text) for text in distinct])
        forms = {form: place for place, form in enumerate(dict.fromkeys(words)) if form and form not in blanks}
        places = np.array([forms.get(form, -1) for form in words], dtype=np.int64)
        return cls(places[which] if len(places) else np.full(len(which), -1, dtype=np.int64), forms)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def missing(self) -> Bools:
        """Where nothing stands."""
        return self.codes < 0

    def take(self, rows: NDArray[np.intp] | Sequence[int]) -> WordColumn:
        """The rows at these positions, in this order."""
        return WordColumn(self.codes[np.asarray(rows, dtype=np.intp)], self.forms)

    def equals(self, text: str) -> Bools:
        """Where the text is this word."""
        place = self.forms.get(normal(text))
        return np.zeros(len(self), dtype=bool) if place is None else self.codes == place

    def order_keys(self) -> NDArray[np.int64]:
        """Equal words get equal keys, -1 without one."""
        return self.codes
