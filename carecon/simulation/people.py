"""Synthetic people of Devon: who they are, where they live, and what a caller can tell of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

from pydantic import BaseModel, ConfigDict

from carecon.clinical.ages import age_at
from carecon.clinical.identifiers import SYNTHETIC_NUMBERS, synthetic_nhs_number
from carecon.record.entries import PersonDetails
from carecon.simulation.data import read
from carecon.simulation.draws import Draw

REMEMBERED = 2_000
"""How many people are kept in mind for a second call. Enough for a year of repeats, and a bounded memory."""

NHS_NUMBERS_OF_SHIFTS = range(800_000, SYNTHETIC_NUMBERS)
"""Which numbers of the test range the people of a shift have; those of filled databases have the others."""


class Place(BaseModel):
    """A town with its postcode district and its practice (a fictional code)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    town: str
    district: str
    practice: str
    weight: float


class CareHome(BaseModel):
    """A fictional care home. `nursing`: a registered nurse is on duty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    street: str
    district: str
    nursing: bool

    @property
    def residence(self) -> str:
        """The home's kind, as a choice of the fact `residence`."""
        return "care_home_nursing" if self.nursing else "care_home_residential"


class _GivenNames(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    until: int
    female: list[str]
    male: list[str]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name_not_known: float
    family_name_only: float
    born_not_known: float
    nhs_number_known: float
    seen_before: float
    housemate: float
    namesake: float


class PeopleData(BaseModel):
    """What `people.toml` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    family_names: list[str]
    given_names: list[_GivenNames]
    ages: dict[str, Draw]
    told_of_the_person: _Told
    street_names: list[str]
    place: list[Place]
    place_beyond: list[Place]
    care_home: list[CareHome]


@cache
def people_data() -> PeopleData:
    """The names, places and odds as shipped."""
    return read(PeopleData, "people.toml")


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """Somebody who does not exist: all that is true of them, whether or not a caller knows it."""

    details: PersonDetails
    place: Place
    home: CareHome | None = None

    @property
    def born(self) -> date:
        """The date of birth. Everybody here has one, even where no caller knows it."""
        if self.details.born is None:
            raise ValueError("a synthetic person has a date of birth")
        return self.details.born


class Population:
    """Makes people as calls need them, and remembers some: people call again, and live together."""

    def __init__(self, random: Random, numbers: range = NHS_NUMBERS_OF_SHIFTS) -> None:
        """Draw everybody from `random`; `numbers` says which NHS numbers they have (if they are more: repeats)."""
        self._random = random
        self._data = people_data()
        self._known: deque[SyntheticPerson] = deque(maxlen=REMEMBERED)
        self._numbers, self._next_number = numbers, random.randrange(len(numbers))

    def somebody(self, today: date, ages: str, *, in_care_home: bool = False, beyond: bool = False) -> SyntheticPerson:
        """The person a call is about: mostly new, sometimes known, a housemate of somebody known, or a namesake.

        `ages` names a range of `people.toml`; `beyond` is outside the area the hub serves.
        """
        odds, fate = self._data.told_of_the_person, self._random.random()
        alike = self._alike(today, ages, in_care_home=in_care_home) if not beyond else None
        if alike is not None and fate < odds.seen_before:
            return alike
        fate -= odds.seen_before
        person = self.newcomer(today, ages, in_care_home=in_care_home, beyond=beyond)
        if alike is not None and 0 <= fate < odds.housemate:
            person = _at_the_address_of(alike, person)
        elif alike is not None and odds.housemate <= fate < odds.housemate + odds.namesake:
            person = _named_like(alike, person)
        self._known.append(person)
        return person

    def as_told(self, person: SyntheticPerson) -> PersonDetails:
        """What a caller can say of the person: sometimes no name, a family name alone, or no date of birth."""
        odds, details = self._data.told_of_the_person, person.details
        name, born, number = self._random.random(), self._random.random(), self._random.random()
        if name < odds.name_not_known:
            return PersonDetails(gender=details.gender, address=details.address, postcode=details.postcode)
        missing: dict[str, object] = {}
        if name < odds.name_not_known + odds.family_name_only:
            missing["given_name"] = ""
        if born < odds.born_not_known:
            missing["born"] = None
        if number >= odds.nhs_number_known:
            missing["nhs_number"] = ""
        return details.model_copy(update=missing)

    def _alike(self, today: date, ages: str, *, in_care_home: bool) -> SyntheticPerson | None:
        """Somebody known of that age and kind of home. One look: repeats stay rare and cost nothing."""
        if not self._known:
            return None
        known = self._known[self._random.randrange(len(self._known))]
        draw = self._data.ages[ages]
        low, high = draw.between or (draw.least or 0, draw.most or 200)
        return known if (known.home is not None) == in_care_home and low <= age_at(known.born, today) <= high else None

    def newcomer(self, today: date, ages: str, *, in_care_home: bool = False, beyond: bool = False) -> SyntheticPerson:
        """Somebody of whom nobody has heard before."""
        random, data = self._random, self._data
        years = int(data.ages[ages].number(random))
        gender = random.choices(("female", "male", "other"), weights=(600, 396, 4))[0]
        place = _anywhere(random, data.place_beyond if beyond else data.place)
        home = random.choice(data.care_home) if in_care_home else None
        if home is not None:
            place = next(place for place in data.place if place.district == home.district)
        return self._person(gender, _title(random, gender, years), years, today, place, home)

    def another(self, like: SyntheticPerson, age: int, today: date, places: Sequence[Place]) -> SyntheticPerson:
        """Somebody else of the same gender, title and kind of home, `age` years old, who lives in one of `places`."""
        place, home = _anywhere(self._random, places), None
        if like.home is not None:
            districts = {place.district: place for place in places}
            alike = [h for h in self._data.care_home if h.nursing == like.home.nursing and h.district in districts]
            home = self._random.choice(alike)
            place = districts[home.district]
        return self._person(like.details.gender, like.details.title, age, today, place, home)

    def _person(
        self, gender: str, title: str, years: int, today: date, place: Place, home: CareHome | None
    ) -> SyntheticPerson:
        random = self._random
        born = today - timedelta(days=int(years * 365.25) + random.randrange(1, 365))
        details = PersonDetails(
            family_name=random.choice(self._data.family_names),
            given_name=self._given_name(gender, born.year),
            title=title,
            born=born,
            gender=gender,
            nhs_number=self._nhs_number(),
            address=_address(random, place, home, self._data.street_names),
            postcode=f"{place.district} 9ZZ",
            phone=fictional_phone(random),
        )
        return SyntheticPerson(details, place, home)

    def _given_name(self, gender: str, year: int) -> str:
        names = next(names for names in self._data.given_names if year <= names.until)
        return self._random.choice(names.male if gender == "male" else names.female)

    def _nhs_number(self) -> str:
        number = synthetic_nhs_number(self._numbers[self._next_number])
        self._next_number = (self._next_number + 1) % len(self._numbers)
        return number


def fictional_phone(random: Random) -> str:
    """A number from the ranges that Ofcom keeps free for drama: 07700 900000-900999 or 01632 960000-960999."""
    prefix = "07700 900" if random.random() < 0.6 else "01632 960"
    return f"{prefix}{random.randrange(1000):03}"


def _anywhere(random: Random, places: Sequence[Place]) -> Place:
    return random.choices(places, weights=[place.weight for place in places])[0]


def _address(random: Random, place: Place, home: CareHome | None, streets: list[str]) -> str:
    if home is not None:
        return f"{home.name}, {home.street}, {place.town}"
    return f"{random.randrange(1, 90)} {random.choice(streets)}, {place.town}"


def _title(random: Random, gender: str, years: int) -> str:
    if gender == "other" or years < 18:
        return ""
    if random.random() < 0.02:
        return "Dr"
    if gender == "male":
        return "Mr"
    return random.choices(("Mrs", "Miss", "Ms"), weights=(8, 2, 1))[0]


def _at_the_address_of(known: SyntheticPerson, person: SyntheticPerson) -> SyntheticPerson:
    shared = {name: getattr(known.details, name) for name in ("family_name", "address", "postcode", "phone")}
    return replace(person, details=person.details.model_copy(update=shared), place=known.place, home=known.home)


def _named_like(known: SyntheticPerson, person: SyntheticPerson) -> SyntheticPerson:
    shared = {name: getattr(known.details, name) for name in ("family_name", "given_name", "title", "gender")}
    return replace(person, details=person.details.model_copy(update=shared))
