"""What a message said, as a note for people."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from carecon.intake.read import read_message
from carecon.intake.sent_note import sent_note
from tests.intake import messages as m


def test_the_note_holds_what_has_no_place_among_the_facts() -> None:
    arrival = read_message(
        m.message(
            m.observation("271594007", display="Syncope"),
            m.observation("103228002", display="Oxygen", **m.quantity(91)),
            m.flag(m.concept("x", f"{m.LISTS}/any", "Needs an interpreter"), "RA"),
        ),
        "request.json",
    )
    assert sent_note(arrival, ZoneInfo("Europe/London")).splitlines() == [
        "Message from: Ambulance Service, RYF, Blake, 0113 496 0000",
        "Sent: 16-Jan-2024 10:00",
        "Call began: 16-Jan-2024 09:58",
        "Complaint: SG1999 Falls; SD4999 fell, uninjured",
        "Their disposition: Dx0122 Emergency Ambulance Response (Category 3)",
        "Ambulance category: C3 Cat3 Urgent",
        "Observation: Syncope at 09:55",
        "Observation: Oxygen 91 % at 09:55",
        "Flag, RA: Needs an interpreter",
        "Contact: 1. self, 07700 900123 or 01626 496 0001",
        "Contact: 2. Ruth Fenwick, daughter, 01803 496 0002",
        "Journey: journey-1",
        "",
        "Summary as sent:",
        "Slid from the bed. Conscious and breathing.",
    ]


def test_a_message_that_says_little_makes_a_short_note() -> None:
    bare = m.bundle({m.REQUEST: m.resource("ServiceRequest"), m.PATIENT: m.resource("Patient")}, timestamp="")
    assert sent_note(read_message(m.as_sent(bare), "bare.json"), ZoneInfo("Europe/London")) == ""
