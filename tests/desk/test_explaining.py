"""Signed cases are advised again to the same advice, whatever rules, facts and scores ship today."""

from __future__ import annotations

from typing import Any

import pytest

from carecon.desk.decisions import sign
from carecon.desk.drafts import DispositionDraft
from carecon.desk.explaining import explain_case
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk, Role, system
from carecon.errors import CareconError, Conflict, NotFound, NotPermitted
from carecon.record.case_view import CaseView
from carecon.record.entries import Signed
from carecon.record.entry import Actor, case_stream
from carecon.rules.governing.kept import in_its_time, read_kept
from tests.desk.cases import BROKEN_HIP, UNINJURED_FALL
from tests.desk.test_decisions import community_response, taken

EXPLAIN = "carecon.rules.governing.explanation:explain"


@pytest.fixture
def fall(hub: Hub, clinician: AtDesk) -> CaseView:
    """An uninjured fall, signed as advised."""
    view = taken(hub, clinician, UNINJURED_FALL)
    return sign(hub, clinician, view.case_id, community_response(hub))


def signing_of(hub: Hub, view: CaseView) -> Signed:
    with hub.store.read() as reading:
        payloads = [entry.payload for entry in reading.entries(case_stream(view.case_id))]
    return next(each for each in payloads if isinstance(each, Signed))


def signed_under(hub: Hub, who: AtDesk, view: CaseView, text: str, **changed: Any) -> None:
    """Sign the case again, under other rules, with the advice that those give."""
    kept, signed = read_kept(text), signing_of(hub, view)
    facts = {name: each.model_dump(mode="json", exclude_none=True) for name, each in signed.facts.items()}
    told = next(in_its_time(kept, EXPLAIN, {"facts": facts, "context": signed.context}))
    again = signed.model_copy(update={"ruleset": kept.hash, "advice": told["advice"], **changed})
    with hub.store.write(who.actor) as work:
        work.keep_ruleset(kept.hash, kept.text)
        work.append(case_stream(view.case_id), again)


def other_rules(hub: Hub) -> str:
    """Rules of another year: another question, another time for the same answer, another reason in a pack."""
    text = hub.ruleset.text
    for now, then in (
        ('label = "Head injury"', 'label = "Blow to the head"'),
        ("ucr_2h = 120", "ucr_2h = 100"),
        ('because = "', 'because = "In those days: '),
    ):
        assert now in text
        text = text.replace(now, then)
    return text


def test_a_signed_case_comes_to_the_same_advice_and_says_why(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    told = explain_case(hub, clinician, fall.reference)

    assert told.same
    assert told.differences == ()
    assert told.notice == ""
    assert (told.ruleset, told.title) == (hub.ruleset.hash, hub.ruleset.title)
    assert told.decided.signer == "R Hale, clinician"
    assert told.explained["recommended"].startswith("community response within 2 hours")
    rules = told.explained["rules"]
    assert all(rule["because"] and rule["source"] for rule in rules)
    assert any(rule["answers"] for rule in rules)


def test_a_case_is_found_by_its_id_too(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    assert explain_case(hub, clinician, str(fall.case_id)).reference == fall.reference


def test_danger_signs_name_the_answers_that_raised_them(hub: Hub, clinician: AtDesk) -> None:
    view = taken(hub, clinician, BROKEN_HIP)
    sign(hub, clinician, view.case_id, DispositionDraft("emergency_ambulance", safety_net="Stay with her."))

    told = explain_case(hub, clinician, view.reference)

    assert told.same
    assert told.explained["danger_signs"]["present"]
    raised = [rule for rule in told.explained["rules"] if rule["role"].startswith("raised")]
    assert raised
    assert all(rule["answers"] for rule in raised)
    assert told.explained["overruled"]


def test_rules_of_another_year_with_their_own_facts_come_to_the_advice_of_that_year(
    hub: Hub, clinician: AtDesk, fall: CaseView
) -> None:
    signed_under(hub, clinician, fall, other_rules(hub))

    told = explain_case(hub, clinician, fall.reference)

    assert told.same
    assert told.ruleset != hub.ruleset.hash
    assert all(rule["because"].startswith("In those days") for rule in told.explained["rules"])


def test_advice_that_does_not_come_out_again_says_where_it_differs(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    advice = dict(signing_of(hub, fall).advice)
    advice["recommended"] = {**advice["recommended"], "urgency_minutes": 7}
    signed_under(hub, clinician, fall, hub.ruleset.text, advice=advice)

    told = explain_case(hub, clinician, fall.reference)

    assert not told.same
    assert told.differences == ("recommended.urgency_minutes: 7 then, 120 now",)


def test_rules_of_another_engine_are_used_with_a_notice(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    older = hub.ruleset.text.partition("\n")[2].partition("\n")[2]
    signed_under(hub, clinician, fall, older)

    told = explain_case(hub, clinician, fall.reference)

    assert told.same
    assert "engine 1" in told.notice


def test_rules_that_are_missing_or_altered_are_not_taken_for_those_of_the_case(
    hub: Hub, clinician: AtDesk, fall: CaseView
) -> None:
    signed = signing_of(hub, fall)
    for ruleset, match in (("0" * 64, "not in this record"), ("1" * 64, "was altered")):
        with hub.store.write(clinician.actor) as work:
            if ruleset.startswith("1"):
                work.keep_ruleset(ruleset, hub.ruleset.text)
            work.append(case_stream(fall.case_id), signed.model_copy(update={"ruleset": ruleset}))
        with pytest.raises(CareconError, match=match):
            explain_case(hub, clinician, fall.reference)


def test_only_signed_cases_are_explained_and_only_to_those_who_read_cases(
    hub: Hub, clinician: AtDesk, fall: CaseView
) -> None:
    open_case = taken(hub, clinician, UNINJURED_FALL)
    with pytest.raises(Conflict, match="not signed"):
        explain_case(hub, clinician, open_case.reference)
    with pytest.raises(NotFound):
        explain_case(hub, clinician, "00000000-0000-7000-8000-000000000000")
    with pytest.raises(NotPermitted):
        explain_case(hub, AtDesk(Actor("slake", "devon-hub"), "S Lake", Role.ADMINISTRATOR), fall.reference)
    assert explain_case(hub, system("explain"), fall.reference).same
