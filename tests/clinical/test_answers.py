"""Answers checked against their facts."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import (
    LONGEST_TEXT,
    NOT_KNOWN,
    Answer,
    FactError,
    Unknown,
    answers_from,
    check_value,
    doubt,
    plain_number,
    to_json,
    without_value,
)
from carecon.clinical.facts import Fact, FactKind, vocabulary
from tests.clinical.strategies import values

FACTS = vocabulary()
any_fact = st.sampled_from(list(FACTS.facts.values()))
A_DAY = Fact("a_day", FactKind.DATE, "call", "A day", "Which day?")


def refusal(fact: str, raw: object) -> str:
    with pytest.raises(FactError) as refused:
        check_value(FACTS[fact], raw)
    assert refused.value.where == fact
    return refused.value.problem


@pytest.mark.parametrize(
    ("fact", "raw", "message"),
    [
        ("spo2", 900, "SpO2 must be 30-100 %, not 900"),
        ("temperature", 12.5, "Temperature must be 20-45 °C, not 12.5"),
        ("spo2", "high", "SpO2 must be a number, not 'high'"),
        ("spo2", True, "SpO2 must be a number, not 'True'"),
        ("spo2", math.nan, "SpO2 must be a number, not 'nan'"),
        ("head_injury", 1, "Head injury must be yes or no, not '1'"),
        ("ambulance_status", "gone", "Ambulance so far must be none_sent, on_the_way or on_scene, not 'gone'"),
        ("caller_name", 5, "Caller's name must be words, not '5'"),
        ("opioid_toxicity_signs", "twitching", "Signs of too much opioid must be a list (empty for: asked, none) of "),
        ("opioid_toxicity_signs", ["sleepy"], "Signs of too much opioid takes slow_breathing, pinpoint_pupils, "),
        ("injury_earliest_time", "soon", "Earliest possible time of injury must be a date and time, such as "),
        ("injury_earliest_time", 5, "Earliest possible time of injury must be a date and time, such as "),
        ("what_matters", "x" * (LONGEST_TEXT + 1), "What matters to the person is 20,001 characters long"),
    ],
)
def test_a_wrong_value_is_refused_in_plain_english(fact: str, raw: object, message: str) -> None:
    assert refusal(fact, raw).startswith(message)


def test_every_fact_can_be_answered_with_not_known() -> None:
    for fact in FACTS.facts.values():
        assert check_value(fact, "not_known") is NOT_KNOWN
        assert check_value(fact, NOT_KNOWN) is NOT_KNOWN


@pytest.mark.parametrize("answer", Unknown)
def test_every_fact_can_be_answered_without_a_value(answer: Unknown) -> None:
    for fact in FACTS.facts.values():
        assert check_value(fact, answer.value) is answer
        assert check_value(fact, answer) is answer
        assert check_value(fact, to_json(answer)) is answer
        assert not Answer(fact.id, answer).known


def test_no_choice_of_a_fact_is_called_like_an_answer_without_a_value() -> None:
    for fact in FACTS.facts.values():
        assert not [choice for choice in fact.choices if without_value(choice) is not None], fact.id


def test_several_choices_are_kept_once_each_in_the_order_of_the_fact() -> None:
    signs = FACTS["opioid_toxicity_signs"]
    assert check_value(signs, ["twitching", "slow_breathing", "twitching"]) == ("slow_breathing", "twitching")
    assert check_value(signs, []) == ()


def test_a_day_is_a_date_and_not_a_moment() -> None:
    assert check_value(A_DAY, "1937-05-04") == date(1937, 5, 4)
    for raw in ("4 May", datetime(1937, 5, 4, tzinfo=UTC), 5):
        with pytest.raises(FactError, match="must be a date, such as 1937-05-04"):
            check_value(A_DAY, raw)


def test_an_implausible_value_is_doubted_and_not_refused() -> None:
    assert doubt(FACTS["spo2"], 40) == "SpO2 40 % is unusual (mostly 70-100): are you sure?"
    assert doubt(FACTS["spo2"], 96) == ""
    assert doubt(FACTS["cfs"], 9) == ""
    assert doubt(FACTS["head_injury"], True) == ""


def test_only_known_values_reach_the_rules() -> None:
    given_answers = {"spo2": Answer("spo2", 96), "amnesia": Answer("amnesia", NOT_KNOWN)}
    assert answers_from(given_answers) == {"spo2": 96}
    assert given_answers["spo2"].known
    assert not given_answers["amnesia"].known


@pytest.mark.parametrize(("number", "text"), [(36.40, "36.4"), (38.0, "38"), (96, "96"), (0.05, "0.05"), (0.0, "0")])
def test_a_number_is_written_without_trailing_zeros(number: float, text: str) -> None:
    assert plain_number(number) == text


@given(st.data(), any_fact)
def test_a_possible_value_is_kept_and_read_back_as_it_was(data: st.DataObject, fact: Fact) -> None:
    value = data.draw(values(fact))
    assert check_value(fact, value) == value
    assert check_value(fact, to_json(value)) == value
    assert check_value(fact, to_json(NOT_KNOWN)) is NOT_KNOWN


@given(
    any_fact,
    st.none() | st.integers() | st.floats() | st.text(max_size=10) | st.lists(st.text(max_size=5)) | st.binary(),
)
def test_anything_else_is_a_plain_refusal(fact: Fact, raw: object) -> None:
    try:
        value = check_value(fact, raw)
    except FactError as refused:
        assert str(refused).startswith(f"{fact.id}: {fact.name}")  # noqa: PT017 - either way is right here
    else:
        assert value is NOT_KNOWN or check_value(fact, value) == value
