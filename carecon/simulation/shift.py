"""A shift as it would come in whatever the hub does: calls, what is told later, and callers who give up. Pure data."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from carecon.clinical.answers import Answer
from carecon.clinical.facts import vocabulary
from carecon.simulation.arrivals import Arrival, Demand, arrival_data, arrivals
from carecon.simulation.calls import Call, News, draw_family, make_call
from carecon.simulation.draws import pick, randomness
from carecon.simulation.people import Population

BACKLOG_REACHES_BACK = timedelta(minutes=40)
"""How long ago the first of the calls came that are waiting when the shift begins."""

ASKED_ON_AFTER = (2.0, 9.0)
"""Minutes, earliest and latest, after which the call taker has asked on."""

ASKED_ON = 0.45
"""Share of the open questions that the call taker gets answered. The others are left for a clinician."""

MEASURED_BEFORE = timedelta(minutes=2)
"""How long ago a reading was taken when somebody rings up about it."""


@dataclass(frozen=True, slots=True)
class CallComesIn:
    """A call, the `number`-th of the shift. It may have come before the shift began: then `call.at` is before `at`."""

    at: datetime
    number: int
    call: Call


@dataclass(frozen=True, slots=True)
class CallTakerAsks:
    """The call taker asks on, and gets these answers."""

    at: datetime
    number: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class NewsComes:
    """Somebody rings back about that call."""

    at: datetime
    number: int
    news: News


@dataclass(frozen=True, slots=True)
class CallerGivesUp:
    """The caller of that call no longer needs an answer."""

    at: datetime
    number: int
    reason: str


Event = CallComesIn | CallTakerAsks | NewsComes | CallerGivesUp


class Shift:
    """What comes in from `start` (aware) on, for ever. The same seed, start and demand give the same shift.

    `backlog` calls are waiting when it begins. With a speed of n everything comes n times as often, and what follows a
    call n times as soon.
    """

    def __init__(self, seed: int, start: datetime, demand: Demand, *, backlog: int = 12) -> None:
        """Nothing is drawn before the first event is asked for."""
        self._seed, self._start, self._demand, self._backlog = seed, start, demand, backlog

    def events(self) -> Iterator[Event]:
        """Everything that comes in, in order of time."""
        random = randomness(self._seed, "calls")
        population = Population(randomness(self._seed, "people"))
        waiting: list[tuple[datetime, int, Event]] = []
        order = 0
        for number, arrival in enumerate(self._arrivals()):
            comes_in = max(arrival.at, self._start)
            while waiting and waiting[0][0] <= comes_in:
                yield heapq.heappop(waiting)[2]
            family = draw_family(random, arrival.source)
            call = make_call(random, population, family, arrival.source, arrival.at)
            for event in self._what_follows(random, number, call, comes_in):
                heapq.heappush(waiting, (event.at, order, event))
                order += 1
            yield CallComesIn(comes_in, number, call)

    def _arrivals(self) -> Iterator[Arrival]:
        random = randomness(self._seed, "arrivals")
        before = sorted(self._start - BACKLOG_REACHES_BACK * random.random() for _ in range(self._backlog))
        for at in before:
            yield Arrival(at, pick(random, arrival_data().sources))
        yield from arrivals(random, self._start, self._demand)

    def _what_follows(self, random: Random, number: int, call: Call, comes_in: datetime) -> Iterable[Event]:
        speed = self._demand.speed
        asked = tuple(answer for answer in call.when_asked if random.random() < ASKED_ON)
        if asked:
            yield CallTakerAsks(comes_in + timedelta(minutes=random.uniform(*ASKED_ON_AFTER)) / speed, number, asked)
        for news in call.news:
            at = comes_in + news.after / speed
            yield NewsComes(at, number, replace(news, answers=_measured(news.answers, at)))
        if call.cancellation is not None:
            yield CallerGivesUp(comes_in + call.cancellation.after / speed, number, call.cancellation.reason)


def _measured(answers: Iterable[Answer], told: datetime) -> tuple[Answer, ...]:
    """The answers, observations among them with the time at which they were taken."""
    return tuple(
        replace(answer, at=told - MEASURED_BEFORE) if vocabulary()[answer.fact].section == "observations" else answer
        for answer in answers
    )
