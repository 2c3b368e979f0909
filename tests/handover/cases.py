"""Synthetic cases to compose notes of. Nobody in them exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from carecon.clinical.answers import Answer, check_value
from carecon.clinical.facts import vocabulary
from carecon.clinical.identifiers import synthetic_nhs_number
from carecon.handover.compose import compose
from carecon.handover.draft import DecisionDraft
from carecon.handover.note import Line, Note
from carecon.handover.recipient import Recipient, Wording
from carecon.record.case_view import CaseStatus, CaseView, DecisionView, FactView, NoteView, PersonView
from carecon.record.entry import Actor

LONDON = ZoneInfo("Europe/London")
RECEIVED = datetime(2024, 1, 16, 10, 8, tzinfo=UTC)
NOW = datetime(2024, 1, 16, 10, 19, tzinfo=UTC)
CLERK = Actor("rhale", "devon-hub")
SOUTH = Recipient("South", "mesh")
HOME = Recipient("Fairholme care home", "email", entitled=False)

WORDING = Wording(
    hub="Devon hub",
    spokes={"south": "South"},
    flags={"stroke": "stroke"},
    because={"FALL-2": "A fall with no serious injury.", "VW-1": "There is nothing to monitor."},
    reasons={"more_is_known": "more is known than the facts can say"},
)

ADVICE: Mapping[str, Any] = {
    "state": "recommend",
    "recommended": {
        "disposition": "ucr_2h",
        "urgency_minutes": 120,
        "pathway": "frailty_fall",
        "spoke": "south",
        "requires": ["callback"],
        "because": ["FALL-2"],
    },
    "alternatives": [{"disposition": "planned_attendance", "urgency_minutes": 240, "because": []}],
    "red_flags": {
        "present": ["head_injury_high_risk"],
        "not_excluded": ["stroke", "tia"],
        "set_aside": [{"id": "news2_high", "because": ["dying_phase_recognised"]}],
    },
    "excluded": [{"disposition": "virtual_ward", "because": ["VW-1"]}],
    "scores": {
        "news2": {"low": 3, "high": 15, "complete": False, "band": None, "stale": False, "missing": ["temperature"]},
        "cfs": {"value": 6, "applicable": True},
        "efi": None,
    },
    "ask": [{"fact": "ecg_findings", "why": "", "decides": []}],
}

DRAFT = DecisionDraft(
    disposition="ucr_2h",
    urgency_minutes=120,
    signer_name="R Hale",
    signer_role="clinician",
    advice=ADVICE,
    spoke="south",
    pathway="frailty_fall",
    outcome_class="avoided_conveyance",
    adjuncts=("mdt_referral",),
    recorded={"risk_acceptance": "fall again: daughter stays"},
    safety_net="Ring 999 if worse",
    callback_due=NOW + timedelta(hours=2),
    callback_by="R Hale",
)


def fact(
    fact_id: str, value: object, *, by: str | None = "crew", seen: bool | None = None, at: datetime | None = None
) -> FactView:
    """A fact as a case holds it."""
    answer = Answer(fact_id, check_value(vocabulary()[fact_id], value), at=at, by=by, seen=seen)
    return FactView(answer, CLERK, RECEIVED + timedelta(minutes=3), seq=2)


def case(*facts: FactView, **changes: Any) -> CaseView:
    """The case of Ada Fenwick, with these facts."""
    view = CaseView(
        case_id=UUID(int=1),
        reference="K7F-2QM",
        seq=5,
        status=CaseStatus.WITH_CLINICIAN,
        source="paramedic_on_scene",
        lane="crew",
        priority=2,
        priority_reason="a crew waits",
        received_at=RECEIVED,
        breach_at=RECEIVED + timedelta(minutes=20),
        person=PersonView(
            family_name="Fenwick",
            given_name="Ada",
            title="Mrs",
            born=date(1937, 5, 4),
            gender="female",
            nhs_number=synthetic_nhs_number(97),
            address="3 Orchard Row, Newton Abbot",
            postcode="TQ12 9ZZ",
        ),
        facts={found.answer.fact: found for found in facts},
        callback="07700 900123",
        location="3 Orchard Row, TQ12 9ZZ",
        owner=CLERK,
        owner_name="R Hale",
    )
    return replace(view, **changes)


def written(text: str, *, restricted: bool = False, left_behind: bool = False, seq: int = 3) -> NoteView:
    """A note on the case."""
    return NoteView(seq, text, restricted, CLERK, RECEIVED + timedelta(minutes=4), left_behind)


def signed(view: CaseView, **changes: Any) -> CaseView:
    """The case with a signed decision."""
    decision = DecisionView(
        seq=9,
        disposition=DRAFT.disposition,
        urgency_minutes=DRAFT.urgency_minutes,
        pathway=DRAFT.pathway,
        spoke=DRAFT.spoke,
        specialty="",
        outcome_class=DRAFT.outcome_class,
        adjuncts=DRAFT.adjuncts,
        agreed=True,
        reason_code="",
        reason="",
        senior="",
        recorded=DRAFT.recorded,
        safety_net=DRAFT.safety_net,
        callback_due=DRAFT.callback_due,
        callback_by=DRAFT.callback_by,
        signer=CLERK,
        signer_name="R Hale",
        signer_role="clinician",
        signed_at=NOW,
        ruleset="0" * 64,
        facts=view.answers,
        context={},
        advice=ADVICE,
    )
    return replace(view, decision=replace(decision, **changes), status=CaseStatus.HANDED_OVER)


def note_of(
    view: CaseView, recipient: Recipient = SOUTH, draft: DecisionDraft | None = None, realm: str = "live"
) -> Note:
    """The note of a case."""
    return compose(view, recipient=recipient, wording=WORDING, realm=realm, zone=LONDON, at=NOW, draft=draft)


def lines_of(note: Note) -> list[Line]:
    """Every line of a note."""
    return [*note.head, *(line for part in note.sections for held in part.groups for line in held.lines)]


def head_of(note: Note) -> dict[str, str]:
    """The head: the value of each line by its label."""
    assert len({line.label for line in note.head}) == len(note.head)
    return {line.label: line.value for line in note.head}


def below_head(note: Note) -> Note:
    """The sections alone, in full: what the head repeats of them is not there twice."""
    return replace(note, head=())


def first_value_of(note: Note, label: str) -> str:
    """The value of the first line with that label."""
    return next(line.value for line in lines_of(note) if line.label == label)


def value_of(note: Note, label: str) -> str:
    """The value of the only line with that label."""
    (value,) = [line.value for line in lines_of(note) if line.label == label]
    return value


def labels_of(note: Note) -> list[str]:
    """The labels of every line."""
    return [line.label for line in lines_of(note)]
