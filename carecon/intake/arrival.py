"""What came in with a message, typed: the same shape whatever format it came in. Nothing in it that was not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from textwrap import shorten
from typing import Any, Final

from carecon.clinical.answers import Answer, to_json
from carecon.clinical.formats import person_name
from carecon.clinical.identifiers import nhs_number

REASON_LENGTH: Final = 120
"""Characters of a summary that stand in for a complaint that was not coded."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the message is about. `nhs_number` as sent, its digits together, also where its check digit is wrong."""

    family_name: str = ""
    given_name: str = ""
    title: str = ""
    born: date | None = None
    died: bool = False
    gender: str = ""
    nhs_number: str = ""
    nhs_number_status: str = ""
    address: str = ""
    postcode: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be rung. `rank` 1 is who to ring first; None where nobody said. `phones`: best first."""

    rank: int | None
    relationship: str
    name: str
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person is now: not where they live, unless the message says so."""

    name: str = ""
    address: str = ""
    postcode: str = ""
    what3words: str = ""
    uprn: str = ""
    easting: str = ""
    northing: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def text(self) -> str:
        """The place in one line. What three words say only where nothing better was sent."""
        written = self.address
        if self.postcode and self.postcode.replace(" ", "").lower() not in written.replace(" ", "").lower():
            written = f"{written}, {self.postcode}" if written else self.postcode
        if self.name and self.name.lower() not in written.lower():
            written = f"{written} ({self.name})" if written else self.name
        return written or (f"///{self.what3words}" if self.what3words else "")


@dataclass(frozen=True, slots=True)
class Code:
    """A code and the words sent with it. `code` stays as sent."""

    code: str = ""
    display: str = ""

    @property
    def text(self) -> str:
        """`Dx0122 Emergency Ambulance Response (Category 3)`."""
        return " ".join(part for part in (self.code, self.display if self.display != self.code else "") if part)


@dataclass(frozen=True, slots=True)
class Triage:
    """What the sender's own triage came to, and the words it was summed up in."""

    disposition: Code = Code()
    ambulance_category: Code = Code()
    complaints: tuple[Code, ...] = ()
    complaint_words: tuple[str, ...] = ()
    summary: str = ""

    @property
    def reason(self) -> str:
        """Why the person needs help, in one line: by the complaint codes, else in words, else as the summary begins."""
        said = [code.display or code.code for code in self.complaints] or list(self.complaint_words)
        return "; ".join(dict.fromkeys(said)) or shorten(self.summary, REASON_LENGTH, placeholder=" ...")


@dataclass(frozen=True, slots=True)
class SentFlag:
    """A flag: its category (`SS` scene safety, `SG` safeguarding, ...), its code, and what it says."""

    category: str
    category_words: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class SentObservation:
    """An observation as sent, in words. `fact` is the fact it became, empty where it only goes into the note."""

    code: str
    name: str
    value: str
    at: datetime | None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent the message, and whom to ring about it."""

    organisation: str = ""
    ods: str = ""
    system: str = ""
    requester: str = ""
    phone: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, understood. `warnings`, one safe line each, say what was odd, missing or could not be used.

    `reason` is why it was sent: new, update or delete (only a new one makes a case). `answers` are facts in the
    sender's words, `by` "ambulance message".
    """

    file: str
    format: str
    message_id: str
    sent_at: datetime | None
    event: str
    reason: str
    patient: Patient
    callback: str = ""
    callback_as_sent: str = ""
    contacts: tuple[Contact, ...] = ()
    location: Place = Place()
    triage: Triage = Triage()
    started_at: datetime | None = None
    breach_at: datetime | None = None
    incident_number: str = ""
    journey_id: str = ""
    scene_safe: bool | None = None
    flags: tuple[SentFlag, ...] = ()
    observations: tuple[SentObservation, ...] = ()
    allergies: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    registered_gp: str = ""
    sender: Sender = Sender()
    consent: str = ""
    answers: tuple[Answer, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def location_text(self) -> str:
        """Where the person is, in one line; empty where the message does not say."""
        return self.location.text

    @property
    def reason_text(self) -> str:
        """Why the person needs help, in one line."""
        return self.triage.reason

    @property
    def disposition_text(self) -> str:
        """The sender's own disposition: code and words."""
        return self.triage.disposition.text

    @property
    def ambulance_category(self) -> str:
        """The ambulance response category, such as `C3`."""
        return self.triage.ambulance_category.code

    def understood(self) -> dict[str, Any]:
        """What was understood, as the one line of JSON that `carecon intake --json` prints."""
        return {
            "file": self.file,
            "format": self.format,
            "message_id": self.message_id,
            "message": self.reason,
            "event": self.event,
            "sent_at": _time(self.sent_at),
            "patient": _patient(self.patient),
            "callback": self.callback,
            "location": self.location_text,
            "location_postcode": self.location.postcode,
            "reason": self.reason_text,
            "disposition": {"code": self.triage.disposition.code, "display": self.triage.disposition.display},
            "ambulance_category": self.ambulance_category,
            "started_at": _time(self.started_at),
            "breach_at": _time(self.breach_at),
            "incident_number": self.incident_number,
            "journey_id": self.journey_id,
            "scene_safe": self.scene_safe,
            "flags": [{"category": f.category, "code": f.code, "text": f.words} for f in self.flags],
            "observations": [{"name": o.name, "value": o.value, "at": _time(o.at)} for o in self.observations],
            "allergies": list(self.allergies),
            "medicines": list(self.medicines),
            "sender": {"organisation": self.sender.organisation, "ods": self.sender.ods, "phone": self.sender.phone},
            "facts": {answer.fact: to_json(answer.value) for answer in self.answers},
            "warnings": list(self.warnings),
        }


def _patient(patient: Patient) -> dict[str, Any]:
    number = nhs_number(patient.nhs_number)
    return {
        "name": person_name(patient.family_name, patient.given_name, patient.title),
        "family": patient.family_name,
        "given": patient.given_name,
        "title": patient.title,
        "born": patient.born.isoformat() if patient.born else None,
        "gender": patient.gender,
        "nhs_number": patient.nhs_number,
        "nhs_number_valid": number.valid if patient.nhs_number else None,
        "address": patient.address,
        "postcode": patient.postcode,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
