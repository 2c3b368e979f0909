"""The head of a note: what must be seen by somebody who reads no further."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from carecon.clinical.catalogue import catalogue
from carecon.handover.recipient import Recipient
from carecon.handover.render_markdown import as_markdown
from carecon.handover.render_text import as_text
from carecon.record.case_view import CaseView
from tests.handover.cases import ADVICE, DRAFT, case, fact, head_of, note_of, signed, value_of

BY_AMBULANCE: Mapping[str, Any] = {
    "disposition": "emergency_ambulance",
    "urgency_minutes": 0,
    "ambulance_category": 2,
    "because": [],
}
QUIET: Mapping[str, Any] = {**ADVICE, "red_flags": {"present": [], "not_excluded": ["stroke"], "set_aside": []}}


def with_signs(*present: str, best: Mapping[str, Any] = BY_AMBULANCE) -> dict[str, Any]:
    """Advice with these danger signs present."""
    return {**ADVICE, "recommended": best, "red_flags": {"present": list(present), "not_excluded": []}}


def emergency(*present: str, view: CaseView | None = None, **changes: Any) -> CaseView:
    """A case for which an ambulance was decided on because of these danger signs."""
    return signed(
        view or case(),
        disposition="emergency_ambulance",
        urgency_minutes=0,
        spoke="",
        advice=with_signs(*present),
        **changes,
    )


def overruled(*present: str, **changes: Any) -> CaseView:
    """A case in which an ambulance was advised and self-care decided."""
    said = {
        "disposition": "self_care",
        "agreed": False,
        "reason_code": "more_is_known",
        "reason": "Daughter stays the night",
        "senior": "S Lake, consultant",
        "advice": with_signs(*present),
    }
    return signed(case(), **{**said, **changes})


# --------------------------------------------------------------------------------------------- advice not followed


def test_an_overruled_emergency_is_said_first_and_right_under_the_decision() -> None:
    head = note_of(overruled("stroke")).head
    assert [(line.label, line.value) for line in head[:6]] == [
        ("Danger signs present", "stroke. The decision is no emergency, and the advice was NOT followed"),
        ("Case", "K7F-2QM"),
        ("Decision", "Self-care with advice, South"),
        ("Advice NOT followed", "advised was Emergency ambulance, now"),
        ("Why not", "More is known than the facts can say: Daughter stays the night"),
        ("Senior", "S Lake, consultant"),
    ]


def test_an_overruled_advice_reads_so_as_text_and_as_markdown() -> None:
    note = note_of(overruled("stroke"))
    assert "\nAdvice NOT followed: advised was Emergency ambulance, now\n" in as_text(note)
    assert "\n- **Advice NOT followed:** advised was Emergency ambulance, now\n" in as_markdown(note)


def test_an_overruled_advice_without_a_senior_or_a_reason_says_so() -> None:
    head = head_of(note_of(overruled(senior="", reason="", reason_code="")))
    assert head["Senior"] == "none named"
    assert head["Why not"] == "no reason recorded"
    assert "Danger signs present" not in head


def test_a_decision_without_settled_advice_is_said_to_be_one() -> None:
    unsettled = {**ADVICE, "recommended": None}
    assert head_of(note_of(overruled(advice=unsettled)))["Advice NOT followed"] == "no advice was settled"


def test_an_advice_that_was_followed_takes_no_line() -> None:
    assert not {"Advice NOT followed", "Why not", "Senior"} & set(head_of(note_of(signed(case()))))


def test_danger_signs_stand_first_wherever_the_decision_is_no_emergency() -> None:
    for disposition, kind in catalogue().kinds.items():
        view = signed(case(), disposition=disposition, advice=with_signs("stroke"))
        first = note_of(view).head[0]
        assert (first.label == "Danger signs present") is (kind != "emergency"), disposition
        assert head_of(note_of(view))["Danger signs present"].startswith("stroke")


# ------------------------------------------------------------------------------------ safety net, call-back, ambulance


def test_the_safety_net_and_the_call_back_are_in_the_head_and_so_is_that_there_is_none() -> None:
    head = head_of(note_of(signed(case())))
    assert (head["Safety-netting"], head["Call-back"]) == ("Ring 999 if worse", "16-Jan-2024 12:19, by R Hale")
    bare = head_of(note_of(signed(case(), safety_net="", callback_due=None)))
    assert (bare["Safety-netting"], bare["Call-back"]) == ("none recorded", "none planned")


def test_a_long_safety_net_goes_on_in_section_d() -> None:
    long = "Ring 999 if she worsens.\n" * 30
    note = note_of(signed(case(), safety_net=long))
    said = head_of(note)["Safety-netting"]
    assert said.startswith("Ring 999 if she worsens. / Ring")
    assert said.endswith("... (in full in section D)")
    assert len(said) < 300
    assert [line.value for group in note.sections[-1].groups for line in group.lines if line.label == "Safety-netting"]
    assert long in {line.value for group in note.sections[-1].groups for line in group.lines}


def test_an_ambulance_is_said_with_its_category_and_the_time() -> None:
    head = head_of(note_of(emergency("stroke")))
    assert head["Ambulance"] == "category 2, decided 10:19"
    assert head["Help by"] == "now"


def test_an_ambulance_that_was_not_advised_has_no_category() -> None:
    view = signed(case(), disposition="emergency_ambulance", urgency_minutes=0, agreed=False)
    assert head_of(note_of(view))["Ambulance"] == "category not advised, decided 10:19"


def test_no_ambulance_takes_no_line() -> None:
    assert "Ambulance" not in head_of(note_of(overruled("stroke")))


# ------------------------------------------------------------------------------------------------ until help comes


def test_what_to_do_until_help_comes_is_in_the_head_and_marked_as_standing_advice() -> None:
    note = note_of(emergency("hip_fracture"))
    (line,) = [line for line in note.head if line.label == "Until help comes"]
    assert line.value == "DO NOT LIFT OR MOVE: keep still and warm until the ambulance has come."
    assert line.source == "standing advice"
    assert "DO NOT LIFT OR MOVE" in as_text(note)
    assert "standing advice" in as_markdown(note)


def test_several_instructions_stand_one_below_the_other() -> None:
    note = note_of(emergency("hip_fracture", "stroke", view=case(fact("still_on_floor", True))))
    assert "Until help comes:  [standing advice]\n    DO NOT LIFT OR MOVE" in as_text(note)
    assert "- **Until help comes:** (standing advice)\n  - DO NOT LIFT OR MOVE" in as_markdown(note)
    assert "Leave them on the floor" in head_of(note)["Until help comes"]
    assert "Nothing by mouth" in head_of(note)["Until help comes"]


def test_a_planned_attendance_has_them_only_with_a_danger_sign() -> None:
    unsafe = case(fact("swallow_safe", False))
    planned = signed(unsafe, disposition="planned_attendance", advice=with_signs("hypoglycaemia"))
    assert head_of(note_of(planned))["Until help comes"].startswith("Nothing by mouth.")
    without = signed(unsafe, disposition="planned_attendance", advice=QUIET)
    assert "Until help comes" not in head_of(note_of(without))


def test_an_answer_at_home_and_an_open_case_have_none() -> None:
    assert "Until help comes" not in head_of(note_of(overruled("hip_fracture")))
    assert "Until help comes" not in head_of(note_of(case()))


def test_a_cpr_decision_stops_cpr_only_where_it_was_seen() -> None:
    said = (fact("dnacpr", True), fact("identity", "confirmed"))
    told = note_of(emergency("cardiac_arrest", "hip_fracture", view=case(*said, fact("dnacpr_seen", "told"))))
    assert "start CPR now" in head_of(told)["Until help comes"]
    seen = note_of(emergency("cardiac_arrest", "hip_fracture", view=case(*said, fact("dnacpr_seen", "seen"))))
    assert "start CPR now" not in head_of(seen)["Until help comes"]
    assert "DO NOT LIFT OR MOVE" in head_of(seen)["Until help comes"]


# ------------------------------------------------------------------------------------------------------------ owner


@pytest.mark.parametrize(
    "name", ["South", "the ambulance service (999)", "South, Urgent community response, 2 hours", "the night nurses"]
)
def test_the_owner_line_stays_a_sentence_for_any_name(name: str) -> None:
    note = note_of(signed(case()), Recipient(name))
    assert value_of(note, "Owner") == f"R Hale owns this patient until the handover is accepted by {name}"


# ----------------------------------------------------------------------------------------------------------- length


def test_the_head_of_a_settled_case_fits_on_twenty_lines() -> None:
    south = Recipient("South, Urgent community response, 2 hours")
    view = signed(case(fact("presenting_problem", "fall")), advice=QUIET)
    text = as_text(note_of(view, south))
    assert len(text.split("=" * 78)[0].splitlines()) <= 20
    assert len(note_of(view, south).head) <= 12


def test_a_preview_has_the_same_head_as_the_note_but_for_the_signature() -> None:
    preview, note = head_of(note_of(case(), draft=DRAFT)), head_of(note_of(signed(case())))
    assert list(preview) == list(note)
    assert {label for label in note if note[label] != preview[label]} == {"Author"}
