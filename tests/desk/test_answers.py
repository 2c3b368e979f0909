"""Recording what is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clock import ManualClock
from carecon.desk.answers import answer, note, withdraw
from carecon.desk.closing import cancel
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk, Role
from carecon.errors import BadInput, Conflict, NotPermitted
from carecon.record.case_view import CaseView
from carecon.record.entry import Actor


def test_an_answer_keeps_who_said_it_when_and_whether_it_was_seen(
    hub: Hub, clock: ManualClock, clinician: AtDesk, fall: CaseView
) -> None:
    said_at = clock.now() - timedelta(minutes=3)

    view = answer(hub, clinician, fall.case_id, [Answer("spo2", 96, at=said_at, by="crew", seen=True)])

    fact = view.facts["spo2"]
    assert (fact.answer.value, fact.answer.by, fact.answer.seen, fact.answer.at) == (96, "crew", True, said_at)
    assert (fact.entered_by, fact.entered_at) == (clinician.actor, clock.now())


def test_not_known_is_an_answer_and_yet_tells_nothing(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    view = answer(hub, clinician, fall.case_id, [Answer("amnesia", NOT_KNOWN)])

    assert view.facts["amnesia"].answer.value is NOT_KNOWN
    assert not view.facts["amnesia"].answer.known


def test_an_impossible_value_is_refused_in_plain_english_and_nothing_is_written(
    hub: Hub, clinician: AtDesk, fall: CaseView
) -> None:
    with pytest.raises(BadInput, match="SpO2 must be 30-100 %, not 900"):
        answer(hub, clinician, fall.case_id, [Answer("heart_rate", 80), Answer("spo2", 900)])

    with hub.store.read() as reading:
        assert "heart_rate" not in reading.case(fall.case_id).facts


def test_a_wrong_answer_can_be_taken_back_within_two_minutes_without_a_reason(
    hub: Hub, clinician: AtDesk, fall: CaseView
) -> None:
    answer(hub, clinician, fall.case_id, [Answer("head_injury", False)])

    assert "head_injury" not in withdraw(hub, clinician, fall.case_id, "head_injury").facts


def test_later_taking_back_an_answer_needs_a_reason(
    hub: Hub, clock: ManualClock, clinician: AtDesk, fall: CaseView
) -> None:
    answer(hub, clinician, fall.case_id, [Answer("head_injury", False)])
    clock.advance(timedelta(minutes=3))

    with pytest.raises(BadInput, match="say why"):
        withdraw(hub, clinician, fall.case_id, "head_injury")
    assert "head_injury" not in withdraw(hub, clinician, fall.case_id, "head_injury", "crew looked again").facts


def test_the_answer_of_another_is_not_taken_back_without_a_reason(
    hub: Hub, clinician: AtDesk, colleague: AtDesk, fall: CaseView
) -> None:
    answer(hub, clinician, fall.case_id, [Answer("head_injury", False)])

    with pytest.raises(BadInput, match="say why"):
        withdraw(hub, colleague, fall.case_id, "head_injury")


def test_what_has_no_answer_cannot_be_taken_back(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    with pytest.raises(Conflict, match="no answer to take back"):
        withdraw(hub, clinician, fall.case_id, "head_injury")


@pytest.mark.parametrize(
    "text",
    ["[/b] [red]x", "SpO2 [low] 88", "\x1b[31mred", "\u202eabc", "😀 fell", "x" * 10_000],
    ids=["markup", "brackets", "escapes", "bidi", "emoji", "long"],
)
def test_a_note_is_kept_exactly_as_typed(hub: Hub, clinician: AtDesk, fall: CaseView, text: str) -> None:
    assert note(hub, clinician, fall.case_id, text).notes[-1].text == text


def test_an_empty_note_is_no_note(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    with pytest.raises(BadInput):
        note(hub, clinician, fall.case_id, " \n ")


def test_nothing_is_recorded_on_a_cancelled_case(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    cancel(hub, clinician, fall.case_id, "crew stood down")

    with pytest.raises(Conflict, match="Reopen it first"):
        answer(hub, clinician, fall.case_id, [Answer("fall", True)])


def test_an_administrator_records_no_answers(hub: Hub, fall: CaseView) -> None:
    administrator = AtDesk(Actor("slake", "devon-hub"), "S Lake", Role.ADMINISTRATOR)

    with pytest.raises(NotPermitted):
        answer(hub, administrator, fall.case_id, [Answer("fall", True)])
