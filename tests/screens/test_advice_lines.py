"""Danger and advice in lines: nothing present is ever hidden, and nothing unknown is shown as absent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carecon.desk.case_views import Ask, CaseOnDesk, FlagWords, RedFlags
from carecon.screens.advice_lines import advice_lines, ask_lines, option_words, state_span
from carecon.screens.danger_lines import danger_lines, fact_names, scores_line, settled_by
from carecon.screens.reasoning_lines import reasoning_lines
from carecon.screens.widgets.spans import Line, Tone, width_of
from tests.screens.fake_advice import AMBULANCE, on_desk
from tests.screens.synthetic import SAID, fenwick

CASE = on_desk(fenwick())
MANY = [f"danger_{number}" for number in range(30)]


def text_of(lines: object) -> str:
    assert isinstance(lines, list | tuple)
    return "\n".join("".join(text for text, _ in line) for line in lines)


def with_flags(present: list[str], not_excluded: list[str]) -> CaseOnDesk:
    """Mrs Fenwick's case with other danger signs."""
    flags = {name: FlagWords(f"Sign {name}", f"The reason of {name}.", ("spo2",)) for name in (*present, *not_excluded)}
    found = RedFlags(present=tuple(present), not_excluded=tuple(not_excluded))
    return replace(CASE, advice=replace(CASE.advice, red_flags=found), flags=flags)


@pytest.mark.parametrize("height", [4, 11])
@pytest.mark.parametrize("width", [57, 80])
@pytest.mark.parametrize("present", [0, 1, 2, 5])
@pytest.mark.parametrize("opened", [0, 3, 30])
def test_the_panel_never_outgrows_its_place_and_always_says_how_many(
    height: int, width: int, present: int, opened: int
) -> None:
    lines = danger_lines(with_flags(MANY[:present], MANY[present : present + opened]), width, height)
    assert len(lines) <= height
    assert all(width_of(line) <= width for line in lines)
    told = text_of(lines)
    if opened and present + opened <= len(MANY):
        assert str(opened) in told
        assert "not excluded" in told
    for name in MANY[: min(present, 2)]:
        assert name in told


def test_a_present_sign_is_shown_with_the_sentence_that_justifies_it() -> None:
    told = text_of(danger_lines(with_flags(["stroke"], []), 57, 11))
    assert "! Sign stroke" in told
    assert "The reason of stroke." in told


def test_signs_that_cannot_all_be_explained_are_all_named() -> None:
    told = text_of(danger_lines(with_flags(MANY[:6], MANY[6:9]), 57, 11))
    assert "6 present" in told
    assert all(name in told for name in MANY[:6])


def test_no_sign_left_open_is_said_in_words() -> None:
    assert "every sign is excluded" in text_of(danger_lines(with_flags([], []), 57, 11))
    assert "none left to exclude" in text_of(danger_lines(with_flags([], []), 80, 4))


def test_what_would_settle_a_sign_is_what_nobody_has_answered() -> None:
    assert settled_by(CASE, "hip_fracture") == " (signs of a broken hip)"
    answered = on_desk(fenwick(1, {**SAID, "hip_fracture_signs": False}))
    assert settled_by(answered, "hip_fracture") == ""


def test_scores_say_their_interval_and_what_is_missing() -> None:
    some = {name: value for name, value in SAID.items() if name not in ("spo2", "temperature")}
    told = text_of([scores_line(on_desk(fenwick(1, some)), 80)])
    assert "NEWS2 0 to" in told
    assert "2 missing" in told
    assert "CFS 6" in told


def test_names_of_facts_stand_within_a_sentence() -> None:
    assert fact_names(["spo2", "hip_fracture_signs", "head_injury"]) == ["SpO2", "signs of a broken hip", "head injury"]


def test_the_state_says_how_much_is_asked() -> None:
    assert state_span(CASE.advice) == ("? NEED MORE FACTS: 2 to ask", Tone.CAUTION)


def test_an_emergency_is_now_and_has_its_category() -> None:
    assert option_words(CASE, AMBULANCE) == "Emergency ambulance, category 2, now"


def test_advice_says_leaning_because_what_would_change_it_and_what_is_not_advised() -> None:
    told = text_of(advice_lines(CASE, 80))
    for part in (
        "Leaning to: Community response within 2 hours, South",
        "because it is a fall with no serious injury, level 2",
        "with multidisciplinary referral",
        "to be recorded: call-back",
        "would change: signs of a broken hip -> emergency ambulance",
        "Not advised: virtual ward",
    ):
        assert part in told


def test_questions_stand_as_they_can_be_read_aloud_and_the_rest_is_counted() -> None:
    asked = tuple(
        Ask(name, "", ()) for name in ("hip_fracture_signs", "able_to_weight_bear", "spo2", "acvpu", "temperature")
    )
    case = replace(CASE, advice=replace(CASE.advice, ask=asked))
    lines = ask_lines(case, 57, 6)
    assert len(lines) <= 6
    assert "Hip or groin pain" in text_of(lines)
    assert "more" in text_of(lines)


def test_nothing_more_to_ask_is_said() -> None:
    assert "Nothing more" in text_of(ask_lines(replace(CASE, advice=replace(CASE.advice, ask=())), 57, 9))


def test_the_whole_reasoning_names_every_sign_question_and_the_rules() -> None:
    lines: list[Line] = list(reasoning_lines(with_flags(MANY[:2], MANY[2:]), 80))
    told = text_of(lines)
    assert all(name in told for name in MANY)
    assert "000000000000" in told
    assert all(width_of(line) <= 80 for line in lines)
