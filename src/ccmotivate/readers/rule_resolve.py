"""Rule files that fit their schema → the engine's rules: every reference followed, every figure in its metric's unit.

Each check yields problems with the line of the key it is about; none stops at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pydantic_core import PydanticCustomError

from ccmotivate.model import rules as r
from ccmotivate.model import schema as s
from ccmotivate.model.exact import plain_text
from ccmotivate.model.formula import ALLOWED, Formula, FormulaError, parse_formula
from ccmotivate.model.words import nearest, normal
from ccmotivate.problems import Problem, SourceRef, problem
from ccmotivate.readers.yaml_text import Path, YamlText

NUMERIC = (r.MetricKind.NUMBER, r.MetricKind.PERCENT, r.MetricKind.PERMILLE, r.MetricKind.COUNT, r.MetricKind.DURATION,
           r.MetricKind.MONEY)  # fmt: skip
TEAM_FIGURES = ("mean_score", "share_qualified")
_UNIT_FACTORS = {
    (r.MetricKind.PERCENT, ""): Fraction(1),
    (r.MetricKind.PERCENT, "%"): Fraction(1),
    (r.MetricKind.PERCENT, "‰"): Fraction(1, 10),
    (r.MetricKind.PERMILLE, ""): Fraction(1),
    (r.MetricKind.PERMILLE, "‰"): Fraction(1),
    (r.MetricKind.PERMILLE, "%"): Fraction(10),
}


@dataclass(frozen=True, slots=True)
class WrittenRules:
    """All files of a folder, each already valid by itself."""

    scheme: s.SchemeFile
    columns: s.ColumnsFile
    metrics: Mapping[str, s.MetricRule]
    roles: Mapping[str, s.RoleFile]
    awards: Mapping[str, s.AwardRule]
    texts: Mapping[str, YamlText]


@dataclass(slots=True)
class _Desk:
    """Where one resolving run collects its problems."""

    written: WrittenRules
    metrics: dict[str, r.Metric] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, file: str, *path: str | int) -> SourceRef:
        return self.written.texts[file].at(*path)

    def say(self, code: str, here: SourceRef, value: object = None, **facts: object) -> None:
        self.problems.append(problem(code, here, value, **facts))

    def known(self, what: str, word: str, choices: Iterable[str], here: SourceRef) -> bool:
        """True when ``word`` is one of the choices; else an error with the nearest."""
        options = list(choices)
        if word in options:
            return True
        self.say(
            "rule-unknown-word",
            here,
            word,
            what=what,
            nearest=nearest(word, options) or "–",
            allowed=", ".join(options),
        )
        return False


def resolve(
    written: WrittenRules, folder: str, sha256: str, texts: Mapping[str, str]
) -> tuple[r.RuleSet, tuple[Problem, ...]]:
    """Check the files against each other and build the rules; they are to be used only if no problem is an error."""
    desk = _Desk(written)
    columns = _identity(written)
    details = _details(desk)
    for name, rule in written.metrics.items():
        desk.metrics[name] = _metric(desk, name, rule, details)
    _check_formula_names(desk)
    _check_header_words(desk, columns, details)
    roles: dict[str, r.Role] = {}
    for file, role in written.roles.items():
        if role.role in roles:
            desk.say("rule-role-twice", desk.at(file, "role"), role.role, first=roles[role.role].source)
            continue
        roles[role.role] = _role(desk, file, role)
    _check_words(desk, "role", ((role.label, role.source) for role in roles.values()))
    eligible = tuple(
        criterion
        for metric, standard in written.scheme.eligible.items()
        if (criterion := _criterion(desk, "scheme.yaml", ("eligible", metric), metric, standard))
    )
    awards = {name: _award(desk, name, rule, roles) for name, rule in written.awards.items()}
    words = written.columns.words
    rules = r.RuleSet(
        name=r.Label(written.scheme.name.zh, written.scheme.name.en),
        currency=written.scheme.currency,
        folder=folder,
        sha256=sha256,
        texts=dict(texts),
        columns=columns,
        details=details,
        units=tuple(written.columns.units),
        words=r.Words(tuple(words.passes), tuple(words.fails), tuple(words.no_data), tuple(words.totals)),
        levels={name: _label(level) for name, level in written.columns.levels.items()},
        metrics=desk.metrics,
        roles=roles,
        eligible=eligible,
        awards={name: award for name, award in awards.items() if award},
    )
    return rules, tuple(desk.problems)


def _label(rule: s.Labelled) -> r.Label:
    return r.Label(rule.name.zh, rule.name.en, tuple(rule.aliases))


def _identity(written: WrittenRules) -> dict[str, r.IdentityColumn]:
    """The six identity columns; one that the file leaves out is known by its id alone."""
    columns: dict[str, r.IdentityColumn] = {}
    for name in ("month", "agent_id", "name", "role", "project", "team"):
        rule = next((rule for key, rule in written.columns.columns.items() if key == name), None)
        columns[name] = (
            r.IdentityColumn(name, _label(rule), rule.default) if rule else r.IdentityColumn(name, r.Label(name, name))
        )
    return columns


def _details(desk: _Desk) -> dict[str, r.DetailSheet]:
    sheets: dict[str, r.DetailSheet] = {}
    for name, rule in desk.written.columns.detail_sheets.items():
        columns = {key: r.DetailColumn(key, _label(col), col.kind) for key, col in rule.columns.items()}
        source = desk.at("columns.yaml", "detail_sheets", name)
        sheets[name] = r.DetailSheet(name, _label(rule), columns, source)
    return sheets


# -- metrics ----------------------------------------------------------------------------------------------------------


def _metric(desk: _Desk, name: str, rule: s.MetricRule, details: Mapping[str, r.DetailSheet]) -> r.Metric:
    here = desk.at("metrics.yaml", name)
    formula = _formula(desk, rule.formula, desk.at("metrics.yaml", name, "formula"))
    if rule.blanks_count is not None and rule.formula is None:
        desk.say("rule-blanks-without-formula", desk.at("metrics.yaml", name, "blanks_count"))
    if rule.formula is not None and rule.detail is not None:
        desk.say("rule-formula-and-detail", here, name)
    if rule.scale is not None and rule.kind not in (r.MetricKind.PERCENT, r.MetricKind.PERMILLE):
        desk.say("rule-scale-of-what", desk.at("metrics.yaml", name, "scale"), rule.scale)
    return r.Metric(
        id=name,
        label=_label(rule),
        kind=rule.kind,
        plausible=_range(desk, name, rule),
        good=rule.good,
        scale=rule.scale,
        formula=formula,
        blanks_count=rule.blanks_count,
        detail=_fold(desk, name, rule.detail, details) if rule.detail else None,
        source=here,
    )


def _range(desk: _Desk, name: str, rule: s.MetricRule) -> r.Range:
    if rule.plausible is None:
        return r.Range()
    here = desk.at("metrics.yaml", name, "plausible")
    if rule.kind not in NUMERIC:
        desk.say("rule-range-of-words", here, rule.kind)
        return r.Range()
    ends = [
        None if figure is None else _in_unit(desk, figure, rule.kind, here)
        for figure in (rule.plausible.low, rule.plausible.high)
    ]
    low, high = ends
    if low is not None and high is not None and low > high:
        desk.say("rule-range-upside-down", here)
    return r.Range(low, high)


def _formula(desk: _Desk, text: str | None, here: SourceRef) -> Formula | None:
    if text is None:
        return None
    try:
        return parse_formula(text)
    except FormulaError as error:
        desk.say("rule-formula", here, str(error), allowed=ALLOWED)
        return None


def _fold(desk: _Desk, name: str, rule: s.DetailRule, details: Mapping[str, r.DetailSheet]) -> r.DetailFold | None:
    path: Path = (name, "detail")
    if not desk.known("detail_sheets", rule.from_, details, desk.at("metrics.yaml", *path, "from")):
        return None
    columns = details[rule.from_].columns
    numbers = [key for key, column in columns.items() if column.kind != "text"]
    of = _formula(desk, rule.of, desk.at("metrics.yaml", *path, "of"))
    where = _formula(desk, rule.where, desk.at("metrics.yaml", *path, "where"))
    for key, formula in (("of", of), ("where", where)):
        for word in formula.names if formula else ():
            desk.known("columns", word, numbers, desk.at("metrics.yaml", *path, key))
    if rule.per is not None:
        desk.known("columns", rule.per, columns, desk.at("metrics.yaml", *path, "per"))
    return r.DetailFold(rule.from_, rule.take, of, rule.per, where) if of else None


def _check_formula_names(desk: _Desk) -> None:
    """Every name of a formula is a metric with numbers, and no metric needs itself."""
    for metric in desk.metrics.values():
        here = desk.at("metrics.yaml", metric.id, "formula")
        for name in metric.formula.names if metric.formula else ():
            if desk.known("metrics", name, desk.metrics, here) and desk.metrics[name].kind not in NUMERIC:
                desk.say("rule-formula-of-words", here, name, kind=desk.metrics[name].kind)
        if _needs_itself(metric.id, desk.metrics):
            desk.say("rule-formula-circle", here, metric.id)


def _needs_itself(start: str, metrics: Mapping[str, r.Metric]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        metric = metrics.get(ahead.pop())
        for name in metric.formula.names if metric and metric.formula else ():
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                ahead.append(name)
    return False


def _check_header_words(
    desk: _Desk, columns: Mapping[str, r.IdentityColumn], details: Mapping[str, r.DetailSheet]
) -> None:
    """No two columns that can stand in one sheet answer to the same header."""
    identity = [(column.label, desk.at("columns.yaml", "columns", name)) for name, column in columns.items()]
    read = [(metric.label, metric.source) for metric in desk.metrics.values() if metric.formula is None]
    _check_words(desk, "header", [*identity, *read])
    for sheet in details.values():
        _check_words(
            desk,
            "header",
            [*identity[:3], *((column.label, sheet.source) for column in sheet.columns.values())],
        )
    levels = desk.written.columns.levels
    _check_words(
        desk,
        "level",
        ((_label(level), desk.at("columns.yaml", "levels", name)) for name, level in levels.items()),
    )


def _check_words(desk: _Desk, what: str, labels: Iterable[tuple[r.Label, SourceRef]]) -> None:
    taken: dict[str, SourceRef] = {}
    for label, here in labels:
        for word in {normal(word): word for word in label.words}.values():
            first = taken.setdefault(normal(word), here)
            if first is not here:
                desk.say("rule-word-twice", here, word, what=what, first=first)


# -- figures ----------------------------------------------------------------------------------------------------------


def _in_unit(desk: _Desk, figure: s.Figure, kind: r.MetricKind, here: SourceRef) -> Fraction:
    factor = _UNIT_FACTORS.get((kind, figure.unit), Fraction(1) if not figure.unit else None)
    if factor is None:
        desk.say("rule-wrong-unit", here, figure.text, kind=kind)
        return figure.value
    return figure.value * factor


def _figure_of(desk: _Desk, word: str, metric: r.Metric, here: SourceRef) -> Fraction | None:
    """A standard's word in the metric's unit: a number, a level, pass or fail."""
    levels = list(desk.written.columns.levels)
    if metric.kind is r.MetricKind.LEVEL:
        return Fraction(levels.index(word)) if desk.known("level", word, levels, here) else None
    if metric.kind is r.MetricKind.PASS:
        choices = {"pass": Fraction(1), "fail": Fraction(0)}
        return choices[word] if desk.known("pass/fail", word, choices, here) else None
    try:
        return _in_unit(desk, s.parse_figure(word), metric.kind, here)
    except PydanticCustomError:
        desk.say("rule-not-a-number", here, word)
        return None


def _criterion(desk: _Desk, file: str, path: Path, metric_id: str, rule: s.CriterionRule) -> r.Criterion | None:
    here = desk.at(file, *path)
    if not desk.known("metrics", metric_id, desk.metrics, here):
        return None
    metric = desk.metrics[metric_id]
    comparison = r.Comparison(rule.comparison)
    if metric.kind is r.MetricKind.PASS and comparison is not r.Comparison.EQUALS:
        desk.say("rule-pass-compared", here, comparison)
        return None
    figures = [_figure_of(desk, word, metric, here) for word in rule.words]
    if any(figure is None for figure in figures):
        return None
    exact = tuple(figure for figure in figures if figure is not None)
    words = rule.words if metric.kind not in NUMERIC else [plain_text(figure) for figure in exact]
    return r.Criterion(metric_id, comparison, exact, f"{comparison} {', '.join(words)}", here)


# -- roles ------------------------------------------------------------------------------------------------------------


def _role(desk: _Desk, file: str, rule: s.RoleFile) -> r.Role:
    must = [_criterion(desk, file, ("must", metric), metric, standard) for metric, standard in rule.must.items()]
    lines = [_score_line(desk, file, metric, line) for metric, line in rule.scorecard.items()]
    total = sum((line.weight for line in rule.scorecard.values()), Fraction(0))
    if total != 100:
        desk.say("rule-weights", desk.at(file, "scorecard"), plain_text(total))
    return r.Role(
        rule.role,
        _label(rule),
        tuple(line for line in must if line),
        tuple(line for line in lines if line),
        desk.at(file, "role"),
    )


def _score_line(desk: _Desk, file: str, metric_id: str, rule: s.ScoreLineRule) -> r.ScoreLine | None:
    here = desk.at(file, "scorecard", metric_id)
    if not desk.known("metrics", metric_id, desk.metrics, here):
        return None
    method_key = next(key for key in _METHODS if key in rule.model_fields_set)
    kinds, build = _METHODS[method_key]
    metric = desk.metrics[metric_id]
    if metric.kind not in kinds:
        desk.say("rule-method-of-kind", here, method_key.strip("_"), kind=metric.kind)
        return None
    method = build(desk, rule, metric, here)
    return r.ScoreLine(metric_id, rule.weight, method, here) if method else None


def _ratio(desk: _Desk, rule: s.ScoreLineRule, metric: r.Metric, here: SourceRef) -> r.Method | None:
    figure: s.Figure = rule.ratio  # type: ignore[assignment]  # the method was chosen because ratio is set
    target = _in_unit(desk, figure, metric.kind, here)
    if target <= 0:
        desk.say("rule-ratio-zero", here, figure.text)
        return None
    return r.Ratio(target, rule.cap or Fraction(0))


def _curve(desk: _Desk, rule: s.ScoreLineRule, metric: r.Metric, here: SourceRef) -> r.Method | None:
    pairs: list[tuple[Fraction, Fraction]] = []
    for word, points in (rule.curve or {}).items():
        value = _figure_of(desk, word, metric, here)
        if value is None:
            return None
        pairs.append((value, points))
    if len(pairs) < 2 or any(low[0] >= high[0] for low, high in zip(pairs, pairs[1:], strict=False)):
        desk.say("rule-curve-order", here)
        return None
    return r.Curve(tuple(pairs))


def _bands(desk: _Desk, rule: s.ScoreLineRule, metric: r.Metric, here: SourceRef) -> r.Method | None:
    steps: list[r.Band] = []
    for step in rule.bands or []:
        figure = step.below if step.below is not None else step.up_to
        limit = None if figure is None else _in_unit(desk, figure, metric.kind, here)
        steps.append(r.Band(limit, step.below is None, step.points))
    limits = [step.limit for step in steps[:-1]]
    ascending = all(a is not None and b is not None and a < b for a, b in zip(limits, limits[1:], strict=False))
    twice = any(step.below is not None and step.up_to is not None for step in rule.bands or [])
    if not steps or None in limits or steps[-1].limit is not None or not ascending or twice:
        desk.say("rule-bands-order", here)
        return None
    return r.Bands(tuple(steps))


def _levels(desk: _Desk, rule: s.ScoreLineRule, _metric: r.Metric, here: SourceRef) -> r.Method | None:
    table = rule.levels or {}
    levels = list(desk.written.columns.levels)
    known = [desk.known("level", word, levels, here) for word in table]
    missing = [level for level in levels if level not in table]
    if missing:
        desk.say("rule-levels-missing", here, ", ".join(missing))
    if missing or not all(known):
        return None
    return r.Levels(tuple((Fraction(levels.index(word)), points) for word, points in table.items()))


def _pass(_desk: _Desk, rule: s.ScoreLineRule, _metric: r.Metric, _here: SourceRef) -> r.Method | None:
    return r.PassPoints(rule.pass_ or Fraction(0))


_Build = Callable[[_Desk, s.ScoreLineRule, r.Metric, SourceRef], r.Method | None]
_METHODS: Mapping[str, tuple[tuple[r.MetricKind, ...], _Build]] = {
    "ratio": (NUMERIC, _ratio),
    "curve": (NUMERIC, _curve),
    "bands": (NUMERIC, _bands),
    "levels": ((r.MetricKind.LEVEL,), _levels),
    "pass_": ((r.MetricKind.PASS,), _pass),
}


# -- awards -----------------------------------------------------------------------------------------------------------


def _award(desk: _Desk, name: str, rule: s.AwardRule, roles: Mapping[str, r.Role]) -> r.Award | None:
    before = len(desk.problems)
    for role in rule.roles:
        desk.known("roles", role, roles, desk.at("awards.yaml", name, "roles"))
    for metric in rule.need:
        desk.known("metrics", metric, desk.metrics, desk.at("awards.yaml", name, "need"))
    if rule.winner == "team":
        _check_team_award(desk, name, rule)
    rank = _rank(desk, name, rule)
    if rule.prize and len(rule.prize) != rule.rank.places:
        desk.say("rule-prizes", desk.at("awards.yaml", name, "prize"), len(rule.prize), places=rule.rank.places)
    if len(desk.problems) > before or rank is None:
        return None
    return r.Award(
        id=name,
        label=_label(rule),
        every=rule.every,
        who=r.Who(rule.who),
        within=None if rule.within == "department" else rule.within,
        rank=rank,
        winner=rule.winner,
        roles=tuple(rule.roles),
        need=tuple(rule.need),
        min_members=rule.members,
        prizes=tuple(rule.prize),
        recognition=tuple(rule.recognition),
        source=desk.at("awards.yaml", name),
    )


def _check_team_award(desk: _Desk, name: str, rule: s.AwardRule) -> None:
    for key in ("who", "roles", "need"):
        if key in rule.model_fields_set:
            desk.say("rule-team-award", desk.at("awards.yaml", name, key), key)
    if rule.within != "department":
        desk.say("rule-team-award", desk.at("awards.yaml", name, "within"), "within")


def _rank(desk: _Desk, name: str, rule: s.AwardRule) -> r.Rank | None:
    figures = TEAM_FIGURES if rule.winner == "team" else ("score", *_numbers(desk.metrics))
    path: Path = (name, "rank")
    if not desk.known("figures", rule.rank.by, figures, desk.at("awards.yaml", *path, "by")):
        return None
    then = [pair for entry in rule.rank.then for pair in entry.items()]
    for by, _ in then:
        desk.known("figures", by, figures, desk.at("awards.yaml", *path, "then"))
    metric = desk.metrics.get(rule.rank.by)
    best = rule.rank.best or (metric.good if metric else "high")
    return r.Rank(rule.rank.by, best, rule.rank.places, tuple(r.TieBreaker(by, way) for by, way in then))


def _numbers(metrics: Mapping[str, r.Metric]) -> list[str]:
    return [name for name, metric in metrics.items() if metric.kind in (*NUMERIC, r.MetricKind.LEVEL)]
