"""The case families as shipped: enough of them, and every word of them usable."""

from __future__ import annotations

import pytest

from carecon.clinical.facts import vocabulary
from carecon.simulation.families import Family, callers, families
from carecon.simulation.observations import observation_data
from carecon.simulation.people import people_data

FAMILIES = list(families().values())


def test_there_are_at_least_sixteen_kinds_of_case() -> None:
    assert len(FAMILIES) >= 16


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.id)
def test_every_fact_that_is_told_is_one_that_can_be_recorded(family: Family) -> None:
    told = [*family.at_once, *family.when_asked]
    for change in family.change:
        told += [*change.facts, *change.before, *change.only_if]
    told += [fact for draw in (*family.at_once.values(), *family.when_asked.values()) for fact in draw.only_if]
    told += [fact for wordings in family.opening.values() for wording in wordings for fact in wording.only_if]
    assert [fact for fact in told if fact not in vocabulary()] == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.id)
def test_every_name_in_a_family_means_something(family: Family) -> None:
    assert family.ages in people_data().ages
    assert family.observations in observation_data().profile
    assert set(family.course) <= set(observation_data().course)
    assert family.problem in vocabulary()["presenting_problem"].choices
    assert set(family.residence) <= set(vocabulary()["residence"].choices)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.id)
def test_every_caller_has_words_of_their_own(family: Family) -> None:
    voices = {callers()[source].voice for source in family.sources}
    assert voices == set(family.opening)


def test_callers_are_sources_of_the_vocabulary() -> None:
    assert set(callers()) <= set(vocabulary()["source"].choices)


def test_the_facts_of_a_family_beat_those_of_its_groups() -> None:
    hip = families()["hip_fracture"]
    assert hip.when_asked["hip_fracture_signs"].value is True
    assert "hip_fracture_signs" not in hip.at_once


def test_no_fact_is_both_told_and_asked() -> None:
    assert [family.id for family in FAMILIES if set(family.at_once) & set(family.when_asked)] == []


def test_most_families_change_while_the_case_is_open() -> None:
    assert sum(bool(family.change) for family in FAMILIES) >= 16
    assert sum(any(change.before for change in family.change) for family in FAMILIES) >= 6
