"""How a case counts: exactly one class, and a crew that went is never an avoided dispatch."""

from __future__ import annotations

from typing import Any

import pytest

from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.catalogue import catalogue
from carecon.rules.outcomes import outcome_class


def counted(disposition: str, **facts: Any) -> str:
    return outcome_class(disposition, {name: Answer(name, value) for name, value in facts.items()})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"source": "ambulance_stack"}, "avoided_dispatch"),
        ({"source": "patient_or_carer"}, "avoided_dispatch"),
        ({"source": "paramedic_on_scene"}, "avoided_conveyance"),
        ({"source": "ambulance_stack", "ambulance_status": "on_scene"}, "avoided_conveyance"),
        ({"source": "ambulance_stack", "ambulance_status": "on_the_way"}, "avoided_conveyance"),
        ({"source": "paramedic_on_scene", "ambulance_status": "none_sent"}, "avoided_dispatch"),
        ({"source": "paramedic_on_scene", "ambulance_status": NOT_KNOWN}, "avoided_conveyance"),
        ({}, "avoided_dispatch"),
    ],
)
def test_the_ambulance_beats_the_caller_where_both_are_known(facts: dict[str, Any], expected: str) -> None:
    assert counted("ucr_2h", **facts) == counted("falls_lift", **facts) == expected


def test_who_is_conveyed_returned_or_pointed_on_is_not_avoided() -> None:
    crew = {"source": "paramedic_on_scene"}
    assert counted("emergency_specialty", **crew) == "ed_attendance"
    assert counted("planned_attendance", **crew) == "planned_attendance"
    assert counted("return_paused", **crew) == "returned"
    assert counted("signpost", **crew) == "contact_only"


def test_every_disposition_has_a_class_of_the_ids() -> None:
    assert {counted(name) for name in catalogue().kinds} <= set(catalogue().outcome_classes)
