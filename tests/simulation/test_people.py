"""The people of the simulation do not exist, and nothing in them belongs to anybody who does."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from random import Random

import pytest

from carecon.clinical.ages import age_at
from carecon.clinical.identifiers import nhs_number, postcode
from carecon.simulation.people import Population, SyntheticPerson, people_data

TODAY = date(2026, 1, 16)
FICTIONAL_PHONE = re.compile(r"07700 900\d{3}|01632 960\d{3}")


@pytest.fixture(scope="module")
def people() -> list[SyntheticPerson]:
    population = Population(Random(1))
    return [population.somebody(TODAY, "old", in_care_home=n % 3 == 0) for n in range(1500)]


def test_every_nhs_number_is_valid_and_of_the_test_range(people: list[SyntheticPerson]) -> None:
    numbers = [nhs_number(person.details.nhs_number) for person in people]
    assert all(number.valid and number.synthetic for number in numbers)


def test_two_people_never_share_an_nhs_number(people: list[SyntheticPerson]) -> None:
    by_number: dict[str, SyntheticPerson] = {}
    for person in people:
        assert by_number.setdefault(person.details.nhs_number, person) == person


def test_every_telephone_number_is_kept_free_for_drama(people: list[SyntheticPerson]) -> None:
    assert all(FICTIONAL_PHONE.fullmatch(person.details.phone) for person in people)


def test_every_postcode_has_the_form_of_one_and_an_inward_part_of_none(people: list[SyntheticPerson]) -> None:
    assert all(postcode(person.details.postcode).valid for person in people)
    assert {person.details.postcode[-3:] for person in people} == {"9ZZ"}


def test_ages_are_those_that_were_asked_for(people: list[SyntheticPerson]) -> None:
    assert all(65 <= age_at(person.born, TODAY) <= 103 for person in people)


def test_children_and_adults_come_when_asked_for() -> None:
    population = Population(Random(2))
    children = [population.somebody(TODAY, "child") for _ in range(200)]
    assert all(1 <= age_at(child.born, TODAY) <= 15 for child in children)
    assert {child.details.title for child in children} == {""}


def test_people_in_care_homes_live_at_the_home(people: list[SyntheticPerson]) -> None:
    residents = [person for person in people if person.home]
    assert len(residents) > 300
    assert all(person.details.address.startswith(person.home.name) for person in residents if person.home)


def test_some_people_call_again(people: list[SyntheticPerson]) -> None:
    calls = Counter(person.details.nhs_number for person in people)
    assert calls.most_common(1)[0][1] > 1


def test_some_people_share_a_name_and_some_an_address(people: list[SyntheticPerson]) -> None:
    names, addresses = Counter[tuple[str, str]](), Counter[str]()
    for person in {person.details.nhs_number: person for person in people}.values():
        names[person.details.family_name, person.details.given_name] += 1
        if person.home is None:
            addresses[person.details.address] += 1
    assert names.most_common(1)[0][1] > 1
    assert addresses.most_common(1)[0][1] > 1


def test_callers_do_not_always_know_who_it_is(people: list[SyntheticPerson]) -> None:
    population = Population(Random(3))
    told = [population.as_told(person) for person in people]
    assert any(not said.family_name for said in told)
    assert any(said.family_name and not said.given_name for said in told)
    assert any(said.born is None for said in told)
    assert any(not said.nhs_number for said in told)
    assert sum(bool(said.family_name and said.born) for said in told) > 0.8 * len(told)


def test_the_same_seed_gives_the_same_people() -> None:
    one, other = Population(Random(9)), Population(Random(9))
    assert [one.somebody(TODAY, "old") for _ in range(50)] == [other.somebody(TODAY, "old") for _ in range(50)]


def test_every_care_home_stands_in_a_place_that_is_known() -> None:
    districts = {place.district for place in people_data().place}
    assert {home.district for home in people_data().care_home} <= districts
