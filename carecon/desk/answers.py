"""Recording what is said: answers, answers taken back, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from carecon.clinical.ages import age_at
from carecon.clinical.answers import LONGEST_TEXT, Answer, check_value
from carecon.clinical.facts import vocabulary
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.errors import BadInput, Conflict
from carecon.record.case_view import CaseView
from carecon.record.entries import Answered, AnswerEntry, Noted, Withdrawn
from carecon.record.entry import case_stream

UNDO_WITHIN = timedelta(minutes=2)
"""How long an author may take back an answer without giving a reason."""


def answer(hub: Hub, who: AtDesk, case_id: UUID, answers: Sequence[Answer]) -> CaseView:
    """Record answers to one or more questions, all or none of them.

    Raises BadInput where a value is not possible, in plain English; Conflict where the case is closed.
    """
    who.must(Act.ANSWER)
    checked = [_checked(hub, given) for given in answers]
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_be_open(view)
        for given in checked:
            _agrees_with_birth(hub, view, given)
        work.append(case_stream(case_id), Answered(answers=[AnswerEntry.of(given) for given in checked]))
        return work.case(case_id)


def withdraw(hub: Hub, who: AtDesk, case_id: UUID, fact: str, reason: str = "") -> CaseView:
    """Take an answer back: the fact is unknown again. After two minutes, or by somebody else, a reason is needed."""
    who.must(Act.ANSWER)
    if fact not in vocabulary():
        raise BadInput(fact, "there is no such fact")
    with hub.store.write(who.actor) as work:
        view = work.case(case_id)
        must_be_open(view)
        held = view.facts.get(fact)
        if held is None:
            raise Conflict(f"{vocabulary()[fact].name} has no answer to take back.")
        own_and_fresh = held.entered_by == who.actor and work.at - held.entered_at <= UNDO_WITHIN
        if not own_and_fresh and not reason.strip():
            raise BadInput("reason", f"say why the answer to {vocabulary()[fact].name!r} is taken back")
        work.append(case_stream(case_id), Withdrawn(fact=fact, reason=reason))
        return work.case(case_id)


def note(hub: Hub, who: AtDesk, case_id: UUID, text: str, *, restricted: bool = False) -> CaseView:
    """Write a note on the case. It is kept exactly as typed."""
    who.must(Act.NOTE)
    if not text.strip():
        raise BadInput("note", "there is nothing in it")
    if len(text) > LONGEST_TEXT:
        raise BadInput("note", f"it is {len(text):,} characters long; at most {LONGEST_TEXT:,} fit")
    with hub.store.write(who.actor) as work:
        work.append(case_stream(case_id), Noted(text=text, restricted=restricted))
        return work.case(case_id)


def must_be_open(view: CaseView) -> None:
    """Raise Conflict for a case on which nothing more can be recorded."""
    if not view.status.is_open:
        raise Conflict(f"{view.reference} is {view.status.value.replace('_', ' ')}. Reopen it first.")


def _checked(hub: Hub, given: Answer) -> Answer:
    if given.fact not in vocabulary():
        raise BadInput(given.fact, "there is no such fact")
    value = check_value(vocabulary()[given.fact], given.value)
    at = given.at
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=hub.area.zone)
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=hub.area.zone)
    return Answer(given.fact, value, at, given.by, given.seen)


def _agrees_with_birth(hub: Hub, view: CaseView, given: Answer) -> None:
    """An age that contradicts the date of birth is an error: one of the two belongs to somebody else."""
    if given.fact != "age_years" or view.person.born is None or not given.known:
        return
    by_birth = age_at(view.person.born, view.received_at.astimezone(hub.area.zone).date())
    if given.value != by_birth:
        raise BadInput(
            "age_years", f"{given.value} does not fit the date of birth, which makes {by_birth}", "check who this is"
        )
