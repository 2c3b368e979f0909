"""The simulated call taker: what a shift brings in is written down through the desk."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from carecon.clinical.answers import Answer
from carecon.desk.advising import advise_and_note
from carecon.desk.answers import answer, note
from carecon.desk.calls import OpenCall, identify, open_call
from carecon.desk.closing import cancel
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk
from carecon.desk.queue import find_people, read_case
from carecon.simulation.calls import Call
from carecon.simulation.shift import CallComesIn, CallTakerAsks, Event, NewsComes
from carecon.simulation.voices import Voices


class FrontDesk:
    """Takes the calls of a shift, and knows which case each of them became."""

    def __init__(self, hub: Hub, who: AtDesk, voices: Voices) -> None:
        """Write as `who`, a call taker; put callers through to `voices`."""
        self._hub, self._who, self._voices = hub, who, voices
        self._cases: dict[int, UUID] = {}

    def perform(self, event: Event) -> None:
        """Write down what comes in. What no longer matters (the case is closed, or signed by then) is let be."""
        if isinstance(event, CallComesIn):
            self._open(event)
            return
        case_id = self._cases.get(event.number)
        if case_id is None:
            return
        view = read_case(self._hub, self._who, case_id)
        if not view.status.is_open or view.decision is not None:
            self._forget(event.number)
        elif isinstance(event, CallTakerAsks):
            if view.owner is None:
                self._tell(case_id, event.answers)
        elif isinstance(event, NewsComes):
            if event.news.says:
                note(self._hub, self._who, case_id, event.news.says)
            self._tell(case_id, event.news.answers)
        elif view.owner is None:
            cancel(self._hub, self._who, case_id, event.reason)
            self._forget(event.number)

    def _open(self, event: CallComesIn) -> None:
        call = event.call
        case_id = open_call(self._hub, self._who, as_taken(call)).case_id
        self._cases[event.number] = case_id
        self._voices.put_through(case_id, call)
        if call.opening:
            note(self._hub, self._who, case_id, f"“{call.opening}”")
        if call.identified and (found := find_or_take_over(self._hub, self._who, case_id, call)):
            answer(self._hub, self._who, case_id, found)
        advise_and_note(self._hub, self._who, case_id)

    def _tell(self, case_id: UUID, answers: Iterable[Answer]) -> None:
        given = list(answers)
        answer(self._hub, self._who, case_id, given)
        self._voices.of(case_id).heard(given)
        advise_and_note(self._hub, self._who, case_id)

    def _forget(self, number: int) -> None:
        self._voices.hang_up(self._cases.pop(number))


def as_taken(call: Call) -> OpenCall:
    """What the call taker has typed when the call is opened."""
    return OpenCall(
        source=call.source,
        person=call.said,
        callback=call.callback,
        location=call.person.details.address,
        reason=call.reason,
        answers=call.at_once,
        received_at=call.at,
        ambulance_category=call.ambulance_category,
    )


def find_or_take_over(hub: Hub, who: AtDesk, case_id: UUID, call: Call) -> list[Answer]:
    """Link the case to the person: found on record by what was said, or taken over from the practice's record.

    Returns what is still to be written down of that.
    """
    hits = find_people(hub, who, call.said)
    truth = call.person.details
    known = next(
        (hit for hit in hits if hit.details.nhs_number == truth.nhs_number and hit.details.born == truth.born), None
    )
    if known is not None:
        identify(hub, who, case_id, call.said, known.person_id)
        return []
    identify(hub, who, case_id, call.person.details)
    return [Answer("identity", "confirmed", by="practice record: name and date of birth match")]
