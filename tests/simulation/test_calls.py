"""Whole calls: what is told can be recorded, and comes at once, on asking, late, wrongly or not at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random

import pytest

from carecon.clinical.ages import age_at
from carecon.clinical.answers import Answer, check_value, to_json
from carecon.clinical.facts import vocabulary
from carecon.simulation.arrivals import arrival_data
from carecon.simulation.calls import Call, draw_family, make_call
from carecon.simulation.draws import pick
from carecon.simulation.families import Family, families
from carecon.simulation.people import Population

AT = datetime(2026, 1, 16, 10, 12, tzinfo=UTC)


def calls(seed: int, number: int) -> list[Call]:
    random = Random(seed)
    population = Population(random)
    made = []
    for _ in range(number):
        source = pick(random, arrival_data().sources)
        made.append(make_call(random, population, draw_family(random, source), source, AT))
    return made


@pytest.fixture(scope="module")
def shift() -> list[Call]:
    return calls(1, 1200)


def everything_told(call: Call) -> list[Answer]:
    return [*call.at_once, *call.when_asked, *(answer for news in call.news for answer in news.answers)]


def test_the_same_seed_gives_the_same_calls() -> None:
    assert calls(5, 60) == calls(5, 60)
    assert calls(5, 60) != calls(6, 60)


@pytest.mark.parametrize("family", families().values(), ids=lambda family: family.id)
def test_everything_told_in_a_family_can_be_recorded_as_it_is(family: Family) -> None:
    random = Random(3)
    population = Population(random)
    for source in family.sources:
        for _ in range(30):
            call = make_call(random, population, family, source, AT)
            for answer in everything_told(call):
                assert check_value(vocabulary()[answer.fact], to_json(answer.value)) == answer.value
                assert answer.at is None or answer.at.tzinfo is not None
            assert call.opening
            assert "{" not in call.opening + call.reason + "".join(news.says for news in call.news)


def test_twelve_families_come_within_two_hundred_calls() -> None:
    assert len({call.family for call in calls(8, 200)}) >= 12


def test_every_kind_of_case_comes_in_the_end(shift: list[Call]) -> None:
    assert {call.family for call in shift} == set(families())


def test_what_is_told_at_once_is_not_told_again_on_asking(shift: list[Call]) -> None:
    for call in shift:
        assert not {answer.fact for answer in call.at_once} & {answer.fact for answer in call.when_asked}


def test_some_facts_are_asked_for_in_vain(shift: list[Call]) -> None:
    assert sum(not answer.known for call in shift for answer in call.when_asked) > 100


def test_some_facts_come_late(shift: list[Call]) -> None:
    late = [answer.fact for call in shift for news in call.news for answer in news.answers]
    assert {"ecg_findings", "blood_glucose", "spo2", "hip_fracture_signs"} <= set(late)


def test_some_facts_were_wrong_at_first(shift: list[Call]) -> None:
    put_right = 0
    for call in shift:
        first = {answer.fact: answer.value for answer in call.at_once}
        later = [answer for news in call.news for answer in news.answers]
        put_right += any(answer.fact in first and first[answer.fact] != answer.value for answer in later)
    assert put_right > 50


def test_some_ages_do_not_fit_the_date_of_birth_and_are_put_right(shift: list[Call]) -> None:
    contradictory = 0
    for call in shift:
        told = next(answer.value for answer in call.at_once if answer.fact == "age_years")
        if call.said.born is None or told == age_at(call.said.born, AT.date()):
            continue
        contradictory += 1
        corrected = [a.value for news in call.news for a in news.answers if a.fact == "age_years"]
        assert corrected == [age_at(call.said.born, AT.date())]
    assert contradictory > 5


def test_some_observations_come_in_several_sets(shift: list[Call]) -> None:
    sets = [sum(any(a.fact == "heart_rate" for a in news.answers) for news in call.news) for call in shift]
    assert max(sets) >= 2
    assert sum(count > 0 for count in sets) > 100


def test_observations_say_when_they_were_taken(shift: list[Call]) -> None:
    taken = [a for call in shift for a in call.at_once if a.fact == "respiratory_rate" and call.family != "cellulitis"]
    assert all(answer.at is not None and answer.at < AT for answer in taken)


def test_news_comes_in_order(shift: list[Call]) -> None:
    for call in shift:
        assert [news.after for news in call.news] == sorted(news.after for news in call.news)


def test_no_real_telephone_number_is_ever_told(shift: list[Call]) -> None:
    fictional = re.compile(r"07700 900\d{3}|01632 960\d{3}")
    for call in shift:
        assert fictional.fullmatch(call.callback)
        words = " ".join([call.opening, *(str(answer.value) for answer in everything_told(call))])
        for number in re.findall(r"\b0\d{3,4} ?\d{6}\b", words):
            assert fictional.fullmatch(number)
