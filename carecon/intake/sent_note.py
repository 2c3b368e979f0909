"""What a message said beyond its facts, as one note for people: nothing that was sent is lost from sight."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from carecon.clinical.formats import datetime_text, time_text
from carecon.intake.arrival import Arrival, Contact, SentObservation


def sent_note(arrival: Arrival, zone: ZoneInfo) -> str:
    """The note, one line an item, the sender's own summary last. Times on the clocks of `zone`."""
    lines = [f"{label}: {text}" for label, text in _items(arrival, zone) if text]
    if arrival.triage.summary:
        lines += ["", "Summary as sent:", arrival.triage.summary]
    return "\n".join(lines)


def _items(arrival: Arrival, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    sender, place = arrival.sender, arrival.location
    by = ", ".join(filter(None, (sender.organisation, sender.ods, sender.requester, sender.phone)))
    yield "Message from", by
    yield "Sent", datetime_text(arrival.sent_at, zone) if arrival.sent_at else ""
    yield "Call began", datetime_text(arrival.started_at, zone) if arrival.started_at else ""
    yield "Complaint", "; ".join(code.text for code in arrival.triage.complaints) or arrival.reason_text
    yield "Their disposition", arrival.disposition_text
    yield "Ambulance category", arrival.triage.ambulance_category.text
    for observation in arrival.observations:
        yield "Observation", _observation(observation, zone)
    for flag in arrival.flags:
        yield f"Flag, {flag.category_words or flag.category or 'no category'}", flag.words
    yield "Allergies sent", "; ".join(arrival.allergies)
    yield "Medicines sent", "; ".join(arrival.medicines)
    for contact in arrival.contacts:
        yield "Contact", _contact(contact)
    yield "what3words", place.what3words
    yield "UPRN", place.uprn
    yield "Language", arrival.patient.language
    yield "Shared on the footing of", arrival.consent
    yield "Journey", arrival.journey_id


def _observation(observation: SentObservation, zone: ZoneInfo) -> str:
    at = f" at {time_text(observation.at, zone)}" if observation.at else ""
    return f"{observation.name}{f' {observation.value}' if observation.value else ''}{at}"


def _contact(contact: Contact) -> str:
    rank = f"{contact.rank}. " if contact.rank else ""
    return rank + ", ".join(filter(None, (contact.name, contact.relationship, " or ".join(contact.phones))))
