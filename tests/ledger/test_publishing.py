"""Publishing: what is recorded reads back whole, a published period is closed, differences name person and money."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from msgspec.structs import replace

from ccmotivate.ledger.deciding import decide, decisions, pending, reopen
from ccmotivate.ledger.publishing import publish
from ccmotivate.ledger.refused import LedgerRefused
from ccmotivate.ledger.remembered import agents_since, known_months, known_period, withdrawn
from ccmotivate.ledger.store import Ledger, walk
from ccmotivate.model.calendar import Period, parse_period
from ccmotivate.model.period import Month
from ccmotivate.model.recorded import Difference, Published, PublishOutcome, Refused, Unchanged
from ccmotivate.model.results import InputFile, PeriodResult
from tests.ledger.builders import (
    AT,
    BY,
    Q1,
    YEAR,
    F,
    award,
    decided,
    decision,
    facts,
    longer_result,
    month_result,
    rules,
    same,
    same_month,
)
from tests.support import sentences

MARCH = Month(2025, 3)
PERIOD = Period.of_month(MARCH)


def done(outcome: PublishOutcome) -> Published:
    assert isinstance(outcome, Published), outcome
    return outcome


def refusal(outcome: PublishOutcome, code: str) -> tuple[Difference, ...]:
    assert isinstance(outcome, Refused), outcome
    assert outcome.problem.code == code
    sentences(outcome.problem)
    assert outcome.problem.fields.get("count") in (None, str(len(outcome.differences)))
    return outcome.differences


def again(ledger: Ledger, period: Period, result: PeriodResult) -> PeriodResult:
    """What the ledger gives back."""
    found = known_period(ledger, period, lambda texts: replace(result.rules, texts=dict(texts)))
    assert found is not None
    return found.result


def rows(ledger: Ledger) -> int:
    return sum(1 for _ in walk(ledger))


def test_a_month_reads_back_whole(ledger: Ledger) -> None:
    result = month_result(MARCH)
    publication = done(publish(ledger, result, BY, AT)).publication
    assert (publication.version, publication.agents, publication.awards, publication.by) == (1, 5, 4, BY)
    back = again(ledger, PERIOD, result)
    same(back, result)
    assert back.published == f"{AT} · {BY}"
    assert back.rules == result.rules
    assert [one.published for one in back.facts] == [f"{AT} · {BY}"]
    assert known_period(ledger, Period.of_month(Month(2025, 4)), lambda _texts: rules()) is None


def test_a_quarter_reads_back_whole_from_files_alone(ledger: Ledger) -> None:
    result = longer_result(Q1)
    done(publish(ledger, result, BY, AT))
    same(again(ledger, Q1, result), result)
    months = [one.facts for one in known_months(ledger, YEAR.months)]
    assert [one.month for one in months] == list(Q1.months)
    assert [one.published for one in months] == [None] * 3
    for one, its in zip(months, result.facts, strict=True):
        same_month(one, its)


def test_a_quarter_keeps_published_months_only_once(ledger: Ledger) -> None:
    done(publish(ledger, month_result(Month(2025, 2)), BY, AT))
    before = rows(ledger)
    result = longer_result(Q1)
    done(publish(ledger, result, BY, AT))
    back = again(ledger, Q1, result)
    same(back, result)
    assert [one.published for one in back.facts] == [None, f"{AT} · {BY}", None]
    assert rows(ledger) == before + 1 + 5 + 1  # head, agents, award; the scheme is there already
    assert sum('"2025-02":{' in one.body for one in walk(ledger) if one.period == "2025-Q1") == 0


def test_twenty_times_the_same_adds_nothing(ledger: Ledger) -> None:
    done(publish(ledger, month_result(MARCH), BY, AT))
    before = [one.hash for one in walk(ledger)]
    for _ in range(20):
        outcome = publish(ledger, month_result(MARCH), "Agent Beta", "2025-08-01T08:00:00Z")
        assert isinstance(outcome, Unchanged)
        assert (outcome.other_inputs, outcome.rules, outcome.publication.by) == ((), None, BY)
    assert [one.hash for one in walk(ledger)] == before


def test_the_same_results_from_other_files_under_other_rules_are_said(ledger: Ledger) -> None:
    result = month_result(MARCH)
    done(publish(ledger, result, BY, AT))
    before = rows(ledger)
    other = replace(result, inputs=(InputFile("copy.xlsx", "f" * 64),), rules=rules("cd" * 32, "currency: CNY # \n"))
    outcome = publish(ledger, other, BY, AT)
    assert isinstance(outcome, Unchanged)
    assert (outcome.other_inputs, outcome.rules) == (other.inputs, "cd" * 32)
    assert rows(ledger) == before


def test_a_different_result_is_refused_person_by_person(ledger: Ledger) -> None:
    result = month_result(MARCH)
    done(publish(ledger, result, BY, AT))
    before = rows(ledger)
    kept = [one for one in result.awards if one.agent_id != "0004"]
    extra = award(MARCH, "0001", rank=2, prize=F(150))
    other = replace(result, awards=(*kept, extra))
    found = refusal(publish(ledger, other, BY, AT), "publish-differs")
    money = [(one.agent_id, one.award, one.was, one.now, one.prize_was, one.prize_now) for one in found]
    assert money == [
        ("0004", "monthly_project", "2", None, Fraction(150), None),
        ("0001", "monthly_project", None, "2", None, Fraction(150)),
    ]
    assert rows(ledger) == before


def test_what_else_differs_is_named_too(ledger: Ledger) -> None:
    result = month_result(MARCH)
    done(publish(ledger, result, BY, AT))
    one = facts(MARCH, csat=[None, None, F(1, 3), F(5), F("99.25")], score=[10999, 10747, 10497, 10247, 9997])
    other = month_result(MARCH, months=one)
    other = replace(other, close=(), awards=(replace(other.awards[0], candidates=9), *other.awards[1:]))
    found = refusal(publish(ledger, other, BY, AT), "publish-differs")
    seen = {(one.agent_id, one.field): (one.was, one.now) for one in found}
    assert seen[("0000", "score")] == ("109.97", "109.99")
    assert seen[("0000", "metric csat")] == ("99.25", None)
    assert seen[("0002", "metric csat")] == ("99.25", "1/3")
    assert seen[(None, "candidates")] == ("3", "9")
    assert seen[(None, "close")][1] is None
    assert len([one for one in found if one.field == "score" and one.award is None]) == 1  # not for month and period


def test_an_agent_more_and_one_less(ledger: Ledger) -> None:
    done(publish(ledger, month_result(MARCH), BY, AT))
    one = facts(MARCH, agent_id=["0000", "0001", "0002", "0003", "0009"])
    found = refusal(publish(ledger, month_result(MARCH, months=one), BY, AT), "publish-differs")
    gone = [(one.agent_id, one.was, one.now) for one in found if one.field == "agent"]
    assert gone == [("0004", "", None), ("0009", None, "")]


def test_a_quarter_over_other_months_is_refused(ledger: Ledger) -> None:
    done(publish(ledger, month_result(MARCH), BY, AT))
    other = facts(MARCH, score=[10996, 10747, 10497, 10247, 9997])
    outcome = publish(ledger, longer_result(Q1, {MARCH: other}), BY, AT)
    found = refusal(outcome, "publish-parts-differ")
    assert {(one.period, one.agent_id, one.field) for one in found} == {
        ("2025-03", "0000", "score"),
    }  # fmt: skip
    assert isinstance(outcome, Refused)
    assert outcome.problem.fields["periods"] == "2025-03"
    done(publish(ledger, longer_result(Q1), BY, AT))


def test_a_month_other_than_the_one_behind_a_published_quarter_is_refused(ledger: Ledger) -> None:
    done(publish(ledger, longer_result(Q1), BY, AT))
    other = facts(MARCH, contributions=[F(9)] * 5)
    found = refusal(publish(ledger, month_result(MARCH, months=other), BY, AT), "publish-parts-differ")
    assert {one.field for one in found} == {"metric contributions"}
    done(publish(ledger, month_result(MARCH), BY, AT))
    assert [one.facts.published is None for one in known_months(ledger, Q1.months)] == [True, True, False]


def test_a_year_over_another_quarter_is_refused(ledger: Ledger) -> None:
    quarter = longer_result(Q1)
    done(publish(ledger, quarter, BY, AT))
    won = replace(quarter.awards[0], agent_id="0002")
    other = replace(quarter, awards=(won,))
    found = refusal(publish(ledger, longer_result(YEAR), BY, AT, parts=(other,)), "publish-parts-differ")
    assert {(one.period, one.agent_id, one.prize_was, one.prize_now) for one in found} == {
        ("2025-Q1", "0000", F(300), None),
        ("2025-Q1", "0002", None, F(300)),
    }
    done(publish(ledger, longer_result(YEAR), BY, AT, parts=(quarter,)))


def test_a_period_that_is_not_over_is_refused(ledger: Ledger) -> None:
    result = replace(longer_result(Q1), missing=(MARCH,))
    assert refusal(publish(ledger, result, BY, AT), "publish-partial") == ()
    assert rows(ledger) == 0


@pytest.mark.parametrize(("by", "code"), [(" ", "ledger-unsigned"), ("a\0b", "ledger-text"), ("\udc80", "ledger-text")])
def test_somebody_signs(ledger: Ledger, by: str, code: str) -> None:
    with pytest.raises(LedgerRefused) as why:
        publish(ledger, month_result(MARCH), by, AT)
    assert why.value.problem.code == code
    with pytest.raises(ValueError, match="not a UTC time"):
        publish(ledger, month_result(MARCH), BY, "yesterday")


def test_hostile_texts_read_back_as_they_are(ledger: Ledger) -> None:
    names = ["<script>", "=1+1", "../../x", "\u202eevil", "a\0b\udc80\U0001f3c6'; DROP TABLE records; --"]
    result = month_result(MARCH, months=facts(MARCH, name=names))
    result = replace(result, inputs=(InputFile("m\udce4rz.xlsx", "a" * 64),))
    result = replace(result, facts=(replace(facts(MARCH, name=names), inputs=result.inputs),))
    done(publish(ledger, result, "R&D <b>", AT))
    same(again(ledger, PERIOD, result), result)
    assert publish(ledger, result, BY, AT).__class__ is Unchanged


def test_an_id_that_no_database_holds_is_refused(ledger: Ledger) -> None:
    one = facts(MARCH, agent_id=["0000", "0001", "0002", "0003", "4\0"])
    assert refusal(publish(ledger, month_result(MARCH, months=one), BY, AT), "ledger-text") == ()


# -- decisions --------------------------------------------------------------------------------------------------------


def test_decisions_are_recorded_and_read_back(ledger: Ledger) -> None:
    grant, stop = decision(MARCH, "0001", place=3), decision(MARCH, "0000", "withhold")
    assert decide(ledger, grant)
    assert decide(ledger, stop)
    assert not decide(ledger, stop)
    assert decisions(ledger, Q1) == (grant, stop)
    result = decided(month_result(MARCH), grant, stop)
    done(publish(ledger, result, BY, AT))
    back = again(ledger, PERIOD, result)
    same(replace(back, facts=()), replace(result, facts=()))
    assert back.facts[0].awards == result.awards
    assert isinstance(publish(ledger, result, BY, AT), Unchanged)
    found = refusal(publish(ledger, month_result(MARCH), BY, AT), "publish-differs")
    assert {(one.agent_id, one.field) for one in found} >= {("0000", "award"), ("0000", "decision"), ("0001", "award")}


def test_the_latest_decision_counts_and_as_ruled_takes_it_back(ledger: Ledger) -> None:
    first, second = decision(MARCH, "0001"), decision(MARCH, "0001", "withhold")
    back = decision(MARCH, "0001", "as-ruled")
    assert [decide(ledger, one) for one in (back, first, second)] == [False, True, True]
    assert decisions(ledger, PERIOD) == (second,)
    assert [decide(ledger, one) for one in (back, back)] == [True, False]
    assert decisions(ledger, PERIOD) == ()
    assert decide(ledger, first)
    assert decisions(ledger, YEAR) == (first,)
    assert decisions(ledger, Period.of_month(Month(2025, 4))) == ()


def test_decisions_end_with_the_publication(ledger: Ledger) -> None:
    done(publish(ledger, longer_result(Q1), BY, AT))
    for period in ("2025-Q1", "2025-02"):
        with pytest.raises(LedgerRefused) as why:
            decide(ledger, decision(period, "0001"))
        assert (why.value.problem.code, why.value.problem.value) == ("decide-closed", "2025-Q1")
    assert decide(ledger, decision("2025", "0001"))


def test_a_decision_needs_a_reason_and_a_name(ledger: Ledger) -> None:
    for change, code in (({"reason": " "}, "ledger-no-reason"), ({"by": ""}, "ledger-unsigned")):
        with pytest.raises(LedgerRefused) as why:
            decide(ledger, decision(MARCH, "0001", **change))
        assert why.value.problem.code == code
    with pytest.raises(ValueError, match="no such decision"):
        decide(ledger, decision(MARCH, "0001", "perhaps"))
    assert rows(ledger) == 0


def test_a_result_without_what_was_decided_is_refused(ledger: Ledger) -> None:
    stop = decision(MARCH, "0000", "withhold")
    decide(ledger, stop)
    refusal(publish(ledger, month_result(MARCH), BY, AT), "publish-decisions")
    stranger = decision(MARCH, "0002", "withhold")
    refusal(publish(ledger, decided(month_result(MARCH), stop, stranger), BY, AT), "publish-decisions")
    done(publish(ledger, decided(month_result(MARCH), stop), BY, AT))


def test_a_decision_that_the_rules_agree_with_changes_nothing(ledger: Ledger) -> None:
    decide(ledger, decision(MARCH, "0000"))
    decide(ledger, decision(MARCH, "0001", "withhold"))
    done(publish(ledger, month_result(MARCH), BY, AT))


def test_a_quarter_over_a_decided_month(ledger: Ledger) -> None:
    grant, stop = decision(MARCH, "0001"), decision(MARCH, "0000", "withhold")
    decide(ledger, grant)
    decide(ledger, stop)
    done(publish(ledger, decided(month_result(MARCH), grant, stop), BY, AT))
    (march,) = (one.facts for one in known_months(ledger, [MARCH]))
    assert ["0001" in {one.agent_id for one in march.awards}, "0000" in {one.agent_id for one in march.awards}] == [
        True,
        False,
    ]
    done(publish(ledger, longer_result(Q1, {MARCH: march}), BY, AT))  # from the ledger
    reopen(ledger, Q1, BY, "again, from the files", AT)
    done(publish(ledger, longer_result(Q1), BY, AT))  # from the files, as the rules gave the awards


# -- reopening --------------------------------------------------------------------------------------------------------


def test_reopen_and_publish_again(ledger: Ledger) -> None:
    result = month_result(MARCH)
    done(publish(ledger, result, BY, AT))
    before = rows(ledger)
    assert reopen(ledger, PERIOD, "Agent Beta", "a cell was wrong", AT).version == 1
    assert rows(ledger) == before + 1
    assert known_period(ledger, PERIOD, lambda _texts: rules()) is None
    assert known_months(ledger, Q1.months) == ()
    with pytest.raises(LedgerRefused) as why:
        reopen(ledger, PERIOD, BY, "twice", AT)
    assert why.value.problem.code == "reopen-not-published"
    other = month_result(MARCH, months=facts(MARCH, score=[10996, 10747, 10497, 10247, 9997]))
    assert done(publish(ledger, other, BY, AT)).publication.version == 2
    same(again(ledger, PERIOD, other), other)


def test_dependants_are_reopened_first(ledger: Ledger) -> None:
    for result in (month_result(MARCH), longer_result(Q1), longer_result(YEAR)):
        done(publish(ledger, result, BY, AT))
    with pytest.raises(LedgerRefused) as why:
        reopen(ledger, PERIOD, BY, "a cell was wrong", AT)
    assert (why.value.problem.code, why.value.problem.fields["periods"]) == ("reopen-needed", "2025, 2025-Q1")
    for period in ("2025", "2025-Q1", "2025-03"):
        found = parse_period(period)
        assert found
        reopen(ledger, found, BY, "a cell was wrong", AT)
    with pytest.raises(LedgerRefused) as why:
        reopen(ledger, PERIOD, BY, "", AT)
    assert why.value.problem.code == "ledger-no-reason"


def test_numpy_numbers_in_results_are_recorded_as_numbers(ledger: Ledger) -> None:
    result = month_result(MARCH)
    given = replace(result.awards[0], rank=np.int64(1), tied=np.bool_(False))  # type: ignore[arg-type]  # as a careless engine may
    done(publish(ledger, replace(result, awards=(given, *result.awards[1:])), BY, AT))
    assert type(again(ledger, PERIOD, result).awards[0].rank) is int


# -- what other commands ask ------------------------------------------------------------------------------------------


def test_a_second_name_is_recorded_and_is_another(ledger: Ledger) -> None:
    result = month_result(MARCH)
    refusal(publish(ledger, result, BY, AT, approved_by=f" {BY} "), "publish-same-person")
    assert rows(ledger) == 0
    publication = done(publish(ledger, result, BY, AT, approved_by="Agent Beta")).publication
    assert publication.text == f"{AT} · {BY} · Agent Beta"
    assert isinstance(publish(ledger, result, BY, AT, approved_by="Agent Beta"), Unchanged)
    assert isinstance(publish(ledger, result, BY, AT), Unchanged)
    refusal(publish(ledger, result, BY, AT, approved_by="Agent Gamma"), "publish-approved-late")


def test_without_a_second_name_a_record_is_as_it_always_was(ledger: Ledger) -> None:
    done(publish(ledger, month_result(MARCH), BY, AT))
    assert not any("approved_by" in one.body for one in walk(ledger))


def test_the_version_that_was_withdrawn_last_is_known(ledger: Ledger) -> None:
    first = month_result(MARCH)
    done(publish(ledger, first, BY, AT))
    assert withdrawn(ledger, PERIOD) is None
    reopen(ledger, PERIOD, "Agent Beta", "a late file", AT)
    second = replace(first, awards=first.awards[:2])
    done(publish(ledger, second, BY, AT))
    was = withdrawn(ledger, PERIOD)
    assert was is not None
    assert (was.awards, was.publication.version) == (first.awards, 1)
    assert (was.reopening.by, was.reopening.reason) == ("Agent Beta", "a late file")
    reopen(ledger, PERIOD, "Agent Beta", "again", AT)
    again_was = withdrawn(ledger, PERIOD)
    assert again_was is not None
    assert (again_was.awards, again_was.publication.version) == (second.awards, 2)


def test_decisions_are_pending_until_a_publication_holds_them(ledger: Ledger) -> None:
    for period, who in ((PERIOD, "0002"), (Q1, "0004")):
        decide(ledger, decision(period, who))
    assert [one.agent_id for one in pending(ledger, Q1)] == ["0002", "0004"]
    assert [one.agent_id for one in pending(ledger, PERIOD)] == ["0002"]
    done(publish(ledger, decided(month_result(MARCH), *decisions(ledger, PERIOD)), BY, AT))
    assert [one.agent_id for one in pending(ledger)] == ["0004"]
    assert pending(ledger, PERIOD) == ()


def test_a_month_is_known_with_what_the_rules_gave_and_what_was_withheld(ledger: Ledger) -> None:
    result = month_result(MARCH)
    decide(ledger, decision(PERIOD, "0002", "withhold"))
    done(publish(ledger, decided(result, *decisions(ledger, PERIOD)), BY, AT))
    (known,) = known_months(ledger, Q1.months)
    assert {one.agent_id for one in known.ruled} == {one.agent_id for one in result.awards}
    assert [one.given.agent_id for one in known.facts.withheld] == ["0002"]
    assert "0002" not in {one.agent_id for one in known.facts.awards}
    assert known.publication.period == "2025-03"


def test_who_was_there_later(ledger: Ledger) -> None:
    assert agents_since(ledger, MARCH) is None
    for month, count in ((Month(2025, 4), 5), (Month(2025, 6), 3), (Month(2025, 2), 5)):
        done(publish(ledger, month_result(month, months=facts(month, count)), BY, AT))
    later = agents_since(ledger, MARCH)
    assert later == (Month(2025, 6), frozenset({"0000", "0001", "0002"}))
    assert agents_since(ledger, Month(2025, 6)) is None
