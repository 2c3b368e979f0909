"""Taking a call, and saying who it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from carecon.clinical.ages import age_at
from carecon.clinical.answers import Answer
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import date_text
from carecon.clinical.identifiers import nhs_number
from carecon.desk.answers import must_be_open
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.desk.priority import arrival_priority, lane_of
from carecon.errors import BadInput, Conflict
from carecon.record.case_view import CaseView
from carecon.record.entries import (
    Answered,
    AnswerEntry,
    CaseLinked,
    CaseOpened,
    CaseUnlinked,
    Identified,
    PersonDetails,
    PersonRecorded,
    Relinked,
)
from carecon.record.entry import case_stream, person_stream
from carecon.record.unit_of_work import UnitOfWork

PERSON_SECTIONS = frozenset({"end_of_life", "history", "frailty"})
"""Facts from a person's papers and past. On the wrong person they stay behind; what was seen today does not."""


BY_BIRTH, BY_RECORD, BY_HOME = "date of birth", "record", "home address"
"""Who said what the person's record says."""

_FROM_IDENTITY = frozenset({BY_BIRTH, BY_RECORD, BY_HOME})

IDENTIFIERS_THAT_CONFIRM = 2
"""Two identifiers that match one record: until then no plan document attaches to anybody."""


@dataclass(frozen=True, slots=True)
class OpenCall:
    """What is known when a call is taken: all of it but the source may still be missing."""

    source: str
    person: PersonDetails | None = None
    callback: str = ""
    location: str = ""
    reason: str = ""
    answers: Sequence[Answer] = ()
    received_at: datetime | None = None
    breach_at: datetime | None = None
    message_id: str = ""
    original_disposition: str = ""
    ambulance_category: str = ""
    warnings: Sequence[str] = ()


def open_call(hub: Hub, who: AtDesk, call: OpenCall) -> CaseView:
    """Open a case for a call. Returns the case as it was written."""
    who.must(Act.OPEN_CALL)
    call = replace(call, person=checked_person(hub, call.person))
    with hub.store.write(who.actor) as work:
        return open_within(hub, work, call)


def open_within(hub: Hub, work: UnitOfWork, call: OpenCall) -> CaseView:
    """Open a case inside a unit of work that writes other things as well.

    Identifiers are taken as they come: a message with a wrong check digit is still about a person who waits.
    """
    case_id = hub.ids.uuid7()
    stream = case_stream(case_id)
    received = call.received_at or work.at
    status = next((str(a.value) for a in call.answers if a.fact == "ambulance_status"), "")
    priority = arrival_priority(call.source, call.ambulance_category)
    work.append(
        stream,
        CaseOpened(
            reference=free_reference(hub, work),
            source=call.source,
            lane=lane_of(call.source, status),
            priority=priority.rank,
            priority_reason=priority.reason,
            breach_at=call.breach_at or received + answer_within(hub, call.source),
            received_at=received,
            person=call.person,
            callback=call.callback,
            location=call.location,
            reason=call.reason,
            message_id=call.message_id,
            original_disposition=call.original_disposition,
            warnings=list(call.warnings),
        ),
    )
    answers = [Answer("source", call.source), *(a for a in call.answers if a.fact != "source")]
    work.append(stream, Answered(answers=[AnswerEntry.of(answer) for answer in answers]))
    return work.case(case_id)


def answer_within(hub: Hub, source: str) -> timedelta:
    """How soon a call from there is to be answered, by the area file."""
    minutes = hub.area.answer_within_minutes.get(source, hub.area.answer_within_minutes.get("other", 60))
    return timedelta(minutes=minutes)


def free_reference(hub: Hub, work: UnitOfWork) -> str:
    """A case reference that nobody has yet."""
    while True:
        reference = hub.ids.reference()
        if work.reference_is_free(reference):
            return reference


def matched_identifiers(said: PersonDetails, found: PersonDetails) -> list[str]:
    """Which identifiers agree between what was said and a person on record: NHS number, name, born date, address.

    None of them counts where NHS number or date of birth contradict each other: a son at his father's address is not
    his father, however much else agrees.
    """
    if (said.nhs_number and found.nhs_number and said.nhs_number != found.nhs_number) or (
        said.born and found.born and said.born != found.born
    ):
        return []
    agree: list[str] = []
    if said.nhs_number and said.nhs_number == found.nhs_number:
        agree.append("nhs_number")
    names = (said.family_name, found.family_name), (said.given_name, found.given_name)
    if all(one and _same(one, other) for one, other in names):
        agree.append("name")
    if said.born and said.born == found.born:
        agree.append("born")
    if said.postcode and _same(said.postcode.replace(" ", ""), found.postcode.replace(" ", "")):
        agree.append("address")
    return agree


def identify(hub: Hub, who: AtDesk, case_id: UUID, said: PersonDetails, person_id: UUID | None = None) -> CaseView:
    """Say who the case is about: a person on record, or (without `person_id`) somebody new.

    Identity counts as confirmed only where two identifiers match one record. Raises Conflict where the case is linked
    to somebody already: that is `relink`.
    """
    who.must(Act.IDENTIFY)
    said = checked_person(hub, said) or PersonDetails()
    with hub.store.write(who.actor) as work:
        return identify_within(hub, work, case_id, said, person_id)


def identify_within(
    hub: Hub, work: UnitOfWork, case_id: UUID, said: PersonDetails, person_id: UUID | None = None
) -> CaseView:
    """Say who the case is about, inside a unit of work that writes other things as well."""
    view = work.case(case_id)
    must_be_open(view)
    if view.person.person_id is not None and view.person.person_id != person_id:
        raise Conflict(
            f"{view.reference} is already linked to {view.person.family_name or 'a person'}. "
            "If that was the wrong person, relink the case."
        )
    person, details, matched = _person_on_record(hub, work, said, person_id)
    work.append(case_stream(case_id), Identified(person_id=person, details=details, matched=matched))
    work.append(person_stream(person), CaseLinked(case_id=case_id, reference=view.reference))
    _record(work, case_id, _derived_answers(hub, view, details, matched))
    return work.case(case_id)


def relink(hub: Hub, who: AtDesk, case_id: UUID, said: PersonDetails, person_id: UUID | None, reason: str) -> CaseView:
    """Move a case that was opened on the wrong person to the right one.

    Notes, plans and history were the wrong person's: they stay behind with that person, and both streams say so.
    What was seen and measured today stays with the case. A reason is required.
    """
    who.must(Act.IDENTIFY)
    if not reason.strip():
        raise BadInput("reason", "say how you know that it was the wrong person")
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_be_open(view)
        wrong = view.person.person_id
        if wrong is None:
            raise Conflict(f"{view.reference} is not linked to anybody yet: identify the person instead.")
        person, details, matched = _person_on_record(hub, work, checked_person(hub, said) or PersonDetails(), person_id)
        if person == wrong:
            raise Conflict(f"{view.reference} is already linked to this person.")
        behind = [name for name, fact in view.facts.items() if _belongs_to_person(fact.answer)]
        notes = [note for note in view.notes if not note.left_behind]
        work.append(
            case_stream(case_id),
            Relinked(
                from_person=wrong,
                to_person=person,
                details=details,
                matched=matched,
                facts_left_behind=behind,
                notes_left_behind=[note.seq for note in notes],
                reason=reason,
            ),
        )
        work.append(
            person_stream(wrong),
            CaseUnlinked(
                case_id=case_id,
                reference=view.reference,
                to_person=person,
                facts_left_behind=[AnswerEntry.of(view.facts[name].answer) for name in behind],
                notes_left_behind=[note.text for note in notes],
                reason=reason,
            ),
        )
        work.append(person_stream(person), CaseLinked(case_id=case_id, reference=view.reference))
        _record(work, case_id, _derived_answers(hub, view, details, matched))
        return work.case(case_id)


def _person_on_record(
    hub: Hub, work: UnitOfWork, said: PersonDetails, person_id: UUID | None
) -> tuple[UUID, PersonDetails, list[str]]:
    if person_id is None:
        person = hub.ids.uuid7()
        work.append(person_stream(person), PersonRecorded(details=said))
        return person, said, []
    found = work.person(person_id)
    matched = matched_identifiers(said, found)
    return person_id, found, matched


def _derived_answers(hub: Hub, view: CaseView, details: PersonDetails, matched: list[str]) -> list[Answer]:
    """What identity tells the rules: whether it is confirmed, the age on that day, sex, and the place if unsaid."""
    answers: list[Answer] = []
    if len(matched) >= IDENTIFIERS_THAT_CONFIRM:
        answers.append(Answer("identity", "confirmed", by=" and ".join(matched).replace("_", " ") + " match"))
    elif "identity" in view.facts:
        answers.append(Answer("identity", "unknown", by="identifiers do not match"))
    called_on = view.received_at.astimezone(hub.area.zone).date()
    if details.born is not None and details.born <= called_on:
        answers.append(Answer("age_years", age_at(details.born, called_on), by=BY_BIRTH))
    if details.gender in ("female", "male", "other"):
        answers.append(Answer("sex", details.gender, by=BY_RECORD))
    if details.postcode and ("postcode" not in view.facts or view.facts["postcode"].answer.by == BY_HOME):
        answers.append(Answer("postcode", details.postcode, by=BY_HOME))
    return answers


def _record(work: UnitOfWork, case_id: UUID, answers: list[Answer]) -> None:
    if answers:
        work.append(case_stream(case_id), Answered(answers=[AnswerEntry.of(answer) for answer in answers]))


def _belongs_to_person(answer: Answer) -> bool:
    """Whether it was the wrong person's: from papers and past, or worked out from who they were."""
    from_identity = answer.by in _FROM_IDENTITY or answer.fact == "identity"
    return from_identity or vocabulary()[answer.fact].section in PERSON_SECTIONS


def checked_person(hub: Hub, person: PersonDetails | None) -> PersonDetails | None:
    """What was said of a person, with its NHS number in one form. Raises BadInput for what cannot be."""
    if person is None:
        return None
    if person.born is not None and person.born > hub.clock.now().astimezone(hub.area.zone).date():
        raise BadInput("born", f"{date_text(person.born)} has not come yet", "read the date of birth again")
    if not person.nhs_number:
        return person
    number = nhs_number(person.nhs_number)
    if not number.valid:
        raise BadInput(
            "nhs_number", f"{person.nhs_number!r} is not valid: its check digit does not fit", "read it again"
        )
    return person.model_copy(update={"nhs_number": number.digits})


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
