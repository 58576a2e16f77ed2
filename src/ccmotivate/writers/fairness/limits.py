"""The limits of the fairness report: what it can and cannot show, printed with every report."""

from __future__ import annotations

from ccmotivate.model.fairness import SMALL
from ccmotivate.writers.fairness.words import RenderContext


def limits(words: RenderContext) -> list[str]:
    """The limits, each a sentence or two."""
    _, tests = words.say, words.found.part("groups").looked
    return [
        _(
            "By chance means: in each decision every candidate is equally likely to get each place. Awards are not"
            " meant to be drawn by lot; the comparison only says where to look."
        ),
        _(
            "A difference is no proof of unfairness, and none is no proof of fairness. The figures do not say why:"
            " ability, tasks, shifts, customers and the rules all show in them alike."
        ),
        _(
            "Only candidates are compared. Who did not qualify, or could not win for another reason, is in no test;"
            " see the criteria for that."
        ),
        _(
            "The same people are there month after month, and who wins often weighs in every time. The second"
            " probability therefore counts each person once."
        ),
        _(
            "Comparisons of groups made: {tests}; their probabilities are adjusted for that (Holm). Groups of fewer"
            " than {small} candidates are named, not tested."
        ).format(tests=tests, small=SMALL),
        _(
            "How finely data is written is read from its decimals, column by column over all months; a zero counts as"
            " exact. How well something was measured nobody can see there."
        ),
        _(
            "Awards that are given on a condition ({count}) follow from other awards: they are in the totals and in"
            " no test."
        ).format(count=words.found.by_condition),
        _("The data knows teams, roles and projects, not age, sex, contract or origin: nothing is said of those."),
    ]
