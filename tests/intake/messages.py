"""Synthetic messages of the structure that real ones have. Nobody in them exists: NHS numbers of the 999 range."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from carecon.clinical.identifiers import synthetic_nhs_number

Json = dict[str, Any]

NHS_NUMBER = synthetic_nhs_number(4711)
SNOMED = "http://snomed.info/sct"
LISTS = "https://fhir.nhs.uk/CodeSystem"

PATIENT, REQUEST, ENCOUNTER, PLAN, PLACE, PRACTICE, SENDER, CLERK = (
    f"urn:uuid:00000000-0000-4000-8000-00000000000{n}" for n in range(8)
)


def concept(code: str, system: str = SNOMED, display: str = "", text: str = "") -> Json:
    """A CodeableConcept with one code."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def resource(kind: str, **fields: Any) -> Json:
    """A resource of that type."""
    return {"resourceType": kind, "meta": {"lastUpdated": "2024-01-16T10:00:00+00:00"}} | fields


def refer(address: str) -> Json:
    """A reference."""
    return {"reference": address}


def patient(**changes: Any) -> Json:
    """Ada Fenwick, who does not exist."""
    fields: Json = {
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NHS_NUMBER}],
        "name": [{"use": "official", "family": "Fenwick", "given": ["Ada", "May"], "prefix": ["Mrs"]}],
        "gender": "female",
        "birthDate": "1937-05-04",
        "address": [{"use": "home", "line": ["3 Orchard Row"], "city": "Newton Abbot", "postalCode": "TQ12 9ZZ"}],
        "contact": [
            contact(2, [phone("01803 496 0002")], family="Fenwick", relationship="daughter"),
            contact(1, [phone("01626 496 0001", 2), phone("07700 900123", 1), phone("ada@example.org", 1, "email")]),
        ],
        "generalPractitioner": [refer(PRACTICE)],
    }
    return resource("Patient", **(fields | changes))


def contact(rank: int | None, telecom: list[Json], *, family: str = "", relationship: str = "self") -> Json:
    """Somebody to ring."""
    url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ContactRank"
    ranked = {"extension": [{"url": url, "valuePositiveInt": rank}]} if rank is not None else {}
    named = {"name": {"family": family, "given": ["Ruth"]}} if family else {}
    return ranked | named | {"relationship": [{"text": relationship}], "telecom": telecom}


def phone(value: str, rank: int | None = None, system: str = "phone") -> Json:
    """A way to reach somebody."""
    return {"system": system, "value": value} | ({"rank": rank} if rank is not None else {})


def header(**changes: Any) -> Json:
    """The head of a new request."""
    fields: Json = {
        "eventCoding": {"system": f"{LISTS}/message-events-bars", "code": "servicerequest-request"},
        "sender": refer(SENDER),
        "source": {"name": "Ambulance", "software": "Dispatch", "endpoint": "https://fhir.nhs.uk/Id/dos-service-id|9"},
        "reason": concept("new", f"{LISTS}/message-reason-bars"),
        "focus": [refer(REQUEST)],
    }
    return resource("MessageHeader", **(fields | changes))


def request(**changes: Any) -> Json:
    """The request for validation."""
    fields: Json = {
        "status": "active",
        "category": [concept("validation", f"{LISTS}/message-category-servicerequest")],
        "basedOn": [refer(PLAN)],
        "subject": refer(PATIENT),
        "encounter": refer(ENCOUNTER),
        "occurrencePeriod": {"start": "2024-01-16T10:00:00+00:00", "end": "2024-01-16T10:40:00+00:00"},
        "requester": refer(CLERK),
        "locationReference": [refer(PLACE)],
    }
    return resource("ServiceRequest", **(fields | changes))


def plan(*outcomes: Json) -> Json:
    """The sender's triage; without arguments a fall, category 3."""
    usual = (
        concept("SD4999", f"{LISTS}/pathways-sd-codes", "fell, uninjured"),
        concept("SG1999", f"{LISTS}/pathways-sg-codes", "Falls"),
        concept("Dx0122", f"{LISTS}/pathways-dx-codes", "Emergency Ambulance Response (Category 3)"),
        concept("C3", f"{LISTS}/arp-priority-codes", "Cat3 Urgent"),
        {"text": "Slid from the bed. Conscious and breathing."},
    )
    return resource("CarePlan", status="active", activity=[{"outcomeCodeableConcept": list(outcomes or usual)}])


def encounter(**changes: Any) -> Json:
    """The call so far."""
    fields: Json = {
        "status": "triaged",
        "identifier": [{"system": "https://sender.example/Id/case-number", "value": "CAD-0042"}],
        "episodeOfCare": [refer("EpisodeOfCare/journey-1")],
        "period": {"start": "2024-01-16T09:58:00+00:00"},
    }
    return resource("Encounter", **(fields | changes))


def place(kind: str = "ILOC", **changes: Any) -> Json:
    """Where she is: not at home."""
    fields: Json = {
        "name": "Day centre",
        "type": [concept(kind, f"{LISTS}/location-types-bars")],
        "address": {"line": ["1 Mill Lane"], "city": "Totnes", "postalCode": "TQ9 9ZZ", "country": "UK"},
    }
    return resource("Location", **(fields | changes))


def organisation(name: str, ods: str) -> Json:
    """An organisation with its code."""
    identifier = {"system": "https://fhir.nhs.uk/id/ods-organization-code", "value": ods}
    return resource("Organization", name=name, identifier=[identifier])


def flag(code: Json, category: str = "SS", status: str = "active") -> Json:
    """A flag."""
    return resource("Flag", status=status, category=[concept(category, f"{LISTS}/flag-categories-bars")], code=code)


def observation(code: str, at: str = "2024-01-16T09:55:00+00:00", display: str = "", **fields: Any) -> Json:
    """An observation of the patient."""
    fixed = {
        "status": "final",
        "code": concept(code, display=display),
        "subject": refer(PATIENT),
        "effectiveDateTime": at,
    }
    return resource("Observation", **(fixed | fields))


def quantity(value: Any, unit: str = "%", **more: Any) -> Json:
    """A number with its unit."""
    return {"valueQuantity": {"value": value, "unit": unit, "code": unit} | more}


def parts(**instead: Json | None) -> dict[str, Json]:
    """The resources of a full request by their address; those named are put in instead, None leaves one out."""
    usual = {
        "header": ("urn:uuid:h", header()),
        "request": (REQUEST, request()),
        "encounter": (ENCOUNTER, encounter()),
        "plan": (PLAN, plan()),
        "patient": (PATIENT, patient()),
        "place": (PLACE, place()),
        "practice": (PRACTICE, organisation("The Surgery", "L83999")),
        "sender": (SENDER, organisation("Ambulance Service", "RYF")),
        "clerk": (CLERK, resource("Practitioner", name=[{"family": "Blake"}], telecom=[phone("0113 496 0000")])),
    }
    chosen = {part: (address, instead.get(part, held)) for part, (address, held) in usual.items()}
    return {address: held for address, held in chosen.values() if held is not None}


def bundle(resources: dict[str, Json], extra: Iterable[Json] = (), **changes: Any) -> Json:
    """A message of these resources, and of others that nothing refers to."""
    entries: list[Json] = [{"fullUrl": address, "resource": held} for address, held in resources.items()]
    entries += [{"fullUrl": f"urn:uuid:x{n}", "resource": held} for n, held in enumerate(extra)]
    return {
        "resourceType": "Bundle",
        "id": "5a1b0001-0000-4000-8000-000000000001",
        "type": "message",
        "timestamp": "2024-01-16T10:00:30+00:00",
        "entry": entries,
    } | changes


def message(*extra: Json, **instead: Json | None) -> bytes:
    """A full request as it is sent, with these resources added or put in instead."""
    return as_sent(bundle(parts(**instead), extra))


def as_sent(content: Any) -> bytes:
    """JSON as bytes."""
    return json.dumps(content, ensure_ascii=False).encode()
