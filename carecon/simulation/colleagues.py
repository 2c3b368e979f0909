"""Simulated clinicians: they take cases nobody has, ask on, decide, sign and see to what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from carecon.clinical.answers import Answer
from carecon.desk.advising import advise_and_note
from carecon.desk.answers import answer, note
from carecon.desk.closing import close
from carecon.desk.decisions import sign
from carecon.desk.follow_up import record_callback, record_outcome
from carecon.desk.hub import Hub
from carecon.desk.ownership import claim, park, resume
from carecon.desk.people import AtDesk
from carecon.desk.queue import load_queue, read_case
from carecon.errors import CareconError
from carecon.record.queue_view import QueueFilter, QueueRow
from carecon.simulation.decisions import QUESTIONS_AGAIN, draft_decision, still_open
from carecon.simulation.staff import staff
from carecon.simulation.voices import Voices

HANDLES_FOR = 25.0
"""Minutes a case takes on average, logarithmically normal (source: assumption of the workload study, range 20-30)."""

HANDLES_FOR_SPREAD = 0.35
"""Spread of the logarithm of that time."""

LEFT_WAITING = 6
"""Colleagues leave at least so many cases to whoever else is at a console."""

CHOOSES_AMONG = 3
"""Colleagues take one of the first so many of the queue, so that the very first is not always gone."""

BY_TIME = 0.35
"""How often a colleague takes the case that is due first instead: nobody waits for ever."""

LOOKS_AGAIN = 2.0
"""Minutes after which somebody with nothing to do looks at the queue again."""

PARKS = 0.12
"""How often a case is set aside for a while."""

FOLLOWED_UP_AFTER = 45.0
"""Minutes from taking a case until its outcome is known and it is closed."""


class Colleague:
    """One simulated clinician. `work()` says, after each thing done, how long until the next."""

    def __init__(self, hub: Hub, who: AtDesk, voices: Voices, random: Random, speed: float) -> None:
        """Act as `who`; with a speed of n everything takes an n-th of the time."""
        self._hub, self._who, self._voices, self._random, self._speed = hub, who, voices, random, speed
        self._gave_up = 0
        self._seen_to: set[UUID] = set()

    @property
    def actor(self) -> str:
        """Who the journal says this is."""
        return str(self._who.actor)

    @property
    def gave_up(self) -> int:
        """How often a case had to be left because something stood in the way."""
        return self._gave_up

    def work(self) -> Iterator[timedelta]:
        """Do one thing after the other, for ever; between them wait as long as is yielded."""
        while True:
            case_id = None
            try:
                self._follow_up()
                case_id = self._next()
                if case_id is not None:
                    yield from self._handle(case_id)
            except CareconError:
                # Somebody else was first, or the case has moved on: as at a real desk, look for the next one.
                self._gave_up += 1
                if case_id is not None:
                    self._seen_to.add(case_id)
            yield self._minutes(LOOKS_AGAIN)

    def _next(self) -> UUID | None:
        """What they have already; else one from the queue that nobody has, if enough are left."""
        for row in self._rows(QueueFilter(owner=self.actor)):
            if row.status in ("with_clinician", "parked") and row.case_id not in self._seen_to:
                return row.case_id
        waiting = self._rows(QueueFilter(status="waiting", owner=""))
        overdue = self._random.random() < BY_TIME
        if len(waiting) <= LEFT_WAITING:
            return None
        one_of_the_first = self._random.choice(waiting[:CHOOSES_AMONG])
        first_due = min(waiting, key=lambda row: row.breach_at or row.received_at)
        return (first_due if overdue else one_of_the_first).case_id

    def _handle(self, case_id: UUID) -> Iterator[timedelta]:
        takes = HANDLES_FOR * self._random.lognormvariate(-(HANDLES_FOR_SPREAD**2) / 2, HANDLES_FOR_SPREAD)
        claim(self._hub, self._who, case_id)
        resume(self._hub, self._who, case_id)
        yield self._minutes(0.2 * takes)
        questions = list(self._voices.of(case_id).untold.values())
        self._ask(case_id, questions[: len(questions) // 2])
        yield self._minutes(0.3 * takes)
        if self._random.random() < PARKS:
            yield from self._set_aside(case_id, 0.6 * takes)
        self._ask(case_id, list(self._voices.of(case_id).untold.values()))
        note(self._hub, self._who, case_id, staff().word(self._random, "note"))
        yield self._minutes(0.5 * takes)
        self._settle(case_id)
        view = read_case(self._hub, self._who, case_id)
        sign(self._hub, self._who, case_id, draft_decision(self._hub, self._who, view, self._random, self._now()))
        self._voices.hang_up(case_id)

    def _set_aside(self, case_id: UUID, minutes: float) -> Iterator[timedelta]:
        until = self._now() + self._minutes(minutes)
        park(self._hub, self._who, case_id, staff().word(self._random, "parked"), until)
        yield self._minutes(minutes)
        resume(self._hub, self._who, case_id)

    def _ask(self, case_id: UUID, answers: list[Answer]) -> None:
        if answers:
            answer(self._hub, self._who, case_id, answers)
            self._voices.of(case_id).heard(answers)
            advise_and_note(self._hub, self._who, case_id)

    def _settle(self, case_id: UUID) -> None:
        """Ask by name what the advice still needs, until it needs no more or nothing is left to ask."""
        for _ in range(QUESTIONS_AGAIN):
            view, advice = advise_and_note(self._hub, self._who, case_id)
            if advice.state != "need_more_facts" or not (open_questions := still_open(view, advice)):
                return
            self._ask(case_id, self._voices.of(case_id).answers(open_questions))

    def _follow_up(self) -> None:
        """Make the call-backs and close the cases that were handed over some time ago. Each is tried once."""
        long_ago = self._now() - self._minutes(FOLLOWED_UP_AFTER)
        for row in self._rows(QueueFilter(status="handed_over", owner=self.actor)):
            if row.claimed_at is None or row.claimed_at > long_ago or row.case_id in self._seen_to:
                continue
            self._seen_to.add(row.case_id)
            self._finish(row.case_id)

    def _finish(self, case_id: UUID) -> None:
        view = read_case(self._hub, self._who, case_id)
        if view.decision is not None and view.decision.callback_due is not None:
            due, words = view.decision.callback_due, staff().word(self._random, "callback")
            record_callback(self._hub, self._who, case_id, due=due, by=self._who.name, done=True, result=words)
        happened = staff().word(self._random, "closed")
        record_outcome(self._hub, self._who, case_id, view.outcome_class, what_happened=happened)
        close(self._hub, self._who, case_id, happened)

    def _rows(self, wanted: QueueFilter) -> tuple[QueueRow, ...]:
        return load_queue(self._hub, self._who, wanted).rows

    def _now(self) -> datetime:
        return self._hub.clock.now()

    def _minutes(self, minutes: float) -> timedelta:
        return timedelta(minutes=minutes) / self._speed
