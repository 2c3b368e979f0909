"""Who has a case: taking it, giving it back, setting it aside. Exactly one of two simultaneous claims wins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from carecon.desk.answers import must_be_open
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.errors import AlreadyClaimed, BadInput, Conflict
from carecon.record.case_view import CaseStatus, CaseView
from carecon.record.entries import Claimed, Parked, Released, Resumed
from carecon.record.entry import case_stream
from carecon.record.unit_of_work import UnitOfWork


def claim(hub: Hub, who: AtDesk, case_id: UUID) -> CaseView:
    """Take a case. Taking one's own again changes nothing. Raises AlreadyClaimed, naming who has it."""
    who.must(Act.CLAIM)
    with hub.store.write(who.actor) as work:
        return claim_within(work, who, case_id)


def claim_within(work: UnitOfWork, who: AtDesk, case_id: UUID) -> CaseView:
    """Take a case inside a unit of work that writes other things as well."""
    view = work.case(case_id)
    must_be_open(view)
    if view.owner == who.actor:
        return view
    if view.owner is not None:
        raise AlreadyClaimed(view.owner_name)
    work.append(case_stream(case_id), Claimed(name=who.name), expect_seq=view.seq)
    return work.case(case_id)


def release(hub: Hub, who: AtDesk, case_id: UUID, reason: str = "") -> CaseView:
    """Give a case back to the queue. Only who has it can; after the decision it stays with its owner."""
    who.must(Act.CLAIM)
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_own(view, who)
        if view.decision is not None:
            raise Conflict(f"{view.reference} is signed: you own it until the spoke accepts.")
        work.append(case_stream(case_id), Released(reason=reason))
        return work.case(case_id)


def park(hub: Hub, who: AtDesk, case_id: UUID, reason: str, until: datetime | None = None) -> CaseView:
    """Set a case aside while waiting for something, and keep it. What it waits for is required."""
    who.must(Act.CLAIM)
    if not reason.strip():
        raise BadInput("reason", "say what the case waits for")
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_own(view, who)
        if view.decision is not None:
            raise Conflict(f"{view.reference} is already signed.")
        work.append(case_stream(case_id), Parked(reason=reason, until=until))
        return work.case(case_id)


def resume(hub: Hub, who: AtDesk, case_id: UUID) -> CaseView:
    """Take a parked case up again."""
    who.must(Act.CLAIM)
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_own(view, who)
        if view.status is CaseStatus.PARKED:
            work.append(case_stream(case_id), Resumed())
        return work.case(case_id)


def must_own(view: CaseView, who: AtDesk) -> None:
    """Raise unless `who` has the open case: Conflict where nobody has it, AlreadyClaimed where another does."""
    must_be_open(view)
    if view.owner is None:
        raise Conflict(f"Nobody has {view.reference}. Take it first.")
    if view.owner != who.actor:
        raise AlreadyClaimed(view.owner_name)
