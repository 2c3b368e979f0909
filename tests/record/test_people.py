"""People are found by what is said of them, and what does not agree is said too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carecon.errors import NotFound
from carecon.ids import Ids
from carecon.record.entries import PersonRecorded
from carecon.record.entry import person_stream
from carecon.record.people import PersonHit
from carecon.record.store import Store
from tests.record.builders import FENWICK, HALE, record_person

SAID: list[dict[str, Any]] = [
    {"nhs_number": "9990001073"},
    {"nhs_number": "999 000 1073"},
    {"family_name": "FENWICK"},
    {"family_name": " fenw"},
    {"born": date(1937, 3, 12)},
    {"postcode": "tq129zz"},
    {"phone": "+44 7700 900123"},
    {"family_name": "Fenwick", "born": date(1937, 3, 12)},
    {"family_name": "Fenwick", "postcode": "TQ12 9ZZ", "phone": "07700900123"},
]


@pytest.mark.parametrize("said", SAID, ids=lambda said: " and ".join(said))
def test_somebody_is_found_by(store: Store, ids: Ids, said: dict[str, Any]) -> None:
    person_id = record_person(store, ids)
    record_person(store, ids, **_SOMEBODY_ELSE)
    (hit,) = _find(store, **said)
    assert (hit.person_id, hit.details) == (person_id, FENWICK)
    assert set(hit.matched) == set(said)


def test_who_agrees_in_more_comes_first(store: Store, ids: Ids) -> None:
    sister = record_person(store, ids, given_name="Ada", born=date(1939, 1, 1), nhs_number="", phone="")
    herself = record_person(store, ids)
    hits = _find(store, family_name="Fenwick", born=date(1937, 3, 12), postcode="TQ12 9ZZ")
    assert [hit.person_id for hit in hits] == [herself, sister]
    assert [hit.matched for hit in hits] == [("family_name", "born", "postcode"), ("family_name", "postcode")]


def test_the_right_number_with_another_name_is_shown_as_such(store: Store, ids: Ids) -> None:
    record_person(store, ids)
    (hit,) = _find(store, nhs_number="9990001073", family_name="Orchard", born=date(1950, 1, 1))
    assert hit.matched == ("nhs_number",)


@pytest.mark.parametrize("name", ["O'Neill", "O NEILL", "oneill", "O\u2019Neill"])
def test_names_are_found_in_any_spelling_of_their_marks(store: Store, ids: Ids, name: str) -> None:
    person_id = record_person(store, ids, family_name="O'Neill")
    assert [hit.person_id for hit in _find(store, family_name=name)] == [person_id]


def test_nothing_said_finds_nobody(store: Store, ids: Ids) -> None:
    record_person(store, ids)
    assert _find(store) == ()
    assert _find(store, family_name="  ", nhs_number=" ", phone="none") == ()


def test_what_is_unknown_of_somebody_does_not_agree_with_anything(store: Store, ids: Ids) -> None:
    record_person(store, ids, nhs_number="", phone="", postcode="", born=None)
    (hit,) = _find(store, family_name="Fenwick", nhs_number="1")
    assert hit.matched == ("family_name",)


def test_no_more_are_returned_than_asked_for(store: Store, ids: Ids) -> None:
    for number in range(9):
        record_person(store, ids, given_name=f"Ada {number}", nhs_number="")
    assert len(_find(store, family_name="Fenwick", postcode="TQ12 9ZZ", limit=4)) == 4


def test_what_was_recorded_last_counts(store: Store, ids: Ids) -> None:
    person_id = record_person(store, ids)
    moved = FENWICK.model_copy(update={"postcode": "EX1 1AA", "died": date(2024, 2, 1)})
    with store.write(HALE) as work:
        work.append(person_stream(person_id), PersonRecorded(details=moved))
        assert work.person(person_id) == moved
    assert _find(store, postcode="TQ12 9ZZ") == ()
    with store.read() as reading, pytest.raises(NotFound):
        reading.person(ids.uuid7())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(family=st.text(max_size=60), postcode=st.text(max_size=20), number=st.text(max_size=20))
def test_nothing_that_can_be_typed_breaks_the_search(store: Store, family: str, postcode: str, number: str) -> None:
    assert _find(store, family_name=family, postcode=postcode, nhs_number=number, phone=number) == ()


_SOMEBODY_ELSE: dict[str, Any] = {
    "family_name": "Orchard",
    "given_name": "Neville",
    "born": date(1938, 7, 1),
    "nhs_number": "9990002010",
    "postcode": "TQ6 0AA",
    "phone": "01392 496000",
}


def _find(store: Store, **said: Any) -> tuple[PersonHit, ...]:
    with store.read() as reading:
        return reading.find_people(**said)
