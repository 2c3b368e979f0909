"""Stencils of every kind of case, made by living each through on a hub of their own that is thrown away afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

from carecon.clinical.ages import age_at
from carecon.clinical.identifiers import postcode
from carecon.clock import ManualClock
from carecon.desk.hub import Hub, make_hub
from carecon.ids import seeded
from carecon.record.case_view import CaseView
from carecon.record.entry import Entry, case_stream, person_stream
from carecon.record.store import Store
from carecon.simulation.arrivals import arrival_data
from carecon.simulation.calls import draw_family, make_call
from carecon.simulation.draws import pick
from carecon.simulation.histories import CaseLife, Ending
from carecon.simulation.people import SyntheticPerson
from carecon.simulation.staff import staff
from carecon.simulation.stand_ins import StandIns, tokens
from carecon.simulation.stencils import StencilEntry, cut

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of ours is made in it; elsewhere the ordinary one is used
LATEST_CALL = 19.5
"""Hours on the area's clocks. Later calls would be decided after closing time, which few are."""


@dataclass(frozen=True, slots=True)
class Stencil:
    """A case to tell again. `time_of_day` is when it began; `stand_in` what the person must be like; `district` where.

    `answer_within` is how soon the case was to be answered.
    """

    family: str
    entries: tuple[StencilEntry, ...]
    time_of_day: timedelta
    stand_in: SyntheticPerson
    age: int
    district: str
    answer_within: timedelta

    @property
    def identified(self) -> bool:
        """Whether the person is on record by the end."""
        return any(entry.stream == "person" for entry in self.entries)

    @property
    def lasts(self) -> timedelta:
        """From the call to the last entry."""
        return self.entries[-1].after


class Library:
    """Lives through cases on a hub of its own and keeps their stencils."""

    def __init__(self, hub: Hub, clock: ManualClock, random: Random, day: datetime) -> None:
        """`day` is midnight, on the clocks of the area, of the day on which the cases happen."""
        self._hub, self._clock, self._random, self._day = hub, clock, random, day
        self._people = StandIns(random)
        self._taker, self._clinician = staff().call_takers()[0], staff().clinicians()[0]
        self._life = CaseLife(hub, clock, random, self._taker, self._clinician)

    def stencil(self, ending: Ending) -> Stencil:
        """One more case, as far as `ending`."""
        time_of_day = self._time_of_day()
        at = (self._day + time_of_day).astimezone(UTC)
        source = pick(self._random, arrival_data().sources)
        family = draw_family(self._random, source)
        call = make_call(self._random, self._people, family, source, at)
        if ending in (Ending.HANDED_OVER, Ending.CLOSED) and not call.identified:
            call = replace(call, identified=True, said=call.person.details)
        case_id = self._life.live(call, ending)
        with self._hub.store.read() as reading:
            view = reading.case(case_id)
            told = [("case", entry) for entry in reading.entries(case_stream(case_id))]
            if view.person.person_id is not None:
                told += [("person", entry) for entry in reading.entries(person_stream(view.person.person_id))]
        told.sort(key=lambda one: one[1].at)
        names = tokens(call.person) | self._names(view)
        entries = cut([(where, self._actor(entry), entry) for where, entry in told], names, at, self._hub.area.zone)
        return Stencil(
            family=family.id,
            entries=entries,
            time_of_day=time_of_day,
            stand_in=call.person,
            age=age_at(call.person.born, at.date()),
            district=postcode(call.person.details.postcode).district,
            answer_within=(view.breach_at or at) - at,
        )

    def _time_of_day(self) -> timedelta:
        """By the hour shape, and early enough to be finished on the same day."""
        data = arrival_data()
        hour = pick(self._random, {data.opens + n: share for n, share in enumerate(data.hours)})
        hours = min(hour + self._random.random(), LATEST_CALL)
        return timedelta(seconds=round(3600 * hours))

    def _names(self, view: CaseView) -> dict[str, str]:
        names = {
            str(view.case_id): "case",
            view.reference: "reference",
            self._clinician.name: "clinician_name",
            self._clinician.actor.user: "clinician_user",
            self._taker.name: "taker_name",
            self._taker.actor.user: "taker_user",
        }
        if view.person.person_id is not None:
            names[str(view.person.person_id)] = "person"
        return names | {str(handover.handover_id): "handover" for handover in view.handovers}

    def _actor(self, entry: Entry) -> str:
        return "clinician" if entry.actor == self._clinician.actor else "taker"


@contextmanager
def library(like: Store, seed: int, random: Random, day: datetime) -> Iterator[Library]:
    """A library on a hub like that of `like`, which exists only meanwhile.

    The cases happen on the day of the moment `day`, which is on the clocks of the area.
    """
    midnight = datetime.combine(day.date(), time(), day.tzinfo)
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        clock = ManualClock(midnight)
        hub = make_hub(
            str(Path(folder) / "library.sqlite"),
            realm=like.realm,
            hub=like.hub_name,
            area=like.area,
            clock=clock,
            ids=seeded(clock, seed),
        )
        try:
            yield Library(hub, clock, random, midnight)
        finally:
            hub.close()
