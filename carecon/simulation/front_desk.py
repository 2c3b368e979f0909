"""The simulated call taker, and the voice on the line: what a shift brings in is written down through the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import value_words
from carecon.desk.advising import advise_and_note
from carecon.desk.answers import answer, note
from carecon.desk.calls import OpenCall, identify, open_call
from carecon.desk.closing import cancel
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk, system
from carecon.desk.queue import find_people, read_case
from carecon.record.queue_view import QueueRow
from carecon.simulation.calls import Call
from carecon.simulation.shift import CallComesIn, CallTakerAsks, Event, NewsComes

IN_ONE_BREATH = 6
"""How many answers a caller gives to whoever is on the line before they must be asked on."""

BREATHES = timedelta(seconds=25)
"""How long a caller then waits. Not made shorter by a faster shift: it is a person who listens."""


@dataclass(slots=True)
class _OnTheLine:
    """A call whose caller knows more than was written down."""

    case_id: UUID
    untold: dict[str, Answer]
    by_name: dict[str, Answer]
    speaks_again_at: datetime | None = None


class FrontDesk:
    """Takes the calls of a shift. Knows which case each call became, and what its caller has not been asked yet."""

    def __init__(self, hub: Hub, who: AtDesk) -> None:
        """Write as `who`, a call taker."""
        self._hub, self._who, self._caller = hub, who, system("caller")
        self._lines: dict[int, _OnTheLine] = {}
        self._numbers: dict[UUID, int] = {}

    def perform(self, event: Event) -> None:
        """Write down what comes in. What no longer matters (the case is closed, or signed by then) is let be."""
        if isinstance(event, CallComesIn):
            self._open(event)
            return
        line = self._lines.get(event.number)
        if line is None:
            return
        view = read_case(self._hub, self._who, line.case_id)
        if not view.status.is_open or view.decision is not None:
            self._forget(event.number)
        elif isinstance(event, CallTakerAsks):
            if view.owner is None:
                self._tell(line, event.answers)
        elif isinstance(event, NewsComes):
            if event.news.says:
                note(self._hub, self._who, line.case_id, event.news.says)
            self._tell(line, event.news.answers)
        elif view.owner is None:
            cancel(self._hub, self._who, line.case_id, event.reason)
            self._forget(event.number)

    def still_to_ask(self, case_id: UUID) -> list[Answer]:
        """What the caller of that case tells when asked on; nothing for cases that this desk did not open."""
        line = self._line_of(case_id)
        return list(line.untold.values()) if line else []

    def asked_by_name(self, case_id: UUID, facts: Iterable[str]) -> list[Answer]:
        """What the caller of that case answers to those very questions."""
        line = self._line_of(case_id)
        known = line.by_name | line.untold if line else {}
        return [known.get(fact, Answer(fact, NOT_KNOWN)) for fact in facts]

    def told(self, case_id: UUID, answers: Iterable[Answer]) -> None:
        """Somebody has asked, and written these down."""
        if line := self._line_of(case_id):
            _heard(line, answers)

    def speak_to(self, rows: Iterable[QueueRow], colleagues: frozenset[str]) -> None:
        """Let callers talk to people: whoever is no simulated colleague and has a case hears what its caller knows."""
        now = self._hub.clock.now()
        for row in rows:
            line = self._line_of(row.case_id)
            if line is None or not (line.untold or line.by_name) or not row.owner or row.owner in colleagues:
                continue
            if line.speaks_again_at is None or line.speaks_again_at <= now:
                self._speak(line)
                line.speaks_again_at = now + BREATHES

    def _open(self, event: CallComesIn) -> None:
        call = event.call
        view = open_call(self._hub, self._who, as_taken(call))
        self._lines[event.number] = _OnTheLine(view.case_id, _by_fact(call.when_asked), _by_fact(call.by_name))
        self._numbers[view.case_id] = event.number
        if call.opening:
            note(self._hub, self._who, view.case_id, f"“{call.opening}”")
        if call.identified and (found := find_or_take_over(self._hub, self._who, view.case_id, call)):
            answer(self._hub, self._who, view.case_id, found)
        advise_and_note(self._hub, self._who, view.case_id)

    def _tell(self, line: _OnTheLine, answers: Iterable[Answer]) -> None:
        given = list(answers)
        answer(self._hub, self._who, line.case_id, given)
        _heard(line, given)
        advise_and_note(self._hub, self._who, line.case_id)

    def _speak(self, line: _OnTheLine) -> None:
        said = list((line.untold or line.by_name).values())[:IN_ONE_BREATH]
        _heard(line, said)
        note(self._hub, self._caller, line.case_id, self._in_words(said))

    def _in_words(self, answers: Iterable[Answer]) -> str:
        sentences = [
            f"{vocabulary()[one.fact].label}: {value_words(vocabulary()[one.fact], one.value, self._hub.area.zone)}."
            for one in answers
        ]
        return "On the line, when asked: " + " ".join(sentences)

    def _line_of(self, case_id: UUID) -> _OnTheLine | None:
        return self._lines.get(self._numbers.get(case_id, -1))

    def _forget(self, number: int) -> None:
        line = self._lines.pop(number, None)
        if line is not None:
            del self._numbers[line.case_id]


def _by_fact(answers: Iterable[Answer]) -> dict[str, Answer]:
    return {given.fact: given for given in answers}


def _heard(line: _OnTheLine, answers: Iterable[Answer]) -> None:
    for given in answers:
        line.untold.pop(given.fact, None)
        line.by_name.pop(given.fact, None)


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
