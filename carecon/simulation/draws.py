"""How a value is drawn: the small language in which case families say what people answer."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from carecon.clinical.answers import NOT_KNOWN_ID, Json

T = TypeVar("T")

_WAYS = ("value", "odds", "chance", "between", "around", "some_of")


class Draw(BaseModel):
    """One way to draw one value, as a table in a TOML file.

    Exactly one of: `value` (always this), `odds` (a choice with weights), `chance` (yes with that probability),
    `between` (even between two numbers), `around` with `spread` (normal), `some_of` (each with its own probability).
    Numbers keep within `least` and `most` and are rounded to `step`. Then: `told` is the probability that it is
    mentioned without being asked for by name, `known` that who was asked knows it, `only_if` which earlier values it
    takes to be a question at all; `by` and `seen` say where the answer is from, if not simply from the caller.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Json | None = None
    odds: Mapping[str, float] | None = None
    chance: float | None = None
    between: tuple[float, float] | None = None
    around: float | None = None
    spread: float = 0.0
    some_of: Mapping[str, float] | None = None
    least: float | None = None
    most: float | None = None
    step: float = 1.0
    told: float = 1.0
    known: float = 1.0
    only_if: Mapping[str, Json] = {}
    by: str | None = None
    seen: bool | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Draw:
        if sum(getattr(self, way) is not None for way in _WAYS) != 1:
            raise ValueError("say exactly one of " + ", ".join(_WAYS))
        return self

    def draw(self, random: Random, so_far: Mapping[str, Json]) -> Json | None:
        """A value, `not_known` for asked in vain, or None where the question does not arise.

        `so_far` holds the values drawn before, by fact id. As many random numbers are used whatever comes out, so that
        a change to one probability does not change everything that is drawn after it.
        """
        knew, value = random.random() < self.known, self._value(random)
        if not holds(self.only_if, so_far):
            return None
        return value if knew else NOT_KNOWN_ID

    def is_told(self, random: Random) -> bool:
        """Whether it is mentioned, or has to be asked for by name."""
        return random.random() < self.told

    def number(self, random: Random) -> float:
        """A number, for draws that can only be one (ages, observations)."""
        return self._number(random)

    def _value(self, random: Random) -> Json:
        if self.value is not None:
            return self.value
        if self.odds is not None:
            return pick(random, self.odds)
        if self.chance is not None:
            return random.random() < self.chance
        if self.some_of is not None:
            return [item for item, probability in self.some_of.items() if random.random() < probability]
        number = self._number(random)
        return int(number) if number == int(number) else number

    def _number(self, random: Random) -> float:
        if self.between is not None:
            raw = random.uniform(*self.between)
        elif self.around is not None:
            raw = random.gauss(self.around, self.spread)
        else:
            raise ValueError("this draw does not give a number")
        return self.rounded(raw)

    def rounded(self, raw: float) -> float:
        """`raw` within the limits and on a step, without the dust of binary fractions."""
        stepped = round(raw / self.step) * self.step
        if self.least is not None:
            stepped = max(self.least, stepped)
        if self.most is not None:
            stepped = min(self.most, stepped)
        return round(stepped, 2)


def _as_table(raw: Any) -> Any:
    """A plain value in a file is short for a table with that value."""
    return raw if isinstance(raw, dict | Draw) else {"value": raw}


FactDraw = Annotated[Draw, BeforeValidator(_as_table)]
"""A draw that may be written as a plain value."""


def randomness(seed: int, what: str) -> Random:
    """Randomness for one part of a simulation: the same for the same seed, and independent of every other part's."""
    return Random(f"{seed}:{what}")  # noqa: S311 - repeatability is the point


def pick(random: Random, odds: Mapping[T, float]) -> T:
    """One of the keys, by weight. The order of the mapping counts: the same file gives the same draw."""
    return random.choices(list(odds), weights=list(odds.values()))[0]


def holds(condition: Mapping[str, Json], so_far: Mapping[str, Json]) -> bool:
    """Whether every fact named has that value, or one of those in the list. What was not said holds nothing."""
    return all(
        fact in so_far and so_far[fact] in (wanted if isinstance(wanted, list) else [wanted])
        for fact, wanted in condition.items()
    )
