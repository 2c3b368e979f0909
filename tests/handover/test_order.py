"""A reader finds what matters first: danger signs that bear on the call, and each reason once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.catalogue import catalogue
from carecon.handover.note import Line, Note
from carecon.handover.render_text import as_text
from carecon.record.case_view import CaseView
from tests.handover.cases import ADVICE, DRAFT, WORDING, case, fact, labels_of, lines_of, note_of, value_of

SIGNS = tuple(catalogue().red_flags)
OPEN = ("stroke", "seizure", "hip_fracture", "syncope_high_risk", "gi_bleed")


def note_with(view: CaseView, not_excluded: tuple[str, ...] = OPEN, **advice: Any) -> Note:
    """The note of a case in which these danger signs are not excluded."""
    flags = {"present": [], "not_excluded": list(not_excluded), "set_aside": []}
    return note_of(view, draft=replace(DRAFT, advice={**ADVICE, "ask": [], "red_flags": flags, **advice}))


# --------------------------------------------------------------------------------------- danger signs not excluded


def test_signs_that_bear_on_the_main_problem_stand_first() -> None:
    note = note_with(case(fact("presenting_problem", "fall")))
    assert value_of(note, "Not excluded") == "hip fracture; faint, high risk"
    assert value_of(note, "Also not asked about") == "stroke; seizure; bleeding from the gut"
    assert "  Also not asked about: stroke; seizure; bleeding from the gut\n" in as_text(note)


def test_signs_that_the_advice_asks_about_stand_first() -> None:
    ask = [{"fact": "gi_bleed", "why": "", "decides": ["gi_bleed", "planned_attendance"]}]
    note = note_with(case(fact("presenting_problem", "fall")), ask=ask)
    assert value_of(note, "Not excluded") == "hip fracture; faint, high risk; bleeding from the gut"


def test_a_sign_that_was_asked_about_in_vain_is_not_said_to_be_unasked() -> None:
    note = note_with(case(fact("presenting_problem", "fall"), fact("first_seizure", "not_known")))
    assert value_of(note, "Not excluded") == "seizure; hip fracture; faint, high risk"


def test_what_was_found_makes_signs_bear_on_the_call() -> None:
    note = note_with(
        case(fact("presenting_problem", "other"), fact("suspected_infection", True)), ("meningitis", "tia")
    )
    assert value_of(note, "Not excluded") == "meningitis"
    assert value_of(note, "Also not asked about") == "TIA (mini-stroke)"


def test_where_nothing_tells_them_apart_all_stand_together() -> None:
    note = note_with(case())
    assert value_of(note, "Not excluded") == "stroke; seizure; hip fracture; faint, high risk; bleeding from the gut"
    assert "Also not asked about" not in labels_of(note)
    assert value_of(note_with(case(), ()), "Not excluded") == "none"


@given(
    st.lists(st.sampled_from(SIGNS), unique=True),
    st.sampled_from(["fall", "breathlessness", "other", "not_known", "mental_health"]),
    st.lists(st.sampled_from(SIGNS), max_size=3),
)
def test_no_sign_is_left_out_or_said_twice(open_signs: list[str], problem: str, asked: list[str]) -> None:
    ask = [{"fact": "acvpu", "why": "", "decides": asked}]
    note = note_with(case(fact("presenting_problem", problem)), tuple(open_signs), ask=ask)
    said = [line.value for line in lines_of(note) if line.label in ("Not excluded", "Also not asked about")]
    names = [name for value in said for name in value.split("; ") if name != "none"]
    assert sorted(names) == sorted(WORDING.flag(sign) for sign in open_signs)


# ------------------------------------------------------------------------------------------------------- considered


def considered(note: Note) -> list[Line]:
    """The lines on what else was considered."""
    return [line for line in lines_of(note) if line.label in ("Alternative", "Ruled out")]


def test_what_is_ruled_out_for_the_same_reason_is_said_in_one_line() -> None:
    excluded = [
        {"disposition": "virtual_ward", "because": ["VW-1"]},
        {"disposition": "self_care", "because": ["FALL-2"]},
        {"disposition": "pharmacy", "because": ["VW-1"]},
    ]
    note = note_with(case(), alternatives=[], excluded=excluded)
    assert considered(note) == [
        Line("Ruled out", "Virtual ward (hospital at home); Community pharmacy: There is nothing to monitor."),
        Line("Ruled out", "Self-care with advice: A fall with no serious injury."),
    ]


def test_reasons_that_are_partly_shared_are_each_said_once() -> None:
    excluded = [
        {"disposition": "falls_lift", "because": ["FALL-2"]},
        {"disposition": "self_care", "because": ["FALL-2", "VW-1"]},
        {"disposition": "pharmacy", "because": []},
    ]
    note = note_with(case(), alternatives=[], excluded=excluded)
    assert considered(note) == [
        Line("Ruled out", "Falls lift and welfare check; Self-care with advice: A fall with no serious injury."),
        Line("Ruled out", "Self-care with advice: There is nothing to monitor."),
        Line("Ruled out", "Community pharmacy"),
    ]


def test_alternatives_that_share_a_reason_are_said_in_one_line() -> None:
    alternatives = [
        {"disposition": "planned_attendance", "urgency_minutes": 240, "because": ["VW-1", "FALL-2"]},
        {"disposition": "ucr_2h", "urgency_minutes": 120, "because": ["VW-1", "FALL-2"]},
    ]
    note = note_with(case(), alternatives=alternatives, excluded=[])
    assert considered(note) == [
        Line(
            "Alternative",
            "Planned hospital attendance, within 4 h; Community response within 2 hours: "
            "There is nothing to monitor. A fall with no serious injury.",
        )
    ]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["self_care", "pharmacy", "gp_routine", "falls_lift"]),
            st.lists(st.sampled_from(["FALL-2", "VW-1", "RULE-9"]), unique=True, max_size=3),
        ),
        unique_by=lambda row: row[0],
    )
)
def test_every_disposition_keeps_all_its_reasons_and_no_other(rows: list[tuple[str, list[str]]]) -> None:
    excluded = [{"disposition": disposition, "because": because} for disposition, because in rows]
    lines = considered(note_with(case(), alternatives=[], excluded=excluded))
    for reason in ("A fall with no serious injury.", "There is nothing to monitor.", "RULE-9"):
        assert sum(reason in line.value for line in lines) <= 1
    words = {"self_care": "Self-care", "pharmacy": "Community pharmacy", "gp_routine": "routine", "falls_lift": "lift"}
    for disposition, because in rows:
        said = [line.value for line in lines if words[disposition] in line.value.split(":")[0]]
        assert said
        for rule in ("FALL-2", "VW-1", "RULE-9"):
            sentence = WORDING.because.get(rule, rule)
            assert any(sentence in value for value in said) is (rule in because)
