"""A plan of what files hold → the files of a scheme, beside each guess its reason, ``?`` where a person must decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from ccmotivate.locale import N_, Translate, translator
from ccmotivate.model.mapping import OPEN, Line, MappedMetric, MappedSource, MapPlan, Question, Remark
from ccmotivate.model.metrics import MetricKind
from ccmotivate.model.rules import RuleSet
from ccmotivate.model.words import normal, other_than
from ccmotivate.writers.starter.choices import choice_text
from ccmotivate.writers.starter.placeholders import MOST_SCORED, figure, first_award, placeholder, weights
from ccmotivate.writers.starter.remarks import listed, modeline, quoted, remark, shared_words
from ccmotivate.writers.words.sentences import problem_message
from ccmotivate.writers.words.text import visible, visible_lines

_IDENTITY = {"month": N_("Month"), "agent_id": N_("Agent ID"), "name": N_("Name"), "role": N_("Role"),
             "project": N_("Project"), "team": N_("Team"), "site": N_("Site")}  # fmt: skip
_FEW = 3  # choices that a note shows each in full
_NO_QUOTES = re.compile(r"[\w./=…-]+(=yes\|no)?")


class Seen(Struct, frozen=True):
    """What the data say under the scheme: the median of each metric, and in words two agents' values."""

    medians: Mapping[str, Fraction] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


class Case(Struct, frozen=True):
    """A case of the data: values of metrics in their units, and the score that they give."""

    name: str
    values: Mapping[str, Fraction]
    score: str


def mapped_files(
    plan: MapPlan, seen: Seen, cases: Sequence[Case], rules: RuleSet, currency: str, lang: str
) -> dict[str, str]:
    """The files by name; the plan has a metric at least. The shipped ``rules`` lend their words for cells."""
    _ = translator(lang)
    plan = replace(plan, metrics=tuple(_with_other_names(plan.metrics, _)))
    files = {
        "scheme.yaml": _scheme(plan, currency, lang),
        "columns.yaml": _columns(plan, rules, _),
        "sources.yaml": _sources(plan, _),
        "metrics.yaml": _metrics(plan, seen, _),
        "roles/agent.yaml": _role(plan, seen, _),
        "awards.yaml": first_award(_),
    }
    return files | ({"cases/first.yaml": _cases(plan, cases, _)} if cases else {})


def asked(question: Question, _: Translate) -> str:
    """A question with its answers to choose from, as map takes them."""
    return _with_choices(question, (choice_text(one, _) for one in question.choices), _)


def open_text(question: Question, _: Translate) -> str:
    """A question with its answers to choose from, as rules take them."""
    return _with_choices(question, map(visible, question.choices), _)


def noted(question: Question, _: Translate) -> str:
    """A question for the note in Markdown, with the option that answers it as it is typed; few choices each in full."""
    is_few = 0 < len(question.choices) <= _FEW
    shown = said(question.text, _) if is_few else open_text(question, _)
    options = (f"`{_option(question, one)}`" for one in (question.choices if is_few else ("…",)))
    return _("{question} – {options}").format(question=shown, options=_(" or ").join(options))


def _option(question: Question, value: str) -> str:
    """The option of ``map`` that answers a question, in quotes where a shell needs them."""
    text = visible_lines(f"{question.id}={value}")
    return f"--answer {text}" if _NO_QUOTES.fullmatch(text) else f'--answer "{text}"'


def _with_choices(question: Question, choices: Iterable[str], _: Translate) -> str:
    text, shown = said(question.text, _), " | ".join(choices)
    return f"{text} ({shown})" if shown else text


def said(one: Remark, _: Translate) -> str:
    """A remark in words, with nothing hidden in what the files hold."""
    joined = {key: _(", ").join(fact) if isinstance(fact, tuple) else fact for key, fact in one.facts.items()}
    facts = {key: visible(fact, 60) if isinstance(fact, str) else fact for key, fact in joined.items()}
    return _(one.text).format(**facts)


def _with_other_names(metrics: Sequence[MappedMetric], _: Translate) -> Iterator[MappedMetric]:
    """The metrics with names that no other one has; one that begins with NUL is ours, in the language of the scheme."""
    names: set[str] = set()
    for one in metrics:
        name = other_than(_(one.name[1:]) if one.name.startswith("\0") else one.name, " ", names)
        names.add(name.casefold())
        yield replace(one, name=name)


def scored_metrics(plan: MapPlan) -> list[MappedMetric]:
    """The metrics of the scorecard: those whose good side is known, none that another one is made of."""
    made_of = _words(_formulas(plan))
    known = [one for one in plan.metrics if not any(why.is_doubt for why in one.why)]
    ends = [one for one in known or plan.metrics if one.id not in made_of]
    return (ends or list(plan.metrics))[:MOST_SCORED]


def _formulas(plan: MapPlan) -> list[str]:
    return [line.value for one in plan.metrics for line in one.lines if line.key == "formula"]


def _words(formulas: Iterable[str]) -> set[str]:
    return {word for formula in formulas for word in re.findall(r"\w+", formula)}


# -- lines of YAML ----------------------------------------------------------------------------------------------------


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return listed(value)
    return str(value) if isinstance(value, int) else quoted(value)


def _lines(lines: Sequence[Line], indent: int, _: Translate) -> Iterator[str]:
    for line in lines:
        if line.why:
            yield remark(_("; ").join(said(why, _) for why in line.why), indent)
        if line.rows and line.where:
            sure = _("a condition of your own in place of the ? has to say this too: {condition}")
            yield remark(sure.format(condition=f"({visible_lines(line.where)})"), indent)
        for question in line.questions:
            yield remark(f"? {_by_option(question, _)}", indent)
        value = {**line.value, "where": OPEN} if line.rows else line.value
        yield f"{' ' * indent}{line.key}: {_flow(value)}\n"


def _by_option(question: Question, _: Translate) -> str:
    """A question as it stands in a file; first the option, where ``map`` makes a condition of yes and no."""
    if not question.no:
        return open_text(question, _)
    told = _("with {option}: {question}")
    return told.format(option=_option(question, "yes|no"), question=said(question.text, _))


def _scheme(plan: MapPlan, currency: str, lang: str) -> str:
    _ = translator(lang)
    about = _("Made by ccmotivate map. Everything here is a guess until you have read it.")
    placeholders = _(
        "The targets of the scorecard are medians of the data and no standards that anybody has set: every output says "
        "so. Set your own in roles/agent.yaml, then take this line out."
    )
    zone = "".join(_lines([plan.zone], 0, _)) if plan.zone else ""
    notes = "".join(remark(f"{note.source}: {problem_message(note, lang)}") for note in plan.notes)
    return (
        f"{modeline('scheme')}{remark(about)}{notes}\nname: {quoted(_('Our scheme'))}\ncurrency: {currency}\n{zone}\n"
        f"{remark(placeholders)}placeholder_targets: yes\n"
    )


def _columns(plan: MapPlan, rules: RuleSet, _: Translate) -> str:
    about = _("The words for who and when. Where they stand in your files says sources.yaml.")
    of_rosters = {line.key for source in plan.sources if not source.columns for line in source.lines}
    defaults = {"role": _("Agent"), "project": _("All")}  # but not where the roster says it, which may be forgotten
    defaults = {name: word for name, word in defaults.items() if name not in of_rosters}
    lines = [modeline("columns"), remark(about), "columns:\n"]
    taken = {*plan.headers, *(normal(one.name) for one in plan.metrics)}
    for name, word in _IDENTITY.items():
        shown = _(word)
        while normal(shown) in taken:
            shown = _("{word} (of the agent)").format(word=shown)
        parts = [f"name: {quoted(shown)}"] + ([f"default: {quoted(defaults[name])}"] if name in defaults else [])
        lines.append(f"  {name}: {{{', '.join(parts)}}}\n")
    if plan.service:
        lines += ["\n", remark(_("What the list of people says of them beside who they are.")), "roster:\n"]
        lines += _lines(plan.service, 2, _)
    more = "".join(f"{quoted(word)}, " for word in plan.no_data)
    return "".join(lines) + "\n" + shared_words(rules, _).replace("no_data: [", f"no_data: [{more}", 1)


def _sources(plan: MapPlan, _: Translate) -> str:
    about = _("How the files become agents and rows: patterns of their names, then where each field stands.")
    blocks = [modeline("sources") + remark(about)]
    return "\n".join([*blocks, *(_source(one, _) for one in plan.sources)])


def _source(source: MappedSource, _: Translate) -> str:
    head = remark(" ".join(said(why, _) for why in source.why[:1]))
    head += "".join(remark(said(why, _)) for why in source.why[1:])
    columns = "  columns:\n" + "".join(_lines(source.columns, 4, _)) if source.columns else ""
    return f"{head}{source.id}:\n{''.join(_lines(source.lines, 2, _))}{columns}"


def _metrics(plan: MapPlan, seen: Seen, _: Translate) -> str:
    about = _("What is measured: how the rows of an agent and month become one figure. Take out what you do not need.")
    return "\n".join([modeline("metrics") + remark(about), *(_metric(one, seen, _) for one in plan.metrics)])


def _metric(one: MappedMetric, seen: Seen, _: Translate) -> str:
    head = remark(_("; ").join(said(why, _) for why in one.why)) if one.why else ""
    head += remark(_("To compare: {values}").format(values=seen.shown[one.id])) if one.id in seen.shown else ""
    good = "  good: low\n" if one.good == "low" else ""
    body = f"{one.id}:\n  name: {quoted(one.name)}\n  kind: {one.kind}\n{good}"
    return head + body + "".join(_lines(one.lines, 2, _))


def _role(plan: MapPlan, seen: Seen, _: Translate) -> str:
    about = _("One role for everybody. To add one: copy this file under another name, change role and name.")
    card = _(
        "PLACEHOLDERS: the figure that earns 100 points is the median of the data, not a standard that anybody has "
        "set. Put your own in its place; the weights add up to 100. What has the weight 0 is shown and does not count."
    )
    scored = scored_metrics(plan)
    may_lack = _words(formula for formula in _formulas(plan) if "coalesce" in formula)  # a line would need their rows
    rest = [(one, 0) for one in plan.metrics if one not in scored and one.id not in may_lack]
    lines = [f"  {one.id}: {{weight: {weight}, {_points(one, seen)}}}\n" for one, weight in [*weights(scored), *rest]]
    many = _(
        "One role for all words of the role column, which are its aliases. To part them: copy this file under another "
        "name, change role and name, and let every word stand in one file only."
    )
    aliases = f"aliases: {listed(plan.roles)}\n" if plan.roles else ""
    return (
        f"{modeline('roles', '../')}{remark(many if plan.roles else about)}role: agent\n"
        f"name: {quoted(_('Agent'))}\n{aliases}\n"
        f"{remark(card)}scorecard:\n" + "".join(lines)
    )


def _points(one: MappedMetric, seen: Seen) -> str:
    return placeholder(MetricKind(one.kind), seen.medians.get(one.id, Fraction(1)), low=one.good == "low")


def _cases(plan: MapPlan, cases: Sequence[Case], _: Translate) -> str:
    about = _("Two agents of the data. Change them when you change the scorecard.")
    kinds = {one.id: MetricKind(one.kind) for one in plan.metrics}
    text = modeline("cases", "../") + remark(about) + "cases:\n"
    for case in cases:
        figures = "".join(f"      {name}: {figure(kinds[name], value)}\n" for name, value in case.values.items())
        text += f"  - case: {quoted(case.name)}\n    given:\n      role: agent\n{figures}"
        text += f"    agents:\n      Alpha: {{expect: {{qualified: yes, score: {case.score}}}}}\n"
    return text
