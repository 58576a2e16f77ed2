"""Questions to be answered with yes or no, in either language."""

from __future__ import annotations

import typer

from ccmotivate.cli.language import _
from ccmotivate.cli.saying import echo
from ccmotivate.writers.words.text import visible_lines

_YES, _NO = ("y", "yes", "是", "是的"), ("", "n", "no", "否", "不是")


def agreed(question: str) -> bool:
    """Ask on stderr until the answer is yes or no; Enter alone is no.

    Raises:
        typer.Abort: there is no answer.
    """
    while True:
        shown = visible_lines(_("{question} [y/N]").format(question=question))
        answer = str(typer.prompt(shown, default="", show_default=False, prompt_suffix=_(": "), err=True))
        if answer.strip().lower() in (*_YES, *_NO):
            return answer.strip().lower() in _YES
        echo(_("answer y or n"), err=True)
