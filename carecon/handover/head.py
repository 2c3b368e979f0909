"""The head of a note: what must be seen first, whose note it is, and what a reader needs who reads no further."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from carecon.clinical.ages import age_text
from carecon.clinical.formats import date_text, person_name, phrase, sentence
from carecon.clinical.identifiers import format_nhs_number, nhs_number
from carecon.handover.decision_head import danger_first, danger_said, decision_head, meanwhile_head, net_head
from carecon.handover.draft import Decided
from carecon.handover.kept_back import KeptBack
from carecon.handover.key_points import said
from carecon.handover.note import Line
from carecon.handover.recipient import Recipient, Wording
from carecon.handover.times import NoteTimes
from carecon.record.case_view import CaseView, DecisionView, PersonView

_REALMS: Final = MappingProxyType(
    {
        "training": "TRAINING: nothing in this note is about a real person",
        "demo": "DEMONSTRATION: nothing in this note is about a real person",
    }
)
_NOT_KNOWN: Final = "Not Known"


def marks(view: CaseView, realm: str, *, signed: bool) -> tuple[str, ...]:
    """What must be seen before anything else."""
    found = [_REALMS[realm]] if realm in _REALMS else []
    number = nhs_number(view.person.nhs_number)
    if number.synthetic:
        found.append("TEST PATIENT: an NHS number of the test range")
    elif number.digits and not number.valid:
        found.append("NHS NUMBER NOT VALID: its check digit does not fit")
    if not signed:
        found.append("DRAFT: not signed")
    return tuple(found)


def patient_banner(person: PersonView, at: datetime) -> tuple[str, ...]:
    """Name, born with age, gender and NHS number, in the order and with the labels of a patient banner (NHS CUI)."""
    age = age_text(person.born, person.died or at) if person.born is not None else ""
    born = date_text(person.born) if person.born is not None else _NOT_KNOWN
    number = format_nhs_number(person.nhs_number) if person.nhs_number else _NOT_KNOWN
    return (
        person_name(person.family_name, person.given_name, person.title),
        f"Born {born}" + (f" ({age})" if age and not person.died else ""),
        *((f"Died {date_text(person.died)}",) if person.died else ()),
        *((f"Age at death {age}",) if person.died and age else ()),
        f"Gender {sentence(person.gender) or _NOT_KNOWN}",
        f"NHS No. {number}",
    )


def head_lines(
    view: CaseView,
    decision: Decided | None,
    advice: Mapping[str, Any],
    recipient: Recipient,
    wording: Wording,
    kept_back: KeptBack,
    times: NoteTimes,
) -> tuple[Line, ...]:
    """What a reader needs who reads no further: what is asked of them, by when, why, whom to ring, whose it is."""
    left_out = _left_out(view, decision, kept_back) if not kept_back.entitled else ""
    lines = (
        danger_first(decision, advice, wording) if decision else None,
        Line("Case", view.reference),
        *(decision_head(decision, wording, times) if decision else ()),
        meanwhile_head(decision, advice, view) if decision else None,
        Line("Main problem", said(view, "presenting_problem", times)),
        danger_said(decision, advice, wording),
        *(net_head(decision, times) if decision else ()),
        Line("Ring back", _ring_back(view)) if not kept_back.hides_caller else None,
        Line("Owner", _owner(view, decision, recipient)),
        Line("Author", _author(decision, times)),
        Line("Status", phrase(view.status)) if not view.status.is_open else None,
        Line("Left out", f"{left_out}. This note is not for restricted parts: ask the hub.") if left_out else None,
    )
    return tuple(line for line in lines if line is not None)


def _ring_back(view: CaseView) -> str:
    """The number that was answered last, else the one the call came in with."""
    answered = view.facts.get("callback_number")
    number = str(answered.answer.value) if answered is not None and answered.answer.known else view.callback
    return number or "no number"


def _author(decision: Decided | None, times: NoteTimes) -> str:
    if decision is None:
        return "nobody yet"
    signed_at = f", signed {times.full(decision.signed_at)}" if isinstance(decision, DecisionView) else ""
    return f"{decision.signer_name}, {decision.signer_role}{signed_at}"


def _owner(view: CaseView, decision: Decided | None, recipient: Recipient) -> str:
    """Who is responsible at this moment: until somebody accepts it is whoever holds the case."""
    holder = view.owner_name or (decision.signer_name if decision is not None else "")
    if decision is None:
        return f"{holder} has this case; nothing is decided yet" if holder else "nobody has taken this case yet"
    return f"{holder or 'The signer'} owns this patient until the handover is accepted by {recipient.name}"


def _left_out(view: CaseView, decision: Decided | None, kept_back: KeptBack) -> str:
    facts = sum(kept_back.hides_fact(name) for name in view.facts)
    notes = sum(kept_back.hides_note(note) for note in view.notes if not note.left_behind)
    recorded = sum(map(kept_back.hides_requirement, decision.recorded)) if decision is not None else 0
    callers = 1 if kept_back.hides_caller else 0
    said = ((facts + recorded, "restricted answer"), (notes, "note"), (callers, "caller's identity"))
    return ", ".join(f"{count} {what}{'s' if count > 1 else ''}" for count, what in said if count)
