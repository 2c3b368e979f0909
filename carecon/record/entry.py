"""One entry of the journal as it is read back: who did what, when, in which stream, and its place in the hash chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from carecon.record.entries import Payload

SYSTEM_ORGANISATION = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user of an organisation, or a named part of the system (`intake@system`)."""

    user: str
    organisation: str

    def __str__(self) -> str:
        """As the journal keeps it: `rhale@devon-hub`."""
        return f"{self.user}@{self.organisation}"

    @classmethod
    def parse(cls, text: str) -> Actor:
        """The actor of a journal entry."""
        user, _, organisation = text.partition("@")
        return cls(user, organisation)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a stream. Order is `seq`, never `at`: clocks go back."""

    id: UUID
    stream: str
    seq: int
    at: datetime
    actor: Actor
    payload: Payload
    hash: str

    @property
    def kind(self) -> str:
        """What sort of thing happened, such as `answered`."""
        return self.payload.KIND


def case_stream(case_id: UUID) -> str:
    """The stream of a case."""
    return f"case:{case_id}"


def person_stream(person_id: UUID) -> str:
    """The stream of a person."""
    return f"person:{person_id}"


def user_stream(user: str) -> str:
    """The stream of a user account."""
    return f"user:{user}"


HUB_STREAM = "hub:main"
"""Sign-ins, rulesets and what else concerns the hub as a whole."""
