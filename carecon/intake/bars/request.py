"""A validation request of the Booking and Referral Standard (FHIR R4 message, JSON), read by its structure.

From the message header to the request it is about, and from there by reference to person, place, encounter and plan.
Only what makes it impossible to know whom it is about is refused; everything else that is odd or missing is a warning.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from carecon.clinical.plain_text import one_line
from carecon.intake.arrival import Arrival
from carecon.intake.bars.answers import BY, stated_answers
from carecon.intake.bars.flags import read_flags, scene_safe, warn_of_flags
from carecon.intake.bars.observations import read_observations
from carecon.intake.bars.parties import read_allergies, read_consent, read_medicines, read_sender, registered_practice
from carecon.intake.bars.patient import callback_number, read_contacts, read_patient
from carecon.intake.bars.place import read_place
from carecon.intake.bars.triage import read_triage
from carecon.intake.bundle import Bundle
from carecon.intake.coding import codings
from carecon.intake.element import EMPTY, Element
from carecon.intake.errors import IntakeError
from carecon.intake.warn import Warn

EVENT: Final = "servicerequest-request"
REASONS: Final = ("new", "update", "delete")
"""Why a message was sent, BaRS code list `message-reason-bars`."""

_WITHDRAWN: Final = ("revoked", "entered-in-error", "completed")


def read_request(bundle: Bundle, name: str) -> Arrival:
    """The arrival in a message bundle. Raises IntakeError, naming the file, where it cannot become a case."""
    warnings: list[str] = []
    warn = warnings.append
    header = next(iter(bundle.of_type("MessageHeader")), EMPTY)
    event = _event(header, name, warn)
    request = _request(bundle, header, name)
    patient = _patient(bundle, request, name)
    encounter = bundle.one("Encounter", [request.child("encounter")], request)
    plan = bundle.one("CarePlan", request.children("basedOn"), request)
    contacts = read_contacts(patient)
    callback, callback_as_sent = callback_number(patient, contacts, warn)
    period = request.child("occurrencePeriod")
    flags = read_flags(bundle)
    allergies, no_known_allergy = read_allergies(bundle)
    observed = read_observations(bundle, patient, BY, warn)
    arrival = Arrival(
        file=name,
        format=f"bars-{_category(request, warn)}-request",
        message_id=bundle.root.text("id") or bundle.root.child("identifier").text("value"),
        sent_at=bundle.root.moment("timestamp") or bundle.root.child("meta").moment("lastUpdated"),
        event=event,
        reason=_reason(header, request, warn),
        patient=read_patient(patient, warn),
        callback=callback,
        callback_as_sent=callback_as_sent,
        contacts=contacts,
        location=read_place(bundle, request, encounter, warn),
        triage=read_triage(bundle, request, encounter, plan, warn),
        started_at=encounter.child("period").moment("start") or period.moment("start"),
        breach_at=period.moment("end"),
        incident_number=_incident_number(encounter, request),
        journey_id=_journey(bundle, encounter),
        scene_safe=scene_safe(flags, warn),
        flags=flags,
        observations=observed.sent,
        allergies=allergies,
        medicines=read_medicines(bundle),
        registered_gp=registered_practice(bundle, patient),
        sender=read_sender(bundle, header, request),
        consent=read_consent(bundle),
    )
    _check_times(arrival, period.text("end"), warn)
    stated = stated_answers(arrival, no_known_allergy=no_known_allergy, warn=warn)
    warn_of_flags(flags, warn)
    return replace(
        arrival, answers=(*stated, *observed.answers), warnings=tuple(dict.fromkeys(map(one_line, warnings)))
    )


def _check_times(arrival: Arrival, due: str, warn: Warn) -> None:
    if arrival.breach_at is None:
        found = f"cannot be read: {due[:40]!r}" if due else "is not given"
        warn(f"the time by which an answer is due {found}")
    elif arrival.started_at is not None and arrival.breach_at < arrival.started_at:
        warn("the time by which an answer is due is before the call")


def _event(header: Element, name: str, warn: Warn) -> str:
    if not header:
        warn("the message has no header: who sent it is not known")
        return ""
    event = header.child("eventCoding").text("code") or header.text("eventUri").rpartition("/")[2]
    if event and event.lower() != EVENT:
        raise IntakeError(name, f"is a message of event {event[:40]!r}; {EVENT!r} is expected")
    return event


def _request(bundle: Bundle, header: Element, name: str) -> Element:
    request = bundle.one("ServiceRequest", header.children("focus"), header)
    if request:
        return request
    found = len(bundle.of_type("ServiceRequest"))
    if found:
        raise IntakeError(name, f"holds {found} ServiceRequests and does not say which one it is about")
    raise IntakeError(name, "holds no ServiceRequest: a request for validation is expected")


def _patient(bundle: Bundle, request: Element, name: str) -> Element:
    patient = bundle.one("Patient", [request.child("subject")], request)
    if patient:
        return patient
    found = len(bundle.of_type("Patient"))
    if found:
        raise IntakeError(name, f"holds {found} Patients and does not say which one it is about")
    raise IntakeError(name, "holds no Patient: one is expected, if only with what is known")


def _category(request: Element, warn: Warn) -> str:
    said = [coding.code.lower() for category in request.children("category") for coding in codings(category)]
    if "validation" in said:
        return "validation"
    if "referral" in said:
        warn("the message asks for a referral, not for validation")
        return "referral"
    warn("the message does not say that it asks for validation")
    return "service"


def _reason(header: Element, request: Element, warn: Warn) -> str:
    said = [coding.code.lower() for coding in codings(header.child("reason"))]
    reason = next((code for code in said if code in REASONS), "")
    if not reason:
        warn(f"the message does not say whether it is new{f' but {said[0][:20]!r}' if said else ''}: taken as new")
    status = request.text("status").lower()
    if status in _WITHDRAWN and reason != "delete":
        warn(f"the request is {status}")
        return "update"
    return reason or "new"


def _incident_number(encounter: Element, request: Element) -> str:
    identifiers = [*encounter.children("identifier"), *request.children("identifier"), request.child("requisition")]
    named = [
        one for one in identifiers if any(word in one.text("system").lower() for word in ("case", "incident", "cad"))
    ]
    return next((value for one in [*named, *identifiers] if (value := one.text("value"))), "")


def _journey(bundle: Bundle, encounter: Element) -> str:
    reference = encounter.child("episodeOfCare")
    episode = bundle.follow(reference, encounter)
    identifier = episode.child("identifier").text("value") or reference.child("identifier").text("value")
    return identifier or episode.text("id") or reference.text("reference").rpartition("/")[2].rpartition(":")[2]
