"""Observations: noisy, possible, and going the way the case goes."""

from __future__ import annotations

from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.answers import check_value
from carecon.clinical.facts import vocabulary
from carecon.simulation.observations import first_set, next_set, observation_data

ALL = dict.fromkeys(
    ("respiratory_rate", "spo2", "systolic_bp", "heart_rate", "temperature", "acvpu", "on_oxygen", "gcs"), 1.0
)
PROFILES = sorted(observation_data().profile)


@given(st.integers(), st.sampled_from(PROFILES), st.sampled_from(["improving", "stable", "worsening"]))
def test_readings_are_always_possible_however_often_they_are_repeated(seed: int, profile: str, course: str) -> None:
    random = Random(seed)
    readings, _ = first_set(random, profile, ALL)
    for _ in range(12):
        for fact, value in readings.items():
            check_value(vocabulary()[fact], value)
        readings = readings | next_set(random, readings, profile, course)


def test_two_sets_of_the_same_person_are_not_the_same() -> None:
    random = Random(4)
    first, _ = first_set(random, "well", ALL)
    repeats = [next_set(random, first, "well", "stable") for _ in range(5)]
    assert any(repeat[fact] != first[fact] for repeat in repeats for fact in repeat)


@pytest.mark.parametrize(("course", "sign"), [("worsening", 1), ("improving", -1)])
def test_who_gets_worse_breathes_faster(course: str, sign: int) -> None:
    changes = []
    for seed in range(60):
        random = Random(seed)
        first, _ = first_set(random, "infected", ALL)
        after = next_set(random, first, "infected", course)
        before, now = first["respiratory_rate"], after["respiratory_rate"]
        assert isinstance(before, int | float)
        assert isinstance(now, int | float)
        changes.append(now - before)
    assert sign * mean(changes) > 0


def test_the_coma_score_fits_the_alertness() -> None:
    for seed in range(60):
        readings, _ = first_set(Random(seed), "dying", ALL)
        assert (readings["gcs"] == 15) == (readings["acvpu"] == "alert")


def test_what_cannot_be_measured_there_is_not_made_up() -> None:
    measured, evident = first_set(Random(1), "infected", {})
    assert measured == {}
    assert set(evident) == {"acvpu", "on_oxygen"}


def test_nothing_is_measured_after_death() -> None:
    assert first_set(Random(1), "none", ALL) == ({}, {})
