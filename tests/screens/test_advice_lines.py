"""Danger and advice in lines: nothing present is ever hidden, and nothing unknown is shown as absent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from carecon.desk.case_views import Ask, CaseOnDesk, FlagWords, RedFlags
from carecon.screens.advice_lines import advice_lines, ask_lines, option_words, state_span
from carecon.screens.case_reasons import WAITING
from carecon.screens.danger_evidence import evidence_words, fact_names, signs_resting_on
from carecon.screens.danger_lines import danger_lines, scores_line, settled_by
from carecon.screens.reasoning_lines import reasoning_lines
from carecon.screens.widgets.spans import Line, Tone, width_of
from tests.screens.fake_advice import AMBULANCE, UCR, on_desk
from tests.screens.synthetic import NOW, SAID, fact, fenwick

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
    assert state_span(CASE.advice) == ("? NEED 2 MORE FACTS", Tone.CAUTION)


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
    lines: list[Line] = list(reasoning_lines(with_flags(MANY[:2], MANY[2:]), 80, WAITING))
    told = text_of(lines)
    assert all(name in told for name in MANY)
    assert "000000000000" in told
    assert all(width_of(line) <= 80 for line in lines)


# ------------------------------------------------------------------------------------------------ what is advised


def advised(state: str, **given: object) -> CaseOnDesk:
    """Mrs Fenwick's case with other advice."""
    return replace(CASE, advice=replace(CASE.advice, state=state, **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (advised("recommend", recommended=UCR), "* UCR within 2 h"),
        (
            advised("recommend", recommended=replace(AMBULANCE, ambulance_category=1)),
            "! EMERGENCY AMBULANCE, category 1",
        ),
        (
            advised("recommend", recommended=replace(AMBULANCE, disposition="emergency_specialty", specialty="stroke")),
            "! EMERGENCY SPECIALTY, stroke, category 2",
        ),
        (advised("need_more_facts", recommended=AMBULANCE), "! EMERGENCY AMBULANCE, category 2"),
        (advised("need_more_facts"), "? NEED 2 MORE FACTS"),
        (advised("need_more_facts", ask=CASE.advice.ask[:1]), "? NEED 1 MORE FACT"),
        (advised("need_more_facts", ask=()), "? NEED MORE FACTS"),
        (advised("senior_decision", recommended=UCR), "! SENIOR DECISION: UCR within 2 h"),
    ],
)
def test_the_state_names_what_is_advised(case: CaseOnDesk, words: str) -> None:
    assert state_span(case.advice)[0] == words


def test_an_emergency_never_says_that_all_is_known() -> None:
    asked = text_of(ask_lines(advised("recommend", recommended=AMBULANCE), 57, 9))
    assert "While help comes" in asked
    assert "Hip or groin pain" in asked
    told = text_of(ask_lines(advised("recommend", recommended=AMBULANCE, ask=()), 57, 9))
    assert "Emergency: call now." in told
    assert "glucose" in told
    assert "Nothing more" not in told


def test_facts_that_are_not_to_be_had_are_not_called_known() -> None:
    told = text_of(ask_lines(advised("need_more_facts", ask=()), 57, 9))
    assert "not all that is needed is known" in " ".join(told.split())


# ------------------------------------------------------------------------------------------------ danger


def airway(spo2: int = 88, **words: object) -> CaseOnDesk:
    """A case with low oxygen, for which the danger sign of airway or breathing is present."""
    case = on_desk(fenwick(1, {**SAID, "spo2": spo2, "severe_breathlessness": False}))
    facts = ("severe_breathlessness", "spo2", "respiratory_rate")
    flag = FlagWords("airway or breathing", "Oxygen this low is an emergency.", facts)
    found = RedFlags(present=("airway_or_breathing",))
    return replace(
        case,
        advice=replace(case.advice, red_flags=found),
        flags={"airway_or_breathing": replace(flag, **words)},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("height", [4, 11])
def test_what_was_found_stands_before_the_sentence_of_the_rule(height: int) -> None:
    lines = text_of(danger_lines(airway(), 57, height)).splitlines()
    at = next(number for number, line in enumerate(lines) if line.rstrip() == " ! Airway or breathing: SpO2 88 %")
    assert "Oxygen this low" in lines[at + 1]


def test_what_the_rules_name_as_found_is_used_first() -> None:
    case = airway(evidence=("respiratory_rate", "spo2"))
    assert evidence_words(case, "airway_or_breathing") == "RR 18/min, SpO2 88 %"
    assert signs_resting_on(case, "respiratory_rate") == ["airway or breathing"]


def test_a_sign_rests_on_what_was_found_and_not_on_what_is_normal() -> None:
    assert signs_resting_on(airway(), "spo2") == ["airway or breathing"]
    assert signs_resting_on(airway(), "respiratory_rate") == []
    assert signs_resting_on(airway(), "severe_breathlessness") == []


@pytest.mark.parametrize("height", [4, 11])
def test_only_signs_that_matter_here_are_named_and_the_rest_is_counted(height: int) -> None:
    case = with_flags([], MANY)
    flags = {name: replace(words, facts=("fast_positive",)) for name, words in case.flags.items()}
    ask = (Ask("hip_fracture_signs", "", ("danger_7", "danger_9")),)
    told = text_of(danger_lines(replace(case, flags=flags, advice=replace(case.advice, ask=ask)), 80, height))
    assert "danger_7" in told
    assert "danger_9" in told
    assert "danger_0" not in told
    assert "and 28 more not asked about (F7)" in told


def test_of_many_that_matter_five_are_named() -> None:
    case = with_flags([], MANY)
    ask = (Ask("hip_fracture_signs", "", tuple(MANY[:8])),)
    told = text_of(danger_lines(replace(case, advice=replace(case.advice, ask=ask)), 80, 11))
    assert [name in told for name in MANY[:7]] == [True] * 5 + [False] * 2
    assert "and 25 more" in told


def test_old_observations_have_their_age_beside_the_score() -> None:
    assert "old" not in text_of([scores_line(CASE, 80, NOW)])
    assert "NEWS2 0, 5 h old" in text_of([scores_line(CASE, 80, NOW + timedelta(hours=5))])
    held = fact("spo2", 96)
    old = replace(held, answer=replace(held.answer, at=NOW - timedelta(hours=7)))
    view = fenwick()
    case = on_desk(replace(view, facts={**view.facts, "spo2": old}))
    assert "NEWS2 0, 7 h old, stale" in text_of([scores_line(case, 80, NOW)])
    assert ", stale" in text_of([scores_line(case, 80)])
