"""What rules may know of area and service: place, hours, pause, capacity."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from carecon.area.area import load_area
from carecon.area.context import Context, derive_context
from carecon.clinical.answers import NOT_KNOWN, Answer

DEVON = load_area("devon")
MORNING = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)


def context(at: datetime = MORNING, **facts: Any) -> Context:
    return derive_context(DEVON, {name: Answer(name, value) for name, value in facts.items()}, at)


@pytest.mark.parametrize(
    ("postcode", "in_area", "spoke"),
    [
        ("TQ12 9ZZ", True, "south"),
        ("tq129zz", True, "south"),
        ("EX7", True, "south"),
        ("PL12 9ZZ", False, None),
        ("ZE1 0AA", False, None),
        ("by the church", None, None),
        ("", None, None),
        (NOT_KNOWN, None, None),
    ],
)
def test_the_place_decides_the_spoke_and_an_unreadable_one_is_not_out_of_area(
    postcode: Any, in_area: bool | None, spoke: str | None
) -> None:
    found = context(postcode=postcode)
    assert (found.in_area, found.spoke) == (in_area, spoke)


def test_a_practice_that_no_spoke_lists_says_nothing_about_the_place() -> None:
    assert context(registered_gp="L00000").in_area is None


def test_a_place_outside_carries_whom_to_speak_to() -> None:
    assert context(postcode="PL12 9ZZ").onward.startswith("Cornwall")


@pytest.mark.parametrize(
    ("source", "status", "applies"),
    [
        ("ambulance_stack", None, True),
        ("ambulance_stack", "none_sent", True),
        ("ambulance_stack", "on_the_way", True),
        ("ambulance_stack", "on_scene", False),
        ("paramedic_on_scene", "on_scene", False),
        ("care_home", "none_sent", False),
    ],
)
def test_a_pause_sends_back_the_stack_but_never_a_crew_that_waits(
    source: str, status: str | None, applies: bool
) -> None:
    facts = {"source": source} | ({"ambulance_status": status} if status else {})
    answers = {name: Answer(name, value) for name, value in facts.items()}
    assert derive_context(DEVON, answers, MORNING, intake_paused=True).pause_applies is applies
    assert derive_context(DEVON, answers, MORNING).pause_applies is False


def test_what_was_taken_before_closing_time_is_kept() -> None:
    evening, before = datetime(2024, 1, 16, 20, 30, tzinfo=UTC), datetime(2024, 1, 16, 19, 50, tzinfo=UTC)
    assert not derive_context(DEVON, {}, evening).in_hours
    kept = derive_context(DEVON, {}, evening, taken_at=before)
    assert kept.in_hours
    assert kept.minutes_to_close is None


def test_no_place_is_full_and_a_figure_that_nobody_knows_is_not() -> None:
    found = derive_context(DEVON, {}, MORNING, spoke_capacity={"ucr_2h": 0, "virtual_ward": "unknown", "pharmacy": 3})
    assert found.services["ucr_2h"] == "full"
    assert found.services["virtual_ward"] == "unknown"
    assert found.services["pharmacy"] == "open"
    assert found.services["emergency_ambulance"] == "unknown"


def test_a_service_is_closed_outside_its_hours() -> None:
    sunday_evening = datetime(2024, 1, 14, 19, 0, tzinfo=UTC)
    assert derive_context(DEVON, {}, sunday_evening).services["pharmacy"] == "closed"


def test_a_context_is_kept_as_json() -> None:
    found = derive_context(DEVON, {}, MORNING, spoke_capacity={"virtual_ward": "unknown"}, waiting_cases=9)
    assert json.loads(json.dumps(found.as_dict()))["waiting_cases"] == 9
    assert found.as_dict()["minutes_to_close"] == 588
