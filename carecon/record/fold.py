"""From a case's journal to what the case looks like. Pure: the same entries give the same view in ten years too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from carecon.record import entries as e
from carecon.record.case_view import (
    AdvisedView,
    CallbackView,
    CaseStatus,
    CaseView,
    DecisionView,
    FactView,
    HandoverView,
    NoteView,
    PersonView,
    TimelineItem,
)
from carecon.record.entry import Entry

Changes = dict[str, Any]
"""The fields of a case that an entry changes."""


def apply(view: CaseView | None, entry: Entry) -> CaseView:
    """The case after one more entry."""
    payload = entry.payload
    if view is None:
        if not isinstance(payload, e.CaseOpened):
            raise ValueError(f"{entry.stream} begins with {payload.KIND}, not with its opening")
        return _opened(entry, payload)
    step = _STEPS.get(type(payload))
    changes = step(view, entry, payload) if step else {}
    item = TimelineItem(entry.seq, entry.at, entry.actor, entry.kind)
    return replace(view, **changes, seq=entry.seq, timeline=(*view.timeline, item))  # one copy: it is what costs


def _opened(entry: Entry, opened: e.CaseOpened) -> CaseView:
    return CaseView(
        case_id=UUID(entry.stream.removeprefix("case:")),
        reference=opened.reference,
        seq=entry.seq,
        status=CaseStatus.WAITING,
        source=opened.source,
        lane=opened.lane,
        priority=opened.priority,
        priority_reason=opened.priority_reason,
        received_at=opened.received_at,
        breach_at=opened.breach_at,
        arrival_priority=opened.priority,
        arrival_reason=opened.priority_reason,
        person=_person(opened.person) if opened.person else PersonView(),
        callback=opened.callback,
        location=opened.location,
        reason=opened.reason,
        message_id=opened.message_id,
        original_disposition=opened.original_disposition,
        warnings=tuple(opened.warnings),
        timeline=(TimelineItem(entry.seq, entry.at, entry.actor, entry.kind),),
    )


def _person(details: e.PersonDetails, person_id: UUID | None = None, matched: Iterable[str] = ()) -> PersonView:
    return PersonView(**details.model_dump(), person_id=person_id, matched=tuple(matched))


def _identified(view: CaseView, entry: Entry, payload: e.Identified) -> Changes:
    return {"person": _person(payload.details, payload.person_id, payload.matched)}


def _relinked(view: CaseView, entry: Entry, payload: e.Relinked) -> Changes:
    facts = {name: fact for name, fact in view.facts.items() if name not in payload.facts_left_behind}
    notes = tuple(replace(n, left_behind=True) if n.seq in payload.notes_left_behind else n for n in view.notes)
    return {
        "person": _person(payload.details, payload.to_person, payload.matched),
        "facts": MappingProxyType(facts),
        "left_behind": (*view.left_behind, *payload.facts_left_behind),
        "notes": notes,
    }


def _answered(view: CaseView, entry: Entry, payload: e.Answered) -> Changes:
    facts = dict(view.facts)
    for stored in payload.answers:
        facts[stored.fact] = FactView(stored.answer(), entry.actor, entry.at, entry.seq)
    return {"facts": MappingProxyType(facts)}


def _withdrawn(view: CaseView, entry: Entry, payload: e.Withdrawn) -> Changes:
    facts = {name: fact for name, fact in view.facts.items() if name != payload.fact}
    return {"facts": MappingProxyType(facts)}


def _noted(view: CaseView, entry: Entry, payload: e.Noted) -> Changes:
    note = NoteView(entry.seq, payload.text, payload.restricted, entry.actor, entry.at)
    return {"notes": (*view.notes, note)}


def _claimed(view: CaseView, entry: Entry, payload: e.Claimed) -> Changes:
    status = view.status if view.decision else CaseStatus.WITH_CLINICIAN
    return {"status": status, "owner": entry.actor, "owner_name": payload.name, "claimed_at": entry.at}


def _released(view: CaseView, entry: Entry, payload: e.Released) -> Changes:
    status = view.status if view.decision else CaseStatus.WAITING
    return {"status": status, "owner": None, "owner_name": "", "parked_reason": "", "parked_until": None}


def _parked(view: CaseView, entry: Entry, payload: e.Parked) -> Changes:
    return {"status": CaseStatus.PARKED, "parked_reason": payload.reason, "parked_until": payload.until}


def _resumed(view: CaseView, entry: Entry, payload: e.Resumed) -> Changes:
    return {"status": CaseStatus.WITH_CLINICIAN, "parked_reason": "", "parked_until": None}


def _advised(view: CaseView, entry: Entry, payload: e.Advised) -> Changes:
    advised = AdvisedView(
        payload.state,
        payload.disposition,
        tuple(payload.present),
        tuple(payload.not_excluded),
        payload.spoke,
        entry.at,
    )
    return {"advised": advised, "priority": payload.priority, "priority_reason": payload.priority_reason}


def _signed(view: CaseView, entry: Entry, payload: e.Signed) -> Changes:
    decision = DecisionView(
        seq=entry.seq,
        disposition=payload.disposition,
        urgency_minutes=payload.urgency_minutes,
        pathway=payload.pathway,
        spoke=payload.spoke,
        specialty=payload.specialty,
        outcome_class=payload.outcome_class,
        adjuncts=tuple(payload.adjuncts),
        agreed=payload.agreed,
        reason_code=payload.reason_code,
        reason=payload.reason,
        senior=payload.senior,
        recorded=MappingProxyType(dict(payload.recorded)),
        safety_net=payload.safety_net,
        callback_due=payload.callback_due,
        callback_by=payload.callback_by,
        signer=entry.actor,
        signer_name=payload.signer_name,
        signer_role=payload.signer_role,
        signed_at=entry.at,
        ruleset=payload.ruleset,
        facts=MappingProxyType({name: stored.answer() for name, stored in payload.facts.items()}),
        context=MappingProxyType(dict(payload.context)),
        advice=MappingProxyType(dict(payload.advice)),
    )
    return {
        "decision": decision,
        "status": CaseStatus.HANDED_OVER,
        "outcome_class": payload.outcome_class,
        "outcome_confirmed": False,
        "parked_reason": "",
        "parked_until": None,
    }


def _handed_over(view: CaseView, entry: Entry, payload: e.HandoverComposed) -> Changes:
    handover = HandoverView(
        payload.handover_id,
        payload.number,
        payload.recipient,
        payload.channel,
        payload.text,
        payload.markdown,
        entry.at,
        entry.actor,
    )
    return {"handovers": (*view.handovers, handover)}


def _callback(view: CaseView, entry: Entry, payload: e.CallbackRecorded) -> Changes:
    made = CallbackView(payload.due, payload.by, payload.done, payload.result, entry.at)
    return {"callbacks": (*view.callbacks, made)}


def _outcome(view: CaseView, entry: Entry, payload: e.OutcomeRecorded) -> Changes:
    return {
        "outcome_class": payload.outcome_class,
        "outcome_confirmed": payload.confirmed,
        "what_happened": payload.what_happened,
    }


def _duplicate(view: CaseView, entry: Entry, payload: e.MarkedDuplicate) -> Changes:
    return {"status": CaseStatus.DUPLICATE, "duplicate_of": payload.of_reference, "closing_reason": payload.reason}


def _cancelled(view: CaseView, entry: Entry, payload: e.Cancelled) -> Changes:
    return {"status": CaseStatus.CANCELLED, "closing_reason": payload.reason}


def _closed(view: CaseView, entry: Entry, payload: e.Closed) -> Changes:
    return {"status": CaseStatus.CLOSED, "outcome_class": payload.outcome_class, "closing_reason": payload.reason}


def _reopened(view: CaseView, entry: Entry, payload: e.Reopened) -> Changes:
    """Back where it was: with its owner where it has one, but a decision made before stands only as history."""
    status = CaseStatus.WITH_CLINICIAN if view.owner else CaseStatus.WAITING
    return {"status": status, "decision": None, "closing_reason": "", "duplicate_of": ""}


_STEPS: dict[type[e.Payload], Callable[[CaseView, Entry, Any], Changes]] = {
    e.Identified: _identified,
    e.Relinked: _relinked,
    e.Answered: _answered,
    e.Withdrawn: _withdrawn,
    e.Noted: _noted,
    e.Claimed: _claimed,
    e.Released: _released,
    e.Parked: _parked,
    e.Resumed: _resumed,
    e.Advised: _advised,
    e.Signed: _signed,
    e.HandoverComposed: _handed_over,
    e.CallbackRecorded: _callback,
    e.OutcomeRecorded: _outcome,
    e.MarkedDuplicate: _duplicate,
    e.Cancelled: _cancelled,
    e.Closed: _closed,
    e.Reopened: _reopened,
}
