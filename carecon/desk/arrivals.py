"""Messages that come in: bytes into cases of the queue, each message once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from carecon.clinical.ages import age_at
from carecon.clinical.answers import Answer
from carecon.clinical.formats import date_text, person_name
from carecon.desk.advising import advise_and_note
from carecon.desk.calls import OpenCall, open_within
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.errors import BadInput
from carecon.intake.arrival import Arrival
from carecon.intake.read import read_message
from carecon.intake.sent_note import sent_note
from carecon.record.entries import MessageReceived, Noted, PersonDetails
from carecon.record.entry import case_stream
from carecon.record.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a message: its case, and whether the case is new."""

    case_id: UUID
    reference: str
    new: bool
    arrival: Arrival

    @property
    def line(self) -> str:
        """One line for a person."""
        patient = self.arrival.patient
        name = person_name(patient.family_name, patient.given_name, patient.title) or "(name not known)"
        born = f", born {date_text(patient.born)}" if patient.born else ""
        done = "read into the queue as" if self.new else "was read before, as"
        warned = "".join(f"\n  warning: {warning}" for warning in self.arrival.warnings)
        return f"{self.arrival.file}: {name}{born} {done} {self.reference}{warned}"

    def as_dict(self) -> dict[str, Any]:
        """The line of `carecon intake --json`."""
        return {"case": self.reference, "new": self.new, **self.arrival.understood()}


def receive(hub: Hub, who: AtDesk, data: bytes, name: str) -> Received:
    """Read one message into the queue. The same message again finds its case and changes nothing.

    Raises BadInput with one clear line, and then nothing is written.
    """
    who.must(Act.RECEIVE_MESSAGES)
    arrival = read_message(data, name)
    digest = hashlib.sha256(data).hexdigest()
    message_id = arrival.message_id or digest
    with hub.store.write(who.actor) as work:
        known = work.find_message(message_id)
        if known is not None:
            _same_content(work, known, digest, name)
            return Received(known, work.case(known).reference, new=False, arrival=arrival)
        if arrival.reason not in ("", "new"):
            raise BadInput(name, f"the message says {arrival.reason!r}, and no case came from an earlier one")
        view = open_within(hub, work, _call(hub, arrival, message_id))
        work.append(
            case_stream(view.case_id),
            MessageReceived(message_id=message_id, format=arrival.format, sha256=digest, text=data.decode("utf-8-sig")),
        )
        if said := sent_note(arrival, hub.area.zone):
            work.append(case_stream(view.case_id), Noted(text=said))
    advise_and_note(hub, who, view.case_id)  # the queue shows from the first moment what is not excluded
    return Received(view.case_id, view.reference, new=True, arrival=arrival)


def _same_content(work: UnitOfWork, case_id: UUID, digest: str, name: str) -> None:
    """Raise BadInput where an earlier message had the same id and said something else: it may be another person's."""
    kept = (entry.payload for entry in work.entries(case_stream(case_id)))
    if digest not in {payload.sha256 for payload in kept if isinstance(payload, MessageReceived)}:
        before = work.case(case_id).reference
        problem = f"another message with this id was read before, as {before}, and said something else"
        raise BadInput(name, problem, "ring the sender")


def _call(hub: Hub, arrival: Arrival, message_id: str) -> OpenCall:
    patient = arrival.patient
    return OpenCall(
        source="ambulance_stack",
        person=PersonDetails(
            family_name=patient.family_name,
            given_name=patient.given_name,
            title=patient.title,
            born=_possible_birth(hub, arrival),
            gender=patient.gender,
            nhs_number=patient.nhs_number,
            address=patient.address,
            postcode=patient.postcode,
        ),
        callback=arrival.callback,
        location=arrival.location_text,
        reason=arrival.reason_text,
        answers=[
            _as_of_now(hub, arrival, answer)
            for answer in arrival.answers
            if answer.fact != "age_years" or _possible_birth(hub, arrival) is not None
        ],
        breach_at=arrival.breach_at,
        message_id=message_id,
        original_disposition=arrival.disposition_text,
        ambulance_category=arrival.ambulance_category,
        warnings=[*arrival.warnings, *_birth_warning(hub, arrival)],
    )


def _possible_birth(hub: Hub, arrival: Arrival) -> date | None:
    """The date of birth as sent, unless it has not come yet."""
    born = arrival.patient.born
    return born if born is None or born <= hub.clock.now().astimezone(hub.area.zone).date() else None


def _birth_warning(hub: Hub, arrival: Arrival) -> list[str]:
    born = arrival.patient.born
    if born is None or _possible_birth(hub, arrival) is not None:
        return []
    return [f"the date of birth {date_text(born)} has not come yet: ask the caller"]


def _as_of_now(hub: Hub, arrival: Arrival, answer: Answer) -> Answer:
    """The answer as it holds here: an age is that of the day on which the message is read, like the banner's."""
    born = arrival.patient.born
    if answer.fact != "age_years" or born is None:
        return answer
    return replace(answer, value=age_at(born, hub.clock.now().astimezone(hub.area.zone).date()))
