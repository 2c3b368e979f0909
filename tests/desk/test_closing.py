"""Ends of a case, and taking one up again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecon.clock import ManualClock
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.closing import cancel, close, mark_duplicate, reopen
from carecon.desk.decisions import sign
from carecon.desk.drafts import DispositionDraft
from carecon.desk.follow_up import record_callback, record_outcome
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim
from carecon.desk.people import AtDesk
from carecon.errors import AlreadyClaimed, BadInput, Conflict, NotPermitted
from carecon.record.case_view import CaseStatus, CaseView
from tests.desk.cases import UNINJURED_FALL, answers


@pytest.fixture
def signed(hub: Hub, clock: ManualClock, clinician: AtDesk) -> CaseView:
    """A fall, decided and handed over."""
    view = open_call(hub, clinician, OpenCall(source="paramedic_on_scene", answers=answers(UNINJURED_FALL)))
    claim(hub, clinician, view.case_id)
    due = clock.now() + timedelta(hours=2)
    return sign(hub, clinician, view.case_id, DispositionDraft("ucr_2h", callback_due=due, callback_by="R Hale"))


def test_a_duplicate_names_the_case_it_repeats(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    again = open_call(hub, call_taker, OpenCall(source="ambulance_stack"))

    view = mark_duplicate(hub, call_taker, again.case_id, fall.case_id, "same incident number")

    assert (view.status, view.duplicate_of) == (CaseStatus.DUPLICATE, fall.reference)


def test_no_case_is_a_duplicate_of_itself_or_of_a_duplicate(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    second = open_call(hub, call_taker, OpenCall(source="ambulance_stack"))
    third = open_call(hub, call_taker, OpenCall(source="ambulance_stack"))
    mark_duplicate(hub, call_taker, second.case_id, fall.case_id)

    with pytest.raises(BadInput, match="of itself"):
        mark_duplicate(hub, call_taker, fall.case_id, fall.case_id)
    with pytest.raises(Conflict, match="itself a duplicate"):
        mark_duplicate(hub, call_taker, third.case_id, second.case_id)


def test_cancelling_needs_a_reason(hub: Hub, call_taker: AtDesk, fall: CaseView) -> None:
    with pytest.raises(BadInput, match="why the call is cancelled"):
        cancel(hub, call_taker, fall.case_id, "")


def test_nobody_cancels_a_case_that_another_clinician_has(
    hub: Hub, clinician: AtDesk, colleague: AtDesk, fall: CaseView
) -> None:
    claim(hub, clinician, fall.case_id)

    with pytest.raises(AlreadyClaimed):
        cancel(hub, colleague, fall.case_id, "crew stood down")


def test_a_case_without_a_decision_cannot_be_closed(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    with pytest.raises(Conflict, match="has no decision"):
        close(hub, clinician, fall.case_id)


def test_a_decided_case_is_closed_with_its_outcome(hub: Hub, clinician: AtDesk, signed: CaseView) -> None:
    record_outcome(hub, clinician, signed.case_id, "avoided_conveyance", what_happened="seen at 11:40, stayed home")

    view = close(hub, clinician, signed.case_id)

    assert (view.status, view.outcome_class, view.outcome_confirmed) == (CaseStatus.CLOSED, "avoided_conveyance", True)


def test_a_person_conveyed_later_leaves_the_avoided_ones(hub: Hub, clinician: AtDesk, signed: CaseView) -> None:
    assert signed.outcome_class == "avoided_conveyance"

    view = record_outcome(hub, clinician, signed.case_id, "ed_attendance", what_happened="conveyed at 15:20")

    assert view.outcome_class == "ed_attendance"


def test_an_unknown_outcome_class_is_refused_with_what_is_allowed(
    hub: Hub, clinician: AtDesk, signed: CaseView
) -> None:
    with pytest.raises(BadInput, match="is not one of avoided_dispatch"):
        record_outcome(hub, clinician, signed.case_id, "avoided_everything")


def test_a_reopened_case_is_decided_anew_and_the_first_decision_stays_in_the_journal(
    hub: Hub, clinician: AtDesk, signed: CaseView
) -> None:
    close(hub, clinician, signed.case_id)

    view = reopen(hub, clinician, signed.case_id, "daughter rang: she fell again")

    assert view.status is CaseStatus.WITH_CLINICIAN
    assert view.decision is None
    assert "signed" in {item.kind for item in view.timeline}


def test_a_call_taker_does_not_undo_a_signature(hub: Hub, call_taker: AtDesk, signed: CaseView) -> None:
    with pytest.raises(NotPermitted):
        reopen(hub, call_taker, signed.case_id, "caller rang again")


def test_the_handover_of_a_decision_that_no_longer_stands_does_not_go_out(
    hub: Hub, clinician: AtDesk, signed: CaseView
) -> None:
    reopen(hub, clinician, signed.case_id, "she fell again")

    with hub.store.read() as reading:
        assert reading.pending_outbox() == ()


def test_a_call_back_that_was_made_needs_its_result(
    hub: Hub, clock: ManualClock, clinician: AtDesk, signed: CaseView
) -> None:
    with pytest.raises(BadInput, match="what the call found"):
        record_callback(hub, clinician, signed.case_id, due=clock.now(), by="R Hale", done=True)

    view = record_callback(
        hub, clinician, signed.case_id, due=clock.now(), by="R Hale", done=True, result="comfortable, team has been"
    )

    assert [made.done for made in view.callbacks] == [False, True]
