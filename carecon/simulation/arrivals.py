"""When calls come in, and from where: a Poisson process that follows the hours of the day and the days of the week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from carecon.simulation.data import read
from carecon.simulation.draws import pick

SATURDAY = 5
"""As `weekday()` counts."""

_HALF_A_DAY = 12

HalfDay = Annotated[list[float], Field(min_length=_HALF_A_DAY, max_length=_HALF_A_DAY)]


class ArrivalData(BaseModel):
    """What `arrivals.toml` says: shares by hour on the clocks of the area, and by source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: int
    hours: HalfDay
    night_share: float
    nights: HalfDay
    weekend: float
    sources: Mapping[str, float]


@cache
def arrival_data() -> ArrivalData:
    """The shares as shipped."""
    return read(ArrivalData, "arrivals.toml")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call that comes in `at` (aware) from `source`."""

    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Demand:
    """How busy the hub is.

    `per_day`: calls between opening and closing time of a weekday; at the weekend there are more, and at night some.
    `speed`: how many times as busy as that.
    """

    zone: ZoneInfo
    per_day: float = 60.0
    speed: float = 1.0

    def per_hour(self, moment: datetime) -> float:
        """Calls an hour to be expected at `moment`."""
        data, local = arrival_data(), moment.astimezone(self.zone)
        since_opening = (local.hour - data.opens) % 24
        open_now = since_opening < _HALF_A_DAY
        shares = data.hours if open_now else data.nights
        share = shares[since_opening % _HALF_A_DAY] / sum(shares) * (1.0 if open_now else data.night_share)
        return self.per_day * self.speed * share * (data.weekend if local.weekday() >= SATURDAY else 1.0)

    @property
    def most_per_hour(self) -> float:
        """The busiest hour of the week, in calls an hour."""
        data = arrival_data()
        busiest = max(max(data.hours) / sum(data.hours), data.night_share * max(data.nights) / sum(data.nights))
        return self.per_day * self.speed * busiest * max(1.0, data.weekend)


def arrivals(random: Random, start: datetime, demand: Demand) -> Iterator[Arrival]:
    """Arrivals after `start` (aware), for ever: a Poisson process at the busiest rate, thinned to the hour's own.

    (Lewis and Shedler 1979, simulation of nonhomogeneous Poisson processes by thinning.)
    """
    sources, most, at = arrival_data().sources, demand.most_per_hour, start
    while True:
        at += timedelta(hours=random.expovariate(most))
        if random.random() * most < demand.per_hour(at):
            yield Arrival(at, pick(random, sources))
