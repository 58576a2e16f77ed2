"""The cases of a scheme as JSON: ``ccmotivate/rules-test@1``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

from ccmotivate.model.cases import CaseOutcome, Check, Coverage, Failure, TestRun
from ccmotivate.model.rules import RuleSet
from ccmotivate.problems import Problem, SourceRef
from ccmotivate.writers.json.scores import problem_object, rules_object
from ccmotivate.writers.json.text import indented
from ccmotivate.writers.terminal.cases import percent_text
from ccmotivate.writers.words.case_report import branch_text, failure_texts, want_text


def write_test(
    stream: TextIO, rules: RuleSet | None, run: TestRun, problems: Sequence[Problem], lang: str, *, passed: bool
) -> None:
    """Write the ``ccmotivate/rules-test@1`` document."""
    document = {
        "schema": "ccmotivate/rules-test@1",
        "rules": rules_object(rules),
        "passed": passed,
        "checks": run.checks,
        "failures": run.failures,
        "cases": [_case(outcome, lang) for outcome in run.outcomes],
        "coverage": None if run.coverage is None or rules is None else _coverage(run.coverage, rules, lang),
        "problems": [problem_object(one, rules, lang) for one in problems],
    }
    stream.write(indented(document))


def _place(source: SourceRef) -> dict[str, Any]:
    return {"file": source.file, "line": source.line}


def _case(outcome: CaseOutcome, lang: str) -> dict[str, Any]:
    return {
        "case": outcome.case.name,
        "period": str(outcome.case.period),
        **_place(outcome.case.source),
        "checks": len(outcome.case.checks),
        "failures": [_failure(failure, outcome, lang) for failure in outcome.failures],
    }


def _failure(failure: Failure, outcome: CaseOutcome, lang: str) -> dict[str, Any]:
    check: Check = failure.check
    about, _versus, trace = failure_texts(failure, outcome, lang)
    rules = outcome.months[0].rules if outcome.months else None
    texts = [None if rules is None else want_text(check, one, rules, lang) for one in (check.want, failure.got)]
    return {
        **_place(check.source),
        "what": str(check.what),
        "period": str(check.period),
        "agent": check.agent or None,
        "subject": check.subject or None,
        "expected": texts[0],
        "got": texts[1],
        "message": about,
        "trace": trace,
    }


def _coverage(coverage: Coverage, rules: RuleSet, lang: str) -> dict[str, Any]:
    missing = [
        {**_place(source), "kind": branch.kind, "owner": branch.owner, "subject": branch.subject, "way": branch.way}
        | {"detail": branch.detail, "message": branch_text(branch, rules, lang)}
        for branch, source in coverage.missing
    ]
    reached = len(coverage.wanted) - len(missing)
    return {"percent": percent_text(coverage), "reached": reached, "wanted": len(coverage.wanted), "missing": missing}
