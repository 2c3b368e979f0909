"""Which names a condition may use, and of what kind they are: facts, derived numbers, definitions, context facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import Fact, FactKind, vocabulary
from carecon.clinical.scores import NEWS2_FACTS


class Kind(StrEnum):
    """What sort of thing a name stands for."""

    YES_NO = "yes or no"
    NUMBER = "a number"
    CHOICE = "a choice"
    SEVERAL = "a choice of several"
    WORDS = "words for people"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that conditions may use. `facts` are those that it is derived from (itself, for a fact)."""

    kind: Kind
    facts: tuple[str, ...]
    choices: tuple[str, ...] = ()
    limits: tuple[float, float] = (0, 0)
    is_fact: bool = False


Names = Mapping[str, Name]

ANSWER_KINDS: Final = ("emergency", "hospital", "community", "return", "contact")


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is `larger` less `smaller`. It does not apply where `needed` has no value of its own."""

    larger: str
    smaller: str
    needed: str


DIFFERENCES: Final[Mapping[str, Difference]] = MappingProxyType(
    {
        "systolic_below_usual": Difference("usual_systolic_bp", "systolic_bp", needed="usual_systolic_bp"),
        "standing_drop": Difference("systolic_bp", "standing_systolic_bp", needed="standing_systolic_bp"),
    }
)
"""Numbers that are one fact less another."""

DERIVED: Final[Names] = MappingProxyType(
    {
        # NEWS2, and the highest of its seven parts. False in every comparison where no score applies.
        "news2": Name(Kind.NUMBER, (*NEWS2_FACTS, "spo2_scale_2"), limits=(0, 20)),
        "news2_worst_part": Name(Kind.NUMBER, (*NEWS2_FACTS, "spo2_scale_2"), limits=(0, 3)),
        # The usual systolic pressure less that of now; does not apply where no usual one is recorded.
        "systolic_below_usual": Name(Kind.NUMBER, ("systolic_bp", "usual_systolic_bp"), limits=(-250, 230)),
        # The systolic pressure less that after standing; does not apply where nobody stood the person up.
        "standing_drop": Name(Kind.NUMBER, ("systolic_bp", "standing_systolic_bp"), limits=(-270, 270)),
    }
)

CONTEXT: Final[Names] = MappingProxyType(
    {
        "in_area": Name(Kind.YES_NO, ("postcode",)),
        "in_hours": Name(Kind.YES_NO, ()),
        "pause_applies": Name(Kind.YES_NO, ()),
        "minutes_to_close": Name(Kind.NUMBER, (), limits=(0, 1440)),
    }
)

FINDINGS: Final[Names] = MappingProxyType(
    {
        # What earlier steps have found: the pathway, the danger signs that stand, needed facts that nobody could give.
        "pathway": Name(Kind.CHOICE, (), choices=catalogue().pathways),
        "flags_present": Name(Kind.NUMBER, (), limits=(0, 99)),
        "needed_not_to_be_had": Name(Kind.YES_NO, ()),
        "needed_not_to_be_had_on_open_flag": Name(Kind.YES_NO, ()),
        "observations_not_to_be_had": Name(Kind.YES_NO, ()),
    }
)

OUTCOME: Final[Names] = MappingProxyType(
    {
        # The answer that stands when senior, adjunct and requires rules are read.
        "answer": Name(Kind.CHOICE, (), choices=tuple(catalogue().kinds)),
        "answer_kind": Name(Kind.CHOICE, (), choices=ANSWER_KINDS),
        "senior": Name(Kind.YES_NO, ()),
        "due_after_closing": Name(Kind.YES_NO, ()),
    }
)

LATE: Final = frozenset(FINDINGS) | frozenset(OUTCOME)
"""Names that have no value until rules have been read: conditions of earlier kinds may not use them."""


@cache
def fact_names() -> Names:
    """Every recorded fact. The CFS and eFI compare as false where the scale is not valid for the person."""
    return MappingProxyType({fact.id: _of_fact(fact) for fact in vocabulary().facts.values()})


def _of_fact(fact: Fact) -> Name:
    limits = (fact.minimum or 0, fact.maximum or 0)
    facts = (fact.id, "age_years") if fact.id == "cfs" else (fact.id,)
    match fact.kind:
        case FactKind.BOOL:
            return Name(Kind.YES_NO, facts, is_fact=True)
        case FactKind.NUMBER:
            return Name(Kind.NUMBER, facts, limits=limits, is_fact=True)
        case FactKind.CHOICE:
            return Name(Kind.SEVERAL if fact.many else Kind.CHOICE, facts, choices=fact.choices, is_fact=True)
        case _:
            return Name(Kind.WORDS, facts, is_fact=True)


@cache
def all_names() -> Names:
    """Every name but definitions."""
    return MappingProxyType({**fact_names(), **DERIVED, **CONTEXT, **FINDINGS, **OUTCOME})
