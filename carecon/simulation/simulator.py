"""A hub at work, from a seed: a shift comes in, colleagues work, callers talk. One thread, and nothing but the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from carecon.clock import ManualClock
from carecon.desk.hub import Hub
from carecon.desk.queue import load_queue
from carecon.errors import Conflict
from carecon.simulation.arrivals import Demand
from carecon.simulation.colleagues import Colleague
from carecon.simulation.draws import randomness
from carecon.simulation.front_desk import FrontDesk
from carecon.simulation.shift import Event, Shift
from carecon.simulation.staff import staff
from carecon.simulation.voices import Voices

LISTENS_EVERY = timedelta(seconds=5)
"""How often callers notice that somebody at a console has taken their case."""

FIRST_LOOK = timedelta(minutes=1)
"""When the first colleague looks at the queue; each of the others as long after the one before."""


class Simulator:
    """Runs a shift on a hub. Nothing happens but in `run_until`, whose caller decides how time passes."""

    def __init__(self, hub: Hub, seed: int, demand: Demand, *, backlog: int = 12) -> None:
        """The shift begins now, by the hub's clock. The same seed on an equal hub writes an equal journal."""
        now = hub.clock.now()
        taker = staff().call_takers()[0]
        self._hub, self._taker = hub, taker
        self._voices = Voices(hub, taker, randomness(seed, "voices"))
        self._front_desk = FrontDesk(hub, taker, self._voices)
        self._events = Shift(seed, now, demand, backlog=backlog).events()
        self._event: Event = next(self._events)
        self._colleagues = [
            Colleague(hub, who, self._voices, randomness(seed, who.name), demand.speed) for who in staff().at_work()
        ]
        self._at_work: list[Iterator[timedelta]] = [colleague.work() for colleague in self._colleagues]
        self._due = [now + FIRST_LOOK * (n + 1) / demand.speed for n in range(len(self._colleagues))]
        self._listens_at = now + LISTENS_EVERY

    @property
    def next_due(self) -> datetime:
        """When the next thing happens."""
        return min(self._event.at, self._listens_at, *self._due)

    @property
    def gave_up(self) -> int:
        """How often a colleague had to leave a case because something stood in the way."""
        return sum(colleague.gave_up for colleague in self._colleagues)

    def run_until(self, moment: datetime) -> None:
        """Do everything that is due by `moment`, in order. The hub's clock should stand there, or a little after."""
        while (due := self.next_due) <= moment:
            if self._event.at == due:
                self._bring_in()
            elif self._listens_at == due:
                self._listen()
            else:
                self._let_work(self._due.index(due))

    def _bring_in(self) -> None:
        event, self._event = self._event, next(self._events)
        try:
            self._front_desk.perform(event)
        except Conflict:
            # The case was closed or taken between looking and writing; news of a closed case changes nothing.
            return

    def _listen(self) -> None:
        rows = load_queue(self._hub, self._taker).rows
        self._voices.speak_to(rows, frozenset(colleague.actor for colleague in self._colleagues))
        self._listens_at += LISTENS_EVERY

    def _let_work(self, number: int) -> None:
        self._due[number] += next(self._at_work[number])


def play(simulator: Simulator, clock: ManualClock, until: datetime) -> None:
    """Let a simulated shift pass without waiting: the clock jumps from one thing to the next."""
    while (due := simulator.next_due) <= until:
        clock.set(max(due, clock.now()))
        simulator.run_until(clock.now())
    clock.set(max(until, clock.now()))
