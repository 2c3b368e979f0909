"""Advice on a case as it stands, and what of it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from carecon.clinical.answers import Answer
from carecon.clock import ManualClock
from carecon.desk import advising
from carecon.desk.advising import advise_and_note, advise_case
from carecon.desk.answers import answer, withdraw
from carecon.desk.calls import OpenCall, open_call
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk
from carecon.record.case_view import CaseView
from tests.desk.cases import UNINJURED_FALL, answers


def test_older_advice_never_stands_over_newer_danger(
    hub: Hub, clinician: AtDesk, colleague: AtDesk, fall: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague writes that she bleeds while the advice for an earlier answer is being worked out."""
    worked_out = advising.advise_case
    interrupted = False

    def with_an_interruption(*words: object) -> object:
        nonlocal interrupted
        result = worked_out(*words)  # type: ignore[arg-type]
        if not interrupted:
            interrupted = True
            answer(hub, colleague, fall.case_id, [Answer("major_haemorrhage", True)])
            advise_and_note(hub, colleague, fall.case_id)
        return result

    monkeypatch.setattr(advising, "advise_case", with_an_interruption)
    answer(hub, clinician, fall.case_id, [Answer("head_injury", False)])

    view, advice = advise_and_note(hub, clinician, fall.case_id)

    assert "major_haemorrhage" in advice.red_flags.present
    assert (view.priority, view.advised and view.advised.present) == (1, ("major_haemorrhage",))


def test_observations_grow_old_at_the_desk(hub: Hub, clock: ManualClock, clinician: AtDesk) -> None:
    call = OpenCall(source="paramedic_on_scene", answers=answers(UNINJURED_FALL))
    view = open_call(hub, clinician, call)
    assert advise_case(hub, view)[0].state == "recommend"

    clock.advance(timedelta(hours=9))
    advice, _ = advise_case(hub, view)

    assert advice.scores.news2 is not None
    assert advice.scores.news2.stale
    assert advice.state == "need_more_facts"


def test_a_priority_raised_by_a_mistake_falls_back_to_that_of_the_ambulance(hub: Hub, clinician: AtDesk) -> None:
    view = open_call(hub, clinician, OpenCall(source="ambulance_stack", ambulance_category="C2"))
    answer(hub, clinician, view.case_id, [Answer("major_haemorrhage", True)])
    assert advise_and_note(hub, clinician, view.case_id)[0].priority == 1

    withdraw(hub, clinician, view.case_id, "major_haemorrhage")
    after, _ = advise_and_note(hub, clinician, view.case_id)

    assert (after.priority, after.priority_reason) == (2, "ambulance category 2")
