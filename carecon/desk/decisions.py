"""Signing: the decision, the reasons, and the handover note, in one transaction."""

from __future__ import annotations

from uuid import UUID

from carecon.desk.advising import advise_case, facts_for_rules
from carecon.desk.drafts import DispositionDraft
from carecon.desk.handovers import compose_handover, recipient_of
from carecon.desk.hub import Hub
from carecon.desk.ownership import must_own
from carecon.desk.people import ROLE_WORDS, Act, AtDesk
from carecon.desk.weighing import Weighed, weigh
from carecon.errors import BadInput, Conflict
from carecon.record.case_view import CaseView
from carecon.record.entries import AnswerEntry, CallbackRecorded, HandoverComposed, RulesetAdopted, Signed
from carecon.record.entry import HUB_STREAM, case_stream
from carecon.record.unit_of_work import UnitOfWork
from carecon.rules.advice import Advice

_BEARS_ON_THE_DECISION = frozenset({"answered", "withdrawn", "identified", "relinked"})


def sign(hub: Hub, who: AtDesk, case_id: UUID, draft: DispositionDraft) -> CaseView:
    """Sign a decision and compose its handover, together or not at all.

    Raises BadInput (`where` names it) for something that must be recorded first; Conflict where the case has changed
    since the clinician last saw it, is signed already, or is not theirs.
    """
    who.must(Act.DECIDE)
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_own(view, who)
        if view.decision is not None:
            raise Conflict(f"{view.reference} is signed already. Reopen it to decide again.")
        _nothing_unseen(view, draft)
        advice, context = advise_case(hub, view, work.at)
        weighed = weigh(advice, context, facts_for_rules(hub, view), draft, hub.area.spokes)
        if weighed.missing:
            first = weighed.missing[0]
            raise BadInput(first.where, first.ask)
        if draft.callback_due is not None and draft.callback_due < work.at.replace(second=0, microsecond=0):
            raise BadInput("callback", "The call-back cannot be planned for a time that has passed.")
        _keep_ruleset(hub, work)
        signed = _entry(hub, who, view, advice, context.as_dict(), weighed, draft)
        work.append(case_stream(case_id), signed)
        if draft.callback_due is not None and draft.callback_by.strip():
            work.append(case_stream(case_id), CallbackRecorded(due=draft.callback_due, by=draft.callback_by))
        _hand_over(hub, work, case_id)
        return work.case(case_id)


def told_after_signing(hub: Hub, view: CaseView) -> str:
    """What the clinician reads after signing: what happens now, and who owns the person."""
    decision = view.decision
    if decision is None:
        return ""
    at = decision.signed_at.astimezone(hub.area.zone)
    recipient = recipient_of(hub, decision.disposition, decision.spoke).name
    person = " ".join(part for part in (view.person.title, view.person.family_name) if part) or view.reference
    return f"Signed {at:%H:%M}. Handover queued for {recipient}. You own {person} until {recipient} accepts."


def _nothing_unseen(view: CaseView, draft: DispositionDraft) -> None:
    if draft.seen_seq is None:
        return
    unseen = [i for i in view.timeline if i.seq > draft.seen_seq and i.kind in _BEARS_ON_THE_DECISION]
    if unseen:
        others = ", ".join(dict.fromkeys(item.actor.user for item in unseen))
        raise Conflict(
            f"{view.reference} has changed since you opened the decision ({others}). Look at it again first."
        )


def _keep_ruleset(hub: Hub, work: UnitOfWork) -> None:
    if work.ruleset_text(hub.ruleset.hash) is None:
        work.keep_ruleset(hub.ruleset.hash, hub.ruleset.text)
        work.append(HUB_STREAM, RulesetAdopted(ruleset=hub.ruleset.hash, title=hub.ruleset.title))


def _entry(
    hub: Hub,
    who: AtDesk,
    view: CaseView,
    advice: Advice,
    context: dict[str, object],
    weighed: Weighed,
    draft: DispositionDraft,
) -> Signed:
    return Signed(
        disposition=weighed.disposition,
        urgency_minutes=weighed.urgency_minutes,
        pathway=weighed.pathway,
        spoke=weighed.spoke,
        specialty=weighed.specialty,
        outcome_class=weighed.outcome_class,
        adjuncts=list(draft.adjuncts),
        agreed=weighed.agreed,
        reason_code="" if weighed.agreed else draft.reason_code,
        reason="" if weighed.agreed else draft.reason,
        senior=draft.senior,
        recorded={name: text for name, text in draft.recorded.items() if text.strip()},
        safety_net=draft.safety_net,
        callback_due=draft.callback_due,
        callback_by=draft.callback_by,
        signer_name=who.name,
        signer_role=ROLE_WORDS[who.role],
        facts={name: AnswerEntry.of(answer) for name, answer in facts_for_rules(hub, view).items()},
        context=context,
        ruleset=hub.ruleset.hash,
        advice=advice.to_dict(),
    )


def _hand_over(hub: Hub, work: UnitOfWork, case_id: UUID) -> None:
    view = work.case(case_id)
    assert view.decision is not None  # noqa: S101 - it was appended a moment ago
    recipient = recipient_of(hub, view.decision.disposition, view.decision.spoke)
    text, markdown = compose_handover(hub, view, at=work.at)
    handover = HandoverComposed(
        handover_id=hub.ids.uuid7(),
        recipient=recipient.name,
        channel=recipient.channel,
        number=len(view.handovers) + 1,
        text=text,
        markdown=markdown,
    )
    work.append(case_stream(case_id), handover)
    work.put_outbox(handover.handover_id, case_id, recipient.name, recipient.channel, text)
