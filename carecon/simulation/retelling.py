"""Telling the case of a stencil again: of other people, in another place of the same spoke, at another time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

from carecon.area.area import Area
from carecon.clinical.ages import age_at
from carecon.clock import ManualClock
from carecon.ids import REFERENCE_ALPHABET, Ids
from carecon.record.bulk import Stored
from carecon.record.entries import PersonRecorded
from carecon.record.entry import Actor, case_stream, person_stream
from carecon.record.journal import canonical
from carecon.simulation.library import Stencil
from carecon.simulation.people import NHS_NUMBERS_OF_SHIFTS, Place, Population, SyntheticPerson, people_data
from carecon.simulation.staff import staff
from carecon.simulation.stand_ins import what_stands_there
from carecon.simulation.stencils import StencilEntry, Telling
from carecon.simulation.timetable import Slot

CALLS_AGAIN = 0.15
"""How often, where somebody of the right age and place is known, it is them again."""

KNOWN_AT_ONCE = 4_000
"""How many people are kept in mind for that."""

_Alike = tuple[str | None, str, str, bool, int]


class Storyteller:
    """Tells stencils again. The same area and randomness give the same cases in the same order."""

    def __init__(self, area: Area, random: Random, part: int = 0, parts: int = 1) -> None:
        """Everybody lives in `area`, or beyond it where the stencil's person does.

        Of several storytellers for one database, each is told which `part` it is: none uses the others' references
        and NHS numbers.
        """
        self._area, self._random, self._part, self._parts = area, random, part, parts
        self._population = Population(random, range(part, NHS_NUMBERS_OF_SHIFTS.start, parts))
        self._clock = ManualClock(datetime(2000, 1, 1, tzinfo=UTC))
        self._ids = Ids(self._clock, random)
        self._references: set[str] = set()
        self._known: dict[_Alike, tuple[UUID, SyntheticPerson]] = {}
        self._places = {spoke: _places_in(area, spoke) for spoke in (None, *area.spokes)}
        self._takers = staff().call_takers()
        self._clinicians, self._at_work = staff().clinicians(), staff().at_work()

    def tell(self, slot: Slot) -> list[Stored]:
        """Everything that happens in that case."""
        stencil, start = slot.stencil, slot.start
        self._clock.set(start)
        person_id, person, known = self._person(stencil, start.astimezone(self._area.zone).date())
        clinicians = self._clinicians if slot.breach_at is None else self._at_work
        taker, clinician = self._random.choice(self._takers), self._random.choice(clinicians)
        case_id = self._ids.uuid7()
        words = what_stands_there(person) | {
            "case": str(case_id),
            "person": str(person_id),
            "handover": str(self._ids.uuid7()),
            "reference": self._reference(),
            "clinician_name": clinician.name,
            "clinician_user": clinician.actor.user,
            "taker_name": taker.name,
            "taker_user": taker.actor.user,
        }
        telling = Telling(words, start, self._area.zone, slot.pace)
        streams = {"case": case_stream(case_id), "person": person_stream(person_id)}
        actors = {"taker": taker.actor, "clinician": clinician.actor}
        case = [self._happening(entry, telling, streams, actors) for entry in stencil.entries]
        if known:
            case = [one for one in case if not isinstance(one[3], PersonRecorded)]
        if slot.breach_at is not None:
            at, actor, stream, opened, _ = case[0]
            opened = opened.model_copy(update={"breach_at": slot.breach_at})
            case[0] = (at, actor, stream, opened, canonical(opened)[0])
        return case

    def _happening(
        self, entry: StencilEntry, telling: Telling, streams: dict[str, str], actors: dict[str, Actor]
    ) -> Stored:
        at, actor, stream = telling.at(entry.after), actors[entry.actor], streams[entry.stream]
        return at, actor, stream, entry.payload(telling), entry.stored(telling)

    def _person(self, stencil: Stencil, today: date) -> tuple[UUID, SyntheticPerson, bool]:
        """Somebody as the stencil needs them, and whether they are on record already."""
        like = stencil.stand_in
        spoke = self._area.spoke_of_district(stencil.district)
        alike = (spoke, like.details.gender, like.details.title, like.home is not None, stencil.age)
        again, before = self._random.random() < CALLS_AGAIN, self._known.get(alike)
        if again and before is not None and stencil.identified and age_at(before[1].born, today) == stencil.age:
            return *before, True
        person = self._population.another(like, stencil.age, today, self._places[spoke])
        person_id = self._ids.uuid7()
        if stencil.identified:
            self._known[alike] = (person_id, person)
            if len(self._known) > KNOWN_AT_ONCE:
                del self._known[next(iter(self._known))]
        return person_id, person, False

    def _reference(self) -> str:
        while True:
            reference = self._ids.reference()
            ours = REFERENCE_ALPHABET.index(reference[-1]) % self._parts == self._part
            if ours and reference not in self._references:
                self._references.add(reference)
                return reference


def _places_in(area: Area, spoke: str | None) -> list[Place]:
    """Where people of that spoke may live; without one, beyond the area."""
    if spoke is None:
        return people_data().place_beyond
    return [place for place in people_data().place if area.spoke_of_district(place.district) == spoke]
