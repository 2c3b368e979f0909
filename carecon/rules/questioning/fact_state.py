"""What can be told of how a fact stands: data alone, for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """How a fact stands."""

    NOT_ASKED = "not_asked"
    ANSWERED = "answered"
    NOT_KNOWN = "not_known"
    CANNOT_BE_OBTAINED = "cannot_be_obtained"
    NOT_APPLICABLE = "not_applicable"
    OUT_OF_DATE = "out_of_date"


@dataclass(frozen=True, slots=True)
class FactState:
    """How a fact stands, how the rules take it (`counts as scale 1; a senior decides`), and why, in a sentence.

    `age` is how old the answer is, where it is out of date.
    """

    state: State
    resolved_as: str
    because: str
    age: timedelta | None = None
