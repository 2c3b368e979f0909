"""Advice on a case as it stands, and the short entry in its journal whenever what is shown changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from carecon.area.context import Context, derive_context
from carecon.clinical.ages import age_at
from carecon.clinical.answers import Answer
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk
from carecon.desk.priority import Priority, priority_of
from carecon.errors import Conflict
from carecon.record.case_view import CaseView
from carecon.record.entries import Advised
from carecon.record.entry import case_stream
from carecon.rules.advice import Advice
from carecon.rules.advise import advise

MOST_TRIES = 5
"""How often advice is worked out anew while others write to the same case. Whoever writes last has it advised too."""


def facts_for_rules(hub: Hub, view: CaseView) -> dict[str, Answer]:
    """The answers that rules see.

    Where a date of birth is recorded, the age is the one at the time of the call. What can grow old, and has
    no time of its own, was true when it was entered.
    """
    answers = view.answers_dated(hub.ruleset.packs.too_old.limits)
    called_on = view.received_at.astimezone(hub.area.zone).date()
    if view.person.born is not None and view.person.born <= called_on:
        answers["age_years"] = Answer("age_years", age_at(view.person.born, called_on), by="date of birth")
    return answers


def context_for(hub: Hub, view: CaseView, at: datetime | None = None) -> Context:
    """What packs may know of the area for this case, now or at `at`. What was taken before closing time is kept."""
    return derive_context(hub.area, facts_for_rules(hub, view), at or hub.clock.now(), taken_at=view.received_at)


def advise_case(hub: Hub, view: CaseView, at: datetime | None = None) -> tuple[Advice, Context]:
    """The advice for the case as it stands, and the context it was given in. Pure but for the clock."""
    context = context_for(hub, view, at)
    return advise(facts_for_rules(hub, view), context, hub.ruleset), context


def advise_and_note(hub: Hub, who: AtDesk, case_id: UUID) -> tuple[CaseView, Advice]:
    """The advice now, with an `advised` entry where state, disposition, danger signs or priority have changed.

    In a transaction of its own: if the rules should fail, the answer that was given is already safe on disk. Where
    somebody writes to the case in between, the advice is worked out again: it never stands over newer facts.
    """
    for _ in range(MOST_TRIES):
        with hub.store.read() as reading:
            view = reading.case(case_id)
        advice, context = advise_case(hub, view)
        priority = priority_of(view, advice)
        if view.decision is not None or not view.status.is_open or not _changed(view, advice, context, priority):
            return view, advice
        try:
            with hub.store.write(who.actor) as work:
                work.append(case_stream(case_id), _entry(hub, advice, context, priority), expect_seq=view.seq)
                return work.case(case_id), advice
        except Conflict:
            continue
    return view, advice


def _entry(hub: Hub, advice: Advice, context: Context, priority: Priority) -> Advised:
    return Advised(
        state=advice.state,
        disposition=advice.recommended.disposition if advice.recommended else "",
        present=list(advice.red_flags.present),
        not_excluded=list(advice.red_flags.not_excluded),
        spoke=context.spoke or "",
        priority=priority.rank,
        priority_reason=priority.reason,
        ruleset=hub.ruleset.hash,
    )


def _changed(view: CaseView, advice: Advice, context: Context, priority: Priority) -> bool:
    before = view.advised
    if before is None:
        return True
    disposition = advice.recommended.disposition if advice.recommended else ""
    flags = advice.red_flags
    shown = (before.state, before.disposition, before.present, before.not_excluded, before.spoke)
    shows = (advice.state, disposition, tuple(flags.present), tuple(flags.not_excluded), context.spoke or "")
    return shown != shows or (view.priority, view.priority_reason) != (priority.rank, priority.reason)
