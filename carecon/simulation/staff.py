"""Who works at the simulated hub, and the sentences they write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random

from pydantic import BaseModel, ConfigDict

from carecon.desk.people import AtDesk, Role
from carecon.record.entry import Actor
from carecon.simulation.data import read


class Member(BaseModel):
    """Somebody at a desk: account name and display name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user: str
    name: str


class Disagreed(BaseModel):
    """A reason against the advice: its code, and words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    words: str


class Staff(BaseModel):
    """What `staff.toml` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    on_shift: int
    clinician: list[Member]
    call_taker: list[Member]
    seniors: list[str]
    recorded: Mapping[str, list[str]]
    words: Mapping[str, list[str]]
    disagreed: list[Disagreed]

    def clinicians(self) -> list[AtDesk]:
        """The simulated colleagues."""
        return [AtDesk(Actor(m.user, self.organisation), m.name, Role.CLINICIAN) for m in self.clinician]

    def at_work(self) -> list[AtDesk]:
        """Those of the colleagues who are on shift now."""
        return self.clinicians()[: self.on_shift]

    def call_takers(self) -> list[AtDesk]:
        """Those who answer the telephone."""
        return [AtDesk(Actor(m.user, self.organisation), m.name, Role.CALL_TAKER) for m in self.call_taker]

    def word(self, random: Random, about: str) -> str:
        """One of the sentences for `about`."""
        return random.choice(self.words[about])


@cache
def staff() -> Staff:
    """The staff as shipped."""
    return read(Staff, "staff.toml")
