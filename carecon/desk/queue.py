"""Looking at the queue, at people and at cases. Reading needs a role that sees cases."""

from __future__ import annotations

from uuid import UUID

from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.record.case_view import CaseView
from carecon.record.entries import PersonDetails
from carecon.record.queue_view import QueueFilter, QueuePage
from carecon.record.reading import PersonHit

MOST_ROWS = 500
"""Rows of the queue that are loaded at once. What lies beyond is reached by the filter."""


def load_queue(hub: Hub, who: AtDesk, wanted: QueueFilter | None = None, limit: int = MOST_ROWS) -> QueuePage:
    """The queue as it stands: crews first, then clinical priority, then time to breach."""
    who.must(Act.READ_CASES)
    with hub.store.read() as reading:
        return reading.queue(wanted or QueueFilter(), limit=limit)


def read_case(hub: Hub, who: AtDesk, case_id: UUID) -> CaseView:
    """One case. Raises NotFound."""
    who.must(Act.READ_CASES)
    with hub.store.read() as reading:
        return reading.case(case_id)


def case_by_reference(hub: Hub, who: AtDesk, reference: str) -> CaseView:
    """The case that people call by that reference, however it was typed. Raises NotFound."""
    who.must(Act.READ_CASES)
    with hub.store.read() as reading:
        return reading.case_by_reference(reference)


def find_people(hub: Hub, who: AtDesk, said: PersonDetails) -> tuple[PersonHit, ...]:
    """People on record who may be meant, best first: every given identifier is tried."""
    who.must(Act.READ_CASES)
    with hub.store.read() as reading:
        return reading.find_people(
            nhs_number=said.nhs_number,
            family_name=said.family_name,
            born=said.born,
            postcode=said.postcode,
            phone=said.phone,
        )
