"""What a case looks like to whoever works on it: frozen read models, folded from its journal by `fold.py`."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from carecon.clinical.answers import Answer
from carecon.record.entry import Actor


class CaseStatus(StrEnum):
    """Where a case stands. Open cases are those up to and including `handed_over`."""

    WAITING = "waiting"
    WITH_CLINICIAN = "with_clinician"
    PARKED = "parked"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DUPLICATE = "duplicate"

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done here."""
        return self not in (CaseStatus.CLOSED, CaseStatus.CANCELLED, CaseStatus.DUPLICATE)


@dataclass(frozen=True, slots=True)
class PersonView:
    """Who the case is about, as far as it was said or found. `person_id` is set once the person is linked."""

    family_name: str = ""
    given_name: str = ""
    title: str = ""
    born: date | None = None
    died: date | None = None
    gender: str = ""
    nhs_number: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    person_id: UUID | None = None
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactView:
    """The current answer to a question, and who entered it when. `seq` is its entry in the case's stream."""

    answer: Answer
    entered_by: Actor
    entered_at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as written. `left_behind`: it belonged to the wrong person and does not count here."""

    seq: int
    text: str
    restricted: bool
    written_by: Actor
    written_at: datetime
    left_behind: bool = False


@dataclass(frozen=True, slots=True)
class AdvisedView:
    """The advice as last shown, in short. `spoke` serves the place, whatever is decided."""

    state: str
    disposition: str
    present: tuple[str, ...]
    not_excluded: tuple[str, ...]
    spoke: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The signed decision. `advice`, `context` and `facts` are as they stood when it was signed."""

    seq: int
    disposition: str
    urgency_minutes: int
    pathway: str
    spoke: str
    specialty: str
    outcome_class: str
    adjuncts: tuple[str, ...]
    agreed: bool
    reason_code: str
    reason: str
    senior: str
    recorded: Mapping[str, str]
    safety_net: str
    callback_due: datetime | None
    callback_by: str
    signer: Actor
    signer_name: str
    signer_role: str
    signed_at: datetime
    ruleset: str
    facts: Mapping[str, Answer]
    context: Mapping[str, Any]
    advice: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover note as it was composed: never changed afterwards."""

    handover_id: UUID
    number: int
    recipient: str
    channel: str
    text: str
    markdown: str
    composed_at: datetime
    composed_by: Actor


@dataclass(frozen=True, slots=True)
class CallbackView:
    """A safety-net call: planned, or made with its result."""

    due: datetime
    by: str
    done: bool
    result: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """That something happened, when and by whom."""

    seq: int
    at: datetime
    actor: Actor
    kind: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its journal says it is, up to entry `seq`."""

    case_id: UUID
    reference: str
    seq: int
    status: CaseStatus
    source: str
    lane: str
    priority: int
    priority_reason: str
    received_at: datetime
    breach_at: datetime | None
    arrival_priority: int = 3
    arrival_reason: str = ""
    person: PersonView = PersonView()
    facts: Mapping[str, FactView] = field(default_factory=lambda: MappingProxyType({}))
    left_behind: tuple[str, ...] = ()
    notes: tuple[NoteView, ...] = ()
    callback: str = ""
    location: str = ""
    reason: str = ""
    message_id: str = ""
    original_disposition: str = ""
    warnings: tuple[str, ...] = ()
    owner: Actor | None = None
    owner_name: str = ""
    claimed_at: datetime | None = None
    parked_reason: str = ""
    parked_until: datetime | None = None
    advised: AdvisedView | None = None
    decision: DecisionView | None = None
    handovers: tuple[HandoverView, ...] = ()
    callbacks: tuple[CallbackView, ...] = ()
    outcome_class: str = ""
    outcome_confirmed: bool = False
    what_happened: str = ""
    closing_reason: str = ""
    duplicate_of: str = ""
    timeline: tuple[TimelineItem, ...] = ()

    @property
    def answers(self) -> dict[str, Answer]:
        """The current answers by fact id: what rules and notes work on."""
        return {name: fact.answer for name, fact in self.facts.items()}

    def answers_dated(self, facts: Container[str]) -> dict[str, Answer]:
        """The same; of these `facts`, one without a time of its own was true when it was entered."""
        return {
            name: replace(fact.answer, at=fact.answer.at or fact.entered_at) if name in facts else fact.answer
            for name, fact in self.facts.items()
        }
