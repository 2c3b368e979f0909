"""Who a request is about, and whom to ring back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from carecon.clinical.identifiers import format_nhs_number, nhs_number, phone_number, postcode
from carecon.intake.arrival import Contact, Patient
from carecon.intake.coding import codings, concept_words, list_name
from carecon.intake.element import EMPTY, Element
from carecon.intake.warn import Warn

GENDERS: Final = ("female", "male", "other", "unknown")

_PHONE_SYSTEMS: Final = ("phone", "sms", "")
_PAST: Final = "old"
_LAST: Final = 1_000_000


def read_patient(patient: Element, warn: Warn) -> Patient:
    """The person, as far as the message says who it is. What is odd is warned of and kept."""
    identifier = _nhs_identifier(patient, warn)
    number = nhs_number(identifier.text("value"))
    if identifier and not number.valid:
        shown = format_nhs_number(identifier.text("value"))
        warn(f"NHS number {shown} is not valid (its check digit does not fit): ask the caller")
    status = identifier.extension("NHSNumberVerificationStatus").child("valueCodeableConcept")
    address = _current(patient.children("address"), ("home", "temp", ""))
    return _named(
        patient,
        warn,
        Patient(
            born=_born(patient, warn),
            died=patient.flag("deceasedBoolean") is True or bool(patient.text("deceasedDateTime")),
            gender=_gender(patient, warn),
            nhs_number=number.digits or identifier.text("value"),
            nhs_number_status=next((code.code for code in codings(status)), ""),
            address=address_line(address),
            postcode=postcode(address.text("postalCode")).text,
            language=_language(patient),
        ),
    )


def read_contacts(patient: Element) -> tuple[Contact, ...]:
    """Whom the message names to ring, the first to ring first."""
    contacts = [_contact(contact) for contact in patient.children("contact")]
    return tuple(sorted(contacts, key=lambda contact: contact.rank or _LAST))


def callback_number(patient: Element, contacts: tuple[Contact, ...], warn: Warn) -> tuple[str, str]:
    """The number to ring back, as it is dialled and as it was sent; empty where there is none.

    That of the contact of rank 1, at its own best rank; else the person's own; else the best of the other contacts.
    """
    first = [contact for contact in contacts if contact.rank == 1 and contact.phones]
    if len(first) > 1:
        warn("two contacts are both the first to ring: the first of them is taken")
    if first:
        return _dialled(first[0].phones[0], warn)
    if own := _phones(patient):
        return _dialled(own[0], warn)
    for contact in contacts:
        if contact.phones:
            who = contact.name or contact.relationship or "a contact"
            warn(f"no telephone number of the person or of a first contact: the number is that of {who}")
            return _dialled(contact.phones[0], warn)
    warn("no telephone number to ring back")
    return "", ""


def address_line(address: Element) -> str:
    """An address in one line, without its postcode; as it was sent where it came in one piece."""
    parts = [*address.texts("line"), address.text("city"), address.text("district")]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or address.text("text")


def name_line(name: Element) -> str:
    """A name in one line, for people who are not the patient."""
    parts = [*name.texts("prefix"), *name.texts("given"), name.text("family")]
    return " ".join(part for part in parts if part) or name.text("text")


def _named(patient: Element, warn: Warn, person: Patient) -> Patient:
    name = _current(patient.children("name"), ("official", "usual", ""))
    title, given, family = " ".join(name.texts("prefix")), " ".join(name.texts("given")), name.text("family")
    if not (given or family) and name.text("text"):
        warn("the name came in one piece: check which part is the family name")
        family, _, given = (part.strip() for part in name.text("text").partition(","))
    if not (given or family):
        warn("the message does not give the person's name")
    return replace(person, title=title, given_name=given, family_name=family)


def _nhs_identifier(patient: Element, warn: Warn) -> Element:
    found = [i for i in patient.children("identifier") if _is_nhs_number(i) and i.text("value")]
    if len({i.text("value").replace(" ", "") for i in found}) > 1:
        warn("the message gives two different NHS numbers: the first is taken")
    return found[0] if found else EMPTY


def _is_nhs_number(identifier: Element) -> bool:
    kinds = {coding.code.upper() for coding in codings(identifier.child("type"))}
    return list_name(identifier.text("system")) == "nhs-number" or bool(kinds & {"NH", "NHS"})


def _born(patient: Element, warn: Warn) -> date | None:
    sent = patient.text("birthDate")
    born = patient.day("birthDate")
    if not sent:
        warn("the message does not give a date of birth")
    elif born is None:
        warn(f"the date of birth is not complete: {sent[:20]}")
    return born


def _gender(patient: Element, warn: Warn) -> str:
    gender = patient.text("gender").lower()
    if gender and gender not in GENDERS:
        warn(f"gender {gender[:20]!r} is not one of {', '.join(GENDERS)}: not taken over")
        return ""
    return gender


def _language(patient: Element) -> str:
    spoken = patient.children("communication")
    preferred = [one for one in spoken if one.flag("preferred")] or list(spoken)
    return concept_words(preferred[0].child("language")) if preferred else ""


def _contact(contact: Element) -> Contact:
    ranked = contact.extension("ContactRank")
    rank = next((r for key in ("valuePositiveInt", "valueInteger", "valueString") if (r := ranked.number(key))), None)
    return Contact(
        rank=int(rank) if rank else None,
        relationship=", ".join(filter(None, map(concept_words, contact.children("relationship")))),
        name=name_line(contact.child("name")),
        phones=_phones(contact),
    )


def _phones(holder: Element) -> tuple[str, ...]:
    """The numbers that can be rung, by rank; those without one behind."""
    phones = [
        telecom
        for telecom in holder.children("telecom")
        if telecom.text("system").lower() in _PHONE_SYSTEMS
        and telecom.text("use") != _PAST
        and any(map(str.isdigit, telecom.text("value")))
    ]
    phones.sort(key=lambda telecom: telecom.number("rank") or _LAST)
    return tuple(telecom.text("value") for telecom in phones)


def _dialled(sent: str, warn: Warn) -> tuple[str, str]:
    number = phone_number(sent)
    if not number.plausible:
        warn(f"telephone number {sent[:30]!r} cannot be dialled as it is")
        return sent, sent
    return number.digits, sent


def _current(found: tuple[Element, ...], uses: tuple[str, ...]) -> Element:
    """Of several names or addresses the one in use: by the order of `uses`, else any that is not past."""
    for use in uses:
        for element in found:
            if element.text("use") == use:
                return element
    return next((element for element in found if element.text("use") != _PAST), EMPTY)
