"""When the cases of a filled database happen: closed ones over half a year, open ones around now."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate, cycle
from random import Random
from zoneinfo import ZoneInfo

from carecon.simulation.arrivals import SATURDAY, arrival_data
from carecon.simulation.histories import Ending
from carecon.simulation.library import Stencil

CLOSED_OVER = 180
"""Days over which the closed cases are spread; the last of them is yesterday."""

LONGEST_OPEN = timedelta(hours=12)
"""How long ago the oldest of the open cases came in."""

LATELY, LATELY_MEANS = 0.7, 18.0
"""Share of the open cases that came in lately, and minutes on average since then."""

OVERDUE_AT_MOST = timedelta(minutes=25)
"""An answer is not later than that: by then somebody has spoken to the caller, and there is a new time."""

PUT_OFF = (-25.0, 180.0, 30.0)
"""That new time, in minutes from now: earliest, latest and likeliest."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A case to be told: by which stencil, from when, at which pace; and, if open, by when it is to be answered."""

    stencil: Stencil
    start: datetime
    pace: float = 1.0
    breach_at: datetime | None = None


class Timetable:
    """Sets the times of cases. The same randomness, `now` (aware) and zone give the same times."""

    def __init__(self, random: Random, now: datetime, zone: ZoneInfo) -> None:
        """`zone` is that of the area's clocks."""
        self._random, self._now, self._zone = random, now, zone

    def closed(self, stencils: Sequence[Stencil], number: int) -> Iterator[Slot]:
        """Closed cases day by day, each at about the hour of its stencil, more of them at weekends."""
        today = self._now.astimezone(self._zone).date()
        days = [today - timedelta(days=n) for n in range(CLOSED_OVER, 0, -1)]
        shares = list(accumulate(arrival_data().weekend if day.weekday() >= SATURDAY else 1.0 for day in days))
        for n in range(number):
            stencil = stencils[n % len(stencils)]
            midnight = datetime.combine(days[bisect(shares, shares[-1] * n / number)], time(), self._zone)
            start = midnight + stencil.time_of_day + timedelta(seconds=self._random.randrange(-300, 300))
            yield Slot(stencil, start.astimezone(UTC))

    def open(self, stencils: dict[Ending, list[Stencil]], endings: Sequence[Ending]) -> Iterator[Slot]:
        """Open cases that have come as far as `endings`, the oldest first. Nothing in them lies after now."""
        waits = sorted(((self._waited(), ending) for ending in endings), reverse=True)
        in_turn = {ending: cycle(of_ending) for ending, of_ending in stencils.items()}
        for waited, ending in waits:
            stencil = next(in_turn[ending])
            start = self._now - waited
            yield Slot(stencil, start, min(1.0, waited / stencil.lasts), self._breach(stencil, start))

    def _waited(self) -> timedelta:
        """Most came in within the hour; a tail reaches back as far as the first call of the day."""
        lately = self._random.random() < LATELY
        minutes = 1 + self._random.expovariate(1 / LATELY_MEANS)
        return min(timedelta(minutes=minutes), LONGEST_OPEN) if lately else LONGEST_OPEN * self._random.random() ** 2

    def _breach(self, stencil: Stencil, start: datetime) -> datetime:
        """Who has waited longer than anybody should was given another time by whoever sent them."""
        breach = start + stencil.answer_within
        if breach > self._now - OVERDUE_AT_MOST:
            return breach
        return self._now + timedelta(minutes=round(self._random.triangular(*PUT_OFF)))
