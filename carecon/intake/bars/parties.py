"""Who sent a request, who asked for it, the person's practice, consent, allergies and medicines."""

from __future__ import annotations

from typing import Final

from carecon.intake.arrival import Sender
from carecon.intake.bars.patient import name_line
from carecon.intake.bundle import Bundle
from carecon.intake.coding import codings, concept_words, list_name
from carecon.intake.element import EMPTY, Element

NO_KNOWN_ALLERGY: Final = "716186003"
"""SNOMED CT, No known allergy (situation): asked, and none."""

_UNTRUE: Final = frozenset({"refuted", "entered-in-error", "resolved", "inactive", "stopped", "cancelled", "not-taken"})


def read_sender(bundle: Bundle, header: Element, request: Element) -> Sender:
    """The organisation and system a message came from, and the person who asked, with a number to ring."""
    organisation = bundle.follow(header.child("sender"), header)
    source = header.child("source")
    requester = bundle.follow(request.child("requester"), request)
    practitioner = bundle.follow(requester.child("practitioner"), requester) or requester
    return Sender(
        organisation=organisation.text("name") or source.text("name"),
        ods=ods_code(organisation) or header.child("sender", "identifier").text("value"),
        system=" ".join(filter(None, (source.text("software"), source.text("version")))),
        requester=name_line(practitioner.child("name")) or practitioner.text("name"),
        phone=_phone(practitioner) or _phone(requester) or source.child("contact").text("value"),
        endpoint=source.text("endpoint"),
    )


def registered_practice(bundle: Bundle, patient: Element) -> str:
    """The ODS code of the practice the person is registered with; empty where the message does not give it."""
    for reference in patient.children("generalPractitioner"):
        found = bundle.follow(reference, patient)
        if found.text("resourceType") == "PractitionerRole":
            found = bundle.follow(found.child("organization"), found)
        if found.text("resourceType") == "Organization" and (code := ods_code(found)):
            return code
        identifier = reference.child("identifier")
        if not found and "ods-organization" in list_name(identifier.text("system")):
            return identifier.text("value").upper()
    return ""


def ods_code(organisation: Element) -> str:
    """The ODS code among the identifiers of an organisation."""
    for identifier in organisation.children("identifier"):
        if list_name(identifier.text("system")).startswith("ods-"):
            return identifier.text("value").upper()
    return ""


def read_consent(bundle: Bundle) -> str:
    """On what footing the message was shared, in words."""
    for consent in bundle.of_type("Consent"):
        parts = [*map(concept_words, consent.children("category")), concept_words(consent.child("policyRule"))]
        if said := ", ".join(filter(None, parts)):
            return said
    return ""


def read_allergies(bundle: Bundle) -> tuple[tuple[str, ...], bool]:
    """What the person is allergic to, in words, and whether the message says that no allergy is known."""
    found, none_known = [], False
    for resource in bundle.of_type("AllergyIntolerance"):
        if _statuses(resource) & _UNTRUE:
            continue
        if NO_KNOWN_ALLERGY in {coding.code for coding in codings(resource.child("code"))}:
            none_known = True
        elif words := concept_words(resource.child("code")):
            reactions = [
                concept_words(shown)
                for reaction in resource.children("reaction")
                for shown in reaction.children("manifestation")
            ]
            found.append(f"{words} ({', '.join(filter(None, reactions))})" if any(reactions) else words)
    return tuple(dict.fromkeys(found)), none_known


def read_medicines(bundle: Bundle) -> tuple[str, ...]:
    """The medicines that the message lists as taken, in words, with their dose as written."""
    found = []
    for resource_type in ("MedicationStatement", "MedicationRequest"):
        for resource in bundle.of_type(resource_type):
            if _statuses(resource) & _UNTRUE:
                continue
            medicine = bundle.follow(resource.child("medicationReference"), resource)
            words = concept_words(resource.child("medicationCodeableConcept")) or concept_words(medicine.child("code"))
            doses = [dose.text("text") for key in ("dosage", "dosageInstruction") for dose in resource.children(key)]
            if words:
                found.append(" ".join([words, *filter(None, doses)]))
    return tuple(dict.fromkeys(found))


def _statuses(resource: Element) -> set[str]:
    concepts = (resource.child("clinicalStatus"), resource.child("verificationStatus"))
    return {
        resource.text("status").lower(),
        *(coding.code.lower() for concept in concepts for coding in codings(concept)),
    }


def _phone(holder: Element) -> str:
    phone = next((one for one in holder.children("telecom") if one.text("system") in ("phone", "")), EMPTY)
    return phone.text("value")
