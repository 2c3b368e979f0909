"""What callers say: the right pronouns, only what they know, and never a gap left open."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest

from carecon.record.entries import PersonDetails
from carecon.simulation.families import Family, families
from carecon.simulation.people import Population, SyntheticPerson
from carecon.simulation.wording import Kin, Wording, kin_of, say, words_for

KIN = Kin("Mum", "mum", "daughter")
GENDERED = re.compile(r"\b(he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)


@pytest.fixture
def person() -> SyntheticPerson:
    return Population(Random(1)).somebody(date(2026, 1, 16), "old", in_care_home=True)


def sentence(text: str, person: SyntheticPerson, said: PersonDetails, **facts: int | bool | str) -> str:
    return say(Random(1), [Wording(says=text)], words_for(person, said, KIN, "86", facts), facts)


def test_a_sentence_names_the_person_as_far_as_they_are_known(person: SyntheticPerson) -> None:
    said = PersonDetails(family_name="Fenwick", given_name="Ada", title="Mrs", gender="female")
    assert sentence("{full} fell. {He} hurt {his} arm.", person, said) == "Mrs Ada Fenwick fell. She hurt her arm."
    assert sentence("{name} fell.", person, PersonDetails(gender="male")) == "The gentleman fell."


def test_numbers_that_were_told_stand_in_the_sentence(person: SyntheticPerson) -> None:
    said = PersonDetails(gender="male")
    assert sentence("On the floor {floor_minutes} min.", person, said, floor_minutes=40) == "On the floor 40 min."


def test_nobody_says_what_they_do_not_know(person: SyntheticPerson) -> None:
    said = PersonDetails(gender="male")
    assert sentence("On the floor {floor_minutes} min.", person, said) == ""
    assert sentence("On the floor {floor_minutes} min.", person, said, floor_minutes="not_known") == ""


def test_nobody_says_what_is_not_so(person: SyntheticPerson) -> None:
    wording = Wording(says="Still down.", only_if={"still_on_floor": True})
    words = words_for(person, PersonDetails(), KIN, "86", {})
    assert say(Random(1), [wording], words, {"still_on_floor": False}) == ""
    assert say(Random(1), [wording], words, {"still_on_floor": True}) == "Still down."


@pytest.mark.parametrize("family", families().values(), ids=lambda family: family.id)
def test_people_whose_gender_is_neither_are_spoken_of_by_name(family: Family, person: SyntheticPerson) -> None:
    said = PersonDetails(family_name="Fenwick", given_name="Robin", gender="other")
    for wordings in family.opening.values():
        for wording in wordings:
            numbers = dict.fromkeys(("floor_minutes", "catheter_blocked_hours", "symptom_onset_hours"), 40)
            spoken = sentence(wording.says, person, said, **numbers)
            assert spoken
            assert not GENDERED.search(spoken)


def test_a_childs_caller_is_a_parent_and_an_old_persons_caller_a_grown_up_child() -> None:
    assert kin_of(Random(1), "male", 4).by == "mother"
    assert kin_of(Random(1), "male", 40).name == "My husband"
    assert kin_of(Random(1), "female", 86).name == "Mum"
