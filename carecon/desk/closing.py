"""Ends of a case, and taking one up again."""

from __future__ import annotations

from uuid import UUID

from carecon.desk.answers import must_be_open
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.errors import AlreadyClaimed, BadInput, Conflict
from carecon.record.case_view import CaseStatus, CaseView
from carecon.record.entries import Cancelled, Closed, MarkedDuplicate, Reopened
from carecon.record.entry import case_stream


def mark_duplicate(hub: Hub, who: AtDesk, case_id: UUID, of_case: UUID, reason: str = "") -> CaseView:
    """Say that the same call is already in the record. A decided case, or one that another has, is none."""
    who.must(Act.CLOSE)
    if case_id == of_case:
        raise BadInput("duplicate of", "a case cannot be a duplicate of itself")
    with hub.store.write(who.actor) as work:
        view = _free_to_end(work.case(case_id), who)
        original = work.case(of_case)
        if original.status is CaseStatus.DUPLICATE:
            raise Conflict(f"{original.reference} is itself a duplicate, of {original.duplicate_of}: name that one.")
        work.append(
            case_stream(view.case_id),
            MarkedDuplicate(of_case=of_case, of_reference=original.reference, reason=reason),
        )
        return work.case(case_id)


def cancel(hub: Hub, who: AtDesk, case_id: UUID, reason: str) -> CaseView:
    """The caller no longer needs an answer. Says why."""
    who.must(Act.CLOSE)
    _reasoned(reason, "say why the call is cancelled, and by whom")
    with hub.store.write(who.actor) as work:
        view = _free_to_end(work.case(case_id), who)
        work.append(case_stream(view.case_id), Cancelled(reason=reason))
        return work.case(case_id)


def close(hub: Hub, who: AtDesk, case_id: UUID, reason: str = "") -> CaseView:
    """Nothing more is to be done. Needs a signed decision, and no open disagreement between clinicians."""
    who.must(Act.FOLLOW_UP)
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_be_open(view)
        if view.decision is None:
            raise Conflict(f"{view.reference} has no decision. Sign one, cancel the call, or mark it as a duplicate.")
        if "disagreement_open" in view.decision.adjuncts and not view.outcome_confirmed:
            raise Conflict(
                f"Two clinicians disagree about {view.reference}: a named person decides before it is closed."
            )
        work.append(case_stream(case_id), Closed(outcome_class=view.outcome_class, reason=reason))
        return work.case(case_id)


def reopen(hub: Hub, who: AtDesk, case_id: UUID, reason: str) -> CaseView:
    """Take a closed, cancelled or duplicate case up again. Says why; the earlier decision stays in the journal.

    A signed decision is undone only by who may sign one. A handover that has not gone out yet does not go out any more.
    """
    who.must(Act.CLOSE)
    _reasoned(reason, "say why the case is taken up again")
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        if view.status.is_open and view.decision is None:
            raise Conflict(f"{view.reference} is open already.")
        if view.decision is not None:
            who.must(Act.DECIDE)
            work.withdraw_outbox(case_id)
        work.append(case_stream(case_id), Reopened(reason=reason))
        return work.case(case_id)


def _free_to_end(view: CaseView, who: AtDesk) -> CaseView:
    must_be_open(view)
    if view.owner is not None and view.owner != who.actor:
        raise AlreadyClaimed(view.owner_name)
    if view.decision is not None:
        raise Conflict(f"{view.reference} is signed and handed over: record what became of it, then close it.")
    return view


def _reasoned(reason: str, ask: str) -> None:
    if not reason.strip():
        raise BadInput("reason", ask)
