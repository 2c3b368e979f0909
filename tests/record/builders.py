"""Things that happen to a case, in few words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from carecon.ids import Ids
from carecon.record.entries import (
    Advised,
    Answered,
    AnswerEntry,
    CaseOpened,
    HandoverComposed,
    PersonDetails,
    PersonRecorded,
    Signed,
)
from carecon.record.entry import Actor, case_stream, person_stream
from carecon.record.store import Store

HALE = Actor("rhale", "devon-hub")
RAO = Actor("jrao", "devon-hub")
CALLED = datetime(2024, 1, 16, 10, 8, tzinfo=UTC)

FENWICK = PersonDetails(
    family_name="Fenwick",
    given_name="Ada",
    title="Mrs",
    born=date(1937, 3, 12),
    gender="female",
    nhs_number="9990001073",
    address="4 Mill Lane, Newton Abbot",
    postcode="TQ12 9ZZ",
    phone="07700 900123",
)


def opened(reference: str = "K7F-2QM", **changes: Any) -> CaseOpened:
    """A crew's call, with `changes`."""
    fields: dict[str, Any] = {
        "reference": reference,
        "source": "paramedic_on_scene",
        "lane": "crew",
        "priority": 1,
        "priority_reason": "crew waiting",
        "received_at": CALLED,
        "person": FENWICK,
        "callback": "07700 900456",
        "location": "own home",
        "reason": "slid from bed",
    }
    return CaseOpened(**(fields | changes))


def answered(**answers: Any) -> Answered:
    """Plain answers by fact id."""
    return Answered(answers=[AnswerEntry(fact=fact, value=value, by="crew") for fact, value in answers.items()])


def advised(**changes: Any) -> Advised:
    """Advice as shown, with `changes`."""
    fields: dict[str, Any] = {
        "state": "recommend",
        "disposition": "ucr_2h",
        "spoke": "south",
        "priority": 2,
        "priority_reason": "crew waiting",
        "ruleset": "ab" * 32,
    }
    return Advised(**(fields | changes))


def signed(**changes: Any) -> Signed:
    """A decision that follows the advice, with `changes`."""
    fields: dict[str, Any] = {
        "disposition": "ucr_2h",
        "urgency_minutes": 120,
        "pathway": "frailty_fall",
        "spoke": "south",
        "outcome_class": "avoided_conveyance",
        "agreed": True,
        "signer_name": "R Hale",
        "signer_role": "clinician",
        "facts": {"presenting_problem": AnswerEntry(fact="presenting_problem", value="fall")},
        "context": {"in_area": True, "minutes_to_close": None},
        "ruleset": "ab" * 32,
        "advice": {"state": "recommend"},
    }
    return Signed(**(fields | changes))


def handed_over(handover_id: UUID, **changes: Any) -> HandoverComposed:
    """The note that went to the spoke, with `changes`."""
    fields: dict[str, Any] = {
        "handover_id": handover_id,
        "recipient": "south",
        "channel": "file",
        "number": 1,
        "text": "S: fell",
        "markdown": "**S** fell",
    }
    return HandoverComposed(**(fields | changes))


def open_case(store: Store, ids: Ids, reference: str = "K7F-2QM", **changes: Any) -> UUID:
    """Open a case in `store` and return its id."""
    case_id = ids.uuid7()
    with store.write(HALE) as work:
        work.append(case_stream(case_id), opened(reference, **changes))
    return case_id


def record_person(store: Store, ids: Ids, **changes: Any) -> UUID:
    """Put somebody on record and return their id."""
    person_id = ids.uuid7()
    with store.write(HALE) as work:
        work.append(person_stream(person_id), PersonRecorded(details=FENWICK.model_copy(update=changes)))
    return person_id
