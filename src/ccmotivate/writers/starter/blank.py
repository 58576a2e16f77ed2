"""A scheme with made-up examples, whose comments lead to a metric, a role and an award of one's own."""

from __future__ import annotations

from ccmotivate.locale import Translate, translator
from ccmotivate.model.rules import RuleSet
from ccmotivate.writers.starter.remarks import listed, modeline, quoted, remark, shared_words

_COLUMNS = ("month", "agent_id", "name", "role", "project", "team")


def blank_files(rules: RuleSet, currency: str, lang: str) -> dict[str, str]:
    """The files by name; the shipped ``rules`` lend their words for who and when, and for cells."""
    _ = translator(lang)
    return {
        "scheme.yaml": _scheme(_, currency),
        "columns.yaml": _columns(rules, _, lang),
        "metrics.yaml": _metrics(_),
        "roles/agent.yaml": _role(_),
        "awards.yaml": _awards(_),
        "cases/first.yaml": _cases(_),
    }


def _scheme(_: Translate, currency: str) -> str:
    about = _(
        "The scheme: its name and its currency. What stands behind a # is a comment and changes nothing. After every "
        "change run: ccmotivate rules check"
    )
    eligible = _(
        "Who may win the awards that say `who: eligible`: the qualified who meet this too. Take the # away to use it."
    )
    return (
        modeline("scheme")
        + remark(about)
        + "\nname: "
        + quoted(_("Our scheme"))
        + f"\ncurrency: {currency}\n\n"
        + remark(eligible)
        + "# eligible:\n#   visits: {at_least: 1}\n"
    )


def _columns(rules: RuleSet, _: Translate, lang: str) -> str:
    about = _(
        "The columns that say who and when. Write the headers of your export as the name; further words for the same "
        "column go into aliases: [...]. `default` stands in where the export has no such column."
    )
    defaults = {"role": _("Agent"), "project": _("All")}
    lines = []
    for name in _COLUMNS:
        label = rules.columns[name].label
        aliases = [word for word in label.aliases if word.isascii() == (lang == "en") and word.isprintable()]
        parts = [f"name: {quoted(label.text(lang))}"]
        parts += [f"aliases: {listed(aliases)}"] if aliases else []
        parts += [f"default: {quoted(defaults[name])}"] if name in defaults else []
        lines.append(f"  {name}: {{{', '.join(parts)}}}\n")
    return modeline("columns") + remark(about) + "columns:\n" + "".join(lines) + "\n" + shared_words(rules, _)


def _metrics(_: Translate) -> str:
    about = _(
        "The metrics: one for each column of figures in your export. The two here are made up; put yours in their "
        "place."
    )
    how = _(
        "To add a metric: write its id at the margin (small letters, digits and _), and under it, two spaces in, its "
        "name (the header in the export) and its kind. The kinds: number, count (whole numbers), percent, permille, "
        "duration, pass (pass or fail), money. `good: low` where less is better."
    )
    computed = _("A metric may be computed from others:")
    return (
        modeline("metrics")
        + remark(about)
        + "\nvisits:\n  name: "
        + quoted(_("Customer visits"))
        + "\n  kind: count\n  plausible: {from: 0}\n"
        + "\non_time:\n  name: "
        + quoted(_("On time"))
        + "\n  kind: percent\n  plausible: {from: 0%, to: 100%}\n\n"
        + remark(how)
        + "# slips:\n#   name: "
        + quoted(_("Slips"))
        + "\n#   kind: count\n#   good: low\n\n"
        + remark(computed)
        + "# visits_without_slip:\n#   name: "
        + quoted(_("Visits without a slip"))
        + "\n#   kind: number\n"
        + "#   formula: visits - slips\n"
    )


def _role(_: Translate) -> str:
    about = _(
        "A role. To add one: copy this file under another name in this folder, and change role (the id), name (the "
        "word in the role column of the export) and the figures."
    )
    must = _(
        "The standards: who meets every line is qualified. Without any line everybody is. Also: at_most, more_than, "
        "less_than, equals, one_of."
    )
    card = _(
        "The score: metrics with weights that add up to 100, and how each figure earns points; on its standard it "
        "earns 100. ratio: 100 points at this figure, more and less in proportion, at most cap. curve: straight lines "
        "between pairs of figure and points. A new metric counts once it stands here; then change the other weights."
    )
    return (
        modeline("roles", "../")
        + remark(about)
        + "role: agent\nname: "
        + quoted(_("Agent"))
        + "\n\n"
        + remark(must)
        + "must:\n  on_time: {at_least: 90%}\n\n"
        + remark(card)
        + "scorecard:\n  visits:  {weight: 50, ratio: 20, cap: 120}\n"
        + "  on_time: {weight: 50, curve: {50%: 0, 90%: 100, 100%: 120}}\n"
        + "  # slips: {weight: 20, curve: {0: 100, 3: 0}}\n"
    )


def _awards(_: Translate) -> str:
    about = _(
        "The awards. every: month, quarter, half or year. who: everyone, qualified or eligible. within: project, team, "
        "role or department. prize: what each place's gift is worth, one amount a place."
    )
    how = _("To add an award: take the # away here, or copy one and give it an id and a name of its own.")
    return (
        modeline("awards")
        + remark(about)
        + "\nbest_of_month:\n  name: "
        + quoted(_("Best of the month"))
        + "\n  every: month\n  who: qualified\n"
        + "  within: department\n  rank: {by: score, places: 2}\n  prize: [100, 50]\n\n"
        + remark(how)
        + "# most_visits:\n#   name: "
        + quoted(_("Most visits"))
        + "\n#   every: quarter\n#   who: everyone\n"
        + "#   rank: {by: {sum: visits}}\n#   prize: 100\n"
    )


def _cases(_: Translate) -> str:
    about = _(
        "A case says what must come of figures that you know: agents, and what is expected of them. ccmotivate rules "
        "test runs the cases; change the figures here when you change the rules."
    )
    return (
        modeline("cases", "../")
        + remark(about)
        + "given: {role: agent, visits: 20, on_time: 90%}   # "
        + _("for every agent, unless the agent says otherwise")
        + "\n\ncases:\n  - case: "
        + quoted(_("On the standard, above it, below it"))
        + "\n    agents:\n"
        + "      Alpha: {expect: {qualified: yes, score: 100}}\n"
        + "      Beta:  {visits: 22, expect: {qualified: yes, score: 105, points: {visits: 110}}}\n"
        + "      Gamma: {visits: 30, on_time: 89%, expect: {qualified: no, on_time: fail}}\n"
        + "    awards:\n      best_of_month: {Beta: {place: 1, prize: 100}, Alpha: {place: 2, prize: 50}, Gamma: no}\n"
    )
