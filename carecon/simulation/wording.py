"""What callers say, in their own words: names, pronouns and what they have just told, put into a family's sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from string import Formatter
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from carecon.clinical.answers import NOT_KNOWN_ID, Json, plain_number
from carecon.record.entries import PersonDetails
from carecon.simulation.draws import holds
from carecon.simulation.people import SyntheticPerson

_CHILD, _PARENT_OF_GROWN_UPS = 16, 50
_PRONOUNS = {"female": ("she", "her", "her", "herself"), "male": ("he", "him", "his", "himself")}
_LETTERS = {"female": "F", "male": "M"}
_SOMEBODY = {"female": "the lady", "male": "the gentleman"}


@dataclass(frozen=True, slots=True)
class Kin:
    """What a relative calls the person, and who that makes the relative."""

    name: str
    lower: str
    by: str


class Wording(BaseModel):
    """A sentence with gaps for names and facts, for calls in which `only_if` was told. A plain string is enough."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    only_if: Mapping[str, Json] = {}

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, raw: Any) -> Any:
        return {"says": raw} if isinstance(raw, str) else raw


def kin_of(random: Random, gender: str, age: int) -> Kin:
    """Who is likely to ring for somebody of that gender and age: mother, partner, daughter or son."""
    if age < _CHILD:
        return Kin("My little one", "little one", "mother")
    if age < _PARENT_OF_GROWN_UPS:
        word = {"female": "wife", "male": "husband"}.get(gender, "partner")
        return Kin(f"My {word}", word, "partner")
    word = {"female": "mum", "male": "dad"}.get(gender, "aunt")
    return Kin(word.capitalize() if word != "aunt" else "My aunt", word, random.choice(("daughter", "son")))


def words_for(
    person: SyntheticPerson, said: PersonDetails, kin: Kin, age: str, facts: Mapping[str, Json]
) -> Mapping[str, str]:
    """Everything a sentence may name: the person as far as the caller knows them, the place, and the facts told."""
    nobody = _SOMEBODY.get(said.gender, "the person")
    name = " ".join(part for part in (said.title or said.given_name, said.family_name) if part) or nobody
    full = " ".join(part for part in (said.title, said.given_name, said.family_name) if part) or nobody
    first = said.given_name or nobody
    he, him, his, himself = _PRONOUNS.get(said.gender, (first, first, f"{first}'s", "well"))
    words = {
        "name": name,
        "full": full,
        "first": first,
        "age": age,
        "sex_letter": _LETTERS.get(said.gender, "?"),
        "town": person.place.town,
        "Kin": kin.name,
        "kin_lower": kin.lower,
        "he": he,
        "him": him,
        "his": his,
        "himself": himself,
        "He": he[:1].upper() + he[1:],
        "His": his[:1].upper() + his[1:],
    }
    if person.home is not None:
        words["home"] = person.home.name
    return MappingProxyType({**_spoken(facts), **words})


def say(random: Random, wordings: Sequence[Wording], words: Mapping[str, str], told: Mapping[str, Json]) -> str:
    """One of the wordings, filled in.

    Those that do not fit what was told, or name something that nobody knows, are passed over; empty if all are.
    """
    possible = [w.says for w in wordings if _named(w.says) <= words.keys() and holds(w.only_if, told)]
    if not possible:
        return ""
    sentence = random.choice(possible).format_map(words)
    return sentence[:1].upper() + sentence[1:]


def _named(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


def _spoken(facts: Mapping[str, Json]) -> dict[str, str]:
    spoken: dict[str, str] = {}
    for fact, value in facts.items():
        if isinstance(value, bool | list) or value == NOT_KNOWN_ID:
            continue
        spoken[fact] = plain_number(value) if isinstance(value, int | float) else value.replace("_", " ")
    return spoken
