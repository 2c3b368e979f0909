"""What a clinician types into the form."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import NOT_KNOWN, FactError, Unknown, Value, check_value, to_json
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.clinical.formats import value_words
from carecon.clinical.typing_in import typed_value

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2024, 1, 25, 9, 30, tzinfo=UTC)

facts = st.sampled_from(list(vocabulary().facts.values()))


def typed(fact: str, text: str) -> object:
    return typed_value(vocabulary()[fact], text, LONDON, NOW)


def refusal(fact: str, text: str) -> str:
    with pytest.raises(FactError) as refused:
        typed(fact, text)
    return refused.value.problem


@pytest.mark.parametrize("text", ["?", "nk", "NK", "n/k", "not known", " ? "])
@pytest.mark.parametrize("fact", ["head_injury", "spo2", "sex", "istumble", "injury_earliest_time", "caller_name"])
def test_a_question_mark_is_asked_and_not_known_for_every_kind(fact: str, text: str) -> None:
    assert typed(fact, text) is NOT_KNOWN


@pytest.mark.parametrize("fact", ["head_injury", "spo2", "sex", "istumble", "injury_earliest_time", "caller_name"])
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("n/a", Unknown.NOT_APPLICABLE),
        ("Does not apply", Unknown.NOT_APPLICABLE),
        ("cannot be obtained", Unknown.CANNOT_BE_OBTAINED),
    ],
)
def test_what_cannot_be_obtained_or_does_not_apply_is_typed_in_words(fact: str, text: str, answer: Unknown) -> None:
    assert typed(fact, text) is answer


def test_unknown_is_a_choice_where_the_fact_offers_it_and_not_known_elsewhere() -> None:
    assert typed("fall_cause", "unknown") == "unknown"
    assert typed("acvpu", "unknown") is NOT_KNOWN
    assert typed("spo2", "don't know") is NOT_KNOWN
    assert typed("next_of_kin", "unknown") == "unknown"


@pytest.mark.parametrize(
    ("text", "value"), [("y", True), ("Yes", True), ("1", True), ("n", False), ("NO", False), ("2", False)]
)
def test_yes_and_no_take_a_letter_a_word_or_a_digit(text: str, value: bool) -> None:
    assert typed("head_injury", text) is value


def test_anything_else_for_yes_or_no_is_refused_with_what_to_type() -> None:
    assert refusal("head_injury", "maybe") == 'Head injury: type y for yes, n for no or ? for not known, not "maybe"'


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("temperature", "38,4", 38.4),
        ("temperature", "38.4 C", 38.4),
        ("temperature", "38.4°C", 38.4),
        ("temperature", "38.0", 38),
        ("spo2", "96%", 96),
        ("spo2", "96 %", 96),
        ("systolic_bp", "138/72", 138),
        ("systolic_bp", "138 mmHg", 138),
        ("heart_rate", "82 bpm", 82),
        ("respiratory_rate", "18/min", 18),
        ("age_years", "86 years", 86),
        ("floor_minutes", "40", 40),
        ("floor_minutes", "40 min", 40),
        ("floor_minutes", "2 h", 120),
        ("floor_minutes", "2 h 05", 125),
        ("floor_minutes", "1h30", 90),
        ("symptom_onset_hours", "90 min", 1.5),
        ("symptom_onset_hours", "2 days", 48),
        ("bowels_not_open_days", "1 week", 7),
        ("pain_score", "8/10", 8),
        ("blood_glucose", "2.1 mmol/L", 2.1),
    ],
)
def test_a_number_may_carry_its_unit_and_a_decimal_comma(fact: str, text: str, value: float) -> None:
    assert typed(fact, text) == value


def test_whole_numbers_stay_whole() -> None:
    assert isinstance(typed("spo2", "96"), int)
    assert isinstance(typed("temperature", "38.4"), float)


@pytest.mark.parametrize(
    ("fact", "text", "message"),
    [
        ("spo2", "900", "SpO2 must be 30-100 %, not 900"),
        ("spo2", "-5", "SpO2 must be 30-100 %, not -5"),
        ("spo2", "high", 'SpO2: type a number in %, not "high"'),
        ("temperature", "98.6 F", 'Temperature: type a number in °C, not "98.6 f"'),
        ("floor_minutes", "1,440", "Minutes on the floor: type 1440 without the comma, if that is meant"),
        ("floor_minutes", "2 fortnights", 'Minutes on the floor: type a number in min, not "2 fortnights"'),
        ("cfs", "", "CFS: type an answer, or ? for not known"),
        ("cfs", "6 7", 'CFS: type a number, not "6 7"'),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_plain_english(fact: str, text: str, message: str) -> None:
    assert refusal(fact, text) == message


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("source", "2", "paramedic_on_scene"),
        ("source", "10", "social_care_provider"),
        ("source", "paramedic on scene", "paramedic_on_scene"),
        ("source", "PARA", "paramedic_on_scene"),
        ("source", "nhs 111", "nhs111"),
        ("acvpu", "new", "new_confusion"),
        ("acvpu", "c", "new_confusion"),
        ("acvpu", "v", "voice"),
        ("gsf_stage", "b", "B_months"),
        ("presenting_problem", "mobility", "reduced_mobility"),
        ("residence", "own-home", "own_home"),
        ("presenting_problem", "fall", "fall"),
        ("diabetes", "none", "none"),
        ("diabetes", "type_2", "type_2"),
    ],
)
def test_a_choice_takes_its_number_its_words_or_how_they_begin(fact: str, text: str, value: str) -> None:
    assert typed(fact, text) == value


def test_a_beginning_that_fits_several_choices_is_asked_back() -> None:
    assert refusal("presenting_problem", "c") == (
        'Main problem: "c" could be 3 chest pain or 4 confusion or 9 catheter or 20 carer breakdown: '
        "type more letters or the number"
    )


def test_a_choice_that_is_not_there_is_refused_with_the_list() -> None:
    assert refusal("ambulance_status", "7") == (
        'Ambulance so far: "7" is not on the list. Type 1 none sent, 2 on the way, 3 on scene'
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", ()),
        ("none", ()),
        ("1", ("intense_pain",)),
        ("3 1", ("intense_pain", "trauma_neck_back_head")),
        ("1,3;8", ("intense_pain", "trauma_neck_back_head", "evidence_of_fracture")),
        ("intense pain, bleeding freely", ("intense_pain", "bleeding_freely")),
        ("intense and bleed", ("intense_pain", "bleeding_freely")),
        ("intense bleed", ("intense_pain", "bleeding_freely")),
        ("1 1", ("intense_pain",)),
    ],
)
def test_several_choices_take_numbers_or_words_and_0_for_none(text: str, value: tuple[str, ...]) -> None:
    assert typed("istumble", text) == value


@pytest.mark.parametrize("text", ["0 1", "9", "1, 77", "limping", ","])
def test_several_choices_are_refused_whole_if_one_is_wrong(text: str) -> None:
    assert "is not on the list" in refusal("istumble", text)


def test_words_are_kept_exactly_as_typed() -> None:
    text = "  [/b] key \x1b[2J under\nthe mat  "
    assert typed("access_notes", text) == text


def test_a_time_is_read_on_the_clocks_of_the_area() -> None:
    assert typed("injury_earliest_time", "yesterday 22:10") == datetime(2024, 1, 24, 22, 10, tzinfo=UTC)
    assert refusal("injury_earliest_time", "soon") == (
        'Earliest possible time of injury: "soon" has no time of day: '
        "type it like 05:30, yesterday 22:10 or 25-Jan 05:30"
    )


@given(facts, st.text(max_size=30) | st.from_regex(r"[0-9 .,/:hymn?-]{1,12}", fullmatch=True))
def test_whatever_is_typed_becomes_a_value_of_the_fact_or_a_plain_refusal(fact: Fact, text: str) -> None:
    try:
        value = typed_value(fact, text, LONDON, NOW)
    except FactError as refused:
        value, told = None, refused.problem
    else:
        told = ""
    assert (check_value(fact, value) == value) if value is not None else fact.name in told


@given(st.data(), facts)
def test_every_choice_can_be_typed_as_it_is_shown(data: st.DataObject, fact: Fact) -> None:
    if fact.kind is not FactKind.CHOICE:
        return
    choice = data.draw(st.sampled_from(fact.choices))
    value: Value = (choice,) if fact.many else choice
    for text in (value_words(fact, value, LONDON), choice, str(fact.choices.index(choice) + 1)):
        if not (fact.many and "," in text):
            assert typed_value(fact, text, LONDON, NOW) == value, text
    assert check_value(fact, to_json(value)) == value
