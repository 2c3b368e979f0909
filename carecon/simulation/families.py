"""Case families: what people call about, in whose words, and what comes out at once, on asking, late or wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from carecon.clinical.answers import Json
from carecon.errors import BadInput
from carecon.simulation.data import names_in, read, shaped, table
from carecon.simulation.draws import FactDraw
from carecon.simulation.wording import Wording

FOLDER = "case_families"

FactDraws = Mapping[str, FactDraw]
"""How the value of each fact is drawn, by fact id."""


class Change(BaseModel):
    """Something that is told after the call: news, an answer at last, or the correction of one that was wrong.

    It comes with probability `chance`, `after_minutes` (earliest, latest) of the call, in one wording of `says`.
    `before` is what was said wrongly in the call itself. `observations`: a fresh set is measured as well.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    after_minutes: tuple[float, float]
    chance: float = Field(ge=0, le=1)
    says: list[Wording] = Field(min_length=1)
    only_if: Mapping[str, Json] = {}
    before: FactDraws = {}
    facts: FactDraws
    observations: bool = False


class Family(BaseModel):
    """One kind of case. `weight`: how often it comes; `also`: the groups of `common.toml` that it takes in.

    `opening` holds wordings by the caller's voice, `observations` names a profile of `observations.toml`, `course` how
    often the person gets better or worse while the case is open, `residence` where those live who do not call from a
    care home. `beyond`: outside the area the hub serves.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    problem: str
    weight: float = Field(gt=0)
    ages: str
    also: list[str]
    observations: str
    course: Mapping[str, float]
    sources: Mapping[str, float]
    residence: Mapping[str, float]
    beyond: bool = False
    reason: list[str] = Field(min_length=1)
    opening: Mapping[str, list[Wording]]
    at_once: FactDraws = {}
    when_asked: FactDraws = {}
    change: list[Change] = []


class Caller(BaseModel):
    """A source of calls. `by`: who it may be, with the role they give; `measures`: how often each reading is taken.

    `identified` is how often the person is looked up at once; `category` the ambulance category sent along.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: str
    by: Mapping[str, str]
    identified: float
    measures: Mapping[str, float]
    category: Mapping[str, float] = {}
    at_once: FactDraws = {}


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at_once: Mapping[str, Any] = {}
    when_asked: Mapping[str, Any] = {}


class _Common(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    group: Mapping[str, _Group]


class _Callers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    caller: Mapping[str, Caller]


@cache
def families() -> Mapping[str, Family]:
    """All families as shipped, by id (the name of the file), in alphabetical order."""
    return {name: _family(name) for name in names_in(FOLDER)}


@cache
def callers() -> Mapping[str, Caller]:
    """Who calls, by the fact `source`."""
    return shaped(_Callers, {"caller": table("callers.toml")}, "callers.toml").caller


def _family(name: str) -> Family:
    """The family with its groups taken in. What the family says itself comes first, and beats its groups."""
    where = f"{FOLDER}/{name}.toml"
    own = table(where)
    at_once, when_asked = dict(own.get("at_once", {})), dict(own.get("when_asked", {}))
    groups = read(_Common, "common.toml").group
    for group in own.get("also", []):
        if group not in groups:
            raise BadInput(where, f"there is no group {group!r} in common.toml")
        for fact, draw in groups[group].at_once.items():
            if fact not in when_asked:
                at_once.setdefault(fact, draw)
        for fact, draw in groups[group].when_asked.items():
            if fact not in at_once:
                when_asked.setdefault(fact, draw)
    return shaped(Family, {**own, "id": name, "at_once": at_once, "when_asked": when_asked}, where)
