"""How an explanation is rendered: its language, and whether others are named."""

from __future__ import annotations

from msgspec import Struct

from ccmotivate.locale import translator
from ccmotivate.model.explanation import Explanation
from ccmotivate.writers.words.sentences import person_text
from ccmotivate.writers.words.text import visible


class RenderContext(Struct, frozen=True):
    """How an explanation is rendered: the explanation, the language, and whether other agents are named."""

    explanation: Explanation
    lang: str
    names: bool = False

    def other(self, agent_id: str | None, *, team: bool = False) -> str:
        """Another person or team: by name where names are wanted."""
        _ = translator(self.lang)
        if not self.names or agent_id is None:
            return _("another team") if team else _("another agent")
        name = self.explanation.names.get(agent_id, "")
        return visible(agent_id) if team else person_text(visible(name), visible(agent_id))
