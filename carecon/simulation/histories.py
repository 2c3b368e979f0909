"""The whole life of one case, through the desk: what happens between the telephone ringing and the file closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from carecon.clinical.answers import NOT_KNOWN, Answer
from carecon.clock import ManualClock
from carecon.desk.advising import advise_and_note, advise_case
from carecon.desk.answers import answer, note
from carecon.desk.calls import open_call
from carecon.desk.closing import close
from carecon.desk.decisions import sign
from carecon.desk.follow_up import record_callback, record_outcome
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim, park
from carecon.desk.people import AtDesk
from carecon.desk.queue import read_case
from carecon.simulation.calls import Call
from carecon.simulation.decisions import QUESTIONS_AGAIN, draft_decision, still_open
from carecon.simulation.front_desk import as_taken, find_or_take_over
from carecon.simulation.staff import staff


class Ending(StrEnum):
    """How far a case has come."""

    WAITING = "waiting"
    WITH_CLINICIAN = "with_clinician"
    PARKED = "parked"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"


ROUNDS_OF_QUESTIONS = {Ending.WAITING: 3, Ending.WITH_CLINICIAN: 2, Ending.PARKED: 2}
"""How often the call taker asks on before a clinician does. Where nobody is waited for long, not at all."""

STILL_IN_HAND = frozenset({Ending.WAITING, Ending.WITH_CLINICIAN, Ending.PARKED})
"""Cases about which somebody may ring again before they are decided."""

ASKED = {Ending.HANDED_OVER: 0.25, Ending.CLOSED: 0.25}
"""Share of what the caller would tell that is asked for. Who decides asks by name what the decision needs."""


class CaseLife:
    """One call, lived through on a hub whose clock is moved from one thing to the next."""

    def __init__(self, hub: Hub, clock: ManualClock, random: Random, taker: AtDesk, clinician: AtDesk) -> None:
        """`clock` must be the hub's own. `taker` opens the case, `clinician` decides it."""
        self._hub, self._clock, self._random = hub, clock, random
        self._taker, self._clinician = taker, clinician

    def live(self, call: Call, ending: Ending) -> UUID:
        """Let the case happen from `call.at` on, as far as `ending`. Returns its id."""
        case_id = self._open(call)
        share = ASKED.get(ending, 1.0)
        asked = [given for given in call.when_asked if self._random.random() < share]
        questions = [*self._identify(case_id, call), *asked]
        for news in call.news[:1] if ending in STILL_IN_HAND else ():
            self._after(1, 4)
            note(self._hub, self._taker, case_id, news.says)
            questions += news.answers
        latest = {given.fact: given for given in questions}
        rounds = ROUNDS_OF_QUESTIONS.get(ending, 0)
        parts = _parts(list(latest.values()), rounds + 1)
        for part in parts[:rounds]:
            self._ask(self._taker, case_id, part)
            advise_and_note(self._hub, self._taker, case_id)
        if ending is not Ending.WAITING:
            self._decide(case_id, call, parts[rounds], ending)
        if ending is Ending.CLOSED:
            self._finish(case_id)
        return case_id

    def _open(self, call: Call) -> UUID:
        self._clock.set(call.at)
        case_id = open_call(self._hub, self._taker, as_taken(call)).case_id
        self._after(0.5, 1.5)
        if call.opening:
            note(self._hub, self._taker, case_id, f"“{call.opening}”")
        return case_id

    def _identify(self, case_id: UUID, call: Call) -> list[Answer]:
        if not call.identified:
            return []
        self._after(0.3, 1)
        return find_or_take_over(self._hub, self._taker, case_id, call)

    def _decide(self, case_id: UUID, call: Call, last_questions: Sequence[Answer], ending: Ending) -> None:
        self._after(2, 15)
        claim(self._hub, self._clinician, case_id)
        first = [] if ending in STILL_IN_HAND else self._questions(case_id, call)
        questions = {given.fact: given for given in (*first, *last_questions)}
        self._ask(self._clinician, case_id, list(questions.values()))
        if ending in (Ending.WITH_CLINICIAN, Ending.PARKED):
            advise_and_note(self._hub, self._clinician, case_id)
        if ending is Ending.WITH_CLINICIAN:
            return
        if ending is Ending.PARKED:
            why = staff().word(self._random, "parked")
            park(self._hub, self._clinician, case_id, why, self._now() + timedelta(minutes=20))
            return
        self._settle(case_id, call)
        self._after(1, 6)
        view = read_case(self._hub, self._clinician, case_id)
        draft = draft_decision(self._hub, self._clinician, view, self._random, self._now())
        sign(self._hub, self._clinician, case_id, draft)

    def _settle(self, case_id: UUID, call: Call) -> None:
        """Ask by name what the advice still needs, until it needs no more or nothing is left to ask."""
        for _ in range(QUESTIONS_AGAIN):
            if not (answers := self._questions(case_id, call)):
                break
            self._ask(self._clinician, case_id, answers)
        advise_and_note(self._hub, self._clinician, case_id)

    def _questions(self, case_id: UUID, call: Call) -> list[Answer]:
        """What the advice would have asked now, answered."""
        known = {given.fact: given for given in (*call.by_name, *call.when_asked)}
        view = read_case(self._hub, self._clinician, case_id)
        advice, _ = advise_case(self._hub, view)
        if advice.state != "need_more_facts":
            return []
        return [known.get(fact, Answer(fact, NOT_KNOWN)) for fact in still_open(view, advice)]

    def _finish(self, case_id: UUID) -> None:
        view = read_case(self._hub, self._clinician, case_id)
        decision = view.decision
        self._after(60, 110)
        if decision is not None and decision.callback_due is not None:
            self._clock.set(max(self._now(), decision.callback_due))
            due, words = decision.callback_due, staff().word(self._random, "callback")
            record_callback(
                self._hub, self._clinician, case_id, due=due, by=self._clinician.name, done=True, result=words
            )
        happened = staff().word(self._random, "closed")
        record_outcome(self._hub, self._clinician, case_id, view.outcome_class, what_happened=happened)
        self._after(1, 5)
        close(self._hub, self._clinician, case_id, happened)

    def _ask(self, who: AtDesk, case_id: UUID, answers: Sequence[Answer]) -> None:
        self._after(1, 4)
        if answers:
            answer(self._hub, who, case_id, answers)

    def _after(self, least: float, most: float) -> None:
        self._clock.advance(timedelta(minutes=self._random.uniform(least, most)))

    def _now(self) -> datetime:
        return self._clock.now()


def _parts(answers: list[Answer], number: int) -> list[list[Answer]]:
    """The answers in that many parts of about the same size, in order."""
    return [answers[len(answers) * n // number : len(answers) * (n + 1) // number] for n in range(number)]
