"""A call as it is typed while the telephone is at the ear: opened, matched to somebody on record, and taken."""

from __future__ import annotations

from uuid import UUID

from carecon.clinical.answers import Answer
from carecon.desk.calls import IDENTIFIERS_THAT_CONFIRM, OpenCall, identify, matched_identifiers, open_call
from carecon.desk.drafts import CallDraft
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim
from carecon.desk.people import Act, AtDesk
from carecon.record.case_view import CaseView
from carecon.record.entries import PersonDetails


def take_call(hub: Hub, who: AtDesk, call: CallDraft) -> CaseView:
    """Open a case for the call, link the person where anything was said of them, and take it where the role may.

    Somebody on record is linked only where two identifiers match one record; else a new person is written down, and
    identity stays unconfirmed until two identifiers are compared.
    """
    said = PersonDetails(
        family_name=call.family_name.strip(),
        given_name=call.given_name.strip(),
        title=call.title.strip(),
        born=call.born,
        gender=call.gender,
        nhs_number=call.nhs_number,
        postcode=call.postcode.strip(),
        phone=call.callback.strip() if call.source == "patient_or_carer" else "",  # a crew's number is not the person's
    )
    opened = open_call(
        hub,
        who,
        OpenCall(
            source=call.source,
            person=said if _says_anything(said) else None,
            callback=call.callback.strip(),
            location=call.location,
            reason=call.reason,
            answers=_answers(call),
        ),
    )
    view = identify(hub, who, opened.case_id, said, _on_record(hub, said)) if _says_who(said) else opened
    return claim(hub, who, view.case_id) if who.may(Act.CLAIM) else view


def _answers(call: CallDraft) -> list[Answer]:
    said = {
        "presenting_problem": call.problem,
        "caller_name": call.caller.strip(),
        "callback_number": call.callback.strip(),
        "postcode": call.postcode.strip(),
    }
    return [Answer(fact, value, by="caller") for fact, value in said.items() if value]


def _on_record(hub: Hub, said: PersonDetails) -> UUID | None:
    """The one person on record in whom two identifiers agree; None where there is none, or more than one."""
    with hub.store.read() as reading:
        hits = reading.find_people(
            nhs_number=said.nhs_number, family_name=said.family_name, born=said.born, postcode=said.postcode
        )
    sure = [hit for hit in hits if len(matched_identifiers(said, hit.details)) >= IDENTIFIERS_THAT_CONFIRM]
    return sure[0].person_id if len(sure) == 1 else None


def _says_anything(said: PersonDetails) -> bool:
    return said != PersonDetails()


def _says_who(said: PersonDetails) -> bool:
    return bool(said.family_name or said.nhs_number)
