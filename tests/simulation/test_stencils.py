"""Stencils: an entry that happened, told again with other names and at another time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.record.entries import CaseOpened, HandoverComposed, Noted, Payload, PersonDetails
from carecon.record.journal import canonical
from carecon.simulation.people import people_data
from carecon.simulation.staff import staff
from carecon.simulation.stencils import Cutter, Telling

P = TypeVar("P", bound=Payload)

ZONE = ZoneInfo("Europe/London")
ORIGIN = datetime(2026, 1, 16, 10, 12, tzinfo=UTC)
NAMES = {"Standinfamily": "family_name", "STANDINFAMILY": "FAMILY_NAME", "1937-05-04": "born", "K7F-2QM": "reference"}
WORDS = {"family_name": "O'Brien", "FAMILY_NAME": "O'BRIEN", "born": "1940-02-29", "reference": "ABC-123"}


def told(payload: P, telling: Telling) -> P:
    return Cutter(NAMES, ORIGIN, ZONE).payload(payload)(telling)


def stored(payload: Payload, telling: Telling) -> str:
    return Cutter(NAMES, ORIGIN, ZONE).stored(payload)(telling)


def opened() -> CaseOpened:
    return CaseOpened(
        reference="K7F-2QM",
        source="care_home",
        lane="home",
        priority=3,
        priority_reason="a care home waits",
        received_at=ORIGIN,
        breach_at=ORIGIN + timedelta(minutes=30),
        person=PersonDetails.model_validate({"family_name": "Standinfamily", "born": "1937-05-04"}),
    )


def test_names_ids_and_times_are_those_of_the_new_telling() -> None:
    start = datetime(2026, 7, 2, 14, 0, 30, tzinfo=UTC)
    again = told(opened(), Telling(WORDS, start, ZONE))
    assert isinstance(again, CaseOpened)
    assert again.person is not None
    assert (again.reference, again.person.family_name, str(again.person.born)) == ("ABC-123", "O'Brien", "1940-02-29")
    assert again.received_at == start
    assert again.breach_at == start + timedelta(minutes=30)


def test_told_of_the_same_people_at_the_same_time_it_is_the_same() -> None:
    own = {name: token for token, name in NAMES.items()}
    assert told(opened(), Telling(own, ORIGIN, ZONE)) == opened()


def test_a_quicker_pace_brings_times_together() -> None:
    again = told(opened(), Telling(WORDS, ORIGIN, ZONE, pace=0.5))
    assert isinstance(again, CaseOpened)
    assert again.breach_at == ORIGIN + timedelta(minutes=15)


def note_at_times() -> HandoverComposed:
    text = "STANDINFAMILY, called 16-Jan-2026 10:12, decided 10:31,\n09:50 found, call-back 12:00"
    handover_id = UUID(int=1)
    return HandoverComposed(
        handover_id=handover_id, recipient="South", channel="mesh", number=1, text=text, markdown=f"# {text}"
    )


def test_times_in_words_are_moved_in_handover_notes() -> None:
    start = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    again = HandoverComposed.model_validate_json(stored(note_at_times(), Telling(WORDS, start, ZONE)))
    assert again.markdown == f"# {again.text}"
    assert again.text == "O'BRIEN, called 02-Jul-2026 00:30, decided 00:49,\n00:08 found, call-back 02:18"


def test_times_in_other_words_are_left_alone() -> None:
    again = told(Noted(text="The nurses come at 10:30."), Telling(WORDS, ORIGIN + timedelta(hours=3), ZONE))
    assert again == Noted(text="The nurses come at 10:30.")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_else_is_written_stays_as_it_is(text: str) -> None:
    note = Noted(text=text)
    untouched = not any(token in text for token in NAMES)
    assert not untouched or told(note, Telling(WORDS, ORIGIN, ZONE)) == note


@pytest.mark.parametrize("pace", [1.0, 0.37])
def test_what_is_stored_is_what_is_told(pace: float) -> None:
    telling = Telling(WORDS, datetime(2026, 7, 2, 14, 0, 30, 250, tzinfo=UTC), ZONE, pace)
    assert stored(opened(), telling) == canonical(told(opened(), telling))[0]


def test_long_texts_that_are_only_kept_are_told_once() -> None:
    again = told(note_at_times(), Telling(WORDS, ORIGIN, ZONE))
    assert (again.text, again.recipient) == ("", "South")


def test_nothing_that_fills_a_hole_is_written_otherwise_in_json() -> None:
    data = people_data()
    names = [*data.family_names, *data.street_names, *(place.town for place in data.place)]
    names += [name for decade in data.given_names for name in (*decade.female, *decade.male)]
    names += [member.name for member in (*staff().clinician, *staff().call_taker)]
    assert [name for name in names if json.dumps(name, ensure_ascii=False) != f'"{name}"'] == []
