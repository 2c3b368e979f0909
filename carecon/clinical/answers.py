"""An answer to a question: a value checked against its fact, with who said it, when, and if it was seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from carecon.clinical.facts import Fact, FactKind
from carecon.errors import BadInput

NOT_KNOWN_ID: Final = "not_known"
"""How "asked; whoever was asked does not know" is written in files, the journal and messages."""

LONGEST_TEXT: Final = 20_000
"""Characters of a text fact or a note. Beyond it nobody reads on, and a pasted file is a mistake."""


class Unknown(Enum):
    """Answers that tell no value: still unknown to the rules, all three alike, but not asked again.

    What somebody calls not applicable gets past nothing: a needed fact that cannot be had is a senior's decision.
    """

    NOT_KNOWN = NOT_KNOWN_ID
    """Asked; whoever was asked does not know."""
    CANNOT_BE_OBTAINED = "cannot_be_obtained"
    """Nobody can find out now: there is no probe, the person refuses the cuff."""
    NOT_APPLICABLE = "not_applicable"
    """Somebody says that the question does not arise with this person."""


NOT_KNOWN: Final = Unknown.NOT_KNOWN
CANNOT_BE_OBTAINED: Final = Unknown.CANNOT_BE_OBTAINED
NOT_APPLICABLE: Final = Unknown.NOT_APPLICABLE

Value = bool | int | float | str | date | datetime | tuple[str, ...]
"""What a fact can be. A choice is its id; a choice with `many` a tuple of ids, empty for "asked: none"."""

Json = bool | int | float | str | list[str]
"""How a value is written in the journal and in messages."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to the question of one fact.

    `at` is when it was so (an observation's own time, aware), if it was said; `by` who said it, in words;
    `seen` whether the clinician or caller saw it (True), was told (False), or nobody said (None).
    """

    fact: str
    value: Value | Unknown
    at: datetime | None = None
    by: str | None = None
    seen: bool | None = None

    @property
    def known(self) -> bool:
        """Whether there is a value that rules may use."""
        return not isinstance(self.value, Unknown)


class FactError(BadInput):
    """A value that the fact cannot take. `where` is the fact's id."""


def check_value(fact: Fact, raw: object) -> Value | Unknown:
    """The value that `raw` (as TOML, JSON or Python hand it over) stands for.

    Raises FactError, in plain English, for a wrong type, an unknown choice or a number outside what is possible.
    """
    if (without := without_value(raw)) is not None:
        return without
    if fact.many:
        return _many(fact, raw)
    match fact.kind:
        case FactKind.BOOL:
            if isinstance(raw, bool):
                return raw
            raise _wrong(fact, raw, "must be yes or no")
        case FactKind.NUMBER:
            return _number(fact, raw)
        case FactKind.CHOICE:
            if isinstance(raw, str) and raw in fact.choices:
                return raw
            raise _wrong(fact, raw, "must be " + one_of(fact.choices))
        case FactKind.TEXT:
            if not isinstance(raw, str):
                raise _wrong(fact, raw, "must be words")
            if len(raw) > LONGEST_TEXT:
                raise FactError(fact.id, f"{fact.name} is {len(raw):,} characters long; at most {LONGEST_TEXT:,} fit")
            return raw
        case FactKind.DATETIME:
            return _moment(fact, raw)
        case FactKind.DATE:
            return _day(fact, raw)


def without_value(raw: object) -> Unknown | None:
    """The answer without a value that `raw` (TOML, JSON or the answer itself) stands for, if it is one."""
    if isinstance(raw, Unknown):
        return raw
    return _WITHOUT_VALUE.get(raw) if isinstance(raw, str) else None


_WITHOUT_VALUE: Final = {each.value: each for each in Unknown}


def doubt(fact: Fact, value: object) -> str:
    """Why a possible value is not plausible ("are you sure?"), or an empty string."""
    if fact.warn is None or isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    low, high = fact.warn
    if low <= value <= high:
        return ""
    return f"{fact.name} {plain_number(value)}{spoken_unit(fact)} is unusual (mostly {_span(low, high)}): are you sure?"


def to_json(value: Value | Unknown) -> Json:
    """The value as the journal keeps it; `from_json` reads it back to the same value."""
    if isinstance(value, Unknown):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(fact: Fact, stored: Json) -> Value | Unknown:
    """The value that `to_json` wrote, whatever the vocabulary allows today: limits change, what was said does not."""
    without = without_value(stored)
    if without is not None:
        return without
    if isinstance(stored, list):
        return tuple(stored)
    if isinstance(stored, str) and fact.kind is FactKind.DATE:
        return date.fromisoformat(stored)
    if isinstance(stored, str) and fact.kind is FactKind.DATETIME:
        return datetime.fromisoformat(stored)
    return stored


def answers_from(facts: Mapping[str, Answer]) -> dict[str, Value]:
    """The known values alone, by fact id: what rules work on."""
    return {name: answer.value for name, answer in facts.items() if not isinstance(answer.value, Unknown)}


def plain_number(value: float) -> str:
    """A number as people write it: no trailing zero, no exponent."""
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


_SPOKEN_UNITS: Final = {
    "a": " years",
    "h": " h",
    "min": " min",
    "d": " days",
    "/min": "/min",
    "%": " %",
    "mm[Hg]": " mmHg",
    "Cel": " °C",
    "mmol/L": " mmol/L",
}


def spoken_unit(fact: Fact) -> str:
    """The unit as it stands after a number, with its space: ` mmHg`, ` %`; empty for scores and counts."""
    return _SPOKEN_UNITS.get(fact.unit, "")


def one_of(choices: tuple[str, ...]) -> str:
    """The choices as a phrase: `a, b or c`."""
    return choices[0] if len(choices) == 1 else ", ".join(choices[:-1]) + " or " + choices[-1]


def _many(fact: Fact, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list | tuple):
        raise _wrong(fact, raw, "must be a list (empty for: asked, none) of " + one_of(fact.choices))
    for item in raw:
        if item not in fact.choices:
            raise _wrong(fact, item, "takes " + one_of(fact.choices))
    return tuple(choice for choice in fact.choices if choice in raw)


def _number(fact: Fact, raw: object) -> int | float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        raise _wrong(fact, raw, "must be a number")
    low, high = fact.minimum, fact.maximum
    if low is not None and high is not None and not low <= raw <= high:
        raise FactError(fact.id, f"{fact.name} must be {_span(low, high)}{spoken_unit(fact)}, not {plain_number(raw)}")
    return raw


def _moment(fact: Fact, raw: object) -> datetime:
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError:
            raise _wrong(fact, raw, "must be a date and time, such as 2024-01-25T05:30") from None
    if not isinstance(raw, datetime):
        raise _wrong(fact, raw, "must be a date and time, such as 2024-01-25T05:30")
    return raw


def _day(fact: Fact, raw: object) -> date:
    if isinstance(raw, str):
        try:
            raw = date.fromisoformat(raw)
        except ValueError:
            raise _wrong(fact, raw, "must be a date, such as 1937-05-04") from None
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise _wrong(fact, raw, "must be a date, such as 1937-05-04")
    return raw


def _span(low: float, high: float) -> str:
    return f"{plain_number(float(low))}-{plain_number(float(high))}"


def _wrong(fact: Fact, raw: object, rule: str) -> FactError:
    shown = raw if isinstance(raw, str) else repr(raw)
    return FactError(fact.id, f"{fact.name} {rule}, not {str(shown)[:60]!r}")
