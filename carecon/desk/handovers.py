"""Handover notes: composed from a case, previewed before signing, looked up afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from carecon.clinical.formats import phrase
from carecon.desk.advising import advise_case, facts_for_rules
from carecon.desk.case_desk import words_of
from carecon.desk.case_views import DISAGREEMENT_REASONS
from carecon.desk.drafts import DispositionDraft
from carecon.desk.hub import Hub
from carecon.desk.people import ROLE_WORDS, Act, AtDesk
from carecon.desk.weighing import weigh
from carecon.handover.compose import compose
from carecon.handover.draft import DecisionDraft
from carecon.handover.recipient import Recipient, Wording
from carecon.handover.render_markdown import as_markdown
from carecon.handover.render_text import as_text
from carecon.record.case_view import CaseView

_RECEIVERS = MappingProxyType(
    {
        "emergency_ambulance": "the ambulance service (999)",
        "emergency_specialty": "the specialty",
        "signpost": "the service pointed to",
        "return_out_of_area": "the referrer and the service outside the area",
        "return_out_of_hours": "the referrer and the service that is awake",
        "return_paused": "the referrer",
    }
)
"""Who takes a decision over that goes to no spoke."""


@dataclass(frozen=True, slots=True)
class NoteOfCase:
    """A note: as it was handed over (`signed`), or as it would read now."""

    reference: str
    signed: bool
    composed_at: str
    text: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A note before it is signed: its text, what must be recorded first, and how the case would count."""

    text: str
    requires: tuple[str, ...]
    outcome_class: str


def recipient_of(hub: Hub, disposition: str, spoke: str) -> Recipient:
    """Who takes over, and by which channel the note reaches them."""
    if disposition in _RECEIVERS:
        return Recipient(_RECEIVERS[disposition], channel="telephone")
    team = hub.area.spokes.get(spoke)
    service = hub.area.service(disposition, spoke)
    what = service.title if service else phrase(disposition)
    name = f"{team.name}, {what}" if team else what
    return Recipient(name, channel=(service.channel if service else "") or (team.channel if team else "") or "console")


def compose_handover(hub: Hub, view: CaseView, *, at: datetime, draft: DecisionDraft | None = None) -> tuple[str, str]:
    """The note of a case as text and as Markdown, for whoever takes over."""
    decision = draft or view.decision
    recipient = recipient_of(hub, decision.disposition, decision.spoke) if decision else Recipient("nobody yet")
    note = compose(
        view,
        recipient=recipient,
        wording=_wording(hub),
        realm=hub.realm,
        zone=hub.area.zone,
        at=at,
        draft=draft,
    )
    return as_text(note), as_markdown(note)


def preview(hub: Hub, who: AtDesk, case_id: UUID, draft: DispositionDraft) -> Preview:
    """The note as it would be handed over if the draft were signed now. Writes nothing."""
    who.must(Act.READ_CASES)
    with hub.store.read() as reading:
        view = reading.case(case_id)
    advice, context = advise_case(hub, view)
    weighed = weigh(advice, context, facts_for_rules(hub, view), draft, hub.area.spokes)
    decided = DecisionDraft(
        disposition=weighed.disposition,
        urgency_minutes=weighed.urgency_minutes,
        signer_name=who.name,
        signer_role=ROLE_WORDS[who.role],
        advice=advice.to_dict(),
        agreed=weighed.agreed,
        pathway=weighed.pathway,
        spoke=weighed.spoke,
        specialty=weighed.specialty,
        outcome_class=weighed.outcome_class,
        adjuncts=draft.adjuncts,
        reason_code=draft.reason_code,
        reason=draft.reason,
        senior=draft.senior,
        recorded=draft.recorded,
        safety_net=draft.safety_net,
        callback_due=draft.callback_due,
        callback_by=draft.callback_by,
    )
    text, _ = compose_handover(hub, view, at=hub.clock.now(), draft=decided)
    return Preview(text, weighed.requires, weighed.outcome_class)


def note_of_case(hub: Hub, who: AtDesk, reference: str) -> NoteOfCase:
    """The note of the case people call by that reference: the last one handed over, else a draft. Raises NotFound."""
    who.must(Act.READ_CASES)
    with hub.store.read() as reading:
        view = reading.case_by_reference(reference)
    if view.handovers and view.decision is not None:
        last = view.handovers[-1]
        return NoteOfCase(view.reference, True, last.composed_at.isoformat(), last.text, last.markdown)
    now = hub.clock.now()
    text, markdown = compose_handover(hub, view, at=now)
    return NoteOfCase(view.reference, False, now.isoformat(), text, markdown)


def _wording(hub: Hub) -> Wording:
    words = words_of(hub.ruleset)
    return Wording(
        hub=hub.store.hub_name,
        spokes=words.menu.spokes,
        flags=MappingProxyType({flag_id: flag.title for flag_id, flag in words.flags.items()}),
        because=words.because,
        reasons=MappingProxyType(DISAGREEMENT_REASONS),
        too_old=hub.ruleset.packs.too_old,
    )
