"""A whole call, made up: who it is about, what the caller says at once, on asking and later, and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from carecon.clinical.ages import age_at
from carecon.clinical.answers import NOT_KNOWN_ID, Answer, Json, check_value
from carecon.clinical.facts import vocabulary
from carecon.record.entries import PersonDetails
from carecon.simulation.draws import holds, pick
from carecon.simulation.families import Caller, Change, FactDraws, Family, callers, families
from carecon.simulation.observations import NEEDS_KIT, first_set, next_set
from carecon.simulation.people import Population, SyntheticPerson, fictional_phone, people_data
from carecon.simulation.wording import Wording, kin_of, say, words_for

WRONG_AGE = 0.04
"""How often the age that is told does not fit the date of birth that is told with it."""

REPEATED = 0.3
"""How often observations are measured again while the case is open, without any other news."""

CANCELLED = 0.03
"""How often a caller no longer needs an answer."""

NOTHING_MEASURED = "none"
"""The profile of those who are no longer measured."""

_WHY_CANCELLED = (
    "The family has taken the person to hospital themselves.",
    "The crew is conveying: got worse on scene.",
    "Rung twice for the same: the other desk has it.",
    "The GP has arrived and takes over.",
)

_SECOND_SET = (Wording(says="Second set of observations for {name}."),)
_AGE_CORRECTED = (Wording(says="The age for {name} was wrong: going by the date of birth it is {age}."),)

Facts = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class News:
    """What is told some time `after` the call: in words for a note, and as answers."""

    after: timedelta
    says: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The caller no longer needs an answer, some time after the call."""

    after: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call from beginning to end, as it would go if nobody at the hub did anything.

    `said` is what the caller can say of the person; `identified` whether the call taker finds them at once. `at_once`
    is told unasked, `when_asked` to whoever asks on, `by_name` only to whoever asks that very question.
    """

    family: str
    source: str
    at: datetime
    person: SyntheticPerson
    said: PersonDetails
    identified: bool
    opening: str
    reason: str
    callback: str
    ambulance_category: str
    at_once: tuple[Answer, ...]
    when_asked: tuple[Answer, ...]
    by_name: tuple[Answer, ...]
    news: tuple[News, ...]
    cancellation: Cancellation | None


def draw_family(random: Random, source: str) -> Family:
    """What a call from `source` is about: a family that comes from there, by its weight."""
    odds = {
        name: family.weight * family.sources[source] / sum(family.sources.values())
        for name, family in families().items()
        if source in family.sources
    }
    return families()[pick(random, odds)]


def make_call(random: Random, population: Population, family: Family, source: str, at: datetime) -> Call:
    """A call of that family from that source, received `at` (aware)."""
    return _Caller(random, population, family, source, at).call()


class _Caller:
    """Somebody on the telephone, for as long as it takes to draw everything that they will say."""

    def __init__(self, random: Random, population: Population, family: Family, source: str, at: datetime) -> None:
        self._random, self._family, self._source, self._at = random, family, source, at
        self._profile: Caller = callers()[source]
        residence = pick(random, family.residence)
        in_care_home = source == "care_home" or residence.startswith("care_home")
        self._person = population.somebody(at.date(), family.ages, in_care_home=in_care_home, beyond=family.beyond)
        self._residence = self._person.home.residence if self._person.home else residence
        self._said = population.as_told(self._person)
        self._age = age_at(self._person.born, at.date())
        self._kin = kin_of(random, self._said.gender, self._age)
        self._by, self._role = self._who()
        self._callback = fictional_phone(random)
        self._course = pick(random, family.course)
        self._by_name: Facts = {}

    def call(self) -> Call:
        """The call, drawn in one fixed order so that the same seed gives the same call."""
        random, family = self._random, self._family
        first_asked = self._of_the_person()
        truth = dict(first_asked)
        at_once = self._answers(self._profile.at_once, truth) | self._answers(family.at_once, truth)
        observed, evident = first_set(random, family.observations, self._profile.measures)
        observed = {fact: value for fact, value in observed.items() if fact not in at_once}
        at_once |= self._as_answers(first_asked | self._told_of_the_caller(), skip=at_once)
        truth |= observed
        when_asked = self._as_answers(evident) | self._answers(family.when_asked, truth)
        when_asked = {fact: a for fact, a in when_asked.items() if fact not in at_once and fact not in observed}
        measured_at = self._at - timedelta(minutes=random.randint(2, 9))
        at_once |= self._as_answers(observed, at=measured_at, seen=self._source == "paramedic_on_scene")
        if not observed.keys() >= NEEDS_KIT and self._family.observations != NOTHING_MEASURED:
            self._by_name["observations_not_possible"] = self._answer("observations_not_possible", "no_equipment")
        news = [n for change in family.change if (n := self._news(change, truth, observed, at_once, when_asked))]
        news += self._second_look(observed) + self._corrected_age(at_once)
        told = {fact: value for fact, value in truth.items() if fact in at_once}
        return Call(
            family=family.id,
            source=self._source,
            at=self._at,
            person=self._person,
            said=self._said,
            identified=random.random() < self._profile.identified and bool(self._said.family_name),
            reason=random.choice(family.reason),
            opening=say(random, family.opening[self._profile.voice], self._words(told), told),
            callback=self._callback,
            ambulance_category=pick(random, self._profile.category) if self._profile.category else "",
            at_once=tuple(at_once.values()),
            when_asked=tuple(when_asked.values()),
            by_name=tuple(a for fact, a in self._by_name.items() if fact not in at_once and fact not in when_asked),
            news=tuple(sorted(news, key=lambda item: item.after)),
            cancellation=self._cancellation(),
        )

    def _who(self) -> tuple[str, str]:
        if self._profile.voice == "relative":
            return self._kin.by, self._kin.by.capitalize()
        by = self._random.choice(list(self._profile.by))
        return by, self._profile.by[by]

    def _of_the_person(self) -> dict[str, Json]:
        """What every caller is asked first. An age is guessed where nobody knows the date of birth."""
        age = self._age if self._said.born is not None else max(1, 5 * round(self._age / 5))
        facts: dict[str, Json] = {
            "presenting_problem": self._family.problem,
            "age_years": age,
            "sex": self._said.gender,
            "postcode": self._said.postcode,
            "residence": self._residence,
        }
        if self._random.random() < self._profile.identified / 2:
            facts["registered_gp"] = self._person.place.practice
        return facts

    def _told_of_the_caller(self) -> dict[str, Json]:
        facts: dict[str, Json] = {"caller_role": self._role, "callback_number": self._callback}
        if self._profile.voice != "stack":
            facts["caller_name"] = self._caller_name()
        if self._source in ("ambulance_stack", "nhs111", "paramedic_on_scene"):
            facts["incident_number"] = f"{self._random.randrange(10_000_000, 99_999_999)}"
        return facts

    def _caller_name(self) -> str:
        """A relative mostly has the person's family name; everybody else has one of their own."""
        data = people_data()
        given = self._random.choice(data.given_names[1].female + data.given_names[1].male)
        family = self._random.choice(data.family_names)
        if self._profile.voice == "relative" and self._said.family_name:
            family = self._said.family_name
        return f"{given} {family}"

    def _answers(self, draws: FactDraws, truth: dict[str, Json]) -> Facts:
        """Answers that are told; what is not told waits to be asked for by name. `truth` grows by what is known."""
        answers: Facts = {}
        for fact, draw in draws.items():
            told, value = draw.is_told(self._random), draw.draw(self._random, truth)
            if value is None:
                continue
            known = value != NOT_KNOWN_ID
            if known:
                truth[fact] = value
            found = self._answer(fact, value, by=draw.by, seen=draw.seen) if known else self._answer(fact, value)
            (answers if told else self._by_name)[fact] = found
        return answers

    def _as_answers(
        self,
        facts: Mapping[str, Json],
        *,
        skip: Mapping[str, object] | None = None,
        at: datetime | None = None,
        seen: bool | None = None,
    ) -> Facts:
        wanted = {fact: value for fact, value in facts.items() if fact not in (skip or {})}
        return {fact: self._answer(fact, value, at=at, seen=seen) for fact, value in wanted.items()}

    def _answer(
        self, fact: str, value: Json, *, at: datetime | None = None, by: str | None = None, seen: bool | None = None
    ) -> Answer:
        return Answer(fact, check_value(vocabulary()[fact], value), at, by or self._by, seen)

    def _news(
        self, change: Change, truth: dict[str, Json], observed: Mapping[str, Json], at_once: Facts, when_asked: Facts
    ) -> News | None:
        """The change, if it comes. What was said wrongly before takes the place of the truth in the call itself."""
        random = self._random
        comes, after = random.random() < change.chance, random.uniform(*change.after_minutes)
        if not comes or not holds(change.only_if, truth):
            return None
        for fact, answer in self._answers(change.before, {}).items():
            when_asked.pop(fact, None)
            at_once[fact] = answer
        told: dict[str, Json] = dict(truth)
        answers = self._answers(change.facts, told)
        if change.observations:
            course = str(told.get("trajectory", self._course))
            answers |= self._as_answers(next_set(random, observed, self._family.observations, course), skip=answers)
        says = say(random, change.says, self._words(told), told)
        return News(timedelta(minutes=after), says, tuple(answers.values())) if answers else None

    def _second_look(self, observed: Mapping[str, Json]) -> list[News]:
        again, after = self._random.random() < REPEATED, self._random.uniform(10, 30)
        if not again:
            return []
        readings = next_set(self._random, observed, self._family.observations, self._course)
        says = say(self._random, _SECOND_SET, self._words({}), {})
        return [News(timedelta(minutes=after), says, tuple(self._as_answers(readings).values()))] if readings else []

    def _corrected_age(self, at_once: Facts) -> list[News]:
        """Sometimes the age and the date of birth that are told do not agree, and somebody notices."""
        wrong, off, after = (
            self._random.random() < WRONG_AGE,
            self._random.choice((-10, -1, 1, 10)),
            self._random.uniform(5, 20),
        )
        if not wrong or self._said.born is None or not 0 < self._age + off <= 120:
            return []
        at_once["age_years"] = self._answer("age_years", self._age + off)
        says = say(self._random, _AGE_CORRECTED, self._words({}), {})
        right = Answer("age_years", self._age, by="date of birth, read from the packet", seen=True)
        return [News(timedelta(minutes=after), says, (right,))]

    def _words(self, facts: Mapping[str, Json]) -> Mapping[str, str]:
        age = str(self._age) if self._said.born is not None else f"about {max(1, 5 * round(self._age / 5))}"
        return words_for(self._person, self._said, self._kin, age, facts)

    def _cancellation(self) -> Cancellation | None:
        cancelled, after = self._random.random() < CANCELLED, self._random.uniform(8, 40)
        reason = self._random.choice(_WHY_CANCELLED)
        return Cancellation(timedelta(minutes=after), reason) if cancelled else None
