"""Filling a database with synthetic cases, open and closed: as many as asked for, in bounded memory."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate, chain

from carecon.area.area import load_area
from carecon.clock import SystemClock, as_utc
from carecon.desk.people import system
from carecon.errors import NotPermitted
from carecon.record.bulk import Happening
from carecon.record.entries import RulesetAdopted
from carecon.record.entry import HUB_STREAM
from carecon.record.store import Store
from carecon.rules.ruleset import load_ruleset
from carecon.simulation.arrivals import arrival_data
from carecon.simulation.draws import pick, randomness
from carecon.simulation.histories import Ending
from carecon.simulation.library import Stencil, library
from carecon.simulation.retelling import Storyteller

CLOSED_OVER = 180
"""Days over which the closed cases are spread; the last of them is yesterday."""

MOST_STENCILS = {
    Ending.CLOSED: 160,
    Ending.WAITING: 60,
    Ending.WITH_CLINICIAN: 25,
    Ending.PARKED: 15,
    Ending.HANDED_OVER: 30,
}
"""Cases that are lived through; the others are these told again of other people, elsewhere and at other times."""

OPEN_AS = {Ending.WAITING: 0.56, Ending.WITH_CLINICIAN: 0.16, Ending.PARKED: 0.07, Ending.HANDED_OVER: 0.21}
"""How far the open cases have come."""

LATELY = 0.7
"""Share of the open cases that came in lately."""

LATELY_MEANS = 18.0
"""Minutes on average since those came in."""

OVERDUE_AT_MOST = timedelta(minutes=25)
"""An answer is not later than that: then somebody has spoken to the caller, and there is a new time."""

SATURDAY = 5

LONGEST_OPEN = timedelta(hours=12)
"""How long ago the oldest of the open cases came in."""

Progress = Callable[[int, int], None]


def fill(
    store: Store,
    seed: int,
    *,
    open_cases: int,
    closed_cases: int,
    progress: Progress = lambda done, total: None,
    now: datetime | None = None,
) -> None:
    """Write that many cases into `store`, closed ones of the last half year first, then open ones of today.

    `now` (aware; by default the machine's own time) is when the open ones wait. The same seed, numbers and `now` give
    the same cases; only the ids of entries differ. `progress` is called with cases written and cases in all.
    Raises NotPermitted for a live database.
    """
    if store.realm == "live":
        raise NotPermitted("This database is for live use: nothing made up is written into it.")
    _Filling(store, seed, as_utc(now or SystemClock().now())).run(open_cases, closed_cases, progress)


class _Filling:
    def __init__(self, store: Store, seed: int, now: datetime) -> None:
        self._store, self._seed, self._now = store, seed, now
        self._area = load_area(store.area)
        self._random = randomness(seed, "fill")
        self._storyteller = Storyteller(self._area, randomness(seed, "retold"))

    def run(self, open_cases: int, closed_cases: int, progress: Progress) -> None:
        """Write everything, a few thousand entries at a time."""
        self._keep_ruleset()
        endings = [pick(self._random, OPEN_AS) for _ in range(open_cases)]
        stencils = self._stencils(Counter(endings) | Counter({Ending.CLOSED: closed_cases}))
        total = open_cases + closed_cases
        with self._store.bulk(system("simulation").actor) as writer:
            cases = chain(self._closed(stencils, closed_cases), self._open(stencils, endings))
            for done, case in enumerate(cases):
                progress(done, total)
                writer.add_case(case)
        progress(total, total)
        self._store.seal()

    def _keep_ruleset(self) -> None:
        """Signed cases name the ruleset they were decided under; its text is kept beside them."""
        ruleset = load_ruleset(self._store.area)
        with self._store.write(system("simulation").actor) as work:
            if work.ruleset_text(ruleset.hash) is None:
                work.keep_ruleset(ruleset.hash, ruleset.text)
                work.append(HUB_STREAM, RulesetAdopted(ruleset=ruleset.hash, title=ruleset.title))

    def _stencils(self, wanted: Mapping[Ending, int]) -> dict[Ending, list[Stencil]]:
        """As many as are worth living through: no more than there are cases of each kind."""
        day = self._now.astimezone(self._area.zone) - timedelta(days=1)
        with library(self._store.area, self._seed, self._random, day) as lives:
            return {
                ending: [lives.stencil(ending) for _ in range(min(number, MOST_STENCILS[ending]))]
                for ending, number in wanted.items()
            }

    def _closed(self, stencils: Mapping[Ending, list[Stencil]], number: int) -> Iterator[list[Happening]]:
        """Closed cases day by day, each at the hour of its stencil, more of them at weekends."""
        today = self._now.astimezone(self._area.zone).date()
        days = [today - timedelta(days=n) for n in range(CLOSED_OVER, 0, -1)]
        shares = list(accumulate(arrival_data().weekend if day.weekday() >= SATURDAY else 1.0 for day in days))
        for n in range(number):
            stencil = self._random.choice(stencils[Ending.CLOSED])
            day = days[bisect(shares, shares[-1] * n / number)]
            midnight = datetime.combine(day, time(), self._area.zone)
            start = midnight + stencil.time_of_day + timedelta(seconds=self._random.randrange(-300, 300))
            yield self._storyteller.tell(stencil, start.astimezone(UTC))

    def _open(self, stencils: Mapping[Ending, list[Stencil]], endings: list[Ending]) -> Iterator[list[Happening]]:
        """Open cases of today, oldest first."""
        waits = sorted(((self._waited(), ending) for ending in endings), reverse=True)
        for waited, ending in waits:
            stencil = self._random.choice(stencils[ending])
            pace = min(1.0, waited / stencil.lasts) if stencil.lasts else 1.0
            start = self._now - waited
            yield self._storyteller.tell(stencil, start, pace=pace, breach_at=self._breach(stencil, start))

    def _waited(self) -> timedelta:
        """Most came in within the hour; a tail reaches back as far as the first call of the day."""
        if self._random.random() < LATELY:
            return min(timedelta(minutes=1 + self._random.expovariate(1 / LATELY_MEANS)), LONGEST_OPEN)
        return LONGEST_OPEN * self._random.random() ** 2

    def _breach(self, stencil: Stencil, start: datetime) -> datetime | None:
        """Who has waited longer than anybody should was given another time by whoever sent them, around now."""
        within = stencil.answer_within
        if within is None or start + within > self._now - OVERDUE_AT_MOST:
            return None
        minutes = self._random.triangular(-25, 180, 30)
        return self._now + timedelta(minutes=round(minutes))
