"""After the decision: safety-net calls and what became of the person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from carecon.clinical.catalogue import catalogue
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.errors import BadInput
from carecon.record.case_view import CaseView
from carecon.record.entries import CallbackRecorded, OutcomeRecorded
from carecon.record.entry import case_stream


def record_callback(
    hub: Hub, who: AtDesk, case_id: UUID, *, due: datetime, by: str, done: bool = False, result: str = ""
) -> CaseView:
    """A safety-net call: planned, or (with `done`) made, which needs its result."""
    who.must(Act.FOLLOW_UP)
    if not by.strip():
        raise BadInput("by", "name who makes the call")
    if due.tzinfo is None:
        due = due.replace(tzinfo=hub.area.zone)
    if done and not result.strip():
        raise BadInput("result", "say what the call found, or that nobody answered")
    with hub.store.write(who.actor) as work:
        if not done and due < work.at.replace(second=0, microsecond=0):
            raise BadInput("due", "a call-back cannot be planned for a time that has passed")
        work.append(case_stream(case_id), CallbackRecorded(due=due, by=by, done=done, result=result))
        return work.case(case_id)


def record_outcome(
    hub: Hub, who: AtDesk, case_id: UUID, outcome_class: str, *, what_happened: str = "", confirmed: bool = True
) -> CaseView:
    """What became of the person. Exactly one class holds; a person conveyed later leaves the avoided ones."""
    who.must(Act.FOLLOW_UP)
    _one_of_the_classes(outcome_class)
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        if view.decision is None:
            raise BadInput("outcome", f"{view.reference} has no decision yet, so it has no outcome")
        work.append(
            case_stream(case_id),
            OutcomeRecorded(outcome_class=outcome_class, what_happened=what_happened, confirmed=confirmed),
        )
        return work.case(case_id)


def _one_of_the_classes(outcome_class: str) -> None:
    allowed = catalogue().outcome_classes
    if outcome_class not in allowed:
        raise BadInput("outcome", f"{outcome_class!r} is not one of {', '.join(allowed)}")
