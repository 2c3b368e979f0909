"""Observations of a request. One becomes a fact only where its SNOMED CT code, unit and value leave no doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Final

from carecon.clinical.answers import Answer, FactError, Value, check_value, plain_number
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.intake.arrival import SentObservation
from carecon.intake.bundle import Bundle
from carecon.intake.coding import SNOMED, codings, concept_words
from carecon.intake.element import Element
from carecon.intake.warn import Warn

_NOT_TRUE: Final = ("entered-in-error", "cancelled")

_UNITS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "%": frozenset({"%", "percent", "per cent"}),
        "/min": frozenset({"/min", "{beats}/min", "{breaths}/min", "breaths/min", "breaths/minute", "beats/min"})
        | {"beats/minute", "bpm", "per minute", "breaths per minute", "beats per minute"},
        "mm[Hg]": frozenset({"mm[hg]", "mmhg", "mm hg", "millimeter of mercury", "millimetre of mercury"}),
        "Cel": frozenset({"cel", "c", "°c", "degrees c", "degree celsius", "degrees celsius", "celsius"}),
        "mmol/L": frozenset({"mmol/l"}),
        "{score}": frozenset({"{score}", "1", "", "score"}),
        "{ratio}": frozenset({"{ratio}", "1", ""}),
        "{count}": frozenset({"{count}", "1", ""}),
        "a": frozenset({"a", "year", "years"}),
    }
)
"""By unit of a fact, what messages write for it. Another unit is never converted: the value goes into the note only."""


@dataclass(frozen=True, slots=True)
class ReadObservations:
    """All observations in words, and the answers that some of them give."""

    sent: tuple[SentObservation, ...]
    answers: tuple[Answer, ...]


def read_observations(bundle: Bundle, patient: Element, by: str, warn: Warn) -> ReadObservations:
    """The observations of this person. Of several for one fact the latest counts; all of them are kept in words."""
    sent: list[SentObservation] = []
    latest: dict[str, Answer] = {}
    for resource in bundle.of_type("Observation"):
        if resource.text("status").lower() in _NOT_TRUE or _about_another(bundle, resource, patient):
            continue
        at = _time(resource)
        for element in (resource, *resource.children("component")):
            observation, answer = _read(element, at, by, warn)
            if observation is None:
                continue
            sent.append(observation)
            if answer is not None and (answer.fact not in latest or _later(answer, latest[answer.fact])):
                latest[answer.fact] = answer
    return ReadObservations(tuple(sent), tuple(latest.values()))


def _later(answer: Answer, than: Answer) -> bool:
    return answer.at is not None and (than.at is None or answer.at >= than.at)


def _about_another(bundle: Bundle, resource: Element, patient: Element) -> bool:
    about = bundle.follow(resource.child("subject"), resource)
    return about.text("resourceType") == "Patient" and about != patient


def _read(element: Element, at: datetime | None, by: str, warn: Warn) -> tuple[SentObservation | None, Answer | None]:
    found = codings(element.child("code"))
    name = concept_words(element.child("code"))
    if not name:
        return None, None
    words = _value_words(element)
    fact = next((by_code for c in found if c.system == SNOMED and (by_code := _facts().get(c.code))), None)
    code = next((c.code for c in found), "")
    observation = SentObservation(code, name, words, at)
    if fact is None:
        return observation, None
    try:
        value = _value(fact, element)
    except FactError as error:
        warn(f"{error.problem}: only kept in the note")
        return observation, None
    if value is None:
        return observation, None
    return replace(observation, fact=fact.id), Answer(fact.id, value, at=at, by=by)


def _value(fact: Fact, element: Element) -> Value | None:
    """The value for `fact`; None where the observation has none that fits its kind. Raises FactError."""
    match fact.kind:
        case FactKind.NUMBER:
            return _number(fact, element)
        case FactKind.BOOL:
            return _stated(element)
        case FactKind.CHOICE:
            codes = {
                coding.code for coding in codings(element.child("valueCodeableConcept")) if coding.system == SNOMED
            }
            return next((choice for choice, code in fact.snomed_choices.items() if code in codes), None)
        case _:
            return None


def _number(fact: Fact, element: Element) -> Value | None:
    quantity = element.child("valueQuantity")
    number = quantity.number("value") if quantity else element.number("valueInteger")
    if number is None:
        return None
    if comparator := quantity.text("comparator"):
        raise FactError(fact.id, f"{fact.name} came as {comparator} {plain_number(number)}")
    written = {quantity.text(key).strip().lower() for key in ("code", "unit")} - {""} or {""}
    if not written & _UNITS.get(fact.unit, frozenset()):
        unit = quantity.text("unit") or quantity.text("code") or "no unit"
        raise FactError(fact.id, f"{fact.name} came as {plain_number(number)} in {unit[:20]}")
    checked = check_value(fact, number)
    return checked if isinstance(checked, int | float) else None


def _stated(element: Element) -> bool | None:
    """A finding that is stated is true, unless the message says otherwise or attaches a value of another kind."""
    stated = element.flag("valueBoolean")
    if stated is not None:
        return stated
    has_value = any(key.startswith("value") or key == "dataAbsentReason" for key in element.fields)
    return None if has_value else True


@cache
def _facts() -> dict[str, Fact]:
    return {fact.snomed: fact for fact in vocabulary().facts.values() if fact.snomed}


def _time(resource: Element) -> datetime | None:
    for found in _times(resource):
        if found is not None:
            return found
    return None


def _times(resource: Element) -> Iterator[datetime | None]:
    yield resource.moment("effectiveDateTime")
    yield resource.moment("effectiveInstant")
    yield resource.child("effectivePeriod").moment("end")
    yield resource.child("effectivePeriod").moment("start")


def _value_words(element: Element) -> str:
    quantity = element.child("valueQuantity")
    if (number := quantity.number("value")) is not None:
        unit = quantity.text("unit") or quantity.text("code")
        return " ".join(part for part in (quantity.text("comparator"), plain_number(number), unit) if part)
    concept = element.child("valueCodeableConcept")
    plain = next((words for key in ("valueString", "valueInteger", "valueBoolean") if (words := element.text(key))), "")
    return concept_words(concept) if concept else plain
