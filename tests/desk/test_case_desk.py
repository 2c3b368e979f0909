"""A case as it lies on somebody's desk."""

from __future__ import annotations

from carecon.clinical.answers import Answer
from carecon.desk.answers import answer
from carecon.desk.case_desk import case_on_desk
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim
from carecon.desk.people import AtDesk
from carecon.record.case_view import CaseView


def test_a_present_sign_says_why_it_is_present_here(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    view = answer(hub, clinician, fall.case_id, [Answer("spo2", 88)])

    case = case_on_desk(hub, clinician, view)

    assert "airway_or_breathing" in case.advice.red_flags.present
    assert "low oxygen" in case.flags["airway_or_breathing"].because
    assert case.flags["airway_or_breathing"].evidence == ("spo2",)
    assert "An airway that is closing" not in case.flags["airway_or_breathing"].because


def test_only_who_has_the_case_may_decide_it(
    hub: Hub, clinician: AtDesk, colleague: AtDesk, call_taker: AtDesk, fall: CaseView
) -> None:
    view = claim(hub, clinician, fall.case_id)

    assert case_on_desk(hub, clinician, view).mine
    assert not case_on_desk(hub, colleague, view).mine
    assert case_on_desk(hub, call_taker, view).may_write


def test_what_the_problem_needs_stands_first(hub: Hub, clinician: AtDesk, fall: CaseView) -> None:
    case = case_on_desk(hub, clinician, fall)

    assert "fall" in [row.name for row in case.needed]
    assert case.advice.state == "need_more_facts"
    assert case.menu.spokes["south"]
