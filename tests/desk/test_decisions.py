"""Signing a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from carecon.clinical.answers import Answer
from carecon.clock import ManualClock
from carecon.desk.advising import advise_and_note
from carecon.desk.answers import answer, note
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.decisions import sign, told_after_signing
from carecon.desk.drafts import DispositionDraft
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim
from carecon.desk.people import AtDesk, system
from carecon.errors import BadInput, Conflict, NotPermitted
from carecon.record.case_view import CaseStatus, CaseView
from tests.desk.cases import BROKEN_HIP, UNINJURED_FALL, answers

REASON = "The person has changed their mind since; daughter is on her way."


@pytest.fixture
def ready(hub: Hub, clinician: AtDesk) -> CaseView:
    """A fall with everything known, taken by the clinician."""
    return taken(hub, clinician, UNINJURED_FALL)


@pytest.fixture
def broken_hip(hub: Hub, clinician: AtDesk) -> CaseView:
    """A fall with a broken hip, taken by the clinician."""
    return taken(hub, clinician, BROKEN_HIP)


def taken(hub: Hub, clinician: AtDesk, facts: dict[str, object]) -> CaseView:
    call = OpenCall(source=str(facts["source"]), answers=answers(facts), reason="slid from bed")
    view = open_call(hub, clinician, call)
    claim(hub, clinician, view.case_id)
    return advise_and_note(hub, clinician, view.case_id)[0]


def community_response(hub: Hub) -> DispositionDraft:
    """The decision that the fall calls for, with whatever it requires."""
    due = hub.clock.now() + timedelta(hours=2)
    return DispositionDraft("ucr_2h", callback_due=due, callback_by="R Hale", safety_net="Ring 999 if she worsens.")


def test_a_signed_decision_keeps_facts_context_ruleset_and_advice_in_full(
    hub: Hub, clinician: AtDesk, ready: CaseView
) -> None:
    view = sign(hub, clinician, ready.case_id, community_response(hub))

    decision = view.decision
    assert decision is not None
    assert (decision.disposition, decision.spoke, decision.agreed) == ("ucr_2h", "south", True)
    assert decision.outcome_class == "avoided_conveyance"
    assert decision.facts["able_to_weight_bear"].value is True
    assert decision.context["area"] == "devon"
    assert decision.advice["state"] == "recommend"
    assert decision.ruleset == hub.ruleset.hash
    with hub.store.read() as reading:
        assert reading.ruleset_text(decision.ruleset) == hub.ruleset.text


def test_the_handover_exists_as_soon_as_the_decision_does(hub: Hub, clinician: AtDesk, ready: CaseView) -> None:
    view = sign(hub, clinician, ready.case_id, community_response(hub))

    assert view.status is CaseStatus.HANDED_OVER
    assert len(view.handovers) == 1
    assert view.reference in view.handovers[0].text
    with hub.store.read() as reading:
        assert [row.case_id for row in reading.pending_outbox()] == [view.case_id]


def test_the_clinician_is_told_who_owns_the_person_now(hub: Hub, clinician: AtDesk, ready: CaseView) -> None:
    told = told_after_signing(hub, sign(hub, clinician, ready.case_id, community_response(hub)))

    assert told.startswith("Signed 10:12. Handover queued for ")
    assert "You own" in told


def test_disagreeing_takes_a_reason_and_is_counted(hub: Hub, clinician: AtDesk, ready: CaseView) -> None:
    draft = replace(community_response(hub), disposition="planned_attendance")
    with pytest.raises(BadInput, match="Why is the advice not followed") as refused:
        sign(hub, clinician, ready.case_id, draft)
    assert refused.value.where == "reason"

    view = sign(hub, clinician, ready.case_id, replace(draft, reason_code="patient_wishes", reason=REASON))

    assert view.decision is not None
    assert (view.decision.agreed, view.decision.reason) == (False, REASON)


def test_overruling_a_danger_sign_names_the_senior(hub: Hub, clinician: AtDesk, broken_hip: CaseView) -> None:
    draft = replace(community_response(hub), reason_code="patient_wishes", reason=REASON)
    with pytest.raises(BadInput) as refused:
        sign(hub, clinician, broken_hip.case_id, draft)
    assert refused.value.where == "senior_sign_off"

    with pytest.raises(BadInput) as refused:
        sign(hub, clinician, broken_hip.case_id, replace(draft, senior="Moon"))
    assert refused.value.where == "senior_sign_off"

    draft = replace(draft, senior="Dr P Moon, consultant")
    with pytest.raises(BadInput) as refused:
        sign(hub, clinician, broken_hip.case_id, draft)
    assert refused.value.where == "risk_acceptance"

    risk = "may be a fracture; accepted by her and Dr Moon; back at once if the pain grows"
    view = sign(hub, clinician, broken_hip.case_id, replace(draft, recorded={"risk_acceptance": risk}))

    assert view.decision is not None
    assert view.decision.senior == "Dr P Moon, consultant"
    assert "hip_fracture" in view.decision.advice["red_flags"]["present"]


def test_a_present_red_flag_is_first_in_the_queue_and_recommends_the_emergency(
    hub: Hub, clinician: AtDesk, broken_hip: CaseView
) -> None:
    view, advice = advise_and_note(hub, clinician, broken_hip.case_id)

    assert advice.recommended is not None
    assert advice.recommended.disposition == "emergency_ambulance"
    assert (view.priority, view.priority_reason) == (1, "danger sign present")


def test_an_emergency_goes_ahead_at_once_although_a_senior_decides(hub: Hub, clinician: AtDesk) -> None:
    declines = BROKEN_HIP | {"has_capacity": True, "patient_wishes": "stay_where_they_are"}
    view = taken(hub, clinician, declines)

    signed = sign(hub, clinician, view.case_id, DispositionDraft("emergency_ambulance"))

    assert signed.decision is not None
    assert signed.decision.advice["state"] == "senior_decision"


def test_more_care_than_advised_takes_a_code_and_no_words(hub: Hub, clinician: AtDesk, ready: CaseView) -> None:
    draft = DispositionDraft("emergency_ambulance", reason_code="worse_than_it_looks")

    assert sign(hub, clinician, ready.case_id, draft).decision is not None


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"adjuncts": ("nonsense",)}, "adjuncts"),
        ({"spoke": "nowhere"}, "spoke"),
        ({"disposition": "rest"}, "disposition"),
    ],
)
def test_nothing_unknown_is_signed(
    hub: Hub, clinician: AtDesk, ready: CaseView, change: dict[str, object], where: str
) -> None:
    with pytest.raises(BadInput) as refused:
        sign(hub, clinician, ready.case_id, replace(community_response(hub), **change))  # type: ignore[arg-type]
    assert refused.value.where == where


def test_what_came_in_after_the_decision_was_opened_must_be_seen_first(
    hub: Hub, clinician: AtDesk, call_taker: AtDesk, ready: CaseView
) -> None:
    answer(hub, call_taker, ready.case_id, [Answer("hip_fracture_signs", True)])

    with pytest.raises(Conflict, match=r"has changed since you opened the decision \(tking\)"):
        sign(hub, clinician, ready.case_id, replace(community_response(hub), seen_seq=ready.seq))


def test_a_note_that_came_in_meanwhile_does_not_hold_up_the_decision(
    hub: Hub, clinician: AtDesk, call_taker: AtDesk, ready: CaseView
) -> None:
    note(hub, call_taker, ready.case_id, "Daughter rang: key is with the neighbour.")

    sign(hub, clinician, ready.case_id, replace(community_response(hub), seen_seq=ready.seq))


def test_only_who_has_the_case_signs(hub: Hub, colleague: AtDesk, ready: CaseView) -> None:
    with pytest.raises(Conflict, match="R Hale has this case"):
        sign(hub, colleague, ready.case_id, community_response(hub))


def test_a_call_taker_cannot_decide(hub: Hub, call_taker: AtDesk, ready: CaseView) -> None:
    with pytest.raises(NotPermitted, match="Ask a clinician or supervisor"):
        sign(hub, call_taker, ready.case_id, community_response(hub))


def test_nothing_is_signed_twice(hub: Hub, clinician: AtDesk, ready: CaseView) -> None:
    sign(hub, clinician, ready.case_id, community_response(hub))

    with pytest.raises(Conflict, match="signed already"):
        sign(hub, clinician, ready.case_id, community_response(hub))


def test_a_call_back_cannot_be_planned_for_the_past(
    hub: Hub, clock: ManualClock, clinician: AtDesk, ready: CaseView
) -> None:
    draft = replace(community_response(hub), callback_due=clock.now() - timedelta(hours=1))

    with pytest.raises(BadInput, match="time that has passed"):
        sign(hub, clinician, ready.case_id, draft)


def test_a_community_answer_needs_a_spoke(hub: Hub, clinician: AtDesk) -> None:
    somewhere = {name: value for name, value in UNINJURED_FALL.items() if name != "postcode"}
    view = taken(hub, clinician, somewhere)
    draft = replace(community_response(hub), reason_code="other", reason=REASON, senior="Dr P Moon")

    with pytest.raises(BadInput, match="Which spoke"):
        sign(hub, clinician, view.case_id, draft)

    assert sign(hub, clinician, view.case_id, replace(draft, spoke="western")).decision is not None


def test_projections_equal_a_rebuild_after_all_of_this(hub: Hub, clinician: AtDesk, ready: CaseView) -> None:
    from carecon.desk.upkeep import check_record

    sign(hub, clinician, ready.case_id, community_response(hub))
    hub.store.seal()

    assert check_record(hub, system("test")) == ()
