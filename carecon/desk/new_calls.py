"""A call as it is typed while the telephone is at the ear: opened, matched to somebody on record, and taken."""

from __future__ import annotations

from uuid import UUID

from carecon.clinical.answers import Answer
from carecon.desk.calls import (
    IDENTIFIERS_THAT_CONFIRM,
    OpenCall,
    checked_person,
    identify_within,
    matched_identifiers,
    open_within,
)
from carecon.desk.drafts import CallDraft
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim_within
from carecon.desk.people import Act, AtDesk
from carecon.record.case_view import CaseView
from carecon.record.entries import PersonDetails
from carecon.record.unit_of_work import UnitOfWork


def take_call(hub: Hub, who: AtDesk, call: CallDraft) -> CaseView:
    """Open a case for the call, link the person where anything was said of them, and take it where the role may.

    Somebody on record is linked only where two identifiers match one record; else a new person is written down, and
    identity stays unconfirmed until two identifiers are compared.
    """
    who.must(Act.OPEN_CALL)
    said = checked_person(hub, _said(call)) or PersonDetails()
    with hub.store.write(who.actor) as work:
        opened = open_within(
            hub,
            work,
            OpenCall(
                source=call.source,
                person=said if said != PersonDetails() else None,
                callback=call.callback.strip(),
                location=call.location,
                reason=call.reason,
                answers=_answers(call),
            ),
        )
        view = opened
        if said.family_name or said.nhs_number:
            view = identify_within(hub, work, opened.case_id, said, _on_record(work, said, call.postcode.strip()))
        return claim_within(work, who, view.case_id) if who.may(Act.CLAIM) else view


def _said(call: CallDraft) -> PersonDetails:
    """What was said of the person. The postcode of the call is where they are, which need not be their home."""
    return PersonDetails(
        family_name=call.family_name.strip(),
        given_name=call.given_name.strip(),
        title=call.title.strip(),
        born=call.born,
        gender=call.gender,
        nhs_number=call.nhs_number,
        phone=call.callback.strip() if call.source == "patient_or_carer" else "",  # a crew's number is not the person's
    )


def _answers(call: CallDraft) -> list[Answer]:
    said = {
        "presenting_problem": call.problem,
        "caller_name": call.caller.strip(),
        "callback_number": call.callback.strip(),
        "postcode": call.postcode.strip(),
    }
    return [Answer(fact, value, by="caller") for fact, value in said.items() if value]


def _on_record(work: UnitOfWork, said: PersonDetails, postcode: str) -> UUID | None:
    """The one person on record in whom two identifiers agree; None where there is none, or more than one.

    The place of the call helps to find people, and is no identifier: who is at an address is not who lives there.
    """
    hits = work.find_people(nhs_number=said.nhs_number, family_name=said.family_name, born=said.born, postcode=postcode)
    sure = [hit for hit in hits if len(matched_identifiers(said, hit.details)) >= IDENTIFIERS_THAT_CONFIRM]
    return sure[0].person_id if len(sure) == 1 else None
