"""A handover note says everything that is in the case, and says what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from carecon.clinical.facts import vocabulary
from carecon.handover import compose as composing
from carecon.record.case_view import AdvisedView, CallbackView, CaseStatus, FactView, PersonView
from tests.handover.cases import (
    ADVICE,
    DRAFT,
    HOME,
    NOW,
    RECEIVED,
    below_head,
    case,
    fact,
    first_value_of,
    labels_of,
    lines_of,
    note_of,
    signed,
    value_of,
    written,
)

# --------------------------------------------------------------------------------------------------- who, when, whose


def test_the_head_says_who_is_asked_for_what_by_when_and_whose_the_person_is_meanwhile() -> None:
    note = note_of(signed(case(fact("presenting_problem", "fall"))))
    assert note.title == "Handover to South from Devon hub"
    assert note.patient == ("FENWICK, Ada (Mrs)", "Born 04-May-1937 (86y)", "Gender Female", "NHS No. 999 000 1073")
    assert [(line.label, line.value) for line in note.head] == [
        ("Danger signs present", "head injury, high risk. The decision is no emergency"),
        ("Case", "K7F-2QM"),
        ("Decision", "Community response within 2 hours, South"),
        ("Help by", "12:19 (within 2 h)"),
        ("Main problem", "fall"),
        ("Safety-netting", "Ring 999 if worse"),
        ("Call-back", "16-Jan-2024 12:19, by R Hale"),
        ("Ring back", "07700 900123"),
        ("Owner", "R Hale owns this patient until the handover is accepted by South"),
        ("Author", "R Hale, clinician, signed 16-Jan-2024 10:19"),
    ]
    assert note.foot == "As it stood at 16-Jan-2024 10:19. What was recorded later is not in this note."


def test_the_sections_are_sbard() -> None:
    assert [part.letter for part in note_of(case()).sections] == ["S", "B", "A", "R", "D"]


def test_every_section_of_the_form_has_a_place_in_the_note() -> None:
    placed = [*composing.SITUATION, *composing.BACKGROUND, *composing.ASSESSMENT]
    assert sorted(placed) == sorted(vocabulary().sections)


@pytest.mark.parametrize(("realm", "mark"), [("training", "TRAINING"), ("demo", "DEMONSTRATION")])
def test_what_is_not_real_says_so_first(realm: str, mark: str) -> None:
    assert note_of(signed(case()), realm=realm).marks[0].startswith(mark)


def test_a_number_of_the_test_range_is_marked_and_a_wrong_one_too() -> None:
    assert note_of(signed(case())).marks == ("TEST PATIENT: an NHS number of the test range",)
    wrong = case(person=PersonView(nhs_number="9434765911"))
    assert note_of(signed(wrong)).marks == ("NHS NUMBER NOT VALID: its check digit does not fit",)
    assert note_of(signed(case(person=PersonView(nhs_number="9434765919")))).marks == ()


def test_somebody_unknown_is_said_to_be_unknown() -> None:
    banner = note_of(case(person=PersonView())).patient
    assert banner == ("(name not known)", "Born Not Known", "Gender Not Known", "NHS No. Not Known")


def test_somebody_who_died_is_never_shown_as_alive() -> None:
    person = PersonView(family_name="Fenwick", born=date(1937, 5, 4), died=date(2024, 1, 15))
    assert note_of(case(person=person)).patient[1:4] == ("Born 04-May-1937", "Died 15-Jan-2024", "Age at death 86y")


def test_the_age_is_the_one_at_the_time_of_the_call() -> None:
    view = case(person=PersonView(born=date(1937, 1, 17)))
    assert note_of(view).patient[1] == "Born 17-Jan-1937 (86y)"


def test_the_number_to_ring_is_the_one_answered_last() -> None:
    assert value_of(note_of(case(fact("callback_number", "01626 496 0001"))), "Ring back") == "01626 496 0001"
    assert value_of(note_of(case(callback="")), "Ring back") == "no number"


# ------------------------------------------------------------------------------------------------------------- facts


def test_a_fact_says_who_said_it_seen_or_told_and_when() -> None:
    sources = {
        line.label: line.source
        for line in lines_of(
            note_of(
                case(
                    fact("head_injury", False, by="crew", seen=True, at=RECEIVED - timedelta(minutes=5)),
                    fact("amnesia", False, by="daughter", seen=False),
                    fact("fall", True, by=None, at=RECEIVED - timedelta(days=1)),
                )
            )
        )
    }
    assert sources["Head injury"] == "crew, seen, 10:03"
    assert sources["Cannot remember the event"] == "daughter, told, 10:11"
    assert sources["Fall"] == "recorded by rhale, 15-Jan-2024 10:08"


def test_what_was_asked_and_not_known_is_said_where_it_stands_and_once_more_together() -> None:
    note = note_of(case(fact("amnesia", "not_known"), fact("spo2", "not_known")))
    assert value_of(note, "Cannot remember the event") == "asked, not known"
    assert value_of(note, "Asked, not known") == "Oxygen level; Cannot remember the event"


def test_what_cannot_be_obtained_or_is_said_not_to_apply_is_told_from_what_nobody_knows() -> None:
    note = note_of(
        case(fact("spo2", "cannot_be_obtained"), fact("pregnant", "not_applicable"), fact("fall", "not_known"))
    )
    assert value_of(note, "Oxygen level") == "asked, cannot be obtained"
    assert value_of(note, "Asked, cannot be obtained") == "Oxygen level"
    assert value_of(note, "Said not to apply") == vocabulary()["pregnant"].label
    assert value_of(note, "Asked, not known") == vocabulary()["fall"].label


def test_an_observation_that_is_too_old_says_so_where_it_stands_and_once_more_together() -> None:
    old, new = NOW - timedelta(hours=7, minutes=20), NOW - timedelta(hours=6)
    note = note_of(case(fact("heart_rate", 112, at=old), fact("spo2", 96, at=new), fact("floor_minutes", 15, at=old)))
    assert value_of(note, "Pulse") == "112/min, out of date (7 h 20 old)"
    assert value_of(note, "Oxygen level") == "96 %"
    assert value_of(note, vocabulary()["floor_minutes"].label) == "15 min"
    assert value_of(note, "Out of date") == "Pulse"


def test_an_observation_without_a_time_is_as_old_as_its_entry() -> None:
    held = fact("heart_rate", 112)
    note = note_of(case(replace(held, entered_at=NOW - timedelta(hours=9))))
    assert value_of(note, "Pulse") == "112/min, out of date (9 h old)"


def test_what_the_advice_still_asks_for_is_open() -> None:
    assert value_of(note_of(case(), draft=DRAFT), "Not answered yet") == "12-lead ECG"
    assert "Not answered yet" not in labels_of(note_of(case(fact("ecg_findings", "normal_or_unchanged")), draft=DRAFT))


def test_notes_stand_as_written_and_those_of_the_wrong_person_do_not_stand_at_all() -> None:
    note = note_of(case(notes=(written("Pendant pressed.\n\nUp now."), written("somebody else", left_behind=True))))
    assert value_of(note, "Note 10:12") == "Pendant pressed.\n\nUp now."
    assert "somebody else" not in repr(note)


def test_what_came_with_a_message_is_said() -> None:
    note = note_of(case(reason="Falls", original_disposition="Dx0122 Ambulance", warnings=("NHS number is not valid",)))
    assert value_of(note, "Reason for the call") == "Falls"
    assert value_of(note, "Sender's own disposition") == "Dx0122 Ambulance"
    assert value_of(note, "Odd in the message") == "NHS number is not valid"


# ---------------------------------------------------------------------------------------- what is said asked or not


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ((), "Allergies not asked"),
        ((fact("allergies_status", "not_known"),), "Allergies asked, not known"),
        ((fact("allergies_status", "none_known"),), "No known allergies"),
        ((fact("allergies_status", "present"),), "Allergies present, not listed"),
        ((fact("allergies_status", "present"), fact("allergies", "penicillin: rash")), "penicillin: rash"),
        ((fact("allergies", "latex"),), "latex"),
        (
            (fact("allergies_status", "none_known"), fact("allergies", "latex")),
            "latex (also recorded: none known. Ask again)",
        ),
    ],
)
def test_allergies_are_never_passed_over_in_silence(facts: tuple[FactView, ...], said: str) -> None:
    assert first_value_of(note_of(case(*facts)), "Allergies") == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ((), "Medicines not asked"),
        ((fact("medicines_status", "none"),), "No regular medicines"),
        ((fact("medicines_status", "not_to_hand"),), "Medicines not to hand"),
        ((fact("medicines_status", "listed"),), "Takes medicines, not listed here"),
        ((fact("medicines_status", "listed"), fact("medicines", "apixaban")), "apixaban"),
        ((fact("medicines", "not_known"),), "Medicines asked, not known"),
    ],
)
def test_medicines_are_never_passed_over_in_silence(facts: tuple[FactView, ...], said: str) -> None:
    assert first_value_of(note_of(case(*facts)), "Medicines") == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ((), "Not asked."),
        ((fact("dnacpr", "not_known"),), "Asked, not known."),
        ((fact("dnacpr", False),), "No such decision."),
        ((fact("dnacpr", True),), "Yes; claimed, not seen."),
        ((fact("dnacpr", True), fact("dnacpr_seen", "seen")), "Yes; seen."),
        (
            (fact("dnacpr", True), fact("dnacpr_seen", "told")),
            "Yes; claimed, not seen.",
        ),
    ],
)
def test_dnacpr_is_always_said_to_cover_cpr_only(facts: tuple[FactView, ...], said: str) -> None:
    assert value_of(note_of(case(*facts)), "DNACPR") == said + " A DNACPR decision covers CPR only."


def test_a_plan_that_nobody_saw_is_a_claim() -> None:
    told = note_of(case(fact("escalation_plan", "comfort_only"), fact("escalation_plan_seen", "told")))
    assert value_of(told, "Escalation plan") == (
        "Comfort only; claimed, not seen; in date: not asked; matches this person: not asked; on this event: not asked"
    )
    seen = note_of(
        case(
            fact("escalation_plan", "home_treatment"),
            fact("escalation_plan_seen", "seen"),
            fact("escalation_plan_in_date", True),
            fact("escalation_plan_matches_person", True),
            fact("plan_covers_this_event", "prefers_home"),
        )
    )
    assert value_of(seen, "Escalation plan") == (
        "Treatment at home; seen; in date: yes; matches this person: yes; on this event: prefers home"
    )
    assert value_of(note_of(case()), "Escalation plan") == "not asked"


def test_what_the_person_wants_is_said_once_or_said_not_to_be_asked() -> None:
    assert value_of(note_of(case()), "What the person wants now") == "not asked"
    note = note_of(case(fact("patient_wishes", "stay_where_they_are"), fact("what_matters", "the cat\nher own bed")))
    assert value_of(note, "What the person wants now") == "stay where they are"
    assert value_of(note, "What matters to the person") == "the cat\nher own bed"


def test_an_advance_refusal_that_applies_stands_with_the_plans() -> None:
    assert "Advance refusal" in labels_of(note_of(case(fact("adrt_applies", True))))
    assert "Advance refusal" not in labels_of(note_of(case(fact("adrt_applies", False))))


# ------------------------------------------------------------------------------------------- danger signs and scores


def test_danger_signs_are_present_not_excluded_or_set_aside() -> None:
    note = note_of(signed(case()))
    assert value_of(note, "Present") == "head injury, high risk"
    assert value_of(note, "Not excluded") == "stroke; TIA (mini-stroke)"
    assert value_of(note, "Set aside") == "NEWS2 of 7 or more (because of: Last days recognised by a clinician)"


def test_without_advice_danger_signs_are_not_assessed_rather_than_absent() -> None:
    assert value_of(note_of(case()), "Danger signs") == "not assessed yet"


@pytest.mark.parametrize(
    ("news2", "said"),
    [
        (
            {"low": 3, "high": 15, "complete": False, "missing": ["temperature", "spo2"]},
            "between 3 and 15, not complete; missing: Temperature, Oxygen level",
        ),
        ({"low": 6, "high": 6, "complete": True, "band": "medium", "missing": []}, "6 (complete, medium)"),
        ({"low": 6, "high": 6, "complete": True, "for_escalation": False}, "6 (complete); not for escalation"),
        ({"low": 6, "high": 6, "complete": True, "stale": True}, "6 (complete); observations are old"),
        (None, "does not apply (under 16, pregnancy or birth in the last six weeks, or after death)"),
    ],
)
def test_news2_says_what_it_lacks(news2: object, said: str) -> None:
    advice = {**ADVICE, "scores": {"news2": news2, "cfs": {"value": None, "applicable": True}, "efi": None}}
    assert value_of(note_of(case(), draft=replace(DRAFT, advice=advice)), "NEWS2") == said


def test_old_observations_are_said_to_be_old() -> None:
    old, new = NOW - timedelta(hours=7, minutes=5), NOW - timedelta(minutes=9)
    view = case(fact("spo2", 96, at=old), fact("heart_rate", 80, at=new))
    advice = {**ADVICE, "scores": {"news2": {"low": 0, "high": 9, "complete": True, "stale": True}}}
    said = value_of(note_of(view, draft=replace(DRAFT, advice=advice)), "NEWS2")
    assert said == "0 (complete); observations of 03:14 to 10:10, the oldest 7 h 05 old"


def test_a_case_without_advice_has_its_score_worked_out() -> None:
    assert value_of(note_of(case(fact("spo2", 96))), "NEWS2").startswith("between 0 and 1")


def test_frailty_is_said_with_its_guard() -> None:
    assert value_of(note_of(case(), draft=DRAFT), "Clinical Frailty Scale") == "6, as two weeks ago"
    guarded = {
        **ADVICE,
        "scores": {"cfs": {"value": 7, "applicable": False}, "efi": {"value": 0.3, "band": "moderate"}},
    }
    note = note_of(case(), draft=replace(DRAFT, advice=guarded))
    assert value_of(note, "Clinical Frailty Scale") == (
        "7, as two weeks ago; not valid for this person, and nothing was decided by it"
    )
    assert value_of(note, "Electronic Frailty Index") == "0.3 (moderate)"
    assert value_of(note_of(case()), "Clinical Frailty Scale") == "not recorded"


# ------------------------------------------------------------------------------------------------------ the decision


def test_a_followed_advice_is_said_with_its_reasons_and_what_else_was_considered() -> None:
    note = note_of(signed(case()))
    assert value_of(note, "Advised") == "Community response within 2 hours, South"
    assert value_of(note, "Because") == "A fall with no serious injury."
    assert value_of(note, "Advice") == "followed"
    assert value_of(note, "Alternative") == "Planned hospital attendance, within 4 h"
    assert value_of(note, "Ruled out") == "Virtual ward (hospital at home): There is nothing to monitor."


def test_an_overruled_advice_says_what_it_was_why_not_and_who_decided() -> None:
    view = signed(
        case(),
        disposition="self_care",
        agreed=False,
        reason_code="more_is_known",
        reason="Daughter stays the night",
        senior="S Lake, consultant",
    )
    note = below_head(note_of(view))
    assert value_of(note, "Advice") == "not followed; advised was: Community response within 2 hours, South"
    assert value_of(note, "Why not") == "More is known than the facts can say: Daughter stays the night"
    assert value_of(note, "Decided by") == "R Hale, clinician"
    assert value_of(note, "Senior") == "S Lake, consultant"


def test_what_was_required_is_said_and_so_are_safety_net_and_call_back() -> None:
    note = below_head(note_of(signed(case())))
    assert value_of(note, "Risk acceptance") == "fall again: daughter stays"
    assert value_of(note, "Safety-netting") == "Ring 999 if worse"
    assert value_of(note, "Call-back") == "16-Jan-2024 12:19, by R Hale"
    assert value_of(note, "Also arranged") == "multidisciplinary referral"
    bare = below_head(note_of(signed(case(), safety_net="", callback_due=None, adjuncts=(), recorded={})))
    assert (value_of(bare, "Safety-netting"), value_of(bare, "Call-back")) == ("none recorded", "none planned")


def test_a_call_back_that_was_made_is_said_with_its_result() -> None:
    made = CallbackView(NOW, "R Hale", done=True, result="comfortable", recorded_at=NOW)
    assert (
        value_of(note_of(signed(case(callbacks=(made,)))), "Called back") == "comfortable (R Hale, 16-Jan-2024 10:19)"
    )


def test_an_ambulance_is_asked_for_now_with_its_category() -> None:
    best = {"disposition": "emergency_ambulance", "urgency_minutes": 0, "ambulance_category": 2, "because": []}
    view = signed(
        case(), disposition="emergency_ambulance", urgency_minutes=0, spoke="", advice={**ADVICE, "recommended": best}
    )
    note = note_of(view)
    assert value_of(note, "Ambulance category") == "2"
    assert {line.value for line in lines_of(note) if line.label == "Help by"} == {"now"}


def test_a_preview_says_that_it_is_a_draft() -> None:
    note = note_of(case(), draft=DRAFT)
    assert "DRAFT: not signed" in note.marks
    assert value_of(note, "Author") == "R Hale, clinician"
    assert value_of(note, "Advice") == "followed"


def test_a_case_without_a_decision_says_so() -> None:
    shown = AdvisedView("need_more_facts", "", ("stroke",), ("tia",), "", NOW)
    note = note_of(case(advised=shown))
    assert note.title == "Case as it stands, not handed over"
    assert value_of(note, "Decision") == "nothing is decided yet"
    assert value_of(note, "Owner") == "R Hale has this case; nothing is decided yet"
    assert value_of(note, "State") == "More facts needed"
    assert value_of(note, "Present") == "stroke"
    assert value_of(note_of(case(owner=None, owner_name="")), "Owner") == "nobody has taken this case yet"


def test_a_closed_case_says_so_and_what_became_of_it() -> None:
    view = replace(
        signed(case()), status=CaseStatus.CLOSED, what_happened="seen at home", outcome_class="avoided_conveyance"
    )
    note = note_of(view)
    assert value_of(note, "Status") == "closed"
    assert value_of(note, "Outcome") == "seen at home (avoided conveyance, not confirmed)"


# --------------------------------------------------------------------------------------------------- restricted parts


def test_the_entitled_get_everything() -> None:
    note = note_of(case(fact("access_notes", "key safe 1234"), notes=(written("quiet word", restricted=True),)))
    assert value_of(note, "Getting in") == "key safe 1234"
    assert "quiet word" in repr(note)
    assert "Left out" not in labels_of(note)


def test_restricted_parts_are_left_out_for_others_and_the_note_says_so() -> None:
    view = case(
        fact("access_notes", "key safe 1234"),
        notes=(written("quiet word", restricted=True), written("open word", seq=4)),
    )
    note = note_of(signed(view, recorded={"restricted_note": "the son must not know"}), HOME)
    assert "1234" not in repr(note)
    assert "quiet word" not in repr(note)
    assert "the son" not in repr(note)
    assert "open word" in repr(note)
    assert value_of(note, "Left out") == (
        "2 restricted answers, 1 note. This note is not for restricted parts: ask the hub."
    )


def test_a_protected_caller_is_not_named_to_others_anywhere() -> None:
    view = case(
        fact("caller_identity_protected", True),
        fact("caller_name", "Jo Carter"),
        fact("callback_number", "07700 900999"),
        fact("safeguarding_concern", True, by="jo carter, carer"),
        notes=(written("Jo Carter rang in tears"),),
    )
    text = repr(note_of(view, HOME))
    assert "Carter" not in text
    assert "carter" not in text
    assert "900" not in text.replace("999 000", "")
    assert "Jo Carter" in repr(note_of(view))
